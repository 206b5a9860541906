"""Opening a page of the app without a browser, and reading what stands on it."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Mapping
from functools import cache
from html import unescape
from typing import Any

import numpy as np
import pandas as pd
from google.protobuf.json_format import MessageToDict
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT

PAGES = (
    "start", "world", "country", "map", "flows", "pair", "compare", "weapons", "deals", "cited",
    "releases", "sources",
)  # fmt: skip
# The figures of each page as it opens, by key.
FIGURES = {
    "start": ("founding", "leaders", "turn"),
    "world": (
        "volume",
        "supplier",
        "recipient",
        "side_by_side",
        "ranks",
        "regions",
        "dependence",
        "categories",
        "total",
    ),
    "country": ("shares", "yearly", "changed", "concentration", "categories"),
    "map": ("map",),
    "flows": ("bands", "matrix"),
    "pair": ("volume", "shares", "categories"),
    "compare": ("compared",),
    "weapons": ("categories",),
    "deals": (),
    "cited": ("checked",),
    "article": ("checked",),
    "releases": ("revised",),
    "sources": (),
    "guide": (),
}
# Each AppTest of Streamlit 1.67 makes a runtime, which looks through all installed packages for
# components of theirs (``discover_and_register_components``): a quarter of the time of a page.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def opened(
    page: str = "start",
    parameters: Mapping[str, str | list[str]] | None = None,
    view: str = "Chart",
) -> AppTest:
    """A page as a visitor finds it under these URL parameters, its figures in this view."""
    app = AppTest.from_file(ROOT / "dashboard" / "app.py", default_timeout=120)
    if page != "start":
        # Before its first run AppTest knows a page by its file's name, which is that of the page.
        app.switch_page(f"app_pages/{page}.py")
    for name, value in (parameters or {}).items():
        app.query_params[name] = value
    for key in FIGURES[page]:
        app.session_state[f"{key}_view"] = view
    app.run()
    return app


def untouched(page: str = "start", view: str = "Chart") -> AppTest:
    """A page as it opens, opened once for all who only look at it."""
    return _untouched(page, view, os.environ["ARMS_WAREHOUSE"])


@cache
def _untouched(page: str, view: str, warehouse: str) -> AppTest:
    return opened(page, view=view)


def sentence(app: AppTest) -> str:
    """The answer below the title, with plain spaces and as it reads."""
    return plain(app.markdown[0].value).replace("\\", "")


def ignored(app: AppTest) -> str:
    """What the page says of the parts of the address that it could not take."""
    return " ".join(
        unescape(re.sub(r"<[^>]*>", "", element.proto.body))
        for element in app.get("html")
        if 'class="ignored"' in element.proto.body
    )


def plain(text: str) -> str:
    """The text with plain spaces for no-break ones and for line breaks."""
    return re.sub(r"\s+", " ", text.replace("<br>", " "))


def tables(app: AppTest) -> list[pd.DataFrame]:
    """The tables that stand on the page, cell by cell as they read, links as markdown has them."""
    bodies = [element.proto.body for element in app.get("html")]
    return [_table(body) for body in bodies if "<table" in body]


def unlinked(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose names lead nowhere."""
    return table.replace(r"\[(.*)\]\(/.*\)", r"\1", regex=True)


def _table(body: str) -> pd.DataFrame:
    rows = [
        [_cell(cell) for cell in re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", body)
    ]
    return pd.DataFrame(rows[1:], columns=rows[0])


def _cell(markup: str) -> str:
    markup = re.sub(r'<a href="([^"]*)"[^>]*>(.*?)</a>', r"[\2](/\1)", markup)
    markup = re.sub(r'<img alt="([^"]*)"[^>]*>', r"\1", markup)
    return unescape(re.sub("<[^>]*>", "", markup))


def figures(app: AppTest) -> list[dict[str, Any]]:
    """The figures as plotly will draw them, in order."""
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def numbers(values: Any) -> list[Any]:
    """The numbers of a trace, which plotly writes as a list or packed."""
    if isinstance(values, dict):
        return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]).tolist()
    return list(values)


def matrix(figure: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a matrix, whose pale and dark ones are two traces, as one.

    What stands at the pointer is that of the points which lie over them.
    """
    little, much, points = figure["data"]
    both = {
        part: [
            [one if other in (None, "") else other for one, other in zip(*lines, strict=True)]
            for lines in zip(little[part], much[part], strict=True)
        ]
        for part in ("z", "text")
    }
    each = zip(points["x"], points["y"], points["customdata"], strict=True)
    hovers = {(x, y): text for x, y, text in each}
    both["customdata"] = [[hovers.get((x, y), "") for x in little["x"]] for y in little["y"]]
    return {**little, **both, "x": [name.replace("<br>", " ") for name in little["x"]]}


def annotations(figure: Mapping[str, Any]) -> str:
    """All text around the plot, with plain spaces."""
    words = figure["layout"]["meta"]
    return plain(" ".join([*words["key"], *words["notes"], words["source"]]))


def texts(app: AppTest) -> list[str]:
    """Everything that a page says, element by element: words, tables, figures, labels."""
    out = []
    for element in app.main:
        proto = getattr(element, "proto", None)
        if element.type == "plotly_chart":
            out.append(json.dumps(json.loads(proto.spec), ensure_ascii=False) + proto.alt)
        elif proto is not None:
            words = json.dumps(MessageToDict(proto), ensure_ascii=False)
            out.append(re.sub(r"\$\$ID-[^\"]*", "", words))
    return out

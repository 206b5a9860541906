"""Figures without a browser: a page is run for its figures, and their files are written.

What is written is what a visitor takes away under the same address, because it is made by the same
page; there is no second way to make a figure.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from dashboard import takeaway
from dashboard.address import STATE
from dashboard.show import DRAWINGS
from dashboard.takeaway import FORMATS, Drawing

_APP = Path(__file__).with_name("app.py")
# Pages with figures, as addresses name them, and their files.
PAGES = {"start": "home"} | {
    name: name
    for name in ("world", "country", "map", "flows", "pair", "compare", "weapons", "cited",
                 "article", "releases")
}  # fmt: skip
PACK = "zip"
_SECONDS = 60


class ExportError(Exception):
    """What was asked for is no figure, parameter or format; the message says what there is."""


class PageError(Exception):
    """A page cannot be run, for instance because no warehouse is there; the message says why."""


@dataclass(frozen=True)
class Wanted:
    """A figure to export.

    Attributes:
        name: Page and figure, such as ``country/shares``.
        params: What the page's controls are set to, as in its address.
        formats: Keys of ``FORMATS``, or ``zip`` for the pack.
    """

    name: str
    params: Mapping[str, Sequence[str]] = field(default_factory=dict)
    formats: Sequence[str] = ("svg", "csv")

    def __post_init__(self) -> None:
        """Refuse what cannot be, before anything is drawn."""
        if self.name.split("/")[0] not in PAGES or self.name.count("/") != 1:
            raise ExportError(
                f"There is no figure {self.name!r}. A figure is named by page and name, such as "
                "country/shares; arms-dashboard export --list shows all."
            )
        for name in self.formats:
            if name != PACK and name not in FORMATS:
                raise ExportError(
                    f"There is no format {name!r}. There are: {', '.join([*FORMATS, PACK])}."
                )


def wanted_of(file: Path, formats: Sequence[str]) -> list[Wanted]:
    """The figures that a TOML file lists, as ``[[figure]]`` with ``name``, ``params``, ``formats``.

    Args:
        file: The list.
        formats: The formats of figures that name none.

    Raises:
        ExportError: if the file cannot be read or says something else.
    """
    try:
        listed = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ExportError(f"{file}: {error}") from error
    figures = listed.get("figure")
    are_tables = isinstance(figures, list) and all(isinstance(one, dict) for one in figures)
    if not are_tables or not figures or set(listed) != {"figure"}:
        raise ExportError(f"{file}: a list of figures has one or more [[figure]] and nothing else.")
    out = []
    for number, figure in enumerate(figures, start=1):
        where = f"{file}: figure {number}"
        if unknown := set(figure) - {"name", "params", "formats"}:
            raise ExportError(
                f"{where}: {sorted(unknown)[0]!r} means nothing; there are name, params, formats."
            )
        params = figure.get("params", {})
        chosen = figure.get("formats", list(formats))
        if not isinstance(figure.get("name"), str) or not isinstance(params, dict):
            raise ExportError(f"{where}: name must be a text, params a table.")
        if not isinstance(chosen, list):
            raise ExportError(f"{where}: formats must be a list of texts.")
        try:
            spelled = {name: _texts(value) for name, value in params.items()}
            out.append(Wanted(figure["name"], spelled, list(map(str, chosen))))
        except ExportError as error:
            raise ExportError(f"{where}: {error}") from None
    return out


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in values]


def drawing(wanted: Wanted, site: str) -> Drawing:
    """The figure that a page shows under these parameters.

    Args:
        wanted: The figure.
        site: Address of the dashboard, for the links in the files.

    Raises:
        ExportError: if the page has no use for a parameter, or no such figure.
        PageError: if the page cannot be run.
    """
    page = wanted.name.split("/")[0]
    app = run(page, wanted.params, site)
    if ignored := app.session_state[STATE].ignored:
        raise ExportError(f"{wanted.name}: not possible here: {'; '.join(ignored.values())}")
    made: list[Drawing] = app.session_state[DRAWINGS]
    for figure in made:
        if figure.name == wanted.name:
            return figure
    names = ", ".join(figure.name for figure in made) or "none"
    says = app.markdown[0].value.removeprefix("#### ") if app.markdown else ""
    raise ExportError(f"{wanted.name}: the page shows no such figure now, but {names}. {says}")


def run(page: str, params: Mapping[str, Sequence[str]], site: str) -> AppTest:
    """Run a page for its figures, without drawing them.

    Raises:
        PageError: if the page fails, for instance because no warehouse is there.
    """
    app = AppTest.from_file(_APP, default_timeout=_SECONDS)
    path = "" if PAGES[page] == "home" else page  # as links name it
    app.context["url"] = f"{site.rstrip('/')}/{path}"
    app.session_state[DRAWINGS] = []
    if PAGES[page] != "home":
        app.run()  # the app knows its pages once it has run
        app.session_state[DRAWINGS] = []
        app.switch_page(f"app_pages/{PAGES[page]}.py")
    for name, values in params.items():
        app.query_params[name] = list(values)
    app.run()
    if app.exception:
        raise PageError(f"{page}: {app.exception[0].message}")
    if STATE not in app.session_state:
        raise PageError(app.code[0].value if app.code else f"{page}: the page cannot be shown")
    return app


def write(wanted: Wanted, folder: Path, *, site: str, accessed: date) -> list[Path]:
    """Write a figure's files, each whole or not at all, and give their paths.

    Args:
        wanted: The figure and its formats.
        folder: Where to; it is made if it is missing.
        site: Address of the dashboard, for the links in the files.
        accessed: The day that the citations of a pack name.

    Raises:
        ExportError, PageError: as :func:`drawing`.
        takeaway.PictureError: if a picture cannot be made.
        takeaway.SaveError: if a file cannot be written.
    """
    figure = drawing(wanted, site)
    plain = [name for name in wanted.formats if name != PACK]
    contents = dict(zip(plain, takeaway.files(figure, plain), strict=True))
    if PACK in wanted.formats:
        contents[PACK] = takeaway.pack(figure, accessed)
    return [
        takeaway.save(content, folder, file_name(figure, name))
        for name, content in contents.items()
    ]


def file_name(figure: Drawing, name: str) -> str:
    """The name of a figure's file in this format."""
    if name == PACK:
        return takeaway.file_name(figure, "csv").removesuffix(".csv") + ".zip"
    return takeaway.file_name(figure, name)

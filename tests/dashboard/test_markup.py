"""Markup in the data or in the address is shown as text, and never becomes a part of the page."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from etl.stage import stage
from etl.warehouse.build import build
from tests.conftest import DATA, quiet, reseal
from tests.dashboard.pages import PAGES, opened
from tests.etl import exports
from tests.etl.brought import saved, take_in

MARK = "<img src=x onerror=alert(1)>"
FREE = ("publisher", "author", "title", "statement", "attributed_to", "reviewer_note")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with markup wherever a source may write what it likes."""
    folder = tmp_path_factory.mktemp("hostile")
    data = folder / "data"
    for card in DATA.glob("*/*.card.toml"):
        # A made-up register does not agree with what SIPRI printed, nor with its release's totals.
        if card.parent.name == "published" or card.name.startswith("world_totals_2024"):
            continue
        table = card.with_name(card.name.replace(".card.toml", ".csv"))
        for path in (card, table):
            copy = data / path.parent.name / path.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    articles = data / "cited/articles.csv"
    rows = pd.read_csv(articles, dtype="str", keep_default_na=False)
    for column in FREE:
        rows[column] = MARK + rows[column]
    rows.to_csv(articles, index=False)
    reseal(articles)
    states = data / "reference/states.csv"
    text = states.read_text(encoding="utf-8")
    states.write_text(text.replace(",Azerbaijan,", f",{MARK}Azerbaijan,", 1), encoding="utf-8")
    reseal(states)
    card = data / "sipri/flows_2025.card.toml"
    text = card.read_text(encoding="utf-8")
    for field in ("title", "credit", "release_label", "how", "measures"):
        text = text.replace(f'\n{field} = "', f'\n{field} = "{MARK}')
    card.write_text(text, encoding="utf-8")
    build(stage(data, quiet), data / "warehouse.duckdb", quiet)
    # An older release than the one above, so that both are on the pages.
    register = exports.deliveries(first=2010, last=2019, generated="12 May 2024 2:29:20 PM")
    register = register.replace(b"Delta", MARK.encode()).replace(b"UAV", MARK.encode())
    take_in(data, saved(folder, register), release=2024)
    return data / "warehouse.duckdb"


# The line of a trend in a table's cell.
OWN_PICTURE = re.compile(r'<img alt="[^"<>]*" src="data:image/svg\+xml,[^"<>]*"[^<>]*>')


@pytest.mark.parametrize("view", ["Chart", "Table"])
@pytest.mark.parametrize("page", PAGES)
def test_markup_stays_text(
    page: str, view: str, hostile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(hostile))
    app = opened(page, {"country": MARK, "words": MARK, "nonsense": MARK, MARK: "1"}, view)
    assert not app.exception, app.exception[0].value
    for element in app.get("html"):
        assert "<img" not in OWN_PICTURE.sub("", element.proto.body)
    assert not [text for text in app.markdown if text.proto.allow_html]


def test_the_markup_was_there_to_be_shown(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(hostile))
    shown = " ".join(text.value for text in opened("cited").markdown)
    assert MARK in shown.replace("\\", "")

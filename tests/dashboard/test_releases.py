"""The page Releases where registers of two releases are loaded: what was revised, deal by deal."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dashboard.data.access import PERMISSION
from dashboard.figures import releases
from etl.questions import ask
from etl.warehouse.read import Warehouse
from tests.dashboard.pages import figures, numbers, opened, plain, tables, texts
from tests.etl.test_revised_deals import CASES, FIRST, loaded

BOTH = {"old": "2025", "new": "2026"}


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Made-up registers by deal of two releases."""
    old, new = ([case[at] for case in CASES.values() if case[at]] for at in (0, 1))
    later = replace(FIRST, number=99, recipient="Chile", delivered={2025: 1})
    return loaded(tmp_path_factory.mktemp("releases"), old, [*new, later])


@pytest.fixture(autouse=True)
def _of_registers(_served: None, registers: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(registers.version.path))


@pytest.mark.parametrize("country", ["", "IND", "PER"])
def test_chart_table_and_sentence_say_what_was_asked(registers: Warehouse, country: str) -> None:
    made = releases.deals.made({"old": 2025, "new": 2026, "country": country})
    rows = ask(registers, "revised_causes", old_release=2025, new_release=2026,
               country=country or None).rows  # fmt: skip
    rows = rows[rows["deals"] > 0]
    (trace,) = json.loads(made.chart.to_json())["data"]
    assert numbers(trace["x"]) == pytest.approx(rows["change_tiv_m"].tolist())
    assert [name.replace("<br>", " ").lower() for name in trace["y"]] == [
        what.lower() for what in rows["what"]
    ]
    colours = [*zip(trace["marker"]["color"], rows["is_revision"], strict=True)]
    greys = {colour for colour, is_revision in colours if not is_revision}
    blues = {colour for colour, is_revision in colours if is_revision}
    assert not greys & blues and len(blues) == 1
    table = made.table()
    shown = [text.replace("−", "-") for text in table["Change, million TIV"]]
    assert [float(text) for text in shown] == pytest.approx(rows["change_tiv_m"].tolist(), abs=0.05)
    assert table["Deals"].tolist() == [str(count) for count in rows["deals"]]
    compared, revised = rows["compared"].iloc[0], rows["revised"].iloc[0]
    whose = {"": "", "IND": " of India", "PER": " of Peru"}[country]
    assert made.sentence.startswith(
        f"Of the {compared} deal{'s' if compared > 1 else ''}{whose} with deliveries in 1950–2024, "
        f"the 2026 release revised {revised} against the 2025 release, by "
    )
    assert ("which is no revision" in made.sentence) == (len(greys) > 0)


def test_the_page_has_a_country_to_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PERMISSION, "1")
    app = opened("releases", BOTH | {"country": "PER"})
    assert not app.exception
    (chart,) = figures(app)
    assert chart["layout"]["meta"]["title"] == (
        "Deals of Peru in the 2026 release against the 2025 release"
    )
    assert plain("Of the 1 deal of Peru with deliveries in 1950–2024, ") in plain(
        " ".join(texts(app))
    )
    lists = [shown for shown in tables(app) if "Revised by, million TIV" in shown]
    assert [table["Recipient"].tolist() for table in lists] == [["Peru"]]
    assert lists[0]["Revised by, million TIV"].tolist() == ["+2.0"]


def test_a_server_open_to_others_lists_no_deals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PERMISSION, raising=False)
    monkeypatch.setenv("ARMS_HOST", "0.0.0.0")
    app = opened("releases", BOTH)
    assert len(figures(app)) == 1, "what was revised in all is shown"
    assert not [shown for shown in tables(app) if "Revised by, million TIV" in shown]


def test_a_country_without_deals_is_told() -> None:
    app = opened("releases", BOTH | {"country": "CHL"})
    said = "Neither release has deals of Chile with deliveries in 1950–2024."
    assert not app.exception and said in " ".join(texts(app))
    assert figures(app) == []


def test_who_came_and_went_is_said_of_what_can_be_compared(registers: Warehouse) -> None:
    def said(*rows: tuple[str, str]) -> str:
        answer = ask(registers, "revised_parties", old_release=2025, new_release=2026)
        rows_of = pd.DataFrame(rows, columns=["name", "what"])
        return releases.came_and_went(replace(answer, rows=rows_of), 2025, 2026)

    assert said(("Bahamas", "came"), ("Chad", "came"), ("Serbia", "went")) == (
        "Of the flows for which both releases are complete, only the 2026 release has any with the "
        "Bahamas and Chad; only the 2025 release has any with Serbia."
    )
    assert said(("Serbia", "went")).endswith("complete, only the 2025 release has any with Serbia.")


def test_where_no_registers_can_be_compared_it_says_so(
    warehouse_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(warehouse_file))
    app = opened("releases")
    assert "no registers of deals are loaded that are complete" in " ".join(texts(app))
    assert len(figures(app)) == 1

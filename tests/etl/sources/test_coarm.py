"""The European Union's reports on arms exports: CAAT's table, its older form, gaps and sums."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.cards import load_cards
from etl.common.errors import DataError
from etl.questions import ask
from tests.conftest import ROOT
from tests.etl.brought import opened, saved, small_data, take_in
from tests.etl.elsewhere import REPORTED, older_form

REAL = ROOT.parent / "shared/data/other/coarm/armstrade_2001-2012.json"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return small_data(tmp_path)


def reported(data: Path, supplier: str, recipient: str | None = None) -> dict[int, dict]:
    rows = ask(opened(data), "exports_reported", from_whom=supplier, recipient=recipient).rows
    rows = rows.astype(object).where(rows.notna(), None)
    return rows.set_index("year").to_dict("index")


def test_a_year_without_a_report_is_a_gap_and_nothing_counts_twice(
    data: Path, tmp_path: Path
) -> None:
    take_in(data, saved(tmp_path, REPORTED.encode()))
    germany = reported(data, "DEU")
    # 3 million that are not told apart are the total of the million that is; a quarter of a
    # million is what is left beside three quarters.
    exported = {year: row["exported_eur_m"] for year, row in germany.items()}
    assert exported == {2010: 2.0, 2011: None, 2012: 4.0, 2013: None}
    assert (germany[2010]["licences"], germany[2010]["licensed_eur_m"]) == (7, 9.0)
    assert germany[2012]["licensed_eur_m"] is None, "it reported no licences of that year"
    greenland = reported(data, "DEU", "GRL")
    assert greenland[2010]["exported_eur_m"] == 0, "others are named, and it is not"
    assert greenland[2011]["exported_eur_m"] is None
    assert reported(data, "ESP", "POL")[2013]["denials"] is None
    rows = opened(data).query(
        "SELECT DISTINCT ml FROM licence_value WHERE ml IS NOT NULL ORDER BY ml"
    )
    assert rows["ml"].to_list() == ["ML1", "ML4", "ML6"]
    (card,) = (card for card in load_cards(data) if card.downloaded)
    assert card.release_label == "editions 2010–2013" and "no terms" in card.licence


def test_the_older_form_is_read_and_what_stands_under_534_is_said(
    data: Path, tmp_path: Path
) -> None:
    told = older_form({"2011": {"724": {"304": 2_000_000, "736": 1}, "534": {"276": 10_000_000}}})
    take_in(data, saved(tmp_path, json.dumps(told).encode()))
    (card,) = (card for card in load_cards(data) if card.downloaded)
    assert "Left out are exports of 2011–2011 that it books under 534" in card.measures
    rows = opened(data).query("SELECT supplier, recipient, exported_eur_m FROM licence_value")
    assert set(rows.itertuples(index=False, name=None)) == {
        ("ESP", "GRL", 2.0), ("ESP", "SDN", 1e-6),
    }  # fmt: skip


def test_the_newest_file_answers_for_the_years_that_it_has(data: Path, tmp_path: Path) -> None:
    take_in(
        data,
        saved(
            tmp_path, json.dumps(older_form({"2009": {"276": {"616": 5_000_000}}})).encode(), "a"
        ),
    )
    take_in(data, saved(tmp_path, REPORTED.encode(), "b"))
    exported = {year: row["exported_eur_m"] for year, row in reported(data, "DEU").items()}
    assert exported == {2009: 5.0, 2010: 2.0, 2011: None, 2012: 4.0, 2013: None}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2012; 0; DE; Germany; UA", "2012; 0; DE; Germany; XX", "unknown country name"),
        ("ES; Spain; PL; Poland; 1; Europe; ML 1; c", "RU; Russia; PL; Poland; 1; Europe; ML 1; c",
         "line 10, column supplier: no state that reports to the European Union"),
        ("ML 6", "ML 23", "line 2, column ml: not a category from ML 1 to ML 22"),
        ("e2; 1", "z; 1", "line 5, column category: the letter is none of"),
        ("c; 500000", "c; many", "line 2, column value: not a number"),
        ("2010; 0; DE; Germany; PL", "year; 0; DE; Germany; PL",
         "line 1: the line is not like those of CAAT's table, which has no header"),
        ("ML 1; c; 750000", "; c; 750000", "the same row stands in line 8 already"),
    ],
    ids=["destination", "exporter", "category", "letter", "number", "first line", "twice"],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused(
    data: Path, tmp_path: Path, old: str, new: str, words: str
) -> None:
    with pytest.raises(DataError, match=words):
        take_in(data, saved(tmp_path, REPORTED.replace(old, new, 1).encode()))


@pytest.mark.skipif(not REAL.exists(), reason="the recorded file is not there")
def test_the_recorded_years_add_up_to_what_the_states_reported(data: Path) -> None:
    take_in(data, REAL)
    printed = {
        ("ESP", 2011): 2_431_212_618, ("ESP", 2012): 1_953_447_932, ("DEU", 2003): 1_332_750_000,
        ("DEU", 2005): 1_628_787_000, ("SWE", 2010): 1_457_416_665, ("NLD", 2008): 469_133_891,
    }  # fmt: skip
    for (exporter, year), euros in printed.items():
        assert round(1e6 * reported(data, exporter)[year]["exported_eur_m"]) == euros
    germany = {year: row["exported_eur_m"] for year, row in reported(data, "DEU").items()}
    assert germany[2002] is None and germany[2008] is None and germany[2012] is None

"""The Security Assistance Monitor's table of US sales: years, rows that stand twice, faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.cards import load_cards
from etl.common.errors import DataError
from etl.questions import ask
from tests.conftest import ROOT
from tests.etl.brought import opened, saved, small_data, take_in
from tests.etl.elsewhere import US_SALES, us_sales

REAL = ROOT.parent / "shared/data/other/sam/arms_sales_totals.json"
POLAND = ("2013", "Poland", "Foreign Military Sales", "1500000", "")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return small_data(tmp_path)


def delivered(data: Path, recipient: str | None) -> dict[int, float]:
    rows = ask(opened(data), "fms_delivered", recipient=recipient).rows
    return dict(zip(rows["fiscal_year"], rows["delivered_usd_m"], strict=True))


def test_each_delivery_counts_once_and_years_of_notifications_alone_are_none(
    data: Path, tmp_path: Path
) -> None:
    take_in(data, saved(tmp_path, us_sales()))
    assert delivered(data, "POL") == {2005: 0, 2013: 1.5, 2014: 2.5, 2015: 0, 2016: 0, 2017: 6}
    assert delivered(data, "JOR") == {2005: 2, 2013: 0, 2014: 0, 2015: 8, 2016: 0, 2017: 2000}
    # What went to no country is left out, and said.
    assert delivered(data, None)[2016] == delivered(data, "COD")[2016] == 1
    (card,) = (card for card in load_cards(data) if card.downloaded)
    assert "Left out are 70 million dollars to international organisations" in card.measures
    assert card.release_label == "deliveries of fiscal years 2005–2017"
    assert "no terms" in card.licence


def test_a_number_that_leaps_is_doubted_where_it_stands(data: Path, tmp_path: Path) -> None:
    take_in(data, saved(tmp_path, us_sales()))
    answer = ask(opened(data), "fms_delivered", recipient="JOR").rows.set_index("fiscal_year")
    assert answer.loc[2017, "doubt"] == "Jordan, 2017: 250 times any other of its years"
    assert answer["doubt"].count() == 1, "four times another year is no doubt"
    assert not ask(opened(data), "fms_delivered", recipient="POL").rows["doubt"].any()


def test_the_same_columns_are_read_from_csv_and_others_are_told(data: Path, tmp_path: Path) -> None:
    lines = ["colour,year,country,program,deliveries", "red,2013,Poland,Foreign Military Sales,5e5"]
    with pytest.raises(DataError, match="line 2, column deliveries: not a number"):
        take_in(data, saved(tmp_path, "\n".join(lines).encode()))
    done = take_in(data, saved(tmp_path, "\n".join(lines).replace("5e5", "500000").encode()))
    assert delivered(data, "POL") == {2013: 0.5}
    assert ["'colour'" in problem.message for problem in done.ignored] == [True]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([POLAND, (*POLAND[:3], "1500001", "")], "line 3.*the same row stands in line 2 already"),
        ([POLAND, ("2013", "Polandia", *POLAND[2:])], "line 3.*unknown country name"),
        ([POLAND, ("13", *POLAND[1:])], "line 3, column year: not a year"),
        ([(*POLAND[:3], "-5", "")], "line 2, column deliveries: not a number of zero or more"),
        ([(*POLAND[:3], "", "")], "line 2, column deliveries: not a number of zero or more"),
        ([("2013", "Poland; Lodz", *POLAND[2:])], "line 2.*5 cells where the header has 4"),
        ([("2013", "", *POLAND[2:])], "line 2, column country: the cell is empty"),
        ([US_SALES[-1], US_SALES[-2]], "no deliveries under Foreign Military Sales"),
    ],
    ids=["two numbers", "name", "year", "negative", "nothing", "semicolon", "nobody", "none"],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused(
    data: Path, tmp_path: Path, rows: list[tuple[str, ...]], words: str
) -> None:
    with pytest.raises(DataError, match=words):
        take_in(data, saved(tmp_path, us_sales(rows)))


@pytest.mark.skipif(not REAL.exists(), reason="the recorded file is not there")
def test_the_recorded_table_gives_polands_deliveries(data: Path) -> None:
    take_in(data, REAL)
    poland = {year: round(usd_m) for year, usd_m in delivered(data, "POL").items()}
    assert [*poland] == [*range(2001, 2018)], "later years have notifications alone"
    assert (poland[2006], poland[2007], poland[2008]) == (393, 1483, 705)
    assert round(sum(usd_m for year, usd_m in delivered(data, "POL").items()
                     if 2013 <= year <= 2016)) == 531  # fmt: skip
    gambia = delivered(data, "GMB")
    assert (gambia[2005], gambia[2006], gambia[2007]) == (0.009, 0.001, 0.106)
    assert round(delivered(data, "AUS")[2017]) == 1224
    doubted = ask(opened(data), "fms_delivered", recipient=None).rows["doubt"].dropna()
    assert [*doubted] == ["South Korea, 2017: 13 times any other of its years"]

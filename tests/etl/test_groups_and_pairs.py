"""Groups compared and pairs, on rows made by hand and numbers worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from etl.cards import load_cards
from etl.common.errors import DataError, UnanswerableError
from etl.questions import ask
from etl.stage import stage
from etl.warehouse.read import Warehouse
from tests.conftest import quiet, reseal
from tests.etl.test_measures import Hand, Rows, empty, hand, picked, prepared

__all__ = ["empty", "hand", "prepared"]  # fixtures

WINDOWS = "[2010, 2015], [2014, 2019]"


@pytest.fixture
def groups(hand: Hand) -> Hand:
    """The two windows of ``hand`` with a group: C all the time, D only until 2016, E since 2018."""
    hand.run(
        "INSERT INTO group_member VALUES ('Pact', 'CCC', NULL, NULL), ('Pact', 'DDD', 2012, 2016),"
        " ('Pact', 'EEE', 2018, NULL)"
    )
    hand.run("UPDATE state SET first_year = 2017 WHERE state_id = 'EEE'")
    return hand


def compared(hand: Hand, parties: str, more: str = "", role: str = "recipient") -> Rows:
    return hand.rows(f"compared('{role}', {parties}, {WINDOWS}{more})")


def test_a_group_is_its_members_at_the_end_of_the_window(groups: Hand) -> None:
    rows = compared(groups, "['Pact']")
    # 2010–14: C 80 and D 120; 2015–19: C 90 alone, because D had left by 2019.
    assert picked(rows, "from_year", "tiv_m", "partners") == [(2010, 200.0, 2), (2015, 90.0, 2)]
    # Of the 200 A delivered 60 + 120 and B 20.
    assert rows[0]["hhi_points"] == pytest.approx(100 * (0.9**2 + 0.1**2) * 100)
    assert {row["release"] for row in rows} == {2025}


def test_regions_the_world_and_a_group_of_ones_own(groups: Hand) -> None:
    rows = compared(groups, "['Africa', 'DDD+DDD', 'World']")
    assert picked(rows, "party", "tiv_m") == [
        ("Africa", 200.0), ("Africa", 150.0), ("DDD+DDD", 120.0),
        ("DDD+DDD", 60.0),
        ("World", 200.0), ("World", 150.0),
    ]  # fmt: skip


def test_trade_within_a_group_counts(hand: Hand) -> None:
    hand.flow("new", "CCC", "DDD", 2015, 2019, 10)
    inside = compared(hand, "['Africa']")[1]
    assert inside["tiv_m"] == pytest.approx(160)
    assert inside["partners"] == 3


def test_a_code_that_stands_for_nobody_is_told(groups: Hand) -> None:
    (row, *_) = compared(groups, "['ZZZ']")
    assert math.isnan(row["tiv_m"])
    assert row["why_not"] == 'No country or group in the data has the code "ZZZ".'


def test_share_of_the_world_and_of_one_partner(groups: Hand) -> None:
    rows = compared(groups, "['CCC', 'Pact']", ", with_whom := 'BBB', of_world := true")
    assert [round(row["share_of_world_pct"], 6) for row in rows] == [40.0, 60.0, 100.0, 60.0]
    assert [round(row["share_of_partner_pct"], 6) for row in rows] == [25.0, 50.0, 10.0, 50.0]
    assert [row["party"] for row in rows] == ["CCC", "CCC", "Pact", "Pact"]
    # Neither is given unless it is asked for.
    assert math.isnan(compared(groups, "['CCC']")[0]["share_of_world_pct"])
    assert math.isnan(compared(groups, "['CCC']")[0]["share_of_partner_pct"])


def test_a_group_needs_the_whole_world_and_a_country_its_own(groups: Hand) -> None:
    rows = groups.rows("compared('recipient', ['CCC', 'DDD', 'Pact'], [2012], [2012])")
    assert rows[0]["party"] == "CCC" and pd.isna(rows[0]["why_not"])
    assert rows[0]["tiv_m"] == 20
    assert "arms imports of Dland in 2012" in rows[1]["why_not"]
    assert "the arms imports of Pact in 2012" in rows[2]["why_not"]
    assert math.isnan(rows[1]["tiv_m"]) and math.isnan(rows[2]["tiv_m"])
    # A share of the world needs the world, whatever is known of the country.
    (share,) = groups.rows("compared('recipient', ['CCC'], [2012], [2012], of_world := true)")
    assert "the whole world in 2012" in share["why_not"] and math.isnan(share["share_of_world_pct"])


def test_who_did_not_exist_has_no_volume_and_who_got_nothing_has_zero(groups: Hand) -> None:
    before, after = compared(groups, "['EEE']")
    assert math.isnan(before["tiv_m"]) and "did not exist" in before["why_not"]
    assert after["tiv_m"] == 0 and after["partners"] == 0 and pd.isna(after["why_not"])
    assert math.isnan(after["hhi_points"])
    # A supplier that did not exist has no share, which is not 0.
    early, late = compared(groups, "['CCC']", ", with_whom := 'EEE'")
    assert math.isnan(early["share_of_partner_pct"]) and late["share_of_partner_pct"] == 0


def test_former_states_count_with_their_successors_only_when_folded(hand: Hand) -> None:
    hand.run("UPDATE state SET successor = 'CCC', last_year = 2014 WHERE state_id = 'DDD'")
    apart = compared(hand, "['CCC', 'DDD']")
    assert [row["tiv_m"] for row in apart][:3] == [80.0, 90.0, 120.0]
    folded = compared(hand, "['CCC', 'DDD']", ", fold := true")
    assert folded[0]["tiv_m"] == 200.0
    assert folded[2]["tiv_m"] == 200.0, "asked for by name, it stands for the state that followed"


def pair(hand: Hand, supplier: str, recipient: str, more: str = "") -> Rows:
    return hand.rows(f"pair_shares('{supplier}', '{recipient}', {WINDOWS}{more})")


def test_a_pair_is_measured_against_both_sides(hand: Hand) -> None:
    rows = pair(hand, "BBB", "CCC")
    # B gave C 20 of C's 80, and of its own 20; then 45 of 90, and of 105.
    assert picked(rows, "tiv_m", "imports_tiv_m", "exports_tiv_m") == [
        (20.0, 80.0, 20.0), (45.0, 90.0, 105.0),
    ]  # fmt: skip
    assert [row["of_imports_pct"] for row in rows] == pytest.approx([25, 50])
    assert [row["of_exports_pct"] for row in rows] == pytest.approx([100, 100 * 45 / 105])


def test_each_share_needs_its_own_denominator(hand: Hand) -> None:
    (row,) = hand.rows("pair_shares('AAA', 'CCC', [2011], [2016])")
    # C's imports are covered year by year, A's exports in the world's windows only.
    assert row["tiv_m"] == 20 + 30 + 15
    assert row["of_imports_pct"] == pytest.approx(100 * 65 / 85)
    assert math.isnan(row["of_exports_pct"]) and math.isnan(row["exports_tiv_m"])
    assert "arms exports of Aland in 2011–16" in row["exports_reason"]
    assert pd.isna(row["imports_reason"]) and pd.isna(row["reason"])
    (none,) = hand.rows("pair_shares('AAA', 'DDD', [2011], [2016])")
    assert math.isnan(none["tiv_m"]) and "arms imports of Dland" in none["reason"]


def test_a_pair_by_year_has_zeros_where_covered_and_nothing_before_it_existed(hand: Hand) -> None:
    rows = hand.rows("pair_years('AAA', 'CCC')")
    assert {row["year"]: row["tiv_m"] for row in rows} == {
        2010: 40, 2011: 20, 2012: 0, 2013: 0, 2014: 0, 2015: 30, 2016: 15, 2017: 0, 2018: 0,
        2019: 0,
    }  # fmt: skip
    hand.run("UPDATE state SET first_year = 2015 WHERE state_id = 'AAA'")
    assert [row["year"] for row in hand.rows("pair_years('AAA', 'CCC')")] == [*range(2015, 2020)]
    assert [row["from_year"] for row in pair(hand, "AAA", "CCC")] == [2015]


def test_the_suppliers_yearly_rows_cover_a_pair_too(hand: Hand) -> None:
    (before,) = hand.rows("pair_years('BBB', 'DDD')")
    assert "no yearly rows" in before["reason"] and math.isnan(before["tiv_m"])
    hand.covers("new", "supplier", "BBB", 2012, 2013, "year")
    assert picked(hand.rows("pair_years('BBB', 'DDD')"), "year", "tiv_m") == [(2012, 0), (2013, 0)]


@pytest.mark.parametrize("two", [("QQQ", "CCC"), ("AAA", "QQQ"), ("CCC", "CCC")])
def test_a_pair_that_is_none_has_no_numbers(hand: Hand, two: tuple[str, str]) -> None:
    assert pair(hand, *two) == []
    (row,) = hand.rows("pair_years('{}', '{}')".format(*two))
    assert row["reason"] and math.isnan(row["tiv_m"])


def test_folding_leaves_alone_whose_claims_speak_of_no_former_state(hand: Hand) -> None:
    hand.run("UPDATE state SET successor = 'AAA', last_year = 2014 WHERE state_id = 'BBB'")
    hand.run("UPDATE flow SET supplier_today = 'AAA' WHERE supplier = 'BBB'")
    folded = hand.rows("pair_years('AAA', 'CCC', fold := true)")
    assert {row["year"]: row["tiv_m"] for row in folded}[2012] == 20
    # The same holds for a country's yearly series.
    yearly = hand.rows("moving_average('recipient', 'CCC', fold := true)")
    assert len(yearly) == 10 and pd.isna(yearly[0]["reason"])


def test_published_figures_of_groups_come_out_again(warehouse: Warehouse) -> None:
    """As SIPRI's fact sheet of 2025 counts: today's members in both periods, +105 %, 64 % US.

    The bundled rows are a later state of that release, so a point or two may lie between.
    """
    members = ask(warehouse, "group_members").rows
    now = members[(members["group_name"] == "NATO Europe") & members["last_year"].isna()]
    assert len(now) == 29
    rows = ask(
        warehouse, "compared", role="recipient", parties=["+".join(now["state_id"])],
        first_years=[2015, 2020], last_years=[2019, 2024], in_release=2025, with_whom="USA",
    ).rows  # fmt: skip
    earlier, later = rows["tiv_m"]
    assert 100 * (later / earlier - 1) == pytest.approx(105, abs=2)
    assert rows["share_of_partner_pct"].iloc[1] == pytest.approx(64, abs=1)
    assert rows["share_of_partner_pct"].iloc[0] == pytest.approx(52, abs=1)


@pytest.mark.parametrize(
    ("group", "year", "count", "inside", "outside"),
    [
        ("EU member states", 2024, 27, "HRV", "GBR"),
        ("EU member states", 2019, 28, "GBR", "NOR"),
        ("EU member states", 2003, 15, "SWE", "POL"),
        ("EU member states", 1972, 6, "ITA", "GBR"),
        ("NATO member states", 2024, 32, "SWE", "AUT"),
        ("NATO member states", 2022, 30, "MKD", "FIN"),
        ("NATO member states", 1998, 16, "ESP", "POL"),
        ("NATO member states", 1950, 12, "PRT", "TUR"),
        ("NATO Europe", 2024, 29, "ALB", "TUR"),
    ],
)
def test_who_belonged_to_a_group(
    warehouse: Warehouse, group: str, year: int, count: int, inside: str, outside: str
) -> None:
    rows = ask(warehouse, "group_members").rows
    rows = rows[rows["group_name"] == group]
    known = rows[(rows["first_year"].fillna(0) <= year) & (rows["last_year"].fillna(9999) >= year)]
    assert len(known) == count
    assert inside in set(known["state_id"]) and outside not in set(known["state_id"])


def test_regions_are_those_of_the_question_of_regions(warehouse: Warehouse) -> None:
    span = {"role": "recipient", "in_release": 2025}
    regions = ask(warehouse, "region_shares", from_year=2020, to_year=2024, **span).rows
    regions = regions[regions["region"] != "No region"].set_index("region")
    rows = ask(
        warehouse, "compared", parties=regions.index.tolist(), first_years=[2020],
        last_years=[2024], with_whom=None, of_world=True, **span,
    ).rows.set_index("party")  # fmt: skip
    for region in regions.index:
        assert rows.loc[region, "tiv_m"] == pytest.approx(regions.loc[region, "tiv_m"])
        share = regions.loc[region, "share_pct"]
        assert rows.loc[region, "share_of_world_pct"] == pytest.approx(share)


@pytest.mark.parametrize("bad", ["AZE", ["AZE", 4], None, ["A\0"], [None]])
def test_parties_must_be_a_list_of_codes(warehouse: Warehouse, bad: object) -> None:
    with pytest.raises(UnanswerableError, match=r"^compared: parties must be a list of codes"):
        ask(
            warehouse, "compared", role="recipient", parties=bad, first_years=[2020],
            last_years=[2024], in_release=None, with_whom=None,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Pact,NIX,2000,", "no state has this id"),
        ("Pact,AZE,2010,2005", "the period ends before it begins"),
        (",AZE,2010,", "the cell is empty"),
        ("Pact,AZE,MMX,", "not a year"),
        ("EU member states,FRA,2010,", "the same stands already"),
    ],
)
def test_a_wrong_row_of_members_is_refused_with_its_line(
    data_copy: Path, row: str, message: str
) -> None:
    table = data_copy / "reference" / "group_members.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([*lines, row]) + "\n", encoding="utf-8")
    reseal(table)
    with pytest.raises(DataError, match=rf"group_members\.csv.*{len(lines) + 1}.*{message}"):
        stage(data_copy, quiet)


def test_without_the_table_there_are_no_groups_and_all_else_works(data_copy: Path) -> None:
    for path in data_copy.glob("reference/group_members.*"):
        path.unlink()
    loaded = stage(data_copy, quiet)
    assert len(loaded) == len(load_cards(data_copy))
    assert not any("group_member" in entry.tables for entry in loaded)

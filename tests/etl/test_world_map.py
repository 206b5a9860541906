"""The question world_map: every party's part, change and dependence, and who did not exist."""

from __future__ import annotations

from typing import Any

import pytest

from etl.questions import ask, questions
from etl.warehouse.read import Warehouse
from tests.etl.test_measures import Hand, Rows, empty, hand, prepared  # noqa: F401

SQL = "SELECT f.supplier, f.recipient, f.first_year, f.last_year, f.tiv_m FROM flow f"


def asked(hand: Hand, role: str, first: int, last: int, *, fold: bool = False) -> Rows:  # noqa: F811
    params: dict[str, Any] = {
        "role": role, "from_year": first, "to_year": last, "in_release": None, "fold": fold,
    }  # fmt: skip
    hand.bound()
    cursor = hand.connection.execute(questions()["world_map"].sql, params)
    rows: Rows = (
        cursor.df().astype(object).where(lambda cells: cells.notna(), None).to_dict("records")
    )  # type: ignore[assignment]
    return rows


def by_state(rows: Rows) -> dict[str, dict[str, Any]]:
    return {row["state_id"]: row for row in rows}


def test_part_change_and_dependence(hand: Hand) -> None:  # noqa: F811
    rows = asked(hand, "recipient", 2015, 2019)
    assert [row["state_id"] for row in rows[:2]] == ["CCC", "DDD"]
    c = rows[0]
    assert (c["tiv_m"], c["previous_tiv_m"], c["total_tiv_m"]) == (90, 80, 150)
    assert c["share_pct"] == pytest.approx(60)
    assert c["change_pct"] == pytest.approx(12.5)
    assert (c["partners"], c["largest_pct"], c["hhi_points"]) == (2, 50, 5_000)
    d = rows[1]
    assert (d["largest_partner"], d["largest_pct"], d["hhi_points"]) == ("Bland", 100, 10_000)


def test_a_country_without_deliveries_is_zero_and_one_that_did_not_exist_is_missing(
    hand: Hand,  # noqa: F811
) -> None:
    hand.run("UPDATE state SET first_year = 2017 WHERE state_id = 'BBB'")
    hand.run("UPDATE state SET first_year = 2020 WHERE state_id = 'EEE'")
    rows = by_state(asked(hand, "recipient", 2015, 2019))
    assert (rows["AAA"]["tiv_m"], rows["AAA"]["share_pct"]) == (0, 0)
    assert rows["BBB"]["tiv_m"] == 0
    assert (rows["EEE"]["tiv_m"], rows["EEE"]["share_pct"]) == (None, None)
    assert rows["AAA"]["hhi_points"] is None


def test_who_has_stopped_is_down_by_all(hand: Hand) -> None:  # noqa: F811
    hand.flow("new", "EEE", "DDD", 2010, 2014, 7)
    gone = by_state(asked(hand, "supplier", 2015, 2019))["EEE"]
    assert (gone["tiv_m"], gone["previous_tiv_m"], gone["change_pct"]) == (0, 7, -100)


def test_no_change_where_the_period_before_is_not_covered(hand: Hand) -> None:  # noqa: F811
    rows = asked(hand, "recipient", 2010, 2014)
    assert {row["previous_tiv_m"] for row in rows} == {row["change_pct"] for row in rows} == {None}


def test_a_former_state_is_a_row_of_its_own_until_it_is_folded(hand: Hand) -> None:  # noqa: F811
    hand.run("UPDATE state SET kind = 'former state', successor = 'AAA' WHERE state_id = 'EEE'")
    hand.flow("new", "EEE", "DDD", 2015, 2019, 50)
    apart = by_state(asked(hand, "supplier", 2015, 2019))
    assert (apart["EEE"]["tiv_m"], apart["AAA"]["tiv_m"]) == (50, 45)
    folded = by_state(asked(hand, "supplier", 2015, 2019, fold=True))
    assert "EEE" not in folded
    assert folded["AAA"]["tiv_m"] == 95


def test_a_period_that_is_not_covered_has_a_reason_in_every_row(hand: Hand) -> None:  # noqa: F811
    rows = asked(hand, "recipient", 2012, 2016)
    assert all("complete for the whole world" in row["reason"] for row in rows)


@pytest.mark.parametrize("role", ["supplier", "recipient"])
@pytest.mark.parametrize("first", [2010, 2015, 2020])
def test_the_bundled_rows_give_the_same_by_hand(
    warehouse: Warehouse, role: str, first: int
) -> None:
    answer = ask(warehouse, "world_map", role=role, from_year=first, to_year=first + 4,
                 in_release=None)  # fmt: skip
    flows = warehouse.query(f"{SQL} WHERE f.snapshot_id = 'sipri/flows_2025'")
    inside = flows[(flows["first_year"] >= first) & (flows["last_year"] <= first + 4)]
    sums = inside.groupby(role)["tiv_m"].sum()
    drawn = answer.rows.set_index("state_id")
    positive = drawn[drawn["tiv_m"] > 0]
    assert set(positive.index) == set(sums[sums > 0].index)
    assert positive["tiv_m"].to_dict() == pytest.approx(sums[sums > 0].to_dict())
    assert positive["share_pct"].sum() == pytest.approx(100)
    other = "supplier" if role == "recipient" else "recipient"
    pairs = inside.groupby([role, other])["tiv_m"].sum()
    for state, row in positive.head(20).iterrows():
        shares = 100 * pairs[state] / pairs[state].sum()
        assert row["largest_pct"] == pytest.approx(shares.max())
        assert row["hhi_points"] == pytest.approx((shares**2).sum())

"""The measures, on rows made by hand and numbers worked out by hand."""

from __future__ import annotations

import math
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import etl.warehouse
from etl.common.words import with_article
from etl.warehouse.read import Warehouse

SQL = Path(etl.warehouse.__file__).parent
OFFERED = SQL.parent / "questions" / "answerable_windows.sql"
Rows = list[dict[str, Any]]
# The shell of the same environment first, whether or not that is activated.
SHELL = shutil.which(
    "duckdb", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
)


class Hand:
    """A small database with the warehouse's contract and measures, filled by a test."""

    def __init__(self, path: Path) -> None:
        self.connection = duckdb.connect(str(path))
        self.connection.create_function("with_article", with_article)

    def prepare(self) -> None:
        """The contract, the measures, and five states to give to each other."""
        self.connection.execute((SQL / "schema.sql").read_text(encoding="utf-8"))
        self.connection.execute((SQL / "measures.sql").read_text(encoding="utf-8"))
        for code, name, region in [
            ("AAA", "Aland", "Europe"),
            ("BBB", "Bland", "Europe"),
            ("CCC", "Cland", "Africa"),
            ("DDD", "Dland", "Africa"),
            ("EEE", "Eland", None),
        ]:
            self.run("INSERT INTO state VALUES (?, ?, ?, 'state', NULL, ?, NULL, NULL, NULL)",
                     code, name, name, region)  # fmt: skip
        for group in ("World", "Africa", "Europe", "Pact"):
            self.run("INSERT INTO party_group VALUES (?, 'region', 'D', 'R')", group)
        self.run(
            "INSERT INTO category VALUES ('Ships', NULL, 'ships'), ('Missiles', NULL, 'missiles')"
        )
        self.run("INSERT INTO source VALUES ('sipri_flows', 'P', 'million TIV', 'L', NULL, 'U'),"
                 " ('sipri_totals', 'P', 'million TIV', 'L', NULL, 'U')")  # fmt: skip

    def run(self, sql: str, *values: object) -> None:
        self.connection.execute(sql, values or None)

    def snapshot(self, name: str, release: int, source: str = "sipri_flows") -> None:
        self.run(
            "INSERT INTO snapshot VALUES"
            " (?, ?, 'T', 'M', NULL, ?, ?, ?, '2026-01-01', 'C', 'S', 'H', 0)",
            name, source, release, f"{release} release", f"{release}-03-10",
        )  # fmt: skip

    def covers(
        self, snapshot: str, scope: str, who: str | None, first: int, last: int, grain: str,
        precision: str = "exact", by_category: bool = False,
    ) -> None:  # fmt: skip
        self.run("INSERT INTO coverage VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                 snapshot, scope, who, first, last, grain, by_category, precision)  # fmt: skip
        for worked_out in ("answerable_window", "trade", "answering_snapshot", "complete_for"):
            self.run(f"DELETE FROM {worked_out}")
        self.run((SQL / "answerable.sql").read_text(encoding="utf-8"))

    def flow(
        self, snapshot: str, supplier: str, recipient: str, first: int, last: int, tiv_m: float,
        category: str | None = None,
    ) -> None:  # fmt: skip
        self.run("INSERT INTO flow SELECT $1, $2, $3, $4, $5, $6, $7, 1, coalesce(s.successor, $2),"
                 " coalesce(r.successor, $3) FROM state s, state r"
                 " WHERE s.state_id = $2 AND r.state_id = $3",
                 snapshot, supplier, recipient, first, last, category, tiv_m)  # fmt: skip

    def bound(self) -> None:
        """Let the flows and states that stand there now be asked."""
        for table in ("bounded_flow", "membership"):
            self.run(f"DELETE FROM {table}")
            self.run((SQL / f"{table}.sql").read_text(encoding="utf-8"))

    def rows(self, call: str) -> Rows:
        self.bound()
        return self.connection.execute(f"FROM {call}").df().to_dict("records")  # type: ignore[return-value]

    def offered(self, years: int, who: str | None = None) -> Rows:
        """The periods of so many years that the app offers for the world, or a state's trade."""
        rows = self.connection.execute(OFFERED.read_text(encoding="utf-8"), {"years": years}).df()
        asked = rows["state_id"].isna() if who is None else rows["state_id"] == who
        return rows[asked].to_dict("records")  # type: ignore[return-value]

    def row(self, call: str) -> dict[str, Any]:
        (row,) = self.rows(call)
        return row


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hand") / "hand.duckdb"
    hand = Hand(path)
    hand.prepare()
    hand.connection.close()
    return path


@pytest.fixture
def empty(prepared: Path, tmp_path: Path) -> Iterator[Hand]:
    """A database of its own for each test, with states and no flows."""
    hand = Hand(Path(shutil.copy(prepared, tmp_path)))
    yield hand
    hand.connection.close()


@pytest.fixture
def hand(empty: Hand) -> Hand:
    """Release 2025: the world in two five-year windows, exact. Imports of C also year by year.

    2010–14: A→C 60 (as years), B→C 20 (2012), A→D 120.         World 200
    2015–19: A→C 30 (2015) + 15 (2016), B→C 45 (2019), B→D 60.   World 150
    """
    empty.snapshot("new", 2025)
    empty.covers("new", "world", None, 2010, 2014, "window")
    empty.covers("new", "world", None, 2015, 2019, "window")
    empty.covers("new", "recipient", "CCC", 2010, 2019, "year")
    for supplier, recipient, first, last, tiv in [
        ("AAA", "CCC", 2010, 2010, 40),
        ("AAA", "CCC", 2011, 2011, 20),
        ("BBB", "CCC", 2012, 2012, 20),
        ("AAA", "DDD", 2010, 2014, 120),
        ("AAA", "CCC", 2015, 2015, 30),
        ("AAA", "CCC", 2016, 2016, 15),
        ("BBB", "CCC", 2019, 2019, 45),
        ("BBB", "DDD", 2015, 2019, 60),
    ]:
        empty.flow("new", supplier, recipient, first, last, tiv)
    return empty


def picked(rows: Rows, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def test_import_shares(hand: Hand) -> None:
    rows = hand.rows("import_shares('CCC', 2010, 2014)")
    assert picked(rows, "rank", "supplier", "supplier_name", "tiv_m", "share_pct") == [
        (1, "AAA", "Aland", 60.0, 75.0),
        (2, "BBB", "Bland", 20.0, 25.0),
    ]
    assert {row["total_tiv_m"] for row in rows} == {80.0}
    assert picked(rows, "share_low_pct", "share_high_pct") == [(75.0, 75.0), (25.0, 25.0)]
    assert {row["precision"] for row in rows} == {"exact"}
    assert {row["release"] for row in rows} == {2025}


def test_equal_volumes_share_a_rank(hand: Hand) -> None:
    rows = hand.rows("import_shares('CCC', 2015, 2019)")
    assert picked(rows, "rank", "supplier", "share_pct") == [(1, "AAA", 50.0), (1, "BBB", 50.0)]


def test_export_shares(hand: Hand) -> None:
    rows = hand.rows("export_shares('AAA', 2010, 2014)")
    assert picked(rows, "rank", "recipient", "recipient_name", "tiv_m") == [
        (1, "DDD", "Dland", 120.0),
        (2, "CCC", "Cland", 60.0),
    ]
    assert [row["share_pct"] for row in rows] == pytest.approx([200 / 3, 100 / 3])


def test_world_shares_ranking_and_change(hand: Hand) -> None:
    rows = hand.rows("ranking('supplier', 2015, 2019)")
    # B 105 of 150 after 20; A 45 after 180.
    assert picked(rows, "rank", "state_id", "tiv_m", "previous_tiv_m", "total_tiv_m") == [
        (1, "BBB", 105.0, 20.0, 150.0),
        (2, "AAA", 45.0, 180.0, 150.0),
    ]
    assert [row["share_pct"] for row in rows] == pytest.approx([70.0, 30.0])
    assert [row["change_pct"] for row in rows] == pytest.approx([425.0, -75.0])
    shares = hand.rows("world_shares('recipient', 2015, 2019)")
    assert picked(shares, "state_id", "tiv_m") == [("CCC", 90.0), ("DDD", 60.0)]
    assert [row["share_pct"] for row in shares] == pytest.approx([60.0, 40.0])


def test_ranking_says_why_there_is_no_change(hand: Hand) -> None:
    rows = hand.rows("ranking('supplier', 2010, 2014)")
    assert {row["change_reason"] for row in rows} == {
        "The release does not cover the period before."
    }
    assert all(math.isnan(row["change_pct"]) for row in rows)
    hand.flow("new", "EEE", "DDD", 2015, 2019, 1)
    newcomer = hand.rows("ranking('supplier', 2015, 2019)")[-1]
    assert (newcomer["state_id"], newcomer["previous_tiv_m"]) == ("EEE", 0.0)
    assert newcomer["change_reason"] == "No deliveries in the period before."


def test_change_against_the_preceding_window(hand: Hand) -> None:
    row = hand.row("volume_change('recipient', 'CCC', 2015, 2019)")
    assert (row["tiv_m"], row["previous_tiv_m"]) == (90.0, 80.0)
    assert row["change_pct"] == pytest.approx(12.5)
    assert row["change_low_pct"] == row["change_high_pct"] == row["change_pct"]
    assert row["reason"] is None
    world = hand.row("volume_change('world', NULL, 2015, 2019)")
    assert world["change_pct"] == pytest.approx(-25.0)
    # The window before, 2005–09, is not covered.
    uncovered = hand.row("volume_change('recipient', 'CCC', 2010, 2014)")
    assert math.isnan(uncovered["change_pct"]) and math.isnan(uncovered["tiv_m"])
    assert "2005–14" in uncovered["reason"]


def test_volume_with_one_partner_alone(hand: Hand) -> None:
    of_pair = "volume('{}', '{}', 2010, 2014, with_whom := '{}')"
    assert hand.row(of_pair.format("recipient", "CCC", "AAA"))["tiv_m"] == 60.0
    assert hand.row(of_pair.format("supplier", "AAA", "CCC"))["tiv_m"] == 60.0
    # Covered, and nothing delivered.
    nothing = hand.row(of_pair.format("recipient", "CCC", "EEE"))
    assert nothing["tiv_m"] == 0 and nothing["reason"] is None
    assert hand.row("volume('recipient', 'CCC', 2010, 2014)")["tiv_m"] == 80.0


def test_every_party_with_its_partners(hand: Hand) -> None:
    hand.run("UPDATE state SET first_year = 2016 WHERE state_id = 'EEE'")
    rows = hand.rows("world_map('recipient', 2015, 2019)")
    columns = ("state_id", "tiv_m", "previous_tiv_m", "largest_partner", "largest_pct", "partners")
    # C got 45 each from A and B, of whom the first by name stands for both; D 60 from B alone.
    assert picked(rows[:2], *columns) == [
        ("CCC", 90.0, 80.0, "Aland", 50.0, 2), ("DDD", 60.0, 120.0, "Bland", 100.0, 1),
    ]  # fmt: skip
    assert [row["hhi_points"] for row in rows[:2]] == [5000.0, 10_000.0]
    assert [row["change_pct"] for row in rows[:2]] == pytest.approx([12.5, -50.0])
    assert {row["state_id"]: row["tiv_m"] for row in rows[2:]} == {"AAA": 0, "BBB": 0, "EEE": 0}
    # The period before is not covered, and E did not exist.
    rows = hand.rows("world_map('recipient', 2010, 2014)")
    assert all(math.isnan(row["previous_tiv_m"]) for row in rows)
    assert math.isnan(next(row["tiv_m"] for row in rows if row["state_id"] == "EEE"))
    rows = hand.rows("world_map('recipient', 2012, 2016)")
    assert all(math.isnan(row["tiv_m"]) and "2012–16" in row["reason"] for row in rows)


def test_a_change_can_be_off_by_the_slack_of_both_sides(hand: Hand) -> None:
    hand.run("UPDATE coverage SET precision = 'rounded'")
    row = hand.row("volume_change('recipient', 'CCC', 2015, 2019)")
    # Three rows of half a million each on either side.
    assert row["change_pct"] == pytest.approx(12.5)
    assert row["change_high_pct"] == pytest.approx(100 * (91.5 / 78.5 - 1))
    assert row["change_low_pct"] == pytest.approx(100 * (88.5 / 81.5 - 1))
    assert pd.isna(hand.row("(SELECT change_pct(90, 0) AS none)")["none"])


def test_nothing_before_is_no_change_to_compute(hand: Hand) -> None:
    row = hand.row("volume_change('recipient', 'CCC', 2015, 2015)")
    assert (row["tiv_m"], row["previous_tiv_m"]) == (30.0, 0.0)
    assert math.isnan(row["change_pct"])
    assert row["reason"] == (
        "No deliveries are recorded in the preceding period 2014 to compare with."
    )


def test_regions(hand: Hand) -> None:
    hand.flow("new", "AAA", "EEE", 2015, 2019, 50)
    rows = hand.rows("region_shares('recipient', 2015, 2019)")
    assert picked(rows, "region", "tiv_m", "share_pct", "previous_tiv_m") == [
        ("Africa", 150.0, 75.0, 200.0),
        ("No region", 50.0, 25.0, 0.0),
    ]
    assert rows[0]["change_pct"] == pytest.approx(-25.0)


def test_concentration(hand: Hand) -> None:
    # 75² + 25² = 6250
    row = hand.row("concentration('recipient', 'CCC', 2010, 2014)")
    assert (row["hhi_points"], row["largest_share_pct"], row["partners"]) == (6250.0, 75.0, 2)
    row = hand.row("concentration('recipient', 'DDD', 2010, 2014)")
    assert (row["hhi_points"], row["partners"]) == (10_000.0, 1)


def test_partners_that_are_counted_are_states(hand: Hand) -> None:
    """An armed group and unknown suppliers have their part in the index, and are no partners."""
    for code, kind in (("GGG", "armed group"), ("UUU", "unknown")):
        hand.run("INSERT INTO state VALUES (?, ?, ?, ?, NULL, NULL, NULL, NULL, NULL)",
                 code, code, code, kind)  # fmt: skip
        hand.flow("new", code, "CCC", 2010, 2010, 50)
    (index,) = hand.rows("concentration('recipient', 'CCC', 2010, 2014)")
    assert index["partners"] == 2 and index["hhi_points"] < 6250
    mapped = {row["state_id"]: row for row in hand.rows("world_map('recipient', 2010, 2014)")}
    (beside,) = hand.rows("compared('recipient', ['CCC'], [2010], [2014])")
    for row in (mapped["CCC"], beside):
        assert row["partners"] == 2 and row["hhi_points"] == index["hhi_points"]


def test_moving_average(hand: Hand) -> None:
    rows = hand.rows("moving_average('recipient', 'CCC')")
    assert [row["year"] for row in rows] == list(range(2010, 2020))
    assert [row["tiv_m"] for row in rows] == [40, 20, 20, 0, 0, 30, 15, 0, 0, 45]
    averages = [row["five_year_average_tiv_m"] for row in rows]
    assert all(math.isnan(average) for average in averages[:4])
    assert averages[4:] == pytest.approx([16, 14, 13, 9, 9, 18])


def test_a_year_that_is_not_covered_is_not_a_zero(empty: Hand) -> None:
    empty.snapshot("new", 2025)
    empty.covers("new", "recipient", "CCC", 2000, 2001, "year")
    empty.covers("new", "recipient", "CCC", 2005, 2006, "year")
    empty.flow("new", "AAA", "CCC", 2000, 2000, 5)
    rows = empty.rows("moving_average('recipient', 'CCC')")
    assert picked(rows, "year", "tiv_m") == [(2000, 5), (2001, 0), (2005, 0), (2006, 0)]


def test_world_volume_keeps_releases_apart(empty: Hand) -> None:
    for name, release, tiv in [("t24", 2024, 10), ("t25", 2025, 20)]:
        empty.snapshot(name, release, "sipri_totals")
        for year in range(2000, 2006):
            empty.run("INSERT INTO world_total VALUES (?, ?, NULL, ?, 1)", name, year, tiv + year)
    empty.run("INSERT INTO world_total VALUES ('t25', 2005, 'Ships', 1, 1)")
    rows = empty.rows("world_volume()")
    assert picked(rows, "release", "year", "tiv_m")[:2] == [(2025, 2000, 2020), (2025, 2001, 2021)]
    averages = {(row["release"], row["year"]): row["five_year_average_tiv_m"] for row in rows}
    assert averages[2025, 2004] == 2022  # (2020 + … + 2024) / 5
    assert averages[2024, 2005] == 2013  # (2011 + … + 2015) / 5
    assert math.isnan(averages[2024, 2003])
    assert len(rows) == 12
    assert {row["release"] for row in empty.rows("world_volume(in_release := 2024)")} == {2024}


def test_windows_that_do_not_tile_get_a_reason(hand: Hand) -> None:
    row = hand.row("export_shares('AAA', 2012, 2016)")
    assert row["reason"] == (
        "No loaded release is complete for the arms exports of Aland in 2012–16. "
        "What is complete: 2025 release 2010–14, 2015–19."
    )
    assert math.isnan(row["share_pct"]) and row["recipient"] is None
    # Single parties may be covered where their sum is not.
    assert hand.row("volume('recipient', 'CCC+DDD', 2011, 2012)")["reason"].startswith(
        "No loaded release is complete for the whole world (needed for several parties together) in"
    )
    # Yearly imports tile any window; the world's windows only their own.
    assert picked(hand.rows("import_shares('CCC', 2011, 2012)"), "supplier", "share_pct") == [
        ("AAA", 50.0),
        ("BBB", 50.0),
    ]
    assert "import" in hand.row("import_shares('DDD', 2011, 2012)")["reason"]


def test_two_five_year_windows_make_ten_years(hand: Hand) -> None:
    rows = hand.rows("export_shares('AAA', 2010, 2019)")
    assert picked(rows, "recipient", "tiv_m") == [("DDD", 120.0), ("CCC", 105.0)]
    assert hand.row("volume('world', NULL, 2010, 2019)")["tiv_m"] == 350.0
    assert picked(hand.offered(10), "first_year", "last_year") == [(2010, 2019)]
    windows = hand.offered(5)
    assert picked(windows, "first_year", "last_year") == [(2010, 2014), (2015, 2019)]
    assert len(hand.offered(5, "CCC")) == 6


def test_rows_by_category_add_up(empty: Hand) -> None:
    empty.snapshot("new", 2025)
    empty.covers("new", "recipient", "CCC", 2020, 2020, "year", by_category=True)
    empty.flow("new", "AAA", "CCC", 2020, 2020, 30, "Ships")
    empty.flow("new", "AAA", "CCC", 2020, 2020, 30, "Missiles")
    empty.flow("new", "BBB", "CCC", 2020, 2020, 40, "Ships")
    rows = empty.rows("import_shares('CCC', 2020, 2020)")
    assert picked(rows, "supplier", "share_pct") == [("AAA", 60.0), ("BBB", 40.0)]
    yearly = empty.rows("yearly_flows('recipient', 'CCC')")
    assert picked(yearly, "partner", "category", "tiv_m") == [
        ("AAA", "Missiles", 30.0),
        ("AAA", "Ships", 30.0),
        ("BBB", "Ships", 40.0),
    ]


@pytest.fixture
def releases(hand: Hand) -> Hand:
    """Beside the exact 2025 release an older exact one, and a newer one with rounded rows."""
    hand.snapshot("old", 2022)
    hand.covers("old", "recipient", "CCC", 2010, 2014, "year")
    hand.flow("old", "AAA", "CCC", 2010, 2010, 90)
    hand.flow("old", "BBB", "CCC", 2010, 2010, 10)
    hand.snapshot("rough", 2026)
    hand.covers("rough", "recipient", "CCC", 2010, 2020, "year", "rounded")
    hand.flow("rough", "AAA", "CCC", 2012, 2012, 7)
    hand.flow("rough", "AAA", "CCC", 2013, 2013, 1)
    hand.flow("rough", "BBB", "CCC", 2012, 2012, 2)
    return hand


def test_the_newest_exact_release_answers(releases: Hand) -> None:
    rows = releases.rows("import_shares('CCC', 2010, 2014)")
    assert {(row["release"], row["precision"]) for row in rows} == {(2025, "exact")}
    first = [row["release"] for row in releases.offered(5, "CCC") if row["first_year"] == 2010]
    assert first == [2025, 2022, 2026]


def test_an_approximate_release_answers_where_no_exact_one_can(releases: Hand) -> None:
    rows = releases.rows("import_shares('CCC', 2016, 2020)")
    assert {row["release"] for row in rows} == {2026}
    assert releases.row("volume('recipient', 'CCC', 2020, 2020)")["precision"] == "rounded"


def test_one_release_can_be_asked_for(releases: Hand) -> None:
    rows = releases.rows("import_shares('CCC', 2010, 2014, in_release := 2022)")
    # One snapshot and no mixture: 90 of 100, though others hold flows for the same window.
    assert picked(rows, "supplier", "tiv_m", "share_pct", "total_tiv_m", "snapshot_id") == [
        ("AAA", 90.0, 90.0, 100.0, "old"),
        ("BBB", 10.0, 10.0, 100.0, "old"),
    ]
    row = releases.row("import_shares('CCC', 2015, 2019, in_release := 2022)")
    assert row["reason"] == (
        "The 2022 release, as loaded, is not complete for the arms imports of Cland in 2015–19. "
        "What is complete: 2022 release each year 2010–14."
    )
    assert (
        "What is complete"
        not in releases.row("import_shares('CCC', 2010, 2014, in_release := 1999)")["reason"]
    )


def test_rounded_rows_say_how_far_a_share_can_be_off(releases: Hand) -> None:
    rows = releases.rows("import_shares('CCC', 2010, 2014, in_release := 2026)")
    # A: 8 from two rows (7 to 9), B: 2 from one (1.5 to 2.5). A's share is 80 %, at most
    # 9 / 10.5 = 85.71 % and at least 7 / 9.5 = 73.68 %.
    assert rows[0]["share_pct"] == 80.0
    bounds = ("share_low_pct", "share_high_pct")
    assert picked(rows, *bounds) == [
        pytest.approx((700 / 9.5, 900 / 10.5)), pytest.approx((150 / 10.5, 250 / 9.5))
    ]  # fmt: skip
    volume = releases.row("volume('recipient', 'CCC', 2010, 2014, in_release := 2026)")
    assert (volume["tiv_low_m"], volume["tiv_high_m"]) == pytest.approx((8.5, 11.5))


def test_rounding_of_tiny_flows(empty: Hand) -> None:
    empty.snapshot("rough", 2026)
    empty.covers("rough", "recipient", "CCC", 2010, 2014, "year", "rounded")
    empty.flow("rough", "AAA", "CCC", 2010, 2010, 1)
    only = empty.row("import_shares('CCC', 2010, 2014)")
    assert picked([only], "share_pct", "share_low_pct", "share_high_pct") == [(100, 100, 100)]
    for year in range(2010, 2014):
        empty.flow("rough", "BBB", "CCC", year, year, 0)
    rows = empty.rows("import_shares('CCC', 2010, 2014)")
    # A: 0.5 to 1.5, B: 0 to 2, so A's share can be 20 %.
    assert picked(rows, "supplier", "share_pct", "share_low_pct", "share_high_pct") == [
        ("AAA", 100.0, 20.0, 100.0),
        ("BBB", 0.0, 0.0, 80.0),
    ]


def test_change_from_rounded_rows(empty: Hand) -> None:
    empty.snapshot("rough", 2026)
    empty.covers("rough", "recipient", "CCC", 2010, 2012, "year", "rounded")
    empty.flow("rough", "AAA", "CCC", 2010, 2010, 0)
    empty.flow("rough", "AAA", "CCC", 2011, 2011, 10)
    empty.flow("rough", "AAA", "CCC", 2012, 2012, 20)
    row = empty.row("volume_change('recipient', 'CCC', 2012, 2012)")
    # 20 against 10: +100 %; at most 20.5 / 9.5.
    assert row["change_pct"] == pytest.approx(100)
    assert row["change_high_pct"] == pytest.approx(2050 / 9.5 - 100)
    assert row["change_low_pct"] == pytest.approx(1950 / 10.5 - 100)
    empty.run("UPDATE flow SET tiv_m = 0.5 WHERE first_year = 2011")
    row = empty.row("volume_change('recipient', 'CCC', 2012, 2012)")
    assert math.isnan(row["change_pct"])
    assert "too small in rounded millions" in row["reason"]


def test_who_did_not_exist_has_no_lack_of_deliveries(hand: Hand) -> None:
    hand.run("INSERT INTO group_member VALUES ('Pact', 'AAA', 2012, 2016)")
    hand.run("UPDATE state SET name = 'United Eland', first_year = 2015 WHERE state_id = 'EEE'")
    hand.covers("new", "recipient", "EEE", 2010, 2019, "year")
    for who, first, last, gone in (
        ("Pact", 2015, 2019, "Pact did not exist, or had no members,"),
        ("EEE", 2010, 2014, "The United Eland did not exist"),
    ):
        none = f"{gone} in {first}–{last % 100}."
        shares = hand.row(f"import_shares('{who}', {first}, {last})")
        assert shares["reason"] == none
        part = hand.row(f"share_of('supplier', 'AAA', 'recipient', '{who}', {first}, {last})")
        assert part["reason"] == none
    assert hand.row("import_shares('EEE', 2015, 2019)")["reason"] == (
        "The 2025 release records no deliveries of major arms to the United Eland in 2015–19."
    )


def test_what_a_release_lacks_is_not_zero(hand: Hand) -> None:
    """SIPRI's totals have deliveries to E and C in 2018, in which the release has none."""
    for party, year in (("EEE", 2018), ("CCC", 2018), ("CCC", 2019)):
        hand.run("INSERT INTO country_total VALUES ('bank', ?, 'recipient', ?, 5, 1)", party, year)
    hand.covers("new", "recipient", "EEE", 2010, 2019, "year")
    lacks = "The 2025 release, as loaded, lacks the deliveries of major arms to {} in {}."
    for call in (
        "volume('recipient', '{}', 2015, 2019)",
        "volume('recipient', '{}', 2015, 2019, with_whom := 'AAA')",
        "share_of('recipient', '{}', 'world', 'World', 2015, 2019)",
        "share_of('supplier', 'AAA', 'recipient', '{}', 2015, 2019)",
        "compared('recipient', ['{}'], [2015], [2019]) SELECT *, why_not AS reason",
        "pair_shares('AAA', '{}', [2015], [2019]) SELECT * REPLACE (imports_reason AS reason)",
    ):
        row, known = hand.row(call.format("EEE")), hand.row(call.format("CCC"))
        assert math.isnan(row["tiv_m"])
        assert row["reason"].startswith(lacks.format("Eland", "2015–19"))
        assert "share_pct" not in row or math.isnan(row["share_pct"])
        assert known["tiv_m"] > 0 and known["reason"] is None
    (mapped,) = hand.rows("world_map('recipient', 2015, 2019) WHERE state_id = 'EEE'")
    assert math.isnan(mapped["tiv_m"]) and math.isnan(mapped["share_pct"])
    assert mapped["why_not"].startswith("The 2025 release, as loaded, lacks its deliveries.")
    # Two of whom neither has any are no zero, either; one who has some is counted.
    assert math.isnan(hand.row("volume('recipient', 'EEE+AAA', 2015, 2019)")["tiv_m"])
    assert hand.row("volume('recipient', 'EEE+CCC', 2015, 2019)")["tiv_m"] == 90
    pair = hand.row("pair_shares('AAA', 'EEE', [2015], [2019])")
    assert math.isnan(pair["of_exports_pct"]) and pair["exports_tiv_m"] == 45
    years = hand.rows("moving_average('recipient', 'CCC')")
    assert math.isnan(years[8]["tiv_m"]) and years[8]["five_year_average_tiv_m"] == 9
    assert years[8]["reason"].startswith(lacks.format("Cland", "2018")) and years[9]["tiv_m"] == 45
    years = hand.rows("moving_average('recipient', 'EEE')")
    assert [math.isnan(year["five_year_average_tiv_m"]) for year in years] == [
        *[True] * 4, *[False] * 4, *[True] * 2,
    ]  # fmt: skip


def test_what_rounds_to_zero_is_not_lacking(hand: Hand) -> None:
    hand.run("INSERT INTO country_total VALUES ('bank', 'EEE', 'recipient', 2018, 1, 1)")
    hand.covers("new", "recipient", "EEE", 2010, 2019, "year", precision="rounded")
    hand.flow("new", "AAA", "EEE", 2018, 2018, 0)
    for call in ("volume('recipient', 'EEE', {})", "compared('recipient', ['EEE'], {})"):
        window = "[2015], [2019]" if "[" in call else "2015, 2019"
        row = hand.row(call.format(window))
        assert (row["tiv_m"], row["tiv_high_m"]) == (0, 0.5)


def test_covered_and_nothing_delivered_is_said_so(hand: Hand) -> None:
    row = hand.row("import_shares('AAA', 2015, 2019)")
    assert row["reason"] == (
        "The 2025 release records no deliveries of major arms to Aland in 2015–19."
    )
    assert hand.row("volume('recipient', 'AAA', 2015, 2019)")["tiv_m"] == 0
    assert "by Cland" in hand.row("export_shares('CCC', 2015, 2019)")["reason"]
    hand.covers("new", "recipient", "EEE", 2015, 2019, "year")
    assert (
        "records no deliveries of major arms to Eland in 2015–19"
        in (hand.row("yearly_flows('recipient', 'EEE')")["reason"])
    )


def test_only_zeros_make_no_share(hand: Hand) -> None:
    hand.flow("new", "BBB", "EEE", 2015, 2019, 0)
    row = hand.row("import_shares('EEE', 2015, 2019)")
    assert math.isnan(row["share_pct"])
    assert row["reason"] == "The volumes are too small to compute shares from."


@pytest.mark.parametrize(
    "call",
    [
        "import_shares('ZZZ', 2010, 2014)",
        "export_shares('ZZZ', 2010, 2014)",
        "volume('recipient', 'ZZZ', 2010, 2014)",
        "volume_change('supplier', 'ZZZ', 2015, 2019)",
        "concentration('supplier', 'ZZZ', 2010, 2014)",
    ],
)
def test_an_unknown_country_gets_a_reason(hand: Hand, call: str) -> None:
    row = hand.row(call)
    assert row["reason"] == 'No country or group in the data has the code "ZZZ".'
    numbers = [row[name] for name in ("tiv_m", "share_pct", "hhi_points") if name in row]
    assert numbers and all(math.isnan(number) for number in numbers)


def test_a_reversed_window_gets_a_reason(hand: Hand) -> None:
    row = hand.row("import_shares('CCC', 2014, 2010)")
    assert row["reason"] == "The period ends before it begins."


@pytest.mark.parametrize(
    "call",
    [
        "volume('importer', 'CCC', 2010, 2014)",
        "ranking('exporter', 2010, 2014)",
        "region_shares('exporter', 2010, 2014)",
        "yearly_flows('importer', 'CCC')",
    ],
)
def test_another_word_for_a_role_is_an_error(hand: Hand, call: str) -> None:
    with pytest.raises(duckdb.Error, match="The role is supplier or recipient"):
        hand.rows(call)


@pytest.mark.parametrize(
    ("years", "written"),
    [((2016, 2020), "2016–20"), ((1999, 2003), "1999–2003"), ((2000, 2000), "2000"),
     ((2000, 2009), "2000–09")],
)  # fmt: skip
def test_periods_are_written_as_sipri_does(
    hand: Hand, years: tuple[int, int], written: str
) -> None:
    found = hand.connection.execute("SELECT period(?, ?)", years).fetchone()
    assert found == (written,)


def test_every_table_and_column_explains_itself(warehouse_file: Path) -> None:
    connection = duckdb.connect(str(warehouse_file), read_only=True)
    tables = connection.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall()
    columns = connection.execute(
        "SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE NOT internal"
    ).fetchall()
    connection.close()
    assert len(tables) > 10 and len(columns) > 100
    assert [name for name, comment in tables + columns if not comment] == []


def test_categories_are_answered_by_the_newest_release_that_tells_them_apart(empty: Hand) -> None:
    empty.snapshot("old", 2025)
    empty.snapshot("new", 2026)
    for snapshot, apart in (("old", True), ("new", False)):
        empty.covers(snapshot, "world", None, 2015, 2019, "year", by_category=apart)
        empty.flow(snapshot, "AAA", "CCC", 2015, 2015, 8, "Ships" if apart else None)
    for call in ("yearly_flows('recipient', 'CCC'{})", "pair_years('AAA', 'CCC'{})"):
        assert {row["release"] for row in empty.rows(call.format(""))} == {2026}
        wanted = empty.rows(call.format(", by_category := true"))
        assert {row["release"] for row in wanted} == {2025}
        assert {row["category"] for row in wanted if row["tiv_m"]} == {"Ships"}
        named = empty.rows(call.format(", in_release := 2026, by_category := true"))
        assert {row["release"] for row in named} == {2026}
        assert not any(row["by_category"] for row in named)
    leader = empty.row("category_leaders('supplier', 'Ships', 2015, 2019)")
    assert (leader["state_id"], leader["tiv_m"], leader["release"]) == ("AAA", 8, 2025)
    named = empty.rows("category_leaders('supplier', 'Ships', 2015, 2019, in_release := 2026)")
    assert named[0]["reason"] == (
        "The 2026 release is not loaded by armament category for the whole world."
    )


@pytest.mark.skipif(SHELL is None, reason="the duckdb shell is not installed")
@pytest.mark.parametrize(
    ("release", "share"),
    [("", "66.6"), (", in_release := 2025", "67.7"), (", in_release := 2022", "69.5")],
)
def test_the_duckdb_shell_gives_the_same_answer(
    warehouse_file: Path, release: str, share: str
) -> None:
    sql = (
        "SELECT round(share_pct, 1)"
        f" FROM import_shares('AZE', 2016, 2020{release}) WHERE supplier = 'ISR'"
    )
    done = subprocess.run(
        [str(SHELL), "-readonly", "-csv", "-noheader", str(warehouse_file), sql],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, share), done.stderr
    done = subprocess.run(
        [str(SHELL), "-readonly", str(warehouse_file), "FROM import_shares('AZE', 2016, 2020)"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "Israel" in done.stdout


@pytest.mark.parametrize(
    "call",
    [
        "partner_shares('recipient', {0}.who, {0}.a, {0}.b, in_release := 2025)",
        "import_shares({0}.who, {0}.a, {0}.b)",
        "volume('recipient', {0}.who, {0}.a, {0}.b)",
        "volume_change('recipient', {0}.who, {0}.a, {0}.b)",
        "ranking('supplier', {0}.a, {0}.b)",
        "region_shares('recipient', {0}.a, {0}.b)",
        "concentration('recipient', {0}.who, {0}.a, {0}.b)",
    ],
)
@pytest.mark.parametrize("alias", ["w", "s", "n", "f", "p", "best", "parts", "state", "q"])
def test_a_caller_may_name_its_own_tables_as_it_likes(
    warehouse: Warehouse, call: str, alias: str
) -> None:
    asked = [("AZE", 2016, 2020), ("AZE", 2020, 2024), ("IND", 2020, 2024), ("IND", 2016, 2020)]
    values = ", ".join(f"('{who}', {first}, {last})" for who, first, last in asked)
    together = warehouse.query(
        f"SELECT m.* FROM (VALUES {values}) {alias} (who, a, b), LATERAL {call.format(alias)} m"
    )
    singly = pd.concat(
        [
            warehouse.query(
                "SELECT m.* FROM "
                + call.replace("{0}.who", f"'{who}'")
                .replace("{0}.a", str(first))
                .replace("{0}.b", str(last))
                + " m"
            )
            for who, first, last in asked
        ]
    )
    order = list(singly.columns)
    assert len(together) == len(singly)
    assert (
        together.sort_values(order).round(6).astype(str).to_numpy().tolist()
        == singly.sort_values(order).round(6).astype(str).to_numpy().tolist()
    )


def test_the_macros_keep_their_names_to_themselves() -> None:
    text = (SQL / "measures.sql").read_text(encoding="utf-8")
    code = re.sub(r"--[^\n]*|'(?:[^']|'')*'", "", text)
    tables = re.findall(r"\b(?:FROM|JOIN)\s+\w+(?:\((?:[^()]|\([^()]*\))*\))?\s+([a-z_]\w*)", code)
    assert len(tables) > 30
    assert [name for name in tables if not name.startswith("_")] == []
    assert all(name.startswith("_") for name in re.findall(r"(\w+) AS \(\s*(?:SELECT|FROM)", code))


def test_two_periods_in_one_row_are_not_compared(empty: Hand) -> None:
    empty.snapshot("ten", 2026)
    empty.covers("ten", "recipient", "CCC", 2010, 2019, "window")
    empty.flow("ten", "AAA", "CCC", 2010, 2019, 50)
    row = empty.row("volume_change('recipient', 'CCC', 2015, 2019)")
    assert pd.isna(row["change_pct"]) and pd.isna(row["tiv_m"])
    assert row["reason"] == "The 2026 release does not tell the two periods apart."


def test_a_period_must_be_given(hand: Hand) -> None:
    assert hand.row("import_shares('CCC', NULL, 2014)")["reason"] == "No period is given."


def test_world_flows(hand: Hand) -> None:
    rows = hand.rows("world_flows(2010, 2014)")
    assert picked(rows, "rank", "supplier", "recipient", "tiv_m", "share_pct") == [
        (1, "AAA", "DDD", 120.0, 60.0),
        (2, "AAA", "CCC", 60.0, 30.0),
        (3, "BBB", "CCC", 20.0, 10.0),
    ]
    assert {row["total_tiv_m"] for row in rows} == {200.0}
    assert picked(rows[:1], "supplier_name", "supplier_region", "recipient_region") == [
        ("Aland", "Europe", "Africa")
    ]
    assert {(row["precision"], row["reason"]) for row in rows} == {("exact", None)}


def test_world_flows_fold_former_states(hand: Hand) -> None:
    hand.run("INSERT INTO state VALUES ('OLD', 'Oland', 'Oland', 'former state', NULL, 'Europe',"
             " NULL, 2012, 'AAA')")  # fmt: skip
    hand.flow("new", "OLD", "DDD", 2010, 2014, 50)
    apart = hand.rows("world_flows(2010, 2014)")
    folded = hand.rows("world_flows(2010, 2014, fold := true)")
    key = ("supplier", "recipient", "tiv_m")
    assert picked(apart, *key)[:3] == [("AAA", "DDD", 120), ("AAA", "CCC", 60), ("OLD", "DDD", 50)]
    assert picked(folded, *key)[:2] == [("AAA", "DDD", 170), ("AAA", "CCC", 60)]
    assert {row["total_tiv_m"] for row in apart + folded} == {250.0}


def test_world_flows_say_why_there_are_none(hand: Hand) -> None:
    row = hand.row("world_flows(2011, 2015)")
    assert row["supplier"] is None and pd.isna(row["tiv_m"]) and pd.isna(row["share_pct"])
    assert row["reason"].startswith(
        "No loaded release is complete for the whole world in 2011–15. What is complete:"
    )
    hand.covers("new", "world", None, 2000, 2004, "window")
    assert hand.row("world_flows(2000, 2004)")["reason"] == (
        "The 2025 release records no deliveries of major arms in 2000–04."
    )

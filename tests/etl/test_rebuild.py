"""Yearly volumes of a register by deal: each rule on deals made up for it, and real registers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from etl import harmonise, sources
from etl.harmonise import Names
from etl.rebuild.match import match
from etl.rebuild.volumes import yearly
from etl.warehouse import SQL
from tests.conftest import DATA, ROOT

SHARED = ROOT.parent / "shared"
FACTORS = {"New": 1.0, "Second hand": 0.4, "Second hand but modernized": 0.66}


def deal(line: int = 1, **of: Any) -> dict[str, Any]:
    """An entry of a register by deal; ``years`` are written as SIPRI writes them."""
    entry = {
        "line": line, "supplier": "USA", "recipient": "POL", "designation": "Alfa-1",
        "status": "New", "order_year": 2018, "number_delivered": 10.0, "years": "2020",
        "tiv_unit": 2.0,
    } | of  # fmt: skip
    return {"tiv_delivered_m": entry["number_delivered"] * entry["tiv_unit"]} | entry


def deals(*entries: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(entries).astype({"order_year": "Int64"})


def deliveries(
    items: dict[int, float], deal_no: int = 7, estimates: tuple[int, ...] = (), **of: Any
) -> list[dict[str, Any]]:
    """What a register by delivery knows of a deal: its items by year."""
    entry = {
        "deal_no": deal_no, "supplier": "USA", "recipient": "POL", "designation": "Alfa-1 -",
        "status": "New", "order_year": 2018, "tiv_unit": 2.0,
    } | of  # fmt: skip
    return [
        entry | {"year": year, "number": number, "number_is_estimate": year in estimates}
        for year, number in items.items()
    ]


# Deals that make a register by delivery reach from 1995 to 2024, and are nobody else's.
REACH = deliveries({1995: 1.0, 2024: 1.0}, 1, supplier="SWE", recipient="FIN")


def known(*parts: list[dict[str, Any]]) -> pd.DataFrame:
    """A register by delivery with these deals."""
    rows = [row for part in (REACH, *parts) for row in part]
    return pd.DataFrame(rows).astype(
        {"year": "Int64", "order_year": "Int64", "number_is_estimate": "boolean"}
    )


def volumes(rows: pd.DataFrame) -> dict[int, tuple[float, float, float]]:
    """By year: volume, least, most."""
    bounded = zip(*(rows[n].round(9) for n in ("tiv_m", "tiv_low_m", "tiv_high_m")), strict=True)
    return dict(zip(rows["year"].tolist(), bounded, strict=True))


# --- volumes and bounds ------------------------------------------------------------------------


def test_the_only_year_of_a_deal_is_exact() -> None:
    rows = yearly(deals(deal(years="2020")))
    assert volumes(rows) == {2020: (20, 20, 20)}
    assert rows["number"].tolist() == [10]
    assert rows["precision"].tolist() == ["exact"]
    assert rows["found_as"].isna().all()


def test_an_order_without_deliveries_has_no_rows() -> None:
    open_order = deal(2, years="", number_delivered=0.0)
    assert yearly(deals(open_order)).empty
    assert yearly(deals(open_order), known()).empty
    assert yearly(deals(deal(), open_order), known())["line"].tolist() == [1]


def test_a_deal_that_is_not_known_is_spread_evenly() -> None:
    rows = yearly(deals(deal(years="2018; 2020; 2021")), known())
    # Ten items of 2 million, of which each year has one at least, and so eight at most.
    expected = {year: (pytest.approx(20 / 3), 2, 16) for year in (2018, 2020, 2021)}
    assert volumes(rows) == expected
    assert rows["number"].isna().all()
    assert set(rows["precision"]) == {"split"}


def test_known_years_keep_their_items_and_a_later_one_gets_the_rest() -> None:
    rows = yearly(deals(deal(years="2023; 2024; 2025")), known(deliveries({2023: 3, 2024: 1})))
    assert volumes(rows) == {2023: (6, 6, 6), 2024: (2, 2, 2), 2025: (12, 12, 12)}
    assert rows["number"].tolist() == [3, 1, 6]
    assert set(rows["precision"]) == {"rebuilt"}
    assert rows["found_as"].tolist() == [7, 7, 7]


def test_a_deal_that_did_not_change_is_certain_even_where_numbers_are_estimates() -> None:
    older = known(deliveries({2019: 3, 2021: 7}, estimates=(2019, 2021)))
    assert volumes(yearly(deals(deal(years="2019; 2021")), older)) == {
        2019: (6, 6, 6), 2021: (14, 14, 14)
    }  # fmt: skip


def test_later_years_share_the_rest() -> None:
    rows = yearly(deals(deal(years="2024; 2025; 2026")), known(deliveries({2024: 4})))
    # Six items are left; each of the two years has between one and five.
    assert volumes(rows) == {2024: (8, 8, 8), 2025: (6, 2, 10), 2026: (6, 2, 10)}
    assert rows["number"].isna().tolist() == [False, True, True]


def test_years_before_the_older_register_get_the_rest_as_well() -> None:
    rows = yearly(deals(deal(years="1993; 1994; 1995")), known(deliveries({1995: 2})))
    assert volumes(rows) == {1993: (8, 2, 14), 1994: (8, 2, 14), 1995: (4, 4, 4)}


def test_a_year_that_a_revision_added_gets_one_item() -> None:
    rows = yearly(deals(deal(years="2021; 2022; 2025")), known(deliveries({2022: 4})))
    assert volumes(rows) == {2021: (2, 2, 10), 2022: (8, 8, 8), 2025: (10, 2, 10)}


def test_added_years_get_all_that_is_left_where_no_other_can() -> None:
    rows = yearly(deals(deal(years="2019; 2021; 2022")), known(deliveries({2022: 4})))
    assert volumes(rows) == {2019: (6, 2, 10), 2021: (6, 2, 10), 2022: (8, 8, 8)}


def test_an_estimate_may_be_moved_when_the_deal_goes_on() -> None:
    older = known(deliveries({2023: 40, 2024: 20}, estimates=(2023,)))
    rows = yearly(deals(deal(years="2023; 2024; 2025", number_delivered=100.0)), older)
    # A quarter less or three quarters more of the 40; of the 40 that are left, 2025 has the rest.
    assert volumes(rows) == {2023: (80, 60, 140), 2024: (40, 40, 40), 2025: (80, 20, 100)}
    small = yearly(
        deals(deal(years="2023; 2024; 2025", number_delivered=9.0)),
        known(deliveries({2023: 2, 2024: 2}, estimates=(2023,))),
    )
    # At least one item less or two more, but never none.
    assert volumes(small)[2023] == (4, 2, 8)


def test_an_estimate_cannot_be_moved_by_more_than_the_new_year_leaves() -> None:
    older = known(deliveries({2023: 40, 2024: 20}, estimates=(2023,)))
    rows = yearly(deals(deal(years="2023; 2024; 2025", number_delivered=63.0)), older)
    assert volumes(rows) == {2023: (80, 60, 84), 2024: (40, 40, 40), 2025: (6, 2, 26)}


def test_known_years_keep_their_proportions_where_too_little_is_left() -> None:
    older = known(deliveries({2021: 31, 2022: 11}))
    beyond = yearly(deals(deal(years="2021; 2022; 2025", number_delivered=33.0)), older)
    # The new year gets a third of all items; the others one each, and 30 to 10 of the other 20. An
    # added year gets a sixth, and an item at least.
    assert beyond["tiv_m"].tolist() == [2 * 16, 2 * 6, 2 * 11]
    added = yearly(deals(deal(years="2020; 2021; 2022", number_delivered=18.0)), older)
    assert added["tiv_m"].tolist() == [2 * 3, 2 * 10.75, 2 * 4.25]
    few = yearly(deals(deal(years="2020; 2021; 2022", number_delivered=5.0)), older)
    assert few["tiv_m"].tolist() == [2, 2 * 2.5, 2 * 1.5]
    ones = yearly(
        deals(deal(years="2021; 2022", number_delivered=5.0)), known(deliveries({2021: 1, 2022: 1}))
    )
    assert ones["tiv_m"].tolist() == [5, 5]
    for rows in (beyond, added, few, ones):
        assert (rows["tiv_high_m"] > rows["tiv_low_m"]).all()
        assert (rows["tiv_low_m"] >= 2).all()


def test_items_that_a_revision_added_without_a_year_raise_the_known_ones() -> None:
    older = known(deliveries({2019: 3, 2021: 5}))
    rows = yearly(deals(deal(years="2019; 2021", number_delivered=14.0)), older)
    # Six items came in. Of a number that had to change all counts as an estimate.
    assert volumes(rows) == {2019: (10, 2, 22.5), 2021: (18, 5.5, 26)}


def test_items_of_a_year_that_a_revision_dropped_may_have_gone_to_any_other() -> None:
    today = deals(
        deal(1, years="2021; 2022; 2025", number_delivered=40.0),
        deal(2, years="2019", recipient="ROU"),
    )
    older = known(deliveries({2020: 5, 2021: 20, 2022: 8}, estimates=(2020, 2021, 2022)))
    rows = yearly(today, older)
    # 20 items, a quarter less and the 5 that are gone; three quarters more and those 5, of which
    # the other two years leave 38.
    assert volumes(rows[rows["line"] == 1]) == {
        2021: (40, 20, 76), 2022: (16, 2, 38), 2025: (24, 2, 58)
    }  # fmt: skip


def test_known_items_count_what_the_newer_release_says_an_item_counts() -> None:
    rows = yearly(
        deals(deal(years="2023; 2025", tiv_unit=3.0)), known(deliveries({2023: 4}, tiv_unit=2.9))
    )
    assert volumes(rows) == {2023: (12, 12, 12), 2025: (18, 18, 18)}


def test_a_register_of_some_years_has_not_lost_the_others() -> None:
    window = deals(
        deal(1, years="2021; 2022; 2023", number_delivered=6.0),
        deal(2, years="2021; 2025", recipient="ROU"),
    )
    older = known(deliveries({2019: 50, 2020: 60, 2021: 1, 2022: 3}, estimates=(2021, 2022)))
    rows = yearly(window, older)
    assert volumes(rows[rows["line"] == 1]) == {2021: (2, 2, 6), 2022: (6, 4, 8), 2023: (4, 2, 6)}


def test_registers_that_share_no_year_or_nothing_at_all() -> None:
    today = deals(deal(years="2024; 2025"))
    for older in (None, known().head(0), known().query("year < 2000")):
        rows = yearly(today, older)
        assert rows["tiv_m"].tolist() == [10, 10]
        assert set(rows["precision"]) == {"split"}


def test_what_holds_of_any_deal() -> None:
    """Two thousand deals, each with a random past: volumes add up and lie within their bounds."""
    random = np.random.default_rng(5)
    entries, parts = [], []
    for line in range(2000):
        span = range(1990, 2027)
        listed = sorted(random.choice(span, size=random.integers(1, 9), replace=False).tolist())
        items = float(len(listed) + random.integers(0, 60))
        of = {"designation": f"Type {line}", "recipient": f"R{line}"}
        entries.append(deal(line, years="; ".join(map(str, listed)), number_delivered=items, **of))
        past = {
            year: float(random.integers(1, 30))
            for year in random.choice(range(1995, 2025), size=8, replace=False).tolist()
            if year in listed or random.random() < 0.1
        }
        if past:
            estimates = tuple(year for year in past if random.random() < 0.5)
            parts.append(deliveries(past, 100 + line, estimates, **of))
    today = deals(*entries)
    rows = yearly(today, known(*parts))
    low, volume, high = (rows[name] for name in ("tiv_low_m", "tiv_m", "tiv_high_m"))
    assert ((low <= volume + 1e-9) & (volume <= high + 1e-9)).all()
    assert (low >= 2 - 1e-9).all()  # one item of each year
    sums = rows.groupby("line")[["tiv_low_m", "tiv_m", "tiv_high_m"]].sum()
    total = today.set_index("line")["tiv_delivered_m"]
    assert np.allclose(sums["tiv_m"], total)
    assert ((sums["tiv_low_m"] <= total + 1e-9) & (total <= sums["tiv_high_m"] + 1e-9)).all()
    assert set(rows["precision"]) == {"exact", "rebuilt", "split"}


# --- matching ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"designation": "A-330 MRTT"}, {"designation": "A-330 MRTT -"}),
        ({"designation": "C-17A Globemaster-3"}, {"designation": "C-17"}),
        ({"designation": "Trent-700"}, {"designation": "Trent-700 (31000)"}),
        ({"designation": "EL/M-2032"}, {"designation": "M-2032"}),  # the same TIV of an item
        ({"designation": "MIM-401 Talon", "tiv_unit": 5.5}, {"designation": "THAAD MI"}),
        ({"order_year": 2019}, {}),
        ({"order_year": 2014}, {}),  # the same name
        ({"order_year": pd.NA}, {}),
        ({"status": "Second hand", "tiv_unit": 0.8}, {}),
        ({"tiv_unit": 2.5}, {}),
        ({"years": "2020; 2021; 2025", "number_delivered": 30.0}, {}),
    ],
)
def test_a_deal_is_found_whatever_a_release_rewrites(
    ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    today = deals(deal(5, **{"years": "2020; 2021", **ours}))
    older = known(deliveries({2020: 4, 2021: 6}, **theirs))
    assert match(today, older).to_dict() == {5: 7}


@pytest.mark.parametrize(
    "theirs",
    [
        {"recipient": "ROU"},
        {"supplier": "GBR"},
        {"designation": "Bravo", "tiv_unit": 9.0},
        {"designation": "Bravo", "order_year": 2005},
    ],
)
def test_another_deal_is_not_taken_for_it(theirs: dict[str, Any]) -> None:
    today = deals(deal(5, years="2020; 2021", number_delivered=11.0))
    assert match(today, known(deliveries({2020: 4, 2021: 6}, **theirs))).empty


def test_of_several_alike_each_finds_its_own() -> None:
    today = deals(
        deal(1, years="2020; 2021", number_delivered=10.0),
        deal(2, years="2020; 2021; 2022", number_delivered=10.0),
        deal(3, years="2020; 2021", number_delivered=12.0),
        deal(4, designation="Bravo", years="2020; 2021", number_delivered=12.0),
        deal(5, years="2023", number_delivered=12.0),
    )
    older = known(
        deliveries({2020: 6, 2021: 6}, 14, designation="Bravo"),
        deliveries({2020: 6, 2021: 6}, 13),
        deliveries({2020: 3, 2021: 3, 2022: 4}, 12),
        deliveries({2020: 4, 2021: 6}, 11),
    )
    assert match(today, older).sort_index().to_dict() == {1: 11, 2: 12, 3: 13, 4: 14}


def test_the_one_that_has_the_very_items_comes_before_the_one_that_could() -> None:
    today = deals(
        deal(1, years="2023; 2024; 2025", number_delivered=120.0),
        deal(2, years="2023; 2024", number_delivered=20.0),
    )
    older = known(deliveries({2023: 1, 2024: 19}, 12), deliveries({2023: 10, 2024: 70}, 11))
    assert match(today, older).sort_index().to_dict() == {1: 11, 2: 12}
    # Three items cannot be those of a deal that has two, and one in a year besides.
    short = deals(deal(1, years="1993; 1996", number_delivered=2.0), deal(2, years="1996"))
    older = known(deliveries({1996: 3}, 12), deliveries({1996: 1}, 11))
    assert match(short, older)[1] == 11


def test_twins_are_found_once_each() -> None:
    today = deals(*(deal(line, years="2020; 2021") for line in (1, 2, 3)))
    older = known(deliveries({2020: 4, 2021: 6}, 11), deliveries({2020: 4, 2021: 6}, 12))
    found = match(today, older)
    assert sorted(found) == [11, 12]
    assert found.index.is_unique


# --- bounds of periods -------------------------------------------------------------------------


def prepared() -> duckdb.DuckDBPyConnection:
    """A database with the warehouse's contract and measures."""
    connection = duckdb.connect()
    connection.execute(SQL["schema"])
    connection.execute(SQL["measures"])
    return connection


class Bounded:
    """A database with the warehouse's contract and one register by deal."""

    def __init__(self, rows: pd.DataFrame, volumes: pd.DataFrame) -> None:
        self.connection = prepared()
        run = self.connection.execute
        deal_columns = ["supplier", "recipient", "designation", "status", "number_delivered",
                        "tiv_unit", "tiv_delivered_m", "line"]  # fmt: skip
        incoming = rows[deal_columns].assign(snapshot_id="register", deal_no=rows["line"])
        self.connection.register("incoming", incoming)
        run("INSERT INTO deal BY NAME FROM incoming")
        kept = ["year", "number", "tiv_m", "tiv_low_m", "tiv_high_m", "precision"]
        self.connection.register(
            "volumes", volumes[kept].assign(snapshot_id="register", deal_no=volumes["line"])
        )
        run("INSERT INTO delivery BY NAME FROM volumes")
        run(
            """INSERT INTO flow SELECT 'register', d.supplier, d.recipient, v.year, v.year, NULL,
               sum(v.tiv_m), 1, d.supplier, d.recipient
               FROM delivery v JOIN deal d USING (deal_no) GROUP BY ALL"""
        )
        run(SQL["bounded_flow"])

    def pairs(self, first: int, last: int) -> pd.DataFrame:
        """Volume of each pair in a period, with its bounds."""
        return self.connection.execute(
            """SELECT supplier, recipient, sum(tiv_m) AS tiv_m, sum(tiv_low_m) AS low_m,
                      sum(tiv_high_m) AS high_m
               FROM bounded_flow
               WHERE held_by($first, $last, opens, first_year, last_year, closes) GROUP BY ALL""",
            {"first": first, "last": last},
        ).df().set_index(["supplier", "recipient"])  # fmt: skip


def test_a_period_is_bounded_by_what_the_years_around_it_leave() -> None:
    rows = deals(
        deal(1, years="2018; 2020; 2021"),  # 10 items of 2 million
        deal(2, years="2019; 2021", number_delivered=4.0),
        deal(3, years="2021", recipient="ROU"),
    )
    bounded = Bounded(rows, yearly(rows))

    def of(first: int, last: int) -> list[float]:
        found = bounded.pairs(first, last)
        return found.loc[("USA", "POL")].round(9).tolist() if len(found) else []

    assert of(2018, 2021) == [28, 28, 28]  # all years of both deals
    assert of(2010, 2030) == [28, 28, 28]
    assert of(2018, 2019) == [pytest.approx(20 / 3 + 4), 2 + 2, 16 + 6]
    assert of(2020, 2020) == [pytest.approx(20 / 3), 2, 16]
    # One year of the first deal is left out, which has one item at least, and at most eight.
    assert of(2019, 2021) == [pytest.approx(40 / 3 + 8), 4 + 8, 18 + 8]
    assert of(2019, 2020) == [pytest.approx(20 / 3 + 4), 2 + 2, 16 + 6]
    assert of(2022, 2025) == []
    assert bounded.pairs(2021, 2021).loc[("USA", "ROU")].tolist() == [20, 20, 20]


def test_bounds_of_shares_hold_for_any_volumes_within_the_bounds() -> None:
    connection = prepared()
    bounds = [(2.0, 6.0), (0.0, 3.0), (5.0, 5.0)]
    whole_low, whole_high = (sum(of) for of in zip(*bounds, strict=True))
    shares = [[100 * part / sum(parts) for part in parts] for parts in product(*bounds)]
    for at, (low, high) in enumerate(bounds):
        found = connection.execute(
            """SELECT share_low_pct($low, $high, $whole_high),
                      share_high_pct($low, $high, $whole_low)""",
            {"low": low, "high": high, "whole_low": whole_low, "whole_high": whole_high},
        ).fetchone()
        assert found == pytest.approx((min(s[at] for s in shares), max(s[at] for s in shares)))
    none = connection.execute("SELECT share_low_pct(0, 0, 0), share_high_pct(0, 0, 0)").fetchone()
    assert none == (None, None)


def test_bounds_of_ranks_and_concentration_hold_for_any_volumes_within_the_bounds() -> None:
    random = np.random.default_rng(7)
    connection = prepared()
    low = np.append(random.uniform(1, 50, 20), [7.0, 7.0])
    high = low + np.append(random.uniform(0, 30, 18) * (random.random(18) < 0.6), [0, 0, 0, 0])
    connection.register("bounded", pd.DataFrame({"low": low, "high": high}))
    ranks = connection.execute(
        "SELECT low, high, rank_best(low, high, 0) AS best, rank_worst(low, high, 0) AS worst"
        " FROM bounded"
    ).df()
    low, high, best, worst = (ranks[name].to_numpy() for name in ranks)
    squares = connection.execute(
        """SELECT hhi_low_points(sum(low * low), sum(high), count(*)),
                  hhi_high_points(sum(high * high), sum(low)) FROM bounded"""
    ).fetchone()
    assert squares
    for _ in range(300):
        volumes = np.where(random.random(22) < 0.5, low, high)
        places = 1 + (volumes > volumes[:, None]).sum(axis=1)
        assert ((best <= places) & (places <= worst)).all()
        shares = 100 * volumes / volumes.sum()
        assert squares[0] <= (shares**2).sum() <= squares[1]
    alone = connection.execute("SELECT hhi_low_points(4, 3, 1), hhi_high_points(9, 2)").fetchone()
    assert alone == (10_000, 10_000)


def test_rounded_rows_are_in_doubt_by_half_a_million() -> None:
    connection = prepared()
    for snapshot, precision in (("table", "rounded"), ("register", "exact")):
        connection.execute(
            """INSERT INTO coverage
               VALUES ($id, 'world', NULL, 2020, 2021, 'year', false, $precision)""",
            {"id": snapshot, "precision": precision},
        )
        connection.execute(
            """INSERT INTO flow SELECT $id, 'ISR', 'AZE', year, year, NULL, tiv_m, 1, 'ISR', 'AZE'
               FROM (VALUES (2020, 12), (2021, 0)) AS t (year, tiv_m)""",
            {"id": snapshot},
        )
    connection.execute(SQL["bounded_flow"])
    asked = """SELECT snapshot_id, sum(tiv_m), sum(tiv_m - tiv_low_m), sum(tiv_high_m - tiv_m)
               FROM bounded_flow
               WHERE held_by(2020, 2024, opens, first_year, last_year, closes)
               GROUP BY ALL ORDER BY ALL"""
    assert connection.execute(asked).fetchall() == [
        ("register", 12, 0, 0), ("table", 12, 0.5, 1)
    ]  # fmt: skip


# --- real registers ----------------------------------------------------------------------------

real = pytest.mark.skipif(
    not (SHARED / "data" / "sipri").is_dir(), reason="no exports lie beside the checkout"
)
WINDOWS = ((2011, 2015), (2016, 2020), (2021, 2025))


class Releases:
    """SIPRI's registers of two releases, and what the newer says exactly of each pair."""

    def __init__(self) -> None:
        reference = {}
        for source, table in (
            ("states", "states"), ("state_aliases", "aliases"), ("groups", "groups"),
            ("group_names", "group_names"), ("categories", "categories"),
        ):  # fmt: skip
            reference |= sources.known()[source].parse(DATA / "reference" / f"{table}.csv")
        self.names = Names.from_reference(reference)
        self.deals_2025 = self.register("sipri_deals", "deals_1950-2024*", "deal_row")
        self.deals_2026 = self.register("sipri_deals", "deals_1950-2025*", "deal_row")
        self.deliveries = self.register("sipri_deliveries", "deliveries_1995-2024*", "delivery_row")
        exact = pd.read_csv(SHARED / "figures" / "sipri_flows_2026-release.csv")
        exact = exact.assign(category=None, line=range(len(exact)))
        flow = sources.known()["sipri_flows"].rows("flow")
        self.exact_2026 = harmonise.harmonised(SHARED, exact, flow.names, self.names)
        kind = reference["state"].set_index("state_id")["kind"]
        # The exact flows of other parties are known less well than the registers themselves.
        self.states = set(kind[kind.isin(["state", "former state"])].index)

    def register(self, source: str, name: str, table: str) -> pd.DataFrame:
        (path,) = (SHARED / "data" / "sipri").glob(name)
        known = sources.known()[source]
        rows = known.parse(path)[table]
        return harmonise.harmonised(path, rows, known.rows(table).names, self.names)

    def until(self, year: int) -> pd.DataFrame:
        """The register by delivery as it was saved some years ago."""
        return self.deliveries[self.deliveries["year"] <= year]

    def delivered(self, first: int, last: int) -> pd.Series[float]:
        rows = self.deliveries[self.deliveries["year"].between(first, last)]
        return rows.groupby(["supplier", "recipient"])["tiv_m"].sum()

    def exact(self, first: int, last: int) -> pd.Series[float]:
        rows = self.exact_2026
        rows = rows[(rows["first_year"] >= first) & (rows["last_year"] <= last)]
        return rows.groupby(["supplier", "recipient"])["tiv_m"].sum()


@pytest.fixture(scope="module")
def releases() -> Releases:
    return Releases()


@pytest.fixture(scope="module")
def rebuilt_2026(releases: Releases) -> Iterator[Bounded]:
    bounded = Bounded(releases.deals_2026, yearly(releases.deals_2026, releases.deliveries))
    yield bounded
    bounded.connection.close()


def beside(found: pd.DataFrame, exact: pd.Series[float]) -> pd.DataFrame:
    both = found.join(exact.rename("exact"), how="outer").fillna(0)
    return both[(both["tiv_m"] > 0) | (both["exact"] > 0)]


def inside(rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether the exact volume lies within the bounds; the exact ones are rounded."""
    return rows["exact"].between(rows["low_m"] - 0.1, rows["high_m"] + 0.1)


def shares(rows: pd.DataFrame, role: str) -> pd.DataFrame:
    """The shares that a country's partners have, by each of the columns, and its exact volume."""
    whole = rows.groupby(role)[["tiv_m", "low_m", "high_m", "exact"]].transform("sum")
    return pd.DataFrame(
        {
            "tiv_m": 100 * rows["tiv_m"] / whole["tiv_m"],
            "exact": 100 * rows["exact"] / whole["exact"],
            "low_m": 100 * rows["low_m"] / (rows["low_m"] + whole["high_m"] - rows["high_m"]),
            "high_m": 100 * rows["high_m"] / (rows["high_m"] + whole["low_m"] - rows["low_m"]),
            "whole": whole["exact"],
        }
    )


def larger(found: pd.DataFrame, than: float) -> pd.DataFrame:
    """Shares of at least 3 per cent of more than so many million TIV."""
    return found[(found["exact"] >= 3) & (found["whole"] > than)]


def off(rows: pd.DataFrame) -> pd.Series[float]:
    return (rows["tiv_m"] - rows["exact"]).abs()


@real
def test_every_deal_finds_itself_in_the_same_release(releases: Releases) -> None:
    found = match(releases.deals_2025, releases.deliveries)
    delivered = releases.deals_2025[releases.deals_2025["years"].str[-4:] >= "1995"]
    assert len(found) / len(delivered) > 0.999
    rows = yearly(releases.deals_2025, releases.deliveries)
    late = rows[rows["year"] >= 1996]
    by_year = late.groupby("year")["tiv_m"].sum()
    assert by_year.to_dict() == pytest.approx(
        releases.deliveries.groupby("year")["tiv_m"].sum().loc[1996:].to_dict(), rel=2e-3
    )
    # What an older edition of the same register finds is the same.
    for year in (2021, 2022, 2023):
        earlier = match(releases.deals_2025, releases.until(year))
        assert (found.reindex(earlier.index) == earlier).mean() > 0.999


@real
@pytest.mark.parametrize(("until", "within_rounding"), [(2022, 0.98), (2023, 1.0)])
def test_the_newest_period_from_a_register_of_one_or_two_years_ago(
    releases: Releases, until: int, within_rounding: float
) -> None:
    bounded = Bounded(releases.deals_2025, yearly(releases.deals_2025, releases.until(until)))
    rows = beside(bounded.pairs(2020, 2024), releases.delivered(2020, 2024))
    assert inside(rows).all()
    assert off(rows).sum() < 0.0005 * rows["exact"].sum()
    for role in ("recipient", "supplier"):
        found = larger(shares(rows, role), 500)
        assert len(found) > 120
        assert (found["tiv_m"].round() == found["exact"].round()).mean() >= within_rounding
        sums = rows.groupby(role).sum()
        assert inside(sums).all()
        sums = sums[sums["exact"] > 50]
        assert (off(sums) < 0.01 * sums["exact"]).mean() >= 0.99
    world = rows.sum()
    assert world["low_m"] > 0.97 * world["exact"]
    assert world["high_m"] < 1.03 * world["exact"]


@real
def test_the_last_year_alone(releases: Releases) -> None:
    """The register by delivery ends a year before: what is left of a deal is that year's."""
    bounded = Bounded(releases.deals_2025, yearly(releases.deals_2025, releases.until(2023)))
    rows = beside(bounded.pairs(2024, 2024), releases.delivered(2024, 2024))
    assert inside(rows).all()
    for role in ("recipient", "supplier"):
        sums = rows.groupby(role).sum()
        sums = sums[sums["exact"] > 50]
        assert len(sums) > 25
        assert (off(sums) < 0.01 * sums["exact"]).mean() >= 0.95
        assert inside(sums).all()


@real
@pytest.mark.parametrize("window", WINDOWS)
def test_a_newer_release_than_that_of_the_deliveries(
    releases: Releases, rebuilt_2026: Bounded, window: tuple[int, int]
) -> None:
    """A revision lies between the two registers, and of the newer the exact flows are known."""
    rows = beside(rebuilt_2026.pairs(*window), releases.exact(*window))
    assert len(rows) > 900
    assert off(rows).sum() < 0.006 * rows["exact"].sum()
    assert inside(rows).mean() >= 0.99
    of_states = rows.index.to_frame().isin(releases.states).all(axis=1)
    rows = rows[of_states]
    assert inside(rows).mean() >= 0.998
    for role in ("recipient", "supplier"):
        assert inside(rows.groupby(role).sum()).mean() >= 0.98
        found = larger(shares(rows, role), 50)
        assert len(found) > 200
        assert found["exact"].between(found["low_m"] - 0.05, found["high_m"] + 0.05).mean() >= 0.99
        assert (off(found) <= 0.5).mean() >= 0.95
        width = found["high_m"] - found["low_m"]
        assert width.median() < 0.1
        assert width.quantile(0.9) < 3
    world = rows.sum()
    assert abs(world["tiv_m"] / world["exact"] - 1) < 0.002
    assert 0.96 < world["low_m"] / world["exact"] < world["high_m"] / world["exact"] < 1.05


@real
def test_single_years_of_a_newer_release(releases: Releases, rebuilt_2026: Bounded) -> None:
    totals = pd.read_csv(SHARED / "figures" / "sipri_world_totals.csv")
    totals = totals[totals["release"] == 2026].set_index("year")["tiv_m"]
    yearly_rows = releases.exact_2026.query("first_year == last_year and first_year >= 2011")
    tried, within = 0, 0
    for year in range(2011, 2026):
        rows = rebuilt_2026.pairs(year, year)
        world = rows.sum()
        assert abs(world["tiv_m"] / totals[year] - 1) < 0.01, year
        assert world["low_m"] < totals[year] < world["high_m"], year
        exact = yearly_rows[yearly_rows["first_year"] == year]
        exact = exact.set_index(["supplier", "recipient"])["tiv_m"]
        beside_it = rows.join(exact.rename("exact"), how="inner")
        tried += len(beside_it)
        within += inside(beside_it).sum()
    assert tried > 300
    assert within / tried >= 0.99


@real
def test_an_even_split_is_several_times_as_wrong_and_bounded_all_the_same(
    releases: Releases, rebuilt_2026: Bounded
) -> None:
    spread = Bounded(releases.deals_2026, yearly(releases.deals_2026))
    for window in WINDOWS:
        exact = releases.exact(*window)
        even, better = (beside(of.pairs(*window), exact) for of in (spread, rebuilt_2026))
        assert off(even).sum() > 8 * off(better).sum()
        assert inside(even).mean() >= 0.998
        assert (even["high_m"] - even["low_m"]).sum() > 5 * (
            better["high_m"] - better["low_m"]
        ).sum()


def printed(edition: int, metrics: str) -> list[dict[str, str]]:
    """Cells of a fact sheet, as it printed them."""
    cells = pd.read_csv(
        DATA / "published" / "factsheet_cells.csv", dtype=str, keep_default_na=False
    )
    wanted = (cells["edition"] == str(edition)) & (cells["qualifier"] == "")
    return cells[wanted & cells["metric"].str.startswith(metrics)].to_dict("records")


@real
def test_shares_that_sipri_printed_in_2025(releases: Releases) -> None:
    """From the register by deal of that month, and the deliveries as of two years before."""
    bounded = {
        older: Bounded(releases.deals_2025, yearly(releases.deals_2025, of))
        for older, of in (("none", None), ("of 2022", releases.until(2022)))
    }
    found = {
        (older, first): of.pairs(first, first + 4).assign(exact=0)
        for older, of in bounded.items()
        for first in (2015, 2020)
    }
    right = dict.fromkeys(bounded, 0)
    cells = {tuple(cell.values())[2:7]: cell for cell in printed(2025, "share")}.values()
    tried = 0
    for cell in cells:
        pair = [releases.names.states.get(cell[role]) for role in ("supplier", "recipient")]
        role = "supplier" if cell["metric"].endswith("exports") else "recipient"
        if not any(pair) or (None in pair and "world" not in cell["metric"]):
            continue
        tried += 1
        for older in bounded:
            rows = found[older, int(cell["first_year"])]
            if "world" in cell["metric"]:
                sums = rows.groupby(role).sum().assign(world="")
                row = shares(sums, "world").loc[next(filter(None, pair))]
            else:
                row = shares(rows, role).loc[tuple(pair)]
            rounding = 0.5 * 10.0 ** -len(cell["value"].partition(".")[2])
            right[older] += abs(row["tiv_m"] - float(cell["value"])) <= rounding
            assert row["low_m"] - 0.5 <= float(cell["value"]) <= row["high_m"] + 0.5, cell
    assert tried > 45
    assert right["of 2022"] >= tried - 1
    assert right["none"] < 0.6 * tried


@real
@pytest.mark.parametrize(("edition", "count"), [(2025, 16), (2026, 12)])
def test_every_rank_that_sipri_printed(
    releases: Releases, rebuilt_2026: Bounded, edition: int, count: int
) -> None:
    bounded = rebuilt_2026
    if edition == 2025:
        bounded = Bounded(releases.deals_2025, yearly(releases.deals_2025, releases.until(2022)))
    rows = bounded.pairs(edition - 5, edition - 1)
    places = {}
    for role in ("supplier", "recipient"):
        sums = rows.groupby(role)["tiv_m"].sum()
        places[role] = sums[sums.index.isin(releases.states)].rank(ascending=False)
    cells = printed(edition, "rank")
    found = [
        places[role][releases.names.states[cell[role]]]
        for cell in cells
        for role in places
        if cell[role]
    ]
    assert len(found) == count
    assert found == [float(cell["value"]) for cell in cells]


@real
def test_figures_that_sipri_printed_in_2026(releases: Releases, rebuilt_2026: Bounded) -> None:
    rows = rebuilt_2026.pairs(2021, 2025)
    before = rebuilt_2026.pairs(2016, 2020)
    rows["exact"] = rows["tiv_m"]
    world = rows.sum()

    def share(role: str, supplier: str, recipient: str) -> tuple[float, float, float]:
        row = shares(rows, role).loc[(supplier, recipient)]
        return row["low_m"], row["tiv_m"], row["high_m"]

    for role, supplier, recipient, printed, by in [
        ("recipient", "RUS", "IND", 39.6, 0.7),
        ("recipient", "CHN", "PAK", 80.3, 0.2),
        ("recipient", "USA", "CAN", 32.1, 0.2),
        ("supplier", "DEU", "UKR", 23.9, 0.2),
        ("supplier", "TUR", "PAK", 16, 0.5),
        ("supplier", "ESP", "SAU", 28, 0.5),
        ("supplier", "IRN", "RUS", 73, 0.5),
    ]:
        low, value, high = share(role, supplier, recipient)
        assert value == pytest.approx(printed, abs=by), (supplier, recipient)
        assert low - 0.5 <= printed <= high + 0.5, (supplier, recipient)
    of_usa = rows.xs("USA", level="supplier").sum()
    assert 100 * of_usa["tiv_m"] / world["tiv_m"] == pytest.approx(41.9, abs=0.2)
    earlier = before.sum()
    assert 100 * (world["tiv_m"] / earlier["tiv_m"] - 1) == pytest.approx(9.2, abs=0.4)
    assert world["low_m"] / earlier["high_m"] - 1 < 0.092 < world["high_m"] / earlier["low_m"] - 1
    spain = [sums.xs("ESP", level="supplier").sum() for sums in (rows, before)]
    assert 100 * (spain[0]["tiv_m"] / spain[1]["tiv_m"] - 1) == pytest.approx(6.7, abs=0.2)
    ranks = rows.groupby("recipient")["tiv_m"].sum().rank(ascending=False)
    assert ranks["ESP"] == 39

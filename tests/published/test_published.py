"""SIPRI's own figures against the loaded releases.

The numbers in this file are those that SIPRI printed in *Trends in International Arms Transfers,
2024* (March 2025). They are written out here on purpose: no table of ours can change them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from etl.questions import ask
from etl.warehouse.read import Warehouse
from tests.conftest import SUMMARY

WINDOW = {"from_year": 2020, "to_year": 2024, "in_release": 2025}
BOUND = 15  # points by which a revision may move a share


def shares(warehouse: Warehouse, name: str, key: str, **params: Any) -> dict[str, float]:
    answer = ask(warehouse, name, **WINDOW, **params)
    assert answer.reason is None and answer.precision == "exact"
    return dict(zip(answer.rows[key], answer.rows["share_pct"], strict=True))


def as_printed(computed: float, printed: str, uncertainty: float = 0) -> bool:
    """Whether a number is the printed one, within the rounding of its last digit."""
    decimals = len(printed.partition(".")[2])
    return abs(computed - float(printed)) <= 0.5 * 10**-decimals + uncertainty + 1e-9


EXPORTERS = {"USA": "42.6", "FRA": "9.6", "RUS": "7.8", "CHN": "5.9", "DEU": "5.6", "ITA": "4.8"}
IMPORTERS = {"UKR": "8.8", "IND": "8.3", "QAT": "6.8", "SAU": "6.8", "PAK": "4.6", "JPN": "3.9"}


@pytest.mark.parametrize(("role", "printed"), [("supplier", EXPORTERS), ("recipient", IMPORTERS)])
def test_shares_of_the_world(warehouse: Warehouse, role: str, printed: dict[str, str]) -> None:
    computed = shares(warehouse, "ranking", "state_id", role=role)
    assert {k: computed[k] for k in printed if not as_printed(computed[k], printed[k])} == {}
    assert list(computed)[: len(printed)] == list(printed), "the order of the largest"


@pytest.mark.parametrize(
    ("supplier", "printed"), [("RUS", "36.0"), ("FRA", "33.0"), ("ISR", "12.6")]
)
def test_who_supplied_india(warehouse: Warehouse, supplier: str, printed: str) -> None:
    assert as_printed(shares(warehouse, "import_shares", "partner", who="IND")[supplier], printed)


@pytest.mark.parametrize(("region", "printed"), [("Asia and Oceania", "33"), ("Middle East", "27")])
def test_regions_shares_of_imports(warehouse: Warehouse, region: str, printed: str) -> None:
    assert as_printed(
        shares(warehouse, "region_shares", "region", role="recipient")[region], printed
    )


@pytest.mark.parametrize(("region", "printed"), [("Europe", "155"), ("Africa", "-44")])
def test_regions_changes_of_imports(warehouse: Warehouse, region: str, printed: str) -> None:
    rows = ask(warehouse, "region_shares", role="recipient", **WINDOW).rows
    assert as_printed(rows.set_index("region")["change_pct"][region], printed)


@pytest.mark.parametrize(("region", "printed"), [("Europe", "35"), ("Middle East", "33")])
def test_where_the_usa_exported_to(warehouse: Warehouse, region: str, printed: str) -> None:
    exports = shares(warehouse, "export_shares", "partner", who="USA")
    regions = ask(warehouse, "states").rows.set_index("state_id")["region"]
    assert sum(exports.values()) == pytest.approx(100)
    found = sum(share for state, share in exports.items() if regions[state] == region)
    assert as_printed(found, printed)


def test_the_volume_of_the_world(warehouse: Warehouse) -> None:
    rows = warehouse.query("FROM volume_change('world', NULL, 2020, 2024, in_release := 2025)")
    assert rows["tiv_m"][0] == pytest.approx(142_948.11, abs=0.005)
    assert as_printed(rows["change_pct"][0], "-0.6")
    for role in ("supplier", "recipient"):
        ranking = ask(warehouse, "ranking", role=role, **WINDOW).rows
        assert ranking["tiv_m"].sum() == pytest.approx(142_948.11, abs=0.005)
        assert ranking["share_pct"].sum() == pytest.approx(100)


# The claims of the article that this project started from.


@pytest.mark.parametrize(
    ("claim", "release", "printed"),
    [
        ("C001", 2022, "2"), ("C001", 2025, "2"),
        ("C002", 2025, "3"),
        ("C003", 2022, "69.5"), ("C003", 2025, "67.7"), ("C003", 2026, "66.6"),
    ],
)  # fmt: skip
def test_claims(warehouse: Warehouse, claim: str, release: int, printed: str) -> None:
    rows = ask(warehouse, "claims_recomputed").rows
    (value,) = rows[(rows["claim_id"] == claim) & (rows["release"] == release)]["value"]
    assert as_printed(value, printed)


def test_the_2022_release_cannot_say_anything_about_2018_to_2022(warehouse: Warehouse) -> None:
    rows = ask(warehouse, "claims_recomputed").rows
    (row,) = rows[(rows["claim_id"] == "C002") & (rows["release"] == 2022)].to_dict("records")
    assert row["value"] != row["value"]
    assert "2022 release" in str(row["why_not"])


def test_who_bought_from_israel(warehouse: Warehouse) -> None:
    rows = ask(warehouse, "export_shares", who="ISR", from_year=2018, to_year=2022,
               in_release=2025).rows  # fmt: skip
    assert rows["partner"].tolist()[:3] == ["IND", "USA", "AZE"]
    for computed, printed in zip(rows["share_pct"], ("34.0", "8.9", "8.0"), strict=False):
        assert as_printed(computed, printed)


# Every cell that was collected from SIPRI's fact sheets.

CELLS = """
    SELECT p.snapshot_id, p.line, p.edition, p.metric,
           p.supplier, p.recipient, p.first_year, p.last_year,
           p.value, p.value_number, r.release, r.value AS computed,
           greatest(r.value - r.value_low, r.value_high - r.value) AS uncertainty,
           EXISTS (FROM published_exception e
                   WHERE e.edition = p.edition AND e.metric = p.metric
                     AND e.supplier IS NOT DISTINCT FROM p.supplier
                     AND e.recipient IS NOT DISTINCT FROM p.recipient
                     AND e.first_year = p.first_year AND e.last_year = p.last_year) AS excepted
    FROM published_figure p
    JOIN recomputed_figure r
      ON r.kind = 'published' AND r.figure_id = p.snapshot_id || ':' || p.line
    WHERE p.metric LIKE 'share%' AND p.qualifier IS NULL AND r.value IS NOT NULL
"""


def cells(warehouse: Warehouse, *, same_release: bool) -> list[dict[str, Any]]:
    rows = warehouse.query(CELLS).to_dict("records")
    return [row for row in rows if (row["release"] == row["edition"]) == same_release]


def test_cells_of_the_same_release_come_out_again(warehouse: Warehouse) -> None:
    found = cells(warehouse, same_release=True)
    # 2025 and 2026 are exact; the rows of the 2022 release are rounded and say how far.
    assert sum(row["edition"] == 2025 for row in found) >= 50
    assert sum(row["edition"] == 2026 for row in found) >= 15
    assert all(row["uncertainty"] == 0 for row in found if row["edition"] in (2025, 2026))
    off = [
        (row["line"], row["value"], row["computed"])
        for row in found
        if not row["excepted"] and not as_printed(row["computed"], row["value"], row["uncertainty"])
    ]
    assert off == []


def test_every_exception_is_needed(warehouse: Warehouse) -> None:
    exceptions = warehouse.query("FROM published_exception")
    excepted = [row for row in cells(warehouse, same_release=True) if row["excepted"]]
    assert len(excepted) == len(exceptions) > 0
    assert exceptions["reason"].str.len().min() > 20
    needless = [row for row in excepted if as_printed(row["computed"], row["value"])]
    assert needless == []


def test_cells_of_other_editions_show_what_was_revised(
    warehouse: Warehouse, record_property: Callable[[str, object], None]
) -> None:
    """How far the shares of other editions have moved stands at the end of the test run."""
    found = cells(warehouse, same_release=False)
    assert len(found) >= 90
    for row in found:
        row["moved"] = row["computed"] - row["value_number"]
    found.sort(key=lambda row: -abs(row["moved"]))
    lines = [f"{len(found)} printed shares beside releases other than their own:"]
    for limit in (0.5, 1, 2, 5, 10, BOUND):
        count = sum(abs(row["moved"]) <= limit for row in found)
        lines.append(f"  within {limit:>4} points: {count:>3} ({100 * count / len(found):.0f} %)")
    lines.append("The ten that differ most:")
    for row in found[:10]:
        pair = f"{row['supplier'] or 'all'} → {row['recipient'] or 'all'}"
        years = f"{row['first_year']}–{row['last_year'] % 100:02d}"
        lines.append(
            f"  {row['edition']} edition, {pair}, {row['metric']}, {years}: printed {row['value']},"
            f" {row['release']} release {row['computed']:.1f} ({row['moved']:+.1f})"
        )
    record_property(SUMMARY, "\n".join(lines))
    assert [row for row in found if abs(row["moved"]) > BOUND] == []
    # Most do not move by more than a point: a wrong join or period would.
    assert sum(abs(row["moved"]) <= 1 for row in found) > 0.6 * len(found)


def test_regional_cells_of_the_same_release(warehouse: Warehouse) -> None:
    rows = warehouse.query(
        "FROM published_figure p WHERE p.edition = 2025 AND p.qualifier IS NULL"
        " AND p.recipient IN ('Africa', 'Americas', 'Asia and Oceania', 'Europe',"
        " 'Middle East')"
    ).to_dict("records")
    states = ask(warehouse, "states").rows.set_index("state_id")["region"]
    checked = []
    for row in rows:
        years = {"from_year": row["first_year"], "to_year": row["last_year"], "in_release": 2025}
        region, metric = row["recipient"], row["metric"]
        regions = ask(warehouse, "region_shares", role="recipient", **years).rows
        regions = regions.set_index("region")
        if metric == "change_pct" and row["compared_last_year"] == row["first_year"] - 1:
            computed = regions["change_pct"][region]
        elif metric == "share_of_world_imports":
            computed = regions["share_pct"][region]
        elif metric == "share_of_supplier_exports":
            partners = ask(warehouse, "export_shares", who=row["supplier"], **years).rows
            inside = partners["partner"].map(states) == region
            computed = partners.loc[inside, "share_pct"].sum()
        else:
            continue
        assert as_printed(computed, row["value"]), (row["line"], region, computed, row["value"])
        checked.append((metric, region))
    assert {("change_pct", "Africa"), ("change_pct", "Europe"),
            ("share_of_supplier_exports", "Europe"),
            ("share_of_supplier_exports", "Middle East")} <= set(checked)  # fmt: skip

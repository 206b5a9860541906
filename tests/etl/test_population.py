"""Volumes per million inhabitants: the World Bank's numbers, and whom they leave out."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest

from etl.questions import ask
from etl.sources.world_bank.series import AGGREGATES
from etl.warehouse.read import Warehouse
from tests.conftest import DATA, ROOT

PUBLISHED = ROOT.parent / "shared/data/other/population/population.csv"


def compared(warehouse: Warehouse, *parties: str, years: tuple[int, int], **asked: object) -> dict:
    rows = ask(
        warehouse, "compared", role="recipient", parties=parties, first_years=[years[0]],
        last_years=[years[1]], in_release=None, with_whom=None, of_inhabitants=True, **asked,
    ).rows  # fmt: skip
    return rows.set_index("party").to_dict("index")


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the World Bank's file is not there")
def test_the_bundled_numbers_are_the_world_banks_and_its_sums_come_out() -> None:
    theirs: dict[str, dict[str, str]] = defaultdict(dict)
    with PUBLISHED.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            theirs[row["Country Code"]][row["Year"]] = row["Value"]
    with (DATA / "world_bank/population_2025.csv").open(encoding="utf-8") as file:
        ours = {
            row.pop("party"): {k: v for k, v in row.items() if v} for row in csv.DictReader(file)
        }
    assert ours["Ukraine"] == theirs["UKR"] and ours["Kosovo"] == theirs["XKX"]
    assert all(years in theirs.values() for years in ours.values())
    countries = [years for code, years in theirs.items() if code not in {*AGGREGATES, "WLD"}]
    # What the world has above all that are listed is Taiwan, where 23.4 million live.
    rest = int(theirs["WLD"]["2024"]) - sum(int(years["2024"]) for years in countries)
    assert 23_300_000 < rest < 23_500_000


def test_volume_is_divided_by_those_who_lived_there(warehouse: Warehouse) -> None:
    rows = compared(warehouse, "UKR", "TWN", "World", "Asia and Oceania", years=(2020, 2024))
    people = "SELECT avg(inhabitants) / 1e6 AS m FROM population WHERE party = 'UKR'" \
             " AND year BETWEEN 2020 AND 2024"  # fmt: skip
    of_ukraine = warehouse.query(people)["m"].iloc[0]
    assert rows["UKR"]["per_million_tiv_m"] == pytest.approx(rows["UKR"]["tiv_m"] / of_ukraine)
    assert rows["TWN"]["why_not"] == "How many lived in Taiwan in 2020–24 is not known."
    asia = rows["Asia and Oceania"]
    implied = rows["World"]["tiv_m"] / rows["World"]["per_million_tiv_m"]
    assert 7_800 < implied < 8_100, "million people, but for those left out"
    assert asia["per_million_tiv_m"] > 0 and not isinstance(asia["why_not"], str)


def test_the_map_has_the_same_number_and_says_whose_people(warehouse: Warehouse) -> None:
    answer = ask(warehouse, "world_map_per_inhabitant", role="recipient", from_year=2020,
                 to_year=2024, in_release=None)  # fmt: skip
    by_state = answer.rows.set_index("state_id")
    one = compared(warehouse, "UKR", years=(2020, 2024))["UKR"]["per_million_tiv_m"]
    assert by_state.loc["UKR", "per_million_tiv_m"] == pytest.approx(one)
    assert by_state["per_million_tiv_m"].isna()[["TWN", "nato"]].all()
    assert "World Bank, World Development Indicators, Population" in answer.source_line


def test_a_state_counted_with_a_former_one_has_no_inhabitants_of_both(warehouse: Warehouse) -> None:
    people = "FROM inhabitants(1988, 1992, {}) WHERE state_id IN ('RUS', 'UKR', 'POL')"
    assert set(warehouse.query(people.format("false"))["state_id"]) == {"RUS", "UKR", "POL"}
    assert set(warehouse.query(people.format("true"))["state_id"]) == {"UKR", "POL"}
    # Russia is no state of its own in years before.
    assert "RUS" not in set(warehouse.query("FROM inhabitants(1980, 1984, false)")["state_id"])

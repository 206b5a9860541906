"""Every check fails, with an example, where a warehouse has what it looks for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from etl import checks
from etl.checks import CheckResult, run_checks

# One statement that breaks the bundled data for a check, and what the example must name.
BROKEN = {
    "categories_add_up_to_world": (
        "UPDATE world_total SET tiv_m = tiv_m + 10 WHERE category = 'Ships' AND year = 2003",
        "2003: categories",
    ),
    "flow_adds_up_to_world": (
        "DELETE FROM flow WHERE first_year = 2020 AND supplier = 'FRA'", "2020–2024: flows",
    ),
    "flow_stands_once": (
        "INSERT INTO flow SELECT * REPLACE (9999 AS line) FROM flow WHERE line = 2",
        "lines 2 and 9999 count the same deliveries",
    ),
    "flow_within_coverage": (
        "UPDATE flow SET first_year = 1987, last_year = 1987 WHERE line = 2", "line 2: no coverage",
    ),
    "flow_yearly_where_claimed": (
        "UPDATE flow SET last_year = first_year + 1 WHERE recipient = 'AZE' AND first_year = 2016",
        "spans several years",
    ),
    "keys_known": (
        "UPDATE flow SET supplier = 'QQQ' WHERE line = 2", "QQQ",
    ),
    "notified_adds_up": (
        "UPDATE notified_sale SET total_usd_m = total_usd_m + 2 WHERE transmittal = '11-32'",
        "2011: 25242.0, and the other table has 25240.0",
    ),
    "population_adds_up": (
        "UPDATE population SET inhabitants = inhabitants + 1 WHERE party = 'MLT' AND year = 2020",
        "EU member states in 2020: ",
    ),
    "published_other_editions": (
        "UPDATE recomputed_figure SET value = value + 40 WHERE kind = 'published'", "printed",
    ),
    "published_same_release": (
        "UPDATE recomputed_figure SET value = value + 1, value_low = value_low + 1,"
        " value_high = value_high + 1 WHERE kind = 'published'", "printed",
    ),
    "state_existed": (
        "UPDATE state SET last_year = 1999 WHERE state_id = 'USA'", "states.csv",
    ),
    "world_bank_follows_sipri": (
        "UPDATE world_total SET tiv_m = 2 * tiv_m WHERE year = 2011 AND category IS NULL"
        " AND snapshot_id LIKE 'sipri/%'",
        "2011: World Bank",
    ),
}  # fmt: skip


@pytest.fixture
def connection(warehouse_file: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    copy = tmp_path / "w.duckdb"
    shutil.copy(warehouse_file, copy)
    with duckdb.connect(copy) as opened:
        yield opened


def _results(connection: duckdb.DuckDBPyConnection) -> dict[str, CheckResult]:
    def query(sql: str, params: dict[str, Any]) -> pd.DataFrame:
        return connection.execute(sql, params).df()

    return {result.check_id: result for result in run_checks(query)}


def test_every_check_has_a_case_here() -> None:
    folder = Path(checks.__file__).parent
    assert {path.stem for path in folder.glob("*.sql")} == set(BROKEN)


def test_the_bundled_data_pass(connection: duckdb.DuckDBPyConnection) -> None:
    assert not any(result.failed for result in _results(connection).values())


@pytest.mark.parametrize("check_id", BROKEN)
def test_a_check_finds_what_it_looks_for(
    connection: duckdb.DuckDBPyConnection, check_id: str
) -> None:
    statement, named = BROKEN[check_id]
    connection.execute(statement)
    result = _results(connection)[check_id]
    assert result.failed > 0
    assert result.example is not None and named in result.example

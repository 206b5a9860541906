"""Some random cells of the bundled data; ``python -m tests.recompute`` tries many more."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from etl.stage import stage
from etl.warehouse.build import build
from tests.conftest import DATA, quiet, reseal
from tests.recompute import files
from tests.recompute.__main__ import main, sample


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", "")  # so that it is put back


def test_cells_are_what_the_files_say(warehouse_file: Path) -> None:
    found = sample(DATA, warehouse_file, 40, seed=40)
    assert [cell for cell in found if cell.wrong] == []
    assert all({"macro", "figure", "CSV"} <= cell.doors.keys() for cell in found)
    assert sum("chart" in cell.doors for cell in found) > 20
    assert len({cell.words.partition(":")[0] for cell in found}) > 4, "cells of several figures"
    assert len({cell.words for cell in found}) > 35
    assert sum("+" in cell.words or "member" in cell.words for cell in found) > 3, "groups"


def test_another_seed_draws_other_cells_and_the_same_one_the_same(warehouse_file: Path) -> None:
    first, again, other = (sample(DATA, warehouse_file, 5, seed) for seed in (1, 1, 2))
    assert first == again != other


def test_a_number_that_is_not_the_files_is_found(
    data_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = data_copy / "warehouse.duckdb"
    build(stage(data_copy, quiet), target, quiet)
    assert main(["--cells", "10", "--seed", "3", "--data", str(data_copy)]) == 0
    assert "10 cells, 0 wrong" in capsys.readouterr().out
    for table in data_copy.glob("sipri/flows_*.csv"):
        rows = pd.read_csv(table, keep_default_na=False)
        rows.loc[::2, "tiv_m"] = rows["tiv_m"] * 2
        rows.to_csv(table, index=False)
        reseal(table)
    files.flows.cache_clear()
    assert main(["--cells", "10", "--seed", "3", "--data", str(data_copy)]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("--cells 10 --seed 3\n") and "'macro': " in shown

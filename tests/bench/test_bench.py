"""The benchmark can be called, and its plain build loads the bundled tables. Nothing is timed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from etl.common.paths import data_dir
from etl.questions import ask, questions
from etl.warehouse.read import Warehouse
from tests.bench import __main__ as command
from tests.bench import latency, registers
from tests.bench.builds import FLOOR
from tests.bench.row import Row
from tests.etl.brought import small_data, take_in


def test_parts_are_chosen_by_name() -> None:
    parse = command._parser().parse_args
    assert parse([]).only == [
        "build", "import", "questions", "desk", "figures", "addresses", "browser", "pages",
        "memory", "takeaway",
    ]  # fmt: skip
    assert parse(["--only", "memory,build"]).only == ["memory", "build"]


def test_an_unknown_part_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(["--only", "speed"])
    assert "'speed'" in capsys.readouterr().err


def test_floor_build_loads_every_table(tmp_path: Path) -> None:
    target = tmp_path / "floor.duckdb"
    subprocess.run([sys.executable, FLOOR, data_dir(), target], check=True)
    with duckdb.connect(target, read_only=True) as connection:
        found = {name for (name,) in connection.execute("SHOW TABLES").fetchall()}
        (rows,) = connection.execute("SELECT count(*) FROM flows_2025").fetchone() or (0,)
    assert found == {path.stem for path in data_dir().glob("*/*.csv")}
    assert rows > 0


def test_made_up_registers_are_taken_in(tmp_path: Path) -> None:
    files = (
        registers.deliveries(tmp_path / "deliveries.csv", 400),
        registers.deals(tmp_path / "deals.csv", 400),
    )
    done = take_in(small_data(tmp_path), *files)
    assert [len(next(iter(one.tables.values()))) for one in done.loaded[-2:]] == [400, 400]


@pytest.mark.parametrize(
    ("row", "ratio", "met"),
    [
        (Row("a", "ms", [30.0, 10.0, 20.0], [10.0], 2), "2.00×", "yes"),
        (Row("a", "ms", [21.0], [10.0], 2), "2.10×", "no"),
        (Row("a", "ms", [14.0], [1.0], 15, absolute=True), "14.00×", "yes"),
        (Row("a", "ms", (), (), 2, why_not="no Chromium is installed"), "–", "–"),
    ],
)
def test_a_row_says_whether_its_target_is_met(row: Row, ratio: str, met: str) -> None:
    assert row.cells()[3] == ratio
    assert row.cells()[5] == met


@pytest.mark.parametrize("name", questions())
def test_every_question_is_measured_with_parameters_that_it_takes(
    name: str, warehouse: Warehouse
) -> None:
    assert ask(warehouse, name, **latency.params_of(name)).question == name

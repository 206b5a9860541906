"""The whole command ``arms-etl import`` against a plain script that only loads the same file.

The registers are made up in SIPRI's layout and size: a made-up register of 25,024 deliveries or
29,916 deals, and the deliveries ten- and hundredfold. The command takes in a file beside all of
the bundled tables, and builds and checks the whole warehouse anew. Where full exports lie beside
the checkout, they are measured too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from etl.common.paths import data_dir
from etl.questions import ask
from etl.warehouse.read import Warehouse
from tests.bench.registers import deals, deliveries
from tests.bench.row import Row

RUNS = 5
FLOOR = Path(__file__).with_name("floor_import.py")
_ABOVE = 11  # lines above the header, as SIPRI writes them
DELIVERIES, DEALS = 25_024, 29_916
_QUESTIONS = (
    ("import_shares", {"who": "IND", "from_year": 1975, "to_year": 1979, "in_release": None}),
    ("ranking", {"role": "supplier", "from_year": 1975, "to_year": 1979, "in_release": None}),
    ("yearly_partners", {"role": "recipient", "who": "IND", "in_release": None}),
    ("deals", {"supplier": None, "recipient": "IND", "category": "Ships", "status": None,
               "text": "design 2", "first_year": 1960, "last_year": 1979, "in_release": None}),
)  # fmt: skip


def measure(folder: Path) -> list[Row]:
    """Rows for the two registers, their growth, and the questions on the largest."""
    files = {
        f"{DELIVERIES:,} deliveries": deliveries(folder / "deliveries.csv", DELIVERIES),
        f"{DEALS:,} deals": deals(folder / "deals.csv", DEALS),
    }
    rows = []
    for name, path in files.items():
        taken, peaks, floors, floor_peaks = [], [], [], []
        for turn in range(RUNS + 1):
            with _data(folder) as data:
                seconds, peak = _run("-m", "etl.cli", "import", "--data", str(data), str(path))
            target = folder / f"{path.stem}_{turn}.duckdb"
            floor, floor_peak = _run(str(FLOOR), str(path), str(_ABOVE), str(target))
            taken.append(1000 * seconds)
            peaks.append(peak)
            floors.append(1000 * floor)
            floor_peaks.append(floor_peak)
        rows += [
            Row(f"arms-etl import of {name} (read_csv and CREATE TABLE AS of the file)", "ms",
                taken[1:], floors[1:], 4),
            Row(f"peak memory of that import of {name}", "MB", peaks[1:], floor_peaks[1:], 500,
                absolute=True),
        ]  # fmt: skip
    return rows + _grown(folder)


def _grown(folder: Path) -> list[Row]:
    """Time and memory of ten times the register against once, and of a hundred against ten."""
    rows = []
    seconds, peaks = {}, {}
    for times in (1, 10, 100):
        path = deliveries(folder / f"deliveries_x{times}.csv", DELIVERIES * times)
        with _data(folder) as data:
            seconds[times], peaks[times] = _run(
                "-m", "etl.cli", "import", "--data", str(data), str(path)
            )
            if times == 100:
                rows = _asked(Warehouse(data / "warehouse.duckdb"))
        path.unlink()
    return [
        Row(f"import of {times}× the deliveries ({times // 10}× of them)", unit,
            [scale * of[times]], [scale * of[times // 10]], 10)
        for unit, of, scale in (("ms", seconds, 1000), ("MB", peaks, 1))
        for times in (10, 100)
    ] + rows  # fmt: skip


def _asked(warehouse: Warehouse) -> list[Row]:
    rows = []
    for name, params in _QUESTIONS:
        taken, floors = [], []
        for _ in range(RUNS + 1):
            started = perf_counter()
            ask(warehouse, name, **params)
            taken.append(1000 * (perf_counter() - started))
            started = perf_counter()
            warehouse.query("SELECT 1")
            floors.append(1000 * (perf_counter() - started))
        rows.append(
            Row(f"question {name} on {DELIVERIES * 100:,} deliveries (SELECT 1)", "ms", taken[1:],
                floors[1:], 250, absolute=True)
        )  # fmt: skip
    return rows


@contextmanager
def _data(folder: Path) -> Iterator[Path]:
    """A copy of the bundled tables, without what else lies there."""
    copy = folder / "data"
    for card in data_dir().glob("*/*.card.toml"):
        (copy / card.parent.name).mkdir(parents=True, exist_ok=True)
        for path in card.parent.glob(card.name.replace(".card.toml", ".*")):
            shutil.copy(path, copy / card.parent.name)
    try:
        yield copy
    finally:
        shutil.rmtree(copy)


def _run(*arguments: str) -> tuple[float, float]:
    """Seconds that a Python process takes, and its peak memory in MB."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    started = perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env=environment,
    )  # fmt: skip
    assert process.stderr is not None
    told = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{told}\nThe import could not be measured: it failed.")
    return seconds, usage.ru_maxrss / 1024

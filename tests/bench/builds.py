"""The whole command ``arms-etl build`` against a whole plain script that only loads the CSV files.

Both are timed from the start of their process to its end, and take turns. What the command does
more is to type every cell, harmonise names, compute the quoted figures again, and run the checks.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from etl.common.paths import data_dir
from tests.bench.row import Row

RUNS = 7
FLOOR = Path(__file__).with_name("floor_build.py")


def measure(folder: Path) -> list[Row]:
    """One row; the first run of each is thrown away, because it warms the disk."""
    ours, floor = [], []
    for turn in range(RUNS + 1):
        target = folder / f"built_{turn}.duckdb"
        ours.append(_ms("-m", "etl.cli", "build", "--warehouse", str(target)))
        target = folder / f"floor_{turn}.duckdb"
        floor.append(_ms(str(FLOOR), str(data_dir()), str(target)))
    name = "arms-etl build (read_csv and CREATE TABLE AS of the same files)"
    return [Row(name, "ms", ours[1:], floor[1:], 4)]


def _ms(*arguments: str) -> float:
    """Milliseconds that a Python process takes; compiled modules are kept, as they usually are."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    started = perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment
    )
    taken = 1000 * (perf_counter() - started)
    if done.returncode:
        raise SystemExit(f"{done.stderr}\nThe build could not be measured: it failed.")
    return taken

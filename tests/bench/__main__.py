"""The command: measures the parts that are asked for, and prints one table.

Speed is reported and not asserted: the exit code is 0 whatever the numbers are.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from tests.bench import (
    addresses,
    browser,
    builds,
    desk,
    figures,
    imports,
    latency,
    memory,
    pages,
    takeaway,
)
from tests.bench.row import Row

PARTS: dict[str, Callable[[Path], list[Row]]] = {
    "build": builds.measure,
    "import": imports.measure,
    "questions": latency.measure,
    "desk": desk.measure,
    "figures": figures.measure,
    "addresses": addresses.measure,
    "browser": browser.measure,
    "pages": pages.measure,
    "memory": memory.measure,
    "takeaway": takeaway.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; always returns 0."""
    chosen = _parser().parse_args(arguments).only
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    rows: list[Row] = []
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for part in chosen:
                print(f"measuring: {part}", file=sys.stderr, flush=True)
                rows += PARTS[part](Path(folder))
    finally:  # what was measured is told, whatever a later part runs into
        console.print(_table(rows))
        console.print(machine())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--only",
        type=_parts,
        default=list(PARTS),
        metavar="PARTS",
        help=f"parts, joined by commas, out of {','.join(PARTS)} (default: all)",
    )
    return parser


def _parts(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in PARTS]:
        raise argparse.ArgumentTypeError(
            f"no part is named {unknown[0]!r}; there are {', '.join(PARTS)}"
        )
    return names


def _table(rows: Sequence[Row]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("Measured")
    for name in ("Median", "Floor", "Ratio", "Target", "Met", "Runs"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(*row.cells())
    return table


def machine() -> str:
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {version(name.lower())}" for name in ("Streamlit", "DuckDB"))
    return (
        f"{date.today()}: {os.cpu_count()} cores, {gigabytes:.0f} GB; "
        f"Python {platform.python_version()}, {libraries}."
    )


if __name__ == "__main__":
    sys.exit(main())

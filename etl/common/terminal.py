"""Tables and progress on the terminal, alike for all commands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from etl.checks import CheckResult

_NUMBERS = {
    "Rows", "Seconds", "Examined", "Failed", "Age in days", "Pairs", "Revised", "Change", "Cells",
    "Deals", "Revised by",
    "Exact", "Within rounding", "Off", "Line",
}  # fmt: skip


def table_of(*columns: str) -> Table:
    """An empty table with these columns; those of numbers are set to the right."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        right = column in _NUMBERS or column.startswith("TIV m")
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    return table


def print_table(table: Table) -> None:
    """On a terminal at its width; into a pipe wide enough that no cell is broken."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 160, highlight=False).print(table)


def print_checks(results: Sequence[CheckResult]) -> None:
    """What each check examined, and how much of it failed."""
    table = table_of("Check", "Examined", "Failed")
    for result in results:
        table.add_row(result.title, f"{result.examined:,}", f"{result.failed:,}")
    print_table(table)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Reports steps: a moving line on a terminal, plain lines when piped."""
    if not sys.stderr.isatty():
        yield lambda step: print(step, file=sys.stderr, flush=True)
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading")
        yield lambda step: progress.update(task, description=step)

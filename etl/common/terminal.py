"""Tables on the terminal, alike for all commands."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

_NUMBERS = {
    "Rows", "Seconds", "Examined", "Failed", "Age in days", "Pairs", "Revised", "Change", "Cells",
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

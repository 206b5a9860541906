"""Which states belong to a group such as the European Union, and since when."""

from __future__ import annotations

from pathlib import Path

from etl.sources import Staged
from etl.table import Table

HEADER = ("group_name", "state_id", "first_year", "last_year")


def parse(path: Path) -> Staged:
    """Rows for ``group_member``; empty years mean before 1950 and today."""
    table = Table(path, HEADER)
    table.text("group_name", "state_id")
    table.year("first_year", "last_year", optional=True)
    table.window()
    return {"group_member": table.done()}

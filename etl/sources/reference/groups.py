"""Groups of states that published and quoted figures speak of, and who belongs to them."""

from __future__ import annotations

from pathlib import Path

from etl.sources import Staged
from etl.table import Table

HEADER = ("written_as", "group_name", "definition")
MEMBERS = ("group_name", "state_id", "first_year", "last_year")


def parse(path: Path) -> Staged:
    """Rows for ``party_group``: how a group is written."""
    table = Table(path, HEADER)
    table.text(*HEADER)
    table.unique("written_as")
    return {"party_group": table.done()}


def members(path: Path) -> Staged:
    """Rows for ``group_member``; empty years mean before 1950 and today."""
    table = Table(path, MEMBERS)
    table.text("group_name", "state_id")
    table.year("first_year", "last_year", optional=True)
    table.window()
    return {"group_member": table.done()}

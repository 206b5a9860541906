"""Groups of states that published and quoted figures speak of, and how they are written."""

from __future__ import annotations

from pathlib import Path

from etl.sources import Staged
from etl.table import Table

HEADER = ("written_as", "group_name", "definition")


def parse(path: Path) -> Staged:
    """Rows for ``party_group``."""
    table = Table(path, HEADER)
    table.text(*HEADER)
    table.unique("written_as")
    return {"party_group": table.done()}

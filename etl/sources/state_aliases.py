"""Names under which a source or a reader knows a state, other than its name and SIPRI's form."""

from __future__ import annotations

from pathlib import Path

from etl.sources import Staged
from etl.table import Table

HEADER = ("alias", "state_id", "seen_in")


def parse(path: Path) -> Staged:
    """Rows for ``state_alias``; a name is compared letter by letter, never by likeness."""
    table = Table(path, HEADER)
    table.text(*HEADER)
    table.unique("alias")
    return {"state_alias": table.done()}

"""SIPRI's armament categories and what each contains."""

from __future__ import annotations

from pathlib import Path

from etl.sources import Staged
from etl.table import Table

HEADER = ("category", "contains")


def parse(path: Path) -> Staged:
    """Rows for ``category``."""
    table = Table(path, HEADER)
    table.text(*HEADER)
    table.unique("category")
    return {"category": table.done()}

"""SIPRI's armament categories and what each contains."""

from __future__ import annotations

from pathlib import Path

from etl.sources import Staged
from etl.table import Table

HEADER = ("category", "also_written", "contains")


def parse(path: Path) -> Staged:
    """Rows for ``category``; ``also_written`` holds a release's other spelling, or nothing."""
    table = Table(path, HEADER)
    table.text("category", "contains")
    table.optional_text("also_written")
    table.unique("category")
    return {"category": table.done()}

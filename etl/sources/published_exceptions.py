"""Published cells that do not come out again from their own release, each with the reason."""

from __future__ import annotations

from pathlib import Path

from etl.claims.metrics import METRICS
from etl.sources import Staged
from etl.table import Table

HEADER = (
    "edition", "supplier", "recipient", "metric", "first_year", "last_year", "reason",
)  # fmt: skip


def parse(path: Path) -> Staged:
    """Rows for ``published_exception``."""
    table = Table(path, HEADER)
    table.year("edition", "first_year", "last_year")
    table.window()
    table.choice("metric", METRICS)
    table.text("reason")
    table.unique("edition", "supplier", "recipient", "metric", "first_year", "last_year")
    table.optional_text("supplier", "recipient")
    return {"published_exception": table.done()}

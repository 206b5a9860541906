"""The world's volume of arms transfers by year, in all and by armament category, from SIPRI."""

from __future__ import annotations

from pathlib import Path

from etl.sources import Staged
from etl.table import Table

HEADER = ("category", "year", "tiv_m")


def parse(path: Path) -> Staged:
    """Rows for ``world_total``: ``tiv_m`` in million TIV; an empty category is the total."""
    table = Table(path, HEADER)
    table.year("year")
    table.tiv()
    table.unique("category", "year")
    table.optional_text("category")
    return {"world_total": table.done()}

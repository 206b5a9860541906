"""The tables of this project that were worked out from SIPRI's data: flows, and world totals."""

from pathlib import Path

from etl.sources import Staged
from etl.table import Table

FLOWS = ("supplier", "recipient", "first_year", "last_year", "category", "tiv_m")


def flows(path: Path) -> Staged:
    """Rows for ``flow``: names as SIPRI writes them, ``tiv_m`` in million TIV.

    A row whose first and last year are the same is a year; otherwise it is the sum over the
    window. An empty category means all categories together.
    """
    table = Table(path, FLOWS)
    table.text("supplier", "recipient")
    table.year("first_year", "last_year")
    table.window()
    table.tiv()
    table.unique("supplier", "recipient", "first_year", "last_year", "category")
    table.optional_text("category")
    return {"flow": table.done()}


def totals(path: Path) -> Staged:
    """Rows for ``world_total``: ``tiv_m`` in million TIV; an empty category is the total."""
    table = Table(path, ("category", "year", "tiv_m"))
    table.year("year")
    table.tiv()
    table.unique("category", "year")
    table.optional_text("category")
    return {"world_total": table.done()}

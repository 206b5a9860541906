"""Volumes between a supplier and a recipient, by year or by five-year window, from SIPRI's data."""

from __future__ import annotations

from pathlib import Path

from etl.sources import Staged
from etl.table import Table

HEADER = ("supplier", "recipient", "first_year", "last_year", "category", "tiv_m")


def parse(path: Path) -> Staged:
    """Rows for ``flow``: names as SIPRI writes them, ``tiv_m`` in million TIV.

    A row whose first and last year are the same is a year; otherwise it is the sum over the
    window. An empty category means all categories together.
    """
    table = Table(path, HEADER)
    table.text("supplier", "recipient")
    table.year("first_year", "last_year")
    table.window()
    table.tiv()
    table.unique("supplier", "recipient", "first_year", "last_year", "category")
    table.optional_text("category")
    return {"flow": table.done()}

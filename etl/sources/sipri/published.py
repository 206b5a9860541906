"""Cells of SIPRI's yearly fact sheets on arms transfers, as printed, and those known to be off."""

from datetime import date
from pathlib import Path

from etl.claims.metrics import METRICS, SHARES, UNITS
from etl.sources import Staged
from etl.table import Table

HEADER = (
    "edition", "table", "supplier", "recipient", "metric", "first_year", "last_year", "value",
    "qualifier", "unit", "compared_first_year", "compared_last_year", "source_title",
    "source_url", "basis", "note",
)  # fmt: skip
EXCEPTIONS = (
    "edition", "supplier", "recipient", "metric", "first_year", "last_year", "reason",
)  # fmt: skip


def parse(path: Path) -> Staged:
    """Rows for ``published_figure``; ``value`` keeps the digits that were printed."""
    table = Table(path, HEADER)
    table.year("edition", "first_year", "last_year")
    table.year("compared_first_year", "compared_last_year", optional=True)
    table.window()
    _released(table)
    table.choice("metric", METRICS)
    table.choice("unit", UNITS)
    table.choice("qualifier", ("", "<", "at least", "in part"))
    table.choice("basis", ("fact_sheet_or_yearbook_text", "reprint_of_sipri_text", "press_report"))
    table.text("table", "source_title", "source_url")
    table.printed()
    table.share(table.rows["metric"].isin(SHARES), "Compare it with the source.")
    table.unique(*EXCEPTIONS[:-1], "compared_first_year", "source_title")
    table.optional_text("supplier", "recipient", "qualifier", "note")
    return {"published_figure": table.done()}


def _released(table: Table) -> None:
    """An edition is out, and holds the years before its own."""
    edition = table.rows["edition"]
    message, fix = "this edition is not out yet", "Correct the year."
    table.refuse((edition > date.today().year).fillna(False), "edition", message, fix)
    late = (table.rows["last_year"] >= edition).fillna(False)
    message = "an edition holds the years before its own"
    table.refuse(late, "last_year", message, "Correct the period, or the edition.")


def exceptions(path: Path) -> Staged:
    """Rows for ``published_exception``: cells that do not come out again, each with the reason."""
    table = Table(path, EXCEPTIONS)
    table.year("edition", "first_year", "last_year")
    table.window()
    _released(table)
    table.choice("metric", METRICS)
    table.text("reason")
    table.unique(*EXCEPTIONS[:-1])
    table.optional_text("supplier", "recipient")
    return {"published_exception": table.done()}

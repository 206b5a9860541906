"""The table of notifications that comes with this project, and how complete it is by year."""

from pathlib import Path

import pandas as pd

from etl.sources import Staged
from etl.sources.notifications.notice import CHANGES, SALE
from etl.table import Table

COVERAGE = ("near complete", "a few per cent short", "sample", "none")
AMOUNTS = ("total_usd_m", "mde_usd_m", "other_usd_m")
# Who buys is then the organisation itself, and not its members, whose group has this name.
_NATO = {"North Atlantic Treaty Organization": "NATO (organisation)"}
_EVIDENCE = ("full text", "start of the text", "amount alone", "official or quoted text")
_OPENED = _EVIDENCE[3]  # only there was the address itself read


def sales(path: Path) -> Staged:
    """Rows for ``notified_sale``; an address that nobody opened is left out."""
    table = Table(
        path,
        ("notified", "published", "transmittal", "document", "purchaser", *AMOUNTS, "what", "kind",
         "amends", "basis", "evidence", "url"),
    )  # fmt: skip
    table.text("purchaser", "what", "basis")
    table.choice("evidence", [each + more for each in _EVIDENCE for more in ("", ", confirmed")])
    table.rows["why_not"] = ""
    rows = typed(table)
    off = (rows["mde_usd_m"] + rows["other_usd_m"] - rows["total_usd_m"]).abs() > 1e-6
    fix = "Correct the amount that is wrong, or leave the two parts empty."
    table.refuse(off, "total_usd_m", "the two parts do not add up to the total", fix)
    rows["url"] = rows["url"].where(rows["evidence"].str.startswith(_OPENED))
    return {"notified_sale": table.done().drop(columns="basis")}


def typed(table: Table) -> pd.DataFrame:
    """The typed rows of a table of notices: days, amounts, and none of these for a change."""
    table.choice("kind", (SALE, *CHANGES))
    for column in ("notified", "published"):
        table.published_on(column)
    table.number(*AMOUNTS, optional=True)
    rows = table.rows
    change = (rows["kind"] != SALE) & rows["total_usd_m"].notna()
    fix = "Leave it empty: what is changed has its own row."
    table.refuse(change, "total_usd_m", "a change is never added to what it changes", fix)
    rows["purchaser"] = rows["purchaser"].replace(_NATO)
    rows["year"] = pd.to_numeric(rows["notified"].str[:4], errors="coerce").astype("Int64")
    table.optional_text(
        "notified", "published", "transmittal", "document", "purchaser", "amends", "what", "url",
        "why_not",
    )  # fmt: skip
    return table.done()


def years(path: Path) -> Staged:
    """Rows for ``notified_year``."""
    table = Table(path, ("year", "coverage", "known_usd_m", "note"))
    table.year("year")
    table.unique("year")
    table.choice("coverage", COVERAGE)
    table.number("known_usd_m", optional=True)
    table.optional_text("note")
    return {"notified_year": table.done()}

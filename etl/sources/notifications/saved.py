"""Notices as people save them: their texts, the Federal Register's lists of them, or a zip of both.

A list has a row a document, without amounts; a text becomes a row a notice. What is in a list and
has no text here, or a text that cannot be read, stays a row that says so.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import astuple, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from etl.intake.header import each_once
from etl.intake.raw import Text
from etl.intake.recognise import Part, recognise
from etl.sources import Staged
from etl.sources.notifications.notice import SALE, Notice, notices
from etl.sources.notifications.table import typed
from etl.table import Table

LISTED = ("document_number", "title", "publication_date", "html_url")
TITLE = re.compile("Arms Sales? Notification", re.IGNORECASE)
_READ = tuple(field.name for field in fields(Notice))
_LOOKED_AT = 400  # lines in which a notice names its transmittal
_NUMBER = re.compile(r"Transmittal (No|\d\d-)", re.IGNORECASE)
_DOCUMENT = re.compile(r"([0-9A-Z]{2,4}-\d+)\.txt")
_NOTICES = {
    "publisher": "US government",
    "unit": "million US dollars of the day",
    "licence": "US government work, public domain",
    "licence_url": "https://www.copyright.gov/title17/92chap1.html#105",
    "url": "https://www.federalregister.gov/",
}


def tabled(text: Text) -> list[str] | None:
    """The lines of a table of the notices in a text; None where it is another text."""
    if not any(_NUMBER.search(line) for line in text.lines[:_LOOKED_AT]):
        return None
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_READ)
    named = _DOCUMENT.fullmatch(Path(text.name).name)
    for notice in notices("\n".join(text.lines)):
        document, *rest = astuple(notice)
        writer.writerow([named[1] if named else document, *rest])
    return out.getvalue().splitlines()


def columns(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The names of the columns, if this is the header of a list or of what notices say."""
    names = tuple(cells)
    is_list = {*LISTED} <= {*names} and each_once(names)
    return names if is_list or names == _READ else None


def card(
    path: Path, parts: list[Part], claims: list[dict[str, Any]], release: int | None
) -> dict[str, Any]:
    """The card of saved notices: an edition by the day of the newest, and no year's release."""
    rows = _together(parts)
    newest = max(rows["published"].where(rows["published"] != "", rows["notified"]), default="")
    generated = datetime.fromisoformat(newest) if newest else None
    label = f"as of {generated.day} {generated:%B %Y}" if generated else "of an unknown day"
    years = sorted({day[:4] for day in rows["published"] if day})
    return _NOTICES | {
        "stem": "us_notices/" + "_".join(["notices", *dict.fromkeys([*years[:1], *years[-1:]])]),
        "title": "Notices of arms sales, section 36(b)",
        "measures": "Notices to Congress of foreign military sales that the US government may make"
        " for up to an amount, and of changes to earlier ones, as printed. One that has no"
        " amount says why. Neither contracts nor deliveries.",
        "release_label": label,
        "generated": generated,
        "credit": f"US notifications of arms sales, section 36(b), as printed, {label}",
    }


def parse(path: Path) -> Staged:
    """Rows for ``notified_sale``."""
    rows = typed(Table.of(path, _together(recognise(path)))).assign(evidence="official text")
    return {"notified_sale": rows}


def _together(parts: list[Part]) -> pd.DataFrame:
    """What the texts say, each with what a list says of it, and what is listed alone."""
    texts = [part.rows for part in parts if tuple(part.rows)[:-1] == _READ]
    lists = [part.rows for part in parts if "title" in part.rows]
    read = pd.concat([pd.DataFrame(columns=[*_READ, "line"], dtype="str"), *texts])
    if not lists:
        return read.assign(url="").reset_index(drop=True)
    listed = pd.concat(lists).drop_duplicates("document_number")
    listed = listed[listed["title"].str.contains(TITLE)]
    listed = listed.rename(columns={"document_number": "document", "html_url": "url"})
    listed = listed[["document", "publication_date", "url", "line"]]
    rows = read.merge(listed, on="document", how="outer", suffixes=("", "_listed"))
    alone = rows["kind"].isna()
    rows["why_not"] = rows["why_not"].mask(alone, "Its text is not among the files.")
    rows["kind"] = rows["kind"].mask(alone, SALE)
    rows["line"] = rows["line"].where(~alone, rows.pop("line_listed")).astype("int64")
    rows["published"] = rows.pop("publication_date").fillna(rows["published"])
    return rows.fillna("")

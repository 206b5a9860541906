"""The tracker's tables as its repository has them: aid by donor and month, and counted arms.

One file counts billions of euros, another one euros. Columns have come and gone between editions,
so they are read by name. A release keeps its name while its numbers change, so an edition is told
by the commit that the files are of, which a zip says in its comment, as those of GitHub do.
"""

import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from etl.common.errors import DataError
from etl.intake.header import each_once
from etl.intake.recognise import Part, recognise
from etl.sources import Staged
from etl.table import Table

_AID = ("country", "iso", "year", "month", "total", "financial", "humanitarian", "military")
_ARMS = ("donor", "category", "number_of_weapons", "monetary_value_eur", "weapons_list")
_SUMS = ("year", "month", "total_allocations", "military", "financial", "humanitarian")
_RELEASE = ("release", "period", "date", "label")
# What some editions have besides.
_SOMETIMES = ("commitments", "to_be_allocated", "gdp", "pct_gdp")
# Other tables of the tracker, which may lie beside these in a zip and are not read.
_UNREAD = (
    ("year", "month", "stockpile", "procurement", "unspecified", "nato_purl"),
    ("country", "iso", "bilateral_pct_gdp", "eu_share_pct_gdp", "total_pct_gdp", "eu_share_bn"),
)
_KNOWN = (_AID, _ARMS, _SUMS, _RELEASE)
HEADER = tuple(dict.fromkeys(sum((*_KNOWN, *_UNREAD), _SOMETIMES)))
_KINDS = ("military", "financial", "humanitarian")
_ROUNDED_BN = 5e-6  # how far a sum of numbers with six decimals may be off
_LEAST_EUR = 10_000  # no weapon of these kinds costs less
_NUMBER_LISTED = re.compile(r"\((\d+)\)(?=;|$)")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_AGAIN = "Download the table again; if it stays so, the tracker has it wrong."


def columns(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The names of the columns, if this is the header of one of the tables."""
    known = any({*table} <= {*cells} for table in (*_KNOWN, *_UNREAD))
    return tuple(cells) if known and each_once(cells) else None


def card(
    path: Path, parts: list[Part], claims: list[dict[str, Any]], release: int | None
) -> dict[str, Any]:
    """The card of the tables, one or several in a zip; the edition is a commit and its day."""
    if release:
        raise DataError.of(path, "the tracker's editions are commits", "Leave --release out.")
    if not any({*table} <= {*part.header} for part in parts for table in (_AID, _ARMS)):
        message = "the file holds neither aid by month nor arms"
        fix = (
            "Import data_explorer.csv or weapons.csv, or a zip of them with release_info.csv, "
            "which tells the edition."
        )
        raise DataError.of(path, message, fix)
    commit, day = _edition(path)
    labels = [
        f"Release {row['release']} ({row['period']})"
        for part in parts
        if {*_RELEASE} <= {*part.header}
        for row in part.rows.head(1).to_dict("records")
    ]
    if day:
        labels.append(f"commit {commit[:7]} of {day.day} {day:%B %Y}")
    label = ", ".join(labels) or "edition not stated"
    return {
        "stem": "kiel/ukraine_support" + (f"_{commit[:7]}" if commit else ""),
        "publisher": "Kiel Institute for the World Economy",
        "title": "Aid to Ukraine by donor and month, and the arms among it",
        "measures": "What governments allocated to Ukraine in each month, not what arrived by then;"
        " a month without aid has no row. Arms of five kinds are counted by who pays for them,"
        " delivered or to be delivered; a joint gift may stand at each of those who give it.",
        "unit": "million euros, and items",
        "release_label": label,
        "generated": day,
        "licence": "The Kiel Institute states no terms with the files: for your own use",
        "credit": f"Kiel Institute for the World Economy, Ukraine Support Tracker, {label}",
        "url": "https://www.ifw-kiel.de/topics/war-against-ukraine/ukraine-support-tracker/",
    }


def _edition(path: Path) -> tuple[str, datetime | None]:
    """The commit that a zip is of, and its moment, which its members bear."""
    if not zipfile.is_zipfile(path):
        return "", None
    with zipfile.ZipFile(path) as archive:
        comment = archive.comment.decode("ascii", errors="replace")
        newest = max(entry.date_time for entry in archive.infolist())
    try:
        return (comment, datetime(*newest)) if _COMMIT.fullmatch(comment) else ("", None)
    except ValueError:  # a zip may say any numbers
        return "", None


def parse(path: Path) -> Staged:
    """Rows for ``aid_month`` (million euros) and ``item_count`` (items, and their value)."""
    staged: Staged = {}
    sums: pd.DataFrame | None = None
    for part in recognise(path):
        _refuse_unknown(part)
        if {*_AID} <= {*part.header}:
            staged["aid_month"] = _aid(part)
        elif {*_ARMS} <= {*part.header}:
            staged["item_count"] = _arms(part)
        elif {*_SUMS} <= {*part.header}:
            sums = _sums(part)
    if sums is not None and "aid_month" in staged:
        _refuse_other_sums(path, staged["aid_month"], sums)
    return staged


def _refuse_unknown(part: Part) -> None:
    """A column that nobody knows may change what the others mean."""
    known = next((t for t in _KNOWN if {*t} <= {*part.header}), part.header)
    allowed = {*known, *_SOMETIMES} if known is _AID else {*known}
    if strange := [name for name in part.header if name not in allowed]:
        message = f"a column {strange[0]!r} that is not known: the tracker has changed its table"
        fix = "Import an edition without it, or take it out of the file if nothing else changed."
        raise DataError([part.text.problem(message, fix, part.line)])


def _aid(part: Part) -> pd.DataFrame:
    rows = part.rows.assign(**{name: "" for name in _SOMETIMES if name not in part.rows})
    table = Table.of(part.text.path, rows)
    table.text("country")
    table.year("year")
    table.number("month", "total", *_KINDS)
    for name in ("commitments", "to_be_allocated"):
        _signed(table, name)
    months = table.rows["month"]
    table.refuse(~months.isin(range(1, 13)), "month", "not a month from 1 to 12", _AGAIN)
    apart = (table.rows[[*_KINDS]].sum(axis="columns") - table.rows["total"]).abs()
    message = "the total is not what military, financial and humanitarian aid add up to"
    table.refuse(apart > _ROUNDED_BN, "total", message, _AGAIN)
    table.unique("country", "year", "month")
    rows = table.done()
    money = {"commitments": "committed", **{kind: kind for kind in _KINDS}}
    return pd.DataFrame(
        {"supplier": rows["country"], "recipient": "Ukraine"}
        | {"year": rows["year"], "month": rows["month"].astype("int64")}
        | {f"{name}_eur_m": 1_000 * rows[column] for column, name in money.items()}
        | {"line": rows["line"]}
    )


def _signed(table: Table, column: str) -> None:
    """Amounts that may be negative, or missing."""
    cells = table.rows[column]
    numbers = pd.to_numeric(cells, errors="coerce")
    table.refuse(numbers.isna() & (cells != ""), column, "not a number", _AGAIN)
    table.rows[column] = numbers


def _arms(part: Part) -> pd.DataFrame:
    table = Table.of(part.text.path, part.rows)
    table.text("donor", "category")
    table.number("number_of_weapons", "monetary_value_eur")
    listed = table.rows["weapons_list"].str.findall(_NUMBER_LISTED)
    apart = listed.map(lambda numbers: sum(map(int, numbers))) != table.rows["number_of_weapons"]
    message = "the number is not what the weapons listed beside it add up to"
    table.refuse(apart, "number_of_weapons", message, _AGAIN)
    table.unique("donor", "category")
    rows = table.done()
    each = rows["monetary_value_eur"] / rows["number_of_weapons"]
    doubt = "worth {:,.0f} euros each, which cannot be meant"
    return pd.DataFrame(
        {
            "supplier": rows["donor"],
            "recipient": "Ukraine",
            "kind": rows["category"],
            "items": rows["number_of_weapons"],
            "worth_eur_m": rows["monetary_value_eur"] / 1e6,
            "weapons": rows["weapons_list"],
            "doubt": [doubt.format(eur) if eur < _LEAST_EUR else None for eur in each],
            "line": rows["line"],
        }
    )


def _sums(part: Part) -> pd.DataFrame:
    table = Table.of(part.text.path, part.rows)
    table.year("year")
    table.number("month", *_KINDS)
    return table.done()


def _refuse_other_sums(path: Path, aid: pd.DataFrame, sums: pd.DataFrame) -> None:
    """The tracker's own sums by month must be what its donors add up to."""
    added = aid.groupby(["year", "month"])[[f"{kind}_eur_m" for kind in _KINDS]].sum()
    told = sums.set_index(["year", "month"])
    for kind in _KINDS:
        off = (added[f"{kind}_eur_m"] / 1_000).sub(told[kind], fill_value=0).abs()
        # Each donor's part is rounded by itself.
        for year, month in off[off > 10 * _ROUNDED_BN].index.tolist()[:1]:
            line = told["line"].get((year, month))
            message = f"{kind} aid of {year}-{month:02d} is not what the donors' adds up to"
            fix = "The tables are of two editions: import a zip with those of one commit."
            raise DataError.of(path, message, fix, None if line is None else int(line), kind)

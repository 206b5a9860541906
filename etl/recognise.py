"""What kind of table a saved file is, told from its content and never from its name.

People keep these files for years and re-save them in spreadsheets. Accepted are commas, semicolons
and tabs, quotation marks or none, a stray semicolon behind every line, a missing preamble, and
deals that a line break in their comment tore in two.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from etl.common.errors import DataError, Problem
from etl.raw import Text, texts

DELIVERIES = (
    "SIPRI AT Database ID", "Supplier", "Recipient", "Designation", "Description",
    "Armament category", "Order date", "Order date is estimate", "Numbers delivered",
    "Numbers delivered is estimate", "Delivery year", "Delivery year is estimate", "Status",
    "SIPRI estimate", "TIV deal unit", "TIV delivery values", "Local production",
)  # fmt: skip
# SIPRI's site until early 2024 wrote the same columns, three of them under other names.
_OLD_DELIVERIES = ("Deal ID", "Seller", "Buyer", *DELIVERIES[3:])
# Three columns have no name; each says whether the one before it is uncertain.
DEALS = (
    "Recipient", "Supplier", "Year of order", "Year of order is uncertain", "Number ordered",
    "Number ordered is uncertain", "Weapon designation", "Weapon description", "Number delivered",
    "Number delivered is uncertain", "Year(s) of delivery", "Status", "Comments",
    "SIPRI TIV per unit", "SIPRI TIV for total order", "SIPRI TIV of delivered weapons",
)  # fmt: skip
_DEALS_AS_WRITTEN = (
    "Recipient", "Supplier", "Year of order", "", "Number ordered", "", "Weapon designation",
    "Weapon description", "Number delivered", "", "Year(s) of delivery", "status", "Comments",
    "SIPRI TIV per unit", "SIPRI TIV for total order", "SIPRI TIV of delivered weapons",
)  # fmt: skip
WORLD_BANK = ("Country Name", "Country Code", "Indicator Name", "Indicator Code")
_HEADERS: dict[str, tuple[str, ...]] = {
    "sipri_deliveries": DELIVERIES,
    "sipri_deals": _DEALS_AS_WRITTEN,
    "world_bank_series": WORLD_BANK,
}
_KINDS = {
    "sipri_deliveries": "SIPRI's trade register by delivery",
    "sipri_deals": "SIPRI's trade register by deal",
    "sipri_tiv_table": "a TIV table of SIPRI's",
    "world_bank_series": "a World Bank series of arms exports or imports",
}
_LOOKED_AT = 60  # the header stands among the first lines
_COMMENTS = DEALS.index("Comments")
_CATEGORY = DELIVERIES.index("Armament category")
_YEAR = re.compile(r"(19|20)\d\d")
_FOOTER = re.compile(r"©|\(c\)|Source:|Copyright", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """One table of a saved file.

    Attributes:
        text: Where it stands.
        source: Which kind of table it is: the module of ``etl.sources`` that types it.
        preamble: The lines above the header, without what a spreadsheet appended.
        header: The header's cells as written.
        rows: The cells as text, by the names of this module, with ``line``.
    """

    text: Text
    source: str
    preamble: tuple[str, ...]
    header: tuple[str, ...]
    rows: pd.DataFrame


def recognise(path: Path) -> list[Part]:
    """The tables of a saved file, all of one kind.

    Raises:
        DataError: if the file cannot be read, or is none of the tables known here; it says what
            was recognised and what is missing.
    """
    try:
        found = path.stat()
    except OSError:
        return _recognise(path, None)  # which says what is wrong with it
    return _recognise(path, (found.st_ino, found.st_mtime_ns, found.st_size))


# An import reads a file twice: to write its card, and to take its rows.
@lru_cache(maxsize=1)
def _recognise(path: Path, version: tuple[int, int, int] | None) -> list[Part]:
    parts = [_part(text) for text in texts(path)]
    kinds = {part.source for part in parts}
    if len(kinds) > 1:
        found = " and ".join(sorted(_KINDS[kind] for kind in kinds))
        raise DataError([Problem(path, f"the zip holds {found}", "Import them one by one.")])
    return parts


def _part(text: Text) -> Part:
    for number, line in enumerate(text.lines[:_LOOKED_AT]):
        for delimiter in (",", ";", "\t"):
            cells = _cells(line, delimiter)
            if columns := _columns(cells):
                source, names = columns
                semicolons = delimiter == "," and line.rstrip().endswith(";")
                preamble = tuple(_plain(above) for above in text.lines[:number])
                rows = _rows(text, number, delimiter, names, semicolons)
                return Part(text, source, preamble, tuple(cells), rows)
    raise DataError([_unrecognised(text)])


def _columns(cells: Sequence[str]) -> tuple[str, tuple[str, ...]] | None:
    """The kind of table whose header this is, with the names of its columns."""
    if cells in ([*DELIVERIES], [*_OLD_DELIVERIES]):
        return "sipri_deliveries", DELIVERIES
    if cells == [*_DEALS_AS_WRITTEN]:
        return "sipri_deals", DEALS
    names: tuple[str, ...] = tuple(cells)
    if names[:4] == WORLD_BANK:
        kind = "world_bank_series"
    elif names[:1] and names[0] in ("Recipient", "Exports by", "Supplier", ""):
        kind, names = "sipri_tiv_table", ("Name", *names[1:])
    else:
        return None
    # The rows get a column of their own for the line.
    told_apart = len({*names, "line"}) == len(names) + 1
    return (kind, names) if told_apart and _all_years(names) else None


def _all_years(names: Sequence[str]) -> bool:
    """Whether there are columns for years, and none is missing between the first and the last."""
    years = [int(name) for name in names if _YEAR.fullmatch(name)]
    return bool(years) and years == [*range(years[0], years[-1] + 1)]


def _cells(line: str, delimiter: str) -> list[str]:
    """A header's cells: without what a spreadsheet appended, blanks and quotation marks."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
    cells = [cell.strip() for cell in cells]
    if delimiter == "," and cells:
        cells[-1] = cells[-1].rstrip(";").strip()
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _plain(line: str) -> str:
    """A line of the preamble, which a spreadsheet may have quoted and filled up with delimiters."""
    return line.rstrip(",;\t ").strip('"').replace('""', '"').strip()


def _rows(
    text: Text, header: int, delimiter: str, names: tuple[str, ...], semicolons: bool
) -> pd.DataFrame:
    lines = text.lines[header + 1 :]
    first = header + 2
    if semicolons:
        lines = [line.rstrip().rstrip(";") for line in lines]
    while lines and (not _plain(lines[-1]) or _is_footer(lines[-1], delimiter)):
        lines.pop()
    quoted = any('"' in line for line in lines)
    if quoted or (names == DELIVERIES and delimiter == ";"):
        rows = _read_quoted(text, lines, first, delimiter, names)
    else:
        rows = _read_plain(text, lines, first, delimiter, names)
    return _healed(text.path, rows) if names == DEALS else rows


def _is_footer(line: str, delimiter: str) -> bool:
    return line.count(delimiter) < 3 and _FOOTER.search(line) is not None


def _read_plain(
    text: Text, lines: list[str], first: int, delimiter: str, names: tuple[str, ...]
) -> pd.DataFrame:
    """Rows without quotation marks, as SIPRI writes them: a delimiter always ends a cell."""
    wanted = len(names) - 1
    whole: list[str] = []
    numbers: list[int] = []
    torn = ""
    for number, line in enumerate(lines, start=first):
        if not line:
            continue
        if torn:
            line = f"{torn} {line}"
            torn = ""
        else:
            numbers.append(number)
        count = line.count(delimiter)
        if count < wanted and names == DEALS and count >= _COMMENTS:
            torn = line
            continue
        # A spreadsheet fills up every line to the width of the widest.
        while count > wanted and line.endswith(delimiter):
            line, count = line[:-1], count - 1
        if count != wanted:
            raise DataError([_wrong_width(text, numbers[-1], count + 1, len(names))])
        whole.append(line)
    if torn:
        raise DataError([_wrong_width(text, numbers[-1], torn.count(delimiter) + 1, len(names))])
    if not whole:
        return pd.DataFrame(columns=[*names, "line"], dtype="str")
    rows = pd.read_csv(
        io.StringIO("\n".join(whole)), sep=delimiter, header=None, names=list(names), dtype="str",
        keep_default_na=False, quoting=csv.QUOTE_NONE, index_col=False, skip_blank_lines=False,
    )  # fmt: skip
    return rows.assign(line=numbers)


def _read_quoted(
    text: Text, lines: list[str], first: int, delimiter: str, names: tuple[str, ...]
) -> pd.DataFrame:
    """Rows with quotation marks, or with a delimiter that may stand inside a text."""
    cells: list[list[str]] = []
    numbers: list[int] = []
    reader = csv.reader(io.StringIO("\n".join(lines), newline=""), delimiter=delimiter, strict=True)
    last = 0
    try:
        for row in reader:
            number, last = first + last, reader.line_num
            row = [cell.replace("\n", " ") for cell in row]
            while len(row) > len(names) and not row[-1]:
                row.pop()
            if names == DELIVERIES and len(row) > len(names):
                row = _rejoined(row)
            if not any(row):
                continue
            if len(row) < len(names) and names == DEALS:
                row += [""] * (len(names) - len(row))
            if len(row) != len(names):
                raise DataError([_wrong_width(text, number, len(row), len(names))])
            cells.append(row)
            numbers.append(number)
    except csv.Error as error:
        raise DataError(
            [
                Problem(
                    text.path,
                    f"the row is not CSV: {error}",
                    "Mend its quotation marks, or save the table again.",
                    first + last,
                )
            ]
        ) from error
    rows = pd.DataFrame(cells, columns=list(names), dtype="str")
    return rows.assign(line=numbers)


def _rejoined(row: list[str]) -> list[str]:
    """A delivery whose designation or description holds a delimiter, in its 17 cells.

    All of the surplus goes to the designation: which of the two texts it belongs to cannot be told.
    """
    surplus = len(row) - len(DELIVERIES)
    at = _CATEGORY - 2
    joined = "; ".join(cell.strip() for cell in row[at : at + surplus + 1])
    return [*row[:at], joined, *row[at + surplus + 1 :]]


def _healed(path: Path, rows: pd.DataFrame) -> pd.DataFrame:
    """Deals that a line break in their comment tore in two, put together again.

    The volumes of a deal are never empty. Where they are, a spreadsheet filled up the first half,
    and the row below begins with the rest of the comment and goes on with the volumes.
    """
    volumes = list(DEALS[_COMMENTS + 1 :])
    torn = (rows[volumes] == "").all(axis="columns").to_numpy().nonzero()[0]
    if not len(torn):
        return rows
    cells = rows[list(DEALS)].to_numpy(dtype=object)
    drop: list[int] = []
    for at in map(int, torn):
        if at in drop[-1:]:  # it is the rest of the row above, and was put there
            continue
        rest = at + 1
        if rest >= len(rows) or any(cells[rest, 4:]):
            raise DataError(
                [
                    Problem(
                        path,
                        "the deal has no volumes, and the row below is not the rest of it",
                        "Download the table again.",
                        int(rows["line"].iloc[at]),
                        volumes[0],
                    )
                ]
            )
        cells[at, _COMMENTS] = f"{cells[at, _COMMENTS]} {cells[rest, 0]}".strip()
        cells[at, _COMMENTS + 1 :] = cells[rest, 1:4]
        drop.append(rest)
    healed = pd.DataFrame(cells, columns=list(DEALS), dtype="str").assign(line=rows["line"])
    return healed.drop(index=drop).reset_index(drop=True)


def _wrong_width(text: Text, line: int, found: int, wanted: int) -> Problem:
    within = f"{text.name}: " if text.name else ""
    return Problem(
        text.path,
        f"{within}the row has {found} cells where the header has {wanted}",
        "Look for a file cut short, or another delimiter; download the table again.",
        line,
    )


def _unrecognised(text: Text) -> Problem:
    """What the file looks like, and what it lacks."""
    within = f"{text.name}: " if text.name else ""
    start = "\n".join(text.lines[:_LOOKED_AT]).strip()
    if start[:1] == "<":
        return Problem(
            text.path,
            f"{within}this is a web page and not a table",
            "Look at it in a browser: the service may have refused. Then download it again.",
        )
    if "no data found" in start.lower():
        return Problem(
            text.path,
            f"{within}the service found no data for what was asked",
            "Ask for other years or countries.",
        )
    best: tuple[int, str, tuple[str, ...], list[str]] = (0, "", (), [])
    for line in text.lines[:_LOOKED_AT]:
        for delimiter in (",", ";", "\t"):
            cells = _cells(line, delimiter)
            for kind, names in _HEADERS.items():
                shared = len({*cells} & {*names} - {""})
                if shared > best[0]:
                    best = (shared, kind, names, cells)
    shared, kind, names, cells = best
    known = "; ".join(_KINDS.values())
    if shared < 3:
        return Problem(
            text.path, f"{within}this is none of the tables known here", f"Known are: {known}."
        )
    missing = [name for name in names if name and name not in cells]
    what = f"it lacks the columns {', '.join(missing)}" if missing else (
        "its columns are more, fewer, or in another order"
    )  # fmt: skip
    return Problem(
        text.path,
        f"{within}this looks like {_KINDS[kind]}, but {what}",
        "Download the table again, and keep its columns.",
    )

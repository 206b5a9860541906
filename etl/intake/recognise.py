"""What kind of table a saved file is, told from its content and never from its name.

People keep these files for years and re-save them in spreadsheets. Accepted are commas, semicolons
and tabs, quotation marks or none, a stray semicolon behind every line, a missing preamble, and
deals that a line break in their comment tore in two.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from etl.common.errors import DataError, Problem
from etl.intake.raw import Text, texts
from etl.sources import Form, known

_LOOKED_AT = 60  # the header stands among the first lines
_YEAR = re.compile(r"(19|20)\d\d")
_FOOTER = re.compile(r"©|\(c\)|Source:|Copyright", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """One table of a saved file.

    Attributes:
        text: Where it stands.
        source: Which kind of table it is: the name of a source.
        form: What such tables look like.
        preamble: The lines above the header, without what a spreadsheet appended.
        header: The header's cells as written.
        rows: The cells as text, by the names of the form's columns, with ``line``.
    """

    text: Text
    source: str
    form: Form
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
    kinds = {part.form.words for part in parts}
    if len(kinds) > 1:
        found = " and ".join(sorted(kinds))
        raise DataError.of(path, f"the zip holds {found}", "Import them one by one.")
    return parts


def _part(text: Text) -> Part:
    for number, line in enumerate(text.lines[:_LOOKED_AT]):
        for delimiter in (",", ";", "\t"):
            cells = _cells(line, delimiter)
            for source, form in _forms().items():
                if names := form.columns(cells):
                    semicolons = delimiter == "," and line.rstrip().endswith(";")
                    preamble = tuple(_plain(above) for above in text.lines[:number])
                    rows = _rows(text, number, delimiter, names, form, semicolons)
                    return Part(text, source, form, preamble, tuple(cells), rows)
    raise DataError([_unrecognised(text)])


def _forms() -> dict[str, Form]:
    """The forms that are known, by source."""
    return {name: source.form for name, source in known().items() if source.form}


def with_years(names: tuple[str, ...]) -> tuple[str, ...] | None:
    """The names of a table's columns, if none is there twice and they hold years without a gap."""
    years = [int(name) for name in names if _YEAR.fullmatch(name)]
    whole = bool(years) and years == [*range(years[0], years[-1] + 1)]
    # The rows get a column of their own for the line.
    return names if whole and len({*names, "line"}) == len(names) + 1 else None


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
    text: Text, header: int, delimiter: str, names: tuple[str, ...], form: Form, semicolons: bool
) -> pd.DataFrame:
    lines = text.lines[header + 1 :]
    first = header + 2
    if semicolons:
        lines = [line.rstrip().rstrip(";") for line in lines]
    while lines and (not _plain(lines[-1]) or _is_footer(lines[-1], delimiter)):
        lines.pop()
    quoted = any('"' in line for line in lines)
    if quoted or (form.wide and delimiter == ";"):
        rows = _read_quoted(text, lines, first, delimiter, names, form)
    else:
        rows = _read_plain(text, lines, first, delimiter, names, form)
    return form.torn[1](text.path, rows) if form.torn else rows


def _is_footer(line: str, delimiter: str) -> bool:
    return line.count(delimiter) < 3 and _FOOTER.search(line) is not None


def _read_plain(
    text: Text, lines: list[str], first: int, delimiter: str, names: tuple[str, ...], form: Form
) -> pd.DataFrame:
    """Rows without quotation marks, as SIPRI writes them: a delimiter always ends a cell."""
    wanted = len(names) - 1
    torn_after = form.torn[0] if form.torn else wanted
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
        if torn_after <= count < wanted:
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
    text: Text, lines: list[str], first: int, delimiter: str, names: tuple[str, ...], form: Form
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
            if form.wide and len(row) > len(names):
                row = form.wide(row)
            if not any(row):
                continue
            if len(row) < len(names) and form.torn:
                row += [""] * (len(names) - len(row))
            if len(row) != len(names):
                raise DataError([_wrong_width(text, number, len(row), len(names))])
            cells.append(row)
            numbers.append(number)
    except csv.Error as error:
        raise DataError.of(
            text.path,
            f"the row is not CSV: {error}",
            "Mend its quotation marks, or save the table again.",
            first + last,
        ) from error
    rows = pd.DataFrame(cells, columns=list(names), dtype="str")
    return rows.assign(line=numbers)


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
    best: tuple[int, Form | None, list[str]] = (0, None, [])
    for line in text.lines[:_LOOKED_AT]:
        for delimiter in (",", ";", "\t"):
            cells = _cells(line, delimiter)
            for form in _forms().values():
                shared = len({*cells} & {*form.header} - {""})
                if shared > best[0]:
                    best = (shared, form, cells)
    shared, like, cells = best
    if like is None or shared < 3:
        known_here = "; ".join(form.words for form in _forms().values())
        return Problem(
            text.path, f"{within}this is none of the tables known here", f"Known are: {known_here}."
        )
    missing = [name for name in like.header if name and name not in cells]
    what = f"it lacks the columns {', '.join(missing)}" if missing else (
        "its columns are more, fewer, or in another order"
    )  # fmt: skip
    return Problem(
        text.path,
        f"{within}this looks like {like.words}, but {what}",
        "Download the table again, and keep its columns.",
    )

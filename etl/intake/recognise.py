"""What kind of table a saved file is, told from its content and never from its name.

People keep these files for years and re-save them in spreadsheets. Accepted are commas, semicolons
and tabs, decimal commas, quotation marks or none, a stray semicolon behind every line, a missing
preamble, and deals that a line break in their comment tore in two.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from etl.common.errors import DataError, Problem
from etl.intake import header
from etl.intake.raw import Text, texts
from etl.sources import Form, known

_LOOKED_AT = 60  # the header stands among the first lines
_YEAR = re.compile(r"(19|20)\d\d")
_FOOTER = re.compile(r"©|\(c\)|Source:|Copyright|Data from database:|Last Updated:", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """One table of a saved file.

    Attributes:
        text: Where it stands.
        source: Which kind of table it is: the name of a source.
        form: What such tables look like.
        preamble: The lines above the header, without what a spreadsheet appended.
        footer: The lines below the rows in the same way.
        header: The header's cells as written.
        line: The line that it stands on.
        unknown: The columns that its form does not know; ``rows`` has them not.
        rows: The cells as text, by the names of the form's columns, with ``line``.
    """

    text: Text
    source: str
    form: Form
    preamble: tuple[str, ...]
    footer: tuple[str, ...]
    header: tuple[str, ...]
    line: int
    unknown: tuple[str, ...]
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
    parts = [part_of(text) for text in texts(path)]
    kinds = {part.form.words for part in parts}
    if len(kinds) > 1:
        found = " and ".join(sorted(kinds))
        raise DataError.of(path, f"the zip holds {found}", "Import them one by one.")
    return parts


def part_of(text: Text) -> Part:
    """The table that stands in a text; raises DataError as :func:`recognise`."""
    for form in _forms().values():
        if form.tabled and (lines := form.tabled(text)):
            text = replace(text, lines=lines)
    for number, line in enumerate(text.lines[:_LOOKED_AT]):
        for delimiter in (",", ";", "\t"):
            cells = _cells(line, delimiter)
            for source, form in _forms().items():
                if names := form.columns(cells):
                    semicolons = delimiter == "," and line.rstrip().endswith(";")
                    preamble = tuple(_plain(above) for above in text.lines[:number])
                    unknown = _unknown(names, form)
                    end = _end(text, number, delimiter)
                    above = number - 1 if form.headless else number
                    rows = _rows(text, above, end, delimiter, names, form, semicolons)
                    rows = rows.drop(columns=[*unknown])
                    footer = tuple(_plain(below) for below in text.lines[end:])
                    return Part(
                        text, source, form, preamble, footer, tuple(cells), number + 1, unknown,
                        rows,
                    )  # fmt: skip
    raise DataError([_unrecognised(text)])


def _unknown(names: Sequence[str], form: Form) -> tuple[str, ...]:
    """The columns of a table that its form does not know; the years of a series stand in none."""
    if form.needed:
        return tuple(name for name in names if name not in form.needed)
    known = {*form.header, *form.spare} if form.header else {*names}
    return tuple(name for name in names if name not in known and not _YEAR.fullmatch(name))


def ignored(parts: list[Part]) -> list[Problem]:
    """What a user should know of columns that are left out, each of them once."""
    first = {name: part for part in reversed(parts) for name in part.unknown}
    fix = "All other columns are read as always."
    told = ((f"a column {name!r} that is not known: it is ignored", first[name]) for name in first)
    return [Problem(part.text.path, message, fix, part.line) for message, part in told]


def _forms() -> dict[str, Form]:
    """The forms that are known, by source."""
    return {name: source.form for name, source in known().items() if source.form}


def with_years(names: tuple[str, ...]) -> tuple[str, ...] | None:
    """The names of a table's columns, if none is there twice and they hold years without a gap."""
    years = [int(name) for name in names if _YEAR.fullmatch(name)]
    whole = bool(years) and years == [*range(years[0], years[-1] + 1)]
    return names if whole and header.each_once(names) else None


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


def _end(text: Text, above: int, delimiter: str) -> int:
    """How many lines there are down to the last row."""
    end = len(text.lines)
    while end > above + 1 and (
        not _plain(text.lines[end - 1]) or _is_footer(text.lines[end - 1], delimiter)
    ):
        end -= 1
    return end


def _rows(
    text: Text, above: int, end: int, delimiter: str, names: tuple[str, ...], form: Form,
    semicolons: bool,
) -> pd.DataFrame:  # fmt: skip
    lines = text.lines[above + 1 : end]
    first = above + 2
    if semicolons:
        lines = [line.rstrip().rstrip(";") for line in lines]
    # A delimiter may stand inside a text that has quotation marks, or was saved with semicolons.
    inside = any('"' in line for line in lines) or (form.wide is not None and delimiter == ";")
    rows = (_read_quoted if inside else _read_plain)(text, lines, first, delimiter, names, form)
    if delimiter != "," and form.needed and len(rows):
        _set_decimal_points(rows, [n for n in names if form.needed.get(n) == header.NUMBER])
    return form.torn[1](text.path, rows) if form.torn else rows


def _set_decimal_points(rows: pd.DataFrame, numbers: list[str]) -> None:
    """Points for the decimal commas of some languages' spreadsheets.

    A comma before three digits may mark thousands. It does not where another cell's comma cannot,
    and no number has a point.
    """
    cells = rows[numbers].stack()
    with_comma = cells[cells.str.contains(",", regex=False)]
    decimal = with_comma.str.fullmatch(r"0,[0-9]+|[0-9]+,([0-9]{1,2}|[0-9]{4,})")
    if decimal.any() and not cells.str.contains(".", regex=False).any():
        rows[numbers] = rows[numbers].replace(r"^([0-9]+),([0-9]+)$", r"\1.\2", regex=True)


def _is_footer(line: str, delimiter: str) -> bool:
    return _plain(line).count(delimiter) < 3 and _FOOTER.search(line) is not None


def _read_plain(
    text: Text, lines: list[str], first: int, delimiter: str, names: tuple[str, ...], form: Form
) -> pd.DataFrame:
    """Rows without quotation marks, as SIPRI writes them: a delimiter always ends a cell."""
    wanted = len(names) - 1
    torn_after = names.index(form.torn[0]) if form.torn else wanted
    whole: list[str] = []
    numbers: list[int] = []
    torn = ""
    for number, line in enumerate(lines, start=first):
        # A spreadsheet fills up an empty row, too; within a torn text delimiters may stand alone.
        if not (line if torn else line.strip(delimiter)):
            continue
        if torn:
            line = f"{torn} {line}"
        else:
            numbers.append(number)
        count = line.count(delimiter)
        torn = line if torn_after <= count < wanted else ""
        if torn:
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
            # Among columns that are not known, where the surplus belongs cannot be told.
            if form.wide and len(row) > len(names) == len(form.needed):
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
        fix = "Mend its quotation marks, or save the table again."
        message = f"the row is not CSV: {error}"
        raise DataError.of(text.path, message, fix, first + last) from error
    return pd.DataFrame(cells, columns=list(names), dtype="str").assign(line=numbers)


def _wrong_width(text: Text, line: int, found: int, wanted: int) -> Problem:
    message = f"the row has {found} cells where the header has {wanted}"
    fix = (
        "If it is a note below the table, remove it. Else look for a file cut short, or another"
        " delimiter; download the table again."
    )
    return text.problem(message, fix, line)


def _unrecognised(text: Text) -> Problem:
    """What the file looks like, and what it lacks."""
    start = "\n".join(text.lines[:_LOOKED_AT]).strip()
    if start[:1] == "<":
        fix = "Look at it in a browser: the service may have refused. Then download it again."
        return text.problem("this is a web page and not a table", fix)
    if "no data found" in start.lower():
        fix = "Ask for other years or countries."
        return text.problem("the service found no data for what was asked", fix)
    for form in _forms().values():
        for pattern, words, instead in form.others:
            if re.search(pattern, start, re.MULTILINE):
                return text.problem(f"this is {words}, which is not read here", instead)
    best: tuple[int, Form | None, list[str], int, str] = (0, None, [], 0, "")
    for number, line in enumerate(text.lines[:_LOOKED_AT], start=1):
        for delimiter in (",", ";", "\t"):
            cells = _cells(line, delimiter)
            for form in _forms().values():
                shared = len({*cells} & {*form.header} - {""})
                if shared > best[0]:
                    best = (shared, form, cells, number, delimiter)
    shared, like, cells, number, delimiter = best
    if like is None or shared < 3:
        known_here = "; ".join(sorted(form.words for form in _forms().values()))
        fix = f"Known are: {known_here}."
        if text.name:
            fix += f" If {text.name} stands beside one of these, remove it from the file."
        return text.problem("this is none of the tables known here", fix)
    if like.needed:
        names = header.named(cells, like.needed, like.spelt)
        missing = header.missing(names, like.needed)
        below = list(csv.reader(text.lines[number : number + _LOOKED_AT], delimiter=delimiter))
        rows = [row for row in below if len(row) == len(cells)]
        if new := header.renamed(names, like.needed, rows):
            return _renamed(text, number, like, missing, new)
    else:
        missing = [name for name in like.header if name not in cells]
    what = f"it lacks the columns {', '.join(missing)}" if missing else (
        "its columns stand in another order, or one of them twice"
    )  # fmt: skip
    fix = "Download the table again, and keep its columns."
    return text.problem(f"this looks like {like.words}, but {what}", fix, number)


def _renamed(text: Text, line: int, like: Form, missing: list[str], new: dict[str, str]) -> Problem:
    """That columns seem to have new names."""
    seems = " and ".join(f"{now!r} holds what {was!r} held" for was, now in new.items())
    write = " and ".join(f"{was!r} for {now!r}" for was, now in new.items())
    return text.problem(
        f"this looks like {like.words}, but it lacks the columns {', '.join(missing)}. {seems}, and"
        " may be its new name",
        f"If it is, write {write} in this line and import the file again.",
        line,
    )

"""Reading a CSV table strictly: every cell is typed, and every fault is told with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from etl.common.errors import DataError, Problem
from etl.common.given import content_of

FIRST_YEAR = 1950
_POSITIVE = r"[0-9]{1,15}(\.[0-9]+)?"  # no more digits than a number of the machine holds
_PER_COLUMN = 5  # of one fault in one column, this many lines are named and the rest counted


class Table:
    """A CSV table being read: the typed rows so far, and the problems found in it.

    The rows carry a column ``line``, the line of the file on which each stands. A method that
    types a column reports the cells it cannot accept; ``done`` raises when there were any, so a
    maintainer sees all faults of a file at once.
    """

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._headings: Mapping[str, str] = {}
        lines, rows = _read(path, header)
        self.rows = pd.DataFrame(rows, columns=list(header), dtype="str")
        self.rows["line"] = lines

    @classmethod
    def of(cls, path: Path, rows: pd.DataFrame, names: Mapping[str, str] | None = None) -> Table:
        """A table whose cells were read elsewhere: text, with the column ``line``.

        ``names`` are those that its columns take here; a fault is told by those they had.
        """
        table = cls.__new__(cls)
        names = names or {}
        table.path, table.problems, table.rows = path, [], rows.rename(columns=names)
        table._headings = {name: heading for heading, name in names.items()}
        return table

    def text(self, *columns: str) -> None:
        """The cells of these columns must not be empty."""
        for column in columns:
            empty = self.rows[column].str.strip() == ""
            self.refuse(empty, column, "the cell is empty", "Fill it in, or drop the row.")

    def optional_text(self, *columns: str) -> None:
        """Empty cells of these columns become missing."""
        for column in columns:
            self.rows[column] = self.rows[column].where(self.rows[column] != "", None)

    def choice(self, column: str, allowed: Collection[str]) -> None:
        """Each cell must be one of the words allowed (the empty word is allowed if listed)."""
        message = "the word is not one of those known here"
        fix = f"Use one of: {', '.join(map(repr, allowed))}."
        self.refuse(~self.rows[column].isin(allowed), column, message, fix)

    def year(self, *columns: str, optional: bool = False) -> None:
        """Whole years from 1950 to next year."""
        newest = date.today().year + 1
        message = f"not a year from {FIRST_YEAR} to {newest}"
        for column in columns:
            cells = self.rows[column]
            # Of four digits the text is in order where the numbers are.
            valid = cells.str.fullmatch("[0-9]{4}") & cells.between(str(FIRST_YEAR), str(newest))
            self._number(column, valid, message, "Correct the year.", optional, "Int64")

    def window(self) -> None:
        """The period must not end before it begins; call after :meth:`year`."""
        backwards = (self.rows["first_year"] > self.rows["last_year"]).fillna(False)
        fix = "Give a year not before first_year."
        self.refuse(backwards, "last_year", "the period ends before it begins", fix)

    def tiv(self) -> None:
        """Volumes in million TIV (``tiv_m``): finite numbers that are not negative."""
        message = "not a volume: a number of million TIV, zero or more"
        fix = "Correct the number; write decimals with a point and no thousands mark."
        self._number("tiv_m", self.rows["tiv_m"].str.fullmatch(_POSITIVE), message, fix)

    def number(self, *columns: str, optional: bool = False) -> None:
        """Numbers that are not negative; an optional one may be missing."""
        fix = "Look for a mark for thousands, a shifted column, or a file cut short."
        for column in columns:
            self.rows[column] = self.rows[column].str.strip()
            valid = self.rows[column].str.fullmatch(_POSITIVE)
            self._number(column, valid, "not a number of zero or more", fix, optional)

    def count(self, *columns: str, optional: bool = False) -> None:
        """The same in whole, which some programs write as 12.0; 1.072 are a thousand or one."""
        for column in columns:
            cells = self.rows[column].str.strip()
            parted = cells.str.fullmatch(r"[0-9]+\.[0-9]+") & ~cells.str.fullmatch(r"[0-9]+\.00?")
            self.number(column, optional=optional)
            fix = "Write it without a mark for thousands."
            self.refuse(parted, column, "not a whole number", fix)

    def calendar_year(self, column: str, *, first: int, optional: bool = False) -> None:
        """Whole years from ``first`` to next year; an optional one may be missing."""
        self.number(column, optional=optional)
        newest = date.today().year + 1
        years = self.rows[column]
        wrong = (years.notna() & ~years.between(first, newest)) | (years % 1 > 0)
        message = f"not a year from {first} to {newest}"
        self.refuse(wrong, column, message, "Look for a shifted column.")
        self.rows[column] = years.where(years % 1 == 0).astype("Int64")

    def flag(self, column: str, yes: str, no: str) -> None:
        """Whether a cell has the word ``yes``; the empty cell is unknown unless it is ``no``."""
        cells = self.rows[column].str.strip()
        neither = ~cells.isin(["", yes, no])
        self.refuse(neither, column, f"neither {yes!r} nor {no!r}", "Look for a shifted column.")
        self.rows[column] = cells.map({no: False, yes: True}).astype("boolean")

    def printed(self, column: str = "value") -> None:
        """Numbers kept as printed; adds ``<column>_number`` and ``<column>_decimals``."""
        valid = self.rows[column].str.fullmatch(f"-?{_POSITIVE}")
        fix = "Write it as printed, with a decimal point if any."
        self.refuse(~valid, column, "not a number", fix)
        cells = self.rows[column].where(valid, "0")
        self.rows[f"{column}_number"] = cells.astype("float64")
        self.rows[f"{column}_decimals"] = cells.map(lambda cell: len(cell.partition(".")[2]))

    def share(self, which: pd.Series[bool], fix: str) -> None:
        """Of these rows ``value`` is a share in per cent; call after :meth:`printed`."""
        outside = which & ~self.rows["value_number"].between(0, 100)
        self.refuse(outside, "value", "a share must lie between 0 and 100 per cent", fix)

    def published_on(self, column: str) -> None:
        """Dates as far as they are known: YYYY, YYYY-MM or YYYY-MM-DD, or empty."""
        valid = self.rows[column].map(_is_partial_date).astype(bool)
        fix = "Write YYYY-MM-DD, YYYY-MM or YYYY, or leave it empty."
        self.refuse(~valid, column, "not a date", fix)
        # As far as it is known, a date is in order as text; other time zones are a day ahead.
        future = valid & (self.rows[column] > str(date.today() + timedelta(1)))
        self.refuse(future, column, "the date is in the future", "Correct it.")

    def unique(self, *columns: str) -> None:
        """No two rows may share the values of these columns."""
        first = self.rows.groupby(list(columns), dropna=False)["line"].transform("first")
        repeated = self.rows.assign(first=first)[first != self.rows["line"]]
        for row in repeated.head(_PER_COLUMN).to_dict("records"):
            message = f"the same row stands in line {row['first']} already"
            value = " / ".join(_shown(row[column]) for column in columns)
            key = " / ".join(map(self._heading, columns))
            self._tell(message, "Keep one of the two.", row["line"], key, value)
        if (more := len(repeated) - _PER_COLUMN) > 0:
            self._tell(f"{more} more rows stand twice", "Keep one of each.")

    def refuse(self, wrong: pd.Series[Any], column: str, message: str, fix: str) -> None:
        """Report the rows marked ``wrong``: a fault in ``column``, and what to do about it."""
        bad = self.rows[wrong.astype(bool)]
        heading = self._heading(column)
        for line, value in zip(bad["line"].head(_PER_COLUMN), bad[column], strict=False):
            self._tell(message, fix, int(line), heading, _shown(value))
        if (more := len(bad) - _PER_COLUMN) > 0:
            line = int(bad["line"].iloc[_PER_COLUMN])
            self._tell(f"{message}: in {more} more rows", fix, line, heading)

    def done(self) -> pd.DataFrame:
        """The typed rows.

        Raises:
            DataError: if any cell was refused.
        """
        if self.problems:
            raise DataError(self.problems)
        return self.rows

    def _heading(self, column: str) -> str:
        return self._headings.get(column, column)

    def _tell(self, message: str, fix: str, *where: Any) -> None:
        self.problems.append(Problem(self.path, message, fix, *where))

    def _number(
        self, column: str, valid: pd.Series[bool], message: str, fix: str,
        optional: bool = False, kind: Literal["float64", "Int64"] = "float64",
    ) -> None:  # fmt: skip
        """Turn the valid cells into numbers; refuse the others, but for those left empty."""
        cells = self.rows[column]
        self.refuse(~valid & ~((cells == "") & optional), column, message, fix)
        self.rows[column] = pd.to_numeric(cells.where(valid), errors="coerce").astype(kind)


def _read(path: Path, header: Sequence[str]) -> tuple[list[int], list[list[str]]]:
    """The rows below the header with the line each ends on, all of the header's width."""
    try:
        content = content_of(path)
    except OSError as error:
        raise DataError.of(
            path, f"the table cannot be read: {error.strerror}", "Restore the file."
        ) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        value = repr(content[error.start : error.start + 1])
        raise DataError.of(
            path, "the file is not UTF-8", "Save it as UTF-8.", line, value=value
        ) from error
    if not text.strip():
        raise DataError.of(path, "the file is empty", "Restore the table.")
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise DataError.of(
            path, "the file holds a NUL character", "Save it as plain UTF-8 text.", line
        )
    lines: list[int] = []
    rows: list[list[str]] = []
    problems: list[Problem] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        found = next(reader)
        if found != list(header):
            raise DataError([_wrong_header(path, header, found)])
        for row in reader:
            if not row:
                continue
            if len(row) != len(header):
                message = f"the row has {len(row)} fields where the header has {len(header)}"
                fix = "Look for a missing or an unquoted comma, or a file cut short."
                problems.append(Problem(path, message, fix, reader.line_num))
                continue
            lines.append(reader.line_num)
            rows.append(row)
    except csv.Error as error:
        message = f"the row is not CSV: {error}"
        problems.append(Problem(path, message, "Mend its quotation marks.", reader.line_num))
    if problems:
        raise DataError(problems[:_PER_COLUMN])
    if not rows:
        raise DataError.of(path, "the table has a header and no rows", "Restore the rows.")
    return lines, rows


def _wrong_header(path: Path, header: Sequence[str], found: Sequence[str]) -> Problem:
    missing = [name for name in header if name not in found]
    unknown = [name for name in found if name not in header]
    parts = [f"missing {', '.join(missing)}"] if missing else []
    parts += [f"unknown {', '.join(repr(name[:40]) for name in unknown)}"] if unknown else []
    differs = "; ".join(parts) or "the order differs"
    message = f"the header is not the expected one: {differs}"
    return Problem(path, message, "Expected: " + ",".join(header), line=1)


def _is_partial_date(cell: str) -> bool:
    """Whether it is empty, or a date as far as it is known."""
    if not re.fullmatch("([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?", cell):
        return False
    try:
        date.fromisoformat(cell + "2000-01-01"[len(cell) :])
    except ValueError:
        return False
    return True


def _shown(value: object) -> str:
    """A cell as a message shows it: missing as nothing, and no more than fits a line."""
    if isinstance(value, float) and value.is_integer():  # typed already, and written without .0
        value = int(value)
    return "" if value is None or value is pd.NA or value != value else str(value)[:80]

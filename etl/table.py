"""Reading a CSV table strictly: every cell is typed, and every fault is told with its line."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from etl.common.errors import DataError, Problem

FIRST_YEAR = 1950
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
        lines, rows = _read(path, header)
        self.rows = pd.DataFrame(rows, columns=list(header), dtype="str")
        self.rows["line"] = lines

    @classmethod
    def of(cls, path: Path, rows: pd.DataFrame) -> Table:
        """A table whose cells were read elsewhere: text, with the column ``line``."""
        table = cls.__new__(cls)
        table.path, table.problems, table.rows = path, [], rows
        return table

    def text(self, *columns: str) -> None:
        """The cells of these columns must not be empty."""
        for column in columns:
            self.refuse(
                self.rows[column].str.strip() == "",
                column,
                "the cell is empty",
                "Fill it in, or drop the row.",
            )

    def optional_text(self, *columns: str) -> None:
        """Empty cells of these columns become missing."""
        for column in columns:
            self.rows[column] = self.rows[column].where(self.rows[column] != "", None)

    def choice(self, column: str, allowed: Collection[str]) -> None:
        """Each cell must be one of the words allowed (the empty word is allowed if listed)."""
        self.refuse(
            ~self.rows[column].isin(allowed),
            column,
            "the word is not one of those known here",
            "Use one of: " + ", ".join(repr(word) for word in allowed) + ".",
        )

    def year(self, *columns: str, optional: bool = False) -> None:
        """Whole years from 1950 to next year."""
        newest = date.today().year + 1
        for column in columns:
            self._number(
                column,
                optional,
                lambda cell: bool(_YEAR.fullmatch(cell)) and FIRST_YEAR <= int(cell) <= newest,
                f"not a year from {FIRST_YEAR} to {newest}",
                "Correct the year.",
                whole=True,
            )

    def window(self, first: str = "first_year", last: str = "last_year") -> None:
        """The period must not end before it begins; call after :meth:`year`."""
        self.refuse(
            (self.rows[first] > self.rows[last]).fillna(False),
            last,
            "the period ends before it begins",
            f"Give a year not before {first}.",
        )

    def tiv(self, column: str = "tiv_m") -> None:
        """Volumes in million TIV: finite numbers that are not negative."""
        self._number(
            column,
            False,
            lambda cell: _is_number(cell) and float(cell) >= 0,
            "not a volume: a number of million TIV, zero or more",
            "Correct the number; write decimals with a point and no thousands mark.",
        )

    def number(self, *columns: str, optional: bool = False) -> None:
        """Numbers that are not negative; an optional one may be missing."""
        for column in columns:
            cells = self.rows[column].str.strip()
            valid = cells.str.fullmatch(r"[0-9]{1,15}(\.[0-9]+)?")
            self.refuse(
                ~valid & ~((cells == "") & optional),
                column,
                "not a number of zero or more",
                "Look for a shifted column or a file cut short.",
            )
            self.rows[column] = pd.to_numeric(cells.where(valid), errors="coerce").astype("float64")

    def calendar_year(self, column: str, *, first: int, optional: bool = False) -> None:
        """Whole years from ``first`` to next year; an optional one may be missing."""
        self.number(column, optional=optional)
        newest = date.today().year + 1
        years = self.rows[column]
        self.refuse(
            (years.notna() & ~years.between(first, newest)) | (years % 1 > 0),
            column,
            f"not a year from {first} to {newest}",
            "Look for a shifted column.",
        )
        self.rows[column] = years.where(years % 1 == 0).astype("Int64")

    def flag(self, column: str, yes: str, no: str) -> None:
        """Whether a cell has the word ``yes``; the empty cell is unknown unless it is ``no``."""
        cells = self.rows[column].str.strip()
        self.refuse(
            ~cells.isin(["", yes, no]),
            column,
            f"neither {yes!r} nor {no!r}",
            "Look for a shifted column.",
        )
        known = cells.map({no: False, yes: True})
        self.rows[column] = known.astype("boolean")

    def printed(self, column: str = "value") -> None:
        """Numbers kept as printed; adds ``<column>_number`` and ``<column>_decimals``."""
        valid = self.rows[column].map(_is_number).astype(bool)
        self.refuse(
            ~valid, column, "not a number", "Write it as printed, with a decimal point if any."
        )
        cells = self.rows[column].where(valid, "0")
        self.rows[f"{column}_number"] = cells.astype("float64")
        self.rows[f"{column}_decimals"] = cells.map(lambda cell: len(cell.partition(".")[2]))

    def share(self, which: pd.Series[bool], fix: str) -> None:
        """Of these rows ``value`` is a share in per cent; call after :meth:`printed`."""
        self.refuse(
            which & ~self.rows["value_number"].between(0, 100),
            "value",
            "a share must lie between 0 and 100 per cent",
            fix,
        )

    def published_on(self, column: str) -> None:
        """Dates as far as they are known: YYYY, YYYY-MM or YYYY-MM-DD, or empty."""
        self.refuse(
            ~self.rows[column].map(_is_partial_date).astype(bool),
            column,
            "not a date",
            "Write YYYY-MM-DD, YYYY-MM or YYYY, or leave it empty.",
        )

    def unique(self, *columns: str) -> None:
        """No two rows may share the values of these columns."""
        first = self.rows.groupby(list(columns), dropna=False)["line"].transform("first")
        repeated = self.rows.assign(first=first)[first != self.rows["line"]]
        for row in repeated.head(_PER_COLUMN).to_dict("records"):
            self.problems.append(
                Problem(
                    self.path,
                    f"the same row stands in line {row['first']} already",
                    "Keep one of the two.",
                    line=row["line"],
                    column=" / ".join(columns),
                    value=" / ".join(_shown(row[column]) for column in columns),
                )
            )
        if len(repeated) > _PER_COLUMN:
            more = len(repeated) - _PER_COLUMN
            self.problems.append(
                Problem(self.path, f"{more} more rows stand twice", "Keep one of each.")
            )

    def refuse(self, wrong: pd.Series[Any], column: str, message: str, fix: str) -> None:
        """Report the rows marked ``wrong``: a fault in ``column``, and what to do about it."""
        bad = self.rows[wrong.astype(bool)]
        for line, value in zip(bad["line"].head(_PER_COLUMN), bad[column], strict=False):
            self.problems.append(Problem(self.path, message, fix, int(line), column, _shown(value)))
        if len(bad) > _PER_COLUMN:
            self.problems.append(
                Problem(
                    self.path,
                    f"{message}: in {len(bad) - _PER_COLUMN} more rows",
                    fix,
                    int(bad["line"].iloc[_PER_COLUMN]),
                    column,
                )
            )

    def done(self) -> pd.DataFrame:
        """The typed rows.

        Raises:
            DataError: if any cell was refused.
        """
        if self.problems:
            raise DataError(self.problems)
        return self.rows

    def _number(
        self,
        column: str,
        optional: bool,
        accepted: Callable[[str], bool],
        message: str,
        fix: str,
        *,
        whole: bool = False,
    ) -> None:
        cells = self.rows[column]
        valid = cells.map(accepted).astype(bool)
        empty = cells == ""
        self.refuse(~valid & ~(empty if optional else False), column, message, fix)
        numbers = pd.to_numeric(cells.where(valid), errors="coerce")
        self.rows[column] = numbers.astype("Int64" if whole else "float64")


def _read(path: Path, header: Sequence[str]) -> tuple[list[int], list[list[str]]]:
    """The rows below the header with the line each ends on, all of the header's width."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError.of(
            path, f"the table cannot be read: {error.strerror}", "Restore the file."
        ) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError.of(
            path,
            "the file is not UTF-8",
            "Save it as UTF-8.",
            line,
            value=repr(content[error.start : error.start + 1]),
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
                problems.append(
                    Problem(
                        path,
                        f"the row has {len(row)} fields where the header has {len(header)}",
                        "Look for a missing or an unquoted comma, or a file cut short.",
                        reader.line_num,
                    )
                )
                continue
            lines.append(reader.line_num)
            rows.append(row)
    except csv.Error as error:
        problems.append(
            Problem(
                path, f"the row is not CSV: {error}", "Mend its quotation marks.", reader.line_num
            )
        )
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
    return Problem(
        path,
        "the header is not the expected one: " + ("; ".join(parts) or "the order differs"),
        "Expected: " + ",".join(header),
        line=1,
    )


_YEAR = re.compile(r"[0-9]{4}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None and math.isfinite(float(cell))


def _is_partial_date(cell: str) -> bool:
    if cell == "":
        return True
    match = _PARTIAL_DATE.fullmatch(cell)
    if match is None:
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def _shown(value: object) -> str:
    """A cell as a message shows it: missing as nothing, and no more than fits a line."""
    return "" if value is None or value is pd.NA or value != value else str(value)[:80]

"""A newsroom's own list: a table of claims in, the same rows with the answers out as CSV."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.claims.checked import APPROXIMATE, Checked
from etl.claims.claim import Claim
from etl.claims.desk import NO_MISTAKE, Desk
from etl.claims.fault import Fault
from etl.claims.metrics import SIDES, UNITS
from etl.claims.mistakes import Finding
from etl.claims.reading import Known, read
from etl.common.errors import DataError
from etl.intake.raw import texts

READ = (
    "supplier", "recipient", "metric", "value", "comparison", "unit", "first_year", "last_year",
    "period", "compared", "other", "weapon", "statement", "published", "attributed_to",
)  # fmt: skip
NEEDED = ("metric", "value")
ADDED = (
    "verdict", "why", "newest_release", "newest_value", "fact_sheets", "difference", "diagnosis",
    "to_print",
)  # fmt: skip
NOT_UNDERSTOOD = "Not understood"
_AT_ONCE = 500
# A spreadsheet takes a cell that begins so for a formula, but for numbers as the desk writes them:
# a change, a difference, what fact sheets printed.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = rf"[-+]?[0-9.,]+(\s(%|points|{'|'.join(UNITS)})( \([0-9]{{4}}\)|, {APPROXIMATE})?)?"
_NUMBERS = re.compile(rf"{_NUMBER}(, {_NUMBER})*")


@dataclass(frozen=True)
class Row:
    """A row of the list: its line and cells as they came, and what the desk says of it.

    ``checked`` is None where the row could not be understood; ``faults`` say why.
    """

    line: int
    cells: tuple[str, ...]
    checked: Checked | None
    findings: tuple[Finding, ...]
    faults: tuple[Fault, ...]

    @property
    def verdict(self) -> str:
        """The verdict, or that the row was not understood."""
        return self.checked.verdict.word if self.checked else NOT_UNDERSTOOD

    @property
    def why(self) -> str:
        """Why the verdict is what it is, or what is unclear about the row."""
        if self.checked is None:
            return " ".join(str(fault) for fault in self.faults)
        return self.checked.verdict.why

    @property
    def diagnosis(self) -> str:
        """The mistakes that give the number, best first; empty where none was looked for."""
        if self.checked is None or not self.checked.asks_for_diagnosis:
            return ""
        return " ".join(finding.sentence for finding in self.findings) or NO_MISTAKE

    def answers(self) -> list[str]:
        """The cells of :data:`ADDED`."""
        checked = self.checked
        if checked is None:
            return [self.verdict, self.why, *[""] * (len(ADDED) - 2)]
        newest = checked.newest()
        return [
            self.verdict, self.why, str(newest.release) if newest else "",
            checked.computed(newest.release) if newest else "", checked.fact_sheets(),
            checked.difference(), self.diagnosis, checked.to_print(),
        ]  # fmt: skip


def check_file(
    path: Path, desk: Desk, report: Callable[[int, int], None]
) -> tuple[list[str], list[Row]]:
    """The header and every row of a list, checked; a row that is not understood is kept.

    The list is CSV, separated by commas, semicolons or tabs, or a workbook of one sheet. Columns
    that are not in :data:`READ` are carried along. Reports how many rows are done, and of how many.

    Raises:
        DataError: if the file cannot be read or lacks a column that is needed.
    """
    header, lines = _read(path)
    rows: list[Row] = []
    for start in range(0, len(lines), _AT_ONCE):
        rows += _checked(header, lines[start : start + _AT_ONCE], desk)
        report(len(rows), len(lines))
    return header, rows


def write(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    """Write the list with the answers behind its own columns.

    A cell that a spreadsheet would take for a formula is led by an apostrophe.

    Raises:
        DataError: if the file cannot be written.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*header, *ADDED])
    for row in rows:
        writer.writerow([_harmless(cell) for cell in (*row.cells, *row.answers())])
    try:
        # With a mark, by which Excel on Windows knows UTF-8.
        path.write_text(out.getvalue(), encoding="utf-8-sig")
    except OSError as error:
        raise _unwritable(path, error) from error


def refuse_unwritable(path: Path) -> None:
    """Make sure that a file can be written, before there is anything to write.

    Raises:
        DataError: if it cannot.
    """
    was_there = path.exists()
    try:
        path.open("a").close()
        if not was_there:
            path.unlink()
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> DataError:
    return DataError.of(path, f"cannot be written: {error.strerror}", "Give another file.")


def _checked(
    header: Sequence[str], lines: Sequence[tuple[int, list[str]]], desk: Desk
) -> list[Row]:
    found = [_one(header, cells, desk.known) for _, cells in lines]
    answers = iter(desk.check([claim for claim in found if isinstance(claim, Claim)]))
    rows = []
    for (line, cells), claim in zip(lines, found, strict=True):
        if isinstance(claim, list):
            rows.append(Row(line, tuple(cells), None, (), tuple(claim)))
        else:
            checked = next(answers)
            rows.append(Row(line, tuple(cells), checked, desk.diagnose(checked), ()))
    return rows


def _one(header: Sequence[str], cells: Sequence[str], known: Known) -> Claim | list[Fault]:
    if len(cells) != len(header):
        count = f"the row has {len(cells)} cells where the header has {len(header)}"
        return [Fault("row", f"{count}; look for a missing or an unquoted separator.")]
    return read(dict(zip(header, cells, strict=True)), known)


def _read(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and the cells of each row with its line."""
    (table, *others) = texts(path)
    if others:
        message = f"has {len(others) + 1} sheets or files"
        raise DataError.of(path, message, "Keep the list alone, or save it as CSV.")
    separator = max((",", ";", "\t"), key=table.lines[0].count)
    text = io.StringIO("\n".join(table.lines), newline="")
    reader = csv.reader(text, delimiter=separator, strict=True)
    lines = []
    try:
        names = [name.strip() for name in next(reader, [])]
        header = [name.lower() if name.lower() in READ else name for name in names]
        # Answers of an earlier check are given anew.
        own = len(header) - len(ADDED) * (tuple(header[-len(ADDED) :]) == ADDED)
        for row in reader:
            if any(cell.strip() for cell in row):
                lines.append((reader.line_num, row[:own] if len(row) == len(header) else row))
        header = header[:own]
    except csv.Error as error:
        message, fix = f"is not CSV: {error}", "Mend the quotation marks."
        raise DataError.of(path, message, fix, reader.line_num) from error
    missing = [name for name in NEEDED if name not in header]
    for either in ("period", "last_year"), SIDES:
        if not {*either} & {*header}:
            missing.append(either[0])
    named = [name for name in header if name]
    if len(set(named)) < len(named):
        raise DataError.of(path, "has two columns of one name", "Rename one of them.", 1)
    if missing:
        fix = f"The columns that are read: {', '.join(READ)}; others are carried along."
        raise DataError.of(path, f"lacks the column {', '.join(missing)}", fix, 1)
    if not lines:
        raise DataError.of(path, "has no rows", "Add the figures to check.")
    return header, lines


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in _FORMULA and not _NUMBERS.fullmatch(cell) else cell

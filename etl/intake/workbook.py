"""The tables of a spreadsheet's own file: what stands in each of its sheets, as lines of CSV."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from etl.common.errors import DataError

_IN_PERCENT = re.compile(r"[0#](?:\.([0#]+))? ?%")  # a cell's format, with its decimals


def sheets(path: Path) -> list[tuple[str, bytes]]:
    """The sheets that are not empty: name, and CSV with a line for each row.

    Raises:
        DataError: if the workbook is damaged or empty.
    """
    from openpyxl import load_workbook

    try:
        # By its content, for openpyxl looks at the name of a path. A formula comes as it was typed:
        # SIPRI has none, and none stands for a number here.
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True)
            found = [(sheet.title, _csv(sheet.iter_rows())) for sheet in book]
    except Exception as error:  # openpyxl 3.1.5 lets through whatever its parsers stumble over
        raise DataError.of(
            path, f"the workbook is damaged: {error}", "Save it again, or save it as .csv."
        ) from error
    found = [(name, content) for name, content in found if content.strip(b",\r\n ")]
    if not found:
        raise DataError.of(path, "the workbook is empty", "Check that it is the one meant.")
    return found


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    cells = [[_text(cell.value, cell.number_format) for cell in row] for row in rows]
    width = max(map(len, cells), default=0)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [*row, *[""] * (width - len(row))] for row in cells
    )
    return out.getvalue().encode("utf-8")


def _text(cell: object, form: str) -> str:
    """A cell as SIPRI would write it; within a text a line break becomes a blank."""
    if cell is None:
        return ""
    if isinstance(cell, int | float) and (shown := _IN_PERCENT.search(form)):
        # What is seen as 69 % is kept as 0.69.
        return f"{cell:.{len(shown[1] or '')}%}".replace("%", " %")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\r\n", " ").replace("\n", " ").replace("\r", " ")

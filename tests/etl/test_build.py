"""Bad input and bad places: told with what to do about them, and the old warehouse is kept."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.cli import main
from etl.common.errors import WarehouseError
from etl.warehouse.build import build
from tests.conftest import DATA, arms_etl, left_over, quiet, reseal

# Bad input: each must be told with its place, and must leave the old warehouse as it was.

FLOWS = "sipri/flows_2025.csv"
Spoil = Callable[[Path], None]


def add(table: str, row: str) -> Spoil:
    def spoil(data: Path) -> None:
        path = data / table
        path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
        reseal(path)

    return spoil


def content(table: str, change: Callable[[bytes], bytes], *, sealed: bool = True) -> Spoil:
    def spoil(data: Path) -> None:
        path = data / table
        path.write_bytes(change(path.read_bytes()))
        if sealed:
            reseal(path)

    return spoil


def removed(data: Path) -> None:
    (data / FLOWS).unlink()


LINES = len((DATA / FLOWS).read_text(encoding="utf-8").splitlines())
CELLS = len((DATA / "published/factsheet_cells.csv").read_text(encoding="utf-8").splitlines())
CELL = "2025,Table 1,France,Peru,share_of_supplier_exports,2020,2024,{},,percent,,,T,http://a.example/,press_report,"

BAD_INPUT: dict[str, tuple[Spoil, list[str]]] = {
    "missing": (removed, ["flows_2025.csv", "the table is missing", "Restore it"]),
    "truncated": (
        content(FLOWS, lambda text: text[: len(text) // 2], sealed=False),
        ["flows_2025.csv", "truncated, damaged or edited", "Restore it"],
    ),
    "truncated within a row, and sealed": (
        content(FLOWS, lambda text: text.rstrip(b"\n").rpartition(b",")[0] + b"\n"),
        [f"flows_2025.csv, line {LINES}", "5 fields where the header has 6", "cut short"],
    ),
    "not UTF-8": (
        content(FLOWS, lambda text: text.replace(b"Turkiye", b"T\xfcrkiye", 1)),
        ["flows_2025.csv, line ", "not UTF-8", r"xfc", "Save it as UTF-8"],
    ),
    "wrong header": (
        content(FLOWS, lambda text: text.replace(b"tiv_m", b"usd_m", 1)),
        ["flows_2025.csv, line 1", "missing tiv_m; unknown 'usd_m'", "Expected: supplier,"],
    ),
    "empty": (
        content(FLOWS, lambda text: b""),
        ["flows_2025.csv", "the file is empty", "Restore the table"],
    ),
    "header only": (
        content(FLOWS, lambda text: text.partition(b"\n")[0] + b"\n"),
        ["flows_2025.csv", "a header and no rows", "Restore the rows"],
    ),
    "duplicate key": (
        add(FLOWS, "Albania,Burkina Faso,2010,2014,,1.2"),
        [f"flows_2025.csv, line {LINES + 1}", "column supplier / recipient / first_year",
         "line 2 already", "found 'Albania / Burkina Faso / 2010 / 2014 / '", "Keep one"],
    ),
    "share above 100": (
        add("published/factsheet_cells.csv", CELL.format(101)),
        [f"factsheet_cells.csv, line {CELLS + 1}, column value", "between 0 and 100",
         "found '101'", "Compare it with the source"],
    ),
    "year before 1950": (
        add(FLOWS, "Albania,Peru,1949,1949,,1"),
        [f"flows_2025.csv, line {LINES + 1}, column first_year", "not a year from 1950",
         "found '1949'", "Correct the year"],
    ),
    "year after next": (
        add(FLOWS, "Albania,Peru,2020,2150,,1"),
        [f"flows_2025.csv, line {LINES + 1}, column last_year", "not a year from 1950",
         "found '2150'", "Correct the year"],
    ),
    "unknown country": (
        add(FLOWS, "Albania,Atlantis,2020,2024,,1"),
        [f"flows_2025.csv, line {LINES + 1}, column recipient", "unknown country name",
         "found 'Atlantis'", "Correct the name, or add it to data/reference/aliases.csv"],
    ),
    "negative volume": (
        add(FLOWS, "Albania,Peru,2020,2024,,-1"),
        [f"flows_2025.csv, line {LINES + 1}, column tiv_m", "zero or more", "found '-1'",
         "Correct the number"],
    ),
    "a flow that stands twice": (
        # Turkey is another name of Türkiye, so this is no duplicate key of the file.
        content(FLOWS, lambda text: text + next(
            line for line in text.splitlines(keepends=True)
            if line.startswith(b"Turkiye,") and b",2020,2024,," in line
        ).replace(b"Turkiye", b"Turkey")),
        ["data/sipri/flows_2025.csv: lines ", f" and {LINES + 1} count the same deliveries",
         "keep one of them"],
    ),
    "a flow made larger": (
        content(FLOWS, lambda text: re.sub(
            rb"(United States,Ukraine,2020,2024,,)([0-9.]+)", rb"\g<1>99999", text, count=1)),
        ["data/sipri/flows_2025.csv, 2020–2024: flows ", "world total of the 2025 release",
         "look for rows added, lost or doubled"],
    ),
    "a cell that does not come out again": (
        add("published/factsheet_cells.csv", CELL.format(55)),
        [f"data/published/factsheet_cells.csv, line {CELLS + 1}: printed 55, computed",
         "exceptions.csv", "or correct the cell"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD_INPUT)
def test_bad_input_leaves_the_old_warehouse(
    data_copy: Path, built: Path, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = built.read_bytes()
    spoil, words = BAD_INPUT[fault]
    spoil(data_copy)
    assert main(["build", "--data", str(data_copy), "--warehouse", str(built)]) == 1
    told = capsys.readouterr().err
    for word in words:
        assert word in told
    assert "still in use" in told
    assert built.read_bytes() == before
    assert left_over(built) == []


def test_a_new_warehouse_is_not_begun_from_bad_data(data_copy: Path, tmp_path: Path) -> None:
    removed(data_copy)
    target = tmp_path / "new" / "warehouse.duckdb"
    target.parent.mkdir()
    assert main(["build", "--data", str(data_copy), "--warehouse", str(target)]) == 1
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("absent/w.duckdb", ["there is no such folder", "Create it, or give another --warehouse"]),
        ("file/w.duckdb", ["there is no such folder"]),
        ("folder", ["is a folder. Give the path of a file as --warehouse"]),
        ("locked/w.duckdb", ["cannot be written", "check the folder's rights"]),
    ],
)
def test_places_that_cannot_be_written(tmp_path: Path, place: str, words: list[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    # A folder in the lock's place stops everybody, also those whom rights do not bind.
    (tmp_path / "locked" / ".w.duckdb.lock").mkdir(parents=True)
    with pytest.raises(WarehouseError) as caught:
        build([], tmp_path / place, quiet)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="rights do not bind root")
def test_folders_without_rights(tmp_path: Path, data_copy: Path) -> None:
    (data_copy / "sipri").chmod(0)
    done = arms_etl("build", "--data", data_copy)
    (data_copy / "sipri").chmod(0o755)
    assert done.returncode == 1
    assert "sipri: cannot be used: Permission denied" in done.stderr
    data_copy.chmod(0o555)
    done = arms_etl("build", "--data", data_copy)
    data_copy.chmod(0o755)
    assert done.returncode == 1
    assert "check the folder's rights" in done.stderr

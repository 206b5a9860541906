"""Building: the warehouse is replaced by a good one or not at all."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from etl.errors import WarehouseError
from etl.questions import ask
from etl.stage import stage
from etl.warehouse import SCHEMA_VERSION
from etl.warehouse.build import build
from etl.warehouse.read import Warehouse, version
from tests.conftest import DATA, ROOT, arms_etl, reseal


def quiet(step: str) -> None:
    """For tests that do not look at the progress."""


@pytest.fixture
def built(tmp_path: Path, warehouse_file: Path) -> Path:
    """A good warehouse of the bundled data that a test may try to spoil."""
    target = tmp_path / "warehouse.duckdb"
    target.write_bytes(warehouse_file.read_bytes())
    return target


def left_over(target: Path) -> list[str]:
    """What lies beside a warehouse apart from it, its lock, and the data."""
    expected = {target.name, f".{target.name}.lock", "data"}
    return sorted(path.name for path in target.parent.iterdir() if path.name not in expected)


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
    "a row outside the coverage": (
        add(FLOWS, "Albania,Peru,2009,2009,,1"),
        [f"data/sipri/flows_2025.csv, line {LINES + 1}", "no coverage entry of the card"],
    ),
    "a supplier that did not exist": (
        add(FLOWS, "Soviet Union,Peru,2020,2024,,0"),
        [f"data/sipri/flows_2025.csv, line {LINES + 1}: Soviet Union in 2020–2024", "states.csv"],
    ),
    "a cell that does not come out again": (
        add("published/factsheet_cells.csv", CELL.format(55)),
        [f"data/published/factsheet_cells.csv, line {CELLS + 1}: printed 55, computed",
         "exceptions.csv", "or correct the cell"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD_INPUT)
def test_bad_input_leaves_the_old_warehouse(data_copy: Path, built: Path, fault: str) -> None:
    before = built.read_bytes()
    spoil, words = BAD_INPUT[fault]
    spoil(data_copy)
    done = arms_etl("build", "--data", data_copy, "--warehouse", built)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr
    assert "still in use" in done.stderr
    assert built.read_bytes() == before
    assert left_over(built) == []


def test_a_new_warehouse_is_not_begun_from_bad_data(data_copy: Path, tmp_path: Path) -> None:
    removed(data_copy)
    target = tmp_path / "new" / "warehouse.duckdb"
    target.parent.mkdir()
    assert arms_etl("build", "--data", data_copy, "--warehouse", target).returncode == 1
    assert list(target.parent.iterdir()) == []


def test_two_builds_in_a_row(tmp_path: Path) -> None:
    target = tmp_path / "warehouse.duckdb"
    loaded = stage(DATA, quiet)
    build(loaded, target, quiet)
    first = version(target)
    build(loaded, target, quiet)
    assert version(target) != first
    assert left_over(target) == []
    assert Warehouse(target).query("SELECT count(*) AS n FROM flow")["n"][0] > 4_000


def test_the_data_folder_is_not_written_to(data_copy: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in sorted(data_copy.rglob("*"))}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    build(stage(data_copy, quiet), elsewhere / "w.duckdb", quiet)
    assert {path: path.stat().st_mtime_ns for path in sorted(data_copy.rglob("*"))} == before


def test_names_with_signs_that_shells_know(tmp_path: Path) -> None:
    target = tmp_path / "a [b]* 'c'.duckdb"
    stray = tmp_path / f".{target.name}.new-1"
    stray.write_text("of a build that was killed", encoding="utf-8")
    build(stage(DATA, quiet), target, quiet)
    assert left_over(target) == []
    assert Warehouse(target).version.path == target


def test_a_log_of_the_old_file_is_not_played_into_the_new_one(built: Path) -> None:
    connection = duckdb.connect(str(built))
    connection.execute("PRAGMA disable_checkpoint_on_shutdown")
    connection.execute("CREATE TABLE by_hand AS SELECT 1 AS x")
    connection.close()
    assert built.with_name(f"{built.name}.wal").exists()
    build(stage(DATA, quiet), built, quiet)
    assert left_over(built) == []
    tables = set(Warehouse(built).query("SHOW TABLES")["name"])
    assert "flow" in tables and "by_hand" not in tables


def start(target: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "etl.cli", "build", "--data", str(DATA),
         "--warehouse", str(target)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip


def wait_for(process: subprocess.Popen[str], step: str) -> None:
    """Read the progress of a build up to a step."""
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(step):
            return
    pytest.fail(f"the build never came to {step!r}")


def test_two_builds_at_once(built: Path) -> None:
    first = start(built)
    wait_for(first, "writing flow")
    second = arms_etl("build", "--warehouse", built)
    assert second.returncode == 1
    assert f"Another build of {built} is running. Wait for it to end." in second.stderr
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert left_over(built) == []


@pytest.mark.parametrize(
    "step",
    ["cited/articles", "writing flow", "writing cited_figure", "computing", "checking",
     "replacing"],
)  # fmt: skip
def test_a_killed_build_leaves_the_old_warehouse(built: Path, step: str) -> None:
    before = version(built)
    process = start(built)
    wait_for(process, step)
    if step == "computing":
        time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    if step != "replacing":  # there the kill may come just after the rename
        assert version(built) == before
    rows = ask(Warehouse(built), "import_shares", who="AZE", from_year=2016, to_year=2020,
               in_release=None).rows  # fmt: skip
    assert rows["partner"][0] == "ISR"


def test_what_a_killed_build_left_is_cleared_by_the_next(built: Path) -> None:
    process = start(built)
    wait_for(process, "checking")
    process.kill()
    process.communicate(timeout=60)
    assert left_over(built) != []
    build(stage(DATA, quiet), built, quiet)
    assert left_over(built) == []
    assert Warehouse(built).query("SELECT count(*) AS n FROM flow")["n"][0] > 4_000


def test_a_full_disk(built: Path) -> None:
    before = built.read_bytes()

    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))

    done = subprocess.run(
        [sys.executable, "-m", "etl.cli", "build", "--warehouse", str(built)],
        capture_output=True, text=True, cwd=ROOT, preexec_fn=small_files_only, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"The warehouse cannot be written to {built.parent}" in done.stderr
    assert "Free some space" in done.stderr
    assert "Traceback" not in done.stderr
    assert built.read_bytes() == before
    assert left_over(built) == []


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


def test_readers_go_on_while_the_file_is_replaced(built: Path, data_copy: Path) -> None:
    old = Warehouse(built)
    count = "SELECT count(*) AS n FROM cited_figure"
    before = old.query(count)["n"][0]
    articles = data_copy / "cited/articles.csv"
    articles.write_text(
        articles.read_text(encoding="utf-8") + "N001,P,,T,http://a.example/1,,S,Israel,Azerbaijan,"
        "share_of_recipient_imports,,69,percent,2016,2020,SIPRI,,\n", encoding="utf-8",
    )  # fmt: skip
    reseal(articles)
    build(stage(data_copy, quiet), built, quiet)
    assert version(built) != old.version
    assert old.query(count)["n"][0] == before
    assert Warehouse(built).query(count)["n"][0] == before + 1
    assert old.query(count)["n"][0] == before


# Files that are no warehouse of this version.


def database(path: Path, *statements: str) -> Path:
    connection = duckdb.connect(str(path))
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path


def older(path: Path) -> None:
    database(path, "CREATE TABLE warehouse (schema_version INTEGER)",
             f"INSERT INTO warehouse VALUES ({SCHEMA_VERSION - 1})")  # noqa: S608 # fmt: skip


def newer(path: Path) -> None:
    database(path, "CREATE TABLE warehouse (schema_version INTEGER)",
             f"INSERT INTO warehouse VALUES ({SCHEMA_VERSION + 1})")  # noqa: S608 # fmt: skip


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "There is no warehouse at"),
        (lambda path: path.mkdir(), "is not a warehouse that can be read"),
        (lambda path: path.write_bytes(b""), "is not a warehouse that can be read"),
        (lambda path: path.write_bytes(b"junk" * 9_999), "is not a warehouse that can be read"),
        (lambda path: database(path, "CREATE TABLE x (y INTEGER)"), "is not a warehouse that can"),
        (lambda path: database(path, "CREATE TABLE warehouse (schema_version INTEGER)"),
         "is not a warehouse that can be read"),
        (older, "was built by an older version of this software"),
        (newer, "was built by a newer version of this software"),
    ],
    ids=["absent", "folder", "empty", "junk", "other tables", "no version", "older", "newer"],
)  # fmt: skip
def test_a_file_that_is_no_warehouse(
    tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    path = tmp_path / "warehouse.duckdb"
    make(path)
    with pytest.raises(WarehouseError) as caught:
        Warehouse(path)
    assert words in str(caught.value)
    assert "Build it with: arms-etl build" in str(caught.value)


def test_a_warehouse_cut_short(built: Path) -> None:
    built.write_bytes(built.read_bytes()[:20_000])
    with pytest.raises(WarehouseError, match="is not a warehouse that can be read"):
        Warehouse(built)


@pytest.mark.parametrize("make", [older, newer, lambda path: path.write_bytes(b"junk" * 99)])
def test_a_build_replaces_whatever_file_was_there(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    target = tmp_path / "warehouse.duckdb"
    make(target)
    build(stage(DATA, quiet), target, quiet)
    assert Warehouse(target).query("SELECT count(*) AS n FROM flow")["n"][0] > 4_000

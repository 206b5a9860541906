"""The warehouse is replaced by a good one or not at all, whatever happens on the way."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from etl.cli import main
from etl.common.errors import WarehouseError
from etl.questions import ask
from etl.stage import stage
from etl.warehouse import SCHEMA_VERSION
from etl.warehouse.build import build
from etl.warehouse.read import Warehouse, version
from tests.conftest import DATA, ROOT, arms_etl, left_over, quiet, reseal


def test_two_builds_in_a_row(tmp_path: Path) -> None:
    # A name with signs that shells and patterns know, and a file of a build that was killed.
    target = tmp_path / "a [b]* 'c'.duckdb"
    (tmp_path / f".{target.name}.new-1").write_text("stray", encoding="utf-8")
    loaded = stage(DATA, quiet)
    build(loaded, target, quiet)
    first = version(target)
    assert left_over(target) == []
    build(loaded, target, quiet)
    assert version(target) != first
    assert left_over(target) == []
    assert Warehouse(target).query("SELECT count(*) AS n FROM flow")["n"][0] > 4_000


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
    wait_for(first, "writing the flows")
    first.send_signal(signal.SIGSTOP)  # so that it is still at it, however slow the second is
    second = arms_etl("build", "--warehouse", built)
    first.send_signal(signal.SIGCONT)
    assert second.returncode == 1
    assert f"Another build of {built} is running. Wait for it to end." in second.stderr
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert left_over(built) == []


@pytest.mark.parametrize(
    "step",
    ["cited/articles", "writing the flows", "computing", "replacing"],
)
def test_a_killed_build_leaves_the_old_warehouse(built: Path, step: str) -> None:
    before = version(built)
    process = start(built)
    wait_for(process, step)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    if step != "replacing":  # there the kill may come just after the rename, or after all
        assert process.returncode == -signal.SIGKILL
        assert version(built) == before
    rows = ask(Warehouse(built), "import_shares", who="AZE", from_year=2016, to_year=2020,
               in_release=None).rows  # fmt: skip
    assert rows["partner"][0] == "ISR"


def test_what_a_killed_build_left_is_cleared_by_the_next(built: Path) -> None:
    process = start(built)
    wait_for(process, "writing the flows")
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


def test_readers_go_on_while_the_file_is_replaced(built: Path, data_copy: Path) -> None:
    old = Warehouse(built)
    count = "SELECT count(*) AS n FROM cited_figure"
    before = old.query(count)["n"][0]
    articles = data_copy / "cited/articles.csv"
    articles.write_text(
        articles.read_text(encoding="utf-8") + "N001,P,,T,http://a.example/1,,en,S,Israel,"
        "Azerbaijan,,,share_of_recipient_imports,,69,percent,2016,2020,,,SIPRI,,,,,\n",
        encoding="utf-8",
    )  # fmt: skip
    reseal(articles)
    data = {path: path.stat().st_mtime_ns for path in data_copy.rglob("*")}
    build(stage(data_copy, quiet), built, quiet)
    assert {path: path.stat().st_mtime_ns for path in data_copy.rglob("*")} == data
    # Another file under the same name, and not the old one written over.
    assert version(built).inode != old.version.inode
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
             f"INSERT INTO warehouse VALUES ({SCHEMA_VERSION - 1})")  # fmt: skip


def newer(path: Path) -> None:
    database(path, "CREATE TABLE warehouse (schema_version INTEGER)",
             f"INSERT INTO warehouse VALUES ({SCHEMA_VERSION + 1})")  # fmt: skip


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


def test_a_warehouse_that_is_open_in_a_shell(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = (
        "import duckdb, sys\nheld = duckdb.connect(sys.argv[1])\nprint('open', flush=True)\ninput()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(built)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True,
    ) as shell:  # fmt: skip
        assert shell.stdin and shell.stdout
        assert shell.stdout.readline() == "open\n"
        assert main(["status", "--warehouse", str(built)]) == 1
        told = capsys.readouterr().err
        shell.stdin.write("\n")
    assert f"{built} is open for writing in another program, such as a DuckDB shell. Close" in told
    assert f"duckdb -readonly {built}" in told and "Build it" not in told
    assert main(["status", "--warehouse", str(built)]) == 0


def test_a_warehouse_damaged_in_the_middle(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # The catalogue stands at the ends of the file, so it opens, and the rows cannot be read.
    content = bytearray(built.read_bytes())
    for at in range(len(content) // 2, len(content) - 6 * 2**18, 3_000):
        content[at] ^= 0xFF
    built.write_bytes(content)
    assert main(["check", "--warehouse", str(built)]) == 1
    told = capsys.readouterr().err
    assert str(built) in told
    assert "is damaged" in told
    assert "Build it with: arms-etl build" in told


def test_a_build_replaces_whatever_was_there(tmp_path: Path) -> None:
    target = tmp_path / "warehouse.duckdb"
    older(target)
    # Somebody wrote into the old file by hand: the log beside it is not for the new one.
    database(target, "PRAGMA disable_checkpoint_on_shutdown", "CREATE TABLE by_hand (x INTEGER)")
    assert left_over(target) == ["warehouse.duckdb.wal"]
    build(stage(DATA, quiet), target, quiet)
    assert left_over(target) == []
    tables = set(Warehouse(target).query("SHOW TABLES")["name"])
    assert "flow" in tables and "by_hand" not in tables


@pytest.mark.parametrize("command", ["build", "import"])
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("notes.txt", lambda path: path.write_bytes(b"mine\n")),
        ("analysis.duckdb", lambda path: database(path, "CREATE TABLE mine (y INTEGER)")),
    ],
)
def test_a_file_of_the_users_is_not_replaced(
    data_copy: Path, tmp_path: Path, name: str, make: Callable[[Path], object], command: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    path = tmp_path / name
    make(path)
    before = path.read_bytes()
    more = [str(ROOT / "tests/etl/cases/split_a_2010-2012.csv")] if command == "import" else []
    assert main([command, *more, "--data", str(data_copy), "--warehouse", str(path)]) == 1
    assert path.read_bytes() == before
    assert f"{path} is not a warehouse, and is left as it is." in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"junk" * 9_999])
def test_a_damaged_warehouse_is_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(content)
    build(stage(DATA, quiet), path, quiet)
    assert version(path).size_bytes > 1_000_000

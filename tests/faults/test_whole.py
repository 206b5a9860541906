"""A change of files and warehouse is made whole, whatever ends it, and says what is so.

``make faults`` hits all points of all changes; here a few are hit, and those that were wrong once.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from etl.cards import load_cards
from etl.cli import main
from etl.common import files
from etl.intake import journal
from etl.intake.keeping import forget, rollback
from etl.warehouse.build import previous_path
from tests.conftest import ROOT, left_over, quiet
from tests.etl import exports
from tests.etl.brought import downloads, everything, opened, saved, small_data, stored, take_in
from tests.faults.folders import NEWER, OLD

JOURNAL = "downloads/.change.json"
LEFT = ["downloads", "reference", "warehouse.previous.duckdb"]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small data folder with two registers, one after the other; not to be changed."""
    folder = tmp_path_factory.mktemp("loaded")
    data = small_data(folder)
    take_in(data, saved(folder, exports.deliveries(), "old.csv"))
    take_in(data, saved(folder, NEWER, "newer.csv"))
    return data


@pytest.fixture
def data(tmp_path: Path, loaded: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(loaded, tmp_path / "data"))


def test_a_few_points_and_a_few_changes_in_a_row() -> None:
    """The command itself, in a process of its own, because it forks."""
    seed = str(date.today().toordinal())
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--few", "4", "--changes", "5", "--seed", seed],
        capture_output=True, text=True, cwd=ROOT, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(
        r"5 changes in a row, half of them killed: right\.\n\d+ s; 0 wrong", done.stdout
    )


class Stopped(BaseException):
    """Stands for the end of a process."""


def stop(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Let the process end before it makes this move of a change, counted from 0."""
    made = iter(range(99))
    move = journal._move

    def counted(source: Path, target: Path) -> None:
        if next(made) == after:
            raise Stopped
        move(source, target)

    monkeypatch.setattr("etl.intake.journal._move", counted)


def begun(data: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], after: int) -> None:
    """A command that ended before this move."""
    stop(monkeypatch, after)
    with pytest.raises(Stopped):
        main([*command, "--data", str(data)])
    monkeypatch.undo()
    assert (data / JOURNAL).exists()


# A card and its table are two moves, then come the warehouse and the one before it.
@pytest.mark.parametrize(
    ("after", "following"),
    [(0, "status"), (1, "build"), (1, "import"), (1, "forget"), (2, "status"), (3, "status")],
)
def test_a_rollback_that_is_killed_locks_nobody_out(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], after: int, following: str,
) -> None:  # fmt: skip
    assert main(["forget", OLD, "--data", str(data)]) == 0
    (newer,) = downloads(data)
    begun(data, monkeypatch, ["rollback"], after)
    more = {"import": [str(saved(tmp_path, exports.deals(), "deals"))], "forget": [newer]}
    capsys.readouterr()
    assert main([following, *more.get(following, []), "--data", str(data)]) == 0
    how = "undone: run it again" if after < 3 else "finished"
    told = capsys.readouterr().err
    assert [line for line in told.splitlines() if "interrupted" in line] == [
        f"An interrupted rollback has been {how}."
    ]
    assert (OLD in downloads(data)) == (after == 3)
    assert not (data / JOURNAL).exists()
    loaded = {card.snapshot_id for card in load_cards(data)}
    found = opened(data).query(
        "SELECT snapshot_id FROM snapshot WHERE source_id <> 'sipri_together'"
    )
    assert set(found["snapshot_id"]) == loaded


@pytest.mark.parametrize("command", [["rollback"], ["forget", OLD]], ids=lambda words: words[0])
def test_what_was_finished_is_not_made_a_second_time(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    command: list[str],
) -> None:  # fmt: skip
    before = downloads(data)
    begun(data, monkeypatch, command, 3)
    assert main([*command, "--data", str(data)]) == 0
    assert f"An interrupted {' of '.join(command)} has been finished." in capsys.readouterr().err
    assert len(downloads(data)) == len(before) - 1
    assert main(["rollback", "--data", str(data)]) == 0, "this one is another"
    assert downloads(data) == before


def test_a_forget_that_cannot_move_its_files_changes_nothing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # The card can be moved, its table cannot.
    (data / f"downloads/forgotten/{OLD}.csv/x").mkdir(parents=True)
    before = everything(data)
    assert main(["forget", OLD, "--data", str(data)]) == 1
    told = capsys.readouterr().err
    assert f"The forget of {OLD} could not be completed: Is a directory." in told
    assert "Nothing was changed." in told
    assert everything(data) == before
    assert left_over(data / "warehouse.duckdb") == LEFT


def test_a_change_that_can_be_neither_finished_nor_undone_is_told(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(data, monkeypatch, ["forget", OLD], 1)
    # Somebody put a folder in the place that the card must go back to.
    place = data / f"downloads/{OLD}.card.toml"
    (place / "x").mkdir(parents=True)
    monkeypatch.setattr(journal, "_settled", failing)
    assert main(["status", "--data", str(data)]) == 0, "the last good warehouse is in use"
    words = (
        f"An interrupted change of {data} can be neither finished nor undone: Input/output error."
    )
    assert words in capsys.readouterr().err
    assert main(["build", "--data", str(data)]) == 1
    assert words in capsys.readouterr().err
    monkeypatch.undo()
    (place / "x").rmdir()
    place.rmdir()
    assert main(["build", "--data", str(data)]) == 0
    assert OLD in downloads(data)


def failing(*_: object) -> bool:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_a_change_that_is_running_is_left_alone(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(data, monkeypatch, ["forget", OLD], 1)
    handle = os.open(data, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    assert main(["status", "--data", str(data)]) == 0
    assert "interrupted" not in capsys.readouterr().err
    assert (data / JOURNAL).exists()
    os.close(handle)
    assert main(["status", "--data", str(data)]) == 0
    assert f"An interrupted forget of {OLD} has been undone" in capsys.readouterr().err


def test_an_interrupted_command_says_what_is_so(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("etl.intake.journal._move", interrupted)
    assert main(["forget", OLD, "--data", str(data)]) == 1
    assert "Interrupted. Nothing was changed, or all that was asked for" in capsys.readouterr().err


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP, errno.ENOSYS])
def test_folders_without_hard_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def link(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", link)
    data = small_data(tmp_path)
    warehouse = data / "warehouse.duckdb"
    take_in(data, saved(tmp_path, exports.deliveries(), "old.csv"))
    first = everything(data)
    take_in(data, saved(tmp_path, NEWER, "newer.csv"))
    second = everything(data)
    assert previous_path(warehouse).read_bytes() == first["warehouse.duckdb"]
    rollback(data, warehouse)
    assert warehouse.read_bytes() == first["warehouse.duckdb"]
    rollback(data, warehouse)
    assert everything(data) == second
    forget(OLD, data, warehouse, quiet)
    assert rollback(data, warehouse) == [f"{OLD} is back"]
    assert warehouse.read_bytes() == second["warehouse.duckdb"]
    assert main(["build", "--data", str(data)]) == 0
    assert left_over(warehouse) == LEFT


def test_a_copy_that_does_not_fit_leaves_all_as_it_was(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = everything(data)
    monkeypatch.setattr(os, "link", full)
    monkeypatch.setattr("shutil.copyfile", full)
    for command in (["forget", OLD], ["rollback"]):
        assert main([*command, "--data", str(data)]) == 1
        assert "No space left on device. Free some space" in capsys.readouterr().err
        assert everything(data) == before


def test_all_is_on_the_disk_before_the_download_is_removed(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables, cards, their folders and the warehouse; a power cut keeps the rest from nobody."""
    safe: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        safe.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    take_in(data, saved(tmp_path, exports.deals(), "deals.csv"))
    names = [Path(path).name for path in safe]
    at = {name: names.index(name) for name in names}  # first
    last = {name: len(names) - 1 - names[::-1].index(name) for name in names}
    (table,) = (name for name in names if name.startswith(".deals_") and ".csv." in name)
    (card,) = (name for name in names if name.startswith(".deals_") and ".toml." in name)
    (warehouse,) = (name for name in names if ".new-" in name)
    for name in (table, card, warehouse):
        assert at[name] < at["journal"], "what is new is whole before it is decided"
    folder = str(data / "downloads/sipri")
    assert at["journal"] < safe.index(folder), "where they are moved to"
    assert safe.index(folder) < last["data"] < last["downloads"], "the journal goes last"


def test_a_folder_that_cannot_be_synced_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some network shares cannot; the name is there for all who look."""
    real = os.fsync

    def fsync(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").readlink().is_dir():
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    files.write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"


def test_two_editions_of_one_file_are_told_apart(tmp_path: Path) -> None:
    """The same bytes, taken in as of one release and then of another."""
    data = small_data(tmp_path)
    warehouse = data / "warehouse.duckdb"
    take_in(data, saved(tmp_path, exports.deals(), "deals"))
    bare = saved(tmp_path, exports.without_preamble(exports.deliveries(last=2024)), "bare")
    names = []
    for release in (2025, 2026):
        (card,) = take_in(data, bare, covers=("world 1988-2024",), release=release).cards
        names.append(card.snapshot_id)
        forget(card.snapshot_id, data, warehouse, quiet)
    assert names[0] != names[1]
    assert rollback(data, warehouse) == [f"{names[1]} is back"]
    assert main(["build", "--data", str(data)]) == 0


def test_a_rollback_without_a_warehouse_and_another_after_it(data: Path) -> None:
    warehouse = data / "warehouse.duckdb"
    old = previous_path(warehouse).read_bytes()
    warehouse.unlink()
    for _ in range(2):
        rollback(data, warehouse)
        assert warehouse.read_bytes() == old
        assert downloads(data) == [OLD]
    assert left_over(warehouse) == LEFT


@pytest.mark.parametrize("after", [0, 2])
def test_a_warehouse_whose_folder_is_gone_locks_nobody_out(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], after: int,
) -> None:  # fmt: skip
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    file = str(saved(tmp_path, exports.deals(), "deals"))
    begun(data, monkeypatch, ["import", file, "--warehouse", str(elsewhere / "w.duckdb")], after)
    shutil.rmtree(elsewhere)
    assert main(["build", "--data", str(data)]) == 0
    assert "has been undone: run it again" in capsys.readouterr().err
    assert len(downloads(data)) == 2


def test_a_journal_holds_where_the_folder_is_moved(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(data, monkeypatch, ["forget", OLD], 3)
    moved = data.rename(tmp_path / "moved")
    assert main(["status", "--data", str(moved)]) == 0
    assert OLD not in downloads(moved)
    assert f"downloads/forgotten/{OLD}.csv" in stored(moved)


def test_import_and_build_make_the_same_file(data: Path, tmp_path: Path) -> None:
    """Tables are read in one order, whether they come or lie there."""
    later = exports.deliveries(first=2016, last=2020, generated="1 Feb 2026 1:00:00 PM")
    take_in(data, saved(tmp_path, exports.deals(), "a"), saved(tmp_path, later, "b"))

    def order() -> list[Any]:
        found = opened(data).query("SELECT snapshot_id FROM snapshot")["snapshot_id"]
        return list(found)

    taken_in = order()
    assert main(["build", "--data", str(data)]) == 0
    assert order() == taken_in

"""Files that are written whole, and folders that one change has for itself."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from etl.common.files import write_whole
from etl.common.locks import locked


def test_a_reader_of_the_old_file_is_not_disturbed(tmp_path: Path) -> None:
    path, reader = tmp_path / "a", tmp_path / "reader"
    write_whole(path, b"old")
    os.link(path, reader)
    write_whole(path, b"new")
    assert (path.read_bytes(), reader.read_bytes()) == (b"new", b"old")
    assert sorted(tmp_path.iterdir()) == [path, reader]


def test_two_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    contents = [bytes([number]) * 200_000 for number in range(8)]
    writers = [
        threading.Thread(target=write_whole, args=(tmp_path / "a", content)) for content in contents
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert (tmp_path / "a").read_bytes() in contents
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("name", ["folder", "absent/a", "file/a"])
def test_what_cannot_be_written_is_named_and_nothing_is_left(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError) as caught:
        write_whole(tmp_path / name, b"new")
    assert caught.value.filename == str(tmp_path / name) and caught.value.strerror
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


BUSY = RuntimeError("busy")


@pytest.mark.parametrize("file", [None, ".lock"])
def test_a_lock_keeps_others_out_and_ends(tmp_path: Path, file: str | None) -> None:
    with locked(tmp_path, BUSY, file=file):
        with pytest.raises(RuntimeError, match="busy"), locked(tmp_path, BUSY, file=file):
            pass
        with pytest.raises(RuntimeError), locked(tmp_path, BUSY, file=file, shared=True):
            pass
    with (
        locked(tmp_path, BUSY, file=file, shared=True),
        locked(tmp_path, BUSY, file=file, shared=True),
    ):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ([file] if file else [])


def test_a_folder_and_a_file_in_it_are_locked_apart(tmp_path: Path) -> None:
    with locked(tmp_path, BUSY), locked(tmp_path, BUSY, file="a"), locked(tmp_path, BUSY, file="b"):
        pass


def test_a_folder_that_is_not_there_is_not_locked_and_a_file_must_be(tmp_path: Path) -> None:
    with locked(tmp_path / "absent", BUSY), locked(tmp_path / "absent", BUSY):
        pass
    with pytest.raises(FileNotFoundError), locked(tmp_path / "absent", BUSY, file="a"):
        pass

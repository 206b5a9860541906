"""Files of a refresh: written whole or not at all, by one refresh at a time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from etl.common.http import ServiceError
from etl.intake.incoming import alone, keep


def test_a_file_is_replaced_and_not_written_over(tmp_path: Path) -> None:
    path, reader = tmp_path / "a", tmp_path / "reader"
    keep(path, b"old")
    os.link(path, reader)  # what somebody who opened the old file still sees
    keep(path, b"new")
    assert (path.read_bytes(), reader.read_bytes()) == (b"new", b"old")
    assert sorted(tmp_path.iterdir()) == [path, reader]


def test_a_file_that_cannot_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(ServiceError, match="the folder cannot be written: Is a directory"):
        keep(tmp_path / "a", b"new")
    assert sorted(tmp_path.iterdir()) == [tmp_path / "a"]


def test_one_refresh_after_another(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(ServiceError, match="another refresh is running"):
        alone(tmp_path).__enter__()
    with pytest.raises(ZeroDivisionError), alone(tmp_path):
        raise ZeroDivisionError
    with alone(tmp_path):
        pass


def test_two_folders_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with alone(tmp_path / "a"), alone(tmp_path / "b"):
        pass


def test_words_of_others_stay_on_one_line() -> None:
    assert str(ServiceError("A, b", "two\nlines\t", "Do it.")) == "A, b: two lines . Do it."

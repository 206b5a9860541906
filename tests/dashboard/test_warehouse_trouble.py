"""The app on a warehouse that is missing, spoilt, of another version, or lacks a source."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from etl.stage import stage
from etl.warehouse import SCHEMA_VERSION
from etl.warehouse.build import build
from tests.dashboard.pages import PAGES, opened, texts


def absent(good: Path, target: Path) -> None:
    """No file at all."""


def empty(good: Path, target: Path) -> None:
    """A file of no bytes, as a full disk leaves behind."""
    target.touch()


def junk(good: Path, target: Path) -> None:
    """A file that is something else."""
    target.write_bytes(b"not a database " * 1000)


def cut(good: Path, target: Path) -> None:
    """The first half of a warehouse, as a copy that was broken off leaves behind."""
    target.write_bytes(good.read_bytes()[: good.stat().st_size // 2])


def folder(good: Path, target: Path) -> None:
    """A folder where the file should be."""
    target.mkdir()


def other_database(good: Path, target: Path) -> None:
    """A database with other tables."""
    with duckdb.connect(target) as connection:
        connection.execute("CREATE TABLE something (a INTEGER)")


def older(good: Path, target: Path) -> None:
    """A warehouse of an earlier contract."""
    _contract(good, target, SCHEMA_VERSION - 1)


def newer(good: Path, target: Path) -> None:
    """A warehouse of a later contract."""
    _contract(good, target, SCHEMA_VERSION + 1)


def _contract(good: Path, target: Path, number: int) -> None:
    shutil.copy(good, target)
    with duckdb.connect(target) as connection:
        connection.execute("UPDATE warehouse SET schema_version = $number", {"number": number})


SPOILT = (absent, empty, junk, cut, folder, other_database, older, newer)


@pytest.mark.parametrize("spoil", SPOILT)
def test_the_page_says_what_to_do_and_works_after_a_build(
    spoil: Callable[[Path, Path], None],
    warehouse_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "warehouse.duckdb"
    monkeypatch.setenv("ARMS_WAREHOUSE", str(target))
    spoil(warehouse_file, target)
    app = opened()
    assert not app.exception
    assert app.title[0].value == "The data are not loaded"
    assert str(target) in app.code[0].value
    assert "arms-etl build" in app.code[0].value
    if target.is_dir():
        target.rmdir()
    shutil.copy(warehouse_file, tmp_path / "new")
    (tmp_path / "new").replace(target)
    app.run()
    assert not app.exception
    assert app.title[0].value != "The data are not loaded"
    assert any("66.6" in text for text in texts(app))


@pytest.mark.parametrize("name", ["older", "newer"])
def test_the_page_tells_older_from_newer(
    name: str, warehouse_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "warehouse.duckdb"
    monkeypatch.setenv("ARMS_WAREHOUSE", str(target))
    globals()[name](warehouse_file, target)
    assert name in opened().code[0].value


@pytest.mark.parametrize("source", ["cited", "published", "world_bank", "sipri"])
def test_no_page_breaks_where_a_source_was_removed(
    source: str, data_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(data_copy / source)
    target = tmp_path / "warehouse.duckdb"
    build(stage(data_copy, lambda step: None), target, lambda step: None)
    monkeypatch.setenv("ARMS_WAREHOUSE", str(target))
    for page in PAGES:
        app = opened(page)
        assert not app.exception, f"{page}: {app.exception[0].value}"
        assert app.title

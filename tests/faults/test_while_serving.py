"""The warehouse goes wrong while visitors are on a page: they are told, and it mends by itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dashboard import test_warehouse_trouble as trouble
from tests.dashboard.pages import opened, sentence


def deleted(good: Path, target: Path) -> None:
    """No file any more."""
    target.unlink()


def cut_in_place(good: Path, target: Path) -> None:
    """The open file itself loses its second half."""
    os.truncate(target, good.stat().st_size // 2)


def emptied_in_place(good: Path, target: Path) -> None:
    """The open file itself loses all."""
    os.truncate(target, 0)


def junk_in_place(good: Path, target: Path) -> None:
    """The open file itself is written over, and keeps its size."""
    with target.open("r+b") as file:
        file.write(b"junk" * (good.stat().st_size // 4))


def replaced_by(spoilt: Callable[[Path, Path], None]) -> Callable[[Path, Path], None]:
    def spoil(good: Path, target: Path) -> None:
        spoilt(good, target.with_name("spoilt"))
        target.with_name("spoilt").replace(target)

    spoil.__name__ = f"replaced_by_{spoilt.__name__}"
    return spoil


SPOILT = [deleted, cut_in_place, emptied_in_place, junk_in_place]
SPOILT += [
    replaced_by(spoilt)
    for spoilt in (trouble.junk, trouble.cut, trouble.other_database, trouble.older, trouble.newer)
]


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_visitors_are_told_and_go_on_afterwards(
    spoil: Callable[[Path, Path], None],
    warehouse_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "warehouse.duckdb"
    shutil.copy(warehouse_file, target)
    monkeypatch.setenv("ARMS_WAREHOUSE", str(target))
    app = opened("country", {"period": "2016–20"})
    assert "66.6" in sentence(app)

    spoil(warehouse_file, target)
    # A country that nobody has asked for, so that no answer is kept.
    app.selectbox(key="country").set_value("FIN").run()
    assert not app.exception
    assert app.title[0].value == "The data are not loaded"
    assert str(target) in app.code[0].value
    assert "arms-etl build" in app.code[0].value
    assert "Traceback" not in app.code[0].value

    shutil.copy(warehouse_file, tmp_path / "new")
    (tmp_path / "new").replace(target)
    app.run()
    assert not app.exception
    assert "Finland" in app.title[0].value
    assert "%" in sentence(app)


def test_a_warehouse_with_an_earlier_time_is_noticed(
    warehouse_file: Path, data_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refresh after the clock was set back writes a file that looks older than the one before."""
    target = tmp_path / "warehouse.duckdb"
    shutil.copy(warehouse_file, target)
    monkeypatch.setenv("ARMS_WAREHOUSE", str(target))
    app = opened("sources")
    assert not app.exception
    shutil.copy(warehouse_file, tmp_path / "new")
    trouble.older(warehouse_file, tmp_path / "other")
    os.utime(tmp_path / "other", (0, 0))
    (tmp_path / "other").replace(target)
    app.run()
    assert "older version" in app.code[0].value
    os.utime(tmp_path / "new", (0, 0))
    (tmp_path / "new").replace(target)
    app.run()
    assert not app.code or "older version" not in app.code[0].value

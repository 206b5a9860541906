"""What a monitor is told: ages, releases, and how the last refresh went."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from etl.cli import main
from etl.status import (
    BEGUN,
    FAILED,
    FRESH_MONTHS,
    is_old,
    last_refresh,
    newest,
    note_refresh,
    status,
)
from etl.warehouse.read import Warehouse
from tests.etl import exports
from tests.etl.brought import opened, saved, small_data, take_in

GENERATED = date(2026, 5, 18)


def test_as_json(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note_refresh(built, FAILED, ["SIPRI, deliveries: the server answered 503. Try again later."])
    assert main(["status", "--json", "--warehouse", str(built)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["newest_release"] == 2026
    assert found["generated"] == "2026-05-18"
    assert found["age_days"] == (date.today() - GENERATED).days
    assert found["checks_failed"] == 0
    assert found["last_refresh"]["result"] == "failed"
    assert "503" in found["last_refresh"]["messages"][0]
    bank = next(row for row in found["snapshots"] if row["publisher"] == "World Bank")
    assert (bank["generated"], bank["rows"]) == ("2026-04-08", 9321)
    assert main(["status", "--warehouse", str(built)]) == 0
    assert "failed. SIPRI, deliveries: the server answered 503" in capsys.readouterr().out


def test_without_a_warehouse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--json", "--warehouse", str(tmp_path / "none.duckdb")]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "There is no warehouse" in shown.err


@pytest.mark.parametrize(
    ("today", "old"),
    [
        (date(2026, 5, 18), False),
        (date(2027, 8, 17), False),
        (date(2027, 8, 18), True),
        (date(2040, 1, 1), True),
        (date(1970, 1, 1), False),  # a clock that was set back
    ],
)
def test_old_after_fifteen_months(warehouse: Warehouse, today: date, old: bool) -> None:
    assert FRESH_MONTHS == 15
    assert newest(warehouse) == GENERATED
    assert is_old(newest(warehouse), today) == old
    found = status(warehouse, today)
    assert found["old"] == old
    assert found["age_days"] == (today - GENERATED).days


def test_sipris_flows_count_and_not_what_came_later(tmp_path: Path) -> None:
    data = small_data(tmp_path)
    take_in(data, saved(tmp_path, exports.world_bank(), "bank.csv"))
    assert newest(opened(data)) == date(2026, 4, 8)
    take_in(data, saved(tmp_path, exports.deliveries(), "register.csv"))
    assert newest(opened(data)) == date(2025, 5, 12)


def test_no_snapshot_that_says_its_day(tmp_path: Path) -> None:
    data = small_data(tmp_path)
    assert main(["build", "--data", str(data)]) == 0
    found = status(opened(data), date(2026, 1, 1))
    assert found["generated"] is found["age_days"] is found["newest_release"] is None
    assert not found["old"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"7", b"{}", b'{"at": "x"}', b"\xff", b"[" * 100_000,
     b'{"at": "x", "result": "done", "messages": 3}'],
)  # fmt: skip
def test_a_note_that_cannot_be_read_is_none(built: Path, content: bytes) -> None:
    note_refresh(built, BEGUN)
    (note,) = (path for path in built.parent.iterdir() if "refresh" in path.name)
    found = last_refresh(built)
    assert found and (found.result, found.messages) == (BEGUN, ())
    note.write_bytes(content)
    assert last_refresh(built) is None
    assert status(Warehouse(built), GENERATED)["last_refresh"] is None


def test_a_note_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    note_refresh(tmp_path / "absent" / "warehouse.duckdb", BEGUN)
    assert list(tmp_path.iterdir()) == []

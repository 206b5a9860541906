"""A server that dies under its visitors, folders without rights, a clock that is wrong."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from websockets.exceptions import WebSocketException

from etl.cards import load_cards
from etl.common.errors import DataError
from etl.intake.keeping import import_files
from etl.questions import ask
from tests.apart import run
from tests.conftest import DATA, ROOT, left_over, quiet
from tests.etl import exports
from tests.etl.brought import opened, saved, small_data, take_in
from tests.load.visitor import Visitor, visitor
from tests.ports import free_port

VISITORS = 6


@contextmanager
def served(warehouse: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The app on a port of this machine, as its command starts it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", "serve", "--warehouse", str(warehouse),
         "--port", str(port)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while not answers(port):
            assert process.poll() is None and time.monotonic() < until, "it does not start"
            time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait(30)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("localhost", port, timeout=5)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    return False


async def restless(one: Visitor, seen: list[str]) -> None:
    """Changes the country until the connection ends; notes what went wrong and what was seen."""
    await one.run()
    _, names = one.pickers["country"]
    for name in names * 100:
        reply = await one.pick("country", name)
        seen.extend(reply.errors() or ["answered"])


async def crowd(port: int, server: subprocess.Popen[bytes] | None) -> list[str]:
    """What visitors see; with a server, until it is killed among them."""
    seen: list[str] = []

    async def come() -> None:
        async with visitor(f"http://localhost:{port}", "country") as one:
            if server is None:
                reply = await one.run()
                seen.extend(reply.errors() or [reply.text()])
            else:
                await restless(one, seen)

    async def kill() -> None:
        assert server is not None
        while seen.count("answered") < 3 * VISITORS:
            assert server.poll() is None
            await asyncio.sleep(0.05)
        server.send_signal(signal.SIGKILL)

    tasks = [come() for _ in range(VISITORS)] + ([kill()] if server else [])
    ended = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 120)
    ends = [end for end in ended if end is not None]
    assert all(isinstance(end, WebSocketException | OSError) for end in ends), ends
    assert len(ends) == (VISITORS if server else 0)
    return seen


def test_a_server_that_is_killed_under_load_comes_back(built: Path) -> None:
    port = free_port()
    checksum = hashlib.sha256(built.read_bytes()).hexdigest()
    with served(built, port) as server:
        seen = run(crowd(port, server))
        assert set(seen) == {"answered"}
        assert server.wait(30) == -signal.SIGKILL
    assert hashlib.sha256(built.read_bytes()).hexdigest() == checksum
    assert left_over(built) == []
    with served(built, port):
        seen = run(crowd(port, None))
    assert len(seen) == VISITORS
    for text in seen:
        assert "23.5" in text and "arms imports, Israel" in text, "In 2021–25 … of Azerbaijan"


# Rights.


def bound_by_rights(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command without the privilege of root to write and read everywhere."""
    waived = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    return subprocess.run(
        [*(waived if os.geteuid() == 0 else []), sys.executable, "-m", "etl.cli",
         *map(str, arguments)],
        capture_output=True, text=True, cwd=ROOT, timeout=120,
    )  # fmt: skip


@pytest.mark.skipif(
    os.geteuid() == 0 and shutil.which("setpriv") is None,
    reason="rights do not bind root, and setpriv is not installed",
)
def test_a_folder_that_may_only_be_read(tmp_path: Path) -> None:
    data = small_data(tmp_path)
    take_in(data, saved(tmp_path, exports.deliveries()))
    take_in(data, saved(tmp_path, exports.tiv_table("supplier"), "table.csv"))
    newer = saved(tmp_path, exports.deals(), "deals.csv")
    for path in (data, *data.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    try:
        status = bound_by_rights("status", "--data", data)
        assert status.returncode == 0, "reading needs no more than the right to read"
        for command in (["build"], ["import", newer], ["rollback"]):
            done = bound_by_rights(*command, "--data", data)
            assert done.returncode == 1, command
            assert "Traceback" not in done.stderr
            assert "rights" in done.stderr
        done = bound_by_rights("export-data", data / "package", "--data", data)
        assert done.returncode == 1
        assert "the package cannot be written: Permission denied" in done.stderr
    finally:
        for path in (data, *data.rglob("*")):
            if path.is_dir():
                path.chmod(0o755)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


# Clocks.


def test_a_clock_set_back_loses_nothing(tmp_path: Path) -> None:
    """What is taken in on a day before the last is taken in, and the newer release answers."""
    data = small_data(tmp_path)
    newer = exports.deliveries(exports.NEXT_DEALS, last=2025, generated=exports.NEXT_GENERATED)
    files = [saved(tmp_path, newer, "newer.csv"), saved(tmp_path, exports.deliveries(), "old.csv")]
    for file, today in zip(files, (date(2026, 11, 1), date(2025, 6, 1)), strict=True):
        import_files([file], data, data / "warehouse.duckdb", quiet, today=today)
    for path in data.rglob("*.csv"):
        os.utime(path, (0, 0))
    rows = ask(opened(data), "releases").rows
    assert sorted(rows["release"]) == [2025, 2026]
    answer = ask(opened(data), "import_shares", who="AZE", from_year=2016, to_year=2020,
                 in_release=None)  # fmt: skip
    assert answer.releases == "2026 release"


def test_a_clock_far_behind_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dead battery sets the clock to 1970: every release is of the future then."""

    class Clock(date):
        @classmethod
        def today(cls) -> date:
            return date(1970, 1, 1)

    shutil.copytree(DATA / "sipri", tmp_path / "data" / "sipri")
    monkeypatch.setattr("etl.cards.date", Clock)
    with pytest.raises(DataError, match=r"'release' is not a year from 1950 to 1971.*clock"):
        load_cards(tmp_path / "data")

"""The two servers that are compared: the app on a fresh warehouse, and the floor app."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from etl.common.paths import data_dir
from etl.stage import stage
from etl.warehouse.build import build
from tests.ports import free_port

FLOOR = Path(__file__).with_name("floor_app.py")
# What the app's own config.toml says, as far as it bears on speed.
_SETTINGS = ("--browser.gatherUsageStats=false", "--client.toolbarMode=viewer")
_START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    pid: int

    def resident_mb(self) -> float:
        """Resident memory of the server's process."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
        assert found, "the kernel does not say how much memory the server has"
        return int(found[1]) / 1024


def built(folder: Path) -> Path:
    """A warehouse of the data as they are now, built once in the folder."""
    target = folder / "warehouse.duckdb"
    if not target.exists():
        build(stage(data_dir(), lambda step: None), target, lambda step: None)
    return target


@contextmanager
def app(folder: Path) -> Iterator[Server]:
    """The app, started as a user starts it."""
    with _running("-m", "dashboard.cli", "serve", "--warehouse", str(built(folder))) as server:
        yield server


@contextmanager
def floor() -> Iterator[Server]:
    """The floor app on plain Streamlit."""
    command = ("-m", "streamlit", "run", str(FLOOR), "--server.headless=true", *_SETTINGS)
    with _running(*command, host="--server.address", port="--server.port") as server:
        yield server


@contextmanager
def _running(*command: str, host: str = "--host", port: str = "--port") -> Iterator[Server]:
    number = free_port()
    process = subprocess.Popen(
        [sys.executable, *command, f"{host}=127.0.0.1", f"{port}={number}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
    )
    try:
        _await(process, command, number)
        yield Server(f"http://127.0.0.1:{number}", process.pid)
    finally:
        process.terminate()
        process.wait()


def _await(process: subprocess.Popen[bytes], command: Sequence[str], port: int) -> None:
    """Wait until the server answers.

    Raises:
        RuntimeError: if it ends, or does not answer in time.
    """
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise RuntimeError(f"the server does not answer: python {' '.join(command)}")

"""The real server in a process of its own, on a free port of this machine."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ports import free_port

_WITHIN_S = 60


@dataclass
class Serving:
    """A server that runs, and what it has written so far."""

    address: str
    process: subprocess.Popen[bytes]
    output: Path = field(repr=False)

    @property
    def resident_mb(self) -> float:
        """Resident memory of the process."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
        assert found
        return int(found[1]) / 1024

    @property
    def cpu_seconds(self) -> float:
        """Processor time that the process has used: what it cost, however busy the machine is."""
        fields = (
            Path(f"/proc/{self.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def log(self) -> list[dict[str, Any]]:
        """Its lines of JSON."""
        lines = self.output.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


@contextmanager
def serving(warehouse: Path, output: Path, *options: str) -> Iterator[Serving]:
    """The app as ``arms-dashboard serve`` serves it."""
    command = ("-m", "dashboard.cli", "serve", "--host=127.0.0.1", *options)
    with running(command, "--port", warehouse, output) as server:
        yield server


@contextmanager
def running(
    command: tuple[str, ...], port_option: str, warehouse: Path, output: Path
) -> Iterator[Serving]:
    """What ``python …`` serves, once it answers; it is ended with the context.

    Raises:
        RuntimeError: if it does not answer in time.
    """
    port = free_port()
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, *command, f"{port_option}={port}"],
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=os.environ | {"ARMS_WAREHOUSE": str(warehouse)},
        )
    server = Serving(f"http://127.0.0.1:{port}", process, output)
    try:
        until = time.monotonic() + _WITHIN_S
        while not answers(server.address):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"The server did not start:\n{output.read_text('utf-8')}")
            time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(address: str) -> bool:
    """Whether the server at this address takes visitors."""
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False

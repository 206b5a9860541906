"""Ports for servers of the tests."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress


def free_port() -> int:
    """A port that nobody listens at now, and which no system hands out to who calls another."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)  # not of ``random``, which Hypothesis sets
        with suppress(OSError), socket.socket() as found:
            found.bind(("", port))
            return port

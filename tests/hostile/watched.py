"""Runs a module as ``python -m`` does, and writes down whatever it asks of the network.

None of that is done: a look-up or connection that would leave the machine fails.
"""

from __future__ import annotations

import runpy
import socket
import sys
from typing import Any

LEAVES = "LEAVES THE MACHINE"
_look_up = socket.getaddrinfo


def _told(host: object) -> None:
    if not str(host).startswith(("127.", "localhost", "::1", "None", "0.0.0.0")):
        print(LEAVES, host, flush=True)
        raise OSError("no network here")


class _Watched(socket.socket):
    def connect(self, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _told(address[0])
        super().connect(address)


def _watched_look_up(host: Any, *args: Any, **named: Any) -> Any:
    _told(host)
    return _look_up(host, *args, **named)


if __name__ == "__main__":
    socket.socket, socket.getaddrinfo = _Watched, _watched_look_up  # type: ignore[misc]
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)

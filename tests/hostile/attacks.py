"""Wild requests, slow connections and many sessions, from whichever address of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import random
import select
import socket
import time
from collections import Counter
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake

_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW", "get")
_PATHS = (
    "/", "/country", "/_stcore/stream", "/_stcore/upload_file/a/b", "/_stcore/metrics", "/../etc",
    "/static/js/nope.js", "/component/x/y", "/auth/login", "/%00", "/" + "a" * 5_000, "//evil/",
    "/country?country=" + "x" * 5_000, "/_stcore/agent/mcp", "*", "http://evil.example/",
)  # fmt: skip
_NAMES = ("evil.example", "localhost:1", "10.0.0.1", "", "a b", "evil.example:8501", "[::", "é")
_ORIGINS = ("http://evil.example", "null", "http://localhost:1", "http://", "x" * 2_000, "http://[")
_WITHIN_S = 5


async def wild(
    address: str, how_many: int, at_once: int = 20, source: str = "127.0.0.1"
) -> Counter[int]:
    """Send so many requests, most of them of another site; count the statuses (0: none came)."""
    netloc = urlsplit(address).netloc
    left = iter(range(how_many))
    seen: Counter[int] = Counter()

    async def some() -> None:
        for _ in left:
            seen[await sent(netloc, _request(netloc), source)] += 1

    await asyncio.gather(*(some() for _ in range(at_once)))
    return seen


def _request(netloc: str) -> bytes:
    """A request in which at least one thing is wrong."""
    choose = random.choice
    if random.random() < 0.5:  # a websocket of another site's page, in all but that as it should be
        host = choose((netloc, netloc, choose(_NAMES)))
        return handshake(host, choose((*_ORIGINS, f"http://{'x' if host == netloc else host}")))
    lines = [
        f"{choose(_METHODS)} {choose(_PATHS)} HTTP/1.1", f"Host: {choose(_NAMES)}",
        f"Origin: {choose(_ORIGINS)}", f"Content-Length: {choose(('0', '9', 'x', '-1'))}",
    ]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode()


def handshake(host: str, origin: str | None) -> bytes:
    """What a browser asks for a websocket with, at this host and from a page of this origin."""
    lines = [
        "GET /_stcore/stream HTTP/1.1", f"Host: {host}", "Connection: Upgrade",
        "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: streamlit",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *([] if origin is None else [f"Origin: {origin}"]),
    ]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode()


async def sent(netloc: str, request: bytes, source: str = "127.0.0.1") -> int:
    """Send this from an address of this machine; the status that comes back, or 0."""
    host, _, port = netloc.rpartition(":")
    with contextlib.suppress(OSError, TimeoutError, ValueError):
        async with asyncio.timeout(_WITHIN_S):
            reader, writer = await asyncio.open_connection(host, int(port), local_addr=(source, 0))
            try:
                writer.write(request)
                return int((await reader.readline()).split()[1])
            except IndexError:
                return 0
            finally:
                writer.close()
    return 0


async def session(address: str, source: str = "127.0.0.1") -> ClientConnection | None:
    """Open a session as a page does, from this address of the machine; None if it is refused."""
    with contextlib.suppress(InvalidHandshake, OSError):
        return await connect(
            f"ws{address[4:]}/_stcore/stream", subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=address, local_addr=(source, 0), max_size=None,  # type: ignore[arg-type]
            open_timeout=_WITHIN_S,
        )  # fmt: skip
    return None


class Slow:
    """Connections that send a part of a request, and of which nothing more comes for long."""

    def __init__(self, address: str, how_many: int, source: str = "127.0.0.1") -> None:
        """Open them, from this address of the machine."""
        where = urlsplit(address)
        self._open: list[socket.socket] = []
        for number in range(how_many):
            wire = socket.create_connection((where.hostname, where.port), 5, (source, 0))
            with contextlib.suppress(OSError):
                wire.sendall(b"GET / HTTP/1.1\r\nX: " if number % 2 else b"")
            self._open.append(wire)

    def left_after(self, seconds: float) -> int:
        """Trickle on for so long; how many of them the server still keeps."""
        until = time.monotonic() + seconds
        while self._open and time.monotonic() < until:
            time.sleep(min(1, max(0.0, until - time.monotonic())))
            ended, _, _ = select.select(self._open, [], [], 0)
            for wire in ended:  # nothing is answered, so there is only the end to read
                self._open.remove(wire)
                wire.close()
            for wire in self._open[::2]:
                with contextlib.suppress(OSError):
                    wire.send(b"x")
        return len(self._open)

    def close(self) -> None:
        """Leave."""
        for wire in self._open:
            wire.close()

"""The command: plays the attacks against both servers and prints what each gave.

Numbers are reported; the exit code is 1 if the app as it is served let something in that it must
not, or asked anything of the network.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

import httpx2
import streamlit
from rich.console import Console
from rich.table import Table

from dashboard.serving.app import SCRIPT
from dashboard.serving.assets import static_files
from dashboard.serving.edge import Edge, Own
from dashboard.serving.headers import SecurityHeaders
from dashboard.serving.limits import Pace
from etl.common.paths import warehouse_path
from tests.hostile import attacks, watched
from tests.load.visitor import visitor
from tests.serving.running import Serving, running

_REQUESTS = 10_000
_LIE = "SIPRI has withdrawn this figure"
_SERVERS = {
    "as served": ("dashboard.cli serve --host=127.0.0.1", "--port"),
    "stock": (f"streamlit run {SCRIPT} --server.address=127.0.0.1", "--server.port"),
}


def main() -> int:
    """Play and print."""
    columns: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        for server, (command, port) in _SERVERS.items():
            log = Path(name) / "log"
            run = ("-m", "tests.hostile.watched", *command.split(" "))
            with running(run, port, warehouse_path(), log) as started:
                columns[server] = asyncio.run(_played(started))
            written = log.read_text(encoding="utf-8", errors="replace")
            columns[server]["asked of the network"] = f"{written.count(watched.LEAVES)} times"
            columns[server]["lines in the log"] = f"{len(written.splitlines()):,}"
    columns["as served"]["edge and limits, of a request"] = asyncio.run(_edge_cost())
    table = Table("Attack", *columns)
    for attack, given in columns["as served"].items():
        table.add_row(attack, given, columns["stock"].get(attack, ""))
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    ours = columns["as served"]
    failures = [
        attack
        for attack, wanted in {
            "page of another site asks for the websocket": "403",
            "name that leads here (DNS rebinding)": "403",
            "page on another port of this machine": "403",
            "file sent to /_stcore/upload_file": "405",
            "/_stcore/metrics": "404",
            "/static/js/nope.js": "404",
            "asked of the network": "0 times",
            "link with made-up words": "not shown",
        }.items()
        if not ours[attack].startswith(wanted)
    ]
    for failure in failures:
        print(f"Let in: {failure}", file=sys.stderr)
    return 1 if failures else 0


async def _played(server: Serving) -> dict[str, str]:
    """What one server gave, attack by attack."""
    random.seed(1)
    netloc = server.address.removeprefix("http://")
    given: dict[str, str] = {}

    async def websocket(attack: str, host: str, origin: str) -> None:
        started = time.monotonic()
        status = await attacks.sent(netloc, attacks.handshake(host, origin))
        given[attack] = f"{status or 'nothing'} after {1000 * (time.monotonic() - started):,.0f} ms"

    await websocket("page of another site asks for the websocket", netloc, "http://evil.example")
    await websocket("name that leads here (DNS rebinding)", "evil.example", "http://evil.example")
    await websocket("page on another port of this machine", netloc, "http://localhost:1")
    async with httpx2.AsyncClient(base_url=server.address) as client:
        sent = await client.put("/_stcore/upload_file/a/b", content=bytes(10_000))
        given["file sent to /_stcore/upload_file"] = str(sent.status_code)
        for path in ("/_stcore/metrics", "/static/js/nope.js"):
            given[path] = str((await client.get(path)).status_code)
    query = urlencode({"country": "IND", "figure": "shares", "made": _LIE})
    async with visitor(server.address, "country", query) as somebody:
        told = f"made from: {_LIE}" in (await somebody.run()).text()
        given["link with made-up words"] = "shown as the figure's source" if told else "not shown"

    answered = await attacks.wild(server.address, 1_000)
    given["1,000 wild requests, statuses"] = " ".join(
        f"{status or 'none'}: {count}" for status, count in sorted(answered.items())
    )
    held = await asyncio.gather(*(attacks.session(server.address, "127.0.0.8") for _ in range(100)))
    given["100 sessions of one client, let in"] = str(sum(wire is not None for wire in held))
    await asyncio.gather(*(wire.close() for wire in held if wire))
    slow = attacks.Slow(server.address, 400, "127.0.0.9")
    left = await asyncio.to_thread(slow.left_after, 13)
    slow.close()
    given["400 slow connections, left after 13 s"] = str(left)

    unseen = iter(random.sample(range(200), 120))  # so that nothing is kept of what they ask
    felt = {"quiet": await _felt(server, unseen)}
    for what, kind in (("under attack by another client", "all"),
                       ("while another client wants pictures", "pictures")):  # fmt: skip
        with _flood(server, kind):
            felt[what] = await _felt(server, unseen)
    for what, seconds in felt.items():
        usual, p95 = 1000 * median(seconds), 1000 * quantiles(seconds, n=20, method="inclusive")[-1]
        given[f"change of a control, {what}"] = f"median {usual:,.0f}, p95 {p95:,.0f} ms"
    await asyncio.gather(*(_pack(server, f"127.0.2.{number}") for number in range(1, 9)))
    given["memory after a flood of packs"] = f"{server.resident_mb:,.0f} MB"
    with _flood(server, "all"):
        await asyncio.sleep(3)
        started = time.monotonic()
        server.process.terminate()
        await asyncio.to_thread(server.process.wait, 60)
        given["end when asked, under attack"] = f"after {time.monotonic() - started:,.1f} s"
    return given


async def _felt(server: Serving, unseen: Iterator[int]) -> list[float]:
    """Seconds of a visitor's changes, one each half a second, to countries not chosen before.

    As many as come in twenty seconds.
    """
    seconds: list[float] = []
    until = time.monotonic() + 20
    async with visitor(server.address, "country", source="127.0.0.7") as somebody:
        await somebody.run()
        _, options = somebody.pickers["country"]
        for number in takewhile(lambda _: time.monotonic() < until, unseen):
            await asyncio.sleep(0.5)
            seconds.append((await somebody.pick("country", options[number])).seconds)
    return seconds


async def _pack(server: Serving, source: str) -> None:
    """Have everything made of a figure."""
    with suppress(TimeoutError, KeyError):  # which is no answer, and none is asked for
        async with visitor(server.address, "country", source=source) as somebody:
            await somebody.run()
            await somebody.choose("Take away")
            await somebody.download("Everything in one file (ZIP)")


async def _edge_cost() -> str:
    """What edge, pace and headers take of a request that they let in, and keep."""

    async def nothing(*_: object) -> None:
        return None

    folder = Path(streamlit.__file__).parent / "static"
    tracemalloc.start()
    edge = Edge(nothing, Own("127.0.0.1", behind_proxy=False), static_files(folder, folder), [])
    app, pace = SecurityHeaders(edge, "", ()), Pace()
    kept = tracemalloc.get_traced_memory()[0] / 1_000_000
    tracemalloc.stop()
    client, server = ("127.0.0.1", 50_000), ("127.0.0.1", 8501)
    headers = [(b"host", b"127.0.0.1:8501"), *((b"x-%d" % number, b"") for number in range(10))]
    scope = {"type": "http", "method": "GET", "path": "/country", "headers": headers,
             "client": client, "server": server}  # fmt: skip
    began = time.perf_counter()
    for _ in range(_REQUESTS):
        pace.wait_s()
        await app(scope, nothing, nothing)  # type: ignore[arg-type]
    took_ms = 1000 * (time.perf_counter() - began) / _REQUESTS
    return f"{took_ms:.3f} ms, {kept:.1f} MB in all"


@contextmanager
def _flood(server: Serving, kind: str) -> Iterator[None]:
    """One client floods the server from a process of its own."""
    command = (sys.executable, "-m", "tests.hostile.flood", server.address, kind)
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    time.sleep(3)
    try:
        yield
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    sys.exit(main())

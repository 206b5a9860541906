"""What the edge lets in, on a real server, and that nothing it is asked leaves the machine."""

from __future__ import annotations

import asyncio
import random
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from dashboard.line import client_of
from dashboard.navigation import PAGES, START
from dashboard.serving import kept, limits
from dashboard.serving.edge import Own
from dashboard.serving.logs import _LINES_A_MINUTE
from tests.apart import run
from tests.hostile import attacks, watched
from tests.load.visitor import visitor
from tests.serving.running import Serving, running, serving


@pytest.fixture(scope="module")
def server(warehouse_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One server, with what it would ask of the network in its log."""
    command = ("-m", "tests.hostile.watched", "dashboard.cli", "serve", "--host=127.0.0.1",
               "--embedder=https://paper.example", "--site=https://figures.example")  # fmt: skip
    log = tmp_path_factory.mktemp("edge") / "log"
    with running(command, "--port", warehouse_file, log) as started:
        yield started


def status(server: Serving, method: str, path: str, **headers: str) -> int:
    return httpx2.request(method, f"{server.address}{path}", headers=headers).status_code


def opened(server: Serving, origin: str | None, host: str | None = None) -> int:
    """The status that a websocket of this origin gets, at the host that it names."""
    netloc = server.address.removeprefix("http://")
    return run(attacks.sent(netloc, attacks.handshake(host or netloc, origin)))


@pytest.mark.parametrize("page", [page.name for page in PAGES if page is not START])
def test_each_page_is_there_to_be_read(server: Serving, page: str) -> None:
    assert status(server, "GET", f"/{page}") == 200
    assert status(server, "HEAD", f"/{page}") == 200


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config", "/healthz",
                                  "/readyz", "/favicon.png",
                                  "/app/static/map/world_50m.json"])  # fmt: skip
def test_what_a_browser_needs_is_there(server: Serving, path: str) -> None:
    assert status(server, "GET", path) == 200


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/static/js/nope.js", "/country/_stcore/health", "/_stcore/metrics",
     "/_stcore/script-health-check", "/_stcore/stream", "/_stcore/upload_file/a/b",
     "/_stcore/agent/openapi.json", "/_stcore/bidi-components/x", "/component/x/index.html",
     "/auth/login", "/oauth2callback", "/media/../app.py", "/media/zz.csv", "/country/x", "/start"],
)  # fmt: skip
def test_nothing_else_is_there(server: Serving, path: str) -> None:
    answer = httpx2.get(f"{server.address}{path}")
    assert answer.status_code == 404
    assert "<html" not in answer.text
    assert "/openapi.json" in answer.text


def test_where_nothing_is_a_browser_is_led_on(server: Serving) -> None:
    seen = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    answer = httpx2.get(f"{server.address}/far/from/<b>here", headers=seen)
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    assert "<b>" not in answer.text
    places = re.findall(r'<a href="([^"]+)"', answer.text)
    assert len(places) == sum(not page.hidden for page in PAGES)
    for place in places:
        assert status(server, "GET", place) == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_things_can_only_be_read(server: Serving, method: str) -> None:
    for path in ("/", "/country", "/_stcore/upload_file/session/file", "/_stcore/health"):
        answer = httpx2.request(method, f"{server.address}{path}")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD"


def test_no_file_of_a_visitor_is_taken(server: Serving) -> None:
    before = server.resident_mb
    for method in ("PUT", "POST", "GET"):
        # It may be told off before all of it is sent.
        with suppress(httpx2.WriteError, httpx2.ReadError):
            answer = httpx2.request(
                method, f"{server.address}/_stcore/upload_file/a/b", content=bytes(50_000_000)
            )
            assert answer.status_code in (405, 413)
    assert server.resident_mb < before + 20


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "10.0.0.1",
                                  "localhost.evil.example", "localhost:1", "a b", ""])  # fmt: skip
def test_another_name_is_refused(server: Serving, host: str) -> None:
    assert status(server, "GET", "/", Host=host) in (400, 421)
    assert opened(server, f"http://{host}", host) in (400, 403)


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "http://localhost:1", "http://localhost", "null", "", None,
     "file://", "http://127.0.0.1", "https://figures.example.evil.example"],
)  # fmt: skip
def test_a_page_of_another_origin_is_refused_at_once(server: Serving, origin: str | None) -> None:
    started = time.monotonic()
    assert opened(server, origin) == 403
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    ("origin", "host"),
    [(None, None), ("https://figures.example", None), ("https://paper.example", None),
     ("https://figures.example", "figures.example"),
     ("http://localhost:{port}", "localhost:{port}")],
)  # fmt: skip
def test_own_and_named_pages_are_let_in(
    server: Serving, origin: str | None, host: str | None
) -> None:
    port = server.address.rpartition(":")[2]
    given = [text and text.format(port=port) for text in (origin, host)]
    assert opened(server, given[0] or server.address, given[1]) == 101


def test_a_link_to_a_page_has_the_base_of_the_site_that_was_asked() -> None:
    sites = ["https://figures.example/arms", "https://arms.example", "https://b.example/arms"]
    own = Own("localhost", sites, behind_proxy=True)
    assert own.base("figures.example") == own.base("b.example") == "/arms"
    assert own.base("arms.example") == own.base("localhost:8501") == ""


def test_a_program_that_asks_for_too_much_is_told_when_to_ask_again(server: Serving) -> None:
    async def asked() -> list[httpx2.Response]:
        async with httpx2.AsyncClient(base_url=server.address, timeout=60) as client:
            path = "/figures/country/shares.json?country=ISR&period="
            years = range(1960, 2020)
            return await asyncio.gather(*(client.get(f"{path}{year}") for year in years))

    full = [answer for answer in run(asked()) if answer.status_code == 503]
    assert full
    for answer in full:
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) > 0


def test_the_names_of_a_server_for_others() -> None:
    everywhere = Own("0.0.0.0", behind_proxy=False)
    assert everywhere.host("192.0.2.7:8080", 8501) and everywhere.host("[2001:db8::7]", 8501)
    assert everywhere.host(socket.gethostname().lower(), 8501)
    assert not everywhere.host("evil.example", 8501)
    named = Own("desk.example", ["https://figures.example"], behind_proxy=False)
    assert named.host("desk.example:8501", 8501) and named.host("figures.example", 8501)
    assert not named.host("192.0.2.7", 8501)
    assert Own("localhost", behind_proxy=True).host("127.0.0.1:8080", 8501)
    assert not Own("localhost", behind_proxy=False).host("127.0.0.1:8080", 8501)
    assert Own("::1", behind_proxy=False).host("[::1]:8501", 8501)


def test_a_thousand_hostile_requests_ask_nothing_of_the_network(server: Serving) -> None:
    async def wild() -> Counter[int]:
        """From ten addresses, as one alone would be made to wait."""
        crowd = (attacks.wild(server.address, 100, source=f"127.0.1.{n}") for n in range(1, 11))
        return sum(await asyncio.gather(*crowd), Counter())

    random.seed(7)
    answered = run(wild())
    assert sum(answered.values()) == 1_000
    assert not answered[101] and not answered[500]
    assert opened(server, server.address) == 101
    written = server.output.read_text(encoding="utf-8")
    assert watched.LEAVES not in written
    assert "Traceback" not in written
    assert len(written.splitlines()) < 2 * _LINES_A_MINUTE + 100


def test_a_message_of_a_visitor_is_bounded(server: Serving) -> None:
    async def told() -> int:
        async with connect(
            f"ws{server.address[4:]}/_stcore/stream", subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=server.address, compression=None,  # type: ignore[arg-type]
        ) as wire:  # fmt: skip
            await wire.send(bytes(limits.MESSAGE_BYTES + 1))
            try:
                while True:
                    await wire.recv()
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 0

    assert run(told()) == 1009


def test_slow_headers_and_silent_connections_are_let_go(server: Serving) -> None:
    slow = attacks.Slow(server.address, 40)
    assert slow.left_after(limits.HEADERS_S + 5) == 0


def test_a_client_has_no_more_than_its_connections_and_others_have_theirs(server: Serving) -> None:
    crowd = attacks.Slow(server.address, limits.CONNECTIONS_EACH + 40, source="127.0.0.9")
    try:
        assert crowd.left_after(0.5) <= limits.CONNECTIONS_EACH
        assert status(server, "GET", "/healthz") == 200
    finally:
        crowd.close()


def test_a_client_has_no_more_than_its_sessions_and_others_have_theirs(server: Serving) -> None:
    async def crowd() -> tuple[int, bool]:
        held = [
            await attacks.session(server.address, "127.0.0.8")
            for _ in range(limits.SESSIONS_EACH + 5)
        ]
        let_in = sum(wire is not None for wire in held)
        other = await attacks.session(server.address)
        await asyncio.gather(*(wire.close() for wire in [*held, other] if wire))
        return let_in, other is not None

    assert run(crowd()) == (limits.SESSIONS_EACH, True)


def test_too_few_files_are_said_at_the_start(tmp_path: Path, built: Path) -> None:
    started = subprocess.run(
        [sys.executable, "-c",
         "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (256, 512))\n"
         "from dashboard.serving import limits; print(limits.connections())\n"
         "print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert started.stdout.split() == ["312", "512"]  # raised as far as it goes
    assert "may open 512 files, so it takes 312 connections instead of 1,500" in started.stderr
    assert len(started.stderr.splitlines()) == 1


def test_who_asks_too_fast_waits_and_others_do_not(server: Serving) -> None:
    async def flood() -> None:
        await asyncio.gather(*(attacks.sent(netloc, b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
                                            "127.0.0.6") for _ in range(50)))  # fmt: skip

    netloc = server.address.removeprefix("http://")
    used, started, sent = server.cpu_seconds, time.monotonic(), 0
    while time.monotonic() - started < 20 and sent < limits.ASKED_AT_ONCE + 1_000:
        run(flood())
        sent += 50
    pace = (sent - limits.ASKED_AT_ONCE) / (time.monotonic() - started)
    assert pace < 1.2 * limits.ASKED_A_SECOND
    started = time.monotonic()
    assert status(server, "GET", "/_stcore/health") == 200
    assert time.monotonic() - started < 0.5
    assert server.cpu_seconds - used < 0.002 * sent


def test_a_pace_is_so_many_at_once_and_so_many_a_second() -> None:
    pace = limits.Pace()
    assert not any(pace.wait_s() for _ in range(limits.ASKED_AT_ONCE))
    assert 0 < pace.wait_s(limits.ASKED_A_SECOND) < 1.01


def test_by_ipv6_a_client_is_its_network() -> None:
    assert client_of("2001:db8::1") == client_of("2001:db8::ffff:2")
    assert client_of("2001:db8::1") != client_of("2001:db8:0:1::1")
    assert client_of("192.0.2.1") != client_of("192.0.2.2")
    assert client_of("::ffff:192.0.2.1") != client_of("::ffff:192.0.2.2")


def test_a_data_file_does_not_wait_behind_pictures(
    tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", _hanging(tmp_path))  # pictures that never come

    async def taken() -> tuple[float, bytes]:
        async with (
            visitor(server.address, "country") as flood,
            visitor(server.address, "country") as reader,
        ):
            for somebody in (flood, reader):
                await somebody.run()
                await somebody.choose("Take away")
            for _ in range(30):
                await flood.ask_for("Everything in one file (ZIP)")
            started = time.monotonic()
            path = await reader.download("CSV")
            return time.monotonic() - started, httpx2.get(f"{server.address}{path}").content

    with serving(built, tmp_path / "log") as server:
        seconds, content = run(taken())
        server.process.terminate()
        server.process.wait(12)  # some two seconds on an idle machine, and not for the pictures
    assert seconds < 5
    assert b"2026 release" in content


def _hanging(folder: Path) -> str:
    path = folder / "chrome"
    path.write_text("#!/bin/sh\nexec sleep 25\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_files_made_for_visitors_are_bounded_and_the_newest_kept() -> None:
    storage = MemoryMediaFileStorage("/media")
    names = [
        storage.load_and_get_id(
            bytes([number]) * 5_000_000, "text/html", MediaFileKind.DOWNLOADABLE, "x.html"
        )
        for number in range(20)
    ]
    kept.let_go_of_oldest(storage)
    assert list(storage._files_by_id) == names[-3:]
    kept.let_go_of_oldest(storage)
    assert list(storage._files_by_id) == names[-3:]


def test_who_lost_the_connection_has_the_session_again_until_many_more_left(
    server: Serving,
) -> None:
    async def session(before: str = "") -> str:
        async with visitor(server.address, "releases", session=before) as somebody:
            assert (await somebody.run()).errors() == []
            return somebody.session

    async def play() -> None:
        first = await session()
        assert await session(first) == first
        for _ in range(limits.LEFT_SESSIONS):
            await session()
        assert await session(first) != first

    run(play())

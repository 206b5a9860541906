"""The app as it is served: over real sockets, by the real command."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import brotli
import httpx2
import pytest
import streamlit

from dashboard.cli import main
from dashboard.serving.shell import shell
from tests.apart import run
from tests.load.visitor import Reply, visitor
from tests.serving.running import Serving, serving

_FRAMEWORK = Path(streamlit.__file__).parent / "static"


@pytest.fixture(scope="module")
def server(warehouse_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One server for the tests that only ask it."""
    log = tmp_path_factory.mktemp("serving") / "log"
    with serving(
        warehouse_file, log, "--access-log", "--embedder=https://paper.example"
    ) as started:
        yield started


def get(server: Serving, path: str, coding: str = "identity") -> httpx2.Response:
    return httpx2.get(f"{server.address}{path}", headers={"Accept-Encoding": coding})


def raw(server: Serving, path: str, coding: str) -> tuple[bytes, httpx2.Headers]:
    """The body as it went over the wire."""
    request = {"Accept-Encoding": coding}
    with httpx2.stream("GET", f"{server.address}{path}", headers=request) as response:
        return b"".join(response.iter_raw()), response.headers


def ask(address: str, page: str) -> Reply:
    async def once() -> Reply:
        async with visitor(address, page) as somebody:
            return await somebody.run()

    return run(once())


def test_a_page_is_drawn_over_the_websocket(server: Serving) -> None:
    reply = ask(server.address, "country")
    assert reply.errors() == []
    assert len(list(reply.elements("plotly_chart"))) >= 2
    assert "2026 release" in reply.text()


@pytest.mark.parametrize("path", ["/", "/country", "/static/favicon.png", "/healthz", "/nowhere"])
def test_every_answer_has_the_security_headers(server: Serving, path: str) -> None:
    headers = get(server, path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert policy["frame-ancestors"] == "'self' https://paper.example"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers
    assert headers.get("vary", "Accept-Encoding") == "Accept-Encoding"  # and once


def test_the_policy_allows_each_inline_script_that_the_page_has(server: Serving) -> None:
    page = get(server, "/")
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page.text, re.DOTALL)
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("asked", "coding", "unpack"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, br;q=0", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ],
)
def test_the_largest_script_comes_whole_in_the_best_coding(
    server: Serving, asked: str, coding: str | None, unpack: object
) -> None:
    script = max(_FRAMEWORK.rglob("*.js"), key=lambda path: path.stat().st_size)
    plain = script.read_bytes()
    body, headers = raw(server, f"/{script.relative_to(_FRAMEWORK).as_posix()}", asked)
    assert headers.get("content-encoding") == coding
    assert "javascript" in headers["content-type"]
    assert re.search(r"max-age=31536000", headers["cache-control"])
    assert "immutable" in headers["cache-control"]
    assert callable(unpack)
    assert unpack(body) == plain
    assert coding is None or len(body) < 0.35 * len(plain)


def test_the_outlines_of_the_map_come_compressed(server: Serving) -> None:
    body, headers = raw(server, "/app/static/map/world_50m.json", "br")
    assert json.loads(brotli.decompress(body))["type"] == "Topology"
    assert headers["cache-control"] == "public, max-age=86400"


def test_the_page_itself_is_compressed_and_asked_for_anew(server: Serving) -> None:
    body, headers = raw(server, "/", "gzip")
    page = gzip.decompress(body).decode()
    told = re.search("(<title>.*?</title>).*", page)
    assert told and re.search('<main id="before">.*</main>', page, re.DOTALL)
    plain = page.replace(told[0], "<title>Arms transfers</title>")
    assert re.sub('<main id="before">.*</main>', "", plain, flags=re.DOTALL) == shell(_FRAMEWORK)
    theirs = (_FRAMEWORK / "index.html").read_text()
    scripts = re.findall("<script.*?</script>", theirs, flags=re.DOTALL)
    assert len(scripts) > 1 and all(script in page for script in scripts)
    assert told[1] == "<title>Who supplies arms to whom? – Arms transfers</title>"
    assert "<title>Arms transfers</title>" in plain and "treamlit app" not in page
    assert ".stMainBlockContainer {" in page, "its style is there before anything is drawn"
    assert headers["cache-control"] == "no-cache"


def test_no_file_outside_the_static_folders_is_served(server: Serving) -> None:
    for path in ("/static/../index.html", "/static/%2e%2e/%2e%2e/version.py",
                 "/app/static/../app.py", "/app/static/%2e%2e/app.py"):  # fmt: skip
        with socket.create_connection(
            ("127.0.0.1", int(server.address.rpartition(":")[2]))
        ) as wire:
            host = server.address.removeprefix("http://")
            request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: br"
            request += "\r\nConnection: close"
            wire.sendall(f"{request}\r\n\r\n".encode())
            answer = b"".join(iter(lambda wire=wire: wire.recv(65536), b""))
        assert b"STREAMLIT_VERSION" not in answer
        assert b"set_page_config" not in answer


def test_health_tells_the_release_and_the_age_and_no_paths(server: Serving) -> None:
    health = get(server, "/healthz")
    assert health.status_code == 200
    data = health.json()["data"]
    assert data["newest_release"] == 2026
    assert data["generated"] == "2026-05-18"
    assert isinstance(data["age_days"], int)
    assert str(Path.home()) not in health.text
    assert ".duckdb" not in health.text


def test_the_access_log_tells_nobody_who_asked_or_what(server: Serving) -> None:
    get(server, "/country?country=Ruritania&period=2016–20")
    get(server, "/_stcore/upload_file/a-secret-session/file")
    ask(server.address, "country")
    deadline = time.monotonic() + 10
    while not any(line["message"] == "session" for line in server.log()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    lines = [line for line in server.log() if line["logger"] == "dashboard.access"]
    page = next(line for line in lines if line["path"] == "/country")
    assert page["method"] == "GET"
    assert page["status"] == 200
    assert page["bytes"] > 0
    told = server.output.read_text(encoding="utf-8")
    for secret in ("Ruritania", "127.0.0.1:", "a-secret-session", "country="):
        assert secret not in told.replace(server.address, "")


def test_not_ready_without_a_warehouse_and_ready_when_one_comes(
    tmp_path: Path, warehouse_file: Path
) -> None:
    target = tmp_path / "warehouse.duckdb"
    with serving(target, tmp_path / "log") as server:
        assert get(server, "/healthz").json() == {"status": "ok", "data": None}
        missing = get(server, "/readyz")
        assert missing.status_code == 503
        assert missing.json() == {"ready": False, "data": None}
        assert "no warehouse at" in ask(server.address, "country").text()
        target.write_bytes(warehouse_file.read_bytes())
        there = get(server, "/readyz")
        assert there.status_code == 200
        assert there.json()["data"]["newest_release"] == 2026
        assert "2026 release" in ask(server.address, "country").text()
        target.unlink()
        assert get(server, "/readyz").status_code == 503


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_though_somebody_is_there(
    tmp_path: Path, built: Path, stop: signal.Signals
) -> None:
    async def stopped(server: Serving) -> str:
        async with visitor(server.address, "country") as somebody:
            await somebody.run()
            server.process.send_signal(stop)
            with pytest.raises(Exception, match=r"1012|1001"):
                for _ in range(1_000):  # what was under way may still be answered
                    await somebody.run()  # told that the service restarts
        return await asyncio.to_thread(server.process.wait, 20)

    with serving(built, tmp_path / "log") as server:
        assert run(stopped(server)) == 0
        assert "Traceback" not in server.output.read_text(encoding="utf-8")
        assert "leaked" not in server.output.read_text(encoding="utf-8")


def test_a_port_that_is_taken_is_named(server: Serving, built: Path) -> None:
    port = server.address.rpartition(":")[2]
    second = subprocess.run(
        [sys.executable, "-m", "dashboard.cli", "serve", "--host=127.0.0.1", f"--port={port}",
         f"--warehouse={built}"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert second.returncode == 1
    assert f"Cannot listen at 127.0.0.1, port {port}" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_host_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", "no host", "--port", "0"]) == 1
    told = capsys.readouterr().err
    assert "Cannot listen at no host" in told and "Name another with --host" in told


@pytest.mark.parametrize("origin", ["paper.example", "https://a; script-src *", "javascript:x", ""])
def test_an_embedder_that_is_no_origin_is_refused(origin: str) -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "dashboard.cli", "serve", f"--embedder={origin}"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert refused.returncode == 2
    assert "is no origin such as https://example.org" in refused.stderr


@pytest.mark.parametrize("options", [(), ("--behind-proxy",)])
def test_only_a_server_for_this_machine_alone_lists_deals(
    options: tuple[str, ...], tmp_path: Path, built: Path
) -> None:
    with serving(built, tmp_path / "log", *options) as server:
        text = ask(server.address, "deals").text()
    assert ("SIPRI's terms" in text or "permi" in text) == bool(options)


# What follows fails if the framework changes inside.


def test_a_start_leaves_nothing_to_load_and_no_library_to_the_garbage_collector(
    built: Path,
) -> None:
    script = """
import asyncio, gc, sys
from dashboard.serving.app import application
from streamlit import config

async def start():
    told, asked = asyncio.Queue(), asyncio.Queue()
    ready = []
    app = application("127.0.0.1", (), lambda: ready.append(gc.get_freeze_count()))
    await asked.put({"type": "lifespan.startup"})
    task = asyncio.create_task(app({"type": "lifespan"}, asked.get, told.put))
    assert (await told.get())["type"] == "lifespan.startup.complete"
    assert ready[0] > 100_000, ready
    assert config.get_option("runner.postScriptGC") is False
    assert config.get_option("server.address") == "127.0.0.1"
    for name in ("plotly.graph_objects", "pandas", "pyarrow", "duckdb", "dashboard.charts"):
        assert name in sys.modules, name
    await asked.put({"type": "lifespan.shutdown"})
    await task
    assert gc.get_freeze_count() == 0

asyncio.run(start())
"""
    subprocess.run(
        [sys.executable, "-c", script], check=True, timeout=120,
        env=os.environ | {"ARMS_WAREHOUSE": str(built)},
    )  # fmt: skip


def test_the_socket_is_one_that_sends_small_messages_at_once() -> None:
    from dashboard.serving.launch import server_of

    async def nothing(scope: object, receive: object, send: object) -> None: ...

    async def nodelay() -> int:
        server = server_of(nothing, "127.0.0.1", 0)
        server.config.lifespan = "off"
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup()
        listening = server.servers[0].sockets[0]
        protocol = listening.proto  # accepted ones inherit it, and asyncio looks at it
        await server.shutdown()
        return protocol

    assert run(nodelay()) == socket.IPPROTO_TCP

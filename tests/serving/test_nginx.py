"""The configuration for nginx in the repository, before two real processes of the app."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import httpx2
import pytest
import streamlit
from playwright.sync_api import Browser, expect

import dashboard.serving
from tests.apart import run
from tests.browser.app import listened, settle
from tests.load.visitor import visitor
from tests.ports import free_port
from tests.serving.running import Serving, answers, serving

_NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
_SITE = "http://figures.example/data/arms"
_CONFIGURATION = Path(dashboard.serving.__file__).with_name("nginx.conf")

pytestmark = pytest.mark.skipif(_NGINX is None, reason="no nginx is installed")


@contextmanager
def proxy(
    folder: Path, first: Serving, second: Serving, port: int | None = None, at: str = "/",
    onto: str = "http://dashboard",
) -> Iterator[str]:  # fmt: skip
    """The repository's configuration with other ports, and folders that a test may write to."""
    port, location = port or free_port(), "location {} {{\n      proxy_pass {};"
    text = _CONFIGURATION.read_text(encoding="utf-8")
    for was, now in (
        ("server 127.0.0.1:8501", f"server {first.address[7:]}"),
        ("server 127.0.0.1:8502", f"server {second.address[7:]}"),
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        (location.format("/", "http://dashboard"), location.format(at, onto)),
    ):
        assert was in text
        text = text.replace(was, now, 1)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(text.replace("http {", f"http {{\n{temporary}", 1), encoding="utf-8")
    assert _NGINX is not None
    process = subprocess.Popen(
        [_NGINX, "-p", str(folder), "-c", str(configuration), "-e", str(folder / "error.log"),
         "-g", f"daemon off; pid {folder}/nginx.pid;"],
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}{at}".rstrip("/")
        until = time.monotonic() + 20
        while not answers(address):
            assert process.poll() is None, (folder / "error.log").read_text(encoding="utf-8")
            assert time.monotonic() < until
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def asked(server: Serving) -> Counter[str]:
    """How often each path has been asked for, by the server's log."""
    return Counter(line["path"] for line in server.log() if "path" in line)


def test_two_processes_behind_nginx(tmp_path: Path, built: Path) -> None:
    options = ("--behind-proxy", "--access-log")
    with (
        serving(built, tmp_path / "first.log", *options) as first,
        serving(built, tmp_path / "second.log", *options) as second,
        proxy(tmp_path, first, second) as address,
    ):
        # Whoever asks stays with one process, and not everybody with the same.
        static = Path(streamlit.__file__).parent / "static"
        scripts = sorted(static.rglob("*.js"))[:16]
        paths = [f"/{script.relative_to(static).as_posix()}" for script in scripts]
        for path in paths:
            for _ in range(3):
                httpx2.get(f"{address}{path}", headers={"User-Agent": path}).raise_for_status()
        until = time.monotonic() + 10
        while sum(asked(first)[path] + asked(second)[path] for path in paths) < 48:
            assert time.monotonic() < until
            time.sleep(0.05)
        shares = [(asked(first)[path], asked(second)[path]) for path in paths]
        assert set(shares) == {(3, 0), (0, 3)}

        # A session over the websocket, compressed files and headers come through whole.
        async def look() -> str:
            async with visitor(address, "country") as somebody:
                reply = await somebody.run()
                assert reply.errors() == []
                return reply.text()

        assert "2026 release" in run(look())
        index = httpx2.get(address).text
        script = re.findall(r'src="\./(static/js/[^"]+)"', index)[0]
        answer = httpx2.get(f"{address}/{script}", headers={"Accept-Encoding": "br"})
        assert answer.headers["content-encoding"] == "br"
        assert answer.headers["x-content-type-options"] == "nosniff"

        # Only the address for language models lets a body through; here the app takes none.
        for path, status in (("mcp", 405), ("country", 413)):
            assert httpx2.post(f"{address}/{path}", content=bytes(9_000)).status_code == status

        # One process dies: everybody is served by the other.
        first.process.kill()
        first.process.wait()
        for path in paths:
            answer = httpx2.get(f"{address}/readyz", headers={"User-Agent": path})
            assert answer.json()["ready"]
        assert "2026 release" in run(look())


@pytest.fixture(scope="module", params=["http://dashboard", "http://dashboard/"])
def below(
    request: pytest.FixtureRequest, warehouse_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The dashboard below a path, which nginx hands on or takes off."""
    folder, port = tmp_path_factory.mktemp("below"), free_port()
    site = f"http://127.0.0.1:{port}/data/arms"
    options = ("--behind-proxy", f"--site={_SITE}", f"--site={site}/", "--mcp",
               "--embedder=https://paper.example")  # fmt: skip
    with (
        serving(warehouse_file, folder / "log", *options) as server,
        proxy(folder, server, server, port, "/data/arms/", request.param) as address,
    ):
        assert address == site
        yield site


def test_all_that_programs_find_lies_below_the_path(below: str) -> None:
    def got(path: str) -> httpx2.Response:
        url = urljoin(f"{below}/", path.replace(_SITE, below))
        return httpx2.get(url, headers={"Host": urlsplit(_SITE).netloc})

    link = f"{_SITE}/country?country=ISR"
    found = {link, *re.findall("<loc>(.*?)</loc>", got("sitemap.xml").text)[:20]}
    for path in ("country?country=ISR", "sources", "article", "robots.txt", "feed.atom",
                 "feed.json", f"oembed?url={quote(link)}", "openapi.json",
                 "figures/country/shares.json?country=ISR"):  # fmt: skip
        text = got(path).text
        named = re.findall(r"https?://figures.example[^\"<\s]*", text)
        assert named and all(f"{one}/".startswith(f"{_SITE}/") for one in named), path
        found |= {unescape(one) for one in named if ".png" not in one}
        beside = re.findall(r'(?:href|src)="([./][^"]*)"', text)
        assert all(one.startswith(".") for one in beside), beside
        found |= {*beside}
    statuses = {one: got(one).status_code for one in found if one != _SITE}
    assert {*statuses.values()} == {200}, statuses
    for moved in ("", "/country/"):
        answer = httpx2.get(f"{below}{moved}?country=FRA", follow_redirects=True)
        assert str(answer.url) == f"{below}{moved.rstrip('/') or '/'}?country=FRA"
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "padding": "x" * 9_000}
    accepted = {"Accept": "application/json, text/event-stream"}
    told = httpx2.post(f"{below}/mcp", json=call, headers=accepted)
    assert told.status_code == 200 and "get_figure" in told.text


@pytest.mark.browser
def test_the_app_lives_below_the_path(below: str, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        complaints, asked = listened(page), []
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda wire: asked.append(f"http{wire.url[2:]}"))
        page.goto(f"{below}?country=FRA&direction=exports")
        page.goto(f"{below}/country?country=FRA")
        settle(page)
        expect(page.locator(".stMain h1")).to_have_text("Who supplies France's arms?")
        page.get_by_role("radio", name="Take away").first.click()
        with page.expect_download() as taken:
            page.get_by_role("button", name="CSV", exact=True).click()
        assert "title: France" in Path(taken.value.path()).read_text("utf-8")
        page.get_by_test_id("stTopNavLink").filter(has_text="Map").click()
        page.wait_for_url(f"{below}/map*")
        settle(page)
        page.go_back()
        page.wait_for_url(f"{below}/country*")
        settle(page)
        page.get_by_role("link", name="How to read this").click()
        page.wait_for_url(f"{below}/guide")
        settle(page)
    assert complaints == []
    assert {
        one for one in asked if not f"{one}/".startswith((f"{below}/", f"{below}?", "blob:"))
    } == set()
    assert any(one.endswith("/_stcore/stream") for one in asked)

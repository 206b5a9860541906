"""The configuration for nginx in the repository, before two real processes of the app."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
import streamlit

import dashboard.serving
from tests.apart import run
from tests.load.visitor import visitor
from tests.serving.running import Serving, answers, free_port, serving

_NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
_CONFIGURATION = Path(dashboard.serving.__file__).with_name("nginx.conf")

pytestmark = pytest.mark.skipif(_NGINX is None, reason="no nginx is installed")


@contextmanager
def proxy(folder: Path, first: Serving, second: Serving) -> Iterator[str]:
    """The repository's configuration with other ports, and folders that a test may write to."""
    port = free_port()
    text = _CONFIGURATION.read_text(encoding="utf-8")
    for was, now in (("8501", first.address), ("8502", second.address)):
        text, found = re.subn(f"server 127.0.0.1:{was}", f"server {now[7:]}", text)
        assert found == 1
    text, found = re.subn("listen 8080;", f"listen 127.0.0.1:{port};", text)
    assert found == 1
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
        address = f"http://127.0.0.1:{port}"
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

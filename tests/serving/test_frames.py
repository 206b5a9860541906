"""The app in a frame of another site: shown there only if the operator has named the site."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.serving.running import serving

pytestmark = pytest.mark.browser


class _Paper(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b'<iframe width="800" height="700"></iframe>')

    def log_message(self, *_: object) -> None: ...


@contextmanager
def paper() -> Iterator[str]:
    """Another site, with an empty frame on its page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Paper)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_frame_is_filled_on_the_named_site_alone(
    tmp_path: Path, built: Path, browser: Browser
) -> None:
    with (
        paper() as named,
        paper() as other,
        serving(built, tmp_path / "log", f"--embedder={named}") as server,
        browser.new_context() as context,
    ):
        page = context.new_page()
        frame = page.frame_locator("iframe")
        show = f"document.querySelector('iframe').src = '{server.address}/country?embed=true'"

        page.goto(named)
        page.evaluate(show)
        frame.get_by_test_id("stPlotlyChart").first.wait_for(timeout=30_000)

        page.goto(other)
        with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            page.evaluate(show)
        assert frame.get_by_test_id("stApp").count() == 0

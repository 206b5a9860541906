"""The real app in a process of its own, and a Chromium that looks at it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.ports import free_port

PAGES = (
    "", "world", "country", "map", "flows", "pair", "compare", "weapons", "deals", "cited",
    "article", "releases", "sources", "guide", "programs",
)  # fmt: skip
WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 900}
_STARTS_WITHIN_S = 180
# On a busy machine all takes ten times as long.
_PATIENCE_MS = 60_000
expect.set_options(timeout=_PATIENCE_MS)
# What a chart shows numbers by. It has its frame before: a map's land comes from the server.
MARK = ", ".join(
    (".bars path", ".scatterlayer path", ".choroplethlayer path", ".sankey-link", ".hm image")
)
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--process-per-site",
)  # fmt: skip


def find_chromium() -> str | None:
    """The Chromium of this machine, if it has one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def why_no_browser() -> str | None:
    """Why no Chromium can be driven on this machine, or None."""
    if find_chromium() is None:
        return "no Chromium is installed (chromium, chromium-browser or google-chrome)"
    driver = subprocess.run(
        [sys.executable, "-m", "playwright", "--version"], capture_output=True, text=True
    )
    if driver.returncode:
        told = driver.stderr.strip()
        return f"Playwright does not start (on Debian: apt install libatomic1): {told}"
    return None


def listened(page: Page) -> list[str]:
    """The errors that a page will write to its console."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(f"{message.text} {message.location.get('url')}")
            if message.type == "error"
            else None
        ),
    )
    return complaints


@contextmanager
def running_app(warehouse: Path, *options: str) -> Iterator[str]:
    """The address of the app while it serves this warehouse.

    It is started by its command and from another folder, as a visitor of the repository would
    start it, and ended when the context is left. ``options`` are further ones of the command.
    """
    port = free_port()
    command = Path(sys.executable).with_name("arms-dashboard")
    with tempfile.TemporaryDirectory() as elsewhere, tempfile.TemporaryFile("w+") as output:
        app = subprocess.Popen(
            [command, "serve", "--port", str(port), *options],
            cwd=elsewhere,
            env=os.environ | {"ARMS_WAREHOUSE": str(warehouse)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://localhost:{port}"
            if not _answers(f"{address}/_stcore/health", app):
                output.seek(0)
                raise RuntimeError(f"The app did not start:\n{output.read()}")
            yield address
        finally:
            app.terminate()
            try:
                app.wait(10)
            except subprocess.TimeoutExpired:
                app.kill()
                app.wait()


@contextmanager
def running_browser(executable: str) -> Iterator[Browser]:
    """A Chromium without a window that calls nobody on its own account."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def warm_visitor(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor on a wide screen, whose pages need no new process each.

    Chromium ends the process of a site with the site's last page, and the next one would compile
    the scripts of Streamlit and plotly again, which takes longer than all else on most pages. An
    empty page of the site stays open, and every other page joins its process.
    """
    with browser.new_context(viewport=WIDE) as context:
        context.set_default_timeout(_PATIENCE_MS)
        empty = context.new_page()
        empty.route("**/*", lambda route: route.fulfill(content_type="text/html", body=""))
        empty.goto("http://localhost/")
        yield context


def visit(page: Page, address: str, path: str = "", **parameters: str) -> None:
    """Open a page of the app and wait until it is drawn."""
    query = f"?{urlencode(parameters)}" if parameters else ""
    page.goto(f"{address}/{path}{query}")
    settle(page)


def settle(page: Page) -> None:
    """Wait until the page has been computed and its charts are drawn."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    # A page has its question for a heading; a figure that another site shows has none.
    expect(page.locator("h1, .st-key-embedded")).not_to_have_count(0)
    expect(app).to_have_attribute("data-test-script-state", re.compile("notRunning"))
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    undrawn = page.get_by_test_id("stPlotlyChart").filter(has_not=page.locator(MARK))
    expect(undrawn).to_have_count(0)


def _answers(address: str, app: subprocess.Popen[bytes]) -> bool:
    """Whether the app answers before it ends or the time is up."""
    until = time.monotonic() + _STARTS_WITHIN_S
    while app.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    return False

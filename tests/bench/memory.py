"""Memory of the server after five page loads, against the floor app after five page loads.

Resident memory of the one server process, libraries included; servers start anew for each run.
Each load is a visitor of its own, who stays until the chart or heading stands and then leaves.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.bench.chromium import NoChromiumError, chromium
from tests.bench.row import Row
from tests.bench.servers import Server, app, floor

RUNS = 3
PAGES = ("start", "world", "country", "cited", "sources")
_WHAT = "server memory after five page loads (floor app, five loads)"


def measure(folder: Path) -> list[Row]:
    """One row."""
    ours, floors = [], []
    try:
        with chromium() as browser:
            for _ in range(RUNS):
                with app(folder) as server:
                    ours.append(_after(browser, server, PAGES))
                with floor() as server:
                    floors.append(_after(browser, server, ("",) * len(PAGES)))
    except NoChromiumError as error:
        return [Row(_WHAT, "MB", (), (), 1.3, why_not=str(error))]
    return [Row(_WHAT, "MB", ours, floors, 1.3)]


def _after(browser: Browser, server: Server, pages: tuple[str, ...]) -> float:
    for page in pages:
        visitor = browser.new_page()
        visitor.goto(f"{server.url}/{page}")
        # The attribute says that the script of the page has run to its end.
        visitor.wait_for_selector(
            "[data-test-script-state=notRunning] [data-testid=stMarkdown], "
            "[data-test-script-state=notRunning] .js-plotly-plot"
        )
        visitor.close()
    return server.resident_mb()

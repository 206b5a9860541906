"""Memory of the server after some page loads, against the floor app after as many.

Five loads first, servers starting anew for each run; the last of them go on to all pages ten
times, and ten times more against itself. Resident memory of the one server process, libraries
included. Each load is a session of its own, which stays until the chart or heading stands and then
leaves; all of a run come from one browser profile, because that keeps files and no state.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.bench.chromium import NoChromiumError, chromium
from tests.bench.row import Row
from tests.bench.servers import Server, app, floor

RUNS = 3
PAGES = ("", "world", "country", "cited", "sources")
EVERY = (
    "", "world", "country", "map", "flows", "pair", "compare", "weapons", "deals", "cited",
    "releases", "sources", "guide",
)  # fmt: skip
ROUNDS = 10
_WHAT = "server memory after five page loads (floor app, five loads)"
_ALL = f"server memory after all pages {ROUNDS} times (floor app, as many loads)"
_MORE = f"server memory after all pages {2 * ROUNDS} times (after {ROUNDS})"


def measure(folder: Path) -> list[Row]:
    """Three rows."""
    ours, floors = [], []
    try:
        with chromium() as browser:
            for run in range(RUNS):
                last = run == RUNS - 1
                with app(folder) as server:
                    ours.append(_after(browser, server, PAGES))
                    if last:
                        ten, twenty = (_after(browser, server, EVERY * ROUNDS) for _ in "12")
                with floor() as server:
                    floors.append(_after(browser, server, ("",) * len(PAGES)))
                    if last:
                        least = _after(browser, server, ("",) * len(EVERY) * ROUNDS)
    except NoChromiumError as error:
        return [
            Row(what, "MB", (), (), at_most, why_not=str(error))
            for what, at_most in ((_WHAT, 1.3), (_ALL, 1.5), (_MORE, 1.05))
        ]
    return [
        Row(_WHAT, "MB", ours, floors, 1.3),
        Row(_ALL, "MB", [ten], [least], 1.5),
        Row(_MORE, "MB", [twenty], [ten], 1.05),
    ]


def _after(browser: Browser, server: Server, pages: tuple[str, ...]) -> float:
    with browser.new_context() as profile:
        for page in pages:
            visitor = profile.new_page()
            visitor.goto(f"{server.url}/{page}")
            # The attribute says that the script of the page has run to its end.
            visitor.wait_for_selector(
                "[data-test-script-state=notRunning] [data-testid=stMarkdown], "
                "[data-test-script-state=notRunning] .js-plotly-plot"
            )
            visitor.close()
    return server.resident_mb()

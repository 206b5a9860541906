"""What a first visit moves over the wire, as the browser counts it."""

from __future__ import annotations

from math import nan

from tests.bench.chromium import NoChromiumError, chromium


def first_visit_bytes(address: str) -> float:
    """Bytes that a browser with an empty cache receives until the page is drawn.

    Not a number where no Chromium is installed. Without what comes over the websocket, which is
    the same for all servers.
    """
    received = 0.0

    def count(event: dict[str, float]) -> None:
        nonlocal received
        received += event["encodedDataLength"]

    try:
        with chromium() as browser:
            page = browser.new_page()
            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            session.on("Network.loadingFinished", count)
            page.goto(f"{address}/country")
            page.wait_for_selector("[data-test-script-state=notRunning] .js-plotly-plot")
            page.wait_for_load_state("networkidle")
    except NoChromiumError:
        return nan
    return received

"""What a visitor waits for on the Country page, against the floor app, in Chromium.

Three waits: from the start of the navigation to the first bar of the first chart, and to the answer
in words, in a fresh browser profile on a warm server, near it and far away; and from the Enter key
in the country picker to a chart bearing the new country's name. A country is picked twice: first
when its answers are asked of the warehouse, then when the server has kept them. The two servers run
side by side and take turns.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.bench.chromium import NoChromiumError, chromium
from tests.bench.row import Row
from tests.bench.servers import app, floor
from tests.bench.waits import change, first_mark, first_words, opened

VISITS, FAR_VISITS = 7, 3
# States with the same shape of page; no name is a part of another's.
COUNTRIES = (
    "Algeria", "Brazil", "Egypt", "Greece", "Indonesia", "Japan", "Kuwait", "Morocco", "Norway",
    "Poland", "Saudi Arabia", "Thailand",
)  # fmt: skip
_WAITS = (
    "navigation → first chart on Country (one constant chart)",
    "navigation → the answer in words on Country (one constant chart)",
    "the first at 50 ms and 10 Mbit/s",
    "the second at 50 ms and 10 Mbit/s",
    "country change → first chart, not asked before (constant chart)",
    "country change → first chart, asked before (constant chart)",
)
_AT_MOST = (1.0, 0.15, 0.95, 0.15, 1.6, 1.6)


def measure(folder: Path) -> list[Row]:
    """Six rows."""
    try:
        with chromium() as browser, app(folder) as ours, floor() as least:
            waits = _measured(browser, (f"{ours.url}/country", least.url))
    except NoChromiumError as error:
        return [
            Row(what, "ms", (), (), most, why_not=str(error))
            for what, most in zip(_WAITS, _AT_MOST, strict=True)
        ]
    return [
        Row(what, "ms", wait[0], wait[1], most)
        for what, most, wait in zip(_WAITS, _AT_MOST, waits, strict=True)
    ]


def _measured(browser: Browser, urls: tuple[str, str]) -> list[tuple[list[float], list[float]]]:
    """For each wait, the times of the two pages."""
    visits = [[first_mark(browser, url) for url in urls] for _ in range(VISITS + 1)]
    words = [[first_words(browser, urls[0]), first_mark(browser, urls[1])] for _ in range(VISITS)]
    far, far_words = (
        [[see(browser, urls[0], far=True), first_mark(browser, urls[1], far=True)]
         for _ in range(FAR_VISITS)]
        for see in (first_mark, first_words)
    )  # fmt: skip
    pages = [opened(browser, url) for url in urls]
    for page in pages:
        change(page, "Country", "Sweden", "Sweden")  # the first one loads what the picker needs
    asked, kept = (
        [[change(page, "Country", name, name) for page in pages] for name in COUNTRIES]
        for _ in "12"
    )
    # The first visit warms the server.
    return [
        ([ours for ours, _ in turns], [least for _, least in turns])
        for turns in (visits[1:], words, far, far_words, asked, kept)
    ]

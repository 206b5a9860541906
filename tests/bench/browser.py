"""What a visitor waits for on the Country page, against the floor app, in Chromium.

Two waits, both taken by the page's own clock and not by this process: from the start of the
navigation to the first bar of the first chart, in a fresh browser profile on a warm server; and
from the Enter key in the country picker to the first chart bearing the new country's name. A
country is picked twice: first when its answers are asked of the warehouse, then when the server
has kept them. The two servers run side by side and take turns.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.bench.chromium import NoChromiumError, chromium
from tests.bench.row import Row
from tests.bench.servers import app, floor

VISITS = 7
# States with the same shape of page; no name is a part of another's.
COUNTRIES = (
    "Algeria", "Brazil", "Egypt", "Greece", "Indonesia", "Japan", "Kuwait", "Morocco", "Norway",
    "Poland", "Saudi Arabia", "Thailand",
)  # fmt: skip
_WAITS = (
    "navigation → first chart on Country (one constant chart)",
    "country change → first chart, not asked before (constant chart)",
    "country change → first chart, asked before (constant chart)",
)
_AT_MOST = 1.6

# Notes when the first bar of the first chart has a size; read at every frame.
_FIRST_BAR = """
(() => {
  const look = () => {
    const bar = document.querySelector(".js-plotly-plot .bars path");
    if (bar && bar.getBoundingClientRect().width > 0) window.firstBar = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
# Notes the time from Enter to the first chart's title beginning with the name.
_UNTIL_NAMED = """
name => {
  window.named = null;
  document.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    const started = performance.now();
    const watcher = new MutationObserver(() => {
      const title = document.querySelector(".js-plotly-plot .gtitle");
      if (!title || !title.textContent.startsWith(name)) return;
      watcher.disconnect();
      window.named = performance.now() - started;
    });
    watcher.observe(document.body, {subtree: true, childList: true, characterData: true});
  }, {capture: true, once: true});
}
"""


def measure(folder: Path) -> list[Row]:
    """Three rows."""
    try:
        with chromium() as browser, app(folder) as ours, floor() as least:
            waits = _measured(browser, (f"{ours.url}/country", least.url))
    except NoChromiumError as error:
        return [Row(what, "ms", (), (), _AT_MOST, why_not=str(error)) for what in _WAITS]
    return [
        Row(what, "ms", wait[0], wait[1], _AT_MOST)
        for what, wait in zip(_WAITS, waits, strict=True)
    ]


def _measured(browser: Browser, urls: tuple[str, str]) -> list[tuple[list[float], list[float]]]:
    """For each wait, the times of the two pages."""
    visits = [[_first_bar(browser, url) for url in urls] for _ in range(VISITS + 1)]
    pages = [browser.new_page() for _ in urls]
    for page, url in zip(pages, urls, strict=True):
        page.goto(url)
        page.wait_for_selector(".js-plotly-plot .gtitle")
        _change(page, "Sweden")  # the first change loads what the picker needs
    asked, kept = ([[_change(page, name) for page in pages] for name in COUNTRIES] for _ in "12")
    # The first visit warms the server.
    return [
        ([ours for ours, _ in turns], [least for _, least in turns])
        for turns in (visits[1:], asked, kept)
    ]


def _first_bar(browser: Browser, url: str) -> float:
    """Milliseconds from the navigation to the first bar, for a visitor without a cache."""
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(_FIRST_BAR)
        page.goto(url)
        return float(page.wait_for_function("window.firstBar").json_value())


def _change(page: Page, country: str) -> float:
    """Milliseconds from picking a country to its name on the first chart."""
    picker = page.get_by_role("combobox", name="Country", exact=True)
    picker.click()
    picker.fill(country)
    page.get_by_role("option").first.wait_for()
    page.evaluate(_UNTIL_NAMED, country)
    picker.press("Enter")
    taken = float(page.wait_for_function("window.named").json_value())
    # The next change begins when the charts below are drawn too.
    page.wait_for_selector("[data-test-script-state=notRunning]")
    page.wait_for_timeout(300)
    return taken

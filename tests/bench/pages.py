"""Every page beside the floor app: the first chart of a visit, and a control that changes a chart.

The page's own clock measures, as in :mod:`tests.bench.browser`, whose waits for the Country page
these are for the others. Server and floor take turns.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.bench.chromium import NoChromiumError, chromium
from tests.bench.row import Row
from tests.bench.servers import app, floor

VISITS = 5
CHANGES = 6
AT_MOST, AT_MOST_DRAWN = 1.8, 2.5


@dataclass(frozen=True)
class Change:
    """A control with two settings, and a word of a figure's title for each."""

    control: str
    settings: tuple[tuple[str, str], tuple[str, str]]


_PERIODS = (("2015–19", "2015–19"), ("2010–14", "2010–14"))
# The drawn pages are a map and bands, which take plotly longer than bars.
PAGES: dict[str, tuple[Change | None, float]] = {
    "start": (None, AT_MOST),
    "world": (Change("Five-year period", (
        ("2015–19", "Largest suppliers of arms, 2015–19"),
        ("2010–14", "Largest suppliers of arms, 2010–14"))), AT_MOST),
    "pair": (Change("Recipient", (("Greece", "Israel to Greece"),
                                  ("Brazil", "Israel to Brazil"))), AT_MOST),
    "compare": (Change("Measure", (("Share of the world", "Share"),
                                   ("Volume", "Volume"))), AT_MOST),
    "map": (Change("Period", _PERIODS), AT_MOST_DRAWN),
    "flows": (Change("Five-year period", _PERIODS), AT_MOST_DRAWN),
    "weapons": (Change("Whose trade", (("Georgia", "Georgia"), ("Armenia", "Armenia"))), AT_MOST),
    "releases": (None, AT_MOST),
}  # fmt: skip
_FLOOR = Change("Country", (("Norway", "Norway"), ("Poland", "Poland")))

# Notes when something of the first chart is drawn; read at every frame.
_FIRST_MARK = """
(() => {
  const look = () => {
    const mark = document.querySelector(
      ".js-plotly-plot .bars path, .js-plotly-plot .scatterlayer path, "
      + ".js-plotly-plot .sankey-link, .js-plotly-plot .choroplethlayer path");
    if (mark && mark.getBoundingClientRect().width > 0) window.firstMark = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
# Notes the time from Enter until a figure's title has the words.
_UNTIL_TITLED = """
words => {
  window.titled = null;
  const there = () => [...document.querySelectorAll(".js-plotly-plot .g-gtitle")]
    .some(title => title.textContent.includes(words));
  document.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    const started = performance.now();
    const watcher = new MutationObserver(() => {
      if (!there()) return;
      watcher.disconnect();
      window.titled = performance.now() - started;
    });
    watcher.observe(document.body, {subtree: true, childList: true, characterData: true});
  }, {capture: true, once: true});
}
"""


def measure(folder: Path) -> list[Row]:
    """A row or two for each page but Country, which has its own."""
    rows = []
    try:
        with chromium() as browser, app(folder) as ours, floor() as least:
            for path, (change, at_most) in PAGES.items():
                url = f"{ours.url}/{path}"
                visits = [
                    (_first_mark(browser, url), _first_mark(browser, least.url))
                    for _ in range(VISITS + 1)
                ][1:]
                rows.append(_row(f"navigation → first chart on {path}", visits, at_most))
                if change is not None:
                    turns = _changes(browser, (url, change), (least.url, _FLOOR))
                    rows.append(_row(f"change of {change.control} on {path}", turns, at_most))
    except NoChromiumError as error:
        rows.append(Row("pages", "ms", (), (), AT_MOST, why_not=str(error)))
    return rows


def _row(what: str, turns: list[tuple[float, float]], at_most: float) -> Row:
    what = f"{what} (constant chart)"
    return Row(what, "ms", [ours for ours, _ in turns], [least for _, least in turns], at_most)


def _first_mark(browser: Browser, url: str) -> float:
    """Milliseconds from the navigation to the first mark, for a visitor without a cache."""
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(_FIRST_MARK)
        page.goto(url)
        return float(page.wait_for_function("window.firstMark").json_value())


def _changes(browser: Browser, *sides: tuple[str, Change]) -> list[tuple[float, float]]:
    pages = []
    for url, _ in sides:
        page = browser.new_page()
        page.goto(url)
        page.wait_for_selector(".js-plotly-plot .g-gtitle")
        pages.append(page)
    turns = []
    for turn in range(CHANGES + 2):
        ours, least = (
            _change(page, change.control, *change.settings[turn % 2])
            for page, (_, change) in zip(pages, sides, strict=True)
        )
        turns.append((ours, least))
    for page in pages:
        page.close()
    return turns[2:]  # the first change of each kind asks the warehouse


def _change(page: Page, control: str, setting: str, words: str) -> float:
    """Milliseconds from picking a setting to a figure that is titled so."""
    picker = page.get_by_role("combobox", name=control, exact=True)
    picker.click()
    picker.fill(setting)
    page.get_by_role("option").first.wait_for()
    page.evaluate(_UNTIL_TITLED, words)
    picker.press("Enter")
    taken = float(page.wait_for_function("window.titled").json_value())
    # The next change begins when all charts are drawn.
    page.wait_for_selector("[data-test-script-state=notRunning]")
    page.wait_for_timeout(300)
    return taken

"""What a visitor waits for, taken by the page's own clock and not by the process that measures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

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
# Notes the time from Enter until a chart is drawn whose titles, around it or in it, have the words.
_UNTIL_TITLED = """
words => {
  window.titled = null;
  const there = () => [...document.querySelectorAll(".js-plotly-plot")].some(chart =>
    [chart.layout?.meta?.title, chart.layout?.meta?.subtitle, chart.layout?.title?.text]
      .join(" ").includes(words));
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


def opened(browser: Browser, url: str) -> Page:
    """A page with its first figure titled. The app's own policy would stop the clocks above."""
    page = browser.new_page(bypass_csp=True)
    page.goto(url)
    page.wait_for_selector(".js-plotly-plot .main-svg")
    return page


@contextmanager
def _newcomer(browser: Browser, *, far: bool) -> Iterator[Page]:
    """A visitor without a cache; one who is ``far`` has 10 Mbit/s, and 50 ms to wait each time."""
    with browser.new_context(bypass_csp=True) as context:
        page = context.new_page()
        if far:
            wire, per_second = context.new_cdp_session(page), 10_000_000 / 8
            wire.send("Network.enable")
            wire.send("Network.emulateNetworkConditions",
                      {"offline": False, "latency": 50, "downloadThroughput": per_second,
                       "uploadThroughput": per_second})  # fmt: skip
        yield page


def first_mark(browser: Browser, url: str, *, far: bool = False) -> float:
    """Milliseconds from the navigation to the first mark."""
    with _newcomer(browser, far=far) as page:
        page.add_init_script(_FIRST_MARK)
        page.goto(url)
        return float(page.wait_for_function("window.firstMark").json_value())


def first_words(browser: Browser, url: str, *, far: bool = False) -> float:
    """Milliseconds from the navigation until the answer to it can be read."""
    with _newcomer(browser, far=far) as page:
        page.goto(url, wait_until="commit")
        page.locator("#before .question + p").wait_for(state="attached")
        painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
        return float(page.wait_for_function(painted).json_value())


def change(page: Page, control: str, setting: str, words: str) -> float:
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

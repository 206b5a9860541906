"""Every page in Chromium, on a phone and on a wide screen, with little loaded and with all.

It is whole and calls nobody; and for whoever comes for the first time nothing moves, all there is
has a name, a phone shows the answer first, and axe-core finds nothing that shuts readers out.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Literal
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from dashboard.navigation import SITE
from tests.browser.app import MARK, PAGES, PHONE, WIDE, listened, settle, visit
from tests.browser.test_accessibility import grave_findings

pytestmark = pytest.mark.browser

SCHEMES = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 28)"}
# Pages that a reader comes to for a chart.
CHARTED = ("world", "country", "map", "flows", "pair", "compare", "weapons")
# How many marks with a size a chart has; one without any is blank.
_MARKS = """(chart, mark) => [...chart.querySelectorAll(mark)]
  .filter(mark => { const box = mark.getBoundingClientRect(); return box.width + box.height > 0; })
  .length"""
# Adds up what has moved without the reader's doing, as browsers measure it.
_MOVED = """
window.moved = 0;
window.moves = [];  // when, by how much, and what went from which top and height to which
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
    window.moved += entry.value;
    const told = ({node, previousRect: a, currentRect: b}) =>
      `${node?.nodeName}.${node?.className?.baseVal ?? node?.className} ` +
      `${(node?.textContent || '').slice(0, 40)}: ` +
      `${a.x},${a.y} ${a.width}x${a.height} -> ${b.x},${b.y} ${b.width}x${b.height}`;
    window.moves.push([entry.startTime, entry.value, ...entry.sources.map(told)]);
  }
}).observe({type: 'layout-shift', buffered: true});
"""
# What waits for a frame gets none before the font of the words before the app has come.
_FRAMES_LATE = """
{
  const {requestAnimationFrame: next, setTimeout: later} = window;
  window.setTimeout = (call, ms, ...rest) => later(call, ms === 1000 ? 60000 : ms, ...rest);
  window.requestAnimationFrame = call => {
    const came = document.querySelector('.stApp') || document.fonts.check('1em Before');
    return came ? next(call) : later(() => window.requestAnimationFrame(call), 20);
  };
}
"""
_HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .filter(one => one.checkVisibility()).map(one => Number(one.tagName[1]))"""
# Names of all that can be pressed or filled in, but for what opens help.
_CONTROLS = """() => [...document.querySelectorAll(
    '[data-testid=stMain] :is(button, [role=combobox], [role=switch], input[type=text])')]
  .filter(one => one.checkVisibility() && !one.closest('[data-testid=stTooltipIcon]'))
  .map(one => one.getAttribute('aria-label') || one.labels?.[0]?.innerText || one.innerText)"""


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_drawn_whole_on_every_screen_and_calls_nobody(
    page: Page, served: str, path: str
) -> None:
    for _ in looks(page, served, path):
        pass


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_at_once_and_shuts_nobody_out(
    browser: Browser, address: str, path: str
) -> None:
    with newcomer(browser, PHONE) as page:
        for look in looks(page, address, path):
            if look == "opened":
                stands_still_and_has_its_names(page)
                if path in CHARTED:
                    shows_question_answer_and_chart_first(page)
            assert grave_findings(page) == [], look
    with newcomer(browser, WIDE) as page:
        visit(page, address, path)
        stands_still_and_has_its_names(page)


def test_stories_below_each_other_stand_still(browser: Browser, address: str) -> None:
    with newcomer(browser, {"width": 1024, "height": 900}) as page:
        visit(page, address)
        stands_still(page)


def test_words_whose_font_is_late_stay_as_they_are(browser: Browser, address: str) -> None:
    with urlopen(f"{address}/map", timeout=60):
        pass  # who asks next is answered at once
    with newcomer(browser, PHONE) as page:
        page.route("**/*", _behind_the_font)
        page.goto(f"{address}/map")
        expect(page.locator("#before")).to_have_count(1)
        settle(page)
        stands_still(page)


def test_words_whose_font_comes_just_before_the_app_stay_as_they_are(
    browser: Browser, address: str
) -> None:
    """It is loaded when the app is started, and was not when the first frame was drawn."""
    with urlopen(f"{address}/map", timeout=60):
        pass
    with newcomer(browser, PHONE) as page:
        page.add_init_script(_FRAMES_LATE)
        page.route("**/*SourceSans*", _after_the_first_frame)
        page.goto(f"{address}/map")
        expect(page.locator("#before")).to_have_count(1)
        settle(page)
        stands_still(page)


def _after_the_first_frame(route: Route) -> None:
    time.sleep(0.4)
    route.continue_()


def _behind_the_font(route: Route) -> None:
    """Chromium chooses fonts anew at the style sheet that comes after it."""
    if "SourceSans" in route.request.url:
        time.sleep(1)
    route.continue_()


@contextmanager
def newcomer(browser: Browser, screen: ViewportSize) -> Iterator[Page]:
    """Somebody who has never been here, with an eye on what moves."""
    with browser.new_context(viewport=screen) as context:
        context.add_init_script(_MOVED)
        yield context.new_page()


def looks(page: Page, address: str, path: str) -> Iterator[str]:
    """A page as it opens on a phone in the dark, then in the light, and so on a wide screen."""
    complaints = listened(page)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).netloc))
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    visit(page, address, path)
    fits(page, PHONE["width"])
    for chart in page.locator(".js-plotly-plot").all():
        box = chart.bounding_box()
        assert box is not None
        for text in chart.locator(".annotation text, .ytick text").all():
            written = text.bounding_box()
            assert written is None or written["x"] + written["width"] <= 391, text.text_content()
            assert written is None or written["x"] >= 0, text.text_content()
    yield "opened"
    dressed(page, "light")
    yield "in the light"
    page.set_viewport_size(WIDE)
    settle(page)
    fits(page, WIDE["width"])
    yield "wide"
    dressed(page, "dark")
    yield "wide and dark"
    assert complaints == []
    assert hosts - {""} == {urlsplit(address).netloc}


def dressed(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Wait until the page follows the reader's choice of light or dark."""
    page.emulate_media(color_scheme=scheme)
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", SCHEMES[scheme])


def stands_still(page: Page) -> None:
    """Nothing that was there has moved by itself, by Chromium's own measure."""
    assert page.evaluate("window.moved") <= 0.1, page.evaluate("window.moves")


def stands_still_and_has_its_names(page: Page) -> None:
    """Title, headings and controls are as a reader without eyes needs them."""
    stands_still(page)
    question = page.locator("h1").inner_text()
    assert page.title() == f"{question} – {SITE}"
    levels = page.evaluate(_HEADINGS)
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    names = page.evaluate(_CONTROLS)
    assert all(names)


def shows_question_answer_and_chart_first(page: Page) -> None:
    """On a phone, with its controls folded."""
    plot = page.locator(".js-plotly-plot").first.bounding_box()
    assert plot is not None and plot["y"] + min(plot["height"], 300) <= 900
    expect(page.locator(".st-key-filters").get_by_role("combobox").first).to_be_hidden()


def fits(page: Page, width: int) -> None:
    """Nothing failed, no chart is blank, and nothing is wider than the screen."""
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth") <= width
    for chart in page.locator(".js-plotly-plot").all():
        assert chart.evaluate(_MARKS, MARK) > 0, chart.text_content()
        box = chart.bounding_box()
        assert box is not None
        assert box["width"] > 300
        assert box["height"] > 150
        assert box["x"] + box["width"] <= width

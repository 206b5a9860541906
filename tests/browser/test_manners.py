"""What a reader never notices: nothing moves, words fit, tabs and controls have names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from dashboard.navigation import SITE
from tests.browser.app import PAGES, WIDE, running_app, settle, visit

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 390, "height": 900}
WIDTHS = (320, 390, 700, 1024, 1400)
# Adds up what has moved without the reader's doing, as browsers measure it.
_MOVED = """
window.moved = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""
_HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .filter(one => one.checkVisibility()).map(one => Number(one.tagName[1]))"""
# Names of all that can be pressed or filled in, but for what opens help.
_CONTROLS = """() => [...document.querySelectorAll(
    '[data-testid=stMain] :is(button, [role=combobox], [role=switch], input[type=text])')]
  .filter(one => one.checkVisibility() && !one.closest('[data-testid=stTooltipIcon]'))
  .map(one => one.getAttribute('aria-label') || one.labels?.[0]?.innerText || one.innerText)"""
# Words of figures that reach out of their figure, or are wrapped though there is room.
_MISFITS = """() => [
  ...document.querySelectorAll('[class*=_block], .st-key-embedded')
].flatMap(block => {
  const room = block.getBoundingClientRect();
  return [...block.querySelectorAll(
      '.figure-title, .figure-words, .figure-key li, .figure-source')].filter(words => {
    const box = words.getBoundingClientRect();
    const wide = words.matches('.figure-source') && box.width < room.width - 1;
    return box.left < room.left - 1 || box.right > room.right + 1 || wide;
  }).map(words => words.textContent);
})"""
_FIGURES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("country", "shares", {"country": "CAF"}),
    ("map", "map", {}),
    ("flows", "bands", {}),
    ("compare", "compared", {"shape": "Small panels"}),
)


@pytest.fixture(params=[WIDE, PHONE], ids=["wide", "phone"])
def newcomer(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Somebody who has never been here, with an eye on what moves."""
    with browser.new_context(viewport=request.param) as context:
        context.add_init_script(_MOVED)
        yield context.new_page()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_stands_still_and_has_its_names(newcomer: Page, address: str, path: str) -> None:
    visit(newcomer, address, path)
    assert newcomer.evaluate("window.moved") <= 0.1
    question = newcomer.locator("h1").inner_text()
    assert newcomer.title() == f"{question} – {SITE}"
    levels = newcomer.evaluate(_HEADINGS)
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    names = newcomer.evaluate(_CONTROLS)
    assert all(names)


def test_stories_below_each_other_stand_still(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 1024, "height": 900}) as context:
        context.add_init_script(_MOVED)
        page = context.new_page()
        visit(page, address)
        assert page.evaluate("window.moved") <= 0.1


@pytest.mark.parametrize("path", ["world", "country", "map", "flows", "pair", "compare", "weapons"])
def test_a_phone_shows_question_answer_and_chart_first(
    browser: Browser, address: str, path: str
) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        visit(page, address, path)
        plot = page.locator(".js-plotly-plot").first.bounding_box()
        assert plot is not None and plot["y"] + min(plot["height"], 300) <= 900
        expect(page.locator(".st-key-filters").get_by_role("combobox").first).to_be_hidden()


def test_a_phone_tells_what_its_folded_controls_stand_at(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        visit(page, address, "country", country="IND", period="2010-14")
        filters, stands = page.locator(".st-key-filters"), page.locator(".stands")
        expect(stands).to_contain_text("India (IND) · Imports · 2010–14")
        assert stands.evaluate("one => one.offsetHeight") < 30
        filters.get_by_text("Change", exact=True).click()
        filters.get_by_role("radio", name="Exports").click()
        expect(stands).to_contain_text("India (IND) · Exports · 2010–14")
        settle(page)
        expect(filters.get_by_role("radio", name="Exports")).to_be_visible()  # folded by the reader


@pytest.mark.parametrize(("path", "key", "asked"), _FIGURES)
def test_words_take_the_room_of_their_figure(
    browser: Browser, address: str, path: str, key: str, asked: dict[str, str]
) -> None:
    with browser.new_context(viewport=WIDE) as context:
        page = context.new_page()
        for frame in ({}, {"embed": "true", "figure": key}):
            visit(page, address, path, **asked, **frame)
            page.evaluate("document.querySelector('.stMain').dataset.kept = 'yes'")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                page.wait_for_timeout(300)
                assert page.evaluate(_MISFITS) == [], (frame, width)
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth") <= width
            # A short line is wrapped on no wide screen.
            assert page.locator(".figure-title").first.evaluate("one => one.offsetHeight") < 30


def test_a_server_that_is_gone_is_told_in_our_words(page: Page, warehouse_file: Path) -> None:
    with running_app(warehouse_file) as address:
        visit(page, address, "sources")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    words = dialog.evaluate("box => getComputedStyle(box, '::after').content")
    assert "The dashboard does not answer at the moment." in words
    expect(dialog.get_by_text("Is Streamlit still running")).to_be_hidden()
    expect(dialog.get_by_text("yourscript")).to_be_hidden()
    expect(dialog.get_by_role("button", name="Close")).to_be_visible()

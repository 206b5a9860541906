"""The Tab key reaches every control in order and shows where it is; and nothing moves unasked."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.acting import seen
from tests.browser.app import WIDE, visit

pytestmark = pytest.mark.browser

_CONTROLS = ", ".join(
    f"[data-testid=stMain] {control}"
    for control in (
        "[data-testid=stSelectbox]", "[data-testid=stMultiSelect]", "[data-testid=stButtonGroup]",
        "[data-testid=stCheckbox]", "[data-testid=stSlider]", "[data-testid=stTextInput]",
        "[data-testid=stPagination]",
    )
)  # fmt: skip
# The edges of all that a control is made of; the framework draws the ring around any of it.
_EDGES = f"""() => [...document.querySelectorAll('{_CONTROLS}')].map(control =>
  [control, ...control.querySelectorAll('*')].map(part => {{
    const style = getComputedStyle(part);
    return [style.outlineStyle, style.outlineWidth, style.boxShadow, style.borderColor].join();
  }}).join(';'))"""
# The place of the control that has the focus, or -1.
_FOCUSED = f"""() => {{
  const control = document.activeElement.closest('{_CONTROLS}');
  return control ? [...document.querySelectorAll('{_CONTROLS}')].indexOf(control) : -1;
}}"""
_MOVING = """() => {
  const longest = text => Math.max(...text.split(',').map(parseFloat));
  return [...document.querySelectorAll('*')].flatMap(e => ['', '::before', '::after'].map(part => {
    const style = getComputedStyle(e, part || null);
    const moves = longest(style.transitionDuration) > 0.01
               || style.animationName !== 'none' && longest(style.animationDuration) > 0.01;
    return moves ? `${e.outerHTML.slice(0, 120)}${part}` : null;
  })).filter(found => found);
}"""


@pytest.mark.parametrize("path", ["country", "compare", "flows", "deals"])
def test_tab_reaches_every_control_in_order_and_shows_where_it_is(
    page: Page, made_up: str, path: str
) -> None:
    visit(page, made_up, path)
    seen(page)
    unfocused: list[str] = page.evaluate(_EDGES)
    reached: list[int] = []
    for _ in range(30 * len(unfocused)):
        page.keyboard.press("Tab")
        place = page.evaluate(_FOCUSED)
        if place >= 0 and place not in reached:
            reached.append(place)
            page.wait_for_timeout(50)
            assert page.evaluate(_EDGES)[place] != unfocused[place], f"control {place} has no ring"
        if len(reached) == len(unfocused):
            break
    assert reached == list(range(len(unfocused)))


@pytest.mark.parametrize("path", ["", "country", "flows"])
def test_nothing_moves_for_those_who_asked_for_that(
    browser: Browser, made_up: str, path: str
) -> None:
    with browser.new_context(viewport=WIDE, reduced_motion="reduce") as context:
        page = context.new_page()
        visit(page, made_up, path)
        seen(page)
        assert page.evaluate(_MOVING) == []
        page.emulate_media(reduced_motion="no-preference")
        assert page.evaluate(_MOVING), "the test must be able to fail"

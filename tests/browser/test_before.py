"""The answer before the app: there without scripts, and gone when the app is up."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

_WATCHED = """
window.states = [];
(() => {
  const look = () => {
    const before = document.querySelector("#before");
    const title = document.querySelector(".stMain h1");
    const state = (before && getComputedStyle(before).visibility) + " " + Boolean(title);
    if (before && states.at(-1) !== state) states.push(state);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""


def test_it_can_be_read_without_scripts(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        _answered(page, f"{address}/country?country=AZE&period=2016-20")
        expect(page.get_by_role("heading", level=1)).to_have_text("Who supplies Azerbaijan's arms?")
        expect(page.locator("#before")).to_contain_text("In 2016–20 Israel supplied")
        expect(page.get_by_role("row").nth(1)).to_contain_text("Israel")
        expect(page.get_by_role("link", name="World", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_stands_where_the_app_draws_it(browser: Browser, address: str, scheme: str) -> None:
    places, looks = [], []
    for scripts, title in ((False, "#before .question"), (True, ".stMain h1")):
        with browser.new_context(java_script_enabled=scripts, color_scheme=scheme) as context:  # type: ignore[arg-type]
            page = context.new_page()
            _answered(page, f"{address}/country")
            found = page.locator(title)
            expect(found).to_be_visible()
            box = found.bounding_box()
            assert box
            places.append((box["x"], box["y"]))
            if scripts:
                page.wait_for_selector(".js-plotly-plot .main-svg")
            shown = page.screenshot(clip={"x": 4, "y": 700, "width": 1, "height": 1})
            looks.append(shown)
    assert places[0] == pytest.approx(places[1], abs=2)
    assert looks[0] == looks[1], "the page behind it has the app's colour"


def test_it_gives_way_once_and_for_all(browser: Browser, address: str) -> None:
    with browser.new_context(bypass_csp=True) as context:
        page = context.new_page()
        page.add_init_script(_WATCHED)
        _answered(page, f"{address}/country?country=AZE")
        page.wait_for_selector(".js-plotly-plot .main-svg")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        _to(page, "World")
        _to(page, "Weapons")
        states = page.evaluate("states")
        assert states[0] == "visible false", states
        assert set(states[1:]) <= {"hidden true", "hidden false"}, states


def _answered(page: Page, url: str) -> None:
    """Go there; on a busy machine the answer may be made too late for the first who asks."""
    for _ in range(10):
        sent = page.goto(url)
        if sent and 'id="before"' in sent.text():
            return
        page.wait_for_timeout(1_000)
    pytest.fail("no answer stands in the page")


def _to(page: Page, name: str) -> None:
    page.get_by_test_id("stTopNavLink").filter(has_text=re.compile(f"^{name}$")).click()
    page.wait_for_url(f"**/{name.lower()}*")
    page.wait_for_selector("[data-test-script-state=notRunning]")
    expect(page.locator(".stMain h1")).to_contain_text("traded")

"""The map in Chromium: drawn from this server's own outlines, on every screen, for every part."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import settle, visit

pytestmark = pytest.mark.browser

LAND = ".choroplethlayer path.choroplethlocation"


def test_the_map_is_drawn_from_this_servers_own_outlines(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(page, address, "map")
    expect(page.locator(LAND).nth(200)).to_be_attached()
    outlines = [url for url in asked if url.endswith(".json") and "world_" in url]
    assert outlines == [f"{address}/app/static/map/world_50m.json"]
    assert {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))} == {
        urlsplit(address).netloc
    }
    # What covers a country's outline is its value.
    filled = page.locator(LAND).evaluate_all("all => all.map(path => getComputedStyle(path).fill)")
    assert len(set(filled)) >= 7


def test_lines_lead_to_a_chosen_country(page: Page, address: str) -> None:
    visit(page, address, "map", country="IND", part="asia_oceania")
    expect(page.locator("h1")).to_have_text("Where do India's arms come from?")
    expect(page.locator(".scatterlayer path.js-line").nth(9)).to_be_attached()


@pytest.mark.parametrize("part", ["world", "middle_east"])
def test_the_map_fits_a_phone(page: Page, address: str, part: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, address, "map", part=part)
    expect(page.locator(LAND).first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    chart = page.get_by_test_id("stPlotlyChart").bounding_box()
    assert chart is not None
    # No more empty room around a wide map than it needs.
    assert chart["height"] < (480 if part == "world" else 700)
    last = page.locator(".figure-source", has_text="Source").bounding_box()
    assert last is not None
    assert chart["y"] + chart["height"] <= last["y"] + 1
    assert last["x"] + last["width"] <= 390


def test_a_choice_redraws_the_map_without_a_new_page(page: Page, address: str) -> None:
    visit(page, address, "map")
    expect(page.locator(LAND).first).to_be_attached()
    page.get_by_test_id("stButtonGroup").get_by_text("Exports").click()
    # The former map stays until the new one is there.
    expect(page.locator(".figure-title", has_text="arms exports")).to_be_attached()
    settle(page)
    expect(page.locator(".figure-title")).to_have_text(re.compile("arms exports"))
    assert "direction=exports" in page.url
    expect(page.locator(LAND).nth(200)).to_be_attached()

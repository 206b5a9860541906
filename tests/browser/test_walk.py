"""Every page in Chromium, on a phone and on a wide screen, with little loaded and with all."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import PAGES, WIDE, listened, settle, visit

pytestmark = pytest.mark.browser

PHONE_PX = 390
# How many marks with a size a chart has; one without any is blank.
_MARKS = """chart => [...chart.querySelectorAll(
  '.bars path, .scatterlayer path, .choroplethlayer path, .sankey-link, .hm image')]
  .filter(mark => { const box = mark.getBoundingClientRect(); return box.width + box.height > 0; })
  .length"""


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_drawn_whole_on_every_screen_and_calls_nobody(
    page: Page, served: str, path: str
) -> None:
    complaints = listened(page)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).netloc))
    page.set_viewport_size({"width": PHONE_PX, "height": 844})
    visit(page, served, path)
    fits(page, PHONE_PX)
    for chart in page.locator(".js-plotly-plot").all():
        box = chart.bounding_box()
        assert box is not None
        for text in chart.locator(".annotation text, .ytick text").all():
            written = text.bounding_box()
            assert written is None or written["x"] + written["width"] <= 391, text.text_content()
            assert written is None or written["x"] >= 0, text.text_content()
    page.set_viewport_size(WIDE)
    settle(page)
    fits(page, WIDE["width"])
    for scheme, colour in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(18, 22, 28)")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", colour)
    assert complaints == []
    assert hosts - {""} == {urlsplit(served).netloc}


def fits(page: Page, width: int) -> None:
    """Nothing failed, no chart is blank, and nothing is wider than the screen."""
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth") <= width
    for chart in page.locator(".js-plotly-plot").all():
        assert chart.evaluate(_MARKS) > 0, chart.text_content()
        box = chart.bounding_box()
        assert box is not None
        assert box["width"] > 300
        assert box["height"] > 150
        assert box["x"] + box["width"] <= width

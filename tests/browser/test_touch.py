"""Touching a mark of a chart: what it leads to, and the way back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.app import settle, visit

pytestmark = pytest.mark.browser

# The middle of the mark that has this id, or that is this place of the map, on the screen.
_MIDDLE = """([key, id]) => {
  const chart = document.querySelector(`.st-key-${key}_chart .js-plotly-plot`);
  const box = chart.getBoundingClientRect();
  for (const trace of chart.calcdata) for (const point of trace) {
    if (point.id !== id && point.loc !== id) continue;
    if (point.loc !== undefined) {  // a place: where its name would stand
      const [x, y] = chart._fullLayout.geo._subplot.projection(point.ct);
      return [box.x + x, box.y + y];
    }
    const axis = name => chart._fullLayout[`${name[0]}axis${name.slice(1)}`];
    const [xaxis, yaxis] = [axis(trace[0].trace.xaxis), axis(trace[0].trace.yaxis)];
    const [x, y] = point.s === undefined ? [point.x, point.y] : [point.p, point.b + point.s / 2];
    return [box.x + xaxis._offset + xaxis.c2p(x), box.y + yaxis._offset + yaxis.c2p(y)];
  }
}"""


def touch(page: Page, key: str, mark: str) -> Locator:
    """Click a mark; where it leads stands below the chart then."""
    page.locator(f".st-key-{key}_chart").scroll_into_view_if_needed()
    x, y = page.evaluate(_MIDDLE, [key, mark])
    page.mouse.move(x, y)
    page.wait_for_timeout(300)
    page.mouse.click(x, y)
    onward = page.locator(f".st-key-{key}_onward")
    expect(onward.locator("a, button").first).to_be_visible()
    settle(page)
    return onward


def test_a_bar_leads_to_the_pair_and_back(page: Page, address: str) -> None:
    visit(page, address, "country", country="IND")
    before = page.url
    told = page.locator(".st-key-shares_onward")
    expect(told).to_have_css("opacity", "0")
    page.locator(".st-key-shares_chart").hover()
    expect(told).to_have_css("opacity", "1")
    onward = touch(page, "shares", "FRA|2021–25")
    page.mouse.move(1, 1)
    expect(told).to_have_css("opacity", "1")
    expect(onward).to_contain_text("France to India, 2021–25")
    assert page.url == before
    onward.get_by_role("link", name="What France delivers to India").click()
    expect(page.locator("h1")).to_have_text("What does France deliver to India?")
    assert parse_qs(urlsplit(page.url).query)["period"] == ["2021-25"]
    settle(page)
    expect(page.locator(".ignored")).to_have_count(0)
    page.go_back()
    expect(page.locator("h1")).to_have_text("Who supplies India's arms?")
    assert page.url == before


def test_what_leads_to_the_same_page_is_a_step_too(page: Page, address: str) -> None:
    visit(page, address, "country", country="IND")
    before = page.url
    touch(page, "shares", "FRA|2021–25").get_by_role("button", name="France's arms exports").click()
    expect(page.locator("h1")).to_have_text("Whom does France supply with arms?")
    settle(page)
    after = page.url
    page.go_back()
    expect(page.locator("h1")).to_have_text("Who supplies India's arms?")
    assert page.url == before
    page.go_forward()
    expect(page.locator("h1")).to_have_text("Whom does France supply with arms?")
    assert page.url == after


def test_a_country_of_the_map_and_a_cell_lead_on(page: Page, address: str) -> None:
    visit(page, address, "map")
    onward = touch(page, "map", "IND")
    expect(onward).to_contain_text("India, 2021–25")
    onward.get_by_role("link", name="India's arms imports").click()
    expect(page.locator("h1")).to_have_text("Who supplies India's arms?")
    visit(page, address, "flows")
    onward = touch(page, "matrix", "USA to SAU")
    onward.get_by_role("link", name="What the United States delivers to Saudi Arabia").click()
    expect(page.locator("h1")).to_have_text("What does the United States deliver to Saudi Arabia?")


# Where a band of this id begins, or the middle of a party, on the screen.
_IN_SANKEY = """id => {
  const chart = document.querySelector('.st-key-bands_chart .js-plotly-plot');
  const { trace } = chart.querySelector('.sankey-link').__data__.link;
  const place = trace.ids.indexOf(id), bands = trace.link.value.length;
  const is = name => mark => mark.__data__[name].pointNumber === place - (name === 'node') * bands;
  const band = [...chart.querySelectorAll('.sankey-link')].find(is('link'));
  if (place < bands) {
    const corner = band.getPointAtLength(0).matrixTransform(band.getScreenCTM());
    return [corner.x + 2, corner.y + band.__data__.link.width / 2];
  }
  const party = [...chart.querySelectorAll('.sankey-node')].find(is('node'));
  const box = party.querySelector('.node-rect').getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""


def test_a_band_and_a_party_of_a_sankey_lead_on(page: Page, address: str) -> None:
    visit(page, address, "flows")
    page.locator(".st-key-bands_chart").scroll_into_view_if_needed()
    onward = page.locator(".st-key-bands_onward")
    for mark, told in (
        (" to IND", "India, 2021–25"), ("USA to SAU", "United States to Saudi Arabia, 2021–25"),
    ):  # fmt: skip
        page.mouse.click(*page.evaluate(_IN_SANKEY, mark))
        expect(onward).to_contain_text(told)
        settle(page)
    onward.get_by_role("link", name="What the United States delivers to Saudi Arabia").click()
    expect(page.locator("h1")).to_have_text("What does the United States deliver to Saudi Arabia?")
    # The table's names lead there as well.
    page.go_back()
    settle(page)
    page.get_by_role("radio", name="Table").first.click()
    page.locator("tbody th a", has_text="United States").first.click()
    expect(page.locator("h1")).to_have_text("What does the United States deliver to Saudi Arabia?")


def test_nothing_moves_when_a_mark_is_touched(page: Page, address: str) -> None:
    visit(page, address, "country", country="IND")
    # What stands below the chart keeps its distance from the page's head.
    below = "document.querySelectorAll('h2')[0].offsetTop"
    before = page.evaluate(below)
    touch(page, "shares", "FRA|2021–25")
    assert page.evaluate(below) == before


def test_a_finger_scrolls_the_page_over_a_chart(browser: Browser, address: str) -> None:
    """Streamlit would let plotly keep each touch; see ``dashboard/show.py``."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    try:
        page = context.new_page()
        visit(page, address, "country", country="IND")
        chart = page.locator(".st-key-shares_chart")
        chart.scroll_into_view_if_needed()
        modes = chart.locator(".js-plotly-plot").evaluate(
            "chart => [chart._fullLayout.dragmode, chart._fullLayout.clickmode]"
        )
        assert modes == [False, "event+select"]
        kept = chart.locator(".nsewdrag").first.evaluate("""drag => {
            const box = drag.getBoundingClientRect();
            const at = {clientX: box.x + 9, clientY: box.y + 9, identifier: 1, target: drag};
            const event = new TouchEvent('touchstart', {
              touches: [new Touch(at)], changedTouches: [new Touch(at)],
              bubbles: true, cancelable: true});
            drag.dispatchEvent(event);
            return event.defaultPrevented;
        }""")
        assert kept is False
    finally:
        context.close()

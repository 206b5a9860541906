"""What shuts readers out, as axe-core finds it; and the keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.app import WIDE, visit

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")


def grave_findings(page: Page) -> list[str]:
    """Serious and critical findings, each with the first element that it is about."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{finding['id']}: {finding['help']}: {finding['nodes'][0]['html'][:200]}"
        for finding in found
        if finding["impact"] in GRAVE
    ]


def test_the_controls_are_reached_and_worked_by_keyboard(page: Page, address: str) -> None:
    visit(page, address, "country")
    picker = page.get_by_role("combobox", name="Country")
    for _ in range(40):
        page.keyboard.press("Tab")
        if picker.evaluate("element => element === document.activeElement"):
            break
    else:
        raise AssertionError("the country picker is never reached by the Tab key")
    outline = picker.evaluate(
        "e => { const s = getComputedStyle(e.closest('[data-baseweb], [data-testid]') || e);"
        " return s.outlineStyle + s.boxShadow + s.borderColor }"
    )
    assert outline
    page.keyboard.type("Poland")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Who supplies Poland's arms?")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.outerHTML.slice(0, 300)")
    assert focused and "<body" not in focused


def test_forced_colours_leave_what_is_chosen_and_what_the_key_says(
    browser: Browser, address: str
) -> None:
    """Windows' contrast themes take every background that is not one of the system's colours."""
    with browser.new_context(viewport=WIDE, forced_colors="active") as context:
        context.set_default_timeout(60_000)
        page = context.new_page()
        visit(page, address, "flows")

        def grounds(of: str) -> list[str]:
            script = "all => all.map(one => getComputedStyle(one).backgroundColor)"
            found: list[str] = page.locator(of).evaluate_all(script)
            assert found, of
            return found

        (behind,) = {*grounds("body")}
        key = grounds(".figure-key span")
        assert len({*key}) == len(key) > 3
        for part in ('.stSlider [style*="left"]', ".stCheckbox label > div > div:empty"):
            assert behind not in grounds(part), part
        chosen, others = (f'.stButtonGroup [aria-checked="{so}"]' for so in ("true", "false"))
        assert {*grounds(chosen)}.isdisjoint(grounds(others))


def test_an_answer_that_a_control_changed_is_said(page: Page, address: str) -> None:
    visit(page, address, "country")
    answer = page.locator(".st-key-answer")
    expect(answer).to_have_attribute("aria-live", "polite")
    page.evaluate("window.said = document.querySelector('.st-key-answer')")
    page.get_by_role("radio", name="Exports").first.click()
    expect(answer).to_contain_text("Azerbaijan's arms exports")
    assert page.evaluate("said === document.querySelector('.st-key-answer')"), "else none is heard"


def test_letters_twice_as_large_cut_off_no_tick_and_no_view(page: Page, address: str) -> None:
    """A browser's own size of letters doubles what is set in rem; charts have no room for that."""
    visit(page, address)
    page.add_style_tag(content="html { font-size: 200% !important }")
    for view in page.locator("[class*='_view'] button").all():
        box = view.bounding_box()
        assert box and box["x"] + box["width"] <= WIDE["width"]
    visit(page, address, "country")
    ticks = page.locator(".xtick text, .ytick text")
    before = ticks.first.evaluate("tick => getComputedStyle(tick).fontSize")
    page.add_style_tag(content="html { font-size: 200% !important }")
    page.get_by_role("radio", name="Exports").first.click()
    expect(page.locator(".st-key-answer")).to_contain_text("Azerbaijan's arms exports")
    page.wait_for_timeout(1_000)
    assert ticks.first.evaluate("tick => getComputedStyle(tick).fontSize") == before == "12px"


def test_of_a_chart_its_words_are_read_and_not_its_letters(page: Page, address: str) -> None:
    visit(page, address, "country")
    charts = page.get_by_test_id("stPlotlyChart")
    assert charts.count() > 2
    for chart in charts.all():
        name = chart.get_attribute("aria-label")
        assert name and "release)" in name
        read = chart.aria_snapshot()
        assert read.startswith(("- img", "- 'img")) and len(read.splitlines()) == 1, read
    assert page.get_by_role("img").count() == charts.count(), "an image without a name"


def test_a_table_is_not_called_a_chart(page: Page, address: str) -> None:
    visit(page, address, "country")
    page.get_by_role("radio", name="Table").first.click()
    expect(page.get_by_role("table", name="Azerbaijan: arms imports by supplier")).to_be_visible()


def test_where_the_pages_are_folded_away_the_keyboard_finds_its_way(
    browser: Browser, address: str
) -> None:
    with browser.new_context(viewport={"width": 320, "height": 800}) as context:
        context.set_default_timeout(60_000)
        page = context.new_page()
        visit(page, address, "country")
        opener = page.get_by_role("button", name="Expand sidebar")
        first = page.get_by_role("link", name="Start", exact=True)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(opener).to_be_focused()
        page.keyboard.press("Enter")
        expect(first).to_be_focused()
        page.keyboard.press("Escape")
        expect(opener).to_be_focused()
        expect(first).to_be_hidden()
        page.keyboard.press("Enter")
        expect(first).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("How much is traded")
        expect(first).to_be_hidden()
        expect(opener).to_be_focused()


def test_letters_twice_as_large_on_a_phone_cut_off_no_label(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 320, "height": 800}) as context:
        context.set_default_timeout(60_000)
        page = context.new_page()
        for path in ("country", "compare", "guide"):
            visit(page, address, path)
            page.add_style_tag(content="html { font-size: 200% !important }")
            if path != "guide":
                page.get_by_text("Change", exact=True).first.click()
            main = page.get_by_test_id("stMain")
            assert main.evaluate("main => main.scrollWidth <= main.clientWidth"), path
            cut = page.locator(
                ".stCheckbox p, .stButtonGroup p, .stMultiSelect [data-tag] > span"
            ).evaluate_all(
                "all => all.filter(one => one.scrollWidth > one.clientWidth + 1)"
                ".map(one => one.textContent)"
            )
            assert cut == []

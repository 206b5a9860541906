"""The real app, started by its command, as a visitor meets it in Chromium."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.app import settle, visit

pytestmark = pytest.mark.browser


def plain(text: str | None) -> str:
    """Text of the page with plain spaces for no-break ones."""
    return re.sub(r"\s+", " ", text or "")


def answer(page: Page) -> str:
    """The sentence below the title."""
    return plain(page.locator(".st-key-answer").text_content())


def view(page: Page, name: str) -> Locator:
    """The first figure's view of this name."""
    return page.get_by_role("radio", name=name, exact=True).first


def test_the_founding_question_is_answered_on_arrival(page: Page, address: str) -> None:
    visit(page, address)
    story = page.get_by_test_id("stColumn").filter(has_text="Did Israel supply")
    expect(story.locator("h2")).to_have_text(re.compile("Did Israel supply 69\\s%"))
    seen = plain(story.text_content())
    for value in ("69 % of", "69.5 % in the 2022 release", "67.7 % in the 2025 release",
                  "66.6 % in the 2026 release"):  # fmt: skip
        assert value in seen
    labels = [plain(text) for text in story.locator(".bartext").all_text_contents()]
    assert labels == ["69 %", "69.5 %", "67.7 %", "66.6 %"]


def test_a_country_is_found_from_the_start_page_by_keyboard(page: Page, address: str) -> None:
    visit(page, address)
    page.get_by_label("Find a country, pair, weapon or article").focus()
    page.keyboard.type("Turkey")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Who supplies Türkiye's arms?")
    settle(page)
    assert parse_qs(urlsplit(page.url).query) == {"country": ["TUR"]}
    page.go_back()
    expect(page.locator("h1")).to_have_text("Who supplies arms to whom?")
    settle(page)
    assert urlsplit(page.url).query == ""
    expect(page.locator(".ignored")).to_have_count(0)


def test_a_story_leads_to_the_page_that_shows_more(page: Page, address: str) -> None:
    visit(page, address)
    page.get_by_role("link", name="Azerbaijan's suppliers in 2016–20").click()
    expect(page.locator("h1")).to_have_text("Who supplies Azerbaijan's arms?")
    settle(page)
    assert answer(page).startswith("In 2016–20 Israel supplied 66.6 %")


def test_a_share_can_be_read_off_the_chart_its_hover_text_and_its_table(
    page: Page, address: str
) -> None:
    visit(page, address, "country", period="2016–20")
    assert "Israel supplied 66.6 % of Azerbaijan's arms imports" in answer(page)
    chart = page.locator(".js-plotly-plot").first
    drawn = chart.locator(".bartext").all_text_contents()
    assert "67" in drawn
    chart.locator(".bartext", has_text="67").hover(force=True)
    expect(chart.locator(".hovertext")).to_contain_text(re.compile(r"66\.6\s%"))
    expect(chart.locator(".hovertext")).to_contain_text("Israel, 2016–20")
    view(page, "Table").click()
    row = page.locator(".data-table").first.locator("tr", has_text="Israel")
    expect(row.locator("td").nth(3)).to_have_text(re.compile(r"^\s*66\.6\s%\s*$"))


def test_typing_a_country_finds_that_country_only(page: Page, address: str) -> None:
    visit(page, address, "country")
    picker = page.get_by_role("combobox", name="Country")
    picker.click()
    picker.fill("India")
    expect(page.get_by_role("option")).to_have_text(["India (IND)"])
    picker.press("Enter")
    expect(page.locator("h1")).to_have_text("Who supplies India's arms?")
    settle(page)
    assert "of India's arms imports" in answer(page)


def test_the_address_carries_what_was_chosen(page: Page, address: str) -> None:
    visit(page, address, "country", country="Israel")
    page.get_by_test_id("stButtonGroup").get_by_text("Exports").click()
    expect(page.locator("h1")).to_have_text("Whom does Israel supply with arms?")
    settle(page)
    query = parse_qs(urlsplit(page.url).query)
    assert query["country"] == ["ISR"]
    assert query["direction"] == ["exports"]
    shown, link = answer(page), page.url
    page.goto("about:blank")
    page.goto(link)
    settle(page)
    expect(page.locator("h1")).to_have_text("Whom does Israel supply with arms?")
    assert answer(page) == shown


def test_back_and_forward_lead_from_page_to_page(page: Page, address: str) -> None:
    visit(page, address)
    page.get_by_test_id("stPageLink").get_by_text("Is a quoted figure right?").click()
    expect(page.locator("h1")).to_have_text("Is the figure right?")
    page.get_by_test_id("stTopNav").get_by_role("link", name="World").click()
    expect(page.locator("h1")).to_have_text(re.compile("How much"))
    page.go_back()
    expect(page.locator("h1")).to_have_text("Is the figure right?")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Who supplies arms to whom?")
    page.go_forward()
    expect(page.locator("h1")).to_have_text("Is the figure right?")


def test_the_csv_can_be_taken_away(page: Page, address: str) -> None:
    visit(page, address, "country", period="2016–20")
    view(page, "Take away").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="CSV", exact=True).first.click()
    assert re.fullmatch(r"azerbaijan-arms-imports[a-z0-9-]*\.csv", taken.value.suggested_filename)
    text = taken.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("# title: ")
    assert "# release: 2026 release" in text
    assert re.search(r",Israel,.*,66\.6.*,2026,", text)


# Choices that their group does not show, and words of switches that end in dots.
_CUT = """() => [
  ...[...document.querySelectorAll(".stButtonGroup")].flatMap(group =>
    [...group.querySelectorAll("button")].filter(button =>
      button.getBoundingClientRect().right > group.getBoundingClientRect().right + 1)),
  ...[...document.querySelectorAll(".stCheckbox *")].filter(words => words.innerText &&
    words.scrollWidth > words.clientWidth + 1 && getComputedStyle(words).overflowX !== "visible"),
].map(cut => cut.innerText)"""


@pytest.mark.parametrize("name", ["country", "world", "map", "flows", "compare"])
def test_no_choice_is_cut_off_on_a_page_made_twice_as_large(
    page: Page, address: str, name: str
) -> None:
    page.set_viewport_size({"width": 660, "height": 900})
    visit(page, address, name)
    assert page.evaluate(_CUT) == []

"""What is typed into a picker, and what Enter takes then."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acting import seen
from tests.browser.app import visit

pytestmark = pytest.mark.browser

TYPED = {
    "EU": "eu-member-states", "NATO": "nato-member-states", "Africa": "africa",
    "Gulf": "gulf-states", "Europe": "europe", "European NATO": "nato-europe",
    "South Africa": "ZAF", "US": "USA", "UK": "GBR", "Guinea": "GIN", "Sudan": "SDN", "IND": "IND",
}  # fmt: skip


def typed(page: Page, label: str, text: str) -> Locator:
    """Type into a picker as people do, letter by letter."""
    picker = page.get_by_role("combobox", name=label, exact=True)
    picker.click()
    picker.press("Control+a")
    picker.press_sequentially(text)
    return picker


def enter(page: Page, picker: Locator) -> dict[str, list[str]]:
    """Press Enter; the address that the page has then."""
    before = page.url
    picker.press("Enter")
    expect(page).not_to_have_url(before)
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize(
    ("path", "label", "key"),
    [("country", "Country", "country"), ("pair", "Supplier", "supplier"),
     ("pair", "Recipient", "recipient"), ("map", "Country", "country")],
)  # fmt: skip
def test_enter_takes_what_a_reader_means(
    page: Page, address: str, path: str, label: str, key: str
) -> None:
    visit(page, address, path)
    for text, code in TYPED.items():
        assert enter(page, typed(page, label, text))[key] == [code], text
        seen(page)


def test_of_several_enter_takes_one(page: Page, address: str) -> None:
    """Not all that fit, which Streamlit would put first."""
    visit(page, address, "compare", parties="AZE")
    chosen = ["AZE"]
    for text, code in list(TYPED.items())[:4]:
        picker = typed(page, "Countries, groups and regions", text)
        assert page.get_by_role("option").filter(has_text="Select").count() == 0
        chosen.append(code)
        assert enter(page, picker)["parties"] == chosen, text
        seen(page)


def test_an_organisation_says_that_it_is_one(page: Page, address: str) -> None:
    visit(page, address, "country")
    typed(page, "Country", "NATO")
    found = page.get_by_role("option").all_text_contents()
    assert found[0].startswith("NATO member states (group")
    assert "NATO (organisation)" in found


def test_several_are_counted_as_one(page: Page, address: str) -> None:
    visit(page, address, "country", country="EGY")
    page.get_by_role("button", name="Count several as one").click()
    picker = typed(page, "Together with", "Qatar")
    assert enter(page, picker)["country"] == ["EGY+QAT"]
    picker.press("Escape")  # it stays open, and hides the others from the keyboard meanwhile
    page.keyboard.press("Escape")  # the line that it stands in
    expect(page.locator("h1")).to_have_text("Who supplies Egypt and Qatar's arms?")
    assert enter(page, typed(page, "Country", "India"))["country"] == ["IND"]
    expect(page.locator("h1")).to_have_text("Who supplies India's arms?")
    expect(page.get_by_test_id("stMultiSelect").locator("[data-tag]")).to_have_count(0)

"""A figure's table in Chromium: sorted and narrowed by the keyboard, and taken along as shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.app import settle, visit
from tests.browser.test_accessibility import grave_findings

pytestmark = pytest.mark.browser


def look(page: Page, view: str) -> None:
    """Choose a view of the yearly figure."""
    page.locator(".st-key-yearly_view").get_by_role("radio", name=view).click()
    page.mouse.move(1, 1)  # what the pointer is on looks otherwise
    settle(page)


def names(table: Locator) -> list[str]:
    """What the rows that are shown are called, from above."""
    return table.locator("tbody tr:visible th").all_text_contents()


def yearly(page: Page, address: str) -> Locator:
    """Azerbaijan's suppliers by year, which has more columns than a screen."""
    visit(page, address, "country", period="2015-24")
    look(page, "Table")
    table = page.locator(".data-table").first
    expect(table.locator("tbody tr").nth(3)).to_be_visible()
    return table


def test_a_table_is_worked_by_the_keyboard(page: Page, address: str, tmp_path: Path) -> None:
    table = yearly(page, address)
    before = names(table)
    change = table.locator("th", has_text="Change against")
    change.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(change).to_have_attribute("aria-sort", "descending")
    assert names(table) != before and sorted(names(table)) == sorted(before)
    page.keyboard.press("Enter")
    expect(change).to_have_attribute("aria-sort", "ascending")
    page.keyboard.press("Enter")
    expect(change).to_have_attribute("aria-sort", "none")
    assert names(table) == before

    search = table.get_by_role("searchbox")
    search.fill("> 100")
    few = names(table)
    assert 0 < len(few) < len(before)
    expect(table.locator("output")).to_contain_text(f"{len(few)} of {len(before)} rows")
    with page.expect_download() as waiting:
        table.get_by_role("button", name="CSV as shown").click()
    waiting.value.save_as(tmp_path / "shown.csv")
    title, source, head, *rows = (tmp_path / "shown.csv").read_text("utf-8-sig").splitlines()
    assert title.startswith("# Azerbaijan: arms imports") and "SIPRI" in source
    assert head.startswith('"Supplier, million TIV",2015–24,')
    assert "Trend" not in head and head.endswith(",1995")
    # The names that are shown, and the sum of all below them.
    assert [row.split(",")[0] for row in rows] == [*few, "All"]
    assert all(float(row.split(",")[1]) > 100 for row in rows)

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    table.get_by_role("button", name="Copy").click()
    expect(table.locator("output")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert [line.split("\t") for line in copied][1][:2] == rows[0].split(",")[:2]

    search.fill("IS")
    assert names(table) and all("is" in name.lower() for name in names(table))
    # What the reader did stays when the page is made anew.
    look(page, "Chart")
    look(page, "Table")
    expect(search).to_have_value("IS")
    assert all("is" in name.lower() for name in names(table))


def test_a_wide_table_keeps_names_and_years_in_sight(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    table = yearly(page, address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = table.locator(".scroll")
    box.evaluate("box => { box.scrollLeft = 900; box.scrollTop = 100 }")
    head = table.locator("thead th").first.bounding_box()
    name = table.locator("tbody th").nth(8).bounding_box()
    around = box.bounding_box()
    assert head and name and around
    assert abs(head["x"] - around["x"]) < 1 and abs(name["x"] - around["x"]) < 1
    assert abs(head["y"] - around["y"]) < 1


def test_what_other_sources_say_is_read_without_scrolling_aside(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, address, "country", country="POL")
    table = page.locator(".data-table.wordy").first  # its first view
    expect(table.locator("tbody th").first).to_have_text("SIPRI")
    box = table.locator(".scroll")
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    name, told = table.locator("tbody th").first, table.locator("tbody td").first
    above, below = name.bounding_box(), told.bounding_box()
    assert above and below and above["y"] + above["height"] <= below["y"] + 1
    before = told.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert before == '"What it counts: "'
    page.set_viewport_size({"width": 1440, "height": 900})
    beside, cell = name.bounding_box(), told.bounding_box()
    assert beside and cell and abs(beside["y"] - cell["y"]) < 2
    assert grave_findings(page) == []


def test_tables_shut_nobody_out(page: Page, address: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        yearly(page, address)
        assert grave_findings(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert grave_findings(page) == []

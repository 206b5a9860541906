"""What shuts readers out, as axe-core finds it; and the keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.app import visit

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

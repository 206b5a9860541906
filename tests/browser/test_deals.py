"""The list of deals: found, chosen and read in Chromium, and hidden where others can reach it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import running_app, visit
from tests.etl import exports
from tests.etl.brought import saved, small_data, take_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of a made-up register by delivery."""
    folder = tmp_path_factory.mktemp("register")
    data = small_data(folder)
    take_in(data, saved(folder, exports.deliveries(), "deliveries.csv"))
    return data / "warehouse.duckdb"


def test_a_deal_is_found_and_chosen(page: Page, register: Path) -> None:
    with running_app(register) as address:
        visit(page, address, "deals", supplier="All", recipient="All")
        expect(page.locator(".st-key-answer")).to_contain_text("deals fit")
        expect(page.get_by_role("heading", name="The largest of them")).to_be_visible()
        table = page.get_by_test_id("stDataFrame")
        box = table.bounding_box()
        assert box is not None
        # The second row's box; the grid is drawn on a canvas, which has no elements to click.
        page.mouse.click(box["x"] + 16, box["y"] + 35 * 2 + 17)
        expect(page.get_by_role("heading", name="The deal chosen")).to_be_visible()
        page.get_by_label("Words in name, description or comment").fill("no such weapon")
        page.keyboard.press("Enter")
        expect(page.locator(".st-key-answer")).to_contain_text(
            "No deal in the loaded registers fits"
        )


@pytest.mark.parametrize(
    ("options", "shown"),
    [(("--host", "0.0.0.0"), False), (("--host", "0.0.0.0", "--register-permission"), True)],
)  # fmt: skip
def test_a_server_for_others_lists_deals_only_with_permission(
    page: Page, register: Path, options: tuple[str, ...], shown: bool
) -> None:
    with running_app(register, *options) as address:
        visit(page, address, "deals", supplier="All", recipient="All")
        said = "deals fit" if shown else "not shown on this server"
        expect(page.locator(".st-key-answer")).to_contain_text(said)
        expect(page.get_by_test_id("stDataFrame")).to_have_count(1 if shown else 0)
        assert bool(re.search(exports.DEALS[0].designation, page.content())) is False or shown

"""The address is the state: opened afresh, or gone back to, it shows what was seen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acting import (
    bring_out,
    choose,
    flip,
    open_line,
    press,
    seen,
    slide,
    turn,
    write,
)
from tests.browser.app import visit

pytestmark = pytest.mark.browser

Step = Callable[[Page], None]
Given = dict[str, str]


def steps(*acts: tuple[Any, ...]) -> list[Step]:
    """Acts as functions of a page: what is done first, then with what."""
    return [partial(_act, act, rest) for act, *rest in acts]


def _act(act: Callable[..., None], rest: list[Any], page: Page) -> None:
    act(page, *rest)


FOLD = "Count former states with their successors"
# What is done on which page, as it opens with which address.
VISITS: dict[str, tuple[str, Given, list[Step]]] = {
    "world": ("world", {}, steps(
        (choose, "Five-year period", "2010–14"), (flip, FOLD), (press, "Whose rank", "Recipients"),
        (choose, "Compared with", "1995–99"), (choose, "Country", "France"),
        (press, "Direction", "Exports"))),
    "country, another period": ("country", {}, steps(
        (choose, "Country", "India"), (bring_out, "Period", "Another period"),
        (choose, "From", "2003"), (choose, "To", "2009"), (flip, FOLD),
        (press, "Drawn as", "Per cent of the year"), (press, "Measure", "Number of partners"))),
    "country, a release": ("country", {}, steps(
        (choose, "Release", "2022 release"), (choose, "Period", "2014–18"))),
    "country, exports": ("country", {"country": "FRA"}, steps((press, "Direction", "Exports"),)),
    "map": ("map", {}, steps(
        (choose, "Shaded by", "Change"), (press, "Direction", "Exports"),
        (choose, "Part of the world", "Europe"), (bring_out, "Period", "Another period"),
        (choose, "From", "1991"), (flip, FOLD))),
    "map of one country": ("map", {}, steps(
        (choose, "Country", "Egypt"), (choose, "Part of the world", "Africa"),
        (choose, "Release", "2025 release"))),
    # The choice stays, but has another label for a country.
    "map, from all to one": ("map", {}, steps(
        (choose, "Shaded by", "Volume"), (choose, "Shaded by", "Share of the world"),
        (choose, "Country", "India"))),
    "flows": ("flows", {}, steps(
        (choose, "Five-year period", "1990–94"), (slide, "Number of flows", "ArrowRight", 2),
        (flip, FOLD), (press, "Cells show", "Volume"),
        (slide, "Number of recipients", "ArrowLeft"))),
    "flows of a group": ("flows", {}, steps(
        (choose, "From", "EU member states"), (choose, "To", "Africa"))),
    "flows between regions": ("flows", {}, steps((press, "Between", "Regions"),)),
    # Two controls go, and come back as they stood.
    "flows, to regions and back": ("flows", {}, steps(
        (slide, "Number of flows", "ArrowRight"), (press, "Between", "Regions"),
        (press, "Cells show", "Volume"), (press, "Between", "Countries"))),
    "country, several as one": ("country", {}, steps(
        (choose, "Country", "Egypt"), (open_line, "Count several as one"),
        (choose, "Together with", "Qatar"), (open_line, "Count several as one"))),
    "pair of groups": ("pair", {}, steps(
        (choose, "Supplier", "United States"), (choose, "Recipient", "NATO Europe"))),
    "pair": ("pair", {}, steps(
        (choose, "Supplier", "United States"), (choose, "Recipient", "Poland"),
        (choose, "Five-year period", "2015–19"), (choose, "Release", "2025 release"))),
    "compare": ("compare", {}, steps(
        (choose, "Countries, groups and regions", "Türkiye"),
        (turn, "Remove Azerbaijan (AZE)"), (press, "Direction", "Exports"),
        (choose, "Measure", "Share of one partner"), (choose, "Partner", "Egypt"),
        (choose, "Members of a group of your own", "Italy"),
        (press, "Shown as", "Small panels"))),
    "compare, an index": ("compare", {}, steps(
        (press, "Over", "Single years"), (press, "Shown as", "Index"),
        (choose, "100 is the value in", "2010"))),
    "weapons": ("weapons", {}, steps(
        (choose, "Whose trade", "India"), (press, "Direction", "Exports"),
        (choose, "Category", "Missiles"), (choose, "Five-year period", "2000–04"))),
    "deals": ("deals", {"supplier": "All", "recipient": "All"}, steps(
        (choose, "Suppliers", "France"), (choose, "Categories", "Ships"),
        (choose, "Status", "New"), (write, "Words in name, description or comment", "larger"),
        (slide, "Delivered or ordered in", "ArrowRight", 3),
        (choose, "Register", "2025 release"))),
    "cited": ("cited", {}, steps(
        (choose, "Supplier", "France"), (write, "Value as printed", "nearly 10 %"),
        (choose, "Sorted by", "Newest article"), (turn, "Page 2"))),
    "cited, a country": ("cited", {}, steps((choose, "Country", "Armenia"),)),
    "releases": ("releases", {}, steps(
        (choose, "Country", "India"),)),
}  # fmt: skip


@pytest.mark.parametrize("name", VISITS)
def test_an_address_opened_afresh_shows_the_same(
    page: Page, stranger: Page, made_up: str, name: str
) -> None:
    path, given, acts = VISITS[name]
    visit(page, made_up, path, **given)
    for act in acts:
        act(page)
    expected, link = seen(page), page.url
    stranger.goto(link)
    found = seen(stranger)
    for part in expected:
        assert found[part] == expected[part], part
    assert stranger.url == link


def test_back_and_forward_between_pages_bring_back_what_was_chosen(
    page: Page, made_up: str
) -> None:
    visit(page, made_up, "country")
    choose(page, "Country", "India")
    press(page, "Direction", "Exports")
    of_country, country = seen(page), page.url
    page.get_by_test_id("stTopNav").get_by_role("link", name="Pair").click()
    expect(page.locator("h1")).to_contain_text("deliver to")
    choose(page, "Supplier", "France")
    of_pair, pair = seen(page), page.url
    go_until(page, page.go_back, country)
    assert seen(page) == of_country
    go_until(page, page.go_forward, pair)
    assert seen(page) == of_pair


def go_until(page: Page, step: Callable[[], object], address: str) -> None:
    """Step through the history to an address.

    The framework leaves the page's plain address as a step of its own between two pages.
    """
    for _ in range(4):
        step()
        seen(page)
        if page.url == address:
            return
    raise AssertionError(f"the history does not lead to {address}")

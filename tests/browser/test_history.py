"""Back and forward: each press undoes or redoes one step, on a page and between pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acting import choose, press, seen
from tests.browser.app import settle, visit

pytestmark = pytest.mark.browser


def steps_back_and_forward(page: Page, states: list[tuple[str, object]]) -> None:
    """Go back to the first of the states that were seen, and forward to the last."""
    for address, expected in reversed(states[:-1]):
        page.go_back()
        assert seen_at(page, address) == expected
    for address, expected in states[1:]:
        page.go_forward()
        assert seen_at(page, address) == expected


def seen_at(page: Page, address: str) -> object:
    """What the page shows once the history has led to this address."""
    expect(page).to_have_url(address)
    settle(page)
    return seen(page)


def state(page: Page) -> tuple[str, object]:
    """Where the visitor is and what is seen there."""
    shown = seen(page)
    return page.url, shown


def test_each_move_of_a_control_is_a_step(page: Page, address: str) -> None:
    visit(page, address, "country")
    states = [state(page)]
    choose(page, "Country", "India")
    states.append(state(page))
    press(page, "Direction", "Exports")
    states.append(state(page))
    choose(page, "Release", "2025 release")
    states.append(state(page))
    assert len({url for url, _ in states}) == 4
    steps_back_and_forward(page, states)


def test_a_page_reached_by_the_navigation_is_one_step(page: Page, address: str) -> None:
    visit(page, address, "country")
    choose(page, "Country", "India")
    states = [state(page)]
    page.get_by_test_id("stTopNav").get_by_role("link", name="Guide").click()
    expect(page.locator("h1")).to_contain_text("read these figures")
    states.append(state(page))
    steps_back_and_forward(page, states)


def test_what_an_address_says_stays_when_a_visitor_goes_back_to_it(
    page: Page, address: str
) -> None:
    visit(page, address, "country", country="IND")
    states = [state(page)]
    press(page, "Direction", "Exports")
    states.append(state(page))
    assert "India" in str(states[0][1])
    steps_back_and_forward(page, states)


@pytest.mark.parametrize("path", ["country", "pair", "map", "world"])
def test_a_release_chosen_by_hand_keeps_its_period_when_reopened(
    page: Page, address: str, path: str
) -> None:
    visit(page, address, path)
    choose(page, "Release", "2025 release")
    link, shown = state(page)
    assert "period=" in link
    page.goto(link)
    settle(page)
    assert page.url == link
    assert seen(page) == shown

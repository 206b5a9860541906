"""A reader who counts what his hands do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from playwright.sync_api import Locator, Page, expect

from tests.browser.app import settle

PATIENCE_MS = 60_000
_PRESSED: tuple[Literal["radio", "link", "button"], ...] = ("radio", "link", "button")
_SPACES = re.compile(r"\s+")


class FailedError(Exception):
    """The answer is not there, or it is another one."""


class Visitor:
    """A reader before an empty page.

    Attributes:
        clicks: How often he clicked, typed into a field, or pressed Enter.
    """

    def __init__(self, page: Page) -> None:
        self.clicks = 0
        self._page = page
        page.set_default_timeout(PATIENCE_MS)

    @property
    def address(self) -> str:
        """What the address bar says."""
        return unquote(self._page.url)

    def search(self, text: str) -> None:
        """Type into the one field of the start page, and press Enter."""
        self.type("Find a country, pair, weapon or article", text)
        expect(self._page.locator("h1")).not_to_have_text("Who supplies arms to whom?")
        settle(self._page)

    def type(self, label: str, text: str) -> None:
        """Type into a field and press Enter."""
        field = self._page.get_by_label(label, exact=True).first
        field.fill(text)
        field.press("Enter")
        self.clicks += 2
        self._rest()

    def go(self, page: str) -> None:
        """Choose a page in the navigation."""
        self._click(self._page.get_by_test_id("stTopNav").get_by_role("link", name=page))

    def press(self, name: str, place: int = 0) -> None:
        """Press a button, link or choice by its name."""
        named = re.compile(rf"^{re.escape(name)}")
        main = self._page.get_by_test_id("stMain")
        choice, link, button = (main.get_by_role(role, name=named) for role in _PRESSED)
        found = choice.or_(link).or_(button)
        self._click(found.nth(place))

    def choose(self, label: str, text: str) -> None:
        """Open a box and choose in it."""
        box = self._page.get_by_role("combobox", name=label, exact=True).first
        self._click(box)
        if box.is_editable():
            box.fill(text)
            self.clicks += 1
        self._click(self._page.get_by_role("option").filter(has_text=re.compile(f"^{text}")).first)

    def back(self) -> None:
        """Press the browser's Back."""
        self._page.go_back()
        self.clicks += 1
        self._rest()

    def forward(self) -> None:
        """Press its Forward."""
        self._page.go_forward()
        self.clicks += 1
        self._rest()

    def open(self, address: str) -> None:
        """Open an address in the same tab, as one who was given it."""
        self._page.goto(address)
        self._rest()

    def download(self, name: str) -> bytes:
        """Press a button that gives a file."""
        button = self._page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True)
        with self._page.expect_download(timeout=4 * PATIENCE_MS) as waited:
            self._click(button.first)
        return Path(waited.value.path()).read_bytes()

    def text(self) -> str:
        """All words of the page, with plain spaces."""
        return _plain(self._page.get_by_test_id("stMain").inner_text())

    def title(self) -> str:
        """The page's question."""
        return _plain(self._page.locator("h1").inner_text())

    def row(self, name: str, table: int = 0) -> dict[str, str]:
        """A row of a table by what stands in one of its cells, by the headings."""
        heads = self.heads(table)
        for cells in self.rows(table):
            if name in cells:
                return dict(zip(heads, cells, strict=False))
        raise FailedError(f"no row “{name}” in the table of {heads[:4]}")

    def heads(self, table: int = 0) -> list[str]:
        """The headings of a table."""
        found = self._page.locator("table").nth(table)
        return [_plain(text) for text in found.locator("th[scope=col], thead th").all_inner_texts()]

    def rows(self, table: int = 0) -> list[list[str]]:
        """All rows of a table."""
        lines = self._page.locator("table").nth(table).locator("tbody tr").all()
        return [[_plain(t) for t in line.locator("th, td").all_inner_texts()] for line in lines]

    def _click(self, found: Locator) -> None:
        found.click()
        self.clicks += 1
        self._rest()

    def _rest(self) -> None:
        self._page.wait_for_timeout(250)
        settle(self._page)


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def told(text: str, pattern: str) -> str:
    """What a page says in the place of the pattern's group.

    Raises:
        FailedError: if it says nothing of the kind.
    """
    found = re.search(pattern, text)
    if found is None:
        raise FailedError(f"nothing like “{pattern}” on the page")
    return found[1] if found.groups() else found[0]

"""One running app and one Chromium for all tests of the folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser.app import find_chromium, running_app, running_browser
from tests.dashboard import worldwide

WIDE: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium; without one the tests are skipped, except where they must run."""
    executable = find_chromium()
    if executable is None:
        reason = "no Chromium is installed (chromium, chromium-browser or google-chrome)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with running_browser(executable) as started:
        yield started


@pytest.fixture(scope="session")
def address(warehouse_file: Path) -> Iterator[str]:
    """Where the real app serves the bundled data."""
    with running_app(warehouse_file) as running:
        yield running


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where it serves a made-up register of the whole world beside the bundled data."""
    with running_app(worldwide.built(tmp_path_factory.mktemp("worldwide"))) as running:
        yield running


@pytest.fixture(scope="session")
def visitor(browser: Browser) -> BrowserContext:
    """A visitor who has been here before: Chromium keeps the app's scripts between the tests."""
    context = browser.new_context(viewport=WIDE)
    context.set_default_timeout(15_000)
    return context


@pytest.fixture
def page(visitor: BrowserContext) -> Iterator[Page]:
    """A new page on a wide screen."""
    opened = visitor.new_page()
    yield opened
    opened.close()

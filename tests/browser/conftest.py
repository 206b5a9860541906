"""One running app and one Chromium for all tests of the folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.app import running_app, warm_visitor
from tests.browser.register import EXPORTS, with_exports


@pytest.fixture(scope="session")
def address(warehouse_file: Path) -> Iterator[str]:
    """Where the real app serves the bundled data."""
    with running_app(warehouse_file) as running:
        yield running


@pytest.fixture(scope="session")
def made_up(made_up_file: Path) -> Iterator[str]:
    """Where it serves the made-up register."""
    with running_app(made_up_file) as running:
        yield running


@pytest.fixture(scope="session")
def whole_register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where it serves SIPRI's exports beside the bundled data."""
    if not EXPORTS.is_dir():
        pytest.skip("no exports lie beside the checkout")
    with running_app(with_exports(tmp_path_factory.mktemp("register"))) as running:
        yield running


@pytest.fixture(scope="session", params=["made_up", "whole_register"])
def served(request: pytest.FixtureRequest) -> str:
    """Where it serves more than is bundled: a made-up register of the world, and SIPRI's own."""
    where: str = request.getfixturevalue(request.param)
    return where


@pytest.fixture(scope="session")
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor who has been here before."""
    with warm_visitor(browser) as context:
        yield context


@pytest.fixture
def page(visitor: BrowserContext) -> Iterator[Page]:
    """A new page on a wide screen."""
    opened = visitor.new_page()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def strangers(browser: Browser) -> Iterator[BrowserContext]:
    """People who have been given a link; no page knows what was stored by another."""
    with warm_visitor(browser) as context:
        context.add_init_script("try { localStorage.clear() } catch {}")
        yield context


@pytest.fixture
def stranger(strangers: BrowserContext) -> Iterator[Page]:
    """A new page of one of them."""
    strangers.clear_cookies()
    opened = strangers.new_page()
    yield opened
    opened.close()

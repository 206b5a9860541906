"""Chromium for the measurements: the system's, else the one that playwright brings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Error, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class NoChromiumError(Exception):
    """There is no Chromium that starts."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser.

    Raises:
        NoChromiumError: if none is installed, or it does not start.
    """
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        except Error as error:
            reason = "no Chromium is installed" if path is None else f"{path} does not start"
            raise NoChromiumError(reason) from error
        try:
            yield browser
        finally:
            browser.close()

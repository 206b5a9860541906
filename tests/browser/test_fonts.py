"""The app on a visitor's machine with other fonts, with one, with none: its charts are alike."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.app import QUIET, WIDE, find_chromium, visit
from tests.few_fonts import MACHINES, environment

pytestmark = pytest.mark.browser

# What stands in each chart, where, and how large.
_TEXTS = """() => [...document.querySelectorAll('.js-plotly-plot text')].map(text => {
  const {x, y, width, height} = text.getBBox();
  return [text.textContent, x, y, width, height];
})"""
_LOADED = """() => [...document.fonts].some(
  face => /Source Sans\\b/.test(face.family) && face.status === 'loaded')"""


@contextmanager
def visitor(browser: Browser, machine: str, folder: Path) -> Iterator[Page]:
    """A page of a Chromium of its own, on a machine with these fonts."""
    fonts: dict[str, str | float | bool] = {**os.environ, **environment(machine, folder)}
    with browser.browser_type.launch(
        executable_path=find_chromium(), args=list(QUIET), env=fonts
    ) as its:
        yield its.new_page(viewport=WIDE)


def test_charts_are_alike_on_every_machine(browser: Browser, address: str, tmp_path: Path) -> None:
    seen: dict[str, list[list[Any]]] = {}
    for machine in MACHINES:
        with visitor(browser, machine, tmp_path) as page:
            visit(page, address, "country")
            seen[machine] = page.evaluate(_TEXTS)
            assert page.evaluate(_LOADED)
    assert len(seen["as it is"]) > 50
    assert all(width > 0 for text, *_, width, _ in seen["as it is"] if text.strip())
    assert all(texts == seen["as it is"] for texts in seen.values())

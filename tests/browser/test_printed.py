"""A page on paper, as a browser prints it."""

from __future__ import annotations

from collections import Counter
from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.app import visit

pytestmark = pytest.mark.browser
# What a chart says on the screen.
_TEXTS = """() => [...document.querySelectorAll('.js-plotly-plot .main-svg text')]
  .filter(text => text.checkVisibility() && text.getBoundingClientRect().width)
  .map(text => text.textContent)"""


@pytest.mark.parametrize("path", ["", "world", "country", "pair", "compare"])
def test_a_chart_is_whole_on_paper(page: Page, address: str, path: str) -> None:
    """Chromium writes no text into a PDF that lies beyond the sheet."""
    visit(page, address, path)
    said = Counter(map(_squeezed, page.evaluate(_TEXTS)))
    sheets = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    printed = _squeezed("".join(sheet.extract_text() for sheet in sheets))
    assert said
    for text, times in said.items():
        assert printed.count(text) >= times, text
    assert "Takeaway" not in printed


def _squeezed(text: str) -> str:
    return "".join(text.split())

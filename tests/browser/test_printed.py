"""A page on paper, as a browser prints it."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page
from pypdf import PdfReader
from pypdf.generic import StreamObject

from dashboard.theme import LIGHT, SEQUENTIAL
from tests.browser.app import visit

pytestmark = pytest.mark.browser
# What a chart says on the screen.
_TEXTS = """() => [...document.querySelectorAll('.js-plotly-plot .main-svg text')]
  .filter(text => text.checkVisibility() && text.getBoundingClientRect().width)
  .map(text => text.textContent)"""

# Switches, sliders, what is left of the frames of controls, and the edges of a Sankey diagram's
# parties: Streamlit's own.
CONTROLS = {"rgb(92, 148, 245)", "rgb(232, 236, 241)", "rgb(49, 51, 63)"}


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


@pytest.mark.parametrize("path", ["", "world", "country", "map", "flows", "releases"])
def test_a_dark_page_is_printed_as_a_light_one(page: Page, address: str, path: str) -> None:
    printed = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # of a literal type
        visit(page, address, path)
        printed[scheme] = _colours(page.pdf(format="A4", print_background=True))
    assert len(printed["light"]) > 3
    assert printed["dark"] - printed["light"] <= CONTROLS, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_heat_map_is_printed_in_the_colours_of_its_key(
    page: Page, address: str, scheme: str
) -> None:
    """plotly draws a heat map as a picture."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # of a literal type
    visit(page, address, "flows")
    page.emulate_media(media="print")
    spans = page.locator(".figure-key span")
    colours = spans.evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
    assert colours == [_rgb(LIGHT[colour]) for colour in SEQUENTIAL]
    image = page.locator(".heatmaplayer image").first
    turned = image.evaluate("one => getComputedStyle(one).filter") != "none"
    assert turned == (scheme == "dark")


def test_a_table_of_deals_is_printed_light(page: Page, made_up: str) -> None:
    """Streamlit draws it as a picture."""
    page.emulate_media(color_scheme="dark")
    visit(page, made_up, "deals")
    page.emulate_media(media="print")
    drawn = Image.open(BytesIO(page.get_by_test_id("data-grid-canvas").screenshot())).convert("L")
    assert drawn.resize((1, 1)).getpixel((0, 0)) > 200


def test_a_heading_stands_above_what_it_is_of(page: Page, address: str) -> None:
    visit(page, address, "pair")
    headings = {_squeezed(text) for text in page.locator("h2").all_inner_texts()}
    assert headings
    for height in (200, 230, 260, 297):
        sheets = PdfReader(BytesIO(page.pdf(width="210mm", height=f"{height}mm"))).pages
        lasts = {_squeezed(sheet.extract_text().rstrip().rpartition("\n")[2]) for sheet in sheets}
        assert not lasts & headings, height


def _colours(pdf: bytes) -> set[str]:
    """What all on the sheets is drawn in, as red, green and blue."""
    document = PdfReader(BytesIO(pdf))
    parts = map(document.get_object, range(1, int(document.trailer["/Size"])))
    drawn = [
        part.get_data().decode("latin-1")
        for part in parts
        if isinstance(part, StreamObject) and part.get("/Subtype", "/Form") == "/Form"
    ]
    found = re.findall(r"((?:[\d.]+ ){3})rg\b", " ".join(drawn), re.IGNORECASE)
    return {_of(*map(float, numbers.split())) for numbers in found}


def _of(red: float, green: float, blue: float) -> str:
    return f"rgb({red * 255:.0f}, {green * 255:.0f}, {blue * 255:.0f})"


def _rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


def _squeezed(text: str) -> str:
    return "".join(text.split())

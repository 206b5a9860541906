"""Pictures in every size and variant: letters that can be read, shapes, greys, inks, own words."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from dashboard import takeaway, theme
from dashboard.export import Wanted, drawn
from dashboard.figures import Drawing, NoFigureError, asked, every
from dashboard.figures import drawing as drawing_of
from dashboard.takeaway import FORMATS, inks
from dashboard.takeaway.layout import laid_out
from dashboard.takeaway.looks import SIZES, Look
from dashboard.takeaway.rows import credit
from etl.warehouse.read import Warehouse
from tests.browser.taken import put, texts_outside
from tests.dashboard.test_theme import contrast
from tests.takeaway import drawings
from tests.takeaway.test_pictures import texts
from tests.takeaway.test_rows import CREDIT

LEAST_PT = 7
# Of each text its letters' height in pixels of the page, of which an inch has 96.
_LETTERS = """() => [...document.querySelectorAll('svg text, svg tspan')]
  .filter(text => [...text.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .map(text => {
    const {a, b} = text.getScreenCTM();
    return [parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b), text.textContent];
  })"""
_ANY_COLOUR = re.compile(r"#([0-9A-Fa-f]{6})\b|rgba?\((\d+), ?(\d+), ?(\d+)")
MARKUP = "Ängste & <b>\"Waffen\"</b> 'im' $5$ Wert #2569DF <script>alert(1)</script>"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture(scope="module")
def shares(warehouse: Warehouse) -> Drawing:
    return drawings.shares(warehouse)


def colours(spec: Any) -> set[tuple[int, int, int]]:
    """All colours that are spelled anywhere in a drawing but in words at the pointer."""
    text = repr({**spec, "data": [trace | {"customdata": []} for trace in spec["data"]]})
    found = set()
    for digits, *parts in _ANY_COLOUR.findall(text):
        rgb = tuple(bytes.fromhex(digits)) if digits else tuple(map(int, parts))
        found.add((rgb[0], rgb[1], rgb[2]))
    return found


@pytest.mark.browser
@pytest.mark.parametrize("figure", every(), ids=lambda figure: figure.name)
def test_no_letter_is_under_seven_points_where_it_is_used(
    chrome: None, page: Page, warehouse: Warehouse, figure: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(warehouse.version.path))
    try:
        made = drawing_of(figure, asked(figure.parameters, {}).values, "https://arms.example")
    except NoFigureError:
        pytest.skip("the bundled data draw nothing of it")
    names = [name for name in FORMATS if name in ("svg", *(f"svg-{size}" for size in SIZES))]
    assert len(names) == len(SIZES)
    for name, svg in zip(names, takeaway.files(made, names), strict=True):
        put(page, svg)
        letters = page.evaluate(_LETTERS)
        assert letters
        assert [told for px, told in letters if px * 72 / 96 < LEAST_PT] == [], name
        if FORMATS[name].look.size.ratio == 0:
            assert texts_outside(page) == [], name


@pytest.mark.browser
@pytest.mark.parametrize("make", [drawings.shares, drawings.world_map, drawings.bands])
def test_a_slide_and_a_square_have_their_shape(
    chrome: None, warehouse: Warehouse, make: Callable[[Warehouse], Drawing]
) -> None:
    slide, square, pdf = takeaway.files(
        make(warehouse), ["png-slide", "png-square-grey", "pdf-column"]
    )
    assert Image.open(io.BytesIO(slide)).size == (1920, 1080)
    assert Image.open(io.BytesIO(square)).size == (1080, 1080)
    (sheet,) = PdfReader(io.BytesIO(pdf)).pages
    assert float(sheet.mediabox.width) == pytest.approx(85 / 25.4 * 72, abs=0.5)


@pytest.mark.browser
def test_a_drawing_for_paper_is_as_wide_as_a_column(chrome: None, shares: Drawing) -> None:
    for name, mm in (("svg-column", "85mm"), ("svg-full", "170mm")):
        root = ET.fromstring(takeaway.file(shares, name))
        assert root.get("width") == mm and str(root.get("height")).endswith("mm")


@pytest.mark.browser
def test_a_picture_in_greys_has_nothing_else(chrome: None, shares: Drawing) -> None:
    png = Image.open(io.BytesIO(takeaway.file(shares, "png-full-grey"))).convert("RGB")
    assert all(max(rgb) - min(rgb) <= 1 for _, rgb in png.getcolors(1 << 24) or ())


@pytest.mark.parametrize("make", [drawings.shares, drawings.world_map, drawings.bands])
def test_greys_keep_what_is_drawn_apart(
    warehouse: Warehouse, make: Callable[[Warehouse], Drawing]
) -> None:
    made = make(warehouse)
    spec, grey = (laid_out(made, Look(grey=is_grey)) for is_grey in (False, True))
    assert all(red == green == blue for red, green, blue in colours(grey))
    for before, after in zip(spec["data"], grey["data"], strict=True):
        if scale := after.get("colorscale"):
            lightness = [int(colour[1:3], 16) for _, colour in scale if colour.startswith("#")]
            assert lightness == sorted(lightness, reverse=True)
            assert len({colour for _, colour in scale}) == len(
                {colour for _, colour in before["colorscale"]}
            )
        if (
            isinstance(letters := before.get("textfont", {}).get("color"), str)
            and "marker" in after
        ):
            assert contrast(after["textfont"]["color"], after["marker"]["color"]) >= 4.5, letters


def test_parts_of_a_bar_have_greys_of_their_own(shares: Drawing) -> None:
    spec = laid_out(shares, Look(grey=True))
    greys = [trace["marker"]["color"] for trace in spec["data"]]
    assert len(set(greys)) == len(greys) > 5
    key = " ".join(note["text"] for note in spec["layout"]["annotations"] if "■" in note["text"])
    assert set(re.findall(r"color:(#\w{6})", key)) == set(greys)


@pytest.mark.parametrize("colour", [*theme.PARTIES, *theme.LIGHT.values()])
def test_inks_have_every_colour_of_paper(colour: str) -> None:
    printed = inks.printable({"color": colour})["color"]
    assert inks.printable({"color": printed})["color"] == printed  # it is within reach
    light, a, b = inks._oklab(colour)
    as_light, near_a, near_b = inks._oklab(printed)
    assert as_light == pytest.approx(light, abs=0.01)
    # Its hue is kept: the two point the same way.
    assert a * near_b == pytest.approx(b * near_a, abs=0.002)
    assert a * near_a + b * near_b > 0


def test_only_pictures_for_paper_are_in_inks_and_their_letters_are_black(shares: Drawing) -> None:
    by_size = {name: colours(laid_out(shares, Look(size))) for name, size in SIZES.items()}
    out_of_reach = {(0x25, 0x69, 0xDF), (0x5C, 0x93, 0xF5), (0xBD, 0x33, 0x10)}
    for name, found in by_size.items():
        printed = SIZES[name].printed
        assert bool(found & out_of_reach) != printed
        assert ((0, 0, 0) in found) == printed and ((0, 0, 0x37) in found) != printed


@pytest.mark.browser
def test_own_words_are_drawn_as_written_marked_and_beside_the_source(
    chrome: None, shares: Drawing
) -> None:
    own = replace(shares, headline=MARKUP, note="Per cent, & more #DE691A")
    svg, png, pdf, html, csv, column = takeaway.files(
        own, ["svg", "png", "pdf", "html", "csv", "svg-column"]
    )
    for picture in (svg, column):
        assert not [tag for tag in ET.fromstring(picture).iter() if tag.tag.endswith("script")]
    words = texts(svg)
    assert MARKUP in words and "Per cent, & more #DE691A" in words
    assert "".join(words).replace(" ", "").count(CREDIT.replace(" ", "")) == 1
    assert "#2569DF" in " ".join(texts(column))  # words are not recoloured
    mark = f"The user's own words: headline and note. The figure's: {shares.title}. "
    root = ET.fromstring(svg)
    assert root[0].text == MARKUP
    (told,) = root.iter("{http://purl.org/dc/elements/1.1/}description")
    assert str(told.text).startswith(mark)
    about = Image.open(io.BytesIO(png)).info
    assert about["Title"] == MARKUP and about["Comment"].startswith(mark)
    assert CREDIT in about["Source"]
    metadata = PdfReader(io.BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.title == MARKUP and metadata["/Comment"].startswith(mark)
    assert "<script>alert" not in html.decode() and "&lt;script&gt;alert(1)" in html.decode()
    assert f"Source: {credit(shares)}" in html.decode() and "The user&#x27;s own" in html.decode()
    # The data say what they are and not what somebody makes of them.
    assert MARKUP not in csv.decode() and f"# title: {shares.title}" in csv.decode("utf-8-sig")
    plain = takeaway.file(replace(own, headline="A"), "svg-plain")
    assert f"Source: {CREDIT}." in " ".join(texts(plain))
    assert takeaway.file_name(own, "svg") != takeaway.file_name(shares, "svg")


@pytest.mark.browser
@pytest.mark.parametrize(
    "site", ["", "http://localhost:8501", "http://127.0.0.1:8501/", "http://["]
)
def test_no_file_leads_others_to_a_machine_that_they_do_not_reach(
    chrome: None, warehouse_file: Any, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(warehouse_file))
    made = drawn(Wanted("country/shares", {"country": ["IND"]}), site)
    svg, *others = takeaway.files(made, ["svg", "svg-column", "json", "csv", "html"])
    assert "Figure: country/shares" in " ".join(texts(svg))
    cited = takeaway.citation(made, date(2026, 11, 23))
    for content in (svg, *others, *(text.encode() for text in vars(cited).values())):
        assert b"localhost" not in content and b"127.0.0.1" not in content
    assert "[Figure country/shares]" in cited.text and "url = {/" not in cited.bibtex

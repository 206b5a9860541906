"""Pictures on machines with other fonts, with one, and with none: the same, and text stays text."""

from __future__ import annotations

import io
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser
from pypdf import PageObject, PdfReader

from dashboard import takeaway
from dashboard.figures import Drawing
from dashboard.takeaway import FORMATS, fonts
from dashboard.takeaway.formats import PACKED
from dashboard.takeaway.layout import link_lines
from dashboard.theme import FONT
from etl.warehouse.read import Warehouse
from tests.browser.taken import SVG, put, texts_outside
from tests.conftest import DATA, ROOT
from tests.few_fonts import MACHINES, environment
from tests.takeaway import drawings
from tests.tools import font as tool

PICTURES = [
    *(name for name in PACKED if FORMATS[name].look is not None),
    "svg-column-grey", "pdf-slide-plain",
]  # fmt: skip
DRAWN = {
    "shares": drawings.shares,
    "bands": drawings.bands,
    "letters": drawings.lettered,
}
# What the house writes itself, beside the letters of its data.
WRITTEN = "−–—’‘“”„…→←≥≤≈≠×·•°№€■●▲▼\xa0\u202f\u2009"


@pytest.fixture(scope="module")
def drawn(warehouse: Warehouse) -> Callable[[str], Drawing]:
    return cache(lambda name: DRAWN[name](warehouse))


@pytest.fixture(scope="module")
def taken_here(chrome: None, drawn: Callable[[str], Drawing]) -> Callable[[str], dict[str, bytes]]:
    """Gives the pictures of a drawing as they are with the fonts of this machine."""
    return cache(lambda name: pictures(drawn(name)))


@pytest.fixture(scope="module", params=MACHINES)
def machine(
    request: pytest.FixtureRequest, taken_here: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Pictures are made on a machine with these fonts."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(request.param, tmp_path_factory.mktemp("fonts")).items():
            patch.setenv(name, value)
        takeaway.close_browser()
        yield request.param
        takeaway.close_browser()


def pictures(drawing: Drawing) -> dict[str, bytes]:
    return dict(zip(PICTURES, takeaway.files(drawing, PICTURES), strict=True))


def texts(svg: bytes) -> list[str]:
    """What stands in a drawing as text."""
    root = ElementTree.fromstring(svg)
    return ["".join(found.itertext()) for found in root.iter(f"{SVG}text")]


def page_of(pdf: bytes) -> PageObject:
    (page,) = PdfReader(io.BytesIO(pdf), strict=True).pages
    return page


def letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"\s", "", text))


@pytest.mark.browser
@pytest.mark.parametrize("name", DRAWN)
def test_pictures_are_the_same_on_every_machine(
    machine: str,
    name: str,
    drawn: Callable[[str], Drawing],
    taken_here: Callable[[str], dict[str, bytes]],
) -> None:
    if machine == "as it is":
        # One at a time and in another order, after pictures of another.
        takeaway.file(drawn("letters"), "png-full")
        again = {kind: takeaway.file(drawn(name), kind) for kind in reversed(PICTURES)}
    else:
        again = pictures(drawn(name))
    assert [kind for kind in PICTURES if again[kind] != taken_here(name)[kind]] == []


@pytest.mark.browser
@pytest.mark.parametrize("name", DRAWN)
def test_the_text_of_a_pdf_is_copied_as_it_is_printed(
    machine: str, name: str, drawn: Callable[[str], Drawing]
) -> None:
    svg, pdf = takeaway.files(drawn(name), ["svg", "pdf"])
    copied = page_of(pdf).extract_text()
    # Each letter once: none is joined to another, none drawn twice.
    assert letters(copied) == letters("".join(texts(svg)))
    for line in link_lines(drawn(name), 800):
        assert line in copied.splitlines()


@pytest.mark.browser
def test_the_address_in_a_pdf_and_an_svg_leads_there(
    machine: str, drawn: Callable[[str], Drawing]
) -> None:
    drawing = drawn("letters")
    svg, pdf = takeaway.files(drawing, ["svg", "pdf"])
    page = page_of(pdf)
    links = [link.get_object() for link in page["/Annots"]]
    lines = link_lines(drawing, 800)
    assert len(lines) > 1
    assert [link["/A"]["/URI"] for link in links] == [drawing.permalink] * len(lines)
    for link in links:
        left, bottom, right, top = map(float, link["/Rect"])
        assert 0 < left < right < page.mediabox.width
        assert 0 < bottom < top < page.mediabox.height / 3
    marked = list(ElementTree.fromstring(svg).iter(f"{SVG}a"))
    assert [link.text for link in marked] == lines
    assert {link.get("{http://www.w3.org/1999/xlink}href") for link in marked} == {
        drawing.permalink
    }
    nowhere = takeaway.file(replace(drawing, permalink="/deals?text=%3D", short=""), "pdf")
    assert "/Annots" not in page_of(nowhere)


@pytest.mark.browser
def test_a_letter_that_no_font_has_is_a_box(machine: str, drawn: Callable[[str], Drawing]) -> None:
    titles = ["A 中 \N{ROCKET}", "A 国 \N{BALLOON}", "A 中"]
    files = [
        takeaway.files(drawings.titled(drawn("shares"), title), ["svg", "svg-plain", "png"])
        for title in titles
    ]
    for title, (svg, _, png) in zip(titles, files, strict=True):
        assert title in texts(svg)
        assert png.startswith(b"\x89PNG")
    if machine == "no font":
        one, another, shorter = (strip_words(png) for *_, png in files)
        assert one == another != shorter


def strip_words(png: bytes) -> bytes:
    """The picture without the words in its file, which are its title's."""
    return re.sub(rb".{4}iTXt.*(?=.{4}IDAT)", b"", png, count=1, flags=re.DOTALL)


@pytest.mark.browser
@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_cut_off(
    chrome: None, browser: Browser, name: str, drawn: Callable[[str], Drawing]
) -> None:
    page = browser.new_page()
    put(page, takeaway.file(drawn(name), "svg"))
    assert texts_outside(page) == []
    page.close()


@pytest.mark.browser
def test_a_drawing_brings_the_font_and_names_others(
    taken_here: Callable[[str], dict[str, bytes]],
) -> None:
    sizes = {}
    for name in DRAWN:
        for kind in ("svg", "svg-plain"):
            root = ElementTree.fromstring(taken_here(name)[kind])
            (style,) = root.iter(f"{SVG}style")
            sizes[name] = len(str(style.text))
            for text in root.iter(f"{SVG}text"):
                assert 'family: "Source Sans 3"' in str(text.get("style")).replace("'", '"')
                assert "sans-serif;" in str(text.get("style"))
    assert sizes["shares"] == sizes["bands"] < 21_000 < sizes["letters"]
    assert str(FONT).endswith(", sans-serif")


def test_a_drawing_brings_no_more_of_the_font_than_it_needs() -> None:
    plain = fonts.faces("<svg>Türkiye − 5 ■</svg>")
    assert plain.count("@font-face") == 1
    assert fonts.faces("<svg>صاروخ \N{ROCKET}</svg>") == plain
    assert fonts.faces("<svg>Ελλάδα</svg>").count("@font-face") == 2
    assert fonts.faces('<svg><tspan style="font-weight:bold">A</tspan></svg>').count("@") == 2
    assert fonts.all_faces().count("@font-face") == 4


@pytest.mark.parametrize("weight", fonts.WEIGHTS)
def test_the_font_has_the_letters_of_the_house(weight: int) -> None:
    latin, wider = (
        set(map(chr, TTFont(fonts.file(part, weight)).getBestCmap())) for part in fonts.PARTS
    )
    written = "".join(
        path.read_text(encoding="utf-8")
        for path in [*DATA.glob("*/*.csv"), *(ROOT / "dashboard").rglob("*.py")]
        if not path.name.endswith("names.csv")  # which readers type and nothing draws
    )
    assert set(written) - set("\n\r\t") - latin == set()
    typed = "".join(path.read_text(encoding="utf-8") for path in DATA.glob("*/*names.csv"))
    assert set(typed) - set("\n") - latin - wider == set()
    assert set(WRITTEN) <= latin
    assert set("ĞğİıŞşŁłŹźŐőŰűȘșȚțƏəÅØÆßñçŽž") <= latin
    assert set("ΑΩαωАЯаяЁёІіЇїЄєҐґЎў") <= wider
    assert not latin & wider


@pytest.mark.parametrize("part", fonts.PARTS)
@pytest.mark.parametrize("weight", fonts.WEIGHTS)
def test_the_font_joins_no_letters_and_has_a_name_of_its_own(part: str, weight: int) -> None:
    font = TTFont(fonts.file(part, weight))
    assert {rule.FeatureTag for rule in font["GSUB"].table.FeatureList.FeatureRecord} <= {
        "ccmp", "locl",
    }  # fmt: skip
    assert font["OS/2"].usWeightClass == weight
    assert "fvar" not in font
    names = {name.nameID: str(name) for name in font["name"].names}
    assert all("Source" not in names[number] for number in (1, 4, 6))
    assert "Adobe" in names[0] and "Open Font License" in names[13]
    notice = (fonts.FOLDER / "NOTICE.md").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in notice and tool.NAME in notice


@pytest.mark.parametrize("weight", fonts.WEIGHTS)
def test_the_font_is_made_of_the_one_on_the_pages(weight: int) -> None:
    assert tool.made("latin", weight) == fonts.file("latin", weight).read_bytes()


def test_the_pages_name_the_font_too() -> None:
    config = tomllib.loads(
        (ROOT / "dashboard" / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    )
    assert config["theme"]["font"].replace("'Source Sans'", "") in FONT

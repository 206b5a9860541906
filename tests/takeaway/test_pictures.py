"""Pictures by the real Chrome, opened again by independent readers."""

from __future__ import annotations

import io
import os
import re
import signal
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import plotly.io as pio
import pytest
from PIL import Image
from playwright.sync_api import Browser, ViewportSize
from pypdf import PdfReader
from pypdf.generic import NullObject

from dashboard import takeaway
from dashboard.figures import Drawing
from dashboard.takeaway import FORMATS
from dashboard.takeaway import chrome as engine
from dashboard.takeaway.formats import PACKED
from dashboard.takeaway.looks import SIZES
from dashboard.takeaway.rows import words
from etl.warehouse.read import Warehouse
from tests.takeaway import drawings
from tests.takeaway.test_rows import CREDIT

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chrome")]
SVG = "{http://www.w3.org/2000/svg}"
ACCESSED = date(2026, 11, 23)
DPI = {
    "png": (96, 96), "png-2x": (192, 192), "png-2x-plain": (192, 192), "png-slide": (144, 144),
    "png-square": (192, 192), "png-column": (304.8, 304.8), "png-full": (304.8, 304.8),
}  # fmt: skip


@pytest.fixture(scope="module")
def shares(warehouse: Warehouse) -> Drawing:
    return drawings.shares(warehouse)


@pytest.fixture(scope="module")
def packed(shares: Drawing) -> dict[str, bytes]:
    """The files of the pack by name."""
    with zipfile.ZipFile(io.BytesIO(takeaway.pack(shares, ACCESSED))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def texts(svg: bytes) -> list[str]:
    """What stands in a drawing as text."""
    root = ET.fromstring(svg)
    return ["".join(found.itertext()) for found in root.iter(f"{SVG}text")]


def colours(png: bytes) -> int:
    found = Image.open(io.BytesIO(png)).convert("RGB").getcolors(1 << 24)
    return len(found or ())


def test_the_pack_holds_every_format(shares: Drawing, packed: dict[str, bytes]) -> None:
    formats = list(PACKED)
    assert {FORMATS[name].look.size for name in formats if FORMATS[name].look} == {*SIZES.values()}
    assert {name for name, kind in FORMATS.items() if kind.look is None} - {*formats} == {"zip"}
    names = {takeaway.file_name(shares, name) for name in formats}
    assert len(names) == len(formats)
    others = {"README.txt", "alt.txt", "citation.txt", "citation.bib", "citation.ris"}
    assert set(packed) == names | others
    assert all(packed.values())
    assert packed["alt.txt"].decode() == f"{shares.alt}\n"
    readme = packed["README.txt"].decode()
    assert all(name in readme for name in names)
    assert f"Source: {CREDIT}." in readme
    assert takeaway.citation(shares, ACCESSED).bibtex == packed["citation.bib"].decode()


def test_svg(shares: Drawing, packed: dict[str, bytes]) -> None:
    content = packed[takeaway.file_name(shares, "svg")]
    root = ET.fromstring(content)
    assert root.get("role") == "img"
    title, desc, *_ = list(root)
    assert (title.tag, title.text) == (f"{SVG}title", "AZE: arms imports by supplier")
    assert (desc.tag, desc.text) == (f"{SVG}desc", shares.alt)
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    words = texts(content)
    text = " ".join(words)
    assert "AZE: arms imports by supplier" in text
    assert "Per cent of the volume (TIV) of arms imports, five-year periods" in text
    assert f"Source: {CREDIT}." in text
    assert shares.short in text and shares.permalink not in text
    # Every share large enough for a label stands on its part of a bar.
    large = [f"{pct:.0f}" for pct in shares.answer.rows["share_pct"] if pct >= 6]
    volumes = {f"{tiv_m:.0f}" for tiv_m in shares.answer.rows["total_tiv_m"]}
    parts = [found[1] for word in words if (found := re.fullmatch(r"(?:[A-Z]{3})?(\d+)", word))]
    assert sorted(large) == sorted(part for part in parts if part not in volumes)


def test_plain_svg(shares: Drawing, packed: dict[str, bytes]) -> None:
    plain = " ".join(texts(packed[takeaway.file_name(shares, "svg-plain")]))
    assert f"Source: {CREDIT}." in plain  # which goes wherever the picture goes
    assert "arms imports" not in plain and "arms.example" not in plain
    assert "Türkiye" in plain  # the key stays


def test_ids_within_a_drawing_fit_and_are_its_own(warehouse: Warehouse, shares: Drawing) -> None:
    files = [takeaway.file(each, "svg").decode()
             for each in (shares, drawings.shares(warehouse, "IND"))]  # fmt: skip
    ids = [set(re.findall(r'\bid="([^"]+)"', text)) for text in files]
    for text, own in zip(files, ids, strict=True):
        asked = set(re.findall(r"""(?:url\((?:&quot;|['"])?#|href="#)([\w-]+)""", text))
        assert asked and asked <= own
    assert not ids[0] & ids[1]


def test_png(shares: Drawing, packed: dict[str, bytes]) -> None:
    sizes = {}
    for name in PACKED:
        if (kind := FORMATS[name]).ending == "png":
            content = packed[takeaway.file_name(shares, name)]
            picture = Image.open(io.BytesIO(content))
            picture.load()
            sizes[name] = picture.width
            assert picture.width == kind.png_px
            assert picture.info["dpi"] == pytest.approx(DPI[name], abs=0.05)
            assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
            assert colours(content) > 50
            assert CREDIT in picture.info["Source"]
            assert picture.info["Title"] == "AZE: arms imports by supplier"
            assert picture.info["Description"] == shares.alt
    assert sizes["png"] * 2 == sizes["png-2x"] == 1600
    # At 300 dots an inch and a little more.
    assert sizes["png-column"] == 85 * 12 and sizes["png-full"] == 170 * 12


def test_pdf(shares: Drawing, packed: dict[str, bytes]) -> None:
    reader = PdfReader(io.BytesIO(packed[takeaway.file_name(shares, "pdf")]), strict=True)
    (page,) = reader.pages
    text = page.extract_text()
    assert "AZE: arms imports by supplier" in text
    assert f"Source: {CREDIT}." in text
    assert shares.short in text
    assert [str(link.get_object()["/A"]["/URI"]) for link in page["/Annots"]] == [shares.permalink]
    assert reader.metadata is not None
    assert reader.metadata.title == words(shares)["title"]
    assert str(reader.metadata.creation_date).startswith("2025-01-01")
    assert reader.metadata.subject == shares.alt
    assert CREDIT in reader.metadata["/Source"] and shares.permalink in reader.metadata["/Source"]
    # For those who have the page read to them.
    root = reader.root_object
    assert root["/Lang"] == "en" and root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    (figure,) = tagged(root["/StructTreeRoot"], "/Figure")
    assert figure["/Alt"] == f"{words(shares)['title']} {shares.alt}"


def tagged(part: Any, kind: str) -> Iterator[Any]:
    """The parts of a PDF that are marked as of this kind."""
    part = part.get_object()
    if isinstance(part, list):
        for inner in part:
            yield from tagged(inner, kind)
    elif isinstance(part, dict):
        if part.get("/S") == kind:
            yield part
        yield from tagged(part.get("/K", NullObject()), kind)


def test_a_new_browser_gives_the_same_bytes(shares: Drawing, packed: dict[str, bytes]) -> None:
    """The one before has died meanwhile, which nobody notices."""
    assert engine._browser is not None
    process = engine._browser._chrome.subprocess
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    with zipfile.ZipFile(io.BytesIO(takeaway.pack(shares, ACCESSED))) as archive:
        assert [name for name in packed if archive.read(name) != packed[name]] == []


def test_what_else_the_process_has_set_changes_nothing(
    warehouse: Warehouse, packed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The app sets another template for all figures of its process."""
    monkeypatch.setattr(pio.templates, "default", "plotly_dark")
    drawing = drawings.shares(warehouse)
    assert drawing.chart.to_dict()["layout"]["template"]["layout"]["paper_bgcolor"] != "white"
    for name in ("png", "html"):
        assert takeaway.file(drawing, name) == packed[takeaway.file_name(drawing, name)]


def test_a_map_is_drawn_without_any_network(warehouse: Warehouse) -> None:
    drawing = drawings.world_map(warehouse)
    root = ET.fromstring(takeaway.file(drawing, "svg"))
    shapes = [path for path in root.iter(f"{SVG}path") if "choroplethlocation" in str(
        path.get("class")) and path.get("d")]  # fmt: skip
    assert len(shapes) > 150
    assert colours(takeaway.file(drawing, "png")) > 50


def test_bands_are_drawn(warehouse: Warehouse) -> None:
    drawing = drawings.bands(warehouse)
    text = " ".join(texts(takeaway.file(drawing, "svg")))
    assert "Ukraine" in text and CREDIT in text


def test_a_title_of_300_characters_wraps(shares: Drawing) -> None:
    title = ("What every supplier delivered to Azerbaijan " * 7)[:300]
    long = drawings.titled(shares, title)
    svg = takeaway.file(long, "svg")
    root = ET.fromstring(svg)
    spans = [span for span in root.iter(f"{SVG}tspan") if (span.text or "").startswith("What")]
    lines = [span for span in root.iter(f"{SVG}tspan") if (span.text or "") in title]
    assert spans and len(lines) >= 4
    assert " ".join(str(span.text) for span in lines if len(str(span.text)) > 20) == title.strip()
    assert int(str(root.get("width"))) == 800


def test_a_long_address_breaks_between_its_parameters(shares: Drawing) -> None:
    parts = [f"&who={name}+and+its+neighbours-{number}" for number, name in enumerate("ABCDEFG")]
    address = "arms.example/compare?release=2025" + "".join(parts)
    linked = replace(shares, permalink=f"https://{address}", short=address)
    root = ET.fromstring(takeaway.file(linked, "svg"))
    lines = ["".join(span.itertext()) for span in root.iter(f"{SVG}tspan")]
    shown = [line for line in lines if line.startswith(("arms.", "&who"))]
    assert "".join(shown) == address
    assert 3 <= len(shown) <= 4 and all(len(line) <= 110 for line in shown)


def test_names_that_try_to_be_something_else(shares: Drawing) -> None:
    drawing = drawings.nasty()
    content = takeaway.file(drawing, "svg")
    root = ET.fromstring(content)
    assert not [tag for tag in root.iter() if tag.tag.endswith("script")]
    text = " ".join(texts(content))
    assert "<script>alert(1)</script>" in text and "صاروخ" in text and "&amp; <b>" in text
    assert "Approximate: deals are spread evenly" in text
    controlled = drawings.titled(shares, "Bell\x07 and \x0bfeed")
    assert ET.fromstring(takeaway.file(controlled, "svg")).get("role") == "img"
    assert takeaway.file(controlled, "png").startswith(b"\x89PNG")


def test_the_html_file_needs_nothing_but_itself(
    warehouse: Warehouse, tmp_path: Path, browser: Browser
) -> None:
    file = tmp_path / "map.html"
    file.write_bytes(takeaway.file(drawings.world_map(warehouse), "html"))
    complaints: list[str] = []
    asked: list[str] = []
    for width in (1280, 390):
        size: ViewportSize = {"width": width, "height": 800}
        page = browser.new_page(viewport=size)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        page.wait_for_selector(".choroplethlayer path")
        assert page.locator(".choroplethlayer path").count() > 150
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()
    assert complaints == []
    assert set(asked) == {file.as_uri()}

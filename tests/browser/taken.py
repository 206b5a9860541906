"""What a visitor takes away of a figure, read again by readers that know nothing of its makers."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np
import openpyxl
import pypdf
from PIL import Image
from playwright.sync_api import Download, Locator, Page, expect

SVG = "{http://www.w3.org/2000/svg}"
PACK = "Everything in one file (ZIP)"
# A pack takes seconds, and on a busy machine with others before it much longer.
_PACK_MS = 120_000
# Layers of a drawing in which its marks stand.
_LAYERS = {"trace", "choroplethlayer", "sankey"}
# A chart as plotly holds it, its layers as they are drawn, the words and the badge around it.
_SHOWN = """gd => {
  const around = gd.closest('[class*=_block], .st-key-embedded');
  const words = around.querySelectorAll(
    '.figure-title, .figure-words, .figure-key li, .figure-source');
  return {
    data: JSON.parse(JSON.stringify(gd.data, (key, value) =>
      ArrayBuffer.isView(value) ? Array.from(value) : key === 'uid' ? undefined : value)),
    layers: [...gd.querySelectorAll('svg.main-svg')].map(
      layer => new XMLSerializer().serializeToString(layer)),
    words: [...words].map(one => one.textContent.replace(
      one.querySelector('.badges')?.textContent ?? '', '')),
    release: around.querySelector('.badges span').textContent,
  };
}"""
_OUTSIDE = """() => {
  const whole = document.querySelector('svg').getBoundingClientRect();
  return [...document.querySelectorAll('svg text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.left < whole.left || box.right > whole.right
      || box.top < whole.top || box.bottom > whole.bottom;
  }).map(text => text.textContent);
}"""


@dataclass(frozen=True)
class Shown:
    """A chart as a page shows it.

    Attributes:
        data: Its traces as plotly holds them.
        texts: All texts in and around it, without spaces.
        marks: Its marks, see :func:`marks`.
        release: The release named above it.
    """

    data: list[dict[str, Any]]
    texts: tuple[str, ...]
    marks: tuple[tuple[str, ...], ...]
    release: str

    @property
    def source(self) -> str:
        """The source line, without spaces or its first word."""
        return next(
            text.removeprefix("Source:") for text in self.texts if text.startswith("Source:")
        )


@dataclass(frozen=True)
class Pack:
    """A pack as it came, and the link beside it on the page."""

    content: bytes
    link: str

    def files(self) -> dict[str, bytes]:
        """The files by kind: ``svg``, ``print.png``, ``citation.bib`` and so on."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            assert archive.testzip() is None
            named = {name: archive.read(name) for name in archive.namelist()}
        stem = next(name for name in named if name.endswith(".csv")).removesuffix(".csv")
        return {name.removeprefix(stem).lstrip("-."): file for name, file in named.items()}


def shown(page: Page, key: str) -> Shown:
    """The chart of a figure, on its page or embedded."""
    read = page.locator(f".st-key-{key}_chart .js-plotly-plot").evaluate(_SHOWN)
    layers = [ElementTree.fromstring(layer) for layer in read["layers"]]
    return Shown(
        read["data"],
        tuple(
            squeezed(text)
            for text in (*read["words"], *(text for layer in layers for text in texts(layer)))
        ),
        tuple(mark for layer in layers for mark in marks(layer)),
        read["release"],
    )


def opened(page: Page, key: str) -> Locator:
    """The view "Take away" of a figure, opened."""
    block = page.locator(f".st-key-{key}_block")
    block.get_by_role("radio", name="Take away").click()
    # The framework loads the script of its buttons now.
    expect(block.get_by_role("button", name=PACK)).to_be_visible()
    return block


def clicked(block: Locator, label: str) -> Download:
    """What comes when a button of the view is pressed."""
    with block.page.expect_download(timeout=_PACK_MS) as coming:
        block.get_by_role("button", name=label, exact=True).click()
    return coming.value


def link(block: Locator) -> str:
    """The figure's link, as the view shows it."""
    return in_box(block.get_by_test_id("stCode").first)


def in_box(box: Locator) -> str:
    """What stands in a box of code, whether or not its font has come yet."""
    return (box.locator("code").text_content() or "").strip()


def taken(page: Page, key: str) -> Pack:
    """The pack of a figure, taken by clicking."""
    block = opened(page, key)
    return Pack(content(clicked(block, PACK)), link(block))


def content(download: Download) -> bytes:
    """The bytes of a download."""
    return Path(download.path()).read_bytes()


def squeezed(text: str) -> str:
    """The text without spaces and line breaks, which differ from layout to layout."""
    return re.sub(r"\s", "", text)


def texts(drawing: Element) -> list[str]:
    """All texts of an SVG."""
    return ["".join(text.itertext()) for text in drawing.iter(f"{SVG}text")]


def put(page: Page, svg: bytes) -> None:
    """Show a drawing alone on a page, not before the font in it is ready.

    Chromium 156 gives up a font that text is waiting for on a machine without any other.
    """
    page.set_content(f'<body style="margin:0"><main hidden>{svg.decode()}</main>')
    page.evaluate("Promise.all([...document.fonts].map(face => face.load())).then(() => 0)")
    page.locator("main").evaluate("main => { main.hidden = false }")


def texts_outside(page: Page) -> list[str]:
    """The texts that reach out of the only drawing of a page."""
    found: list[str] = page.evaluate(_OUTSIDE)
    return found


def marks(drawing: Element) -> Iterator[tuple[str, ...]]:
    """The marks of an SVG in order: each one's kind, fill and stroke."""
    for path, kinds in _paths(drawing, ()):
        if _LAYERS & set(kinds):
            yield kinds[-1], _style(path, "fill"), _style(path, "stroke")


def bar_lengths(drawing: Element, *, level: bool) -> list[float]:
    """How long the bars of an SVG are, in order; one of zero has no length.

    Args:
        drawing: The SVG.
        level: Whether they lie, and do not stand.
    """
    out = []
    for path, kinds in _paths(drawing, ()):
        if {"bars", "point"} <= set(kinds):
            corners = re.findall(r"([MHV])(-?[\d.]+)(?:,(-?[\d.]+))?", path.get("d", ""))
            along = [
                float(second if not level and letter == "M" else first)
                for letter, first, second in corners
                if letter == "M" or letter == ("H" if level else "V")
            ]
            out.append(max(along) - min(along))
    return out


def rows_of_csv(file: bytes) -> list[dict[str, str]]:
    """The rows below the comment lines."""
    lines = io.StringIO(file.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def rows_of_sheet(file: bytes) -> tuple[list[dict[str, Any]], str]:
    """The rows of the first sheet by column without its unit, and all words of the second."""
    data, about = openpyxl.load_workbook(io.BytesIO(file)).worksheets
    head, *rows = data.iter_rows(values_only=True)
    words = "\n".join(str(cell) for row in about.iter_rows(values_only=True) for cell in row)
    names = [str(cell).partition(" (")[0] for cell in head]
    return [dict(zip(names, row, strict=True)) for row in rows], words


def words_of_pdf(file: bytes) -> str:
    """All text of a document of one page."""
    (page,) = pypdf.PdfReader(io.BytesIO(file)).pages
    return str(page.extract_text())


def picture(file: bytes) -> Image.Image:
    """A picture, which is not of one colour."""
    image = Image.open(io.BytesIO(file))
    image.load()
    colours = image.convert("RGB").getcolors(image.width * image.height)
    assert colours is not None
    assert len(colours) > 20
    return image


def chart_of_page(file: bytes) -> tuple[list[dict[str, Any]], str]:
    """The traces that an HTML file draws, and all words of it that a reader sees."""
    reader = _Reader()
    reader.feed(file.decode("utf-8"))
    script = next(text for text in reader.scripts if "Plotly.newPlot(" in text[-2_000_000:])
    start = script.rindex("Plotly.newPlot(")
    data, _ = json.JSONDecoder().raw_decode(script, script.index("[", start))
    return _unpacked(data), "".join(reader.words)


class _Reader(HTMLParser):
    """Keeps the scripts of a page and its words apart."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.words: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)
        elif self._inside != "style":
            self.words.append(data)


def _unpacked(value: Any) -> Any:
    """Lists in the place of plotly's packed numbers, and no ids."""
    if isinstance(value, dict):
        if "bdata" in value:
            numbers = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
            shape = tuple(int(side) for side in str(value.get("shape", "-1")).split(","))
            return numbers.reshape(shape).tolist()
        return {name: _unpacked(part) for name, part in value.items() if name != "uid"}
    return [_unpacked(part) for part in value] if isinstance(value, list) else value


def _paths(element: Element, kinds: tuple[str, ...]) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """All paths of an SVG, each with the classes of what it stands in and of its own."""
    kinds += tuple(element.get("class", "").split())
    if element.tag == f"{SVG}path":
        yield element, kinds
    for part in element:
        yield from _paths(part, kinds)


def _style(element: Element, name: str) -> str:
    found = re.search(rf"(?:^|;)\s*{name}:\s*([^;]+)", element.get("style", ""))
    return squeezed(found[1] if found else element.get(name, ""))

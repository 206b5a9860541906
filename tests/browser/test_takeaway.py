"""Figures taken away by clicking: what comes says what the page shows, and each gets his own."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import BrowserContext, Page, expect

from dashboard import takeaway
from dashboard.takeaway.looks import Look
from tests.browser.acting import press
from tests.browser.app import PHONE, listened, running_app, settle, visit
from tests.browser.taken import (
    PACK,
    Pack,
    Shown,
    bar_lengths,
    chart_of_page,
    clicked,
    content,
    in_box,
    link,
    marks,
    opened,
    picture,
    put,
    rows_of_csv,
    rows_of_sheet,
    shown,
    squeezed,
    taken,
    texts,
    texts_outside,
    words_of_pdf,
)
from tests.dashboard.pages import FIGURES

pytestmark = pytest.mark.browser

Taken = dict[str, tuple[Shown, Pack]]

# Every figure there is: where it stands, with parameters under which the made-up register has it.
VISITS: dict[str, tuple[str, dict[str, str], tuple[str, ...]]] = {
    "start": ("", {}, FIGURES["start"]),
    "world": ("world", {}, FIGURES["world"]),
    "country": ("country", {"country": "IND"}, FIGURES["country"]),
    "country without deliveries by year": ("country", {"country": "DZA"}, ("total",)),
    "map": ("map", {}, FIGURES["map"]),
    "flows": ("flows", {}, FIGURES["flows"]),
    "pair": ("pair", {"supplier": "USA", "recipient": "POL"}, FIGURES["pair"]),
    "compare": ("compare", {}, FIGURES["compare"]),
    "weapons": ("weapons", {}, (*FIGURES["weapons"], "leaders")),
    "releases": ("releases", {}, FIGURES["releases"]),
}
WIDTHS = {
    "png": 800, "2x.png": 1600, "column.png": 1020, "full.png": 2040, "slide.png": 1920,
    "square.png": 1080, "2x-plain.png": 1600,
}  # fmt: skip
# What is drawn and is no number of the answer's: the share as an article printed it.
AS_PRINTED = {"founding": [69]}
FROM_THE_COMMAND = {"start": "founding", "country": "shares", "map": "map", "flows": "bands"}
UNCHANGED = "The figure of the link, unchanged"


@pytest.fixture(scope="module", autouse=True)
def _chrome() -> None:
    """The server finds a Chrome too, and not only the tests."""
    if reason := takeaway.why_no_pictures():
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture(scope="module")
def packs(visitor: BrowserContext, made_up: str) -> Callable[[str], Taken]:
    """Gives the figures of a visit with their packs, each clicked once for all tests."""

    @cache
    def clicked_on(name: str) -> Taken:
        path, parameters, keys = VISITS[name]
        page = visitor.new_page()
        try:
            visit(page, made_up, path, **parameters)
            charts = {key: shown(page, key) for key in keys}
            return {key: (chart, taken(page, key)) for key, chart in charts.items()}
        finally:
            page.close()

    return clicked_on


@pytest.mark.parametrize("name", VISITS)
def test_every_file_of_every_figure_says_what_the_page_shows(
    page: Page, packs: Callable[[str], Taken], made_up: str, name: str
) -> None:
    for key, (chart, pack) in packs(name).items():
        files = pack.files()
        document = json.loads(files["json"])
        assert squeezed(document["credit"]) in chart.source, key
        assert made_up + document["permalink"] == pack.link  # nobody else could follow that
        assert document["release"] == chart.release
        same_rows(document["rows"], files)
        plotted_from(document["rows"], chart, key)
        same_traces(chart_of_page(files["html"])[0], chart)
        same_drawing(files["svg"], chart)
        plain = ElementTree.fromstring(files["plain.svg"])
        assert tuple(marks(plain)) == chart.marks
        assert squeezed(f"Source: {document['credit']}") in squeezed("".join(texts(plain)))
        assert squeezed(document["title"]) not in squeezed("".join(texts(plain)))
        pictures = {kind: picture(files[kind]) for kind in WIDTHS}
        same_pictures(page, files["svg"], pictures)
        said_in_every_file(document, files, pictures)


def same_rows(rows: list[dict[str, Any]], files: dict[str, bytes]) -> None:
    """The table and the sheet hold the rows of the document."""
    assert rows
    spelled = [
        {name: f"{v:.10g}" if isinstance(v, float) else "" if v is None else str(v)
         for name, v in row.items()}
        for row in rows
    ]  # fmt: skip
    assert rows_of_csv(files["csv"]) == spelled
    assert rows_of_sheet(files["xlsx"])[0] == rows


def plotted_from(rows: list[dict[str, Any]], chart: Shown, key: str) -> None:
    """All numbers of a chart stand in the rows, or are what is left of a sum in them."""
    numbers = [
        {name: value for name, value in row.items() if isinstance(value, int | float)}
        for row in rows
    ]
    known = {f"{value:.10g}" for row in numbers for value in row.values()}
    known |= {f"{value:.10g}" for value in AS_PRINTED.get(key, [])}
    plotted: list[float] = []
    others: list[float] = []
    is_matrix = any(trace["type"] == "heatmap" for trace in chart.data)
    if is_matrix:  # its values are classes of colour, its words at the pointer the numbers
        cells = [cell for trace in chart.data for cell in trace.get("customdata", ())]
        told = {share for cell in cells for share in re.findall(r"([\d.]+)\xa0%", cell)}
        assert told and told <= {f"{value:.1f}" for row in numbers for value in row.values()}
    for trace in () if is_matrix else chart.data:
        (others if trace.get("name") == "Others" else plotted).extend(values(trace))
    assert {f"{value:.10g}" for value in plotted} <= known
    if others:
        sums = (sum(row.get(name, 0) for row in numbers) for name in numbers[0])
        assert any(math.isclose(sum(plotted + others), total, rel_tol=1e-6) for total in sums)


def values(trace: dict[str, Any]) -> list[float]:
    """The numbers that a trace shows; none of zero, which may stand for no deliveries."""
    if trace.get("mode") == "text":  # names, which are moved apart
        shown = []
    elif trace["type"] == "sankey":
        shown = trace["link"]["value"]
    elif trace["type"] == "choropleth":
        shown = trace["z"]
    else:
        shown = trace.get("x" if trace.get("orientation") == "h" else "y", [])
    return [value for value in shown if value]


def same_traces(traces: list[dict[str, Any]], chart: Shown) -> None:
    """The traces are those of the chart but for colours of text, which the page sets."""
    parts = ("type", "name", "meta", "x", "y", "z", "text", "customdata", "locations")
    inner = {"link": ("source", "target", "value"), "marker": ("color",)}
    told = [
        [
            [trace.get(part) for part in parts]
            + [trace.get(name, {}).get(part) for name, own in inner.items() for part in own]
            for trace in drawn
        ]
        for drawn in (traces, chart.data)
    ]
    assert told[0] == told[1]


def same_drawing(svg: bytes, chart: Shown) -> None:
    """A drawing has the words and marks of the chart, its bars as long as the numbers are large."""
    drawing = ElementTree.fromstring(svg)
    words = squeezed("".join(texts(drawing)))
    for text in chart.texts:
        assert text in words
    assert tuple(marks(drawing)) == chart.marks
    level = any(trace.get("orientation") == "h" for trace in chart.data)
    lengths = bar_lengths(drawing, level=level)
    # They are drawn panel by panel, those of the first axis first.
    for trace in sorted(chart.data, key=lambda trace: str(trace.get("yaxis", "y"))):
        if trace["type"] == "bar":
            shown = trace["x" if level else "y"]
            drawn, lengths = lengths[: len(shown)], lengths[len(shown) :]
            largest = max(abs(value or 0) for value in shown)
            if largest:
                scale = max(drawn) / largest
                for value, length in zip(shown, drawn, strict=True):
                    assert length == pytest.approx(abs(value or 0) * scale, abs=0.5)
    assert not lengths


def same_pictures(page: Page, svg: bytes, pictures: dict[str, Image.Image]) -> None:
    """Each picture has its width, and the smallest looks as the drawing does in a browser."""
    assert {kind: image.width for kind, image in pictures.items()} == WIDTHS
    small = pictures["png"].convert("RGB")
    assert pictures["2x.png"].height == pytest.approx(small.height * 2, abs=1)
    assert pictures["slide.png"].height == 1080 == pictures["square.png"].height
    page.set_viewport_size({"width": small.width, "height": small.height})
    put(page, svg)
    assert texts_outside(page) == []
    drawn = picture(page.screenshot()).convert("RGB")
    ink = ImageStat.Stat(ImageChops.invert(small.convert("L"))).sum[0]
    unlike = ImageStat.Stat(ImageChops.difference(small, drawn).convert("L")).sum[0]
    assert unlike < 0.05 * ink


def said_in_every_file(
    document: dict[str, Any], files: dict[str, bytes], pictures: dict[str, Image.Image]
) -> None:
    """Title, credit, release and link stand in each file, the alternative text where it belongs."""
    drawing = ElementTree.fromstring(files["svg"])
    in_svg = "".join(texts(drawing))
    told = {name: document[name] for name in ("title", "credit", "permalink")}
    # Where nobody else is led by an address, a picture names the figure.
    in_picture = told | {"permalink": f"Figure: {document['figure']}"}
    in_pdf = words_of_pdf(files["pdf"])
    said = {
        "svg": in_svg,
        "pdf": in_pdf,
        "html": chart_of_page(files["html"])[1],
        "csv": files["csv"].decode(),
        "xlsx": rows_of_sheet(files["xlsx"])[1],
        "readme": files["README.txt"].decode(),
        **{kind: " ".join(map(str, image.info.values())) for kind, image in pictures.items()},
    }
    for kind, words in said.items():
        for name, text in (in_picture if kind in ("svg", "pdf") else told).items():
            assert squeezed(text) in squeezed(words), (kind, name)
    # Squares and dots are of another font, and a document keeps each font's words together.
    for text in re.split("[■●]", "■".join(texts(drawing))):
        assert squeezed(text) in squeezed(in_pdf)
    head = {part.tag.rpartition("}")[2]: part.text for part in drawing[:2]}
    assert head == {"title": document["title"], "desc": document["alt"]}
    assert files["alt.txt"].decode().strip() == document["alt"]
    for kind in ("txt", "bib", "ris"):
        cited = files[f"citation.{kind}"].decode()
        assert f"Figure {document['figure']}" in cited.replace("\\", "")
        assert all(source["url"] in cited for source in document["sources"])
        assert document["title"] in cited.replace("\\", "")


def test_eight_visitors_at_once_each_get_their_own(
    visitor: BrowserContext, strangers: BrowserContext, made_up: str
) -> None:
    people = ("IND", "POL", "JPN", "NZL", "CAN", "NOR", "EGY", "OMN")
    # What some of them have stored, cookies or files, must not reach the others either.
    with ExitStack() as there:
        pages = {}
        for place, who in enumerate(people):
            pages[who] = (visitor, strangers)[place % 2].new_page()
            there.callback(pages[who].close)
        each_gets_his_own(pages, made_up)


def each_gets_his_own(pages: dict[str, Page], made_up: str) -> None:
    """The drawing of each one's country, asked for by all at the same time."""
    blocks = {}
    for who, page in pages.items():
        visit(page, made_up, "country", country=who)
        blocks[who] = shown(page, "shares"), opened(page, "shares")
    with ExitStack() as together:
        coming = {
            who: together.enter_context(block.page.expect_download(timeout=120_000))
            for who, (_, block) in blocks.items()
        }
        for _, block in blocks.values():
            block.get_by_role("button", name="SVG", exact=True).click()
    drawings = {who: content(download.value) for who, download in coming.items()}
    assert len(set(drawings.values())) == len(blocks)
    for who, (chart, block) in blocks.items():
        same_drawing(drawings[who], chart)
        (source,) = ElementTree.fromstring(drawings[who]).iter(
            "{http://purl.org/dc/elements/1.1/}source"
        )
        assert str(source.text).endswith(link(block).removeprefix(made_up))


def test_a_figure_leaves_in_the_size_and_words_that_were_chosen(page: Page, made_up: str) -> None:
    visit(page, made_up, "country", country="IND")
    block = opened(page, "shares")
    block.get_by_text("Your own headline or note").click()
    block.get_by_label("Headline").fill("Half from <one> & the same")
    block.get_by_role("button", name="Use these words").click()
    settle(page)
    block.get_by_role("radio", name="Slide, 16:9").click()
    settle(page)
    assert picture(content(clicked(block, "PNG"))).size == (1920, 1080)
    drawing = ElementTree.fromstring(content(clicked(block, "SVG")))
    words = texts(drawing)
    assert "Half from <one> & the same" in words
    assert any(text.startswith("Source: Calculated from") for text in words)
    assert any("words: headline" in str(part.text) for part in drawing.iter())


def test_the_command_writes_what_is_clicked(
    packs: Callable[[str], Taken], made_up_file: Path, made_up: str, tmp_path: Path
) -> None:
    listed = tmp_path / "figures.toml"
    lines = []
    for name, key in FROM_THE_COMMAND.items():
        lines += ["[[figure]]", f'name = "{name}/{key}"', "[figure.params]"]
        lines += [f'{param} = "{value}"' for param, value in VISITS[name][1].items()]
    listed.write_text("\n".join(lines), encoding="utf-8")
    # The day is asked before and after, should it be midnight.
    days = [date.today()]
    clicked_on = {(name, key): packs(name)[key][1] for name, key in FROM_THE_COMMAND.items()}
    command: list[str | Path] = [
        Path(sys.executable).with_name("arms-dashboard"), "export", "--figures", listed,
        "--format", "zip", "--site", made_up, "--out", tmp_path, "--accessed", str(days[0]),
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300,
        env=os.environ | {"ARMS_WAREHOUSE": str(made_up_file)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for path, pack in zip(done.stdout.split(), clicked_on.values(), strict=True):
        written = Pack(Path(path).read_bytes(), pack.link).files()
        assert written == pack.files()


LINKED: dict[str, tuple[str, dict[str, str], str]] = {
    "another period and release": (
        "country", {"country": "IND", "period": "2014-18", "release": "2025"}, "shares"),
    "a table of another publisher": ("country", {"country": "DZA"}, "total"),
    "a map of exports": ("map", {"direction": "Exports"}, "map"),
    "groups": ("compare", {"shape": "Small panels"}, "compared"),
}  # fmt: skip


@pytest.mark.parametrize("name", LINKED)
def test_a_link_shows_the_same_figure_to_a_stranger(
    page: Page, stranger: Page, made_up: str, name: str
) -> None:
    path, parameters, key = LINKED[name]
    visit(page, made_up, path, **parameters)
    chart = shown(page, key)
    stranger.goto(link(opened(page, key)))
    settle(stranger)
    assert shown(stranger, key) == chart
    expect(stranger.locator(".followed")).to_have_text(f"{UNCHANGED} ({chart.release}).")
    expect(stranger.locator(".ignored")).to_have_count(0)


def test_a_link_says_what_changed_and_is_forgotten_once_a_control_is_moved(
    page: Page, made_up: str
) -> None:
    visit(page, made_up, "country", country="IND")
    made = link(opened(page, "shares"))
    page.goto(with_parameters(made, made="2024 release", numbers="00000000;12.3;4.5"))
    settle(page)
    told = page.locator(".followed")
    expect(told).to_contain_text("The link to this figure was made from: 2024 release.")
    expect(told).to_contain_text("Shown now: 2026 release.")
    now = parse_qs(urlsplit(made).query)["numbers"][0].split(";")[1:]
    expect(told).to_contain_text("Its first numbers were 12.3 and 4.5 then and are")
    for number in now:
        expect(told).to_contain_text(number)
    press(page, "Direction", "Exports")
    expect(told).to_have_count(0)
    left = parse_qs(urlsplit(page.url).query)
    assert left["direction"] == ["exports"]
    assert left["country"] == ["IND"]
    assert not left.keys() & {"figure", "numbers", "made"}


def with_parameters(address: str, **parameters: str) -> str:
    """The address with these parameters in the place of its own."""
    parts = urlsplit(address)
    query = parse_qs(parts.query) | {name: [value] for name, value in parameters.items()}
    return urlunsplit(parts._replace(query=urlencode(query, doseq=True)))


def test_an_embedded_figure_stands_alone_with_its_source_and_a_way_back(
    page: Page, stranger: Page, made_up: str
) -> None:
    visit(page, made_up, "country", country="IND")
    chart, made = shown(page, "shares"), link(opened(page, "shares"))
    stranger.set_viewport_size({"width": PHONE["width"], "height": 640})
    complaints = listened(stranger)
    stranger.goto(f"{made}&embed=true")
    settle(stranger)
    assert stranger.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert stranger.get_by_test_id("stMain").evaluate("main => main.scrollWidth") <= PHONE["width"]
    alone = shown(stranger, "shares")
    assert alone.data == [
        # On a page, where marks can be chosen, each knows how it looks while another one is.
        {name: part for name, part in trace.items() if name not in ("selected", "unselected")}
        for trace in chart.data
    ]
    assert alone.source == chart.source
    seen_alone(stranger)
    assert complaints == []
    with stranger.context.expect_page() as coming:
        stranger.get_by_role("link", name="This figure with its table and sources").click()
    settle(coming.value)
    assert shown(coming.value, "shares").data == chart.data
    expect(coming.value.locator(".followed")).to_contain_text(UNCHANGED)


def seen_alone(page: Any) -> None:
    """One chart is seen and nothing else of the page."""
    expect(page.locator(".js-plotly-plot:visible")).to_have_count(1)
    for part in (
        "h1",
        ".st-key-answer",
        "[data-testid=stTopNav]",
        "[data-testid=stButtonGroup]",
        ".page-end",
        "label",
    ):
        expect(page.locator(f"{part}:visible")).to_have_count(0)


@contextmanager
def another_site(body: Callable[[], str]) -> Iterator[str]:
    """The address of a site of another origin with one page, whose body is asked for each time."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>News</title>{body()}".encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_code_for_another_site_shows_the_figure_there_and_nowhere_unasked(
    page: Page, stranger: Page, warehouse_file: Path
) -> None:
    code = ""
    with (
        another_site(lambda: code) as news,
        another_site(lambda: code) as unasked,
        running_app(warehouse_file, "--embedder", news) as address,
    ):
        visit(page, address, "country")
        chart = shown(page, "shares")
        code = in_box(opened(page, "shares").get_by_test_id("stCode").last)
        complaints = listened(stranger)
        stranger.goto(news)
        frame = stranger.frame_locator("iframe[title^='Azerbaijan: arms imports by supplier']")
        expect(frame.locator(".js-plotly-plot .main-svg").first).to_be_attached()
        seen_alone(frame)
        source = frame.locator(".figure-source").filter(has_text="Source:")
        assert squeezed(source.text_content() or "").endswith(chart.source)
        assert complaints == []
        with stranger.expect_console_message(lambda message: "frame-ancestors" in message.text):
            stranger.goto(unasked)
        expect(stranger.frame_locator("iframe").locator(".js-plotly-plot")).to_have_count(0)


def test_a_page_view_draws_nothing_and_asks_no_more_than_a_page_without_figures(
    page: Page, warehouse_file: Path
) -> None:
    with running_app(warehouse_file) as address:
        server = server_at(address)
        asked: list[str] = []
        sent: list[object] = []
        page.on("request", lambda request: asked.append(call(request.url)))
        page.on("websocket", lambda socket: socket.on("framesent", lambda it: sent.append(it)))
        visit(page, address, "guide")
        messages, calls = len(sent), set(asked)
        sent.clear()
        asked.clear()
        visit(page, address, "country")
        assert page.get_by_role("radio", name="Take away").count() == 5
        assert len(sent) <= messages
        assert set(asked) <= calls
        sent.clear()
        asked.clear()
        block = opened(page, "shares")
        assert len(sent) == 1  # that the view was chosen
        assert set(asked) <= {"static"}
        assert browsers_of(server) == 0
        clicked(block, "CSV")
        assert browsers_of(server) == 0
        clicked(block, "PNG")
        assert browsers_of(server) > 0


def call(url: str) -> str:
    """What a request asks for, on whichever page: files of the framework's, or something else."""
    path = urlsplit(url).path
    return "static" if "/static/" in path else re.sub("^/(guide|country)(?=/|$)", "", path)


def server_at(address: str) -> int:
    """The process that serves an address."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("processes are counted in /proc, which this system has not")
    port = urlsplit(address).port
    for process in Path("/proc").glob("[0-9]*"):
        words = _read(process / "cmdline").split("\0")
        if "--port" in words and words[words.index("--port") + 1] == str(port):
            return int(process.name)
    raise AssertionError(f"no process serves {address}")


def browsers_of(process: int) -> int:
    """How many processes below this one are a browser's."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        if text := _read(stat):
            parents.setdefault(int(text.rpartition(")")[2].split()[1]), []).append(
                int(stat.parent.name)
            )
    below, found = [process], 0
    while below:
        below = [child for parent in below for child in parents.get(parent, [])]
        found += sum("chrom" in _read(Path(f"/proc/{child}/cmdline")) for child in below)
    return found


def _read(file: Path) -> str:
    """What stands in a file of a process, which may have ended."""
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""


def test_where_the_server_finds_no_chrome_all_but_pictures_is_taken(
    page: Page, warehouse_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chrome")
    with running_app(warehouse_file) as address:
        visit(page, address, "country")
        chart = shown(page, "shares")
        block = opened(page, "shares")
        for kind in takeaway.FORMATS.values():
            if kind.look in (None, Look()):  # the others are chosen first
                button = block.get_by_role("button", name=kind.label, exact=True)
                expect(button).to_be_disabled() if kind.look else expect(button).to_be_enabled()
        expect(block).to_contain_text("BROWSER_PATH names none: /nowhere/chrome.")
        expect(block).to_contain_text("can be printed by your own browser meanwhile")
        rows = json.loads(content(clicked(block, "JSON")))["rows"]
        plotted_from(rows, chart, "shares")
        files = Pack(content(clicked(block, PACK)), link(block)).files()
        assert "BROWSER_PATH" in files["README.txt"].decode()
        assert not [kind for kind in files if kind.endswith(("svg", "png", "pdf"))]
        same_rows(rows, files)
        same_traces(chart_of_page(files["html"])[0], chart)
        assert rows_of_csv(content(clicked(block, "CSV"))) == rows_of_csv(files["csv"])
        assert rows_of_sheet(content(clicked(block, "Excel"))) == rows_of_sheet(files["xlsx"])

"""What a page says before the app runs, read as other sites, search engines and readers do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from time import perf_counter
from urllib.parse import quote, urlencode

import httpx2
import pytest
import streamlit
from starlette.applications import Starlette

from dashboard.data import run as of_the_warehouse
from dashboard.figures import asked, named
from dashboard.navigation import PAGES, START
from dashboard.serving.shell import routes, shell
from tests.apart import run
from tests.dashboard.test_pages import BAD

STREAMLIT = Path(streamlit.__file__).parent / "static"
SITE = "https://arms.example"


class Read(HTMLParser):
    """A page as a parser sees it that runs nothing."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: dict[str, dict[str, str | None]] = {}
        self.text: dict[str, list[str]] = {}
        self.data: list[dict[str, object]] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "meta" and (name := told.get("name") or told.get("property")):
            assert name not in self.meta, f"{name} is told twice"
            self.meta[name] = str(told["content"])
        elif tag == "link":
            rel = told["rel"]
            self.links[str(told["type"] if rel == "alternate" else rel)] = told
        if tag not in ("meta", "link"):
            kind = (
                told.get("type") if tag == "script" else told.get("id") or told.get("class") or tag
            )
            self._open.append(str(kind))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "application/ld+json":
            self.data.append(json.loads(data))
        for kind in {*self._open}:
            self.text.setdefault(kind, []).append(data)


@pytest.fixture(autouse=True)
def _open(warehouse_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(warehouse_file))
    monkeypatch.setenv("ARMS_HOST", "0.0.0.0")
    monkeypatch.setenv("ARMS_EMBEDDERS", "https://paper.example")
    monkeypatch.setattr("dashboard.serving.shell._WITHIN_S", 60)
    yield


def page(path: str, site: str = SITE) -> str:
    async def sent() -> httpx2.Response:
        transport = httpx2.ASGITransport(Starlette(routes=routes(STREAMLIT)))
        async with httpx2.AsyncClient(transport=transport, base_url=site) as client:
            return await client.get(path)

    response = run(sent())
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-cache"
    return str(response.text)


def test_a_page_has_its_own_title_description_and_address() -> None:
    figure = named("country/shares")
    assert figure is not None
    with of_the_warehouse():
        made = figure.made(asked(figure.parameters, {"country": ["IND"]}).values)
    read = Read(page("/country?country=IND&utm_source=elsewhere"))
    assert read.text["title"] == ["Who supplies India's arms? – Arms transfers"]
    assert read.meta["description"] == read.meta["og:description"] == made.sentence
    assert read.links["canonical"]["href"] == f"{SITE}/country?country=IND" == read.meta["og:url"]
    assert "".join(read.text["question"]) == "Who supplies India's arms?"
    body = "".join(read.text["before"])
    assert made.sentence in body and made.answer.source_line in body
    assert all(str(cell) in body for cell in made.table().iloc[0])


def test_of_more_than_any_address_has_nothing_is_told(caplog: pytest.LogCaptureFixture) -> None:
    for query in ("x=1&" * 200, "x" * 5_000):
        assert Read(page(f"/country?{query}")).text["title"] == ["Arms transfers"]
    assert not caplog.records


def test_nothing_that_starts_the_app_stands_before_the_answer() -> None:
    html = page("/country?country=IND")
    before, app = html.split("<template>")
    assert '<main id="before">' in before and "PlotlyChart." in app
    for late in ("modulepreload", 'rel="stylesheet"', 'type="module"'):
        assert late not in before and late in app
    assert "PlotlyChart." not in page("/guide")


def test_a_figure_has_its_own_too() -> None:
    read = Read(page("/country?direction=exports&country=ISR&figure=yearly&period=2016-20"))
    title = "".join(read.text["h2"])
    assert title.startswith("Israel: arms exports by") and "year" in title
    assert read.text["title"] == [f"{title} – Arms transfers"]
    own = f"{SITE}/country?country=ISR&direction=exports&period=2016-20&figure=yearly"
    assert read.links["canonical"]["href"] == own


def test_a_picture_where_one_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.serving.head.why_no_pictures", lambda: None)
    read = Read(page("/country?country=IND"))
    assert read.meta["og:image"] == f"{SITE}/figures/country/shares.png-card?country=IND"
    assert (read.meta["og:image:width"], read.meta["og:image:height"]) == ("1200", "630")
    assert read.meta["twitter:card"] == "summary_large_image"
    monkeypatch.setattr("dashboard.serving.head.why_no_pictures", lambda: "There is no Chrome.")
    read = Read(page("/country?country=IND"))
    assert "og:image" not in read.meta and read.meta["twitter:card"] == "summary"


def test_other_sites_find_how_to_embed_where_any_may(monkeypatch: pytest.MonkeyPatch) -> None:
    link = quote(f"{SITE}/country?country=IND", safe="")
    found = Read(page("/country?country=IND")).links["application/json+oembed"]
    assert (found["type"], found["href"]) == (
        "application/json+oembed", f"{SITE}/oembed?url={link}",
    )  # fmt: skip
    monkeypatch.setenv("ARMS_EMBEDDERS", "")
    assert "application/json+oembed" not in Read(page("/country?country=IND")).links


def test_an_address_that_leads_nobody_here_stands_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    html = page("/sources", "http://localhost:8501")
    assert "localhost" not in html and "canonical" not in Read(html).links
    monkeypatch.setenv("ARMS_SITES", SITE)
    read = Read(page("/country?country=IND", "http://localhost:8501"))
    assert read.meta["og:url"] == f"{SITE}/country?country=IND"


def test_tables_and_verdicts_as_search_engines_take_them() -> None:
    ((tables),) = Read(page("/sources")).data
    graph = tables["@graph"]
    assert isinstance(graph, list)
    assert {one["@type"] for one in graph} == {"Dataset"}
    assert all(one["name"] and one["description"] and one["license"] for one in graph)
    (numbers,) = Read(page("/country?country=IND&period=2016-20")).data
    assert numbers["@type"] == "Dataset" and numbers["license"] and numbers["isBasedOn"]
    assert len(str(numbers["description"])) > 50  # which search engines ask for
    assert [one["contentUrl"] for one in numbers["distribution"]] == [  # type: ignore[attr-defined]
        f"{SITE}/figures/country/shares.{ending}?country=IND&period=2016-20"
        for ending in ("csv", "json")
    ]
    (verdicts,) = Read(page("/article")).data
    graph = verdicts["@graph"]
    assert isinstance(graph, list)
    assert {one["@type"] for one in graph} == {"ClaimReview"}
    assert all(one["url"].startswith(f"{SITE}/article?article=") for one in graph)


def test_every_page_is_whole_and_unlike_the_others() -> None:
    titles = [Read(page("/" if one is START else f"/{one.name}")).text["title"] for one in PAGES]
    assert len({*map(tuple, titles)}) == len(PAGES)


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_no_address_breaks_it_or_comes_back_in_it(text: str | list[str]) -> None:
    for key in ("country", "figure", "period", "no<such>"):
        texts = [f'{one}x7q"><script>' for one in ([text] if isinstance(text, str) else text)]
        query = urlencode({key: texts}, doseq=True)
        html = page(f"/country?{query}")
        assert "x7q" not in html
        assert ("question" in Read(html).text) == (len(query) <= 4_000)


def test_a_frame_holds_no_table() -> None:
    read = Read(page("/country?country=IND&figure=shares&embed=true"))
    assert "before" not in read.text and "India" in read.text["title"][0]


@pytest.mark.parametrize("trouble", ["no data", "late", "long"])
def test_without_an_answer_it_is_the_plain_page(
    trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if trouble == "no data":
        monkeypatch.setenv("ARMS_WAREHOUSE", "/nowhere/warehouse.duckdb")
    elif trouble == "late":
        monkeypatch.setattr("dashboard.serving.shell._WITHIN_S", 0.0)
    long = f"&words={'x' * 5_000}" if trouble == "long" else ""
    assert page(f"/country?country=IND{long}") == shell(STREAMLIT)


def test_it_is_made_once() -> None:
    app = Starlette(routes=routes(STREAMLIT))

    async def both() -> list[float]:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url=SITE) as client:
            times = []
            for _ in range(2):
                started = perf_counter()
                assert (await client.get("/compare")).status_code == 200
                times.append(perf_counter() - started)
            return times

    calls: list[object] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "dashboard.serving.head.parts", lambda *asked: (calls.append(asked), ("", ""))[1]
        )
        run(both())
    assert len(calls) == 1


def test_a_page_names_the_feeds_and_the_description_for_programs() -> None:
    html = page("/")
    for path in ("./feed.atom", "./feed.json", "./openapi.json"):
        assert f'href="{path}"' in html
    assert "_stcore/agent" not in html

"""The pages, run without a browser: what they answer, and that words and numbers agree."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from dashboard import data
from dashboard.data import access
from dashboard.takeaway import FORMATS
from dashboard.takeaway.looks import Look
from dashboard.words import percent, volume
from etl.questions import Answer, ask
from etl.questions.answer import period
from etl.warehouse.read import Warehouse
from tests.dashboard.pages import (
    FIGURES,
    PAGES,
    annotations,
    figures,
    ignored,
    numbers,
    opened,
    plain,
    sentence,
    tables,
    texts,
    unlinked,
    untouched,
)

WITH_FIGURES = [page for page in PAGES if FIGURES[page]]
AZERBAIJAN_2016_20 = {"who": "AZE", "from_year": 2016, "to_year": 2020}
VIEWS = ("Chart", "Table", "About this measure", "Take away")


def test_pages_leave_the_answers_that_visitors_share_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[tuple[Answer, Any]] = []

    def noted(*asked: Any, **params: Any) -> Answer:
        answer = ask(*asked, **params)
        given.append((answer, answer.rows.copy(deep=True)))
        return answer

    monkeypatch.setattr(data, "ask_warehouse", noted)
    data._opened.cache_clear()
    for page in PAGES:
        for view in VIEWS:
            opened(page, view=view)
    data._opened.cache_clear()
    assert len(given) > 10
    for answer, rows in given:
        pd.testing.assert_frame_equal(answer.rows, rows)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_page_opens_with_a_question_and_its_answer(page: str, view: str) -> None:
    app = untouched(page, view=view)
    assert not app.exception
    assert not app.error
    assert len(app.title) == 1
    assert app.title[0].value.endswith("?")
    assert not app.markdown[0].value.startswith("#"), "an answer is no heading"
    # The bundled data hold no register of deals, which the page says.
    assert page == "deals" or re.search(r"\d", sentence(app))
    assert sentence(app).endswith(".")


@pytest.mark.parametrize("page", PAGES)
def test_every_box_shows_what_it_stands_at(page: str) -> None:
    for box in untouched(page).selectbox:
        assert box.value is not None


@pytest.mark.parametrize("page", WITH_FIGURES)
def test_every_figure_has_words_for_those_who_do_not_see_it(page: str) -> None:
    app = untouched(page)
    charts = app.get("plotly_chart")
    assert len(charts) == len(FIGURES[page])
    for chart in charts:
        assert len(chart.proto.alt) > 40


@pytest.mark.parametrize("page", WITH_FIGURES)
def test_every_figure_names_its_source_and_release_within_itself(page: str) -> None:
    for figure in figures(untouched(page)):
        text = annotations(figure)
        assert re.search(r"Source: .*(SIPRI|World Bank)", text), text
        assert re.search(r"\d{4} release|update of \d+ \w+ \d{4}", text), text


@pytest.mark.parametrize("page", WITH_FIGURES)
def test_every_figure_has_a_table_and_a_note(page: str) -> None:
    table = untouched(page, view="Table")
    always = len(tables(untouched(page)))  # tables that stand on the page beside its charts
    assert len(tables(table)) == always + len(FIGURES[page])
    assert all(len(shown) for shown in tables(table))
    assert not table.get("plotly_chart")
    assert any("TIV" in text for text in texts(untouched(page, view="About this measure")))


@pytest.mark.parametrize("page", ["cited", "article"])
def test_verdicts_are_handed_out_as_claim_reviews(page: str) -> None:
    buttons = untouched(page).get("download_button")
    assert [button.proto.label for button in buttons if "ClaimReview" in button.proto.label]


@pytest.mark.parametrize("page", WITH_FIGURES)
def test_every_figure_can_be_taken_away_in_all_formats_with_link_and_citation(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(access.EMBEDDERS, "https://paper.example")
    app = opened(page, view="Take away")
    usual = len(opened(page).get("download_button"))  # of a whole list, not of a figure
    # Of the variants of pictures those that are chosen: in colours, with all words, for the web.
    files = len(FIGURES[page]) * sum(kind.look in (None, Look()) for kind in FORMATS.values())
    assert len(app.get("download_button")) == usual + files
    codes = [code.value for code in app.code]
    for key in FIGURES[page]:
        assert any(f"figure={key}&" in code and "embed" not in code for code in codes)
        assert any(f"figure={key}&" in code and code.startswith("<iframe") for code in codes)
    assert sum("Retrieved" in code for code in codes) == len(FIGURES[page])


def test_code_for_another_site_is_offered_where_one_may_show_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    allowed, refused = "It shows on https://paper.example", "--embedder https://example.org"
    for sites, is_offered in (("", False), ("https://paper.example", True)):
        monkeypatch.setenv(access.EMBEDDERS, sites)
        app = opened("country", view="Take away")
        assert any(code.value.startswith("<iframe") for code in app.code) == is_offered
        told = " ".join(caption.value for caption in app.caption)
        assert (refused not in told) == is_offered
        assert (allowed in told.replace("\\", "")) == is_offered


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_money_stands_only_where_an_article_speaks_of_it(page: str, view: str) -> None:
    for text in texts(untouched(page, view=view)):
        if re.search(r"[$€£¥₽₼]|\bUSD\b|\bUS dollars?\b", text):
            assert page in ("cited", "country", "pair", "sources")
            assert "The figure is in dollars" in text or (
                page == "sources" and "million US dollars of the day" in text
            )


def test_the_world_page_says_who_leads_and_how_the_volume_changed() -> None:
    text = sentence(untouched("world"))
    assert "In 2021–25 the United States supplied 41.9 %" in text
    assert "France 9.8 % and Russia 6.8 %" in text
    assert "9.2 % higher" in text


def test_the_world_page_keeps_releases_apart() -> None:
    names = [trace["name"] for trace in figures(untouched("world"))[0]["data"]]
    assert len(names) == len(set(names)) == 4
    assert all("release" in name for name in names)


def test_the_ranking_figure_is_the_question(warehouse: Warehouse) -> None:
    span = {"from_year": 2021, "to_year": 2025, "in_release": None}
    rows = ask(warehouse, "ranking", role="recipient", **span).rows
    app = untouched("world")
    (bars,) = figures(app)[2]["data"]
    shares = numbers(bars["x"])
    assert shares == pytest.approx(rows["share_pct"].head(len(shares)).tolist())
    table = tables(untouched("world", view="Table"))[2]
    assert (
        table["Share of the world"].tolist()
        == [percent(x) for x in rows["share_pct"]][: len(table)]
    )


def test_country_opens_on_azerbaijans_imports() -> None:
    app = untouched("country")
    assert app.title[0].value == "Who supplies Azerbaijan's arms?"
    shares, yearly, *_ = figures(app)
    windows = ["2006–10", "2011–15", "2016–20", "2021–25"]
    assert all(trace["x"] == windows for trace in shares["data"])
    drawn = [dict(zip(numbers(trace["x"]), numbers(trace["y"]), strict=True))
             for trace in yearly["data"]]  # fmt: skip
    first = 2000  # of a delivery, where the axis begins
    assert all(list(trace) == list(range(first, 2026)) for trace in drawn)
    assert sum(trace[first] for trace in drawn) > 0


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"period": "2016–20"}, ("66.6 %", "2026 release")),
        ({"period": "2016–20", "release": "2025"}, ("67.7 %", "2025 release")),
        ({"period": "2016–20", "release": "2022 release"}, ("69.5 %", "2022 release, approximate")),
    ],
)
def test_country_answers_by_release(parameters: dict[str, str], expected: tuple[str, str]) -> None:
    text = sentence(opened("country", parameters))
    assert text.startswith(f"In 2016–20 Israel supplied {expected[0]} of Azerbaijan's arms imports")
    assert text.endswith(f"(SIPRI, {expected[1]}).")


def test_country_answers_for_exports() -> None:
    app = opened("country", {"country": "Israel", "direction": "Exports"})
    assert app.title[0].value == "Whom does Israel supply with arms?"
    assert "received" in sentence(app)
    assert "of Israel's arms exports" in sentence(app)
    assert not app.exception


def test_country_offers_only_what_the_data_can_answer() -> None:
    app = opened("country", {"country": "India"})
    assert app.selectbox(key="period").options == [
        "2021–25", "2020–24", "2016–20", "2015–19", "2011–15", "2010–14", "Another period",
    ]  # fmt: skip
    assert app.selectbox(key="release").options == [
        "Newest, exact first", "2026 release", "2025 release",
    ]  # fmt: skip
    shares, total, _changed, _concentration, _notified = figures(app)
    assert tables(app)[-1]["Source"].tolist() == ["SIPRI", "US notices"]
    assert shares["data"][0]["x"] == ["2011–15", "2016–20", "2021–25"]
    older = opened("country", {"country": "India", "release": "2025"})
    assert older.selectbox(key="period").options == [
        "2020–24", "2015–19", "2010–14", "Another period",
    ]  # fmt: skip
    assert figures(older)[0]["data"][0]["x"] == ["2010–14", "2015–19", "2020–24"]
    # Yearly rows by partner are not loaded for India; the World Bank's total stands in.
    assert "World Bank" in annotations(total)
    assert min(numbers(total["data"][0]["x"])) == 1960


@pytest.mark.parametrize(
    ("first", "last", "country", "says"),
    [
        ("2016", "2018", "Azerbaijan", "In 2016–18 Israel supplied 68.3 %"),
        ("2018", "2016", "Azerbaijan", "In 2016–18 Israel supplied 68.3 %"),
        ("2016", "2016", "Azerbaijan", "In 2016 Israel supplied 87.3 %"),
        ("2010", "2024", "India", "In 2010–24 Russia supplied"),
        ("2011", "2025", "India", "In 2011–25 Russia supplied 56.1 %"),
        ("2016", "2018", "India", "No loaded release is complete for the arms imports of India"),
    ],
)
def test_any_other_period_may_be_asked_for(first: str, last: str, country: str, says: str) -> None:
    app = opened(
        "country", {"country": country, "period": "Another period", "from": first, "to": last}
    )
    assert not app.exception
    assert sentence(app).startswith(says)


@pytest.mark.parametrize("name", ["TUR", "Turkey", "Turkiye", "Türkiye", "Türkiye (TUR, Turkey)"])
def test_an_address_may_name_a_country_as_it_is_known(name: str) -> None:
    assert "Türkiye's" in opened("country", {"country": name}).title[0].value


def test_a_country_without_data_gets_a_reason_and_no_number() -> None:
    app = opened("country", {"country": "Aruba", "direction": "Exports"})
    assert not app.exception
    assert app.title[0].value == "Whom does Aruba supply with arms?"
    assert "%" not in sentence(app)
    assert "no deliveries" in sentence(app) or "no five-year period" in sentence(app)


def test_every_country_can_be_opened(warehouse: Warehouse) -> None:
    """A walk over a tenth of all parties, former states and armed groups among them."""
    rows = ask(warehouse, "states").rows
    chosen = [*rows["name"][::20], *rows.groupby("kind")["name"].first()]
    app = opened("country")
    for name in chosen:
        for direction in ("Imports", "Exports"):
            app.selectbox(key="country").set_value(
                rows.loc[rows["name"] == name, "state_id"].iloc[0]
            )
            app.session_state["direction"] = direction
            app.run()
            assert not app.exception, (name, direction)
            assert name.lower() in app.title[0].value.lower()  # "unknown recipients" is no name


def test_figure_table_and_question_hold_the_same_shares(warehouse: Warehouse) -> None:
    parameters = {"period": "2016–20"}
    figure = figures(opened("country", parameters))[0]
    table = unlinked(tables(opened("country", parameters, view="Table"))[0]).set_index("Supplier")
    for first in (2001, 2006, 2011, 2016):
        window = period(first, first + 4)
        rows = ask(
            warehouse, "import_shares", who="AZE", from_year=first, to_year=first + 4,
            in_release=2026,
        ).rows  # fmt: skip
        expected = dict(zip(rows["partner_name"], rows["share_pct"], strict=True))
        drawn = {
            trace["name"]: numbers(trace["y"])[trace["x"].index(window)] for trace in figure["data"]
        }
        assert sum(drawn.values()) == pytest.approx(100)
        others = drawn.pop("Others")
        for name, share in drawn.items():
            assert share == pytest.approx(expected.get(name, 0.0))
        assert others == pytest.approx(
            sum(share for name, share in expected.items() if name not in drawn)
        )
        for name, share in expected.items():
            assert table.loc[name, window] == percent(share)


def test_figure_table_and_question_hold_the_same_years(warehouse: Warehouse) -> None:
    rows = ask(warehouse, "yearly_partners", role="recipient", who="AZE", in_release=None).rows
    expected = rows.groupby("year")["tiv_m"].sum()
    figure = figures(untouched("country"))[1]
    table = tables(untouched("country", view="Table"))[1]
    years = table.set_index(table.columns[0]).loc["All"]
    for year, total in expected.items():
        drawn = sum(
            numbers(trace["y"])[numbers(trace["x"]).index(year)] for trace in figure["data"]
        )
        assert drawn == pytest.approx(total)
        assert years[str(year)] == volume(total)


@pytest.mark.parametrize(
    ("parameters", "fits"),
    [
        ({"country": "ARM"}, "Armenia"),
        ({"about": "Armenia"}, "Armenia"),
        ({"verdict": "Agrees"}, "**Agrees.**"),
        ({"verdict": "Cannot be computed"}, "**Cannot be computed.**"),
        ({"publisher": "Turan"}, "Turan"),
        ({"year": "2021"}, "2021"),
        ({"language": "ru"}, "in Russian"),
        ({"language": "Arabic (1)"}, "in Arabic"),
        ({"kind": "ratios"}, "times"),
        ({"kind": "numbers", "verdict": "agrees"}, "states"),
    ],
)
def test_quoted_figures_can_be_filtered(parameters: dict[str, str], fits: str) -> None:
    app = opened("cited", parameters)
    everything = count_on(untouched("cited"))
    blocks = claims_on(app)
    assert 0 < count_on(app) < everything
    assert len(blocks) == min(20, count_on(app))
    assert all(fits in block for block in blocks)


def test_quoted_figures_are_paged_and_none_is_lost() -> None:
    app = untouched("cited")
    pages = app.get("pagination")[0].num_pages
    assert pages == -(-count_on(app) // 20)
    seen = [
        block for number in range(1, pages + 1)
        for block in claims_on(opened("cited", {"page": str(number)}))
    ]  # fmt: skip
    assert len(seen) == count_on(app)


def test_a_page_that_does_not_exist_is_named() -> None:
    app = opened("cited", {"page": "11"})
    assert ignored(app) == "Ignored in the address: page=11."
    assert claims_on(app) == claims_on(untouched("cited"))


def test_a_filter_leads_back_to_a_page_that_exists() -> None:
    app = opened("cited", {"page": "6"})
    app.selectbox(key="verdict").set_value("Agrees").run()
    assert not app.exception
    assert len(claims_on(app)) > 5


def test_licences_and_credit_lines_of_all_sources_are_shown(warehouse: Warehouse) -> None:
    app = untouched("sources")
    shown = plain(" ".join(texts(app)))
    rows = ask(warehouse, "loaded").rows
    for row in rows[rows["publisher"] != "This project"].to_dict("records"):
        assert row["credit"] in shown
        assert row["licence"] in shown
        assert row["url"] in shown


BAD = {
    "empty": "",
    "unknown": "Nowhere",
    "repeated": ["2016–20", "India", "Nowhere"],
    "long": "x" * 20_000,
    "markup": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE flow; --",
    "nul": "\x00",
    "number": "-1",
    "large": "1e999",
    "markdown": "[a](javascript:alert(1)) **b** $x$",
    "path": "../../etc/passwd",
}
PARAMETERS: dict[str, tuple[str, ...]] = {
    "start": ("founding_view",),
    "world": ("period", "compared", "role", "fold", "release", "country", "direction"),
    "country": ("country", "direction", "period", "release", "shares_view"),
    "map": ("country", "measure", "direction", "part", "period", "release", "folded"),
    "flows": ("between", "window", "flows", "folded", "cells", "recipients"),
    "pair": ("supplier", "recipient", "period", "release", "volume_view"),
    # The pickers of several parties take what they know of a list: see test_compare.
    "compare": ("measure", "direction", "shape", "over", "period", "release", "partner", "base"),
    "weapons": ("country", "direction", "release", "category", "period"),
    "deals": ("supplier", "recipient", "category", "status", "words", "years", "release"),
    "cited": (
        "measure",
        "supplier",
        "recipient",
        "country",
        "verdict",
        "publisher",
        "year",
        "order",
        "page",
    ),
    "releases": ("old", "new"),
    "sources": ("anything",),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("page", PAGES)
def test_an_address_that_makes_no_sense_opens_the_page_as_usual(
    page: str, bad: str | list[str]
) -> None:
    app = opened(page, dict.fromkeys(PARAMETERS[page], bad))
    assert not app.exception
    assert top(app) == top(untouched(page))


def top(app: Any) -> tuple[str, str]:
    """The question and the answer of a page."""
    return app.title[0].value, sentence(app)


def claims_on(app: Any) -> list[str]:
    """The quoted figures that the page lists, as its markdown with plain spaces."""
    return [plain(text.value) for text in app.markdown if re.match(r"\*\*.*\n", text.value)]


def count_on(app: Any) -> int:
    """How many quoted figures the page says it found."""
    found = next(match for text in app.markdown if (match := re.match(r"(\d+) of ", text.value)))
    return int(found[1])

"""Links to one figure: they spell out what it depends on, and say what has changed since."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.data import access
from dashboard.figures import Drawing, Figure, asked, drawing, every, links, named
from dashboard.figures.links import frame_code
from tests.conftest import ROOT
from tests.dashboard.pages import figures, ignored, opened, plain

SITE = "https://arms.example"
NAMES = [figure.name for figure in every()]


def figure_named(name: str) -> Figure:
    """The figure, which there must be."""
    figure = named(name)
    assert figure is not None
    return figure


def drawn(name: str, query: Mapping[str, Sequence[str]]) -> Drawing:
    """A figure as an address asks for it."""
    figure = figure_named(name)
    own = {key: texts for key, texts in query.items() if key not in links.OWN}
    told = asked(figure.parameters, own)
    assert not told.ignored
    return drawing(figure, told.values, SITE)


def query(link: str) -> dict[str, list[str]]:
    """The parameters of an address."""
    return parse_qs(urlsplit(link).query, keep_blank_values=True)


def visited(link: str, **changed: str) -> AppTest:
    """The page that a link leads to."""
    page = urlsplit(link).path.strip("/") or "start"
    return opened(page, query(link) | {key: [text] for key, text in changed.items()})


def followed(app: AppTest) -> str:
    """What the page says to somebody who followed a link to one of its figures."""
    return " ".join(
        plain(re.sub(r"<[^>]*>", "", element.proto.body))
        for element in app.get("html")
        if 'class="followed"' in element.proto.body
    )


def test_a_link_names_no_release_from_which_the_rest_of_it_cannot_be_chosen() -> None:
    figure = figure_named("country/shares")
    values = asked(figure.parameters, {"country": ["AZE"]}).values
    made = figure.made(values)
    (answered,) = made.answer.snapshots
    for release, pinned in ((2026, "2026"), (2022, "newest")):  # 2022 does not know 2021–25
        answer = replace(made.answer, snapshots=(replace(answered, release=release),))
        query = links.parameters(figure, values, replace(made, answer=answer))
        assert query["release"] == [pinned]
        assert asked(figure.parameters, query).values["period"] == values["period"]


@pytest.mark.parametrize("name", NAMES)
def test_the_link_of_every_figure_shows_it_again(name: str) -> None:
    figure = figure_named(name)
    values = asked(figure.parameters, {}).values
    made = figure.made(values)
    if made.draw is None:
        assert made.sentence
        return
    first = drawing(figure, values, SITE)
    assert first.permalink.startswith(f"{SITE}/")
    assert set(query(first.permalink)) <= {one.key for one in figure.parameters} | set(links.OWN)
    again = drawn(name, query(first.permalink))
    assert again.chart.to_plotly_json() == first.chart.to_plotly_json()
    assert again.alt == first.alt
    assert again.permalink == first.permalink


@pytest.mark.parametrize("name", NAMES)
def test_a_printed_link_is_short_and_leads_to_the_same_figure(name: str) -> None:
    figure = figure_named(name)
    values = asked(figure.parameters, {}).values
    if figure.made(values).draw is None:
        return
    first = drawing(figure, values, SITE)
    assert first.short.startswith("arms.example/")
    assert len(first.short) <= 80 and len(first.short) < len(first.permalink) / 1.5
    again = drawn(name, query(f"https://{first.short}"))
    assert again.alt == first.alt and again.params == first.params
    assert again.permalink == first.permalink


def test_a_printed_link_names_what_was_chosen_and_the_release() -> None:
    made = drawn("country/shares", {"country": ["IND"], "direction": ["exports"]})
    address, _, told = made.short.partition("?")
    assert address == "arms.example/country"
    assert query(f"?{told}")["release"] == ["2026"]
    assert set(query(f"?{told}")) == {"country", "direction", "period", "release"}


@pytest.mark.parametrize(
    ("visited", "named", "link"),
    [
        ("https://arms.example", "", "https://arms.example"),
        ("https://arms.example/below", "https://other.example", "https://arms.example/below"),
        ("https://arms.example", "https://a.example https://arms.example/at", "https://arms.example/at"),
        ("http://arms.example/at", "https://arms.example/at", "https://arms.example/at"),
        ("http://localhost:8501", "https://other.example", "https://other.example"),
        ("http://[::1]:8501", "", ""), ("http://127.0.0.1", "", ""), ("", "", ""), ("//[", "", ""),
    ],
)  # fmt: skip
def test_links_name_an_address_that_others_reach(
    visited: str, named: str, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(access.SITES, named)
    assert access.public(visited) == link


@pytest.mark.parametrize("name", NAMES)
def test_a_link_carries_numbers_of_its_rows(name: str) -> None:
    figure = figure_named(name)
    made = figure.made(asked(figure.parameters, {}).values)
    if made.draw is None:
        return
    _, *first = links.numbers(made).split(";")
    assert first
    known = {f"{value:,.1f}" for value in made.answer.rows[made.column].dropna()}
    assert set(first) <= known


def test_a_link_names_every_parameter_and_the_release_that_answered() -> None:
    link = drawn("country/shares", {"country": ["IND"], "direction": ["exports"]}).permalink
    assert urlsplit(link).path == "/country"
    told = query(link)
    assert told["country"] == ["IND"]
    assert told["direction"] == ["exports"]
    assert told["period"] == ["2021-25"]
    assert told["release"] == ["2026"]  # not "the newest", which will be another one
    assert told["figure"] == ["shares"]
    assert told["made"] == ["2026 release"]


def test_a_figure_of_the_world_bank_depends_on_no_release_of_sipri() -> None:
    assert set(query(drawn("country/total", {}).permalink)) == {
        "country", "direction", "events", *links.OWN[:3],
    }  # fmt: skip


def test_a_link_that_still_holds_is_said_to_hold() -> None:
    link = drawn("country/shares", {"country": ["IND"]}).permalink
    assert followed(visited(link)) == "The figure of the link, unchanged (2026 release)."


def test_a_link_to_a_release_that_is_gone_says_what_is_shown_instead() -> None:
    link = drawn("country/shares", {"country": ["IND"]}).permalink
    app = visited(link, release="2019", made="2019 release", numbers="00000000;56.0;12.0")
    told = followed(app)
    assert "was made from: 2019 release. Shown now: 2026 release." in told
    numbers = re.search(r"were 56\.0 and 12\.0 then and are ([\d., and]+) now", told)
    assert numbers is not None
    shown = [float(value) for value in re.findall(r"\d+\.\d", numbers[1])]
    (shares, *_) = figures(app)
    drawn_now = [value for trace in shares["data"] for value in trace["customdata"][-1:]]
    assert drawn_now and shown[0] > shown[1]
    assert ignored(app) == "Ignored in the address: release=2019."


def test_a_row_that_moved_is_noticed_though_the_first_numbers_did_not() -> None:
    figure = figure_named("country/shares")
    made = figure.made(asked(figure.parameters, {}).values)
    rows = made.answer.rows.copy()
    rows.loc[rows.index[0], "tiv_m"] += 2
    moved = replace(made, answer=replace(made.answer, rows=rows))
    link = {key: [text] for key, text in (
        ("figure", "shares"), ("made", made.answer.releases), ("numbers", links.numbers(made)),
    )}  # fmt: skip
    assert "unchanged" in links.remark(figure, made, link)
    assert "unchanged" not in links.remark(figure, moved, link)
    assert "others of its rows have changed" in links.remark(figure, moved, link)


def test_a_link_without_numbers_is_not_said_to_be_unchanged() -> None:
    figure = figure_named("country/shares")
    made = figure.made(asked(figure.parameters, {}).values)
    old = {"figure": ["shares"], "made": [made.answer.releases], "said": ["58.8;21.4"]}
    told = links.remark(figure, made, old)
    assert "nothing was compared" in told
    assert "unchanged" not in told


def test_a_link_is_forgotten_once_the_visitor_moves_on() -> None:
    app = visited(drawn("country/shares", {"country": ["IND"]}).permalink)
    assert followed(app)
    app.selectbox(key="country").set_value("PAK").run()
    assert not set(links.OWN) & set(app.query_params)
    assert followed(app.run()) == ""


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("made", "SIPRI has withdrawn this figure"),
        ("made", "2026 release, which SIPRI has withdrawn"),
        ("made", "2019 release\n"),
        ("numbers", "00000000;56.0 (withdrawn)"),
        ("numbers", "see evil.example"),
        ("numbers", "00000000;1,,,1.0"),
        ("figure", "shares of evil.example"),
        ("said", "SIPRI has withdrawn this figure"),
    ],
)
def test_what_no_link_carries_is_ignored_and_not_the_page_s_own_words(key: str, text: str) -> None:
    link = drawn("country/shares", {"country": ["IND"]}).permalink
    app = visited(link, **{key: text})
    assert ignored(app).startswith(f"Ignored in the address: {key}=")
    assert text.strip() not in followed(app)


def test_markup_in_a_link_is_text() -> None:
    given = {"figure": "shares", "made": "<b>x</b><script>", "numbers": "0;<script>"}
    app = opened("country", given)
    bodies = [element.proto.body for element in app.get("html")]
    assert not any("<script>" in body or "<b>x" in body for body in bodies)
    assert any("&lt;script&gt;" in body for body in bodies)


def embedded(name: str, **parameters: str) -> AppTest:
    """A page as another site shows it, for one of its figures."""
    page, _, key = name.partition("/")
    app = AppTest.from_file(ROOT / "dashboard" / "app.py", default_timeout=120)
    app.context["is_embedded"] = True
    app.switch_page(f"app_pages/{page}.py")
    for parameter, text in {"figure": key, **parameters}.items():
        app.query_params[parameter] = text
    return app.run()


def test_embedding_shows_one_figure_with_a_way_back() -> None:
    app = embedded("country/shares", country="IND")
    assert not app.exception
    (figure,) = figures(app)
    assert "India" in figure["layout"]["meta"]["title"]
    assert "This figure with its table and sources" in followed(app)


def test_embedding_runs_no_page_behind_the_figure() -> None:
    app = embedded("country/shares", country="IND")
    assert not app.title
    assert not app.selectbox


def test_embedding_what_is_not_there_says_so() -> None:
    app = embedded("country/nothing")
    assert not app.exception
    assert not figures(app)
    assert any("cannot be shown" in text.value for text in app.markdown)


def test_the_code_for_another_site_has_a_title_and_no_markup_of_its_own() -> None:
    code = frame_code('https://arms.example/?a=1&b="x"', 'Cuba\'s "arms" <b>')
    assert 'title="Cuba&#x27;s &quot;arms&quot; &lt;b&gt;"' in code
    assert "&amp;b=&quot;x&quot;" in code

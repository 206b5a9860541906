"""Links to one figure: they spell out what it depends on, and say what has changed since."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from dashboard.links import frame_code, said
from streamlit.testing.v1 import AppTest

from dashboard.show import DRAWINGS
from dashboard.takeaway import Drawing
from tests.conftest import ROOT
from tests.dashboard.pages import FIGURES, figures, ignored, opened, plain

WITH_FIGURES = [page for page in FIGURES if FIGURES[page]]


def drawings(page: str, parameters: dict[str, str | list[str]]) -> dict[str, Drawing]:
    """The figures of a page under an address, by name."""
    app = AppTest.from_file(ROOT / "dashboard" / "app.py", default_timeout=30)
    app.context["url"] = f"https://arms.example/{page}"
    app.session_state[DRAWINGS] = []
    app.run()
    app.session_state[DRAWINGS] = []
    if page != "start":
        app.switch_page(f"app_pages/{page}.py")
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    assert ignored(app) == ""
    return {drawing.name.split("/")[1]: drawing for drawing in app.session_state[DRAWINGS]}


def query(link: str) -> dict[str, str | list[str]]:
    """The parameters of an address."""
    return dict(parse_qs(urlsplit(link).query, keep_blank_values=True))


def followed(app: AppTest) -> str:
    """What the page says to somebody who followed a link to one of its figures."""
    return " ".join(
        plain(re.sub(r"<[^>]*>", "", element.proto.body))
        for element in app.get("html")
        if 'class="followed"' in element.proto.body
    )


@pytest.mark.parametrize("page", WITH_FIGURES)
def test_the_link_of_every_figure_shows_it_again(page: str) -> None:
    made = drawings(page, {})
    assert made.keys() >= set(FIGURES[page])
    for key, drawing in made.items():
        assert drawing.permalink.startswith("https://arms.example/")
        again = drawings(page, query(drawing.permalink))[key]
        assert again.chart.to_plotly_json() == drawing.chart.to_plotly_json()
        assert again.alt == drawing.alt
        assert again.permalink == drawing.permalink


def test_a_link_names_every_control_and_the_release_that_answered() -> None:
    link = drawings("country", {"country": "IND", "direction": "Exports"})["shares"].permalink
    assert urlsplit(link).path == "/country"
    asked = query(link)
    assert asked["country"] == ["IND"]
    assert asked["direction"] == ["Exports"]
    assert asked["period"] == ["2020-24"]
    assert asked["release"] == ["2025"]  # not "the newest", which will be another one
    assert asked["figure"] == ["shares"]
    assert asked["made"] == ["2025 release"]


def test_a_table_of_another_publisher_does_not_name_a_release_of_sipri() -> None:
    assert query(drawings("world", {})["total"].permalink)["release"] == ["newest"]


def test_a_link_that_still_holds_is_said_to_hold() -> None:
    link = drawings("country", {"country": "IND"})["shares"].permalink
    assert followed(opened("country", query(link))) == (
        "The figure of the link, unchanged (2025 release)."
    )


def test_a_link_to_a_release_that_is_gone_says_what_is_shown_instead() -> None:
    parameters = query(drawings("country", {"country": "IND"})["shares"].permalink)
    parameters |= {"release": "2019", "made": "2019 release", "said": "56.0;12.0"}
    app = opened("country", parameters)
    told = followed(app)
    assert "was made from: 2019 release. Shown now: 2025 release." in told
    numbers = re.search(r"were 56\.0 and 12\.0 then and are ([\d., and]+) now", told)
    assert numbers is not None
    shown = [float(value) for value in re.findall(r"\d+\.\d", numbers[1])]
    (shares, *_) = figures(app)
    drawn = [value for trace in shares["data"] for value in trace["customdata"][-1:]]
    assert drawn and shown[0] > shown[1]
    assert ignored(app) == "Ignored in the address: release=2019."


def test_a_link_is_forgotten_once_the_visitor_moves_on() -> None:
    app = opened("country", query(drawings("country", {"country": "IND"})["shares"].permalink))
    assert followed(app)
    app.selectbox(key="country").set_value("PAK").run()
    assert "said" not in app.query_params
    assert followed(app.run()) == ""


def test_markup_in_a_link_is_text() -> None:
    app = opened("country", {"figure": "shares", "made": "<b>x</b>", "said": "<script>"})
    bodies = [element.proto.body for element in app.get("html")]
    assert not any("<script>" in body or "<b>x" in body for body in bodies)
    assert any("&lt;script&gt;" in body for body in bodies)


def test_embedding_shows_one_figure_with_a_way_back() -> None:
    app = AppTest.from_file(ROOT / "dashboard" / "app.py", default_timeout=30)
    app.context["is_embedded"] = True
    app.run()
    app.switch_page("app_pages/country.py")
    app.query_params["figure"] = "shares"
    app.query_params["country"] = "IND"
    app.run()
    assert not app.exception
    (figure,) = figures(app)
    assert "India" in figure["layout"]["title"]["text"]
    assert "This figure with its table and sources" in followed(app)


def test_embedding_what_is_not_there_says_so() -> None:
    app = AppTest.from_file(ROOT / "dashboard" / "app.py", default_timeout=30)
    app.context["is_embedded"] = True
    app.run()
    app.switch_page("app_pages/country.py")
    app.query_params["figure"] = "nothing"
    app.run()
    assert not app.exception
    assert not figures(app)
    assert any("cannot be shown" in text.value for text in app.markdown)


def test_the_code_for_another_site_has_a_title_and_no_markup_of_its_own() -> None:
    code = frame_code('https://arms.example/?a=1&b="x"', 'Cuba\'s "arms" <b>')
    assert 'title="Cuba&#x27;s &quot;arms&quot; &lt;b&gt;"' in code
    assert "&amp;b=&quot;x&quot;" in code


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("In 2020–24 Türkiye supplied 58.8 % of its imports, Israel 21.4 %.", "58.8;21.4"),
        ("Most in 2016, 1,030 million TIV; 4 in 2020.", "1,030"),
        ("It was the second-largest.", "second-largest"),
        ("The volume fell by −0.6 %.", "−0.6"),
        ("In 2016–20 nothing.", ""),
    ],
)
def test_a_link_carries_numbers_and_not_years(sentence: str, numbers: str) -> None:
    assert said(sentence) == numbers

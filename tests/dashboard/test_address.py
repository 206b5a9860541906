"""What an address says: taken by label, name, code or number, and told where it was ignored."""

from __future__ import annotations

from html import escape

import pytest

from tests.dashboard.pages import PAGES, figures, ignored, opened, sentence, untouched

# The controls that a page always has, with a choice of each that is not the one it opens with.
CONTROLS = {
    "world": {"period": "2010-2014", "release": "2025", "role": "Recipients", "country": "France"},
    "country": {
        "country": "AZE", "period": "2016-20", "release": "2022", "drawn": "Per cent of the year",
    },
    "map": {"country": "Russia", "measure": "Volume", "part": "Europe", "release": "2025"},
    "flows": {"between": "Regions", "window": "2010-14", "release": "2025"},
    "pair": {"supplier": "Turkey", "recipient": "PAK", "period": "2015-2019", "release": "2025"},
    "compare": {"measure": "Concentration", "shape": "Small panels", "direction": "Exports"},
    "weapons": {"country": "USA", "category": "Ships", "direction": "Exports"},
}  # fmt: skip
ALL = {("map", "country"), ("weapons", "country")}
BAD = {
    "unknown": "Atlantis",
    "empty": "",
    "long": "x" * 10_000,
    "number": "-1",
    "markup": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE flow; --",
    "invisible": "\u202e\x00",
}


@pytest.mark.parametrize("page", CONTROLS)
def test_an_address_may_say_it_as_people_type_it(page: str) -> None:
    app = opened(page, CONTROLS[page])
    assert not app.exception
    assert ignored(app) == ""
    usual = untouched(page)
    assert figures(app) != figures(usual)


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("page", CONTROLS)
def test_what_is_of_no_use_is_named_and_changes_nothing(page: str, bad: str) -> None:
    # An empty choice of a country means all of them, where a page has that choice.
    keys = [key for key in CONTROLS[page] if bad != "empty" or (page, key) not in ALL]
    app = opened(page, dict.fromkeys(keys, BAD[bad]))
    assert not app.exception
    text = ignored(app)
    for key in keys:
        assert f"{key}={BAD[bad][:60]}" in text
    assert len(text) < 1000
    usual = untouched(page)
    assert sentence(app) == sentence(usual)
    assert figures(app) == figures(usual)
    if bad == "markup":
        told = [html.proto.body for html in app.get("html")]
        assert any(escape(BAD[bad]) in body for body in told)
        assert not any(BAD[bad] in body for body in told)


@pytest.mark.parametrize("page", PAGES)
def test_a_parameter_that_no_control_has_is_named(page: str) -> None:
    app = opened(page, {"nothing": "1"})
    assert not app.exception
    assert ignored(app) == "Ignored in the address: nothing=1."


def test_it_is_told_until_the_control_is_moved() -> None:
    app = opened("country", {"country": "Atlantis", "direction": "Sideways"})
    assert ignored(app) == "Ignored in the address: country=Atlantis; direction=Sideways."
    app.run()
    assert ignored(app) == "Ignored in the address: country=Atlantis; direction=Sideways."
    app.selectbox(key="country").set_value("IND").run()
    assert ignored(app) == "Ignored in the address: direction=Sideways."


def test_the_last_of_several_counts_and_the_others_are_named() -> None:
    app = opened("country", {"country": ["USA", "IND"]})
    assert "India" in sentence(app)
    assert ignored(app) == "Ignored in the address: country=USA."


def test_a_number_out_of_bounds_is_named() -> None:
    app = opened("flows", {"flows": "1000"})
    assert ignored(app) == "Ignored in the address: flows=1000."
    assert not app.exception


def test_a_period_turned_round_is_read_in_order_and_said_so() -> None:
    app = opened(
        "country",
        {"country": "AZE", "period": "Another period", "from": "2020", "to": "2018"},
    )
    assert not app.exception
    assert "2018–20" in sentence(app)
    assert any("Read as 2018–20." in caption.value for caption in app.caption)

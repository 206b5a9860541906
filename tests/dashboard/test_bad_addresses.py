"""Addresses that nobody should write, for every control of every page with a register loaded."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.controls import address
from etl.questions import ask
from etl.warehouse.read import Warehouse
from tests.dashboard.pages import PAGES, figures, ignored, opened, sentence

Given = dict[str, str | list[str]]
# What brings out the controls of a page that it does not always show.
MORE: dict[str, Given] = {
    "world": {"period": "1990-94"},
    "country": {"period": "Another period", "folded": "true"},
    "map": {"period": "Another period", "from": "1990"},
    "flows": {"period": "1990-94"},
    "compare": {"shape": "Index", "measure": "Share of one partner"},
}
# Texts of the reader's own, which may be any; what cannot be read of them, the answer tells.
FREE = {"deals": ("words",), "cited": ("value", "period", "published")}
BAD: dict[str, str | list[str]] = {
    "unknown": "Atlantis",
    "repeated": ["Atlantis", "1066", "Atlantis"],
    "long": "x" * 10_000,
    "wrong type": "-1.5e999",
    "markup": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE flow; --",
    "release not loaded": "1999 release",
    "control characters": "\x00\u202e\n",
}


@pytest.fixture(autouse=True)
def _of_register(_served: None, made_up_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(made_up_file))


def controls(app: AppTest) -> list[str]:
    """The parameters of all controls that a page shows."""
    return list(app.session_state[address.STATE].spelled)


def shown(app: AppTest) -> tuple[str, str, list[dict[str, Any]]]:
    """Question, answer and figures of a page that did not fail."""
    assert not app.exception
    return app.title[0].value, sentence(app), figures(app)


@pytest.mark.parametrize("page", PAGES)
def test_what_makes_no_sense_is_named_and_changes_nothing(page: str) -> None:
    more = MORE.get(page, {})
    usual = opened(page, more)
    assert ignored(usual) == ""
    # A control that brings out others must do so.
    keys = [key for key in controls(usual) if key not in {*FREE.get(page, ()), *more}]
    expected = shown(usual)
    for bad, value in BAD.items():
        app = opened(page, {**dict.fromkeys(keys, value), **more})
        assert shown(app) == expected, bad
        for key in keys:
            assert f"{key}=" in ignored(app), (bad, key)
        assert len(ignored(app)) < 300 * (len(keys) + 1)


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_parameter_never_fails(page: str) -> None:
    app = opened(page, dict.fromkeys(controls(opened(page)), ""))
    assert not app.exception
    assert sentence(app).endswith(".")


@pytest.mark.parametrize("page", ["country", "map"])
def test_a_window_turned_round_is_read_in_order(page: str) -> None:
    given: Given = {"period": "Another period"}
    turned = opened(page, given | {"from": "2020", "to": "2016"})
    right = opened(page, given | {"from": "2016", "to": "2020"})
    assert shown(turned) == shown(right)
    assert any("Read as 2016–20" in caption.value for caption in turned.caption)


# The control that names a country, with what its page says of one that never traded.
NONE = r"The 2026 release records no deliveries of major arms (to|by) Grenada in \d{4}–\d\d+\."
NEVER = {
    ("country", "country"): NONE,
    ("map", "country"): NONE,
    (
        "pair",
        "supplier",
    ): "No deliveries of major arms from Grenada to Azerbaijan .*2026",
    ("pair", "recipient"): "No deliveries of major arms from Israel to Grenada .*2026 release",
    ("compare", "parties"): r"Volume of arms .* in 2021–25, million TIV: Grenada 0 \(SIPRI",
    ("weapons", "country"): NONE.replace("2026", "2025"),  # the newest by category
    ("deals", "supplier"): "No deal in the loaded registers fits",
}


@pytest.mark.parametrize(("page", "key"), NEVER)
@pytest.mark.parametrize("direction", ["Imports", "Exports"])
def test_a_country_that_never_traded_gets_a_reason(page: str, key: str, direction: str) -> None:
    given: Given = {key: "Grenada"}
    if page not in ("pair", "deals"):
        given["direction"] = direction
    app = opened(page, given)
    assert not app.exception
    assert ignored(app) == ""
    assert re.match(NEVER[page, key], sentence(app)), sentence(app)


def test_three_hundred_countries_are_eight_and_the_others_named(made_up_file: Path) -> None:
    names = ask(Warehouse(made_up_file), "states").rows["name"].tolist()[:300]
    app = opened("compare", {"parties": names, "own": names})
    assert not app.exception
    drawn = {trace["name"] for trace in figures(app)[0]["data"] if trace.get("name")}
    assert 0 < len(drawn) <= 8
    said = " ".join([ignored(app), *(caption.value for caption in app.caption)])
    assert all(name in said for name in names[8:20])

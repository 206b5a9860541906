"""Colours: apart for every kind of sight, readable on both pages, and a country keeps its own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.theme import (
    CATEGORIES,
    DARK,
    DIVERGING,
    IDENTITY,
    LIGHT,
    OTHERS,
    PAGE,
    PALETTE,
    PARTIES,
    SEQUENTIAL,
    state_colours,
    text_on,
)
from tests.conftest import ROOT

# Machado, Oliveira and Fernandes 2009, for a complete loss of one kind of cone; on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protanopic": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopic": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopic": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
# Ottosson 2020, from linear RGB to OKLab.
CONES = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip


def linear(colour: str) -> np.ndarray:
    """The colour as linear RGB from 0 to 1."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def oklab(colour: str, sight: str) -> np.ndarray:
    """The colour as OKLab, as someone of this sight sees it."""
    return LAB @ np.cbrt(CONES @ np.clip(SIGHT[sight] @ linear(colour), 0, 1))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it, from 1 to 21."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted((float(weights @ linear(colour)) + 0.05) for colour in (one, other))
    return high / low


def themes() -> dict[str, dict[str, Any]]:
    """The colours of the light and of the dark page."""
    config = (ROOT / "dashboard" / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    theme = tomllib.loads(config)["theme"]
    return {page: theme[page] for page in ("light", "dark")}


def closest(colours: Iterable[str], sight: str) -> tuple[float, str, str]:
    """The two colours that are nearest to each other, and how near."""
    return min(
        (float(np.linalg.norm(oklab(one, sight) - oklab(other, sight))), one, other)
        for one, other in combinations(colours, 2)
    )


@pytest.mark.parametrize("palette", [PALETTE, tuple(CATEGORIES.values())])
@pytest.mark.parametrize("sight", SIGHT)
def test_the_palette_stays_apart(sight: str, palette: tuple[str, ...]) -> None:
    assert closest(palette, sight)[0] >= 0.085, closest(palette, sight)


def test_all_colours_of_parties_stay_apart() -> None:
    """For normal sight: two dozen colours cannot for every kind, so names stand beside them."""
    assert len(set(PARTIES)) == len(PARTIES) == 21
    assert closest((*PARTIES, OTHERS), "normal")[0] >= 0.07, closest(PARTIES, "normal")
    for sight in SIGHT:
        assert closest(IDENTITY.values(), sight)[0] >= 0.055, sight


def test_russia_and_the_soviet_union_have_one_hue() -> None:
    hues = [np.arctan2(*oklab(IDENTITY[state], "normal")[:0:-1]) for state in ("RUS", "SUN")]
    others = [
        np.arctan2(*oklab(colour, "normal")[:0:-1])
        for state, colour in IDENTITY.items() if state not in ("RUS", "SUN", "ISR")
    ]  # fmt: skip
    apart = abs(np.degrees(hues[0] - hues[1]))
    assert apart < 35 < min(abs(np.degrees(hues[0] - other)) for other in others)


@given(
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3), st.sampled_from(sorted(IDENTITY))
)
def test_nobody_else_has_the_colour_of_a_large_supplier(state: str, large: str) -> None:
    alone, both = state_colours([state]), state_colours([state, large])
    if state not in IDENTITY:
        assert alone[state] not in IDENTITY.values()
    assert both[large] == IDENTITY[large]


@pytest.mark.parametrize("page", ["light", "dark"])
def test_the_palette_is_seen_on_the_page(page: str) -> None:
    theme = themes()[page]
    assert theme["backgroundColor"] == {"light": "#FFFFFF", "dark": "#12161C"}[page]
    for colour in (*PALETTE, *PARTIES, *CATEGORIES.values(), OTHERS):
        assert contrast(colour, theme["backgroundColor"]) >= 3.0, colour
    for text in ("textColor", "linkColor"):
        assert contrast(theme[text], theme["backgroundColor"]) >= 4.5
        assert contrast(theme[text], theme["secondaryBackgroundColor"]) >= 4.5


def test_links_in_tables_have_the_colours_of_all_links() -> None:
    style = (ROOT / "dashboard" / "table.css").read_text(encoding="utf-8")
    light, dark = (themes()[page]["linkColor"].lower() for page in ("light", "dark"))
    assert f".data-table a {{\n  color: light-dark({light}, {dark});" in style


def test_the_palette_is_eight_different_colours() -> None:
    assert len(set(PALETTE)) == len(PALETTE) == 8
    assert OTHERS not in PALETTE


FIXED = ("USA", "RUS", "ISR", "FRA", "CHN", "DEU", "GBR", "SUN")
STATES = (*FIXED, "ITA", "CSK", "AZE", "TUR", "UKR", "BLR", "GEO", "IND", "ZAF", "BGR", "hezbollah")


@given(st.lists(st.sampled_from(STATES), max_size=12))
def test_no_two_states_of_a_chart_share_a_colour(states: list[str]) -> None:
    colours = state_colours(states)
    assert list(colours) == list(dict.fromkeys(states))
    used = [colour for colour in colours.values() if colour != OTHERS]
    assert len(used) == len(set(used))
    if len(colours) <= len(PALETTE):
        assert OTHERS not in colours.values()


@given(st.lists(st.sampled_from(STATES), unique=True), st.lists(st.sampled_from(STATES)))
def test_a_large_supplier_keeps_its_colour_on_every_chart(one: list[str], two: list[str]) -> None:
    first, second = state_colours(one), state_colours(two)
    for state in set(FIXED) & set(first) & set(second):
        assert first[state] == second[state]


@given(st.sampled_from(STATES), st.lists(st.sampled_from(STATES)))
def test_the_largest_state_of_a_chart_keeps_its_colour_unless_a_fixed_one_has_it(
    state: str, others: list[str]
) -> None:
    alone = state_colours([state])[state]
    among = state_colours([state, *others])
    if alone not in {among[other] for other in others if other in (*FIXED, "ITA")}:
        assert among[state] == alone


def test_italy_and_the_soviet_union_have_a_colour_each() -> None:
    alone = state_colours(["ITA"])["ITA"]
    assert state_colours(["KOR", "SWE", "ITA", "AZE"])["ITA"] == alone
    both = state_colours(["ITA", "SUN"])
    assert both["ITA"] == alone != both["SUN"] == state_colours(["SUN"])["SUN"]


@given(st.lists(st.sampled_from(["AZE", "GEO", "IND", "ZAF", "BGR", "CSK", "YUG"]), max_size=4))
def test_small_states_leave_the_colours_of_the_largest_ones(states: list[str]) -> None:
    largest = state_colours(["USA", "RUS", "ISR", "FRA"]).values()
    assert not set(largest) & set(state_colours(states).values())


@given(
    st.lists(st.sampled_from(STATES), unique=True, max_size=7),
    st.lists(st.sampled_from(STATES), unique=True),
)
def test_a_colour_stands_for_one_state_on_all_charts_of_a_page(
    one: list[str], two: list[str]
) -> None:
    first = {state: colour for state, colour in state_colours(one).items() if colour != OTHERS}
    second = state_colours(two, first)
    for state, colour in second.items():
        assert first.get(state, colour) == colour
        assert colour == OTHERS or colour not in {first[other] for other in first if other != state}


@pytest.mark.parametrize("page", ["light", "dark"])
@pytest.mark.parametrize("scale", ["Sequential", "Diverging"])
def test_no_class_of_a_scale_sinks_into_the_page(scale: str, page: str) -> None:
    for colour in themes()[page][f"chart{scale}Colors"]:
        assert contrast(colour, themes()[page]["backgroundColor"]) >= 1.5


@pytest.mark.parametrize("page", ["light", "dark"])
def test_a_scale_goes_in_even_steps(page: str) -> None:
    """In OKLab, from what nearly is the page's own colour to what stands out from it."""
    colours = themes()[page]["chartSequentialColors"][: len(SEQUENTIAL)]
    steps = [
        float(np.linalg.norm(oklab(one, "normal") - oklab(other, "normal")))
        for one, other in pairwise(colours)
    ]
    assert max(steps) < 1.2 * min(steps)
    from_page = [contrast(colour, themes()[page]["backgroundColor"]) for colour in colours]
    assert from_page == sorted(from_page)
    changes = themes()[page]["chartDivergingColors"][: len(DIVERGING)]
    lights = [float(oklab(colour, "normal")[0]) for colour in changes]
    assert lights == pytest.approx(lights[::-1], abs=0.02)


@pytest.mark.parametrize(("page", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_the_pages_have_the_scales_of_the_theme(page: str, colours: dict[str, str]) -> None:
    config = themes()[page]
    assert [colours[colour] for colour in SEQUENTIAL] == config["chartSequentialColors"][:6]
    assert [colours[colour] for colour in DIVERGING] == config["chartDivergingColors"][:6]
    assert colours[PAGE] == config["backgroundColor"]


def test_every_category_with_a_colour_is_one_of_the_data() -> None:
    known = pd.read_csv(ROOT / "data" / "reference" / "categories.csv")["category"]
    assert set(CATEGORIES) < set(known)
    assert len(set(CATEGORIES.values())) == len(PALETTE)
    assert not {*CATEGORIES.values()} & {*PARTIES}


@pytest.mark.parametrize("colour", [*PARTIES, *CATEGORIES.values(), OTHERS])
def test_text_on_a_bar_can_be_read(colour: str) -> None:
    chosen = text_on(colour)
    assert contrast(chosen, colour) >= 4.5
    assert contrast(chosen, colour) == max(
        contrast(text, colour) for text in ("#FFFFFF", "#12161C")
    )

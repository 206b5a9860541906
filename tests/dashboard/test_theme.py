"""Colours: apart for every kind of sight, readable on both pages, and a country keeps its own."""

from __future__ import annotations

import tomllib
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.theme import (
    CATEGORIES,
    DIVERGING,
    OTHERS,
    PALETTE,
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


@pytest.mark.parametrize("sight", SIGHT)
def test_the_palette_stays_apart(sight: str) -> None:
    closest = min(
        (float(np.linalg.norm(oklab(one, sight) - oklab(other, sight))), one, other)
        for one, other in combinations(PALETTE, 2)
    )
    assert closest[0] >= 0.085, closest


@pytest.mark.parametrize("page", ["light", "dark"])
def test_the_palette_is_seen_on_the_page(page: str) -> None:
    config = (ROOT / "dashboard" / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    theme = tomllib.loads(config)["theme"][page]
    assert theme["backgroundColor"] == {"light": "#FFFFFF", "dark": "#12161C"}[page]
    for colour in PALETTE:
        assert contrast(colour, theme["backgroundColor"]) >= 3.0, colour
    for text in ("textColor", "linkColor"):
        assert contrast(theme[text], theme["backgroundColor"]) >= 4.5
        assert contrast(theme[text], theme["secondaryBackgroundColor"]) >= 4.5


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


def test_italy_gives_way_to_the_soviet_union_alone() -> None:
    alone = state_colours(["ITA"])["ITA"]
    assert state_colours(["KOR", "SWE", "ITA", "AZE"])["ITA"] == alone
    both = state_colours(["ITA", "SUN"])
    assert both["SUN"] == alone != both["ITA"]


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


@pytest.mark.parametrize("page", ["#FFFFFF", "#12161C"])
@pytest.mark.parametrize("colour", [*SEQUENTIAL, *DIVERGING])
def test_no_class_of_a_scale_sinks_into_the_page(colour: str, page: str) -> None:
    assert contrast(colour, page) >= 1.5


def test_every_category_with_a_colour_is_one_of_the_data() -> None:
    known = pd.read_csv(ROOT / "data" / "reference" / "categories.csv")["category"]
    assert set(CATEGORIES) < set(known)
    assert sorted(CATEGORIES.values()) == sorted(PALETTE)


@pytest.mark.parametrize("colour", [*PALETTE, OTHERS])
def test_text_on_a_bar_can_be_read(colour: str) -> None:
    chosen = text_on(colour)
    assert contrast(chosen, colour) >= 4.5
    assert contrast(chosen, colour) == max(
        contrast(text, colour) for text in ("#FFFFFF", "#12161C")
    )

"""Every figure as its declaration says: parameters, spellings, content, and nothing of Streamlit.

A figure that is added is tried by itself, under each choice of each of its parameters.
"""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import pandas as pd
import pytest

from dashboard.figures import Figure, asked, every
from dashboard.figures.figure import Made, settled, shortest, spelled
from dashboard.figures.parameters import (
    Choice,
    Flag,
    Number,
    Party,
    Period,
    Several,
    Span,
    Text,
)
from tests.conftest import ROOT
from tests.dashboard.pages import numbers

FIGURES = {figure.name: figure for figure in every()}
NO_ROWS = ("Others", "As printed")  # a sum of rows; a number that is no row's
# Of whom other publishers say something.
TOLD_OF = (
    {"country": "UKR"}, {"country": "DEU", "direction": "supplier", "period": (2010, 2014)},
    {"supplier": "DEU", "recipient": "UKR"},
)  # fmt: skip
SOME = 5  # choices of a parameter that are tried
GROUPS = ("EU member states", "Africa", "EGY+QAT")  # likewise, of parties made up of several


def variations(figure: Figure) -> Iterator[dict[str, Any]]:
    """The values that a figure has at first, and then with each parameter at some other values."""
    usual = dict(asked(figure.parameters, {}).values)
    yield usual
    for wanted in TOLD_OF:
        if set(usual) & {"country", "supplier"} & set(wanted):
            yield settled(figure.parameters, usual | wanted)
    for parameter in figure.parameters:
        others: list[Any] = []
        if isinstance(parameter, Several):
            others = [tuple(list(parameter.labels(usual))[:3]), (), GROUPS]
        elif isinstance(parameter, Choice):
            choices = [value for value in parameter.labels(usual) if value != usual[parameter.key]]
            others = choices[:: max(1, len(choices) // SOME)]
            if isinstance(parameter, Party):
                others += [one for one in GROUPS if parameter.fits(one, usual)]
        elif isinstance(parameter, Flag):
            others = [True]
        elif isinstance(parameter, Number):
            others = [parameter.low, parameter.high]
        if isinstance(parameter, Period) and parameter.any_years and parameter.labels(usual):
            first, last = parameter.span(usual)
            others.append((first, min(first + 2, last)))
        for value in others:
            yield settled(figure.parameters, usual | {parameter.key: value})


@cache
def walked(name: str) -> list[tuple[dict[str, Any], Made]]:
    """A figure made under all variations, once for all tests."""
    return [(values, FIGURES[name].made(values)) for values in variations(FIGURES[name])]


@pytest.mark.parametrize("name", FIGURES)
def test_its_function_takes_what_it_declares(name: str) -> None:
    figure = FIGURES[name]
    keys = [parameter.key for parameter in figure.parameters]
    taken = inspect.signature(figure.make).parameters
    if not any(one.kind is inspect.Parameter.VAR_KEYWORD for one in taken.values()):
        assert sorted(taken) == sorted(keys)
    assert len(keys) == len(set(keys))
    assert figure.shows and not figure.shows.endswith(".")


@pytest.mark.parametrize("name", FIGURES)
def test_choices_are_spelled_by_code(name: str) -> None:
    figure = FIGURES[name]
    values = asked(figure.parameters, {}).values
    for parameter in figure.parameters:
        assert re.fullmatch("[a-z]+", parameter.key)
        assert parameter.label and parameter.allowed(values)
        if isinstance(parameter, Choice):
            texts = [
                text
                for value in parameter.labels(values)
                for text in parameter.spell((value,) if isinstance(parameter, Several) else value)
            ]
            assert len(texts) == len(set(texts)), parameter.key
            for text in texts:
                assert re.fullmatch(r"[\w-]+", text), (parameter.key, text)


@pytest.mark.parametrize("name", FIGURES)
def test_an_address_gives_the_values_back(name: str) -> None:
    figure = FIGURES[name]
    for values, _ in walked(name):
        for spell in (spelled, shortest):
            told = asked(figure.parameters, spell(figure.parameters, values))
            assert told.values == values, spell
            assert not told.ignored


@pytest.mark.parametrize("name", FIGURES)
def test_what_makes_no_sense_is_told_and_changes_nothing(name: str) -> None:
    figure = FIGURES[name]
    usual = asked(figure.parameters, {}).values
    free = [one.key for one in figure.parameters if isinstance(one, Text)]
    keys = [one.key for one in figure.parameters if one.key not in free]
    for text in ("Atlantis", "-1.5e999", "<b>", "\x00\u202e", "9999-99", "x" * 10_000):
        told = asked(figure.parameters, {key: [text] for key in (*keys, "colour")})
        assert told.values == usual
        assert set(told.ignored) == {*keys, "colour"}
        assert all(len(part) < 400 for part in told.ignored.values())


@pytest.mark.parametrize("name", FIGURES)
def test_whatever_is_asked_it_is_whole_or_says_why_not(name: str) -> None:
    drawn = 0
    for values, made in walked(name):
        assert made.sentence.strip().endswith((".", "?")), values
        if made.draw is None:
            continue
        drawn += 1
        meta = made.chart.layout.meta
        assert meta["title"] == made.title
        assert re.search(r"\d", made.alt), values
        assert made.about
        assert len(made.table()), values
        assert made.answer.snapshots, values
        assert made.answer.unit and made.answer.rows[made.column].notna().any(), values
        assert made.answer.source_line.split("; ")[0].rstrip(".") in meta["source"]
    assert drawn, "it can be drawn at all"


@pytest.mark.parametrize("name", FIGURES)
def test_what_is_drawn_is_in_the_answer(name: str) -> None:
    for values, made in walked(name):
        if made.draw is None:
            continue
        known = numbers_of(made.answer.rows)
        content = json.loads(made.chart.to_json())
        foreign = [
            number
            for trace in content["data"]
            if not str(trace.get("name", "")).startswith(NO_ROWS)
            for number in drawn_in(trace)
            if not any(abs(number - one) <= 1e-6 * max(1, abs(one)) for one in known)
        ]
        assert foreign == [], values


def numbers_of(rows: pd.DataFrame) -> set[float]:
    """All numbers of an answer, and zero, as which a covered period without a row is drawn."""
    found = {0.0}
    for column in rows.select_dtypes("number"):
        found |= set(rows[column].dropna().astype("float64"))
    return found


def drawn_in(trace: dict[str, Any]) -> list[float]:
    """The numbers along the axis that has them, but for those that an article printed.

    Of a heat map these are its classes, and text stands where there is room for it.
    """
    if trace["type"] == "heatmap" or trace.get("mode") == "text":
        return []
    flat = trace.get("orientation") == "h"
    values = numbers((trace.get("link") or {}).get("value") or trace.get("z") or
                     trace.get("x" if flat else "y") or [])  # fmt: skip
    names = numbers(trace["y"]) if flat else [""] * len(values)
    rows = [one if isinstance(one, list) else [one] for one in values]
    return [
        float(one)
        for name, row in zip(names, rows, strict=True)
        for one in row
        if isinstance(one, int | float) and one == one and not str(name).startswith(NO_ROWS)
    ]


UNCOVERED = (1901, 1905)


@pytest.mark.parametrize(
    "name",
    [name for name, figure in FIGURES.items()
     if any(isinstance(one, Period | Span) for one in figure.parameters)],
)  # fmt: skip
def test_a_period_that_nothing_covers_gets_a_reason_and_no_number(name: str) -> None:
    figure = FIGURES[name]
    usual = dict(asked(figure.parameters, {}).values)
    for parameter in figure.parameters:
        if not isinstance(parameter, Period | Span):
            continue
        made = figure.made(usual | {parameter.key: UNCOVERED})
        if made.draw is not None:
            # The figure has another scope, such as every year there is; then it draws none of it.
            assert not re.search(r"\b190[1-5]\b", made.chart.to_json()), parameter.key
        else:
            assert not re.search(r"\d[.,]?\d*\s?(%|million)", made.sentence), made.sentence


def test_figures_are_made_without_streamlit() -> None:
    script = (
        "import sys; from dashboard.figures import asked, every\n"
        "for figure in every():\n"
        "    made = figure.made(asked(figure.parameters, {}).values)\n"
        "    assert made.sentence\n"
        "assert 'streamlit' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")

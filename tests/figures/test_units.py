"""No figure draws or adds up two units: TIV, dollars, euros and items each have their own."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from dashboard.figures import Made, asked
from etl.units import EUR, ITEMS, TIV, USD, unit
from tests.figures.test_declared import FIGURES, drawn_in, numbers_of, variations

# What a figure says of its unit where it counts in one of them.
SAID = {
    TIV: r"\bTIV\b", USD: r"\bUS dollars\b", EUR: r"\beuros\b", ITEMS: r"\bitems\b"
}  # fmt: skip
MONEY = {USD, EUR}


def mixed(made: Made) -> str:
    """What is mixed up in a figure; nothing where all that it draws is of one unit."""
    rows = made.answer.rows
    units = {unit(str(name)) for name in rows.select_dtypes("number")} & {*SAID}
    if units & MONEY and len(units) > 1:
        return f"its rows count in {sorted(units)}"
    meta = made.chart.layout.meta
    words = " ".join([meta["title"], meta["subtitle"], *meta["key"]])
    said = {one for one, form in SAID.items() if re.search(form, words)} & {TIV, USD, EUR}
    if len(said) > 1 or (said and units & {TIV, USD, EUR} and not said <= units):
        return f"it says {sorted(said)} and counts in {sorted(units)}"
    if units & MONEY and not said:
        return "it does not say in which money it counts"
    drawn = [
        number for trace in json.loads(made.chart.to_json())["data"] for number in drawn_in(trace)
    ]
    if "unit" in rows and rows["unit"].nunique() > 1:
        fitting = [name for name, of_one in rows.groupby("unit") if {*drawn} <= numbers_of(of_one)]
        if drawn and not fitting:
            return f"it draws numbers of {sorted(rows['unit'].unique())}"
    return ""


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_one_unit(name: str) -> None:
    for values in variations(FIGURES[name]):
        made = FIGURES[name].made(values)
        if made.draw is not None:
            assert mixed(made) == "", values


def test_what_is_mixed_up_is_found() -> None:
    figure = FIGURES["country/notified"]
    made = figure.made(asked(figure.parameters, {"country": ["POL"]}).values)
    assert mixed(made) == ""
    rows = made.answer.rows

    def of(rows: pd.DataFrame, **more: Any) -> str:
        return mixed(replace(made, answer=replace(made.answer, rows=rows), **more))

    assert "its rows count in" in of(rows.assign(tiv_m=1.0))
    assert "its rows count in" in of(rows.assign(total_eur_m=1.0))
    assert "it says" in of(rows, title="Poland: sales and million TIV")
    units = ["million US dollars", "items"] * len(rows)
    assert "it draws numbers of" in of(rows.assign(unit=units[: len(rows)]))

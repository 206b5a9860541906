"""A reader's table: what its cells say, what stands where, and nothing of them taken for markup."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from dashboard.figures import asked, every
from dashboard.figures.tables import Trend
from dashboard.table import html
from dashboard.words import change, number, percent, volume
from etl.common.words import SPACE, percents, within


@pytest.mark.parametrize("value", [0.6, 3.2, 12.0, 999.4, 12_345.0])
def test_a_number_is_read_as_it_is_written(value: float) -> None:
    assert number(volume(value)) == pytest.approx(value, rel=0.05)
    assert number(percent(min(value, 100))) == pytest.approx(min(value, 100), rel=0.05)
    assert number(change(value)) == pytest.approx(value, rel=0.05)
    assert number(change(-min(value, 100))) == pytest.approx(-min(value, 100), rel=0.05)
    approximate = within(40.2, 38.1, 45.3, *percents(45.3))
    assert number(approximate) == 40, approximate


def test_what_is_little_comes_before_what_can_be_written() -> None:
    assert number(percent(0.01)) == number(f"<{SPACE}0.1{SPACE}%") == 0.05
    assert number(volume(0.2)) == number("under 0.5") == 0.25
    assert number(change(1_500)) == 1_500 == number(f"16{SPACE}times")


@pytest.mark.parametrize("text", ["–", "", "Israel", "1 of them", "third-largest", "F-35", "2 MiG"])
def test_words_are_no_number(text: str) -> None:
    assert number(text) is None


def test_every_table_tells_numbers_from_words() -> None:
    """In no table a column of numbers is taken for words, because a cell is written otherwise."""
    for figure in every():
        made = figure.made(asked(figure.parameters, {}).values)
        if made.draw is None:
            continue
        table = made.table()
        for column in table:
            cells = [str(cell) for cell in table[column] if str(cell) not in ("", "–")]
            known = [number(cell) is not None for cell in cells]
            few = sum(known) < 0.5 * len(known)
            assert all(known) or few, (figure.name, column, cells)


ROWS = pd.DataFrame(
    {
        "Rank": ["1", "2", ""],
        "Supplier": ["[Israel](/country?country=ISR)", "<b>A & B</b>", "All, million TIV"],
        "Share": [f"67.7{SPACE}%", f"<{SPACE}0.1{SPACE}%", "1,030"],
    }
)


def test_a_table_in_html() -> None:
    text = html(ROWS, 'It says "so"', name="Shares", source="SIPRI")
    assert text.count('<th scope="col"') == 3 and text.count('aria-sort="none"') == 3
    # The row is called by its first words; what is said of it is text and no markup.
    assert re.findall(r'<th scope="row"[^>]*>(.*?)</th>', text)[1] == "&lt;b&gt;A &amp; B&lt;/b&gt;"
    assert '<a href="country?country=ISR" target="_self">Israel</a>' in text
    assert '<td data-value="67.7" style="--share: 67.7%">' in text
    assert 'data-value="0.05"' in text
    assert 'aria-label="It says &quot;so&quot;"' in text
    assert "<a " not in html(ROWS, "It", linked=False)
    assert "CSV" not in html(ROWS, "It")


def test_cells_of_a_few_long_rows_name_their_columns() -> None:
    told = pd.DataFrame({"Source": ["SIPRI"], 'Why "so"': ["What arrived. " * 5]})
    assert '<td class="words" data-column="Why &quot;so&quot;">' in html(told, "It")
    linked = pd.DataFrame({"Flow": [f"[A to B](/pair?supplier={'A' * 60})"], "Share": ["1"]})
    for other in (ROWS, pd.concat([told] * 9), linked):
        assert "wordy" not in html(other, "It") and "data-column" not in html(other, "It")


def test_a_sum_stands_below_and_is_not_sorted() -> None:
    rows = pd.DataFrame({"Supplier": ["Israel", "All"], "Million TIV": ["12", "12"]})
    text = html(rows, "It")
    assert re.search(r"<tfoot><tr><th[^>]*>All</th>", text)
    assert "All" not in text.partition("<tfoot>")[0]
    assert "<tfoot>" not in html(rows[:1], "It")


def test_a_year_without_any_number_stands_as_the_years_beside_it() -> None:
    rows = pd.DataFrame({"Supplier": ["Israel", "All"], "2021": ["12", "12"], "2020": ["–", "0"]})
    assert html(rows, "It").count('<th scope="col" class="number"') == 2


def test_a_trend_is_a_line_with_words() -> None:
    trend = Trend.of({2019: 0.0, 2020: 4.0, 2021: 2.0})
    table = pd.DataFrame({"Supplier": ["Israel"]})
    table["Trend"] = pd.Series([trend], dtype=object)
    text = html(table, "It")
    assert 'alt="2019 to 2021, the most in 2020"' in text
    assert "2.0%2C18.0%2048.0%2C2.0%2094.0%2C10.0" in text
    assert '<th scope="col">Trend</th>' in text

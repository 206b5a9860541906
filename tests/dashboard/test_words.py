"""Numbers, names and sentences as a newspaper would print them."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import words
from dashboard.claims import ledger
from dashboard.figures import shared, world
from dashboard.figures.deals import deal_text
from dashboard.figures.quoted import claim_text
from dashboard.notes import TIV_NOTE
from etl.questions import ask, ask_windows
from etl.questions.answer import bound_columns, period
from etl.warehouse.read import Warehouse


def plain(text: str) -> str:
    return text.replace(words.SPACE, " ")


@pytest.mark.parametrize(("role", "trade"), [("recipient", "imports"), ("supplier", "exports")])
def test_regions_are_of_the_trade_that_was_asked_for(
    warehouse: Warehouse, role: str, trade: str
) -> None:
    answer = ask(warehouse, "region_shares", role=role, from_year=2020, to_year=2024,
                 in_release=None)  # fmt: skip
    text = world.regions_sentence(answer)
    assert text.startswith(f"Shares of the world's arms {trade} in 2020–24: ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (67.739, "67.7 %"), (100.0, "100.0 %"), (0.0, "0.0 %"), (0.04, "< 0.1 %"), (0.05, "0.1 %"),
        (-4.25, "−4.2 %"), (-0.04, "0.0 %"), (1234.5, "1,234.5 %"), (None, "–"), (math.nan, "–"),
    ],
)  # fmt: skip
def test_percent(value: float | None, text: str) -> None:
    assert plain(words.percent(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (155.3, "+155 %"), (-0.6, "−0.6 %"), (9.94, "+9.9 %"), (10.0, "+10 %"), (-64.2, "−64 %"),
        (899.0, "+899 %"), (-100.0, "−100 %"), (900.0, "10 times"), (9627.0, "97 times"),
        (0.0, "+0.0 %"), (-0.04, "+0.0 %"), (None, "–"), (math.nan, "–"),
    ],
)  # fmt: skip
def test_change(value: float | None, text: str) -> None:
    assert plain(words.change(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1030.34, "1,030"), (9.96, "10.0"), (10.0, "10"), (0.5, "0.5"), (0.3, "< 0.5"), (0.0, "0"),
        (142_956.0, "142,956"), (None, "–"), (math.nan, "–"),
    ],
)  # fmt: skip
def test_volume(value: float | None, text: str) -> None:
    assert plain(words.volume(value)) == text


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (1, "largest"), (2, "second-largest"), (3, "third-largest"), (8, "eighth-largest"),
        (9, "9th-largest"), (11, "11th-largest"), (12, "12th-largest"), (13, "13th-largest"),
        (21, "21st-largest"), (22, "22nd-largest"), (23, "23rd-largest"), (24, "24th-largest"),
        (101, "101st-largest"), (111, "111th-largest"), (112, "112th-largest"),
    ],
)  # fmt: skip
def test_rank(place: int, text: str) -> None:
    assert words.rank(place) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Azerbaijan", "Azerbaijan's"),
        ("United States", "the United States'"),
        ("Netherlands", "the Netherlands'"),
        ("United Kingdom", "the United Kingdom's"),
        ("Cyprus", "Cyprus'"),
        ("Soviet Union", "the Soviet Union's"),
        ("European Union (organisation)", "the European Union (organisation)'s"),
        ("5 largest suppliers", "the 5 largest suppliers'"),
        ("Unknown suppliers", "unknown suppliers'"),
    ],
)
def test_possessive(name: str, text: str) -> None:
    assert words.possessive(name) == text


def test_listed() -> None:
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b"]) == "a and b"
    assert words.listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("years", "text"),
    [((2016, 2020), "2016–20"), ((2005, 2009), "2005–09"), ((1998, 2002), "1998–2002"),
     ((2020, 2020), "2020")],
)  # fmt: skip
def test_period(years: tuple[int, int], text: str) -> None:
    assert period(*years) == text


@given(st.floats(min_value=-1e6, max_value=1e6))
def test_a_number_never_breaks_its_line_and_has_a_true_minus(value: float) -> None:
    for text in (words.percent(value), words.change(value)):
        assert "-" not in text
        assert " " not in text


def test_no_deliveries_are_told_from_missing_ones() -> None:
    for missing in (None, math.nan, pd.NA, pd.NaT):
        assert words.missing(missing)
    for present in (0, 0.0, "", "x"):
        assert not words.missing(present)


def test_the_sentence_of_a_question_without_numbers_is_its_reason(warehouse: Warehouse) -> None:
    window = (2017, 2021)
    answer = ask_windows(warehouse, "import_shares", [window], who="IND", in_release=None)
    assert answer.reason
    assert shared.shares_sentence(answer, window, "India", "recipient") == answer.reason
    assert world.ranking_sentence(replace(answer), "supplier") == answer.reason
    assert world.change_sentence(answer) == ""


def test_a_series_names_its_largest_year_once(warehouse: Warehouse) -> None:
    answer = ask(warehouse, "yearly_partners", role="recipient", who="AZE", in_release=2025)
    text = plain(shared.years_sentence(answer, "what it imported"))
    totals = answer.rows.groupby("year")["tiv_m"].sum()
    assert text.count(f" {totals.idxmax()}") == 1
    upto = replace(answer, rows=answer.rows[answer.rows["year"] <= totals.idxmax()].assign(
        covered_to=totals.idxmax()))  # fmt: skip
    short = plain(shared.years_sentence(upto, "what it imported"))
    assert short == (
        f"What it imported by year: most in {totals.idxmax()}, "
        f"{plain(words.volume(totals.max()))} million TIV (SIPRI, 2025 release)."
    )


@pytest.mark.parametrize(
    ("ordered", "is_estimate", "said"), [(36, True, "about 36 items"), (36, False, ", 36 items")]
)
def test_an_estimate_is_said_in_words(ordered: int, is_estimate: bool, said: str) -> None:
    row: dict[Hashable, Any] = {
        "designation": "Delta", "description": "UAV", "supplier_name": "A", "recipient_name": "B",
        "order_year": 2014, "order_year_is_estimate": False, "number_ordered": ordered,
        "number_ordered_is_estimate": is_estimate, "tiv_order_m": None, "number_delivered": 2,
        "number_delivered_is_estimate": False, "tiv_delivered_m": 3.0, "tiv_unit": 1.5,
        "status": "New", "category": None, "local_production": None, "comment": None,
    }  # fmt: skip
    assert said in deal_text(row)
    assert "?" not in deal_text(row)


def test_a_sentence_ends_with_its_source(warehouse: Warehouse) -> None:
    window = (2016, 2020)
    answer = ask_windows(
        warehouse, "import_shares", [(2011, 2015), window], who="AZE", in_release=2022
    )
    assert shared.shares_sentence(answer, window, "Azerbaijan", "recipient") == (
        "In 2016–20 Israel supplied 69.5\xa0% of Azerbaijan's arms imports, Russia 16.9\xa0% and "
        "Belarus 4.7\xa0% (SIPRI, 2022 release, approximate)."
    )
    total = ask(warehouse, "country_total", role="recipient", who="IND")
    assert total.origin.startswith("World Bank, ")


@pytest.mark.parametrize(
    ("column", "value", "low", "high", "expected"),
    [
        ("share_pct", 32.11, 32.11, 32.11, "32.1 %"),
        ("share_pct", 32.11, 32.07, 32.14, "32.1 %"),
        ("share_pct", 28.2, 27.6, 28.4, "28 %"),
        ("share_pct", 40.2, 37.6, 44.6, "about 40 % (38–45)"),
        ("share_pct", 0.3, 0.1, 0.4, "about 0.3 % (0.1–0.4)"),
        ("share_pct", 0.2, 0.01, 0.7, "about 0.2 % (< 0.1 to 0.7)"),
        ("change_pct", 9.4, 1.7, 15.9, "about +9.4 % (+1.7 to +16)"),
        ("change_pct", -7.0, -10.8, -6.0, "about −7.0 % (−11 to −6.0)"),
        ("tiv_m", 1030.0, 980.0, 1200.0, "about 1,030 (980–1,200)"),
        ("change_tiv_m", -300.6, -12_421.8, 12_630.0, "about −301 (−12,422 to +12,630)"),
        ("change_tiv_m", 0.7, -4.3, 14.9, "about +0.7 (−4.3 to +15)"),
        ("tiv_m", 1030.2, 1030.1, 1030.3, "1,030"),
        ("rank", 5, 4, 5, "about 5 (4–5)"),
    ],
)
def test_a_number_is_stated_as_finely_as_its_bounds_allow(
    column: str, value: float, low: float, high: float, expected: str
) -> None:
    row = dict(zip((column, *bound_columns(column)), (value, low, high), strict=True))
    assert words.stated(row, column).replace("\N{NO-BREAK SPACE}", " ") == expected
    assert words.cells(pd.DataFrame([row]), column) == [words.stated(row, column)]
    # Never "about" what is exact, and whole millions have a mark of their own.
    assert "about" not in words.stated({column: value}, column)
    assert "about" not in words.stated(row | {"precision": "rounded"}, column)


def test_notes_say_of_little_what_tables_write() -> None:
    little = words.volume(0.3).replace(words.SPACE, " ")
    guide = Path(words.__file__).parent / "app_pages/guide.md"
    assert all(f"Less than half a million stands as {little}" in text
               for text in (TIV_NOTE, guide.read_text()))  # fmt: skip


def test_a_difference_names_the_release_that_it_is_from() -> None:
    for claim in ledger():
        told = re.findall(r"difference from the (\w+) release", claim_text(claim, ()))
        newest = claim.newest()
        assert told == ([str(newest.release)] if newest and claim.difference() != "–" else [])

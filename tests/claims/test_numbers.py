"""Numbers as texts word them: each form with what it means, or with what to write instead."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.claims.claim import Claim, Value
from etl.claims.fault import Fault
from etl.claims.metrics import COMPARISONS, METRICS, RANKS, unit_of
from etl.claims.numbers import Number, read_number
from etl.claims.verdict import agrees
from tests.claims.made import subject

CHANGE, VOLUME, SHARE = "change_pct", "volume", "share_of_recipient_imports"


def number(text: str, metric: str = "") -> Number:
    found = read_number(text, metric)
    assert isinstance(found, Number), found
    return found


@pytest.mark.parametrize(
    ("text", "value", "decimals", "comparison", "unit"),
    [
        ("69", 69.0, 0, None, None), ("69 %", 69.0, 0, None, "percent"),
        ("69%", 69.0, 0, None, "percent"), ("6.60 per cent", 6.6, 2, None, "percent"),
        ("69\N{NO-BREAK SPACE}%", 69.0, 0, None, "percent"), ("−48", -48.0, 0, None, None),
        ("+15 %", 15.0, 0, None, "percent"), ("nearly 70 %", 70.0, 0, "nearly", "percent"),
        ("more than 60", 60.0, 0, "more than", None), ("at least 60", 60.0, 0, "at least", None),
        ("9 627", 9627.0, 0, None, None), ("USD 137 million", 137.0, 0, None, "USD million"),
        ("$137", 137.0, 0, None, "USD million"), ("151 million TIV", 151.0, 0, None, "million TIV"),
    ],
)  # fmt: skip
def test_a_number_as_printed(
    text: str, value: float, decimals: int, comparison: str | None, unit: str | None
) -> None:
    found = read_number(text)
    assert isinstance(found, Number), found
    assert (found.value, found.decimals) == (value, decimals)
    assert (found.comparison, found.unit) == (comparison, unit)


@pytest.mark.parametrize(
    ("text", "place", "comparison"),
    [
        ("second-largest", 2, None),
        ("largest", 1, None),
        ("8th", 8, None),
        ("third", 3, None),
        ("2", 2, None),
        ("top eight", 8, "at most"),
        ("among the top 5", 5, "at most"),
    ],
)
def test_a_rank_in_words(text: str, place: int, comparison: str | None) -> None:
    found = read_number(text, RANKS[0])
    assert isinstance(found, Number), found
    assert (found.value, found.comparison, found.decimals) == (place, comparison, 0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("9,627", "as 9627 or as 9.627; write 9627 without a mark, or 9.63 with two decimals"),
        ("1.234", "as 1234 or as 1.234; write 1234 without a mark, or 1.23 with two decimals"),
        ("sixty-nine", "write the number in digits"), ("", "it is empty"), ("  ", "it is empty"),
        ("4.85 trillion", "write the number in millions"), ("6-9", "is not a number"),
        ("1e3", "is not a number"), ("nan", "in digits"), ("٦٩", "number"),
        ("69 or so", "“or” is not understood; write it as printed"),
        ("fell by −20 %", "its word and its sign both say which way it went; write -20 alone"),
        ("rose by −5", "write -5 alone, or the word without the sign"),
        ("fell to +20", "write +20 alone, or the word without the sign"),
        ("rose by 20 % less", "a rise and a fall at once"), ("up down 5", "a rise and a fall"),
        ("nearly more than 5", "“nearly” and “more than” say two things; keep one"),
        ("rose to 43 %", "is a level and no change"), ("rose to half", "is a level and no"),
        ("fell to 20 %", "is a level and no change"),
        ("€5 billion", "only dollars are read"), ("5 Mrd. Euro", "only dollars are read"),
        ("four thirds", "is no part of a whole"), ("0 times", "nothing is left"),
        ("20 percentage points", "points are not per cent"), ("third", "in digits"),
        ("12 lakh", "write the number in millions"), ("9" * 30, "is not a number"),
        ("6" * 10_000, "it has 10,000 characters"), ("6\0\n9", "“6··9” is not a number"),
        ("<b>69</b>", "is not a number"), ("%", "in digits"), ("-", "in digits"),
    ],
)  # fmt: skip
def test_a_number_that_is_none(text: str, message: str) -> None:
    found = read_number(text)
    assert isinstance(found, Fault) and message in found.message, found


# Each as it stands in a text, with value and decimals; then the comparison and unit it implies.
WORDED = [
    # Around a number.
    ("about 40 %", SHARE, 40, 0, "about", "percent"),
    ("around 40", SHARE, 40, 0, "about", None),
    ("roughly 40%", SHARE, 40, 0, "about", "percent"),
    ("~40 %", SHARE, 40, 0, "about", "percent"),
    ("≈ 40 %", SHARE, 40, 0, "about", "percent"),
    ("some 40 %", SHARE, 40, 0, "about", "percent"),
    ("approximately 2.2 per cent", SHARE, 2.2, 1, "about", "percent"),
    ("circa 40 %", SHARE, 40, 0, "about", "percent"),
    ("ca. 5", SHARE, 5, 0, "about", None),
    ("almost 70 %", SHARE, 70, 0, "nearly", "percent"),
    ("just under 70", SHARE, 70, 0, "nearly", None),
    ("close to 70", SHARE, 70, 0, "nearly", None),
    ("over 60 %", SHARE, 60, 0, "more than", "percent"),
    ("Over 60 %", SHARE, 60, 0, "more than", "percent"),
    ("above 60", SHARE, 60, 0, "more than", None),
    ("exceeding 60", SHARE, 60, 0, "more than", None),
    ("> 60 %", SHARE, 60, 0, "more than", "percent"),
    ("at most 60", SHARE, 60, 0, "at most", None),
    ("up to 60 %", SHARE, 60, 0, "at most", "percent"),
    ("less than 5 %", SHARE, 5, 0, "less than", "percent"),
    ("under 5", SHARE, 5, 0, "less than", None),
    ("below 5", SHARE, 5, 0, "less than", None),
    ("<5 %", SHARE, 5, 0, "less than", "percent"),
    ("no less than 5", SHARE, 5, 0, "at least", None),
    ("≥ 5", SHARE, 5, 0, "at least", None),
    # Parts.
    ("a third", SHARE, 33.3, 1, None, "percent"),
    ("one third", SHARE, 33.3, 1, None, "percent"),
    ("one in three", SHARE, 33.3, 1, None, "percent"),
    ("half", SHARE, 50, 0, None, "percent"),
    ("a half", SHARE, 50, 0, None, "percent"),
    ("half of the total", SHARE, 50, 0, None, "percent"),
    ("two thirds", SHARE, 66.7, 1, None, "percent"),
    ("two-thirds of", SHARE, 66.7, 1, None, "percent"),
    ("a quarter", SHARE, 25, 0, None, "percent"),
    ("three quarters", SHARE, 75, 0, None, "percent"),
    ("over a quarter", SHARE, 25, 0, "more than", "percent"),
    ("¾", SHARE, 75, 0, None, "percent"),
    ("a fifth", SHARE, 20, 0, None, "percent"),
    ("a tenth", SHARE, 10, 0, None, "percent"),
    ("nine tenths", SHARE, 90, 0, None, "percent"),
    ("7 out of ten", SHARE, 70, 0, None, "percent"),
    ("almost half", SHARE, 50, 0, "nearly", "percent"),
    ("1/3", SHARE, 33.3, 1, None, "percent"),
    ("about a third", SHARE, 33.3, 1, "about", "percent"),
    ("five per cent", SHARE, 5, 0, None, "percent"),
    # Changes.
    ("doubled", CHANGE, 100, 0, None, "percent"),
    ("tripled", CHANGE, 200, 0, None, "percent"),
    ("quadrupled", CHANGE, 300, 0, None, "percent"),
    ("halved", CHANGE, -50, 0, None, "percent"),
    ("more than doubled", CHANGE, 100, 0, "more than", "percent"),
    ("more than halved", CHANGE, -50, 0, "less than", "percent"),
    ("nearly tripled", CHANGE, 200, 0, "nearly", "percent"),
    ("2.5 times", CHANGE, 150, -1, None, "percent"),
    ("2,5 times", CHANGE, 150, -1, None, "percent"),
    ("increased by 2.5 times", CHANGE, 150, -1, None, "percent"),
    ("100-fold", CHANGE, 9900, 0, None, "percent"),
    ("almost 100-fold", CHANGE, 9900, 0, "nearly", "percent"),
    ("twofold", CHANGE, 100, 0, None, "percent"),
    ("rose tenfold", CHANGE, 900, 0, None, "percent"),
    ("four times as many", CHANGE, 300, 0, None, "percent"),
    ("twice", CHANGE, 100, 0, None, "percent"),
    ("four times larger", CHANGE, 300, 0, None, "percent"),
    ("3x", CHANGE, 200, 0, None, "percent"),
    ("fell fivefold", CHANGE, -80, 0, None, "percent"),
    ("rose by 20 %", CHANGE, 20, 0, None, "percent"),
    ("increased by 20", CHANGE, 20, 0, None, None),
    ("up 157 %", CHANGE, 157, 0, None, "percent"),
    ("grew 5 %", CHANGE, 5, 0, None, "percent"),
    ("fell 64 %", CHANGE, -64, 0, None, "percent"),
    ("dropped by 64 %", CHANGE, -64, 0, None, "percent"),
    ("down 20 %", CHANGE, -20, 0, None, "percent"),
    ("minus 20 %", CHANGE, -20, 0, None, "percent"),
    ("declined by nearly 50 %", CHANGE, -50, 0, "nearly", "percent"),
    ("fell by more than 20 %", CHANGE, -20, 0, "less than", "percent"),
    ("fell by at least 20 %", CHANGE, -20, 0, "at most", "percent"),
    ("rose by over 200 %", CHANGE, 200, 0, "more than", "percent"),
    ("rose to 250 %", CHANGE, 150, 0, None, "percent"),
    ("rose +5 %", CHANGE, 5, 0, None, "percent"),
    ("0.6 % lower", CHANGE, -0.6, 1, None, "percent"),
    ("18 % higher", CHANGE, 18, 0, None, "percent"),
    ("18 % higher than in 2005–09", CHANGE, 18, 0, None, "percent"),
    ("a 122 percent increase", CHANGE, 122, 0, None, "percent"),
    ("a 20-fold increase", CHANGE, 1900, 0, None, "percent"),
    ("rose to 2.5 times", CHANGE, 150, -1, None, "percent"),
    ("fell to a third", CHANGE, -66.7, 1, None, "percent"),
    ("fell to almost half", CHANGE, -50, 0, "about", "percent"),
    ("fell to less than a third", CHANGE, -66.7, 1, "less than", "percent"),
    ("fell to 43 %", SHARE, 43, 0, None, "percent"),
    ("fell to a third", SHARE, 33.3, 1, None, "percent"),
    ("fell to less than 5 %", SHARE, 5, 0, "less than", "percent"),
    ("fell to 300 million", VOLUME, 300, 0, None, "million TIV"),
    ("rose by a factor of ten", CHANGE, 900, 0, None, "percent"),
    ("(“69 %”)", SHARE, 69, 0, None, "percent"),
    ("a doubling", CHANGE, 100, 0, None, "percent"),
    ("a threefold rise", CHANGE, 200, 0, None, "percent"),
    ("a drop of 12.5 %", CHANGE, -12.5, 1, None, "percent"),
    ("–27 %", CHANGE, -27, 0, None, "percent"),
    ("fell by a third", CHANGE, -33.3, 1, None, "percent"),
    ("rose by half", CHANGE, 50, 0, None, "percent"),
    ("a fifth lower", CHANGE, -20, 0, None, "percent"),
    ("+1 164 %", CHANGE, 1164, 0, None, "percent"),
    ("rose to 43 %", SHARE, 43, 0, None, "percent"),
    ("rose to 914 million", VOLUME, 914, 0, None, "million TIV"),
    ("four times", "ratio", 4, 0, None, "times"),
    ("more than twice", "ratio", 2, 0, "more than", "times"),
    ("58 % higher than", "ratio", 1.58, 2, None, "times"),
    ("more than 20 per cent lower", "ratio", 0.8, 2, "less than", "times"),
    ("half", "ratio", 0.5, 2, None, "times"),
    # Marks of thousands and decimals.
    ("6,633", VOLUME, 6633, 0, None, None),
    ("6.633", VOLUME, 6633, 0, None, None),
    ("6 633", VOLUME, 6633, 0, None, None),
    ("6'633", VOLUME, 6633, 0, None, None),
    ("6’633,5", VOLUME, 6633.5, 1, None, None),
    ("6\u202f633,5", VOLUME, 6633.5, 1, None, None),
    ("6,633.5", VOLUME, 6633.5, 1, None, None),
    ("6.633,5", VOLUME, 6633.5, 1, None, None),
    ("1,234,567", VOLUME, 1234567, 0, None, None),
    ("1.234.567", VOLUME, 1234567, 0, None, None),
    ("2,5", SHARE, 2.5, 1, None, None),
    ("1,234", SHARE, 1.234, 3, None, None),
    ("0,123", CHANGE, 0.123, 3, None, None),
    ("1234,567", CHANGE, 1234.567, 3, None, None),
    # Scales and units.
    ("$5.28 billion", VOLUME, 5280, -1, None, "USD million"),
    ("US$ 6.5bn", VOLUME, 6500, -2, None, "USD million"),
    ("6.5 billion dollars", VOLUME, 6500, -2, None, "USD million"),
    ("5.28 bn TIV", VOLUME, 5280, -1, None, "million TIV"),
    ("5.3 billion", VOLUME, 5300, -2, None, "million TIV"),
    ("914 million", VOLUME, 914, 0, None, "million TIV"),
    ("914 TIV", VOLUME, 914, 0, None, "million TIV"),
    ("$1,234 million", VOLUME, 1234, 0, None, "USD million"),
    ("1.234 billion", VOLUME, 1234, 0, None, "million TIV"),
    ("$5280 million", VOLUME, 5280, 0, None, "USD million"),
    ("over $5 bn", VOLUME, 5000, -3, "more than", "USD million"),
    # Other languages.
    ("5,28 Mrd.", VOLUME, 5280, -1, None, "million TIV"),
    ("5,28 Milliarden US-Dollar", VOLUME, 5280, -1, None, "USD million"),
    ("%69", SHARE, 69, 0, None, "percent"),
    ("yüzde 69,5", SHARE, 69.5, 1, None, "percent"),
    ("69 Prozent", SHARE, 69, 0, None, "percent"),
    ("69 pour cent", SHARE, 69, 0, None, "percent"),
    ("69,5 por ciento", SHARE, 69.5, 1, None, "percent"),
    ("69 per cento", SHARE, 69, 0, None, "percent"),
    ("69 процентов", SHARE, 69, 0, None, "percent"),
    ("914 Mio. TIV", VOLUME, 914, 0, None, "million TIV"),
    ("5,28 млрд долларов", VOLUME, 5280, -1, None, "USD million"),
    ("5,28 milyar dolar", VOLUME, 5280, -1, None, "USD million"),
    ("5.280 millones", VOLUME, 5280, 0, None, "million TIV"),
    ("rund 40 Prozent", SHARE, 40, 0, "about", "percent"),
    ("más de 60 por ciento", SHARE, 60, 0, "more than", "percent"),
    ("почти 70 %", SHARE, 70, 0, "nearly", "percent"),
]
PLACES = [
    ("No. 1", 1, None), ("#1", 1, None), ("number one", 1, None), ("№ 1", 1, None),
    ("biggest", 1, None), ("the largest", 1, None), ("top supplier", 1, None),
    ("2nd biggest", 2, None), ("second largest", 2, None),
    ("world's third-largest exporter", 3, None),
    ("among the top ten", 10, "at most"), ("top 5", 5, "at most"), ("tenth", 10, None),
    ("one of the three largest", 3, "at most"), ("24th importer", 24, None), ("5.", 5, None),
    ("rank 7", 7, None), ("rose to fourth", 4, None), ("twelfth place", 12, None),
    ("one of the world's top five", 5, "at most"), ("at least the third-largest", 3, "at least"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "metric", "value", "decimals", "comparison", "unit"), WORDED)
def test_a_number_as_worded(
    text: str, metric: str, value: float, decimals: int, comparison: str | None, unit: str | None
) -> None:
    found = number(text, metric)
    # A third is a third, and 33.3 only as it is written.
    assert (found.value, found.decimals) == (pytest.approx(value, abs=0.04), decimals)
    assert (found.comparison, found.unit) == (comparison, unit)
    assert float(found.text) == pytest.approx(value)


@pytest.mark.parametrize(("text", "place", "comparison"), PLACES)
def test_a_place_as_worded(text: str, place: int, comparison: str | None) -> None:
    found = number(text, "rank_among_suppliers")
    assert (found.value, found.comparison) == (place, comparison)


def test_a_hundred_and_twenty_forms_are_tried() -> None:
    assert len(WORDED) + len(PLACES) >= 120


@pytest.mark.parametrize(
    ("text", "metric", "inside", "outside"),
    [
        ("about 40 %", SHARE, (37.6, 42.4), (37.4, 42.6)),
        ("nearly 40 %", SHARE, (38.4, 40.4), (38.2, 40.6)),
        ("a third", SHARE, (31.3, 35.3), (31.2, 35.4)),
        ("nearly half", SHARE, (45.1, 50.4), (44.9, 50.6)),
        ("more than two thirds", SHARE, (66.68, 70.0), (66.66, 60.0)),
        ("less than a third", SHARE, (33.32, 20.0), (33.34, 40.0)),
        ("over a quarter", SHARE, (25.1, 70.0), (25.0, 24.0)),
        ("doubled", CHANGE, (90.0, 110.0), (89.0, 111.0)),
        ("2.5 times", CHANGE, (145.1, 154.9), (144.9, 155.1)),
        ("almost 100-fold", CHANGE, (9627.3, 9900.0), (9000.0, 9901.0)),
        ("fell by more than 20 %", CHANGE, (-20.1, -40.0), (-20.0, -19.9)),
        ("fell by nearly 20 %", CHANGE, (-19.0, -20.4), (-18.8, -20.6)),
        ("more than halved", CHANGE, (-50.1, -99.0), (-50.0, -49.0)),
        ("5.28 billion", VOLUME, (5275.1, 5284.9), (5274.9, 5285.1)),
    ],
)
def test_what_a_number_stands_for(
    text: str, metric: str, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    found = number(text, metric)
    claim = Claim(
        subject(metric, "ISR", "AZE", (2016, 2020)), found.text, found.value, found.decimals,
        found.comparison, found.unit or unit_of(metric), None, "SIPRI", found.tolerance,
    )  # fmt: skip
    assert all(agrees(claim, Value(2026, value)) for value in inside)
    assert not any(agrees(claim, Value(2026, value)) for value in outside)


def test_a_rise_by_times_keeps_its_other_reading() -> None:
    assert number("increased by 2.5 times", CHANGE).other_reading == 250
    assert number("four times larger", CHANGE).other_reading == 400
    for text in ("2.5 times", "rose to 2.5 times", "100-fold", "tripled", "rose by 20 %"):
        assert number(text, CHANGE).other_reading is None


@pytest.mark.parametrize(
    "text", ["tripled", "$5.28 billion", "fell  64\N{NO-BREAK SPACE}%", "A third"]
)
def test_words_are_kept_as_printed(text: str) -> None:
    assert number(text, "" if "$" in text else CHANGE).wording == " ".join(text.split())
    assert number("nearly 70 %").wording == ""


@pytest.mark.parametrize(
    ("text", "metric", "message"),
    [
        ("doubled", SHARE, "is a multiple, and share_of_recipient_imports is none"),
        ("rose by 5 %", SHARE, "is a change, and share_of_recipient_imports is none"),
        ("fell 64 %", VOLUME, "its measure is change_pct"),
        ("9,627", CHANGE, "as 9627 or as 9.627"),
    ],
)
def test_a_number_that_its_measure_cannot_be(text: str, metric: str, message: str) -> None:
    found = read_number(text, metric)
    assert isinstance(found, Fault) and message in found.message, found


PIECES = st.lists(
    st.sampled_from(
        ["about", "nearly", "rose", "fell", "by", "to", "more than", "a", "one", "third", "half",
         "2.5", "1,234", "-", "+", "%", "times", "fold", "-fold", "$", "billion", "TIV", "top",
         "largest", "No.", "halved", "lower", "in", "ten", "0", "9" * 16, "Mrd.", "yüzde", "⁄", "¼"]
    ) | st.text(max_size=3),
    max_size=7,
)  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(st.text(max_size=200) | PIECES.map(" ".join) | PIECES.map("".join),
       st.sampled_from(["", *METRICS]))  # fmt: skip
def test_whatever_comes_is_a_number_or_a_fault(text: str, metric: str) -> None:
    found = read_number(text, metric)
    if isinstance(found, Fault):
        assert found.field == "value" and 10 < len(found.message) < 300
        assert str(found).isprintable()
    else:
        assert float(found.text) == pytest.approx(found.value) and abs(found.value) < 1e16
        assert found.comparison in (None, *COMPARISONS) and found.tolerance >= 0


@pytest.mark.parametrize(
    "text", ["9" * 99, "1 " * 49, "up " * 33, "about " * 16, "1,234" * 19, "a" * 100, " %" * 50,
             "three quarters of " + "x" * 80, "1" + "'000" * 24, "$" * 99, "5 times as big as " * 5]
)  # fmt: skip
def test_a_long_text_is_told_at_once(text: str) -> None:
    start = time.perf_counter()
    read_number(text, CHANGE)
    assert time.perf_counter() - start < 0.1

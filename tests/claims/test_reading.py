"""Quoted figures as people type them: read, or refused with a message that says what to write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.claims.claim import Claim
from etl.claims.desk import Desk
from etl.claims.metrics import COMPUTED
from etl.claims.reading import Fault, Number, read, read_number

GOOD = {
    "supplier": "Israel", "recipient": "Azerbaijan", "metric": "share_of_recipient_imports",
    "value": "69", "period": "2016–20",
}  # fmt: skip


def told(desk: Desk, **other: str) -> str:
    """What is unclear about the good claim with these fields instead."""
    found = read(GOOD | other, desk.known)
    assert isinstance(found, list), found
    return " ".join(str(fault) for fault in found)


def understood(desk: Desk, **other: str) -> Claim:
    found = read(GOOD | other, desk.known)
    assert isinstance(found, Claim), found
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
    found = read_number(text, ranks=True)
    assert isinstance(found, Number), found
    assert (found.value, found.comparison, found.decimals) == (place, comparison, 0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("67,7", "write decimals with a point, 67.7"),
        ("9,627", "write 9627 without a thousands mark, or 9.627 with a point"),
        ("sixty-nine", "write the number in digits"), ("", "it is empty"), ("  ", "it is empty"),
        ("4.85 billion", "write the number in millions"), ("6-9", "is not a number"),
        ("1e3", "is not a number"), ("nan", "in digits"), ("٦٩", "number"),
    ],
)  # fmt: skip
def test_a_number_that_is_none(text: str, message: str) -> None:
    found = read_number(text)
    assert isinstance(found, Fault) and message in found.message, found


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"value": "690 %"}, "value: 690: a share lies between 0 and 100 per cent"),
        ({"value": "-6"}, "value: -6: a share lies between 0 and 100 per cent"),
        ({"period": "7 September 2020"}, "found “7 September 2020”: SIPRI's volumes are by"),
        ({"period": "2020-09-07"}, "SIPRI's volumes are by year"),
        ({"period": "2020-09"}, "a month cannot be checked"),
        ({"period": "2020–16"}, "it ends before it begins; write 2016–2020"),
        ({"period": "1945–49"}, "SIPRI's data begin in 1950"),
        ({"period": f"2020–{date.today().year + 1}"}, "it lies in the future"),
        ({"period": ""}, "period: it is empty"),
        ({"recipient": "Israel"}, "the same party stands on both sides"),
        ({"supplier": "ISR", "recipient": "Israel"}, "the same party stands on both sides"),
        ({"recipient": "Azerbaijn"}, "Did you mean Azerbaijan"),
        ({"supplier": "", "recipient": ""}, "name a supplier or a recipient"),
        ({"supplier": ""}, "needs a supplier"),
        ({"metric": "share_of_world_exports"}, "leave the recipient empty"),
        ({"metric": "share"}, "metric: found “share”; use one of: share_of_recipient_imports"),
        ({"metric": "rank_among_suppliers", "value": "2.5"}, "a rank is a whole number"),
        ({"metric": "rank_among_suppliers", "value": "0"}, "a rank is a whole number from 1"),
        ({"metric": "volume", "value": "-5"}, "a volume is not negative"),
        ({"metric": "change_pct", "value": "-120"}, "nothing can fall by more than 100"),
        ({"value": "USD 69"}, "share_of_recipient_imports is in percent, not in USD million"),
        ({"published": "7.9.2023"}, "write YYYY-MM-DD"), ({"comparison": "about"}, "use one of"),
        ({"recipient": "<script>alert(1)</script>"}, "is no name of a country or group"),
    ],
)  # fmt: skip
def test_what_is_unclear_is_told_with_what_to_write(
    desk: Desk, fields: dict[str, str], message: str
) -> None:
    assert message in told(desk, **fields)


def test_all_that_is_unclear_is_told_at_once(desk: Desk) -> None:
    message = told(desk, supplier="Atlantis", value="", period="2099")
    assert message.count("supplier: ") == message.count("value: ") == message.count("period: ") == 1


@pytest.mark.parametrize("period", ["2016–20", "2016-20", "2016-2020", "2016/20", "2016 to 2020"])
def test_a_period_may_be_written_in_many_ways(desk: Desk, period: str) -> None:
    assert understood(desk, period=period).subject.years == (2016, 2020)
    two = {"period": "", "first_year": "2016", "last_year": "2020"}
    assert understood(desk, **two).subject.years == (2016, 2020)
    assert understood(desk, period="2020").subject.years == (2020, 2020)
    assert understood(desk, period="1998–2002").subject.years == (1998, 2002)


def test_names_are_those_of_the_reference_tables(desk: Desk) -> None:
    for name in ("Turkey", "Türkiye", "TUR", "Turkiye"):
        assert understood(desk, supplier=name).subject.supplier == "TUR"
    group = understood(desk, supplier="United States", recipient="European NATO")
    assert group.subject.recipient == "NATO Europe"
    nato = understood(desk, supplier="Russia", recipient="NATO")
    assert nato.subject.recipient == "NATO member states"
    several = understood(desk, supplier="Russia + China", recipient="Africa")
    assert several.subject.supplier == "RUS+CHN"


def test_a_group_is_computed_and_held_against_what_a_fact_sheet_printed(desk: Desk) -> None:
    one = understood(desk, supplier="USA", recipient="Europe", period="2019–23", value="55")
    (checked,) = desk.check([replace(one, published="2024-03")])
    assert checked.verdict.held_in == "2024 fact sheet"
    (other,) = desk.check([understood(desk, supplier="USA", recipient="Africa", value="12")])
    assert other.verdict.word == "Close" and other.computed(2026).startswith("13")


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "comparison", "unit", "first_year", "last_year", "published"]),
        st.text(max_size=30) | st.sampled_from([*COMPUTED, "Israel", "2016–20", "69 %", "nearly"]),
    )
)
def test_anything_typed_is_read_or_told(desk: Desk, fields: dict[str, str]) -> None:
    found = read(GOOD | fields, desk.known)
    if isinstance(found, Claim):
        (checked,) = desk.check([found])
        assert checked.verdict.why and checked.to_print()
    else:
        assert found and all(fault.message for fault in found)

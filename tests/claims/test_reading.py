"""Quoted figures as people type them: read, or refused with a message that says what to write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.parameters import window_of
from etl.cards import seal
from etl.claims.claim import Claim
from etl.claims.desk import Desk
from etl.claims.metrics import COMPUTED
from etl.claims.numbers import read_number
from etl.claims.reading import read
from etl.claims.sentence import propose
from etl.common.errors import DataError
from etl.stage import stage
from etl.warehouse.read import Warehouse
from tests.conftest import quiet

DASHES = "-‐‑‒–—―−﹘﹣－⁃˗"

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
        ({"period": ""}, "period: it is empty"), ({"period": "2016 and 2020"}, "give the years"),
        ({"recipient": "Israel"}, "the same party stands on both sides"),
        ({"supplier": "ISR", "recipient": "Israel"}, "the same party stands on both sides"),
        ({"recipient": "Azerbaijn"}, "Did you mean Azerbaijan"),
        ({"metric": "ratio", "value": "4 times", "other": "France"},
         "recipient: ratio is of two suppliers or two recipients; leave one side empty"),
        ({"metric": "ratio", "value": "4 times", "recipient": ""},
         "other: ratio is of two parties; name the second here"),
        ({"supplier": "", "recipient": ""}, "name a supplier or a recipient"),
        ({"supplier": ""}, "needs a supplier"),
        ({"metric": "share_of_world_exports"}, "leave the recipient empty"),
        ({"metric": "share"}, "metric: found “share”; use one of: share_of_recipient_imports"),
        ({"metric": "rank_among_suppliers", "value": "2.5"}, "a rank is a whole number"),
        ({"metric": "rank_among_suppliers", "value": "0"}, "a rank is a whole number from 1"),
        ({"metric": "volume", "value": "-5"}, "a volume is not negative"),
        ({"metric": "change_pct", "value": "-120"}, "nothing can fall by more than 100"),
        ({"value": "USD 69"}, "share_of_recipient_imports is in percent, not in USD million"),
        ({"published": "7.9.23"}, "write YYYY-MM-DD"), ({"comparison": "roughly"}, "use one of"),
        ({"metric": "volume", "value": "a third"}, "a volume is in million TIV, not in percent"),
        ({"published": "31 February 2023"}, "is no day of the calendar; write YYYY-MM-DD"),
        ({"recipient": "<script>alert(1)</script>"}, "is no name of a country or group"),
        ({"recipient": "azerbaijan + usa"}, "found “usa” is no name of a country or group"),
        ({"recipient": "azerbaijan + usa"}, "Did you mean USA?"),
        ({"recipient": "+Egypt + Qatar"}, "found “+Egypt + Qatar”: a plus stands between"),
        ({"recipient": "Egypt +"}, "found “Egypt +”: a plus stands between two names"),
        ({"recipient": "Egypt + World"}, "the world holds all others"),
        ({"metric": "ratio", "recipient": "", "other": "the world"}, "the world holds all others"),
        ({"metric": "share_of_region_imports", "supplier": "", "recipient": "NATO"},
         "other: a group has no region of its own"),
        ({"value": "more than 5", "comparison": "less than"}, "the value says “more than”"),
    ],
)  # fmt: skip
def test_what_is_unclear_is_told_with_what_to_write(
    desk: Desk, fields: dict[str, str], message: str
) -> None:
    assert message in told(desk, **fields)


def test_a_group_may_trade_within_itself(desk: Desk) -> None:
    within = {"supplier": "EU", "metric": "share_of_supplier_exports", "period": "2020-2024"}
    claim = understood(desk, **within, recipient="European Union")
    assert claim.subject.supplier == claim.subject.recipient == "EU member states"
    assert any(found.value for found in desk.check([claim])[0].values)


def test_all_that_is_unclear_is_told_at_once(desk: Desk) -> None:
    message = told(desk, supplier="Atlantis", value="", period="2099")
    assert message.count("supplier: ") == message.count("value: ") == message.count("period: ") == 1


@pytest.mark.parametrize(
    "period",
    ["2016–20", "2016-20", "2016-2020", "2016/20", "2016 to 2020", "between 2016 and 2020",
     "from 2016 to 2020", "in 2016–20", "the years 2016—2020", "2016 bis 2020", "entre 2016 y 2020",
     "2016 – 20"],
)  # fmt: skip
def test_a_period_may_be_written_in_many_ways(desk: Desk, period: str) -> None:
    assert understood(desk, period=period).subject.years == (2016, 2020)
    two = {"period": "", "first_year": "2016", "last_year": "2020"}
    assert understood(desk, **two).subject.years == (2016, 2020)
    assert understood(desk, period="2020").subject.years == (2020, 2020)
    assert understood(desk, period="1998–2002").subject.years == (1998, 2002)


@pytest.mark.parametrize("sign", DASHES)
def test_whatever_looks_like_a_dash_is_one(desk: Desk, sign: str) -> None:
    assert understood(desk, period=f"2016{sign}20").subject.years == (2016, 2020)
    change = {"metric": "change_pct", "recipient": "", "compared": f"2005{sign}09"}
    fall = understood(desk, **change, value=f"{sign}64.5 %")
    assert (fall.value, fall.subject.compared) == (-64.5, (2005, 2009))
    sentence = f"In 2016{sign}20 Israel supplied 69 % of Azerbaijan's arms imports."
    assert propose(sentence, desk.known.parties)["period"] == "2016–20"
    minus = "-" if sign in "—―﹘" else sign  # a long dash before a number is none
    sentence = f"Russia's arms exports in 2021{sign}25: {minus}64 % against 2016{sign}20."
    said = propose(sentence, desk.known.parties)
    assert (said["period"], said["compared"]) == ("2021–25", "2016–20")
    assert read_number(said["value"], "change_pct").value == -64
    assert window_of(f"2016{sign}20") == (2016, 2020)


def test_a_soft_hyphen_between_years_is_one_and_none_in_words(desk: Desk) -> None:
    soft = "\N{SOFT HYPHEN}"
    assert understood(desk, period=f"2016{soft}20").subject.years == (2016, 2020)
    sentence = f"In 2016{soft}20 Israel sup{soft}plied 69 % of Azer{soft}baijan's arms imports."
    said = propose(sentence, desk.known.parties)
    assert (said["period"], said["recipient"]) == ("2016–20", "AZE")
    assert understood(desk, published="2025\N{NON-BREAKING HYPHEN}03").published == "2025-03"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10 March 2025", "2025-03-10"), ("March 10, 2025", "2025-03-10"),
        ("10th of March 2025", "2025-03-10"), ("March 2025", "2025-03"), ("Mar. 2025", "2025-03"),
        ("2025-03", "2025-03"), ("2025", "2025"), ("10.03.2025", "2025-03-10"),
        ("7.9.2023", "2023-09-07"), ("13/03/2025", "2025-03-13"), ("03/13/2025", "2025-03-13"),
        ("2025-03-10T06:00:00+01:00", "2025-03-10"), ("2025-03-10T06:00Z", "2025-03-10"),
        ("10. März 2025", "2025-03-10"), ("1er mars 2025", "2025-03-01"),
        ("10 de marzo de 2025", "2025-03-10"), ("10 марта 2025 г.", "2025-03-10"),
        ("10 Mart 2025", "2025-03-10"), ("10 août 2025", "2025-08-10"), ("", None),
    ],
)  # fmt: skip
def test_a_day_may_be_written_in_many_ways(desk: Desk, text: str, day: str | None) -> None:
    assert understood(desk, published=text).published == day


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("03/10/2025", "it can be read in two ways; write 2025-10-03 or 2025-03-10"),
        ("yesterday", "write YYYY-MM-DD, YYYY-MM or YYYY"), ("Marble 2025", "is no day"),
        ("2025-13", "is no day"), ("32 March 2025", "is no day"), ("0000", "is no day"),
        ("10\x00March 2025", "found “10·March 2025”; write"), ("9" * 10_000, "write YYYY"),
    ],
)  # fmt: skip
def test_a_day_that_is_none(desk: Desk, text: str, message: str) -> None:
    assert message in told(desk, published=text)


def test_a_change_may_name_the_period_that_it_is_against(desk: Desk) -> None:
    change = {"metric": "change_pct", "recipient": "", "value": "20 %"}
    assert understood(desk, **change, compared="2005–09").subject.compared == (2005, 2009)
    assert understood(desk, **change, compared="2011–15").subject.compared is None  # as usual
    assert "it ends before it begins" in told(desk, **change, compared="2009–05 ")
    assert "compared: share_of_recipient_imports is of one period" in told(desk, compared="2011")


def test_a_number_in_words_goes_into_the_claim(desk: Desk) -> None:
    worded = understood(desk, metric="change_pct", recipient="", value="increased by 2.5 times")
    assert (worded.value, worded.rounding) == (150, pytest.approx(5))
    assert (worded.wording, worded.other_reading) == ("increased by 2.5 times", 250)
    third = understood(desk, value="more than two thirds")
    assert (third.comparison, third.tolerance, third.unit) == ("more than", 2.0, "percent")
    (checked,) = desk.check([third])
    assert checked.verdict.word == "Agreed when written, revised since"
    assert checked.printed() == "“more than two thirds”"
    assert understood(desk, value="two thirds", comparison="about").wording == ""


def test_names_are_those_of_the_reference_tables(desk: Desk) -> None:
    for name in ("Turkey", "Türkiye", "TUR", "Turkiye"):
        assert understood(desk, supplier=name).subject.supplier == "TUR"
    group = understood(desk, supplier="United States", recipient="European NATO")
    assert group.subject.recipient == "NATO Europe"
    nato = understood(desk, supplier="Russia", recipient="NATO")
    assert nato.subject.recipient == "NATO member states"
    several = understood(desk, supplier="Russia + China", recipient="Africa")
    assert several.subject.supplier == "RUS+CHN"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Deutschland", "DEU"), ("Allemagne", "DEU"), ("Alemania", "DEU"), ("Германия", "DEU"),
        ("Almanya", "DEU"), ("Німеччина", "DEU"), ("Germania", "DEU"), ("États-Unis", "USA"),
        ("Vereinigte Staaten", "USA"), ("Estados Unidos", "USA"), ("Stati Uniti", "USA"),
        ("США", "USA"), ("ABD", "USA"), ("Türkei", "TUR"), ("Турция", "TUR"), ("Turquie", "TUR"),
        ("Emirati Arabi Uniti", "ARE"), ("Cote d'Ivoire", "CIV"), ("Costa d'Avorio", "CIV"),
        ("Costa d’Avorio", "CIV"), ("Sowjetunion", "SUN"), ("Russian", "RUS"), ("Israeli", "ISR"),
    ],
)  # fmt: skip
def test_names_of_other_languages_are_known_to_readers(desk: Desk, name: str, code: str) -> None:
    assert understood(desk, supplier=name, recipient="India").subject.supplier == code


def test_a_name_of_another_language_means_one_party_and_none_but_readers_know_it(
    warehouse: Warehouse, data_copy: Path
) -> None:
    again = """
        SELECT n.name FROM state_name n WHERE n.name IN (
            SELECT name FROM state UNION SELECT sipri_name FROM state UNION
            SELECT state_id FROM state UNION SELECT alias FROM state_alias UNION
            SELECT written_as FROM group_alias UNION SELECT group_name FROM party_group)"""
    assert list(warehouse.query(again, {})["name"]) == []
    table = data_copy / "cited/articles.csv"
    text = table.read_text(encoding="utf-8")
    assert ",Germany," in text
    table.write_text(text.replace(",Germany,", ",Deutschland,"), encoding="utf-8")
    seal(table, date(2026, 11, 28))
    with pytest.raises(DataError, match="unknown country name"):
        stage(data_copy, quiet)


def test_a_group_is_computed_and_held_against_what_a_fact_sheet_printed(desk: Desk) -> None:
    one = understood(desk, supplier="USA", recipient="Europe", period="2019–23", value="55")
    (checked,) = desk.check([replace(one, published="2024-03")])
    assert checked.verdict.held_in == "2024 fact sheet"
    (other,) = desk.check([understood(desk, supplier="USA", recipient="Africa", value="12")])
    assert other.verdict.word == "Close" and other.computed(2026).startswith("12.6")


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


def test_a_share_of_those_to_whom_a_party_does_not_belong_is_refused(desk: Desk) -> None:
    def why(recipient: str, other: str) -> str:
        claim = read(
            {"metric": "share_of_region_imports", "recipient": recipient, "other": other,
             "value": "3", "period": "2021-25"}, desk.known,
        )  # fmt: skip
        assert isinstance(claim, Claim)
        return desk.check([claim])[0].verdict.why

    assert why("Japan", "Africa") == "Japan did not belong to Africa in 2025."
    assert why("NATO", "Europe").endswith(
        "Of the NATO member states only those within Europe count."
    )
    assert "belong" not in why("Poland", "NATO") and "only those" not in why("EU", "Europe")


def test_who_stands_twice_in_a_sum_is_said(desk: Desk) -> None:
    claim = read(
        {"metric": "share_of_world_imports", "recipient": "EU + Germany", "value": "20",
         "period": "2020-24"}, desk.known,
    )  # fmt: skip
    assert isinstance(claim, Claim)
    why = desk.check([claim])[0].verdict.why
    assert why.endswith("Germany stands in this sum more than once and counts once.")


def test_a_weapon_of_ten_thousand_letters_is_refused(desk: Desk) -> None:
    faults = read(
        {"metric": "items", "supplier": "Israel", "value": "3", "period": "2016-20",
         "weapon": "x" * 10_000}, desk.known,
    )  # fmt: skip
    assert isinstance(faults, list) and [fault.field for fault in faults] == ["weapon"]
    assert "it is too long" in str(faults[0])

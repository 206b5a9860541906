"""Dollars of US sales beside notifications to Congress, which are ceilings."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.takeaway.review import review
from etl.claims.claim import Claim
from etl.claims.desk import Desk
from etl.claims.notified import CEILING
from etl.claims.reading import read
from etl.claims.sentence import propose
from etl.claims.verdict import AGREES, UNKNOWN
from etl.warehouse.read import Warehouse


@pytest.fixture(scope="module")
def desk(warehouse: Warehouse) -> Desk:
    return Desk(warehouse)


def claim(
    desk: Desk, value: str, years: str, to: str = "Poland", by: str = "United States"
) -> Claim:
    given = {"supplier": by, "recipient": to, "value": value, "period": years, "metric": "value"}
    found = read(given, desk.known)
    assert isinstance(found, Claim), found
    return found


@pytest.mark.parametrize(
    ("value", "years", "to", "told"),
    [
        ("$6.5 bn", "2019", "Poland", "notification 19-49 of 11 September 2019, up to 6,500"),
        ("nearly $6.6 billion", "2015-20", "Poland", "notification 19-49 of"),
        ("$11.2 billion", "2017", "Poland", "the sum of the 4 notifications in 2017, up to 11,200"),
        ("$100 million", "2022", "Taiwan", "notification 21-66 of 7 February 2022"),
    ],
)  # fmt: skip
def test_it_agrees_with_one_or_with_the_sum(
    desk: Desk, value: str, years: str, to: str, told: str
) -> None:
    (checked,) = desk.check([claim(desk, value, years, to)])
    why = checked.verdict.why.replace("\N{NO-BREAK SPACE}", " ")
    assert checked.verdict.word == AGREES and told in why and CEILING in why
    assert checked.to_print() == checked.verdict.why and not desk.diagnose(checked)
    assert b'"alternateName": "Notified as a ceiling"' in review(
        checked, "said", "p", "s", date(2026, 1, 1)
    )


def test_else_it_says_which_there_are_and_decides_nothing(desk: Desk) -> None:
    (checked,) = desk.check([claim(desk, "$9 billion", "2019")])
    assert checked.verdict.word == UNKNOWN
    assert "Of 1 in 2019 the nearest: notification 19-49" in checked.verdict.why
    assert CEILING in checked.verdict.why and "Cannot be checked" in checked.to_print()
    (nothing,) = desk.check([claim(desk, "$9 billion", "1999")])
    assert "None in 1999 is loaded" in nothing.verdict.why


def test_without_a_seller_the_weapon_tells_the_notice_and_what_is_assumed_is_said(
    desk: Desk,
) -> None:
    found = read(propose("$6.5 bn of F-35s for Poland", desk.known.parties), desk.known)
    assert isinstance(found, Claim), found
    (checked,) = desk.check([found])
    why = checked.verdict.why.replace("\N{NO-BREAK SPACE}", " ")
    assert checked.verdict.word == AGREES
    assert "notification 19-49 of 11 September 2019, up to 6,500 million US dollars" in why
    assert "No seller is named: the United States is assumed" in why


def test_a_list_names_the_weapon_in_its_statement(desk: Desk) -> None:
    given = {"recipient": "Poland", "value": "$9 billion", "metric": "value"}
    of_f35 = read(given | {"statement": "F-35s for Poland cost 9 billion"}, desk.known)
    assert isinstance(of_f35, Claim) and of_f35.subject.weapon == "F-35"
    (checked,) = desk.check([of_f35])
    assert checked.verdict.word == UNKNOWN
    assert "the nearest: notification 19-49" in checked.verdict.why
    assert checked.verdict.why.endswith("whose notices of F-35 are looked at.")
    rafale = read(given | {"weapon": "Rafale"}, desk.known)
    assert isinstance(rafale, Claim)
    (other,) = desk.check([rafale])
    assert "United States" not in other.verdict.why, "it never offered any to Poland"
    # Without a weapon the years must be told, and nobody is assumed to sell.
    assert not isinstance(read(given, desk.known), Claim)


def test_other_sellers_dollars_are_left_to_nobody(desk: Desk) -> None:
    (checked,) = desk.check([claim(desk, "$6.5 billion", "2019", by="France")])
    assert checked.verdict.word == UNKNOWN and "notification" not in checked.verdict.why

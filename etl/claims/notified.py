"""Dollars of US arms sales, held against what the US government notified to its Congress."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from etl.claims.claim import Claim, Value
from etl.claims.verdict import AGREES, UNKNOWN, Verdict, agrees
from etl.common.words import SPACE, listed
from etl.questions.answer import period

SELLER = "USA"
CEILING = "a ceiling notified to Congress, not a contract, not a delivery"
_ASSUMED = (
    " No seller is named: the United States is assumed, whose notices of {weapon} are looked at."
)
_TOLD = 3  # notifications that are named


@dataclass(frozen=True)
class Notified:
    """A sale as notified: its number, if known, its day (YYYY-MM-DD), the most, and of what."""

    transmittal: str | None
    notified: str
    total_usd_m: float
    what: str

    @property
    def words(self) -> str:
        """``notification 19-49 of 11 September 2019, up to 6,500 million US dollars``."""
        number = f" {self.transmittal}" if self.transmittal else ""
        day = date.fromisoformat(self.notified)
        return f"notification{number} of {day.day} {day:%B %Y}, up to {_money(self.total_usd_m)}"


def is_of_sales(claim: Claim) -> bool:
    """Whether it is of dollars for arms that the United States sells to somebody.

    It may be so of a weapon that no seller is named for.
    """
    subject = claim.subject
    by_us = subject.supplier == SELLER or (not subject.supplier and subject.weapon)
    return claim.unit == "USD million" and bool(by_us and subject.recipient)


def meant(claim: Claim, known: Sequence[Notified]) -> list[Notified]:
    """The notifications that may be meant: where no seller is named, those of the weapon alone."""
    if claim.subject.supplier:
        return [*known]
    # An F-35A is an F-35, and an F-3 is none.
    weapon = rf"\b{re.escape(claim.subject.weapon or '')}(?!\d)"
    return [one for one in known if re.search(weapon, one.what, re.IGNORECASE)]


def held(claim: Claim, known: Sequence[Notified]) -> Verdict:
    """A claim of that kind beside the notifications to its recipient.

    It agrees with the one that gives the number, or with all of its period together. Else nothing
    is decided: what was agreed, paid or delivered stands in no notification.
    """
    years = claim.subject.years
    within = [one for one in known if not years or years[0] <= int(one.notified[:4]) <= years[1]]
    when = f" in {period(*years)}" if years else ""
    fits = [one for one in within if _agrees(claim, one.total_usd_m)]
    total = sum(one.total_usd_m for one in within)
    assumed = "" if claim.subject.supplier else _ASSUMED.format(weapon=claim.subject.weapon)
    if fits:
        found = listed([f"{one.words} ({one.what})" for one in fits[:_TOLD]])
    elif len(within) > 1 and _agrees(claim, total):
        found = f"the sum of the {len(within)} notifications{when}, up to {_money(total)}"
    else:
        nearest = sorted(within, key=lambda one: abs(one.total_usd_m - claim.value))
        there = listed([one.words for one in nearest[:_TOLD]])
        told = f"None{when} is loaded."
        if within:
            told = f"Of {len(within)}{when} the nearest: {there}. Each is {CEILING}."
        why = (
            f"The figure is in dollars, which SIPRI does not measure, and no notification to "
            f"Congress gives it. {told}"
        )
        return Verdict(UNKNOWN, f"{why}{assumed}")
    return Verdict(AGREES, f"It agrees with {found}: {CEILING}.{assumed}", found)


def _agrees(claim: Claim, usd_m: float) -> bool:
    return agrees(replace(claim, subject=replace(claim.subject, metric="volume")), Value(0, usd_m))


def _money(usd_m: float) -> str:
    return f"{usd_m:,.1f}".removesuffix(".0") + f"{SPACE}million US dollars"

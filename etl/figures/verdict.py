"""The verdict on a quoted figure: does it agree with what the releases give?

Rounding follows the precision printed: 69 stands for 68.5 to 69.5, 6.6 for 6.55 to 6.65. A rank
must be the same. ``nearly`` allows three per cent less than the number, ``at most`` anything up
to it, ``at least`` anything from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

AGREES = "Agrees"
REVISED = "Agreed when written, revised since"
DIFFERS = "Differs"
UNKNOWN = "Cannot be computed"
VERDICTS = (AGREES, REVISED, DIFFERS, UNKNOWN)


@dataclass(frozen=True)
class Claim:
    """A quoted figure: the number as printed and how it is worded."""

    value: float
    decimals: int
    metric: str
    comparison: str | None
    unit: str
    published: str | None
    attributed_to: str


@dataclass(frozen=True)
class Recomputed:
    """What a release gives: a value with its uncertainty, or why there is none."""

    release: int
    value: float | None
    uncertainty: float
    why_not: str | None
    precision: str = "exact"


@dataclass(frozen=True)
class Published:
    """The same figure as a fact sheet printed it."""

    edition: int
    value: str
    number: float
    decimals: int


@dataclass(frozen=True)
class Verdict:
    """A word of :data:`VERDICTS` and a sentence that says why."""

    word: str
    why: str


def judge(
    claim: Claim, recomputed: Sequence[Recomputed], published: Sequence[Published]
) -> Verdict:
    """Judge a claim.

    The newest release that has the value decides whether it agrees today. If it does not, the
    newest release that was out when the article appeared, or else the fact sheet of its time,
    decides whether it agreed then.
    """
    if claim.unit == "USD million":
        return Verdict(
            UNKNOWN,
            "The figure is in dollars. SIPRI measures volumes (TIV), not prices, so it can neither "
            "confirm nor refute it.",
        )
    known = sorted(
        (r for r in recomputed if r.value is not None), key=lambda r: r.release, reverse=True
    )
    year = publication_year(claim)
    then = [cell for cell in published if year is None or cell.edition <= year]
    cell = max(then, key=lambda c: c.edition, default=None)
    printed = "" if cell is None else f" SIPRI's {cell.edition} fact sheet printed {cell.value}."
    if not known:
        reasons = [r.why_not for r in recomputed if r.why_not]
        reasons = reasons or ["No release of SIPRI's flows is loaded."]
        return Verdict(UNKNOWN, reasons[-1] + printed)
    newest = known[0]
    if _agrees(claim, newest):
        within = "" if claim.metric.startswith("rank") else " within the printed rounding"
        return Verdict(AGREES, f"The {newest.release} release gives the same{within}.")
    of_its_time = next((r for r in known if year is not None and r.release <= year), None)
    if of_its_time is not None and of_its_time is not newest and _agrees(claim, of_its_time):
        return Verdict(
            REVISED,
            f"The {of_its_time.release} release, the newest loaded one of its time, gives the same;"
            f" the {newest.release} release does not.{printed}",
        )
    if cell is not None and _same_as_printed(claim, cell):
        return Verdict(
            REVISED,
            f"It is what SIPRI's {cell.edition} fact sheet printed; the {newest.release} release "
            "gives another value.",
        )
    if of_its_time is None:
        return Verdict(
            DIFFERS,
            f"The {newest.release} release gives another value. No loaded release of the article's "
            f"time covers the period, so whether it held then is open.{printed}",
        )
    return Verdict(DIFFERS, f"No loaded release gives this value.{printed}")


def publication_year(claim: Claim) -> int | None:
    """The year of the article, or of the fact sheet that it credits."""
    if claim.published:
        return int(claim.published[:4])
    credited = re.search(r"published (\d{4})", claim.attributed_to)
    return int(credited[1]) if credited else None


def _agrees(claim: Claim, found: Recomputed) -> bool:
    assert found.value is not None
    if claim.metric.startswith("rank"):
        return (
            found.value <= claim.value
            if claim.comparison == "at most"
            else found.value == claim.value
        )
    slack = 0.5 * 10.0**-claim.decimals + found.uncertainty + 1e-9
    low, high = claim.value - slack, claim.value + slack
    match claim.comparison:
        case "nearly":
            low -= 0.03 * abs(claim.value)
        case "at most":
            low = float("-inf")
        case "at least":
            high = float("inf")
    return low <= found.value <= high


def _same_as_printed(claim: Claim, cell: Published) -> bool:
    """Equal at the coarser of the two precisions."""
    decimals = min(claim.decimals, cell.decimals)
    return abs(claim.value - cell.number) <= 0.5 * 10.0**-decimals + 1e-9

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

    The newest exact release that has the value, or else the newest, decides whether it agrees
    today. If it does not, the newest release that was out when the article appeared, or else the
    fact sheet of its time, decides whether it agreed then.
    """
    if claim.unit == "USD million":
        return Verdict(
            UNKNOWN,
            "The figure is in dollars. SIPRI measures volumes (TIV), not prices, so it can neither "
            "confirm nor refute it.",
        )
    # A register spread evenly over its years is shown beside a claim and decides nothing.
    valued = by_preference(recomputed)
    known = [found for found in valued if found.precision != "split"]
    year = publication_year(claim)
    then = [cell for cell in published if year is None or cell.edition <= year]
    cell = max(then, key=lambda c: c.edition, default=None)
    printed = "" if cell is None else f" SIPRI's {cell.edition} fact sheet printed {cell.value}."
    if valued and not known:
        return Verdict(
            UNKNOWN,
            f"Only the {valued[0].release} release covers it, and as loaded it is approximate: "
            f"deals are spread evenly over their years of delivery.{printed}",
        )
    if not known:
        reasons = [r.why_not for r in recomputed if r.why_not]
        reasons = reasons or ["No release of SIPRI's flows is loaded."]
        return Verdict(UNKNOWN, reasons[-1] + printed)
    newest = known[0]
    if _agrees(claim, newest):
        return Verdict(AGREES, f"The {newest.release} release {_says(claim)}.")
    of_its_time = max(
        (r for r in known if year is not None and r.release <= year),
        key=lambda r: r.release,
        default=None,
    )
    if of_its_time is not None and of_its_time is not newest and _agrees(claim, of_its_time):
        return Verdict(
            REVISED,
            f"The {of_its_time.release} release, the newest loaded one of its time, "
            f"{_says(claim)}; the {newest.release} release does not.{printed}",
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
    agreeing = [str(r.release) for r in known if _agrees(claim, r)]
    if agreeing:
        return Verdict(
            DIFFERS,
            f"The {newest.release} release gives another value, and so does the one of the "
            f"article's time; it is that of the release of {agreeing[0]}.{printed}",
        )
    return Verdict(DIFFERS, f"No loaded release gives this value.{printed}")


def by_preference(recomputed: Sequence[Recomputed]) -> list[Recomputed]:
    """What has a value, the newest exact release first and the approximate ones last."""
    known = [found for found in recomputed if found.value is not None]
    return sorted(known, key=lambda r: (r.precision == "exact", r.release), reverse=True)


def _says(claim: Claim) -> str:
    """How a release that agrees puts it, by the wording of the claim."""
    match claim.comparison:
        case "nearly":
            return 'fits the word "nearly"'
        case "at most":
            return "gives no more than that"
        case "at least":
            return "gives at least that"
    rank = claim.metric.startswith("rank")
    return "gives the same" if rank else "gives the same within the printed rounding"


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
            found.value <= claim.value + found.uncertainty
            if claim.comparison == "at most"
            else abs(found.value - claim.value) <= found.uncertainty
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

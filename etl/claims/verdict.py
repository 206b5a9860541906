"""The verdict on a claim: does it agree with what the releases give?

Rounding follows the precision printed: 69 stands for 68.5 to 69.5, 6.6 for 6.55 to 6.65. A rank
must be the same. ``about`` allows five per cent of the number to either side, and words such as *a
third* or *doubled* what :mod:`etl.claims.numbers` says; ``nearly`` allows three per cent less than
the number, ``at most`` anything up to it, ``at least`` anything from it, both with the rounding of
the number; ``less than`` and ``more than`` mean what they say, without it. The first of these that
holds is the verdict:

- *agrees*: the newest exact release that covers the figure gives it (or may give it, where its
  rows are rounded). Where deals were rebuilt or split into years, a release decides only if all
  that its value can be agrees, or nothing of it.
- *agreed when written*: the fact sheet of the edition that the article credits printed it; where
  that edition is not on file, the newest loaded release that was out gives it, and not only may.
  No loaded release can say whether it holds today.
- *agreed when written, revised since*: the same, and the newest release gives another value.
- *close*: a percentage within one point of the newest release's, or of the fact sheet's where no
  release covers it.
- *differs* from them by more.
- *cannot be computed*, with the reason: not covered, money, or a measure that is not computed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, nextafter

from etl.claims.claim import Claim, Printed, Value
from etl.claims.metrics import RANKS
from etl.claims.words import shown_within

AGREES = "Agrees"
AGREED = "Agreed when written"
REVISED = "Agreed when written, revised since"
CLOSE = "Close"
DIFFERS = "Differs"
UNKNOWN = "Cannot be computed"
VERDICTS = (AGREES, AGREED, REVISED, CLOSE, DIFFERS, UNKNOWN)
HOLDS = (AGREES, AGREED, REVISED)
CLOSE_POINTS = 1.0
_SAYS = {
    "about": 'fits the word "about"',
    "nearly": 'fits the word "nearly"',
    "at most": "gives no more than that",
    "at least": "gives at least that",
    "less than": "gives less than that",
    "more than": "gives more than that",
}


@dataclass(frozen=True)
class Verdict:
    """A word of :data:`VERDICTS`, a sentence that says why, and where the figure held once.

    ``is_open`` says that nothing loaded tells whether it held when it was written.
    """

    word: str
    why: str
    held_in: str = ""
    is_open: bool = False


def judge(claim: Claim, values: Sequence[Value], cells: Sequence[Printed]) -> Verdict:
    """Judge a claim by the rules at the head of this module.

    It is held against the value of each loaded release and the cells that fact sheets printed for
    its subject. A value that is too uncertain to decide is shown beside a claim.
    """
    if claim.unit == "USD million":
        return Verdict(
            UNKNOWN,
            "The figure is in dollars. SIPRI measures volumes (TIV), not prices, so it can neither "
            "confirm nor refute it.",
        )
    known = [found for found in by_preference(values) if decides(claim, found)]
    newest = known[0] if known else None
    if newest and agrees(claim, newest):
        return Verdict(AGREES, f"The {newest.release} release {_says(claim)}.")
    cell = _of_its_time(claim, cells)
    release = None if cell else _newest_out(claim, known)
    source = held_in = ""
    if cell and same_as_printed(claim, cell):
        held_in = f"{cell.edition} fact sheet"
        source = f"SIPRI's {held_in}, which printed {cell.text}"
    elif release and _gives(claim, release):
        held_in = f"{release.release} release"
        source = f"the {held_in}, the newest loaded one of its time"
    if source and newest:
        return Verdict(
            REVISED,
            f"It agreed with {source}; the {newest.release} release gives another value.",
            held_in,
        )
    if source:
        why = _why_not(claim, values)
        why = f"It agreed with {source}. Whether it still holds is open: {why}"
        return Verdict(AGREED, why, held_in)
    printed = f"SIPRI's {cell.edition} fact sheet printed {cell.text}." if cell else ""
    if newest:
        why = " ".join(filter(None, (_apart(claim, known), printed)))
        if is_open := cell is None and release is None:
            why += (
                " No loaded release of the article's time covers the period, so whether it held "
                "then is open."
            )
        return replace(_close_or_not(claim, newest, why), is_open=is_open)
    why = _why_not(claim, values)
    if cell:
        return _close_or_not(claim, Value(cell.edition, cell.value), f"{printed} {why}")
    return Verdict(UNKNOWN, why)


def _close_or_not(claim: Claim, found: Value, why: str) -> Verdict:
    low, high = found.bounds
    least, most = low - CLOSE_POINTS - 1e-9, high + CLOSE_POINTS + 1e-9
    if claim.unit == "percent" and least <= claim.value <= most:
        apart = abs(claim.value - (found.value or 0.0))
        return Verdict(CLOSE, f"The difference is {apart:.1f} points. {why}")
    return Verdict(DIFFERS, why)


def _apart(claim: Claim, known: Sequence[Value]) -> str:
    """How the releases stand to a figure that neither today's nor its time's gives."""
    agreeing = [str(found.release) for found in known[1:] if agrees(claim, found)]
    if agreeing:
        why = f"The {known[0].release} release gives another value, the {agreeing[0]} release this."
    elif len(known) > 1:
        why = "No loaded release gives this value."
    else:
        why = f"The {known[0].release} release gives another value."
    return why


def _why_not(claim: Claim, values: Sequence[Value]) -> str:
    """Why no release that counts gives a value."""
    uncertain = [found for found in values if found.value is not None]
    if uncertain:
        newest = max(uncertain, key=lambda found: found.release)
        return (
            f"Only the {newest.release} release covers it, and as loaded it is approximate. "
            f"It gives {shown_within(claim.metric, newest)}, so whether the number holds is open."
        )
    reasons = [found.reason for found in values if found.reason]
    return reasons[-1] if reasons else "No release of SIPRI's flows is loaded."


def _of_its_time(claim: Claim, cells: Sequence[Printed]) -> Printed | None:
    """The cell of the edition that the article credits, else of the newest one that was out."""
    credited, out = credited_edition(claim), _newest_edition_out(claim)
    if credited is not None:
        return next((cell for cell in cells if cell.edition == credited), None)
    then = [cell for cell in cells if out is None or cell.edition <= out]
    return max(then, key=lambda cell: cell.edition, default=None)


def _newest_out(claim: Claim, known: Sequence[Value]) -> Value | None:
    """The newest release that the article can have used; None where its date is not known."""
    out = _newest_edition_out(claim)
    then = [found for found in known if out is not None and found.release <= out]
    return max(then, key=lambda found: found.release, default=None)


def by_preference(values: Sequence[Value]) -> list[Value]:
    """What has a value, the newest exact release first and the approximate ones last."""
    known = [found for found in values if found.value is not None]
    return sorted(known, key=lambda r: (r.precision == "exact", r.release), reverse=True)


def _says(claim: Claim) -> str:
    """How a release that agrees puts it, by the wording of the claim."""
    same = "gives the same" + ("" if claim.metric in RANKS else " within the printed rounding")
    return _SAYS.get(claim.comparison or "", same)


def publication_year(claim: Claim) -> int | None:
    """The year of the article, or of the fact sheet that it credits."""
    return int(claim.published[:4]) if claim.published else credited_edition(claim)


def credited_edition(claim: Claim) -> int | None:
    """The edition of SIPRI's fact sheet that the article names as its source."""
    credited = re.search(r"SIPRI.*published (\d{4})", claim.attributed_to)
    return int(credited[1]) if credited else None


def _newest_edition_out(claim: Claim) -> int | None:
    """The newest that can be meant: SIPRI publishes in February or March, and never in January."""
    year = publication_year(claim)
    january = claim.published is not None and claim.published[4:7] == "-01"
    return year - 1 if year is not None and january else year


def agrees(claim: Claim, found: Value) -> bool:
    """Whether a release's value is, or may be, the one printed, by rounding and wording."""
    (least, most), (low, high) = _meant(claim), found.bounds
    return least <= high and low <= most


def decides(claim: Claim, found: Value) -> bool:
    """Whether it is certain enough to say that the printed number holds, or that it does not."""
    is_told = found.precision not in ("rebuilt", "split")
    return is_told or _gives(claim, found) or not agrees(claim, found)


def _gives(claim: Claim, found: Value) -> bool:
    """Whether a value as it stands is the one printed; of one rebuilt or split, all it can be."""
    (least, most), (low, high) = _meant(claim), found.bounds
    if found.precision not in ("rebuilt", "split"):
        low = high = found.value or 0.0
    return least <= low and high <= most


def _meant(claim: Claim) -> tuple[float, float]:
    """From which to which value the printed number stands for, by rounding and wording."""
    rounding = 0.0 if claim.metric in RANKS else claim.rounding
    low, high = claim.value - rounding, claim.value + rounding
    off = claim.tolerance
    match claim.comparison:
        case "at most":
            return -inf, high
        case _ if claim.metric in RANKS:
            return low, high
        case "nearly":
            off += 0.03 * abs(claim.value)
            return (low - off, high) if claim.value >= 0 else (low, high + off)
        case "at least":
            return low, inf
        case "less than":
            return -inf, nextafter(claim.value, -inf)
        case "more than":
            return nextafter(claim.value, inf), inf
        case "about":
            off += 0.05 * abs(claim.value)
    return low - off, high + off


def same_as_printed(claim: Claim, cell: Printed) -> bool:
    """Equal at the coarser of the two precisions, or fitting the claim's wording."""
    coarser = replace(claim, decimals=min(claim.decimals, cell.decimals))
    return agrees(claim if claim.comparison else coarser, Value(cell.edition, cell.value))

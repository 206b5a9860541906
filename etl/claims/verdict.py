"""The verdict on a claim: does it agree with what the releases give?

Rounding follows the precision printed: 69 stands for 68.5 to 69.5, 6.6 for 6.55 to 6.65. A rank
must be the same. ``about`` allows five per cent of the number to either side, and words such as *a
third* or *doubled* what :mod:`etl.claims.numbers` says; ``nearly`` allows three per cent less than
the number, ``at most`` anything up to it, ``at least`` anything from it, both with the rounding of
the number; at least the third-largest is among the three largest; ``less than`` and ``more than``
mean what they say, without it. A rise by less than so much is no fall, and a fall no rise. The
first of these that holds is the verdict:

- *agrees*: the newest exact release that covers the figure gives it (or may give it, where its
  rows are rounded). Where deals were rebuilt or split into years, a release decides only if all
  that its value can be agrees, or nothing of it. Dollars of US sales agree with what was notified
  (:mod:`etl.claims.notified`).
- *agreed when written*: the fact sheet of the edition that the article credits printed it; where
  that edition is not on file, the newest fact sheet that was out, or a newer loaded release that
  was out gives it, and not only may. Whether it holds today is open.
- *agreed when written, revised since*: the same, and the newest release gives another value.
- *close*: a percentage within one point of the newest release's, or of the fact sheet's where no
  release covers it.
- *differs* from them by more.
- *cannot be computed*, with the reason: not covered, money, or a measure that is not computed.

A number that differs *did not hold when it was written* only where that is shown; else it is open.
It is shown by the edition that the article credits, and else by the newest of its time, as a fact
sheet printed it or a release gives it; of an article of February or March, by that of the year
before, too. It must not stand in any older state on file. Where that edition is not on file, a
share over five years or more that lies :data:`NO_DOUBT` points from all that is on file shows it:
that is twice as far as any such share on file was ever moved. Where deliveries are few SIPRI moves
shares of one country's trade by any amount, so of these a fact sheet must print them, or releases
of before and after the article give them. Ranks, volumes, changes and single years have no bound.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, nextafter

from etl.claims.claim import Claim, Printed, Value
from etl.claims.metrics import RANKS, SHARES
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
# From how many points on a share never stood so, whatever SIPRI has revised.
NO_DOUBT = {
    "share_of_world_exports": 5.0, "share_of_world_imports": 5.0, "share_of_region_imports": 10.0,
    "share_of_recipient_imports": 25.0, "share_of_supplier_exports": 25.0,
}  # fmt: skip
_FITS = {"about": 'fits the word "about"', "nearly": 'fits the word "nearly"'}
_SAYS = _FITS | {
    "at most": "gives no more than that", "at least": "gives at least that",
    "less than": "gives less than that", "more than": "gives more than that",
}  # fmt: skip
# The same of a fall, which is a negative change.
_SAYS_OF_FALL = _FITS | {
    "at most": "gives at least that fall", "at least": "gives no greater fall than that",
    "less than": "gives a greater fall than that", "more than": "gives a smaller fall than that",
}  # fmt: skip
_EXACTLY = 12  # decimals of a number that stands for itself alone


@dataclass(frozen=True)
class Verdict:
    """A word of :data:`VERDICTS`, a sentence that says why, and where the figure held once.

    ``is_open`` says that nothing loaded tells whether a number that differs held when it was
    written.
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
        return Verdict(AGREES, f"The {newest.release} release {_says(claim, newest)}.")
    cell, release = _of_its_time(claim, cells), _newest_out(claim, known)
    if cell and release and (credited_edition(claim) or cell.edition >= release.release):
        release = None
    source = held_in = ""
    if cell and same_as_printed(claim, cell):
        held_in = f"{cell.edition} fact sheet"
        source = f"SIPRI's {held_in}, which printed {cell.text}"
    elif release and gives(claim, release):
        held_in = f"{release.release} release"
        source = f"the {held_in}, the newest loaded one of its time"
    if source and newest:
        return Verdict(
            REVISED,
            f"It agreed with {source}; the {newest.release} release gives another value.",
            held_in,
        )
    if source:
        why = why_not(claim, values)
        why = f"It agreed with {source}. Whether it still holds is open: {why}"
        return Verdict(AGREED, why, held_in)
    if not newest and not cell:
        return Verdict(UNKNOWN, why_not(claim, values))
    doubt = _doubt(claim, list(map(_as_value, cells)), _with_value(values))
    printed = f"SIPRI's {cell.edition} fact sheet printed {cell.text}." if cell else ""
    parts = (
        (_apart(claim, known, values), printed, doubt)
        if newest
        else (printed, why_not(claim, values), doubt)
    )
    why = " ".join(filter(None, parts))
    against = newest or (_as_value(cell) if cell else None)
    assert against
    return replace(_close_or_not(claim, against, why), is_open=bool(doubt))


def _as_value(cell: Printed) -> Value:
    """A printed cell as what its edition gives, between what rounds to it."""
    rounding = 0.5 * 10.0**-cell.decimals - 1e-8  # what lies between two numbers fits only one
    return Value(cell.edition, cell.value, cell.value - rounding, cell.value + rounding)


def _doubt(claim: Claim, printed: Sequence[Value], given: Sequence[Value]) -> str:
    """Why it is open whether a number that differs held when written; empty if it did not.

    All states of the figure on file decide: what fact sheets printed and what releases give.
    """
    credited, out = credited_edition(claim), edition_out(claim)
    states = [*printed, *given]
    of_its_time = [
        [one for one in states if one.release == edition] for edition in _editions_meant(claim)
    ]
    is_told = bool(of_its_time) and all(of_its_time)
    is_told &= not any(agrees(claim, one) for edition in of_its_time for one in edition)
    earlier = [one.release for one in states if agrees(claim, one) and one.release <= (out or inf)]
    if earlier and not (credited and is_told):
        return f"SIPRI's data of {max(earlier)} may have given it, so whether it held then is open."
    if is_told:
        return ""
    years, bound = claim.subject.years, NO_DOUBT.get(claim.metric, inf)
    on_both_sides = {one.release <= (out or inf) for one in given} == {True, False}
    if claim.metric in SHARES[:2] and not printed and not on_both_sides:
        bound = inf
    is_long = years is not None and years[1] - years[0] >= 4
    if is_long and all(_gap(claim, one) >= bound for one in states):
        return ""
    return "No loaded release of the article's time settles it, so whether it held then is open."


def _editions_meant(claim: Claim) -> list[int]:
    """The editions that the article can have used: that which it credits, or the newest then.

    In February and March, or where only the year is known, that of the year before may have been
    the newest, unless the period is of this year's.
    """
    if credited := credited_edition(claim):
        return [credited]
    out, years = edition_out(claim), claim.subject.years
    if out is None:
        return []
    month = (claim.published or "")[5:7]
    is_sure = month not in ("", "02", "03") or (years is not None and years[1] == out - 1)
    return [out] if is_sure else [out - 1, out]


def _gap(claim: Claim, found: Value) -> float:
    """How far a value is from all that the printed number stands for."""
    (least, most), (low, high) = meant(claim), found.bounds
    return max(least - high, low - most)


def _close_or_not(claim: Claim, found: Value, why: str) -> Verdict:
    low, high = found.bounds
    least, most = low - CLOSE_POINTS - 1e-9, high + CLOSE_POINTS + 1e-9
    if claim.unit == "percent" and least <= claim.value <= most:
        apart = abs(claim.value - (found.value or 0.0))
        points = f"{apart:.1f}" if apart >= 0.05 else "less than 0.1"
        return Verdict(CLOSE, f"The difference is {points} points. {why}")
    return Verdict(DIFFERS, why)


def _apart(claim: Claim, known: Sequence[Value], values: Sequence[Value]) -> str:
    """How the releases stand to a figure that neither today's nor its time's gives."""
    others = [found for found in by_preference(values) if found != known[0]]
    giving = [found for found in others if gives(claim, found)]
    possible = [found for found in others if agrees(claim, found)]
    another = f"The {known[0].release} release gives another value"
    if giving:
        return f"{another}, the {giving[0].release} release this."
    if possible:
        return f"{another}; the {possible[0].release} release is approximate, and may give this."
    return "No loaded release gives this value." if len(known) > 1 else f"{another}."


def why_not(claim: Claim, values: Sequence[Value]) -> str:
    """Why no release that counts gives a value."""
    uncertain = _with_value(values)
    if uncertain:
        newest = max(uncertain, key=lambda found: found.release)
        return (
            f"The {newest.release} release covers it, but as loaded it is approximate. "
            f"It gives {shown_within(claim.metric, newest)}, so whether the number holds is open."
        )
    reasons = [found.reason for found in values if found.reason]
    return reasons[-1] if reasons else "No release of SIPRI's flows is loaded."


def _of_its_time(claim: Claim, cells: Sequence[Printed]) -> Printed | None:
    """The cell of the edition that the article credits, else of the newest one that was out."""
    credited, out = credited_edition(claim), edition_out(claim)
    if credited is not None:
        return next((cell for cell in cells if cell.edition == credited), None)
    then = [cell for cell in cells if out is None or cell.edition <= out]
    return max(then, key=lambda cell: cell.edition, default=None)


def _newest_out(claim: Claim, known: Sequence[Value]) -> Value | None:
    """The newest release that the article can have used; None where its date is not known."""
    out = edition_out(claim)
    then = [found for found in known if out is not None and found.release <= out]
    return max(then, key=lambda found: found.release, default=None)


def by_preference(values: Sequence[Value]) -> list[Value]:
    """What has a value, the newest exact release first and the approximate ones last."""
    return sorted(
        _with_value(values), key=lambda r: (r.precision == "exact", r.release), reverse=True
    )


def _with_value(values: Sequence[Value]) -> list[Value]:
    return [found for found in values if found.value is not None]


def _says(claim: Claim, found: Value) -> str:
    """How a release that agrees puts it, by the wording of the claim."""
    if not gives(claim, found):
        return "is approximate, and may give that"
    if claim.metric in RANKS:
        is_among = claim.comparison in ("at most", "at least")
        return "gives a place among them" if is_among else "gives the same"
    if holds_by_rounding(claim, found):
        side = "under" if abs(found.value or 0.0) < abs(claim.value) else "over"
        return f"gives just {side} that, which is the same within the printed rounding"
    is_fall = claim.metric == "change_pct" and claim.value < 0
    says = _SAYS_OF_FALL if is_fall else _SAYS
    return says.get(claim.comparison or "", "gives the same within the printed rounding")


def holds_by_rounding(claim: Claim, found: Value) -> bool:
    """Whether a value keeps to the wording of a claim only once both are rounded alike."""
    exact = meant(replace(claim, decimals=_EXACTLY))
    is_worded = claim.comparison not in (None, "about") and claim.metric not in RANKS
    return is_worded and _lies_in(meant(claim), found) and not _lies_in(exact, found)


def _lies_in(limits: tuple[float, float], found: Value) -> bool:
    """Whether a value as it stands lies between two limits."""
    assert found.value is not None
    return limits[0] <= found.value <= limits[1]


def publication_year(claim: Claim) -> int | None:
    """The year of the article, or of the fact sheet that it credits."""
    return int(claim.published[:4]) if claim.published else credited_edition(claim)


def credited_edition(claim: Claim) -> int | None:
    """The edition of SIPRI's fact sheet that the article names as its source."""
    credited = re.search(r"SIPRI.*published (\d{4})", claim.attributed_to)
    return int(credited[1]) if credited else None


def edition_out(claim: Claim) -> int | None:
    """The newest that can be meant: SIPRI publishes in February or March, and never in January."""
    year = publication_year(claim)
    january = claim.published is not None and claim.published[4:7] == "-01"
    return year - 1 if year is not None and january else year


def agrees(claim: Claim, found: Value) -> bool:
    """Whether a release's value is, or may be, the one printed, by rounding and wording."""
    (least, most), (low, high) = meant(claim), found.bounds
    return least <= high and low <= most


def decides(claim: Claim, found: Value) -> bool:
    """Whether it is certain enough to say that the printed number holds, or that it does not."""
    is_told = found.precision not in ("rebuilt", "split")
    return is_told or gives(claim, found) or not agrees(claim, found)


def gives(claim: Claim, found: Value) -> bool:
    """Whether a value as it stands is the one printed; of one rebuilt or split, all it can be."""
    (least, most), (low, high) = meant(claim), found.bounds
    if found.precision not in ("rebuilt", "split"):
        low = high = found.value or 0.0
    return least <= low and high <= most


def meant(claim: Claim) -> tuple[float, float]:
    """From which to which value the printed number stands for, by rounding and wording."""
    rounding = 0.0 if claim.metric in RANKS else claim.rounding
    low, high = claim.value - rounding, claim.value + rounding
    off = claim.tolerance
    # What rose by less than so much did not fall.
    is_change = claim.metric == "change_pct"
    least = 0.0 if is_change and claim.value > 0 else -inf
    most = 0.0 if is_change and claim.value < 0 else inf
    match claim.comparison:
        case "at most":
            return least, high
        case "at least" if claim.metric in RANKS:  # a place as good as that
            return -inf, high
        case _ if claim.metric in RANKS:
            return low, high
        case "nearly":
            off += 0.03 * abs(claim.value)
            return (low - off, high) if claim.value >= 0 else (low, high + off)
        case "at least":
            return low, most
        case "less than":
            return least, nextafter(claim.value, -inf)
        case "more than":
            return nextafter(claim.value, inf), most
        case "about":
            off += 0.05 * abs(claim.value)
    return low - off, high + off


def same_as_printed(claim: Claim, cell: Printed) -> bool:
    """Equal at the coarser of the two precisions, or fitting the claim's wording."""
    coarser = replace(claim, decimals=min(claim.decimals, cell.decimals))
    return agrees(claim if claim.comparison else coarser, Value(cell.edition, cell.value))

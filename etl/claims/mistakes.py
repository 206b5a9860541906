"""What may have gone wrong with a claim: the usual mistakes, and which of them give its number.

A hit is no proof. Many figures share a number of two digits, so hits are ranked by how likely each
is by chance: of all comparable figures of that period the part that fits the number, times the
number of tries that lie as near (the edition before is one of two nearest windows, a supplier
eight ranks away one of sixteen). A cell of the very fact sheet that the text credits, or that was
the newest when it appeared, counts twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from etl.claims.checked import APPROXIMATE
from etl.claims.claim import Claim, Printed, Subject, Years
from etl.claims.metrics import OF_REGION, RANKS, SHARES, SIDES
from etl.claims.verdict import credited_edition, edition_out, meant
from etl.claims.volumes import Numbers, Volumes
from etl.claims.words import described, shown
from etl.common.words import SPACE, listed, percent
from etl.questions.answer import period
from etl.sources.reference import is_group

# The mistakes by what a reader calls them; where chance cannot tell two apart, the first is named.
UNIT = "TIV read as dollars"
DOLLARS = "Dollars read as TIV"
SWAPPED = "Importer and exporter swapped"
OTHER_SHARE = "Share of imports and share of exports confused"
DENOMINATOR = "World and region confused"
BEFORE = "The edition before"
AFTER = "The edition after"
PREVIOUS = "The preceding period's value"
BOUNDS = "A year too many or too few"
SINGLE = "A single year and a longer period confused"
POINTS = "Percentage points and per cent confused"
FACTOR = "Rise by and rise to confused"
RANK = "One rank off"
MEMBER = "One country alone, not the group"
PART = "A region and a part of it confused"
GROUP = "Another group's value"
CARRIED = "An older period's value carried forward"
LATER = "A later period's value"
PARTY = "Another country's value"
POINT = "Decimal point or zero lost"
SIGN = "Rise and fall confused"
DIGIT = "A digit lost"
RELEASE = "Another release's value"
CHANGE = "A share and a change confused"
PLACE = "A percentage and a place confused"
TURNED = "Two digits swapped"
WRONG = "A wrong digit"
KINDS = (
    UNIT, DOLLARS, SWAPPED, OTHER_SHARE, DENOMINATOR, RELEASE, PREVIOUS, BEFORE, AFTER, BOUNDS,
    SINGLE, POINTS, FACTOR, CHANGE, PLACE, RANK, PART, GROUP, MEMBER, CARRIED, LATER, PARTY, POINT,
    SIGN, TURNED, DIGIT, WRONG,
)  # fmt: skip
# What stands for something else is often of an older release: a volume within this part, a change
# within this part of the volume that it leads to, a share within so many points.
_REVISED_BY = 0.15
_REVISED_TO = 0.05
_REVISED_POINTS = 1.0
_NEARLY = 8  # how much likelier chance comes near a number than it gives the same
_WEAK = 10  # others that fit from which on a hit proves little
_LONGEST = 10  # years of a period of which a single year may be a part
_OPEN = ("at most", "at least", "less than", "more than")
_NEAR = " That is near, and SIPRI revises its data every year."
_FACTORS = (10.0, 100.0, 1000.0, 0.1, 0.01, 0.001)


def _both_ways(one: str, other: str) -> dict[str, str]:
    """Each of two measures that are confused leads to the other."""
    return {one: other, other: one}


_OTHER_SIDE = _both_ways(*SHARES[:2]) | _both_ways(*RANKS)
_OTHER_TRADE = (
    _both_ways("share_of_world_exports", "share_of_world_imports")
    | _both_ways(*OF_REGION)
    | _both_ways("number_of_suppliers", "number_of_recipients")
)
_OTHER_WHOLE = _both_ways(SHARES[2], OF_REGION[1]) | _both_ways(SHARES[3], OF_REGION[0])
_PLACES_OF_PAIR = _both_ways(RANKS[0], SHARES[0]) | _both_ways(RANKS[1], SHARES[1])
_PLACES = _both_ways(RANKS[0], SHARES[2]) | _both_ways(RANKS[1], SHARES[3])


@dataclass(frozen=True)
class Finding:
    """A mistake that gives the printed number.

    Attributes:
        kind: One of :data:`KINDS`.
        sentence: What the data say, with the number, period and source.
        subject: What the number would be of.
        value: The value found, in the unit of its measure.
        others: How many other comparable subjects of that period fit the number too.
        chance: How many hits this near chance alone would give; the smaller the better.
    """

    kind: str
    sentence: str
    subject: Subject
    value: float
    others: int
    chance: float


@dataclass(frozen=True)
class _Try:
    """A subject that may have been meant, and how many tries lie as near as this one."""

    kind: str
    subject: Subject
    near: int
    convert: Callable[[Any], Any] | None = None  # of a number, or of many


@dataclass(frozen=True)
class _Source:
    """Who gives a value for a subject, and the release to compare others in (0 for none)."""

    value: float
    words: str
    release: int
    decimals: int = 1


class Diagnosis:
    """Tries the usual mistakes on a claim.

    Rests on the flows of the loaded releases, on what fact sheets printed by subject, newest
    edition first, and on sums quoted for a pair, in million dollars, with who printed them.
    """

    def __init__(
        self,
        volumes: Volumes,
        cells: Mapping[Subject, Sequence[Printed]],
        contracts: Mapping[tuple[str | None, str | None], Sequence[tuple[float, str]]],
    ) -> None:
        self._volumes = volumes
        self._releases = volumes.releases
        self._cells = cells
        self._contracts = contracts

    def of(self, claim: Claim) -> tuple[Finding, ...]:
        """The mistakes that give the printed number within its rounding, best first.

        One finding for each kind of mistake, that with the nearest try. Empty where none fits.
        """
        by_kind: dict[str, list[Finding]] = defaultdict(list)
        for finding in self._findings(claim):
            by_kind[finding.kind].append(finding)
        best = [_with_further(hits) for hits in by_kind.values()]
        return tuple(sorted(best, key=lambda f: (f.chance, KINDS.index(f.kind))))

    def _findings(self, claim: Claim) -> Iterator[Finding]:
        subject = claim.subject
        if subject.years is None:
            return
        if claim.unit == "USD million":
            yield from self._money(subject, claim)
            return
        yield from self._contracts_as_tiv(subject, claim)
        for trial in self._tries(claim):
            yield from self._tested(trial, claim)
        yield from self._in_points(subject, claim)
        yield from self._misprints(claim)

    def _tries(self, claim: Claim) -> Iterator[_Try]:
        subject = claim.subject
        yield _Try(RELEASE, subject, 1)
        yield from _confusions(subject)
        for trial in _windows(subject, self._volumes.years, _edition(claim)):
            if _is_change_of_like(trial.subject):
                yield trial
        if is_group(subject.supplier or "") or is_group(subject.recipient or ""):
            yield from self._members(claim)
        else:
            yield from self._others(claim)
        yield from self._groups(subject)

    def _tested(self, trial: _Try, claim: Claim) -> Iterator[Finding]:
        """The finding of a try, if a fact sheet or a release gives the number."""
        convert = trial.convert or (lambda value: value)
        sources = list(self._sources(trial.subject, claim))
        for source in sources:
            if _fits(claim, convert(source.value)):
                yield self._hit(trial, claim, source, convert)
                return
        if trial.kind in (SWAPPED, OTHER_SHARE):
            for source in sources:
                slack = _slack(trial.subject.metric, source.value)
                if _fits(claim, source.value, slack):
                    yield self._hit(trial, claim, source, convert, slack)
                    return

    def _hit(
        self,
        trial: _Try,
        claim: Claim,
        source: _Source,
        convert: Callable[[Any], Any],
        slack: float = 0.0,
    ) -> Finding:
        comparable = convert(self._comparable(trial.subject, source.release))
        fits = _count(claim, comparable, slack)
        chance = trial.near * max(fits, 1) / max(len(comparable), 1)
        if source.words == _fact_sheet(_edition(claim)):
            chance /= 2
        near = _NEAR if slack else ""
        more = near + _how_many(trial.subject, fits - 1)
        return self._finding(
            trial.kind, trial.subject, source, fits - 1, chance * (_NEARLY if slack else 1), more
        )

    def _finding(
        self, kind: str, subject: Subject, source: _Source, others: int, chance: float, more: str
    ) -> Finding:
        assert subject.years
        what = f"{described(subject, self._volumes.names)} in {period(*subject.years)}"
        if subject.compared:
            what += f" against {period(*subject.compared)}"
        found = f"{shown(subject.metric, source.value, source.decimals)} ({source.words})"
        sentence = f"{kind}: {what} was {found}.{more}"
        return Finding(kind, sentence, subject, source.value, max(others, 0), chance)

    def _sources(self, subject: Subject, claim: Claim) -> Iterator[_Source]:
        """First the fact sheets, that which the text credits before the others; then releases."""
        values = {release: self._volumes.value(subject, release) for release in self._releases}
        newest = next((release for release, value in values.items() if value is not None), 0)
        edition = _edition(claim)
        cells = self._cells.get(subject, ())
        for cell in sorted(cells, key=lambda cell: cell.edition != edition):
            yield _Source(cell.value, _fact_sheet(cell.edition), newest, cell.decimals)
        for release, value in values.items():
            if value is not None:
                yield _Source(value, self._named(subject, release), release)

    def _named(self, subject: Subject, release: int) -> str:
        is_exact = self._volumes.is_exact(subject, release)
        return f"{release} release" if is_exact else f"{release} release, {APPROXIMATE}"

    def _comparable(self, subject: Subject, release: int) -> Numbers:
        """The same measure of everybody else; what fact sheets print where no release says it."""
        if release:
            return self._volumes.comparable(subject, release)
        return np.array([self._cells[key][0].value for key in self._printed(subject)])

    def _printed(self, subject: Subject) -> list[Subject]:
        """What fact sheets print of the same measure and period, the largest value first."""
        alike = [
            key for key in self._cells if (key.metric, key.years) == (subject.metric, subject.years)
        ]
        return sorted(alike, key=lambda key: self._cells[key][0].value, reverse=True)

    def _others(self, claim: Claim) -> Iterator[_Try]:
        """Another party in the place of one that the subject names: other rows of its table."""
        subject = claim.subject
        if subject.metric in RANKS:
            return
        nearest: dict[Subject, int] = {}
        fitting = set(self._cells)
        for side in SIDES if subject.is_pair else (subject.side,):
            for release in self._releases:
                for other, distance, value in self._volumes.parties(subject, release, side):
                    nearest[other] = min(distance, nearest.get(other, distance))
                    if np.isnan(value) or _fits(claim, value):
                        fitting.add(other)
            for place, printed in enumerate(self._printed(subject), start=1):
                if replace(printed, **{side: getattr(subject, side)}) == subject != printed:
                    nearest.setdefault(printed, place)
        for other, distance in nearest.items():
            if other in fitting:
                yield _Try(PARTY, other, 2 * max(distance, 1))

    def _members(self, claim: Claim) -> Iterator[_Try]:
        """Single countries in the place of a group."""
        subject = claim.subject
        assert subject.years
        for side in SIDES:
            party = getattr(subject, side)
            if not party or subject.metric in RANKS:
                continue
            members = self._volumes.members(party, subject.years) - {party}
            for release in self._releases:
                for other, place, value in self._volumes.parties(subject, release, side):
                    fits = np.isnan(value) or _fits(claim, value)
                    if fits and getattr(other, side) in members:
                        yield _Try(MEMBER, other, place)
            for place, printed in enumerate(self._printed(subject), start=1):
                member = getattr(printed, side)
                if member in members and replace(subject, **{side: member}) == printed:
                    yield _Try(MEMBER, printed, place)

    def _groups(self, subject: Subject) -> Iterator[_Try]:
        """Another group in the place of one, as the EU in that of Europe."""
        assert subject.years
        named = {field: getattr(subject, field) for field in (*SIDES, "other")}
        if subject.metric in OF_REGION:
            named["other"] = self._volumes.group_of(subject)
        for field, party in named.items():
            others = self._volumes.like_groups(party, subject.years) if party else ()
            for place, (group, is_part) in enumerate(others, start=1):
                other = replace(subject, **{field: group})  # type: ignore[arg-type]
                yield _Try(PART if is_part else GROUP, other, 1 + place // 2)

    def _money(self, subject: Subject, claim: Claim) -> Iterator[Finding]:
        """A volume in TIV printed with a dollar sign, also if the volume was revised since."""
        meant = replace(subject, metric="volume")
        for factor, source in product((1.0, 1000.0, 0.001), self._sources(meant, claim)):
            in_dollars = factor * source.value
            exact = _fits(claim, in_dollars)
            if exact or _fits(claim, in_dollars, _slack("volume", in_dollars)):
                comparable = factor * self._comparable(meant, source.release)
                fits = _count(claim, comparable)
                chance = max(fits, 1) / max(len(comparable), 1)
                chance *= (1 if exact else 2) * (1 if factor == 1 else 2)
                near = "" if exact else _NEAR
                yield self._finding(UNIT, meant, source, fits - exact, chance, near)
                return

    def _contracts_as_tiv(self, subject: Subject, claim: Claim) -> Iterator[Finding]:
        """A sum in dollars, as an article of the ledger quotes it, called TIV."""
        if subject.metric != "volume":
            return
        for dollars_m, publisher in self._contracts.get((subject.supplier, subject.recipient), ()):
            if _fits(claim, dollars_m):
                yield Finding(
                    DOLLARS,
                    f"{DOLLARS}: {publisher} quotes {dollars_m:,.0f}{SPACE}million US dollars for "
                    "contracts of the two.",
                    subject, dollars_m, 0, 0.01,
                )  # fmt: skip
                return

    def _in_points(self, subject: Subject, claim: Claim) -> Iterator[Finding]:
        """The change of a share in points, where a change of the volume is quoted."""
        if subject.metric != "change_pct":
            return
        for metric in _shares_of(subject):
            now = replace(subject, metric=metric, compared=None)
            for release in self._releases:
                later = self._volumes.value(now, release)
                earlier = self._volumes.value(replace(now, years=subject.before), release)
                if later is None or earlier is None or not _fits(claim, later - earlier):
                    continue
                others = len(self._volumes.comparable(now, release))
                change = (
                    f" In {period(*subject.before)} it was {percent(earlier)}, so the change is "
                    f"{later - earlier:+.1f} points.".replace("-", "−")
                )
                source = _Source(later, self._named(now, release), release)
                found = self._finding(POINTS, now, source, 0, 1 / max(others, 1), change)
                yield replace(found, value=later - earlier)
                return

    def _misprints(self, claim: Claim) -> Iterator[Finding]:
        """The subject's own value with a decimal point, zero, sign or digit gone wrong."""
        subject = claim.subject
        if claim.metric in RANKS or not claim.value:
            return  # naught is what is left of any number with its point moved
        # A number that stands for words has no digits that could have gone wrong.
        kinds = (SIGN,) if claim.tolerance else tuple(_MISPRINTS)
        for source in self._sources(subject, claim):
            if not source.value or _fits(claim, source.value):
                continue
            comparable = self._comparable(subject, source.release)
            for kind in kinds:
                if kind == SIGN and claim.metric != "change_pct":
                    continue
                made = _MISPRINTS[kind]
                if _misprinted(claim, made(source.value, claim)):
                    fits = sum(_misprinted(claim, made(float(one), claim)) for one in comparable)
                    # Where the number stands for something else it is often but a digit apart, too.
                    chance = (1 + (kind == WRONG)) * max(fits, 1) / max(len(comparable), 1)
                    how_many = _how_many(subject, fits - 1)
                    yield self._finding(kind, subject, source, fits - 1, chance, how_many)


def _with_further(hits: Sequence[Finding]) -> Finding:
    """The most specific of several hits of one kind, with the other periods that fit too."""
    best = min(hits, key=lambda finding: finding.chance)
    further = [
        period(*finding.subject.years)
        for finding in sorted(hits, key=lambda finding: finding.chance)
        if finding.subject.years and finding.subject.years != best.subject.years
    ]
    if not further:
        return best
    more = f" and {len(further) - 2} more" if len(further) > 2 else ""
    return replace(best, sentence=f"{best.sentence} The same in {listed(further[:2])}{more}.")


def _confusions(subject: Subject) -> Iterator[_Try]:
    """The same number said of something else: sides swapped, another denominator or unit."""
    metric = subject.metric
    turned = replace(subject, supplier=subject.recipient, recipient=subject.supplier)
    if subject.is_pair:
        yield _Try(SWAPPED, turned, 1)
        if metric in _OTHER_SIDE:
            yield _Try(OTHER_SHARE, replace(subject, metric=_OTHER_SIDE[metric]), 1)
    elif subject.supplier or subject.recipient:
        others = _OTHER_SIDE | _OTHER_TRADE
        yield _Try(SWAPPED, replace(turned, metric=others.get(metric, metric)), 1)
    if metric in _OTHER_WHOLE:
        yield _Try(DENOMINATOR, replace(subject, metric=_OTHER_WHOLE[metric], other=None), 1)
    places = _PLACES_OF_PAIR if subject.is_pair else _PLACES
    if metric in places:
        yield _Try(PLACE, replace(subject, metric=places[metric], compared=None), 1)
    if metric in SHARES:
        yield _Try(CHANGE, replace(subject, metric="change_pct", other=None), 1)
    for share in _shares_of(subject) if metric == "change_pct" else ():
        yield _Try(CHANGE, replace(subject, metric=share, compared=None), 1)
    if metric in RANKS:
        yield _Try(RANK, subject, 2, lambda place: place + 1)
        yield _Try(RANK, subject, 2, lambda place: place - 1)
    if metric == "change_pct":
        yield _Try(FACTOR, subject, 1, lambda change: change + 100)
        yield _Try(FACTOR, subject, 2, lambda change: change - 100)
        yield _Try(FACTOR, subject, 2, lambda change: change / 100 + 1)


def _shares_of(subject: Subject) -> Sequence[str]:
    """The shares that the parties of a subject can have."""
    if subject.is_pair:
        return SHARES[:2]
    return SHARES[2:3] if subject.supplier else SHARES[3:4] if subject.recipient else ()


def _windows(subject: Subject, covered: Years, edition: int | None) -> Iterator[_Try]:
    """Other periods: the same length elsewhere, a year more or less, parts and sums.

    The one with which the edition ends that a text credits, or had before it, is the nearest.
    """
    assert subject.years
    first, last = subject.years
    length = last - first + 1
    before = subject.before
    yield _at(PREVIOUS, replace(subject, compared=None), before, 1)
    for shift in range(1, covered[1] - covered[0] + 1):
        for way, nearest, far in ((-1, BEFORE, CARRIED), (1, AFTER, LATER)):
            years = first + way * shift, last + way * shift
            if covered[0] <= years[0] and years[1] <= covered[1] and years != before:
                near = 1 if years[1] + 1 == edition else 2 * shift
                yield _at(nearest if shift == 1 else far, subject, years, near)
    if length > 1:
        for years in ((first + 1, last), (first - 1, last), (first, last + 1), (first, last - 1)):
            usual = years[1] - years[0] == 4
            yield _at(BOUNDS, subject, years, 1 if usual else 4)
        for back in range(length if length <= _LONGEST else 0):
            yield _at(SINGLE, subject, (last - back, last - back), 1 + back)
    else:
        for more in range(1, _LONGEST):
            yield _at(SINGLE, subject, (last - more, last), 1 if more == 4 else 1 + more)


def _is_change_of_like(subject: Subject) -> bool:
    """Whether the period compared with is as long and another one, where it is named."""
    if subject.years is None or subject.compared is None:
        return True
    (first, last), (since, until) = subject.years, subject.compared
    return last - first == until - since and (until < first or last < since)


def _at(kind: str, subject: Subject, years: Years, near: int) -> _Try:
    return _Try(kind, replace(subject, years=years), near)


def _edition(claim: Claim) -> int | None:
    """The edition that a text credits, or else the newest when it appeared."""
    return credited_edition(claim) or edition_out(claim)


def _slack(metric: str, value: float) -> float:
    """How far SIPRI may have moved a value since a text printed it."""
    if metric in SHARES:
        return _REVISED_POINTS
    if metric == "change_pct":
        return _REVISED_TO * abs(100 + value)
    return 0.0 if metric in RANKS else _REVISED_BY * abs(value)


def _fits(claim: Claim, value: float, slack: float = 0.0) -> bool:
    """Whether a value rounds to the number as printed, or is what its wording allows."""
    return bool(_count(claim, np.array([value]), slack))


def _count(claim: Claim, values: Numbers, slack: float = 0.0) -> int:
    """How many values fit the number as printed, or miss it by no more than the slack.

    A number that is worded as a bound is looked for itself, among what keeps to the bound.
    """
    is_bound = claim.comparison in _OPEN
    low, high = meant(replace(claim, comparison=None) if is_bound else claim)
    slack += claim.rounding if claim.metric in RANKS else 0.0
    fits = (values >= low - slack) & (values <= high + slack)
    if is_bound:
        least, most = meant(claim)
        fits &= (values >= least) & (values <= most)
    return int(fits.sum())


def _misprinted(claim: Claim, made: Sequence[float | str]) -> bool:
    """Whether one of these is the number as printed."""
    return any(one == claim.text if isinstance(one, str) else _fits(claim, one) for one in made)


def _without_a_digit(value: float, claim: Claim) -> list[str]:
    """What is left of a number, printed with none to two decimals, without one of its digits."""
    out = []
    for decimals in range(3):
        text = f"{value:.{decimals}f}"
        if sum(map(str.isdigit, text)) < 2 or not _holds_of(value, text, claim):
            continue
        for at, character in enumerate(text):
            left = text[:at] + text[at + 1 :]
            if character.isdigit() and left[-1] != "." and left.lstrip("-")[0] != ".":
                out.append(left)
    return out


def _differing(value: float, claim: Claim) -> list[tuple[int, str, str]]:
    """Where a number, printed like the claim's, has another digit: the place and both digits.

    Empty where they are not of one length, or of one digit, or the claim's words fit neither.
    """
    text = f"{value:.{max(claim.decimals, 0)}f}"
    if len(text) != len(claim.text) or sum(map(str.isdigit, text)) < 2:
        return []
    if not _holds_of(value, text, claim):
        return []
    both = zip(text.replace(".", ""), claim.text.replace(".", ""), strict=False)
    return [(at, own, other) for at, (own, other) in enumerate(both) if own != other]


def _holds_of(value: float, text: str, claim: Claim) -> bool:
    """Whether the claim's words are true of a value with the value's own digits in them."""
    own = replace(claim, text=text, value=float(text), decimals=len(text.partition(".")[2]))
    least, most = meant(own)
    return least <= value <= most


def _with_digits_turned(value: float, claim: Claim) -> list[str]:
    """The claim's number, if two neighbouring digits of the value were swapped for it."""
    match _differing(value, claim):
        case [(at, one, other), (after, *turned)] if after == at + 1 and turned == [other, one]:
            return [claim.text]
    return []


def _with_a_wrong_digit(value: float, claim: Claim) -> list[str]:
    """The claim's number, if it is the value's but for one digit."""
    match _differing(value, claim):
        case [(_, one, other)] if (one + other).isdigit():
            return [claim.text]
    return []


# What comes of a number with its point, sign or digits gone wrong.
_MISPRINTS: dict[str, Callable[[float, Claim], Sequence[float | str]]] = {
    POINT: lambda value, claim: [value * factor for factor in _FACTORS],
    SIGN: lambda value, claim: [-value],
    TURNED: _with_digits_turned,
    DIGIT: _without_a_digit,
    WRONG: _with_a_wrong_digit,
}


def _fact_sheet(edition: int | None) -> str:
    return f"SIPRI's {edition} fact sheet"


def _how_many(subject: Subject, others: int) -> str:
    """How many other subjects of the period explain the number as well, as a sentence."""
    if others < 1:
        return ""
    noun = "pair" if subject.is_pair else "supplier" if subject.supplier else "recipient"
    many = f"{others:,} other {noun}s of that period fit"
    if others == 1:
        many = f"1 other {noun} of that period fits"
    weak = ", so this proves little" if others >= _WEAK else ""
    return f" {many} the number too{weak}."

"""What may have gone wrong with a figure: the usual mistakes, and which of them give its number.

A hit is no proof. Many figures share a number of two digits, so hits are ranked by how likely each
is by chance: of all comparable figures of that period the part that fits the number, times the
number of tries that lie as near (the edition before is one of two nearest windows, a supplier
eight ranks away one of sixteen). A cell of the very fact sheet that the text credits counts twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from etl.claims.metrics import PARTIES, RANKS, SHARES
from etl.claims.quoted import Quoted
from etl.claims.recompute import Figure, Years, preceding
from etl.claims.verdict import Claim, credited_edition
from etl.claims.volumes import Numbers, Volumes
from etl.common.words import SPACE, listed, percent, possessive, rank, volume, with_article
from etl.questions.answer import period

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
CARRIED = "An older period's value carried forward"
LATER = "A later period's value"
PARTY = "Another country's value"
POINT = "Decimal point or zero lost"
SIGN = "Rise and fall confused"
DIGIT = "A digit lost"
KINDS = (
    UNIT, DOLLARS, SWAPPED, OTHER_SHARE, DENOMINATOR, PREVIOUS, BEFORE, AFTER, BOUNDS, SINGLE,
    POINTS, FACTOR, RANK, MEMBER, CARRIED, LATER, PARTY, POINT, SIGN, DIGIT,
)  # fmt: skip
# A volume printed as dollars is often of an older release: within this part, it is named.
_REVISED_BY = 0.15
_WEAK = 10  # others that fit from which on a hit proves little
_LONGEST = 10  # years of a period of which a single year may be a part
_FACTORS = (10.0, 100.0, 1000.0, 0.1, 0.01, 0.001)

CellKey = tuple[str, str | None, str | None, str | None, Years]


@dataclass(frozen=True)
class Cell:
    """A number that a fact sheet printed."""

    edition: int
    value: float
    decimals: int


@dataclass(frozen=True)
class Finding:
    """A mistake that gives the printed number.

    Attributes:
        kind: One of :data:`KINDS`.
        sentence: What the data say, with the number, period and source.
        figure: What the number would be of.
        value: The value found, in the unit of its measure.
        others: How many other comparable figures of that period fit the number too.
        chance: How many hits this near chance alone would give; the smaller the better.
    """

    kind: str
    sentence: str
    figure: Figure
    value: float
    others: int
    chance: float


@dataclass(frozen=True)
class _Try:
    """A figure that may have been meant, and how many tries lie as near as this one."""

    kind: str
    figure: Figure
    near: int
    convert: Callable[[float], float] | None = None


class Diagnosis:
    """Tries the usual mistakes on a figure.

    Args:
        volumes: The flows of the loaded releases.
        cells: Cells of fact sheets by figure, newest edition first.
        contracts: Sums of money quoted for a pair, in million dollars, with who printed them.
    """

    def __init__(
        self,
        volumes: Volumes,
        cells: Mapping[CellKey, Sequence[Cell]],
        contracts: Mapping[tuple[str | None, str | None], Sequence[tuple[float, str]]],
    ) -> None:
        self._volumes = volumes
        self._releases = volumes.releases
        self._cells = cells
        self._contracts = contracts

    def of(self, quoted: Quoted) -> tuple[Finding, ...]:
        """The mistakes that give the printed number within its rounding, best first.

        One finding for each kind of mistake, that with the nearest try. Empty where none fits.
        """
        by_kind: dict[str, list[Finding]] = defaultdict(list)
        for finding in self._findings(quoted):
            by_kind[finding.kind].append(finding)
        best = [_with_further(hits) for hits in by_kind.values()]
        return tuple(sorted(best, key=lambda f: (f.chance, KINDS.index(f.kind))))

    def _findings(self, quoted: Quoted) -> Iterator[Finding]:
        figure, claim = quoted.figure, quoted.claim
        if figure.years is None:
            return
        if claim.unit == "USD million":
            yield from self._money(figure, claim)
            return
        yield from self._contracts_as_tiv(figure, claim)
        for trial in self._tries(figure):
            yield from self._tested(trial, claim)
        yield from self._in_points(figure, claim)
        yield from self._misprints(quoted)

    def _tries(self, figure: Figure) -> Iterator[_Try]:
        if figure.group:
            yield from self._members(figure)
            return
        yield from _confusions(figure)
        yield from _windows(figure, self._volumes.years)
        yield from self._others(figure)

    def _tested(self, trial: _Try, claim: Claim) -> Iterator[Finding]:
        """The finding of a try, if a fact sheet or a release gives the number."""
        for value, decimals, source, release in self._sources(trial.figure, claim):
            converted = trial.convert(value) if trial.convert else value
            if _fits(claim, converted):
                comparable = self._comparable(trial.figure, release)
                if trial.convert and len(comparable):
                    comparable = np.array([trial.convert(float(one)) for one in comparable])
                fits = _count(claim, comparable)
                credited = decimals is not None and f"{credited_edition(claim)} fact" in source
                chance = trial.near * max(fits, 1) / max(len(comparable), 1)
                yield Finding(
                    trial.kind,
                    f"{trial.kind}: {self._fact(trial.figure, value, source, decimals)}"
                    + _how_many(trial.figure, fits - 1),
                    trial.figure,
                    value,
                    max(fits - 1, 0),
                    chance / 2 if credited else chance,
                )
                return

    def _sources(
        self, figure: Figure, claim: Claim
    ) -> Iterator[tuple[float, int | None, str, int]]:
        """Value, printed decimals, source in words, and the release to compare others in.

        First the fact sheets, that which the text credits before the others, then the releases.
        """
        values = {release: self._volumes.value(figure, release) for release in self._releases}
        newest = next((release for release, value in values.items() if value is not None), 0)
        if figure.compared is None and figure.years:
            credited = credited_edition(claim)
            cells = self._cells.get(_key(figure), ())
            for cell in sorted(cells, key=lambda cell: cell.edition != credited):
                yield cell.value, cell.decimals, f"SIPRI's {cell.edition} fact sheet", newest
        for release, value in values.items():
            if value is not None:
                yield value, None, f"{release} release", release

    def _comparable(self, figure: Figure, release: int) -> Numbers:
        """The same measure of everybody else; what fact sheets print where no release says it."""
        if release:
            return self._volumes.comparable(figure, release)
        return np.array([self._cells[key][0].value for key in self._printed(figure)])

    def _printed(self, figure: Figure) -> list[CellKey]:
        """What fact sheets print of the same measure and period, the largest value first."""
        alike = [key for key in self._cells if (key[0], key[4]) == (figure.metric, figure.years)]
        single = [key for key in alike if not key[3]]
        return sorted(single, key=lambda key: self._cells[key][0].value, reverse=True)

    def _others(self, figure: Figure) -> Iterator[_Try]:
        """Other parties in the place of the one that the figure is about."""
        if figure.metric in RANKS:
            return
        for release in self._releases:
            for other, distance in self._volumes.parties(figure, release):
                yield _Try(PARTY, other, 2 * distance)

    def _members(self, figure: Figure) -> Iterator[_Try]:
        """Single countries in the place of a group."""
        if figure.metric not in ("share_of_world_exports", "share_of_world_imports"):
            return
        alone = replace(figure, group=None, supplier=None, recipient=None)
        for release in self._releases:
            for other, place in self._volumes.parties(alone, release):
                yield _Try(MEMBER, other, place)
        for place, (_, supplier, recipient, _, _) in enumerate(self._printed(figure), start=1):
            yield _Try(MEMBER, replace(alone, supplier=supplier, recipient=recipient), place)

    def _money(self, figure: Figure, claim: Claim) -> Iterator[Finding]:
        """A volume in TIV printed with a dollar sign, also if the volume was revised since."""
        meant = replace(figure, metric="volume", group=None)
        for value, decimals, source, release in self._sources(meant, claim):
            exact = _fits(claim, value)
            if exact or (value > 0 and abs(claim.value / value - 1) <= _REVISED_BY):
                fits = _count(claim, self._comparable(meant, release))
                near = "" if exact else " That is near, and SIPRI revises its data every year."
                yield Finding(
                    UNIT,
                    f"{UNIT}: {self._fact(meant, value, source, decimals)}{near}",
                    meant,
                    value,
                    max(fits - exact, 0),
                    (1 if exact else 2)
                    * max(fits, 1)
                    / max(len(self._comparable(meant, release)), 1),
                )
                return

    def _contracts_as_tiv(self, figure: Figure, claim: Claim) -> Iterator[Finding]:
        """A sum in dollars, as an article of the ledger quotes it, called TIV."""
        if figure.metric != "volume":
            return
        for dollars_m, publisher in self._contracts.get((figure.supplier, figure.recipient), ()):
            if _fits(claim, dollars_m):
                yield Finding(
                    DOLLARS,
                    f"{DOLLARS}: {publisher} quotes {dollars_m:,.0f}{SPACE}million US dollars for "
                    "contracts of the two.",
                    figure, dollars_m, 0, 0.01,
                )  # fmt: skip
                return

    def _in_points(self, figure: Figure, claim: Claim) -> Iterator[Finding]:
        """The change of a share in points, where a change of the volume is quoted."""
        if figure.metric != "change_pct" or figure.group:
            return
        assert figure.years
        before = figure.compared or preceding(figure.years)
        shares = {
            (True, True): SHARES[:2], (True, False): SHARES[2:3], (False, True): SHARES[3:4],
        }.get((figure.supplier is not None, figure.recipient is not None), ())  # fmt: skip
        for metric in shares:
            now = replace(figure, metric=metric, compared=None)
            for release in self._releases:
                later = self._volumes.value(now, release)
                earlier = self._volumes.value(replace(now, years=before), release)
                if later is None or earlier is None or not _fits(claim, later - earlier):
                    continue
                others = len(self._volumes.comparable(now, release))
                yield Finding(
                    POINTS,
                    f"{POINTS}: {self._fact(now, later, f'{release} release')} In "
                    f"{period(*before)} it was {percent(earlier)}, so the change is "
                    f"{later - earlier:+.1f} points.".replace("-", "−"),
                    now, later - earlier, 0, 1 / max(others, 1),
                )  # fmt: skip
                return

    def _misprints(self, quoted: Quoted) -> Iterator[Finding]:
        """The figure's own value with a decimal point, zero, sign or digit gone wrong."""
        figure, claim = quoted.figure, quoted.claim
        if figure.group or claim.metric in RANKS:
            return
        for value, decimals, source, release in self._sources(figure, claim):
            if _fits(claim, value):
                continue
            comparable = self._comparable(figure, release)
            for kind, made in (
                (POINT, lambda one: [one * factor for factor in _FACTORS]),
                (SIGN, lambda one: [-one]),
                (DIGIT, _without_a_digit),
            ):
                if kind == SIGN and claim.metric != "change_pct":
                    continue
                if not value or not any(_misprinted(kind, quoted, one) for one in made(value)):
                    continue
                fits = sum(
                    any(_misprinted(kind, quoted, one) for one in made(float(other)))
                    for other in comparable
                )
                yield Finding(
                    kind,
                    f"{kind}: {self._fact(figure, value, source, decimals)}"
                    + _how_many(figure, fits - 1),
                    figure,
                    value,
                    max(fits - 1, 0),
                    max(fits, 1) / max(len(comparable), 1),
                )

    def _fact(self, figure: Figure, value: float, source: str, decimals: int | None = None) -> str:
        """What a source says of a figure, as a sentence."""
        assert figure.years
        subject = subject_of(figure, self._volumes.names)
        subject = subject[0].upper() + subject[1:]
        found = shown(figure.metric, value, decimals)
        return f"{subject} in {period(*figure.years)} was {found} ({source})."


def _with_further(hits: Sequence[Finding]) -> Finding:
    """The most specific of several hits of one kind, with the other periods that fit too."""
    best = min(hits, key=lambda finding: finding.chance)
    further = [
        period(*finding.figure.years)
        for finding in sorted(hits, key=lambda finding: finding.chance)
        if finding.figure.years and finding.figure.years != best.figure.years
    ]
    if not further:
        return best
    more = f" and {len(further) - 2} more" if len(further) > 2 else ""
    return replace(best, sentence=f"{best.sentence} So in {listed(further[:2])}{more}.")


def subject_of(figure: Figure, names: Mapping[str, str]) -> str:
    """What a figure measures, as a sentence begins: ``Israel's share of Azerbaijan's imports``."""
    supplier, recipient = (names.get(who or "", "") for who in (figure.supplier, figure.recipient))
    if figure.group:
        # It stands on the side that the measure needs and nobody else is named on.
        if not supplier and (recipient or PARTIES.get(figure.metric, (False, False))[0]):
            supplier = figure.group
        else:
            recipient = recipient or figure.group
    match figure.metric:
        case "share_of_recipient_imports":
            return f"{possessive(supplier)} share of {possessive(recipient)} arms imports"
        case "share_of_supplier_exports":
            return f"{possessive(recipient)} share of {possessive(supplier)} arms exports"
        case "share_of_world_exports":
            return f"{possessive(supplier)} share of the world's arms exports"
        case "share_of_world_imports":
            return f"{possessive(recipient)} share of the world's arms imports"
        case "share_of_region_imports":
            return f"{possessive(recipient)} share of its region's arms imports"
        case "rank_among_suppliers":
            among = f"{possessive(recipient)} suppliers" if recipient else "the world's suppliers"
            return f"{possessive(supplier)} place among {among}"
        case "rank_among_recipients":
            among = f"{possessive(supplier)} recipients" if supplier else "the world's recipients"
            return f"{possessive(recipient)} place among {among}"
    if supplier and recipient:
        what = f"volume of arms from {with_article(supplier)} to {with_article(recipient)}"
    elif supplier or recipient:
        what = f"volume of {possessive(supplier or recipient)} arms "
        what += "exports" if supplier else "imports"
    else:
        what = "volume of the world's arms transfers"
    return f"the change of the {what}" if figure.metric == "change_pct" else f"the {what}"


def shown(metric: str, value: float, decimals: int | None = None) -> str:
    """A value with its unit: ``67.7 %``, ``second-largest``, ``151 million TIV``.

    ``decimals`` are those of a percentage that was printed.
    """
    if metric in RANKS:
        return rank(int(value))
    if metric in SHARES:
        return percent(value, 1 if decimals is None else decimals)
    if metric == "change_pct":
        return ("+" if value > 0 else "") + percent(value, 1 if decimals is None else decimals)
    if metric == "ratio":
        return f"{value:.1f} times"
    return f"{volume(value)}{SPACE}million TIV"


def _confusions(figure: Figure) -> Iterator[_Try]:
    """The same number said of something else: sides swapped, another denominator or unit."""
    supplier, recipient = figure.supplier, figure.recipient
    if supplier and recipient:
        yield _Try(SWAPPED, replace(figure, supplier=recipient, recipient=supplier), 1)
    others = {
        "share_of_recipient_imports": "share_of_supplier_exports",
        "share_of_supplier_exports": "share_of_recipient_imports",
        "rank_among_suppliers": "rank_among_recipients",
        "rank_among_recipients": "rank_among_suppliers",
    }
    if supplier and recipient and figure.metric in others:
        yield _Try(OTHER_SHARE, replace(figure, metric=others[figure.metric]), 1)
    if bool(supplier) != bool(recipient):
        turned = replace(figure, supplier=recipient, recipient=supplier)
        others |= {
            "share_of_world_exports": "share_of_world_imports",
            "share_of_world_imports": "share_of_world_exports",
        }
        if figure.metric != "share_of_region_imports":
            yield _Try(SWAPPED, replace(turned, metric=others.get(figure.metric, figure.metric)), 1)
    regional = {
        "share_of_world_imports": "share_of_region_imports",
        "share_of_region_imports": "share_of_world_imports",
    }
    if figure.metric in regional:
        yield _Try(DENOMINATOR, replace(figure, metric=regional[figure.metric]), 1)
    if figure.metric in RANKS:
        yield _Try(RANK, figure, 2, lambda place: place + 1)
        yield _Try(RANK, figure, 2, lambda place: place - 1)
    if figure.metric == "change_pct":
        yield _Try(FACTOR, figure, 1, lambda change: change + 100)
        yield _Try(FACTOR, figure, 2, lambda change: change / 100 + 1)


def _windows(figure: Figure, covered: Years) -> Iterator[_Try]:
    """Other periods: the same length elsewhere, a year more or less, parts and sums."""
    assert figure.years
    first, last = figure.years
    length = last - first + 1
    before = preceding(figure.years)
    yield _at(PREVIOUS, figure, before, 1)
    for shift in range(1, covered[1] - covered[0] + 1):
        for way, nearest, far in ((-1, BEFORE, CARRIED), (1, AFTER, LATER)):
            years = first + way * shift, last + way * shift
            if covered[0] <= years[0] and years[1] <= covered[1] and years != before:
                yield _at(nearest if shift == 1 else far, figure, years, 2 * shift)
    if length > 1:
        for years in ((first + 1, last), (first - 1, last), (first, last + 1), (first, last - 1)):
            usual = years[1] - years[0] == 4
            yield _at(BOUNDS, figure, years, 1 if usual else 4)
        for back in range(length if length <= _LONGEST else 0):
            yield _at(SINGLE, figure, (last - back, last - back), 1 + back)
    else:
        for more in range(1, _LONGEST):
            yield _at(SINGLE, figure, (last - more, last), 1 if more == 4 else 1 + more)


def _at(kind: str, figure: Figure, years: Years, near: int) -> _Try:
    return _Try(kind, replace(figure, years=years), near)


def _key(figure: Figure) -> CellKey:
    assert figure.years
    return figure.metric, figure.supplier, figure.recipient, figure.group, figure.years


def _fits(claim: Claim, value: float) -> bool:
    """Whether a value rounds to the number as printed; for ``nearly`` also what that allows."""
    return bool(_count(claim, np.array([value])))


def _count(claim: Claim, values: Numbers) -> int:
    """How many values fit the number as printed."""
    slack = 0.5 * 10.0**-claim.decimals + 1e-9
    below = 0.03 * abs(claim.value) if claim.comparison == "nearly" else 0.0
    inside = (values >= claim.value - slack - below) & (values <= claim.value + slack)
    return int(inside.sum())


def _misprinted(kind: str, quoted: Quoted, made: float | str) -> bool:
    return made == quoted.printed if isinstance(made, str) else _fits(quoted.claim, made)


def _without_a_digit(value: float) -> Sequence[str]:
    """What is left of a number, printed with none to two decimals, without one of its digits."""
    out = []
    for decimals in range(3):
        text = f"{value:.{decimals}f}"
        if sum(character.isdigit() for character in text) < 2:
            continue
        for at, character in enumerate(text):
            left = text[:at] + text[at + 1 :]
            if character.isdigit() and left[-1] != "." and left.lstrip("-")[0] != ".":
                out.append(left)
    return out


def _how_many(figure: Figure, others: int) -> str:
    """How many other figures of the period explain the number as well, as a sentence."""
    if others < 1:
        return ""
    if figure.supplier and figure.recipient:
        noun = "pair"
    else:
        noun = "supplier" if figure.supplier else "recipient"
    weak = ", so this proves little" if others >= _WEAK else ""
    many = (
        f"{others:,} other {noun}s of that period fit"
        if others > 1
        else (f"1 other {noun} of that period fits")
    )
    return f" {many} the number too{weak}."

"""A claim after the check: values, verdict, and the words that go with them."""

from dataclasses import dataclass
from itertools import groupby

from etl.claims.claim import Claim, Printed, Value
from etl.claims.metrics import RANKS
from etl.claims.verdict import (
    AGREED,
    AGREES,
    CLOSE,
    DIFFERS,
    REVISED,
    UNKNOWN,
    Verdict,
    by_preference,
    decides,
    gives,
    holds_by_rounding,
    why_not,
)
from etl.claims.words import shown, shown_within
from etl.common.words import SPACE, listed
from etl.questions.answer import in_a_row, period

NO_VALUE = "no value"
APPROXIMATE = "approximate"


@dataclass(frozen=True)
class Checked:
    """A claim with what each release gives, what fact sheets printed, and the verdict."""

    claim: Claim
    values: tuple[Value, ...]
    cells: tuple[Printed, ...]
    verdict: Verdict

    @property
    def asks_for_diagnosis(self) -> bool:
        """Whether the number does not hold, or cannot for its unit or its group."""
        subject = self.claim.subject
        if subject.years is None:
            return False
        if self.verdict.word == UNKNOWN:
            return self.claim.unit == "USD million"
        return self.verdict.word in (CLOSE, DIFFERS)

    def newest(self) -> Value | None:
        """What the release gives that decides, the newest exact one first, or else the newest."""
        found = by_preference(self.values)
        return self._deciding() or next(iter(found), None)

    def _deciding(self) -> Value | None:
        return next((v for v in by_preference(self.values) if decides(self.claim, v)), None)

    def printed(self) -> str:
        """The number as printed, with its wording and unit: ``nearly 70 %``, ``second``."""
        claim = self.claim
        if claim.wording:
            return f"“{claim.wording}”"
        wording = f"{claim.comparison} " if claim.comparison else ""
        if claim.metric in RANKS:
            if claim.comparison == "at most":
                return f"among the {claim.value:.0f} largest"
            return wording + shown(claim.metric, claim.value)
        match claim.unit:
            case "percent":
                number = f"{claim.text}{SPACE}%".replace("-", "−")
            case "USD million":
                number = f"{claim.value:,.0f}{SPACE}million US dollars"
            case "states" | "items" if claim.value == 1:
                number = shown(claim.metric, 1)
            case _:
                number = f"{claim.text}{SPACE}{claim.unit}"
        return wording + number

    def computed(self, release: int) -> str:
        """What a release gives, with its unit and precision; "no value" where it has none."""
        found = next((r for r in self.values if r.release == release), None)
        if found is None or found.value is None:
            return NO_VALUE
        label = "" if found.precision == "exact" else f", {APPROXIMATE}"
        return shown_within(self.claim.metric, found) + label

    def fact_sheets(self) -> str:
        """What fact sheets printed for the same figure, by edition; empty if none did."""
        metric = self.claim.metric
        cells = [
            f"{shown(metric, cell.value, cell.decimals)} ({cell.edition})" for cell in self.cells
        ]
        return ", ".join(dict.fromkeys(cells))

    def difference(self) -> str:
        """Printed minus the newest computed value, where both are of one unit."""
        newest, claim = self.newest(), self.claim
        if newest is None or claim.unit == "USD million":
            return "–"
        assert newest.value is not None
        gap = claim.value - newest.value
        if claim.metric in RANKS:
            places = f"{abs(gap):.0f} place{'s' if abs(gap) > 1 else ''}"
            return f"{places} {'higher' if gap < 0 else 'lower'}" if gap else "none"
        unit = "points" if claim.unit == "percent" else claim.unit
        about = "" if newest.precision == "exact" else "about "
        decimals = 2 if claim.metric == "ratio" else 1
        gap = round(gap, decimals) or 0.0
        return f"{about}{gap:{'+' if gap else ''}.{decimals}f} {unit}".replace("-", "−")

    def to_print(self) -> str:
        """The sentence to print: ``Held in the 2021 fact sheet; 67.7 % in the 2025 release.``"""
        newest, verdict = self._deciding(), self.verdict
        today = in_release(self.claim, newest) if newest else ""
        printed = f"SIPRI printed {self.fact_sheets()}" if self.cells else ""
        held = f"Held in the {verdict.held_in}"
        match verdict.word:
            case word if word == AGREES and self.claim.unit == "USD million":
                return verdict.why
            case word if word == AGREES:
                assert newest
                if not gives(self.claim, newest):
                    return f"May hold: {today}."
                is_rounded = holds_by_rounding(self.claim, newest)
                how = " within the printed rounding" if is_rounded else ""
                return f"Holds{how}: {today}."
            case word if word == REVISED:
                return f"{held}; {today}."
            case word if word == AGREED:
                reason = why_not(self.claim, self.values)
                return f"{held}; {printed}. Whether it still holds is open: {reason}"
            case word if word == DIFFERS and verdict.is_open:
                release = newest.release if newest else 0
                now = f"Not so in the {release} release: {self.computed(release)}" if newest else ""
                known = "; ".join(filter(None, (now, printed)))
                return f"{known}. Whether it held when it was written is open."
            case word if word in (CLOSE, DIFFERS):
                start = "Close" if word == CLOSE else "Does not hold"
                return f"{start}: {'; '.join(filter(None, (today, printed)))}."
        return f"Cannot be checked: {verdict.why}"


def listed_releases(checked: Checked) -> str:
    """What the releases give: ``third in the 2022 release and first in the 2025 release``."""
    claim = checked.claim
    given = sorted(
        (found for found in checked.values if found.value is not None),
        key=lambda found: found.release,
    )
    alike = groupby(
        given, key=lambda found: (shown_within(claim.metric, found), found.precision == "exact")
    )
    return listed([in_release(claim, *found) for _, found in alike])


def in_release(claim: Claim, *alike: Value) -> str:
    """A value with its releases and precision: ``69.5 % in the 2022 release (approximate)``."""
    compared, found = claim.subject.compared, alike[0]
    against = f" against {period(*compared)}" if compared else ""
    releases = in_a_row([f"{one.release} release" for one in alike])
    text = f"{shown_within(claim.metric, found)}{against} in the {releases}"
    return text if found.precision == "exact" else f"{text} ({APPROXIMATE})"

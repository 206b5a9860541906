"""A claim after the check: values, verdict, and the words that go with them."""

from dataclasses import dataclass

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
)
from etl.claims.words import shown, shown_within
from etl.common.words import SPACE, listed

NOT_COVERED = "not covered"


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
            return self.claim.unit == "USD million" or subject.group is not None
        return self.verdict.word in (CLOSE, DIFFERS)

    def newest(self) -> Value | None:
        """What the newest exact release gives, or else the newest."""
        return next(iter(by_preference(self.values)), None)

    def printed(self) -> str:
        """The number as printed, with its wording and unit: ``nearly 70 %``, ``second-largest``."""
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
            case _:
                number = f"{claim.text}{SPACE}{claim.unit}"
        return wording + number

    def computed(self, release: int) -> str:
        """What a release gives, with its unit; "not covered" where it cannot say."""
        found = next((r for r in self.values if r.release == release), None)
        if found is None or found.value is None:
            return NOT_COVERED
        return shown_within(self.claim.metric, found)

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
        return f"{gap:+.1f} {unit}".replace("-", "−")

    def to_print(self) -> str:
        """The sentence to print: ``Held in the 2021 fact sheet; 67.7 % in the 2025 release.``"""
        newest = self.newest()
        today = f"{self.computed(newest.release)} in the {newest.release} release" if newest else ""
        held = f"Held in the {self.verdict.held_in}"
        match self.verdict.word:
            case word if word == AGREES:
                return f"Holds: {today}."
            case word if word == REVISED:
                return f"{held}; {today}."
            case word if word == AGREED:
                return f"{held}; no loaded release can say whether it still does."
            case word if word == DIFFERS and self.verdict.is_open:
                return f"Differs today: {today}. Whether it held when it was written is open."
            case word if word in (CLOSE, DIFFERS):
                start = "Close" if word == CLOSE else "Does not hold"
                printed = f"SIPRI printed {self.fact_sheets()}" if self.cells else ""
                return f"{start}: {'; '.join(filter(None, (today, printed)))}."
        return "Cannot be checked against these data."


def listed_releases(checked: Checked) -> str:
    """Each release's value in turn: ``69.5 % in the 2022 release and 67.7 % in the 2025 one``."""
    values = [
        f"{checked.computed(found.release)} in the {found.release} release"
        + ("" if found.precision == "exact" else " (approximate)")
        for found in sorted(checked.values, key=lambda found: found.release)
        if found.value is not None
    ]
    return listed(values)

"""Quoted figures with their verdicts: the three answers about claims, brought together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard.words import SPACE, missing, percent, rank, volume
from etl.figures.verdict import Claim, Published, Recomputed, Verdict, by_preference, judge
from etl.questions import Answer

# The claim this project began with: Israel's share of Azerbaijan's arms imports, 2016–20.
FOUNDING = "C003"
NOT_COVERED = "not covered"


@dataclass(frozen=True)
class JudgedClaim:
    """A claim's row, what each release gives, the fact-sheet cells, and the verdict."""

    row: Mapping[Hashable, Any]
    recomputed: tuple[Recomputed, ...]
    published: tuple[Published, ...]
    verdict: Verdict

    def printed(self) -> str:
        """The number as the article prints it, with its unit."""
        return shown(self.row, None)

    def computed(self, release: int) -> str:
        """What a release gives, in the unit of the claim; "not covered" where it cannot say."""
        found = next((r for r in self.recomputed if r.release == release), None)
        if found is None or found.value is None:
            return NOT_COVERED
        return shown(self.row, found.value)

    def difference(self) -> str:
        """Printed minus the newest computed value, where both are of one unit."""
        known = by_preference(self.recomputed)
        if not known or self.row["unit"] == "USD million":
            return "–"
        gap = self.row["value_number"] - (known[0].value or 0.0)
        if self.row["unit"] == "rank":
            places = f"{abs(gap):.0f} place{'s' if abs(gap) > 1 else ''}"
            return f"{places} {'higher' if gap < 0 else 'lower'}" if gap else "none"
        unit = "points" if self.row["unit"] == "percent" else self.row["unit"]
        return f"{gap:+.1f} {unit}".replace("-", "−")


def founding_claim(claims: Sequence[JudgedClaim]) -> JudgedClaim | None:
    """The claim that the project began with, if the loaded data still hold it."""
    return next((claim for claim in claims if claim.row["claim_id"] == FOUNDING), None)


def judged(claims: Answer, recomputed: Answer, published: Answer) -> list[JudgedClaim]:
    """Every claim with its verdict, in order of claim."""
    values: dict[str, list[Recomputed]] = defaultdict(list)
    for row in recomputed.rows.to_dict("records"):
        values[row["claim_id"]].append(
            Recomputed(
                int(row["release"]),
                None if missing(row["value"]) else float(row["value"]),
                0.0 if missing(row["uncertainty"]) else float(row["uncertainty"]),
                None if missing(row["why_not"]) else str(row["why_not"]),
                "exact" if missing(row["loaded_as"]) else str(row["loaded_as"]),
            )
        )
    cells: dict[str, list[Published]] = defaultdict(list)
    for row in published.rows.to_dict("records"):
        cells[row["claim_id"]].append(
            Published(
                int(row["edition"]), str(row["value"]), float(row["value_number"]),
                int(row["value_decimals"]),
            )
        )  # fmt: skip
    out = []
    for row in claims.rows.to_dict("records"):
        claim = Claim(
            value=float(row["value_number"]),
            decimals=int(row["value_decimals"]),
            metric=str(row["metric"]),
            comparison=None if missing(row["comparison"]) else str(row["comparison"]),
            unit=str(row["unit"]),
            published=None if missing(row["published"]) else str(row["published"]),
            attributed_to=str(row["attributed_to"]),
        )
        found, printed = tuple(values[row["claim_id"]]), tuple(cells[row["claim_id"]])
        out.append(JudgedClaim(row, found, printed, judge(claim, found, printed)))
    return out


def shown(row: Mapping[Hashable, Any], value: float | None) -> str:
    """A value of a claim in words; None means the one printed, with the digits printed."""
    unit, metric = row["unit"], row["metric"]
    if metric.startswith("rank"):
        return rank(int(row["value_number"] if value is None else value))
    if unit == "percent":
        return f"{row['value']}{SPACE}%" if value is None else percent(value)
    if unit == "times":
        return f"{row['value']} times" if value is None else f"{value:.1f} times"
    if value is not None:
        return f"{volume(value)}{SPACE}million TIV"
    if unit == "USD million":
        return f"{float(row['value']):,.0f}{SPACE}million US dollars"
    return f"{row['value']}{SPACE}{unit}"


def by_release(claim: JudgedClaim, ask: Callable[..., Answer]) -> Answer | None:
    """A share claim asked of every release that can answer: a row a release, oldest first.

    Args:
        claim: A claim on a supplier's share of a recipient's imports.
        ask: Asks a question by name and parameters.
    """
    row, rows, answers = claim.row, [], []
    for found in claim.recomputed:
        if found.value is None:
            continue
        answer = ask(
            "import_shares", who=row["recipient"], from_year=int(row["first_year"]),
            to_year=int(row["last_year"]), in_release=found.release,
        )  # fmt: skip
        part = answer.rows[answer.rows["partner"] == row["supplier"]]
        rows.append(part.assign(loaded_as=answer.precision))
        answers.append(answer)
    if not answers:
        return None
    return replace(
        answers[-1],
        title=str(row["statement"]),
        rows=pd.concat(rows, ignore_index=True),
        snapshots=tuple(snapshot for answer in answers for snapshot in answer.snapshots),
        precision=next((a.precision for a in answers if a.precision != "exact"), "exact"),
        caveats=tuple(
            f"{answer.releases[0].upper()}{answer.releases[1:]}: {caveat}"
            for answer in answers
            for caveat in answer.caveats
        ),
    )

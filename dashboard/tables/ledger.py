"""Figures that articles quote, with what the data say."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.claims import Entry
from dashboard.words import SPACE, day, listed, literal, missing
from etl.claims.checked import listed_releases
from etl.questions import Answer
from etl.questions.answer import period


def claim(claim: Entry, releases: Sequence[int]) -> pd.DataFrame:
    """One claim: printed, computed by release, printed by SIPRI, difference."""
    row = {"As printed": f"[{claim.printed()}](/cited)"}
    row |= {f"{release} release": claim.computed(release) for release in releases}
    row |= {"SIPRI's fact sheet": _fact_sheet(claim), "Printed minus newest": claim.difference()}
    return pd.DataFrame([row])


def claims(claims: Sequence[Entry], releases: Sequence[int]) -> pd.DataFrame:
    """The ledger: a row a claim, with its verdict and the article."""
    return pd.DataFrame(
        [
            {
                "claim": claim.row["claim_id"],
                "statement": claim.row["statement"],
                "period": _claim_period(claim),
                "as printed": claim.printed(),
                **{f"{release} release": claim.computed(release) for release in releases},
                "SIPRI's fact sheets": _fact_sheet(claim),
                "printed minus newest": claim.difference(),
                "verdict": claim.verdict.word,
                "why": claim.verdict.why,
                "to print": claim.to_print(),
                "reviewer's note": _note(claim),
                "publisher": claim.row["publisher"],
                "published": "" if missing(claim.row["published"]) else claim.row["published"],
                "article": claim.row["url"],
            }
            for claim in claims
        ]
    )


def claim_text(claim: Entry, releases: Sequence[int]) -> str:
    """One claim as a paragraph: what was said where, the values, the verdict and the note."""
    row = claim.row
    date = "" if missing(row["published"]) else f", {day(row['published'])}"
    values = [f"printed {claim.printed()}"]
    covered = [found.release for found in claim.values if found.value is not None]
    values += [f"{year} release {claim.computed(year)}" for year in releases if year in covered]
    values += [] if covered else ["no loaded release covers it"]
    values += [f"fact sheet {_fact_sheet(claim)}"] if claim.cells else []
    lines = [
        f"**{literal(str(row['statement']))}** (period: {_claim_period(claim)}) · "
        f"[{literal(str(row['publisher']))}{date}]({row['url']})",
        " · ".join(values)
        + (f" · printed minus newest: {claim.difference()}" if claim.difference() != "–" else ""),
        f"**{claim.verdict.word}.** {claim.verdict.why}",
    ]
    if note := _note(claim):
        lines.append(f"*Reviewer:* {literal(note)}")
    return "  \n".join(lines)


def _note(claim: Entry) -> str:
    note = claim.row["reviewer_note"]
    return "" if missing(note) else str(note)


def _fact_sheet(claim: Entry) -> str:
    """What SIPRI's fact sheets printed for the same figure, by edition."""
    percent_sign = f"{SPACE}%" if claim.row["unit"] == "percent" else ""
    cells = [f"{cell.text}{percent_sign} ({cell.edition})" for cell in claim.cells]
    return ", ".join(dict.fromkeys(cells)) or "–"


def claim_sentence(claim: Entry, releases: Sequence[int]) -> str:
    """A claim's answer in one sentence: what it says, what each release gives, the verdict."""
    values = listed_releases(claim)
    found = f"{values} of SIPRI's data" if values else "no loaded release covers it"
    word = claim.verdict.word
    return f"{claim.row['statement']}: {found}. Verdict: {word[0].lower()}{word[1:]}."


def claims_credit(claims: Sequence[Entry]) -> str:
    """Where the computed values of claims come from, and which of them are approximate."""
    found = [r for claim in claims for r in claim.values if r.value is not None]
    releases = sorted({r.release for r in found})
    rounded = sorted({r.release for r in found if r.precision == "rounded"})
    spread = sorted({r.release for r in found if r.precision == "split"})
    if not releases:
        return "No release of SIPRI's flows is loaded, so nothing is computed."
    text = (
        "Computed values: calculated from the SIPRI Arms Transfers Database, "
        f"{listed([f'{release} release' for release in releases])}; shares by volume (TIV)."
    )
    if rounded:
        text += (
            f" Values of the {listed([f'{release} release' for release in rounded])} are "
            "approximate, because its rows are loaded in whole millions of TIV."
        )
    if spread:
        text += (
            f" Values of the {listed([f'{release} release' for release in spread])} are "
            "approximate and decide nothing, because its deals are spread evenly over their years."
        )
    return text


def parties_of(claims: Sequence[Entry], states: Answer) -> dict[str, str]:
    """The states that claims are about, by id, in order of name."""
    named = {claim.row[side] for claim in claims for side in ("supplier", "recipient")}
    rows = states.rows[states.rows["state_id"].isin(named)]
    return dict(zip(rows["state_id"], rows["name"], strict=True))


def _claim_period(claim: Entry) -> str:
    first, last = claim.row["first_year"], int(claim.row["last_year"])
    return f"to {last}" if missing(first) else period(int(first), last)

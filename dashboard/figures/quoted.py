"""Figures that articles quote, as every page tells of them: sentences, tables, and one chart."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from dashboard.charts.quoted import checked_windows
from dashboard.claims import Entry
from dashboard.data import warehouse
from dashboard.figures.figure import Made
from dashboard.figures.tables import headed
from dashboard.words import SPACE, cells, day, language, literal, missing
from etl.claims.checked import Checked, listed_releases
from etl.claims.claim import Value
from etl.claims.desk import NO_MISTAKE, Desk
from etl.claims.mistakes import Finding
from etl.claims.verdict import VERDICTS, why_not
from etl.claims.words import described, shown, shown_within
from etl.common.words import PRECISIONS, worst
from etl.questions import Answer
from etl.questions.answer import in_a_row, period

_SHOWN = 4  # mistakes that are told; those after them fit many numbers
ABOUT = (
    "The line is the measure in every period of the same length, by each loaded release that is "
    "not approximate; a gap is a period that the release does not cover. The diamond is the "
    "number as printed. SIPRI revises all years every March, so a figure can have been right when "
    "it was written and differ today."
)


def desk() -> Desk:
    """What checks a figure against the present warehouse."""
    return Desk.of(warehouse())


def releases_of(claims: Sequence[Entry]) -> list[int]:
    """The releases that claims were recomputed from, oldest first."""
    return sorted({found.release for claim in claims for found in claim.values})


def over_time(checked: Checked, windows: Answer) -> Made:
    """A quoted figure on the line of its measure in all periods of the same length."""
    text = answer_sentence(checked)
    if windows.reason is not None:
        return Made(answer=windows, sentence=text)
    return Made(
        answer=windows,
        sentence=text,
        title=windows.title,
        draw=partial(checked_windows, checked=checked),
        tabulate=partial(_windows_table, metric=checked.claim.metric),
        about=ABOUT,
        detail=_range(checked, windows.rows),
        column="value",
    )


def claimed(checked: Checked) -> str:
    """What a number is printed for, and when: ``Israel's share … in 2016–20: printed 69 %``."""
    subject = checked.claim.subject
    when = f" in {period(*subject.years)}" if subject.years else ""
    if subject.compared:
        when += f" against {period(*subject.compared)}"
    return f"{described(subject, desk().names)}{when}: printed {checked.printed()}"


def answer_sentence(checked: Checked) -> str:
    """What was asked and what the data say, in one sentence."""
    if checked.claim.unit == "USD million":
        return f"{claimed(checked)}. {checked.verdict.why}"
    word = checked.verdict.word
    values = listed_releases(checked)
    found = f"; {values}." if values else f". {why_not(checked.claim, checked.values)}"
    return f"{claimed(checked)}{found} Verdict: {word[0].lower()}{word[1:]}."


def _range(checked: Checked, values: pd.DataFrame) -> str:
    """The lowest and the highest value of the newest release."""
    newest = values[values["release"] == values["release"].max()]
    low, high = (newest.loc[newest["value"].agg(how)] for how in ("idxmin", "idxmax"))
    metric = checked.claim.metric
    parts = [
        f"{shown(metric, row['value'])} in {period(int(row['first_year']), int(row['last_year']))}"
        for row in (low, high)
    ]
    return f"Over all periods of this length it ran from {parts[0]} to {parts[1]}."


def _windows_table(windows: Answer, metric: str) -> pd.DataFrame:
    """The measure by period, newest first, a column a release; what is uncertain with bounds."""
    rows = windows.rows.assign(period=cells(windows.rows, "period"))
    rows = rows.assign(text=[_within_bounds(row, metric) for row in rows.to_dict("records")])
    labels = {
        label: ", ".join(filter(None, (str(label), PRECISIONS[worst(of_one)])))
        for label, of_one in rows.groupby("release_label")["loaded_as"]
    }
    wide = rows.pivot(index=["last_year", "period"], columns="release_label", values="text")
    wide = wide.sort_index(ascending=False).droplevel("last_year").fillna("–")
    return headed(wide.rename(columns=labels), "Period")


def _within_bounds(row: Mapping[Hashable, Any], metric: str) -> str:
    """A value of :meth:`Desk.over_windows`; a rounded one as finely as its rounding allows."""
    value, precision = float(row["value"]), row["loaded_as"]
    if precision == "exact":
        return shown(metric, value)
    low, high = float(row["value_low"]), float(row["value_high"])
    return shown_within(metric, Value(row["release"], value, low, high, precision="rebuilt"))


def diagnosis_text(checked: Checked, findings: Sequence[Finding]) -> str:
    """What may have gone wrong, as a list; empty where nothing was looked for."""
    if not checked.asks_for_diagnosis:
        return ""
    if not findings:
        return NO_MISTAKE
    lines = [f"{n}. {literal(f.sentence)}" for n, f in enumerate(findings[:_SHOWN], start=1)]
    if len(findings) > _SHOWN:
        lines.append(f"\n{len(findings) - _SHOWN} less specific ones fit too.")
    return "\n".join(lines)


def claim_table(claim: Entry, releases: Sequence[int]) -> pd.DataFrame:
    """One claim: printed, computed by release, printed by SIPRI, difference."""
    row = {"As printed": f"[{claim.printed()}](/cited)"}
    row |= {f"{release} release": claim.computed(release) for release in releases}
    row |= {"SIPRI's fact sheet": _fact_sheet(claim), "Difference from newest": claim.difference()}
    return pd.DataFrame([row])


def claims_table(claims: Sequence[Entry], releases: Sequence[int]) -> pd.DataFrame:
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
                "difference from newest": claim.difference(),
                "verdict": claim.verdict.word,
                "why": claim.verdict.why,
                "to print": claim.to_print(),
                "reviewer's note": _note(claim),
                "publisher": claim.row["publisher"],
                "published": "" if missing(claim.row["published"]) else claim.row["published"],
                "language": claim.row["language"],
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
    values += [] if covered else ["no loaded release gives a value"]
    values += [f"fact sheet {_fact_sheet(claim)}"] if claim.cells else []
    if (newest := claim.newest()) and claim.difference() != "–":
        values.append(f"difference from the {newest.release} release: {claim.difference()}")
    lines = [
        f"**{literal(str(row['statement']))}** (period: {_claim_period(claim)}) · "
        f"[{literal(str(row['publisher']))}{date}]({row['url']}), in {language(row['language'])}",
        " · ".join(values),
        f"**{claim.verdict.word}.** {claim.verdict.why}",
    ]
    if note := _note(claim):
        lines.append(f"*Reviewer:* {literal(note)}")
    return "  \n".join(lines)


def claims_of(claims: Sequence[Entry], who: str) -> list[Entry]:
    """The quoted figures that are about a party."""
    return [
        claim for claim in claims
        if who in (claim.row["supplier"], claim.row["recipient"], claim.row["other"])
    ]  # fmt: skip


def verdicts(claims: Sequence[Entry], whom: str) -> str:
    """How many quoted figures there are of somebody, by verdict."""
    counts = Counter(claim.verdict.word for claim in claims)
    words = [f"{word[0].lower()}{word[1:]} {counts[word]}" for word in VERDICTS if counts[word]]
    plural = "s" if len(claims) > 1 else ""
    return f"{len(claims)} quoted figure{plural} about {whom}. Verdicts: {'; '.join(words)}."


def claim_sentence(claim: Entry) -> str:
    """A claim's answer in one sentence: what it says, what each release gives, the verdict."""
    word = claim.verdict.word
    values = listed_releases(claim)
    found = f": {values} of SIPRI's data." if values else f". {why_not(claim.claim, claim.values)}"
    return f"{claim.row['statement']}{found} Verdict: {word[0].lower()}{word[1:]}."


def claims_credit(claims: Sequence[Entry]) -> str:
    """Where the computed values of claims come from, and which of them are approximate."""
    found = [r for claim in claims for r in claim.values if r.value is not None]
    releases = sorted({r.release for r in found})
    rounded = sorted({r.release for r in found if r.precision == "rounded"})
    spread = sorted({r.release for r in found if r.precision in ("rebuilt", "split")})
    if not releases:
        return "No release of SIPRI's flows is loaded, so nothing is computed."
    text = (
        "Computed values: calculated from the SIPRI Arms Transfers Database, "
        f"{in_a_row([f'{year} release' for year in releases])}; shares by volume (TIV)."
    )
    if rounded:
        text += (
            f" Values of the {in_a_row([f'{year} release' for year in rounded])} are "
            "approximate, because they are computed from whole millions of TIV."
        )
    if spread:
        text += (
            f" Values of the {in_a_row([f'{year} release' for year in spread])} are "
            "approximate where the years of a deal are told apart here and not by SIPRI; such a "
            "value decides a verdict only where the least and the most that it can be give the "
            "same one."
        )
    return text


def _note(claim: Entry) -> str:
    note = claim.row["reviewer_note"]
    return "" if missing(note) else str(note)


def _fact_sheet(claim: Entry) -> str:
    """What SIPRI's fact sheets printed for the same figure, by edition."""
    percent_sign = f"{SPACE}%" if claim.row["unit"] == "percent" else ""
    cells = [f"{cell.text}{percent_sign} ({cell.edition})" for cell in claim.cells]
    return ", ".join(dict.fromkeys(cells)) or "–"


def _claim_period(claim: Entry) -> str:
    first, last = claim.row["first_year"], int(claim.row["last_year"])
    return f"to {last}" if missing(first) else period(int(first), last)

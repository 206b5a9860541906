"""One supplier and one recipient: what the page Pair derives, says and tabulates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from dashboard.claims import Entry
from dashboard.derived import while_existing, windows_of
from dashboard.notes import TIV_NOTE
from dashboard.words import (
    SPACE,
    missing,
    percent,
    possessive,
    source,
    volume,
    with_article,
)
from etl.claims.verdict import VERDICTS
from etl.questions import Answer
from etl.questions.answer import period

YEARS_OF_AVERAGE = 5
SHARES_NOTE = (
    "The same deliveries measured twice: as a part of everything the recipient imported, and as a "
    "part of everything the supplier exported. A large part for one can be a small one for the "
    "other. Each share needs figures that leave nothing out of its own whole; where they are not "
    "loaded there is a gap and no number.\n\n" + TIV_NOTE
)
PAIR_NOTE = (
    "What was delivered from one to the other, by volume. Known where the loaded release is "
    "complete for the recipient's imports, for the supplier's exports, or for the world. A year "
    "without a bar is one without recorded deliveries; years in which one of the two did not exist "
    "are left out.\n\n" + TIV_NOTE
)


def offered_windows(windows: Answer, states: Answer, supplier: str, recipient: str) -> pd.DataFrame:
    """The periods for which the recipient's imports or the supplier's exports are covered.

    Periods that begin after a former state's end are left out.
    """
    sides = [windows_of(windows, "recipient", recipient), windows_of(windows, "supplier", supplier)]
    found = pd.concat(sides).drop_duplicates()
    return while_existing(found, states, supplier, recipient)


def question(states: Answer, supplier: str, recipient: str) -> str:
    """The page's title, in the past tense where one of the two is a former state."""
    rows = states.rows.set_index("state_id").loc[[supplier, recipient]]
    one, other = (with_article(name) for name in rows["name"])
    return f"What {'does' if rows['last_year'].isna().all() else 'did'} {one} deliver to {other}?"


def nothing(years: Answer, supplier: str, recipient: str) -> str:
    """That years are covered and that nothing was delivered in them."""
    span = period(int(years.rows["year"].min()), int(years.rows["year"].max()))
    return (
        f"No deliveries from {with_article(supplier)} to {with_article(recipient)} are recorded in "
        f"any year of {span} ({source(years)})."
    )


def register_of(registers: Answer, years: Answer) -> int | None:
    """The release of the yearly volumes, if a register of deals of it is loaded; else the best."""
    if years.reason is not None:
        return None
    release = int(years.rows["release"].iloc[0])
    return release if release in set(registers.rows["release"]) else None


def totals(years: Answer) -> Answer:
    """All categories together by year, with the average of each year and the four before it.

    The average is missing where one of the five years is not covered.
    """
    sums = years.rows.groupby("year")["tiv_m"].sum().sort_index()
    spread = range(int(sums.index.min()), int(sums.index.max()) + 1)
    averages = sums.reindex(spread).rolling(YEARS_OF_AVERAGE).mean().reindex(sums.index)
    return replace(
        years,
        title=years.title.removesuffix(" and armament category"),
        rows=pd.DataFrame(
            {
                "year": sums.index.astype("int64"),
                "tiv_m": sums.to_numpy(),
                "five_year_average_tiv_m": averages.to_numpy(),
                "release": years.rows["release"].iloc[0],
            }
        ),
    )


def categories(years: Answer) -> Answer | None:
    """The volume by year and category, or None where the rows are not told apart, or nothing was
    delivered."""
    rows = years.rows
    told_apart = rows[rows["category"].notna()]
    if told_apart.empty or not rows["by_category"].all():
        return None
    return replace(
        years,
        rows=told_apart.assign(covered_from=rows["year"].min(), covered_to=rows["year"].max()),
    )


def sentence(shares: Answer, window: tuple[int, int], supplier: str, recipient: str) -> str:
    """What was delivered in a period, and which part of either side's trade that is."""
    rows = shares.rows[shares.rows["last_year"] == window[1]]
    if shares.reason is not None or rows.empty:
        return shares.reason or f"No loaded release covers this pair in {period(*window)}."
    row = rows.iloc[0]
    rough = ", approximate" if shares.precision != "exact" else ""
    if not row["tiv_m"]:
        return (
            f"No deliveries of major arms from {with_article(supplier)} to "
            f"{with_article(recipient)} are recorded in {period(*window)} "
            f"({source(shares)}{rough})."
        )
    parts = [
        f"{percent(row[f'of_{trade}_pct'])} of {possessive(whose)} arms {trade}"
        for trade, whose in (("imports", recipient), ("exports", supplier))
        if not missing(row[f"of_{trade}_pct"])
    ]
    return (
        f"In {period(*window)} {with_article(supplier)} delivered {volume(row['tiv_m'])}{SPACE}"
        f"million TIV to {with_article(recipient)}: {' and '.join(parts)} "
        f"({source(shares)}{rough})."
    )


def unknown_shares(shares: Answer) -> list[str]:
    """Why a share is missing: the reason of the last period without one, for either side."""
    out = []
    for side in ("imports_reason", "exports_reason"):
        reasons = shares.rows[side].dropna()
        if len(reasons):
            out.append(str(reasons.iloc[-1]))
    return out


def shares_table(answer: Answer) -> pd.DataFrame:
    """Volume and both shares by period, newest first."""
    rows = answer.rows.sort_values("first_year", ascending=False)
    return pd.DataFrame(
        {
            "Period": [
                period(first, last)
                for first, last in zip(rows["first_year"], rows["last_year"], strict=True)
            ],
            "Million TIV": [volume(tiv) for tiv in rows["tiv_m"]],
            "Share of the recipient's imports": [percent(pct) for pct in rows["of_imports_pct"]],
            "Recipient's imports, million TIV": [volume(tiv) for tiv in rows["imports_tiv_m"]],
            "Share of the supplier's exports": [percent(pct) for pct in rows["of_exports_pct"]],
            "Supplier's exports, million TIV": [volume(tiv) for tiv in rows["exports_tiv_m"]],
        }
    )


def years_table(answer: Answer) -> pd.DataFrame:
    """Volume and five-year average by year, newest first."""
    rows = answer.rows.sort_values("year", ascending=False)
    return pd.DataFrame(
        {
            "Year": rows["year"].astype("str"),
            "Million TIV": [volume(tiv) for tiv in rows["tiv_m"]],
            "Five-year average": [volume(tiv) for tiv in rows["five_year_average_tiv_m"]],
        }
    )


def claims_about(
    claims: Sequence[Entry], supplier: str, recipient: str
) -> tuple[list[Entry], list[Entry]]:
    """The quoted figures about the pair itself, and those about one of the two."""
    both = {supplier, recipient}
    pair, one = [], []
    for claim in claims:
        named = (claim.row["supplier"], claim.row["recipient"])
        if named == (supplier, recipient):
            pair.append(claim)
        elif both & set(named):
            one.append(claim)
    return pair, one


def verdicts(claims: Sequence[Entry]) -> str:
    """How many quoted figures there are, by verdict."""
    counts = Counter(claim.verdict.word for claim in claims)
    words = [f"{word[0].lower()}{word[1:]} {counts[word]}" for word in VERDICTS if counts[word]]
    plural = "s" if len(claims) > 1 else ""
    return f"{len(claims)} quoted figure{plural} about these two. Verdicts: {'; '.join(words)}."


def deals_sentence(deals: Answer, first_year: int, last_year: int) -> str:
    """How many deals the register has between the two, and what was delivered of them."""
    rows = deals.rows
    return (
        f"{len(rows):,} deal{'s' if len(rows) > 1 else ''}; "
        f"{volume(float(rows['tiv_in_period_m'].sum()))}{SPACE}million TIV were delivered in "
        f"{period(first_year, last_year)} ({source(deals)})."
    )

"""Numbers, lists and sentences as a newspaper would print them."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Sequence

import pandas as pd

from etl.common.words import SPACE, listed, percent, possessive, rank, volume, with_article
from etl.questions import Answer
from etl.questions.answer import period

# Those of the ETL are offered here too, so that a page has one module for its words.
__all__ = ["SPACE", "listed", "percent", "possessive", "rank", "volume", "with_article"]


def change(value: float | None) -> str:
    """A change with its sign: ``+155 %``, ``−0.6 %``; one decimal below ten per cent."""
    if value is None or math.isnan(value):
        return "–"
    decimals = 1 if abs(value) < 10 else 0
    text = f"{value:+,.{decimals}f}{SPACE}%"
    return text.replace("-", "−")


def lengths(windows: Sequence[tuple[int, int]]) -> str:
    """What periods of this length are called: ``five-year periods``, ``3-year periods``."""
    years = max((last - first + 1 for first, last in windows), default=5)
    return {1: "single years", 5: "five-year periods"}.get(years, f"{years}-year periods")


def country_question(states: Answer, who: str, role: str) -> str:
    """Who supplied a country, or whom it supplied, in the past tense for a former state."""
    state = states.rows.set_index("state_id").loc[who]
    name, is_past = str(state["name"]), not missing(state["last_year"])
    if role == "recipient":
        return f"Who {'supplied' if is_past else 'supplies'} {possessive(name)} arms?"
    return f"Whom {'did' if is_past else 'does'} {with_article(name)} supply with arms?"


def counted_apart(states: Answer, who: str, first_year: int) -> str:
    """That a former state is counted apart from its successor, if a period reaches back to it."""
    rows = states.rows
    before = rows[(rows["successor"] == who) & (rows["last_year"] >= first_year)]
    if before.empty:
        return ""
    parts = [
        f"{with_article(row['name'])} (until {row['last_year']:.0f})"
        for row in before.to_dict("records")
    ]
    text = f"{listed(parts)} {'is' if len(parts) == 1 else 'are'} counted apart here"
    return (
        f"{text[0].upper()}{text[1:]}. *Count former states with their successors* adds "
        f"{'it' if len(parts) == 1 else 'them'}."
    )


def shares_sentence(answer: Answer, window: tuple[int, int], name: str, role: str) -> str:
    """Who supplied a country in a window, or whom it supplied: a page's answer in one sentence.

    The answer may hold other windows beside the one that the sentence is about.
    """
    if answer.reason is not None:
        return answer.reason
    of_window = answer.rows[answer.rows["last_year"] == window[1]]
    rows = of_window[of_window["share_pct"] > 0].head(3)
    if rows.empty:
        way = "to" if role == "recipient" else "by"
        return (
            f"No deliveries of major arms {way} {with_article(name)} are recorded in "
            f"{period(*window)} ({answer.short_source})."
        )
    shares = [
        f"{with_article(row['partner_name'])} {percent(row['share_pct'])}"
        for row in rows.to_dict("records")
    ]
    first = rows.iloc[0]
    if role == "recipient":
        start = (
            f"In {period(*window)} {with_article(first['partner_name'])} supplied "
            f"{percent(first['share_pct'])} of {possessive(name)} arms imports"
        )
    else:
        start = (
            f"In {period(*window)} {with_article(first['partner_name'])} received "
            f"{percent(first['share_pct'])} of {possessive(name)} arms exports"
        )
    rest = f", {listed(shares[1:])}" if len(shares) > 1 else ""
    return f"{start}{rest} ({answer.origin})."


def literal(text: str) -> str:
    """A source's own words inside markdown: shown as they stand, whatever marks they hold."""
    return re.sub(r"([\\`*_{}\[\]<>$#|~:])", r"\\\1", text)


def missing(value: object) -> bool:
    """Whether a cell of an answer is empty."""
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]


def day(text: object) -> str:
    """A date as far as it is known: ``7 September 2023``, ``March 2019``, ``2021`` or nothing."""
    if missing(text):
        return ""
    parts = [int(part) for part in str(text)[:10].split("-")]
    words = [str(parts[0])]
    if len(parts) > 1:
        words.insert(0, calendar.month_name[parts[1]])
    if len(parts) > 2:
        words.insert(0, str(parts[2]))
    return " ".join(words)


def years_sentence(answer: Answer, what: str) -> str:
    """The largest and the last year of a series of volumes, for those who cannot see it drawn."""
    totals = answer.rows.groupby("year")["tiv_m"].sum()
    last = int(answer.rows["covered_to"].max()) if "covered_to" in answer.rows else totals.index[-1]
    return (
        f"{what[0].upper()}{what[1:]} by year: most in {totals.idxmax()}, "
        f"{volume(totals.max())} million TIV; "
        f"{volume(float(totals.get(last, 0.0)))} in {last} ({answer.short_source})."
    )


def loaded_sentence(loaded: Answer) -> str:
    """How much is loaded, in one sentence.

    Args:
        loaded: The answer to the question of that name.
    """
    rows = loaded.rows
    labels = rows.loc[rows["publisher"].str.contains("SIPRI"), "release_label"]
    releases = sorted({label.split()[0] for label in labels if label.endswith(" release")})
    sipri = f", among them SIPRI's {listed(releases)} releases" if releases else ""
    return f"{len(rows)} tables with {rows['row_count'].sum():,} rows are loaded{sipri}."

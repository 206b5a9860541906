"""Numbers, lists and sentences as a newspaper would print them."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.kept import kept
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


def source(answer: Answer) -> str:
    """``SIPRI, 2025 release`` or the like, for the brackets behind a sentence."""
    short = dict.fromkeys(
        f"{next((n for n in ('World Bank', 'SIPRI') if n in s.publisher), s.publisher)}, "
        + s.release_label.removeprefix("World Bank ")
        for s in answer.snapshots
    )
    return "; ".join(short)


def origin(answer: Answer) -> str:
    """As :func:`source`, and that the numbers are approximate, where they are."""
    return source(answer) + ("" if answer.precision == "exact" else ", approximate")


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


@kept
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
            f"{period(*window)} ({source(answer)})."
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
    return f"{start}{rest} ({origin(answer)})."


@kept
def ranking_sentence(answer: Answer, role: str) -> str:
    """Who leads the world in a period, and how the world's volume changed."""
    if answer.reason is not None:
        return answer.reason
    verb = "supplied" if role == "supplier" else "received"
    leaders = [
        f"{with_article(row['name'])} {percent(row['share_pct'])}"
        for row in answer.rows.iloc[1:3].to_dict("records")
    ]
    first = answer.rows.iloc[0]
    return (
        f"In {answer.period} {with_article(first['name'])} {verb} {percent(first['share_pct'])} of "
        f"the world's major arms, {listed(leaders)} ({origin(answer)})."
    )


def estimates_sentence(answer: Answer) -> str:
    """How much of a period's volume rests on SIPRI's estimates of year and number."""
    row = answer.rows.iloc[0]
    return (
        f"{percent(_or_none(row['year_share_pct']) or 0.0)} of the volume in {answer.period} rests "
        "on years of delivery that SIPRI estimates, "
        f"{percent(_or_none(row['number_share_pct']) or 0.0)} on estimated numbers "
        f"({source(answer)})."
    )


def _or_none(value: Any) -> float | None:
    return None if missing(value) else float(value)


@kept
def ranks_sentence(answers: Sequence[Answer], role: str) -> str:
    """Who led in each period, oldest first."""
    leaders = [
        f"{with_article(answer.rows['name'].iloc[0])} in {answer.period} "
        f"({percent(answer.rows['share_pct'].iloc[0])})"
        for answer in answers
    ]
    return f"The largest {role} was {listed(leaders)} ({source(answers[-1])})."


@kept
def world_change_sentence(answer: Answer) -> str:
    """How the world's volume of a period compares with the period before; empty if unknown."""
    if answer.reason is not None:
        return ""
    pct = float(answer.rows["change_pct"].iloc[0])
    word = "higher" if pct >= 0 else "lower"
    return (
        f"The volume of all transfers was {percent(abs(pct))} {word} than in the five years before."
    )


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


@kept
def years_sentence(answer: Answer, what: str) -> str:
    """The largest and the last year of a series of volumes, for those who cannot see it drawn."""
    totals = answer.rows.groupby("year")["tiv_m"].sum()
    last = int(answer.rows["covered_to"].max()) if "covered_to" in answer.rows else totals.index[-1]
    return (
        f"{what[0].upper()}{what[1:]} by year: most in {totals.idxmax()}, "
        f"{volume(totals.max())} million TIV; "
        f"{volume(float(totals.get(last, 0.0)))} in {last} ({source(answer)})."
    )


@kept
def windows_sentence(answer: Answer, column: str, what: str, unit: str) -> str:
    """A measure in each period in turn."""
    parts = [
        f"{row[column]:,.0f}{unit} in {period(row['first_year'], row['last_year'])}"
        for row in answer.rows.to_dict("records")
    ]
    return f"{what}: {listed(parts)} ({source(answer)})."


@kept
def regions_sentence(answer: Answer) -> str:
    """Each region's share."""
    parts = [
        f"{row['region']} {percent(row['share_pct'])}" for row in answer.rows.to_dict("records")
    ]
    trade = "imports" if answer.params["role"] == "recipient" else "exports"
    share = f"Shares of the world's arms {trade} in {answer.period}"
    return f"{share}: {listed(parts)} ({source(answer)})."


def revision_sentence(years: Answer, flows: Answer, old: int, new: int) -> str:
    """How much a release changed against another, and where most."""
    if years.reason is not None:
        return years.reason
    rows = years.rows
    pairs, revised = int(rows["pairs"].sum()), int(rows["revised"].sum())
    text = (
        f"The {new} release revised {revised:,} of the {pairs:,} yearly flows that it shares with "
        f"the {old} release"
    )
    if flows.reason is not None:
        return f"{text}."
    top = flows.rows.iloc[0]
    return (
        f"{text}, most of all what {with_article(top['supplier_name'])} delivered to "
        f"{with_article(top['recipient_name'])} in {top['year']}: from {volume(top['old_tiv_m'])} "
        f"to {volume(top['new_tiv_m'])}{SPACE}million TIV."
    )


def deals_sentence(answer: Answer, first_year: int, last_year: int) -> str:
    """How many deals fit a search, and what was delivered of them in the period."""
    if answer.reason is not None:
        return answer.reason
    rows = answer.rows
    undelivered = int(rows["first_year"].isna().sum())
    text = (
        f"{len(rows):,} deal{'s' if len(rows) != 1 else ''} fit; "
        f"{volume(float(rows['tiv_in_period_m'].sum()))}{SPACE}million TIV of them were delivered "
        f"in {period(first_year, last_year)} ({source(answer)})."
    )
    if undelivered:
        text += f" {undelivered:,} of them are orders without a delivery yet."
    return text


@kept
def category_sentence(answer: Answer, what: str) -> str:
    """The categories that weigh most in the last five years of a series."""
    if answer.reason is not None:
        return answer.reason
    last = int(answer.rows["year"].max())
    recent = answer.rows[answer.rows["year"] > last - 5]
    sizes = recent.groupby("category")["tiv_m"].sum().sort_values(ascending=False)
    shares = [
        f"{str(name).lower()} {'' if place else 'made up '}{percent(100 * tiv / sizes.sum())}"
        for place, (name, tiv) in enumerate(sizes.items())
    ]
    subject = what[0].lower() + what[1:] if what.startswith("The ") else what
    return f"Of {subject} in {period(last - 4, last)}, {listed(shares[:3])} ({source(answer)})."


def estimated(number: Any, is_estimate: object) -> str:
    """A number of items or a year, with a question mark where SIPRI estimates it."""
    if missing(number):
        return "–"
    mark = "" if missing(is_estimate) or not is_estimate else "?"
    return f"{number:.0f}{mark}"


@kept
def world_volume_sentence(answer: Answer) -> str:
    """The newest five-year average of the world's volume, and the highest of each release."""
    rows = answer.rows.dropna(subset="five_year_average_tiv_m")
    averages = rows.sort_values(["release", "year"]).to_dict("records")
    newest = averages[-1]
    peak = max(averages, key=lambda row: row["five_year_average_tiv_m"])
    return (
        f"The world's arms transfers averaged {volume(newest['five_year_average_tiv_m'])} million "
        f"TIV a year in {period(newest['year'] - 4, newest['year'])} ({newest['release_label']}); "
        f"the highest average was {volume(peak['five_year_average_tiv_m'])} in "
        f"{period(peak['year'] - 4, peak['year'])} ({peak['release_label']})."
    )

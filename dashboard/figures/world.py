"""The world: how much is transferred, who leads, and how that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

import pandas as pd

from dashboard.charts.ranking import dependence_on_one, ranking_bars
from dashboard.charts.ranks import ranks_over_time
from dashboard.charts.trend import world_volume
from dashboard.data import ask, ask_period, groups
from dashboard.data.flows import NO_REGION
from dashboard.data.offered import Window, up_to
from dashboard.figures import shared
from dashboard.figures.figure import Made, figure
from dashboard.figures.parameters import Choice, Number, Values
from dashboard.figures.shared import DIRECTION, EVENTS, YEARS
from dashboard.figures.tables import Column, columns
from dashboard.notes import CONCENTRATION_NOTE, RANKING_NOTE, REGION_NOTE, WORLD_NOTE
from dashboard.words import cell, counted, listed, percent, stated, with_article
from dashboard.words import volume as in_tiv
from etl.questions import Answer
from etl.questions.answer import period as in_words

_PERIODS = 8  # so many are looked at for ranks, from the chosen one back
_LISTED, _RANKED = 50, 20  # so many are in a table, and in that of ranks
_NOBODY = "No loaded release is complete for the whole world, so nobody can be ranked."
_COLUMNS: Mapping[str, Column] = {
    "Share of the world": "share_pct",
    "Million TIV": "tiv_m",
    "Million TIV, five years before": "previous_tiv_m",
    "Change of the volume": "change_pct",
}


def _others(values: Values) -> pd.DataFrame:
    """The periods beside the chosen one, of the release that answers for it."""
    rows = shared.of_release(shared.total_windows(), values["release"])
    period: Window | None = values["period"]
    if period is None:
        return rows
    answering, _ = up_to(rows, period)
    rows = shared.of_release(rows, answering)
    return rows[rows["last_year"] != period[1]]


RELEASE = shared.release(shared.total_windows)
PERIOD = shared.period(shared.total_windows)
FOLD = shared.folding(shared.first_offered(shared.total_windows))
TIME = shared.playing()
COMPARED = shared.period(
    _others,
    key="compared",
    label="Compared with",
    former=("other",),
    # The five years before the chosen ones.
    usual=lambda values: values["period"] and tuple(year - YEARS for year in values["period"]),
)
ROLE = Choice(
    "role",
    "Whose rank",
    {"supplier": "Suppliers", "recipient": "Recipients"},
    former=("followed",),
    few=True,
)
COUNTRY = shared.country(former=("total_of",), usual="USA")
OVER = Number("over", "More than, per cent from one supplier", low=0, high=95, usual=80, step=5)
LEAST = Number(
    "least", "Imports of at least, million TIV", low=0, high=1000, usual=50, step=50,
    help="Under some 50 million TIV in five years a few deliveries make the share.",
)  # fmt: skip


@figure("world/volume", EVENTS)
def volume(events: bool) -> Made:
    """The world's volume of arms transfers by year, release by release."""
    answer = ask("world_volume")
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    made = Made(
        answer=answer,
        sentence=_volume_sentence(answer),
        title="The world's transfers of major arms",
        draw=world_volume,
        tabulate=columns(
            {"Year": "year", "Release": "release_label", "Million TIV": "tiv_m",
             "Five-year average": "five_year_average_tiv_m"},
            newest=["release", "year"],
        ),
        about=WORLD_NOTE,
        column="five_year_average_tiv_m",
    )  # fmt: skip
    return shared.with_events(made, [groups.WORLD]) if events else made


_PLAYS = partial(shared.through_time, shared.total_windows)


@figure("world/supplier", RELEASE, PERIOD, FOLD, TIME, leads=shared.as_supplier, plays=_PLAYS)
def supplier(release: int | None, period: Window | None, fold: bool) -> Made:
    """The largest suppliers of arms."""
    return _largest("supplier", release, period, fold)


@figure("world/recipient", RELEASE, PERIOD, FOLD, TIME, leads=shared.as_recipient, plays=_PLAYS)
def recipient(release: int | None, period: Window | None, fold: bool) -> Made:
    """The largest recipients of arms."""
    return _largest("recipient", release, period, fold)


def _largest(role: str, release: int | None, period: Window | None, fold: bool) -> Made:
    """Suppliers or recipients; the charts of both have one scale, so that they can be compared."""
    if period is None:
        return shared.no_period(_NOBODY)
    both = {
        side: ask_period("ranking", period, release, role=side, fold=fold)
        for side in ("supplier", "recipient")
    }
    answer = both[role]
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    widest = pd.concat([ranked.rows["share_pct"] for ranked in both.values()]).max()
    return Made(
        answer=answer,
        sentence=ranking_sentence(answer, role),
        title=f"Largest {role}s of arms, {answer.period}",
        draw=partial(ranking_bars, label="name", widest_pct=float(widest)),
        tabulate=columns({"Rank": "rank", role.capitalize(): "name", **_COLUMNS}, most=_LISTED),
        about=RANKING_NOTE,
        column="share_pct",
    )


@figure("world/side_by_side", RELEASE, PERIOD, FOLD, COMPARED, ROLE, leads=shared.partner)
def side_by_side(
    release: int | None, period: Window | None, fold: bool, compared: Window | None, role: str
) -> Made:
    """The largest suppliers or recipients of two periods beside each other."""
    if period is None:
        return shared.no_period(_NOBODY)
    now = ask_period("ranking", period, release, role=role, fold=fold)
    if now.reason is not None:
        return Made(answer=now, sentence=now.reason)
    if compared is None:
        return Made(answer=now, sentence="No other five-year period can be answered.")
    then = ask_period("ranking", compared, _release_of(now), role=role, fold=fold)
    if then.reason is not None:
        return Made(answer=then, sentence=then.reason)
    return shared.two_periods(now, then, role, drawn=12, listed=_LISTED)


@figure("world/ranks", RELEASE, PERIOD, FOLD, ROLE, leads=shared.partner)
def ranks(release: int | None, period: Window | None, fold: bool, role: str) -> Made:
    """Who led in one five-year period after the other."""
    if period is None:
        return shared.no_period(_NOBODY)
    now = ask_period("ranking", period, release, role=role, fold=fold)
    if now.reason is not None:
        return Made(answer=now, sentence=now.reason)
    offered = shared.offered(shared.total_windows, {"release": release})
    spans = [(period[0] - YEARS * back, period[1] - YEARS * back) for back in range(_PERIODS)]
    asked = (
        ask_period("ranking", span, _release_of(now), role=role, fold=fold)
        for span in sorted(spans) if span in offered
    )  # fmt: skip
    answers = [answer for answer in asked if answer.reason is None]
    if len(answers) < 2:
        return Made(answer=now, sentence="Only one five-year period can be ranked.")
    ranked = {
        answer.period: partial(_ranks_in, answer.rows.set_index("state_id")["rank"])
        for answer in answers
    }
    table = columns({role.capitalize(): "name", **ranked}, most=_RANKED)
    answer = shared.together(answers)
    return Made(
        answer=answer,
        sentence=f"{_leaders(answers, role)} ({answer.origin}).",
        title=f"The largest {role}s' ranks",
        draw=ranks_over_time,
        tabulate=lambda _: table(answers[-1]),
        about=RANKING_NOTE,
        column="share_pct",
    )


@figure("world/regions", RELEASE, PERIOD, FOLD)
def regions(release: int | None, period: Window | None, fold: bool) -> Made:
    """Arms imports by region of the world."""
    if period is None:
        return shared.no_period(_NOBODY)
    answer = ask_period("region_shares", period, release, role="recipient", fold=fold)
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    if not answer.rows["tiv_m"].gt(0).any():
        return Made(answer=answer, sentence=shared.nothing_traded(answer))
    return Made(
        answer=answer,
        sentence=regions_sentence(answer),
        title=f"Arms imports by region, {answer.period}",
        draw=partial(ranking_bars, label="region"),
        tabulate=columns({"Region": "region", **_COLUMNS}),
        about=REGION_NOTE,
        column="share_pct",
    )


@figure("world/dependence", RELEASE, PERIOD, FOLD, OVER, LEAST, leads=shared.as_recipient)
def dependence(
    release: int | None, period: Window | None, fold: bool, over: int, least: int
) -> Made:
    """Recipients that depend on one supplier for more than a share of their imports."""
    if period is None:
        return shared.no_period(_NOBODY)
    answer = ask_period("world_map", period, release, role="recipient", fold=fold)
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    rows = answer.rows
    rows = rows[(rows["largest_pct"] > over) & (rows["tiv_m"] >= least) & (rows["tiv_m"] > 0)]
    answer = replace(answer, rows=rows, unit="per cent of the volume (TIV) of arms imports")
    if rows.empty:
        none = f"No recipient of at least {least:,} million TIV got more than {over} % of its arms"
        return Made(
            answer=answer,
            sentence=f"{none} from one supplier in {answer.period} ({answer.origin}).",
        )
    return Made(
        answer=answer,
        sentence=_dependence_sentence(answer, over, least),
        title=f"More than {over} % of the arms from one supplier, {answer.period}",
        draw=dependence_on_one,
        tabulate=columns(
            {
                "Recipient": "name",
                "Largest supplier": "largest_partner",
                "Its share": "largest_pct",
                "Million TIV": "tiv_m",
                "Change of the volume": "change_pct",
                "Suppliers": "partners",
                "Concentration, points of 10,000": "hhi_points",
            }
        ),
        about=CONCENTRATION_NOTE,
        column="largest_pct",
    )


@figure("world/categories", RELEASE, EVENTS, leads=shared.kind_of_arms)
def categories(release: int | None, events: bool) -> Made:
    """What kinds of arms the world trades, year by year."""
    made = shared.by_category(
        ask("world_categories", in_release=release),
        title="The world's arms transfers by category",
        what="The world's arms transfers",
    )
    return shared.with_events(made, [groups.WORLD]) if events else made


@figure("world/total", COUNTRY, DIRECTION, EVENTS)
def total(country: str, direction: str, events: bool) -> Made:
    """A country's yearly imports or exports as the World Bank republishes them."""
    made = shared.world_bank_total(country, direction)
    return shared.with_events(made, [country]) if events else made


def _ranks_in(ranks: pd.Series[int], rows: pd.DataFrame) -> list[str]:
    """What rank each had in another period, a dash where none."""
    return [cell("rank", ranks.get(state_id)) for state_id in rows["state_id"]]


def _release_of(answer: Answer) -> int:
    """The release that answered, which then answers for the other periods as well."""
    return int(answer.rows["release"].iloc[0])


def ranking_sentence(answer: Answer, role: str) -> str:
    """Who leads the world in a period."""
    if answer.reason is not None:
        return answer.reason
    verb = "supplied" if role == "supplier" else "received"
    leaders = [
        f"{with_article(row['name'])} {stated(row, 'share_pct')}"
        for row in answer.rows.iloc[1:3].to_dict("records")
    ]
    first = answer.rows.iloc[0]
    return (
        f"In {answer.period} {with_article(first['name'])} {verb} "
        f"{stated(first, 'share_pct')} of the world's major arms, {listed(leaders)} "
        f"({answer.origin})."
    )


def change_sentence(answer: Answer) -> str:
    """How the world's volume of a period compares with the period before; empty if unknown."""
    if answer.reason is not None:
        return ""
    row = answer.rows.iloc[0]
    pct = float(row["change_pct"])
    if (within := stated(row, "change_pct")).startswith("about"):
        return f"The volume of all transfers changed by {within} against the five years before."
    word = "higher" if pct >= 0 else "lower"
    return (
        f"The volume of all transfers was {percent(abs(pct))} {word} than in the five years before."
    )


def _dependence_sentence(answer: Answer, over: int, least: int) -> str:
    """How many depend on one supplier, and the largest of them with whom they depend on."""
    rows = answer.rows
    first = [
        f"{with_article(row['name'])} ({stated(row, 'largest_pct')} from "
        f"{with_article(row['largest_partner'])})"
        for row in rows.head(3).to_dict("records")
    ]
    largest = {1: "it is", 2: "they are", 3: "they are"}.get(len(rows), "the largest are")
    return (
        f"In {answer.period}, {counted(len(rows), 'recipient')} of at least {least:,} million TIV "
        f"got more than {over} % of {'their' if len(rows) > 1 else 'its'} arms from one supplier: "
        f"{largest} {listed(first)} ({answer.origin})."
    )


def _leaders(answers: Sequence[Answer], role: str) -> str:
    """Who led in each period, oldest first."""
    leaders = []
    for name, led in groupby(answers, key=lambda answer: str(answer.rows["name"].iloc[0])):
        spans = [f"{answer.period} ({stated(answer.rows.iloc[0], 'share_pct')})" for answer in led]
        when = f"from {spans[0]} to {spans[-1]}" if len(spans) > 1 else f"in {spans[0]}"
        leaders.append(f"{with_article(name)} {when}")
    return f"The largest {role} was {listed(leaders)}"


def regions_sentence(answer: Answer) -> str:
    """Each region's share."""
    parts = [
        f"{row['region'].replace(NO_REGION, 'no region')} {stated(row, 'share_pct')}"
        for row in answer.rows.to_dict("records")
    ]
    share = f"Shares of the world's arms {shared.trade(answer.params['role'])} in {answer.period}"
    return f"{share}: {listed(parts)} ({answer.origin})."


def _volume_sentence(answer: Answer) -> str:
    """The newest five-year average of the world's volume, and the highest of all releases."""
    rows = answer.rows.dropna(subset="five_year_average_tiv_m")
    averages = rows.sort_values(["release", "year"]).to_dict("records")
    newest = averages[-1]
    peak = max(averages, key=lambda row: row["five_year_average_tiv_m"])
    now, most = (in_tiv(row["five_year_average_tiv_m"]) for row in (newest, peak))
    return (
        f"The world's arms transfers averaged {now} million TIV a year in "
        f"{in_words(newest['year'] - 4, newest['year'])} ({newest['release_label']}); "
        f"the highest average was {most} in {in_words(peak['year'] - 4, peak['year'])} "
        f"({peak['release_label']})."
    )

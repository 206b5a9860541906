"""Parameters that many figures share, and what several subjects make alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.events import marked
from dashboard.charts.play import MOST, played
from dashboard.charts.ranks import side_by_side
from dashboard.charts.trend import country_total_bars, volume_by_year, years_drawn
from dashboard.data import ask, groups
from dashboard.data.events import events_of
from dashboard.data.flows import changes_of
from dashboard.data.offered import (
    Window,
    code_of,
    labels,
    meant,
    name_of,
    newest_exact,
    parties,
    up_to,
    windows_of,
)
from dashboard.figures.figure import Figure, Made, Play
from dashboard.figures.parameters import Choice, Flag, Party, Period, Several, Values, always
from dashboard.figures.tables import columns, years_across
from dashboard.notes import CATEGORY_NOTE, RANKING_NOTE, WORLD_BANK_NOTE
from dashboard.words import (
    capital,
    cells,
    listed,
    percent,
    possessive,
    stated,
    volume,
    with_article,
)
from etl.common.words import worst
from etl.questions import Answer
from etl.questions.answer import LAST_YEAR_OF_FORMER_STATES, bounds, with_bounds
from etl.questions.answer import period as in_words

Windows = Callable[[Values], pd.DataFrame]  # the periods that can be answered, with their release
YEARS = 5
ALL = ""  # of a party: nobody in particular
NEWEST = "Newest, exact first"
_NAMES = (
    "Type a name, a common other name, or the three-letter ISO code; or that of a region or group, "
    "such as Africa, EU or NATO."
)


def party(
    key: str,
    label: str,
    *,
    usual: str = ALL,
    or_all: bool = False,
    former: tuple[str, ...] = (),
    when: Callable[[Values], bool] = always,
) -> Party:
    """A state, group or region, by its code; with ``or_all`` also nobody in particular."""

    def options(values: Values) -> Mapping[Any, str]:
        named = labels(parties(or_none=or_all))
        return {ALL: "All", **named} if or_all else named

    def also(values: Values) -> Mapping[str, Any]:
        words = meant(parties(or_none=or_all))
        return {"": ALL, **words} if or_all else words

    return Party(
        key, label, options, usual=usual, also=also, former=former, when=when,
        spelled=lambda party: code_of(party) or "all", help=_NAMES,
    )  # fmt: skip


def country(former: tuple[str, ...] = (), usual: str = "AZE") -> Party:
    """The country that a figure is about."""
    return party("country", "Country", usual=usual, former=former)


DIRECTION = Choice(
    "direction",
    "Direction",
    {"recipient": "Imports", "supplier": "Exports"},
    spelled=lambda role: "imports" if role == "recipient" else "exports",
    few=True,
    help="Imports: who supplied the country. Exports: whom it supplied.",
)


def release(windows: Windows) -> Choice:
    """One of the releases that offer periods, or the newest exact one that covers the question."""

    def options(values: Values) -> Mapping[Any, str]:
        rows = windows(values)
        years = zip(rows["release"], rows["release_label"], strict=True)
        return {None: NEWEST} | {int(year): label for year, label in sorted(set(years))[::-1]}

    return Choice(
        "release", "Release", options,
        spelled=lambda year: "newest" if year is None else str(year),
        also={"Newest exact": None},  # as labels of before had it
        help="SIPRI revises all years every March. An older release shows what was known then.",
    )  # fmt: skip


def period(
    windows: Windows,
    *,
    any_years: bool = False,
    key: str = "period",
    label: str = "Five-year period",
    former: tuple[str, ...] = ("window",),
    usual: Callable[[Values], Window | None] | None = None,
    when: Callable[[Values], bool] = always,
) -> Period:
    """A period that the chosen release, or any, can answer; the newest exact one at first.

    With ``any_years``, any other period within them may be asked for. What is left is as for any
    parameter.
    """

    def options(values: Values) -> Mapping[Any, str]:
        return {window: in_words(*window) for window in sorted(offered(windows, values))[::-1]}

    def newest(values: Values) -> Window | None:
        rows = of_release(windows(values), values["release"])
        return newest_exact(rows) if len(rows) else None

    def counts(values: Values) -> bool:
        return when(values) and len(of_release(windows(values), values["release"])) > 0

    more = " Another period may be of any length." if any_years else ""
    return Period(
        key, label, options, usual=usual or newest, any_years=any_years,
        former=former, when=counts,
        help="SIPRI compares five-year periods, because single years swing with a few deliveries."
        + more,
    )  # fmt: skip


def offered(windows: Windows, values: Values) -> list[Window]:
    """The periods that the chosen release can answer, or any if none is chosen."""
    rows = of_release(windows(values), values["release"])
    return [
        (int(first), int(last))
        for first, last in dict.fromkeys(zip(rows["first_year"], rows["last_year"], strict=True))
    ]


def of_release(windows: pd.DataFrame, release: int | None) -> pd.DataFrame:
    """The periods of one release, or all if none is named."""
    return windows if release is None else windows[windows["release"] == release]


def folding(first_year: Callable[[Values], int]) -> Flag:
    """Whether former states count with their successors; a question only where any can be met."""
    return Flag(
        "fold", "Count former states with their successors", former=("folded",),
        when=lambda values: first_year(values) <= LAST_YEAR_OF_FORMER_STATES,
        help="SIPRI keeps the Soviet Union apart from Russia, Czechoslovakia from Czechia, and so "
        "on. Switched on, deliveries of the former count for the latter.",
    )  # fmt: skip


def playing(when: Callable[[Values], bool] = always) -> Flag:
    """Whether a chart steps through time, at the reader's pace."""
    return Flag(
        "time", "Play through time",
        when=lambda values: when(values) and values["period"] is not None,
        help="A slider under the chart steps through the periods of this release; Play does it "
        "for you.",
    )  # fmt: skip


def through_time(windows: Windows, figure: Figure, values: Values) -> Play | None:
    """What draws a figure with a slider through the periods of the release that answers.

    None where there is one period alone.
    """
    if (chosen := values["period"]) is None:
        return None
    known = of_release(windows(values), values["release"])
    release, before = up_to(known, chosen)
    same = of_release(known, release)
    _, spans = up_to(same, newest_exact(same)) if len(same) else (release, before)
    spans = spans if chosen in spans else before
    still = {**values, "time": False, "release": release or values["release"]}

    def draw() -> go.Figure:
        made = {in_words(*span): figure.made(still | {"period": span}) for span in spans[-MOST:]}
        return played(
            {when: one.chart for when, one in made.items() if one.draw}, in_words(*chosen)
        )

    return draw if len(spans) > 1 and chosen in spans[-MOST:] else None


EVENTS = Flag(
    "events",
    "Mark dated events",
    help="Wars, embargoes, ends of states and treaties of the country or group, and who joined or "
    "left a group, numbered in the chart and listed below it. They explain nothing by themselves.",
)


def with_events(made: Made, parties: Sequence[str]) -> Made:
    """A figure of years with the events of its parties marked, and listed in all its words."""
    if made.draw is None:
        return made
    events = events_of(parties, *years_drawn(made.answer.rows))
    if not events:
        return replace(made, remarks=(*made.remarks, "No event is noted for these years."))
    told = "; ".join(f"({n}) {event}" for n, event in enumerate(events, start=1))
    told, draw = f"Events marked: {told}.", made.draw
    sources = "\n".join(f"{n}. {event}: {event.source}" for n, event in enumerate(events, start=1))
    return replace(
        made,
        answer=replace(made.answer, caveats=(*made.answer.caveats, told)),
        draw=lambda answer, *, title: marked(draw(answer, title=title), events),
        detail=f"{made.detail} {told}".strip(),
        about=f"{made.about}\n\n{sources}",
    )


def trade(role: str) -> str:
    """What a country does in this role."""
    return "imports" if role == "recipient" else "exports"


def other_side(role: str) -> str:
    """What its partners are."""
    return "supplier" if role == "recipient" else "recipient"


def partner(values: Values, mark: str) -> dict[str, str]:
    """What a mark stands for that is a party: a pair with the country of the figure, if it has one.

    Its role is the figure's direction, or that which the figure ranks.
    """
    role = values.get("direction") or values["role"]
    if mark and values.get("country") not in (None, ALL, mark):
        return {other_side(role): mark, role: values["country"]}
    return {role: mark} if mark else {}


def as_supplier(values: Values, mark: str) -> dict[str, str]:
    """A party as the supplier that it is on the figure."""
    return {"supplier": mark} if mark else {}


def as_recipient(values: Values, mark: str) -> dict[str, str]:
    """A party as the recipient that it is on the figure."""
    return {"recipient": mark} if mark else {}


def kind_of_arms(values: Values, mark: str) -> dict[str, str]:
    """What a mark stands for that is an armament category: that of the figure's parties, or all."""
    sides = {role: values[role] for role in ("supplier", "recipient") if role in values}
    if values.get("country"):
        sides = {values["direction"]: values["country"]}
    return sides | {"category": mark} if mark else {}


def world_bank_total(country: str, direction: str) -> Made:
    """A country's yearly total as the World Bank republishes it."""
    answer = ask("country_total", role=direction, who=country)
    if answer.reason is not None:
        return Made(
            answer=answer,
            sentence="The World Bank's series has no rows for this country and direction.",
        )
    name = name_of(country)
    return Made(
        answer=answer,
        sentence=years_sentence(answer, f"{possessive(name)} arms {trade(direction)}"),
        title=f"{capital(name)}: arms {trade(direction)} by year",
        draw=country_total_bars,
        tabulate=columns(
            {
                "Year": "year",
                "Million TIV": lambda rows: [
                    volume(x) if x else "under 0.5" for x in rows["tiv_m"]
                ],
            },
            newest="year",
        ),
        about=WORLD_BANK_NOTE,
    )


def by_category(answer: Answer, whose: Sequence[str] = (), *, title: str, what: str) -> Made:
    """Yearly volumes of parties by armament category; ``what`` says whose, as a sentence begins."""
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    last_year = int(answer.rows["year"].max())
    answer = groups.told_of(answer, whose, last_year, each="year")
    return Made(
        answer=answer,
        sentence=years_sentence(answer, f"{what}, by category,"),
        title=title,
        draw=partial(volume_by_year, by="category"),
        tabulate=partial(years_across, label="Category", column="category"),
        about=groups.about(CATEGORY_NOTE, whose, last_year),
    )


def first_year(values: Values) -> int:
    """The first year of the chosen period; beyond all years where there is none to choose."""
    return values["period"][0] if values["period"] else 9999


def first_offered(windows: Windows) -> Callable[[Values], int]:
    """The first year of all periods that can be chosen; likewise."""
    return lambda values: min((first for first, _ in offered(windows, values)), default=9999)


def world_windows(values: Values | None = None) -> pd.DataFrame:
    """The five-year periods that can be answered for the whole world, whatever else is chosen."""
    return windows_of(ask("answerable_windows", years=YEARS), "world", "")


def total_windows(values: Values | None = None) -> pd.DataFrame:
    """The same for the totals of all suppliers or recipients, which need no flows between them."""
    rows = ask("answerable_windows", years=YEARS).rows
    return rows[rows["scope"].isin(("world", "suppliers", "recipients"))] if len(rows) else rows


def no_period(sentence: str, years: int = YEARS) -> Made:
    """A figure without numbers because no period can be answered; the sentence says of whom."""
    return Made(answer=ask("answerable_windows", years=years), sentence=sentence)


def together(answers: Sequence[Answer]) -> Answer:
    """Several periods' answers to one question as one, with all that must stand beside any of them.

    The rows gain ``first_year`` and ``last_year``.
    """
    return replace(
        answers[-1],
        title="; ".join(answer.title for answer in answers),
        rows=pd.concat(
            [
                answer.rows.assign(
                    first_year=answer.params["from_year"], last_year=answer.params["to_year"]
                )
                for answer in answers
            ],
            ignore_index=True,
        ),
        period=", ".join(answer.period for answer in answers),
        precision=worst(answer.precision for answer in answers),
        snapshots=tuple(dict.fromkeys(s for answer in answers for s in answer.snapshots)),
        caveats=tuple(dict.fromkeys(text for answer in answers for text in answer.caveats)),
    )


def nothing_traded(answer: Answer) -> str:
    """That the whole world is covered and that nothing was delivered in the period."""
    return f"No deliveries of major arms are recorded in {answer.period} ({answer.origin})."


def two_periods(now: Answer, then: Answer, role: str, *, drawn: int, listed: int) -> Made:
    """The largest suppliers or recipients of a period beside what they had in another one.

    Both are answers to ``ranking``, of one release. So many are drawn, and so many listed in the
    table.
    """
    rows, before = now.rows.head(listed), then.rows.set_index("state_id")
    names = (*with_bounds(before, "share_pct"), *with_bounds(before, "tiv_m"))
    compared = rows.assign(**{f"old_{name}": rows["state_id"].map(before[name]) for name in names})
    compared = compared.assign(**changes_of(compared, "old_tiv_m"))
    now_compared = replace(now, rows=compared)
    headings = {
        "Rank": "rank", role.capitalize(): "name",
        f"Share {then.period}": "old_share_pct", f"Share {now.period}": "share_pct",
        f"Million TIV {then.period}": "old_tiv_m", f"Million TIV {now.period}": "tiv_m",
        "Change of the volume": "change_pct",
    }  # fmt: skip
    return Made(
        answer=together((then, now)),
        sentence=moved_sentence(now, then, role),
        title=f"Largest {role}s, {then.period} and {now.period}",
        draw=partial(side_by_side, now=now_compared, then=then, limit=drawn),
        tabulate=lambda _: columns(headings)(now_compared),
        about=RANKING_NOTE,
        column="share_pct",
    )


def moved_sentence(now: Answer, then: Answer, role: str) -> str:
    """Who leads in a period, and whose share of the world moved most besides since another one.

    Both are answers to ``ranking``, of one release; the other period may be the later one.
    """
    rows, before = (answer.rows.set_index("state_id") for answer in (now, then))
    # Who delivered nothing in one of the covered periods has a zero there.
    points = rows["share_pct"].sub(before["share_pct"], fill_value=0.0)
    names = before["name"].to_dict() | rows["name"].to_dict()
    first, is_past = rows.index[0], then.period < now.period
    verb = "supplied" if role == "supplier" else "received"
    text = (
        f"In {now.period} {with_article(names[first])} {verb} {share_in(rows, first)} of "
        "the world's major arms"
    )
    # Who was not there had no share that could have been 0 %.
    if first in before.index or _lived(first, then):
        text += f", {'after' if is_past else 'before'} {share_in(before, first)} in {then.period}"
    others = points.drop(first)
    spans = (bounds(part, "share_pct") for part in (rows, before))
    # Between bounds it is open whose share moved most.
    if not others.any() or any((low < high).any() for low, high in spans):
        return f"{text} ({now.origin})."
    moved = str(others.abs().idxmax())
    earlier, later = (before, rows) if is_past else (rows, before)
    return (
        f"{text}. Of the others, {possessive(names[moved])} share changed most: from "
        f"{share_in(earlier, moved)} to {share_in(later, moved)} ({now.origin})."
    )


def _lived(state: str, ranked: Answer) -> bool:
    """Whether a state existed in the period of an answer to ``ranking``."""
    rows = ask("states").rows
    lives = rows[rows["state_id"] == state].fillna({"first_year": 0, "last_year": 9999})
    began = lives["first_year"] <= ranked.params["to_year"]
    return bool((began & (lives["last_year"] >= ranked.params["from_year"])).any())


def share_in(rows: pd.DataFrame, party: str) -> str:
    """A party's share in words; that of one without a row is none."""
    return stated(dict(rows.loc[party]), "share_pct") if party in rows.index else percent(0.0)


def categories(values: Values | None = None) -> dict[str, str]:
    """SIPRI's armament categories."""
    return {str(name): str(name) for name in ask("categories").rows["category"]}


def several(key: str, label: str) -> Several:
    """Any number of states, groups and regions, by their codes; all where none is chosen."""
    return Several(
        key, label, lambda values: labels(parties(or_none=True)), none="All", spelled=code_of,
        also=lambda values: meant(parties(or_none=True)), help=_NAMES,
    )  # fmt: skip


def coded(name: str) -> str:
    """A name of SIPRI's as addresses spell it: ``air-defence-systems``; ``all`` for none."""
    return name.lower().replace(" ", "-") or "all"


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
    are, them = ("is", "it") if len(parts) == 1 else ("are", "them")
    return (
        f"{capital(listed(parts))} {are} counted apart here. *Count former states with their "
        f"successors* adds {them}."
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
        return " ".join(gap for gap in answer.gaps if in_words(*window) in gap)
    shares = [
        f"{with_article(row['partner_name'])} {stated(row, 'share_pct')}"
        for row in rows.to_dict("records")
    ]
    first, did = rows.iloc[0], "supplied" if role == "recipient" else "received"
    rest = f", {listed(shares[1:])}" if len(shares) > 1 else ""
    return (
        f"In {in_words(*window)} {with_article(first['partner_name'])} {did} "
        f"{stated(first, 'share_pct')} of {possessive(name)} arms {trade(role)}{rest} "
        f"({answer.origin})."
    )


def years_sentence(answer: Answer, what: str) -> str:
    """The largest and the last year of a series of volumes, for those who cannot see it drawn."""
    totals = answer.rows.groupby("year")[with_bounds(answer.rows, "tiv_m")].sum()
    last = int(answer.rows["covered_to"].max()) if "covered_to" in answer.rows else totals.index[-1]
    told = dict(zip(totals.index, cells(totals, "tiv_m"), strict=True))
    most = totals["tiv_m"].idxmax()
    text = f"{capital(what)} by year: most in {most}, {told[most]} million TIV"
    if most != last:
        text += f"; {told.get(last, volume(0.0))} in {last}"
    return f"{text} ({answer.origin})."

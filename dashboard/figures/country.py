"""One country: who supplies it, or whom it supplies, by five-year period and by year."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from dashboard.charts.ranking import changed_bars
from dashboard.charts.shares import colours_of, share_windows
from dashboard.charts.trend import volume_by_year
from dashboard.charts.windows import DEPENDENCE, dependence_bars
from dashboard.data import ask, ask_period, ask_windows, groups
from dashboard.data.flows import changes_of
from dashboard.data.offered import (
    Window,
    code_of,
    counted_as,
    is_plural,
    labels,
    last_year_of,
    name_of,
    parties,
    up_to,
    while_existing,
    windows_of,
)
from dashboard.figures import beside, eu_reports, kiel, shared
from dashboard.figures.figure import Made, figure, settled
from dashboard.figures.notified import notified_sales
from dashboard.figures.parameters import Choice, Values
from dashboard.figures.shared import ALL, DIRECTION, EVENTS, YEARS, other_side, trade
from dashboard.figures.tables import columns, share_table, years_across
from dashboard.notes import CONCENTRATION_NOTE, SHARE_NOTE, TIV_NOTE
from dashboard.words import (
    capital,
    counted,
    listed,
    percent,
    possessive,
    stated,
    summed,
    volume,
    with_article,
)  # fmt: skip
from etl.common.words import within
from etl.questions import Answer
from etl.questions.answer import bound_columns, bounds, with_bounds
from etl.questions.answer import period as in_words

SHOWN_WINDOWS = 4


def _windows(values: Values) -> pd.DataFrame:
    return windows(values["country"], values["direction"], YEARS)


def windows(who: str, role: str, years: int) -> pd.DataFrame:
    """The periods of this length that can be answered for a party."""
    offered = windows_of(ask("answerable_windows", years=years), role, who)
    return while_existing(offered, who)


COUNTRY = shared.country()
RELEASE = shared.release(_windows)
PERIOD = shared.period(_windows, any_years=True, label="Period")
FOLD = shared.folding(shared.first_offered(_windows))
BESIDE = replace(
    shared.party("beside", "Side by side with", or_all=True),
    options=lambda values: {ALL: "Nobody", **labels(parties())},
)
VERSUS = replace(
    shared.release(_windows),
    key="versus",
    label="As published in",
    options=lambda values: {None: "The same release", **_releases(values)},
    spelled=lambda year: "none" if year is None else str(year),
)
PARTNER = replace(
    shared.party("partner", "Deals with", or_all=True),
    options=lambda values: {ALL: "Choose a partner", **_partners(values)},
    spelled=lambda party: code_of(party) or "nobody",
    help="The deals of SIPRI's register that make up a part of the bar of the period.",
)
DRAWN = Choice(
    "drawn", "Drawn as", {"volume": "Million TIV", "share": "Per cent of the year"}, few=True
)
MEASURE = Choice(
    "measure",
    "Measure",
    {name: measure.label for name, measure in DEPENDENCE.items()},
    former=("dependence",),
    few=True,
)


def _releases(values: Values) -> Mapping[Any, str]:
    """The releases that offer periods, but for the chosen one."""
    offered = RELEASE.labels(values)
    return {year: offered[year] for year in offered if year not in (None, values["release"])}


def _partners(values: Values) -> Mapping[str, str]:
    """The partners in the period, the largest first."""
    made = shares.made(values)
    if made.draw is None:
        return {}
    rows = made.answer.rows[made.answer.rows["last_year"] == values["period"][1]]
    return dict(zip(rows["partner"], rows["partner_name"], strict=True))


def set_beside(values: Values) -> dict[str, Any] | None:
    """The values of the figure that is to stand beside: of another party, release or both."""
    if values["beside"] == ALL and values["versus"] is None:
        return None
    other = {
        "country": values["beside"] or values["country"],
        "release": values["versus"] or values["release"],
    }
    return settled(shares.parameters, {**values, **other})


@figure("country/shares", COUNTRY, DIRECTION, RELEASE, PERIOD, FOLD, leads=shared.partner)
def shares(
    country: str, direction: str, release: int | None, period: Window | None, fold: bool
) -> Made:
    """Who supplies a country, or whom it supplies, period by period."""
    country = counted_as(country, fold)
    name = name_of(country)
    if period is None:
        return shared.no_period(
            "The loaded releases hold no five-year period for "
            f"{possessive(name)} arms {trade(direction)}."
        )
    answer = _shares(country, direction, release, period, fold)
    answer = groups.told_of(answer, [country], period[1])
    text = shared.shares_sentence(answer, period, name, direction)
    if answer.reason is not None:
        return Made(answer=answer, sentence=text)
    partner = other_side(direction)
    return Made(
        answer=answer,
        sentence=text,
        title=f"{capital(name)}: arms {trade(direction)} by {partner}",
        draw=share_windows,
        tabulate=partial(
            share_table,
            partner=partner.capitalize(),
            changing=groups.has_changing_members(country),
        ),
        about=groups.about(SHARE_NOTE, [country], period[1]),
        detail="Stacked bars by period; the numbers stand in the table.",
        column="share_pct",
    )


def _shares(
    country: str, direction: str, release: int | None, period: Window, fold: bool
) -> Answer:
    """The shares in the period and in those of the same release before it."""
    length = period[1] - period[0] + 1
    known = shared.of_release(windows(country, direction, length), release)
    best, spans = up_to(known, period)
    question = "import_shares" if direction == "recipient" else "export_shares"
    return ask_windows(
        question, spans[-SHOWN_WINDOWS:], who=country, in_release=best or release, fold=fold
    )


@figure(
    "country/yearly", COUNTRY, DIRECTION, RELEASE, PERIOD, FOLD, DRAWN, EVENTS,
    leads=shared.partner,
)  # fmt: skip
def yearly(
    country: str, direction: str, release: int | None, period: Window | None, fold: bool,
    drawn: str, events: bool,
) -> Made:  # fmt: skip
    """What was delivered to or by a country in each year, by partner."""
    country = counted_as(country, fold)
    name = name_of(country)
    answer = ask("yearly_partners", role=direction, who=country, in_release=release, fold=fold)
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    last_year = int(answer.rows["covered_to"].max())
    answer = groups.told_of(answer, [country], last_year, each="year")
    beside = shares(country, direction, release, period, fold)
    if drawn == "share":
        answer = shares_of_years(answer)
    remarks = []
    if beside.draw is not None and beside.answer.releases != answer.releases:
        remarks.append(
            f"The years are from the {answer.releases}, the shares by period from the "
            f"{beside.answer.releases}. The two may differ, because SIPRI revises all years."
        )
    made = Made(
        answer=answer,
        sentence=shared.years_sentence(
            answer, f"{possessive(name)} arms {trade(direction)}, stacked by partner,"
        ),
        title=f"{capital(name)}: arms {trade(direction)} by year",
        draw=partial(
            volume_by_year,
            by="partner",
            relative=drawn == "share",
            settled=colours_of(beside.chart) if beside.draw is not None else None,
            chosen=period,
        ),
        tabulate=partial(
            years_across,
            label=other_side(direction).capitalize(),
            period=period,
            changing=groups.has_changing_members(country),
        ),
        about=groups.about(TIV_NOTE, [country], last_year),
        remarks=tuple(remarks),
    )
    return shared.with_events(made, [country]) if events else made


@figure("country/changed", COUNTRY, DIRECTION, RELEASE, PERIOD, FOLD, leads=shared.partner)
def changed(
    country: str, direction: str, release: int | None, period: Window | None, fold: bool
) -> Made:
    """With which partners a country's trade grew and fell against the period before."""
    country = counted_as(country, fold)
    beside = shares(country, direction, release, period, fold)
    if beside.draw is None or period is None:
        return Made(answer=beside.answer, sentence=beside.sentence)
    before = 2 * period[0] - period[1] - 1, period[0] - 1
    both = beside.answer
    if groups.has_changing_members(country):
        both = _of_later_members(both, country, direction, before, period, fold)
    answer = changes_by_partner(both, period, before)
    if answer is None or not answer.rows["change_tiv_m"].any():
        none = f"Nothing is known to have changed in {in_words(*period)} against"
        told = [gap for gap in both.gaps
                if any(in_words(*window) in gap for window in (before, period))]  # fmt: skip
        return Made(answer=beside.answer, sentence=" ".join(told) or f"{none} {in_words(*before)}.")
    partner = other_side(direction)
    return Made(
        answer=answer,
        sentence=changes_sentence(answer, direction, period, before),
        title=f"{capital(name_of(country))}: what changed in arms {trade(direction)}, "
        f"{in_words(*before)} to {in_words(*period)}",
        draw=changed_bars,
        tabulate=columns(
            {
                partner.capitalize(): "partner_name",
                f"Million TIV {in_words(*before)}": "previous_tiv_m",
                f"Million TIV {in_words(*period)}": "tiv_m",
                "Change, million TIV": "change_tiv_m",
                "Change": "change_pct",
            }
        ),
        about=groups.about(TIV_NOTE, [country], period[1]),
        column="change_tiv_m",
    )


@figure("country/total", COUNTRY, DIRECTION, EVENTS)
def total(country: str, direction: str, events: bool) -> Made:
    """A country's yearly imports or exports as the World Bank republishes them."""
    made = shared.world_bank_total(country, direction)
    return shared.with_events(made, [country]) if events else made


@figure("country/concentration", COUNTRY, DIRECTION, RELEASE, PERIOD, FOLD, MEASURE)
def concentration(
    country: str, direction: str, release: int | None, period: Window | None, fold: bool,
    measure: str,
) -> Made:  # fmt: skip
    """How much a country depends on few partners, period by period."""
    country = counted_as(country, fold)
    beside = shares(country, direction, release, period, fold)
    if beside.draw is None:
        return Made(answer=beside.answer, sentence=beside.sentence)
    answer, whose = concentration_of(beside.answer), possessive(name_of(country))
    return Made(
        answer=answer,
        sentence=_concentration_sentence(answer, beside.answer, other_side(direction)),
        title=f"{capital(whose)} arms {trade(direction)}: {DEPENDENCE[measure].what}",
        draw=partial(dependence_bars, measure=DEPENDENCE[measure]),
        tabulate=columns(
            {
                "Period": "period",
                "Index, points of 10,000": "hhi_points",
                "Largest share": "largest_share_pct",
                "Three largest": lambda rows: [
                    stated(_largest(beside.answer, row["last_year"]), "share_pct")
                    for row in rows.to_dict("records")
                ],
                "Partners": "partners",
            },
            newest="first_year",
        ),
        about=CONCENTRATION_NOTE,
        column=DEPENDENCE[measure].column,
    )


@figure("country/categories", COUNTRY, DIRECTION, RELEASE, FOLD, EVENTS, leads=shared.kind_of_arms)
def categories(country: str, direction: str, release: int | None, fold: bool, events: bool) -> Made:
    """What kinds of arms a country imports or exports, year by year."""
    name = name_of(country)
    made = shared.by_category(
        ask("yearly_categories", role=direction, who=country, in_release=release, fold=fold),
        [country],
        title=f"{capital(name)}: arms {trade(direction)} by category",
        what=f"{possessive(name)} arms {trade(direction)}",
    )
    return shared.with_events(made, [country]) if events else made


@figure("country/notified", COUNTRY)
def notified(country: str) -> Made:
    """For up to how much the US government may sell arms to a country, as notified to Congress."""
    return notified_sales(country)


@figure("country/items", COUNTRY, DIRECTION, RELEASE)
def items(country: str, direction: str, release: int | None) -> Made:
    """Arms of a kind that a country got, by SIPRI's count and by the Kiel Institute's."""
    return kiel.items(country, None, release)


@figure("country/aid", COUNTRY, DIRECTION, leads=shared.partner)
def aid(country: str, direction: str) -> Made:
    """Who allocated military aid to a country, by the Kiel Institute's count."""
    return kiel.aid(country)


@figure("country/reported", COUNTRY, DIRECTION, eu_reports.COUNTED)
def reported(country: str, direction: str, counted: str) -> Made:
    """What a country reported to the European Union of its arms exports, by year."""
    return eu_reports.reported(country, None, counted)


@figure("country/mirrored", COUNTRY, DIRECTION, RELEASE, PERIOD)
def mirrored(country: str, direction: str, release: int | None, period: Window | None) -> Made:
    """A country's partners by money exported, or allocated as military aid, and by volume."""
    if period is None:
        return shared.no_period(f"No five-year period of its arms {trade(direction)} is covered.")
    return beside.mirrored(country, direction, release, period)


@figure("country/others", COUNTRY, DIRECTION, RELEASE, PERIOD, FOLD)
def others(
    country: str, direction: str, release: int | None, period: Window | None, fold: bool
) -> Made:
    """What each loaded source says of a country's imports or exports, in its own unit."""
    sides = {"supplier": "", "recipient": "", direction: country}
    sipri = shares(country, direction, release, period, fold)
    about = f"{possessive(name_of(country))} arms {trade(direction)}"
    return beside.others(sipri, "total_tiv_m", about, **sides, period=period)


def shares_of_years(volumes: Answer) -> Answer:
    """The same volumes with the part that each is of its year's; none in a year without any."""
    whole = volumes.rows.groupby("year")["tiv_m"].transform("sum")
    share_pct = 100 * volumes.rows["tiv_m"] / whole.where(whole > 0)
    return replace(volumes, rows=volumes.rows.assign(share_of_year_pct=share_pct))


def concentration_of(shares: Answer) -> Answer:
    """Concentration by window out of the shares by window: index, largest share and partners.

    Only states are counted among the partners, as everywhere.
    """
    known = ask("states").rows
    states = known.loc[known["kind"].isin(("state", "former state")), "state_id"]
    rows = pd.DataFrame(
        {
            "first_year": first_year,
            "last_year": last_year,
            "release": of_window["release"].iloc[0],
            **of_window[with_bounds(of_window, "hhi_points")].iloc[0],
            **{
                f"largest_{name}": of_window[name].max()
                for name in with_bounds(of_window, "share_pct")
            },
            "partners": int((of_window["share_pct"] > 0)[of_window["partner"].isin(states)].sum()),
        }
        for (first_year, last_year), of_window in shares.rows.groupby(["first_year", "last_year"])
    )
    return replace(
        shares,
        question="concentration",
        title=f"Concentration of the partners: {shares.title}",
        unit="index points: the sum of squared percentage shares, 10,000 for a single partner",
        rows=rows,
    )


def _largest(shares: Answer, last_year: int, partners: int = 3) -> dict[str, float]:
    """The share of a window's largest partners together, with its bounds."""
    rows = shares.rows[shares.rows["last_year"] == last_year]
    return summed(rows.nlargest(partners, "share_pct"), "share_pct")


def _concentration_sentence(answer: Answer, shares: Answer, partner: str) -> str:
    windows = answer.rows.to_dict("records")
    last, three = windows[-1], ""
    if last["partners"] > 3:
        share = stated(_largest(shares, last["last_year"]), "share_pct")
        three = f", the three largest for {share}"
    parts = [
        f"{stated(row, 'hhi_points')} in {in_words(row['first_year'], row['last_year'])}"
        for row in windows
    ]
    return (
        f"In {in_words(last['first_year'], last['last_year'])} the largest {partner} stood for "
        f"{stated(last, 'largest_share_pct')} of the volume{three}. Concentration, in "
        f"points of 10,000: {listed(parts)} ({answer.origin})."
    )


def _of_later_members(
    shares: Answer, group: str, role: str, before: Window, period: Window, fold: bool
) -> Answer:
    """The same of those who were members at the end of the later period, in both of them."""
    members = "+".join(sorted(groups.codes_of(group, period[1])))
    question = "import_shares" if role == "recipient" else "export_shares"
    release = int(shares.rows["release"].iloc[0])
    both = ask_windows(question, [before, period], who=members, in_release=release, fold=fold)
    return replace(
        both,
        title=shares.title,
        caveats=(
            *both.caveats,
            f"The members at the end of {period[1]} are meant in both periods; trade among them "
            "counts.",
            *groups.counts([group], period[1]),
        ),
    )


def changes_by_partner(shares: Answer, period: Window, before: Window) -> Answer | None:
    """The volumes of a period beside those of the one before; None where one is not known.

    ``shares`` holds both. The largest change stands first.
    """
    if shares.reason is not None:
        return None
    rows = shares.rows
    volumes = with_bounds(rows, "tiv_m")
    now, then = (
        rows[(rows["first_year"] == first) & (rows["last_year"] == last)].set_index(
            ["partner", "partner_name"]
        )[volumes]
        for first, last in (period, before)
    )
    # A release that records no deliveries in one of them knows of them all the same.
    for part, window in ((now, period), (then, before)):
        said = ("records no deliveries", in_words(*window))
        if part.empty and not any(all(words in gap for words in said) for gap in shares.gaps):
            return None
    both = now.join(then.add_prefix("previous_"), how="outer").fillna(0.0).reset_index()
    (low, high), (old_low, old_high) = bounds(both, "tiv_m"), bounds(both, "previous_tiv_m")
    changes = (both["tiv_m"] - both["previous_tiv_m"], low - old_high, high - old_low)
    names = ("change_tiv_m", *bound_columns("change_tiv_m"))[: len(volumes)]
    both = both.assign(
        **dict(zip(names, changes, strict=False)),
        **changes_of(both, "previous_tiv_m"),
        first_year=period[0],
        last_year=period[1],
        release=rows["release"].iloc[0],
    )
    order = ["change_tiv_m", "partner_name"]
    both = both.sort_values(order, ascending=[False, True], ignore_index=True)
    return replace(
        shares,
        question="changed",
        title=f"What changed: {shares.title}",
        unit="million TIV",
        period=f"{in_words(*period)} against {in_words(*before)}",
        rows=both,
    )


def changes_sentence(answer: Answer, role: str, period: Window, before: Window) -> str:
    """Which partner grew most, who is new, and who is gone, each only where that is certain.

    A partner is new that had nothing in the period before, in which it existed.
    """
    rows, preposition = answer.rows, "from" if role == "recipient" else "to"
    low, high = bounds(rows, "change_tiv_m")
    parts: list[str] = []
    for word, end, others in (("grew", low, high), ("fell", -high, -low)):
        most = end.idxmax()
        if end[most] > max(0.0, others.drop(most).max() if len(rows) > 1 else 0.0):
            row = rows.loc[most]
            ends = sorted(abs(bound[most]) for bound in (low, high))
            parts.append(
                f"{'those' if parts else 'deliveries'} {preposition} "
                f"{with_article(row['partner_name'])} {word} most, by "
                f"{within(abs(row['change_tiv_m']), *ends, volume)} million TIV"
            )
    texts = [f"Against {in_words(*before)}, {', and '.join(parts)}."] if parts else []
    # A volume that was rounded away is no proof that there was none.
    if answer.precision in ("exact", "rebuilt", "split"):
        lives = ask("states").rows.set_index("state_id")
        began = rows["partner"].map(lives["first_year"]).fillna(0)
        ended = rows["partner"].map(lives["last_year"]).fillna(9999)
        (least, most), (old_least, old_most) = (
            bounds(rows, name) for name in ("tiv_m", "previous_tiv_m")
        )
        lasted = answer.params.get("fold") is True
        # Unknown parties are nobody that could be new or gone.
        known = rows["partner"].map(lives["kind"]) != "unknown"
        new = rows[known & (least > 0) & (old_most == 0) & ((began <= before[0]) | lasted)]
        gone = rows[known & (most == 0) & (old_least > 0) & ((ended >= period[1]) | lasted)]
        did = "delivered" if role == "recipient" else "received"
        if len(new):
            names = _named(new.sort_values("tiv_m", ascending=False, kind="stable"))
            texts.append(f"{capital(names)} {did} arms, but none in {in_words(*before)}.")
        if len(gone):
            names = _named(gone.sort_values("previous_tiv_m", ascending=False, kind="stable"))
            went = "came" if role == "recipient" else "went"
            texts.append(f"Nothing more {went} {preposition} {names}.")
    texts = texts or ["Whose deliveries grew or fell most is not certain."]
    return f"{' '.join(texts)[:-1]} ({answer.origin})."


def _named(rows: pd.DataFrame, most: int = 3) -> str:
    """The partners by name, as many as a sentence bears."""
    names = [with_article(name) for name in rows["partner_name"].head(most)]
    rest = len(rows) - most
    return listed([*names, counted(rest, "other")] if rest > 0 else names)


def estimates_sentence(who: str, role: str, period: Window, release: int | None) -> str:
    """How much of a period's volume rests on SIPRI's estimates of year and number.

    Registers by delivery alone tell; where none reaches so far, the last period as long that one
    does is told of. Empty where there is none.
    """
    registers = ask("registers").rows
    telling = registers[registers["by_delivery"]] if len(registers) else registers
    chosen = telling[telling["release"] == release] if len(telling) else telling
    if telling.empty:
        return ""
    register = (chosen if len(chosen) else telling).iloc[0]
    last = min(period[1], int(register["last_year"]))
    years = last - (period[1] - period[0]), last
    answer = ask_period("estimated_share", years, int(register["release"]), role=role, who=who)
    if answer.reason is not None:
        return ""
    row = answer.rows.iloc[0]
    year, number = (percent(row[f"{what}_share_pct"]) for what in ("year", "number"))
    # A flag that is empty says nothing, and not that it is known.
    year_unsaid, number_unsaid = (
        f" (of another {percent(row[column])} it is not said)" if row[column] else ""
        for column in ("year_unsaid_pct", "number_unsaid_pct")
    )
    return (
        f"{year} of the volume in {answer.period} rests on years of delivery that SIPRI "
        f"estimates{year_unsaid}, {number} on estimated numbers{number_unsaid} ({answer.origin})."
        + ("" if last == period[1] else f" Of {in_words(*period)} no loaded register tells it.")
    )


def country_question(who: str, role: str) -> str:
    """Who supplied a party, or whom it supplied, in the past tense for what is no more."""
    name, is_past = name_of(who), last_year_of(who) is not None
    if role == "recipient":
        return f"Who {'supplied' if is_past else 'supplies'} {possessive(name)} arms?"
    does = "did" if is_past else "do" if is_plural(who) else "does"
    return f"Whom {does} {with_article(name)} supply with arms?"

"""One country: who supplies it, or whom it supplies, by five-year period and by year."""

from dataclasses import replace
from functools import partial

import pandas as pd

from dashboard.charts.shares import colours_of, share_windows
from dashboard.charts.trend import volume_by_year
from dashboard.charts.windows import DEPENDENCE, dependence_bars
from dashboard.data import ask, ask_windows, groups
from dashboard.data.offered import (
    Window,
    counted_as,
    is_plural,
    last_year_of,
    name_of,
    up_to,
    while_existing,
    windows_of,
)
from dashboard.figures import shared
from dashboard.figures.figure import Made, figure
from dashboard.figures.parameters import Choice, Values
from dashboard.figures.shared import DIRECTION, EVENTS, YEARS, other_side, trade
from dashboard.figures.tables import columns, share_table, year_table
from dashboard.notes import CONCENTRATION_NOTE, SHARE_NOTE, TIV_NOTE
from dashboard.words import capital, listed, missing, percent, possessive, stated, with_article
from etl.questions import Answer
from etl.questions.answer import period as in_words
from etl.questions.answer import with_bounds

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
        tabulate=partial(share_table, partner=partner.capitalize()),
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
    beside = shares.made(
        {"country": country, "direction": direction, "release": release, "period": period,
         "fold": fold}
    )  # fmt: skip
    if drawn == "share":
        answer = shares_of_years(answer)
    remarks = []
    if beside.draw is not None and beside.answer.releases != answer.releases:
        remarks.append(
            f"The years are those of the {answer.releases}; the periods above are answered by "
            f"the {beside.answer.releases}. The two may differ, because SIPRI revises all years."
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
            year_table, column="partner_name", label=other_side(direction).capitalize()
        ),
        about=groups.about(TIV_NOTE, [country], last_year),
        remarks=tuple(remarks),
    )
    return shared.with_events(made, [country]) if events else made


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
    beside = shares.made(
        {"country": country, "direction": direction, "release": release, "period": period,
         "fold": fold}
    )  # fmt: skip
    if beside.draw is None:
        return Made(answer=beside.answer, sentence=beside.sentence)
    answer, whose = concentration_of(beside.answer), possessive(name_of(country))
    return Made(
        answer=answer,
        sentence=_concentration_sentence(answer),
        title=f"{capital(whose)} arms {trade(direction)}: {DEPENDENCE[measure].what}",
        draw=partial(dependence_bars, measure=DEPENDENCE[measure]),
        tabulate=columns(
            {
                "Period": "period",
                "Index, points of 10,000": "hhi_points",
                "Largest share": "largest_share_pct",
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


def shares_of_years(volumes: Answer) -> Answer:
    """The same volumes with the part that each is of its year's; none in a year without any."""
    whole = volumes.rows.groupby("year")["tiv_m"].transform("sum")
    share_pct = 100 * volumes.rows["tiv_m"] / whole.where(whole > 0)
    return replace(volumes, rows=volumes.rows.assign(share_of_year_pct=share_pct))


def concentration_of(shares: Answer) -> Answer:
    """Concentration by window out of the shares by window: index, largest share and partners."""
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
            "partners": int((of_window["share_pct"] > 0).sum()),
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


def _concentration_sentence(answer: Answer) -> str:
    parts = [
        f"{stated(row, 'hhi_points')} points in {in_words(row['first_year'], row['last_year'])}"
        for row in answer.rows.to_dict("records")
    ]
    return f"Concentration of the trade, of 10,000 points: {listed(parts)} ({answer.origin})."


def estimates_sentence(answer: Answer) -> str:
    """How much of a period's volume rests on SIPRI's estimates of year and number."""
    row = answer.rows.iloc[0]
    year, number = (
        percent(0.0 if missing(row[column]) else float(row[column]))
        for column in ("year_share_pct", "number_share_pct")
    )
    return (
        f"{year} of the volume in {answer.period} rests on years of delivery that SIPRI "
        f"estimates, {number} on estimated numbers ({answer.origin})."
    )


def country_question(who: str, role: str) -> str:
    """Who supplied a party, or whom it supplied, in the past tense for what is no more."""
    name, is_past = name_of(who), last_year_of(who) is not None
    if role == "recipient":
        return f"Who {'supplied' if is_past else 'supplies'} {possessive(name)} arms?"
    does = "did" if is_past else "do" if is_plural(who) else "does"
    return f"Whom {does} {with_article(name)} supply with arms?"

"""Weapons: armament categories over time, who leads in each, and what each contains."""

from dataclasses import replace
from functools import partial

import pandas as pd

from dashboard.charts.ranking import ranking_bars
from dashboard.data import ask, ask_period
from dashboard.data.offered import Window, name_of
from dashboard.figures import shared
from dashboard.figures.figure import Made, figure
from dashboard.figures.parameters import Choice, Values
from dashboard.figures.shared import ALL, DIRECTION, YEARS, trade
from dashboard.figures.tables import columns
from dashboard.notes import CATEGORY_NOTE
from dashboard.words import capital, listed, missing, percent, possessive, stated, with_article
from etl.questions import Answer
from etl.questions.answer import period as in_words

_DRAWN, _TABLED = 12, 50  # leaders of a category


def _of_the_world(values: Values) -> pd.DataFrame:
    """The world's periods by category; where the chosen release has none, those it does have."""
    windows = shared.world_windows()
    claims = ask("completeness").rows
    told_apart = claims.loc[(claims["scope"] == "world") & claims["by_category"], "release_label"]
    by_category = windows[windows["release_label"].isin(told_apart)]
    return by_category if len(shared.of_release(by_category, values["release"])) else windows


COUNTRY = shared.party("country", "Whose trade", or_all=True, former=("whose",))
RELEASE = shared.release(lambda values: ask("answerable_windows", years=YEARS).rows)
CATEGORY = Choice("category", "Category", shared.categories, spelled=shared.coded)
PERIOD = shared.period(
    _of_the_world, when=lambda values: len(shared.offered(_of_the_world, values)) > 0
)


@figure("weapons/categories", COUNTRY, DIRECTION, RELEASE, leads=shared.kind_of_arms)
def categories(country: str, direction: str, release: int | None) -> Made:
    """What kinds of arms the world or a country trades, year by year."""
    if country == ALL:
        answer = ask("world_categories", in_release=release)
        title, what = "The world's arms transfers by category", "The world's arms transfers"
    else:
        name, way = name_of(country), trade(direction)
        answer = ask("yearly_categories", role=direction, who=country, in_release=release)
        title, what = f"{capital(name)}: arms {way} by category", f"{possessive(name)} arms {way}"
    made = shared.by_category(answer, [country], title=title, what=what)
    if made.draw is None:
        return made
    return replace(made, sentence=_category_sentence(answer, what), detail=made.sentence)


def _leader(values: Values, mark: str) -> dict[str, str]:
    """A party with its trade in the category."""
    return shared.partner(values, mark) | {"category": values["category"]} if mark else {}


@figure("weapons/leaders", DIRECTION, RELEASE, CATEGORY, PERIOD, leads=_leader)
def leaders(direction: str, release: int | None, category: str, period: Window | None) -> Made:
    """Who supplies or receives most of a category of arms."""
    if period is None:
        asked = "The loaded releases hold" if release is None else f"The {release} release holds"
        return shared.no_period(f"{asked} no five-year period for the whole world.")
    answer = ask_period("category_leaders", period, release, role=direction, category=category)
    if answer.reason is not None:
        load = " Load SIPRI's register to see who leads in a category."
        loaded = ask("registers").reason is None
        return Made(answer=answer, sentence=answer.reason + ("" if loaded else load))
    first, kind = answer.rows.iloc[0], _arms(category)
    return Made(
        answer=answer,
        sentence=f"The largest {direction} of {kind} in {answer.period} was "
        f"{with_article(first['name'])}, with {stated(first, 'share_pct')} of the category's "
        f"volume ({answer.origin}).",
        title=f"Largest {direction}s of {kind}, {answer.period}",
        draw=partial(ranking_bars, label="name", limit=_DRAWN),
        tabulate=columns(
            {"Rank": "rank", direction.capitalize(): "name", "Share of the category": "share_pct",
             "Million TIV": "tiv_m"},
            most=_TABLED,
        ),
        about=CATEGORY_NOTE,
        column="share_pct",
    )  # fmt: skip


def _arms(category: str) -> str:
    """A category inside a sentence: ``ships``, ``other arms``."""
    return f"{category.lower()} arms" if category == "Other" else category.lower()


def _category_sentence(answer: Answer, what: str) -> str:
    """The categories that weigh most in the last five years of a series."""
    last = int(answer.rows["year"].max())
    recent = answer.rows[answer.rows["year"] > last - 5]
    sizes = recent.groupby("category")["tiv_m"].sum().sort_values(ascending=False)
    shares = [
        f"{_arms(str(name))} {'' if place else 'made up '}{percent(100 * tiv / sizes.sum())}"
        for place, (name, tiv) in enumerate(sizes.items())
    ]
    subject = what[0].lower() + what[1:] if what.startswith("The ") else what
    return f"Of {subject} in {in_words(last - 4, last)}, {listed(shares[:3])} ({answer.origin})."


contents_table = columns(
    {"Kind of weapon": "description", "Deals": "deals", "Million TIV": "tiv_m",
     "For example": lambda rows: [
        "" if missing(names) else ", ".join(names.split(", ")[:4]) for names in rows["designations"]
    ]},
    most=25,
)  # fmt: skip

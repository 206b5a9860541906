"""Releases: which are loaded, and what one revised against another."""

from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

import pandas as pd

from dashboard.charts.ranking import revised_deals
from dashboard.charts.trend import revised_years
from dashboard.data import ask
from dashboard.data.offered import name_of
from dashboard.figures import shared
from dashboard.figures.figure import Made, figure
from dashboard.figures.parameters import Choice, Values
from dashboard.figures.tables import Column, columns
from dashboard.notes import TIV_NOTE
from dashboard.words import SPACE, capital, day, gained, listed, with_article
from etl.feed import revision_sentence
from etl.questions import Answer

_LISTED = 20  # flows or deals
REVISION_NOTE = (
    "Two releases are compared flow by flow and year by year, wherever both are complete for a "
    "pair of supplier and recipient. Differences that rounding to whole millions explains are not "
    "counted as revisions. Revisions come from new information on deliveries, from estimates of "
    "years and numbers that were corrected, and from new estimates of what a weapon is worth in "
    "TIV.\n\n" + TIV_NOTE
)


DEALS_NOTE = (
    "Deals with deliveries in the years that both registers reach, one by one. A deal of both "
    "releases may differ in the number of items, in its years, in its status (a second-hand item "
    "counts 0.4 of a new one, a modernized one 0.66) and in what an item is worth in TIV; the "
    "parts add up to the difference. New years alone move volume from year to year and change no "
    "sum. Of a deal that delivered in further years too, what is new and what was revised "
    "cannot be told apart, so its further items are no revision.\n\n" + TIV_NOTE
)


def _loaded() -> list[int]:
    """The years of the loaded releases."""
    answer = ask("releases")
    return sorted(set(map(int, answer.rows["release"]))) if answer.reason is None else []


def _newer(values: Values) -> dict[int, str]:
    return {year: str(year) for year in _loaded() if year > (values["old"] or 0)}


def _newest_exact(values: Values) -> int | None:
    newer, rows = list(_newer(values)), ask("releases").rows
    # Those of which anything is loaded exactly, year by year or by window.
    exact = rows.loc[~rows["complete_for"].str.startswith("split: "), "release"]
    return max([year for year in newer if year in set(exact)] or newer, default=None)


def _comparable(values: Values) -> bool:
    return len(_loaded()) > 1


def _matched(values: Values) -> bool:
    """Whether the deals of the two releases can be compared."""
    return _comparable(values) and _causes(values["old"], values["new"]).reason is None


def _causes(old: int | None, new: int | None, country: str = "") -> Answer:
    return ask("revised_causes", old_release=old, new_release=new, country=country or None)


OLD = Choice(
    "old", "Older release", moving=True, when=_comparable,
    options=lambda values: {year: str(year) for year in _loaded()[:-1]},
    usual=lambda values: next(iter(_loaded()[-2:-1]), None),
)  # fmt: skip
NEW = Choice(
    "new", "Newer release", moving=True, when=_comparable, options=_newer,
    usual=_newest_exact,
)  # fmt: skip


COUNTRY = shared.party("country", "Country", or_all=True, when=_matched)


@figure("releases/revised", OLD, NEW)
def revised(old: int | None, new: int | None) -> Made:
    """What a release revised against an older one, by year."""
    if old is None or new is None:
        return Made(
            answer=ask("releases"),
            sentence="Fewer than two releases are loaded, so there is nothing to compare.",
        )
    years, flows = (ask(name, old_release=old, new_release=new)
                    for name in ("revised_years", "revised_flows"))  # fmt: skip
    if years.reason is not None:
        return Made(answer=years, sentence=years.reason)
    return Made(
        answer=years,
        sentence=revision_sentence(years, flows, old, new),
        title=f"What the {new} release added to or took from the {old} release",
        draw=partial(revised_years, old=old, new=new),
        tabulate=columns(
            {
                "Year": "year",
                **_volumes(old, new),
                "Flows compared": "pairs",
                "Flows revised": "revised",
            },
            newest="year",
        ),
        about=REVISION_NOTE,
        column="change_tiv_m",
    )


@figure("releases/deals", OLD, NEW, COUNTRY)
def deals(old: int | None, new: int | None, country: str) -> Made:
    """What a release revised, deal by deal and by cause."""
    if old is None or new is None:
        return revised.made({"old": old, "new": new})
    causes = _causes(old, new, country)
    if causes.reason is not None:
        return Made(answer=causes, sentence=causes.reason)
    whose = f" of {with_article(name_of(country))}" if country else ""
    rows = causes.rows[causes.rows["deals"] > 0].reset_index(drop=True)
    return Made(
        answer=replace(causes, rows=rows),
        sentence=_deals_sentence(causes.rows, whose, old, new),
        title=f"Deals{whose} in the {new} release against the {old} release",
        draw=revised_deals if len(rows) else None,
        tabulate=columns(
            {
                "Cause": lambda rows: map(capital, rows["what"]),
                "Deals": "deals",
                "Change, million TIV": "change_tiv_m",
            }
        ),
        about=DEALS_NOTE,
        column="change_tiv_m",
    )


def _deals_sentence(rows: pd.DataFrame, whose: str, old: int, new: int) -> str:
    """How many deals a release revised, what that adds up to, and the largest part of it."""
    top, revisions = rows.iloc[0], rows[rows["is_revision"]]
    edge = float(rows.loc[~rows["is_revision"], "change_tiv_m"].sum())
    years = f"{top['first_year']}–{top['last_year']}"
    if not top["compared"]:
        return f"Neither release has deals{whose} with deliveries in {years}."
    text = (
        f"Of the {top['compared']:,} {'deal' if top['compared'] == 1 else 'deals'}{whose} with "
        f"deliveries in {years}, the {new} release "
        f"revised {top['revised']:,} against the {old} release"
    )
    if top["revised"]:
        text += (
            f", by {gained(revisions['change_tiv_m'].sum())}{SPACE}million TIV in all; the largest "
            f"part, {gained(top['change_tiv_m'])}, has the cause “{top['what']}”"
        )
    if edge:
        text += (
            f". Another {gained(edge)}{SPACE}million TIV are of deals that delivered in other "
            "years as well, which is no revision"
        )
    return f"{text}."


loaded_table = columns(
    {
        "Release": lambda rows: [f"[{x}](/country?release={x})" for x in rows["release"]],
        "Table": "title",
        "Generated": lambda rows: map(day, rows["generated"]),
        "Rows": "row_count",
        "Complete for": lambda rows: map(_complete, rows["complete_for"]),
    }
)


def _complete(text: str) -> str:
    """What a release is complete for, its precision behind what is not exact."""
    parts = text.split("; ")
    marks = {"split": "approximately", "rebuilt": "rebuilt", "rounded": "in whole millions"}
    for mark, words in ((f"{word}: ", said) for word, said in marks.items()):
        parts = [
            f"{part.removeprefix(mark)} ({words})" if part.startswith(mark) else part
            for part in parts
        ]
    return "; ".join(parts)


def flows_table(answer: Answer, old: int, new: int) -> pd.DataFrame:
    """The flows that were revised most."""
    # The link also lets the keyboard scroll a table that is wider than a phone.
    return columns({"Flow": _linked, "Year": "year", **_volumes(old, new)}, most=_LISTED)(answer)


def _linked(rows: pd.DataFrame) -> list[str]:
    sides = ("supplier", "recipient")
    return [
        f"[{row['supplier_name']} to {row['recipient_name']}]"
        f"(/pair?{urlencode({side: row[side] for side in sides})})"
        for row in rows.to_dict("records")
    ]


def _volumes(old: int, new: int) -> dict[str, Column]:
    return {
        f"{old} release, million TIV": "old_tiv_m",
        f"{new} release, million TIV": "new_tiv_m",
        "Change, million TIV": "change_tiv_m",
    }


def deals_table(answer: Answer, old: int, new: int) -> pd.DataFrame:
    """The deals that were revised most."""
    named = {"Supplier": "supplier_name", "Recipient": "recipient_name", "Weapon": "designation"}
    volumes = _volumes(old, new)
    volumes["Revised by, million TIV"] = volumes.pop("Change, million TIV")
    return columns({**named, "What": "what", **volumes}, most=_LISTED)(answer)


def came_and_went(answer: Answer, old: int, new: int) -> str:
    """Parties of which only one of two releases has flows where they can be compared, in words."""
    rows = answer.rows
    parts = []
    for what, release in (("came", new), ("went", old)):
        names = [with_article(name) for name in rows.loc[rows["what"] == what, "name"]]
        if names:
            parts.append(f"only the {release} release has any with {listed(names)}")
    return f"Of the flows for which both releases are complete, {'; '.join(parts)}."

"""Parameters that many figures share, and what several subjects make alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from dashboard.charts.ranks import side_by_side
from dashboard.charts.trend import country_total_bars, volume_by_year
from dashboard.data import ask
from dashboard.data.derived import together
from dashboard.data.parties import labels, meant, parties
from dashboard.data.periods import Window, newest_exact, windows_of
from dashboard.figures.figure import Made
from dashboard.figures.parameters import Choice, Flag, Party, Period, Values, always
from dashboard.notes import CATEGORY_NOTE, RANKING_NOTE, WORLD_BANK_NOTE
from dashboard.words import change, listed, percent, possessive, volume, with_article
from etl.questions import Answer
from etl.questions.answer import period as in_words

Windows = Callable[[Values], pd.DataFrame]  # the periods that can be answered, with their release
YEARS = 5
ALL = ""  # of a party: nobody in particular
NEWEST = "Newest, exact first"
LAST_YEAR_OF_FORMER_STATES = 1992
_NAMES = "Type a name, a common other name, or the three-letter ISO code."


def party(
    key: str,
    label: str,
    *,
    usual: str = ALL,
    or_all: bool = False,
    former: tuple[str, ...] = (),
    when: Callable[[Values], bool] = always,
) -> Party:
    """A supplier or recipient, by its code.

    Args:
        key: Key of the parameter.
        label: What it is called.
        usual: The default.
        or_all: Whether nobody in particular may be meant, too.
        former: Names that addresses gave the parameter before.
        when: Whether it counts, given the parameters before it.
    """

    def options(values: Values) -> Mapping[Any, str]:
        named = labels(parties())
        return {ALL: "All", **named} if or_all else named

    def also(values: Values) -> Mapping[str, Any]:
        return {"": ALL, **meant(parties())} if or_all else meant(parties())

    return Party(
        key=key, label=label, options=options, usual=usual, also=also, former=former, when=when,
        spelled=lambda party: party or "all", help=_NAMES,
    )  # fmt: skip


def country(former: tuple[str, ...] = (), usual: str = "AZE") -> Party:
    """The country that a figure is about."""
    return party("country", "Country", usual=usual, former=former)


DIRECTION = Choice(
    key="direction",
    label="Direction",
    options={"recipient": "Imports", "supplier": "Exports"},
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
        key="release", label="Release", options=options,
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

    Args:
        windows: The periods that can be answered.
        any_years: Whether any other period within them may be asked for.
        key: Key of the parameter.
        label: What it is called.
        former: Names that addresses gave the parameter before.
        usual: The default, if it is another than the newest exact one.
        when: Whether it counts, given the parameters before it.
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
        key=key, label=label, options=options, usual=usual or newest, any_years=any_years,
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
    """Whether former states count with their successors; a question only where any can be met.

    Args:
        first_year: The first year that is looked at, given the parameters before it.
    """
    return Flag(
        key="fold", label="Count former states with their successors", former=("folded",),
        when=lambda values: first_year(values) <= LAST_YEAR_OF_FORMER_STATES,
        help="SIPRI keeps the Soviet Union apart from Russia, Czechoslovakia from Czechia, and so "
        "on. Switched on, deliveries of the former count for the latter.",
    )  # fmt: skip


def trade(role: str) -> str:
    """What a country does in this role."""
    return "imports" if role == "recipient" else "exports"


def other_side(role: str) -> str:
    """What its partners are."""
    return "supplier" if role == "recipient" else "recipient"


def world_bank_total(country: str, direction: str) -> Made:
    """A country's yearly total as the World Bank republishes it."""
    answer = ask("country_total", role=direction, who=country)
    if answer.reason is not None:
        return Made(
            answer=answer,
            sentence="The World Bank's series has no rows for this country and direction.",
        )
    name = parties()[country]
    title = f"{name}: arms {trade(direction)} by year"
    return Made(
        answer=answer,
        sentence=years_sentence(answer, f"{possessive(name)} arms {trade(direction)}"),
        title=title,
        draw=partial(country_total_bars, answer, title=title),
        table=partial(_total_table, answer),
        about=WORLD_BANK_NOTE,
    )


def by_category(answer: Answer, *, title: str, what: str) -> Made:
    """Yearly volumes by armament category.

    Args:
        answer: Rows ``year``, ``category``, ``tiv_m``, or a reason.
        title: Title of the figure.
        what: Whose volumes they are, as a sentence begins.
    """
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    return Made(
        answer=answer,
        sentence=years_sentence(answer, f"{what}, by category,"),
        title=title,
        draw=partial(volume_by_year, answer, by="category", title=title),
        table=partial(year_table, answer, "category", "Category"),
        about=CATEGORY_NOTE,
    )


def share_table(answer: Answer, partner: str) -> pd.DataFrame:
    """Shares by partner and window, largest in the last window first, with the total volume."""
    rows = answer.rows.assign(window=periods_of(answer.rows))
    wide = rows.pivot_table(
        index="partner_name", columns="window", values="share_pct", aggfunc="sum", sort=False
    )
    wide = wide[sorted(wide.columns)]
    wide = wide.sort_values(list(reversed(wide.columns)), ascending=False, na_position="last")
    table = wide.map(percent)
    totals = rows.groupby("window")["total_tiv_m"].max()
    table.loc["All, million TIV"] = [volume(totals[window]) for window in table.columns]
    return table.rename_axis(columns=None).rename_axis(partner).reset_index()


def year_table(answer: Answer, column: str, label: str) -> pd.DataFrame:
    """Million TIV by year and partner or category, newest first."""
    rows = answer.rows[answer.rows["tiv_m"].notna()]
    sizes = rows.groupby(column)["tiv_m"].sum().sort_values(ascending=False)
    wide = rows.pivot_table(index="year", columns=column, values="tiv_m", aggfunc="sum")
    wide = wide[sizes.index]
    if "covered_from" in rows:
        # A covered year without deliveries has a row that says so, as on the chart.
        covered = range(int(rows["covered_from"].min()), int(rows["covered_to"].max()) + 1)
        wide = wide.reindex(pd.Index(covered, name="year"))
    wide.insert(0, "All", wide.sum(axis=1))
    wide = wide.sort_index(ascending=False).map(volume)
    return (
        wide.rename_axis(columns=None)
        .rename_axis(f"{label}, million TIV")
        .reset_index()
        .astype({f"{label}, million TIV": "str"})
    )


def _total_table(answer: Answer) -> pd.DataFrame:
    """Million TIV by year, newest first."""
    rows = answer.rows.sort_values("year", ascending=False)
    return pd.DataFrame(
        {
            "Year": rows["year"].astype("str"),
            "Million TIV": ["under 0.5" if tiv == 0 else volume(tiv) for tiv in rows["tiv_m"]],
        }
    )


def periods_of(rows: pd.DataFrame) -> list[str]:
    """The period of each row, in words."""
    years = zip(rows["first_year"], rows["last_year"], strict=True)
    return [in_words(int(first), int(last)) for first, last in years]


def first_year(values: Values) -> int:
    """The first year of the chosen period; beyond all years where there is none to choose."""
    return values["period"][0] if values["period"] else 9999


def world_windows() -> pd.DataFrame:
    """The five-year periods that can be answered for the whole world."""
    return windows_of(ask("answerable_windows", years=YEARS), "world", "")


def nothing_traded(answer: Answer) -> str:
    """That the whole world is covered and that nothing was delivered in the period."""
    return f"No deliveries of major arms are recorded in {answer.period} ({answer.origin})."


def two_periods(
    now: Answer, then: Answer, role: str, *, sentence: str, drawn: int, listed: int
) -> Made:
    """The largest suppliers or recipients of a period beside what they had in another one.

    Args:
        now: The answer to ``ranking`` for the period.
        then: The same for the other, of the same release.
        role: Who is ranked, ``supplier`` or ``recipient``.
        sentence: What the two say.
        drawn: How many the chart shows.
        listed: How many the table shows.
    """
    both = together((then, now))
    title = f"Largest {role}s, {then.period} and {now.period}"
    return Made(
        answer=both,
        sentence=sentence,
        title=title,
        draw=partial(
            side_by_side, now, then, title=title, source=both.source_note, limit=drawn
        ),
        table=partial(_two_periods_table, now, then, role.capitalize(), listed),
        about=RANKING_NOTE,
        column="share_pct",
    )  # fmt: skip


def _two_periods_table(now: Answer, then: Answer, label: str, limit: int) -> pd.DataFrame:
    """Shares and volumes of two periods, largest of the first one first."""
    before = then.rows.set_index("state_id")
    rows = now.rows.head(limit)
    earlier = rows["state_id"].map(before["tiv_m"])
    return pd.DataFrame(
        {
            "Rank": [f"{place:.0f}" for place in rows["rank"]],
            label: rows["name"],
            f"Share {then.period}": [percent(x) for x in rows["state_id"].map(before["share_pct"])],
            f"Share {now.period}": [percent(x) for x in rows["share_pct"]],
            f"Million TIV {then.period}": [volume(x) for x in earlier],
            f"Million TIV {now.period}": [volume(x) for x in rows["tiv_m"]],
            "Change of the volume": [
                change(100 * (tiv / old - 1)) if old else change(None)
                for tiv, old in zip(rows["tiv_m"], earlier, strict=True)
            ],
        }
    )


def category(*, or_all: bool = False) -> Choice:
    """One of SIPRI's armament categories, or also all of them."""

    def options(values: Values) -> Mapping[Any, str]:
        names = {str(name): str(name) for name in ask("categories").rows["category"]}
        return {ALL: "All", **names} if or_all else names

    return Choice(key="category", label="Category", options=options, spelled=coded)


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
            f"{in_words(*window)} ({answer.origin})."
        )
    shares = [
        f"{with_article(row['partner_name'])} {percent(row['share_pct'])}"
        for row in rows.to_dict("records")
    ]
    first = rows.iloc[0]
    if role == "recipient":
        start = (
            f"In {in_words(*window)} {with_article(first['partner_name'])} supplied "
            f"{percent(first['share_pct'])} of {possessive(name)} arms imports"
        )
    else:
        start = (
            f"In {in_words(*window)} {with_article(first['partner_name'])} received "
            f"{percent(first['share_pct'])} of {possessive(name)} arms exports"
        )
    rest = f", {listed(shares[1:])}" if len(shares) > 1 else ""
    return f"{start}{rest} ({answer.origin})."


def years_sentence(answer: Answer, what: str) -> str:
    """The largest and the last year of a series of volumes, for those who cannot see it drawn."""
    totals = answer.rows.groupby("year")["tiv_m"].sum()
    last = int(answer.rows["covered_to"].max()) if "covered_to" in answer.rows else totals.index[-1]
    text = (
        f"{what[0].upper()}{what[1:]} by year: most in {totals.idxmax()}, "
        f"{volume(totals.max())} million TIV"
    )
    if totals.idxmax() != last:
        text += f"; {volume(float(totals.get(last, 0.0)))} in {last}"
    return f"{text} ({answer.origin})."

"""The world: how much is transferred, who leads, and how that changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from dashboard import words
from dashboard.charts.ranking import ranking_bars
from dashboard.charts.ranks import ranks_over_time
from dashboard.charts.trend import world_volume
from dashboard.data import ask
from dashboard.data.derived import together
from dashboard.data.periods import Window, up_to
from dashboard.figures import shared
from dashboard.figures.figure import Made, figure
from dashboard.figures.parameters import Choice, Values
from dashboard.figures.shared import DIRECTION, YEARS
from dashboard.notes import RANKING_NOTE, REGION_NOTE, WORLD_NOTE
from etl.questions import Answer
from etl.questions.answer import period as in_words

_PERIODS = 8  # so many are looked at for ranks, from the chosen one back
_LISTED = 50  # so many are in a table


def _windows(values: Values) -> pd.DataFrame:
    return shared.world_windows()


def _others(values: Values) -> pd.DataFrame:
    """The periods beside the chosen one, of the release that answers for it."""
    rows = shared.of_release(shared.world_windows(), values["release"])
    period: Window | None = values["period"]
    if period is None:
        return rows
    answering, _ = up_to(rows, period)
    rows = shared.of_release(rows, answering)
    return rows[rows["last_year"] != period[1]]


def _before(values: Values) -> Window | None:
    """The five years before the chosen ones."""
    period = values["period"]
    return None if period is None else (period[0] - YEARS, period[1] - YEARS)


RELEASE = shared.release(_windows)
PERIOD = shared.period(_windows)
FOLD = shared.folding(
    lambda values: min((first for first, _ in shared.offered(_windows, values)), default=9999)
)
COMPARED = shared.period(
    _others, key="compared", label="Compared with", former=("other",), usual=_before
)
ROLE = Choice(
    key="role",
    label="Whose rank",
    options={"supplier": "Suppliers", "recipient": "Recipients"},
    former=("followed",),
    few=True,
)
COUNTRY = shared.country(former=("total_of",), usual="USA")


@figure("world/volume", "The world's volume of arms transfers by year, release by release")
def volume() -> Made:
    """Yearly volume with its five-year average."""
    answer = ask("world_volume")
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    title = "The world's transfers of major arms"
    return Made(
        answer=answer,
        sentence=_volume_sentence(answer),
        title=title,
        draw=partial(world_volume, answer, title=title),
        table=partial(_volume_table, answer),
        about=WORLD_NOTE,
        column="five_year_average_tiv_m",
    )


@figure("world/supplier", "The largest suppliers of arms", RELEASE, PERIOD, FOLD)
def supplier(release: int | None, period: Window | None, fold: bool) -> Made:
    """Suppliers by their share of the world."""
    return _largest("supplier", release, period, fold)


@figure("world/recipient", "The largest recipients of arms", RELEASE, PERIOD, FOLD)
def recipient(release: int | None, period: Window | None, fold: bool) -> Made:
    """Recipients by their share of the world."""
    return _largest("recipient", release, period, fold)


def _largest(role: str, release: int | None, period: Window | None, fold: bool) -> Made:
    """Suppliers or recipients; the charts of both have one scale, so that they can be compared."""
    if period is None:
        return _nobody()
    both = {side: _ranking(side, release, period, fold) for side in ("supplier", "recipient")}
    answer = both[role]
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    title = f"Largest {role}s of arms, {answer.period}"
    return Made(
        answer=answer,
        sentence=ranking_sentence(answer, role),
        title=title,
        draw=partial(
            ranking_bars,
            answer,
            label="name",
            title=title,
            widest_pct=float(max(ranked.rows["share_pct"].max() for ranked in both.values())),
        ),
        table=partial(_ranking_table, answer, role.capitalize(), "name", limit=_LISTED),
        about=RANKING_NOTE,
        column="share_pct",
    )


@figure(
    "world/side_by_side", "The largest suppliers or recipients of two periods beside each other",
    RELEASE, PERIOD, FOLD, COMPARED, ROLE,
)  # fmt: skip
def side_by_side(
    release: int | None, period: Window | None, fold: bool, compared: Window | None, role: str
) -> Made:
    """The largest of the period beside what they had in another one of the same release."""
    if period is None:
        return _nobody()
    now = _ranking(role, release, period, fold)
    if now.reason is not None:
        return Made(answer=now, sentence=now.reason)
    if compared is None:
        return Made(answer=now, sentence="No other five-year period can be answered.")
    then = _ranking(role, _release_of(now), compared, fold)
    if then.reason is not None:
        return Made(answer=then, sentence=then.reason)
    return shared.two_periods(
        now, then, role,
        sentence=f"{ranking_sentence(now, role)} {ranking_sentence(then, role)}",
        drawn=12, listed=_LISTED,
    )  # fmt: skip


@figure(
    "world/ranks", "Who led in one five-year period after the other",
    RELEASE, PERIOD, FOLD, ROLE,
)  # fmt: skip
def ranks(release: int | None, period: Window | None, fold: bool, role: str) -> Made:
    """Ranks in the periods up to the chosen one, of the release that answers for it."""
    if period is None:
        return _nobody()
    now = _ranking(role, release, period, fold)
    if now.reason is not None:
        return Made(answer=now, sentence=now.reason)
    offered = shared.offered(_windows, {"release": release})
    spans = [(period[0] - YEARS * back, period[1] - YEARS * back) for back in range(_PERIODS)]
    asked = (
        _ranking(role, _release_of(now), span, fold) for span in sorted(spans) if span in offered
    )
    answers = [answer for answer in asked if answer.reason is None]
    if len(answers) < 2:
        return Made(answer=now, sentence="Only one five-year period can be ranked.")
    all_periods = together(answers)
    title = f"The largest {role}s' ranks"
    return Made(
        answer=all_periods,
        sentence=_ranks_sentence(answers, role),
        title=title,
        draw=partial(ranks_over_time, answers, title=title, source=all_periods.source_note),
        table=partial(_ranks_table, answers, role.capitalize()),
        about=RANKING_NOTE,
        column="share_pct",
    )


@figure("world/regions", "Arms imports by region of the world", RELEASE, PERIOD, FOLD)
def regions(release: int | None, period: Window | None, fold: bool) -> Made:
    """SIPRI's five regions by their share of the world's imports."""
    if period is None:
        return _nobody()
    answer = ask(
        "region_shares", role="recipient", from_year=period[0], to_year=period[1],
        in_release=release, fold=fold,
    )  # fmt: skip
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    if not answer.rows["tiv_m"].gt(0).any():
        return Made(answer=answer, sentence=shared.nothing_traded(answer))
    title = f"Arms imports by region, {answer.period}"
    return Made(
        answer=answer,
        sentence=regions_sentence(answer),
        title=title,
        draw=partial(ranking_bars, answer, label="region", title=title),
        table=partial(_ranking_table, answer, "Region", "region"),
        about=REGION_NOTE,
        column="share_pct",
    )


@figure("world/categories", "What kinds of arms the world trades, year by year", RELEASE)
def categories(release: int | None) -> Made:
    """Yearly volumes by armament category."""
    return shared.by_category(
        ask("world_categories", in_release=release),
        title="The world's arms transfers by category",
        what="The world's arms transfers",
    )


@figure(
    "world/total", "A country's yearly imports or exports as the World Bank republishes them",
    COUNTRY, DIRECTION,
)  # fmt: skip
def total(country: str, direction: str) -> Made:
    """The World Bank's yearly total."""
    return shared.world_bank_total(country, direction)


def _ranking(role: str, release: int | None, period: Window, fold: bool) -> Answer:
    return ask(
        "ranking", role=role, from_year=period[0], to_year=period[1], in_release=release, fold=fold
    )


def _release_of(answer: Answer) -> int:
    """The release that answered, which then answers for the other periods as well."""
    return int(answer.rows["release"].iloc[0])


def _nobody() -> Made:
    return Made(
        answer=ask("answerable_windows", years=YEARS),
        sentence="No loaded release is complete for the whole world, so nobody can be ranked.",
    )


def ranking_sentence(answer: Answer, role: str) -> str:
    """Who leads the world in a period."""
    if answer.reason is not None:
        return answer.reason
    verb = "supplied" if role == "supplier" else "received"
    leaders = [
        f"{words.with_article(row['name'])} {words.percent(row['share_pct'])}"
        for row in answer.rows.iloc[1:3].to_dict("records")
    ]
    first = answer.rows.iloc[0]
    return (
        f"In {answer.period} {words.with_article(first['name'])} {verb} "
        f"{words.percent(first['share_pct'])} of the world's major arms, {words.listed(leaders)} "
        f"({answer.origin})."
    )


def change_sentence(answer: Answer) -> str:
    """How the world's volume of a period compares with the period before; empty if unknown."""
    if answer.reason is not None:
        return ""
    pct = float(answer.rows["change_pct"].iloc[0])
    word = "higher" if pct >= 0 else "lower"
    return (
        f"The volume of all transfers was {words.percent(abs(pct))} {word} than in the five years "
        "before."
    )


def _ranks_sentence(answers: Sequence[Answer], role: str) -> str:
    """Who led in each period, oldest first."""
    leaders = [
        f"{words.with_article(answer.rows['name'].iloc[0])} in {answer.period} "
        f"({words.percent(answer.rows['share_pct'].iloc[0])})"
        for answer in answers
    ]
    return f"The largest {role} was {words.listed(leaders)} ({answers[-1].origin})."


def regions_sentence(answer: Answer) -> str:
    """Each region's share."""
    parts = [
        f"{row['region']} {words.percent(row['share_pct'])}"
        for row in answer.rows.to_dict("records")
    ]
    share = f"Shares of the world's arms {shared.trade(answer.params['role'])} in {answer.period}"
    return f"{share}: {words.listed(parts)} ({answer.origin})."


def _volume_sentence(answer: Answer) -> str:
    """The newest five-year average of the world's volume, and the highest of all releases."""
    rows = answer.rows.dropna(subset="five_year_average_tiv_m")
    averages = rows.sort_values(["release", "year"]).to_dict("records")
    newest = averages[-1]
    peak = max(averages, key=lambda row: row["five_year_average_tiv_m"])
    now, most = (words.volume(row["five_year_average_tiv_m"]) for row in (newest, peak))
    return (
        f"The world's arms transfers averaged {now} million TIV a year in "
        f"{in_words(newest['year'] - 4, newest['year'])} ({newest['release_label']}); "
        f"the highest average was {most} in {in_words(peak['year'] - 4, peak['year'])} "
        f"({peak['release_label']})."
    )


def _volume_table(answer: Answer) -> pd.DataFrame:
    """The world's volume and its five-year average, newest release and year first."""
    rows = answer.rows.sort_values(["release", "year"], ascending=False)
    return pd.DataFrame(
        {
            "Year": rows["year"].astype("str"),
            "Release": rows["release_label"],
            "Million TIV": [words.volume(tiv) for tiv in rows["tiv_m"]],
            "Five-year average": [words.volume(tiv) for tiv in rows["five_year_average_tiv_m"]],
        }
    )


def _ranking_table(
    answer: Answer, label: str, column: str, limit: int | None = None
) -> pd.DataFrame:
    """Rank, share, volume and change of suppliers, recipients or regions."""
    rows = answer.rows[answer.rows["tiv_m"].notna()].head(limit or len(answer.rows))
    table = pd.DataFrame(
        {
            label: rows[column],
            "Share of the world": [words.percent(share) for share in rows["share_pct"]],
            "Million TIV": [words.volume(tiv) for tiv in rows["tiv_m"]],
            "Million TIV, five years before": [words.volume(tiv) for tiv in rows["previous_tiv_m"]],
            "Change of the volume": [words.change(pct) for pct in rows["change_pct"]],
        }
    )
    if "rank" in rows:
        table.insert(0, "Rank", [f"{place:.0f}" for place in rows["rank"]])
    return table


def _ranks_table(answers: Sequence[Answer], label: str) -> pd.DataFrame:
    """Ranks by period of the largest of the last one."""
    last = answers[-1].rows.head(20)
    table = {label: last["name"]}
    for answer in answers:
        places = last["state_id"].map(answer.rows.set_index("state_id")["rank"])
        table[answer.period] = pd.Series(
            ["–" if words.missing(place) else f"{place:.0f}" for place in places], index=last.index
        )
    return pd.DataFrame(table)

"""Up to eight countries, groups and regions beside each other by one measure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.compare import compared_lines, compared_panels
from dashboard.charts.frame import heading
from dashboard.data import ask, groups
from dashboard.data.compared import (
    MEASURES,
    bases,
    indexed,
    known_words,
    measured,
    offered_windows,
    party_label,
    trimmed,
    whole,
    without_numbers,
)
from dashboard.data.offered import (
    Window,
    code_of,
    counted_as,
    labels,
    meant,
    name_of,
    parties,
    up_to,
)
from dashboard.figures import shared
from dashboard.figures.figure import Made, figure
from dashboard.figures.parameters import Choice, Period, Several, Values, together
from dashboard.figures.shared import DIRECTION
from dashboard.figures.tables import headed
from dashboard.words import cells, listed, stated_by, with_article
from etl.common.words import worst
from etl.questions import Answer
from etl.questions.answer import period as in_words

MOST = 8  # as many as have a colour of their own
FIRST = ("UKR", "IND", "SAU", "POL", "AZE", "EU member states")


def _everyone(values: Values) -> Mapping[Any, str]:
    return labels(parties())


def _other_words(values: Values) -> Mapping[str, Any]:
    # As labels of before had it.
    return {**meant(parties()), "The whole world": "World"}


def _asked(values: Values) -> tuple[Sequence[str], Sequence[str]]:
    """The parties that are compared, and those left out because they are too many."""
    own = [together(values["own"])] if values["own"] else []
    wanted = tuple(dict.fromkeys((*values["parties"], *own)))
    return wanted[:MOST], wanted[MOST:]


def _windows(values: Values) -> pd.DataFrame:
    return offered_windows(
        ask("answerable_windows", years=values["over"]), values["direction"], _asked(values)[0],
        of_world=_is_of_world(values),
    )  # fmt: skip


def _is_of_world(values: Values) -> bool:
    return MEASURES[values["measure"]].column == "share_of_world_pct"


def _is_of_partner(values: Values) -> bool:
    return MEASURES[values["measure"]].column == "share_of_partner_pct"


def _first_year(values: Values) -> int:
    """The first year that is looked at; one past all others where no period can be answered."""
    return _up_to(values)[1][0][0] if values["period"] else 9999


def _up_to(values: Values) -> tuple[int | None, list[Window]]:
    """The release that answers, and the periods up to the chosen one."""
    release = values["release"]
    best, spans = up_to(shared.of_release(_windows(values), release), values["period"])
    return best or release, spans


def _measured(values: Values) -> Answer:
    """The measure of all who are compared, in all periods up to the chosen one."""
    release, spans = _up_to(values)
    fold = values["fold"]
    with_whom = counted_as(values["partner"], fold) if _is_of_partner(values) else None
    shown = dict.fromkeys(counted_as(party, fold) for party in _asked(values)[0])
    return measured(
        ask(
            "compared", role=values["direction"], parties=tuple(shown),
            first_years=tuple(first for first, _ in spans),
            last_years=tuple(last for _, last in spans),
            in_release=release, with_whom=with_whom,
            of_world=_is_of_world(values), fold=fold,
            of_inhabitants=MEASURES[values["measure"]].column == "per_million_tiv_m",
        ),
        MEASURES[values["measure"]],
        known_words(values["direction"], with_article(name_of(with_whom)) if with_whom else ""),
    )  # fmt: skip


def _bases(values: Values) -> list[Window]:
    """The periods in which an index can be 100, the best first; none for another shape."""
    if values["shape"] != "index" or not values["period"]:
        return []
    return bases(trimmed(_measured(values))[0])


PARTIES = Several(
    "parties", "Countries, groups and regions", _everyone, usual=FIRST,
    spelled=code_of, also=_other_words, former=("who",),
    help=f"Up to {MOST}. Type a name or the three-letter ISO code; EU, NATO, Africa.",
)  # fmt: skip
MEASURE = Choice("measure", "Measure", {name: measure.label for name, measure in MEASURES.items()})
SHAPE = Choice(
    "shape", "Shown as", {
        "lines": "Lines", "log": "Log scale", "panels": "Small panels", "index": "Index",
    },
    few=True,
    help="Lines in one chart, on a scale of ratios, a small panel for each, or each against its "
    "own value in a period of your choice.",
)  # fmt: skip
OVER = Choice(
    "over",
    "Over",
    {5: "Five-year periods", 1: "Single years"},
    spelled=lambda years: "years" if years == 1 else "periods",
    few=True,
    help="Single years of all countries are there once SIPRI's register is loaded.",
)
PARTNER = shared.party("partner", "Partner", usual="USA", when=_is_of_partner)
MEMBERS = Several(
    "own", "Members of a group of your own", _everyone, spelled=code_of, also=_other_words,
    help="Their sum is compared as one more party.",
)  # fmt: skip
RELEASE = shared.release(_windows)
PERIOD = shared.period(_windows, when=lambda values: values["over"] > 1)
FOLD = shared.folding(_first_year)
BASE = Period(
    "base",
    "100 is the value in",
    lambda values: {span: in_words(*span) for span in sorted(_bases(values))},
    usual=lambda values: next(iter(_bases(values)), None),
    when=lambda values: bool(_bases(values)),
)


def _party(values: Values, mark: str) -> dict[str, str]:
    """The party that a line is of."""
    return {values["direction"]: mark} if mark else {}


@figure(
    "compare/compared", PARTIES, MEASURE, DIRECTION, SHAPE, OVER, PARTNER, MEMBERS, RELEASE, PERIOD,
    FOLD, BASE, leads=_party,
)  # fmt: skip
def compared(**values: Any) -> Made:
    """Up to eight countries, groups or regions beside each other by one measure."""
    measure = MEASURES[values["measure"]]
    shown, left_out = _asked(values)
    remarks = []
    if left_out:
        remarks.append(
            f"Only the first {MOST} are compared. Left out: "
            f"{listed([party_label(party) for party in left_out])}."
        )
    if not shown or not values["period"]:
        none = "Choose countries, groups or regions to compare."
        none = _nothing_to_compare(values["over"]) if shown else none
        return replace(shared.no_period(none, values["over"]), remarks=tuple(remarks))
    asked = _measured(values)
    missing = without_numbers(asked)
    remarks += [f"No number for {name}: {reason}" for name, reason in missing.items()]
    answer, spans = trimmed(asked)
    year = spans[-1][1]
    counts = (*groups.counts(shown, year), *groups.once(shown, year))
    answer = replace(answer, caveats=(*answer.caveats, *counts))
    show, short, suffix, base = measure.show, measure.short, measure.suffix, values["base"]
    if base:
        answer = indexed(answer, base)
        show, short, suffix = whole, answer.unit, ""
        without = [name for name in dict.fromkeys(asked.rows["name"])
                   if name not in {*answer.rows["name"], *missing}]  # fmt: skip
        if without:
            remarks.append(
                f"No index for {listed(without)}: nothing to divide by in {in_words(*base)}."
            )
    sentence = _sentence(answer, show, short)
    # Links know the rows without it.
    answer = replace(answer, rows=answer.rows.drop(columns="precision"))
    return Made(
        answer=answer,
        sentence=sentence,
        title=answer.title,
        draw=partial(_chart, spans=spans, values=values, show=show, short=short, suffix=suffix)
        if answer.rows["value"].notna().any()
        else None,
        tabulate=partial(_table, show=show, short=short),
        about=groups.about(measure.note, shown, year),
        detail=f"Drawn for {in_words(spans[0][0], spans[-1][1])}; the numbers of all periods stand "
        "in the table.",
        column="value",
        remarks=tuple(remarks),
    )


def _nothing_to_compare(years: int) -> str:
    return (
        f"No loaded release has {'single years' if years == 1 else 'five-year periods'} of what is "
        "compared here. Load SIPRI's register, or choose other parties or periods."
    )


def _chart(answer: Answer, *, values: Values, **words: Any) -> go.Figure:
    is_log = values["shape"] == "log"
    subtitle = heading(answer.unit, "each year" if values["over"] == 1 else "five-year periods")
    if is_log:
        subtitle += "; each line up is ten times as much, and nothing is drawn for 0"
    if values["shape"] == "panels":
        return compared_panels(answer, subtitle=subtitle, **words)
    base = 100.0 if values["base"] else None
    return compared_lines(answer, subtitle=subtitle, base=base, log=is_log, **words)


def _sentence(answer: Answer, show: Callable[[float], str], short: str) -> str:
    """Every party's value in the last period that has any, the largest first.

    ``short`` is the unit that ``show`` leaves out.
    """
    known = answer.rows[answer.rows["value"].notna()]
    if known.empty:
        reasons = answer.rows["why_not"].dropna()
        return str(reasons.iloc[-1]) if len(reasons) else "None of these has a number to compare."
    last = known["last_year"].max()
    rows = known[known["last_year"] == last].sort_values("value", ascending=False)
    parts = [f"{row['name']} {stated_by(show, row)}" for row in rows.to_dict("records")]
    told = replace(answer, precision=worst(rows["precision"]))  # of this period alone
    return (
        f"{answer.title} in {in_words(int(rows['first_year'].iloc[0]), int(last))}"
        f"{short and ', ' + short}: {listed(parts)} "
        f"({told.origin})."
    )


def _table(answer: Answer, show: Callable[[float], str], short: str) -> pd.DataFrame:
    """A row a period, newest first, a column a party; a dash where there is no number."""
    rows = answer.rows.assign(period=cells(answer.rows, "period"))
    texts = [stated_by(show, row) for row in rows.to_dict("records")]
    wide = rows.assign(text=texts).pivot(index="period", columns="name", values="text")
    wide = wide[list(dict.fromkeys(rows["name"]))].sort_index(ascending=False)
    return headed(wide.fillna("–"), f"Period{short and ', ' + short}")

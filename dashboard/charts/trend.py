"""Volumes over years: bars, stacked by partner or category, and five-year averages as lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import (
    FROM_ZERO,
    NUMBERS,
    PER_CENT,
    TIV,
    bar,
    framed,
    hover,
    largest,
    line,
    marks,
    told,
    years_axis,
)
from dashboard.charts.labels import beside, inside
from dashboard.charts.parts import in_rows, pale_unless, told_apart
from dashboard.data.offered import Window
from dashboard.theme import ACCENT, CATEGORIES, INK, OTHERS, PAGE, faded, state_colours
from dashboard.words import SPACE, cells, million_tiv, percent, volume
from etl.questions import Answer
from etl.questions.answer import in_a_row, period, with_bounds

_STACK_PX = 300
_PALE = 0.6  # bars of single years, behind the line of their average


def world_volume(answer: Answer, *, title: str) -> go.Figure:
    """The world's yearly volume and its five-year average, each release a series of its own.

    The newest release, which stands first, is drawn in the accent colour; of an older one the years
    that no newer one has are grey.
    """
    traces: list[dict[str, Any]] = []
    tabled, first = [], float("inf")
    for label, series in answer.rows.groupby("release_label", sort=False):
        rows = series[series["year"] < first]
        if rows.empty:
            tabled.append(str(label))
            continue
        first = rows["year"].min()
        names = f"Year, {label}", f"Five-year average, {label} ({first}–{rows['year'].max()})"
        traces = [*_with_average(rows, OTHERS if traces else ACCENT, names, str(label)), *traces]
    return framed(
        traces,
        title=title,
        subtitle=f"Million TIV a year, {answer.rows['year'].min()}–{answer.rows['year'].max()}; "
        "lines: average of each year and the four before",
        notes=[f"In the table alone: {in_a_row(tabled)}."] if tabled else [],
        source=answer.source_note,
        key=_key(traces),
        bargap=0.15,
        barmode="overlay",
        yaxis=FROM_ZERO,
        xaxis=years_axis(*years_drawn(answer.rows)),
    )


def pair_volume(answer: Answer, *, supplier: str, title: str) -> go.Figure:
    """Bars of the yearly volume in the supplier's colour, and its five-year average as a line.

    The answer has rows ``year``, ``tiv_m``, ``five_year_average_tiv_m`` and ``release``.
    """
    first, last = years_drawn(answer.rows)
    rows = answer.rows[answer.rows["year"] >= first]
    traces = _with_average(
        rows,
        state_colours([supplier])[supplier],
        ("Each year", "Average of the year and the four before"),
        answer.releases,
    )
    return framed(
        traces,
        title=title,
        subtitle="Million TIV a year, {}–{}".format(*_covered(answer.rows)),
        notes=_before(answer.rows),
        source=answer.source_note,
        key=_key(traces),
        plot_px=260,
        bargap=0.2,
        yaxis=FROM_ZERO,
        xaxis=years_axis(first, last),
    )


def _with_average(
    rows: pd.DataFrame, colour: str, names: tuple[str, str], release: str
) -> list[dict[str, Any]]:
    """Pale bars of each year, and a line of the averages of each year and the four before it."""
    averages = pd.DataFrame(
        {
            "first_year": rows["year"] - 4,
            "last_year": rows["year"],
            "tiv_m": rows["five_year_average_tiv_m"],
        }
    )
    return [
        bar(
            rows["year"],
            rows["tiv_m"],
            colour=faded(colour, _PALE),
            name=names[0],
            hover=told(rows, "{year}", TIV, release),
        ),
        line(
            rows["year"],
            averages["tiv_m"],
            colour,
            told(averages, "Average {period}", f"{TIV} a year", release),
            name=names[1],
        ),
    ]


def _key(traces: list[dict[str, Any]]) -> dict[str, str]:
    return {trace["name"]: (trace.get("marker") or trace["line"])["color"] for trace in traces}


def years_drawn(rows: pd.DataFrame) -> Window:
    """The years of an axis: from the first delivery to the last year that is covered."""
    first, last = _covered(rows)
    return int(rows.loc[rows["tiv_m"] > 0, "year"].min() if rows["tiv_m"].any() else first), last


def _covered(rows: pd.DataFrame) -> Window:
    names = ("covered_from", "covered_to") if "covered_from" in rows else ("year", "year")
    return int(rows[names[0]].min()), int(rows[names[1]].max())


def _before(rows: pd.DataFrame) -> list[str]:
    """That nothing was delivered in the years that are known and left out of the axis."""
    covered_from, first = _covered(rows)[0], years_drawn(rows)[0]
    return [f"No deliveries in {period(covered_from, first - 1)}."] if covered_from < first else []


def volume_by_year(
    answer: Answer,
    *,
    by: str,
    title: str,
    settled: Mapping[str, str] | None = None,
    relative: bool = False,
    chosen: Window | None = None,
) -> go.Figure:
    """Yearly volume by ``partner`` or ``category`` from the first delivery on.

    Parts are stacked and named inside where they have room for it, else beside; partners too many
    for that have a row of bars each. They are the largest of the chosen years and then of all.

    Args:
        answer: Rows ``year``, ``tiv_m`` and the column ``by`` (and ``partner_name`` for partners);
            ``covered_from`` and ``covered_to`` where they are known.
        settled: Colours that partners have on another chart of the page.
        relative: Whether each year is drawn as 100 per cent of its own volume, by the column
            ``share_of_year_pct``.
        chosen: The first and last year that matter most; those around them are pale.
    """
    rows = answer.rows[answer.rows["tiv_m"].notna()]
    first, last = years_drawn(rows)
    years = list(range(first, last + 1))
    if chosen is not None and not rows["year"].between(*chosen).any():
        chosen = None
    is_chosen = rows["year"].between(*(chosen or (first, last)))
    if by == "partner":
        shown, are_many = told_apart(rows, is_chosen)
        names = dict(zip(rows["partner"], rows["partner_name"], strict=True))
        colours = state_colours(shown, settled)
    else:
        sizes = rows.groupby(by)["tiv_m"].sum().sort_values(ascending=False)
        names = {name: name for name in sizes.index}
        shown, colours = [name for name in sizes.index if name in CATEGORIES], CATEGORIES
        are_many = False

    def yearly(part: pd.DataFrame, column: str = "tiv_m") -> pd.Series[float]:
        """The part's volume in each year; a year without deliveries is zero, not a gap."""
        return part.groupby("year")[column].sum().reindex(years).fillna(0.0)

    def volumes(part: pd.DataFrame) -> list[str]:
        """The same in words, with the bounds of what is approximate."""
        names = with_bounds(part, "tiv_m")
        return cells(pd.DataFrame({name: yearly(part, name) for name in names}), "tiv_m")

    parts = [(key, names[key], colours[key], rows[rows[by] == key]) for key in shown]
    rest = rows[~rows[by].isin(shown)]
    if not rest.empty:
        parts.append(("", "Others", OTHERS, rest))
    totals = yearly(rows)
    drawn = "share_of_year_pct" if relative else "tiv_m"
    # A year without deliveries has no shares, and stays empty.
    empty = (totals == 0) if relative else pd.Series(False, totals.index)
    counts = [chosen is None or chosen[0] <= year <= chosen[1] for year in years]

    def named_in(year: object) -> str:
        return largest(rest[rest["year"] == year], "tiv_m")

    traces = [
        bar(
            years,
            yearly(part, drawn).mask(empty),
            marker={"color": colour, "line": {"width": 0.3, "color": PAGE}}
            | ({} if all(counts) else {"opacity": pale_unless(counts)}),
            name=name,
            ids=marks(key, years) if key else None,
            hover=[
                hover(
                    f"{name}, {year}",
                    f"{tiv_m}{SPACE}million TIV, {percent(100 * tiv / total if total else None)} of"
                    " the year",
                    *([] if key or by != "partner" else [named_in(year)]),
                )
                for (year, tiv), total, tiv_m in zip(
                    yearly(part).items(), totals, volumes(part), strict=True
                )
            ],
        )
        for key, name, colour, part in parts
    ]
    unit = "Per cent of each year's volume (TIV)" if relative else "Million TIV a year"
    span = 100.0 if relative else 1.05 * float(totals.max()) or 1.0
    return framed(
        traces,
        title=title,
        subtitle="{}, {}–{}".format(unit, *_covered(rows)),
        notes=_before(rows)
        + ([] if all(counts) else [f"In full colour: {period(*(chosen or (first, last)))}."]),
        source=answer.source_note,
        bargap=0,
        **(
            _rows(traces, years, percent if relative else volume)
            if are_many
            else _stack(traces, years, counts, span, PER_CENT if relative else FROM_ZERO)
        ),
    )


def _stack(
    traces: list[dict[str, Any]], years: list[int], counts: list[bool], span: float,
    scale: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """One bar a year; its parts are named inside where that fits, else beside the last bar.

    Who has no part in that stands where it would be, so that names follow the bars from below.
    """
    sizes: dict[str, Any] = {"span": span, "plot_px": _STACK_PX}
    ends, top = {}, 0.0
    for trace in traces:
        last = trace["y"][-1] or 0.0
        ends[trace["name"]] = (top + last / 2, trace["marker"]["color"])
        top += last

    def placed(beside_px: int) -> tuple[list[dict[str, Any]], int]:
        notes, named = inside(traces, years, counts, **sizes, beside_px=beside_px)
        outside = {name: end for name, end in ends.items() if name not in named}
        labels, right_px = beside(outside, **sizes)
        return [*notes, *labels], right_px if labels else 0

    # Names beside the plot make it narrower.
    names, right_px = placed(placed(0)[1])
    return {
        "plot_px": _STACK_PX, "annotations": names, "right_px": max(12, right_px),
        "barmode": "stack",
        "yaxis": scale | {"range": [0, span]}, "xaxis": years_axis(years[0], years[-1]),
    }  # fmt: skip


def _rows(
    traces: list[dict[str, Any]], years: list[int], show: Callable[[float], str]
) -> dict[str, Any]:
    """A row of bars for each partner, the highest with its number."""
    for trace in traces:
        highest = max((value for value in trace["y"] if value is not None), default=0)
        peak = trace["y"].index(highest) if highest else -1
        trace |= {
            "text": [show(highest) if at == peak else "" for at in range(len(years))],
            "textposition": "outside", "textangle": 0, "constraintext": "none", "cliponaxis": False,
            "textfont": {"color": INK, "size": 11},
        }  # fmt: skip
    # Room for the number of a first year.
    return in_rows(traces) | {"xaxis": years_axis(years[0] - len(years) // 20, years[-1])}


def country_total_bars(answer: Answer, *, title: str) -> go.Figure:
    """A country's yearly total as the World Bank has it; years without a value stay empty."""
    rows = answer.rows
    first, last = years_drawn(rows)
    years = range(first, last + 1)
    values = rows.set_index("year")["tiv_m"].reindex(years)
    bars = bar(
        years,
        values,
        hover=[
            hover(f"{year}", million_tiv(tiv) if tiv else f"under 0.5{SPACE}million TIV")
            for year, tiv in values.items()
        ],
    )
    return framed(
        [bars],
        title=title,
        subtitle="Million TIV a year, {}–{}; a gap is unknown or no deliveries".format(
            *_covered(rows)
        ),
        source=answer.source_note,
        plot_px=260,
        bargap=0.2,
        yaxis=FROM_ZERO,
        xaxis=years_axis(first, last),
    )


def revised_years(answer: Answer, *, title: str, old: int, new: int) -> go.Figure:
    """Bars of the change that a release made to the volume of all compared pairs, by year."""
    rows = answer.rows
    first, last = int(rows["year"].min()), int(rows["year"].max())
    bars = bar(
        rows["year"],
        rows["change_tiv_m"],
        hover=told(
            rows.assign(moved=rows["change_tiv_m"].map("{:+,.0f}".format)),
            "{year}",
            f"{{moved}}{SPACE}million TIV",
            f"{old} release {{old_tiv_m}}, {new} release {{new_tiv_m}}",
            "{revised} of {pairs} flows revised",
        ),
    )
    return framed(
        [bars],
        title=title,
        subtitle=f"Million TIV a year, {first}–{last}; all flows for which both are complete",
        source=answer.source_note,
        plot_px=240,
        bargap=0.2,
        yaxis={"tickformat": NUMBERS, "zeroline": True},
        xaxis=years_axis(first, last),
    )

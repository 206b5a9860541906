"""Volumes over years: bars, stacked by partner or category, and five-year averages as lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import bar, framed, line
from dashboard.theme import ACCENT, CATEGORIES, INK, OTHERS, faded, state_colours
from dashboard.words import SPACE, lengths, percent, volume
from etl.questions import Answer
from etl.questions.answer import period

SHOWN = 7
_HOVER = "%{customdata}<extra></extra>"


def world_volume(answer: Answer, *, title: str) -> go.Figure:
    """The world's yearly volume and its five-year average, each release a series of its own.

    The newest release is drawn in the accent colour; years that only an older one has are grey.
    """
    newest = int(answer.rows["release"].max())
    recent = answer.rows[answer.rows["release"] == newest]
    older = answer.rows[
        (answer.rows["release"] != newest) & (answer.rows["year"] < recent["year"].min())
    ]
    traces = []
    for rows, colour, colour_of_line in (
        (older, faded(OTHERS, 0.6), OTHERS),
        (recent, faded(ACCENT, 0.6), ACCENT),
    ):
        if rows.empty:
            continue
        label = rows["release_label"].iloc[0]
        years = f"{rows['year'].min()}–{rows['year'].max()}"
        traces += [
            bar(
                name=f"Year, {label}",
                x=rows["year"].tolist(),
                y=rows["tiv_m"].tolist(),
                marker={"color": colour},
                customdata=[
                    f"<b>{year}</b><br>{volume(tiv)}{SPACE}million TIV<br>{label}"
                    for year, tiv in zip(rows["year"], rows["tiv_m"], strict=True)
                ],
                hovertemplate=_HOVER,
            ),
            line(
                name=f"Five-year average, {label} ({years})",
                x=rows["year"].tolist(),
                y=_gaps(rows["five_year_average_tiv_m"]),
                line={"color": colour_of_line, "width": 2.5},
                customdata=[
                    f"<b>Average {period(year - 4, year)}</b><br>{volume(tiv)}{SPACE}million TIV "
                    f"a year<br>{label}"
                    for year, tiv in zip(rows["year"], rows["five_year_average_tiv_m"], strict=True)
                ],
                hovertemplate=_HOVER,
            ),
        ]
    return framed(
        traces,
        title=title,
        subtitle=f"Million TIV a year, {answer.rows['year'].min()}–{answer.rows['year'].max()}; "
        "lines: average of each year and the four before",
        source=answer.source_note,
        key={trace["name"]: (trace.get("marker") or trace["line"])["color"] for trace in traces},
        bargap=0.15,
        barmode="overlay",
        yaxis={"rangemode": "tozero", "tickformat": ",d"},
    )


def volume_by_year(
    answer: Answer,
    *,
    by: str,
    title: str,
    settled: Mapping[str, str] | None = None,
    relative: bool = False,
) -> go.Figure:
    """Yearly volume, stacked by ``partner`` or ``category``.

    Args:
        answer: Rows ``year``, ``tiv_m`` and the column ``by`` (and ``partner_name`` for partners);
            ``covered_from`` and ``covered_to`` where they are known.
        by: ``partner`` or ``category``.
        title: Title of the figure.
        settled: Colours that partners have on another chart of the page.
        relative: Whether each year is drawn as 100 per cent of its own volume, by the column
            ``share_of_year_pct``.
    """
    rows = answer.rows[answer.rows["tiv_m"].notna()]
    sizes = rows.groupby(by)["tiv_m"].sum().sort_values(ascending=False)
    if by == "partner":
        shown = list(sizes.index[:SHOWN])
        names = dict(zip(rows["partner"], rows["partner_name"], strict=True))
        colours = state_colours(shown, settled)
        # Whoever finds no colour that is nobody's on this page counts among the others.
        shown = [partner for partner in shown if colours[partner] != OTHERS]
    else:
        names = {name: name for name in sizes.index}
        shown, colours = [name for name in sizes.index if name in CATEGORIES], CATEGORIES
    if "covered_from" in rows:
        first, last = int(rows["covered_from"].min()), int(rows["covered_to"].max())
    else:
        first, last = int(rows["year"].min()), int(rows["year"].max())
    years = list(range(first, last + 1))

    def yearly(part: pd.DataFrame, column: str = "tiv_m") -> pd.Series[float]:
        """The part's volume in each covered year; a year without deliveries is zero, not a gap."""
        return part.groupby("year")[column].sum().reindex(years).fillna(0.0)

    parts = [(names[key], colours[key], rows[rows[by] == key]) for key in shown]
    rest = rows[~rows[by].isin(shown)]
    if not rest.empty:
        parts.append(("Others", OTHERS, rest))
    totals = yearly(rows)
    drawn = "share_of_year_pct" if relative else "tiv_m"
    # A year without deliveries has no shares, and stays empty.
    empty = (totals == 0) if relative else pd.Series(False, totals.index)
    traces = [
        bar(
            name=name,
            x=years,
            y=_gaps(yearly(part, drawn).mask(empty)),
            marker={"color": colour},
            customdata=[
                f"<b>{name}, {year}</b><br>{volume(tiv)}{SPACE}million TIV, "
                f"{percent(100 * tiv / total if total else None)} of the year"
                for (year, tiv), total in zip(yearly(part).items(), totals, strict=True)
            ],
            hovertemplate=_HOVER,
        )
        for name, colour, part in parts
    ]
    return framed(
        traces,
        title=title,
        subtitle=f"Per cent of each year's volume (TIV), {first}–{last}"
        if relative
        else f"Million TIV a year, {first}–{last}",
        source=answer.source_note,
        key={name: colour for name, colour, _ in parts},
        barmode="stack",
        bargap=0.2,
        yaxis={"range": [0, 100], "ticksuffix": f"{SPACE}%", "dtick": 25}
        if relative
        else {"rangemode": "tozero", "tickformat": ",d"},
        xaxis={"range": [first - 0.6, last + 0.6], "tickformat": "d"},
    )


def country_total_bars(answer: Answer, *, title: str) -> go.Figure:
    """A country's yearly total as the World Bank has it; years without a value stay empty."""
    rows = answer.rows
    years = list(range(int(rows["year"].min()), int(rows["year"].max()) + 1))
    values = rows.set_index("year")["tiv_m"].reindex(years)
    bars = bar(
        x=years,
        y=_gaps(values),
        marker={"color": ACCENT},
        customdata=[
            f"<b>{year}</b><br>{volume(tiv) if tiv else 'under 0.5'}{SPACE}million TIV"
            for year, tiv in values.items()
        ],
        hovertemplate=_HOVER,
    )
    return framed(
        [bars],
        title=title,
        subtitle=f"Million TIV a year, {years[0]}–{years[-1]}; a gap is unknown or no deliveries",
        source=answer.source_note,
        plot_px=260,
        bargap=0.2,
        yaxis={"rangemode": "tozero", "tickformat": ",d"},
        xaxis={"tickformat": "d"},
    )


@dataclass(frozen=True)
class Dependence:
    """A way to measure how much a trade depends on few partners.

    Attributes:
        label: Its name for a choice.
        what: What it is called in a title.
        subtitle: Its unit; ``{periods}`` is what periods of that length are called.
        column: Its column.
        written: Its numbers as text.
    """

    label: str
    what: str
    subtitle: str
    column: str
    written: str


DEPENDENCE = {
    "index": Dependence(
        "Index",
        "concentration",
        "Herfindahl–Hirschman index of the partners' shares, {periods}; 10,000 is a single partner",
        "hhi_points",
        "{:,.0f}",
    ),
    "largest": Dependence(
        "Largest partner's share",
        "share of the largest partner",
        "Per cent of the volume (TIV), {periods}",
        "largest_share_pct",
        "{:.1f}" + SPACE + "%",
    ),
    "partners": Dependence(
        "Number of partners",
        "number of partners",
        "Partners with deliveries, {periods}",
        "partners",
        "{:.0f}",
    ),
}


def dependence_bars(answer: Answer, measure: Dependence, *, title: str) -> go.Figure:
    """Dependence on few partners by window, as bars.

    Args:
        answer: Rows ``hhi_points``, ``largest_share_pct``, ``partners``, ``release`` by window.
        measure: How it is measured.
        title: Beginning of the figure's title: whose trade.
    """
    rows = answer.rows.sort_values("first_year")
    column = measure.column
    spans = list(zip(rows["first_year"], rows["last_year"], strict=True))
    windows = [period(*span) for span in spans]
    bars = bar(
        x=windows,
        y=rows[column].tolist(),
        marker={"color": ACCENT},
        text=[measure.written.format(value) for value in rows[column]],
        textposition="outside",
        textfont={"color": INK},
        cliponaxis=False,
        customdata=[
            f"<b>{window}</b><br>{row['hhi_points']:,.0f} of 10,000 points<br>"
            f"{row['partners']:.0f} partners, the largest with {percent(row['largest_share_pct'])}"
            f"<br>{row['release']:.0f} release"
            for window, row in zip(windows, rows.to_dict("records"), strict=True)
        ],
        hovertemplate=_HOVER,
    )
    full = {"hhi_points": 10_000, "largest_share_pct": 100}.get(column)
    return framed(
        [bars],
        title=f"{title}: {measure.what}",
        subtitle=measure.subtitle.format(periods=lengths(spans)),
        source=answer.source_note,
        plot_px=210,
        bargap=0.5,
        # Above the full value there is room for its label.
        yaxis={"range": [0, 1.08 * full], "tickformat": ",d", "dtick": full / 4}
        if full
        else {"rangemode": "tozero", "tickformat": "d"},
        xaxis={"type": "category"},
    )


def _gaps(values: pd.Series[float]) -> list[float | None]:
    """The numbers with None for what is missing, which plotly draws as a gap."""
    return [None if pd.isna(value) else value for value in values.tolist()]

"""Bars by window: partners' shares, dependence on few of them, and what a pair traded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.frame import FROM_ZERO, PER_CENT, WINDOWS, bar, framed, heading, hover
from dashboard.theme import ACCENT, INK, OTHERS, PALETTE, state_colours, text_on
from dashboard.words import (
    SPACE,
    cell,
    lengths,
    million_tiv,
    missing,
    percent,
    periods_of,
    volume,
)  # fmt: skip
from etl.questions import Answer
from etl.questions.answer import period

OF_IMPORTS, OF_EXPORTS = ACCENT, PALETTE[3]
SHOWN = 7  # partners told apart; the rest are one grey part
_LABELLED_PCT = 6.0  # a part needs this much height to carry its own label
_EDGE = {"width": 0.5, "color": "white"}


def share_windows(answer: Answer, *, title: str) -> go.Figure:
    """Stacked bars of partners' shares, one bar a window.

    Args:
        answer: Rows ``partner``, ``partner_name``, ``share_pct``, ``tiv_m``, ``rank``,
            ``first_year``, ``last_year``, ``release``; asked of ``first_years`` to ``last_years``.
        title: Title of the figure.
    """
    # All windows asked for, so that one without deliveries keeps its place on the axis.
    spans = list(zip(answer.params["first_years"], answer.params["last_years"], strict=True))
    windows = [period(*span) for span in spans]
    cells: dict[str, dict[str, dict[Hashable, Any]]] = defaultdict(dict)
    for row in answer.rows.to_dict("records"):
        cells[row["partner"]][period(row["first_year"], row["last_year"])] = row
    largest = sorted(
        cells, key=lambda partner: -max(row["share_pct"] for row in cells[partner].values())
    )
    shown, rest = largest[:SHOWN], largest[SHOWN:]
    colours = state_colours(shown)
    traces = [_partner(partner, cells[partner], windows, colours[partner]) for partner in shown]
    if rest:
        traces.append(_others([cells[partner] for partner in rest], windows))
    return framed(
        traces,
        title=title,
        subtitle=heading(answer.unit, lengths(spans)),
        source=answer.source_note,
        plot_px=340,
        key={trace["name"]: trace["marker"]["color"] for trace in traces},
        barmode="stack",
        bargap=0.35,
        yaxis=PER_CENT,
        xaxis=WINDOWS,
    )


def colours_of(figure: go.Figure) -> dict[str, str]:
    """The colour of each partner on a figure of shares, for the page's other charts to keep."""
    return {trace.meta: trace.marker.color for trace in figure.data if trace.meta}


def _partner(
    partner: str, rows: dict[str, dict[Hashable, Any]], windows: list[str], colour: str
) -> dict[str, Any]:
    """A partner's parts; in a covered window without a row it delivered nothing: zero, no gap."""
    name = next(iter(rows.values()))["partner_name"]
    shares = [rows[window]["share_pct"] if window in rows else 0.0 for window in windows]
    return bar(
        windows,
        shares,
        name=name,
        meta=partner,
        marker={"color": colour, "line": _EDGE},
        text=[f"{share:.0f}" if share >= _LABELLED_PCT else "" for share in shares],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": text_on(colour), "size": 12},
        hover=[
            hover(
                f"{name}, {window}",
                f"{percent(row['share_pct'])} of the volume, rank {row['rank']}",
                million_tiv(row["tiv_m"]),
                f"{row['release']} release",
            )
            if (row := rows.get(window))
            else ""
            for window in windows
        ],
    )


def _others(partners: list[dict[str, dict[Hashable, Any]]], windows: list[str]) -> dict[str, Any]:
    """The partners that are not told apart, as one grey part."""
    inside = {window: [rows[window] for rows in partners if window in rows] for window in windows}
    shares = [sum(row["share_pct"] for row in inside[window]) for window in windows]
    return bar(
        windows,
        shares,
        name="Others",
        marker={"color": OTHERS, "line": _EDGE},
        hover=[
            hover(
                f"{len(inside[window])} others, {window}",
                f"{percent(share)} of the volume",
                million_tiv(sum(row["tiv_m"] for row in inside[window])),
            )
            if inside[window]
            else ""
            for window, share in zip(windows, shares, strict=True)
        ],
    )


@dataclass(frozen=True)
class Dependence:
    """A way to measure how much a trade depends on few partners.

    Attributes:
        label: Its name for a choice.
        what: What it is called in a title.
        unit: Its unit; ``{periods}`` is what periods of that length are called.
        column: Its column.
        full: The highest that it can be, if there is one.
    """

    label: str
    what: str
    unit: str
    column: str
    full: int = 0


DEPENDENCE = {
    "index": Dependence(
        "Index", "concentration",
        "Herfindahl–Hirschman index of the partners' shares, {periods}; 10,000 is a single partner",
        "hhi_points", 10_000,
    ),
    "largest": Dependence(
        "Largest partner's share", "share of the largest partner",
        "Per cent of the volume (TIV), {periods}", "largest_share_pct", 100,
    ),
    "partners": Dependence(
        "Number of partners", "number of partners", "Partners with deliveries, {periods}",
        "partners",
    ),
}  # fmt: skip


def dependence_bars(answer: Answer, *, measure: Dependence, title: str) -> go.Figure:
    """Dependence on few partners by window, as bars.

    Args:
        answer: Rows ``hhi_points``, ``largest_share_pct``, ``partners``, ``release`` by window.
        measure: How it is measured.
        title: Title of the figure.
    """
    rows = answer.rows.sort_values("first_year")
    spans = list(zip(rows["first_year"], rows["last_year"], strict=True))
    windows, full = periods_of(rows), measure.full
    bars = bar(
        windows,
        rows[measure.column],
        text=[cell(measure.column, value) for value in rows[measure.column]],
        textfont={"color": INK},
        hover=[
            hover(
                window,
                f"{row['hhi_points']:,.0f} of 10,000 points",
                f"{row['partners']:.0f} partners, the largest with "
                f"{percent(row['largest_share_pct'])}",
                f"{row['release']:.0f} release",
            )
            for window, row in zip(windows, rows.to_dict("records"), strict=True)
        ],
    )
    return framed(
        [bars],
        title=title,
        subtitle=measure.unit.format(periods=lengths(spans)),
        source=answer.source_note,
        plot_px=210,
        bargap=0.5,
        # Above the full value there is room for its label.
        yaxis={"range": [0, 1.08 * full], "tickformat": ",d", "dtick": full / 4}
        if full
        else {"rangemode": "tozero", "tickformat": "d"},
        xaxis=WINDOWS,
    )


def pair_windows(answer: Answer, *, supplier: str, title: str) -> go.Figure:
    """Bars of the volume by period, where no single years are loaded; a gap is not covered.

    Args:
        answer: Rows ``first_year``, ``last_year`` and ``tiv_m``.
        supplier: The supplier's id, for its colour.
        title: Title of the figure.
    """
    windows, volumes = periods_of(answer.rows), answer.rows["tiv_m"]
    bars = bar(
        windows,
        volumes,
        colour=state_colours([supplier])[supplier],
        text=map(volume, volumes),
        hover=[
            hover(window, million_tiv(tiv), answer.releases)
            for window, tiv in zip(windows, volumes, strict=True)
        ],
    )
    return framed(
        [bars],
        title=title,
        subtitle=f"Million TIV in five years, {windows[0]} to {windows[-1]}",
        source=answer.source_note,
        plot_px=220,
        bargap=0.5,
        yaxis=FROM_ZERO | {"tickformat": ",~r"},
        xaxis=WINDOWS,
    )


def pair_shares(answer: Answer, *, supplier: str, recipient: str, title: str) -> go.Figure:
    """Bars by period: the share of the recipient's imports above, of the supplier's exports below.

    Both on one scale, in two rows because the numbers of two bars would not fit beside each other
    on a phone.

    Args:
        answer: Rows ``first_year``, ``last_year``, ``of_imports_pct``, ``of_exports_pct``,
            ``tiv_m``, ``imports_tiv_m`` and ``exports_tiv_m``; a share that is not known is a gap.
        supplier: The supplier's name in the possessive.
        recipient: The recipient's.
        title: Title of the figure.
    """
    windows, rows = periods_of(answer.rows), answer.rows.to_dict("records")
    traces = [
        bar(
            windows,
            answer.rows[of],
            name=name,
            colour=colour,
            text=["" if missing(row[of]) else percent(row[of]) for row in rows],
            textfont={"size": 11},
            hover=[
                ""
                if missing(row[of])
                else hover(
                    f"{name}, {window}",
                    f"{percent(row[of])}: {volume(row['tiv_m'])} of {million_tiv(row[whole])}",
                    answer.releases,
                )
                for window, row in zip(windows, rows, strict=True)
            ],
            yaxis=axis,
        )
        for name, of, whole, colour, axis in (
            (f"of {recipient} imports", "of_imports_pct", "imports_tiv_m", OF_IMPORTS, "y2"),
            (f"of {supplier} exports", "of_exports_pct", "exports_tiv_m", OF_EXPORTS, "y"),
        )
    ]
    # Room for the number above the highest bar.
    top = 1.25 * max((pct for trace in traces for pct in trace["y"] if pct is not None), default=1)
    scale = {"range": [0, top or 1], "ticksuffix": f"{SPACE}%", "nticks": 4}
    return framed(
        traces,
        title=title,
        subtitle=f"Per cent of the volume (TIV) in five years, {windows[0]} to {windows[-1]}",
        source=answer.source_note,
        key={trace["name"]: trace["marker"]["color"] for trace in traces},
        bargap=0.4,
        yaxis={"domain": [0, 0.46], **scale},
        yaxis2={"domain": [0.54, 1], **scale},
        xaxis=WINDOWS,
    )

"""Shares by window as stacked bars: a part of a whole, window by window."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.frame import framed
from dashboard.theme import OTHERS, state_colours, text_on
from dashboard.words import SPACE, lengths, percent, volume
from etl.questions import Answer
from etl.questions.answer import period

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
        subtitle=f"{answer.unit[0].upper()}{answer.unit[1:]}, {lengths(spans)}",
        source=answer.source_note,
        plot_px=340,
        key={trace["name"]: trace["marker"]["color"] for trace in traces},
        barmode="stack",
        bargap=0.35,
        yaxis={"range": [0, 100], "ticksuffix": f"{SPACE}%", "dtick": 25},
        xaxis={"type": "category"},
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
    return {
        "type": "bar",
        "name": name,
        "meta": partner,
        "x": windows,
        "y": shares,
        "marker": {"color": colour, "line": _EDGE},
        "text": [f"{share:.0f}" if share >= _LABELLED_PCT else "" for share in shares],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": text_on(colour), "size": 12},
        "customdata": [
            f"<b>{name}, {window}</b><br>{percent(row['share_pct'])} of the volume, "
            f"rank {row['rank']}<br>{volume(row['tiv_m'])}{SPACE}million TIV"
            f"<br>{row['release']} release"
            if (row := rows.get(window))
            else ""
            for window in windows
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _others(partners: list[dict[str, dict[Hashable, Any]]], windows: list[str]) -> dict[str, Any]:
    """The partners that are not told apart, as one grey part."""
    inside = {window: [rows[window] for rows in partners if window in rows] for window in windows}
    shares = [sum(row["share_pct"] for row in inside[window]) for window in windows]
    return {
        "type": "bar",
        "name": "Others",
        "x": windows,
        "y": shares,
        "marker": {"color": OTHERS, "line": _EDGE},
        "customdata": [
            f"<b>{len(inside[window])} others, {window}</b><br>{percent(share)} of the volume<br>"
            f"{volume(sum(row['tiv_m'] for row in inside[window]))}{SPACE}million TIV"
            if inside[window]
            else ""
            for window, share in zip(windows, shares, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }

"""Shares by window as stacked bars: a part of a whole, window by window."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.frame import framed
from dashboard.theme import OTHERS, state_colours
from dashboard.words import SPACE, percent, volume
from etl.questions import Answer
from etl.questions.answer import period

SHOWN = 7  # partners told apart; the rest are one grey part
_LABELLED_PCT = 6.0  # a part needs this much height to carry its own label


def share_windows(answer: Answer, *, title: str) -> go.Figure:
    """Stacked bars of partners' shares, one bar a window.

    Args:
        answer: Rows ``partner``, ``partner_name``, ``share_pct``, ``tiv_m``, ``rank``,
            ``first_year``, ``last_year``, ``release``.
        title: Title of the figure.
    """
    rows = answer.rows.assign(
        window=[
            period(first, last)
            for first, last in zip(answer.rows["first_year"], answer.rows["last_year"], strict=True)
        ]
    )
    # All windows asked for, so that one without deliveries keeps its place on the axis.
    windows = [period(first, last) for first, last in answer.params["windows"]]
    largest = rows.groupby("partner")["share_pct"].max().sort_values(ascending=False)
    shown = list(largest.index[:SHOWN])
    colours = state_colours(shown)
    names = dict(zip(rows["partner"], rows["partner_name"], strict=True))
    traces = []
    for partner in shown:
        # A partner without a row in a covered window delivered nothing: zero, not a gap.
        part = rows[rows["partner"] == partner].set_index("window").reindex(windows)
        part["share_pct"] = part["share_pct"].fillna(0.0)
        traces.append(
            go.Bar(
                name=names[partner],
                meta=partner,
                x=windows,
                y=part["share_pct"].tolist(),
                marker={"color": colours[partner], "line": {"width": 0.5, "color": "white"}},
                text=[
                    f"{share:.0f}" if share >= _LABELLED_PCT else "" for share in part["share_pct"]
                ],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": "white", "size": 12},
                customdata=[
                    f"<b>{names[partner]}, {window}</b><br>{percent(row['share_pct'])} of the "
                    f"volume, rank {row['rank']:.0f}<br>{volume(row['tiv_m'])}{SPACE}million TIV"
                    f"<br>{row['release']:.0f} release"
                    if row["share_pct"] > 0
                    else ""
                    for window, row in part.iterrows()
                ],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    rest = rows[~rows["partner"].isin(shown)]
    if not rest.empty:
        sums = rest.groupby("window")[["share_pct", "tiv_m"]].sum().reindex(windows).fillna(0.0)
        counts = rest.groupby("window")["partner"].nunique().reindex(windows)
        traces.append(
            go.Bar(
                name="Others",
                x=windows,
                y=sums["share_pct"].tolist(),
                marker={"color": OTHERS, "line": {"width": 0.5, "color": "white"}},
                customdata=[
                    f"<b>{counts[window]:.0f} others, {window}</b><br>{percent(share)} of the "
                    f"volume<br>{volume(tiv)}{SPACE}million TIV"
                    if share > 0
                    else ""
                    for window, share, tiv in sums.itertuples(name=None)
                ],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    return framed(
        traces,
        title=title,
        subtitle=f"{answer.unit[0].upper()}{answer.unit[1:]}, five-year periods",
        source=_source(answer),
        plot_px=340,
        key={trace.name: trace.marker.color for trace in traces},
        barmode="stack",
        bargap=0.35,
        yaxis={"range": [0, 100], "ticksuffix": f"{SPACE}%", "dtick": 25},
        xaxis={"type": "category"},
    )


def _source(answer: Answer) -> str:
    return " ".join((answer.source_line, *answer.caveats))


def colours_of(figure: go.Figure) -> dict[str, str]:
    """The colour of each partner on a figure of shares, for the page's other charts to keep."""
    return {trace.meta: trace.marker.color for trace in figure.data if trace.meta}

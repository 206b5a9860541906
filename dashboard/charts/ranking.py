"""Who leads: horizontal bars, largest first, each with its value."""

from __future__ import annotations

import textwrap

import plotly.graph_objects as go

from dashboard.charts.frame import bar, framed
from dashboard.theme import ACCENT
from dashboard.words import SPACE, change, percent, volume
from etl.questions import Answer


def ranking_bars(
    answer: Answer, *, label: str, title: str, limit: int = 12, widest_pct: float | None = None
) -> go.Figure:
    """Bars of ``share_pct``, labelled with the share and the change against the period before.

    Args:
        answer: Rows ``share_pct``, ``tiv_m``, ``release`` and the label's column; ``change_pct``
            where the period before is known.
        label: The column that names a bar.
        title: Title of the figure.
        limit: How many bars.
        widest_pct: The largest share of all charts that are to share one scale.
    """
    rows = answer.rows[answer.rows["tiv_m"].notna()].head(limit)
    compared = "change_pct" in rows and rows["change_pct"].notna().any()
    changes = rows["change_pct"].tolist() if compared else [float("nan")] * len(rows)
    bars = bar(
        orientation="h",
        y=[broken(name) for name in rows[label]],
        x=rows["share_pct"].tolist(),
        marker={"color": ACCENT},
        text=[
            percent(share) + (f"  ({change(pct)})" if pct == pct else "")
            for share, pct in zip(rows["share_pct"], changes, strict=True)
        ],
        textposition="outside",
        textfont={"size": 12},
        constraintext="none",
        cliponaxis=False,
        customdata=[
            f"<b>{row[label]}</b><br>{percent(row['share_pct'])} of the volume"
            f"<br>{volume(row['tiv_m'])}{SPACE}million TIV"
            + (f", {change(pct)} against the five years before" if pct == pct else "")
            + f"<br>{row['release']:.0f} release"
            for row, pct in zip(rows.to_dict("records"), changes, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    against = "; in brackets the change of the volume against the five years before"
    return framed(
        [bars],
        title=title,
        subtitle=f"{answer.unit[0].upper()}{answer.unit[1:]}, {answer.period}"
        + (against if compared else ""),
        source=answer.source_note,
        plot_px=24 * len(rows) + 10,
        left_px=136,
        axis_px=12,
        bargap=0.3,
        yaxis={"autorange": "reversed", "showgrid": False},
        # Room on the right for the labels behind the bars.
        xaxis={
            "range": [0, (widest_pct or float(rows["share_pct"].max())) * 1.75],
            "visible": False,
        },
    )


def broken(name: str) -> str:
    """A long name over two lines, so that it fits beside its bar."""
    return "<br>".join(textwrap.wrap(name, 20))

"""Who leads: horizontal bars, largest first, each with its value."""

from __future__ import annotations

import textwrap

import plotly.graph_objects as go

from dashboard.charts.frame import RANKED, bar, framed, heading, hover
from dashboard.words import change, million_tiv, missing, percent
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
    known = answer.rows[answer.rows["tiv_m"].notna()].head(limit)
    rows = known.to_dict("records")
    changes = ["" if missing(pct := row.get("change_pct")) else change(pct) for row in rows]
    bars = bar(
        [row["share_pct"] for row in rows],
        # A long name stands in two lines, so that it fits beside its bar.
        ["<br>".join(textwrap.wrap(row[label], 20)) for row in rows],
        orientation="h",
        text=[
            percent(row["share_pct"]) + (f"  ({changed})" if changed else "")
            for row, changed in zip(rows, changes, strict=True)
        ],
        textfont={"size": 12},
        constraintext="none",
        hover=[
            hover(
                row[label],
                f"{percent(row['share_pct'])} of the volume",
                million_tiv(row["tiv_m"])
                + (f", {changed} against the five years before" if changed else ""),
                f"{row['release']:.0f} release",
            )
            for row, changed in zip(rows, changes, strict=True)
        ],
    )
    against = "; in brackets the change of the volume against the five years before"
    return framed(
        [bars],
        title=title,
        subtitle=heading(answer.unit, answer.period) + (against if any(changes) else ""),
        source=answer.source_note,
        plot_px=24 * len(rows) + 10,
        left_px=136,
        axis_px=12,
        bargap=0.3,
        yaxis=RANKED,
        # Room on the right for the labels behind the bars.
        xaxis={
            "range": [0, (widest_pct or float(known["share_pct"].max())) * 1.75],
            "visible": False,
        },
    )

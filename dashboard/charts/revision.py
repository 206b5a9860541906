"""What a release revised: the change of each year's volume."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.frame import bar, framed
from dashboard.theme import ACCENT
from dashboard.words import SPACE, volume
from etl.questions import Answer


def revised_years(answer: Answer, *, title: str, old: int, new: int) -> go.Figure:
    """Bars of the change of the volume of all compared pairs, by year."""
    rows = answer.rows
    first, last = int(rows["year"].min()), int(rows["year"].max())
    bars = bar(
        x=rows["year"].tolist(),
        y=rows["change_tiv_m"].tolist(),
        marker={"color": ACCENT},
        customdata=[
            f"<b>{row['year']}</b><br>{row['change_tiv_m']:+,.0f}{SPACE}million TIV<br>"
            f"{old} release {volume(row['old_tiv_m'])}, {new} release {volume(row['new_tiv_m'])}"
            f"<br>{row['revised']:,} of {row['pairs']:,} flows revised"
            for row in rows.to_dict("records")
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    return framed(
        [bars],
        title=title,
        subtitle=f"Million TIV a year, {first}–{last}; all flows for which both are complete",
        source=answer.source_note,
        plot_px=240,
        bargap=0.2,
        yaxis={"tickformat": ",d", "zeroline": True},
        xaxis={"range": [first - 0.6, last + 0.6], "tickformat": "d"},
    )

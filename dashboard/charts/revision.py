"""What a release revised: the change of each year's volume, or of the deals' by its cause."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.frame import bar, framed
from dashboard.charts.ranking import broken
from dashboard.theme import ACCENT, OTHERS
from dashboard.words import SPACE, capital, signed, volume
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


def revised_deals(answer: Answer, *, title: str) -> go.Figure:
    """Bars of the change of volume by cause; in grey what is no revision.

    Args:
        answer: Rows of the causes that changed a deal at least.
        title: Title of the figure.
    """
    rows = answer.rows
    farthest = float(rows["change_tiv_m"].abs().max()) or 1
    first, last = rows["first_year"].iloc[0], rows["last_year"].iloc[0]
    bars = bar(
        orientation="h",
        y=[broken(capital(what)) for what in rows["what"]],
        x=rows["change_tiv_m"].tolist(),
        marker={"color": [ACCENT if is_one else OTHERS for is_one in rows["is_revision"]]},
        text=[
            f"{signed(tiv)}  ({count:,})"
            for tiv, count in zip(rows["change_tiv_m"], rows["deals"], strict=True)
        ],
        textposition="outside",
        textfont={"size": 12},
        constraintext="none",
        cliponaxis=False,
        customdata=[
            f"<b>{capital(what)}</b><br>{signed(tiv)}{SPACE}million TIV<br>{count:,} deals"
            for what, tiv, count in zip(
                rows["what"], rows["change_tiv_m"], rows["deals"], strict=True
            )
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    return framed(
        [bars],
        title=title,
        subtitle=f"Million TIV, deals that delivered in {first}–{last}; in brackets how many. In"
        " grey what is no revision",
        source=answer.source_note,
        plot_px=36 * len(rows) + 10,
        left_px=136,
        axis_px=12,
        bargap=0.3,
        yaxis={"autorange": "reversed", "showgrid": False},
        xaxis={"range": [-2.2 * farthest, 2.2 * farthest], "visible": False, "zeroline": True},
    )

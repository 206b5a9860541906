"""What sales may come to, by the year in which they were notified: bars made up of notices."""

import plotly.graph_objects as go

from dashboard.charts.frame import FROM_ZERO, bar, framed, hover, years_axis
from dashboard.theme import ACCENT, PAGE
from dashboard.words import SPACE, cells, day
from etl.questions import Answer
from etl.questions.answer import period

_EDGED = 0.01  # of the highest bar; the edges of lower parts would hide them
SAMPLE = "sample"  # what is said of a year of which the table holds some notices only


def ceilings_by_year(answer: Answer, *, title: str) -> go.Figure:
    """Bars of the notices of each year, the largest below; hatched where they are a sample."""
    rows = answer.rows.dropna(subset=["year", "total_usd_m"])
    rows = rows.sort_values(["year", "total_usd_m"], ascending=[True, False])
    first, last = int(rows["year"].min()), int(rows["year"].max())
    sampled = rows["coverage"] == SAMPLE
    edged = rows["total_usd_m"] >= _EDGED * rows.groupby("year")["total_usd_m"].sum().max()
    told = zip(
        rows["notified"].map(day), rows["recipient_name"], rows["what"].fillna(""),
        cells(rows, "total_usd_m"), strict=True,
    )  # fmt: skip
    bars = bar(
        rows["year"].astype(int),
        rows["total_usd_m"],
        hover=[
            hover(f"{when}, {who}", what, f"up to {most}{SPACE}million US dollars")
            for when, who, what, most in told
        ],
        marker={
            "color": ACCENT,
            "line": {"width": [0.5 if wide else 0 for wide in edged], "color": PAGE},
            "pattern": {"shape": ["/" if some else "" for some in sampled], "fillmode": "replace"},
        },
    )
    return framed(
        [bars],
        title=title,
        subtitle=f"Up to so many million US dollars of the day, {period(first, last)}",
        notes=["Hatched: years of which a sample is loaded."] if sampled.any() else [],
        source=answer.source_note,
        barmode="stack",
        bargap=0.2,
        left_px=64,
        yaxis=FROM_ZERO,
        xaxis=years_axis(first, last),
    )

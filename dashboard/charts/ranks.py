"""Ranks over time, and two periods side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.frame import bar, framed, line
from dashboard.theme import ACCENT, INK, OTHERS, state_colours
from dashboard.words import SPACE, change, percent, rank, volume
from etl.questions import Answer

_HOVER = "%{customdata}<extra></extra>"
_FOLLOWED = 8  # as many as have a colour of their own
_HIGHEST_PX = 700
_TICKS = 5
_LABEL_CHARS, _CHAR_PX, _GAP = 15, 6.6, "\N{NO-BREAK SPACE}"


def ranks_over_time(answers: Sequence[Answer], *, title: str, source: str) -> go.Figure:
    """Lines of rank by period for those who lead in the last one; first place on top.

    Args:
        answers: Answers to ``ranking``, a period each, oldest first.
        title: Title of the figure.
        source: What must stand under all of them.
    """
    followed = answers[-1].rows.head(_FOLLOWED)
    periods = [answer.period for answer in answers]
    colours = state_colours(followed["state_id"])
    by_state = [answer.rows.set_index("state_id") for answer in answers]
    labels = {
        state_id: [f"{_GAP}{part}" for part in textwrap.wrap(name, _LABEL_CHARS)]
        for state_id, name in zip(followed["state_id"], followed["name"], strict=True)
    }
    traces = []
    lowest = _FOLLOWED
    for state_id, name in zip(followed["state_id"], followed["name"], strict=True):
        rows = [rows.loc[state_id] if state_id in rows.index else None for rows in by_state]
        places = [None if row is None else int(row["rank"]) for row in rows]
        lowest = max(lowest, *(place for place in places if place is not None))
        traces.append(
            line(
                name=name,
                mode="lines+markers+text",
                x=periods,
                y=places,
                line={"color": colours[state_id], "width": 2.5},
                marker={"size": 8},
                text=[""] * (len(periods) - 1) + ["<br>".join(labels[state_id])],
                textposition="middle right",
                textfont={"color": INK, "size": 12},
                cliponaxis=False,
                customdata=[
                    ""
                    if row is None
                    else f"<b>{name}, {answer.period}</b><br>{rank(int(row['rank']))}, "
                    f"{percent(row['share_pct'])} of the world's volume<br>"
                    f"{volume(row['tiv_m'])}{SPACE}million TIV<br>{row['release']:.0f} release"
                    for row, answer in zip(rows, answers, strict=True)
                ],
                hovertemplate=_HOVER,
            )
        )
    row_px = 30 if any(len(lines) > 1 for lines in labels.values()) else 22
    longest = max(len(text) for lines in labels.values() for text in lines)
    return framed(
        traces,
        title=title,
        subtitle=f"Rank by volume (TIV) in five-year periods, {periods[0]} to {periods[-1]}",
        source=source,
        plot_px=min(row_px * lowest, _HIGHEST_PX),
        right_px=round(16 + _CHAR_PX * longest),
        yaxis={"range": [lowest + 0.5, 0.5], "dtick": 1 if lowest <= 12 else 5},
        xaxis={
            "type": "category",
            "range": [-0.15, len(periods) - 0.85],
            # No more than a phone has room for, the last one among them.
            "tickvals": periods[::-1][:: -(-len(periods) // _TICKS)],
            "tickangle": 0,
        },
    )


def side_by_side(
    now: Answer, then: Answer, *, title: str, source: str, limit: int = 12
) -> go.Figure:
    """Two bars a country: its share in two periods, labelled with the change of the volume.

    Args:
        now: Answer to ``ranking`` for one period; its largest are shown.
        then: The same for the other.
        title: Title of the figure.
        source: What must stand under both.
        limit: How many countries.
    """
    rows = now.rows.head(limit)
    before = then.rows.set_index("state_id")
    earlier = [
        before.loc[state_id] if state_id in before.index else None for state_id in rows["state_id"]
    ]
    names = rows["name"].tolist()

    def changed(tiv: float, row: Any) -> str:
        return change(100 * (tiv / row["tiv_m"] - 1)) if row is not None and row["tiv_m"] else "new"

    traces = [
        bar(
            name=then.period,
            orientation="h",
            y=names,
            x=[0.0 if row is None else row["share_pct"] for row in earlier],
            marker={"color": OTHERS},
            customdata=[
                f"<b>{name}, {then.period}</b><br>none"
                if row is None
                else f"<b>{name}, {then.period}</b><br>{percent(row['share_pct'])}, "
                f"{rank(int(row['rank']))}<br>{volume(row['tiv_m'])}{SPACE}million TIV"
                for name, row in zip(names, earlier, strict=True)
            ],
            hovertemplate=_HOVER,
        ),
        bar(
            name=now.period,
            orientation="h",
            y=names,
            x=rows["share_pct"].tolist(),
            marker={"color": ACCENT},
            text=[
                f"{percent(share)}  ({changed(tiv, row)})"
                for share, tiv, row in zip(rows["share_pct"], rows["tiv_m"], earlier, strict=True)
            ],
            textposition="outside",
            textfont={"color": INK, "size": 12},
            constraintext="none",
            cliponaxis=False,
            customdata=[
                f"<b>{row['name']}, {now.period}</b><br>{percent(row['share_pct'])}, "
                f"{rank(int(row['rank']))}<br>{volume(row['tiv_m'])}{SPACE}million TIV"
                for row in rows.to_dict("records")
            ],
            hovertemplate=_HOVER,
        ),
    ]
    widest = max(
        float(rows["share_pct"].max()), *(0.0 if r is None else r["share_pct"] for r in earlier)
    )
    return framed(
        traces,
        title=title,
        subtitle=f"Per cent of the world's volume (TIV), {then.period} and {now.period}; in "
        "brackets the change of the volume",
        source=source,
        key={then.period: OTHERS, now.period: ACCENT},
        plot_px=32 * len(rows) + 10,
        left_px=136,
        axis_px=12,
        bargap=0.25,
        yaxis={"autorange": "reversed", "showgrid": False},
        xaxis={"range": [0, widest * 1.75], "visible": False},
    )

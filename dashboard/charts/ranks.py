"""Ranks over time, and two periods side by side."""

import textwrap
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.frame import (
    BESIDE_NAMES,
    RELEASE,
    TIV,
    WINDOWS,
    bar,
    framed,
    hover,
    line,
    marks,
    told,
)
from dashboard.charts.labels import CHAR_PX, LINE_CHARS
from dashboard.theme import ACCENT, INK, OTHERS, state_colours
from dashboard.words import SPACE, cells, missing, rank, roughly, stated
from etl.questions import Answer

_FOLLOWED = 8  # as many as have a colour of their own
_HIGHEST_PX = 700
_TICKS = 5


def ranks_over_time(answer: Answer, *, title: str) -> go.Figure:
    """Lines of rank by period for those who lead in the last one; first place on top.

    The answer holds several to ``ranking`` together, oldest first.
    """
    rows = answer.rows.assign(
        window=cells(answer.rows, "period"), place=[rank(n) for n in answer.rows["rank"]]
    )
    windows = list(dict.fromkeys(rows["window"]))
    followed = rows[rows["window"] == windows[-1]].head(_FOLLOWED)
    names = dict(zip(followed["state_id"], followed["name"], strict=True))
    colours = state_colours(names)
    labels = {
        state_id: [f"{SPACE}{part}" for part in textwrap.wrap(name, LINE_CHARS)]
        for state_id, name in names.items()
    }
    share = "{place}, {share_pct} of the world's volume"
    traces = []
    for state_id, name in names.items():
        own = rows[rows["state_id"] == state_id]
        texts = dict(
            zip(own["window"], told(own, "{name}, {period}", share, TIV, RELEASE), strict=True)
        )
        traces.append(
            line(
                windows,
                own.set_index("window")["rank"].reindex(windows),
                colours[state_id],
                [texts.get(window, "") for window in windows],
                name=name,
                ids=marks(state_id, windows),
                mode="lines+markers+text",
                marker={"size": 8},
                text=[""] * (len(windows) - 1) + ["<br>".join(labels[state_id])],
                textposition="middle right",
                textfont={"color": INK, "size": 12},
                cliponaxis=False,
            )
        )
    lowest = max(_FOLLOWED, int(rows.loc[rows["state_id"].isin(names), "rank"].max()))
    row_px = 30 if any(len(lines) > 1 for lines in labels.values()) else 22
    longest = max(len(text) for lines in labels.values() for text in lines)
    return framed(
        traces,
        title=title,
        subtitle=f"Rank by volume (TIV) in five-year periods, {windows[0]} to {windows[-1]}",
        source=answer.source_note,
        plot_px=min(row_px * lowest, _HIGHEST_PX),
        right_px=round(16 + CHAR_PX * longest),
        yaxis={"range": [lowest + 0.5, 0.5], "dtick": 1 if lowest <= 12 else 5},
        xaxis=WINDOWS
        | {
            "range": [-0.15, len(windows) - 0.85],
            # No more than a phone has room for, the last one among them.
            "tickvals": windows[::-1][:: -(-len(windows) // _TICKS)],
            "tickangle": 0,
        },
    )


def side_by_side(
    answer: Answer, *, now: Answer, then: Answer, title: str, limit: int = 12
) -> go.Figure:
    """Two bars a country: its share in two periods, labelled with the change of the volume.

    The largest ``now`` are shown, out of answers to ``ranking``, with ``change_pct`` against
    ``then``; ``answer`` is both together.
    """
    rows = now.rows.head(limit).to_dict("records")
    before = then.rows.set_index("state_id").to_dict("index")
    earlier = [before.get(row["state_id"]) for row in rows]
    names = [row["name"] for row in rows]

    def told(name: str, period: str, row: Any) -> str:
        if row is None:
            return hover(f"{name}, {period}", "none")
        share = f"{stated(row, 'share_pct')}, {rank(int(row['rank']))}"
        return hover(f"{name}, {period}", share, f"{stated(row, 'tiv_m')}{SPACE}million TIV")

    shares = {
        then.period: [0.0 if row is None else row["share_pct"] for row in earlier],
        now.period: [row["share_pct"] for row in rows],
    }
    traces = [
        bar(
            shares[then.period],
            names,
            name=then.period,
            orientation="h",
            ids=[row["state_id"] for row in rows],
            colour=OTHERS,
            hover=[told(name, then.period, row) for name, row in zip(names, earlier, strict=True)],
        ),
        bar(
            shares[now.period],
            names,
            name=now.period,
            orientation="h",
            ids=[row["state_id"] for row in rows],
            text=[
                roughly(stated(row, "share_pct"))
                + (
                    ""
                    if missing(row["change_pct"])
                    else f"  ({roughly(stated(row, 'change_pct'))})"
                )
                for row in rows
            ],
            textfont={"color": INK, "size": 12},
            constraintext="none",
            hover=[told(row["name"], now.period, row) for row in rows],
        ),
    ]
    return framed(
        traces,
        title=title,
        subtitle=f"Per cent of the world's volume (TIV), {then.period} and {now.period}; in "
        "brackets the change of the volume",
        source=answer.source_note,
        key={then.period: OTHERS, now.period: ACCENT},
        plot_px=32 * len(rows) + 10,
        **BESIDE_NAMES,
        bargap=0.25,
        xaxis={"range": [0, 1.75 * max(map(max, shares.values()))], "visible": False},
    )

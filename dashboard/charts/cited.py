"""A quoted figure beside what each release gives."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.frame import bar, framed
from dashboard.claims import Entry
from dashboard.theme import ACCENT, OTHERS
from dashboard.words import SPACE, day, percent
from etl.questions import Answer


def cited_bars(claim: Entry, answer: Answer, *, title: str) -> go.Figure:
    """Bars from zero: the share as printed, and as computed from each release.

    Args:
        claim: A claim about a share.
        answer: A row a release, with ``release``, ``share_pct`` and ``loaded_as``.
        title: Whose share of what, and when.
    """
    row = claim.row
    printed = f"As printed, {row['published'][:4]}" if row["published"] else "As printed"
    bars = [(printed, float(row["value_number"]), claim.printed(), OTHERS)]
    bars += [
        (
            f"{found['release']} release"
            + ("" if found["loaded_as"] == "exact" else "<br>(approximate)"),
            float(found["share_pct"]),
            percent(found["share_pct"]),
            ACCENT,
        )
        for found in answer.rows.to_dict("records")
    ]
    trace = bar(
        orientation="h",
        y=[name for name, *_ in bars],
        x=[value for _, value, *_ in bars],
        text=[text for *_, text, _ in bars],
        textposition="outside",
        cliponaxis=False,
        marker={"color": [colour for *_, colour in bars]},
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    return framed(
        [trace],
        title=title,
        subtitle=f"{answer.unit[0].upper()}{answer.unit[1:]}",
        source=f"{answer.source_note} As printed: {row['publisher']}, {day(row['published'])}.",
        plot_px=42 * len(bars),
        bargap=0.35,
        left_px=124,
        yaxis={"autorange": "reversed", "showgrid": False},
        xaxis={"range": [0, 100], "ticksuffix": f"{SPACE}%", "dtick": 25},
    )

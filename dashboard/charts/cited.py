"""A quoted figure beside what each release gives."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.frame import bar, framed
from dashboard.claims import JudgedClaim
from dashboard.theme import ACCENT, OTHERS
from dashboard.words import SPACE, day
from etl.questions import Answer
from etl.questions.answer import period


def cited_bars(
    claim: JudgedClaim, releases: Sequence[int], answer: Answer, *, title: str
) -> go.Figure:
    """Bars from zero: the share as printed, and as computed from each release.

    Args:
        claim: A claim about a share.
        releases: Releases to show, in order.
        answer: The answer of the newest release, for the words on unit and source.
        title: Whose share of what; the period is added.
    """
    values = {found.release: found.value for found in claim.recomputed}
    bars = [
        (
            f"As printed, {claim.row['published'][:4]}",
            float(claim.row["value_number"]),
            claim.printed(),
            OTHERS,
        )
    ]
    bars += [
        (f"{release} release", float(value), claim.computed(release), ACCENT)
        for release in releases
        if (value := values.get(release)) is not None
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
    years = period(int(claim.row["first_year"]), int(claim.row["last_year"]))
    credit = " and ".join(f"{release} release" for release in releases if release in values)
    return framed(
        [trace],
        title=f"{title}, {years}",
        subtitle=f"{answer.unit[0].upper()}{answer.unit[1:]}",
        source=f"Calculated from the SIPRI Arms Transfers Database, {credit}; "
        f"{claim.row['publisher']}, {day(claim.row['published'])}.",
        plot_px=42 * len(bars),
        bargap=0.35,
        left_px=124,
        yaxis={"autorange": "reversed", "showgrid": False},
        xaxis={"range": [0, 100], "ticksuffix": f"{SPACE}%", "dtick": 25},
    )

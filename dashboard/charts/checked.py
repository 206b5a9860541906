"""A quoted figure on the line of what its measure was in all periods of the same length."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.frame import framed, line
from dashboard.theme import ACCENT, OTHERS, PALETTE
from dashboard.words import SPACE, lengths
from etl.claims.checked import Checked
from etl.claims.metrics import RANKS, SHARES
from etl.claims.words import shown
from etl.questions import Answer
from etl.questions.answer import period

_PRINTED = PALETTE[1]
_TICKS = 5  # a phone has room for so many periods


def checked_windows(checked: Checked, answer: Answer) -> go.Figure:
    """A line a release over the periods, newest in the accent, and the number as printed.

    Args:
        checked: The figure; its number is drawn unless it is in dollars.
        answer: Rows ``first_year``, ``last_year``, ``release``, ``release_label``, ``value``.
    """
    claim, years = checked.claim, checked.claim.subject.years
    assert years
    length = years[1] - years[0]
    rows = answer.rows
    ends = range(
        min(int(rows["last_year"].min()), years[1]), max(int(rows["last_year"].max()), years[1]) + 1
    )
    traces, key = [], {}
    labels = dict.fromkeys(rows.sort_values("release")["release_label"])
    for label in labels:
        colour = ACCENT if label == list(labels)[-1] else OTHERS
        values = rows[rows["release_label"] == label].set_index("last_year")["value"]
        # A period that the release does not cover is a gap and not bridged.
        traces.append(
            line(
                name=label,
                mode="lines+markers",
                x=list(ends),
                y=[float(values[end]) if end in values.index else None for end in ends],
                line={"color": colour, "width": 2},
                marker={"color": colour, "size": 6},
                customdata=[
                    f"<b>{period(end - length, end)}</b><br>{shown(claim.metric, values[end])}"
                    f"<br>{label}"
                    if end in values.index
                    else ""
                    for end in ends
                ],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
        key[label] = colour
    if claim.unit != "USD million":
        traces.append(
            line(
                name="As printed",
                mode="markers",
                x=[years[1]],
                y=[claim.value],
                marker={"color": _PRINTED, "size": 13, "symbol": "diamond"},
                customdata=[f"<b>{period(*years)}</b><br>{checked.printed()} as printed"],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
        key[f"As printed, {checked.printed()} in {period(*years)}"] = _PRINTED
    covered = sorted({*map(int, rows["last_year"]), years[1]})
    step = max(1, -(-len(ends) // _TICKS))
    ticks = [end for end in ends if (years[1] - end) % step == 0]
    ticks = covered if len(covered) <= _TICKS else ticks
    return framed(
        traces,
        title=answer.title,
        subtitle=f"{answer.unit[0].upper()}{answer.unit[1:]}, {lengths([years])}",
        source=answer.source_note,
        key=key,
        xaxis={
            "tickvals": ticks,
            "ticktext": [period(end - length, end) for end in ticks],
            "range": [ends[0] - 1, ends[-1] + 1],
        },
        yaxis=_scale(claim.metric),
    )


def _scale(metric: str) -> dict[str, object]:
    if metric in RANKS:
        return {"autorange": "reversed", "tickformat": "d", "rangemode": "tozero"}
    if metric in SHARES:
        return {"rangemode": "tozero", "ticksuffix": f"{SPACE}%"}
    if metric == "change_pct":
        return {"ticksuffix": f"{SPACE}%", "zeroline": True}
    return {"rangemode": "tozero", "tickformat": ",d"}

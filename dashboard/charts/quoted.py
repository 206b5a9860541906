"""A quoted figure beside what each release gives, and on the line of its measure over time."""

import plotly.graph_objects as go

from dashboard.charts.frame import (
    FROM_ZERO,
    PER_CENT,
    RANKED,
    bar,
    framed,
    heading,
    hover,
    line,
    whole,
)
from dashboard.claims import Entry
from dashboard.theme import ACCENT, OTHERS, PALETTE
from dashboard.words import SPACE, capital, day, lengths, stated
from etl.claims.checked import Checked
from etl.claims.metrics import RANKS, SHARES
from etl.claims.words import shown
from etl.questions import Answer
from etl.questions.answer import period

_PRINTED = PALETTE[1]
# Of the newest release and of those before it; none but the first looks like what was printed.
_RELEASES = (ACCENT, OTHERS, *PALETTE[2:])
_TICKS = 5  # a phone has room for so many periods


def cited_bars(answer: Answer, *, claim: Entry, title: str) -> go.Figure:
    """Bars from zero: a claimed share as printed, and as computed from each release.

    The answer has a row a release, with ``release``, ``share_pct`` and ``loaded_as``.
    """
    row, found = claim.row, answer.rows.to_dict("records")
    printed = f"As printed, {row['published'][:4]}" if row["published"] else "As printed"
    names = [
        f"{one['release']} release" + ("" if one["loaded_as"] == "exact" else "<br>(approximate)")
        for one in found
    ]
    bars = bar(
        [float(row["value_number"]), *(float(one["share_pct"]) for one in found)],
        [printed, *names],
        orientation="h",
        text=[claim.printed(), *(stated(one, "share_pct") for one in found)],
        colour=[OTHERS, *(ACCENT for _ in found)],
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    return framed(
        [bars],
        title=title,
        subtitle=capital(answer.unit),
        source=f"{answer.source_note} As printed: {row['publisher']}, {day(row['published'])}.",
        plot_px=42 * (1 + len(found)),
        bargap=0.35,
        left_px=124,
        yaxis=RANKED,
        xaxis=PER_CENT,
    )


def checked_windows(answer: Answer, *, checked: Checked, title: str) -> go.Figure:
    """A line a release over the periods, newest in the accent and full, and the number as printed.

    The answer has rows ``first_year``, ``last_year``, ``release``, ``release_label``, ``value``. A
    number in dollars is not drawn.
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
    colours = dict(zip(reversed(labels), _RELEASES, strict=False))
    for label in labels:
        colour = colours[label]
        values = rows[rows["release_label"] == label].set_index("last_year")["value"]
        # A period that the release does not cover is a gap and not bridged.
        traces.append(
            line(
                ends,
                [float(values[end]) if end in values.index else None for end in ends],
                colour,
                [
                    hover(period(end - length, end), shown(claim.metric, values[end]), label)
                    if end in values.index
                    else ""
                    for end in ends
                ],
                name=label,
                mode="lines+markers",
                line={"color": colour, "width": 2, "dash": "solid" if colour == ACCENT else "dot"},
                marker={"color": colour, "size": 6},
            )
        )
        key[label] = colour
    if claim.unit != "USD million":
        printed = checked.printed()
        traces.append(
            line(
                [years[1]],
                [claim.value],
                _PRINTED,
                [hover(period(*years), f"{printed} as printed")],
                name="As printed",
                mode="markers",
                marker={"color": _PRINTED, "size": 13, "symbol": "diamond"},
            )
        )
        key[f"As printed, {printed} in {period(*years)}"] = _PRINTED
    covered = sorted({*map(int, rows["last_year"]), years[1]})
    step = max(1, -(-len(ends) // _TICKS))
    ticks = [end for end in ends if (years[1] - end) % step == 0]
    ticks = covered if len(covered) <= _TICKS else ticks
    return framed(
        traces,
        title=title,
        subtitle=heading(answer.unit, lengths([years])),
        source=answer.source_note,
        key=key,
        xaxis={
            "tickvals": ticks,
            "ticktext": [period(end - length, end) for end in ticks],
            "range": [ends[0] - 1, ends[-1] + 1],
        },
        yaxis=_scale(claim.metric, float(rows["value"].max())),
    )


def _scale(metric: str, highest: float) -> dict[str, object]:
    if metric in RANKS:
        return {"autorange": "reversed", "rangemode": "tozero"} | whole(highest)
    if metric in SHARES:
        return {"rangemode": "tozero", "ticksuffix": f"{SPACE}%"}
    if metric == "change_pct":
        return {"ticksuffix": f"{SPACE}%", "zeroline": True}
    return {**FROM_ZERO}

"""Names beside what is drawn, so that a figure reads without colours: where they stand."""

import math
import textwrap
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard.theme import INK, text_on

LINE_PX, LINE_CHARS, CHAR_PX = 15, 15, 6.6  # a line of a label, and a letter of it
PHONE_PLOT_PX = 286


def beside(
    labels: Mapping[str, tuple[float, str]], *, span: float, plot_px: int
) -> tuple[list[dict[str, Any]], int]:
    """Labels to the right of a plot, near to what they name, and the room that they need.

    Each has a height on the axis from zero, and a colour; the plot shows ``span`` of the axis.
    """
    lines = [textwrap.wrap(name, LINE_CHARS) for name in labels]
    heights = [LINE_PX * len(each) * span / plot_px for each in lines]
    places = apart([height for height, _ in labels.values()], heights, span)
    gap = "\N{NO-BREAK SPACE}" * 4
    notes = [
        note(
            f'<span style="color:{colour}">■</span> '
            + f"<br>{gap}".join(escape(line, quote=False) for line in each),
            x=1, xref="paper", xanchor="left", xshift=4, y=place, yanchor="middle", size=12,
        )
        for each, place, (_, colour) in zip(lines, places, labels.values(), strict=True)
    ]  # fmt: skip
    longest = max((len(line) for each in lines for line in each), default=0)
    return notes, round(28 + CHAR_PX * longest) if lines else 12


def inside(
    traces: Sequence[dict[str, Any]], places: Sequence[int], counts: Sequence[bool], *,
    span: float, plot_px: int, beside_px: int = 0,
) -> tuple[list[dict[str, Any]], set[str]]:  # fmt: skip
    """Names inside stacked bars that touch, each where it has most room, and whom they name.

    Args:
        traces: The bars, from the lowest part to the highest.
        places: Where they stand, one apart.
        counts: Which of them are drawn in full colour, the others pale.
        span: How much of the axis the plot shows.
        beside_px: How much of its width on a phone names beside it take.
    """
    each_px = (PHONE_PLOT_PX - beside_px) / len(places)
    tops = [0.0] * len(places)
    notes, named = [], set()
    for trace in traces:
        lows = tops
        tops = [low + (value or 0.0) for low, value in zip(lows, trace["y"], strict=True)]
        wide = math.ceil((CHAR_PX * len(trace["name"]) + 6) / each_px)
        spots = [
            (min(tops[at : at + wide]) - max(lows[at : at + wide]), at)
            for at in range(len(places) - wide + 1)
            if len(set(counts[at : at + wide])) == 1
        ]
        room, at = max(spots, default=(0.0, 0))
        if room * plot_px / span < LINE_PX:
            continue
        named.add(trace["name"])
        notes.append(
            note(
                escape(trace["name"], quote=False), size=12,
                colour=text_on(trace["marker"]["color"]) if counts[at] else INK,
                x=places[at] + (wide - 1) / 2, xanchor="center",
                y=max(lows[at : at + wide]) + room / 2, yanchor="middle",
            )
        )  # fmt: skip
    return notes, named


def note(text: str, *, size: int, colour: str = INK, **place: Any) -> dict[str, Any]:
    """Words inside a figure, without an arrow."""
    look = {"showarrow": False, "align": "left", "font": {"size": size, "color": colour}}
    return {"text": text, **look, **place}


def apart(values: Sequence[float], heights: Sequence[float], top: float) -> list[float]:
    """Where labels stand as near to their values as they can without touching each other.

    Labels that would touch form a block around the mean of their values.
    """
    order = sorted(range(len(values)), key=lambda place: values[place])
    stacked = 0.0  # height of all labels below
    offsets: dict[int, float] = {}
    blocks: list[tuple[float, list[int]]] = []
    for place in order:
        offsets[place] = stacked + heights[place] / 2
        stacked += heights[place]
        bottom, members = values[place] - offsets[place], [place]
        while blocks and blocks[-1][0] >= bottom:
            below, others = blocks.pop()
            bottom = (below * len(others) + bottom * len(members)) / (len(others) + len(members))
            members = others + members
        blocks.append((bottom, members))
    lowest = -heights[order[0]] / 2 if order else 0.0
    out = [0.0] * len(values)
    for bottom, members in blocks:
        for place in members:
            out[place] = max(lowest, min(bottom, top - stacked)) + offsets[place]
    return out

"""The words around a plot as HTML, which the browser wraps to whatever room the figure has.

A picture has the same words inside it (:mod:`dashboard.takeaway.layout`).
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from dashboard.charts.play import ROOM_PX
from dashboard.charts.world_map import height_by_width
from dashboard.theme import css


def heading(words: Mapping[str, Any], marks: Iterable[str] = ()) -> str:
    """Title and subtitle of a figure; behind them what its numbers are, such as their release."""
    spans = "".join(f"<span>{escape(mark)}</span>" for mark in marks if mark)
    badges = f' <span class="badges">{spans}</span>' if spans else ""
    return (
        f'<p class="figure-title">{escape(words["title"])}</p>'
        f'<p class="figure-words">{escape(words["subtitle"])}{badges}</p>'
    )


def key(words: Mapping[str, Any]) -> str:
    """The series' names behind squares of their colours; an empty list keeps the place."""
    items = "".join(
        f'<li><span style="background: {css(colour)}"></span>{escape(name)}</li>'
        for name, colour in words["key"].items()
    )
    return f'<ul class="figure-key">{items}</ul>'


def below(words: Mapping[str, Any]) -> str:
    """Notes and source under a plot."""
    lines = [*words["notes"], words["source"]]
    return "".join(f'<p class="figure-source">{escape(line)}</p>' for line in lines)


def room(layout: Mapping[str, Any]) -> str:
    """The room of a plot in CSS: a map is as high as its width lets it be, at most."""
    shape = height_by_width(layout)
    high = f"height: {layout['height']}px"
    if shape and "sliders" in layout:
        # Beside the map there is a slider of always the same height.
        return (
            f"height: calc(min({layout['height'] - ROOM_PX}px, {100 * shape:.0f}vw) + {ROOM_PX}px)"
        )
    return f"max-{high}; aspect-ratio: 1 / {shape:.3f}" if shape else high

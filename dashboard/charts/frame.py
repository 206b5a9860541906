"""What every figure has: title, subtitle with unit and period, key, source line, quiet axes.

The words are kept with the figure and not drawn by plotly, which does not wrap: a page has them
around the plot (:mod:`dashboard.charts.caption`), a picture inside it (``takeaway/layout.py``).
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from string import Formatter
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.theme import ACCENT, FONT, GRID, INK, OTHERS, PAGE
from dashboard.words import SPACE, capital, cells, listed, missing

_TOP_PX = 16  # half a tick label, and what stands on the highest bar
_AXIS_PX = 32  # tick labels under the plot
_LEFT_PX = 52  # tick labels beside it
_RIGHT_PX = 12
_SHORT = 6  # on longer axes plotly sets no more ticks than one for each whole number
# Streamlit 1.67 sets them in rem, for which letters made larger have no room.
_TICKS = {"color": INK, "size": 12}
_X_AXIS = {"showgrid": False, "fixedrange": True, "automargin": False, "tickfont": _TICKS}
_Y_AXIS = {
    "gridcolor": GRID, "fixedrange": True, "automargin": False, "zeroline": False,
    "tickfont": _TICKS,
}  # fmt: skip


# What stands at the pointer is written out, see :func:`told`.
POINTED = "%{customdata}<extra></extra>"
# Ticks with all digits that they need: rounded ones would stand at the wrong height, or twice.
NUMBERS = ",~r"
# Scales that several shapes have: from zero, parts of a whole, and the largest on top.
FROM_ZERO = {"rangemode": "tozero", "tickformat": NUMBERS}
PER_CENT = {"range": [0, 100], "ticksuffix": f"{SPACE}%", "dtick": 25}
RANKED = {"autorange": "reversed", "showgrid": False}
WINDOWS = {"type": "category"}
# Bars with the names of parties beside them and no axis under them.
BESIDE_NAMES: dict[str, Any] = {"left_px": 136, "axis_px": 12, "yaxis": RANKED}
WHEN = "|"  # in the id of a mark, before the years that it is about
TO = " to "  # between the two parties of a pair's id; of one alone the other is empty
# Lines of what stands at the pointer, see :func:`told`.
TIV, RELEASE = f"{{tiv_m}}{SPACE}million TIV", "{release} release"
_NAMED, _WIDE = 8, 44  # parties named at the pointer, and characters of a line there
_OUTSIDE = {"textposition": "outside", "cliponaxis": False}


def bar(
    x: Iterable[Any],
    y: Iterable[Any],
    *,
    colour: str | list[str] = ACCENT,
    hover: Iterable[str] = (),
    text: Iterable[str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A trace of bars, not yet checked: :func:`framed` has plotly check the whole figure once.

    Args:
        x: Where they stand, or how long they are if ``orientation="h"``; missing is a gap.
        y: The other of the two.
        colour: One for all bars, or one for each.
        hover: What stands at the pointer over each.
        text: What stands on each, behind its end unless ``more`` has another ``textposition``.
        more: Further properties of plotly's.
    """
    if text is not None:
        more = {"text": list(text)} | ({} if "textposition" in more else _OUTSIDE) | more
    return _drawn(x, y, hover) | {"type": "bar", "marker": {"color": colour}} | more


def line(
    x: Iterable[Any], y: Iterable[Any], colour: str, hover: Iterable[str] = (), **more: Any
) -> dict[str, Any]:
    """A trace of a line, likewise."""
    look = {"type": "scatter", "mode": "lines", "line": {"color": colour, "width": 2.5}}
    return _drawn(x, y, hover) | look | more


def _drawn(x: Iterable[Any], y: Iterable[Any], hover: Iterable[str]) -> dict[str, Any]:
    # None is what plotly draws as a gap.
    xs, ys = ([None if missing(value) else value for value in values] for values in (x, y))
    places = {"x": xs, "y": ys}
    if not (texts := list(hover)):
        return places
    gaps = [None in point for point in zip(xs, ys, strict=True)]
    texts = ["" if gap else text for gap, text in zip(gaps, texts, strict=True)]
    return places | {"customdata": texts, "hovertemplate": POINTED}


def marks(what: str, times: Iterable[Any]) -> list[str]:
    """The ids of a party's or category's marks in a trace, one for each year or period.

    plotly.js 4 draws two marks of one id as one (``getKeyFunc`` in ``traces/bar/plot.js``).
    """
    return [f"{what}{WHEN}{time}" for time in times]


def hover(head: str, *lines: str) -> str:
    """What stands at the pointer: what it points at, and below it what is to be said of that."""
    return "<br>".join((f"<b>{head}</b>", *lines))


def told(rows: pd.DataFrame, *lines: str) -> list[str]:
    """What stands at the pointer over each row.

    Args:
        rows: What is drawn.
        lines: Templates of lines: a column's name in braces stands for its cell in words.
    """
    template = hover(*lines)
    names = [name for _, name, _, _ in Formatter().parse(template) if name]
    each = zip(*(cells(rows, name) for name in names), strict=True)
    return [template.format_map(dict(zip(names, row, strict=True))) for row in each]


def largest(rows: pd.DataFrame, column: str) -> str:
    """Who the largest of several are that are drawn as one, for the pointer: eight at most."""
    some = rows[rows[column] > 0]
    top = some.sort_values(column, ascending=False, kind="stable").head(_NAMED)
    told = [f"{name} {cell}" for name, cell in zip(top["partner_name"], cells(top, column),
                                                    strict=True)]  # fmt: skip
    more = len(some) - len(told)
    return "<br>".join(textwrap.wrap(listed([*told, *([f"{more} more"] if more else [])]), _WIDE))


def years_axis(first: int, last: int) -> dict[str, Any]:
    """An axis of single years with room for the bars at its ends."""
    return {"range": [first - 0.6, last + 0.6]} | whole(last - first)


def whole(span: float) -> dict[str, Any]:
    """Ticks of what is counted, which plotly would set at halves where the axis is short."""
    return {"tickformat": "d"} | ({"dtick": 1} if span < _SHORT else {})


def windows_axis(windows: Sequence[str], under: Sequence[str] = ()) -> dict[str, Any]:
    """An axis of periods, with words under each, and its height."""
    # One over the turn of a century is too long for a phone beside many others: it takes two lines.
    is_long = [len(windows) > 4 and len(window) > len("2016–20") for window in windows]
    texts = [
        window.replace("–", "–<br>") if long else f"{window}<br>" if any(is_long) else window
        for window, long in zip(windows, is_long, strict=True)
    ]
    if under:
        texts = [f"{text}<br>{words}" for text, words in zip(texts, under, strict=True)]
    axis = {"tickvals": list(windows), "ticktext": texts, "tickangle": 0}
    return {"xaxis": WINDOWS | axis, "axis_px": _AXIS_PX + 16 * (any(is_long) + bool(under))}


def heading(unit: str, periods: str) -> str:
    """A subtitle: unit and period."""
    return f"{capital(unit)}, {periods}"


class Still(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A figure that is not changed any more.

    Streamlit 1.67 asks for its content at every run of a page (``elements/plotly_chart.py``), and
    plotly 7.1 would copy all of it anew each time (``BaseFigure.to_dict``).
    """

    @cached_property
    def _content(self) -> dict[str, Any]:
        content: dict[str, Any] = super().to_dict()
        return content

    def to_dict(self) -> dict[str, Any]:
        """The figure's content, the same object each time: copy it to change it."""
        return self._content


def framed(
    traces: list[dict[str, Any]],
    *,
    title: str,
    subtitle: str,
    source: str,
    notes: Iterable[str] = (),
    plot_px: int = 300,
    key: Mapping[str, str] | None = None,
    axis_px: int = _AXIS_PX,
    left_px: int = _LEFT_PX,
    right_px: int = _RIGHT_PX,
    top_px: int = _TOP_PX,
    **layout: Any,
) -> Still:
    """A figure of these traces in the house style; its words are its ``meta``.

    Args:
        title: What and where.
        subtitle: Unit and period.
        source: Credit line with the release, and what the precision is.
        notes: Sentences for under the plot.
        key: Name and colour of each series, where more than one is drawn.
        axis_px: Room for the labels under the plot.
        left_px: Room for the labels beside it.
        right_px: Room on the right, for labels at the ends of lines.
        top_px: Room above the plot.
        layout: Further layout of plotly's.
    """
    house = {
        "meta": {
            "title": title,
            "subtitle": subtitle,
            "key": dict(key or {}),
            "notes": list(notes),
            "source": f"Source: {source}",
        },
        "height": top_px + plot_px + axis_px,
        "margin": {"t": top_px, "b": axis_px, "l": left_px, "r": right_px},
        "showlegend": False,
        "dragmode": False,
        "font": {"color": INK, "family": FONT},
        # plotly would write on the colour of what is pointed at, where not all text reads well.
        "hoverlabel": {
            "align": "left",
            "bgcolor": PAGE,
            "bordercolor": OTHERS,
            "font": {"color": INK},
        },
    }
    axes = {name: given for name, given in layout.items() if name[1:5] == "axis"}
    axes = {"xaxis": {}, "yaxis": {}} | axes
    layout |= {
        name: (_X_AXIS if name.startswith("x") else _Y_AXIS) | axis for name, axis in axes.items()
    }
    # Made in one go: plotly checks every property each time a figure is changed.
    return Still({"data": traces, "layout": house | layout})

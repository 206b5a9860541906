"""What every figure has: title, subtitle with unit and period, key, source line, quiet axes.

A figure must read without the page around it, so all of this stands inside it. Text is wrapped to
a phone's width here, because plotly does not wrap; the key is a line of text for the same reason.
The words are kept with the figure, so that a picture of a given width can wrap them anew.
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from html import escape
from string import Formatter
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.theme import ACCENT, FONT, GRID, INK, OTHERS, PAGE
from dashboard.words import SPACE, capital, cells, missing

_PHONE_PX = 350
# Characters that fit a figure of that width, and the height of a line, by kind of text.
_TITLE_CHARS, _SUBTITLE_CHARS, _KEY_CHARS, _SOURCE_CHARS = 40, 55, 46, 64
TITLE_PX, _SUBTITLE_PX, _KEY_PX, _SOURCE_PX = 22, 17, 19, 15
_AXIS_PX = 32  # tick labels under the plot
_LEFT_PX = 52  # tick labels beside it
_RIGHT_PX = 12
# A square of the key: larger than letters, and outlined so that pale and dark ones end somewhere.
_SQUARE = f"font-size:16px;stroke:{OTHERS};stroke-width:0.5px"
_TICKS = {"color": INK}
_X_AXIS = {"showgrid": False, "fixedrange": True, "automargin": False, "tickfont": _TICKS}
_Y_AXIS = {
    "gridcolor": GRID, "fixedrange": True, "automargin": False, "zeroline": False,
    "tickfont": _TICKS,
}  # fmt: skip


# What stands at the pointer is written out, see :func:`told`.
POINTED = "%{customdata}<extra></extra>"
# Scales that several shapes have: from zero, parts of a whole, and the largest on top.
FROM_ZERO = {"rangemode": "tozero", "tickformat": ",d"}
PER_CENT = {"range": [0, 100], "ticksuffix": f"{SPACE}%", "dtick": 25}
RANKED = {"autorange": "reversed", "showgrid": False}
WINDOWS = {"type": "category"}
# Bars with the names of parties beside them and no axis under them.
BESIDE_NAMES: dict[str, Any] = {"left_px": 136, "axis_px": 12, "yaxis": RANKED}
# Lines of what stands at the pointer, see :func:`told`.
TIV, RELEASE = f"{{tiv_m}}{SPACE}million TIV", "{release} release"
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


def years_axis(first: int, last: int) -> dict[str, Any]:
    """An axis of single years with room for the bars at its ends."""
    return {"range": [first - 0.6, last + 0.6], "tickformat": "d"}


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
    plot_px: int = 300,
    key: Mapping[str, str] | None = None,
    axis_px: int = _AXIS_PX,
    left_px: int = _LEFT_PX,
    right_px: int = _RIGHT_PX,
    notes: Sequence[dict[str, Any]] = (),
    **layout: Any,
) -> Still:
    """A figure of these traces in the house style.

    Args:
        traces: Plotly traces.
        title: What and where.
        subtitle: Unit and period.
        source: Credit line with the release, and what the precision is.
        plot_px: Height of the plotting area.
        key: Name and colour of each series, where more than one is drawn.
        axis_px: Room for the labels under the plot.
        left_px: Room for the labels beside it.
        right_px: Room on the right, for labels at the ends of lines.
        notes: Words inside the plot or beside it.
        layout: Further layout of plotly's.
    """
    words = {
        "title": title,
        "subtitle": subtitle,
        "source": f"Source: {source}",
        "key": dict(key or {}),
        "plot_px": plot_px,
        "axis_px": axis_px,
    }
    house = worded(words, left_px=left_px) | {
        "meta": words,
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
    house["margin"] |= {"l": left_px, "r": right_px}
    house["annotations"] += notes
    axes = {name: given for name, given in layout.items() if name[1:5] == "axis"}
    axes = {"xaxis": {}, "yaxis": {}} | axes
    layout |= {
        name: (_X_AXIS if name.startswith("x") else _Y_AXIS) | axis for name, axis in axes.items()
    }
    # Made in one go: plotly checks every property each time a figure is changed.
    return Still({"data": traces, "layout": house | layout})


def worded(words: Mapping[str, Any], *, left_px: int, width_px: int = _PHONE_PX) -> dict[str, Any]:
    """The part of a layout that the words of a figure decide: title, key, source, height, margins.

    Args:
        words: ``title``, ``subtitle``, ``source`` and ``key``, each of which may be empty,
            ``plot_px`` and ``axis_px``; a figure of :func:`framed` has them as its ``meta``.
        left_px: Room for the labels beside the plot.
        width_px: Width that the text is wrapped to.
    """

    def wrapped(name: str, chars: int) -> list[str]:
        chars = chars * width_px // _PHONE_PX
        lines = [part for text in words[name].splitlines() for part in textwrap.wrap(text, chars)]
        # plotly would take < and & for its own markup.
        return [escape(part, quote=False) for part in lines]

    titles, subtitles = wrapped("title", _TITLE_CHARS), wrapped("subtitle", _SUBTITLE_CHARS)
    sources = wrapped("source", _SOURCE_CHARS)
    keys = _key_lines(words["key"], _KEY_CHARS * width_px // _PHONE_PX)
    key_px = _KEY_PX * len(keys) + 10 if keys else 8
    top = TITLE_PX * len(titles) + _SUBTITLE_PX * len(subtitles) + key_px + 22
    bottom = words["axis_px"] + _SOURCE_PX * len(sources) + 6
    return {
        "title": {
            "text": "<br>".join(titles),
            "font": {"size": 17},
            "subtitle": {"text": "<br>".join(subtitles), "font": {"size": 13, "color": INK}},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            # plotly sets a title of several lines half a line higher for each further one.
            "pad": {"t": 6 + TITLE_PX * (len(titles) - 1) // 2, "l": 2},
        },
        "height": top + words["plot_px"] + bottom,
        "margin": {"t": top, "b": bottom},
        "annotations": [
            {
                "name": name,
                "text": "<br>".join(lines),
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "xshift": -left_px,
                "yref": "paper",
                "showarrow": False,
                "align": "left",
                "font": {"size": size, "color": INK},
                **place,
            }
            for name, lines, size, place in (
                ("key", keys, 13, {"y": 1, "yanchor": "bottom", "yshift": 8}),
                ("source", sources, 11, {"y": 0, "yanchor": "top", "yshift": -words["axis_px"]}),
            )
            if lines
        ],
    }


def plain_text(figure: go.Figure) -> str:
    """The figure's title and subtitle as plain text, for names of files."""
    return f"{figure.layout.meta['title']} {figure.layout.meta['subtitle']}"


def _key_lines(key: Mapping[str, str], chars: int) -> list[str]:
    """The series' names behind squares of their colours, broken into lines."""
    lines: list[list[str]] = [[]]
    used = 0
    for name, colour in key.items():
        if used and used + len(name) + 4 > chars:
            lines.append([])
            used = 0
        lines[-1].append(
            f'<span style="color:{colour};{_SQUARE}">■</span> {escape(name, quote=False)}'
        )
        used += len(name) + 4
    gap = "\N{NO-BREAK SPACE}" * 3
    return [gap.join(line) for line in lines if line]

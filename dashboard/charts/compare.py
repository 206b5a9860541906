"""Several countries or groups beside each other: lines by period, or a small panel for each."""

import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import NUMBERS, framed, hover, line, marks
from dashboard.charts.labels import CHAR_PX, LINE_CHARS, LINE_PX, apart
from dashboard.data.offered import Window
from dashboard.theme import INK, OTHERS, faded, state_colours
from dashboard.words import stated_by
from etl.questions import Answer
from etl.questions.answer import period

Numbers = list[float | None]
_PLOT_PX = 330
_PANEL_PX, _BETWEEN_PX = 104, 44  # height of a panel, and the room for its tick labels
_PANEL_CHARS = 16
_TICKS = 5  # labels under the axis that fit on a phone


def compared_lines(
    answer: Answer,
    *,
    spans: Sequence[Window],
    show: Callable[[float], str],
    title: str,
    subtitle: str,
    short: str = "",
    suffix: str = "",
    base: float | None = None,
    log: bool = False,
) -> go.Figure:
    """A line for each party, named at its end; a period without a number is a gap.

    Args:
        answer: Rows ``party``, ``name``, ``first_year``, ``last_year``, ``value`` and ``release``.
        spans: All periods that were asked for, in order.
        show: A value in words.
        short: The unit that stands behind a value.
        suffix: What stands behind the numbers of the axis.
        base: A value to mark, such as the 100 of an index.
        log: Whether equal distances are equal ratios; 0 has no place then and is a gap.
    """
    places = _places(spans)
    series, told = _series(answer.rows, spans), _told(answer.rows, show)
    if log:
        series = {
            party: (name, [value or None for value in values])
            for party, (name, values) in series.items()
        }
    drawn = [value for _, values in series.values() for value in values if value is not None]
    start, end = 0.0, 1.06 * max([base or 0.0, *drawn]) or 1.0
    level: Callable[[float], float] = float
    if log := log and bool(drawn):
        # Whole powers of ten; plotly gives the range of such an axis in logarithms.
        level, start = math.log10, math.floor(math.log10(min(drawn)))
        end = max(math.log10(max(drawn)) + 0.05, start + 1)
    colours = state_colours(series)
    traces = [
        _line(name, values, places, spans, colours[party], answer.releases, told[party], short)
        | {"ids": marks(party, places)}
        for party, (name, values) in series.items()
    ]
    ended = {party: shown for party, shown in series.items() if shown[1][-1] is not None}
    labels = {party: textwrap.wrap(name, LINE_CHARS) for party, (name, _) in ended.items()}
    heights = [LINE_PX * len(lines) * (end - start) / _PLOT_PX for lines in labels.values()]
    levels = [level(values[-1] or 0.0) - start for _, values in ended.values()]
    stand = [start + height for height in apart(levels, heights, end - start)]
    if labels:
        traces.append(
            _text(
                [places[-1]] * len(labels),
                [10**height if log else height for height in stand],
                [
                    f' <span style="color:{colours[party]}">■</span> ' + "<br>    ".join(lines)
                    for party, lines in labels.items()
                ],
                "middle right",
            )
        )
    longest = max((len(text) for lines in labels.values() for text in lines), default=0)
    mark = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": base, "y1": base,
            "line": {"color": OTHERS, "width": 1, "dash": "dot"}}  # fmt: skip
    return framed(
        traces,
        title=title,
        subtitle=subtitle,
        source=answer.source_note,
        plot_px=_PLOT_PX,
        # Those whose line ends before the last period are named above the plot.
        key={name: colours[party] for party, (name, _) in series.items() if party not in ended},
        right_px=round(28 + CHAR_PX * longest) if labels else 12,
        yaxis={"range": [start, end], "tickformat": NUMBERS, "ticksuffix": suffix}
        | ({"type": "log", "dtick": 1} if log else {}),
        xaxis=_axis(spans, places, _TICKS),
        shapes=[mark] if base is not None else [],
    )


def compared_panels(
    answer: Answer,
    *,
    spans: Sequence[Window],
    show: Callable[[float], str],
    title: str,
    subtitle: str,
    short: str = "",
    suffix: str = "",
) -> go.Figure:
    """A small panel for each party on one scale, with the others in grey behind it.

    Args: as :func:`compared_lines`.
    """
    places = _places(spans)
    series, told = _series(answer.rows, spans), _told(answer.rows, show)
    values_of_all = [value for _, values in series.values() for value in values]
    top = 1.3 * max((value for value in values_of_all if value is not None), default=0.0) or 1.0
    colours = state_colours(series)
    deep = -(-len(series) // 2)
    plot_px = deep * _PANEL_PX + (deep - 1) * _BETWEEN_PX
    traces: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for number, (party, (name, values)) in enumerate(series.items()):
        row, column = divmod(number, 2)
        ending = "" if number == 0 else str(number + 1)
        bottom = 1 - (row * (_PANEL_PX + _BETWEEN_PX) + _PANEL_PX) / plot_px
        left = 0.58 * column
        axes[f"xaxis{ending}"] = _axis(spans, places, 2) | {
            "domain": [left, left + 0.42], "anchor": f"y{ending}",
            "tickfont": {"color": INK, "size": 10},
        }  # fmt: skip
        axes[f"yaxis{ending}"] = {
            "domain": [max(bottom, 0.0), min(bottom + _PANEL_PX / plot_px, 1.0)],
            "anchor": f"x{ending}", "range": [0, top], "nticks": 4, "tickformat": NUMBERS,
            "ticksuffix": suffix, "showticklabels": column == 0,
        }  # fmt: skip
        here = {"xaxis": f"x{ending}", "yaxis": f"y{ending}"}
        # One trace for all others, broken by gaps.
        others = [shown for other, (_, shown) in series.items() if other != party]
        if others:
            traces.append(
                line(
                    [place for _ in others for place in [*places, places[-1]]],
                    [value for shown in others for value in [*shown, None]],
                    OTHERS,
                    line={"color": faded(OTHERS), "width": 1},
                    hoverinfo="skip",
                    **here,
                )
            )
        traces += [
            _line(name, values, places, spans, colours[party], answer.releases, told[party], short)
            | {"ids": marks(party, places)}
            | here,
            _text(
                [places[0]],
                [top],
                [
                    f'<span style="color:{colours[party]}">■</span> '
                    + "<br>".join(f"<b>{part}</b>" for part in textwrap.wrap(name, _PANEL_CHARS))
                ],
                "bottom right",
            )
            | here,
        ]
    return framed(
        traces,
        title=title,
        subtitle=f"{subtitle}; the others in grey" if len(series) > 1 else subtitle,
        source=answer.source_note,
        plot_px=plot_px,
        right_px=24,
        **axes,
    )


def _series(rows: pd.DataFrame, spans: Sequence[Window]) -> dict[str, tuple[str, Numbers]]:
    """The name of each party and its value in each period, None where there is none."""
    out: dict[str, tuple[str, Numbers]] = {}
    for party, part in rows.groupby("party", sort=False):
        values = dict(
            zip(zip(part["first_year"], part["last_year"], strict=True), part["value"], strict=True)
        )
        shown = [values.get(span) for span in spans]
        out[str(party)] = (
            part["name"].iloc[0],
            [None if value is None or pd.isna(value) else float(value) for value in shown],
        )
    return out


def _told(rows: pd.DataFrame, show: Callable[[float], str]) -> dict[str, dict[Window, str]]:
    """The values of each party by period in words."""
    out: dict[str, dict[Window, str]] = {}
    for row in rows.to_dict("records"):
        of_party = out.setdefault(row["party"], {})
        of_party[row["first_year"], row["last_year"]] = stated_by(show, row)
    return out


def _line(
    name: str, values: Numbers, places: list[Any], spans: Sequence[Window], colour: str,
    release: str, told: Mapping[Window, str], short: str,
) -> dict[str, Any]:  # fmt: skip
    return line(
        places,
        values,
        colour,
        [
            ""
            if value is None
            else hover(f"{name}, {period(*span)}", f"{told[span]} {short}", release)
            for span, value in zip(spans, values, strict=True)
        ],
        name=name,
        mode="lines+markers",
        marker={"size": 6 if len(spans) < 20 else 3},
        cliponaxis=False,
    )


def _text(x: list[Any], y: list[float], text: list[str], place: str) -> dict[str, Any]:
    """Names inside the plot."""
    return {
        "type": "scatter", "mode": "text", "x": x, "y": y, "text": text, "textposition": place,
        "textfont": {"color": INK, "size": 12}, "cliponaxis": False, "hoverinfo": "skip",
    }  # fmt: skip


def _places(spans: Sequence[Window]) -> list[Any]:
    """Where the periods stand on the axis: single years as numbers, longer ones as words."""
    return [first if first == last else period(first, last) for first, last in spans]


def _axis(spans: Sequence[Window], places: list[Any], labelled: int) -> dict[str, Any]:
    """An axis with no more labels than fit, the last period among them."""
    if spans[0][0] == spans[0][1]:
        first, last = places[0], places[-1]
        room = 0.02 * max(last - first, 1)
        step = -(-max(last - first, 1) // max(labelled - 1, 1))
        ticks = list(range(last, first - 1, -step))
        return {"range": [first - room, last + room], "tickvals": ticks, "tickformat": "d"}
    step = -(-len(places) // labelled) if labelled > 2 else max(len(places) - 1, 1)
    return {
        "type": "category",
        "range": [-0.15, len(places) - 0.85],
        "categoryarray": places,
        "categoryorder": "array",
        "tickvals": places[::-1][::step],
        "tickangle": 0,
    }

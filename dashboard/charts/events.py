"""Dated events as numbered marks on a figure of years; what they are stands below it in words."""

from collections.abc import Sequence
from copy import deepcopy

import plotly.graph_objects as go

from dashboard.charts.frame import Still
from dashboard.charts.labels import PHONE_PLOT_PX, note
from dashboard.data.events import Event
from dashboard.theme import OTHERS, PAGE

_LEVEL_PX, _NUMBER_PX = 14, 16  # height of a line of numbers, and room for one beside others


def marked(figure: go.Figure, events: Sequence[Event]) -> go.Figure:
    """The figure with a quiet line at each event, its number above, and a bar to where it ended.

    Numbers that would touch stand above each other.
    """
    spec = deepcopy(figure.to_dict())
    layout = spec["layout"]
    first, last = layout["xaxis"]["range"]
    apart = _NUMBER_PX * (last - first) / PHONE_PLOT_PX
    free: list[float] = []  # from where on each level is free
    shapes, numbers = list(layout.get("shapes", ())), list(layout.get("annotations", ()))
    for number, event in enumerate(events, start=1):
        start, end = max(event.start, first), min(event.end, last)
        level = next((at for at, until in enumerate(free) if until <= start), len(free))
        free[level : level + 1] = [max(start + apart, end + apart / 2)]
        mark = {"type": "line", "yref": "paper", "x0": start}
        shapes.append(mark | {"x1": start, "y0": 0, "y1": 1, "layer": "below",
                              "line": {"color": OTHERS, "width": 1, "dash": "dot"}})  # fmt: skip
        above = 8 + _LEVEL_PX * level
        if end > start:
            shapes.append(mark | {"x1": end, "ysizemode": "pixel", "yanchor": 1, "y0": above,
                                  "y1": above, "line": {"color": OTHERS, "width": 1}})  # fmt: skip
        numbers.append(
            note(
                str(number), size=11, x=start, xanchor="center", y=1, yref="paper",
                yanchor="middle", yshift=above, bgcolor=PAGE, hovertext=str(event),
            )
        )  # fmt: skip
    room = _LEVEL_PX * len(free)
    layout |= {"shapes": shapes, "annotations": numbers, "height": layout["height"] + room}
    layout["margin"] = layout["margin"] | {"t": layout["margin"]["t"] + room}
    return Still(spec)

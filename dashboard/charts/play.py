"""A chart that steps through time: a slider under it, and a button that plays.

Nothing moves before the button is pressed, and a step changes the marks at once, without a
transition. Who asked the system for less motion sees the slider alone (``style.css``).
"""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.frame import WHEN, Still
from dashboard.theme import ACCENT, INK, OTHERS, faded

MOST = 16  # steps
ROOM_PX = 72  # for slider and button under the plot
_STEP_MS = 180  # while playing: some five steps a second
_LINES = 3  # of what stands at the pointer
_NOW = {"mode": "immediate", "transition": {"duration": 0}}
_LOOK = {"bgcolor": "rgba(0, 0, 0, 0)", "bordercolor": OTHERS, "font": {"color": INK, "size": 12}}


def played(charts: Mapping[str, go.Figure], shown: str) -> Still:
    """One chart out of those of several periods, oldest first, which begins at the one shown.

    Of what stands at the pointer the first lines are kept, so that some two hundred places in
    sixteen periods stay below 400 kB.
    """
    drawn = {when: [_of(trace, when) for trace in chart.to_dict()["data"]]
             for when, chart in charts.items()}  # fmt: skip
    layouts = [chart.to_dict()["layout"] for chart in charts.values()]
    base = charts[shown].to_dict()["layout"]
    changing = [
        {key for trace in same for key in trace if any(key not in t or t[key] != trace[key]
                                                       for t in same)} | {"type"}
        for same in zip(*drawn.values(), strict=True)
    ]  # fmt: skip
    frames = [
        {"name": when,
         "data": [{key: trace.get(key) for key in keys}
                  for trace, keys in zip(traces, changing, strict=True)]}
        for when, traces in drawn.items()
    ]  # fmt: skip
    first, last = next(iter(charts)), list(charts)[-1]
    words = base["meta"]
    layout = base | {
        "meta": words | {
            "title": words["title"].replace(f", {shown}", ""),
            "subtitle": words["subtitle"].replace(shown, f"{first} to {last}"),
            "notes": words["notes"][:1] if len(words["notes"]) > 1 else words["notes"],
        },
        "height": max(one["height"] for one in layouts) + ROOM_PX,
        "margin": base["margin"] | {"b": base["margin"]["b"] + ROOM_PX},
        "sliders": [_slider(list(charts), shown, base["margin"]["b"])],
        "updatemenus": [_button(base["margin"]["b"])],
    }  # fmt: skip
    if "range" in base.get("xaxis", {}):
        # One scale for all, so that steps can be compared.
        layout["xaxis"] = max((one["xaxis"] for one in layouts), key=lambda axis: axis["range"][1])
    return Still({"data": drawn[shown], "layout": layout, "frames": frames})


def _of(trace: dict[str, Any], when: str) -> dict[str, Any]:
    """A trace of one period: its marks say which, and less at the pointer."""
    marks = trace.get("ids") or trace.get("locations")
    own = {} if marks is None else {"ids": [f"{one}{WHEN}{when}" for one in marks]}
    if "customdata" in trace:
        own["customdata"] = [
            "<br>".join(text.split("<br>")[:_LINES]) for text in trace["customdata"]
        ]
    return trace | own


def _slider(periods: list[str], shown: str, below_px: int) -> dict[str, Any]:
    return {
        **_LOOK,
        "steps": [
            {"label": when, "method": "animate",
             "args": [[when], _NOW | {"frame": {"duration": 0, "redraw": True}}]}
            for when in periods
        ],
        "active": periods.index(shown),
        "currentvalue": {"font": {"size": 15, "color": INK}, "xanchor": "left"},
        "x": 0, "len": 1, "y": 0, "yanchor": "top",
        "pad": {"t": below_px, "l": 124, "r": 24, "b": 0},
        "bgcolor": faded(OTHERS), "activebgcolor": ACCENT, "borderwidth": 0,
        "tickcolor": OTHERS, "ticklen": 0, "minorticklen": 4,
        "font": {"color": "rgba(0, 0, 0, 0)", "size": 1},  # the period is written once, large
    }  # fmt: skip


def _button(below_px: int) -> dict[str, Any]:
    play = _NOW | {"fromcurrent": True, "frame": {"duration": _STEP_MS, "redraw": True}}
    stop = _NOW | {"frame": {"duration": 0, "redraw": False}}
    return {
        **_LOOK,
        "type": "buttons", "showactive": False, "active": -1, "x": 0, "xanchor": "left", "y": 0,
        "yanchor": "top", "pad": {"t": below_px + 8, "l": 4}, "borderwidth": 1,
        "buttons": [
            # A second press stops.
            {"label": "Play or stop", "method": "animate", "args": [None, play],
             "args2": [[None], stop]}
        ],
    }  # fmt: skip

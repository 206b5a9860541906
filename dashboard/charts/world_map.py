"""A map of the world: countries shaded by a measure, and flows to or from one of them as lines.

The outlines come from the app's own server (see :mod:`dashboard.geography`). Countries too small to
be seen get a dot. What is zero is left unshaded, and what has no figure is grey.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import POINTED, framed, heading, hover
from dashboard.geography import Place, places
from dashboard.theme import DIVERGING, OTHERS, PALETTE, SEQUENTIAL, faded
from dashboard.words import SPACE, stated
from etl.questions import Answer

FLOWS = 15  # the largest flows that are drawn as lines
LINE = PALETTE[1]
PLOT_PX = 500
# West, east, south and north of what is shown, in degrees. The world is cut in the Bering Strait.
VIEWS = {
    "world": (-169, 191, -57, 80),
    "africa": (-22, 60, -36, 39),
    "americas": (-135, -32, -56, 62),
    "asia_oceania": (46, 180, -48, 54),
    "europe": (-24, 56, 34, 71),
    "middle_east": (22, 64, 11, 43),
}
_FINER = (1, 2, 5, 10, 20, 50, 100)
_EDGE = {"color": faded("#808C98", 0.8), "width": 0.5}
_NOTHING = "rgba(0, 0, 0, 0)"
_NO_FIGURE = faded(OTHERS, 0.4)
_NO_LAYERS = (
    "coastlines", "countries", "frame", "lakes", "land", "ocean", "rivers", "subunits",
)  # fmt: skip
_WIDEST_PX, _THINNEST_PX = 7.0, 0.8


@dataclass(frozen=True)
class Classes:
    """The classes of a scale by the limits between them, from the lowest to the highest.

    Attributes:
        limits: Where one class ends and the next begins, which takes the limit itself.
        unit: What stands behind a limit in the key, such as a per cent sign.
        diverging: Whether the scale has two hues that part at zero.
    """

    limits: tuple[float, ...]
    unit: str = ""
    diverging: bool = False

    @property
    def colours(self) -> tuple[str, ...]:
        """A colour for each class."""
        return DIVERGING if self.diverging else SEQUENTIAL[-len(self.limits) - 1 :]

    def colour(self, value: float) -> str:
        """The colour of the class that a value belongs to."""
        return self.colours[sum(value >= limit for limit in self.limits)]

    def finer(self, most: float) -> Classes:
        """The same classes so many times finer that the largest value lies in the highest."""
        by = next(n for n in _FINER if most * n >= self.limits[-1] or n == _FINER[-1])
        return replace(self, limits=tuple(limit / by for limit in self.limits))

    @property
    def key(self) -> dict[str, str]:
        """The colour of each class by its limits in words."""
        words = [f"{limit:+,g}" if self.diverging else f"{limit:,g}" for limit in self.limits]
        words = [word.replace("-", "−").replace("+0", "0") for word in words]
        inner = " to " if self.diverging else "–"
        names = [
            f"under {words[0]}{self.unit}",
            *(f"{low}{inner}{high}{self.unit}" for low, high in pairwise(words)),
            f"{words[-1]}{self.unit} and more",
        ]
        return dict(zip(names, self.colours, strict=True))

    @property
    def steps(self) -> tuple[list[tuple[float, str]], float, float]:
        """The same as a colour scale of plotly's, with its lower and upper end."""
        low = min(self.limits[0] - 1, 0)
        high = self.limits[-1] + 1
        ends = [(limit - low) / (high - low) for limit in self.limits]
        return (
            [
                (end, colour)
                for colour, start, stop in zip(self.colours, [0, *ends], [*ends, 1], strict=True)
                for end in (start, stop)
            ],
            low,
            high,
        )


def world_map(
    answer: Answer,
    *,
    values: pd.DataFrame,
    classes: Classes,
    title: str,
    notes: Sequence[str],
    view: str,
    hub: str | None = None,
    outlined: Collection[str] = (),
) -> go.Figure:
    """The map.

    Args:
        answer: What is shaded; of a country's partners, the largest first, the flows too:
            ``state_id``, ``name``, ``tiv_m``, ``share_pct``.
        values: ``state_id``, ``value`` (0 is left unshaded, missing is grey) and ``hover``. Who has
            no place on the map is passed over; the notes must count it.
        view: The part of the world to show, out of ``VIEWS``.
        hub: The country whose partners are shaded, at the other end of all flows.
        outlined: The members of a group, where its partners are shaded.
    """
    known = places()
    tiny = [state for state, place in known.items() if place.tiny]
    rows = values[values["state_id"].isin(known.keys())]
    # On a scale of changes, zero is a value like others.
    is_empty = (rows["value"] == 0) & (not classes.diverging)
    shaded = rows[rows["value"].notna() & ~is_empty]
    empty = rows[is_empty]
    grey = rows[rows["value"].isna()]
    others = pd.DataFrame({"state_id": sorted(known.keys() - set(rows["state_id"]))})
    others["hover"] = "Not a party of its own in SIPRI's data"
    traces = [
        _shaded(shaded, classes),
        _plain(empty, _NOTHING),
        _plain(pd.concat([grey, others]), _NO_FIGURE),
        _dots(shaded[shaded["state_id"].isin(tiny)], classes),
    ]
    if outlined:
        traces.append(_outlines(sorted(known.keys() & outlined)))
    if hub in known:
        traces += [*_lines(answer.rows, known[hub]), _hub(known[hub])]
    west, east, south, north = VIEWS[view]
    return framed(
        traces,
        title=title,
        subtitle=heading(answer.unit, answer.period),
        source=answer.source_note,
        notes=notes,
        key=classes.key,
        plot_px=PLOT_PX,
        left_px=4,
        right_px=4,
        top_px=4,
        axis_px=4,
        geo={
            "resolution": 50,
            "projection": {"type": "equal earth"},
            "lonaxis": {"range": [west, east]},
            "lataxis": {"range": [south, north]},
            "bgcolor": _NOTHING,
            # The outlines hold countries only; plotly fails over a layer that is not there.
            **{f"show{layer}": False for layer in _NO_LAYERS},
        },
    )


def height_by_width(layout: Mapping[str, Any]) -> float | None:
    """How high what a map's layout shows is, for its width; None of any other figure."""
    if "geo" not in layout:
        return None
    west, east = layout["geo"]["lonaxis"]["range"]
    south, north = layout["geo"]["lataxis"]["range"]
    # It is widest at its latitude next to the equator.
    low, high, wide = (_equal_earth(lat) for lat in (south, north, min(max(0, south), north)))
    return (high[1] - low[1]) / (wide[0] * math.radians(east - west))


def _equal_earth(latitude: float) -> tuple[float, float]:
    """How wide a radian of longitude is there, and how far from the equator, on a unit globe.

    The projection Equal Earth (its authors' paper of 2018), in which plotly draws the map.
    """
    a, b, c, d = 1.340264, -0.081106, 0.000893, 0.003796
    at = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    slope = a + 3 * b * at**2 + 7 * c * at**6 + 9 * d * at**8
    wide = 2 * math.cos(at) / (math.sqrt(3) * slope)
    return wide, a * at + b * at**3 + c * at**7 + d * at**9


def _shaded(rows: pd.DataFrame, classes: Classes) -> dict[str, Any]:
    scale, low, high = classes.steps
    return {
        **_plain(rows, _NOTHING),
        "name": "shaded",
        "z": rows["value"].tolist(),
        "colorscale": scale,
        "zmin": low,
        "zmax": high,
    }


def _plain(rows: pd.DataFrame, colour: str) -> dict[str, Any]:
    """Countries of one colour."""
    return {
        "type": "choropleth",
        "locations": rows["state_id"].tolist(),
        "z": [0] * len(rows),
        "colorscale": [(0, colour), (1, colour)],
        "showscale": False,
        "marker": {"line": _EDGE},
        "customdata": rows["hover"].tolist(),
        "hovertemplate": POINTED,
    }


def _outlines(states: Sequence[str]) -> dict[str, Any]:
    """A line around countries, whatever their shade; what is said of them is said below it."""
    rows = pd.DataFrame({"state_id": states, "hover": ""})
    line = {"marker": {"line": {"color": LINE, "width": 1.5}}, "hoverinfo": "skip"}
    return {**_plain(rows, _NOTHING), "name": "outlined", "hovertemplate": None, **line}


def _dots(rows: pd.DataFrame, classes: Classes) -> dict[str, Any]:
    """Dots for countries that are too small to be seen."""
    known = places()
    return {
        "type": "scattergeo",
        "name": "dots",
        "mode": "markers",
        "ids": rows["state_id"].tolist(),
        "lon": [known[state].lon for state in rows["state_id"]],
        "lat": [known[state].lat for state in rows["state_id"]],
        "marker": {
            "size": 6,
            "color": [classes.colour(value) for value in rows["value"]],
            "line": {"color": faded("#808C98", 1), "width": 0.8},
        },
        "customdata": rows["hover"].tolist(),
        "hovertemplate": POINTED,
    }


def _lines(flows: pd.DataFrame, hub: Place) -> list[dict[str, Any]]:
    """A line for each flow, as wide as its volume; the smallest first, below the others."""
    known = places()
    drawn = flows[flows["state_id"].isin(known.keys()) & (flows["tiv_m"] > 0)].head(FLOWS)
    largest = drawn["tiv_m"].max()
    return [
        {
            "type": "scattergeo",
            "name": row["name"],
            "meta": row["state_id"],
            "mode": "lines",
            "lon": [known[row["state_id"]].lon, hub.lon],
            "lat": [known[row["state_id"]].lat, hub.lat],
            "line": {
                "color": LINE,
                "width": max(_WIDEST_PX * row["tiv_m"] / largest, _THINNEST_PX),
            },
            "opacity": 0.8,
            "customdata": [
                hover(
                    row["name"],
                    f"{stated(row, 'tiv_m')}{SPACE}million TIV, {stated(row, 'share_pct')}",
                )
            ]
            * 2,
            "hovertemplate": POINTED,
        }
        for row in drawn.iloc[::-1].to_dict("records")
    ]


def _hub(hub: Place) -> dict[str, Any]:
    return {
        "type": "scattergeo",
        "name": "hub",
        "mode": "markers",
        "lon": [hub.lon],
        "lat": [hub.lat],
        "marker": {"size": 9, "color": LINE, "line": {"color": "white", "width": 1.5}},
        "hoverinfo": "skip",
    }

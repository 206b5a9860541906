"""A figure laid out for a picture: fixed in size, light, with all its words, or with none."""

import math
import re
import textwrap
from typing import Any

from dashboard.charts.frame import TITLE_PX, worded
from dashboard.figures.links import Drawing
from dashboard.takeaway.rows import credit
from dashboard.theme import INK, LIGHT

WIDTH_PX, PHONE_PX = 800, 350
_EDGE_PX = 20
_ADDRESS_CHARS = 110
_OF_THE_PAGE = re.compile("|".join(LIGHT))
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def laid_out(
    drawing: Drawing, *, plain: bool = False, width_px: int = WIDTH_PX, edge_px: int = _EDGE_PX
) -> dict[str, Any]:
    """The figure as plotly takes it, its words wrapped anew for its width, with white around it.

    A plain one is without title, subtitle, source and address; the key stays.
    """
    # A copy, which does not touch the page's figure.
    spec: dict[str, Any] = drawable(drawing.chart.to_dict())
    layout = spec["layout"]
    margin = layout["margin"]
    words = layout.pop("meta")
    words["plot_px"] = _plot_px(layout, words["plot_px"])
    address = "\n".join(address_lines(drawing))
    words["source"] = f"Source: {drawable(credit(drawing))}\n{address}"
    if plain:
        words |= {"title": "", "subtitle": "", "source": ""}
    fresh = worded(words, left_px=margin["l"], width_px=width_px - 2 * edge_px)
    heading = _heading(fresh.pop("title"), left_px=margin["l"], above_px=fresh["margin"]["t"])
    own = [note for note in layout["annotations"] if note.get("name") not in ("key", "source")]
    layout |= {
        **fresh,
        "title": {"text": ""},
        "annotations": [*heading, *fresh["annotations"], *own],
        "margin": {
            side: px + edge_px
            for side, px in (fresh["margin"] | {"l": margin["l"], "r": margin["r"]}).items()
        },
        "width": width_px,
        "height": fresh["height"] + 2 * edge_px,
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        # The library's default depends on what else the process has imported.
        "template": {},
    }
    # plotly would draw lots for them.
    spec["data"] = [trace | {"uid": f"t{n}"} for n, trace in enumerate(spec["data"])]
    return spec


def address_lines(drawing: Drawing) -> list[str]:
    """The figure's address over several lines, each but the first beginning with a parameter."""
    lines = [""]
    for part in re.split("(?=&)", drawable(drawing.permalink)):
        if lines[-1] and len(lines[-1] + part) > _ADDRESS_CHARS:
            lines.append("")
        lines[-1] += part
    return [piece for line in lines for piece in textwrap.wrap(line, _ADDRESS_CHARS)]


def drawable(value: Any) -> Any:
    """The value with all text in it as a drawing can have it.

    It is free of characters that XML cannot hold, and colours that a page chooses are the light
    page's.
    """
    if isinstance(value, str):
        return _OF_THE_PAGE.sub(lambda found: LIGHT[found[0]], _NOT_XML.sub("", value))
    if isinstance(value, dict):
        return {name: drawable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [drawable(part) for part in value]
    return value


def _heading(title: dict[str, Any], *, left_px: int, above_px: int) -> list[dict[str, Any]]:
    """Title and subtitle as notes above the plot, whose lines stay where they are put.

    Where plotly sets a title of several lines differs from one of its versions to the next.
    """
    lines = title["text"].count("<br>") + 1
    return [
        {
            "text": part["text"],
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "xshift": -left_px,
            "y": 1,
            "yref": "paper",
            "yanchor": "top",
            "yshift": above_px - below_px,
            "showarrow": False,
            "align": "left",
            "font": {"color": INK} | part["font"],
        }
        for part, below_px in ((title, 0), (title["subtitle"], TITLE_PX * lines + 3))
        if part["text"]
    ]


def _plot_px(layout: dict[str, Any], plot_px: int) -> int:
    """The height of the plot; a map leaves no empty bands above and below it."""
    geo = layout.get("geo")
    if geo is None:
        return plot_px
    west, east = geo["lonaxis"]["range"]
    south, north = geo["lataxis"]["range"]
    middle = math.cos(math.radians((south + north) / 2))
    shape: float = (north - south) / ((east - west) * middle)
    return min(plot_px, round(WIDTH_PX * shape))

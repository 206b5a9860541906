"""A figure laid out for a picture: fixed in size, light, with all its words, or with few."""

import math
import re
import textwrap
from collections.abc import Mapping
from typing import Any

from dashboard.charts.frame import TITLE_PX, worded
from dashboard.figures.links import Drawing
from dashboard.takeaway import inks
from dashboard.takeaway.looks import Look
from dashboard.takeaway.rows import credit
from dashboard.theme import INK

_PHONE_PX = 350
_EDGE = 40  # a picture is so many times wider than the white beside it
_YIELDS = 0.25  # this part of a plot's height may be taken for larger letters
_LINK_CHARS = 110 / 800  # of a link, on a pixel of a picture's width
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def laid_out(drawing: Drawing, look: Look) -> dict[str, Any]:
    """The figure as plotly takes it, its words wrapped anew for its width, with white around it.

    One that must be of a shape is drawn wider until its plot is about as high as it should be, or
    letters would become too small; the plot takes the height that is left.
    """
    spec, words = _taken_apart(drawing)
    plot_px, left_px = words["plot_px"], spec["layout"]["margin"]["l"]
    for width_px in look.size.widths():
        edge_px = width_px // _EDGE
        words |= _told(drawing, look, width_px)
        words["plot_px"] = _plot_px(spec["layout"], plot_px, width_px)
        if not look.size.ratio:
            break
        height_px = worded(words, left_px=left_px, width_px=width_px - 2 * edge_px)["height"]
        spare_px = round(width_px / look.size.ratio) - 2 * edge_px - height_px
        is_enough = spare_px > -_YIELDS * words["plot_px"]
        words["plot_px"] += spare_px
        if is_enough:
            break
    spec = _put_together(spec, words, width_px, edge_px)
    if look.grey:
        return inks.grey(spec)
    return inks.printable(spec) if look.size.printed else spec


def bare(drawing: Drawing) -> dict[str, Any]:
    """The figure for a page that has its words around it: as wide as a phone, with the key only."""
    spec, words = _taken_apart(drawing)
    return _put_together(spec, words | {"title": "", "subtitle": "", "source": ""}, _PHONE_PX, 0)


def link_lines(drawing: Drawing, width_px: int) -> list[str]:
    """The short link over lines that fit, each but the first beginning with a parameter.

    Where no link leads others to the figure, its name is told instead.
    """
    chars = int(_LINK_CHARS * width_px)
    lines = [""]
    for part in re.split("(?=&)", drawable(drawing.short) or f"Figure: {drawing.name}"):
        if lines[-1] and len(lines[-1] + part) > chars:
            lines.append("")
        lines[-1] += part
    return [piece for line in lines for piece in textwrap.wrap(line, chars)]


def _taken_apart(drawing: Drawing) -> tuple[dict[str, Any], dict[str, Any]]:
    """A copy of the figure, which does not touch the page's, and its words."""
    spec: dict[str, Any] = drawable(drawing.chart.to_dict())
    return spec, spec["layout"].pop("meta")


def _told(drawing: Drawing, look: Look, width_px: int) -> dict[str, str]:
    """What a picture says around the plot; the credit goes with every one."""
    source = f"Source: {credit(drawing)}"
    if look.plain:
        return {"title": "", "subtitle": "", "source": drawable(source)}
    told = {
        "title": drawing.headline,
        "subtitle": drawing.note,
        "source": "\n".join([source, *link_lines(drawing, width_px)]),
    }
    return {name: drawable(text) for name, text in told.items() if text}


def _put_together(
    spec: dict[str, Any], words: Mapping[str, Any], width_px: int, edge_px: int
) -> dict[str, Any]:
    layout = spec["layout"]
    margin = layout["margin"]
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
    # plotly would draw lots for their names, and make letters on narrow bars smaller.
    unscaled = {"bar": {"constraintext": "none"}}
    spec["data"] = [
        trace | {"uid": f"t{n}"} | unscaled.get(trace["type"], {})
        for n, trace in enumerate(spec["data"])
    ]
    return spec


def drawable(value: Any) -> Any:
    """The value with all text in it free of characters that XML, and so a drawing, cannot hold."""
    if isinstance(value, str):
        return _NOT_XML.sub("", value)
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


def _plot_px(layout: dict[str, Any], plot_px: int, width_px: int) -> int:
    """The height of the plot; a map leaves no empty bands above and below it."""
    geo = layout.get("geo")
    if geo is None:
        return plot_px
    west, east = geo["lonaxis"]["range"]
    south, north = geo["lataxis"]["range"]
    middle = math.cos(math.radians((south + north) / 2))
    shape: float = (north - south) / ((east - west) * middle)
    return min(plot_px, round(width_px * shape))

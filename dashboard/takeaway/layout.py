"""A figure laid out for a picture: fixed in size, light, with all its words, or with none."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from dashboard.charts.world_map import height_by_width
from dashboard.figures.links import Drawing
from dashboard.takeaway.rows import credit
from dashboard.theme import INK, OTHERS

WIDTH_PX = 800
_EDGE_PX = 20
_ADDRESS_CHARS = 110
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# A square of the key: larger than letters, and outlined so that pale and dark ones end somewhere.
_SQUARE = f"font-size:16px;stroke:{OTHERS};stroke-width:0.5px"
_GAP = "\N{NO-BREAK SPACE}" * 3


class _Kind(NamedTuple):
    """A kind of text: size of its letters, room that one takes, and height of a line."""

    size: int
    char_px: float
    line_px: int

    def lines(self, texts: Sequence[str], width_px: int) -> list[str]:
        """The texts in lines; plotly would take < and & for its own markup."""
        chars = int(width_px / self.char_px)
        return [escape(line, quote=False) for text in texts for line in textwrap.wrap(text, chars)]


_TITLE, _SUBTITLE = _Kind(17, 8.75, 22), _Kind(13, 6.36, 17)
_KEY, _NOTE, _SOURCE = _Kind(13, 7.6, 19), _Kind(12, 5.83, 16), _Kind(11, 5.46, 15)


def laid_out(drawing: Drawing, *, plain: bool = False, width_px: int = WIDTH_PX) -> dict[str, Any]:
    """The figure as plotly takes it, its words wrapped for its width, with white around it.

    A plain one is without title, subtitle, source and address; key and notes stay.
    """
    spec, words = light(drawing)
    layout = spec["layout"]
    margin, inside_px = layout["margin"], width_px - 2 * _EDGE_PX
    source = [f"Source: {drawable(credit(drawing))}", *address_lines(drawing)]
    if plain:
        words, source = words | {"title": "", "subtitle": ""}, []
    above = [
        (_TITLE, _TITLE.lines([words["title"]], inside_px)),
        (_SUBTITLE, _SUBTITLE.lines([words["subtitle"]], inside_px)),
        (_KEY, _key_lines(words["key"], inside_px)),
    ]
    below = [
        (_NOTE, _NOTE.lines(words["notes"], inside_px)),
        (_SOURCE, _SOURCE.lines(source, inside_px)),
    ]
    above_px, below_px = (
        sum(kind.line_px * len(lines) for kind, lines in blocks) for blocks in (above, below)
    )
    # A map leaves no empty bands above and below it.
    high = layout["height"] - margin["t"] - margin["b"]
    if shape := height_by_width(layout):
        high = min(high, round(width_px * shape))
    top, bottom = margin["t"] + above_px, margin["b"] + below_px
    layout |= {
        "annotations": [
            *_notes(above, 1, top, margin["l"]),
            *_notes(below, 0, -margin["b"], margin["l"]),
            *layout.get("annotations", ()),
        ],
        "margin": {side: px + _EDGE_PX for side, px in (margin | {"t": top, "b": bottom}).items()},
        "width": width_px,
        "height": top + high + bottom + 2 * _EDGE_PX,
    }
    return spec


def light(drawing: Drawing) -> tuple[dict[str, Any], dict[str, Any]]:
    """The figure as plotly takes it, on white whatever the reader's page has; and its words."""
    # A copy, which does not touch the page's figure.
    spec: dict[str, Any] = drawable(drawing.chart.to_dict())
    words = spec["layout"].pop("meta")
    # The library's default template depends on what else the process has imported.
    spec["layout"] |= {"paper_bgcolor": "white", "plot_bgcolor": "white", "template": {}}
    # plotly would draw lots for them.
    spec["data"] = [trace | {"uid": f"t{n}"} for n, trace in enumerate(spec["data"])]
    return spec, words


def address_lines(drawing: Drawing) -> list[str]:
    """The figure's address over several lines, each but the first beginning with a parameter."""
    lines = [""]
    for part in re.split("(?=&)", drawable(drawing.permalink)):
        if lines[-1] and len(lines[-1] + part) > _ADDRESS_CHARS:
            lines.append("")
        lines[-1] += part
    return [piece for line in lines for piece in textwrap.wrap(line, _ADDRESS_CHARS)]


def drawable(value: Any) -> Any:
    """The value with all text in it free of characters that XML, and so a drawing, cannot hold."""
    if isinstance(value, str):
        return _NOT_XML.sub("", value)
    if isinstance(value, dict):
        return {name: drawable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [drawable(part) for part in value]
    return value


def _notes(
    blocks: Sequence[tuple[_Kind, Sequence[str]]], y: int, from_px: int, left_px: int
) -> Iterator[dict[str, Any]]:
    """Blocks of lines below each other as notes beside the plot.

    Not plotly's own title: where one of several lines is set differs between its versions.
    """
    for kind, lines in blocks:
        if lines:
            yield {
                "text": "<br>".join(lines),
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "xshift": -left_px,
                "y": y,
                "yref": "paper",
                "yanchor": "top",
                "yshift": from_px,
                "showarrow": False,
                "align": "left",
                "font": {"size": kind.size, "color": INK},
            }
        from_px -= kind.line_px * len(lines)


def _key_lines(key: Mapping[str, str], width_px: int) -> list[str]:
    """The series' names behind squares of their colours, broken into lines."""
    lines: list[list[str]] = [[]]
    used = 0.0
    for name, colour in key.items():
        wide = (len(name) + 4) * _KEY.char_px
        if used and used + wide > width_px:
            lines.append([])
            used = 0
        lines[-1].append(
            f'<span style="color:{colour};{_SQUARE}">■</span> {escape(name, quote=False)}'
        )
        used += wide
    return [_GAP.join(line) for line in lines if line]

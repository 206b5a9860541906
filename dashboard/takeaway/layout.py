"""A figure laid out for a picture: fixed in size, light, with all its words, or with few."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from dashboard.charts.world_map import height_by_width
from dashboard.figures.links import Drawing
from dashboard.takeaway import inks
from dashboard.takeaway.looks import Look
from dashboard.takeaway.rows import credit
from dashboard.theme import INK, LIGHT, OTHERS

_OF_THE_PAGE = re.compile("|".join(LIGHT))
_EDGE = 40  # a picture is so many times wider than the white beside it
_YIELDS = 0.25  # this part of a plot's height may be taken for larger letters
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
_LINK_CHAR_PX = 7.3  # of a picture's width; links have many signs wider than letters
_Blocks = Sequence[tuple[_Kind, Sequence[str]]]


def laid_out(drawing: Drawing, look: Look) -> dict[str, Any]:
    """The figure as plotly takes it, its words wrapped for its width, with white around it.

    One that must be of a shape is drawn wider until its plot is about as high as it should be, or
    letters would become too small; the plot takes the height that is left.
    """
    spec, words = light(drawing)
    layout, ratio = spec["layout"], look.size.ratio
    margin = layout["margin"]
    natural_px = layout["height"] - margin["t"] - margin["b"]
    for width_px in look.size.widths():
        edge_px = width_px // _EDGE
        above, below = _around(drawing, look, words, width_px, width_px - 2 * edge_px)
        top, bottom = margin["t"] + _high(above), margin["b"] + _high(below)
        high = natural_px
        # A map leaves no empty bands above and below it.
        if shape := height_by_width(layout):
            high = min(high, round(width_px * shape))
        left_px = round(width_px / ratio) - 2 * edge_px - top - bottom if ratio else high
        if left_px >= (1 - _YIELDS) * high:
            break
    layout |= {
        "annotations": [
            *_notes(above, 1, top, margin["l"]),
            *_notes(below, 0, -margin["b"], margin["l"]),
            *layout.get("annotations", ()),
        ],
        "margin": {side: px + edge_px for side, px in (margin | {"t": top, "b": bottom}).items()},
        "width": width_px,
        "height": top + left_px + bottom + 2 * edge_px,
    }
    if look.grey:
        return inks.grey(spec)
    return inks.printable(spec) if look.size.printed else spec


def light(drawing: Drawing) -> tuple[dict[str, Any], dict[str, Any]]:
    """The figure as plotly takes it, on white whatever the reader's page has; and its words."""
    # A copy, which does not touch the page's figure.
    spec: dict[str, Any] = drawable(drawing.chart.to_dict())
    words = spec["layout"].pop("meta")
    # The library's default template depends on what else the process has imported.
    spec["layout"] |= {"paper_bgcolor": "white", "plot_bgcolor": "white", "template": {}}
    # plotly would draw lots for their names, and make letters on narrow bars smaller.
    unscaled = {"bar": {"constraintext": "none"}}
    spec["data"] = [
        trace | {"uid": f"t{n}"} | unscaled.get(trace["type"], {})
        for n, trace in enumerate(spec["data"])
    ]
    return spec, words


def link_lines(drawing: Drawing, width_px: int) -> list[str]:
    """The short link over lines that fit, each but the first beginning with a parameter.

    Where no link leads others to the figure, its name is told instead.
    """
    chars = int(width_px / _LINK_CHAR_PX)
    lines = [""]
    for part in re.split("(?=&)", drawable(drawing.short) or f"Figure: {drawing.name}"):
        if lines[-1] and len(lines[-1] + part) > chars:
            lines.append("")
        lines[-1] += part
    return [piece for line in lines for piece in textwrap.wrap(line, chars)]


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


def _around(
    drawing: Drawing, look: Look, words: Mapping[str, Any], width_px: int, inside_px: int
) -> tuple[_Blocks, _Blocks]:
    """What stands above the plot and below it, in lines; the credit goes with every picture."""
    title = drawable(drawing.headline) or words["title"]
    subtitle = drawable(drawing.note) or words["subtitle"]
    source = [f"Source: {drawable(credit(drawing))}"]
    if look.plain:
        title = subtitle = ""
    else:
        source += link_lines(drawing, width_px)
    return (
        (_TITLE, _TITLE.lines([title], inside_px)),
        (_SUBTITLE, _SUBTITLE.lines([subtitle], inside_px)),
        (_KEY, _key_lines(words["key"], inside_px)),
    ), (
        (_NOTE, _NOTE.lines(words["notes"], inside_px)),
        (_SOURCE, _SOURCE.lines(source, inside_px)),
    )


def _high(blocks: _Blocks) -> int:
    return sum(kind.line_px * len(lines) for kind, lines in blocks)


def _notes(blocks: _Blocks, y: int, from_px: int, left_px: int) -> Iterator[dict[str, Any]]:
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

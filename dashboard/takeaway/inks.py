"""A drawing's colours as ink: those that a press can print, and greys for one ink alone."""

import math
import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from dashboard.theme import lights, text_on

Oklab = tuple[float, float, float]
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}|rgba?\((\d+), ?(\d+), ?(\d+)(, ?[\d.]+)?\)")
_SPAN = re.compile('<span style="[^"]*"')  # which no words hold: theirs have &lt;
# The solid inks and their overprints on coated paper as ISO 12647-2 has them (FOGRA39), in OKLab
# with the paper for white: red, yellow, green, cyan, blue, magenta.
_SOLIDS: tuple[Oklab, ...] = (
    (0.588, 0.202, 0.102), (0.936, -0.047, 0.200), (0.574, -0.190, 0.069),
    (0.636, -0.155, -0.138), (0.382, 0.008, -0.130), (0.595, 0.240, -0.012),
)  # fmt: skip
_BLACK = 0.293  # lightness of solid black
_BULGE = 1.1  # so much further than the straight edges between solids their tints reach
# Lightness of greys that bear white letters, and of those that bear dark ones.
_DARK, _LIGHT = (0.25, 0.55), (0.66, 0.87)


def printable(spec: dict[str, Any]) -> dict[str, Any]:
    """The drawing in colours that four inks can print, and its letters in black alone."""
    out: dict[str, Any] = _recoloured(spec, _printable)
    return out


def grey(spec: dict[str, Any]) -> dict[str, Any]:
    """The drawing in greys: those of its parts evenly apart, on which letters keep their contrast.

    A scale keeps its order of lightness.
    """
    scales = {colour for trace in spec["data"] for _, colour in trace.get("colorscale", ())}
    parts = [part for part in dict.fromkeys(_colours_of_parts(spec["data"])) if part not in scales]
    steps: dict[str, float] = {}
    for bears, (darkest, lightest) in (("#FFFFFF", _DARK), ("#12161C", _LIGHT)):
        own = [colour for colour in parts if text_on(colour) == bears]
        step = (lightest - darkest) / max(len(own) - 1, 1)
        steps |= {colour: darkest + place * step for place, colour in enumerate(own)}
    if len(parts) < 2:
        steps = {}
    out: dict[str, Any] = _recoloured(spec, partial(_grey, steps))
    return out


def _grey(steps: dict[str, float], colour: str) -> str:
    return _hex((steps.get(colour) or _oklab(colour)[0], 0.0, 0.0))


def _printable(colour: str) -> str:
    """The nearest colour of the same hue and lightness within a double pyramid.

    Its tips are paper and black, and the solids its middle.
    """
    light, a, b = _oklab(colour)
    if light <= _BLACK:
        return "#000000"
    hue, chroma = math.atan2(b, a), math.hypot(a, b)
    for (l1, a1, b1), (l2, a2, b2) in zip(_SOLIDS, _SOLIDS[1:] + _SOLIDS[:1], strict=True):
        # Where the ray of this hue meets the line between two neighbours.
        over = math.cos(hue) * (b1 - b2) - math.sin(hue) * (a1 - a2)
        along = (math.cos(hue) * b1 - math.sin(hue) * a1) / over
        reach = (a1 + along * (a2 - a1)) * math.cos(hue) + (b1 + along * (b2 - b1)) * math.sin(hue)
        if 0 <= along <= 1 and reach > 0:
            middle = l1 + along * (l2 - l1)
            part = (
                (1 - light) / (1 - middle)
                if light > middle
                else 1 - (middle - light) / (middle - _BLACK)
            )
            limit = _BULGE * reach * part
            if chroma > limit:
                a, b = a * limit / chroma, b * limit / chroma
            break
    return _hex((light, a, b))


def _colours_of_parts(traces: Iterable[dict[str, Any]]) -> Iterable[str]:
    """The colours that tell the parts of a drawing apart, in order, without their opacity."""
    for trace in traces:
        for part in ("marker", "line", "node"):
            given = trace.get(part, {}).get("color", ())
            for colour in [given] if isinstance(given, str) else given:
                if isinstance(colour, str) and _COLOUR.fullmatch(colour):
                    yield _opaque(colour)[0]


def _recoloured(value: Any, change: Callable[[str], str], name: str = "") -> Any:
    """The value with its colours changed, and none of its words."""

    def spelled(found: re.Match[str]) -> str:
        colour, opacity = _opaque(found[0])
        changed = change(colour)
        red, green, blue = (int(changed[place : place + 2], 16) for place in (1, 3, 5))
        return f"rgba({red}, {green}, {blue}{opacity})" if opacity else changed

    if isinstance(value, dict):
        return {key: _recoloured(part, change, key) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_recoloured(part, change, name) for part in value]
    if not isinstance(value, str):
        return value
    if not name.endswith(("color", "colorscale")):
        return _SPAN.sub(lambda span: _COLOUR.sub(spelled, span[0]), value)
    return spelled(found) if (found := _COLOUR.fullmatch(value)) else value


def _opaque(colour: str) -> tuple[str, str]:
    """A colour as six digits, and its opacity as CSS spells it after a comma, if it has any."""
    found = _COLOUR.fullmatch(colour)
    assert found is not None
    if found[1] is None:
        return colour.upper(), ""
    red, green, blue = map(int, found.groups()[:3])
    return f"#{red:02X}{green:02X}{blue:02X}", found[4] or ""


# Ottosson 2020, https://bottosson.github.io/posts/oklab
def _oklab(colour: str) -> Oklab:
    red, green, blue = lights(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _hex(colour: Oklab) -> str:
    light, a, b = colour
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    parts = (min(max(part, 0.0), 1.0) for part in linear)
    parts = (12.92 * p if p <= 0.0031308 else 1.055 * p ** (1 / 2.4) - 0.055 for p in parts)
    return "#" + "".join(f"{round(255 * part):02X}" for part in parts)

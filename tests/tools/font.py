"""Makes the font of the pictures out of the one that Streamlit serves to the app's pages.

``python -m tests.tools.font``, with the packages for development installed.

What is done to it: two weights are cut out of the variable font, each in two parts; of its features
those are kept that place letters, and none that puts one sign in the place of several: what is
copied out of a PDF would be that sign. The result has a name of its own, as its licence asks.
"""

from __future__ import annotations

from importlib.metadata import distribution
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from dashboard.takeaway.fonts import PARTS, WEIGHTS, file, part_of

NAME = "Arms Figures Sans"
_ORIGINAL = "static/static/media/SourceSansVF-Upright*.woff2"
_FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk"]
# Copyright, family, kind, name, version, PostScript's name, licence and its address.
_COPYRIGHT, _FAMILY, _KIND, _FULL, _POSTSCRIPT = 0, 1, 2, 4, 6
_NAMES = [_COPYRIGHT, _FAMILY, _KIND, _FULL, 5, _POSTSCRIPT, 13, 14]


def made(part: str, weight: int) -> bytes:
    """A part of the font in one weight, as its file holds it."""
    (original,) = Path(str(distribution("streamlit").locate_file("streamlit"))).glob(_ORIGINAL)
    font = TTFont(original, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = _FEATURES
    options.hinting = False
    options.drop_tables += ["STAT"]  # of the weights that it no longer has
    options.notdef_outline = True  # a box in the place of a letter that is missing
    options.name_IDs = _NAMES
    subsetter = subset.Subsetter(options)
    letters = [code for code in font.getBestCmap() if part_of(chr(code)) == part]
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": weight})
    kind = "Bold" if weight > WEIGHTS[0] else "Regular"
    for identity, text in (
        (_FAMILY, NAME),
        (_KIND, kind),
        (_FULL, f"{NAME} {kind}"),
        (_POSTSCRIPT, f"{NAME.replace(' ', '')}-{kind}"),
    ):
        font["name"].setName(text, identity, 3, 1, 0x409)
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue()


if __name__ == "__main__":
    for weight in WEIGHTS:
        for part in PARTS:
            file(part, weight).write_bytes(made(part, weight))

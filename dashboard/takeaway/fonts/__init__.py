"""The letters of a picture: a font of its own, so that no machine's fonts decide how it looks.

It is Source Sans, as on the app's pages, in four files that ``python -m tests.tools.font``
writes; the NOTICE beside them says why it is not Streamlit's file.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
WEIGHTS = (400, 700)
# Nearly every picture makes do with the first part: the languages of Europe and some others in
# Latin letters, with the punctuation, signs and marks of the house. The second is for a name or a
# search in Greek or Cyrillic, and rare signs.
PARTS = {
    "latin": (
        (0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x18F), (0x218, 0x21B), (0x259, 0x259),
        (0x2000, 0x206F), (0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2193),
        (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265), (0x25A0, 0x25A0),
        (0x25B2, 0x25B2), (0x25BC, 0x25BC), (0x25CF, 0x25CF),
    ),
    "wider": ((0x180, 0x52F), (0x1D00, 0x1FFF), (0x2070, 0x2BFF)),
}  # fmt: skip


def file(part: str, weight: int) -> Path:
    """Where a part of the font lies, in one of the ``WEIGHTS``."""
    return FOLDER / f"{part}-{weight}.woff2"


def part_of(letter: str) -> str | None:
    """The part that a letter belongs to; the font has not all of a part, and knows no others."""
    return next(
        (name for name, ranges in PARTS.items() if any(a <= ord(letter) <= z for a, z in ranges)),
        None,
    )


def all_faces() -> str:
    """CSS with the whole font in it."""
    return _css(list(PARTS), WEIGHTS)


def faces(drawing: str) -> str:
    """CSS with what a drawing, an SVG, needs of the font: 20 kB for nearly every one."""
    needed = {part_of(letter) for letter in set(drawing)}
    bold = "font-weight" in drawing
    return _css([part for part in PARTS if part in needed], WEIGHTS if bold else WEIGHTS[:1])


def _css(parts: Sequence[str], weights: Iterable[int]) -> str:
    # Where both parts have a letter, the later one draws it: the wider one comes first.
    return "".join(_face(part, weight) for weight in weights for part in reversed(parts))


@cache
def _face(part: str, weight: int) -> str:
    ranges = ",".join(f"U+{first:X}-{last:X}" for first, last in PARTS[part])
    # The Latin part is asked for every letter, and draws a box for one that no font has: without
    # any font that may be asked, Chromium 156 ends.
    limit = f"unicode-range:{ranges};" if part == "wider" else ""
    content = b64encode(file(part, weight).read_bytes()).decode()
    return (
        f"@font-face{{font-family:'Source Sans 3';font-weight:{weight};{limit}"
        f"src:url(data:font/woff2;base64,{content})}}"
    )

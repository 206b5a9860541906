"""How a picture looks: its size by use, in colours or greys, with or without title and link."""

from dataclasses import dataclass

_PX_AN_MM = 96 / 25.4  # of a screen
# No drawing has more pixels on a millimetre: its smallest letters, of ten pixels, are then seven
# points high where the picture is used, the least that a newspaper prints.
_DRAWN_PX_AN_MM = 4
_STEP_PX = 32  # of which nine sixteenths are whole


@dataclass(frozen=True)
class Size:
    """A size of pictures.

    Attributes:
        label: Its name for readers.
        mm: Width of the picture where it is used.
        px: Width that it is drawn in, or the least if it must be of a shape.
        png_px: Width of its PNG.
        ratio: Width by height; 0 if it may be as high as it needs.
        printed: Whether it is for paper, in colours that inks have.
    """

    label: str
    mm: float
    px: int
    png_px: int
    ratio: float = 0
    printed: bool = False

    def widths(self) -> range:
        """The widths that it may be drawn in, from the least up."""
        return range(self.px, max(int(_DRAWN_PX_AN_MM * self.mm), self.px) + 1, _STEP_PX)


def _on_screen(px: int) -> float:
    return px / _PX_AN_MM


WEB = Size("Web", _on_screen(800), 800, 800)
# Those of paper have 305 pixels an inch.
SIZES = {
    "": WEB,
    "column": Size("Column, 85 mm", 85, 340, 12 * 85, printed=True),
    "full": Size("Full width, 170 mm", 170, 680, 12 * 170, printed=True),
    "slide": Size("Slide, 16:9", _on_screen(1280), 960, 1920, ratio=16 / 9),
    "square": Size("Square", _on_screen(540), 400, 1080, ratio=1),
}

# What other sites show of a link.
CARD = Size("Card", _on_screen(1200), 960, 1200, ratio=1200 / 630)


@dataclass(frozen=True)
class Look:
    """How a picture looks.

    Attributes:
        size: Its size.
        grey: Whether it is in greys, for one ink.
        plain: Whether it goes without title, subtitle and link; the source line stays.
    """

    size: Size = WEB
    grey: bool = False
    plain: bool = False

"""Colours and measures of the house style, for figures and pages alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# Eight colours that stay apart for normal, protanopic, deuteranopic and tritanopic sight and have
# at least 3:1 contrast on the white and on the dark page.
PALETTE = (
    "#2569DF", "#DE691A", "#9F3D98", "#476D54", "#BD3310", "#5C93F5", "#AE71B4", "#768F6E",
)  # fmt: skip
ACCENT = PALETTE[0]
OTHERS = "#9AA3AD"
GRID = "rgba(128, 140, 152, 0.25)"
# The framework puts its strongest text colour, light or dark, in the place of this one; its own
# grey for figures has less contrast than small text needs. Anywhere else it is a near-black.
INK = "#000037"
# Classes of a quantity from little to much, in one hue. Small figures can be read on each of them,
# dark ones on the first three and white ones on the others. Missing data is none of them.
SEQUENTIAL = ("#DBE7FB", "#BCD2F8", "#98B9F4", "#2569DF", "#1B50B3", "#143B85")
# Classes of a change: three of less and three of more, which part at zero.
DIVERGING = ("#B4520F", "#E8935A", "#F6D5BC", "#B4CDF7", "#568AE9", "#1B4AA3")
# SIPRI's regions.
REGIONS = {
    "Africa": PALETTE[4],
    "Americas": PALETTE[0],
    "Asia and Oceania": PALETTE[2],
    "Europe": PALETTE[3],
    "Middle East": PALETTE[1],
}

# The largest suppliers keep their colour on every chart and page.
_FIXED = {
    "USA": PALETTE[0],
    "RUS": PALETTE[4],
    "ISR": PALETTE[1],
    "FRA": PALETTE[5],
    "CHN": PALETTE[2],
    "DEU": PALETTE[3],
    "GBR": PALETTE[6],
    "ITA": PALETTE[7],
}
# Those next in size share a colour with a large one that they seldom meet on a chart.
_PREFERRED = {
    "UKR": PALETTE[2],
    "BLR": PALETTE[5],
    "TUR": PALETTE[3],
    "ESP": PALETTE[6],
    "KOR": PALETTE[7],
    "NLD": PALETTE[3],
    "SWE": PALETTE[7],
    "POL": PALETTE[2],
}


def faded(colour: str, opacity: float = 0.45) -> str:
    """The colour let through, for what lies behind lines or text, on light and dark."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


def text_on(colour: str) -> str:
    """White or near-black, whichever is easier to read on a bar of this colour."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    # Where both have the same contrast as WCAG 2 defines it.
    return "#FFFFFF" if (light + 0.05) ** 2 < 1.05 * 0.0575 else "#12161C"


def state_colours(
    state_ids: Iterable[str], settled: Mapping[str, str] | None = None
) -> dict[str, str]:
    """A colour for each of up to eight states of a chart, the larger ones first.

    The fixed states take their own, and states that an earlier chart of the page has settled keep
    theirs. Each other state begins with the colour it prefers, or at a place of the palette that
    its code decides, and takes the next one that is free. A ninth state would get the grey of the
    others.
    """
    ids = list(dict.fromkeys(state_ids))
    settled = settled or {}
    colours = {state_id: _FIXED[state_id] for state_id in ids if state_id in _FIXED}
    # States that have their colour from an earlier chart choose before those that have none.
    for state_id in sorted(ids, key=lambda state_id: state_id not in settled):
        if state_id in colours:
            continue
        wish = settled.get(state_id) or _PREFERRED.get(state_id)
        start = PALETTE.index(wish) if wish in PALETTE else sum(map(ord, state_id)) % len(PALETTE)
        wanted = PALETTE[start:] + PALETTE[:start]
        taken = set(colours.values())
        colours[state_id] = next((colour for colour in wanted if colour not in taken), OTHERS)
    return {state_id: colours[state_id] for state_id in ids}

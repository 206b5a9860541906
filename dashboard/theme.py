"""Colours and measures of the house style, for figures and pages alike."""

from collections.abc import Iterable, Mapping

# Eight colours that stay apart for normal, protanopic, deuteranopic and tritanopic sight and have
# at least 3:1 contrast on the white and on the dark page.
PALETTE = (
    "#2569DF", "#DE691A", "#9F3D98", "#476D54", "#BD3310", "#5C93F5", "#AE71B4", "#768F6E",
)  # fmt: skip
ACCENT = PALETTE[0]
OTHERS = "#9AA3AD"
GRID = "rgba(128, 140, 152, 0.25)"
# Source Sans, by its own name and by the one under which Streamlit 1.67 serves it to the pages; a
# file taken elsewhere brings it along or makes do with one of the others.
FONT = (
    "'Source Sans 3', 'Source Sans', 'Source Sans Pro', Arial, Helvetica, 'Liberation Sans', "
    "sans-serif"
)
# Streamlit 1.67 puts its strongest text colour, light or dark, in the place of this one; its own
# grey for figures has less contrast than small text needs. Anywhere else it is a near-black.
INK = "#000037"
# Classes of a quantity from little to much, in one hue. Each stands out from the white and from the
# dark page, the lightest and the darkest by 1.5:1. Small figures can be read on each of them, dark
# ones on the first three and white ones on the others. Missing data is none of them.
SEQUENTIAL = ("#BDD3F9", "#A5C2F6", "#8CB2F3", "#2A6BDD", "#1E54B9", "#1B4290")
# Classes of a change: three of less and three of more, which part at zero.
DIVERGING = ("#B4520F", "#E8935A", "#F2CBAE", "#B4CDF7", "#568AE9", "#1B4AA3")
# SIPRI's regions.
REGIONS = {
    "Africa": PALETTE[4], "Americas": PALETTE[0], "Asia and Oceania": PALETTE[2],
    "Europe": PALETTE[3], "Middle East": PALETTE[1],
}  # fmt: skip

# The larger ones of SIPRI's armament categories; the others are drawn together in grey.
CATEGORIES = {
    "Aircraft": PALETTE[1], "Ships": PALETTE[0], "Missiles": PALETTE[4],
    "Armoured vehicles": PALETTE[2], "Air-defence systems": PALETTE[3], "Sensors": PALETTE[5],
    "Engines": PALETTE[6], "Artillery": PALETTE[7],
}  # fmt: skip

# The largest suppliers keep their colour on every chart and page. Where two have the same one, the
# first has it and the other gives way, as Italy does where the Soviet Union is drawn.
_FIXED = {
    "USA": PALETTE[0], "RUS": PALETTE[4], "ISR": PALETTE[1], "FRA": PALETTE[5], "CHN": PALETTE[2],
    "DEU": PALETTE[3], "GBR": PALETTE[6], "SUN": PALETTE[7], "ITA": PALETTE[7],
}  # fmt: skip
# Colours that others may take: first those whose owners are drawn less often than the rest.
_SPARE, _LAST = (PALETTE[3], PALETTE[6], PALETTE[7]), (
    PALETTE[2], PALETTE[5], PALETTE[1], PALETTE[4], PALETTE[0],
)  # fmt: skip
# Those next in size share a colour with a large one that they seldom meet on a chart.
_PREFERRED = {
    "UKR": PALETTE[2], "BLR": PALETTE[5], "TUR": PALETTE[3], "ESP": PALETTE[6], "KOR": PALETTE[7],
    "NLD": PALETTE[3], "SWE": PALETTE[7], "POL": PALETTE[2], "CSK": PALETTE[6], "DDR": PALETTE[3],
    "YUG": PALETTE[3],
}  # fmt: skip


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
    """A colour for each of up to eight states of a chart, or regions, the larger ones first.

    The fixed states take their own. Each other state begins with the colour it prefers, or at one
    that its code decides, and takes the next one that is free, those of the largest suppliers last.
    States that an earlier chart of the page has settled keep theirs, and nobody else takes one of
    them. Whoever finds none free gets the grey of the others.
    """
    ids = list(dict.fromkeys(state_ids))
    settled = settled or {}
    colours = {state_id: settled[state_id] for state_id in ids if state_id in settled}
    taken = set(settled.values())
    # Those with a fixed colour choose first, in their own order.
    unsettled = [*(state for state in _FIXED if state in ids), *ids]
    for state_id in unsettled:
        if state_id in colours:
            continue
        wish = _FIXED.get(state_id) or _PREFERRED.get(state_id) or REGIONS.get(state_id)
        start = sum(map(ord, state_id)) % len(_SPARE)
        wanted = ([wish] if wish else []) + [*_SPARE[start:], *_SPARE[:start], *_LAST]
        colours[state_id] = next((colour for colour in wanted if colour not in taken), OTHERS)
        taken.add(colours[state_id])
    return {state_id: colours[state_id] for state_id in ids}

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

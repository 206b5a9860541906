"""Colours and measures of the house style, for figures and pages alike."""

from collections.abc import Iterable, Mapping

# Eight colours that stay apart for normal, protanopic, deuteranopic and tritanopic sight and have
# at least 3:1 contrast on the white and on the dark page.
PALETTE = (
    "#2569DF", "#DE691A", "#9F3D98", "#476D54", "#BD3310", "#5C93F5", "#AE71B4", "#768F6E",
)  # fmt: skip
# The largest suppliers have a colour that nobody else takes, Russia and the Soviet Union one hue.
IDENTITY = {
    "USA": PALETTE[0], "RUS": PALETTE[4], "SUN": "#D9748F", "ISR": PALETTE[1], "FRA": PALETTE[5],
    "CHN": PALETTE[2], "DEU": PALETTE[3], "GBR": PALETTE[6], "ITA": PALETTE[7],
}  # fmt: skip
# Everybody else's colours, as far from those as from each other; first of all these states', which
# are next in size.
_REST = {
    "KOR": "#0593BF", "ESP": "#AF8E2A", "TUR": "#067396", "UKR": "#37830F", "NLD": "#E05EC6",
    "SWE": "#8558E2", "CSK": "#8A691B", "POL": "#17A92A", "CHE": "#D03275", "BLR": "#726AAC",
    "CAN": "#855B6B", "NOR": "#B770F8",
}  # fmt: skip
PARTIES = (*IDENTITY.values(), *_REST.values())
ACCENT = PALETTE[0]
OTHERS = "#838D99"
GRID = "rgba(128, 140, 152, 0.25)"
# Source Sans, by its own name and by the one under which Streamlit 1.67 serves it to the pages; a
# file taken elsewhere brings it along or makes do with one of the others.
FONT = (
    "'Source Sans 3', 'Source Sans', 'Source Sans Pro', Arial, Helvetica, 'Liberation Sans', "
    "sans-serif"
)
# Streamlit 1.67 puts a colour of the page that is shown, light or dark, in the place of each of
# these (elements/lib/streamlit_plotly_theme.py): its strongest text, as its own grey for figures
# has less contrast than small text needs, the page, and the scales of config.toml. Elsewhere the
# first is a near-black, and the others are those of the light page.
INK, PAGE = "#000037", "#000038"
# Classes of a quantity from little to much, in one hue and even steps. Much stands out most: it is
# dark on the white page and light on the dark one. Text in ``INK`` can be read on the first three,
# in ``PAGE`` on the others. Missing data is none of them.
SEQUENTIAL = tuple(f"#0000{n}" for n in range(11, 17))
# Classes of a change: three of less and three of more, which part at zero.
DIVERGING = tuple(f"#0000{n}" for n in range(21, 27))
LIGHT = {
    PAGE: "#FFFFFF",
    **dict(zip(SEQUENTIAL,
               ("#BED4F8", "#91B4EC", "#6593E0", "#3972D2", "#1A54B1", "#063886"), strict=True)),
    **dict(zip(DIVERGING,
               ("#A94E00", "#D77E49", "#E8BDA5", "#ADC9F6", "#6999E8", "#2365D1"), strict=True)),
}  # fmt: skip
DARK = {
    PAGE: "#12161C",
    **dict(zip(SEQUENTIAL,
               ("#1D3865", "#274F92", "#3768BA", "#5184D9", "#78A2E6", "#A2BFEF"), strict=True)),
    **dict(zip(DIVERGING,
               ("#F7A97C", "#C7692C", "#774324", "#305289", "#4D84DF", "#9CBFF8"), strict=True)),
}  # fmt: skip
# SIPRI's regions.
REGIONS = {
    "Africa": _REST["CSK"], "Americas": _REST["KOR"], "Asia and Oceania": _REST["SWE"],
    "Europe": _REST["UKR"], "Middle East": _REST["ESP"],
}  # fmt: skip

# The larger ones of SIPRI's armament categories, in colours that are no party's; the others are
# drawn together in grey.
CATEGORIES = {
    "Aircraft": "#1468A3", "Ships": "#6399BE", "Missiles": "#B43C6B",
    "Armoured vehicles": "#6F650D", "Air-defence systems": "#C68206", "Sensors": "#AD74FF",
    "Engines": "#8F54DC", "Artillery": "#F75585",
}  # fmt: skip


def css(colour: str) -> str:
    """A colour as a style sheet has it: one that the page chooses is light or dark as the page."""
    return f"light-dark({LIGHT[colour]}, {DARK[colour]})" if colour in LIGHT else colour


def on_paper() -> str:
    """A style sheet by which a chart of the dark page is printed in the colours of the light one.

    plotly has written each into the marks. The page's own is that of dark letters on bars, too, so
    it is changed behind notes and where it stands for letters on dark cells.
    """
    rules = []
    # The first is the strongest text of Streamlit 1.67, which it puts in the place of ``INK``.
    lighter = {"#FAFAFA": "#262730"} | {DARK[each]: light for each, light in LIGHT.items()}
    for dark, light in lighter.items():
        rgb = f"rgb({', '.join(str(int(dark[at : at + 2], 16)) for at in (1, 3, 5))})"
        where = ":is(rect, .heatmap-label text)" if dark == DARK[PAGE] else ""
        rules.append(
            f'.js-plotly-plot {where}:is([fill="{rgb}"], [style*="fill: {rgb}"]) '
            f"{{ fill: {light} !important; }}"
            f'.js-plotly-plot [style*="stroke: {rgb}"] {{ stroke: {light} !important; }}'
        )
    return f"@media print {{ {''.join(rules)} }}"


def faded(colour: str, opacity: float = 0.45) -> str:
    """The colour let through, for what lies behind lines or text, on light and dark."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


def lights(colour: str) -> list[float]:
    """How much red, green and blue light a colour of sRGB gives, each from 0 to 1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def text_on(colour: str) -> str:
    """White or near-black, whichever is easier to read on a bar of this colour."""
    red, green, blue = lights(colour)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    # Where both have the same contrast as WCAG 2 defines it.
    return "#FFFFFF" if (light + 0.05) ** 2 < 1.05 * 0.0575 else "#12161C"


def state_colours(
    state_ids: Iterable[str], settled: Mapping[str, str] | None = None
) -> dict[str, str]:
    """A colour for each of the parties of a chart, the larger ones first.

    The largest suppliers have their own. Each other party begins with the colour that is its own
    first, or at one that its code decides, and takes the next one that is free. Parties that an
    earlier chart of the page has settled keep theirs, and others take one of them only where none
    else is left. Whoever finds none free, after some dozen others, gets the grey of the others.
    """
    ids = list(dict.fromkeys(state_ids))
    settled, rest = settled or {}, list(_REST.values())
    colours = {state_id: settled[state_id] for state_id in ids if state_id in settled}
    for state_id in ids:
        if state_id in colours:
            continue
        first = _REST.get(state_id) or REGIONS.get(state_id)
        start = rest.index(first) if first else sum(map(ord, state_id)) % len(rest)
        own = IDENTITY.get(state_id)
        wanted = [own] if own else [*rest[start:], *rest[:start]]
        free = [colour for colour in wanted if colour not in colours.values()]
        elsewhere = [colour for colour in free if colour not in settled.values()]
        colours[state_id] = [*elsewhere, *free, OTHERS][0]
    return {state_id: colours[state_id] for state_id in ids}

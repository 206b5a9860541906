"""Who supplies whom: bands from suppliers on the left to recipients on the right."""

import textwrap
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import POINTED, RELEASE, TIV, TO, framed, hover, told
from dashboard.charts.labels import apart, note
from dashboard.data.flows import OTHERS as OTHER_PARTIES
from dashboard.data.flows import SIDES, in_order
from dashboard.theme import OTHERS, REGIONS, faded, state_colours
from dashboard.words import million_tiv, percent
from etl.questions import Answer

_PAD_PX = 16  # between two parties: room for the name of one that is hardly a pixel high
_BANDS_PX = 320  # the height of all bands together
_NAMES_PX, _NAME_CHARS, _LINE_PX = 100, 17, 13  # room for names on either side
_EDGE = 1e-3  # plotly takes a place of exactly 0 for none


WORLD = "the world's volume"


def flow_bands(answer: Answer, *, title: str, regions: bool, whole: str = WORLD) -> go.Figure:
    """A Sankey diagram of flows between countries or regions that add up to a whole.

    The answer has a row for each band: ``supplier``, ``recipient`` and their names, ``tiv_m``,
    ``share_pct``, ``is_largest``, ``release``.
    """
    rows = answer.rows
    order = {side: list(in_order(rows, side)) for side in SIDES}
    named = [party for party in order["supplier"] if party != OTHER_PARTIES]
    colours = REGIONS if regions else state_colours(named)
    places = {side: {party: at for at, party in enumerate(order[side])} for side in SIDES}
    after = len(order["supplier"])  # recipients are counted on behind the suppliers
    most = max(len(ids) for ids in order.values())
    plot_px = _BANDS_PX + _PAD_PX * (most - 1)
    # At each end bands lie in the order of the parties at their other end.
    rows = rows.sort_values(list(SIDES), key=lambda ids: ids.map(places[str(ids.name)]))
    link = {
        "sort": "input",
        "source": rows["supplier"].map(places["supplier"]).tolist(),
        "target": (after + rows["recipient"].map(places["recipient"])).tolist(),
        "value": rows["tiv_m"].tolist(),
        "color": [
            faded(colours.get(supplier, OTHERS), 0.55) if largest else faded(OTHERS, 0.2)
            for supplier, largest in zip(rows["supplier"], rows["is_largest"], strict=True)
        ],
        "customdata": told(
            rows,
            f"{{supplier_name}} to {{recipient_name}}, {answer.period}",
            f"{{share_pct}} of {whole}",
            TIV,
            RELEASE,
        ),
        "hovertemplate": POINTED,
    }
    sides = [_side(rows, side, order[side], plot_px, answer.period, whole) for side in SIDES]
    node: dict[str, Any] = {
        key: [value for side in sides for value in side[key]] for key in ("x", "y", "customdata")
    }
    node |= {
        "color": [colours.get(party, OTHERS) for side in SIDES for party in order[side]],
        "sort": "input",
        "pad": _PAD_PX,
        "thickness": 10,
        "line": {"width": 0},
        "hovertemplate": POINTED,
    }
    trace = {
        "type": "sankey",
        "arrangement": "fixed",
        # Of the bands, and then of the parties: see ``static/bands.js``.
        "ids": [
            *(rows["supplier"] + TO + rows["recipient"]),
            *(party + TO for party in order["supplier"]),
            *(TO + party for party in order["recipient"]),
        ],
        "meta": [name for side in sides for name in side["named"]],
        "node": node,
        "link": link,
    }
    return framed(
        [trace],
        title=title,
        subtitle=f"Share of {whole} (TIV)"
        + (" of arms transfers" if whole == WORLD else "")
        + f", per cent, {answer.period}; suppliers left, recipients right"
        + ("" if rows["is_largest"].all() else "; pale bands are all other flows"),
        source=answer.source_note,
        plot_px=plot_px,
        axis_px=12,
        left_px=_NAMES_PX,
        right_px=_NAMES_PX,
        annotations=[note for side in sides for note in side["notes"]],
        xaxis={"visible": False},
        yaxis={"visible": False},
    )


def _side(
    rows: pd.DataFrame, side: str, ids: list[str], plot_px: int, years: str, whole: str
) -> dict[str, list[Any]]:
    """The parties of one side from top to bottom, spread over the height of the plot.

    plotly would order them so that few bands cross. In order of volume they can be read as a
    ranking; their places are those of their centres, as parts of the height.
    """
    groups = rows.groupby(side)
    sums, names = groups["tiv_m"].sum(), groups[f"{side}_name"].first()
    world = float(sums.sum())
    gap = (1 - _BANDS_PX / plot_px) / max(len(ids) - 1, 1)
    places, top = [], 0.0
    for party in ids:
        height = sums[party] / world * _BANDS_PX / plot_px
        places.append(min(max(top + height / 2, _EDGE), 1 - _EDGE))
        top += height + gap
    shares = {party: percent(100 * sums[party] / world) for party in ids}
    lines = [textwrap.wrap(f"{names[party]} {shares[party]}", _NAME_CHARS) for party in ids]
    heights = [_LINE_PX * len(each) / plot_px for each in lines]
    # Beside the bands, where plotly (7.1) would write on them; heights count from below.
    beside: dict[str, Any] = {"x": 0, "xanchor": "right", "xshift": -4, "align": "right"}
    if side == "recipient":
        beside = {"x": 1, "xanchor": "left", "xshift": 4, "align": "left"}
    stand = apart([1 - place for place in places], heights, 1)
    notes = [
        note(
            "<br>".join(escape(line, quote=False) for line in each),
            size=11,
            xref="paper",
            y=height,
            yref="paper",
            yanchor="middle",
            **beside,
        )
        for each, height in zip(lines, stand, strict=True)
    ]
    did = "supplied" if side == "supplier" else "received"
    return {
        "named": [f"{names[party]} {shares[party]}" for party in ids],
        "notes": notes,
        "x": [_EDGE if side == "supplier" else 1 - _EDGE] * len(ids),
        "y": places,
        "customdata": [
            hover(
                f"{names[party]}, {years}",
                f"{did} {shares[party]} of {whole}",
                million_tiv(sums[party]),
                f"{rows['release'].iloc[0]} release",
            )
            for party in ids
        ],
    }

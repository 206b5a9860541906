"""Suppliers by recipients: a heat map in classes of one hue, with the number in each cell."""

from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import POINTED, RELEASE, TIV, TO, framed, largest, told
from dashboard.charts.parts import MOST_OF_OTHERS, NAMED
from dashboard.charts.ranking import broken
from dashboard.data.flows import OTHERS as OTHER_PARTIES
from dashboard.data.flows import SIDES, in_order
from dashboard.theme import INK, OTHERS, PAGE, SEQUENTIAL
from dashboard.words import listed, with_article
from etl.questions import Answer

_ROW_PX = 22
_CHAR_PX = 6  # a letter of a supplier's name, which stands upright above the cells
_SHARES = (1, 5, 10, 25, 50)  # per cent
_STEPS = tuple(step * 10**power for power in range(6) for step in (1, 2, 5))


def matrix_cells(answer: Answer, *, title: str, column: str, everyone: pd.DataFrame) -> go.Figure:
    """A heat map of ``of_imports_pct`` or ``tiv_m``; a pair without deliveries is an empty cell.

    The answer has a row for each pair with deliveries: ``supplier``, ``recipient`` and their names,
    both measures, ``release``. The pointer names who the others are, out of ``everyone``: the
    flows that the cells are sums of.
    """
    rows = answer.rows
    of_imports = column == "of_imports_pct"
    limits = _SHARES if of_imports else _limits(float(rows["tiv_m"].max()))
    suppliers, recipients = (list(in_order(rows, side)) for side in SIDES)
    classes = pd.cut(rows[column], [-1, *limits, float("inf")], right=False, labels=False)
    others, notes = _others(rows, everyone), _largest_others(rows, everyone)
    cells = rows.assign(
        colour=classes,
        text=[_share(value) if of_imports else _billion(value) for value in rows[column]],
        hover=told(
            rows.assign(others=others),
            f"{{supplier_name}} to {{recipient_name}}, {answer.period}",
            "{of_imports_pct} of the recipient's imports",
            f"{TIV}{{others}}",
            RELEASE,
        ),
    )

    def grid(part: str, which: "pd.Series[bool]") -> list[list[object]]:
        """A column of those cells, a row for each recipient; None where there is none of them."""
        wide = cells[which].pivot(index="recipient", columns="supplier", values=part)
        wide = wide.reindex(index=recipients, columns=suppliers).astype("object")
        return wide.where(wide.notna(), None).to_numpy().tolist()

    names = {side: dict(zip(rows[side], rows[f"{side}_name"], strict=True)) for side in SIDES}
    heads = [broken(names["supplier"][party]) for party in suppliers]
    last = len(SEQUENTIAL) - 1
    names_px = round(_CHAR_PX * max(len(line) for name in heads for line in name.split("<br>"))) + 8
    plot_px = _ROW_PX * len(recipients) + names_px
    common = {
        "type": "heatmap",
        "x": heads,
        "y": [names["recipient"][party] for party in recipients],
        "texttemplate": "%{text}",
        "hoverinfo": "skip",
        "xgap": 1,
        "ygap": 1,
        "zmin": 0,
        "zmax": last,
        "colorscale": [[place / last, colour] for place, colour in enumerate(SEQUENTIAL)],
        "showscale": False,
    }
    # The numbers of a trace have one colour, and dark ones cannot be read on dark cells.
    traces = [
        common
        | {
            "name": name,
            "z": grid("colour", of_class),
            "text": [[value or "" for value in line] for line in grid("text", of_class)],
            "textfont": {"size": 10, "color": colour},
        }
        for name, of_class, colour in (
            ("little", cells["colour"] < len(SEQUENTIAL) / 2, INK),
            ("much", cells["colour"] >= len(SEQUENTIAL) / 2, PAGE),
        )
    ]
    # plotly.js 4 selects no cell of a heat map (``traces/heatmap`` has no ``selectPoints``), so an
    # unseen point over each is what is touched.
    nothing = {"marker": {"opacity": 0}}
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": [broken(names["supplier"][party]) for party in cells["supplier"]],
        "y": [names["recipient"][party] for party in cells["recipient"]],
        "ids": (cells["supplier"] + TO + cells["recipient"]).tolist(),
        "customdata": cells["hover"].tolist(),
        "hovertemplate": POINTED,
        "marker": {"symbol": "square", "size": _ROW_PX, "opacity": 0, "color": OTHERS},
        "selected": nothing,
        "unselected": nothing,
    }
    what = (
        "Share of the recipient's arms imports by volume (TIV), per cent"
        if of_imports
        else "Volume of arms transfers, billion TIV"
    )
    return framed(
        [*traces, points],
        title=title,
        subtitle=f"{what}, {answer.period}; columns are suppliers, empty is no delivery",
        notes=notes,
        source=answer.source_note,
        plot_px=plot_px,
        axis_px=12,
        left_px=128,
        key=_key(limits, of_imports),
        xaxis={
            "type": "category",
            "side": "top",
            "tickangle": -90,  # however wide the columns are, so that no two names meet
            "tickfont": {"size": 11, "color": INK},
            # The unseen points would have plotly leave room around them.
            "range": [-0.5, len(suppliers) - 0.5],
        },
        yaxis={
            "type": "category",
            "range": [len(recipients) - 0.5, -0.5],
            "showgrid": False,
            "domain": [0, 1 - names_px / plot_px],
            "tickfont": {"size": 11, "color": INK},
        },
    )


def _others(rows: pd.DataFrame, everyone: pd.DataFrame) -> list[str]:
    """Who the largest are of those that each cell sums up on one side; none on both."""
    named = everyone.copy()
    for side in SIDES:
        named[side] = everyone[side].where(everyone[side].isin(rows[side]), OTHER_PARTIES)
    told = {}
    for pair, flows in named.groupby([*SIDES]):
        other = [side for side, party in zip(SIDES, pair, strict=True) if party == OTHER_PARTIES]
        if len(other) == 1:
            names = flows.assign(partner_name=flows[f"{other[0]}_name"])
            told[pair] = f":<br>{largest(names, 'tiv_m')}"
    return [told.get(pair, "") for pair in zip(*(rows[side] for side in SIDES), strict=True)]


def _largest_others(rows: pd.DataFrame, everyone: pd.DataFrame) -> list[str]:
    """Who stands behind the other suppliers where these are over a third of what came, in print."""
    much = rows[
        (rows["supplier"] == OTHER_PARTIES)
        & (rows["recipient"] != OTHER_PARTIES)
        & (rows["of_imports_pct"] > 100 * MOST_OF_OTHERS)
    ]
    told = []
    for recipient in much.nlargest(NAMED, "tiv_m")["recipient"]:
        flows = everyone[everyone["recipient"] == recipient]
        shares = 100 * flows["tiv_m"] / flows["tiv_m"].sum()
        top = flows[~flows["supplier"].isin(rows["supplier"])].nlargest(NAMED, "tiv_m")
        names = [
            f"{with_article(name)} {_share(shares[at])} %"
            for at, name in top["supplier_name"].items()
        ]
        told.append(f"{with_article(flows['recipient_name'].iloc[0])} from {listed(names)}")
    return [f"The largest of Others, by share of imports: {'; '.join(told)}."] if told else []


def _limits(largest_tiv_m: float) -> tuple[int, ...]:
    """Limits of the classes of volume: the round numbers below the largest volume."""
    below = [step for step in _STEPS if step < largest_tiv_m]
    return tuple(below[-len(_SHARES) :]) or _STEPS[:1]


def _key(limits: tuple[int, ...], of_imports: bool) -> dict[str, str]:
    """The limits of each class with its colour."""

    def words(value: int) -> str:
        return f"{value}" if of_imports else f"{value / 1000:g}"

    names = [f"under {words(limits[0])}"]
    names += [f"{words(low)}–{words(high)}" for low, high in pairwise(limits)]
    names.append(f"{words(limits[-1])} and more")
    return dict(zip(names, SEQUENTIAL, strict=False))


def _share(value: float) -> str:
    return f"{value:.0f}" if value >= 1 else "<1"


def _billion(tiv_m: float) -> str:
    return f"{tiv_m / 1000:.1f}" if tiv_m >= 50 else "<0.1"

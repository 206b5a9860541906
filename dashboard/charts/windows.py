"""Bars by window: dependence on few partners, and what a pair traded."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import (
    FROM_ZERO,
    RELEASE,
    TIV,
    bar,
    framed,
    told,
    whole,
    windows_axis,
)
from dashboard.charts.labels import note
from dashboard.theme import ACCENT, INK, PALETTE, state_colours
from dashboard.words import SPACE, cells, lengths, roughly
from etl.questions import Answer

OF_IMPORTS, OF_EXPORTS = ACCENT, PALETTE[3]


@dataclass(frozen=True)
class Dependence:
    """A way to measure how much a trade depends on few partners.

    Attributes:
        label: Its name for a choice.
        what: What it is called in a title.
        unit: Its unit; ``{periods}`` is what periods of that length are called.
        column: Its column.
        full: The highest that it can be, if there is one.
    """

    label: str
    what: str
    unit: str
    column: str
    full: int = 0


DEPENDENCE = {
    "index": Dependence(
        "Index", "concentration",
        "Herfindahl–Hirschman index of the partners' shares, {periods}; 10,000 is a single partner",
        "hhi_points", 10_000,
    ),
    "largest": Dependence(
        "Largest partner's share", "share of the largest partner",
        "Per cent of the volume (TIV), {periods}", "largest_share_pct", 100,
    ),
    "partners": Dependence(
        "Number of partners", "number of partners", "Partners with deliveries, {periods}",
        "partners",
    ),
}  # fmt: skip


def dependence_bars(answer: Answer, *, measure: Dependence, title: str) -> go.Figure:
    """Dependence on few partners by window, as bars.

    The answer has rows ``hhi_points``, ``largest_share_pct``, ``partners``, ``release`` by window.
    """
    rows = answer.rows.sort_values("first_year")
    spans = list(zip(rows["first_year"], rows["last_year"], strict=True))
    full = measure.full
    bars = bar(
        cells(rows, "period"),
        rows[measure.column],
        text=map(roughly, cells(rows, measure.column)),
        textfont={"color": INK},
        hover=told(
            rows,
            "{period}",
            "{hhi_points} of 10,000 points",
            "{partners} partners, the largest with {largest_share_pct}",
            RELEASE,
        ),
    )
    return framed(
        [bars],
        title=title,
        subtitle=measure.unit.format(periods=lengths(spans)),
        source=answer.source_note,
        plot_px=210,
        bargap=0.5,
        # Above the full value there is room for its label.
        yaxis={"range": [0, 1.08 * full], "tickformat": ",d", "dtick": full / 4}
        if full
        else {"rangemode": "tozero"} | whole(float(rows[measure.column].max())),
        **windows_axis(cells(rows, "period")),
    )


def pair_windows(answer: Answer, *, supplier: str, title: str) -> go.Figure:
    """Bars of the volume by period, where no single years are loaded; a gap is not covered.

    The answer has rows ``first_year``, ``last_year`` and ``tiv_m``; the colour is the supplier's.
    """
    rows, windows = answer.rows, cells(answer.rows, "period")
    bars = bar(
        windows,
        rows["tiv_m"],
        colour=state_colours([supplier])[supplier],
        text=map(roughly, cells(rows, "tiv_m")),
        hover=told(rows, "{period}", TIV, answer.releases),
    )
    return framed(
        [bars],
        title=title,
        subtitle=f"Million TIV in five years, {windows[0]} to {windows[-1]}",
        source=answer.source_note,
        plot_px=220,
        bargap=0.5,
        yaxis=FROM_ZERO,
        **windows_axis(windows),
    )


def pair_shares(answer: Answer, *, supplier: str, recipient: str, title: str) -> go.Figure:
    """Bars by period: the share of the recipient's imports above, of the supplier's exports below.

    Both on one scale, in two rows because the numbers of two bars would not fit beside each other
    on a phone. The answer has rows ``first_year``, ``last_year``, ``of_imports_pct``,
    ``of_exports_pct``, ``tiv_m``, ``imports_tiv_m`` and ``exports_tiv_m``; a share that is not
    known is a gap. The names of both are in the possessive.
    """
    rows, windows = answer.rows, cells(answer.rows, "period")
    traces = [
        bar(
            windows,
            rows[of],
            name=name,
            colour=colour,
            text=pd.Series(map(roughly, cells(rows, of)), rows.index)
            .mask(rows[of] == 0, "none")
            .where(rows[of].notna(), ""),
            textfont={"size": 11},
            hover=told(
                rows,
                f"{name}, {{period}}",
                f"{{{of}}}: {{tiv_m}} of {{{whole}}}{SPACE}million TIV",
                answer.releases,
            ),
            yaxis=axis,
        )
        for name, of, whole, colour, axis in (
            (f"of {recipient} imports", "of_imports_pct", "imports_tiv_m", OF_IMPORTS, "y2"),
            (f"of {supplier} exports", "of_exports_pct", "exports_tiv_m", OF_EXPORTS, "y"),
        )
    ]
    # Room for the number above the highest bar.
    top = 1.25 * max((pct for trace in traces for pct in trace["y"] if pct is not None), default=1)
    scale = {"range": [0, top or 1], "ticksuffix": f"{SPACE}%", "nticks": 4}
    return framed(
        traces,
        title=title,
        subtitle=f"Per cent of the volume (TIV) in five years, {windows[0]} to {windows[-1]}",
        source=answer.source_note,
        notes=["Below each period what was delivered in it, million TIV."],
        annotations=[
            note(
                trace["name"],
                size=12,
                x=0,
                xref="paper",
                xanchor="left",
                y=1,
                yanchor="bottom",
                yref=f"{trace['yaxis']} domain",
            )
            for trace in traces
        ],
        bargap=0.4,
        yaxis={"domain": [0, 0.42], **scale},
        yaxis2={"domain": [0.52, 0.94], **scale},
        **windows_axis(windows, [*map(roughly, cells(rows, "tiv_m"))]),
    )

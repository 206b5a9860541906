"""Who is told apart where a trade is drawn in parts, and rows of small bars where they are many."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from dashboard.charts.frame import BESIDE_NAMES
from dashboard.charts.labels import note
from dashboard.theme import GRID
from etl.questions import Answer

NAMED = 3  # partners that a headline names, which are always drawn
_STACKED, _IN_ROWS = 7, 12
MOST_OF_OTHERS = 1 / 3  # of a bar; where they are more, rows have room for more partners
TOO_SMALL_TIV_M = 50  # a period with less says nothing about who supplies whom
PALE = 0.5  # what is drawn beside what matters
_ROW_PX, _BETWEEN_PX = 26, 16  # a row of bars, and what stands above the next one
_NAME_CHARS = 20


def told_apart(
    rows: pd.DataFrame, headline: "pd.Series[bool]", bar: str | None = None
) -> tuple[list[str], bool]:
    """The partners that are told apart, the largest first, and whether they need rows.

    Args:
        rows: ``partner`` and ``tiv_m`` of all that is shown.
        headline: Which of the rows the headline is about: its largest are among them.
        bar: The column whose values have a bar each, in none of which the others may be too much;
            all rows together, if none is given.
    """
    sizes = _by_partner(rows)
    first = [*_by_partner(rows[headline]).index[:NAMED]]

    def largest(number: int) -> list[str]:
        chosen = list(dict.fromkeys([*first, *sizes.index]))[:number]
        return [partner for partner in sizes.index if partner in chosen]

    shown = largest(_STACKED)
    bars = rows[bar] if bar else pd.Series(0, rows.index)
    whole = rows.groupby(bars)["tiv_m"].sum()
    others = rows[~rows["partner"].isin(shown)].groupby(bars)["tiv_m"].sum()
    if (others / whole[whole >= TOO_SMALL_TIV_M] > MOST_OF_OTHERS).any():
        return largest(_IN_ROWS), True
    return shown, False


def _by_partner(rows: pd.DataFrame) -> "pd.Series[float]":
    sizes = rows[rows["tiv_m"] > 0].groupby("partner", sort=True)["tiv_m"].sum()
    return sizes.sort_values(ascending=False, kind="stable")


def in_rows(traces: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A layout of one row for each trace of bars, all on one scale, named beside it.

    The traces are changed to stand there; what is given goes to :func:`framed`.
    """
    pitch = _ROW_PX + _BETWEEN_PX
    plot_px = pitch * len(traces)
    top = max((value for trace in traces for value in trace["y"] if value is not None), default=0)
    names: list[dict[str, Any]] = []
    layout = {"plot_px": plot_px, "left_px": BESIDE_NAMES["left_px"], "annotations": names}
    # From the lowest row up, because the axis of x stands below the first axis of y.
    for place, trace in enumerate(reversed(traces)):
        number = f"{place + 1}" if place else ""
        bottom = place * pitch / plot_px
        trace |= {"yaxis": f"y{number}"}
        layout[f"yaxis{number}"] = {
            "domain": [bottom, bottom + _ROW_PX / plot_px],
            "range": [0, top or 1], "visible": True, "showgrid": False, "showticklabels": False,
            "zeroline": True, "zerolinecolor": GRID,
        }  # fmt: skip
        name = "<br>".join(textwrap.wrap(trace["name"], _NAME_CHARS))
        names.append(
            note(
                name, size=12, x=0, xref="paper", xanchor="right", xshift=-8, align="right",
                y=bottom + _ROW_PX / 2 / plot_px, yref="paper", yanchor="middle",
            )
        )  # fmt: skip
    return layout


def is_empty(answer: Answer, period: str) -> bool:
    """Whether it is said that nothing was delivered in a period, or that nobody was there."""
    said = ("no deliveries", "no members")
    return any(period in gap and any(words in gap for words in said) for gap in answer.gaps)


def pale_unless(counts: Iterable[bool]) -> list[float]:
    """The opacity of bars: full where they count."""
    return [1.0 if each else PALE for each in counts]

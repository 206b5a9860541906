"""Stacked bars of partners' shares by period, or a row of bars for each of many partners."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import (
    PER_CENT,
    RELEASE,
    TIV,
    bar,
    framed,
    heading,
    largest,
    marks,
    told,
    windows_axis,
)
from dashboard.charts.labels import beside
from dashboard.charts.parts import (
    TOO_SMALL_TIV_M,
    in_rows,
    is_empty,
    pale_unless,
    told_apart,
)
from dashboard.theme import INK, OTHERS, PAGE, state_colours, text_on
from dashboard.words import SPACE, cells, change, lengths, roughly, stated, summed
from etl.questions import Answer
from etl.questions.answer import period

_PLOT_PX = 340
_LABELLED_PCT = 6.0  # a part needs this much height to carry its own number
_CODED_PCT = 9.0  # and this much for who it is as well
_EDGE = {"width": 0.5, "color": PAGE}


def share_windows(answer: Answer, *, title: str) -> go.Figure:
    """Bars of partners' shares by window, with the volume of each window below it.

    The partners are those with most volume in all windows; the three largest of the last one, which
    a headline names, are always among them. They are named beside the last bar.

    The answer has rows ``partner``, ``partner_name``, ``share_pct``, ``tiv_m``, ``rank``,
    ``first_year``, ``last_year``, ``release``; it is asked of ``first_years`` to ``last_years``.
    """
    # All windows asked for, so that one without deliveries keeps its place on the axis.
    spans = list(zip(answer.params["first_years"], answer.params["last_years"], strict=True))
    windows = [period(*span) for span in spans]
    rows = answer.rows.assign(window=cells(answer.rows, "period"))
    shown, are_many = told_apart(rows, rows["window"] == windows[-1], "window")
    colours = state_colours(shown)
    volumes = rows.groupby("window")["tiv_m"].sum()
    counts = [volumes.get(window, 0.0) >= TOO_SMALL_TIV_M for window in windows]
    rows = rows.assign(**_past(rows, windows))
    lines = ["{partner_name}, {period}", "{share_pct} of the volume, rank {rank}",
             f"{TIV}{{moved}}", *(["{trend}"] if len(windows) > 1 else []), RELEASE]  # fmt: skip
    traces = []
    for partner in shown:
        part = rows[rows["partner"] == partner]
        look = {
            "name": part["partner_name"].iloc[0],
            "meta": partner,
            "ids": marks(partner, windows),
        }
        traces.append(_part(part, windows, colours[partner], lines) | look)
    others = rows[~rows["partner"].isin(shown)]
    rest = others.groupby(["window", "first_year", "last_year"])
    if len(rest):
        sums = rest.agg(share_pct=("share_pct", "sum"), tiv_m=("tiv_m", "sum"), n=("tiv_m", "size"))
        named = [largest(others[others["window"] == window], "share_pct")
                 for window in sums.index.get_level_values("window")]  # fmt: skip
        sums = sums.reset_index().assign(named=named)
        lines = ["{n} others, {period}", "{share_pct} of the volume", TIV, "{named}"]
        traces.append(_part(sums, windows, OTHERS, lines) | {"name": "Others"})
    for trace in traces:
        trace["marker"]["opacity"] = pale_unless(counts)
    under = [_under(answer, rows[rows["window"] == window], window) for window in windows]
    return framed(
        traces,
        title=title,
        subtitle=heading(answer.unit, lengths(spans)),
        source=answer.source_note,
        notes=[
            "Below each period its volume in million TIV."
            + ("" if all(counts) else f" Pale: under {TOO_SMALL_TIV_M}, too little to mean much.")
        ],
        **windows_axis(windows, under),
        **(_rows(traces) if are_many else _stack(traces, counts)),
    )


def _past(rows: pd.DataFrame, windows: Sequence[str]) -> dict[str, list[str]]:
    """What each part changed against the window before, and the shares of its partner in all."""
    keys = list(zip(rows["partner"], rows["window"], strict=True))
    volumes, shares = (dict(zip(keys, rows[name], strict=True)) for name in ("tiv_m", "share_pct"))
    before = {late: early for early, late in pairwise(windows)}
    moved, trend = [], []
    for partner, window in keys:
        was = before.get(window)
        then, now = volumes.get((partner, was or ""), 0.0), volumes[partner, window]
        against = f"{change(100 * (now / then - 1))} against {was}" if then else f"none in {was}"
        moved.append(f", {against}" if was and now else "")
        ever = [shares.get((partner, one), 0.0) for one in windows]
        numbers = [_number(pct) if pct else "0" for pct in ever]
        trend.append(f"Share from {windows[0]} on: {' → '.join(numbers)}{SPACE}%")
    return {"moved": moved, "trend": trend}


def colours_of(figure: go.Figure) -> dict[str, str]:
    """The colour of each partner on a figure of shares, for the page's other charts to keep."""
    return {trace.meta: trace.marker.color for trace in figure.data if trace.meta}


def _part(
    rows: pd.DataFrame, windows: list[str], colour: str, lines: Sequence[str]
) -> dict[str, Any]:
    """Parts of one colour; a covered window without a row had no deliveries: zero, no gap."""
    shares = rows.set_index("window")["share_pct"].reindex(windows).fillna(0.0)
    texts = dict(zip(rows["window"], told(rows, *lines), strict=True))
    return bar(
        windows,
        shares,
        marker={"color": colour, "line": _EDGE},
        hover=[texts.get(window, "") for window in windows],
    )


def _under(answer: Answer, rows: pd.DataFrame, window: str) -> str:
    """What stands under the bar of a window: how much it is a part of."""
    if rows.empty or not rows["tiv_m"].any():
        return "none" if is_empty(answer, window) else "not known"
    volume = roughly(stated(summed(rows, "tiv_m"), "tiv_m"))
    return f"only {volume}" if rows["tiv_m"].sum() < TOO_SMALL_TIV_M else volume


def _stack(traces: list[dict[str, Any]], counts: Sequence[bool]) -> dict[str, Any]:
    """One bar a window, its parts named beside the last one, and by their code where they are not.

    Only who is neither is left to the key.
    """
    labels, key, top = {}, {}, 0.0
    for trace in traces:
        name, colour, share = trace["name"], trace["marker"]["color"], trace["y"][-1]
        code = ""
        if share > 0:
            number = "" if share >= _LABELLED_PCT else f"{SPACE}{_number(share)}"
            labels[f"{name}{number}"] = (top + share / 2, colour)
            top += share
        else:
            code = str(trace.get("meta", ""))
            code = code if len(code) == 3 else ""
            key[f"{name} ({code})" if code else name] = colour
        trace |= {
            "text": [_in_part(pct, code) for pct in trace["y"]],
            "textposition": "inside", "insidetextanchor": "middle", "textangle": 0,
            "textfont": {
                "color": [text_on(colour) if counted else INK for counted in counts], "size": 12,
            },
        }  # fmt: skip
    notes, right_px = beside(labels, span=100, plot_px=_PLOT_PX)
    return {
        "plot_px": _PLOT_PX, "key": key, "annotations": notes, "right_px": right_px,
        "barmode": "stack", "bargap": 0.3, "yaxis": PER_CENT,
    }  # fmt: skip


def _rows(traces: list[dict[str, Any]]) -> dict[str, Any]:
    """A row of bars for each partner, with all numbers above them."""
    for trace in traces:
        trace |= {
            "text": [_number(pct) if pct else "" for pct in trace["y"]],
            "textposition": "outside", "cliponaxis": False, "textfont": {"color": INK, "size": 11},
        }  # fmt: skip
    return in_rows(traces) | {"bargap": 0.3}


def _in_part(share_pct: float, code: str) -> str:
    if share_pct < _LABELLED_PCT:
        return ""
    return (
        f"{code}<br>{_number(share_pct)}"
        if code and share_pct >= _CODED_PCT
        else _number(share_pct)
    )


def _number(share_pct: float) -> str:
    return f"{share_pct:.0f}" if share_pct >= 0.5 else "<1"

"""Horizontal bars, each with its value: who leads, and what explains a change."""

import textwrap

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import BESIDE_NAMES, RELEASE, TIV, bar, framed, heading, told
from dashboard.theme import ACCENT, OTHERS
from dashboard.words import capital, cells, roughly, signed
from etl.questions import Answer

_DEPENDENT, _CHANGED = 15, 7  # so many bars, of those that grew as of those that fell


def ranking_bars(
    answer: Answer, *, label: str, title: str, limit: int = 12, widest_pct: float | None = None
) -> go.Figure:
    """Bars of ``share_pct``, labelled with the share and the change against the period before.

    Args:
        answer: Rows ``share_pct``, ``tiv_m``, ``release`` and the label's column; ``change_pct``
            where the period before is known.
        label: The column that names a bar.
        widest_pct: The largest share of all charts that are to share one scale.
    """
    rows = answer.rows[answer.rows["tiv_m"].notna()].head(limit)
    changes = [""] * len(rows)
    if "change_pct" in rows:
        changes = [roughly(text).strip("–") for text in cells(rows, "change_pct")]
    rows = rows.assign(moved=[x and f", {x} against the five years before" for x in changes])
    bars = bar(
        rows["share_pct"],
        [broken(name) for name in rows[label]],
        orientation="h",
        text=[
            roughly(share) + (changed and f"  ({changed})")
            for share, changed in zip(cells(rows, "share_pct"), changes, strict=True)
        ],
        textfont={"size": 12},
        constraintext="none",
        ids=list(rows["state_id"]) if "state_id" in rows else None,
        hover=told(rows, f"{{{label}}}", "{share_pct} of the volume", f"{TIV}{{moved}}", RELEASE),
    )
    against = "; in brackets the change of the volume against the five years before"
    return framed(
        [bars],
        title=title,
        subtitle=heading(answer.unit, answer.period) + (against if any(changes) else ""),
        source=answer.source_note,
        plot_px=24 * len(rows) + 10,
        **BESIDE_NAMES,
        bargap=0.3,
        # Room on the right for the labels behind the bars.
        xaxis={
            "range": [0, (widest_pct or float(rows["share_pct"].max())) * 1.75],
            "visible": False,
        },
    )


def dependence_on_one(answer: Answer, *, title: str) -> go.Figure:
    """Bars of the largest supplier's share, labelled with it, the supplier's name and the volume.

    The answer has rows ``name``, ``largest_partner``, ``largest_pct``, ``tiv_m`` and ``release``.
    """
    rows = answer.rows.head(_DEPENDENT)
    shares = cells(rows, "largest_pct")
    bars = bar(
        rows["largest_pct"],
        [broken(name) for name in rows["name"]],
        orientation="h",
        text=[f"{roughly(share)}  {whom}" for share, whom in
              zip(shares, rows["largest_partner"], strict=True)],
        textfont={"size": 12},
        textposition="inside",
        insidetextanchor="start",
        constraintext="none",
        ids=list(rows["state_id"]),
        hover=told(rows, "{name}", "{largest_pct} by one supplier: {largest_partner}", TIV,
                   RELEASE),
    )  # fmt: skip
    of = f"; the {len(rows)} largest of {len(answer.rows)}" if len(answer.rows) > len(rows) else ""
    return framed(
        [bars],
        title=title,
        subtitle=f"Share of the largest supplier in the volume (TIV), {answer.period}{of}",
        source=answer.source_note,
        plot_px=26 * len(rows) + 10,
        **BESIDE_NAMES,
        bargap=0.25,
        xaxis={"range": [0, 100], "visible": False},
    )


def changed_bars(answer: Answer, *, title: str) -> go.Figure:
    """Bars of the change of each partner's volume: those that grew most, and those that fell most.

    The answer has rows ``partner_name``, ``tiv_m``, ``previous_tiv_m`` and ``change_tiv_m``, the
    largest change first; its period names both.
    """
    rows = answer.rows
    grown, fallen = rows[rows["change_tiv_m"] > 0], rows[rows["change_tiv_m"] < 0]
    rows = pd.concat([grown.head(_CHANGED), fallen.tail(_CHANGED)])
    bars = bar(
        rows["change_tiv_m"],
        [broken(name) for name in rows["partner_name"]],
        colour=[ACCENT if tiv > 0 else OTHERS for tiv in rows["change_tiv_m"]],
        orientation="h",
        text=map(roughly, cells(rows, "change_tiv_m")),
        textfont={"size": 12},
        constraintext="none",
        ids=list(rows["partner"]),
        hover=told(
            rows,
            "{partner_name}",
            f"{{change_tiv_m}}: {{previous_tiv_m}} before, now {TIV}",
            RELEASE,
        ),
    )
    return framed(
        [bars],
        title=title,
        subtitle=f"Change of the volume in million TIV, {answer.period}",
        source=answer.source_note,
        plot_px=24 * len(rows) + 10,
        **BESIDE_NAMES,
        bargap=0.3,
        xaxis={"range": _with_numbers(rows["change_tiv_m"], 0.3), "visible": False},
    )


def revised_deals(answer: Answer, *, title: str) -> go.Figure:
    """Bars of the change of volume by cause, in grey what is no revision.

    The answer has rows ``what``, ``deals``, ``change_tiv_m`` and ``is_revision``, with the years.
    """
    rows = answer.rows.assign(cause=[capital(what) for what in answer.rows["what"]])
    plot_px = max(36 * len(rows), 120)  # a single bar is no thicker
    bars = bar(
        rows["change_tiv_m"],
        [broken(cause) for cause in rows["cause"]],
        width=25 * len(rows) / plot_px,
        colour=[ACCENT if is_revision else OTHERS for is_revision in rows["is_revision"]],
        orientation="h",
        text=[
            f"{signed(tiv)}<br>({count:,})"
            for tiv, count in zip(rows["change_tiv_m"], rows["deals"], strict=True)
        ],
        textfont={"size": 12},
        constraintext="none",
        hover=told(rows, "{cause}", "{change_tiv_m} million TIV", "{deals} deals"),
    )
    first, last = rows["first_year"].iloc[0], rows["last_year"].iloc[0]
    return framed(
        [bars],
        title=title,
        subtitle=f"Million TIV, deals with deliveries in {first}–{last}; in brackets how many. In"
        " grey what is no revision",
        source=answer.source_note,
        plot_px=plot_px + 10,
        **BESIDE_NAMES,
        xaxis={"range": _with_numbers(rows["change_tiv_m"], 0.6), "visible": False},
    )


def _with_numbers(changes: "pd.Series[float]", room: float) -> list[float]:
    """A range from zero to both ends, with a part of its length beyond each for the numbers."""
    low, high = min(0.0, changes.min()), max(0.0, changes.max())
    beyond = room * (high - low or 1.0)
    return [low - beyond, high + beyond]


def broken(name: str) -> str:
    """A long name over two lines, so that it fits beside its bar."""
    return "<br>".join(textwrap.wrap(name, 20))

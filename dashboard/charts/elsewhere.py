"""What other publishers count: money by donor, month and year, items by kind, and rows of words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import BESIDE_NAMES, FROM_ZERO, bar, framed, hover, told, years_axis
from dashboard.charts.ranking import broken
from dashboard.theme import ACCENT, OTHERS, PAGE, PALETTE
from dashboard.words import SPACE, cells, day, listed
from etl.questions import Answer
from etl.questions.answer import period

_LARGEST = 15
_LETTERS = 52  # of a line of words, which a phone has room for
_LINE_PX = 19
_EDGED = 0.01  # of the highest bar; the edges of lower parts would hide them
_SAMPLE = "sample"  # what is said of a year of which the table holds some notices only


def euro_bars(answer: Answer, *, column: str, name: str, key: str, title: str) -> go.Figure:
    """Bars of millions of euros (``column``) in the order of the rows, those of none left out.

    Whose bar each is, the column ``name`` says in words and ``key`` by code.
    """
    rows = answer.rows[answer.rows[column] > 0].head(_LARGEST)
    bars = bar(
        rows[column], [broken(words) for words in rows[name]],
        orientation="h", text=cells(rows, column), ids=list(rows[key]),
        hover=told(rows, f"{{{name}}}", f"{{{column}}}{SPACE}million euros"),
    )  # fmt: skip
    return framed(
        [bars], title=title, subtitle=f"Million euros of the day, {answer.period}",
        source=answer.source_note, plot_px=24 * len(rows) + 10, **BESIDE_NAMES, bargap=0.3,
        xaxis={"range": [0, 1.2 * float(rows[column].max())], "visible": False},
    )  # fmt: skip


def month_bars(answer: Answer, *, title: str) -> go.Figure:
    """Bars of a donor's military aid (``military_eur_m``) by month (``year_month``)."""
    rows = answer.rows
    bars = bar(
        rows["year_month"], rows["military_eur_m"],
        hover=told(rows, "{year_month}", f"{{military_eur_m}}{SPACE}million euros"),
    )  # fmt: skip
    return framed(
        [bars], title=title, subtitle=f"Million euros of the day a month, {answer.period}",
        source=answer.source_note, yaxis=FROM_ZERO, xaxis={"type": "date"}, bargap=0.15,
    )  # fmt: skip


def year_bars(answer: Answer, *, column: str, title: str, subtitle: str) -> go.Figure:
    """Bars of what was reported of each year; nothing stands where nothing was reported."""
    rows = answer.rows
    bars = bar(rows["year"], rows[column], hover=told(rows, "{year}", f"{{{column}}}"))
    gaps = rows.loc[rows[column].isna(), "year"]
    return framed(
        [bars], title=title, subtitle=subtitle, source=answer.source_note,
        notes=[f"No report for {_years(gaps)}, which does not mean zero."] if len(gaps) else [],
        yaxis=FROM_ZERO, xaxis=years_axis(int(rows["year"].min()), int(rows["year"].max())),
        bargap=0.2,
    )  # fmt: skip


def item_bars(answer: Answer, *, title: str) -> go.Figure:
    """For each kind of arms two bars of items: SIPRI's count and the Kiel Institute's.

    The answer has rows ``kind``, ``all_sipri_items`` and ``all_kiel_items``.
    """
    sums = answer.rows.drop_duplicates("kind").set_index("kind")
    names = {"all_sipri_items": "SIPRI, by origin", "all_kiel_items": "Kiel Institute, by who pays"}
    sums = sums[[*names]]
    key = dict(zip(names.values(), (ACCENT, PALETTE[1]), strict=True))
    bars = [
        bar(
            sums[column], [broken(kind) for kind in sums.index], orientation="h",
            colour=key[name], name=name, text=cells(sums, column),
            hover=[f"<b>{kind}</b><br>{name}: {items}"
                   for kind, items in zip(sums.index, cells(sums, column), strict=True)],
        )
        for column, name in names.items()
    ]  # fmt: skip
    return framed(
        bars, title=title, subtitle="Items", source=answer.source_note, key=key,
        plot_px=54 * len(sums) + 10, barmode="group", bargap=0.25, **BESIDE_NAMES,
        xaxis={"range": [0, 1.15 * float(sums.to_numpy().max())], "visible": False},
    )  # fmt: skip


def ceilings_by_year(answer: Answer, *, title: str) -> go.Figure:
    """Bars of the notices of each year, the largest below; hatched where they are a sample."""
    rows = answer.rows.dropna(subset=["year", "total_usd_m"])
    rows = rows.sort_values(["year", "total_usd_m"], ascending=[True, False])
    first, last = int(rows["year"].min()), int(rows["year"].max())
    sampled = rows["coverage"] == _SAMPLE
    edged = rows["total_usd_m"] >= _EDGED * rows.groupby("year")["total_usd_m"].sum().max()
    words = zip(
        rows["notified"].map(day), rows["recipient_name"], rows["what"].fillna(""),
        cells(rows, "total_usd_m"), strict=True,
    )  # fmt: skip
    bars = bar(
        rows["year"].astype(int),
        rows["total_usd_m"],
        hover=[
            hover(f"{when}, {who}", what, f"up to {most}{SPACE}million US dollars")
            for when, who, what, most in words
        ],
        marker={
            "color": ACCENT,
            "line": {"width": [0.5 if wide else 0 for wide in edged], "color": PAGE},
            "pattern": {"shape": ["/" if some else "" for some in sampled], "fillmode": "replace"},
        },
    )
    return framed(
        [bars],
        title=title,
        subtitle=f"Up to so many million US dollars of the day, {period(first, last)}",
        notes=["Hatched: years of which a sample is loaded."] if sampled.any() else [],
        source=answer.source_note,
        barmode="stack",
        bargap=0.2,
        left_px=64,
        yaxis=FROM_ZERO,
        xaxis=years_axis(first, last),
    )


def in_words(
    answer: Answer, lines: Iterable[Sequence[str]], *, title: str, subtitle: str
) -> go.Figure:
    """Rows of words one below the other, without any scale: numbers that cannot share one.

    The first line of each row is its number.
    """
    texts = [
        [f"<b>{head}</b>", *(part for line in more for part in textwrap.wrap(line, _LETTERS))]
        for head, *more in lines
    ]
    ends = pd.Series([len(text) + 1 for text in texts]).cumsum()
    words = {
        "type": "scatter", "mode": "text", "textposition": "bottom right", "hoverinfo": "skip",
        "cliponaxis": False, "x": [0] * len(texts), "y": [0, *ends.iloc[:-1]],
        "text": ["<br>".join(text) for text in texts], "textfont": {"size": 13},
    }  # fmt: skip
    rules = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": end - 0.5, "y1": end - 0.5,
         "line": {"color": OTHERS, "width": 0.5}}
        for end in ends.iloc[:-1]
    ]  # fmt: skip
    return framed(
        [words], title=title, subtitle=subtitle, source=answer.source_note, left_px=0, axis_px=8,
        plot_px=_LINE_PX * int(ends.iloc[-1]), shapes=rules,
        xaxis={"range": [0, 1], "visible": False},
        yaxis={"range": [int(ends.iloc[-1]), 0], "visible": False},
    )  # fmt: skip


def _years(years: pd.Series[int]) -> str:
    """Years in their order, those in a row as one period: ``2002 and 2008–12``."""
    runs = years.groupby((years.diff() != 1).cumsum())
    return listed([period(int(run.min()), int(run.max())) for _, run in runs])

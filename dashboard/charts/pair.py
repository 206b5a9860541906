"""What one supplier delivered to one recipient: volumes by year or period, and shares."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.frame import bar, framed, line
from dashboard.theme import ACCENT, PALETTE, faded, state_colours
from dashboard.words import SPACE, missing, percent, volume
from etl.questions import Answer
from etl.questions.answer import period

_HOVER = "%{customdata}<extra></extra>"
OF_IMPORTS, OF_EXPORTS = ACCENT, PALETTE[3]


def pair_volume(answer: Answer, supplier: str, *, title: str) -> go.Figure:
    """Bars of the yearly volume in the supplier's colour, and its five-year average as a line.

    Args:
        answer: Rows ``year``, ``tiv_m``, ``five_year_average_tiv_m`` and ``release``.
        supplier: The supplier's id, for its colour.
        title: Title of the figure.
    """
    rows = answer.rows
    colour = state_colours([supplier])[supplier]
    years = rows["year"].tolist()
    first, last = years[0], years[-1]
    averages = [
        None if missing(tiv) else float(tiv) for tiv in rows["five_year_average_tiv_m"].tolist()
    ]
    traces = [
        bar(
            name="Each year",
            x=years,
            y=rows["tiv_m"].tolist(),
            marker={"color": faded(colour, 0.6)},
            customdata=[
                f"<b>{year}</b><br>{volume(tiv)}{SPACE}million TIV<br>{answer.releases}"
                for year, tiv in zip(years, rows["tiv_m"], strict=True)
            ],
            hovertemplate=_HOVER,
        ),
        line(
            name="Average of the year and the four before",
            x=years,
            y=averages,
            line={"color": colour, "width": 2.5},
            customdata=[
                "" if tiv is None else f"<b>Average {period(year - 4, year)}</b><br>{volume(tiv)}"
                f"{SPACE}million TIV a year<br>{answer.releases}"
                for year, tiv in zip(years, averages, strict=True)
            ],
            hovertemplate=_HOVER,
        ),
    ]  # fmt: skip
    return framed(
        traces,
        title=title,
        subtitle=f"Million TIV a year, {first}–{last}",
        source=answer.source_note,
        key={traces[0]["name"]: faded(colour, 0.6), traces[1]["name"]: colour},
        plot_px=260,
        bargap=0.2,
        yaxis={"rangemode": "tozero", "tickformat": ",~r"},
        xaxis={"range": [first - 0.6, last + 0.6], "tickformat": "d"},
    )


def pair_windows(answer: Answer, supplier: str, *, title: str) -> go.Figure:
    """Bars of the volume by period, where no single years are loaded; a gap is not covered.

    Args: as :func:`pair_volume`, with rows ``first_year``, ``last_year`` and ``tiv_m``.
    """
    rows = answer.rows
    windows = _windows(answer)
    bars = bar(
        x=windows,
        y=_numbers(answer, "tiv_m"),
        marker={"color": state_colours([supplier])[supplier]},
        text=[volume(tiv) for tiv in rows["tiv_m"]],
        textposition="outside",
        cliponaxis=False,
        customdata=[
            f"<b>{window}</b><br>{volume(tiv)}{SPACE}million TIV<br>{answer.releases}"
            for window, tiv in zip(windows, rows["tiv_m"], strict=True)
        ],
        hovertemplate=_HOVER,
    )
    return framed(
        [bars],
        title=title,
        subtitle=f"Million TIV in five years, {windows[0]} to {windows[-1]}",
        source=answer.source_note,
        plot_px=220,
        bargap=0.5,
        yaxis={"rangemode": "tozero", "tickformat": ",~r"},
        xaxis={"type": "category"},
    )


def pair_shares(answer: Answer, supplier: str, recipient: str, *, title: str) -> go.Figure:
    """Bars by period: the share of the recipient's imports above, of the supplier's exports below.

    Both on one scale, in two rows because the numbers of two bars would not fit beside each other
    on a phone.

    Args:
        answer: Rows ``first_year``, ``last_year``, ``of_imports_pct``, ``of_exports_pct``,
            ``tiv_m``, ``imports_tiv_m`` and ``exports_tiv_m``; a share that is not known is a gap.
        supplier: The supplier's name in the possessive.
        recipient: The recipient's.
        title: Title of the figure.
    """
    windows = _windows(answer)
    traces = [
        bar(
            name=name,
            x=windows,
            y=_numbers(answer, f"of_{trade}_pct"),
            marker={"color": colour},
            text=["" if missing(pct) else percent(pct) for pct in answer.rows[f"of_{trade}_pct"]],
            textposition="outside",
            textfont={"size": 11},
            cliponaxis=False,
            customdata=[
                ""
                if missing(row[f"of_{trade}_pct"])
                else f"<b>{name}, {window}</b><br>{percent(row[f'of_{trade}_pct'])}: "
                f"{volume(row['tiv_m'])} of {volume(row[f'{trade}_tiv_m'])}{SPACE}million TIV"
                f"<br>{answer.releases}"
                for window, row in zip(windows, answer.rows.to_dict("records"), strict=True)
            ],
            hovertemplate=_HOVER,
            yaxis=axis,
        )
        for name, trade, colour, axis in (
            (f"of {recipient} imports", "imports", OF_IMPORTS, "y2"),
            (f"of {supplier} exports", "exports", OF_EXPORTS, "y"),
        )
    ]
    # Room for the number above the highest bar.
    top = 1.25 * max((pct for trace in traces for pct in trace["y"] if pct is not None), default=1)
    row = {"range": [0, top or 1], "ticksuffix": f"{SPACE}%", "nticks": 4}
    return framed(
        traces,
        title=title,
        subtitle=f"Per cent of the volume (TIV) in five years, {windows[0]} to {windows[-1]}",
        source=answer.source_note,
        key={trace["name"]: trace["marker"]["color"] for trace in traces},
        plot_px=300,
        bargap=0.4,
        yaxis={"domain": [0, 0.46], **row},
        yaxis2={"domain": [0.54, 1], **row},
        xaxis={"type": "category"},
    )


def _windows(answer: Answer) -> list[str]:
    return [
        period(first, last)
        for first, last in zip(answer.rows["first_year"], answer.rows["last_year"], strict=True)
    ]


def _numbers(answer: Answer, column: str) -> list[float | None]:
    return [None if missing(value) else float(value) for value in answer.rows[column].tolist()]

"""A figure on a page: the chart, its table, and what its measure means, with the same sources."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from functools import partial
from html import escape
from typing import Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import tables
from dashboard.charts import country_total_bars, plain_text, volume_by_year
from dashboard.geography import URL as OUTLINES_URL
from dashboard.notes import CATEGORY_NOTE, WORLD_BANK_NOTE
from dashboard.words import possessive, years_sentence
from etl.questions import Answer

_BUTTONS = [
    "zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d",
    "resetScale2d",
]  # fmt: skip


def figure_block(
    figure: go.Figure,
    answer: Answer,
    table: Callable[[], pd.DataFrame],
    *,
    key: str,
    alt: str,
    about: str,
    height: Literal["content", "stretch"] = "content",
) -> None:
    """Show a figure with tabs for its table and for a note on its measure.

    Args:
        figure: The figure.
        answer: The answer it was made from.
        table: Makes the same numbers as a reader's table, columns named with units; called when
            its tab is opened.
        key: Name of the block on its page.
        alt: What the chart shows, with numbers.
        about: Markdown on what the measure means.
        height: The figure's own, or that which the page's style gives to ``<key>_chart``.
    """
    badges(answer)
    chart_tab, table_tab, about_tab = st.tabs(
        ["Chart", "Table", "About this measure"], key=f"{key}_view", on_change="rerun"
    )
    with chart_tab:
        if chart_tab.open:
            name = _file_name(plain_text(figure))
            st.plotly_chart(
                figure,
                key=f"{key}_chart",
                alt=alt,
                height=height,
                config={
                    "displaylogo": False,
                    "topojsonURL": OUTLINES_URL,
                    "modeBarButtonsToRemove": _BUTTONS,
                    "toImageButtonOptions": {
                        "format": "svg",
                        "filename": name,
                        "width": 1000,
                        "height": int(figure.layout.height),
                    },
                },
            )
    with table_tab:
        if table_tab.open:
            st.table(table(), border="horizontal", hide_index=True, alt=alt)
            st.caption(answer.source_line)
            st.download_button(
                "Download as CSV",
                lambda: csv_file(answer),
                file_name=f"{_file_name(plain_text(figure))}.csv",
                mime="text/csv",
                key=f"{key}_csv",
                on_click="ignore",
            )
    with about_tab:
        if about_tab.open:
            st.markdown(about)
            for caveat in answer.caveats:
                st.markdown(f"- {caveat}")


def page_end(url_path: str) -> None:
    """The last line of every page: to the guide, and back to the page as it opens."""
    links = [] if url_path == "guide" else ['<a href="guide" target="_self">How to read this</a>']
    # A plain link, because a new visit is what forgets every control of the page.
    links.append(f'<a href="{url_path or "."}" target="_self">Start this page over</a>')
    st.html(f'<nav class="page-end" aria-label="Help">{" · ".join(links)}</nav>')


def badges(answer: Answer) -> None:
    """The release, and whether the numbers are approximate or partial, where they begin."""
    notes = {"rounded": "rounded", "split": "approximate", "small pairs dropped": "partial"}
    words = [answer.releases, notes.get(answer.precision, "")]
    spans = "".join(f"<span>{escape(word)}</span>" for word in words if word)
    if spans:
        st.html(f'<p class="badges">{spans}</p>')


def world_bank_block(total: Answer, *, name: str, role: str) -> None:
    """Show a country's yearly total from the World Bank, on whichever page it stands."""
    trade = "imports" if role == "recipient" else "exports"
    figure_block(
        country_total_bars(total, title=f"{name}: arms {trade} by year"),
        total,
        partial(tables.country_total, total),
        key="total",
        alt=years_sentence(total, f"{possessive(name)} arms {trade}"),
        about=WORLD_BANK_NOTE,
    )


def categories_block(answer: Answer, *, title: str, what: str) -> None:
    """Show yearly volumes by armament category, on whichever page they stand.

    Args:
        answer: Rows ``year``, ``category``, ``tiv_m``.
        title: Title of the figure.
        what: Whose volumes they are, as a sentence begins.
    """
    figure_block(
        volume_by_year(answer, by="category", title=title),
        answer,
        partial(tables.volume_by_year, answer, "category", "Category"),
        key="categories",
        alt=years_sentence(answer, f"{what}, by category,"),
        about=CATEGORY_NOTE,
    )


def csv_file(answer: Answer) -> bytes:
    """The answer's rows as CSV, below comment lines with title, unit, period, release and source.

    A cell that a spreadsheet would take for a formula is led by an apostrophe.
    """
    out = io.StringIO()
    notes = {
        "title": answer.title,
        "unit": answer.unit,
        "period": answer.period,
        "release": answer.releases,
        "precision": answer.precision,
        "source": answer.source_line,
        **{f"note {number}": caveat for number, caveat in enumerate(answer.caveats, start=1)},
    }
    for name, text in notes.items():
        if text:
            out.write(f"# {name}: {text}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.rows.columns)
    for row in answer.rows.itertuples(index=False):
        writer.writerow(["" if pd.isna(cell) else _cell(cell) for cell in row])
    return out.getvalue().encode("utf-8")


def _cell(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.10g}"  # without the noise of binary fractions
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def _file_name(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80]

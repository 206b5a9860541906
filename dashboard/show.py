"""A figure on a page: the chart, its table, and what its measure means, with the same sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from html import escape
from typing import Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import address, links, tables
from dashboard.charts import country_total_bars, plain_text, volume_by_year
from dashboard.geography import URL as OUTLINES_URL
from dashboard.notes import CATEGORY_NOTE, WORLD_BANK_NOTE
from dashboard.takeaway import Drawing
from dashboard.taking import take_away
from dashboard.words import possessive, years_sentence
from etl.common.words import PRECISIONS
from etl.questions import Answer
from etl.status import is_old, newest
from etl.warehouse.read import Warehouse

# Where this stands in a session, its pages hand their figures over and do not show them.
DRAWINGS = "drawings"
# Not the framework's tabs: eight of them on a page take a browser as long as the charts.
VIEWS = ["Chart", "Table", "About this measure", "Take away"]
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
    """Show a figure, or instead its table, a note on its measure, or its files to take away.

    Where the page is run for its figures only, the figure is handed over instead.

    Args:
        figure: The figure.
        answer: The answer it was made from.
        table: Makes the same numbers as a reader's table, columns named with units; called when
            it is shown.
        key: Name of the block on its page.
        alt: What the chart shows, with numbers.
        about: Markdown on what the measure means.
        height: The figure's own, or that which the page's style gives to ``<key>_chart``.
    """
    drawing = partial(_drawing, figure, answer, table, key, alt, about)
    if DRAWINGS in st.session_state:
        st.session_state[DRAWINGS].append(drawing())
        return
    if text := links.remark(key, answer, alt):
        st.html(f'<p class="followed" role="status">{escape(text)}</p>')
    with st.container(key=f"{key}_block"):
        badges(answer)
        view = st.segmented_control(
            f"View of {figure.layout.meta['title']}", VIEWS, default=VIEWS[0], required=True,
            key=f"{key}_view", label_visibility="collapsed",
        )  # fmt: skip
        match view:
            case "Table":
                st.table(table(), border="horizontal", hide_index=True, alt=alt)
                st.caption(answer.source_line)
            case "About this measure":
                st.markdown(about)
                for caveat in answer.caveats:
                    st.markdown(f"- {caveat}")
            case "Take away":
                take_away(drawing(), key)
            case _:
                _chart(figure, key, alt, height)


def alone(key: str, drawings: Sequence[Drawing]) -> None:
    """Show one figure of a page for another site to embed, with a link back to the page."""
    for drawing in drawings:
        if drawing.name.endswith(f"/{key}"):
            _chart(drawing.chart, key, drawing.alt, "content")
            st.html(
                f'<p class="followed"><a href="{escape(drawing.permalink)}" target="_blank">'
                "This figure with its table and sources</a></p>"
            )
            return
    st.markdown("This figure cannot be shown with the data that are loaded now.")


def _drawing(
    figure: go.Figure,
    answer: Answer,
    table: Callable[[], pd.DataFrame],
    key: str,
    alt: str,
    about: str,
) -> Drawing:
    return Drawing(
        name=f"{address.page() or 'start'}/{key}",
        params={name: ", ".join(values) for name, values in links.parameters(answer).items()},
        answer=answer,
        chart=figure,
        table=table,
        alt=alt,
        about=about,
        permalink=links.permalink(key, answer, alt),
    )


def _chart(figure: go.Figure, key: str, alt: str, height: Literal["content", "stretch"]) -> None:
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
                "filename": re.sub(r"[^a-z0-9]+", "-", plain_text(figure).lower())[:80],
                "width": 1000,
                "height": int(figure.layout.height),
            },
        },
    )


def age_notice(warehouse: Warehouse) -> None:
    """Say above the page that the data are old, if they are; else nothing."""
    generated = newest(warehouse)
    if generated is not None and is_old(generated, date.today()):
        st.caption(
            f"The data loaded here are of {generated.day} {generated:%B %Y}. SIPRI publishes new "
            "ones every March, so newer figures probably exist."
        )


def page_end(url_path: str) -> None:
    """The last line of every page: to the guide, and back to the page as it opens."""
    links = [] if url_path == "guide" else ['<a href="guide" target="_self">How to read this</a>']
    # A plain link, because a new visit is what forgets every control of the page.
    links.append(f'<a href="{url_path or "."}" target="_self">Start this page over</a>')
    st.html(f'<nav class="page-end" aria-label="Help">{" · ".join(links)}</nav>')


def badges(answer: Answer) -> None:
    """The release, and whether the numbers are approximate or partial, where they begin."""
    words = [answer.releases, PRECISIONS[answer.precision]]
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

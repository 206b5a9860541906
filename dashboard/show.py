"""A figure on a page: the chart, its table, and what its measure means, with the same sources."""

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.charts import caption
from dashboard.charts.world_map import height_by_width
from dashboard.controls import address
from dashboard.controls.take_away import take_away
from dashboard.data import access
from dashboard.figures import Figure, Made, asked, drawing, links, named
from dashboard.geography import URL as OUTLINES_URL
from dashboard.navigation import SITE
from dashboard.table import html
from dashboard.words import literal
from etl.common.words import PRECISIONS
from etl.status import is_old, newest
from etl.warehouse.read import Warehouse

# Not ``st.tabs`` (Streamlit 1.67): eight of them on a page take a browser as long as the charts.
VIEWS = ["Chart", "Table", "About this measure", "Take away"]
_UNTOUCHED = "Choose a part of the chart to go on from it."
# plotly's own fifth is hardly seen; and without ``selected``, plotly.js 4 fails over bars whose
# letters have a colour each (``traces/bar/style.js``).
_NOT_TOUCHED = {
    "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 0.5}},
}  # fmt: skip


def opening(question: str, answer: str) -> None:
    """The head of a page: its question, after which the browser's tab is named, and the answer."""
    st.set_page_config(page_title=f"{question} – {SITE}")
    st.title(question)
    with st.container(key="answer"):
        st.markdown(answer)


def figure_block(figure: Figure, values: Mapping[str, Any], *, beside: str = "") -> None:
    """Show a figure, or instead its table, a note on its measure, or its files to take away.

    Where there is nothing to draw, the reason stands there instead. One that stands ``beside`` the
    same figure is told from it by this word.
    """
    made, key = figure.made(values), figure.key + beside
    if made.draw is None:
        st.markdown(made.sentence)
        return
    for remark in made.remarks:
        st.caption(remark)
    if not beside and (text := links.remark(figure, made, address.query())):
        st.html(f'<p class="followed" role="status">{escape(text)}</p>')
    with st.container(key=f"{key}_block", gap="xsmall"):
        with st.container(key=f"{key}_head", horizontal=True, gap="small"):
            _heading(made)
            view = st.segmented_control(
                f"View of {made.title}", VIEWS, default=VIEWS[made.tabular], required=True,
                key=f"{key}_view", label_visibility="collapsed",
            )  # fmt: skip
        match view:
            case "Table":
                rows = links.linked(figure, values, made.table())
                table(rows, made.title, name=made.title, source=made.answer.source_note)
                st.caption(made.answer.source_note)
            case "About this measure":
                st.markdown(made.about)
                for text in (*made.answer.caveats, *made.answer.gaps):
                    st.markdown(f"- {text}")
            case "Take away":
                take_away(drawing(figure, values, access.public(address.site())), key)
            case _:
                _explored(figure, values, key)


def part(
    figure: Figure, values: Mapping[str, Any], heading: str = "", *, told: bool = False
) -> None:
    """A figure below its heading, and what it says if that is to be told, if there is anything.

    A part that may be empty keeps its place, so that what is below it is not drawn anew.
    """
    with st.container():
        if figure.made(values).draw is not None:
            if heading:
                st.header(heading)
            if told:
                st.markdown(figure.made(values).sentence)
            figure_block(figure, values)


def table(rows: pd.DataFrame, alt: str, *, name: str = "", source: str = "") -> None:
    """A table, and what it is for those who do not see it; by its name it can be taken along."""
    st.html(html(rows, alt, name=name, source=source))


def deals_list(rows: pd.DataFrame, alt: str, **selection: Any) -> Any:
    """Deals as a table to sort, and what is selected in it."""
    return st.dataframe(
        rows,
        hide_index=True,
        key="deals",
        alt=alt,
        column_config={
            "Ordered": st.column_config.NumberColumn(format="%d"),
            "Number delivered": st.column_config.NumberColumn(format="%,.0f"),
            "Million TIV in the period": st.column_config.NumberColumn(format="%,.2f"),
            "Comment": st.column_config.TextColumn(width="large"),
        },
        **selection,
    )


def embedded(page: str, key: str) -> None:
    """Show one figure for another site, with a link back to its page.

    Where the address asks for something that is not known, nothing is drawn in its place.
    """
    figure = named(f"{page}/{key}")
    if figure is None:
        st.markdown("This figure cannot be shown with the data that are loaded now.")
        return
    told = asked(figure.parameters, address.query())
    own = [told.ignored[one.key] for one in figure.parameters if one.key in told.ignored]
    made = figure.made(told.values)
    st.set_page_config(page_title=f"{made.title or made.sentence} – {SITE}")
    if own or made.draw is None:
        unknown = f"The address of this figure asks for what is not known here: {'; '.join(own)}."
        st.markdown(literal(unknown) if own else made.sentence)
        return
    for remark in (*told.remarks, *made.remarks, links.remark(figure, made, address.query())):
        if remark:
            st.caption(literal(remark))
    link = links.permalink(figure, told.values, made, address.site())
    with st.container(key="embedded"):
        _heading(made)
        _chart(made, key)
    st.html(
        f'<p class="followed"><a href="{escape(link)}" target="_blank">'
        "This figure with its table and sources</a></p>"
    )


def _explored(figure: Figure, values: Mapping[str, Any], key: str) -> None:
    """The chart, and below it where the mark leads that the reader touched."""
    made = figure.made(values)
    if figure.leads is None:
        _chart(made, key)
        return
    touched = _chart(made, key, on_select="rerun", selection_mode="points")
    points = touched.selection.points
    name, questions = links.onward(figure, values, points[-1]) if points else ("", [])
    # Its room is kept from the start, so that nothing moves when a mark is touched.
    with st.container(horizontal=True, key=f"{key}_onward", vertical_alignment="center"):
        st.caption(f"**{literal(name)}**" if questions else _UNTOUCHED, width="content")
        for question in questions:
            _go_on(question, key)


def _go_on(question: links.Onward, key: str) -> None:
    """What leads to a next question, on another page or on this one."""
    if question.page != address.page():
        st.page_link(
            f"app_pages/{question.page}.py", label=question.label, query_params=question.query
        )
        return
    # A link to the page that is open changes nothing in Streamlit 1.67 (``App.onPageChange``).
    st.button(
        question.label, type="tertiary", key=f"{key}_{question.label}",
        on_click=address.go, args=(question.query,),
    )  # fmt: skip


class _Touchable(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A chart whose marks can be touched, and which lets a finger scroll the page all the same.

    Streamlit 1.67 sets the mode of dragging where marks can be selected and none is set
    (``PlotlyChart.tsx``: ``layout.dragmode ||``); plotly.js 4 would then keep each touch to itself
    (``dragelement/index.js``). So it is set to a word that plotly.js does not know, for which it
    takes the template's, which is none.
    """

    def __init__(self, chart: go.Figure) -> None:
        content = chart.to_dict()
        template = content["layout"].get("template", {})
        still = {"layout": {**template.get("layout", {}), "dragmode": False}}
        self._spec = {
            **content,
            "data": [
                trace | _NOT_TOUCHED if trace["type"] in ("bar", "choropleth") else trace
                for trace in content["data"]
            ],
            "layout": {**content["layout"], "dragmode": "still", "template": template | still},
        }

    def to_dict(self) -> dict[str, Any]:
        """The content; it is not checked, because plotly would refuse the word."""
        return self._spec


def _heading(made: Made) -> None:
    """Title and unit of a figure, its release, and whether its numbers are exact."""
    marks = made.answer.releases, PRECISIONS[made.answer.precision]
    st.html(caption.heading(made.on_page.to_dict()["layout"]["meta"], marks))


def _chart(made: Made, key: str, **selection: Any) -> Any:
    """The chart with the words around it, and what is selected in it where it can be."""
    layout = made.on_page.to_dict()["layout"]
    # A map fills the room that its width gives it; all others have theirs before plotly is there.
    is_map = height_by_width(layout) is not None
    style = f"<style>.st-key-{key}_chart {{ {caption.room(layout)} }}</style>" if is_map else ""
    st.html(style + caption.key(layout["meta"]))
    selected = st.plotly_chart(
        _Touchable(made.on_page) if selection else made.on_page,
        key=f"{key}_chart",
        alt=made.alt,
        height="stretch" if is_map else layout["height"],
        config={"displayModeBar": False, "topojsonURL": OUTLINES_URL},
        **selection,
    )
    st.html(caption.below(layout["meta"]))
    return selected


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
    parts = [] if url_path == "guide" else ['<a href="guide" target="_self">How to read this</a>']
    # A plain link, because a new visit is what forgets every control of the page.
    parts.append(f'<a href="{url_path or "."}" target="_self">Start this page over</a>')
    st.html(f'<nav class="page-end" aria-label="Help">{" · ".join(parts)}</nav>')

"""The address as the state of a page: read on arrival, written when a control is moved.

Streamlit 1.67 can bind a control to the address itself (``bind="query-params"``), but by its label,
without what stands at its default, and without a step of the browser's history. So the address is
read and written here: by code, and with a step of history for each move, as
``streamlit/runtime/state/query_params.py`` sends it and ``App.handlePageInfoChanged`` takes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.controls import widgets
from dashboard.figures import links
from dashboard.figures.figure import asked, settled, shortest, spelled
from dashboard.figures.parameters import Parameter, Query
from dashboard.navigation import START

STATE = "address"  # where a session keeps it


@dataclass
class _Visit:
    """A visitor on a page: what its controls stand at, and what of the address was of no use.

    ``drawn`` are the keys of the controls that the last run drew, in order.
    """

    page: str
    parameters: Sequence[Parameter] = ()
    values: dict[str, Any] | None = None
    drawn: list[str] = field(default_factory=list)
    spelled: dict[str, list[str]] = field(default_factory=dict)
    arrived: dict[str, list[str]] = field(default_factory=dict)
    ignored: dict[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def begin(page: str) -> None:
    """Begin a run of a page; where the visitor comes to it, the address counts."""
    visit = st.session_state.get(STATE)
    if visit is None or visit.page != page or through_history():
        st.session_state[STATE] = _Visit(page)


def page() -> str:
    """The page of this run, as addresses name it."""
    return _visit().page


def query() -> Query:
    """The address of this run, taken apart."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def site() -> str:
    """The address of the dashboard, below which its pages lie."""
    path = "" if page() == START.name else page()
    return (st.context.url or "").rstrip("/").removesuffix(f"/{path}").rstrip("/")


def state(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """What a page's controls stand at, by key; the address says the same from here on."""
    visit = _visit()
    visit.parameters = parameters
    if visit.values is None:
        told = asked(parameters, _of_parameters())
        values = dict(told.values)
        visit.ignored, visit.remarks = dict(told.ignored), told.remarks
        visit.arrived = spelled(parameters, values)
        for parameter in parameters:
            widgets.put(parameter, values)
    else:
        before = visit.values
        moved = _moved(visit)
        values = settled(parameters, moved)
        for parameter in parameters:
            stands = moved[parameter.key] == values[parameter.key]
            # Streamlit 1.67 tells the browser a value only in the run in which it is put there
            # (``SessionState.is_new_state_value``), and a control drawn anew knows none.
            known = parameter.key in visit.drawn and widgets.reads(parameter, values, before)
            if not (stands and known):
                widgets.put(parameter, values)
        if spelled(parameters, values) != visit.spelled:
            st.query_params.from_dict(shortest(parameters, values))
            visit.remarks = ()
    visit.values, visit.spelled, visit.drawn = values, spelled(parameters, values), []
    return values


def remember() -> None:
    """Keep what the visitor chose in a run that cannot draw the controls.

    Streamlit 1.67 forgets a control that a run has not drawn.
    """
    visit = st.session_state.get(STATE)
    if visit is not None and visit.values is not None:
        visit.values, visit.drawn = _moved(visit), []


def _moved(visit: _Visit) -> dict[str, Any]:
    """What the controls hold now, whether that fits or not."""
    assert visit.values is not None
    return {one.key: widgets.got(one, visit.values[one.key]) for one in visit.parameters}


def go(query: Query) -> None:
    """Let the page's controls stand at what an address of this page says, as if they were moved."""
    parameters = _visit().parameters
    values = asked(parameters, query).values
    for parameter in parameters:
        widgets.put(parameter, values)


def draw(parameter: Parameter, values: Mapping[str, Any]) -> None:
    """Draw the control of a parameter, if it counts here."""
    if parameter.when(values):
        _visit().drawn.append(parameter.key)
        widgets.show(parameter, values)


def drawn() -> list[Parameter]:
    """The parameters whose controls this run has drawn so far, in order."""
    by_key = {one.key: one for one in _visit().parameters}
    return [by_key[key] for key in _visit().drawn]


def ignored() -> str:
    """A line on what of the address was ignored; empty if all of it was taken.

    A control's part stands until the visitor moves that control.
    """
    visit = _visit()
    if visit.values is None:  # a page without controls
        visit.ignored = dict(asked((), _of_parameters()).ignored)
    parts = [
        text
        for key, text in visit.ignored.items()
        if (
            visit.spelled.get(key) == visit.arrived.get(key)
            if visit.values is not None and key in visit.values
            else key in st.query_params
        )
    ]
    return escape(f"Ignored in the address: {'; '.join(parts)}.") if parts else ""


def remarks() -> tuple[str, ...]:
    """How the address was read, where that must be said."""
    return _visit().remarks


def through_history() -> bool:
    """Whether the visitor went back or forward in the browser's history.

    Streamlit 1.67 tells that to its own widgets only (``ScriptRunContext.is_history_navigation``).
    The address alone does not tell: after a quick second move it may still be the one before.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _of_parameters() -> Query:
    return {key: texts for key, texts in query().items() if not links.carried(key, texts)}


def _visit() -> _Visit:
    visit: _Visit = st.session_state[STATE]
    return visit

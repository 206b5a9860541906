"""A Streamlit control for each type of parameter, and what it holds in the session.

A control has its parameter's key. What it stands at is put into the session before it is drawn, so
that it has no default of its own.
"""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard.figures.parameters import (
    ANOTHER,
    Choice,
    Flag,
    Number,
    Parameter,
    Party,
    Period,
    Several,
    Span,
    Text,
    together,
)
from etl.questions.answer import period as in_words

SHORT = 8  # so many choices are seen at a glance and need no search
_FROM, _TO = "from", "to"
_NONE = "none"  # for a choice of None, which a box of Streamlit 1.67 takes for no choice at all


def put(parameter: Parameter, values: Mapping[str, Any]) -> None:
    """Let a control stand at the parameter's value."""
    value = values[parameter.key]
    if isinstance(parameter, Several):
        value = list(value)
    elif isinstance(parameter, Period) and value and value not in parameter.labels(values):
        st.session_state[_FROM], st.session_state[_TO] = value
        value = ANOTHER
    elif isinstance(parameter, Choice) and value is None and value in parameter.labels(values):
        value = _NONE
    st.session_state[parameter.key] = value


def got(parameter: Parameter, before: Any) -> Any:
    """What a control holds now; ``before`` where it was not drawn."""
    value = st.session_state.get(parameter.key, before)
    if isinstance(parameter, Choice) and value == _NONE:
        return None
    if isinstance(parameter, Several | Span):
        return tuple(value)
    if isinstance(parameter, Text):
        return "".join(filter(str.isprintable, value or "")).strip()
    if isinstance(parameter, Period) and value == ANOTHER:
        years = (st.session_state.get(_FROM, before[0]), st.session_state.get(_TO, before[1]))
        return min(years), max(years)
    return value


def reads(parameter: Parameter, values: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether a control's choice is called as it was under the values before.

    Streamlit 1.67 keeps a choice by its label (``SelectboxSerde``), so the browser would go on
    showing that of before.
    """
    if not isinstance(parameter, Choice) or isinstance(parameter, Several):
        return True
    value = values[parameter.key]
    return parameter.labels(values).get(value) == parameter.labels(before).get(value)


def show(parameter: Parameter, values: Mapping[str, Any]) -> None:
    """Draw the control of a parameter."""
    match parameter:
        case Several():
            labels = dict(parameter.labels(values))
            for party in values[parameter.key]:
                labels |= parameter.shown(party, values)
            # Of all that fit what is typed Enter takes the first, not a line that selects them all.
            _choose(
                st.multiselect, parameter, labels, filter_mode="contains", select_all=False,
                placeholder=parameter.none,
            )  # fmt: skip
        case Choice(few=True):
            _choose(st.segmented_control, parameter, parameter.labels(values), required=True)
        case Period(any_years=True):
            _box(parameter, {**parameter.labels(values), ANOTHER: "Another period"})
        case Party():
            _box(parameter, parameter.shown(values[parameter.key], values))
        case Choice():
            _box(parameter, parameter.labels(values))
        case Number():
            st.slider(
                parameter.label, parameter.low, parameter.high, step=parameter.step,
                key=parameter.key, help=parameter.help,
            )  # fmt: skip
        case Span():
            st.slider(parameter.label, *parameter.bounds(values), key=parameter.key,
                      help=parameter.help)  # fmt: skip
        case Flag():
            st.toggle(parameter.label, key=parameter.key, help=parameter.help)
        case Text():
            st.text_input(parameter.label, key=parameter.key, type="search", help=parameter.help)


def told(parameter: Parameter, values: Mapping[str, Any]) -> str:
    """What a control stands at, in words; empty where it takes nothing away."""
    value = values[parameter.key]
    match parameter:
        case Several():
            return ", ".join(parameter.shown(party, values).get(party, party) for party in value)
        case Party():
            return parameter.shown(value, values).get(value, "")
        case Period() | Span():
            return in_words(*value) if value else ""
        case Choice():
            return parameter.labels(values).get(value, "")
        case Flag():
            return parameter.label if value else ""
        case Number():
            return f"{parameter.label}: {value}"
        case _:
            return str(value)


def show_years(parameter: Period, values: Mapping[str, Any]) -> None:
    """Where another period is chosen, its first and last year."""
    if st.session_state.get(parameter.key) != ANOTHER:
        return
    low, high = parameter.span(values)
    first, last = values[parameter.key]
    columns = st.columns([2, 2, 6])
    for column, key, label, year in zip(
        columns, (_FROM, _TO), ("From", "To"), (first, last), strict=False
    ):
        if key not in st.session_state:
            st.session_state[key] = year
        with column:
            st.selectbox(label, range(low, high + 1), key=key, filter_mode="contains")
    if st.session_state[_FROM] > st.session_state[_TO]:
        st.caption(f"Read as {in_words(first, last)}.")


def show_together(parameter: Party, values: Mapping[str, Any], label: str) -> None:
    """With whom a party is taken together, as one; what is chosen here is a part of it."""
    first, *others = values[parameter.key].split("+")
    labels, key = parameter.labels(values), f"{parameter.key}_with"
    st.session_state[key] = others

    def join() -> None:
        st.session_state[parameter.key] = together([first, *st.session_state[key]])

    st.multiselect(
        label, [party for party in labels if party not in (first, parameter.nobody)],
        format_func=lambda party: labels.get(party, party), key=key, on_change=join,
        filter_mode="contains", select_all=False, placeholder="Nobody",
        help="Several are counted as one: their imports or exports are added up.",
    )  # fmt: skip


def _box(parameter: Choice, labels: Mapping[Any, str]) -> None:
    labels = {_NONE if value is None else value: label for value, label in labels.items()}
    searched = "contains" if len(labels) > SHORT else None
    _choose(st.selectbox, parameter, labels, filter_mode=searched)


def _choose(
    control: Callable[..., Any], parameter: Choice, labels: Mapping[Any, str], **more: Any
) -> None:
    control(
        parameter.label,
        list(labels),
        format_func=lambda value: labels.get(value, str(value)),
        key=parameter.key,
        help=parameter.help,
        **more,
    )

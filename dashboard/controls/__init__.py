"""Controls of the pages: one for each parameter of their figures, in rows, kept in the address."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from typing import Any

import streamlit as st

from dashboard.controls import address, widgets
from dashboard.figures.figure import Figure
from dashboard.figures.parameters import Parameter, Party, Period


def values_of(*things: Figure | Parameter) -> dict[str, Any]:
    """What a page's controls stand at, by key: the parameters of its figures, and its own."""
    parameters = dict.fromkeys(
        one
        for thing in things
        for one in (thing.parameters if isinstance(thing, Figure) else (thing,))
    )
    return address.state(tuple(parameters))


@contextmanager
def filters(values: Mapping[str, Any]) -> Iterator[None]:
    """The controls of a page; on a phone they are folded below a line of what they stand at.

    What is folded is the browser's alone to say: no run of the page folds or unfolds it.
    """
    before = len(address.drawn())
    with st.container(key="filters"):
        with st.container(key="folded", horizontal=True, gap="small"):
            state = st.empty()
            st.html("<details><summary>Change</summary></details>")
        yield
    told = [widgets.told(one, values) for one in address.drawn()[before:]]
    said = " · ".join(text for text in told if text not in ("", "All"))
    state.html(f'<p class="stands">{escape(said)}</p>')


def row(values: Mapping[str, Any], *widths: tuple[Parameter, int], rest: int = 0) -> None:
    """Controls beside each other, each of a width, with ``rest`` left free on the right.

    The years of another period stand below.
    """
    columns = st.columns(
        [*(width for _, width in widths), *([rest] if rest else [])], vertical_alignment="bottom"
    )
    for column, (parameter, _) in zip(columns, widths, strict=False):
        with column:
            address.draw(parameter, values)
    for parameter, _ in widths:
        if isinstance(parameter, Period) and parameter.any_years:
            widgets.show_years(parameter, values)


def together(values: Mapping[str, Any], *parties: Party) -> None:
    """A line that opens: for each party that is chosen a control for those counted with it."""
    chosen = [party for party in parties if values[party.key] != party.nobody]
    with st.popover("Count several as one", type="tertiary", disabled=not chosen):
        for party in chosen:
            one = "Together with" if len(parties) == 1 else f"{party.label}, together with"
            widgets.show_together(party, values, one)


def show(parameter: Parameter, values: Mapping[str, Any]) -> None:
    """One control on a line of its own."""
    address.draw(parameter, values)

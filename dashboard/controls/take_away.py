"""The view "Take away": a figure's files, the pack, its link, citation and embedding code."""

from datetime import date
from functools import partial

import streamlit as st

from dashboard import takeaway
from dashboard.figures import Drawing, links
from dashboard.takeaway.formats import FORMATS, PACK
from dashboard.takeaway.rows import words
from dashboard.words import capital, literal

_PICTURES = [name for name, kind in FORMATS.items() if kind.picture]
_DATA = [name for name, kind in FORMATS.items() if not kind.picture and name != PACK]


def take_away(drawing: Drawing, key: str) -> None:
    """Offer all files of a figure. Each is made when its button is pressed, and not before."""
    why_not = takeaway.why_no_pictures()
    _button(PACK, drawing, key)
    _buttons("Pictures", _PICTURES, drawing, key, disabled=why_not is not None)
    if why_not is not None:
        st.caption(f"{why_not} The HTML page can be printed by your own browser meanwhile.")
    _buttons("Data, and a page to keep", _DATA, drawing, key)
    st.markdown("**Link to this figure**, with the release and all that was chosen")
    st.code(drawing.permalink, language=None, wrap_lines=True)
    st.markdown("**How to cite it**")
    st.code(takeaway.citation(drawing, date.today()).text.strip(), language=None, wrap_lines=True)
    st.markdown("**To show it on another site**")
    embedded = drawing.permalink + "&embed=true"
    st.code(links.frame_code(embedded, words(drawing)["title"]), language=None, wrap_lines=True)
    st.caption(literal(takeaway.terms(drawing.answer)))


def _buttons(
    heading: str, formats: list[str], drawing: Drawing, key: str, *, disabled: bool = False
) -> None:
    st.markdown(f"**{heading}**")
    with st.container(horizontal=True):
        for name in formats:
            _button(name, drawing, key, disabled=disabled)


def _button(name: str, drawing: Drawing, key: str, *, disabled: bool = False) -> None:
    kind = FORMATS[name]
    st.download_button(
        kind.label,
        partial(takeaway.file, drawing, name),
        file_name=takeaway.file_name(drawing, name),
        mime=kind.mime,
        key=f"{key}_{name}",
        on_click="ignore",
        disabled=disabled,
        help=f"{capital(kind.use)}.",
    )

"""The view "Take away": a figure's files, the pack, its link, citation and embedding code."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from dashboard import takeaway
from dashboard.controls import address
from dashboard.data import access
from dashboard.figures import Drawing, links
from dashboard.takeaway.formats import FORMATS, PACK
from dashboard.takeaway.looks import SIZES, Look
from dashboard.takeaway.rows import subtitle
from dashboard.words import capital, listed, literal

_DATA = [name for name, kind in FORMATS.items() if kind.look is None and name != PACK]
_GREY, _PLAIN = "In greys", "Without title and link"
_CHARS = 300  # of a headline or a note


@st.fragment
def take_away(drawing: Drawing, key: str) -> None:
    """Offer all files of a figure. Each is made when its button is pressed, and not before."""
    why_not = takeaway.why_no_pictures()
    own = _reworded(drawing, key)
    _button(PACK, own, key)
    st.markdown("**Pictures**")
    look = _look(key)
    pictures = [name for name, kind in FORMATS.items() if kind.look == look]
    _buttons(pictures, own, key, disabled=why_not is not None)
    if why_not is not None:
        st.caption(f"{why_not} The HTML page can be printed by your own browser meanwhile.")
    st.markdown("**Data, and a page to keep**")
    _buttons(_DATA, own, key)
    st.markdown("**Link to this figure**, with the release and all that was chosen")
    link = drawing.permalink if drawing.short else f"{address.site()}{drawing.permalink}"
    st.code(link, language=None, wrap_lines=True)
    st.markdown("**How to cite it**")
    st.code(takeaway.citation(drawing, date.today()).text.strip(), language=None, wrap_lines=True)
    st.markdown("**To show it on another site**")
    if sites := access.embedders():
        code = links.frame_code(f"{link}&embed=true", drawing.title)
        st.code(code, language=None, wrap_lines=True)
        st.caption(literal(f"It shows on {listed(sites)}, and nowhere else."))
    else:
        st.caption(
            "No other site may show it yet. Who runs this dashboard allows one by starting it with "
            "`arms-dashboard serve --embedder https://example.org`."
        )
    st.caption(literal(takeaway.terms(drawing.answer)))


def _look(key: str) -> Look:
    """How pictures shall look, as the visitor chooses."""
    size = st.pills(
        "Size", list(SIZES), format_func=lambda name: SIZES[name].label, default="", required=True,
        key=f"{key}_size",
    )  # fmt: skip
    variants = st.pills("Variant", [_GREY, _PLAIN], selection_mode="multi", key=f"{key}_variant")
    return Look(SIZES[size], _GREY in variants, _PLAIN in variants)


def _reworded(drawing: Drawing, key: str) -> Drawing:
    """The figure under the visitor's words, where he has written any."""
    # Another figure's words must not stay in the field: each figure has fields of its own.
    place = f"{key}_{takeaway.stem(drawing)}"
    # A form: else a press on a button of a file takes what was written for a change first, and
    # Streamlit 1.67 draws the button anew under the pointer.
    with st.expander("Your own headline or note"), st.form(place, border=False):
        headline = _words("Headline", drawing.title, f"{place}_headline")
        note = _words("Note below it", subtitle(drawing), f"{place}_note")
        st.form_submit_button("Use these words")
        st.caption(
            "Pictures and the page to keep will say them, and the files that they are yours. The "
            "source line stays."
        )
    return replace(drawing, headline=headline, note=note)


def _words(label: str, own: str, key: str) -> str:
    """What the visitor wrote in the place of the figure's own words, or nothing."""
    text = st.text_input(label, own, max_chars=_CHARS, key=key).strip()
    return "" if text == own else text


def _buttons(formats: Iterable[str], drawing: Drawing, key: str, *, disabled: bool = False) -> None:
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

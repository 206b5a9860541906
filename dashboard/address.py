"""What the address says of a page's controls: taken word by word, spelled for links, or told.

The framework binds each control to a parameter of the address by the label that it shows. Labels
may change, and links must not, so a control may be named there in other ways too; what cannot be
taken is never guessed at, and the page says that it was ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

import streamlit as st

STATE = "address"  # where a session keeps it
_SHOWN_CHARS = 60
# Not controls: the framework's own, and those of a link to one figure.
OTHERS = ("embed", "embed_options", "figure", "said", "made")


@dataclass
class _Visit:
    """A visitor on a page: what its controls stand at, and what of the address was of no use."""

    page: str
    spelled: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, set[str]] = field(default_factory=dict)
    arrived: dict[str, list[str]] = field(default_factory=dict)
    ignored: dict[str, str] = field(default_factory=dict)


def begin(page: str) -> None:
    """Begin a run of a page. What was ignored is remembered until the visitor leaves it."""
    visit = st.session_state.get(STATE)
    if visit is None or visit.page != page:
        st.session_state[STATE] = _Visit(page)
    else:
        visit.spelled, visit.choices = {}, {}


def page() -> str:
    """The page of this run, as addresses name it."""
    return _visit().page


def spelled() -> dict[str, list[str]]:
    """What each control met so far in this run stands at, as an address may spell it."""
    return dict(_visit().spelled)


def arrived() -> dict[str, list[str]]:
    """What each control stood at when the visitor came to the page."""
    return dict(_visit().arrived)


def choices(key: str) -> set[str]:
    """What a control met in this run may stand at; nothing if it was not met or is no choice."""
    return _visit().choices.get(key, set())


def offer(key: str, spelled: Iterable[str]) -> None:
    """Note what a control may stand at."""
    _visit().choices[key] = set(spelled)


def note(key: str, *values: str) -> None:
    """Note what a control stands at; what it stood at first is kept."""
    visit = _visit()
    visit.spelled[key] = list(values)
    visit.arrived.setdefault(key, list(values))


def settle(key: str, labels: Sequence[str], also: Mapping[str, str] | None = None) -> None:
    """Take what a visitor arrives with for a control of one choice.

    Args:
        key: The control and its parameter.
        labels: The choices as the framework knows them.
        also: What else an address may say for them, with the label that is meant.
    """
    given = _arriving(key)
    if not given:
        return
    label = given[-1] if given[-1] in labels else (also or {}).get(given[-1])
    if label is None or label not in labels:
        ignore(key, given[-1])
    else:
        for text in given[:-1]:
            ignore(key, text)
        _put(key, given, [label])


def settle_several(key: str, labels: Sequence[str], also: Mapping[str, str]) -> None:
    """Likewise for a control of several choices, of which each is taken once."""
    given = _arriving(key)
    known = {label: label for label in labels}
    given = [text for text in given if text]  # an empty one means that none is chosen
    wanted = [(known | dict(also)).get(text) for text in given]
    for text, label in zip(given, wanted, strict=True):
        if label not in known:
            ignore(key, text)
    taken = list(dict.fromkeys(label for label in wanted if label in known and label is not None))
    if taken:
        _put(key, given, taken)


def settle_checked(key: str, fits: Callable[[str], bool], how_many: int = 1) -> None:
    """Likewise for a control that is not a choice out of some: a number, a span, a switch."""
    given = _arriving(key)
    if given and not (len(given) == how_many and all(fits(text) for text in given)):
        ignore(key, ", ".join(given))


def ignore(key: str, text: str) -> None:
    """Remember that this part of the address was of no use."""
    told = _visit().ignored
    text = f"{key}={text[:_SHOWN_CHARS]}{'…' if len(text) > _SHOWN_CHARS else ''}"
    before = told.get(key, "")
    if text not in before and len(before) < 5 * _SHOWN_CHARS:
        told[key] = f"{before}, {text}" if before else text


def ignored() -> str:
    """A line on what of the address was ignored; empty if all of it was taken.

    A control's part stands until the visitor moves that control.
    """
    visit = _visit()
    parts = [
        text
        for key, text in visit.ignored.items()
        if visit.spelled.get(key) == visit.arrived.get(key)
    ]
    for key in st.query_params:
        if key not in visit.arrived and key not in OTHERS and key not in visit.ignored:
            ignore(key, st.query_params[key])
            parts.append(visit.ignored[key])
    return escape(f"Ignored in the address: {'; '.join(parts)}.") if parts else ""


def _arriving(key: str) -> list[str]:
    """What the address says of a control that this visit has not met yet."""
    if key in _visit().arrived:
        return []
    given = st.query_params.get_all(key)
    if given and key in st.session_state:
        # A control of this name on another page leaves its value here; the address counts more.
        del st.session_state[key]
    return given


def _put(key: str, given: Sequence[str], labels: list[str]) -> None:
    """Put the address right before the control is made: the framework knows labels only."""
    if list(given) != labels:
        st.query_params[key] = labels if len(labels) > 1 else labels[0]
        st.rerun()


def _visit() -> _Visit:
    visit: _Visit = st.session_state[STATE]
    return visit

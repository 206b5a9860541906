"""Controls of the pages; the state of each stands in the URL under its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import address
from dashboard.data import ask
from dashboard.kept import kept
from etl.questions.answer import Answer, period

Window = tuple[int, int]
Choice = TypeVar("Choice")
ANOTHER = "Another period"
NEWEST = "Newest exact"
SHORT = 8  # so many choices are seen at a glance and need no search
LAST_YEAR_OF_FORMER_STATES = 1992
ROLES = {"Imports": "recipient", "Exports": "supplier"}


def parties() -> dict[str, str]:
    """Names of all suppliers and recipients by id: states first, then the others, by alphabet."""
    rows = ask("states").rows
    return dict(zip(rows["state_id"], rows["name"], strict=True))


def labels(names: dict[str, str]) -> dict[str, str]:
    """Names as a picker shows them, with what else a reader may type: code and common names.

    What is typed must occur in the label, letter by letter; there is no guessing.
    """
    return _labelled(ask("states"), ask("aliases"), names)


@kept
def _labelled(states: Answer, given: Answer, names: dict[str, str]) -> dict[str, str]:
    rows, aliases = states.rows, given.rows
    common = aliases[aliases["common"]].groupby("state_id")["alias"].agg(list)
    labels = {}
    for row in rows[rows["state_id"].isin(list(names))].to_dict("records"):
        name = row["name"]
        kind = "" if row["kind"] in ("state", "unknown") else f"{row['kind']}"
        if row["kind"] == "former state":
            kind += f" until {row['last_year']:.0f}"
        also = [kind, row["iso3"], *common.get(row["state_id"], [])]
        words = [word for word in also if isinstance(word, str) and word and word != name]
        labels[row["state_id"]] = f"{name} ({', '.join(words)})" if words else name
    return names | labels


def meant(labels: Mapping[str, str]) -> dict[str, str]:
    """What else an address may say for a party, with the label meant: name, alias or code.

    Nothing is guessed: it must agree letter by letter.
    """
    return _meant(ask("states"), ask("aliases"), labels)


@kept
def _meant(states: Answer, given: Answer, labels: Mapping[str, str]) -> dict[str, str]:
    rows, aliases = states.rows, given.rows
    known = dict(zip(aliases["alias"], aliases["state_id"], strict=True))
    known |= dict(zip(rows["name"], rows["state_id"], strict=True))
    known |= {party: party for party in labels}
    return {text: labels[party] for text, party in known.items() if party in labels}


def choose(
    label: str,
    options: Sequence[Choice],
    *,
    key: str,
    default: Choice | None = None,
    shown: Callable[[Choice], str] = str,
    spelled: Callable[[Choice], str] | None = None,
    also: Mapping[str, str] | None = None,
    help: str | None = None,
) -> Choice:
    """A box with choices; the address may name one by its label or otherwise.

    Args:
        label: What is chosen.
        options: The choices; there must be one.
        key: Name of the control and of its parameter.
        default: The choice before any is made; the first if it is not among them.
        shown: The label of a choice.
        spelled: How links name a choice; its label if nothing is given.
        also: What else an address may say, with the label meant.
        help: What the reader may want to know.
    """
    labels = {option: shown(option) for option in options}
    spell = spelled or shown
    address.offer(key, map(spell, options))
    address.settle(
        key,
        list(labels.values()),
        {**(also or {}), **{spell(option): text for option, text in labels.items()}},
    )
    chosen: Choice = st.selectbox(
        label,
        options,
        index=options.index(default) if default in options else 0,
        format_func=lambda option: labels.get(option, str(option)),
        key=key,
        bind="query-params",
        filter_mode="contains" if len(options) > SHORT else None,
        help=help,
    )
    address.note(key, spell(chosen))
    return chosen


def choose_of_few(label: str, options: Sequence[str], *, key: str, help: str | None = None) -> str:
    """Two or three choices side by side; the first before any is made."""
    address.settle(key, options)
    chosen = st.segmented_control(
        label, options, default=options[0], required=True, key=key, bind="query-params", help=help
    )
    address.note(key, chosen or options[0])
    return chosen or options[0]


def choose_number(label: str, span: tuple[int, int], usual: int, *, step: int, key: str) -> int:
    """A number within bounds."""
    low, high = span
    address.settle_checked(key, lambda text: text.isdecimal() and low <= int(text[:9]) <= high)
    chosen: int = st.slider(label, low, high, usual, step, key=key, bind="query-params")
    address.note(key, str(chosen))
    return chosen


def choose_span(label: str, span: Window, *, key: str) -> Window:
    """First and last of a span of years."""
    low, high = span
    address.settle_checked(
        key, lambda text: text.isdecimal() and low <= int(text[:9]) <= high, how_many=2
    )
    chosen: Window = st.slider(label, low, high, span, key=key, bind="query-params")
    address.note(key, *map(str, chosen))
    return chosen


def choose_flag(label: str, *, key: str, help: str | None = None) -> bool:
    """A switch, off before it is touched."""
    address.settle_checked(key, lambda text: text.lower() in ("true", "false"))
    on = st.toggle(label, key=key, bind="query-params", help=help)
    address.note(key, str(on).lower())
    return on


def choose_text(label: str, *, key: str, default: str = "", help: str | None = None) -> str:
    """Words of the reader's own, without what cannot be printed."""
    text = st.text_input(label, default, key=key, bind="query-params", type="search", help=help)
    text = "".join(filter(str.isprintable, text or "")).strip()
    address.note(key, text)
    return text


def choose_several(
    label: str,
    labels: dict[str, str],
    *,
    key: str,
    default: Sequence[str] = (),
    help: str | None = None,
) -> list[str]:
    """Several parties out of those labelled, in the order in which they are chosen."""
    address.settle_several(key, list(labels.values()), meant(labels))
    chosen: list[str] = st.multiselect(
        label,
        list(labels),
        default=[party for party in default if party in labels],
        format_func=lambda party: labels.get(party, party),
        key=key,
        bind="query-params",
        filter_mode="contains",
        placeholder="Choose countries",
        help=help,
    )
    address.note(key, *chosen)
    return chosen


def pick_party(label: str, *, default: str, key: str, names: dict[str, str] | None = None) -> str:
    """A country picker; what is typed must occur in the label, so "India" finds India only."""
    return _picked(label, labels(names or parties()), default, key)


def pick_any_party(label: str, *, default: str | None, key: str) -> str | None:
    """A country picker that may stand at "All"."""
    return _picked(label, {"": "All", **labels(parties())}, default or "", key) or None


def _picked(label: str, options: dict[str, str], default: str, key: str) -> str:
    if not options:
        st.markdown(
            "No table with suppliers and recipients is loaded. `arms-etl build` reads those under "
            "`data`; *Data & sources* says what is loaded."
        )
        st.stop()
    return choose(
        label,
        list(options),
        key=key,
        default=default,
        shown=lambda party: options[party],
        spelled=lambda party: party or "all",
        also=meant(options),
        help="Type a name, a common other name, or the three-letter ISO code.",
    )


def pick_role() -> str:
    """Imports or exports of a country, as the role that it has in them."""
    return ROLES[
        choose_of_few(
            "Direction",
            list(ROLES),
            key="direction",
            help="Imports: who supplied the country. Exports: whom it supplied.",
        )
    ]


def pick_folding(first_year: int) -> bool:
    """Whether former states count with their successors; asked only where any could be met."""
    if first_year > LAST_YEAR_OF_FORMER_STATES:
        return False
    return choose_flag(
        "Count former states with their successors",
        key="folded",
        help="SIPRI keeps the Soviet Union apart from Russia, Czechoslovakia from Czechia, and so "
        "on. Switched on, deliveries of the former count for the latter.",
    )


def pick_release(windows: pd.DataFrame) -> tuple[pd.DataFrame, int | None]:
    """One of the releases that offer periods, or the newest exact one that covers the question.

    Args:
        windows: Periods with ``release`` and ``release_label``.

    Returns:
        The periods of the release chosen and its year; all periods and None if none was named.
    """
    by_release = windows.sort_values("release", ascending=False)
    years = {
        label: int(year)
        for label, year in zip(by_release["release_label"], by_release["release"], strict=True)
    }
    label = choose(
        "Release",
        [NEWEST, *years],
        key="release",
        spelled=lambda label: str(years.get(label, "newest")),
        help="SIPRI revises all years every March. An older release shows what was known then.",
    )
    if label not in years:
        return windows, None
    return windows[windows["release_label"] == label], years[label]


def pick_period(windows: Sequence[Window], *, default: Window, below: DeltaGenerator) -> Window:
    """A five-year period out of those offered, or any other one of the reader's choice.

    The years of another period are chosen below the row of controls.
    """
    labels = {period(*window): window for window in sorted(windows, reverse=True)}
    label = choose(
        "Period",
        [*labels, ANOTHER],
        key="period",
        default=period(*default),
        spelled=_typed,
        also=_years_too(labels),
        help="SIPRI compares five-year periods, because single years swing with a few deliveries. "
        "Another period may be of any length.",
    )
    if label in labels:
        return labels[label]
    years = list(range(min(first for first, _ in windows), max(last for _, last in windows) + 1))
    columns = below.columns([2, 2, 6])
    with columns[0]:
        first = choose("From", years, key="from", default=default[0])
    with columns[1]:
        last = choose("To", years, key="to", default=default[1])
    if first > last:
        below.caption(f"Read as {period(last, first)}.")
    return min(first, last), max(first, last)


def pick_window(
    windows: Sequence[Window],
    *,
    default: Window,
    key: str = "period",
    label: str = "Five-year period",
) -> Window:
    """A five-year period out of those that the data can answer, newest first."""
    labels = {period(*window): window for window in sorted(windows, reverse=True)}
    return labels[
        choose(
            label,
            list(labels),
            key=key,
            default=period(*default),
            spelled=_typed,
            also=_years_too(labels),
            help="SIPRI compares five-year periods, because single years swing with a few "
            "deliveries.",
        )
    ]


def _typed(label: str) -> str:
    """A period as it is typed: ``2016-20`` for ``2016–20``."""
    return label.replace("–", "-")


def _years_too(labels: Mapping[str, Window]) -> dict[str, str]:
    """Periods written out: ``2016-2020`` for ``2016–20``."""
    return {f"{first}-{last}": label for label, (first, last) in labels.items()}

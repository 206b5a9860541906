"""Controls of the pages; the state of each stands in the URL under its key."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.data import ask
from etl.questions.answer import period

Window = tuple[int, int]
LAST_YEAR_OF_FORMER_STATES = 1992
ROLES = {"Imports": "recipient", "Exports": "supplier"}


def parties() -> dict[str, str]:
    """Names of all suppliers and recipients by id: states first, then the others, by alphabet."""
    rows = ask("states").rows
    return dict(zip(rows["state_id"], rows["name"], strict=True))


def _labels(names: dict[str, str]) -> dict[str, str]:
    """Names as a picker shows them, with what else a reader may type: code and common names.

    What is typed must occur in the label, letter by letter; there is no guessing.
    """
    rows = ask("states").rows
    aliases = ask("aliases").rows
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


def _settle(key: str, labels: dict[str, str]) -> None:
    """Take a country in the address also by its code, name or alias, letter by letter.

    The framework knows the label only, which may change; an address must go on working. It is put
    right before the picker is made, so that it can be copied and opened again.
    """
    asked = st.query_params.get(key)
    if asked is None or key in st.session_state or asked in labels.values():
        return
    rows, aliases = ask("states").rows, ask("aliases").rows
    known = dict(zip(rows["name"], rows["state_id"], strict=True))
    known |= dict(zip(aliases["alias"], aliases["state_id"], strict=True))
    known |= {party: party for party in labels}
    if known.get(asked) in labels:
        st.query_params[key] = labels[known[asked]]
        st.rerun()


def pick_party(label: str, *, default: str, key: str, names: dict[str, str] | None = None) -> str:
    """A country picker; what is typed must occur in the label, so "India" finds India only."""
    return _picked(label, _labels(names or parties()), default, key)


def pick_any_party(label: str, *, default: str | None, key: str) -> str | None:
    """A country picker that may stand at "All"."""
    return _picked(label, {"": "All", **_labels(parties())}, default or "", key) or None


def _picked(label: str, options: dict[str, str], default: str, key: str) -> str:
    _settle(key, options)
    ids = list(options)
    if not ids:
        st.markdown(
            "No table with suppliers and recipients is loaded. `arms-etl build` reads those under "
            "`data`; *Data & sources* says what is loaded."
        )
        st.stop()
    chosen: str = st.selectbox(
        label,
        ids,
        index=ids.index(default) if default in ids else 0,
        format_func=lambda state_id: options.get(state_id, state_id),
        key=key,
        bind="query-params",
        filter_mode="contains",
        help="Type a name, a common other name, or the three-letter ISO code.",
    )
    return chosen


def pick_role() -> str:
    """Imports or exports of a country, as the role that it has in them."""
    label = st.segmented_control(
        "Direction",
        list(ROLES),
        default="Imports",
        required=True,
        key="direction",
        bind="query-params",
        help="Imports: who supplied the country. Exports: whom it supplied.",
    )
    return ROLES[label or "Imports"]


def pick_folding(first_year: int) -> bool:
    """Whether former states count with their successors; asked only where any could be met."""
    if first_year > LAST_YEAR_OF_FORMER_STATES:
        return False
    return st.toggle(
        "Count former states with their successors",
        key="folded",
        bind="query-params",
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
    newest = "Newest exact"
    by_release = windows.sort_values("release", ascending=False)
    label = st.selectbox(
        "Release",
        [newest, *dict.fromkeys(by_release["release_label"])],
        key="release",
        bind="query-params",
        filter_mode=None,
        help="SIPRI revises all years every March. An older release shows what was known then.",
    )
    if label in (None, newest):
        return windows, None
    of_release = windows[windows["release_label"] == label]
    return of_release, int(of_release["release"].iloc[0])


def pick_period(windows: Sequence[Window], *, default: Window) -> Window:
    """A five-year period out of those offered, or any other one of the reader's choice."""
    options: list[Window | None] = [*sorted(windows, reverse=True), None]
    chosen = st.selectbox(
        "Period",
        options,
        index=options.index(default),
        format_func=lambda window: period(*window) if window else "Another period",
        key="period",
        bind="query-params",
        filter_mode="contains",
        help="SIPRI compares five-year periods, because single years swing with a few deliveries. "
        "Another period may be of any length.",
    )
    if chosen is not None:
        return chosen
    years = list(range(min(first for first, _ in windows), max(last for _, last in windows) + 1))
    first, last = (
        st.selectbox(
            label, years, index=years.index(year), key=key, bind="query-params", filter_mode=None
        )
        for label, year, key in (("From", default[0], "from"), ("To", default[1], "to"))
    )
    return min(first, last), max(first, last)


def pick_window(
    windows: Sequence[Window],
    *,
    default: Window,
    key: str = "period",
    label: str = "Five-year period",
) -> Window:
    """A five-year period out of those that the data can answer, newest first."""
    options = sorted(windows, reverse=True)
    chosen: Window = st.selectbox(
        label,
        options,
        index=options.index(default) if default in options else 0,
        format_func=lambda window: period(*window),
        key=key,
        bind="query-params",
        filter_mode="contains",
        help="SIPRI compares five-year periods, because single years swing with a few deliveries.",
    )
    return chosen

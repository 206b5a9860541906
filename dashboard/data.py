"""The warehouse for the pages: the file that stands at the path now, and cached answers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from etl.paths import warehouse_path
from etl.questions import Answer
from etl.questions import ask as ask_warehouse
from etl.questions import ask_windows as ask_warehouse_windows
from etl.warehouse.read import Version, Warehouse, version


@st.cache_resource(max_entries=1, show_spinner=False)
def _opened(file: Version) -> Warehouse:
    """One open warehouse for all visitors, opened anew when a build has replaced the file."""
    return Warehouse(file.path)


def warehouse() -> Warehouse:
    """The warehouse as it stands now.

    Raises:
        WarehouseError: if it is missing or cannot be read.
    """
    return _opened(version(warehouse_path()))


def ask(question: str, **params: Any) -> Answer:
    """An answer from the present warehouse, kept for the next visitor who asks the same."""
    return _asked(question, tuple(sorted(params.items())), warehouse().version)


def ask_windows(question: str, windows: list[tuple[int, int]], **params: Any) -> Answer:
    """The same question for several windows, as one answer."""
    return _asked_windows(
        question, tuple(windows), tuple(sorted(params.items())), warehouse().version
    )


@st.cache_data(max_entries=2_000, show_spinner=False)
def _asked(question: str, params: tuple[tuple[str, Any], ...], file: Version) -> Answer:
    return ask_warehouse(_opened(file), question, **dict(params))


@st.cache_data(max_entries=500, show_spinner=False)
def _asked_windows(
    question: str,
    windows: tuple[tuple[int, int], ...],
    params: tuple[tuple[str, Any], ...],
    file: Version,
) -> Answer:
    return ask_warehouse_windows(_opened(file), question, windows, **dict(params))

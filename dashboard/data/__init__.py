"""The warehouse for the pages: the file that stands at the path now, and kept answers.

What is kept is shared by all visitors as it is, so a page never changes an answer's rows in place.
Streamlit 1.67's own cache (``st.cache_data``) would copy every answer on every rerun.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any, TypeVar

from dashboard.data.kept import forget
from etl.common.paths import warehouse_path
from etl.questions import Answer
from etl.questions import ask as ask_warehouse
from etl.questions import ask_windows as ask_warehouse_windows
from etl.warehouse.read import Version, Warehouse, version

T = TypeVar("T")


class _Opened:
    """An open warehouse with the answers that it has given; they go when a build replaces it."""

    def __init__(self, file: Version) -> None:
        self.warehouse = Warehouse(file.path)
        forget()  # what was made of the answers of the file before
        self.ask = lru_cache(maxsize=2_000)(partial(ask_warehouse, self.warehouse))
        self.ask_windows = lru_cache(maxsize=500)(partial(ask_warehouse_windows, self.warehouse))
        self.figure = lru_cache(maxsize=200)(_make)


def _make(make: Callable[..., Any], values: tuple[tuple[str, Hashable], ...]) -> Any:
    return make(**dict(values))


class _Run(threading.local):
    """A run of a page, which has a thread to itself: the file that answers all of it."""

    opened: _Opened | None = None


_run = _Run()
_opening = threading.Lock()
# Python computes in one thread at a time: more runs at once would take as long, and their memory.
_turn = threading.BoundedSemaphore(4)


@lru_cache(maxsize=1)
def _opened(file: Version) -> _Opened:
    return _Opened(file)


def _present() -> _Opened:
    if _run.opened is not None:
        return _run.opened
    with _opening:  # so that a new file is opened once, however many visitors come
        return _opened(version(warehouse_path()))


@contextmanager
def run() -> Iterator[Warehouse]:
    """A run of a page, when its turn has come: the warehouse that stands there answers all of it.

    A page asks many questions; a build that replaces the file meanwhile must not answer half.

    Raises:
        WarehouseError: if it is missing or cannot be read.
    """
    with _turn:
        _run.opened = _present()
        try:
            yield _run.opened.warehouse
        finally:
            _run.opened = None


def warehouse() -> Warehouse:
    """The warehouse of this run of a page; elsewhere, the one that stands there now.

    Raises:
        WarehouseError: if it is missing or cannot be read.
    """
    return _present().warehouse


def ask(question: str, **params: Any) -> Answer:
    """An answer from the present warehouse, kept for the next visitor who asks the same."""
    return _present().ask(question, **params)


def ask_windows(question: str, windows: list[tuple[int, int]], **params: Any) -> Answer:
    """The same question for several windows, as one answer."""
    return _present().ask_windows(question, tuple(windows), **params)


def kept_figure(make: Callable[..., T], values: tuple[tuple[str, Any], ...]) -> T:
    """What a function makes of these values and the present warehouse, kept for the next."""
    made: T = _present().figure(make, values)
    return made

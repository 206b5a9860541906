"""The warehouse for the pages: the file that stands at the path now, and kept answers.

What is kept is shared by all visitors as it is, so a page never changes an answer's rows in place.
Streamlit 1.67's own cache (``st.cache_data``) would copy every answer on every rerun.
"""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache, partial, wraps
from typing import Any, ParamSpec, TypeVar

from dashboard.line import VISITOR, Line
from etl.common.paths import warehouse_path
from etl.questions import Answer
from etl.questions import ask as ask_warehouse
from etl.questions import ask_windows as ask_warehouse_windows
from etl.warehouse.read import Version, Warehouse, version

P = ParamSpec("P")
T = TypeVar("T")
_MOST = 60  # things kept of a function; the one not asked for longest goes first
# What may be kept in all, and about what an answer takes besides its rows: what is made of it, and
# 20 kB that DuckDB 2.0 keeps of each query until its queue of blocks is tidied.
_MOST_BYTES, _ANSWER_BYTES = 6_000_000, 50_000


class _Opened:
    """An open warehouse with all that was made of it.

    It goes when a build replaces the file, or when so much was made of it as is to be kept.
    """

    def __init__(self, file: Version) -> None:
        self.warehouse = Warehouse(file.path)
        self.weights: list[int] = []
        # Not methods of this object, which would then go only when a collector finds the circle.
        asked = partial(_weighed, self.weights, self.warehouse)
        self.ask = lru_cache(maxsize=None)(partial(asked, ask_warehouse))
        self.ask_windows = lru_cache(maxsize=None)(partial(asked, ask_warehouse_windows))
        self.figure = lru_cache(maxsize=_MOST)(lambda make, values: make(**dict(values)))
        self.made: dict[Any, OrderedDict[Hashable, Any]] = defaultdict(OrderedDict)


def _weighed(
    weights: list[int], warehouse: Warehouse, ask: Callable[..., Answer], *args: Any, **params: Any
) -> Answer:
    _line.step_aside(_run.visitor)
    answer = ask(warehouse, *args, **params)
    weights.append(_ANSWER_BYTES + int(answer.rows.memory_usage(deep=True).sum()))
    return answer


class _Run(threading.local):
    """A run of a page, which has a thread to itself: whose it is, and the file that answers it."""

    visitor: str = ""
    opened: _Opened | None = None


_run = _Run()
_opening = threading.Lock()
# Python computes in one thread at a time: more runs at once would take as long, and their memory.
_line = Line(4)


@lru_cache(maxsize=1)
def _opened(file: Version) -> _Opened:
    return _Opened(file)


def _present() -> _Opened:
    if _run.opened is not None:
        return _run.opened
    with _opening:  # so that a new file is opened once, however many visitors come
        file = version(warehouse_path())
        if sum(_opened(file).weights) > _MOST_BYTES:
            _opened.cache_clear()
        return _opened(file)


@contextmanager
def run(visitor: str | None = None, within_s: float | None = None) -> Iterator[Warehouse]:
    """A run of a page, when its turn has come: the warehouse that stands there answers all of it.

    A page asks many questions; a build that replaces the file meanwhile must not answer half.

    Args:
        visitor: Whose page it is, or else whom this context serves; of the same visitor's, one runs
            after the other.
        within_s: How long it may have to wait for its turn.

    Raises:
        FullError: if its turn did not come in time.
        WarehouseError: if it is missing or cannot be read.
    """
    visitor = VISITOR.get() if visitor is None else visitor
    with _line.turn(visitor, within_s):
        _run.visitor, _run.opened = visitor, _present()
        try:
            yield _run.opened.warehouse
        finally:
            _run.visitor, _run.opened = "", None


def warehouse() -> Warehouse:
    """The warehouse of this run of a page; elsewhere, the one that stands there now.

    Raises:
        WarehouseError: if it is missing or cannot be read.
    """
    return _present().warehouse


def ask(question: str, **params: Any) -> Answer:
    """An answer from the present warehouse, kept for the next visitor who asks the same."""
    return _present().ask(question, **params)


def ask_period(question: str, period: tuple[int, int], release: int | None, **more: Any) -> Answer:
    """The same of one period, by one release or, where none is named, by that which answers."""
    return ask(question, from_year=period[0], to_year=period[1], in_release=release, **more)


def ask_windows(question: str, windows: list[tuple[int, int]], **params: Any) -> Answer:
    """The same question for several windows, as one answer."""
    return _present().ask_windows(question, tuple(windows), **params)


def kept_figure(make: Callable[..., T], values: tuple[tuple[str, Any], ...]) -> T:
    """What a function makes of these values and the present warehouse, kept for the next."""
    opened, before = _present(), _run.opened
    _run.opened = opened  # one file answers all that it asks
    try:
        _line.step_aside(_run.visitor)
        made: T = opened.figure(make, values)
    finally:
        _run.opened = before
    return made


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """The same function, which makes a thing once for the same arguments and warehouse.

    It takes answers, texts and numbers, and lists and mappings of these, and asks no other
    warehouse. What it gives is shared by all visitors as it is, and never to be changed in place.
    """

    @wraps(make)
    def once(*args: P.args, **kwargs: P.kwargs) -> T:
        made = _present().made[make]
        key = _frozen((args, kwargs))
        try:
            thing: T = made[key]
            made.move_to_end(key)
        except KeyError:  # also where another visitor's thread has just let it go
            thing = made[key] = make(*args, **kwargs)
            if len(made) > _MOST:
                with suppress(KeyError):
                    made.popitem(last=False)
        return thing

    return once


def _frozen(value: object) -> Hashable:
    """The value in a form that can be looked up; an answer stands for itself."""
    if isinstance(value, Mapping):
        return tuple((name, _frozen(item)) for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(map(_frozen, value))
    assert isinstance(value, Hashable), f"{type(value).__name__} cannot be looked up"
    return value

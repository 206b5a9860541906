"""Keeping what is made of answers, because most visitors look at the same figures.

Answers are themselves kept while their warehouse is open (see ``dashboard.data``), so that the same
question gives the same object; what is made of it by a pure function is then the same, too.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_all: list[OrderedDict[Hashable, Any]] = []


def kept(make: Callable[P, T], most: int = 100) -> Callable[P, T]:
    """The same function, which makes a thing once for the same arguments.

    What it gives is shared by all visitors as it is, and never to be changed in place.

    Args:
        make: A pure function of answers, texts and numbers, and of lists and mappings of these.
        most: How many things are kept; the one not asked for longest goes first.
    """
    made: OrderedDict[Hashable, T] = OrderedDict()
    _all.append(made)

    @wraps(make)
    def once(*args: P.args, **kwargs: P.kwargs) -> T:
        key = _frozen((args, kwargs))
        try:
            thing = made[key]
            made.move_to_end(key)
        except KeyError:  # also where another visitor's thread has just let it go
            thing = made[key] = make(*args, **kwargs)
            if len(made) > most:
                with suppress(KeyError):  # another thread has forgotten all of them
                    made.popitem(last=False)
        return thing

    return once


def forget() -> None:
    """Let everything go that is kept: its answers will not be asked for again."""
    for made in _all:
        made.clear()


def _frozen(value: object) -> Hashable:
    """The value in a form that can be looked up; an answer stands for itself."""
    if isinstance(value, Mapping):
        return tuple((name, _frozen(item)) for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(map(_frozen, value))
    assert isinstance(value, Hashable), f"{type(value).__name__} cannot be looked up"
    return value

"""The figures of the house, a module a subject. A figure is found by its name.

A module here whose figures are named after it, such as ``country/shares`` in ``country``, is a
subject; nothing else has to be told of a new one.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

from dashboard.figures.figure import Asked, Figure, Made, asked
from dashboard.figures.links import Drawing, NoFigureError, drawing

__all__ = [
    "Asked",
    "Drawing",
    "Figure",
    "Made",
    "NoFigureError",
    "asked",
    "drawing",
    "every",
    "named",
]


def named(name: str) -> Figure | None:
    """The figure of this name, if there is one."""
    subject = name.partition("/")[0]
    return _of(subject).get(name) if subject in _subjects() else None


def every() -> list[Figure]:
    """All figures, by subject and in the order in which they are declared."""
    return [figure for subject in _subjects() for figure in _of(subject).values()]


def _subjects() -> list[str]:
    return [module.name for module in pkgutil.iter_modules(__path__)]


def _of(subject: str) -> dict[str, Figure]:
    module: ModuleType = import_module(f"{__name__}.{subject}")
    found = (thing for thing in vars(module).values() if isinstance(thing, Figure))
    return {figure.name: figure for figure in found if figure.page == subject}

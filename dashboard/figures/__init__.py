"""The figures of the house, a module a subject. A figure is found by its name.

A module here whose figures are named after it, such as ``country/shares`` in ``country``, is a
subject; nothing else has to be told of a new one.
"""

from dashboard.figures.figure import Figure, Made, asked, every, named
from dashboard.figures.links import Drawing, NoFigureError, drawing

__all__ = ["Drawing", "Figure", "Made", "NoFigureError", "asked", "drawing", "every", "named"]

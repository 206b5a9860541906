"""One module a source: ``HEADER`` names its columns, ``parse`` turns a file into staged rows.

A parser is pure: it reads one file, types every cell and keeps the source's own names. Judgement
about names, periods and units is left to :mod:`etl.harmonise`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd

Staged = dict[str, pd.DataFrame]


def names() -> list[str]:
    """The sources that a card may name."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def parser(source: str) -> Callable[[Path], Staged]:
    """The ``parse`` function of a source: file → rows by warehouse table."""
    parse: Callable[[Path], Staged] = importlib.import_module(f"{__name__}.{source}").parse
    return parse

"""A figure with all that belongs to it, from which the page and every file are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from etl.questions import Answer


@dataclass(frozen=True)
class Drawing:
    """A figure as made: what the page shows and what every file is written from.

    Attributes:
        name: The recipe it was made by, such as ``import_shares``.
        params: The recipe's parameters spelled out as text, the release among them.
        answer: The numbers, with unit, period, release, sources and caveats.
        chart: The figure as on the page.
        table: Makes the same numbers as a reader's table.
        alt: What the chart shows, with numbers.
        about: Markdown on what the measure means.
        permalink: Address of the page that shows it, with all parameters.
    """

    name: str
    params: Mapping[str, str]
    answer: Answer
    chart: go.Figure
    table: Callable[[], pd.DataFrame]
    alt: str
    about: str
    permalink: str

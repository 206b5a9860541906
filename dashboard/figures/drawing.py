"""A figure to take away: its content with the name, parameters and address that belong to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures import links
from dashboard.figures.figure import Figure
from etl.questions import Answer


@dataclass(frozen=True)
class Drawing:
    """A figure as made: what every file is written from.

    Attributes:
        name: Its name, such as ``country/shares``.
        params: What it was asked for, as an address spells it, with the release that answered.
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


class NoFigureError(Exception):
    """There is nothing to draw under these parameters; the message says why."""


def drawing(figure: Figure, values: Mapping[str, Any], site: str) -> Drawing:
    """A figure to take away.

    Args:
        figure: The figure.
        values: What it is asked for, by key.
        site: Address of the dashboard.

    Raises:
        NoFigureError: if there are no numbers to draw.
    """
    made = figure.made(values)
    if made.chart is None:
        raise NoFigureError(made.sentence)
    query = links.parameters(figure, values, made)
    return Drawing(
        name=figure.name,
        params={key: ", ".join(texts) for key, texts in query.items()},
        answer=made.answer,
        chart=made.chart,
        table=made.table,
        alt=made.alt,
        about=made.about,
        permalink=links.permalink(figure, values, made, site),
    )

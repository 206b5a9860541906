"""The numbers of a chart as a table for readers: units in the column names, values as words."""

from dashboard.tables.rankings import (
    ranking,
    ranks,
    side_by_side,
)
from dashboard.tables.trends import (
    concentration,
    country_total,
    share_windows,
    volume_by_year,
    world_volume,
)

__all__ = [
    "concentration",
    "country_total",
    "ranking",
    "ranks",
    "share_windows",
    "side_by_side",
    "volume_by_year",
    "world_volume",
]

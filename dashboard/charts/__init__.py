"""Charts: an ``Answer`` in, a plotly figure out. No SQL and no Streamlit here."""

from dashboard.charts.cited import cited_bars
from dashboard.charts.frame import plain_text
from dashboard.charts.ranking import ranking_bars
from dashboard.charts.revision import revised_years
from dashboard.charts.shares import colours_of, share_windows
from dashboard.charts.trend import (
    concentration_line,
    country_total_bars,
    volume_by_year,
    world_volume,
)

__all__ = [
    "cited_bars",
    "colours_of",
    "concentration_line",
    "country_total_bars",
    "plain_text",
    "ranking_bars",
    "revised_years",
    "share_windows",
    "volume_by_year",
    "world_volume",
]

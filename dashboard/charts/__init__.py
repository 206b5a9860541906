"""Charts: an ``Answer`` in, a plotly figure out. No SQL and no Streamlit here."""

from dashboard.charts.cited import cited_bars
from dashboard.charts.compare import compared_lines, compared_panels
from dashboard.charts.flow import flow_bands
from dashboard.charts.frame import plain_text
from dashboard.charts.matrix import matrix_cells
from dashboard.charts.pair import pair_shares, pair_volume, pair_windows
from dashboard.charts.ranking import ranking_bars
from dashboard.charts.ranks import ranks_over_time, side_by_side
from dashboard.charts.revision import revised_years
from dashboard.charts.shares import colours_of, share_windows
from dashboard.charts.trend import (
    DEPENDENCE,
    country_total_bars,
    dependence_bars,
    volume_by_year,
    world_volume,
)
from dashboard.charts.world_map import world_map

__all__ = [
    "DEPENDENCE",
    "cited_bars",
    "colours_of",
    "compared_lines",
    "compared_panels",
    "country_total_bars",
    "dependence_bars",
    "flow_bands",
    "matrix_cells",
    "pair_shares",
    "pair_volume",
    "pair_windows",
    "plain_text",
    "ranking_bars",
    "ranks_over_time",
    "revised_years",
    "share_windows",
    "side_by_side",
    "volume_by_year",
    "world_map",
    "world_volume",
]

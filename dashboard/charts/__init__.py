"""Charts: an ``Answer`` in, a plotly figure out. No SQL and no Streamlit here.

Those made of kept answers alone are kept as well: a figure is never changed in place.
"""

from dashboard.charts import pair, ranking, ranks, revision, shares, trend
from dashboard.charts.checked import checked_windows
from dashboard.charts.cited import cited_bars
from dashboard.charts.compare import compared_lines, compared_panels
from dashboard.charts.flow import flow_bands
from dashboard.charts.frame import plain_text
from dashboard.charts.matrix import matrix_cells
from dashboard.charts.shares import colours_of
from dashboard.charts.trend import DEPENDENCE
from dashboard.charts.world_map import world_map
from dashboard.kept import kept

country_total_bars = kept(trend.country_total_bars)
dependence_bars = kept(trend.dependence_bars)
pair_shares = kept(pair.pair_shares)
pair_volume = kept(pair.pair_volume)
pair_windows = kept(pair.pair_windows)
ranking_bars = kept(ranking.ranking_bars)
ranks_over_time = kept(ranks.ranks_over_time)
revised_years = kept(revision.revised_years)
share_windows = kept(shares.share_windows)
side_by_side = kept(ranks.side_by_side)
volume_by_year = kept(trend.volume_by_year)
world_volume = kept(trend.world_volume)

__all__ = [
    "DEPENDENCE",
    "checked_windows",
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

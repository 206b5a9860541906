"""The numbers of a chart as a table for readers: units in the column names, values as words."""

from dashboard.tables.ledger import (
    claim,
    claim_sentence,
    claim_text,
    claims,
    claims_credit,
    parties_of,
)
from dashboard.tables.loaded import (
    checks,
    compared_sentence,
    completeness,
    largest_revisions,
    loaded_sentence,
    reconciliation,
    table_text,
)
from dashboard.tables.rankings import (
    ranking,
    ranks,
    side_by_side,
)
from dashboard.tables.revisions import (
    came_and_went,
    is_approximate,
    releases,
    revised_flows,
    revised_years,
)
from dashboard.tables.trends import (
    concentration,
    country_total,
    share_windows,
    volume_by_year,
    world_volume,
)
from dashboard.tables.weapons import (
    category_contents,
    category_leaders,
    deal_text,
    deals,
    deliveries,
)

__all__ = [
    "came_and_went",
    "category_contents",
    "category_leaders",
    "checks",
    "claim",
    "claim_sentence",
    "claim_text",
    "claims",
    "claims_credit",
    "compared_sentence",
    "completeness",
    "concentration",
    "country_total",
    "deal_text",
    "deals",
    "deliveries",
    "is_approximate",
    "largest_revisions",
    "loaded_sentence",
    "parties_of",
    "ranking",
    "ranks",
    "reconciliation",
    "releases",
    "revised_flows",
    "revised_years",
    "share_windows",
    "side_by_side",
    "table_text",
    "volume_by_year",
    "world_volume",
]

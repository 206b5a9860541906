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
    reconciliation,
    table_text,
)
from dashboard.tables.revisions import (
    came_and_went,
    is_approximate,
    releases,
    revised_flows,
    revised_years,
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
    "deal_text",
    "deals",
    "deliveries",
    "is_approximate",
    "largest_revisions",
    "parties_of",
    "reconciliation",
    "releases",
    "revised_flows",
    "revised_years",
    "table_text",
]

"""The vocabulary of quoted and published figures: which metrics there are and in what unit."""

from __future__ import annotations

SHARES = (
    "share_of_recipient_imports",  # the supplier's part of what the recipient imported
    "share_of_supplier_exports",  # the recipient's part of what the supplier exported
    "share_of_world_exports",  # the supplier's part of all exports
    "share_of_world_imports",  # the recipient's part of all imports
    "share_of_region_imports",  # the recipient's part of the imports of its SIPRI region
)
RANKS = (
    "rank_among_suppliers",  # of the supplier, among the recipient's suppliers or the world's
    "rank_among_recipients",  # of the recipient, among the supplier's recipients or the world's
)
OTHERS = (
    "change_pct",  # of the volume, against the preceding window of equal length
    "volume",  # million TIV
    "ratio",  # of two countries' volumes
    "number_of_suppliers",
    "number_of_recipients",
    "contract_value",  # money, which this data cannot say anything about
)
METRICS = (*SHARES, *RANKS, *OTHERS)
UNITS = ("percent", "rank", "times", "states", "million TIV", "USD million")
# How a text may word a number; empty stands for "is".
COMPARISONS = ("nearly", "at most", "at least", "less than", "more than")
# Those that the measures in the warehouse give for one supplier, recipient or pair.
COMPUTED = (*SHARES, *RANKS, "change_pct", "volume")
# Those whose denominator needs all flows of the world.
WORLD_SHARES = SHARES[2:]
# Who must be named for a figure to have a meaning: supplier, recipient; None leaves it open.
PARTIES: dict[str, tuple[bool | None, bool | None]] = {
    "share_of_recipient_imports": (True, True),
    "share_of_supplier_exports": (True, True),
    "share_of_world_exports": (True, False),
    "share_of_world_imports": (False, True),
    "share_of_region_imports": (False, True),
    "rank_among_suppliers": (True, None),
    "rank_among_recipients": (None, True),
}

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
# Those that the measures in the warehouse give for one supplier, recipient or pair.
COMPUTED = (*SHARES[:4], *RANKS, "change_pct", "volume")

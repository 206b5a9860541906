"""Answers made from other answers, so that a page asks the warehouse once."""

from __future__ import annotations

from dataclasses import replace

from etl.questions import Answer


def concentration(shares: Answer) -> Answer:
    """Concentration by window out of the shares by window: index, largest share and partners."""
    rows = (
        shares.rows.assign(counted=shares.rows["share_pct"] > 0)
        .groupby(["first_year", "last_year", "release"], as_index=False)
        .agg(
            hhi_points=("hhi_points", "max"),
            largest_share_pct=("share_pct", "max"),
            partners=("counted", "sum"),
        )
    )
    return replace(
        shares,
        question="concentration",
        title=f"Concentration of the partners: {shares.title}",
        unit="index points: the sum of squared percentage shares, 10,000 for a single partner",
        rows=rows,
    )


def covered_by_year(completeness: Answer, role: str, name: str) -> bool:
    """Whether any release has every year by itself for a country's imports or exports.

    Args:
        completeness: The answer to the question of that name.
        role: ``recipient`` for imports, ``supplier`` for exports.
        name: The country's name.
    """
    rows = completeness.rows
    if rows.empty:
        return False
    of_country = (rows["scope"] == role) & (rows["name"] == name)
    return bool(((rows["grain"] == "year") & ((rows["scope"] == "world") | of_country)).any())

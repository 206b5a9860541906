"""Deals, deliveries, and categories of weapons."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from dashboard.words import estimated, missing, percent, volume
from etl.questions import Answer
from etl.questions.answer import period


def deals(answer: Answer) -> pd.DataFrame:
    """Deals as a sortable table; numbers stay numbers."""
    rows = answer.rows
    return pd.DataFrame(
        {
            "Supplier": rows["supplier_name"],
            "Recipient": rows["recipient_name"],
            "Designation": rows["designation"],
            "Description": rows["description"].fillna(""),
            "Category": rows["category"].fillna(""),
            "Status": rows["status"],
            "Ordered": rows["order_year"],
            "Number delivered": rows["number_delivered"],
            "Delivered": [
                "not yet" if missing(first) else period(int(first), int(last))
                for first, last in zip(rows["first_year"], rows["last_year"], strict=True)
            ],
            "Million TIV in the period": rows["tiv_in_period_m"],
            "Comment": rows["comment"].fillna(""),
        }
    )


def deal_text(row: Mapping[Hashable, Any]) -> str:
    """One deal in words."""
    ordered = estimated(row["number_ordered"], row["number_ordered_is_estimate"])
    delivered = estimated(row["number_delivered"], row["number_delivered_is_estimate"])
    lines = [
        f"**{row['designation']}**, {row['description']}: {row['supplier_name']} to "
        f"{row['recipient_name']}",
        f"*Ordered:* {estimated(row['order_year'], row['order_year_is_estimate'])}"
        + ("" if ordered == "–" else f", {ordered} items")
        + ("" if missing(row["tiv_order_m"]) else f", {volume(row['tiv_order_m'])} million TIV"),
        f"*Delivered:* {delivered} items, {volume(row['tiv_delivered_m'])} million TIV; a new one "
        f"counts {row['tiv_unit']:g} million",
        f"*Status:* {row['status']}"
        + ("" if missing(row["category"]) else f". *Category:* {row['category']}")
        + (". Produced under licence" if row["local_production"] is True else ""),
    ]
    if not missing(row["comment"]):
        lines.append(f"*SIPRI's comment:* {row['comment']}")
    return "  \n".join(lines)


def deliveries(answer: Answer) -> pd.DataFrame:
    """Deliveries of one deal by year."""
    return pd.DataFrame(
        [
            {
                "Year": estimated(row["year"], row["year_is_estimate"]),
                "Items": estimated(row["number"], row["number_is_estimate"]),
                "Million TIV": volume(row["tiv_m"])
                + (" (an equal part of the deal)" if row["is_split"] else ""),
            }
            for row in answer.rows.to_dict("records")
        ]
    )


def category_contents(answer: Answer, limit: int) -> pd.DataFrame:
    """Kinds of weapon in a category with examples."""
    return pd.DataFrame(
        [
            {
                "Kind of weapon": row["description"],
                "Deals": f"{row['deals']:,}",
                "Million TIV": volume(row["tiv_m"]),
                "For example": _some(row["designations"]),
            }
            for row in answer.rows.head(limit).to_dict("records")
        ]
    )


def _some(names: Any) -> str:
    return "" if missing(names) else ", ".join(names.split(", ")[:4])


def category_leaders(answer: Answer, label: str, limit: int) -> pd.DataFrame:
    """Rank, share and volume of suppliers or recipients of a category."""
    rows = answer.rows.head(limit)
    return pd.DataFrame(
        {
            "Rank": [f"{place:.0f}" for place in rows["rank"]],
            label: rows["name"],
            "Share of the category": [percent(share) for share in rows["share_pct"]],
            "Million TIV": [volume(tiv) for tiv in rows["tiv_m"]],
        }
    )

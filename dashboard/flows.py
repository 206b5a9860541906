"""The world's flows of a period, cut down to what a chart can show without losing the total."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboard.words import SPACE, listed, percent, source, volume, with_article
from etl.questions import Answer, questions

OTHERS = "others"  # the id of all parties that are not told apart
NO_REGION = "No region"
SIDES = ("supplier", "recipient")
FLOWS_NOTE = (
    "Each band is what one supplier delivered to one recipient in the period; its width is the "
    "volume. Suppliers stand on the left, recipients on the right, and whoever is both stands on "
    "both sides. Coloured bands, and darker grey ones, are the largest flows; pale ones are the "
    "smaller flows between those named, and **Others** is everybody else, so that all bands "
    "together are the world's volume. The share behind a name is its part of the world's exports "
    "(left) or imports (right)."
)
MATRIX_NOTE = (
    "A row is a recipient, a column a supplier, both in order of their volume in the period. The "
    "**share of imports** is the part of a recipient's imports, by volume (TIV), that came from "
    "that supplier: each row adds up to 100. An empty cell is no delivery at all, not a small "
    "one. **Others** are those that are not told apart."
)
FOLDED = "Former states are counted with the states that followed them."


def told_as_folded(pairs: Answer) -> Answer:
    """The same flows; where former states are folded, that stands in every figure made of them."""
    if not pairs.params["fold"]:
        return pairs
    return replace(pairs, caveats=(FOLDED, *pairs.caveats))


def by_region(pairs: Answer) -> Answer:
    """The flows between SIPRI's regions instead of between countries.

    Args:
        pairs: The answer to the question ``world_flows``.
    """
    rows = pairs.rows
    regions = {side: rows[f"{side}_region"].fillna(NO_REGION) for side in SIDES}
    named = {f"{side}_name": region for side, region in regions.items()}
    return replace(
        pairs,
        title=f"{pairs.title}, by region",
        rows=_summed(rows.assign(**regions, **named)),
        caveats=(*questions()["region_shares"].caveats, *pairs.caveats),
    )


def largest_flows(pairs: Answer, limit: int | None) -> Answer:
    """The largest flows with what is needed to complete the world's volume.

    Every flow between two parties of the largest flows keeps a row of its own, so that the flows
    of each of them add up to all that it delivered or received; the others are summed up. The
    column ``is_largest`` tells the largest flows from the smaller ones. Without a limit all are.
    """
    top = pairs.rows[:limit]
    rows = _with_others(pairs.rows, set(top["supplier"]), set(top["recipient"]))
    largest = set(zip(top["supplier"], top["recipient"], strict=True))
    rows["is_largest"] = [
        pair in largest for pair in zip(rows["supplier"], rows["recipient"], strict=True)
    ]
    return replace(pairs, title=f"The largest flows: {pairs.title}", rows=rows)


def matrix(pairs: Answer, suppliers: int, recipients: int) -> Answer:
    """The flows between the largest suppliers and recipients, and those of the others, summed up.

    The column ``of_imports_pct`` is the supplier's part of the recipient's imports, per cent.
    """
    rows = _with_others(
        pairs.rows,
        set(in_order(pairs.rows, "supplier")[:suppliers]),
        set(in_order(pairs.rows, "recipient")[:recipients]),
    )
    imports = rows.groupby("recipient")["tiv_m"].transform("sum")
    # A recipient whose deliveries all round to nothing has no shares.
    rows["of_imports_pct"] = 100 * rows["tiv_m"] / imports.where(imports > 0)
    return replace(pairs, title=f"Largest suppliers and recipients: {pairs.title}", rows=rows)


def in_order(rows: pd.DataFrame, side: str) -> pd.Index:
    """The ids of all suppliers or recipients by volume, the largest first and the others last."""
    sums = rows.groupby(side, sort=True)["tiv_m"].sum().sort_values(ascending=False, kind="stable")
    ids = sums.index
    return ids[ids != OTHERS].append(ids[ids == OTHERS])


def _with_others(rows: pd.DataFrame, suppliers: set[str], recipients: set[str]) -> pd.DataFrame:
    """The rows, everybody but these as "Others"."""
    changed = {}
    for side, named in zip(SIDES, (suppliers, recipients), strict=True):
        known = rows[side].isin(named)
        changed[side] = rows[side].where(known, OTHERS)
        changed[f"{side}_name"] = rows[f"{side}_name"].where(known, "Others")
    return _summed(rows.assign(**changed))


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each pair, the largest first, with its share of the world's volume."""
    keys = ["supplier", "supplier_name", "recipient", "recipient_name"]
    sums = rows.groupby([*keys, "total_tiv_m", "release"])["tiv_m"].sum().reset_index()
    sums = sums.sort_values("tiv_m", ascending=False, kind="stable", ignore_index=True)
    sums["share_pct"] = 100 * sums["tiv_m"] / sums["total_tiv_m"]
    return sums


def flows_sentence(flows: Answer, regions: bool) -> str:
    """The largest flow and what the largest carry together: the page's answer in one sentence.

    Args:
        flows: What :func:`largest_flows` gives.
        regions: Whether its parties are regions.
    """
    if flows.reason is not None:
        return flows.reason
    rows = flows.rows[flows.rows["is_largest"]]
    first = rows.iloc[0]
    giver, taker = (_in_words(first[f"{side}_name"], regions) for side in SIDES)
    way = f"was within {giver}" if giver == taker else f"went from {giver} to {taker}"
    text = (
        f"In {flows.period} the largest flow of major arms {way}, {percent(first['share_pct'])} of "
        "the world's volume"
    )
    if regions:
        inside = (rows["supplier"] == rows["recipient"]) & (rows["supplier"] != NO_REGION)
        within = percent(rows.loc[inside, "share_pct"].sum())
        text += f"; {within} of it stayed within a region"
    elif len(rows) > 1:
        text += f"; the {len(rows)} largest carried {percent(rows['share_pct'].sum())} of it"
    approximate = "" if flows.precision == "exact" else ", approximate"
    folded = f" {FOLDED}" if FOLDED in flows.caveats else ""
    return f"{text} ({source(flows)}{approximate}).{folded}"


def flows_alt(flows: Answer, regions: bool) -> str:
    """The chart in words: the sentence and the five largest flows with their volumes."""
    largest = flows.rows[flows.rows["is_largest"]].head(5).to_dict("records")
    parts = [
        f"{row['supplier_name']} to {row['recipient_name']} {volume(row['tiv_m'])}"
        for row in largest
    ]
    return (
        f"{flows_sentence(flows, regions)} Bands from suppliers to recipients, in million TIV: "
        f"{listed(parts)}; the others stand in the table."
    )


def matrix_sentence(cells: Answer, regions: bool) -> str:
    """Which recipient of those shown leaned most on one supplier."""
    rows = cells.rows[(cells.rows["supplier"] != OTHERS) & (cells.rows["recipient"] != OTHERS)]
    top = rows.nlargest(1, "of_imports_pct").iloc[0]
    giver, taker = (_in_words(top[f"{side}_name"], regions) for side in SIDES)
    return (
        f"Of the recipients shown, {taker} leaned most on a single supplier in {cells.period}: "
        f"{percent(top['of_imports_pct'])} of its arms imports, by volume, came from {giver} "
        f"({source(cells)})."
    )


def flows_table(flows: Answer) -> pd.DataFrame:
    """The largest flows by rank, then all others and the world, so that the column adds up."""
    rows = flows.rows
    largest, rest = rows[rows["is_largest"]], rows[~rows["is_largest"]]
    sums = [
        ("All other flows", rest["tiv_m"].sum(), rest["share_pct"].sum()),
        ("The world", rows["tiv_m"].sum(), rows["share_pct"].sum()),
    ]
    return pd.DataFrame(
        [
            {
                "Rank": f"{place}",
                "Supplier": row["supplier_name"],
                "Recipient": row["recipient_name"],
                "Million TIV": volume(row["tiv_m"]),
                "Share of the world": percent(row["share_pct"]),
            }
            for place, row in enumerate(largest.to_dict("records"), start=1)
        ]
        + [
            {
                "Rank": "",
                "Supplier": what,
                "Recipient": "",
                "Million TIV": volume(tiv_m),
                "Share of the world": percent(share_pct),
            }
            for what, tiv_m, share_pct in sums
            if tiv_m > 0
        ]
    )


def matrix_table(cells: Answer, column: str) -> pd.DataFrame:
    """Recipients by suppliers: ``of_imports_pct`` or ``tiv_m``; an empty cell is no delivery."""
    rows = cells.rows
    word = percent if column == "of_imports_pct" else volume
    wide = rows.pivot(index="recipient", columns="supplier", values=column)
    wide = wide.loc[in_order(rows, "recipient"), in_order(rows, "supplier")]
    names = {side: dict(zip(rows[side], rows[f"{side}_name"], strict=True)) for side in SIDES}
    unit = "share of imports" if column == "of_imports_pct" else f"million{SPACE}TIV"
    return (
        wide.map(lambda value: "" if pd.isna(value) else word(value))
        .rename(index=names["recipient"], columns=names["supplier"])
        .rename_axis(columns=None)
        .rename_axis(f"Recipient, {unit}")
        .reset_index()
    )


def _in_words(name: str, region: bool) -> str:
    """A country or region inside a sentence."""
    if not region:
        return with_article(name)
    if name == NO_REGION:
        return "parties without a region"
    return f"the {name}" if name in ("Americas", "Middle East") else name

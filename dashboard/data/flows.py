"""The world's flows of a period, cut down to what a chart can show without losing the total."""

from dataclasses import replace

import pandas as pd

from etl.questions import Answer, questions
from etl.questions.answer import bound_columns, bounds, with_bounds

OTHERS = "others"  # the id of all parties that are not told apart
NO_REGION = "No region"
SIDES = ("supplier", "recipient")


def by_region(pairs: Answer) -> Answer:
    """The flows between SIPRI's regions instead of between countries (``world_flows``)."""
    rows = pairs.rows
    regions = {side: rows[f"{side}_region"].fillna(NO_REGION) for side in SIDES}
    named = {f"{side}_name": region for side, region in regions.items()}
    return replace(
        pairs,
        title=f"{pairs.title}, by region",
        rows=_summed(rows.assign(**regions, **named)),
        caveats=(*questions()["region_shares"].caveats, *pairs.caveats),
    )


def between(pairs: Answer, suppliers: set[str] | None, recipients: set[str] | None) -> Answer:
    """The flows from these suppliers to these recipients, as shares of their own volume."""
    rows = pairs.rows
    for side, named in zip(SIDES, (suppliers, recipients), strict=True):
        rows = rows if named is None else rows[rows[side].isin(named)]
    if len(rows) == len(pairs.rows):
        return pairs
    totals, volumes = with_bounds(rows, "total_tiv_m"), with_bounds(rows, "tiv_m")
    sums = {total: rows[tiv].sum() for total, tiv in zip(totals, volumes, strict=True)}
    return replace(pairs, rows=rows.assign(**sums))


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


def cells(
    pairs: Answer, suppliers: int, recipients: int, chosen: pd.DataFrame | None = None
) -> Answer:
    """The flows between the largest suppliers and recipients, and those of the others, summed up.

    The column ``of_imports_pct`` is the supplier's part of the recipient's imports, per cent.

    So many of either are named, as the rows ``chosen`` decide, or all.
    """
    chosen = pairs.rows if chosen is None else chosen
    rows = _with_others(
        pairs.rows,
        set(in_order(chosen, "supplier")[:suppliers]),
        set(in_order(chosen, "recipient")[:recipients]),
    )
    imports = rows.groupby("recipient")[with_bounds(rows, "tiv_m")].transform("sum")
    # A recipient whose deliveries all round to nothing has no shares.
    rows = rows.assign(**shares_of("of_imports_pct", rows, imports.where(imports > 0)))
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
    totals, volumes = with_bounds(rows, "total_tiv_m"), with_bounds(rows, "tiv_m")
    sums = rows.groupby([*keys, *totals, "release"])[volumes].sum().reset_index()
    sums = sums.sort_values("tiv_m", ascending=False, kind="stable", ignore_index=True)
    world = sums[totals].rename(columns=dict(zip(totals, volumes, strict=True)))
    return sums.assign(**shares_of("share_pct", sums, world))


def shares_of(
    column: str, parts: pd.DataFrame, wholes: pd.DataFrame
) -> dict[str, "pd.Series[float]"]:
    """The share that each volume is of its whole, with its bounds where they have any.

    Of a whole only the rest is bounded by itself: the more a part is, the more is the whole.
    """
    shares = {column: 100 * parts["tiv_m"] / wholes["tiv_m"]}
    if "tiv_low_m" in parts:
        by = parts["tiv_high_m"] - parts["tiv_low_m"]
        least = 100 * parts["tiv_low_m"] / (wholes["tiv_high_m"] - by)
        most = 100 * parts["tiv_high_m"] / (wholes["tiv_low_m"] + by)
        shares |= dict(zip(bound_columns(column), (least, most), strict=True))
    return shares


def changes_of(rows: pd.DataFrame, before: str) -> dict[str, "pd.Series[float]"]:
    """The change of each volume against that before, with its bounds where they have any."""
    (low, high), (old_low, old_high) = bounds(rows, "tiv_m"), bounds(rows, before)
    # The more there was before, the less it has grown.
    pairs = [(rows["tiv_m"], rows[before]), (low, old_high), (high, old_low)]
    changes = [100 * (new / old.where(old > 0) - 1) for new, old in pairs]
    has_bounds = len(with_bounds(rows, "tiv_m")) + len(with_bounds(rows, before)) > 2
    names = ("change_pct", *bound_columns("change_pct"))
    return dict(zip(names, changes[: 3 if has_bounds else 1], strict=False))

"""How much of a deal came in which year, and within which bounds."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.rebuild.match import listed_years, match

# By how much a release moves a number that SIPRI marks as an estimate, where it changes the deal:
# by this part of it, or by so many items if they are more. Measured between the releases of 2025
# and 2026: all but 1 in 1,000 volumes of a pair of states in a five-year period stay inside.
_FEWER, _FEWER_ITEMS = 0.25, 1
_MORE, _MORE_ITEMS = 0.75, 2


def yearly(deals: pd.DataFrame, deliveries: pd.DataFrame | None = None) -> pd.DataFrame:
    """The deliveries of a register by deal: a row for each deal and year of delivery.

    The items are shared out, and the volume with them, since all items of a deal count alike. Of a
    deal that stands among ``deliveries`` the known years keep their items, a year within the
    reach of that register which a revision added gets one, and what is left goes in equal parts to
    the years beyond. Where too little is left for that, or no year to take it, the revision has
    changed the known years: a year beyond gets an equal part of all, an added one half as much, and
    of what the known years have besides one item each they keep their proportions. Any other deal
    is spread evenly over its years.

    The bounds follow from what is certain: a deal's items and its years, one item at least in
    each, and the known numbers. A known number is uncertain where the revision has changed the
    deal, and SIPRI marks it as an estimate or the known years could not all be kept.

    Args:
        deals: Rows of a register by deal (``deal_row``) as harmonised.
        deliveries: Rows of a register by delivery (``delivery_row``) as harmonised, of the same
            release or an older one, if there is one.

    Returns:
        ``line`` of the deal and ``year``; ``number`` of items, where it is certain; ``tiv_m`` with
        ``tiv_low_m`` and ``tiv_high_m`` in million TIV; ``precision``: exact for the only year of
        a deal, rebuilt, or split; ``found_as``, the deal's number in the register by delivery.
        Over its years the ``tiv_m`` of a deal add up to its volume.
    """
    rows = _with_known(deals, deliveries)
    deal = deals.set_index("line").loc[rows["line"]]
    of_deal, _ = pd.factorize(rows["line"])

    def total(values: NDArray[Any]) -> NDArray[Any]:
        """The sum over the years of the same deal."""
        return np.bincount(of_deal, weights=values)[of_deal]

    years = total(np.ones(len(rows)))
    items = np.maximum(deal["number_delivered"].to_numpy(), years)
    known, is_known = rows["known"].fillna(0).to_numpy(), rows["known"].notna().to_numpy()
    added = ~is_known & rows["within"].to_numpy()
    beyond = ~is_known & ~added
    new_years, left, even = total(~is_known), items - total(known), items / years
    half = np.maximum(1, even / 2)
    stands = total(is_known) > 0
    changed = stands & np.where(new_years > 0, left < new_years, left != 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        number = np.select(
            [~stands, is_known, beyond & changed, added & changed, beyond, total(beyond) > 0],
            [even, known, even, half, (left - total(added)) / total(beyond), 1.0],
            left / new_years,
        )
        besides, ones = total((known - 1) * is_known), total(is_known)
        more = items - total(number * ~is_known) - ones
        scaled = 1 + more * np.where(besides > 0, (known - 1) / besides, 1 / ones)
        number = np.where(changed & is_known, scaled, number)

    lost = rows["lost"].to_numpy()
    moved = lost + changed * np.abs(left - new_years)
    uncertain = is_known & (
        changed | (rows["is_estimate"].to_numpy() & ((new_years > 0) | (lost > 0)))
    )
    low, high = np.where(is_known, known, 1), np.where(is_known, known, items)
    low = np.where(uncertain, known - np.maximum(_FEWER * known, _FEWER_ITEMS) - moved, low)
    high = np.where(uncertain, known + np.maximum(_MORE * known, _MORE_ITEMS) + moved, high)
    low, high = np.minimum(np.maximum(low, 1), number), np.maximum(high, number)
    # What the other years take at least is not left for this one, and the other way round.
    low, high = (
        np.maximum(low, items - (total(high) - high)),
        np.minimum(high, items - (total(low) - low)),
    )
    tiv_m = deal["tiv_delivered_m"].to_numpy() / items
    return pd.DataFrame(
        {
            "line": rows["line"],
            "year": rows["year"],
            "number": np.where(high - low < 0.01, number, np.nan),
            "tiv_m": number * tiv_m,
            "tiv_low_m": low * tiv_m,
            "tiv_high_m": high * tiv_m,
            "precision": np.select([years == 1, stands], ["exact", "rebuilt"], "split"),
            "found_as": rows["found_as"],
        }
    )


def _with_known(deals: pd.DataFrame, deliveries: pd.DataFrame | None) -> pd.DataFrame:
    """The years of all deals, with what a register by delivery knows of them.

    Beside ``line``, ``year`` and ``found_as``: the items ``known``, whether they are an estimate
    (``is_estimate``), whether the year is ``within`` the register's, and how many items it has in
    years that the deal has ``lost``.
    """
    years = listed_years(deals)
    if deliveries is None or deliveries.empty:
        return years.assign(
            known=np.nan, is_estimate=True, within=False, lost=0.0,
            found_as=pd.array([None] * len(years), dtype="Int64"),
        )  # fmt: skip
    found_as = match(deals, deliveries)
    known = pd.DataFrame(
        {
            "line": deliveries["deal_no"].map(pd.Series(found_as.index, index=found_as)),
            "year": deliveries["year"].astype("int64"),
            "known": deliveries["number"],
            "is_estimate": deliveries["number_is_estimate"].fillna(True).astype(bool),
        }
    )
    # A register of some years by deal says nothing of the others.
    of_years = known["year"].between(years["year"].min(), years["year"].max())
    known = known[known["line"].notna() & of_years].astype({"line": years["line"].dtype})
    rows = years.merge(known, on=["line", "year"], how="outer", indicator="where")
    gone = rows["where"] == "right_only"
    rows["lost"] = rows["known"].where(gone, 0).groupby(rows["line"]).transform("sum")
    rows["is_estimate"] = rows["is_estimate"].fillna(True).astype(bool)
    rows["within"] = rows["year"].between(deliveries["year"].min(), deliveries["year"].max())
    rows["found_as"] = rows["line"].map(found_as).astype("Int64")
    return rows[~gone].reset_index(drop=True)

"""Which deal of a register by deal is which of a register by delivery.

The register by deal has no numbers, the two write designations differently ("A-330 MRTT" and
"A-330 MRTT -", "C-17A Globemaster-3" and "C-17"), and a later release revises years, items and
values. So no key decides: deals between the same two parties are scored by what they have in
common, and the best pairs are taken first, each deal once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# What an item counts beside a new one, as status_factor in the warehouse's contract.
_FACTORS = {"New": 1.0, "Second hand": 0.4, "Second hand but modernized": 0.66}
_ROUNDED = 0.006  # a register by deal rounds the TIV of an item to two decimals


def listed_years(deals: pd.DataFrame) -> pd.DataFrame:
    """The years of delivery of a register by deal, a row each: ``line`` and ``year``."""
    delivered = deals.loc[deals["years"] != "", ["line", "years"]]
    rows = delivered.assign(year=delivered["years"].str.split("; ", regex=False)).explode("year")
    return rows[["line", "year"]].astype({"year": "int64"}).reset_index(drop=True)


def match(deals: pd.DataFrame, deliveries: pd.DataFrame) -> pd.Series[int]:
    """The ``deal_no`` of each deal that stands among the deliveries too, by the deal's ``line``.

    Args:
        deals: Rows of a register by deal (``deal_row``) as harmonised.
        deliveries: Rows of a register by delivery (``delivery_row``) as harmonised.
    """
    first, last = deliveries["year"].min(), deliveries["year"].max()
    listed = listed_years(deals)
    years = listed[listed["year"].between(first, last)]
    if years.empty:
        return pd.Series(name="deal_no", dtype="int64")
    ours = deals.set_index("line").loc[years["line"].unique()]
    span = int(last - first) + 1
    ours_in = _marked(ours.index, years["line"], years["year"] - first, span)
    ours = _comparable(ours, ours["tiv_unit"], ours["number_delivered"])
    theirs = deliveries.drop_duplicates("deal_no").set_index("deal_no")
    theirs_in = _marked(theirs.index, deliveries["deal_no"], deliveries["year"] - first, span)
    theirs = _comparable(
        theirs,
        theirs["tiv_unit"] * theirs["status"].map(_FACTORS),
        deliveries.groupby("deal_no")["number"].sum().reindex(theirs.index),
    )
    ours["elsewhere"] = listed["line"].value_counts() - years["line"].value_counts()
    at, of = _same_parties(ours["parties"], theirs["parties"])

    def both(column: str) -> tuple[NDArray[Any], NDArray[Any]]:
        return ours[column].to_numpy()[at], theirs[column].to_numpy()[of]

    apart = np.nan_to_num(np.abs(np.subtract(*both("order_year"))), nan=1)
    near = (apart <= 1) | np.equal(*both("designation"))
    at, of, apart = at[near], of[near], apart[near]
    same_text = np.equal(*both("designation"))
    begins_alike = np.array(
        [a.startswith(b) or b.startswith(a) for a, b in zip(*both("designation"), strict=True)],
        dtype=bool,
    )
    unit, their_unit = both("unit")
    by = np.abs(unit - their_unit)
    same_unit, near_unit, other_unit = by < _ROUNDED, by < their_unit / 8, by > their_unit / 2
    spare = np.subtract(*both("items"))
    elsewhere = ours["elsewhere"].to_numpy()[at]
    # Each year that the other register does not reach has an item at least.
    items_fit = np.where(elsewhere > 0, spare >= elsewhere, spare == 0)
    shared = (ours_in[at] & theirs_in[of]).sum(axis=1)
    same_years = shared / (ours_in[at] | theirs_in[of]).sum(axis=1)
    plausible = (shared > 0) & (begins_alike | same_unit | (apart == 0) & near_unit)
    plausible |= (apart == 0) & ((spare == 0) & (same_years == 1) | same_text & same_unit)
    score = (
        3 * begins_alike + same_text
        + 2 * same_unit - 2 * other_unit
        + np.select([apart == 0, apart == 1], [2, 1])
        + 2 * same_years + 1.5 * items_fit + np.equal(*both("status"))
    )  # fmt: skip
    best = np.flatnonzero(plausible)
    best = best[np.argsort(-score[best], kind="stable")]
    return _one_to_one(ours.index[at[best]], theirs.index[of[best]])


def _marked(
    owners: pd.Index[int], owner: pd.Series[int], position: pd.Series[int], span: int
) -> NDArray[np.bool_]:
    """A row for each owner, with a cell for each year of the span: whether it is one of its own."""
    marked = np.zeros((len(owners), span), dtype=bool)
    marked[owners.get_indexer(pd.Index(owner)), position.to_numpy(dtype="int64")] = True
    return marked


def _comparable(
    rows: pd.DataFrame, unit: pd.Series[float], items: pd.Series[float]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "parties": rows["supplier"] + "\n" + rows["recipient"],
            "designation": rows["designation"].str.lower().str.replace("[^a-z0-9]", "", regex=True),
            "status": rows["status"],
            "order_year": rows["order_year"].astype("float64"),
            "unit": unit,
            "items": items,
        }
    )


def _same_parties(
    ours: pd.Series[str], theirs: pd.Series[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The positions of all pairs of deals between the same parties."""
    codes, _ = pd.factorize(pd.concat([ours, theirs]))
    order = np.argsort(codes[len(ours) :], kind="stable")
    ordered = codes[len(ours) :][order]
    begin = np.searchsorted(ordered, codes[: len(ours)], side="left")
    count = np.searchsorted(ordered, codes[: len(ours)], side="right") - begin
    at = np.repeat(np.arange(len(ours)), count)
    nth = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    return at, order[np.repeat(begin, count) + nth]


def _one_to_one(lines: pd.Index[int], numbers: pd.Index[int]) -> pd.Series[int]:
    """What is left of the pairs when the first are taken first, and each side once."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for line, number in zip(lines.tolist(), numbers.tolist(), strict=True):
        if line not in found and number not in taken:
            found[line] = number
            taken.add(number)
    return pd.Series(found, name="deal_no", dtype="int64")

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

    Both are harmonised rows of registers: of ``deal_row`` and ``delivery_row``.
    """
    first, last = deliveries["year"].min(), deliveries["year"].max()
    listed = listed_years(deals)
    years = listed[listed["year"].between(first, last)]
    if years.empty:
        return pd.Series(name="deal_no", dtype="int64")
    span = int(last - first) + 1
    ours = deals.set_index("line").loc[years["line"].unique()]
    ours_in = _marked(ours.index, years["line"], years["year"] - first, span)
    ours = _comparable(ours, ours["tiv_unit"], ours["number_delivered"])
    ours["elsewhere"] = listed["line"].value_counts() - years["line"].value_counts()
    theirs = deliveries.drop_duplicates("deal_no").set_index("deal_no")
    theirs_in = _marked(theirs.index, deliveries["deal_no"], deliveries["year"] - first, span)
    theirs = _comparable(
        theirs,
        theirs["tiv_unit"] * theirs["status"].map(_FACTORS),
        deliveries.groupby("deal_no")["number"].sum().reindex(theirs.index),
    )
    at, of = _same_parties(ours["parties"], theirs["parties"])
    near = ours["designation"].to_numpy()[at] == theirs["designation"].to_numpy()[of]
    near |= ~(np.abs(ours["order_year"].to_numpy()[at] - theirs["order_year"].to_numpy()[of]) > 1)
    at, of = at[near], of[near]
    scores = _scores(
        ours.iloc[at], theirs.iloc[of], (ours_in[at] & theirs_in[of]).sum(axis=1),
        (ours_in[at] | theirs_in[of]).sum(axis=1),
    )  # fmt: skip
    best = np.argsort(-scores, kind="stable")[: np.count_nonzero(scores)]
    return _one_to_one(ours.index[at[best]], theirs.index[of[best]])


def _scores(
    ours: pd.DataFrame, theirs: pd.DataFrame, common: NDArray[np.int64], either: NDArray[np.int64]
) -> NDArray[np.float64]:
    """How much the deals of each row have in common; 0 where they cannot be the same.

    Of their years ``common`` are of both, of those that both registers reach, and ``either`` of
    one at least.
    """

    def both(column: str) -> tuple[NDArray[Any], NDArray[Any]]:
        return ours[column].to_numpy(), theirs[column].to_numpy()

    same_text = np.equal(*both("designation"))
    begins_alike = np.array(
        [a.startswith(b) or b.startswith(a) for a, b in zip(*both("designation"), strict=True)],
        dtype=bool,
    )
    apart = np.nan_to_num(np.abs(np.subtract(*both("order_year"))), nan=1)
    unit, their_unit = both("unit")
    by = np.abs(unit - their_unit)
    same_unit, other_unit = by < _ROUNDED, by > their_unit / 2
    spare, elsewhere = np.subtract(*both("items")), ours["elsewhere"].to_numpy()
    # A year beyond the other register has an item at least. That there are as many to spare says
    # less than that none is.
    items_fit = np.where(elsewhere > 0, 0.5 * (spare >= elsewhere), spare == 0)
    same_years = common == either
    plausible = (common > 0) & (begins_alike | same_unit)
    plausible |= (apart == 0) & (same_years & (spare == 0) | same_text & same_unit)
    score = (
        3 * begins_alike + same_text
        + 2 * same_unit - 2 * other_unit
        + np.select([apart == 0, apart == 1], [2, 1])
        + 2 * common / either + 1.5 * items_fit + np.equal(*both("status"))
    )  # fmt: skip
    return np.where(plausible, score, 0)


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

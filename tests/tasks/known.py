"""The right numbers, out of the publishers' tables by plain pandas; nothing of the app is asked."""

from __future__ import annotations

from functools import cache

import pandas as pd

from tests.conftest import DATA

NEWEST = (2021, 2025)
BEFORE = (2016, 2020)


@cache
def _flows() -> pd.DataFrame:
    return pd.read_csv(DATA / "sipri" / "flows_2026.csv")


def volumes(side: str, who: set[str] | str, years: tuple[int, int]) -> pd.Series[float]:
    """Million TIV of each partner of a supplier or recipient in a period, the largest first."""
    flows, names = _flows(), {who} if isinstance(who, str) else who
    rows = flows[flows[side].isin(names) & (flows["first_year"] >= years[0])
                 & (flows["last_year"] <= years[1])]  # fmt: skip
    other = "recipient" if side == "supplier" else "supplier"
    sums: pd.Series[float] = rows.groupby(other)["tiv_m"].sum()
    return sums.sort_values(ascending=False)


def shares(side: str, who: set[str] | str, years: tuple[int, int] = NEWEST) -> dict[str, float]:
    """The same as per cent of all, to one decimal as pages print them."""
    sums = volumes(side, who, years)
    return {str(name): round(float(pct), 1) for name, pct in (100 * sums / sums.sum()).items()}


def depending(over: float, least_tiv_m: float) -> int:
    """How many recipients of so much got more than a share of it from one supplier."""
    flows = _flows()
    rows = flows[(flows["first_year"] >= NEWEST[0]) & (flows["last_year"] <= NEWEST[1])]
    pairs = rows.groupby(["recipient", "supplier"])["tiv_m"].sum()
    totals, most = pairs.groupby("recipient").sum(), pairs.groupby("recipient").max()
    return int(((100 * most / totals > over) & (totals >= least_tiv_m)).sum())


def world(year: int) -> float:
    """The world's million TIV in a year."""
    rows = pd.read_csv(DATA / "sipri" / "world_totals_2026.csv")
    return float(rows.loc[(rows["year"] == year) & rows["category"].isna(), "tiv_m"].sum())


def members(group: str) -> set[str]:
    """The names of a group's members at the end of 2025, or of a region's states."""
    ids = pd.read_csv(DATA / "reference" / "group_members.csv")
    own = ids[(ids["group_name"] == group) & (ids["first_year"].fillna(0) <= NEWEST[1])
              & (ids["last_year"].fillna(9999) >= NEWEST[1])]  # fmt: skip
    states = pd.read_csv(DATA / "reference" / "states.csv").set_index("state_id")
    return set(states.loc[own["state_id"], "sipri_name"])


def region(name: str) -> set[str]:
    """The names of all parties of one of SIPRI's regions."""
    states = pd.read_csv(DATA / "reference" / "states.csv")
    return set(states.loc[states["region"] == name, "sipri_name"])

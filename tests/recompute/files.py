"""The publishers' files read once more, with pandas and nothing of the code under test."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pandas as pd

COLUMNS = ["supplier", "recipient", "first_year", "last_year", "tiv_m"]


@cache
def _listed(path: Path) -> pd.DataFrame:
    """A table of reference; cells of words that are empty are empty texts."""
    return pd.read_csv(path, keep_default_na=path.name == "group_members.csv")


@cache
def names(reference: Path) -> dict[str, str]:
    """The code of each party by every name under which a table may write it."""
    states, aliases = _listed(reference / "states.csv"), _listed(reference / "aliases.csv")
    return {
        **dict(zip(states["name"], states["state_id"], strict=True)),
        **dict(zip(states["sipri_name"], states["state_id"], strict=True)),
        **dict(zip(aliases["alias"], aliases["state_id"], strict=True)),
    }


@cache
def members(reference: Path, party: str, year: int) -> frozenset[str]:
    """The states of a party in a year: of a group, a region, the world, or several with a plus."""
    if "+" in party:
        return frozenset().union(*(members(reference, one, year) for one in party.split("+")))
    states = _listed(reference / "states.csv")
    if party == "World":
        return frozenset(states["state_id"])
    alone = states.loc[(states["region"] == party) | (states["state_id"] == party), "state_id"]
    lists = _listed(reference / "group_members.csv")
    is_in = (lists["first_year"].fillna(0) <= year) & (lists["last_year"].fillna(9999) >= year)
    return frozenset([*alone, *lists.loc[is_in & (lists["group_name"] == party), "state_id"]])


@cache
def groups(reference: Path, state: str, year: int) -> list[str]:
    """The groups and regions of which a state is a member in a year."""
    names = _listed(reference / "groups.csv")["group_name"]
    return [name for name in names if state in members(reference, name, year)]


@cache
def flows(path: Path, source: str, reference: Path) -> pd.DataFrame:
    """Who delivered how much to whom in which years: the columns ``COLUMNS``, parties by code.

    Args:
        path: The file.
        source: What its card calls it.
        reference: The folder of names.
    """
    read = {"sipri_flows": _flows, "sipri_deliveries": _deliveries, "sipri_deals": _deals}
    rows = read[source](path)
    codes = names(reference)
    for side in ("supplier", "recipient"):
        rows[side] = [codes[name.strip()] for name in rows[side]]
    return rows.astype({"first_year": int, "last_year": int, "tiv_m": float})[COLUMNS]


def _flows(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, keep_default_na=False)


def _below(path: Path, header: str) -> str:
    """The header and rows of a register, without what a spreadsheet put at the ends of lines."""
    text = path.read_bytes().decode("latin-1").replace("\r\n", "\n")
    lines = text[text.index(header) :].rstrip("\n").split("\n")
    return "\n".join(line.rstrip(";") for line in lines)


def _deliveries(path: Path) -> pd.DataFrame:
    rows = pd.read_csv(
        io.StringIO(_below(path, "SIPRI AT Database ID,")), dtype=str, keep_default_na=False
    )
    years = rows["Delivery year"]
    return pd.DataFrame(
        {"supplier": rows["Supplier"], "recipient": rows["Recipient"], "first_year": years,
         "last_year": years, "tiv_m": rows["TIV delivery values"]}
    )  # fmt: skip


def _deals(path: Path) -> pd.DataFrame:
    """A deal's volume in equal parts on its years."""
    whole: list[list[str]] = []
    for line in _below(path, "Recipient,Supplier,Year of order").split("\n")[1:]:
        cells = line.split(",")
        if whole and len(whole[-1]) < 16:  # a comment that was torn in two
            whole[-1] = [*whole[-1][:-1], whole[-1][-1] + cells[0], *cells[1:]]
        else:
            whole.append(cells)
    parts = [
        (cells[1], cells[0], year, year, float(cells[15]) / len(years))
        for cells in whole
        if (years := [year for year in cells[10].split("; ") if year])
        for year in years
    ]
    return pd.DataFrame(parts, columns=COLUMNS)

"""The states and other parties to arms transfers, and the names that they go by."""

from __future__ import annotations

from pathlib import Path

from etl.sources import Staged
from etl.table import Table

HEADER = (
    "state_id", "name", "sipri_name", "kind", "iso3", "region", "first_year", "last_year",
    "successor",
)  # fmt: skip
ALIASES = ("alias", "state_id", "seen_in")
KINDS = ("state", "former state", "armed group", "organisation", "unknown")
REGIONS = ("Africa", "Americas", "Asia and Oceania", "Europe", "Middle East")


def parse(path: Path) -> Staged:
    """Rows for ``state``: kind, code, region, successor; empty years mean before 1950 and today."""
    table = Table(path, HEADER)
    table.text("state_id", "name", "sipri_name")
    table.choice("kind", KINDS)
    table.choice("region", ("", *REGIONS))
    table.year("first_year", "last_year", optional=True)
    table.window()
    for column in ("state_id", "name", "sipri_name"):
        table.unique(column)
    coded = table.rows["iso3"] != ""
    again = coded & table.rows["iso3"].where(coded).duplicated()
    table.refuse(again, "iso3", "another state has this code already", "Keep it with one of them.")
    unknown = ~table.rows["successor"].isin({"", *table.rows["state_id"]})
    fix = "Use a state_id of this table."
    table.refuse(unknown, "successor", "no state has this id", fix)
    odd = ~table.rows["iso3"].str.fullmatch("[A-Z]{3}|")
    fix = "Write three capital letters, or leave it empty."
    table.refuse(odd, "iso3", "not an ISO 3166 alpha-3 code", fix)
    table.optional_text("iso3", "region", "successor")
    return {"state": table.done()}


def aliases(path: Path) -> Staged:
    """Rows for ``state_alias``; a name is compared letter by letter, never by likeness."""
    table = Table(path, ALIASES)
    table.text(*ALIASES)
    table.unique("alias")
    return {"state_alias": table.done()}

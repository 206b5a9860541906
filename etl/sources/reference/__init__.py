"""The tables of this project that say what names mean: states, groups and categories."""

import re
from pathlib import Path

import pandas as pd

from etl.harmonise import PARTY_OR_GROUP, STATE_ID
from etl.sources import Rows, Source, Staged
from etl.table import FIRST_YEAR, Table

KINDS = ("state", "former state", "territory", "armed group", "organisation", "unknown")
GROUPS = ("region", "sub-region", "members", "group", "largest")
STATE_CODE = "[A-Z]{3}|[a-z-]+"  # which names of groups are not
EVENT_CHARS = 40  # of an event's text, which stands in lists beside others
REGIONS = ("Africa", "Americas", "Asia and Oceania", "Europe", "Middle East")


def is_group(code: str) -> bool:
    """Whether a code is that of a group or of several parties, whose trade is their members'."""
    return bool(code) and re.fullmatch(STATE_CODE, code) is None


def states(path: Path) -> Staged:
    """Rows for ``state``: kind, code, region, successor; empty years mean before 1950 and today."""
    table = Table(
        path,
        ("state_id", "name", "sipri_name", "kind", "iso3", "region", "first_year", "last_year",
         "successor"),
    )  # fmt: skip
    table.text("state_id", "name")
    table.choice("kind", KINDS)
    table.choice("region", ("", *REGIONS))
    table.year("first_year", "last_year", optional=True)
    table.window()
    for column in ("state_id", "name"):
        table.unique(column)
    odd = ~table.rows["state_id"].str.fullmatch(STATE_CODE)
    fix = "Write three capital letters, or a word of small ones with hyphens."
    table.refuse(odd, "state_id", "not a code of a state", fix)
    for column, what in (("iso3", "code"), ("sipri_name", "name")):
        given = table.rows[column] != ""
        again = given & table.rows[column].where(given).duplicated()
        message = f"another state has this {what} already"
        table.refuse(again, column, message, "Keep it with one of them.")
    _successors(table)
    odd = ~table.rows["iso3"].str.fullmatch("[A-Z]{3}|")
    fix = "Write three capital letters, or leave it empty."
    table.refuse(odd, "iso3", "not an ISO 3166 alpha-3 code", fix)
    table.optional_text("sipri_name", "iso3", "region", "successor")
    return {"state": table.done()}


def _successors(table: Table) -> None:
    """Only a state that has ended has a successor, which exists today: figures fold in one step."""
    rows = table.rows
    odd = rows["kind"].isin(["state", "former state"])
    odd &= (rows["kind"] == "former state") != rows["last_year"].notna()
    message = "a former state has a last year, and a state that exists today has none"
    table.refuse(odd, "last_year", message, "Correct its kind or its last_year.")
    followed = rows["successor"] != ""
    known = rows["successor"].isin(rows["state_id"])
    fix = "Use a state_id of this table."
    table.refuse(followed & ~known, "successor", "no state has this id", fix)
    message, fix = "the state is not followed by itself", "Name the state that followed it."
    table.refuse(followed & (rows["successor"] == rows["state_id"]), "successor", message, fix)
    message = "the state exists today, and nobody follows it"
    fix = "Give its last_year, or leave its successor empty."
    table.refuse(followed & rows["last_year"].isna(), "successor", message, fix)
    ended = rows["state_id"][rows["last_year"].notna()]
    message, fix = "this state has ended itself", "Name the state that exists today."
    other = rows["successor"] != rows["state_id"]
    table.refuse(other & rows["successor"].isin(ended), "successor", message, fix)


def aliases(path: Path) -> Staged:
    """Rows for ``state_alias``; a name is compared letter by letter, never by likeness."""
    table = Table(path, ("alias", "state_id", "seen_in"))
    table.text("alias", "state_id", "seen_in")
    table.unique("alias")
    return {"state_alias": table.done()}


def names(path: Path) -> Staged:
    """Rows for ``state_name``: names in other languages and adjectives, as readers write them.

    No table of numbers is read by them: there an unknown name stops the build.
    """
    table = Table(path, ("name", "language", "state_id", "seen_in"))
    table.text("name", "language", "state_id", "seen_in")
    table.unique("name")
    return {"state_name": table.done()}


def groups(path: Path) -> Staged:
    """Rows for ``party_group``: groups and regions that are asked about as one party."""
    table = Table(path, ("group_name", "kind", "definition", "reference"))
    table.text("group_name", "definition", "reference")
    table.choice("kind", GROUPS)
    table.unique("group_name")
    # A group's name is its code: it must not be taken for a state's, nor for several together.
    alike = table.rows["group_name"].str.fullmatch(STATE_CODE) | table.rows[
        "group_name"
    ].str.contains("+", regex=False)
    fix = "Name it in words, such as Gulf states, without a plus."
    table.refuse(alike, "group_name", "it looks like the code of a state or of a sum", fix)
    return {"party_group": table.done()}


def group_names(path: Path) -> Staged:
    """Rows for ``group_alias``: other names of groups, compared letter by letter."""
    table = Table(path, ("written_as", "group_name"))
    table.text("written_as", "group_name")
    table.unique("written_as")
    return {"group_alias": table.done()}


def members(path: Path) -> Staged:
    """Rows for ``group_member``; empty years mean before 1950 and today."""
    table = Table(path, ("group_name", "state_id", "first_year", "last_year"))
    table.text("group_name", "state_id")
    table.year("first_year", "last_year", optional=True)
    table.window()
    return {"group_member": table.done()}


def categories(path: Path) -> Staged:
    """Rows for ``category``: SIPRI's armament categories and what each contains.

    ``also_written`` holds a release's other spelling, or nothing.
    """
    table = Table(path, ("category", "also_written", "contains"))
    table.text("category", "contains")
    table.optional_text("also_written")
    table.unique("category")
    return {"category": table.done()}


def events(path: Path) -> Staged:
    """Rows for ``event``: what happened when, of whom, and where that is said.

    A date is as far as it is known; an empty ``until`` is a moment, or lasts.
    """
    table = Table(path, ("date", "until", "parties", "text", "source_title", "source_url"))
    table.text("date", "parties", "text", "source_title", "source_url")
    table.published_on("date")
    table.published_on("until")
    rows = table.rows
    early = (rows["date"] != "") & (rows["date"] < str(FIRST_YEAR))
    table.refuse(early, "date", f"the date is before {FIRST_YEAR}", "Drop the row.")
    # As far as both are known, dates are in order as text.
    ended = [
        until != "" and until < date[: len(until)]
        for date, until in zip(rows["date"], rows["until"], strict=True)
    ]
    fix = "Give a date not before that of its begin, or leave it empty."
    table.refuse(pd.Series(ended, rows.index), "until", "the event ends before it begins", fix)
    long, fix = rows["text"].str.len() > EVENT_CHARS, "Say it in fewer words."
    table.refuse(long, "text", f"longer than {EVENT_CHARS} letters", fix)
    odd = ~rows["source_url"].str.fullmatch(r"(https://\S+)?")
    fix = "Give the address of what says so, from https:// on."
    table.refuse(odd, "source_url", "not an address", fix)
    table.unique("date", "parties", "text")
    table.optional_text("until")
    return {"event": table.done()}


SOURCES = (
    Source("categories", categories, {"category": Rows()}, reference=True),
    Source(
        "events",
        events,
        {"event": Rows({"parties": PARTY_OR_GROUP}, once=("date", "parties", "text"))},
    ),
    Source(
        "group_members",
        members,
        {"group_member": Rows({"state_id": STATE_ID}, once=("group_name", "state_id"))},
    ),
    Source("groups", groups, {"party_group": Rows()}, reference=True),
    Source("group_names", group_names, {"group_alias": Rows()}, reference=True),
    Source("state_aliases", aliases, {"state_alias": Rows()}, reference=True),
    Source("state_names", names, {"state_name": Rows({"state_id": STATE_ID}, once=("name",))}),
    Source("states", states, {"state": Rows()}, reference=True),
)

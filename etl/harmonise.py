"""The only place of judgement: from a source's own names to the keys of the reference tables.

Names are compared letter by letter. A name that no table knows stops the build and is listed,
because a likely-looking match would hand a rebel group's arms to the state it fights.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

from etl.cards import Card, Coverage
from etl.common.errors import DataError, Problem


@dataclass(frozen=True)
class Names:
    """What every known name stands for."""

    states: dict[str, str]
    iso3: dict[str, str]
    ids: dict[str, str]
    parties: dict[str, str]
    categories: dict[str, str]

    @classmethod
    def from_reference(cls, found: Mapping[str, pd.DataFrame]) -> Names:
        """Collect the names of the staged reference tables, by table."""

        def pairs(table: str, name: str, key: str) -> dict[str, str]:
            rows = found[table]
            named = rows[rows[name].notna()]
            return dict(zip(named[name], named[key], strict=True))

        states = pairs("state", "name", "state_id") | pairs("state", "sipri_name", "state_id")
        states |= pairs("state_alias", "alias", "state_id")
        return cls(
            states=states,
            # The World Bank's code for Kosovo, which has no ISO 3166 code, is among the aliases.
            iso3=states | pairs("state", "iso3", "state_id"),
            ids=pairs("state", "state_id", "state_id"),
            parties=states
            | pairs("group_alias", "written_as", "group_name")
            | pairs("party_group", "group_name", "group_name"),
            categories=pairs("category", "also_written", "category")
            | pairs("category", "category", "category"),
        )


@dataclass(frozen=True)
class Name:
    """How the names in a column of a source are judged.

    Attributes:
        among: Which of :class:`Names` they are.
        unknown: What is said of one that is not among them, and with how many rows.
        fix: What to do about it.
        target: The column that the keys stand in; None if they take the names' place.
        sums: Whether several may be named together, with `` + `` between them.
        styled: Whether a name may stand behind its style, such as *Kingdom of*.
    """

    among: str
    unknown: str
    fix: str
    target: str | None = None
    sums: bool = False
    styled: bool = False

    def into(self, column: str) -> Name:
        """The same with the keys in a column of their own, instead of that of the names."""
        return replace(self, target=column)


PARTY = Name(
    "states",
    "unknown country name{others}",
    "Correct the name, or add it to data/reference/aliases.csv (alias,state_id,seen_in);"
    " a new state goes into data/reference/states.csv. Without a checkout, README says how.",
)
# In a figure that is printed or quoted, "European Union" are its member states.
PARTY_OR_GROUP = replace(PARTY, among="parties", sums=True)
# The code decides and not the name: the World Bank's aggregate "European Union" bears the name of
# an organisation that SIPRI lists.
CODE = replace(PARTY, among="iso3")
# As governments name each other: a style is dropped only where a known name is left. Whole names
# come first, since the *Republic of China* is another than China.
OFFICIAL = replace(PARTY, styled=True)
_STYLE = re.compile(
    "(?:[Tt]he )?(?:Government|State|Commonwealth|Sultanate|Grand Duchy|(?:Hashemite )?Kingdom|"
    "(?:(?:Arab|Federal|Federative|Islamic|People's|Socialist) )?Republic) of (?:the )?"
)
STATE_ID = Name("ids", "no state has this id{others}", "Use a state_id of states.csv.")
CATEGORY = Name(
    "categories",
    "unknown armament category",
    "Correct it, or add it to data/reference/categories.csv.",
)


def harmonised(
    path: Path, rows: pd.DataFrame, declared: Mapping[str, Name], names: Names
) -> pd.DataFrame:
    """A source's rows with keys for the names that it declares.

    Raises:
        DataError: with every name that is unknown, or the columns of names that are not declared.
    """
    problems = _undeclared(path, rows, declared, names)
    out = rows.copy(deep=False)
    for column, name in declared.items():
        known: dict[str, str] = getattr(names, name.among)
        named = rows[column].notna()
        one = partial(_styled, known) if name.styled else known.get
        found = rows[column].map(partial(_sum, known) if name.sums else one, na_action="ignore")
        strange = rows[found.isna() & named]
        for word, lines in strange.groupby(column, sort=False)["line"]:
            others = f" and in {len(lines) - 1} more rows" if len(lines) > 1 else ""
            message = name.unknown.format(others=others)
            line = int(lines.iloc[0])
            problems.append(Problem(path, message, name.fix, line, column, str(word)))
        out[name.target or column] = found
        if name.target:
            out = out.drop(columns=column)
    if problems:
        raise DataError(problems)
    return out


def _sum(known: Mapping[str, str], written: str) -> str | None:
    """The codes of one name or of several together, None if one is unknown."""
    codes = [known.get(name) for name in written.split(" + ")]
    return None if None in codes else "+".join(map(str, codes))


def _styled(known: Mapping[str, str], written: str) -> str | None:
    """The code of a name, or of what is left of it without its styles; None if that is unknown."""
    while written not in known and (style := _STYLE.match(written)):
        written = written[style.end() :]
    return known.get(written)


def _undeclared(
    path: Path, rows: pd.DataFrame, declared: Mapping[str, Name], names: Names
) -> list[Problem]:
    """Columns of names that nobody judges: most of their words are known names of parties.

    One name is enough in a table of which nothing is declared.
    """
    problems = []
    for column in rows.select_dtypes(["str", "object"]).columns.difference([*declared]):
        words = set(rows[column].dropna().unique())
        parties = words & names.states.keys()
        if 2 * len(parties) > len(words) or (parties and not declared):
            first = rows[rows[column].isin(parties)].iloc[0]
            message = "these are names of parties, and the source declares nobody to judge them"
            fix = f"Declare them in etl/sources, such as Rows({{{column!r}: PARTY}})."
            problems.append(Problem(path, message, fix, int(first["line"]), column, first[column]))
    return problems


def reference_problems(
    state_path: Path, state: pd.DataFrame, alias_path: Path, alias: pd.DataFrame
) -> list[Problem]:
    """Names that lead to two states, and aliases that lead nowhere."""
    problems = []
    ids = set(state["state_id"])
    taken = dict(zip(state["name"], state["state_id"], strict=True))
    listed = state[["line", "state_id", "sipri_name"]].dropna()
    for line, state_id, name in listed.itertuples(index=False):
        if taken.get(name, state_id) != state_id:
            message = f"the name is that of {taken[name]} already"
            fix = "Give each state names of its own."
            problems.append(Problem(state_path, message, fix, line, "sipri_name", name))
    taken |= dict(zip(listed["sipri_name"], listed["state_id"], strict=True))
    for line, state_id, name in alias[["line", "state_id", "alias"]].itertuples(index=False):
        if state_id not in ids:
            message = STATE_ID.unknown.format(others="")
            problems.append(Problem(alias_path, message, STATE_ID.fix, line, "state_id", state_id))
        if taken.get(name, state_id) != state_id:
            message = f"the alias is the name of {taken[name]} already"
            problems.append(Problem(alias_path, message, "Drop the row.", line, "alias", name))
    return problems


def coverage(card: Card, names: Names) -> list[tuple[Coverage, str | None]]:
    """The card's statements of completeness, each with the state it speaks of.

    Raises:
        DataError: if the card names a state that is not known.
    """
    problems = [
        Problem(card.path, PARTY.unknown.format(others=""), PARTY.fix, None, "coverage", entry.name)
        for entry in card.coverage
        if entry.name and entry.name not in names.states
    ]
    if problems:
        raise DataError(problems)
    return [(entry, names.states[entry.name] if entry.name else None) for entry in card.coverage]

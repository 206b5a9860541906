"""The only place of judgement: from a source's own names to the states of the reference tables.

Names are compared letter by letter. A name that no table knows stops the build and is listed,
because a likely-looking match would hand a rebel group's arms to the state it fights.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl.cards import Card, Coverage
from etl.common.errors import DataError, Problem

_FIX = (
    "Correct the name, or add it to data/reference/aliases.csv (alias,state_id,seen_in);"
    " a new state goes into data/reference/states.csv."
)


@dataclass(frozen=True)
class Names:
    """What every known name stands for."""

    states: dict[str, str]
    iso3: dict[str, str]
    groups: dict[str, str]
    categories: dict[str, str]

    @classmethod
    def from_reference(
        cls, state: pd.DataFrame, alias: pd.DataFrame, group: pd.DataFrame, category: pd.DataFrame
    ) -> Names:
        """Collect the names of the staged reference tables."""
        states = dict(zip(state["name"], state["state_id"], strict=True))
        states |= dict(zip(state["sipri_name"], state["state_id"], strict=True))
        states |= dict(zip(alias["alias"], alias["state_id"], strict=True))
        coded = state[state["iso3"].notna()]
        iso3 = dict(zip(coded["iso3"], coded["state_id"], strict=True))
        # The World Bank's code for Kosovo, which has no ISO 3166 code, stands among the aliases.
        iso3 |= {name: state_id for name, state_id in states.items() if name not in iso3}
        other = category[category["also_written"].notna()]
        categories = dict(zip(other["also_written"], other["category"], strict=True))
        categories |= {name: name for name in category["category"]}
        return cls(
            states=states,
            iso3=iso3,
            groups=dict(zip(group["written_as"], group["group_name"], strict=True)),
            categories=categories,
        )


def state_problems(path: Path, state: pd.DataFrame) -> list[Problem]:
    """Names that lead to two states."""
    named = dict(zip(state["name"], state["state_id"], strict=True))
    return [
        Problem(
            path,
            f"the name is that of {named[row['sipri_name']]} already",
            "Give each state names of its own.",
            row["line"],
            "sipri_name",
            row["sipri_name"],
        )
        for row in state.to_dict("records")
        if named.get(row["sipri_name"], row["state_id"]) != row["state_id"]
    ]


def alias_problems(path: Path, alias: pd.DataFrame, state: pd.DataFrame) -> list[Problem]:
    """Aliases that lead nowhere, or that already are another state's name."""
    problems = []
    ids = set(state["state_id"])
    taken = dict(zip(state["name"], state["state_id"], strict=True))
    taken |= dict(zip(state["sipri_name"], state["state_id"], strict=True))
    for row in alias.to_dict("records"):
        if row["state_id"] not in ids:
            problems.append(
                Problem(
                    path,
                    "no state has this id",
                    "Use a state_id of states.csv.",
                    row["line"],
                    "state_id",
                    row["state_id"],
                )
            )
        if taken.get(row["alias"], row["state_id"]) != row["state_id"]:
            problems.append(
                Problem(
                    path,
                    f"the alias is the name of {taken[row['alias']]} already",
                    "Drop the row.",
                    row["line"],
                    "alias",
                    row["alias"],
                )
            )
    return problems


def group_member(path: Path, rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """``group_member`` rows, each of a state that is known."""
    known = set(names.states.values())
    return _accepted(
        rows,
        [
            Problem(
                path,
                "no state has this id",
                "Use a state_id of states.csv.",
                row["line"],
                "state_id",
                row["state_id"],
            )
            for row in rows[~rows["state_id"].isin(known)].to_dict("records")
        ],
    )


def flow(path: Path, rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Flows, deals or deliveries with states for the names of supplier and recipient."""
    problems: list[Problem] = []
    out = rows.assign(
        supplier=_mapped(path, rows, "supplier", names.states, problems),
        recipient=_mapped(path, rows, "recipient", names.states, problems),
    )
    if "category" in rows:
        out["category"] = _categories(path, rows, names, problems)
    return _accepted(out, problems)


def state_total(path: Path, rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """``state_total`` rows with states for names."""
    problems: list[Problem] = []
    out = rows.assign(state_id=_mapped(path, rows, "name", names.states, problems))
    return _accepted(out.drop(columns="name"), problems)


def world_total(path: Path, rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """``world_total`` rows with known categories."""
    problems: list[Problem] = []
    out = rows.assign(category=_categories(path, rows, names, problems))
    return _accepted(out, problems)


def country_total(path: Path, rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """``country_total`` rows with states for the World Bank's codes.

    The code decides and not the name: the World Bank's aggregate "European Union" bears the name
    of an organisation that SIPRI lists.
    """
    problems: list[Problem] = []
    out = rows.assign(state_id=_mapped(path, rows, "iso3", names.iso3, problems))
    return _accepted(out.drop(columns=["iso3", "name"]), problems)


def figure(path: Path, rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Published or cited figures with states, or groups, for their two parties."""
    problems: list[Problem] = []
    out = rows.copy()
    for side in ("supplier", "recipient"):
        groups = rows[side].map(names.groups)
        states = _mapped(path, rows[groups.isna()], side, names.states, problems)
        out[side] = states.reindex(rows.index)
        out[f"{side}_group"] = groups
    return _accepted(out, problems)


def coverage(card: Card, names: Names) -> list[tuple[Coverage, str | None]]:
    """The card's statements of completeness, each with the state it speaks of.

    Raises:
        DataError: if the card names a state that is not known.
    """
    unknown = [
        entry.name for entry in card.coverage if entry.name and entry.name not in names.states
    ]
    if unknown:
        raise DataError(
            [
                Problem(card.path, "unknown country name", _FIX, column="coverage", value=name)
                for name in unknown
            ]
        )
    return [(entry, names.states[entry.name] if entry.name else None) for entry in card.coverage]


def _mapped(
    path: Path,
    rows: pd.DataFrame,
    column: str,
    known: dict[str, str],
    problems: list[Problem],
) -> pd.Series[str]:
    mapped: pd.Series[str] = rows[column].map(known)
    strange = rows[mapped.isna() & rows[column].notna()]
    for name, where in strange.groupby(column, sort=False)["line"]:
        others = f" and in {len(where) - 1} more rows" if len(where) > 1 else ""
        problems.append(
            Problem(
                path, f"unknown country name{others}", _FIX, int(where.iloc[0]), column, str(name)
            )
        )
    return mapped


def _categories(
    path: Path, rows: pd.DataFrame, names: Names, problems: list[Problem]
) -> pd.Series[str]:
    mapped: pd.Series[str] = rows["category"].map(names.categories)
    strange = rows[rows["category"].notna() & mapped.isna()]
    for name, where in strange.groupby("category", sort=False)["line"]:
        problems.append(
            Problem(
                path,
                "unknown armament category",
                "Correct it, or add it to data/reference/categories.csv.",
                int(where.iloc[0]),
                "category",
                str(name),
            )
        )
    return mapped


def _accepted(rows: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    if problems:
        raise DataError(problems)
    return rows

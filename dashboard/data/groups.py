"""What must be said wherever groups are shown: who belongs to them, and what counts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from dashboard.data import ask, kept, warehouse
from dashboard.data.offered import groups, name_of
from dashboard.notes import GROUP_NOTE, REGION_NOTE
from dashboard.words import capital, counted, listed, with_article
from etl.common.words import counted_once
from etl.questions import Answer
from etl.questions.answer import party_names
from etl.questions.answer import period as in_words
from etl.sources.reference import REGIONS, is_group

WORLD = "World"


def codes_of(party: str, year: int, fold: bool = False) -> set[str]:
    """The ids of all that a party is made up of at the end of a year.

    Folded, former states too, which count with those that followed them.
    """
    codes: set[str] = set()
    for one in party.split("+"):
        codes |= set(_members(one, year)["state_id"]) if one in groups() else {one}
    if not fold:
        return codes
    rows = ask("states").rows
    today = rows["successor"].fillna(rows["state_id"])
    return codes | set(rows.loc[today.isin(today[rows["state_id"].isin(codes)]), "state_id"])


def absent(parties: Iterable[str], period: tuple[int, int], fold: bool = False) -> str | None:
    """That one of the parties had no members at the end of a period, which is no lack of trade."""
    for one in parties:
        if one and not codes_of(one, period[1], fold):
            whom = capital(with_article(name_of(one)))
            return f"{whom} did not exist, or had no members, in {in_words(*period)}."
    return None


def has_changing_members(party: str) -> bool:
    """Whether states join and leave a party, so that it is not the same in all periods."""
    return any(groups().get(one) == "members" for one in party.split("+"))


def told_of(answer: Answer, parties: Sequence[str], year: int, each: str = "period") -> Answer:
    """The answer with what must stand beside it where one of the parties is a group.

    The year is the last that it is about; ``each`` says what its rows stand for.
    """
    return replace(answer, caveats=(*answer.caveats, *_caveats(parties, year, each)))


def about(note: str, parties: Sequence[str], year: int) -> str:
    """What a measure means, and who belongs to the groups among the parties."""
    return "\n\n".join(filter(None, (note, _note(parties, year))))


def _caveats(parties: Iterable[str], year: int, each: str) -> tuple[str, ...]:
    shown = _shown(parties)
    if not shown:
        return ()
    changing = any(map(has_changing_members, shown))
    within = [
        f"{'between' if '+' in party else 'within'} {with_article(name_of(party))}"
        for party in shown
    ]
    rule = (
        f"A group is made up of its members at the end of each {each}; trade among them counts."
        if changing
        else f"Trade {listed(within)} counts."
    )
    return (rule, *counts(shown, year), *once(shown, year))


def once(parties: Iterable[str], year: int) -> tuple[str, ...]:
    """Who stands more than once in a sum of several at the end of a year, as sentences."""
    names = party_names(warehouse())
    told = (counted_once(one, partial(codes_of, year=year), names) for one in parties)
    return tuple(filter(None, told))


def counts(parties: Iterable[str], year: int) -> tuple[str, ...]:
    """How many states belong to each group at the end of a year, as a sentence."""
    parts = []
    for group in dict.fromkeys(one for party in _shown(parties) for one in party.split("+")):
        if group in groups():
            what = "member" if groups()[group] == "members" else "state"
            parts.append(f"{capital(group)}: {counted(len(_states(group, year)), what)}")
    return (f"{'; '.join(parts)} at the end of {year}.",) if parts else ()


def _note(parties: Iterable[str], year: int) -> str:
    shown = dict.fromkeys(one for party in _shown(parties) for one in party.split("+"))
    defined = dict(ask("groups").rows[["group_name", "definition"]].to_numpy())
    lines = [
        f"- **{capital(group)}**: {defined[group]}. At the end of {year}: "
        f"{listed(_states(group, year)) or 'nobody'}."
        for group in shown
        if group in defined
    ]
    regions = [REGION_NOTE.partition("\n\n")[0]] if any(one in REGIONS for one in shown) else []
    return "\n\n".join(["\n".join(lines), GROUP_NOTE, *regions] if shown else [])


def _shown(parties: Iterable[str]) -> list[str]:
    """The groups among the parties but the world, of which there is nothing to say."""
    return [party for party in dict.fromkeys(parties) if is_group(party) and party != WORLD]


def _states(group: str, year: int) -> list[str]:
    """The names of a group's states, without armed groups and others in a region."""
    rows = _members(group, year)
    return list(rows.loc[rows["kind"].isin(("state", "former state")), "name"])


@kept
def _members(group: str, year: int) -> pd.DataFrame:
    given = ask("group_members").rows
    rows = given[given["group_name"] == group]
    first, last = rows["first_year"].fillna(0), rows["last_year"].fillna(9999)
    return rows[(first <= year) & (last >= year)]

"""Suppliers and recipients as a reader names them: names, labels of a picker, other words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dashboard.data import ask, kept
from etl.common.errors import WarehouseError
from etl.questions import Answer


def parties() -> dict[str, str]:
    """Names of all suppliers and recipients by id: states first, then the others, by alphabet.

    Raises:
        WarehouseError: if there are none.
    """
    named = _named(ask("states"))
    if not named:
        raise WarehouseError(
            "No table with suppliers and recipients is loaded. arms-etl build reads those under "
            "data; arms-etl status says what is loaded."
        )
    return named


def labels(parties: Iterable[str]) -> dict[str, str]:
    """Parties as a picker shows them, with what else a reader may type: code and common names.

    What is typed must occur in the label, letter by letter; there is no guessing.
    """
    return _labelled(ask("states"), ask("aliases"), tuple(parties))


def meant(parties: Iterable[str]) -> dict[str, str]:
    """What else may be said for these parties, with the one that is meant: name, alias or code.

    Nothing is guessed: it must agree letter by letter.
    """
    return _meant(ask("states"), ask("aliases"), tuple(parties))


def counted_as(party: str, fold: bool) -> str:
    """The party itself; where former states are folded, the state that one of them became."""
    rows = ask("states").rows
    became = rows.loc[(rows["state_id"] == party) & rows["successor"].notna(), "successor"]
    return str(became.iloc[0]) if fold and len(became) else party


@kept
def _named(states: Answer) -> dict[str, str]:
    return dict(zip(states.rows["state_id"], states.rows["name"], strict=True))


@kept
def _labelled(states: Answer, given: Answer, parties: tuple[str, ...]) -> dict[str, str]:
    rows, aliases = states.rows, given.rows
    common = aliases[aliases["common"]].groupby("state_id")["alias"].agg(list)
    found = {}
    for row in rows.to_dict("records"):
        name = row["name"]
        kind = "" if row["kind"] in ("state", "unknown") else f"{row['kind']}"
        if row["kind"] == "former state":
            kind += f" until {row['last_year']:.0f}"
        also = [kind, row["iso3"], *common.get(row["state_id"], [])]
        words = [word for word in also if isinstance(word, str) and word and word != name]
        found[row["state_id"]] = f"{name} ({', '.join(words)})" if words else name
    return {party: found.get(party, party) for party in parties}


@kept
def _meant(states: Answer, given: Answer, parties: tuple[str, ...]) -> dict[str, str]:
    rows, aliases = states.rows, given.rows
    known: Mapping[str, str] = dict(zip(aliases["alias"], aliases["state_id"], strict=True))
    known = {**known, **dict(zip(rows["name"], rows["state_id"], strict=True))}
    wanted = set(parties)
    return {text: party for text, party in known.items() if party in wanted}

"""What can be asked for: suppliers and recipients by name, and periods that can be answered."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from dashboard.data import ask, kept
from etl.common.errors import WarehouseError
from etl.questions import Answer

Window = tuple[int, int]


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


@kept
def windows_of(windows: Answer, role: str, who: str) -> pd.DataFrame:
    """The periods of ``answerable_windows`` for a country's imports or exports.

    They are of its imports if its role is ``recipient``, and of anybody's if it is ``world``.
    """
    rows = windows.rows
    if rows.empty:
        return rows
    # What a country has of its own includes what holds for the whole world.
    own = rows[(rows["scope"] == role) & (rows["state_id"] == who)]
    return rows[rows["scope"] == "world"] if own.empty else own


def of_several(trades: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The periods that can be answered for at least one of several trades.

    One release answers for all of them, so of each period those that cover most stand first.
    """
    rows = pd.concat([windows.drop_duplicates() for windows in trades])
    alike = ["first_year", "last_year", "release", "loaded_as"]
    covered = rows.groupby(alike)["scope"].transform("size")
    return rows.iloc[(-covered).argsort(kind="stable")].drop_duplicates()


def while_existing(windows: pd.DataFrame, states: Answer, *parties: str) -> pd.DataFrame:
    """The periods in which every former state among the parties existed to the end.

    Where there are none, those in which it existed at the beginning.
    """
    ends = states.rows.loc[states.rows["state_id"].isin(parties), "last_year"]
    if ends.isna().all():
        return windows
    end = int(ends.min())
    within = windows["last_year"] <= end
    return windows[within if within.any() else windows["first_year"] <= end]


def newest_exact(windows: pd.DataFrame) -> tuple[int, int]:
    """The newest period that has an exact answer, or else the newest one."""
    exact = windows[windows["loaded_as"] == "exact"]
    rows = windows if exact.empty else exact
    return int(rows["first_year"].max()), int(rows["last_year"].max())


def up_to(windows: pd.DataFrame, last: Window) -> tuple[int | None, list[Window]]:
    """The release that answers for a period best, and the periods to show up to it.

    They are of that release, as exact as the chosen one, and follow each other without a gap or an
    overlap. A period that none can answer is asked for all the same: the answer says why.
    """
    fitting = windows[(windows["first_year"] == last[0]) & (windows["last_year"] == last[1])]
    if fitting.empty:
        return None, [last]
    best = fitting.iloc[0]
    alike = windows[
        (windows["release"] == best["release"]) & (windows["loaded_as"] == best["loaded_as"])
    ]
    spans = {
        (int(first), int(end))
        for first, end in zip(alike["first_year"], alike["last_year"], strict=True)
    }
    years = last[1] - last[0] + 1
    before = (span for span in spans if span <= last and (last[0] - span[0]) % years == 0)
    return int(best["release"]), sorted(before)

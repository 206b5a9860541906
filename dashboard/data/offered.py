"""What can be asked for: parties by name, and periods that can be answered."""

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from dashboard.data import ask, kept, warehouse
from etl.common.errors import WarehouseError
from etl.common.words import party_name
from etl.questions import Answer
from etl.questions.answer import party_names
from etl.sources.reference import is_group

Window = tuple[int, int]
# What a picker calls the kinds of parties; those not here as they are.
_KINDS = {"state": "", "unknown": "", "sub-region": "region", "members": "group"}


def parties(*, or_none: bool = False) -> dict[str, str]:
    """Names of all parties by code: regions and groups first, then states, then the others.

    Raises:
        WarehouseError: if there are no suppliers and recipients, and there must be.
    """
    if ask("states").rows.empty and not or_none:
        raise WarehouseError(
            "No table with suppliers and recipients is loaded. arms-etl build reads those under "
            "data; arms-etl status says what is loaded."
        )
    return _names()


def name_of(party: str) -> str:
    """A party's name; of several with a plus between, their names as a list."""
    return party_name(party, party_names(warehouse()))


def code_of(party: str) -> str:
    """How addresses name a party: a state by its id, a group by its name in small letters."""
    return party.lower().replace(" ", "-") if party in groups() else party


@kept
def groups() -> Mapping[str, str]:
    """What kind each region and group is of, by code."""
    rows = ask("groups").rows
    return dict(zip(rows["group_name"], rows["kind"], strict=True))


def is_plural(party: str) -> bool:
    """Whether a sentence says *do* of a party; of the United States it says *does*."""
    last = party.rpartition(" ")[2]
    return "+" in party or (party in groups() and last.islower() and last.endswith("s"))


def labels(parties: Iterable[str]) -> dict[str, str]:
    """Parties as a picker shows them, with what else a reader may type: code and common names.

    What is typed must occur in the label, letter by letter; there is no guessing. Enter takes the
    first label that holds it. So a party whose own name is a part of others' labels stands before
    those of its kind: the member states of the EU before Europe, the United States before Belarus.
    """
    return _labelled(tuple(parties))


def meant(parties: Iterable[str]) -> dict[str, str]:
    """What else may be said for these parties, with the one that is meant: name, alias or code.

    Nothing is guessed: it must agree letter by letter.
    """
    return _meant(tuple(parties))


def counted_as(party: str, fold: bool) -> str:
    """The party itself; where former states are folded, the state that one of them became."""
    if not fold:
        return party
    became = ask("states").rows.set_index("state_id")["successor"].dropna()
    return "+".join(dict.fromkeys(became.get(one, one) for one in party.split("+")))


def last_year_of(party: str) -> int | None:
    """The last year in which a party existed or had members; None if it does today."""
    ended = _ended()
    years = [ended.get(one, 9999) for one in party.split("+")]
    return max(years) if max(years) < 9999 else None


@kept
def _everybody() -> pd.DataFrame:
    """All parties: ``code``, ``name``, ``kind``, ``iso3``, ``last_year``; groups first."""
    known, states = ask("groups").rows, ask("states").rows
    known = known[known["kind"] != "largest"]
    known = known.assign(code=known["group_name"], name=known["group_name"])
    rows = pd.concat([known, states.assign(code=states["state_id"])], ignore_index=True)
    return rows[["code", "name", "kind", "iso3", "last_year"]]


@kept
def _names() -> dict[str, str]:
    return dict(zip(_everybody()["code"], _everybody()["name"], strict=True))


@kept
def _ended() -> dict[str, int]:
    rows = _everybody().dropna(subset="last_year")
    return dict(zip(rows["code"], rows["last_year"].astype(int), strict=True))


@kept
def _labelled(parties: tuple[str, ...]) -> dict[str, str]:
    given = ask("aliases").rows
    names = given.groupby("state_id")["alias"].agg(list)
    common = given[given["common"]].groupby("state_id")["alias"].agg(list)
    found: dict[str, str] = {}
    called: dict[str, dict[str, list[str]]] = {}  # the names of parties, by kind
    for row in _everybody().to_dict("records"):
        code, name, kind = row["code"], row["name"], _KINDS.get(row["kind"], row["kind"])
        kind += f" until {row['last_year']:.0f}" if kind == "former state" else ""
        also = dict.fromkeys([kind, row["iso3"], *common.get(code, [])])
        words = [one for one in also if isinstance(one, str) and one and one not in _words(name)]
        found[code] = f"{name} ({', '.join(words)})" if words else name
        group = is_group(code)
        alike = called.setdefault("group" if group else row["kind"], {})
        alike[code] = [name, *(names if group else common).get(code, [])]
    # A group whose label holds a state's name stands behind the states: *US* is no South Caucasus.
    states_names = [name for names in called.get("state", {}).values() for name in names]
    for code in [*called.get("group", ())]:
        if any(name.lower() in found[code].lower() for name in states_names):
            called["state"][code] = called["group"].pop(code)
    order = [code for alike in called.values() for code in _in_order(alike, found)]
    wanted = set(parties)
    return {code: found[code] for code in order if code in wanted}


def _words(name: str) -> list[str]:
    return re.findall(r"[\w.]+", name)


def _in_order(called: Mapping[str, list[str]], labels: Mapping[str, str]) -> list[str]:
    """Parties as they stand, but that one whose name is within another's label goes before it."""
    low = {code: labels[code].lower() for code in called}
    sought = {code: [name.lower() for name in names] for code, names in called.items()}
    placed: dict[str, None] = {}
    passed: set[str] = set()

    def within(code: str, other: str) -> bool:
        return any(name in low[other] for name in sought[code])

    def place(code: str) -> None:
        if code not in passed:
            passed.add(code)
            for other in called:
                if other not in placed and within(other, code) and not within(code, other):
                    place(other)
            placed[code] = None

    for code in called:
        place(code)
    return list(placed)


@kept
def _meant(parties: tuple[str, ...]) -> dict[str, str]:
    rows, everybody = ask("aliases").rows, _everybody()
    known = dict(zip(rows["alias"], rows["state_id"], strict=True))
    known |= dict(zip(everybody["name"], everybody["code"], strict=True))
    wanted = set(parties)
    return {text: party for text, party in known.items() if party in wanted}


@kept
def windows_of(windows: Answer, role: str, who: str) -> pd.DataFrame:
    """The periods of ``answerable_windows`` for a party's imports or exports.

    They are of its imports if its role is ``recipient``, and of anybody's if it is ``world``. Those
    of a group are the world's.
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


def while_existing(windows: pd.DataFrame, *parties: str) -> pd.DataFrame:
    """The periods in which every former state or group among the parties existed to the end.

    Where there are none, those in which it existed at the beginning.
    """
    ends = [end for party in parties if (end := last_year_of(party)) is not None]
    if not ends:
        return windows
    within = windows["last_year"] <= min(ends)
    return windows[within if within.any() else windows["first_year"] <= min(ends)]


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

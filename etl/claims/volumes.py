"""The flows of each release in memory, to try hundreds of other subjects on them for a diagnosis.

Every value that is shown is computed by the measures in the warehouse. A diagnosis tries 80 to 400
other subjects and compares each hit with everybody else's. With 70,000 flows of five releases that
takes 2 to 15 ms here; by the measures the tries of 190 alone took 65 to 200 ms (2 cores, DuckDB
2.0), two minutes for a newsroom's list of 1,000 claims. A test holds the two against each other.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.claims.claim import Subject, Years
from etl.claims.metrics import METRICS, OF_REGION, RANKS, SHARES, SIDES
from etl.claims.recompute import Query, statement

Numbers = npt.NDArray[np.float64]
_Ids = npt.NDArray[np.int64]
_Mask = npt.NDArray[np.bool_]
_Asked = tuple[str | None, Years | None, int]  # whose claims, the period, the release
_WINDOWS_KEPT = 1_000  # sums of a window, some 50 kB each
_ON_THE_MAP = {"region", "sub-region"}
# Words that say nothing of whom a group is like.
_COMMON_WORDS = {"and", "countries", "member", "members", "states", "the"} | {
    "Central", "East", "North", "South", "West",
}  # fmt: skip


@dataclass(frozen=True)
class _Flows:
    """A snapshot's rows: which pair, which years, how much; and who is on each side of a pair."""

    pair: _Ids
    first_year: _Ids
    last_year: _Ids
    tiv_m: Numbers
    sides: dict[str, _Ids]


@dataclass(frozen=True)
class _Sums:
    """What each pair, supplier and recipient of the flows moved in a window, in million TIV.

    ``pairs`` goes by number of pair; ``totals`` of a side, its exports or imports, by number of
    party.
    """

    flows: _Flows
    pairs: Numbers
    totals: dict[str, Numbers]


class Volumes:
    """Values computed from the flows of every release that is not approximate throughout."""

    def __init__(self, query: Query) -> None:
        self._query = query
        states = query(statement("regions"), {})
        self.names = dict(zip(states["state_id"], states["name"], strict=True))
        self._ids = list(self.names)
        self._number = {state_id: number for number, state_id in enumerate(self._ids)}
        self._region = pd.factorize(states["region"])[0]  # -1 for none
        self._region_of = states.dropna(subset="region").set_index("state_id")["region"].to_dict()
        self._is_state = states["kind"].isin(["state", "former state"]).to_numpy()
        self._claims = {
            (role, party): claims
            for role, party, claims in query(statement("trades"), {}).itertuples(index=False)
        }
        self._members = query(statement("members"), {})
        groups = self._members.dropna(subset="kind").drop_duplicates("party")
        self._kinds = dict(zip(groups["party"], groups["kind"], strict=True))
        self._among = lru_cache(maxsize=None)(self._mask)
        covered = query(statement("coverage"), {})
        self._snapshots: dict[_Asked, str] = {}
        self._exact: set[_Asked] = set()
        for claims, first, last, release, snapshot, precision in covered.itertuples(index=False):
            asked = claims, (first, last), release
            self._snapshots[asked] = snapshot
            if precision == "exact":
                self._exact.add(asked)
        exact = {release for *_, release in self._exact}
        self.releases = sorted(
            map(int, set(covered["release"])), key=lambda r: (r in exact, r), reverse=True
        )
        self.years: Years = (0, 0)
        if len(covered):
            self.years = int(covered["first_year"].min()), int(covered["last_year"].max())
        self._flows = lru_cache(maxsize=None)(self._read)
        self._sums_of = lru_cache(maxsize=_WINDOWS_KEPT)(self._add_up)

    def value(self, subject: Subject, release: int) -> float | None:
        """A subject's value in a release; None where it does not cover it or there is none."""
        sums = self._sums(release, subject.whole, subject.years)
        if sums is None or subject.is_of_largest or METRICS[subject.metric].weapon:
            return None
        if subject.metric in RANKS:
            numbers, tiv_m = self._ranked(subject, sums)
            own = tiv_m[numbers == self._number.get(getattr(subject, subject.side))]
            return float(1 + (tiv_m > own[0]).sum()) if len(own) else None
        if METRICS[subject.metric].unit == "states":
            return float(self._partners(subject, sums).sum())
        part, whole = self._part_and_whole(subject, sums)
        if subject.metric == "volume":
            return part
        if subject.metric == "change_pct":
            before = self._sums(release, subject.whole, subject.before)
            whole = self._part_and_whole(subject, before)[0] if before else 0.0
            return 100 * (part / whole - 1) if whole > 0 else None
        if subject.metric == "ratio":
            other = self._volume_of_other(subject, release)
            return part / other if other else None
        return 100 * part / whole if whole > 0 else None

    def is_exact(self, subject: Subject, release: int) -> bool:
        """Whether the rows that give its value in a release are not rounded."""
        return self._asked(release, subject.whole, subject.years) in self._exact

    def members(self, party: str, years: Years) -> set[str]:
        """The states of a group at the end of a period; all for the largest, whoever they are."""
        if " largest " in party:
            return set(self._ids)
        return {self._ids[number] for number in np.flatnonzero(self._in(party, years))}

    def like_groups(self, group: str, years: Years) -> list[tuple[str, bool]]:
        """The groups for which one may be taken, and whether one of the two is a part of the other.

        They share members or a word of the name; those that share the most come first. Only a
        region has parts.
        """
        if group in self._number:
            return []
        own, found = self._in(group, years), []
        for name, kind in self._kinds.items():
            other = self._in(name, years)
            common, both = (own & other).sum(), (own | other).sum()
            words = ({*name.split()} & {*group.split()}) - _COMMON_WORDS
            if other.any() and common < both and (common or words):
                is_part = {kind, self._kinds.get(group)} <= _ON_THE_MAP
                is_part &= bool(common in (own.sum(), other.sum()))
                found.append((common / both, len(words), name, is_part))
        return [(name, is_part) for *_, name, is_part in sorted(found, reverse=True)]

    def group_of(self, subject: Subject) -> str | None:
        """The group that a share is of: the one that is named, or the region of the party."""
        return subject.other or self._region_of.get(getattr(subject, subject.side))

    def comparable(self, subject: Subject, release: int) -> Numbers:
        """The same measure for everybody else of whom the release can say it in that period."""
        own = self._sums(release, subject.whole, subject.years)
        world = self._sums(release, ("world", None), subject.years)
        sums = world or own
        if sums is None:
            return np.empty(0)
        if subject.metric in RANKS:
            return np.arange(1.0, 1 + len(self._ranked(subject, sums)[1]))
        if subject.metric == "change_pct":
            before = self._sums(release, subject.whole, subject.before)
            if own is None or before is None:
                return np.empty(0)
            side = "recipient" if subject.recipient else "supplier"
            now, then = own.totals[side], before.totals[side]
            return np.asarray(100 * (now[then > 0] / then[then > 0] - 1))
        if METRICS[subject.metric].unit == "states":
            counts = [
                self._partners(replace(subject, **{subject.side: self._ids[number]}), sums).sum()
                for number in np.flatnonzero(sums.totals[subject.side] > 0)
            ]
            return np.array(counts, np.float64)
        parts, wholes = self._everybody(subject, sums)
        alike = (parts > 0) & (wholes > 0)
        if subject.metric == "volume":
            return parts[alike]
        if subject.metric == "ratio":
            other = self._volume_of_other(subject, release)
            return parts[alike] / other if other else np.empty(0)
        if subject.metric in OF_REGION:
            alike &= self._in(self.group_of(subject), subject.years)
        elif world is None and subject.is_pair:
            side, who = subject.whole
            alike &= self._in(who, subject.years)[sums.flows.sides[side]]
        return np.asarray(100 * parts[alike] / wholes[alike])

    def parties(
        self, subject: Subject, release: int, side: str
    ) -> list[tuple[Subject, int, float]]:
        """The subject with every other party on a side, nearest rank first.

        Each comes with the number of ranks between the two, or its own rank if the subject is of
        nobody in particular, and with its value; not a number where that takes more than the sums
        of one period. The partners of the other side rank by all that they trade, as rows do in
        tables of fact sheets.
        """
        sums = self._sums(release, subject.whole, subject.years)
        if sums is None:
            return []
        numbers, tiv_m = self._ranked(subject, sums, side)
        values = self._of_others(subject, sums, side, numbers, tiv_m)
        by = tiv_m if side == subject.side else sums.totals[side][numbers]
        order = np.argsort(-by, kind="stable")
        own = getattr(subject, side)
        names = [self._ids[number] for number in numbers[order]]
        place = names.index(own) if own in names else -1
        others = [
            (replace(subject, **{side: party}), abs(at - place), float(value))
            for at, (party, value) in enumerate(zip(names, values[order], strict=True))
            if party != own
        ]
        return sorted(others, key=lambda other: other[1])

    def _of_others(
        self, subject: Subject, sums: _Sums, side: str, numbers: _Ids, tiv_m: Numbers
    ) -> Numbers:
        """The subject's value with each of these parties on a side, from their volumes."""
        if subject.metric == "volume":
            return tiv_m
        if subject.metric not in SHARES:
            return np.full(len(numbers), np.nan)
        if not subject.is_pair:
            wholes = self._everybody(subject, sums)[1][numbers]
        elif side == subject.whole[0]:
            wholes = sums.totals[side][numbers]
        else:
            wholes = np.full(len(numbers), self._part_and_whole(subject, sums)[1])
        return np.asarray(100 * tiv_m / np.where(wholes > 0, wholes, np.nan))

    def _sums(
        self, release: int, whole: tuple[str, str | None], years: Years | None
    ) -> _Sums | None:
        """The sums of a period, if the release is complete for this trade in it."""
        snapshot = self._snapshots.get(self._asked(release, whole, years))
        return self._sums_of(snapshot, years) if snapshot else None

    def _asked(self, release: int, whole: tuple[str, str | None], years: Years | None) -> _Asked:
        # Several parties together need the claims of the world.
        return self._claims.get((whole[0], whole[1] or "World"), "world"), years, release

    def _everybody(self, subject: Subject, sums: _Sums) -> tuple[Numbers, Numbers]:
        """The part of each pair or party, and the whole that it is a share of."""
        if subject.is_pair:
            side = subject.whole[0]
            return sums.pairs, sums.totals[side][sums.flows.sides[side]]
        parts = sums.totals[subject.side]
        if subject.metric in OF_REGION:
            if subject.other:
                whole = parts[self._in(subject.other, subject.years)].sum()
                return parts, np.full(len(parts), whole)
            # Those of no region come last, and their whole is nothing.
            count = self._region.max() + 2
            regions = _totals(self._region % count, parts, count)
            regions[-1] = 0.0
            return parts, regions[self._region]
        return parts, np.full(len(parts), sums.pairs.sum())

    def _part_and_whole(self, subject: Subject, sums: _Sums) -> tuple[float, float]:
        """A subject's own; the part is its volume."""
        own = {side: self._in(getattr(subject, side), subject.years) for side in SIDES}
        if subject.is_pair:
            side = subject.whole[0]
            both = own["supplier"][sums.flows.sides["supplier"]]
            both &= own["recipient"][sums.flows.sides["recipient"]]
            return float(sums.pairs[both].sum()), float(sums.totals[side][own[side]].sum())
        parts, wholes = self._everybody(subject, sums)
        is_named = getattr(subject, subject.side) is not None
        if subject.metric in OF_REGION:
            group = self.group_of(subject)
            own[subject.side] = own[subject.side] & self._in(group, subject.years)
            is_named = group is not None and bool(own[subject.side].any())
        parts, wholes = parts[own[subject.side]], wholes[own[subject.side]]
        return float(parts.sum()), float(wholes.max(initial=0.0)) if is_named else 0.0

    def _volume_of_other(self, subject: Subject, release: int) -> float | None:
        """The volume of the party that a ratio is to."""
        to = {"supplier": None, "recipient": None, subject.side: subject.other}
        return self.value(
            Subject("volume", to["supplier"], to["recipient"], subject.years), release
        )

    def _partners(self, subject: Subject, sums: _Sums) -> _Mask:
        """Which states delivered to a party or received from it."""
        (side,) = {*SIDES} - {subject.side}
        own = self._in(getattr(subject, subject.side), subject.years)
        own = own[sums.flows.sides[subject.side]]
        totals = _totals(sums.flows.sides[side][own], sums.pairs[own], len(self._ids))
        return np.asarray((totals > 0) & self._is_state)

    def _in(self, party: str | None, years: Years | None) -> _Mask:
        """Which of all states belong to a party at the end of a period; all if none is named."""
        assert years
        return self._among(party or "World", years[1])

    def _mask(self, party: str, year: int) -> _Mask:
        members = self._members
        belong = members["party"].isin(party.split("+"))
        belong &= (members["first_year"] <= year) & (year <= members["last_year"])
        return np.isin(self._ids, members.loc[belong, "state_id"])

    def _ranked(
        self, subject: Subject, sums: _Sums, side: str | None = None
    ) -> tuple[_Ids, Numbers]:
        """Those among whom the party on a side has its place, with volumes to rank."""
        side = side or subject.side
        if subject.is_pair:
            (other,) = {*SIDES} - {side}
            with_other = self._in(getattr(subject, other), subject.years)[sums.flows.sides[other]]
            totals = _totals(
                sums.flows.sides[side][with_other], sums.pairs[with_other], len(self._ids)
            )
        else:
            totals = sums.totals[side]
        numbers = np.flatnonzero(totals > 0)
        return numbers, totals[numbers].round(6)

    def _read(self, snapshot: str) -> _Flows:
        rows = self._query(statement("flows"), {"snapshot": snapshot})
        supplier, recipient = (rows[side].map(self._number).to_numpy(np.int64) for side in SIDES)
        pair, keys = pd.factorize(supplier * len(self._ids) + recipient)
        suppliers, recipients = np.divmod(np.asarray(keys), len(self._ids))
        return _Flows(
            pair.astype(np.int64),
            rows["first_year"].to_numpy(np.int64),
            rows["last_year"].to_numpy(np.int64),
            rows["tiv_m"].to_numpy(np.float64),
            {"supplier": suppliers, "recipient": recipients},
        )

    def _add_up(self, snapshot: str, years: Years) -> _Sums:
        flows = self._flows(snapshot)
        inside = (flows.first_year >= years[0]) & (flows.last_year <= years[1])
        pairs = _totals(flows.pair[inside], flows.tiv_m[inside], len(flows.sides["supplier"]))
        sides = flows.sides.items()
        return _Sums(
            flows, pairs, {side: _totals(who, pairs, len(self._ids)) for side, who in sides}
        )


def _totals(numbers: _Ids, tiv_m: Numbers, count: int) -> Numbers:
    """Volumes added up by number."""
    return np.bincount(numbers, weights=tiv_m, minlength=count).astype(np.float64)

"""The flows of each release in memory, to try many figures on them in a few milliseconds.

What is shown as a release's value is computed by the measures in the warehouse; this is for trying
hundreds of other figures beside it. A test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.claims.metrics import RANKS
from etl.claims.recompute import Figure, Years, party_asked, preceding
from etl.common.sql import sql
from etl.warehouse.read import Params

Query = Callable[[str, Params], pd.DataFrame]
Numbers = npt.NDArray[np.float64]
_WINDOWS_KEPT = 1_000  # sums of a window, some 50 kB each


@dataclass(frozen=True)
class _Flows:
    """A snapshot's rows: which pair, which years, how much; and who makes up each pair."""

    pair: npt.NDArray[np.int64]
    first_year: npt.NDArray[np.int64]
    last_year: npt.NDArray[np.int64]
    tiv_m: Numbers
    supplier: npt.NDArray[np.int64]
    recipient: npt.NDArray[np.int64]
    numbers: dict[tuple[int, int], int]


@dataclass(frozen=True)
class Sums:
    """What each pair, supplier and recipient moved in a window, in million TIV.

    ``pairs`` goes with ``suppliers`` and ``recipients``, the parties' numbers; ``exports`` and
    ``imports`` are totals by number of party.
    """

    pairs: Numbers
    suppliers: npt.NDArray[np.int64]
    recipients: npt.NDArray[np.int64]
    exports: Numbers
    imports: Numbers
    numbers: dict[tuple[int, int], int]

    def pair(self, supplier: int, recipient: int) -> float:
        """What one delivered to the other."""
        number = self.numbers.get((supplier, recipient))
        return 0.0 if number is None else float(self.pairs[number])

    def partners(self, role: str, who: int) -> tuple[npt.NDArray[np.int64], Numbers]:
        """The partners of a recipient or supplier with what they moved, where they did."""
        side, other = (
            (self.recipients, self.suppliers)
            if role == "recipient"
            else (self.suppliers, self.recipients)
        )
        chosen = (side == who) & (self.pairs > 0)
        return other[chosen], self.pairs[chosen]


class Volumes:
    """Figures computed from the flows of every release that is not approximate throughout."""

    def __init__(self, query: Query) -> None:
        self._query = query
        states = query(statement("regions"), {})
        self.ids = list(states["state_id"])
        self.names = dict(zip(states["state_id"], states["name"], strict=True))
        self._number = {state_id: number for number, state_id in enumerate(self.ids)}
        regions = states["region"].where(states["region"].notna(), "")
        self._regions = np.array(regions, dtype=object)
        trades = query(statement("trades"), {})
        self._claims = {
            (role, who if isinstance(who, str) else None): claims
            for role, who, claims in trades.itertuples(index=False, name=None)
        }
        covered = query(statement("coverage"), {})
        self._snapshots = {
            (row[0], int(row[1]), int(row[2]), int(row[3])): (str(row[4]), str(row[5]))
            for row in covered.itertuples(index=False, name=None)
        }
        exact = set(covered.loc[covered["precision"] == "exact", "release"])
        self.releases = sorted(
            {int(year) for year in covered["release"]}, key=lambda r: (r in exact, r), reverse=True
        )
        self.years = (
            (int(covered["first_year"].min()), int(covered["last_year"].max()))
            if len(covered)
            else (0, 0)
        )
        self._flows = lru_cache(maxsize=None)(self._read)
        self._sums = lru_cache(maxsize=_WINDOWS_KEPT)(self._add_up)

    def answering(self, figure: Figure, release: int) -> tuple[str, str] | None:
        """Which snapshot of a release answers for a figure, and how precise it is."""
        return self._answering(release, *party_asked(figure), figure.years or (0, 0))

    def sums(self, release: int, role: str, who: str | None, years: Years) -> Sums | None:
        """The sums of a window, if the release is complete for this trade in it."""
        found = self._answering(release, role, who, years)
        return self._sums(found[0], years) if found else None

    def value(self, figure: Figure, release: int) -> float | None:
        """A figure as a release gives it; None where it does not cover it or there is none."""
        if figure.years is None or figure.group:
            return None
        if figure.metric == "change_pct":
            return self._change(figure, release)
        role, who = party_asked(figure)
        sums = self.sums(release, role, who, figure.years)
        if sums is None:
            return None
        supplier, recipient = (
            self._number.get(party or "", -1) for party in (figure.supplier, figure.recipient)
        )
        if figure.metric == "volume":
            return _volume(sums, supplier, recipient)
        if figure.metric in RANKS:
            return self._rank(figure, sums, supplier, recipient)
        part, whole = self._share(figure.metric, sums, supplier, recipient)
        return 100 * part / whole if whole > 0 else None

    def comparable(self, figure: Figure, release: int) -> Numbers:
        """The same measure for everybody else of whom the release can say it in that period."""
        assert figure.years
        world = self.sums(release, "world", None, figure.years)
        role, who = party_asked(figure)
        sums = world or self.sums(release, role, who, figure.years)
        if sums is None:
            return np.empty(0)
        moved = sums.pairs > 0
        values: Numbers
        match figure.metric:
            case "share_of_recipient_imports" | "share_of_supplier_exports":
                imports = figure.metric == "share_of_recipient_imports"
                side = sums.recipients if imports else sums.suppliers
                if world is None:
                    moved &= side == self._number[who or ""]
                whole = (sums.imports if imports else sums.exports)[side]
                values = 100 * sums.pairs[moved] / whole[moved]
            case "share_of_world_exports":
                values = 100 * sums.exports[sums.exports > 0] / sums.pairs.sum()
            case "share_of_world_imports":
                values = 100 * sums.imports[sums.imports > 0] / sums.pairs.sum()
            case "share_of_region_imports":
                region = sums.imports[self._in_region(figure.recipient)]
                values = 100 * region[region > 0] / max(region.sum(), 1e-9)
            case "rank_among_suppliers" | "rank_among_recipients":
                values = np.arange(1.0, 1 + len(self._ranked(figure, sums)[1]))
            case "change_pct":
                values = self._changes(figure, release)
            case _ if figure.supplier and figure.recipient:
                values = sums.pairs[moved]
            case _:
                totals = sums.imports if figure.recipient else sums.exports
                values = totals[totals > 0]
        return values

    def parties(self, figure: Figure, release: int) -> list[tuple[Figure, int]]:
        """The figure for every other party in place of the one it is about, nearest rank first.

        Each comes with the number of ranks between the two, or its own rank if the figure is of
        nobody in particular.
        """
        if figure.years is None:
            return []
        role, who = party_asked(figure)
        sums = self.sums(release, role, who, figure.years)
        if sums is None:
            return []
        side = "supplier" if _is_about_supplier(figure) else "recipient"
        numbers, tiv_m = self._ranked(figure, sums)
        order = [self.ids[number] for number in numbers[np.argsort(-tiv_m, kind="stable")]]
        own = getattr(figure, side)
        place = order.index(own) if own in order else -1
        others = [
            (replace(figure, **{side: party, "group": None}), abs(at - place))
            for at, party in enumerate(order)
            if party != own
        ]
        return sorted(others, key=lambda other: other[1])

    def _answering(
        self, release: int, role: str, who: str | None, years: Years
    ) -> tuple[str, str] | None:
        return self._snapshots.get((str(self._claims.get((role, who))), *years, release))

    def _share(self, metric: str, sums: Sums, supplier: int, recipient: int) -> tuple[float, float]:
        """Part and whole."""
        match metric:
            case "share_of_recipient_imports":
                return sums.pair(supplier, recipient), float(sums.imports[recipient])
            case "share_of_supplier_exports":
                return sums.pair(supplier, recipient), float(sums.exports[supplier])
            case "share_of_world_exports":
                return float(sums.exports[supplier]), float(sums.pairs.sum())
            case "share_of_world_imports":
                return float(sums.imports[recipient]), float(sums.pairs.sum())
        inside = self._in_region(self.ids[recipient])
        return float(sums.imports[recipient]), float(sums.imports[inside].sum())

    def _in_region(self, who: str | None) -> npt.NDArray[np.bool_]:
        region = self._regions[self._number.get(who or "", -1)]
        same: npt.NDArray[np.bool_] = (self._regions == region) & (region != "")
        return same

    def _ranked(self, figure: Figure, sums: Sums) -> tuple[npt.NDArray[np.int64], Numbers]:
        """Those among whom the figure's party has its place, with their volumes."""
        if figure.supplier and figure.recipient:
            of_suppliers = _is_about_supplier(figure)
            role, who = (
                ("recipient", figure.recipient) if of_suppliers else ("supplier", figure.supplier)
            )
            return sums.partners(role, self._number[who])
        totals = sums.exports if _is_about_supplier(figure) else sums.imports
        numbers = np.flatnonzero(totals > 0)
        return numbers, totals[numbers]

    def _rank(self, figure: Figure, sums: Sums, supplier: int, recipient: int) -> float | None:
        numbers, tiv_m = self._ranked(figure, sums)
        own = tiv_m[numbers == (supplier if _is_about_supplier(figure) else recipient)]
        return float(1 + (tiv_m > own[0]).sum()) if len(own) else None

    def _change(self, figure: Figure, release: int) -> float | None:
        both = self._both_periods(figure, release)
        if both is None:
            return None
        supplier, recipient = (
            self._number.get(party or "", -1) for party in (figure.supplier, figure.recipient)
        )
        later, earlier = (_volume(sums, supplier, recipient) for sums in both)
        return 100 * (later / earlier - 1) if earlier > 0 else None

    def _changes(self, figure: Figure, release: int) -> Numbers:
        both = self._both_periods(figure, release)
        if both is None:
            return np.empty(0)
        later, earlier = (sums.imports if figure.recipient else sums.exports for sums in both)
        changes: Numbers = 100 * (later[earlier > 0] / earlier[earlier > 0] - 1)
        return changes

    def _both_periods(self, figure: Figure, release: int) -> tuple[Sums, Sums] | None:
        assert figure.years
        role, who = party_asked(figure)
        later = self.sums(release, role, who, figure.years)
        earlier = self.sums(release, role, who, figure.compared or preceding(figure.years))
        return (later, earlier) if later and earlier else None

    def _read(self, snapshot: str) -> _Flows:
        rows = self._query(statement("flows"), {"snapshot": snapshot})
        supplier, recipient = (
            rows[side].map(self._number).to_numpy(np.int64) for side in ("supplier", "recipient")
        )
        pair, keys = pd.factorize(supplier * len(self.ids) + recipient)
        suppliers, recipients = np.divmod(np.asarray(keys), len(self.ids))
        return _Flows(
            pair.astype(np.int64),
            rows["first_year"].to_numpy(np.int64),
            rows["last_year"].to_numpy(np.int64),
            rows["tiv_m"].to_numpy(np.float64),
            suppliers,
            recipients,
            {
                (int(one), int(other)): number
                for number, (one, other) in enumerate(zip(suppliers, recipients, strict=True))
            },
        )

    def _add_up(self, snapshot: str, years: Years) -> Sums:
        flows = self._flows(snapshot)
        inside = (flows.first_year >= years[0]) & (flows.last_year <= years[1])
        count = len(self.ids)
        pairs = _totals(flows.pair[inside], flows.tiv_m[inside], len(flows.supplier))
        return Sums(
            pairs,
            flows.supplier,
            flows.recipient,
            _totals(flows.supplier, pairs, count),
            _totals(flows.recipient, pairs, count),
            flows.numbers,
        )


def statement(name: str) -> str:
    """One of the SELECTs beside this module."""
    return sql(__file__, name)


def _totals(numbers: npt.NDArray[np.int64], tiv_m: Numbers, count: int) -> Numbers:
    """Volumes added up by number."""
    return np.bincount(numbers, weights=tiv_m, minlength=count).astype(np.float64)


def _volume(sums: Sums, supplier: int, recipient: int) -> float:
    if supplier >= 0 and recipient >= 0:
        return sums.pair(supplier, recipient)
    if supplier < 0 and recipient < 0:
        return float(sums.pairs.sum())
    return float(sums.exports[supplier] if supplier >= 0 else sums.imports[recipient])


def _is_about_supplier(figure: Figure) -> bool:
    """Whether the figure is one of a supplier among suppliers."""
    if figure.metric in ("share_of_recipient_imports", "share_of_world_exports", RANKS[0]):
        return True
    return figure.metric in ("volume", "change_pct") and figure.supplier is not None

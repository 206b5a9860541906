"""The desk: a quoted figure in, its value in every release, verdict and diagnosis out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from etl.claims.checked import Checked
from etl.claims.metrics import SHARES
from etl.claims.mistakes import Cell, CellKey, Diagnosis, Finding, subject_of
from etl.claims.quoted import Known, Quoted
from etl.claims.recompute import Years, recompute
from etl.claims.verdict import Published, Recomputed, judge
from etl.claims.volumes import Volumes, statement
from etl.questions import Answer
from etl.questions.answer import snapshots
from etl.warehouse.read import Warehouse

UNITS_IN_WORDS = dict.fromkeys(SHARES, "per cent of the volume (TIV)") | {
    "change_pct": "per cent against the period of equal length before",
    "rank_among_suppliers": "place by volume (TIV)",
    "rank_among_recipients": "place by volume (TIV)",
}
_KEPT = 500  # figures that somebody asked about
ROUNDED = "Values of a release in whole millions of TIV are approximate."
NO_MISTAKE = "None of the usual mistakes gives the printed number."


@dataclass(frozen=True)
class Looked:
    """All that the desk says of one figure."""

    checked: Checked
    findings: tuple[Finding, ...]
    windows: Answer


class Desk:
    """Checks figures against one warehouse; keeps the flows that it has read."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._query = warehouse.query
        self.look = lru_cache(maxsize=_KEPT)(self._look)

    @classmethod
    def of(cls, warehouse: Warehouse) -> Desk:
        """The desk of a warehouse, one for as long as the file is open."""
        return warehouse.once("fact-check desk", lambda: cls(warehouse))

    def check(self, quoted: Sequence[Quoted]) -> list[Checked]:
        """Each figure with its value in every release and its verdict."""
        values = recompute(self._query, [one.figure for one in quoted])
        out = []
        for one, by_release in zip(quoted, values, strict=True):
            recomputed = tuple(
                Recomputed(release, found.value, found.uncertainty, found.reason,
                           found.precision or "exact")
                for release, found in by_release.items()
            )  # fmt: skip
            published = self.published(one)
            out.append(Checked(one, recomputed, published, judge(one.claim, recomputed, published)))
        return out

    def diagnose(self, checked: Checked) -> tuple[Finding, ...]:
        """The usual mistakes that give the number, best first; none where it holds."""
        return self.diagnosis.of(checked.quoted) if checked.asks_for_diagnosis else ()

    def published(self, quoted: Quoted) -> tuple[Published, ...]:
        """The cells of fact sheets that print this very figure, oldest edition first."""
        figure = quoted.figure
        if figure.years is None:
            return ()
        key = figure.metric, figure.supplier, figure.recipient, figure.group, figure.years
        return tuple(
            Published(cell.edition, f"{cell.value:.{cell.decimals}f}", cell.value, cell.decimals)
            for cell in reversed(self.cells.get(key, ()))
        )

    def _look(self, quoted: Quoted) -> Looked:
        """A figure checked, diagnosed, and over time; kept for whoever asks the same."""
        (checked,) = self.check([quoted])
        return Looked(checked, self.diagnose(checked), self.over_windows(quoted))

    def over_windows(self, quoted: Quoted) -> Answer:
        """The measure in every period of the same length, by each release that is not approximate.

        The rows have ``first_year``, ``last_year``, ``release``, ``release_label``, ``value`` and
        ``loaded_as``.
        """
        figure = quoted.figure
        known = snapshots(self._warehouse)
        rows, used = [], []
        for years in self._windows(figure.years):
            moved = replace(figure, years=years, compared=None)
            for release in self.volumes.releases:
                value = self.volumes.value(moved, release)
                found = self.volumes.answering(moved, release)
                if value is None or found is None:
                    continue
                snapshot = known[found[0]]
                used.append(snapshot)
                rows.append((*years, release, snapshot.release_label, value, found[1]))
        columns = ["first_year", "last_year", "release", "release_label", "value", "loaded_as"]
        subject = subject_of(figure, self.volumes.names)
        precisions = {row[-1] for row in rows} - {"exact"}
        return Answer(
            question="checked_figure",
            params={},
            title=subject[0].upper() + subject[1:],
            unit=UNITS_IN_WORDS.get(figure.metric, "million TIV"),
            rows=pd.DataFrame(rows, columns=columns),
            precision=min(precisions, default="exact"),
            snapshots=tuple(dict.fromkeys(used)),
            caveats=(ROUNDED,) if "rounded" in precisions else (),
            reason=None if rows else "No loaded release covers this measure in any period.",
        )

    def _windows(self, years: Years | None) -> list[Years]:
        """All periods of the same length within what any release covers."""
        if years is None:
            return []
        length = years[1] - years[0]
        first, last = self.volumes.years
        return [(start, start + length) for start in range(first, last - length + 1)]

    @cached_property
    def known(self) -> Known:
        """Every name that a figure may use."""
        rows = self._query(statement("names"), {})
        states, groups = (
            {row["written_as"]: row["stands_for"] for row in part.to_dict("records")}
            for part in (rows[~rows["is_group"]], rows[rows["is_group"]])
        )
        return Known(states, groups)

    @cached_property
    def volumes(self) -> Volumes:
        """The flows in memory."""
        return Volumes(self._query)

    @cached_property
    def cells(self) -> dict[CellKey, list[Cell]]:
        """The cells of fact sheets by figure, newest edition first."""
        found: dict[CellKey, list[Cell]] = defaultdict(list)
        for row in self._query(statement("cells"), {}).to_dict("records"):
            key = (
                str(row["metric"]), _text(row["supplier"]), _text(row["recipient"]),
                _text(row["group_name"]), (int(row["first_year"]), int(row["last_year"])),
            )  # fmt: skip
            cell = Cell(int(row["edition"]), float(row["value_number"]), int(row["value_decimals"]))
            found[key].append(cell)
        return dict(found)

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """What tries the usual mistakes."""
        contracts = defaultdict(list)
        for row in self._query(statement("contracts"), {}).to_dict("records"):
            pair = _text(row["supplier"]), _text(row["recipient"])
            contracts[pair].append((float(row["value_number"]), str(row["publisher"])))
        return Diagnosis(self.volumes, self.cells, dict(contracts))


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) else None

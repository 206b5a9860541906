"""Cited and published figures computed again from each release, by the measures in the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from etl.metrics import COMPUTED, RANKS
from etl.warehouse.read import Params

Query = Callable[[str, Params], pd.DataFrame]
Years = tuple[int, int]
_SQL = Path(__file__).parent
_COLUMNS = ("kind", "figure_id", "release", "value", "uncertainty", "precision", "reason")


@dataclass(frozen=True)
class Figure:
    """What a figure measures.

    ``supplier`` and ``recipient`` are state ids, None for the world; ``years`` is the period, None
    where none is stated; ``compared`` the period of a comparison, None for the preceding one.
    """

    metric: str
    supplier: str | None
    recipient: str | None
    years: Years | None
    compared: Years | None = None


@dataclass(frozen=True)
class Computed:
    """A value in the unit of the figure, or the reason why there is none."""

    value: float | None
    reason: str | None
    uncertainty: float = 0.0
    precision: str | None = None


class Recomputer:
    """Answers figures by metric; asks the warehouse once for each window it needs."""

    def __init__(self, query: Query) -> None:
        self._query = cache(lambda name, *params: query(_statement(name), dict(params)))
        self._windows = cache(self._answerable)
        own = query(_statement("covered_states"), {})
        self.releases = [int(year) for year in query(_statement("releases"), {})["release"]]
        self._covered_alone = set(zip(own["scope"], own["state_id"], strict=True))

    def compute(self, figure: Figure, release: int) -> Computed:
        """Compute one figure from one release (the year of a SIPRI release)."""
        supplier, recipient = figure.supplier, figure.recipient
        if figure.years is None or not self.covered(figure, release):
            return Computed(None, self.why_not(figure, release))
        window = _window(figure.years, release)
        match figure.metric:
            case "share_of_recipient_imports" | "rank_among_suppliers" if recipient:
                return self._place("import_shares", recipient, supplier, figure.metric, window)
            case "share_of_supplier_exports" | "rank_among_recipients" if supplier:
                return self._place("export_shares", supplier, recipient, figure.metric, window)
            case "share_of_world_exports" | "rank_among_suppliers":
                return self._place("world_suppliers", None, supplier, figure.metric, window)
            case "share_of_world_imports" | "rank_among_recipients":
                return self._place("world_recipients", None, recipient, figure.metric, window)
            case "volume" if supplier and recipient:
                found = self._place("import_shares", recipient, supplier, figure.metric, window)
                return replace(found, uncertainty=0.5 if found.precision == "rounded" else 0.0)
            case "volume":
                return self._single("volume", *_side(figure), window)
            case "change_pct" if figure.compared in (None, _preceding(figure.years)):
                return self._single("volume_change", *_side(figure), window)
            case "change_pct":
                return self._change(figure, release)
            case _:
                return Computed(None, "This measure is not computed here.")

    def covered(self, figure: Figure, release: int) -> bool:
        """Whether the release is complete for the figure's denominator and period."""
        if figure.years is None:
            return False
        first_year, last_year = figure.years
        role, who = _denominator(figure)
        if (role, who) not in self._covered_alone:
            role, who = "world", None
        return (first_year, release) in self._windows(role, who, last_year - first_year + 1)

    def _answerable(self, role: str, who: str | None, years: int) -> frozenset[tuple[int, int]]:
        """First years of the windows of a length that can be had, each with its release."""
        rows = self._query("answerable", ("role", role), ("who", who), ("years", years))
        return frozenset(zip(rows["first_year"], rows["release"], strict=True))

    def why_not(self, figure: Figure, release: int) -> str:
        """Why this release cannot say, or, if none can, why none can."""
        if figure.metric == "contract_value":
            return "Money cannot be checked: SIPRI measures volumes, not prices."
        if figure.years is None:
            return "The figure states no period that could be summed."
        if figure.metric not in COMPUTED:
            return "This measure is not computed here."
        role, who = _denominator(figure)
        other = any(self.covered(figure, loaded) for loaded in self.releases)
        rows = self._query(
            "why_not",
            ("role", role),
            ("who", who),
            ("from_year", figure.years[0]),
            ("to_year", figure.years[1]),
            ("in_release", release if other else None),
        )
        return str(rows["reason"].iloc[0])

    def _place(
        self,
        name: str,
        who: str | None,
        partner: str | None,
        metric: str,
        window: tuple[tuple[str, int], ...],
    ) -> Computed:
        """One partner's share, rank or volume in a table of shares."""
        rows = self._query(name, *((("who", who),) if who else ()), *window)
        if rows.empty:
            return Computed(None, "The release records no deliveries of major arms in this period.")
        if isinstance(reason := rows["reason"].iloc[0], str):
            return Computed(None, reason)
        precision = str(rows["precision"].iloc[0])
        found = rows[rows["partner"] == partner]
        if metric.startswith("rank"):
            if found.empty:
                return Computed(None, "No deliveries are recorded, so there is no rank.")
            return Computed(float(found["rank"].iloc[0]), None, 0.0, precision)
        if found.empty:
            return Computed(0.0, None, 0.0, precision)
        column = "tiv_m" if metric == "volume" else "share_pct"
        return Computed(
            float(found[column].iloc[0]), None, float(found["uncertainty"].iloc[0]), precision
        )

    def _single(
        self, name: str, role: str, who: str | None, window: tuple[tuple[str, int], ...]
    ) -> Computed:
        row = self._query(name, ("role", role), ("who", who), *window).iloc[0]
        if isinstance(row["reason"], str):
            return Computed(None, row["reason"])
        return Computed(float(row["value"]), None, float(row["uncertainty"]), str(row["precision"]))

    def _change(self, figure: Figure, release: int) -> Computed:
        """The change of a volume against a period that is not the preceding one."""
        assert figure.years and figure.compared
        later = self._single("volume", *_side(figure), _window(figure.years, release))
        earlier = self._single("volume", *_side(figure), _window(figure.compared, release))
        if later.value is None:
            return later
        if earlier.value is None:
            return earlier
        if earlier.value == 0:
            return Computed(None, "No deliveries are recorded in the period compared with.")
        return Computed(100 * (later.value / earlier.value - 1), None, 0.0, later.precision)


def recompute_all(query: Query) -> pd.DataFrame:
    """Rows for ``recomputed_figure``.

    Every cited figure in every release, with the reason where a release cannot say; published
    cells only where a release covers them.
    """
    recomputer = Recomputer(query)
    out = []
    for row in query(_statement("figures"), {}).itertuples(index=False):
        figure = Figure(
            str(row.metric),
            _text(row.supplier),
            _text(row.recipient),
            _years(row.first_year, row.last_year),
            _years(row.compared_first_year, row.compared_last_year),
        )
        for release in recomputer.releases:
            if isinstance(row.group_name, str):
                result = Computed(
                    None, f"The figure is about a group ({row.group_name}), not about one country."
                )
            elif row.kind == "published" and not recomputer.covered(figure, release):
                continue
            else:
                result = recomputer.compute(figure, release)
            out.append(
                (
                    row.kind,
                    row.figure_id,
                    release,
                    result.value,
                    None if result.value is None else result.uncertainty,
                    result.precision,
                    result.reason,
                )
            )
    return pd.DataFrame(out, columns=list(_COLUMNS))


def _denominator(figure: Figure) -> tuple[str, str | None]:
    """For whom a release must be complete to give the figure."""
    if figure.metric in ("share_of_world_exports", "share_of_world_imports"):
        return "world", None
    if figure.metric in RANKS:
        if figure.metric == "rank_among_suppliers":
            return ("recipient", figure.recipient) if figure.recipient else ("world", None)
        return ("supplier", figure.supplier) if figure.supplier else ("world", None)
    if figure.metric == "share_of_supplier_exports":
        return "supplier", figure.supplier
    return _side(figure)


def _side(figure: Figure) -> tuple[str, str | None]:
    """The role and state of a figure about one side; with neither it is about the world."""
    if figure.recipient:
        return "recipient", figure.recipient
    return ("supplier", figure.supplier) if figure.supplier else ("world", None)


def _window(years: Years, release: int) -> tuple[tuple[str, int], ...]:
    return (("from_year", years[0]), ("to_year", years[1]), ("in_release", release))


def _preceding(years: Years) -> Years:
    return 2 * years[0] - years[1] - 1, years[0] - 1


def _years(first_year: Any, last_year: Any) -> Years | None:
    return None if pd.isna(first_year) or pd.isna(last_year) else (int(first_year), int(last_year))


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None


@cache
def _statement(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")

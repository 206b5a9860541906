"""Cited and published figures computed again from each release, by the measures in the file.

All requests of one measure go to the warehouse in one query, because binding the macros takes far
longer than reading the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd

from etl.claims.metrics import COMPUTED, RANKS, WORLD_SHARES
from etl.common.sql import sql
from etl.warehouse.read import Params

Query = Callable[[str, Params], pd.DataFrame]
Years = tuple[int, int]
Row = dict[Hashable, Any]
_COLUMNS = ("kind", "figure_id", "release", "value", "uncertainty", "precision", "reason")


@dataclass(frozen=True)
class Figure:
    """What a figure measures.

    ``supplier`` and ``recipient`` are state ids, None for the world; ``group`` names a group of
    states that one of them stands for; ``years`` is the period, None where none is stated;
    ``compared`` the period of a comparison, None for the preceding one.
    """

    kind: str
    figure_id: str
    metric: str
    supplier: str | None
    recipient: str | None
    group: str | None
    years: Years | None
    compared: Years | None


@dataclass(frozen=True)
class Computed:
    """A value in the unit of the figure, or the reason why there is none.

    ``covered`` is false where the release was not asked, because it does not cover the figure.
    """

    value: float | None
    reason: str | None
    uncertainty: float = 0.0
    precision: str | None = None
    covered: bool = True


class Request(NamedTuple):
    """One call of a measure; ``in_release`` None lets the newest exact release answer."""

    role: str
    who: str | None
    from_year: int
    to_year: int
    in_release: int | None


def recompute_all(query: Query) -> pd.DataFrame:
    """Rows for ``recomputed_figure``.

    Every cited figure in every release, with the reason where a release cannot say; published
    cells only where a release covers them.
    """
    figures = [_figure(row) for row in query(sql(__file__, "figures"), {}).to_dict("records")]
    out = [
        (figure.kind, figure.figure_id, release, found.value,
         None if found.value is None else found.uncertainty, found.precision, found.reason)
        for figure, by_release in zip(figures, recompute(query, figures), strict=True)
        for release, found in by_release.items()
        if found.covered or figure.kind == "cited" or figure.group
    ]  # fmt: skip
    return pd.DataFrame(out, columns=list(_COLUMNS))


def recompute(query: Query, figures: Sequence[Figure]) -> list[dict[int, Computed]]:
    """For each figure what each loaded release gives, or the reason why it gives nothing."""
    releases = [int(year) for year in query(sql(__file__, "releases"), {})["release"]]
    why_not = _why_not(query, figures, releases)
    answers = _answers(query, figures, releases, why_not)
    out = []
    for figure in figures:
        by_release = {}
        for release in releases:
            refused = _refusal(figure) or why_not.get(_denominator(figure, release))
            by_release[release] = (
                Computed(None, refused, covered=False)
                if refused
                else _value(figure, release, answers)
            )
        out.append(by_release)
    return out


def _refusal(figure: Figure) -> str | None:
    """Why a figure cannot be computed from any data of this kind."""
    if figure.group:
        return f"The figure is about a group ({figure.group}), not about one country."
    if figure.metric == "contract_value":
        return "Money cannot be checked: SIPRI measures volumes, not prices."
    if figure.years is None:
        return "The figure states no period that could be summed."
    if figure.metric not in COMPUTED:
        return "This measure is not computed here."
    return None


def _why_not(query: Query, figures: Iterable[Figure], releases: list[int]) -> dict[Request, str]:
    """For each denominator that a release does not cover: why, in words.

    If no release covers it, the words are those for all releases.
    """
    asked = [figure for figure in figures if not _refusal(figure)]
    wanted = {_denominator(figure, release) for figure in asked for release in (*releases, None)}
    found = {
        request: rows[0]["reason"]
        for request, rows in _batch(query, "answering", wanted).items()
        if isinstance(rows[0]["reason"], str)
    }
    return {
        request: found.get(request._replace(in_release=None), reason)
        for request, reason in found.items()
    }


def _answers(
    query: Query,
    figures: Iterable[Figure],
    releases: list[int],
    why_not: dict[Request, str],
) -> dict[tuple[str, Request], list[Row]]:
    """The rows of every call that the covered figures need, by measure and request."""
    wanted: dict[str, set[Request]] = defaultdict(set)
    for figure in figures:
        for release in releases:
            if not _refusal(figure) and _denominator(figure, release) not in why_not:
                for measure, request in _calls(figure, release):
                    wanted[measure].add(request)
    return {
        (measure, request): rows
        for measure, requests in wanted.items()
        for request, rows in _batch(query, measure, requests).items()
    }


def _calls(figure: Figure, release: int) -> list[tuple[str, Request]]:
    """The measure that gives a figure, and what it is asked; two calls for a far comparison."""
    assert figure.years
    denominator = _denominator(figure, release)
    if figure.metric == "change_pct":
        before = preceding(figure.years)
        first_year, last_year = figure.compared or before
        earlier = denominator._replace(from_year=first_year, to_year=last_year)
        if figure.supplier and figure.recipient:
            return [("partner_shares", denominator), ("partner_shares", earlier)]
        if figure.compared in (None, before):
            return [("volume_change", denominator)]
        return [("volume", denominator), ("volume", earlier)]
    if figure.metric == "volume" and not (figure.supplier and figure.recipient):
        return [("volume", denominator)]
    if denominator.role == "world":
        of_suppliers = figure.metric in ("share_of_world_exports", "rank_among_suppliers")
        role = "supplier" if of_suppliers else "recipient"
        return [("world_shares", denominator._replace(role=role))]
    return [("partner_shares", denominator)]


def _value(figure: Figure, release: int, answers: dict[tuple[str, Request], list[Row]]) -> Computed:
    """The figure's value out of the rows of its calls."""
    calls = _calls(figure, release)
    rows = [answers.get(call, []) for call in calls]
    if calls[0][0] == "partner_shares" and len(calls) == 2:
        volumes = replace(figure, metric="volume")
        return _change(*(_place(volumes, part) for part in rows))
    if calls[0][0] in ("partner_shares", "world_shares"):
        return _place(figure, rows[0])
    values = [
        Computed(None, part[0]["reason"])
        if isinstance(part[0]["reason"], str)
        else Computed(
            float(part[0]["value"]), None, float(part[0]["uncertainty"]), str(part[0]["precision"])
        )
        for part in rows
    ]
    return values[0] if len(values) == 1 else _change(*values)


def _change(later: Computed, earlier: Computed) -> Computed:
    """The change from one volume to another in per cent."""
    if later.value is None or earlier.value is None:
        return Computed(None, later.reason or earlier.reason)
    if earlier.value <= earlier.uncertainty:
        return Computed(None, "No deliveries are recorded in the period compared with.")
    change = 100 * (later.value / earlier.value - 1)
    lowest = earlier.value - earlier.uncertainty
    highest = 100 * ((later.value + later.uncertainty) / lowest - 1)
    return Computed(change, None, highest - change, later.precision)


def _place(figure: Figure, rows: list[Row]) -> Computed:
    """One party's share, rank or volume in a table of shares."""
    if not rows:
        return Computed(None, "The release records no deliveries of major arms in this period.")
    if isinstance(reason := rows[0]["reason"], str):
        return Computed(None, reason)
    precision = str(rows[0]["precision"])
    of_suppliers = figure.metric in (
        "share_of_recipient_imports", "share_of_world_exports", "rank_among_suppliers", "volume",
    )  # fmt: skip
    party = figure.supplier if of_suppliers else figure.recipient
    row = next((row for row in rows if row["partner"] == party), None)
    if figure.metric in RANKS:
        if row is None:
            return Computed(None, "No deliveries are recorded, so there is no rank.")
        return Computed(float(row["rank"]), None, _ties(row, rows), precision)
    if row is None:
        return Computed(0.0, None, 0.0, precision)
    if figure.metric == "volume":
        return Computed(float(row["tiv_m"]), None, _slack(row), precision)
    if figure.metric == "share_of_region_imports":
        region = sum(other["tiv_m"] for other in rows if other["region"] == row["region"])
        if not region:
            return Computed(None, "The recipient belongs to no region that imported anything.")
        return Computed(100 * float(row["tiv_m"] / region), None, 0.0, precision)
    return Computed(float(row["share_pct"]), None, float(row["uncertainty"]), precision)


def _slack(row: Row) -> float:
    """By how many million TIV a sum of rounded rows can be off."""
    return 0.5 * float(row["part_rows"]) if row["precision"] == "rounded" else 0.0


def _ties(row: Row, rows: list[Row]) -> float:
    """By how many places a rank can be off: partners whose volume rounding cannot tell apart."""
    return float(
        sum(
            other is not row and abs(other["tiv_m"] - row["tiv_m"]) < _slack(other) + _slack(row)
            for other in rows
        )
    )


def _denominator(figure: Figure, release: int | None) -> Request:
    """For whom and when a release must be complete to give the figure."""
    role, who = party_asked(figure)
    assert figure.years  # a figure without a period has been refused
    return Request(role, who, *figure.years, release)


def party_asked(figure: Figure) -> tuple[str, str | None]:
    """The role and party whose whole trade must be known to give a figure."""
    if figure.metric in WORLD_SHARES:
        return "world", None
    if figure.metric in ("share_of_supplier_exports", "rank_among_recipients"):
        return ("supplier", figure.supplier) if figure.supplier else ("world", None)
    if figure.metric == "rank_among_suppliers":
        return ("recipient", figure.recipient) if figure.recipient else ("world", None)
    if figure.recipient:
        return "recipient", figure.recipient
    return ("supplier", figure.supplier) if figure.supplier else ("world", None)


def _batch(query: Query, measure: str, requests: set[Request]) -> dict[Request, list[Row]]:
    """The rows of a measure for many requests, in one query."""
    if not requests:
        return {}
    ordered = list(requests)
    params = {name: [getattr(r, name) for r in ordered] for name in Request._fields}
    found: dict[Request, list[Row]] = defaultdict(list)
    for row in query(sql(__file__, measure), params).to_dict("records"):
        release = row["in_release"]
        found[
            Request(
                row["role"], _text(row["who"]), int(row["from_year"]), int(row["to_year"]),
                None if pd.isna(release) else int(release),
            )
        ].append(row)  # fmt: skip
    return found


def _figure(row: Row) -> Figure:
    return Figure(
        str(row["kind"]), str(row["figure_id"]), str(row["metric"]), _text(row["supplier"]),
        _text(row["recipient"]), _text(row["group_name"]),
        _years(row["first_year"], row["last_year"]),
        _years(row["compared_first_year"], row["compared_last_year"]),
    )  # fmt: skip


def preceding(years: Years) -> Years:
    """The period of equal length before."""
    return 2 * years[0] - years[1] - 1, years[0] - 1


def _years(first_year: Any, last_year: Any) -> Years | None:
    return None if pd.isna(first_year) or pd.isna(last_year) else (int(first_year), int(last_year))


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None

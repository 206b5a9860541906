"""Values of subjects: computed again from each release, by the measures in the file.

Many requests of one measure go to the warehouse in one query, because binding the macros takes far
longer than reading the rows; not all of a long list, whose rows would lie in memory at once.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from etl.claims.claim import Subject, Value, records
from etl.claims.metrics import COMPUTED, METRICS, RANKS, SHARES
from etl.common.sql import sql
from etl.questions.answer import period
from etl.sources.reference import is_group
from etl.warehouse.read import Params

Query = Callable[[str, Params], pd.DataFrame]
Row = dict[Hashable, Any]
_AT_ONCE = 500
_NOTHING: Row = {"reason": None, "snapshot_id": None}
# Whose trade a share is of, where it is not what must be complete to give it.
_WHOLES = {"share_of_region_imports": "recipient", "share_of_region_exports": "supplier"}
_COLUMNS = (
    "kind",
    "figure_id",
    "release",
    "value",
    "value_low",
    "value_high",
    "precision",
    "reason",
)


class _Request(NamedTuple):
    """What a SELECT beside this module is asked; None as a release lets the newest exact answer."""

    role: str
    who: str | None
    from_year: int
    to_year: int
    in_release: int | None
    metric: str = ""
    party: str | None = None
    before_from: int | None = None
    before_to: int | None = None
    whole_role: str = ""
    other: str | None = None
    weapon: str | None = None
    supplier: str | None = None
    recipient: str | None = None
    totals: str = ""


def recompute_all(query: Query) -> pd.DataFrame:
    """Rows for ``recomputed_figure``.

    Every cited figure in every release, with the reason where a release cannot say; published
    cells only where a release covers them.
    """
    rows = query(statement("subjects"), {}).to_dict("records")
    subjects = [Subject.of(row) for row in rows]
    out = [
        (row["kind"], row["figure_id"], found.release, found.value, found.low, found.high,
         None if found.value is None else found.precision, found.reason)
        for row, subject, values in zip(rows, subjects, recompute(query, subjects), strict=True)
        for found in values
        if found.snapshot_id or row["kind"] == "cited"
    ]  # fmt: skip
    return pd.DataFrame(out, columns=list(_COLUMNS))


def recompute(query: Query, subjects: Sequence[Subject]) -> list[tuple[Value, ...]]:
    """For each subject what each loaded release gives, the oldest first."""
    releases = [int(year) for year in query(statement("releases"), {})["release"]]
    asked = [subject for subject in subjects if not _refusal(subject)]
    answering = _batch(
        query, "answering",
        {_whole(subject, release) for subject in asked for release in (*releases, None)},
    )  # fmt: skip

    def answered_by(subject: Subject, release: int | None) -> Row:
        # Registers of deals say themselves for which years they count items.
        return _NOTHING if METRICS[subject.metric].weapon else answering[_whole(subject, release)]

    wanted: dict[str, set[_Request]] = defaultdict(set)
    for subject in asked:
        for release in releases:
            if not answered_by(subject, release)["reason"]:
                wanted[_measure(subject)].add(_request(subject, release))
    lives = _batch(
        query, "lives",
        {_Request("", who, *one.years, None) for one in asked for who in one.parties if one.years},
    )  # fmt: skip
    found = {measure: _batch(query, measure, requests) for measure, requests in wanted.items()}

    def value(subject: Subject, release: int) -> Value:
        if reason := _refusal(subject):
            return Value(release, None, reason=reason)
        answers = answered_by(subject, release)
        row = found.get(_measure(subject), {}).get(_request(subject, release), _NOTHING)
        assert subject.years
        gone = [lives.get(_Request("", who, *subject.years, None)) for who in subject.parties]
        if any(gone) and not row.get("value"):  # some deliveries came after the end of a state
            return Value(release, None, reason=next(life["reason"] for life in gone if life))
        if reason := answers["reason"]:
            # If no release covers it, the words are those for all releases.
            return Value(release, None, reason=answered_by(subject, None)["reason"] or reason)
        if row["reason"] or row is _NOTHING:
            reason = row["reason"] or (
                "The release records no deliveries of major arms in this period."
            )
            return Value(release, None, reason=reason, snapshot_id=answers["snapshot_id"])
        # Where nothing is uncertain, sums in another order must not make it seem so.
        low, high = (
            ("value", "value") if row["precision"] == "exact" else ("value_low", "value_high")
        )
        return Value(
            release, float(row["value"]), float(row[low]), float(row[high]), None,
            row["precision"], answers["snapshot_id"] or row["snapshot_id"],
        )  # fmt: skip

    return [tuple(value(subject, release) for release in releases) for subject in subjects]


def _refusal(subject: Subject) -> str | None:
    """Why a subject cannot be computed from any data of this kind."""
    if subject.metric == "contract_value":
        return "Money cannot be checked: SIPRI measures volumes, not prices."
    if subject.years is None:
        return "The figure states no period that could be summed."
    if subject.compared and len(range(*subject.years)) != len(range(*subject.compared)):
        return _uneven(subject)
    if subject.is_of_largest and (subject.metric not in SHARES[2:4] or "+" in subject.parties[0]):
        return "Of the largest together only the share of the world's volume is computed here."
    if subject.metric in RANKS and is_group(getattr(subject, subject.side)):
        return "A place is of one country among others; a group has none."
    if subject.metric not in COMPUTED:
        return "This measure is not computed here."
    return None


def _uneven(subject: Subject) -> str:
    """Why a change between periods of unequal length is not judged, and what to give instead."""
    assert subject.years and subject.compared
    now, against = (last - first + 1 for first, last in (subject.years, subject.compared))
    before = period(*replace(subject, compared=None).before)
    return (
        f"{period(*subject.years)} counts {now} year{'s' * (now > 1)} and "
        f"{period(*subject.compared)} {against}, so a sum of more years would be held against one "
        f"of fewer. Give two periods of equal length, such as {period(*subject.years)} against "
        f"{before}."
    )


def _whole(subject: Subject, release: int | None) -> _Request:
    """For whom and when a release must be complete to give the subject's value."""
    assert subject.years  # a subject without a period has been refused
    return _Request(*subject.whole, *subject.years, release, totals=subject.totals)


def _measure(subject: Subject) -> str:
    """The SELECT that gives it."""
    if subject.metric in SHARES:
        return "largest_share" if subject.is_of_largest else "share"
    if subject.metric.startswith("number_of_"):
        return "partners"
    if METRICS[subject.metric].weapon:
        return "items"
    if subject.metric in RANKS:
        return "rank"
    return subject.metric


def _request(subject: Subject, release: int) -> _Request:
    """What that is asked."""
    whole = _whole(subject, release)._replace(metric=subject.metric, other=subject.other)
    party = subject.recipient if whole.role == "supplier" else subject.supplier
    if subject.metric == "change_pct":
        whole = whole._replace(before_from=subject.before[0], before_to=subject.before[1])
    elif subject.metric == "ratio":
        party = subject.other
    elif subject.metric == "number_of_suppliers":
        whole = whole._replace(role="recipient", who=subject.recipient or "World")
    elif subject.metric == "number_of_recipients":
        whole = whole._replace(role="supplier", who=subject.supplier or "World")
    elif METRICS[subject.metric].weapon:
        whole = whole._replace(
            weapon=subject.weapon, supplier=subject.supplier, recipient=subject.recipient
        )
    elif subject.metric in RANKS and whole.who is None:
        whole = whole._replace(role=subject.side)
        party = getattr(subject, subject.side)
    elif subject.metric in SHARES:
        of = _WHOLES.get(subject.metric, whole.role)
        whole = whole._replace(whole_role=of, role=subject.side)
        party = getattr(subject, subject.side)
    return whole._replace(party=party)


def _batch(query: Query, select: str, requests: Iterable[_Request]) -> dict[_Request, Row]:
    """The row of a SELECT for each of many requests; NULL is None."""
    ordered = sorted(requests, key=repr)  # so that those of one world come together
    found: dict[_Request, Row] = {}
    for first in range(0, len(ordered), _AT_ONCE):
        part = ordered[first : first + _AT_ONCE]
        asked = [{"at": at, **request._asdict()} for at, request in enumerate(part)]
        rows = query(statement(select), {"requests": asked})
        found |= {part[row["at"]]: row for row in records(rows)}
    return found


def statement(name: str) -> str:
    """One of the SELECTs beside this module."""
    return sql(__file__, name)

"""Asking a question of the warehouse, and what comes back.

A question is a ``.sql`` file of this folder. Its leading comment is TOML: ``title`` (with the
parameters' names in braces), ``unit``, ``credit`` where it is not a calculation, ``caveats``, and
a table ``[params]`` that gives each parameter's type. The SELECT below may return two columns for
the book-keeping, which are taken off the rows: ``snapshot_id`` (where a row came from) and
``reason`` (why there is no number).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from etl.errors import UnanswerableError
from etl.warehouse.read import Params, Warehouse

_HERE = Path(__file__).parent
_PRECISION = {
    "rounded": "Approximate: the rows of this release are rounded to whole millions of TIV.",
    "split": "Approximate: deals are spread evenly over their years of delivery.",
    "small pairs dropped": "Partial: the smallest flows are left out.",
}


@dataclass(frozen=True)
class Question:
    """A question's file, read: its words, its parameters by name and type, and its SQL."""

    name: str
    title: str
    unit: str
    params: Mapping[str, str]
    caveats: tuple[str, ...]
    sql: str


@dataclass(frozen=True)
class Snapshot:
    """Where an answer came from: publisher, release, credit line and terms."""

    snapshot_id: str
    publisher: str
    release: int | None
    release_label: str
    credit: str
    licence: str
    url: str


@dataclass(frozen=True)
class Answer:
    """The rows of an answer with all that must stand beside them.

    Attributes:
        question: Name of the question.
        params: The parameters it was asked with.
        title: What the rows show, in words.
        unit: Unit of the numbers.
        rows: The numbers; empty where there is a reason.
        period: The years meant, such as ``2016–20``; empty where the rows carry their own.
        precision: ``exact``, or what the numbers suffer from (see the table ``coverage``).
        snapshots: Where the numbers came from.
        caveats: Sentences that must stand with the numbers.
        reason: Why there are no numbers, or None.
    """

    question: str
    params: Params
    title: str
    unit: str
    rows: pd.DataFrame
    period: str = ""
    precision: str = "exact"
    snapshots: tuple[Snapshot, ...] = ()
    caveats: tuple[str, ...] = field(default=())
    reason: str | None = None

    @property
    def releases(self) -> str:
        """The release or releases, as a reader should see them."""
        return ", ".join(dict.fromkeys(snapshot.release_label for snapshot in self.snapshots))

    @property
    def source_line(self) -> str:
        """Credit lines of all sources, for under a figure; empty if nothing answered."""
        credits = "; ".join(dict.fromkeys(snapshot.credit for snapshot in self.snapshots))
        return credits and f"{credits}."


@cache
def questions() -> Mapping[str, Question]:
    """All questions by name."""
    return {path.stem: _read(path) for path in sorted(_HERE.glob("*.sql"))}


def ask(warehouse: Warehouse, name: str, **params: Any) -> Answer:
    """Answer a question.

    Raises:
        UnanswerableError: if there is no such question, or a parameter is missing, unknown or
            of the wrong type. A question that the data cannot answer gets an Answer with a reason.
    """
    question = questions().get(name)
    if question is None:
        raise UnanswerableError(
            f"No question is named {name!r}. There are: {', '.join(questions())}"
        )
    if problem := _parameter_problem(question, params):
        raise UnanswerableError(f"{name}: {problem}")
    rows = warehouse.query(question.sql, params)
    reasons = rows["reason"].dropna() if "reason" in rows else pd.Series(dtype="str")
    reason = str(reasons.iloc[0]) if len(reasons) else None
    if reason is None and rows.empty:
        reason = "The loaded data hold no rows for this."
    precisions = set(rows["precision"].dropna()) if "precision" in rows else set()
    precision = min(precisions - {"exact"}, default="exact")
    snapshots = _snapshots(warehouse, rows)
    caveats = question.caveats + ((_PRECISION[precision],) if precision != "exact" else ())
    return Answer(
        question=name,
        params=params,
        title=question.title.format_map(_words(warehouse, question, params)),
        unit=question.unit,
        rows=rows.drop(columns=["snapshot_id", "reason"], errors="ignore")
        if reason is None
        else rows.iloc[:0].drop(columns=["snapshot_id", "reason"], errors="ignore"),
        period=period(params["from_year"], params["to_year"]) if "from_year" in params else "",
        precision=precision,
        snapshots=snapshots,
        caveats=caveats,
        reason=reason,
    )


def ask_windows(
    warehouse: Warehouse, name: str, windows: Sequence[tuple[int, int]], **params: Any
) -> Answer:
    """Ask the same question of several windows; the rows gain ``first_year`` and ``last_year``.

    Give ``in_release``, so that one release answers for all windows. The answer's words are those
    of the last window; it has a reason only if no window could be answered.

    Raises:
        UnanswerableError: as :func:`ask`, and if no window is given.
    """
    if not windows:
        raise UnanswerableError(f"{name}: no period is given")
    answers = [
        ask(warehouse, name, from_year=first, to_year=last, **params) for first, last in windows
    ]
    answered = [
        answer.rows.assign(first_year=first, last_year=last)
        for answer, (first, last) in zip(answers, windows, strict=True)
        if answer.reason is None
    ]
    final = answers[-1]
    if not answered:
        return final
    snapshots = tuple(dict.fromkeys(s for answer in answers for s in answer.snapshots))
    return Answer(
        question=name,
        params={**params, "windows": tuple(windows)},
        title=final.title.replace(final.period, ", ".join(period(*window) for window in windows)),
        unit=final.unit,
        rows=pd.concat(answered, ignore_index=True),
        period=period(windows[0][0], windows[-1][1]),
        precision=next((a.precision for a in answers if a.precision != "exact"), "exact"),
        snapshots=snapshots,
        caveats=tuple(dict.fromkeys(c for answer in answers for c in answer.caveats)),
    )


def period(first_year: int, last_year: int) -> str:
    """A period as SIPRI writes it: ``2016–20``; a single year as itself."""
    if first_year == last_year:
        return str(first_year)
    same = first_year // 100 == last_year // 100
    return f"{first_year}–{last_year % 100:02d}" if same else f"{first_year}–{last_year}"


def _read(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    header: list[str] = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        header.append(line.removeprefix("--").strip())
    fields = tomllib.loads("\n".join(header))
    return Question(
        name=path.stem,
        title=fields["title"],
        unit=fields["unit"],
        params=fields.get("params", {}),
        caveats=tuple(fields.get("caveats", ())),
        sql=text,
    )


def _parameter_problem(question: Question, params: Params) -> str | None:
    if missing := [name for name in question.params if name not in params]:
        return f"the parameter {missing[0]!r} is missing"
    for name, value in params.items():
        kind = question.params.get(name)
        if kind is None:
            return f"there is no parameter {name!r}; there are {', '.join(question.params)}"
        if kind == "release" and value is None:
            continue
        if kind in ("year", "release") and not (type(value) is int and 0 < value < 10_000):
            return f"{name} must be a year, not {value!r}"
        if kind == "role" and value not in ("supplier", "recipient"):
            return f"{name} must be supplier or recipient, not {value!r}"
        if kind == "state" and not (isinstance(value, str) and value.isprintable()):
            return f"{name} must be the code of a country, not {value!r}"
    return None


def _snapshots(warehouse: Warehouse, rows: pd.DataFrame) -> tuple[Snapshot, ...]:
    if "snapshot_id" not in rows:
        return ()
    known = snapshots(warehouse)
    return tuple(known[name] for name in dict.fromkeys(rows["snapshot_id"].dropna()))


def _words(warehouse: Warehouse, question: Question, params: Params) -> dict[str, str]:
    """The parameters as words for the title: a state's code becomes its name."""
    names = state_names(warehouse)
    words = {
        name: str(names.get(value, value)) if question.params[name] == "state" else str(value)
        for name, value in params.items()
    }
    if "from_year" in params:
        words["period"] = period(params["from_year"], params["to_year"])
    return words


@cache
def _fixed(name: str) -> str:
    return (_HERE / "fixed" / f"{name}.sql").read_text(encoding="utf-8")


def snapshots(warehouse: Warehouse) -> dict[str, Snapshot]:
    """All snapshots of the warehouse by id."""
    return warehouse.once(
        "snapshots",
        lambda: {
            row["snapshot_id"]: Snapshot(
                row["snapshot_id"],
                row["publisher"],
                None if pd.isna(row["release"]) else int(row["release"]),
                row["release_label"],
                row["credit"],
                row["licence"],
                row["url"],
            )
            for row in warehouse.query(_fixed("snapshots")).to_dict("records")
        },
    )


def state_names(warehouse: Warehouse) -> dict[str, str]:
    """The names of all states by id."""
    return warehouse.once(
        "state_names",
        lambda: {
            row["state_id"]: row["name"]
            for row in warehouse.query(_fixed("state_names")).to_dict("records")
        },
    )

"""Asking a question of the warehouse, and what comes back.

A question is a ``.sql`` file of this folder. Its leading comment is TOML: ``title`` (with the
parameters' names in braces), ``unit``, ``caveats``, ``none`` (what to say where no row comes back),
and a table ``[params]`` that gives each parameter's type; a ``flag`` may be left out and is false
then, and what begins with ``any`` may be None. The SELECT below may return columns for the
book-keeping, which are taken off the rows: ``snapshot_id``, or several that end so (where a row
came from), and ``reason`` (why there is no number).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd

from etl.common.errors import UnanswerableError
from etl.common.sql import all_sql, sql
from etl.warehouse.read import Params, Warehouse

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
    none: str
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


@dataclass(frozen=True, eq=False)
class Answer:
    """The rows of an answer with all that must stand beside them; equal to itself alone.

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
    def short_source(self) -> str:
        """``SIPRI, 2025 release`` or the like, for the brackets behind a sentence."""
        short = dict.fromkeys(
            f"{next((n for n in ('World Bank', 'SIPRI') if n in s.publisher), s.publisher)}, "
            + s.release_label.removeprefix("World Bank ")
            for s in self.snapshots
        )
        return "; ".join(short)

    @property
    def origin(self) -> str:
        """The same, and that the numbers are approximate, where they are."""
        return self.short_source + ("" if self.precision == "exact" else ", approximate")

    @property
    def source_note(self) -> str:
        """The credit lines with all that must stand beside the numbers, for inside a figure."""
        return " ".join((self.source_line, *self.caveats))

    @property
    def source_line(self) -> str:
        """Credit lines of all sources, for under a figure; empty if nothing answered."""
        credits = "; ".join(dict.fromkeys(snapshot.credit for snapshot in self.snapshots))
        return credits and f"{credits}."


@cache
def questions() -> Mapping[str, Question]:
    """All questions by name."""
    return {name: _read(name, text) for name, text in all_sql(__file__).items()}


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
    params = {name: False for name, kind in question.params.items() if kind == "flag"} | params
    if problem := _parameter_problem(question, params):
        raise UnanswerableError(f"{name}: {problem}")
    rows = warehouse.query(question.sql, params)
    snapshots = _snapshots(warehouse, rows)
    reason = None
    reasons = [text for text in rows.get("reason", ()) if isinstance(text, str)]
    if rows.empty:
        reason = question.none
    elif len(reasons) == len(rows):
        rows, reason = rows.iloc[:0], reasons[-1]
    elif reasons:
        # A question about several periods may be answered for some of them only.
        rows = rows[rows["reason"].isna()].reset_index(drop=True)
    precisions = {text for text in rows.get("precision", ()) if isinstance(text, str)}
    precision = min(precisions - {"exact"}, default="exact")
    windows = _windows(params)
    return Answer(
        question=name,
        params=params,
        title=question.title.format_map(_words(warehouse, question, params)),
        unit=question.unit,
        rows=rows.drop(columns=[*_snapshot_columns(rows), "reason"], errors="ignore"),
        period=period(windows[0][0], windows[-1][1]) if windows else "",
        precision=precision,
        snapshots=snapshots,
        caveats=question.caveats + ((_PRECISION[precision],) if precision != "exact" else ()),
        reason=reason,
    )


def ask_windows(
    warehouse: Warehouse, name: str, windows: Sequence[tuple[int, int]], **params: Any
) -> Answer:
    """Ask a question of several windows at once; the rows gain ``first_year`` and ``last_year``.

    Asks the question's form ``<name>_by_window``. Give ``in_release``, so that one release answers
    for all windows. Windows that cannot be answered are left out of the rows; the answer has a
    reason only if that holds for all of them.

    Raises:
        UnanswerableError: as :func:`ask`, and if no window is given.
    """
    first_years, last_years = [first for first, _ in windows], [last for _, last in windows]
    return ask(
        warehouse, f"{name}_by_window", first_years=first_years, last_years=last_years, **params
    )


def period(first_year: int, last_year: int) -> str:
    """A period as SIPRI writes it: ``2016–20``; a single year as itself."""
    if first_year == last_year:
        return str(first_year)
    same = first_year // 100 == last_year // 100
    return f"{first_year}–{last_year % 100:02d}" if same else f"{first_year}–{last_year}"


def _read(name: str, text: str) -> Question:
    header: list[str] = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        header.append(line.removeprefix("--").strip())
    fields = tomllib.loads("\n".join(header))
    return Question(
        name=name,
        title=fields["title"],
        unit=fields["unit"],
        params=fields.get("params", {}),
        caveats=tuple(fields.get("caveats", ())),
        none=fields.get("none", "The loaded data hold no rows for this."),
        sql=text,
    )


def _parameter_problem(question: Question, params: Params) -> str | None:
    if missing := [name for name in question.params if name not in params]:
        return f"the parameter {missing[0]!r} is missing"
    for name, value in params.items():
        kind = question.params.get(name)
        if kind is None:
            return f"there is no parameter {name!r}; there are {', '.join(question.params)}"
        if value is None and (kind == "release" or kind.startswith("any ")):
            continue
        if kind in ("year", "release") and not (type(value) is int and 0 < value < 10_000):
            return f"{name} must be a year, not {value!r}"
        if kind == "years" and not (
            isinstance(value, list | tuple)
            and all(type(year) is int and 0 < year < 10_000 for year in value)
        ):
            return f"{name} must be years, not {value!r}"
        if kind == "years" and not value:
            return f"no period is given in {name}"
        if kind == "flag" and not isinstance(value, bool):
            return f"{name} must be true or false, not {value!r}"
        if kind == "role" and value not in ("supplier", "recipient"):
            return f"{name} must be supplier or recipient, not {value!r}"
        if kind == "number" and not (type(value) is int and abs(value) < 2**62):
            return f"{name} must be a whole number, not {value!r}"
        if kind == "any text" and not (isinstance(value, str) and value.isprintable()):
            return f"{name} must be text, not {value!r}"
        if kind == "texts" and not (
            isinstance(value, list | tuple)
            and all(isinstance(text, str) and text.isprintable() for text in value)
        ):
            return f"{name} must be a list of texts, not {value!r}"
        if kind.endswith("state") and not (isinstance(value, str) and value.isprintable()):
            return f"{name} must be the code of a country, not {value!r}"
    if len(params.get("first_years", ())) != len(params.get("last_years", ())):
        return "first_years and last_years are not of one length"
    return None


def _snapshots(warehouse: Warehouse, rows: pd.DataFrame) -> tuple[Snapshot, ...]:
    known = snapshots(warehouse)
    names = [name for column in _snapshot_columns(rows) for name in rows[column].dropna()]
    return tuple(known[name] for name in dict.fromkeys(names))


def _snapshot_columns(rows: pd.DataFrame) -> list[str]:
    return [str(column) for column in rows if str(column).endswith("snapshot_id")]


def _words(warehouse: Warehouse, question: Question, params: Params) -> dict[str, str]:
    """The parameters as words for the title: a state's code becomes its name."""
    names = state_names(warehouse)
    words = {
        name: str(names.get(value, value))
        if question.params[name].endswith("state")
        else str(value)
        for name, value in params.items()
    }
    words["period"] = ", ".join(period(first, last) for first, last in _windows(params))
    return words


def _windows(params: Params) -> list[tuple[int, int]]:
    """The periods that a question is asked of; none if it has no such parameter."""
    if "from_year" in params:
        return [(params["from_year"], params["to_year"])]
    return list(zip(params.get("first_years", ()), params.get("last_years", ()), strict=True))


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
            for row in warehouse.query(sql(__file__, "fixed/snapshots")).to_dict("records")
        },
    )


def state_names(warehouse: Warehouse) -> dict[str, str]:
    """The names of all states by id."""
    return warehouse.once(
        "state_names",
        lambda: {
            row["state_id"]: row["name"]
            for row in warehouse.query(sql(__file__, "fixed/state_names")).to_dict("records")
        },
    )

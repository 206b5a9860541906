"""Asking a question of the warehouse, and what comes back."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from etl.common.errors import UnanswerableError
from etl.common.sql import sql
from etl.common.words import PRECISIONS, listed, party_name, with_article, worst
from etl.questions.question import Question, read
from etl.warehouse.read import Params, Warehouse

_PRECISION = {
    "split": "Approximate: deals are spread evenly over their years of delivery.",
    "rebuilt": "Rebuilt: the yearly volumes of deals that an older register by delivery knows"
    " are kept, and what has come since is put on the years it does not reach.",
    "rounded": "Approximate: the rows of this release are rounded to whole millions of TIV.",
    "small pairs dropped": "Partial: the smallest flows are left out.",
}

_WHEN = re.compile(r"(.*?) in (\d{4})(–\d{2,4})?\.(.*)")  # what a gap says of a period
LAST_YEAR_OF_FORMER_STATES = 1992
_DATABASE = "SIPRI Arms Transfers Database"
_KEPT = 200  # answers on coverage that are kept, at most
FOLDED = "Former states are counted with the states that followed them."


Row: TypeAlias = "Mapping[Any, Any] | pd.Series[Any] | pd.DataFrame"
_BOUND = re.compile(r"_(low|high)(_m|_pct|_points)?$|^rank_(best|worst)$")


@dataclass(frozen=True)
class Snapshot:
    """Where an answer came from: publisher, release, credit line and terms.

    ``deliveries`` is the release whose deliveries its yearly volumes were rebuilt from, as a reader
    should see it.
    """

    snapshot_id: str
    publisher: str
    release: int | None
    release_label: str
    credit: str
    licence: str
    url: str
    deliveries: str | None = None


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
        precision: ``exact``, or what the numbers suffer from (see the table ``coverage``). Then the
            rows have columns of bounds, as :func:`bound_columns` names them.
        snapshots: Where the numbers came from.
        caveats: Sentences that must stand with the numbers.
        gaps: Why there are no numbers for a part of what was asked, or for all, a sentence each.
        reason: Why there are no numbers at all, or None.
    """

    question: str
    params: Params
    title: str
    unit: str
    rows: pd.DataFrame
    period: str = ""
    precision: str = "exact"
    snapshots: tuple[Snapshot, ...] = ()
    caveats: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def releases(self) -> str:
        """The release or releases, as a reader should see them."""
        return ", ".join(dict.fromkeys(snapshot.release_label for snapshot in self.snapshots))

    @property
    def origin(self) -> str:
        """``SIPRI, 2025 release, approximate`` or the like, for the brackets behind a sentence."""
        named = list(
            dict.fromkeys(
                f"{next((n for n in ('World Bank', 'SIPRI') if n in s.publisher), s.publisher)}, "
                + s.release_label.removeprefix("World Bank ")
                for s in self.snapshots
            )
        ) or [""]
        folded = "former states counted with their successors" if FOLDED in self.caveats else ""
        # Both are said of SIPRI's numbers, also where another source stands behind them.
        last = max((at for at, name in enumerate(named) if name.startswith("SIPRI")), default=-1)
        named[last] = ", ".join(filter(None, (named[last], PRECISIONS[self.precision], folded)))
        return "; ".join(named)

    @property
    def source_note(self) -> str:
        """The credit lines with all that must stand beside the numbers, for inside a figure."""
        return " ".join((self.source_line, *self.caveats))

    @property
    def source_line(self) -> str:
        """Credit lines of all sources, for under a figure; empty if nothing answered.

        Several releases of one source share a line.
        """
        lines: dict[str, list[str]] = {}
        for credit in dict.fromkeys(snapshot.credit for snapshot in self.snapshots):
            line, *release = re.split(r", (?=\d{4} release)", credit, maxsplit=1)
            lines.setdefault(line, []).extend(release)
        credits = "; ".join(
            ", ".join(filter(None, (line, in_a_row(releases)))) for line, releases in lines.items()
        )
        return credits and f"{credits}."


def in_a_row(releases: Iterable[str]) -> str:
    """Releases as a sentence names them: ``2025 and 2026 releases``."""
    names = sorted(releases)
    years = [name.removesuffix(" release") for name in names]
    if len(years) > 1 and all(map(str.isdecimal, years)):
        return f"{listed(years)} releases"
    return listed(names)


@cache
def questions() -> Mapping[str, Question]:
    """All questions by name."""
    folder = Path(__file__).parent
    return {path.stem: read(path) for path in sorted(folder.glob("*.sql"))}


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
    return answered(warehouse, question, params)


def answered(warehouse: Warehouse, question: Question, params: Params) -> Answer:
    """Answer a question that has been read.

    Raises:
        UnanswerableError: as :func:`ask`.
    """
    params = {name: False for name, kind in question.params.items() if kind == "flag"} | params
    if problem := question.problem(params):
        raise UnanswerableError(f"{question.name}: {problem}")
    rows, gaps = _covered(warehouse, question, params, warehouse.query(question.sql, params))
    reasons = rows.get("reason", pd.Series(None, index=rows.index, dtype=object))
    gaps = list(dict.fromkeys((*gaps, *reasons.dropna())))
    # A question about several periods may be answered for some of them only.
    numbers = rows[reasons.isna()].reset_index(drop=True)
    precision = worst(_each(rows, "precision"))
    needless = [*_snapshot_columns(rows), "reason"]
    if precision == "exact" and "precision" in rows:
        needless += [str(column) for column in rows if _BOUND.search(str(column))]
    windows = question.windows(params)
    told = [name for name in ("year", "covered_from", "covered_to") if name in numbers]
    if told and not windows:
        years = numbers[told].dropna().to_numpy()
        windows = [(int(years.min()), int(years.max()))] if years.size else []
    return Answer(
        question=question.name,
        params=params,
        title=question.title.format_map(_words(warehouse, question, params)),
        unit=question.unit,
        # By place, because pandas looks for names one by one.
        rows=numbers.iloc[:, [at for at, name in enumerate(numbers) if name not in needless]],
        period=period(windows[0][0], windows[-1][1]) if windows else "",
        precision=precision,
        snapshots=_snapshots(warehouse, rows, precision),
        caveats=(
            *question.caveats,
            *((FOLDED,) if params.get("fold") and _meets_former_states(windows, numbers) else ()),
            *((_PRECISION[precision],) if precision != "exact" else ()),
        ),
        gaps=_once_each(gaps),
        reason=[question.none, *gaps][-1] if numbers.empty else None,
    )


def _covered(
    warehouse: Warehouse, question: Question, params: Params, rows: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """The rows without any number that no release answers for, and why each is missing."""
    if question.complete_for == "each row":
        return _as_rows_say(rows)
    if not (windows := question.windows(params)):
        return rows, []
    role, _, party = question.complete_for.partition(" ")
    whose = {
        "role": params.get(role, role), "who": params.get(party), "totals": question.totals(params)
    }  # fmt: skip
    asked = {
        "first_years": [first for first, _ in windows], "last_years": [last for _, last in windows],
        "in_release": params.get("in_release"), "fold": params.get("fold", False),
    }  # fmt: skip
    answers = _coverage(warehouse, "covered", whose | asked)
    missing = [answer for answer in answers if answer["reason"] is not None]
    gaps = [answer["reason"] for answer in missing]
    if gaps and question.by_window:
        lost = {(answer["from_year"], answer["to_year"]) for answer in missing}
        of = zip(rows["first_year"], rows["last_year"], strict=True)
        rows = rows[[window not in lost for window in of]]
    elif gaps:
        rows = rows.iloc[:0]
    resting = [str(name) for name in rows if str(name).startswith(("previous_", "change_"))]
    if resting and len(rows):
        first, last = windows[0]
        before = {"first_year": 2 * first - last - 1, "last_year": first - 1}
        apart = whose | before | {"snapshot_id": answers[0]["snapshot_id"]}
        if not _coverage(warehouse, "tells_apart", apart)[0]["it_does"]:
            rows[rows[resting].select_dtypes("number").columns] = float("nan")
            years = period(before["first_year"], before["last_year"])
            label = answers[0]["release_label"]
            gaps.append(f"The {label} does not cover the period before, {years}.")
    return rows, gaps


def _coverage(warehouse: Warehouse, about: str, params: Params) -> Sequence[Mapping[str, Any]]:
    """What the coverage says, kept: the figures of a page ask about the same trade and periods."""
    kept: dict[str, Sequence[Mapping[str, Any]]] = warehouse.once("coverage", dict)
    key = f"{about} {params}"
    if (answers := kept.get(key)) is None:
        answers = warehouse.records(sql(__file__, f"fixed/{about}"), params)
        if len(kept) >= _KEPT:
            kept.clear()
        kept[key] = answers
    return answers


def _as_rows_say(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The same where each row says why it, or some of its columns, have no number."""
    gaps: list[str] = []
    numbers = [
        str(name)
        for name in rows.select_dtypes("number")
        if str(name) not in ("first_year", "last_year", "release")
    ]
    for column in [str(name) for name in rows if str(name).endswith(("why_not", "_reason"))]:
        about = column.removesuffix("_reason")
        silent = [name for name in numbers if column == "why_not" or about in name]
        if (missing := rows[column].notna()).any():
            told = rows.loc[missing, silent].notna().any()
            silent = list(told.index[told])  # most questions give no number there themselves
            rows[silent] = rows[silent].mask(missing)
            gaps += rows.loc[missing, column].to_list()
    return rows, gaps


def _meets_former_states(windows: Sequence[tuple[int, int]], rows: pd.DataFrame) -> bool:
    """Whether periods, or those that rows compare with, reach back to a former state."""
    before = "previous_tiv_m" in rows
    starts = [2 * first - last - 1 if before else first for first, last in windows]
    return min(starts, default=0) <= LAST_YEAR_OF_FORMER_STATES


def _once_each(gaps: Sequence[str]) -> tuple[str, ...]:
    """The gaps, those that differ by their periods alone as one; years that follow as a period."""
    texts: dict[tuple[str, ...], list[str]] = {}
    for gap in gaps:
        head, first, rest, tail = found.groups() if (found := _WHEN.fullmatch(gap)) else ("",) * 4
        when = texts.setdefault((head, tail) if found else (gap,), [])
        before = re.fullmatch(r"(\d{4})(?:–\d+)?", when[-1]) if when and not rest else None
        if before and found and when[-1] == period(int(before[1]), int(first) - 1):
            when[-1] = period(int(before[1]), int(first))
        elif found:
            when.append(f"{first}{rest or ''}")
    return tuple(
        f"{words[0]} in {listed(when)}.{words[1]}" if when else words[0]
        for words, when in texts.items()
    )


def ask_windows(
    warehouse: Warehouse, name: str, windows: Sequence[tuple[int, int]], **params: Any
) -> Answer:
    """Ask a question of several windows at once; the rows gain ``first_year`` and ``last_year``.

    Asks the question's form ``<name>_by_window``. Give ``in_release``, so that one release answers
    for all windows. Windows that cannot be answered are left out of the rows and told as gaps; the
    answer has a reason only if that holds for all of them.

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


def bound_columns(column: str) -> tuple[str, str]:
    """The columns of the least and the most that a number may be: ``share_low_pct`` and so on."""
    if column == "rank":
        return "rank_best", "rank_worst"
    stem, between, unit = column.rpartition("_")
    return (f"{stem}_low_{unit}", f"{stem}_high_{unit}") if between else (
        f"{column}_low", f"{column}_high"
    )  # fmt: skip


def bounds(row: Row, column: str) -> tuple[Any, Any]:
    """Between what the number of a row, or of each row, lies; itself, twice, where it is exact."""
    low, high = bound_columns(column)
    return (row[low], row[high]) if low in row else (row[column], row[column])


def with_bounds(rows: pd.DataFrame, column: str) -> list[str]:
    """A column, and those of its bounds that the rows have."""
    return [name for name in (column, *bound_columns(column)) if name in rows]


def _snapshots(warehouse: Warehouse, rows: pd.DataFrame, precision: str) -> tuple[Snapshot, ...]:
    known = snapshots(warehouse)
    names = [name for column in _snapshot_columns(rows) for name in _each(rows, column)]
    used = [known[name] for name in dict.fromkeys(names)]
    # A table of totals has SIPRI's own numbers; sums, shares and averages of them are none.
    used = [
        replace(s, credit=f"Calculated from the {s.credit}")
        if s.credit.startswith(_DATABASE) else s
        for s in used
    ]  # fmt: skip
    if precision in ("rebuilt", "split"):
        used = [
            replace(s, credit=f"{s.credit} by deal, with the deliveries of the {s.deliveries}")
            if s.deliveries else s
            for s in used
        ]  # fmt: skip
    return tuple(used)


def _each(rows: pd.DataFrame, column: str) -> list[str]:
    """The different texts of a column, in their order; none where there is no such column."""
    return [text for text in rows[column].unique() if pd.notna(text)] if column in rows else []


def _snapshot_columns(rows: pd.DataFrame) -> list[str]:
    return [str(column) for column in rows if str(column).endswith("snapshot_id")]


def _words(warehouse: Warehouse, question: Question, params: Params) -> dict[str, str]:
    """The parameters as words for the title: a state's code becomes its name."""
    names = party_names(warehouse)
    words = {
        name: with_article(party_name(value or "anybody", names))
        if question.params[name].endswith("party")
        else str(value)
        for name, value in params.items()
    }
    words["period"] = ", ".join(period(first, last) for first, last in question.windows(params))
    return words


def snapshots(warehouse: Warehouse) -> dict[str, Snapshot]:
    """All snapshots of the warehouse by id."""
    return warehouse.once(
        "snapshots",
        lambda: {
            row["snapshot_id"]: Snapshot(**row)
            for row in warehouse.records(sql(__file__, "fixed/snapshots"))
        },
    )


def party_names(warehouse: Warehouse) -> dict[str, str]:
    """The names of all states and groups by code."""
    return warehouse.once(
        "party_names",
        lambda: {
            row["party"]: row["name"]
            for row in warehouse.records(sql(__file__, "fixed/party_names"))
        },
    )

"""From the files under ``data/`` to harmonised rows, ready for the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl import across, harmonise, sources
from etl.cards import Card, Coverage, load_cards
from etl.common.errors import DataError, Problem, near
from etl.harmonise import Names

_REFERENCE = ("states", "state_aliases", "party_groups", "categories")
_HARMONISED: dict[str, Callable[[Path, pd.DataFrame, Names], pd.DataFrame]] = {
    "group_member": harmonise.group_member,
    "flow": harmonise.flow,
    "delivery_row": harmonise.flow,
    "deal_row": harmonise.flow,
    "state_total": harmonise.state_total,
    "world_total": harmonise.world_total,
    "country_total": harmonise.country_total,
    "published_figure": harmonise.figure,
    "published_exception": harmonise.figure,
    "cited_figure": harmonise.figure,
}


@dataclass(frozen=True)
class Loaded:
    """One table read: its card, its rows by warehouse table, and what it is complete for."""

    card: Card
    tables: dict[str, pd.DataFrame]
    coverage: list[tuple[Coverage, str | None]]


def stage(
    data: Path, report: Callable[[str], None], *, also: Sequence[Card] = (), without: str = ""
) -> list[Loaded]:
    """Read, type and harmonise every table that has a card.

    Args:
        data: The folder of tables and cards.
        report: Called with the name of each table before it is read.
        also: Cards of tables that are to be taken in, and lie elsewhere yet.
        without: A snapshot that is to be left out.

    Raises:
        DataError: with all problems of all files.
    """
    cards = [card for card in load_cards(data) if card.snapshot_id != without] + [*also]
    problems = [
        Problem(
            card.path,
            "the source is not known",
            "Use one of: " + ", ".join(sources.names()),
            column="source",
            value=card.source,
        )
        for card in cards
        if card.source not in sources.names()
    ]
    problems += across.disagreements(cards)
    if problems:
        raise DataError(problems)
    staged: list[tuple[Card, sources.Staged]] = []
    for card in cards:
        report(card.snapshot_id)
        try:
            tables = sources.parser(card.source)(card.table_path)
            staged.append((card, tables))
            problems += across.broken_promises(card, tables)
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    report("harmonising")
    names = _names(data, staged)
    loaded = []
    for card, tables in staged:
        try:
            loaded.append(_harmonised(card, tables, names))
        except DataError as error:
            problems += error.problems
    by_path = {entry.card.table_path: entry.tables for entry in loaded}
    across.keep_articles_once(by_path)
    problems += across.repetitions(by_path)
    if problems:
        raise DataError(problems)
    return loaded


def _names(data: Path, staged: list[tuple[Card, sources.Staged]]) -> Names:
    """The names that the reference tables know."""
    found: dict[str, pd.DataFrame] = {}
    paths: dict[str, Path] = {}
    problems: list[Problem] = []
    for card, tables in staged:
        if card.source in paths:
            problems.append(
                Problem(
                    card.path,
                    f"{near(paths[card.source])} has this source already",
                    "Keep the rows of both in one table.",
                    column="source",
                    value=card.source,
                )
            )
        elif card.source in _REFERENCE:
            found |= tables
            paths[card.source] = card.table_path
    problems += [
        Problem(data, f"no card has the source {source!r}", "Restore data/reference.")
        for source in _REFERENCE
        if source not in paths
    ]
    if problems:
        raise DataError(problems)
    problems = harmonise.state_problems(paths["states"], found["state"])
    problems += harmonise.alias_problems(
        paths["state_aliases"], found["state_alias"], found["state"]
    )
    if problems:
        raise DataError(problems)
    return Names.from_reference(
        found["state"], found["state_alias"], found["party_group"], found["category"]
    )


def _harmonised(card: Card, tables: sources.Staged, names: Names) -> Loaded:
    out = {
        table: _HARMONISED[table](card.table_path, rows, names) if table in _HARMONISED else rows
        for table, rows in tables.items()
    }
    return Loaded(card, out, harmonise.coverage(card, names))

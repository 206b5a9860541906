"""From the files under ``data/`` to harmonised rows, ready for the warehouse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl import harmonise, sources
from etl.cards import Card, Coverage, load_cards
from etl.errors import DataError, Problem
from etl.harmonise import Names

_REFERENCE = ("states", "state_aliases", "party_groups", "categories")
_HARMONISED: dict[str, Callable[[Path, pd.DataFrame, Names], pd.DataFrame]] = {
    "flow": harmonise.flow,
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


def stage(data: Path, report: Callable[[str], None]) -> list[Loaded]:
    """Read, type and harmonise every table that has a card.

    Args:
        data: The folder of tables and cards.
        report: Called with the name of each table before it is read.

    Raises:
        DataError: with all problems of all files.
    """
    cards = load_cards(data)
    problems = [
        Problem(card.path, "the source is not known", "Use one of: " + ", ".join(sources.names()),
                column="source", value=card.source)
        for card in cards
        if card.source not in sources.names()
    ]  # fmt: skip
    problems += _disagreements(cards)
    if problems:
        raise DataError(problems)
    staged: list[tuple[Card, sources.Staged]] = []
    for card in cards:
        report(card.snapshot_id)
        try:
            staged.append((card, sources.parser(card.source)(card.table_path)))
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    names = _names(data, staged)
    loaded = []
    for card, tables in staged:
        try:
            loaded.append(_harmonised(card, tables, names))
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    return loaded


def _names(data: Path, staged: list[tuple[Card, sources.Staged]]) -> Names:
    """The names that the reference tables know."""
    found: dict[str, pd.DataFrame] = {}
    paths: dict[str, Path] = {}
    for card, tables in staged:
        if card.source in _REFERENCE:
            found |= tables
            paths[card.source] = card.table_path
    missing = [source for source in _REFERENCE if source not in paths]
    if missing:
        raise DataError(
            [Problem(data, f"no card has the source {source!r}", "Restore data/reference.")
             for source in missing]
        )  # fmt: skip
    problems = harmonise.reference_problems(
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


def _disagreements(cards: list[Card]) -> list[Problem]:
    """Cards of one source must say the same of publisher, unit, terms and address."""
    problems = []
    first: dict[str, Card] = {}
    for card in cards:
        model = first.setdefault(card.source, card)
        problems += [
            Problem(
                card.path, f"{field} is not that of {model.path.name}, a card of the same source",
                "Make the two alike.", column=field, value=str(getattr(card, field)),
            )
            for field in ("publisher", "unit", "licence", "licence_url", "url")
            if getattr(card, field) != getattr(model, field)
        ]  # fmt: skip
    return problems

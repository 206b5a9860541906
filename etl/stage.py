"""From the files under ``data/`` to harmonised rows, ready for the warehouse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from etl import across, harmonise, sources
from etl.cards import Card, Coverage, load_cards
from etl.common.errors import DataError, Problem, near
from etl.harmonise import Names
from etl.promises import broken_promises
from etl.rebuild.registers import rebuilt


@dataclass(frozen=True)
class Loaded:
    """One table read: its card, its rows by warehouse table, and what it is complete for.

    ``years`` are the deliveries that :mod:`etl.rebuild` made of a register by deal.
    """

    card: Card
    tables: dict[str, pd.DataFrame]
    coverage: list[tuple[Coverage, str | None]]
    years: pd.DataFrame | None = None


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
    known = sources.known()
    cards = [card for card in load_cards(data) if card.snapshot_id != without]
    # In the order that they are read in once they lie there, so that both make the same file.
    cards = sorted([*cards, *also], key=lambda card: (card.downloaded, card.path))
    message, fix = "the source is not known", f"Use one of: {', '.join(sorted(known))}"
    problems = [
        Problem(card.path, message, fix, None, "source", card.source)
        for card in cards
        if card.source not in known
    ]
    problems += across.disagreements(cards)
    if problems:
        raise DataError(problems)
    staged: list[tuple[Card, sources.Staged]] = []
    for card in cards:
        report(card.snapshot_id)
        try:
            tables = known[card.source].parse(card.table_path)
            staged.append((card, tables))
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    report("harmonising")
    names = _names(data, staged)
    loaded = []
    for card, tables in staged:
        try:
            entry = _harmonised(card, tables, names)
            loaded.append(entry)
            problems += broken_promises(card, known[card.source], entry.tables, entry.coverage)
        except DataError as error:
            problems += error.problems
    by_path = {entry.card.table_path: entry.tables for entry in loaded}
    across.keep_shared_once(by_path)
    problems += across.repetitions(by_path)
    if problems:
        raise DataError(problems)
    return _with_years(loaded)


def _names(data: Path, staged: list[tuple[Card, sources.Staged]]) -> Names:
    """The names that the reference tables know."""
    found: dict[str, pd.DataFrame] = {}
    paths: dict[str, Path] = {}
    problems: list[Problem] = []
    for card, tables in staged:
        if card.source in paths:
            message = f"{near(paths[card.source])} has this source already"
            fix = "Keep the rows of both in one table."
            problems.append(Problem(card.path, message, fix, None, "source", card.source))
        elif sources.known()[card.source].reference:
            found |= tables
            paths[card.source] = card.table_path
    problems += [
        Problem(data, f"no card has the source {source!r}", "Restore data/reference.")
        for source, declared in sources.known().items()
        if declared.reference and source not in paths
    ]
    if problems:
        raise DataError(problems)
    problems = harmonise.reference_problems(
        paths["states"], found["state"], paths["state_aliases"], found["state_alias"]
    )
    if problems:
        raise DataError(problems)
    return Names.from_reference(found)


def _harmonised(card: Card, tables: sources.Staged, names: Names) -> Loaded:
    source = sources.known()[card.source]
    out = tables if source.reference else {
        table: harmonise.harmonised(card.table_path, rows, source.rows(table).names, names)
        for table, rows in tables.items()
    }  # fmt: skip
    return Loaded(card, out, harmonise.coverage(card, names))


def _with_years(loaded: list[Loaded]) -> list[Loaded]:
    """Every register by deal with its deliveries, which depend on what else is loaded."""
    by_delivery = [
        (entry.card, entry.tables["delivery_row"], entry.coverage)
        for entry in loaded
        if "delivery_row" in entry.tables
    ]
    out = []
    for entry in loaded:
        if "deal_row" in entry.tables:
            deals = entry.tables["deal_row"]
            years, coverage = rebuilt(entry.card, deals, entry.coverage, by_delivery)
            entry = replace(entry, years=years, coverage=coverage)
        out.append(entry)
    return out

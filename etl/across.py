"""What must hold across files: cards that agree, and rows that stand once."""

from pathlib import Path

import pandas as pd

from etl.cards import Card
from etl.common.errors import Problem, near
from etl.sources import Rows, Staged, known


def disagreements(cards: list[Card]) -> list[Problem]:
    """Cards of one source must say the same of publisher, unit, terms and address."""
    problems = []
    first: dict[str, Card] = {}
    for card in cards:
        model = first.setdefault(card.source, card)
        for field in ("publisher", "unit", "licence", "licence_url", "url"):
            if (value := getattr(card, field)) != getattr(model, field):
                message = f"{field} is not that of {model.path.name}, a card of the same source"
                fix = "Make the two alike."
                problems.append(Problem(card.path, message, fix, None, field, str(value)))
    return problems


def _declared() -> dict[str, Rows]:
    return {table: rows for source in known().values() for table, rows in source.tables.items()}


def keep_shared_once(tables: dict[Path, Staged]) -> None:
    """Drop shared rows, such as articles, that an earlier file gives in the same words."""
    for name in (table for table, rows in _declared().items() if rows.shared):
        seen: set[tuple[object, ...]] = set()
        for staged in tables.values():
            if name in staged:
                rows = staged[name]
                words = rows.drop(columns="line").fillna("").itertuples(index=False, name=None)
                given = [tuple(row) for row in words]
                staged[name] = rows[[row not in seen for row in given]]
                seen.update(given)


def repetitions(tables: dict[Path, Staged]) -> list[Problem]:
    """Rows that stand twice, in one file or in two, though only one may."""
    problems = []
    paths = list(tables)  # by number, for pandas holds no name that is not UTF-8
    for table, rule in _declared().items():
        key = list(rule.once)
        found = [
            staged[table].assign(path=number)
            for number, staged in enumerate(tables.values())
            if table in staged
        ]
        if not key or not found:
            continue
        rows = pd.concat(found, ignore_index=True)
        first = rows.drop_duplicates(key)[[*key, "path", "line"]]
        again = rows[rows.duplicated(key)].merge(first, on=key, suffixes=("", "_first"))
        for row in again.to_dict("records"):
            where = f"{near(paths[row['path_first']])}, line {row['line_first']}"
            message = f"the same stands already in {where}"
            words = " / ".join(str(row[name]) for name in key if not pd.isna(row[name]))
            path, line, column = paths[row["path"]], row["line"], " / ".join(key)
            problems.append(Problem(path, message, rule.again, line, column, words))
    return problems

"""What must hold across files: cards that agree, promises that are kept, rows that stand once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.cards import Card
from etl.common.errors import Problem, near
from etl.sources import Staged

_CELL = (
    "edition", "supplier", "supplier_group", "recipient", "recipient_group", "metric",
    "first_year", "last_year",
)  # fmt: skip
# Tables whose rows may come in several files: the columns that only one row may have, and what
# to do about a second.
_ONCE = {
    "group_member": (["group_name", "state_id"], "Keep one of the two."),
    "publication": (["url"], "Write publisher, author, title and date alike in both rows."),
    "cited_figure": (["claim_id"], "Give one of the two claims another number."),
    "published_figure": ([*_CELL, "compared_first_year", "source_title"], "Keep one of the two."),
    "published_exception": ([*_CELL], "Keep one of the two."),
}


def disagreements(cards: list[Card]) -> list[Problem]:
    """Cards of one source must say the same of publisher, unit, terms and address."""
    problems = []
    first: dict[str, Card] = {}
    for card in cards:
        model = first.setdefault(card.source, card)
        problems += [
            Problem(
                card.path,
                f"{field} is not that of {model.path.name}, a card of the same source",
                "Make the two alike.",
                column=field,
                value=str(getattr(card, field)),
            )
            for field in ("publisher", "unit", "licence", "licence_url", "url")
            if getattr(card, field) != getattr(model, field)
        ]
    return problems


def broken_promises(card: Card, tables: Staged) -> list[Problem]:
    """What a card must say of the tables it brings, or must not."""
    problems = []
    flows = bool({"flow", "deal_row", "delivery_row"} & set(tables))
    if (flows or "world_total" in tables) and not (card.release and card.generated):
        problems.append(
            Problem(
                card.path,
                "the card lacks 'release' or 'generated'",
                "Add both: readers ask for a release by its year, and the newest one answers.",
                column="release",
            )
        )
    if flows and not card.coverage:
        problems.append(
            Problem(
                card.path,
                "flows without a [[coverage]] answer nothing",
                "Say for whom and for which years the table leaves nothing out.",
                column="coverage",
            )
        )
    if card.coverage and not flows:
        problems.append(
            Problem(
                card.path,
                "a [[coverage]] is for flows, and the table has none",
                "Drop it.",
                column="coverage",
            )
        )
    return problems


def keep_articles_once(tables: dict[Path, Staged]) -> None:
    """Drop the articles that an earlier file describes in the same words."""
    seen: set[tuple[object, ...]] = set()
    for staged in tables.values():
        if "publication" in staged:
            rows = staged["publication"]
            words = rows.drop(columns="line").fillna("").itertuples(index=False, name=None)
            described = [tuple(row) for row in words]
            staged["publication"] = rows[[row not in seen for row in described]]
            seen.update(described)


def repetitions(tables: dict[Path, Staged]) -> list[Problem]:
    """Rows that stand twice, in one file or in two, though only one may."""
    problems = []
    for table, (key, fix) in _ONCE.items():
        found = [
            staged[table].assign(path=str(path))
            for path, staged in tables.items()
            if table in staged
        ]
        if not found:
            continue
        rows = pd.concat(found, ignore_index=True)
        first = rows.drop_duplicates(key)[[*key, "path", "line"]]
        again = rows[rows.duplicated(key)].merge(first, on=key, suffixes=("", "_first"))
        problems += [
            Problem(
                Path(row["path"]),
                "the same stands already in "
                f"{near(Path(row['path_first']))}, line {row['line_first']}",
                fix,
                row["line"],
                " / ".join(key),
                " / ".join(str(row[name]) for name in key if not pd.isna(row[name])),
            )
            for row in again.to_dict("records")
        ]
    return problems

"""The warehouse: one DuckDB file. ``build`` is its only writer, ``read`` its only reader."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from etl.cards import Card
from etl.common.sql import all_sql

SQL = all_sql(__file__)
# Raised when the tables change, so that a file can be told to be older or newer. The fingerprint
# tells any other difference of tables or measures between the code and the file.
SCHEMA_VERSION = 13
FINGERPRINT = hashlib.sha256("".join(SQL.values()).encode()).hexdigest()[:16]


def made_of(cards: Iterable[Card]) -> str:
    """Checksum of what a warehouse is built from: the tables, by their cards, and the code."""
    code = Path(__file__).parents[1]
    found = hashlib.sha256()
    for path in sorted(path for path in code.rglob("*") if path.suffix in (".py", ".sql")):
        found.update(path.read_bytes())
    for name, text in sorted((card.snapshot_id, card.text) for card in cards):
        found.update(f"\n{name}\n{text}".encode())
    return found.hexdigest()[:16]

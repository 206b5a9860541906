"""A small data folder for tests that bring files in: the reference tables and nothing else."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from etl.cards import DOWNLOADS, Card, load_cards
from etl.intake.card import card_for
from etl.intake.keeping import Changed, import_files
from etl.warehouse.read import Warehouse
from tests.conftest import DATA, quiet

TODAY = date(2026, 11, 1)


def small_data(folder: Path) -> Path:
    """A data folder that is built in less than half a second."""
    data = folder / "data"
    shutil.copytree(DATA / "reference", data / "reference")
    return data


def saved(folder: Path, content: bytes, name: str = "anything.xyz") -> Path:
    """A file that somebody saved."""
    path = folder / name
    path.write_bytes(content)
    return path


def card_of(
    folder: Path, content: bytes, *covers: str, release: int | None = None, name: str = "x"
) -> Card:
    """The card that a file would get."""
    path = saved(folder, content, name)
    return card_for(path, folder / "data", covers=covers, release=release, today=TODAY)


def claims(card: Card) -> list[tuple[str, str | None, int, int, str, str]]:
    """What a card says that its table is complete for."""
    return [
        (c.scope, c.name, c.first_year, c.last_year, c.grain, c.precision) for c in card.coverage
    ]


def take_in(
    data: Path, *files: Path, covers: tuple[str, ...] = (), release: int | None = None
) -> Changed:
    """Import files into the warehouse of a data folder."""
    return import_files(
        files, data, data / "warehouse.duckdb", quiet,
        covers=covers, release=release, today=TODAY,
    )  # fmt: skip


def opened(data: Path) -> Warehouse:
    """The warehouse of a data folder."""
    return Warehouse(data / "warehouse.duckdb")


def downloads(data: Path) -> list[str]:
    """The snapshots that were brought in."""
    return [card.snapshot_id for card in load_cards(data) if card.downloaded]


def everything(data: Path) -> dict[str, bytes]:
    """All files of a data folder with their content; locks are left out."""
    return {
        str(path.relative_to(data)): path.read_bytes()
        for path in sorted(data.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }


def stored(data: Path) -> list[str]:
    """Every file under the downloads."""
    return [name for name in everything(data) if name.startswith(DOWNLOADS)]

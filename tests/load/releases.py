"""Warehouses that differ in one thing that every figure says: the name of the newest release.

They are the bundled tables with another name of the release on the card of the newest flows, so
that the credit line of whatever the app draws tells which of the files it came from.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from etl.stage import stage
from etl.warehouse.build import build

_MARK = re.compile(rb"\b(203\d) release")
FIRST = 2031


def make(folder: Path, data: Path, how_many: int) -> list[Path]:
    """Build them into the folder; the first is called 2031 release, the next 2032, and so on."""
    copy = folder / "data"
    shutil.copytree(data, copy, ignore=shutil.ignore_patterns("downloads", "*.duckdb*", ".*"))
    card = copy / "sipri" / "flows_2026.card.toml"
    text = card.read_text(encoding="utf-8")
    made = []
    for release in range(FIRST, FIRST + how_many):
        card.write_text(text.replace("2026 release", f"{release} release"), encoding="utf-8")
        made.append(folder / f"{release}.duckdb")
        build(stage(copy, lambda step: None), made[-1], lambda step: None)
    return made


def swap(source: Path, target: Path) -> None:
    """Put a copy of one in the place of the served one, in one step as a refresh does."""
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copy(source, fresh)
    fresh.replace(target)


def told(raw: bytes) -> set[int]:
    """The releases of these warehouses that are named in what a visitor received."""
    return {int(mark) for mark in _MARK.findall(raw)}

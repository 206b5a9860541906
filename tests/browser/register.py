"""SIPRI's exports, where they lie beside the checkout, taken in beside the bundled data."""

from __future__ import annotations

import shutil
from pathlib import Path

from etl.cards import DOWNLOADS
from tests.conftest import DATA, ROOT
from tests.etl.brought import take_in

EXPORTS = ROOT.parent / "shared" / "data" / "sipri"


def with_exports(folder: Path) -> Path:
    """A warehouse of all of them, in a data folder of its own below this one."""
    data = folder / "data"
    unwanted = shutil.ignore_patterns(DOWNLOADS, "*.duckdb", ".*")
    shutil.copytree(DATA, data, ignore=unwanted)
    take_in(data, *sorted(path for path in EXPORTS.iterdir() if path.suffix in (".csv", ".json")))
    return data / "warehouse.duckdb"

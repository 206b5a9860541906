"""The command: draws cells, compares them, and prints what differs; 1 if anything does."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from etl.cards import DOWNLOADS, load_cards
from etl.intake.keeping import import_files
from tests.conftest import DATA, ROOT, quiet
from tests.recompute.cells import Checked, drawn

EXPORTS = ROOT.parent / "shared" / "data" / "sipri"
_SOURCES = ("sipri_flows", "sipri_deliveries", "sipri_deals")
# Apart, as a register by delivery changes what one by deal gives.
_FORMS = ("deliveries*.csv", "deals*.csv")
_TRIES = 40  # draws for each cell that is to be found


def sample(folder: Path, warehouse: Path, count: int, seed: int) -> list[Checked]:
    """So many cells of a data folder and the warehouse that was built from it.

    Raises:
        RuntimeError: if hardly anything that is drawn has a number.
    """
    os.environ["ARMS_WAREHOUSE"] = str(warehouse)
    draw = random.Random(seed)
    cards = {c.snapshot_id: c for c in load_cards(folder) if c.source in _SOURCES}
    cards = {name: card for name, card in cards.items() if card.table_path.suffix == ".csv"}
    found: list[Checked] = []
    for _ in range(count * _TRIES):
        if len(found) == count:
            return found
        if (cell := drawn(draw, cards, folder)) is not None:
            found.append(cell)
    raise RuntimeError(f"only {len(found)} of {count} cells have a number")


def _brought_in(held: ExitStack, form: str) -> Path:
    """A copy of the data folder, built with the exports of a form that lie beside the checkout."""
    folder = Path(held.enter_context(tempfile.TemporaryDirectory())) / "data"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns(DOWNLOADS, "*.duckdb", ".*"))
    exports = sorted(EXPORTS.glob(form)) or [*DATA.glob("sipri/flows_2025.csv")]
    import_files(exports, folder, folder / "warehouse.duckdb", quiet, today=date.today())
    return folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, compare and print."""
    parser = argparse.ArgumentParser("python -m tests.recompute", description=__doc__)
    parser.add_argument("--cells", type=int, default=600, help="how many (default: 600)")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="draw the same")
    parser.add_argument("--data", type=Path, help="a data folder that is built (default: a copy of"
                        " this one with the exports that lie beside the checkout)")  # fmt: skip
    given = parser.parse_args(arguments)
    print(f"--cells {given.cells} --seed {given.seed}", flush=True)
    with ExitStack() as held:
        folders = [given.data] if given.data else [_brought_in(held, form) for form in _FORMS]
        found = [
            cell
            for folder in folders
            for cell in sample(
                folder, folder / "warehouse.duckdb", given.cells // len(folders), given.seed
            )
        ]
    wrong = [cell for cell in found if cell.wrong]
    for cell in wrong:
        print(f"{cell.words}\n  by {cell.snapshot}: {cell.computed!r}; {cell.wrong}")
    doors = Counter(door for cell in found for door in cell.doors)
    by = Counter(cell.snapshot for cell in found)
    print(f"{len(found)} cells, {len(wrong)} wrong; doors {dict(doors)}; files {dict(by)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

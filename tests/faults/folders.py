"""Data folders that a command changes while it is hit, and what must be true of them then."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partialmethod
from pathlib import Path
from typing import Any

import duckdb

from etl.cards import DOWNLOADS, FORGOTTEN, load_cards
from etl.claims import command as claims
from etl.cli import main
from etl.commands import change, refresh
from etl.common import http
from etl.intake.keeping import is_current
from etl.warehouse.build import previous_path
from etl.warehouse.read import Warehouse
from tests.claims.test_command import NEW as CLAIM
from tests.conftest import DATA
from tests.etl import exports
from tests.etl.brought import saved, small_data
from tests.etl.stand_in import StandIn, running
from tests.faults.points import Ended, forked

NEWER = exports.deliveries(exports.NEXT_DEALS, last=2025, generated=exports.NEXT_GENERATED)
FILES = {
    "old.csv": exports.deliveries(),
    "newer.csv": NEWER,
    "deals.csv": exports.deals(),
    "table.csv": exports.tiv_table("supplier"),
    "bank.zip": exports.world_bank_zip(),
}
OLD = "sipri/deliveries_1988-2024_2025-05-12_142920"


@contextmanager
def service() -> Iterator[StandIn]:
    """A stand-in for SIPRI's service with a register that nobody has yet."""
    later = "20 Jun 2026 1:00:00 PM"

    def answer(path: str, body: Any) -> bytes:
        first, last = (body["filters"][0][name] for name in ("value1", "value2"))
        by_delivery = any(entry["field"] == "exportOption" for entry in body["filters"])
        table = exports.deliveries if by_delivery else exports.deals
        return exports.answer(table(exports.NEXT_DEALS, first, last, generated=later))

    with running() as stand_in:
        stand_in.answer = answer  # type: ignore[method-assign]
        os.environ["ARMS_SIPRI_URL"] = stand_in.base
        yield stand_in


def began(folder: Path) -> Path:
    """A folder with the reference tables, the ledger, a warehouse of them, and files to take in."""
    shutil.copytree(DATA / "cited", small_data(folder) / "cited")
    for name, content in FILES.items():
        saved(folder, content, name)
    done(folder, "build")
    return folder


def arguments(folder: Path, command: str) -> list[str]:
    """A command as it is typed: files lie in the folder, and so do the data."""
    word, *more = command.split()
    if word == "import":
        more = [str(folder / name) for name in more]
    if word == "refresh":
        more = ["sipri", "--from", "2016", "--to", "2020"]
    if word == "cite":
        more = ["add", *(f"--{name}={text}" for name, text in CLAIM.items())]
    return [word, *more, "--data", str(folder / "data")]


def run(folder: Path, command: str, **hit: Any) -> Ended:
    """Run a command in a process of its own, which may be hit; gives its exit code.

    It is the day on which the first was run: cards say when a table was taken in.
    """

    def act() -> int:
        change.date = refresh.date = claims.date = _Began  # type: ignore[assignment, misc]
        http.Limits.__init__ = partialmethod(http.Limits.__init__, spacing_s=0)  # type: ignore
        return main(arguments(folder, command))

    return forked(act, folder, **hit)


class _Began(date):
    _day = date.today()

    @classmethod
    def today(cls) -> date:
        """The day on which this was loaded."""
        return cls._day


def done(folder: Path, command: str, **hit: Any) -> Ended:
    """The same for one that must succeed."""
    ended = run(folder, command, **hit)
    assert ended.given == 0, f"{command} ended with {ended.given}:\n{ended.told}"
    return ended


State = dict[str, Any]
Content = dict[str, str]


def state(folder: Path) -> State:
    """What is loaded, in files, in the warehouse in use and in the one before, all of it whole.

    ``current`` says whether the warehouse says of itself that it was built from these files.
    """

    def look() -> State:
        data = folder / "data"
        target = data / "warehouse.duckdb"
        return {
            "files": {card.snapshot_id: card.sha256 for card in load_cards(data)},
            "warehouse": _content(target),
            "previous": _content(previous_path(target)),
            "current": is_current(data, target),
        }

    return forked(look, folder).given  # type: ignore[no-any-return]


def in_use(folder: Path) -> Content:
    """What the warehouse in use holds, though the files may be on their way."""
    return forked(lambda: _content(folder / "data/warehouse.duckdb"), folder).given  # type: ignore[no-any-return]


def _content(path: Path) -> Content:
    """A check sum of each table but when it was written; nothing if there is no warehouse."""
    if not path.exists():
        return {}
    Warehouse(path)
    found: Content = {}
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{path}' AS w (READ_ONLY)")
        connection.execute("USE w")
        for (table,) in sorted(connection.execute("SHOW TABLES").fetchall()):
            if table != "warehouse":
                digest = hashlib.sha256()
                for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY ALL').fetchall():
                    cells = [f"{cell:.6f}" if isinstance(cell, float) else cell for cell in row]
                    digest.update(repr(cells).encode())
                found[table] = digest.hexdigest()
    return found


class Rebuilt:
    """What a build makes of a folder, built once for the same files."""

    def __init__(self) -> None:
        self._known: dict[str, Content] = {}

    def check(self, folder: Path) -> State:
        """The state of a folder whose warehouse must be the one that a build makes."""
        found = state(folder)
        key = json.dumps(found["files"], sort_keys=True)
        if key not in self._known:
            other = folder / "other"
            shutil.rmtree(other, ignore_errors=True)
            ignored = shutil.ignore_patterns("*.duckdb*", FORGOTTEN, "incoming", ".*")
            shutil.copytree(folder / "data", other / "data", ignore=ignored)
            done(other, "build")
            self._known[key] = in_use(other)
        apart = {name for name, _ in found["warehouse"].items() ^ self._known[key].items()}
        assert not apart, f"{apart} not as in a rebuild of {key}"
        assert found["current"], "built from other files, as it says"
        return found


def kept(folder: Path) -> set[str]:
    """Check sums of all tables that were taken in, also of those that were forgotten."""
    downloads = folder / "data" / DOWNLOADS
    return {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in downloads.rglob("*.*")
        if path.is_file() and path.suffix != ".toml"
        and path.relative_to(downloads).parts[0] not in (".change", ".change.json", "incoming")
    }  # fmt: skip


def litter(folder: Path) -> list[str]:
    """What an interrupted change leaves and a whole one does not."""
    return [
        str(path.relative_to(folder))
        for path in (folder / "data").rglob(".*")
        if path.name.startswith(".warehouse.duckdb.new-") or path.name.startswith(".change")
    ]

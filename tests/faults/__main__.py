"""The command: hits every change of the data at every point, and prints what came of it.

Exit code 1 if anything was lost, false or not as a rebuild makes it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from tests.faults import folders
from tests.faults.folders import OLD, State, done, in_use, kept, litter, run, state
from tests.faults.points import DEAD, FAIL, INTERRUPT, KILL

# Each change and what was done before it, if not two imports.
_IMPORTS = ("import old.csv", "import newer.csv")
_FORGET = f"forget {OLD}"
_CHANGES: dict[str, tuple[tuple[str, ...], str]] = {
    "first import": ((), "import old.csv newer.csv"),
    "import": (_IMPORTS, "import deals.csv"),
    "forget": (_IMPORTS, _FORGET),
    "rollback of import": (_IMPORTS, "rollback"),
    "rollback of forget": ((*_IMPORTS, _FORGET), "rollback"),
    "build": (_IMPORTS, "build"),
    "refresh": (_IMPORTS, "refresh"),
    "addition": (_IMPORTS, "cite"),
}
_HOWS = (KILL, FAIL, DEAD, INTERRUPT)
# Each with hard links or without; those of which a few points are drawn.
_ALL = [(change, True) for change in _CHANGES]
_ALL += [(change, False) for change in ("import", "forget", "rollback of forget")]
_DRAWN = [("import", True), ("forget", False), ("rollback of forget", True), ("addition", True)]
_NEXT = ("build", "import table.csv", _FORGET, "rollback", "import deals.csv", "status")
_JOURNAL = "data/downloads/.change.json"


class Task(NamedTuple):
    """A change that is hit at a point in some way."""

    change: str
    how: str
    at: int
    links: bool


class Base(NamedTuple):
    """A folder before a change, what is loaded there before and after, and the points between."""

    folder: Path
    before: State
    after: State
    points: list[str]


def base(folder: Path, begun: Path, change: str, *, links: bool) -> Base:
    """Make the change once without a fault, in a copy of a folder that only what precedes fills."""
    earlier, command = _CHANGES[change]
    before, after = folder / "before", folder / "after"
    shutil.copytree(begun, before)
    for one in earlier:
        done(before, one, links=links)
    shutil.copytree(before, after)
    ended = done(after, command, links=links)
    assert litter(after) == []
    # What is added to the ledger waits for the next build.
    reached = state(after) if change == "addition" else folders.Rebuilt().check(after)
    return Base(before, state(before), reached, ended.points)


_bases: dict[tuple[str, bool], Base] = {}
_rebuilt = folders.Rebuilt()
_until = float("inf")


def tried(task: Task) -> str | None:
    """Hit the change, run another command, and say what was wrong; None if the time is over."""
    if time.monotonic() > _until:
        return None
    start = _bases[task.change, task.links]
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(shutil.copytree(start.folder, Path(name) / "folder"))
        try:
            _try(task, start, folder)
        except Exception as error:
            return f"{task} at {start.points[task.at - 1]}: {type(error).__name__}: {error}"
    return ""


def _try(task: Task, start: Base, folder: Path) -> None:
    command = _CHANGES[task.change][1]
    hit = {"links": task.links}
    ended = run(folder, command, at=task.at, how=task.how, **hit)
    assert "Traceback" not in ended.told, ended.told
    assert ended.killed == (task.how == KILL)
    whole = (start.before, start.after)
    partly = task.change == "refresh" and not ended.killed  # one register came, the other failed
    assert partly or in_use(folder) in [one["warehouse"] for one in whole], "neither old nor new"
    pending = (folder / _JOURNAL).exists()
    if not ended.killed:
        _hold_to_its_word(task.change, ended.given, ended.told, folder, start)
    # Whoever comes next may be killed as well.
    if pending and task.at % 3 == 0:
        run(folder, "status", at=task.at // 3 % 9 + 1, **hit)
        pending = (folder / _JOURNAL).exists()
    if task.at % 2:
        told = done(folder, "status", **hit).told
        assert told.count("An interrupted ") == pending, told
        assert partly or state(folder) in whole, "it is neither old nor new"
        pending = False
    following = "build" if task.change == "addition" else _NEXT[task.at // 2 % len(_NEXT)]
    ended = run(folder, following, **hit)
    assert ended.told.count("An interrupted ") == pending, ended.told
    there = OLD in start.before["files"] and "There is no earlier" not in ended.told
    refused = following.split()[0] in ("forget", "rollback") and (
        "there is no such snapshot" in ended.told or "There is no earlier" in ended.told
    )
    assert ended.given == 0 or refused, (there, following, ended)
    _rebuilt.check(folder)
    assert kept(start.folder) <= kept(folder), "a table is lost"
    assert not (folder / _JOURNAL).exists()
    assert refused or following in ("build", "status") or litter(folder) == []


def _hold_to_its_word(change: str, code: int, told: str, folder: Path, start: Base) -> None:
    """What the command said of a fault is so."""
    pending = (folder / _JOURNAL).exists()
    if "Interrupted. Nothing was changed, or all" in told:
        assert code == 1
    elif "The next command finishes or undoes it" in told:
        assert code == 1 and pending
    elif change == "refresh":
        assert code == 0 or "ould not be" in told or "cannot be" in told, told
    else:
        assert not pending
        if code == 1:
            said = ("Nothing was changed", "Nothing was added", "is still in use")
            assert any(words in told for words in said), told
        expected = start.before if code else start.after
        assert state(folder) == expected, f"ended with {code} and said:\n{told}"


def tasks(draw: random.Random, hows: Sequence[str], few: int | None) -> list[Task]:
    """All points of all changes in any order; or a few, and the kills between two moves."""
    found, known = [], []
    for (change, links), start in _bases.items():
        for at, point in enumerate(start.points, start=1):
            found += [Task(change, how, at, links) for how in hows]
            if change == "rollback of forget" and links and point.startswith("os.rename"):
                known.append(Task(change, KILL, at, links))
    draw.shuffle(found)
    return found if few is None else known + found[:few]


def at_random(draw: random.Random, count: int, folder: Path) -> bool:
    """Whether so many changes one after another, half of them killed, leave all as it must be."""
    folders.began(folder)
    command, at = "", 0
    try:
        for _ in range(count):
            loaded = [name for name in state(folder)["files"] if name.startswith("sipri/")]
            command = draw.choice(
                [f"import {name}" for name in folders.FILES]
                + [f"forget {draw.choice(loaded)}" if loaded else "build"] * 3
                + ["rollback"] * 3
                + ["build", "refresh"]
            )
            at = draw.choice((0, draw.randint(1, 60)))
            links = draw.random() < 0.8
            before = kept(folder)
            ended = run(folder, command, at=at, links=links)
            assert "Traceback" not in ended.told, ended.told
            assert ended.killed or ended.given == 0 or "There is no earlier" in ended.told, ended
            done(folder, "status", links=links)
            _rebuilt.check(folder)
            assert before <= kept(folder), "a table is lost"
    except Exception as error:
        print(f"{command} at {at}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        return False
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Hit, compare and print."""
    global _until
    parser = argparse.ArgumentParser("python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="draw the same")
    parser.add_argument("--few", type=int, metavar="N", help="N points, not all")
    parser.add_argument("--changes", type=int, default=200, help="in the random run (default: 200)")
    parser.add_argument("--minutes", type=float, default=15, help="for the points (default: 15)")
    parser.add_argument("--only", choices=_CHANGES, help="one change, not all")
    given = parser.parse_args(arguments)
    print(f"--seed {given.seed}", flush=True)
    draw = random.Random(given.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as name, folders.service():
        begun = folders.began(Path(name) / "begun")
        changes = _DRAWN if given.few else _ALL
        for change, links in [one for one in changes if given.only in (None, one[0])]:
            folder = Path(name) / f"{change} {links}"
            _bases[change, links] = base(folder, begun, change, links=links)
        right = at_random(draw, given.changes, Path(name) / "random")
        _until = time.monotonic() + 60 * given.minutes
        if given.few:
            chosen = tasks(draw, _HOWS, given.few)
        else:  # of the other ways as many as the time allows
            chosen = tasks(draw, _HOWS[:1], None) + tasks(draw, _HOWS[1:], None)
        found = [(task, wrong) for task, wrong in _all(chosen) if wrong is not None]
    table = Table("Change", "Points", *_HOWS, "Wrong")
    for (change, links), start in _bases.items():
        of = [one for one in found if (one[0].change, one[0].links) == (change, links)]
        tried = Counter(task.how for task, _ in of)
        table.add_row(
            change if links else f"{change}, no hard links", str(len(start.points)),
            *(str(tried[how]) for how in _HOWS), str(sum(bool(wrong) for _, wrong in of)),
        )  # fmt: skip
    Console(width=None if sys.stdout.isatty() else 100).print(table)
    print(
        f"{given.changes} changes in a row, half of them killed: {'right' if right else 'wrong'}."
    )
    wrong = sum(bool(wrong) for _, wrong in found) + (not right)
    print(f"{time.monotonic() - began:.0f} s; {wrong} wrong.")
    return 1 if wrong else 0


def _all(chosen: Sequence[Task]) -> Iterator[tuple[Task, str | None]]:
    """Each with what was wrong, which is printed as it comes."""
    with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as pool:
        for task, wrong in zip(chosen, pool.map(tried, chosen, chunksize=4), strict=True):
            if wrong:
                print(wrong, file=sys.stderr, flush=True)
            yield task, wrong


if __name__ == "__main__":
    sys.exit(main())

"""Changes of files and warehouse that are made whole, whatever ends them on the way.

What is new is made ready under names that nobody reads. Then all moves that put it in place are
written into a journal, and made: those of files first, that of the new warehouse next. That one
decides; where only a table of the ledger changes, the table stands for it. Whoever finds the
journal of a change that was interrupted takes the files back as long as what decides is not in its
place, and makes the moves that are missing once it is. So the files are those of the warehouse in
use, and it does not matter how often this is interrupted in turn.
"""

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from etl.cards import DOWNLOADS
from etl.common.errors import WarehouseError
from etl.common.files import into_place, sync_folder
from etl.common.locks import locked
from etl.common.terminal import say

Move = tuple[Path, Path]
_FIX = "Free some space or check the rights of its folders."


@dataclass(frozen=True)
class _Change:
    """Moves of files, then that of the new warehouse and, if there was one, of the old one."""

    what: str
    files: Sequence[Move]
    warehouse: Sequence[Move]


def _journal(data: Path) -> Path:
    return data / DOWNLOADS / ".change.json"


def _ready(data: Path) -> Path:
    return data / DOWNLOADS / ".change"


@contextmanager
def made_ready(data: Path) -> Iterator[Path]:
    """The path of a folder for new files, until :func:`carry_out` moves them to their places."""
    shutil.rmtree(_ready(data), ignore_errors=True)  # of a change that was killed before it moved
    try:
        yield _ready(data)
    finally:
        if not _journal(data).exists():
            shutil.rmtree(_ready(data), ignore_errors=True)


def carry_out(data: Path, what: str, files: Sequence[Move], warehouse: Sequence[Move]) -> None:
    """Make these moves, all or none; call it where no other change of the folder can run.

    Args:
        data: The folder of tables and cards, within :func:`made_ready`.
        what: The change in words, such as "import of sipri/deliveries".
        files: What comes to ``downloads``, goes, or returns.
        warehouse: As :func:`etl.warehouse.build.taking_over` gives them; or the table that is
            changed instead, and its card.

    Raises:
        WarehouseError: if a folder cannot be written; says whether anything was changed.
    """
    change = _Change(what, files, warehouse)
    try:
        _write(data, change)
        for move in files:
            _move(*move)
        _sync(files)
        _move(*warehouse[0])
        _sync(warehouse)
        _settled(data, change)
    except OSError as error:
        failed = f"The {what} could not be completed: {error.strerror or error}. {_FIX}"
        try:
            finished = _settled(data, change)
        except OSError:
            raise WarehouseError(f"{failed} The next command finishes or undoes it.") from error
        if not finished:
            raise WarehouseError(f"{failed} Nothing was changed.") from error


def settle(data: Path) -> str:
    """Finish or undo a change that was interrupted, and say so in a line.

    Call it where no other change of the folder can run.

    Returns:
        What was finished, as :func:`carry_out` was told it; nothing if that is nothing.

    Raises:
        WarehouseError: if it can be neither finished nor undone.
    """
    if not _is_there(_journal(data)):
        return ""
    try:
        change = _read(data)
        finished = _settled(data, change)
    except OSError as error:
        raise WarehouseError(
            f"An interrupted change of {data} can be neither finished nor undone:"
            f" {error.strerror or error}. {_FIX}"
        ) from error
    how = "finished" if finished else "undone: run it again"
    say(f"An interrupted {change.what} has been {how}.", file=sys.stderr)
    return change.what if finished else ""


def settle_unless_running(data: Path) -> str:
    """The same for whoever only reads: what runs now is left alone, what cannot be done is said."""
    if _is_there(_journal(data)):
        try:
            with locked(data, BlockingIOError()):
                return settle(data)
        except BlockingIOError:
            pass
        except WarehouseError as error:
            say(error, file=sys.stderr)
    return ""


def _is_there(path: Path) -> bool:
    with suppress(PermissionError):  # whoever needs the folder says so
        return path.exists()
    return False


def _settled(data: Path, change: _Change) -> bool:
    """Make the moves that are missing if the new warehouse is in use, else take all back."""
    (fresh, target), *others = change.warehouse
    finished = target.exists() and not fresh.exists()
    if finished:
        for move in (*change.files, *others):
            _move(*move)
    else:
        for source, place in reversed(change.files):
            if not source.exists():
                _move(place, source)
    _sync((*change.files, *change.warehouse))
    _journal(data).unlink(missing_ok=True)
    sync_folder(_journal(data).parent)
    # It is settled; what is left is nobody's, and would be removed by the next change.
    shutil.rmtree(_ready(data), ignore_errors=True)
    with suppress(OSError):
        for left, _ in change.warehouse:
            left.unlink(missing_ok=True)
    return finished


def _move(source: Path, target: Path) -> None:
    """Move a file, unless that was done before."""
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
        source.unlink(missing_ok=True)  # it is still there if both were names of one file


def _sync(moves: Iterable[Move]) -> None:
    """Have the moves safely on disk, with folders that were made for them."""
    folders = {folder for move in moves for path in move for folder in list(path.parents)[:2]}
    for folder in folders:
        sync_folder(folder)


def _write(data: Path, change: _Change) -> None:
    """Paths inside the data folder are written as seen from it, because it may be moved."""

    def told(path: Path) -> str:
        path, folder = path.absolute(), data.absolute()
        return str(path.relative_to(folder) if path.is_relative_to(folder) else path)

    moves = {
        name: [[told(path) for path in move] for move in getattr(change, name)]
        for name in ("files", "warehouse")
    }
    text = json.dumps({"what": change.what, **moves}, ensure_ascii=False, indent=1)
    written = _ready(data) / "journal"
    written.parent.mkdir(parents=True, exist_ok=True)
    sync_folder(data)
    written.write_text(text, encoding="utf-8")
    into_place(written, _journal(data))


def _read(data: Path) -> _Change:
    told = json.loads(_journal(data).read_text(encoding="utf-8"))
    files, warehouse = (
        [(data / source, data / target) for source, target in told[name]]
        for name in ("files", "warehouse")
    )
    return _Change(told["what"], files, warehouse)

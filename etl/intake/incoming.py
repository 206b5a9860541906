"""The folder that downloads come into: one refresh at a time, every file whole, progress told.

What a service answers is kept unedited; reading it is the business of others.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from etl.common.files import write_whole
from etl.common.http import ServiceError
from etl.common.locks import locked


@dataclass(frozen=True)
class Progress:
    """How far a refresh is: what comes next, parts done of all, and their table rows and bytes."""

    what: str
    done: int
    of: int
    rows: int
    bytes: int


Report = Callable[[Progress], None]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Create the folder if need be, and let no other refresh of it run meanwhile.

    Raises:
        ServiceError: if another refresh is running, or the folder cannot be written.
    """
    busy = ServiceError(str(folder), "another refresh is running", "Wait for it to end.")
    with ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(locked(folder, busy, file=".refresh.lock"))
            for half in folder.rglob(".*.part"):  # of a refresh that was killed
                half.unlink()
        except OSError as error:
            raise _unwritable(folder, error) from error
        yield


def keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, also through a power cut; only within ``alone``.

    Raises:
        ServiceError: if the folder cannot be written or the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise _unwritable(path.parent, error) from error


def let_go(parts: Path) -> None:
    """Remove a folder of answers that are in a finished file; those of others may lie beside it."""
    shutil.rmtree(parts, ignore_errors=True)
    with suppress(OSError):
        parts.parent.rmdir()


def _unwritable(folder: Path, error: OSError) -> ServiceError:
    happened = f"the folder cannot be written: {error.strerror or error}"
    fix = "Free some space or check its rights, then run it again: what was finished is kept."
    return ServiceError(str(folder), happened, fix)

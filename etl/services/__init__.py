"""Public services, downloaded from: how a refresh reports, what it raises, how it keeps files.

What a service answers is kept unedited; reading it is the business of others.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


class ServiceError(Exception):
    """A download failed: one line with what was asked, what happened and what to do about it."""

    def __init__(self, asked: str, happened: str, fix: str) -> None:
        # Words of the operating system or of a server may run over several lines.
        super().__init__(" ".join(f"{asked}: {happened}. {fix}".split()))


@dataclass(frozen=True)
class Progress:
    """How far a refresh is: what comes next, parts done of all, and their table rows and bytes."""

    what: str
    done: int
    of: int
    rows: int
    bytes: int


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Create the folder if need be, and let no other refresh of it run meanwhile.

    Raises:
        ServiceError: if another refresh is running, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / ".refresh.lock").open("w")
    except OSError as error:
        raise _unwritable(folder, error) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ServiceError(
                str(folder), "another refresh is running", "Wait for it to end."
            ) from error
        except OSError as error:  # a file system without locks
            raise _unwritable(folder, error) from error
        yield


def keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, also through a power cut; only within ``alone``.

    Raises:
        ServiceError: if the folder cannot be written or the disk is full.
    """
    # One name for all: nobody else writes here, and what a killed refresh left is written over.
    fresh = path.with_name(".refresh.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with fresh.open("wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise _unwritable(path.parent, error) from error


def _unwritable(folder: Path, error: OSError) -> ServiceError:
    return ServiceError(
        str(folder),
        f"the folder cannot be written: {error.strerror or error}",
        "Free some space or check its rights, then run it again: what was finished is kept.",
    )

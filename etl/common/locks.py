"""One change of a folder at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def locked(folder: Path, busy: Exception, *, shared: bool = False) -> Iterator[None]:
    """Hold a lock on a folder; it leaves no file behind and ends with the process.

    Args:
        folder: The folder; one that is not there is not locked.
        busy: What to raise if somebody else holds a lock.
        shared: Whether others may hold a shared lock meanwhile.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        with suppress(OSError):  # a file system that cannot lock a folder
            try:
                fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise busy from error
        yield
    finally:
        os.close(handle)

"""Files that are written whole or not at all, also through a power cut."""

import os
from contextlib import suppress
from pathlib import Path
from threading import get_native_id


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step: whoever opens it sees the old content or the new.

    Raises:
        OSError: naming the file, if it cannot be written; the old one is as it was.
    """
    # A number that no other thread of this machine has. A leading dot hides it from the readers.
    fresh = path.with_name(f".{path.name}.{get_native_id()}.part")
    try:
        fresh.write_bytes(content)
        into_place(fresh, path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        with suppress(OSError):
            fresh.unlink()


def into_place(fresh: Path, path: Path) -> None:
    """Rename a finished file over another of the same folder, both safely on disk.

    Raises:
        OSError: if the folder cannot be written or the disk is full.
    """
    with fresh.open("rb") as handle:
        os.fsync(handle.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

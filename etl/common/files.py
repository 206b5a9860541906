"""Files that are written whole or not at all, also through a power cut; and zips of files."""

import io
import os
import shutil
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import get_native_id

Moment = tuple[int, int, int, int, int, int]  # from the year to the second


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


def zipped(members: Mapping[str, bytes], moment: Moment = (1980, 1, 1, 0, 0, 0)) -> bytes:
    """A zip whose bytes follow from its members and their moment alone."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, member in members.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.external_attr = 0o644 << 16
            is_compressed = name.endswith(".png")
            entry.compress_type = zipfile.ZIP_STORED if is_compressed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, member)
    return content.getvalue()


def into_place(fresh: Path, path: Path) -> None:
    """Rename a finished file over another of the same disk, both safely on it.

    Raises:
        OSError: if the folder cannot be written or the disk is full; the old one is as it was.
    """
    sync(fresh)
    fresh.replace(path)
    sync_folder(path.parent)


def second_name(path: Path, second: Path) -> None:
    """Give a file another name, under which it stays when something else takes its place.

    Where the file system has no hard links (exFAT, some network shares) it is copied.

    Raises:
        OSError: if the folder cannot be written or the disk is full.
    """
    second.unlink(missing_ok=True)
    try:
        second.hardlink_to(path)
    except OSError:
        shutil.copyfile(path, second)
        sync(second)


def sync(file: Path) -> None:
    """Have a file safely on disk.

    Raises:
        OSError: if it is not, such as on a full disk.
    """
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


def sync_folder(folder: Path) -> None:
    """Have the names in a folder safely on disk, where its file system can do that."""
    # What is in the folder is there for all who look, so a failure must not undo or deny it.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

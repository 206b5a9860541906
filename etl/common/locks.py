"""One change of a folder at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path


@contextmanager
def locked(
    folder: Path, busy: Exception, *, file: str | None = None, shared: bool = False
) -> Iterator[None]:
    """Hold a lock, which ends with the process, or raise ``busy`` if somebody else holds one.

    A folder that is not there is not locked, nor is one on a file system that can lock files only
    (NFS). Where not all of the folder is meant, a ``file`` that stays in it is locked instead.

    Raises:
        OSError: if the file cannot be written or locked.
    """
    flags = os.O_RDONLY if file is None else os.O_RDWR | os.O_CREAT
    with ExitStack() as held:
        try:
            handle = os.open(folder / (file or ""), flags, 0o666)
            held.callback(os.close, handle)
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise busy from error
        except OSError:
            if file is not None:
                raise
        yield

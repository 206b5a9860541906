"""Processes that are hit at a chosen point: where they change a name or a file on the disk.

A process is forked, which takes some ten milliseconds where a new interpreter takes a second, and
every rename, link, removal, folder made or removed, file opened for writing and fsync is counted,
whoever calls for it: Python reports them to an audit hook, only for fsync it has no event.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NAMES = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"}
_FOR_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_PATIENCE_S = 120
KILL, FAIL, DEAD, INTERRUPT = "killed", "fails once", "fails from there on", "Ctrl-C"


@dataclass(frozen=True)
class Ended:
    """How a process ended: what it gave, the points that it came to, and all that it printed."""

    given: Any
    points: list[str]
    told: str

    @property
    def killed(self) -> bool:
        """Whether it was killed on the way."""
        return self.given is None


def forked(
    act: Callable[[], Any], folder: Path, *, at: int = 0, how: str = KILL, links: bool = True
) -> Ended:
    """Do something in a process of its own, which is hit when it comes to this point.

    Args:
        act: What to do; gives something that JSON can say.
        folder: Files that are opened for writing elsewhere do not count.
        at: The number of the point, from 1 on; 0 is none.
        how: What happens there, before the disk is touched.
        links: Whether the file system has hard links.
    """
    output, given = folder / "output", folder / "given"
    given.unlink(missing_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _child(act, folder, output, given, at=at, how=how, links=links)
    until = time.monotonic() + _PATIENCE_S
    while not (found := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise TimeoutError(f"a process hangs:\n{output.read_text(encoding='utf-8')}")
        time.sleep(0.002)
    told = output.read_text(encoding="utf-8")
    if os.waitstatus_to_exitcode(found[1]) == -signal.SIGKILL:
        return Ended(None, [], told)
    if not given.exists():
        raise RuntimeError(f"a process of the test itself failed:\n{told}")
    return Ended(*json.loads(given.read_text(encoding="utf-8")), told)


def _child(
    act: Callable[[], Any], folder: Path, output: Path, given: Path, *, at: int, how: str,
    links: bool,
) -> None:  # fmt: skip
    try:
        shown = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for number, stream in ((1, sys.stdout), (2, sys.stderr)):
            os.dup2(shown, number)
            stream.reconfigure(line_buffering=True)  # type: ignore[attr-defined]
        points: list[str] = []
        counting = True

        def point(name: str, *what: Any) -> None:
            if not counting:
                return
            if name == "os.link" and not links:
                raise OSError(errno.EPERM, os.strerror(errno.EPERM))
            points.append(f"{name} {' '.join(str(one) for one in what)}")
            if len(points) == at or (how == DEAD and 0 < at < len(points)):
                if how == KILL:
                    os.kill(os.getpid(), signal.SIGKILL)
                if how == INTERRUPT:
                    raise KeyboardInterrupt
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        def hook(event: str, arguments: tuple[Any, ...]) -> None:
            if event in _NAMES:
                if not _in_vain(event, *arguments):
                    point(event, *arguments)
            elif (
                event == "open"
                and arguments[2] & _FOR_WRITING
                and str(arguments[0]).startswith(str(folder))
            ):
                point(event, arguments[0])

        real = os.fsync

        def fsync(handle: int) -> None:
            point("os.fsync", Path(f"/proc/self/fd/{handle}").readlink())
            real(handle)

        os.fsync = fsync  # type: ignore[assignment]
        sys.addaudithook(hook)
        result = act()
        counting = False
        given.write_text(json.dumps([result, points]), encoding="utf-8")
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _in_vain(event: str, path: str, *others: Any) -> bool:
    """Whether nothing would change: what is removed is not there, or what is made is."""
    of_another_folder = others[-1] != -1
    if of_another_folder or event not in ("os.remove", "os.mkdir"):
        return False
    return Path(path).exists() == (event == "os.mkdir")

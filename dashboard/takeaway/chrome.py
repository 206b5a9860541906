"""Pictures by Chrome: one browser, started when the first is asked for and kept for the next.

Pictures are drawn one after the other, because neither the browser's one tab nor kaleido is made
for several threads. A browser that is killed or hangs is replaced once; then the error is told. It
reaches no network: plotly.js and the outlines of maps are files, and its proxy does not exist.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import logging
import os
import signal
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread, Timer
from typing import Any, TypeVar

from dashboard.geography import FOLDER

START_S, PICTURE_S, CLOSE_S, QUEUE_S = 20.0, 15.0, 5.0, 90.0
IDLE_S = 600.0  # a browser takes some hundred megabytes
_NO_PROXY = "127.0.0.1:9"
_T = TypeVar("_T")


class PictureError(Exception):
    """A picture cannot be made; the message says why and what to do."""


@dataclass(frozen=True)
class Shot:
    """A picture to be drawn: a figure as plotly takes it, a format, and how much it is enlarged."""

    figure: dict[str, Any]
    format: str
    scale: float = 1


def why_no_pictures() -> str | None:
    """Why no picture can be made here, as a sentence, or None."""
    if _path() is not None:
        return None
    named = os.environ.get("BROWSER_PATH")
    return (
        "Pictures (SVG, PNG, PDF) need Google Chrome or Chromium on the machine that runs the "
        + (f"dashboard, and BROWSER_PATH names none: {named}. " if named else "dashboard. ")
        + "Install it (on Debian: apt install chromium), or name it in BROWSER_PATH. All other "
        "formats work without."
    )


def draw(shots: Sequence[Shot]) -> list[bytes]:
    """Draw pictures, in the order given.

    Raises:
        PictureError: if there is no Chrome, or it fails twice, or others take too long before.
    """
    if reason := why_no_pictures():
        raise PictureError(reason)
    if not _lock.acquire(timeout=QUEUE_S):
        raise PictureError("Others are having pictures drawn. Try again in a minute.")
    try:
        return _drawn(shots)
    finally:
        _lock.release()


def close() -> None:
    """Let the browser go, if one is running; the next picture starts another."""
    with _lock:
        _let_go()


class _Browser:
    """Chrome with plotly.js loaded, and a thread of its own that talks to it."""

    def __init__(self, path: str) -> None:
        from kaleido import Kaleido, PageGenerator

        # They tell of the browser's end as of a mishap; what is one is told by the error.
        logging.getLogger("choreographer").setLevel(logging.CRITICAL)
        logging.getLogger("kaleido").setLevel(logging.CRITICAL)
        page = PageGenerator(mathjax=False)
        # The page's title becomes the title of a PDF.
        page.header = page.header.replace("Kaleido-fier", "Arms-transfer statistics")
        self._kaleido = Kaleido(
            path=path, page_generator=page, proxy_server=_NO_PROXY, timeout=PICTURE_S
        )
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="pictures", daemon=True)
        self._thread.start()

    def start(self) -> None:
        self._wait(self._kaleido.open(), START_S)

    def draw(self, shot: Shot) -> bytes:
        size = shot.figure["layout"]
        options = {
            "format": shot.format, "scale": shot.scale,
            "width": size["width"], "height": size["height"],
        }  # fmt: skip
        outlines = f"{FOLDER.as_uri()}/"
        drawing = self._kaleido.calc_fig(shot.figure, options, topojson=outlines)
        picture: bytes = self._wait(drawing, PICTURE_S)
        return picture

    def end(self, *, at_once: bool) -> None:
        """Have the browser close, or end it whatever it is doing, and leave nothing of it."""
        if at_once:
            self._kill()
        with contextlib.suppress(Exception):
            self._wait(self._kaleido.close(), CLOSE_S)
        self._kill()
        with contextlib.suppress(Exception):
            self._wait(_settled(), CLOSE_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CLOSE_S)
        if not self._thread.is_alive():
            self._loop.close()

    def _kill(self) -> None:
        process = getattr(self._kaleido, "subprocess", None)
        # The number of one that has ended may be another's by now.
        if process is None or process.poll() is not None:
            return
        with contextlib.suppress(OSError):
            # On Unix it is a group of processes.
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()

    def _wait(self, work: Coroutine[Any, Any, _T], seconds: float) -> _T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(seconds)
        except TimeoutError:
            future.cancel()
            raise


async def _settled() -> None:
    """End what still runs in this loop, and its threads."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()


_lock = Lock()
_browser: _Browser | None = None
_idle: Timer | None = None


def _drawn(shots: Sequence[Shot]) -> list[bytes]:
    global _browser, _idle
    if _idle is not None:
        _idle.cancel()
    for attempt in (1, 2):
        try:
            if _browser is None:
                _browser = _Browser(str(_path()))
                _browser.start()
            pictures = [_browser.draw(shot) for shot in shots]
        except Exception as error:
            _let_go(at_once=True)
            if attempt == 2:
                raise PictureError(_failure(error)) from error
        else:
            break
    _idle = Timer(IDLE_S, close)
    _idle.daemon = True
    _idle.start()
    return pictures


def _let_go(*, at_once: bool = False) -> None:
    global _browser
    if _browser is not None:
        _browser.end(at_once=at_once)
        _browser = None


def _failure(error: Exception) -> str:
    what = "did not answer in time" if isinstance(error, TimeoutError) else "stopped"
    detail = " ".join(str(error).split())[:200]
    return (
        f"No picture was made: the browser {_path()} {what}, also after a new start"
        + (f" ({detail})" if detail else "")
        + ". Data, HTML and citations work without it. If it happens again, see whether this "
        "browser starts on the machine, or name another in BROWSER_PATH."
    )


def _path() -> str | None:
    from choreographer.browsers.chromium import Chromium

    found = os.environ.get("BROWSER_PATH") or Chromium.find_browser(skip_local=False)
    return found if found and Path(found).is_file() and os.access(found, os.X_OK) else None


atexit.register(_let_go)

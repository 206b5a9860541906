"""Pictures by Chrome: one browser, started when the first is asked for and kept for the next.

plotly.js draws a figure as SVG; a PNG is what Chrome shows of that, and a PDF what it prints. They
are made one after the other in one tab. A browser that is killed or hangs is replaced once; then
the error is told, and for a while to all others too, instead of trying again for each of them. It
reaches no network: what it needs is sent to it, and its proxy does not exist.
"""

import asyncio
import atexit
import contextlib
import logging
import os
import shutil
import signal
import sys
import time
from base64 import b64decode
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from math import inf
from pathlib import Path
from threading import Thread, Timer
from typing import Any, TypeVar

from dashboard.line import VISITOR, FullError, Line
from dashboard.takeaway.fonts import all_faces
from dashboard.takeaway.script import as_script, library, outlines

START_S, PICTURE_S, CLOSE_S, QUEUE_S = 20.0, 5.0, 2.0, 90.0
# A browser that hangs is soon replaced; the second may be slow, too, where pages take all there is.
AGAIN_S = 20.0
PLACES, PLACES_EACH = 24, 4  # in the queue, in all and of one visitor
BROKEN_S = 60.0  # until a browser that failed twice is tried again
IDLE_S = 600.0  # a browser takes some hundred megabytes
_NO_PROXY = "127.0.0.1:9"
_NICER = 10  # pages go before pictures
_PX_AN_INCH = 96
# The page that draws, shows and prints. plotly measures text in it, so its letters are those of the
# drawing, as wide as the font says whatever hinting the machine has set. In a PDF, whose title is
# the page's, the outline of a key's square would be a second square for who copies the text.
_PAGE = """faces => {
  document.head.innerHTML = `<style>${faces}
    body { margin: 0; text-rendering: geometricPrecision; font-variant-ligatures: none; }
    main > svg { display: block; }
    @media print { main tspan { stroke: none !important; } }</style>`;
  document.documentElement.lang = 'en';
  document.body.innerHTML = '<main></main>';
  return Promise.all([...document.fonts].map(face => face.load())).then(() => 0);
}"""
# Hidden until its font has come: where the machine has no other to wait with, Chromium 156 gives up
# a font that text is waiting for.
_SHOWN = """async svg => {
  const main = document.querySelector('main');
  main.hidden = true;
  main.innerHTML = svg;
  document.title = main.querySelector('svg > title').textContent;
  await Promise.all([...document.fonts].map(face => face.load()));
  main.hidden = false;
  const size = main.firstElementChild.getBoundingClientRect();
  return [size.width, size.height];
}"""
_T = TypeVar("_T")


class PictureError(Exception):
    """A picture cannot be made; the message says why and what to do."""


class BusyError(PictureError):
    """A picture cannot be made now, because so many are asked for."""


@dataclass(frozen=True)
class Shot:
    """A picture of a drawing: the SVG, what is made of it, and how wide.

    Attributes:
        svg: The drawing, with the font in it.
        kind: ``png`` or ``pdf``.
        width_px: Width of a PNG.
    """

    svg: str
    kind: str
    width_px: int = 0


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


def look() -> None:
    """See whether a picture could be made, before the work on what it shows.

    Raises: as :func:`draw`.
    """
    if reason := why_no_pictures():
        raise PictureError(reason)
    with _told_busy():
        _line.look(VISITOR.get())


def draw(figures: Sequence[Mapping[str, Any]]) -> list[str]:
    """Draw figures as plotly takes them, each of the size of its layout, as SVG.

    Raises:
        PictureError: if there is no Chrome, or it fails twice.
        BusyError: if too many wait, in all or of this visitor, or others take too long before.
    """
    return _made(lambda browser: [browser.draw(figure) for figure in figures])


def take(shots: Sequence[Shot]) -> list[bytes]:
    """Take pictures of drawings, in the order given.

    Raises: as :func:`draw`.
    """
    return _made(lambda browser: [browser.take(shot) for shot in shots])


def close() -> None:
    """Let the browser go, if one is running; the next picture starts another."""
    with contextlib.suppress(FullError), _line.turn(""):
        _let_go()


def stop() -> None:
    """Make no more pictures, and give up the one that is being made: the process ends."""
    global _broken
    _broken = (inf, str(_path()), "The dashboard is being stopped.")
    if (browser := _browser) is not None:
        browser.give_up()


class _Browser:
    """Chrome with plotly.js and the font loaded, and a thread of its own that talks to it."""

    def __init__(self, path: str) -> None:
        import choreographer
        from choreographer.browsers import Chromium

        folders = self._folders = list[Path]()

        class Blank(Chromium):
            """Opens no page of its own: Chromium 150 ends over that where there is no font."""

            def get_cli(self) -> Sequence[str]:
                folders.append(self.tmp_dir.path)
                return [*super().get_cli(), "about:blank"]

        # It tells of the browser's end as of a mishap; what is one is told by the error.
        logging.getLogger("choreographer").setLevel(logging.CRITICAL)
        self._chrome = choreographer.Browser(path, browser_cls=Blank, proxy_server=_NO_PROXY)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="pictures", daemon=True)
        self._thread.start()
        self._work: Future[Any] | None = None  # what is waited for
        self.picture_s = PICTURE_S

    def give_up(self) -> None:
        """Wait no longer for what the browser is doing."""
        if self._work is not None:
            self._work.cancel()

    def start(self) -> None:
        # Where a thread has a priority, what it starts has the same.
        if sys.platform == "linux":
            self._loop.call_soon_threadsafe(os.nice, _NICER)
        self._wait(self._opened(), START_S)
        # What was registered last is done first: before Python removes the browser's folder, which
        # it does from when the first folder of the kind was made (``weakref.finalize``).
        atexit.unregister(_let_go)
        atexit.register(_let_go)

    def draw(self, figure: Mapping[str, Any]) -> str:
        size = {side: figure["layout"][side] for side in ("width", "height")}
        options = {"format": "svg", "imageDataOnly": True, **size}
        drawing = f"Plotly.toImage({as_script(figure)}, {as_script(options)})"
        return str(self._wait(self._run(drawing), self.picture_s))

    def take(self, shot: Shot) -> bytes:
        return self._wait(self._taken(shot), self.picture_s)

    async def _opened(self) -> None:
        await self._chrome.open()
        self._tab = await self._chrome.create_tab("about:blank")
        await self._run(f"{library()};\n{outlines()};\n0")
        await self._run(f"({_PAGE})({as_script(all_faces())})")

    async def _taken(self, shot: Shot) -> bytes:
        width, height = await self._run(f"({_SHOWN})({as_script(shot.svg)})")
        if shot.kind == "pdf":
            inches = {"paperWidth": width / _PX_AN_INCH, "paperHeight": height / _PX_AN_INCH}
            margins = {f"margin{side}": 0 for side in ("Top", "Bottom", "Left", "Right")}
            taken = await self._send(
                "Page.printToPDF", printBackground=True, generateTaggedPDF=True, **inches, **margins
            )
        else:
            scale = shot.width_px / width
            clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": scale}
            taken = await self._send(
                "Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True
            )
        return b64decode(taken["data"])

    async def _run(self, script: str) -> Any:
        """What a script in the tab gives, or what it promises."""
        done = await self._send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in done:
            raise RuntimeError(str(done["exceptionDetails"]["exception"].get("description")))
        return done["result"].get("value")

    async def _send(self, command: str, **parameters: Any) -> dict[str, Any]:
        answer = await self._tab.send_command(command, parameters)
        if "error" in answer:
            raise RuntimeError(str(answer["error"].get("message")))
        result: dict[str, Any] = answer["result"]
        return result

    def end(self, *, at_once: bool) -> None:
        """Have the browser close, or end it whatever it is doing, and leave nothing of it."""
        if at_once:
            self._kill()
        with contextlib.suppress(Exception):
            self._wait(self._chrome.close(), CLOSE_S / 4 if at_once else CLOSE_S)
        self._kill()
        self._sweep()
        with contextlib.suppress(Exception):
            self._wait(_settled(), CLOSE_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CLOSE_S)
        if not self._thread.is_alive():
            self._loop.close()

    def _kill(self) -> None:
        process = getattr(self._chrome, "subprocess", None)
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

    def _sweep(self) -> None:
        """Remove its folder, where what Chrome started may write for a moment longer."""
        until = time.monotonic() + CLOSE_S
        for folder in self._folders:
            while folder.exists() and time.monotonic() < until:
                shutil.rmtree(folder, ignore_errors=True)
                time.sleep(0.02)

    def _wait(self, work: Coroutine[Any, Any, _T], seconds: float) -> _T:
        self._work = future = asyncio.run_coroutine_threadsafe(work, self._loop)
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


_line = Line(1, places=PLACES, each=PLACES_EACH)
_browser: _Browser | None = None
_idle: Timer | None = None
_broken: tuple[float, str, str] = (0.0, "", "")  # until when, which browser, and what is told


@contextlib.contextmanager
def _told_busy() -> Iterator[None]:
    try:
        yield
    except FullError as error:
        raise BusyError("Others are having pictures drawn. Try again in a minute.") from error


def _made(make: Callable[[_Browser], _T]) -> _T:
    look()
    with _told_busy(), _line.turn(VISITOR.get(), QUEUE_S):
        return _by_browser(make)


def _by_browser(make: Callable[[_Browser], _T]) -> _T:
    global _browser, _idle, _broken
    until, path, told = _broken
    if time.monotonic() < until and path == _path():
        raise PictureError(told)
    if _idle is not None:
        _idle.cancel()
    for attempt, picture_s in ((1, PICTURE_S), (2, AGAIN_S)):
        try:
            if _browser is None:
                _browser = _Browser(str(_path()))
                _browser.start()
            _browser.picture_s = picture_s
            made = make(_browser)
        except Exception as error:
            _let_go(at_once=True)
            if _broken[0] == inf:
                raise PictureError(_broken[2]) from error
            if attempt == 2:
                _broken = (time.monotonic() + BROKEN_S, str(_path()), _failure(error))
                raise PictureError(_broken[2]) from error
        else:
            break
    _idle = Timer(IDLE_S, close)
    _idle.daemon = True
    _idle.start()
    return made


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

"""Chrome missing, dying, hanging, and asked by many at once."""

from __future__ import annotations

import contextvars
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path
from threading import Timer

import pytest

from dashboard import takeaway
from dashboard.figures import Drawing
from dashboard.line import VISITOR
from dashboard.takeaway import PictureError
from dashboard.takeaway import chrome as engine
from dashboard.takeaway.chrome import BusyError
from etl.warehouse.read import Warehouse
from tests.conftest import ROOT
from tests.takeaway import drawings

pytestmark = pytest.mark.browser
BUYERS = ("AZE", "IND", "POL", "JPN", "QAT", "SAU", "KOR", "AUS")


@pytest.fixture
def shares(warehouse: Warehouse) -> Drawing:
    return drawings.shares(warehouse)


def stand_in(folder: Path, script: str) -> str:
    """A browser that is none."""
    path = folder / "chrome"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def process() -> subprocess.Popen[bytes]:
    """The warm browser's process, which leads a group."""
    assert engine._browser is not None
    found: subprocess.Popen[bytes] = engine._browser._chrome.subprocess
    return found


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(200):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to pass")


def test_without_chrome_all_else_works(
    shares: Drawing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "none"))
    reason = takeaway.why_no_pictures()
    assert reason is not None and "Chromium" in reason and "apt install chromium" in reason
    for name, kind in takeaway.FORMATS.items():
        if kind.look is not None:
            with pytest.raises(PictureError, match="need Google Chrome or Chromium"):
                takeaway.file(shares, name)
        else:
            assert takeaway.file(shares, name)
    with zipfile.ZipFile(BytesIO(takeaway.pack(shares, date(2026, 11, 23)))) as archive:
        endings = {name.rpartition(".")[2] for name in archive.namelist()}
        readme = " ".join(archive.read("README.txt").decode().split())
    assert endings == {"txt", "bib", "ris", "html", "md", "csv", "xlsx", "json"}
    assert reason in readme


@pytest.mark.parametrize("script", ["exec sleep 600", "exit 1"])
def test_a_browser_that_hangs_or_dies_at_once(
    shares: Drawing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    takeaway.close_browser()
    path = stand_in(tmp_path, f"echo $$ >> {tmp_path}/pids\n{script}")
    monkeypatch.setenv("BROWSER_PATH", path)
    monkeypatch.setattr(engine, "START_S", 1.5)
    with pytest.raises(PictureError, match="also after a new start") as failed:
        takeaway.file(shares, "png")
    assert path in str(failed.value)
    assert takeaway.file(shares, "csv")
    started = [int(pid) for pid in (tmp_path / "pids").read_text(encoding="utf-8").split()]
    assert len(started) == 2
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started))


@pytest.mark.usefixtures("chrome")
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_browser_struck_while_it_draws_is_replaced(
    shares: Drawing, monkeypatch: pytest.MonkeyPatch, blow: signal.Signals
) -> None:
    whole = takeaway.files(shares, ["svg", "png"])
    first = process()
    monkeypatch.setattr(engine, "PICTURE_S", 5.0)
    strike = Timer(0.2, os.killpg, (first.pid, blow))
    strike.start()
    drawn = takeaway.files(shares, ["svg", "png", "png-2x", "png-column", "png-full", "pdf"])
    strike.join()
    assert drawn[:2] == whole
    assert process() is not first
    assert first.poll() is not None


@pytest.mark.usefixtures("chrome")
def test_on_a_busy_machine_the_second_browser_is_waited_for(
    shares: Drawing, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = takeaway.file(shares, "svg")
    monkeypatch.setattr(engine, "PICTURE_S", 0.001)
    first = process()
    assert takeaway.file(shares, "svg") == whole
    assert process() is not first


@pytest.mark.usefixtures("chrome")
def test_a_browser_that_hangs_is_replaced_within_ten_seconds(shares: Drawing) -> None:
    whole = takeaway.file(shares, "png")
    first = process()
    os.killpg(first.pid, signal.SIGSTOP)
    started = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        drawn = pool.submit(takeaway.file, shares, "png")
        wait_until(lambda: first.poll() is not None)
        assert time.monotonic() - started < 10
        assert drawn.result() == whole


def test_a_stop_gives_up_a_browser_that_hangs(
    shares: Drawing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    takeaway.close_browser()
    monkeypatch.setenv("BROWSER_PATH", stand_in(tmp_path, "exec sleep 600"))
    monkeypatch.setattr(engine, "START_S", 60.0)
    monkeypatch.setattr(engine, "_broken", (0.0, "", ""))
    with ThreadPoolExecutor(1) as pool:
        drawn = pool.submit(takeaway.file, shares, "png")
        wait_until(lambda: engine._browser is not None and engine._browser._work is not None)
        engine.stop()
        with pytest.raises(PictureError, match="is being stopped"):
            drawn.result(15)
    with pytest.raises(PictureError, match="is being stopped"):
        takeaway.file(shares, "png")
    assert engine._browser is None


def test_a_broken_browser_is_not_tried_again_for_each_picture(
    shares: Drawing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    takeaway.close_browser()
    started = tmp_path / "started"
    monkeypatch.setenv("BROWSER_PATH", stand_in(tmp_path, f"echo . >> {started}\nexit 1"))
    for _ in range(3):
        with pytest.raises(PictureError, match="also after a new start"):
            takeaway.file(shares, "png")
    assert len(started.read_text(encoding="utf-8").split()) == 2
    monkeypatch.setattr(engine, "_broken", (0.0, "", ""))  # as after a minute
    with pytest.raises(PictureError, match="also after a new start"):
        takeaway.file(shares, "png")
    assert len(started.read_text(encoding="utf-8").split()) == 4


@pytest.mark.usefixtures("chrome")
def test_a_flood_of_packs_of_one_visitor_is_refused_and_others_come_first(shares: Drawing) -> None:
    order: list[str] = []

    def ask(who: str, format: str) -> bool:
        VISITOR.set(who)
        try:
            made = takeaway.file(shares, format)
        except BusyError:
            return False
        order.append(who)
        return bool(made)

    takeaway.file(shares, "svg")
    with ThreadPoolExecutor(24) as pool:
        flood = [pool.submit(contextvars.Context().run, ask, "flood", "zip") for _ in range(20)]
        wait_until(lambda: sum(done.done() for done in flood) >= 16)  # refused at once
        others = [pool.submit(contextvars.Context().run, ask, who, "png") for who in "ab"]
        assert all(other.result(30) for other in others)
        made = sum(pack.result(60) for pack in flood)
    assert 1 <= made <= engine.PLACES_EACH
    assert order.index("a") <= 2 and order.index("b") <= 3


@pytest.mark.usefixtures("chrome")
def test_eight_at_once_get_each_their_own(warehouse: Warehouse) -> None:
    asked = {who: drawings.shares(warehouse, who) for who in BUYERS}

    def svg(who: str) -> str:
        return takeaway.file(asked[who], "svg").decode()

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(svg, BUYERS * 2))
    for who, text in zip(BUYERS * 2, got, strict=True):
        assert f"{who}: arms imports by supplier" in text
        assert not any(f"{other}: arms" in text for other in BUYERS if other != who)


@pytest.mark.usefixtures("chrome")
def test_whoever_waits_too_long_is_told(shares: Drawing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "QUEUE_S", 0.05)
    with engine._line.turn("another"), pytest.raises(PictureError, match="Try again in a minute"):
        takeaway.file(shares, "svg")


@pytest.mark.usefixtures("chrome")
def test_an_idle_browser_is_let_go(shares: Drawing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "IDLE_S", 0.1)
    takeaway.file(shares, "svg")
    wait_until(lambda: engine._browser is None)
    assert "pictures" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.usefixtures("chrome")
def test_a_process_takes_its_browser_with_it(warehouse_file: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from etl.warehouse.read import Warehouse;"
        "from dashboard import takeaway; from dashboard.takeaway import chrome;"
        "from tests.takeaway import drawings;"
        "takeaway.file(drawings.shares(Warehouse(Path(sys.argv[1]))), 'svg');"
        "print(chrome._browser._chrome.subprocess.pid)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(warehouse_file)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    wait_until(lambda: not Path(f"/proc/{done.stdout.strip()}").exists())


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    script = (
        "import sys, dashboard.takeaway; print([name for name in"
        " ('choreographer', 'xlsxwriter', 'markdown_it')"
        " if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"

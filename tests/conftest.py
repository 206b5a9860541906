"""The bundled data, built once for all test processes, and copies that a test may spoil."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from etl.cards import seal
from etl.stage import stage
from etl.warehouse.build import build
from etl.warehouse.read import Warehouse

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Under this name a test may record lines to be printed when all tests have run.
SUMMARY = "summary"
ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"


@pytest.fixture(scope="session")
def warehouse_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of a warehouse built from the bundled data; not to be changed."""

    def make(folder: Path) -> None:
        build(stage(DATA, quiet), folder / "warehouse.duckdb", quiet)

    return made_once(tmp_path_factory, "built", make) / "warehouse.duckdb"


@pytest.fixture(scope="session")
def made_up_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of a made-up register of the whole world beside the bundled data."""
    from tests.dashboard import worldwide

    return made_once(tmp_path_factory, "made_up", worldwide.make) / worldwide.FILE


def made_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]
) -> Path:
    """A folder of this name, which the first test process fills while the others wait."""
    own = tmp_path_factory.getbasetemp()
    # Each process of pytest-xdist has a folder in that of the run.
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    with folder.with_suffix(".lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if not lock.read():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            lock.write("made")
    return folder


@pytest.fixture(scope="session")
def warehouse(warehouse_file: Path) -> Warehouse:
    """The bundled data, open."""
    return Warehouse(warehouse_file)


@pytest.fixture
def data_copy(tmp_path: Path) -> Path:
    """A copy of the data folder that a test may change; holds no warehouse."""
    copy = tmp_path / "data"
    for card in DATA.glob("*/*.card.toml"):
        folder = copy / card.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(card, folder)
        shutil.copy(card.with_name(card.name.replace(".card.toml", ".csv")), folder)
    return copy


@pytest.fixture
def built(tmp_path: Path, warehouse_file: Path) -> Path:
    """A good warehouse of the bundled data that a test may try to spoil."""
    target = tmp_path / "warehouse.duckdb"
    target.write_bytes(warehouse_file.read_bytes())
    return target


def quiet(step: str) -> None:
    """For tests that do not look at the progress."""


def left_over(target: Path) -> list[str]:
    """What lies beside a warehouse apart from it, its lock, and the data."""
    expected = {target.name, f".{target.name}.lock", "data"}
    return sorted(path.name for path in target.parent.iterdir() if path.name not in expected)


def reseal(table: Path) -> None:
    """Let the card say that the table is meant to be as it is now."""
    seal(table, date(2026, 1, 1))


def arms_etl(
    *arguments: str | Path, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own, its output going into pipes."""
    return subprocess.run(
        [sys.executable, "-m", "etl.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd or ROOT,
        env=os.environ | environment,
        timeout=120,
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have recorded, also when they ran in other processes."""
    for report in terminalreporter.getreports("passed"):
        for name, lines in report.user_properties:
            if name == SUMMARY and report.when == "call":
                terminalreporter.section(report.nodeid.rpartition("::")[2])
                terminalreporter.write_line(str(lines))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium a process; without one its tests are skipped, except where they must run."""
    from tests.browser.app import find_chromium, running_browser, why_no_browser

    if reason := why_no_browser():
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with running_browser(str(find_chromium())) as started:
        yield started

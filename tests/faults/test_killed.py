"""Killed at any moment, a change leaves the old or the new warehouse in use, and a whole one."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from etl.cards import load_cards
from etl.checks import run_checks
from etl.cli import main
from etl.questions import ask
from tests.conftest import ROOT, left_over
from tests.etl import exports
from tests.etl.brought import opened, saved, small_data, stored, take_in
from tests.etl.stand_in import StandIn, running

# Together twenty moments; chosen by chance, and the same in every run.
MOMENTS = {"build": 7, "import": 8, "refresh": 5}
OLD, NEW = 63, 66  # million TIV from Israel to Azerbaijan in 2016–20, by the two registers


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register in use, and a newer one to be taken in."""
    folder = tmp_path_factory.mktemp("before")
    data = small_data(folder)
    take_in(data, saved(folder, exports.deliveries()))
    newer = exports.deliveries(exports.NEXT_DEALS, last=2025, generated=exports.NEXT_GENERATED)
    saved(folder, newer, "newer.csv")
    return folder


@pytest.fixture(scope="module")
def service() -> Iterator[StandIn]:
    """A stand-in for SIPRI's service with the newer register."""

    def answer(path: str, body: Any) -> bytes:
        first, last = (body["filters"][0][name] for name in ("value1", "value2"))
        by_delivery = any(entry["field"] == "exportOption" for entry in body["filters"])
        table = exports.deliveries if by_delivery else exports.deals
        return exports.answer(
            table(exports.NEXT_DEALS, first, last, generated=exports.NEXT_GENERATED)
        )

    with running() as stand_in:
        stand_in.answer = answer  # type: ignore[method-assign]
        yield stand_in


def command(name: str, folder: Path) -> list[str]:
    data = ["--data", str(folder / "data")]
    return {
        "build": ["build", *data],
        "import": ["import", str(folder / "newer.csv"), *data],
        "refresh": ["refresh", "sipri", "--from", "2016", "--to", "2020", *data],
    }[name]


def started(name: str, folder: Path, service: StandIn) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "etl.cli", *command(name, folder)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
        env=os.environ | {"ARMS_SIPRI_URL": service.base},
    )  # fmt: skip


def israel(data: Path) -> float:
    warehouse = opened(data)
    assert not any(result.failed for result in run_checks(warehouse.query)), "it is whole"
    rows = ask(warehouse, "import_shares", who="AZE", from_year=2016, to_year=2020,
               in_release=None).rows  # fmt: skip
    return float(rows.loc[rows["partner"] == "ISR", "tiv_m"].item())


@pytest.mark.parametrize("name", MOMENTS)
def test_killed_at_any_moment(
    name: str, before: Path, service: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path(shutil.copytree(before, tmp_path / "whole"))
    at = time.monotonic()
    assert started(name, whole, service).wait(120) == 0
    lasts = time.monotonic() - at
    new = OLD if name == "build" else NEW
    assert israel(whole / "data") == new

    chance = random.Random(name)
    killed = 0
    for number in range(MOMENTS[name]):
        folder = Path(shutil.copytree(before, tmp_path / str(number)))
        process = started(name, folder, service)
        time.sleep(chance.uniform(0.2, 1) * lasts)
        process.send_signal(signal.SIGKILL)
        killed += process.wait(60) == -signal.SIGKILL
        assert israel(folder / "data") in (OLD, new)
        load_cards(folder / "data")
    assert killed, "at least one was not through yet"

    # The next one, after the last that was killed, is as good as if nothing had been.
    monkeypatch.setenv("ARMS_SIPRI_URL", service.base)
    assert main(command(name, folder)) == 0
    assert israel(folder / "data") == new
    left = left_over(folder / "data/warehouse.duckdb")
    assert not [path for path in left if ".new-" in path]
    assert not [path for path in stored(folder / "data") if "incoming" in path and
                path.endswith((".zip", ".json"))]  # fmt: skip

"""The command: the app as it is served and on the framework's own server, under the same load.

Numbers are reported and not asserted; the exit code is 1 if a visitor saw an error, or an answer
that was stale or mixed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from math import nan
from pathlib import Path
from statistics import median, quantiles

from rich import box
from rich.console import Console
from rich.table import Table

from dashboard.serving.app import SCRIPT
from etl.common.paths import data_dir
from tests.bench.__main__ import machine
from tests.load import releases, wire
from tests.load.crowd import Crowd, Seen, Served
from tests.load.visitor import visitor
from tests.serving.running import Serving, running, serving

SWAPPED = 4
_CLIENTS = 8
_SINGLE_RERUNS = 100
_SWAP_EVERY_S = 0.5


@dataclass(frozen=True)
class Load:
    """How much is asked of the servers; the defaults are those of ``make load``."""

    sessions: int = 100
    every_s: float = 10
    seconds: float = 180
    swaps: int = 3
    many_swaps: int = 100
    reruns: int = 5_000
    throughput_s: float = 20


SHORT = Load(sessions=12, every_s=2, seconds=8, many_swaps=8, reruns=120, throughput_s=3)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--short", action="store_true", help="few visitors for a short time")
    parser.add_argument("--ours-only", action="store_true", help="leave the stock server out")
    options = parser.parse_args(arguments)
    load = SHORT if options.short else Load()
    with tempfile.TemporaryDirectory(prefix="load-") as name:
        folder = Path(name)
        made = releases.make(folder, data_dir(), SWAPPED)
        target = folder / "served.duckdb"
        columns = {"as served": asyncio.run(measure(ours, folder, Served(target, made), load))}
        if not options.ours_only:
            columns["stock"] = asyncio.run(measure(stock, folder, Served(target, made), load))
    Console(width=None if sys.stdout.isatty() else 140, highlight=False).print(_table(columns))
    print(machine())
    return 1 if columns["as served"].failures else 0


def ours(warehouse: Path, folder: Path) -> AbstractContextManager[Serving]:
    """The app as ``arms-dashboard serve`` serves it."""
    return serving(warehouse, folder / "ours.log")


def stock(warehouse: Path, folder: Path) -> AbstractContextManager[Serving]:
    """The same app on the framework's own server, as it comes."""
    command = ("-m", "streamlit", "run", str(SCRIPT), "--server.address=127.0.0.1")
    return running(command, "--server.port", warehouse, folder / "stock.log")


@dataclass
class Measured:
    """One server's numbers by name, and what must not happen."""

    values: dict[str, float]
    failures: list[str]


async def measure(start: object, folder: Path, served: Served, load: Load) -> Measured:
    """Put one server under the load, part by part."""
    assert callable(start)
    values: dict[str, float] = {}
    failures: list[str] = []

    def count(seen: Seen, during: str) -> None:
        failures.extend(f"{during}: {error}" for error in seen.errors)
        failures.extend([f"{during}: stale"] * seen.stale + [f"{during}: mixed"] * seen.mixed)

    with start(served.path, folder) as server:
        opened = [await _open(server.address) for _ in range(8)]
        values["first session, ms"] = 1000 * opened[0]
        values["later sessions, median, ms"] = 1000 * median(opened[3:])
        values["first visit, bytes on the wire, kB"] = (
            await asyncio.to_thread(wire.first_visit_bytes, server.address) / 1000
        )

        crowd = Crowd(server.address, served)
        await crowd.act_at_once(1, reruns=_SINGLE_RERUNS)  # so that most answers have been asked
        crowd = Crowd(server.address, served)
        before = server.cpu_seconds
        seen = await crowd.act_at_once(1, reruns=_SINGLE_RERUNS)
        values["rerun, one visitor: median, ms"] = 1000 * median(seen.seconds)
        values["rerun, one visitor: processor time, ms"] = (
            1000 * (server.cpu_seconds - before) / len(seen.seconds)
        )
        count(seen, "one visitor")

        crowd = Crowd(server.address, served)
        seen = await crowd.act_at_once(_CLIENTS, seconds=load.throughput_s)
        values[f"reruns a second, {_CLIENTS} visitors"] = len(seen.seconds) / load.throughput_s
        count(seen, f"{_CLIENTS} visitors")

        crowd = Crowd(server.address, served)
        before = server.cpu_seconds
        swapping = asyncio.create_task(_swap(served, load.swaps, load.seconds / (load.swaps + 1)))
        seen = await crowd.act_at_leisure(load.sessions, load.every_s, load.seconds)
        await swapping
        people = f"{load.sessions} visitors"
        values[f"{people}: control → new figure, median, ms"] = 1000 * median(seen.figure_seconds)
        values[f"{people}: control → new figure, p95, ms"] = 1000 * _p95(seen.figure_seconds)
        values[f"{people}: actions a second"] = len(seen.seconds) / load.seconds
        values[f"{people}: processor"] = (server.cpu_seconds - before) / load.seconds
        values[f"{people}: memory, MB"] = server.resident_mb
        values[f"{people}: errors"] = len(seen.errors)
        values[f"{people}: stale or mixed answers"] = seen.stale + seen.mixed
        count(seen, people)

        crowd = Crowd(server.address, served)
        swapping = asyncio.create_task(_swap(served, load.many_swaps, _SWAP_EVERY_S))
        seen = await crowd.act_at_once(2, seconds=_SWAP_EVERY_S * (load.many_swaps + 2))
        await swapping
        swaps = f"{load.many_swaps} replacements"
        values[f"{swaps}: noticed after, median, ms"] = 1000 * median(seen.noticed_s or [nan])
        values[f"{swaps}: noticed after, longest, ms"] = 1000 * max(seen.noticed_s, default=nan)
        values[f"{swaps}: errors, stale or mixed"] = len(seen.errors) + seen.stale + seen.mixed
        count(seen, swaps)

        if start is ours:  # the question is whether it can stay up for long, not a comparison
            crowd = Crowd(server.address, served)
            await crowd.act_at_once(_CLIENTS, reruns=load.reruns // 10)
            settled = server.resident_mb
            seen = await crowd.act_at_once(_CLIENTS, reruns=load.reruns + load.reruns // 10)
            growth = 100 * (server.resident_mb / settled - 1)
            values[f"{load.reruns:,} reruns: growth of memory, %"] = growth
            count(seen, "many reruns")
    for failure in dict.fromkeys(failures):
        print(f"{failures.count(failure)} × {failure}", file=sys.stderr)
    return Measured(values, failures)


async def _open(address: str) -> float:
    """Seconds until a new visitor's page is drawn."""
    async with visitor(address, "country") as somebody:
        return (await somebody.run()).seconds


async def _swap(served: Served, times: int, every_s: float) -> None:
    for _ in range(times):
        await asyncio.sleep(every_s)
        await served.swap()


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


def _table(columns: dict[str, Measured]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("Measured")
    for name in (*columns, *(["ratio"] if len(columns) > 1 else [])):
        table.add_column(name, justify="right")
    for name, value in columns["as served"].values.items():
        cells = [f"{value:,.1f}"]
        if "stock" in columns and (other := columns["stock"].values.get(name)) is not None:
            cells += [f"{other:,.1f}", f"{value / other:.2f}×" if other else ""]
        table.add_row(name, *cells)
    return table


if __name__ == "__main__":
    sys.exit(main())

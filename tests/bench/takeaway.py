"""Files of the Country page's first figure from a warm browser, and memory over many packs.

The floor of a time is a picture of one constant bar by the same browser; that of the memory is what
this process and its browser have after the first packs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter

import plotly.graph_objects as go

from dashboard import takeaway
from dashboard.takeaway import chrome
from etl.warehouse.read import Warehouse
from tests.bench.row import Row
from tests.bench.servers import built
from tests.takeaway import drawings

CALLS, PACKS, FIRST_PACKS = 15, 50, 5
ACCESSED = date(2026, 1, 1)
_ONE_BAR = {
    "data": go.Figure(go.Bar(y=[1])).to_dict()["data"],
    "layout": {"width": 800, "height": 540},
}


def measure(folder: Path) -> list[Row]:
    """Four rows."""
    drawing = drawings.shares(Warehouse(built(folder)))
    times: dict[str, tuple[Callable[[], object], float]] = {
        "Country chart as SVG (one bar)": (lambda: takeaway.file(drawing, "svg"), 500),
        "Country chart as PNG (one bar)": (lambda: takeaway.file(drawing, "png"), 500),
        "Country chart, whole pack (one bar)": (lambda: takeaway.pack(drawing, ACCESSED), 3000),
    }
    memory = f"memory with browser after {PACKS} packs more (after {FIRST_PACKS})"
    if reason := takeaway.why_no_pictures():
        return [
            *(Row(what, "ms", (), (), most, absolute=True, why_not=reason)
              for what, (_, most) in times.items()),
            Row(memory, "MB", (), (), 1.1, why_not=reason),
        ]  # fmt: skip
    try:
        rows = [
            Row(what, "ms", *_in_turns(call), most, absolute=True)
            for what, (call, most) in times.items()
        ]
        for _ in range(FIRST_PACKS):
            takeaway.pack(drawing, ACCESSED)
        before = _memory_mb()
        for _ in range(PACKS):
            takeaway.pack(drawing, ACCESSED)
        return [*rows, Row(memory, "MB", [_memory_mb()], [before], 1.1)]
    finally:
        takeaway.close_browser()


def _in_turns(call: Callable[[], object]) -> tuple[list[float], list[float]]:
    call()
    values, floors = [], []
    for _ in range(CALLS):
        values.append(_ms(call))
        floors.append(_ms(lambda: chrome.draw([_ONE_BAR])))
    return values, floors


def _ms(call: Callable[[], object]) -> float:
    started = perf_counter()
    call()
    return 1000 * (perf_counter() - started)


def _memory_mb() -> float:
    """What this process and all of the browser's hold, shared pages counted in parts."""
    assert chrome._browser is not None
    session = chrome._browser._chrome.subprocess.pid
    own = [Path("/proc/self")]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            stat = (process / "stat").read_text(encoding="utf-8")
        except OSError:
            continue  # it has ended
        if stat.rpartition(")")[2].split()[3] == str(session):
            own.append(process)
    return sum(_pss_kb(process) for process in own) / 1024


def _pss_kb(process: Path) -> int:
    try:
        text = (process / "smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB$", text, re.MULTILINE)
    return int(found[1]) if found else 0

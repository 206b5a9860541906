"""Every page beside the floor app: the first chart of a visit, and a control that changes a chart.

The same waits as in :mod:`tests.bench.browser`, for all pages but Country. Server and floor take
turns.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from tests.bench.chromium import NoChromiumError, chromium
from tests.bench.row import Row
from tests.bench.servers import app, floor
from tests.bench.waits import change, first_mark, opened

VISITS = 5
CHANGES = 6
AT_MOST, AT_MOST_DRAWN = 1.8, 2.5


@dataclass(frozen=True)
class Change:
    """A control with two settings, and a word of a figure's title for each."""

    control: str
    settings: tuple[tuple[str, str], tuple[str, str]]


_PERIODS = (("2015–19", "2015–19"), ("2010–14", "2010–14"))
# The drawn pages are a map and bands, which take plotly longer than bars.
PAGES: dict[str, tuple[Change | None, float]] = {
    "": (None, AT_MOST),
    "world": (Change("Five-year period", (
        ("2015–19", "Largest suppliers of arms, 2015–19"),
        ("2010–14", "Largest suppliers of arms, 2010–14"))), AT_MOST),
    "pair": (Change("Recipient", (("Greece", "Israel to Greece"),
                                  ("Brazil", "Israel to Brazil"))), AT_MOST),
    "compare": (Change("Measure", (("Share of the world", "Share"),
                                   ("Volume", "Volume"))), AT_MOST),
    "map": (Change("Period", _PERIODS), AT_MOST_DRAWN),
    "flows": (Change("Five-year period", _PERIODS), AT_MOST_DRAWN),
    "weapons": (Change("Whose trade", (("Georgia", "Georgia"), ("Armenia", "Armenia"))), AT_MOST),
    "releases": (None, AT_MOST),
}  # fmt: skip
_FLOOR = Change("Country", (("Norway", "Norway"), ("Poland", "Poland")))


def measure(folder: Path) -> list[Row]:
    """A row or two for each page but Country, which has its own."""
    rows = []
    try:
        with chromium() as browser, app(folder) as ours, floor() as least:
            for path, (control, at_most) in PAGES.items():
                url = f"{ours.url}/{path}"
                visits = [
                    (first_mark(browser, url), first_mark(browser, least.url))
                    for _ in range(VISITS + 1)
                ][1:]
                page = path or "start"
                rows.append(_row(f"navigation → first chart on {page}", visits, at_most))
                if control is not None:
                    turns = _changes(browser, (url, control), (least.url, _FLOOR))
                    rows.append(_row(f"change of {control.control} on {path}", turns, at_most))
    except NoChromiumError as error:
        rows.append(Row("pages", "ms", (), (), AT_MOST, why_not=str(error)))
    return rows


def _row(what: str, turns: list[tuple[float, float]], at_most: float) -> Row:
    what = f"{what} (constant chart)"
    return Row(what, "ms", [ours for ours, _ in turns], [least for _, least in turns], at_most)


def _changes(browser: Browser, *sides: tuple[str, Change]) -> list[tuple[float, float]]:
    pages = [opened(browser, url) for url, _ in sides]
    turns = []
    for turn in range(CHANGES + 2):
        ours, least = (
            change(page, control.control, *control.settings[turn % 2])
            for page, (_, control) in zip(pages, sides, strict=True)
        )
        turns.append((ours, least))
    for page in pages:
        page.close()
    return turns[2:]  # the first change of each kind asks the warehouse

"""Every page beside the floor app: the first chart of a visit, and a control that changes a chart.

The same waits as in :mod:`tests.bench.browser`, for all pages but Country. Server and floor take
turns; the floor is warmed once for all pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.bench.chromium import NoChromiumError, chromium
from tests.bench.row import Row
from tests.bench.servers import app, floor
from tests.bench.waits import change, first_mark, opened

VISITS = 3
CHANGES = 4
AT_MOST, AT_MOST_DRAWN = 1.8, 2.5


@dataclass(frozen=True)
class Change:
    """A control with two settings, and words of a figure's title or subtitle for each."""

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
            first_mark(browser, least.url)
            constant = opened(browser, least.url)
            list(_changes(constant, _FLOOR, 2))
            for path, (control, at_most) in PAGES.items():
                url = f"{ours.url}/{path}"
                first_mark(browser, url)
                visits = [
                    (first_mark(browser, url), first_mark(browser, least.url))
                    for _ in range(VISITS)
                ]
                rows.append(_row(f"navigation → first chart on {path or 'start'}", visits, at_most))
                if control is not None:
                    page = opened(browser, url)
                    list(_changes(page, control, 2))  # the first of each setting asks the warehouse
                    turns = zip(
                        _changes(page, control, CHANGES), _changes(constant, _FLOOR, CHANGES),
                        strict=True,
                    )  # fmt: skip
                    rows.append(_row(f"change of {control.control} on {path}", turns, at_most))
                    page.close()
    except NoChromiumError as error:
        rows.append(Row("pages", "ms", (), (), AT_MOST, why_not=str(error)))
    return rows


def _row(what: str, turns: Iterable[tuple[float, float]], at_most: float) -> Row:
    ours, least = zip(*turns, strict=True)
    return Row(f"{what} (constant chart)", "ms", ours, least, at_most)


def _changes(page: Page, control: Change, count: int) -> Iterator[float]:
    """The waits for settings in turn, one each time that it is asked for the next."""
    for turn in range(count):
        yield change(page, control.control, *control.settings[turn % 2])

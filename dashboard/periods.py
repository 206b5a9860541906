"""Which periods stand on one chart: those of one release, one after the other."""

from __future__ import annotations

import pandas as pd

from dashboard.controls import Window


def answers(windows: pd.DataFrame, window: Window) -> bool:
    """Whether any release answers for a period."""
    return not _of(windows, window).empty


def release_of(windows: pd.DataFrame, last: Window) -> int:
    """The release that answers for a period best; it answers for the whole chart."""
    return int(_of(windows, last)["release"].iloc[0])


def chain(windows: pd.DataFrame, last: Window) -> list[Window]:
    """The periods to show up to the chosen one: of its release, and exact if it is.

    They follow each other without a gap or an overlap.
    """
    best = _of(windows, last).iloc[0]
    alike = windows[
        (windows["release"] == best["release"]) & (windows["loaded_as"] == best["loaded_as"])
    ]
    spans = {
        (int(first), int(end))
        for first, end in zip(alike["first_year"], alike["last_year"], strict=True)
    }
    years = last[1] - last[0] + 1
    return sorted(span for span in spans if span <= last and (last[0] - span[0]) % years == 0)


def _of(windows: pd.DataFrame, last: Window) -> pd.DataFrame:
    return windows[(windows["first_year"] == last[0]) & (windows["last_year"] == last[1])]

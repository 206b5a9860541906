"""Periods: which can be answered, and which stand on one chart."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.data import kept
from etl.questions import Answer

Window = tuple[int, int]


@kept
def windows_of(windows: Answer, role: str, who: str) -> pd.DataFrame:
    """The periods of ``answerable_windows`` for a country's imports or exports.

    They are of its imports if its role is ``recipient``, and of anybody's if it is ``world``.
    """
    rows = windows.rows
    if rows.empty:
        return rows
    # What a country has of its own includes what holds for the whole world.
    own = rows[(rows["scope"] == role) & (rows["state_id"] == who)]
    return rows[rows["scope"] == "world"] if own.empty else own


def of_several(trades: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The periods that can be answered for at least one of several trades.

    One release answers for all of them, so of each period those that cover most stand first.
    """
    rows = pd.concat([windows.drop_duplicates() for windows in trades])
    alike = ["first_year", "last_year", "release", "loaded_as"]
    covered = rows.groupby(alike)["scope"].transform("size")
    return rows.iloc[(-covered).argsort(kind="stable")].drop_duplicates()


def while_existing(windows: pd.DataFrame, states: Answer, *parties: str) -> pd.DataFrame:
    """The periods in which every former state among the parties existed to the end.

    Where there are none, those in which it existed at the beginning.
    """
    ends = states.rows.loc[states.rows["state_id"].isin(parties), "last_year"]
    if ends.isna().all():
        return windows
    end = int(ends.min())
    within = windows["last_year"] <= end
    return windows[within if within.any() else windows["first_year"] <= end]


def newest_exact(windows: pd.DataFrame) -> tuple[int, int]:
    """The newest period that has an exact answer, or else the newest one."""
    exact = windows[windows["loaded_as"] == "exact"]
    rows = windows if exact.empty else exact
    return int(rows["first_year"].max()), int(rows["last_year"].max())


def up_to(windows: pd.DataFrame, last: Window) -> tuple[int | None, list[Window]]:
    """The release that answers for a period best, and the periods to show up to it.

    They are of that release, as exact as the chosen one, and follow each other without a gap or an
    overlap. A period that none can answer is asked for all the same: the answer says why.
    """
    fitting = windows[(windows["first_year"] == last[0]) & (windows["last_year"] == last[1])]
    if fitting.empty:
        return None, [last]
    best = fitting.iloc[0]
    alike = windows[
        (windows["release"] == best["release"]) & (windows["loaded_as"] == best["loaded_as"])
    ]
    spans = {
        (int(first), int(end))
        for first, end in zip(alike["first_year"], alike["last_year"], strict=True)
    }
    years = last[1] - last[0] + 1
    before = (span for span in spans if span <= last and (last[0] - span[0]) % years == 0)
    return int(best["release"]), sorted(before)

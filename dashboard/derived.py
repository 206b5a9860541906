"""Answers made from other answers, so that a page asks the warehouse once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from dashboard.kept import kept
from etl.questions import Answer


@kept
def concentration(shares: Answer) -> Answer:
    """Concentration by window out of the shares by window: index, largest share and partners."""
    rows = pd.DataFrame(
        {
            "first_year": first_year,
            "last_year": last_year,
            "release": of_window["release"].iloc[0],
            "hhi_points": of_window["hhi_points"].iloc[0],
            "largest_share_pct": of_window["share_pct"].max(),
            "partners": int((of_window["share_pct"] > 0).sum()),
        }
        for (first_year, last_year), of_window in shares.rows.groupby(["first_year", "last_year"])
    )
    return replace(
        shares,
        question="concentration",
        title=f"Concentration of the partners: {shares.title}",
        unit="index points: the sum of squared percentage shares, 10,000 for a single partner",
        rows=rows,
    )


@kept
def windows_of(windows: Answer, role: str, who: str) -> pd.DataFrame:
    """The periods that can be answered for a country's imports or exports.

    Args:
        windows: The answer to the question ``answerable_windows``.
        role: ``recipient`` for imports, ``supplier`` for exports, ``world`` for all.
        who: The country; any text for the world.
    """
    rows = windows.rows
    if rows.empty:
        return rows
    # What a country has of its own includes what holds for the whole world.
    own = rows[(rows["scope"] == role) & (rows["state_id"] == who)]
    return rows[rows["scope"] == "world"] if own.empty else own


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


def years_of_register(registers: Answer, release: int) -> tuple[int, int]:
    """The first and the last year with deliveries in the registers of a release.

    Args:
        registers: The answer to the question of that name.
        release: A release of which a register is loaded.
    """
    rows = registers.rows[registers.rows["release"] == release]
    return int(rows["first_year"].min()), int(rows["last_year"].max())


def newest_exact(windows: pd.DataFrame) -> tuple[int, int]:
    """The newest period that has an exact answer, or else the newest one."""
    exact = windows[windows["loaded_as"] == "exact"]
    rows = windows if exact.empty else exact
    return int(rows["first_year"].max()), int(rows["last_year"].max())


def covered_by_year(completeness: Answer, role: str, name: str) -> bool:
    """Whether any release has every year by itself for a country's imports or exports.

    Args:
        completeness: The answer to the question of that name.
        role: ``recipient`` for imports, ``supplier`` for exports.
        name: The country's name.
    """
    rows = completeness.rows
    if rows.empty:
        return False
    of_country = (rows["scope"] == role) & (rows["name"] == name)
    return bool(((rows["grain"] == "year") & ((rows["scope"] == "world") | of_country)).any())


@kept
def together(answers: Sequence[Answer]) -> Answer:
    """Several periods' answers to one question as one, with all that must stand beside any of them.

    The rows gain ``first_year`` and ``last_year``.
    """
    rough = [answer for answer in answers if answer.precision != "exact"]
    return replace(
        answers[-1],
        title="; ".join(answer.title for answer in answers),
        rows=pd.concat(
            [
                answer.rows.assign(
                    first_year=answer.params["from_year"], last_year=answer.params["to_year"]
                )
                for answer in answers
            ],
            ignore_index=True,
        ),
        period=", ".join(answer.period for answer in answers),
        precision=rough[-1].precision if rough else "exact",
        snapshots=tuple(dict.fromkeys(s for answer in answers for s in answer.snapshots)),
        caveats=tuple(dict.fromkeys(text for answer in answers for text in answer.caveats)),
    )

"""Volumes, shares and concentration over time."""

from __future__ import annotations

import pandas as pd

from dashboard.words import percent, volume
from etl.questions import Answer
from etl.questions.answer import period


def share_windows(answer: Answer, partner: str) -> pd.DataFrame:
    """Shares by partner and window, largest in the last window first, with the total volume."""
    rows = answer.rows.assign(window=_windows(answer.rows))
    wide = rows.pivot_table(
        index="partner_name", columns="window", values="share_pct", aggfunc="sum", sort=False
    )
    wide = wide[sorted(wide.columns)]
    wide = wide.sort_values(list(reversed(wide.columns)), ascending=False, na_position="last")
    table = wide.map(percent)
    totals = rows.groupby("window")["total_tiv_m"].max()
    table.loc["All, million TIV"] = [volume(totals[window]) for window in table.columns]
    return table.rename_axis(columns=None).rename_axis(partner).reset_index()


def volume_by_year(answer: Answer, column: str, label: str) -> pd.DataFrame:
    """Million TIV by year and partner or category."""
    rows = answer.rows[answer.rows["tiv_m"].notna()]
    sizes = rows.groupby(column)["tiv_m"].sum().sort_values(ascending=False)
    wide = rows.pivot_table(index="year", columns=column, values="tiv_m", aggfunc="sum")
    wide = wide[sizes.index]
    if "covered_from" in rows:
        # A covered year without deliveries has a row that says so, as on the chart.
        covered = range(int(rows["covered_from"].min()), int(rows["covered_to"].max()) + 1)
        wide = wide.reindex(pd.Index(covered, name="year"))
    wide.insert(0, "All", wide.sum(axis=1))
    wide = wide.sort_index(ascending=False).map(volume)
    return (
        wide.rename_axis(columns=None)
        .rename_axis(f"{label}, million TIV")
        .reset_index()
        .astype({f"{label}, million TIV": "str"})
    )


def country_total(answer: Answer) -> pd.DataFrame:
    """Million TIV by year."""
    rows = answer.rows.sort_values("year", ascending=False)
    return pd.DataFrame(
        {
            "Year": rows["year"].astype("str"),
            "Million TIV": ["under 0.5" if tiv == 0 else volume(tiv) for tiv in rows["tiv_m"]],
        }
    )


def concentration(answer: Answer) -> pd.DataFrame:
    """Index points, largest share and number of partners by window."""
    rows = answer.rows.assign(window=_windows(answer.rows)).sort_values("window", ascending=False)
    return pd.DataFrame(
        {
            "Period": rows["window"],
            "Index, points of 10,000": [f"{points:,.0f}" for points in rows["hhi_points"]],
            "Largest share": [percent(share) for share in rows["largest_share_pct"]],
            "Partners": [f"{count:.0f}" for count in rows["partners"]],
        }
    )


def world_volume(answer: Answer) -> pd.DataFrame:
    """The world's volume and its five-year average, newest release and year first."""
    rows = answer.rows.sort_values(["release", "year"], ascending=False)
    return pd.DataFrame(
        {
            "Year": rows["year"].astype("str"),
            "Release": rows["release_label"],
            "Million TIV": [volume(tiv) for tiv in rows["tiv_m"]],
            "Five-year average": [volume(tiv) for tiv in rows["five_year_average_tiv_m"]],
        }
    )


def _windows(rows: pd.DataFrame) -> list[str]:
    return [
        period(first, last)
        for first, last in zip(rows["first_year"], rows["last_year"], strict=True)
    ]

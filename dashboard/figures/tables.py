"""A figure's numbers as a reader's table: headings with units, cells in words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from dashboard.words import cells
from etl.questions import Answer
from etl.questions.answer import with_bounds

# A column of the answer, or what stands in the cells of some rows.
Column = str | Callable[[pd.DataFrame], Iterable[Any]]


def columns(
    headed: Mapping[str, Column], *, newest: str | list[str] = "", most: int | None = None
) -> Callable[[Answer], pd.DataFrame]:
    """What makes a table of an answer, a row a row.

    Args:
        headed: The columns by heading; ``period`` are the years from first to last, in words.
        newest: The column of years by which the newest row stands first.
        most: How many rows are shown.
    """

    def tabulate(answer: Answer) -> pd.DataFrame:
        rows = answer.rows.sort_values(newest, ascending=False) if newest else answer.rows
        rows = rows.head(most) if most else rows
        return pd.DataFrame(
            {
                heading: cells(rows, column) if isinstance(column, str) else list(column(rows))
                for heading, column in headed.items()
            }
        )

    return tabulate


def headed(wide: pd.DataFrame, label: str) -> pd.DataFrame:
    """A table whose columns are values, such as a column a year, with what its rows are called."""
    return wide.rename_axis(columns=None).rename_axis(label).reset_index()


def share_table(answer: Answer, partner: str) -> pd.DataFrame:
    """Shares by partner and window, largest in the last window first, with the total volume."""
    rows = answer.rows.assign(window=cells(answer.rows, "period"))
    wide = rows.pivot_table(
        index="partner_name", columns="window", values="share_pct", aggfunc="sum", sort=False
    )
    wide = wide[sorted(wide.columns)]
    wide = wide.sort_values(list(reversed(wide.columns)), ascending=False, na_position="last")
    told = rows.assign(told=cells(rows, "share_pct")).pivot_table(
        index="partner_name", columns="window", values="told", aggfunc="first"
    )
    table = told.reindex(index=wide.index, columns=wide.columns).fillna("–")
    totals = rows.drop_duplicates("window").set_index("window")
    table.loc["All, million TIV"] = cells(totals.loc[table.columns], "total_tiv_m")
    return headed(table, partner)


def year_table(answer: Answer, column: str, label: str) -> pd.DataFrame:
    """Million TIV by year and partner or category, newest first."""
    rows = answer.rows[answer.rows["tiv_m"].notna()]
    sizes = rows.groupby(column)["tiv_m"].sum().sort_values(ascending=False)
    wides = {}
    for name in with_bounds(rows, "tiv_m"):
        wide = rows.pivot_table(index="year", columns=column, values=name, aggfunc="sum")
        wide = wide[sizes.index]
        if "covered_from" in rows:
            # A covered year without deliveries has a row that says so, as on the chart.
            covered = range(int(rows["covered_from"].min()), int(rows["covered_to"].max()) + 1)
            wide = wide.reindex(pd.Index(covered, name="year"))
        wide.insert(0, "All", wide.sum(axis=1))
        wides[name] = wide.sort_index(ascending=False)
    told = {
        heading: cells(pd.DataFrame({name: wides[name][heading] for name in wides}), "tiv_m")
        for heading in wides["tiv_m"]
    }
    table = headed(pd.DataFrame(told, index=wides["tiv_m"].index), f"{label}, million TIV")
    return table.astype({f"{label}, million TIV": "str"})

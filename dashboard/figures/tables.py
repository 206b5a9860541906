"""A figure's numbers as a reader's table: headings with units, cells in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.data.flows import changes_of
from dashboard.words import cells
from etl.questions import Answer
from etl.questions.answer import period as in_words
from etl.questions.answer import with_bounds

# A column of the answer, or what stands in the cells of some rows.
Column = str | Callable[[pd.DataFrame], Iterable[Any]]
ALL = "All"  # so begins the name of a row or column that is the sum of the others


class Trend(str):
    """What a series of numbers did, in words; a table draws it as a line."""

    numbers: tuple[float, ...]

    @classmethod
    def of(cls, volumes: Mapping[int, float]) -> "Trend":
        """That of volumes by year, oldest first."""
        first, last = min(volumes), max(volumes)
        trend = cls(f"{first} to {last}, the most in {max(volumes, key=lambda y: volumes[y])}")
        trend.numbers = tuple(volumes.values())
        return trend


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


def share_table(answer: Answer, partner: str, changing: bool = False) -> pd.DataFrame:
    """Shares by partner and window, largest in the last window first, with the total volume.

    The volume of the last window and its change stand beside them where the window before is known
    and the party is the same: not a group whose members are ``changing``.
    """
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
    table.loc[f"{ALL}, million TIV"] = cells(totals.loc[table.columns], "total_tiv_m")
    *_, before, last = ["", *wide.columns]
    if before and not changing:
        names = with_bounds(rows, "tiv_m")
        now, then = (
            rows[rows["window"] == window].set_index("partner_name")[names]
            for window in (last, before)
        )
        both = now.join(then.add_prefix("old_"), how="outer").fillna(0.0)
        both.loc[table.index[-1]] = pd.Series(
            {
                f"{when}{name.removeprefix('total_')}": totals.loc[window, name]
                for when, window in (("", last), ("old_", before))
                for name in with_bounds(rows, "total_tiv_m")
            }
        )
        both = both.assign(**changes_of(both, "old_tiv_m"))
        for heading, column in {
            f"Million TIV {last}": "tiv_m", f"Change against {before}": "change_pct"
        }.items():  # fmt: skip
            known = pd.Series(cells(both, column), index=both.index)
            table[heading] = known.reindex(table.index).fillna("–")
    return headed(table, partner)


def years_across(
    answer: Answer, label: str, period: tuple[int, int] | None = None, changing: bool = False,
    column: str = "partner_name",
) -> pd.DataFrame:  # fmt: skip
    """Million TIV by partner or category, the largest in the period first, a column a year.

    The sum of the period, its change against as many years before, and the line of all years stand
    before the years, of which those of the period come first. A group whose members are
    ``changing`` has no change.
    """
    wides = _by_year(answer, column)
    known = wides["tiv_m"].index
    years = [year for year in known if period and period[0] <= year <= period[1]] or list(known)
    first, last = years[-1], years[0]
    before = [year for year in known if first - len(years) <= year < first]
    sums = _sums(wides, years).sort_values("tiv_m", ascending=False, kind="stable")
    # The sum of all stands below what it is the sum of.
    sums = sums.loc[[*sums.index.drop(ALL), ALL]]
    table = pd.DataFrame({in_words(first, last): cells(sums, "tiv_m")}, index=sums.index)
    if len(before) == len(years) and not changing:
        changes = sums.join(_sums(wides, before).add_prefix("old_"))
        changes = changes.assign(**changes_of(changes, "old_tiv_m"))
        table[f"Change against {in_words(before[-1], before[0])}"] = cells(changes, "change_pct")
    drawn = wides["tiv_m"].sort_index().fillna(0.0)
    trends = [Trend.of(drawn[name].to_dict()) for name in table.index]
    heading = f"Trend {in_words(known.min(), known.max())}"
    table[heading] = pd.Series(trends, index=table.index, dtype=object)
    told = {name: _told(wides, name) for name in table.index}
    across = pd.DataFrame(told, index=known).T
    across = across[[*years, *known.drop(years)]]
    return headed(table.join(across.rename(columns=str)), f"{label}, million TIV")


def _by_year(answer: Answer, column: str) -> dict[str, pd.DataFrame]:
    """Volumes with their bounds, a row a year, newest first, a column a partner or category."""
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
        wide.insert(0, ALL, wide.sum(axis=1))
        wides[name] = wide.sort_index(ascending=False)
    return wides


def _sums(wides: Mapping[str, pd.DataFrame], years: Sequence[int]) -> pd.DataFrame:
    return pd.DataFrame({name: wide.loc[list(years)].sum() for name, wide in wides.items()})


def _told(wides: Mapping[str, pd.DataFrame], heading: str) -> list[str]:
    return cells(pd.DataFrame({name: wide[heading] for name, wide in wides.items()}), "tiv_m")

"""The World Bank's tables that come along: totals that it takes from SIPRI, and inhabitants."""

from pathlib import Path

from etl.sources import Staged
from etl.table import Table

WORLD = "WLD"
_YEARS = tuple(map(str, range(1960, 2025)))  # a column each


def totals(path: Path) -> Staged:
    """Rows for ``country_total`` (``tiv_m`` in million TIV) and, for the world, ``world_total``.

    The World Bank's values are TIV times a million; the table holds them in millions. The role
    ``supplier`` is its series of exports, ``recipient`` its series of imports.
    """
    table = Table(path, ("iso3", "name", "role", "year", "tiv_m"))
    table.text("iso3", "name")
    table.choice("role", ("supplier", "recipient"))
    table.year("year")
    table.tiv()
    table.unique("iso3", "role", "year")
    rows = table.done()
    world = rows["iso3"] == WORLD
    totals = rows[world & (rows["role"] == "recipient")]
    return {
        "country_total": rows[~world].drop(columns="name"),
        "world_total": totals[["year", "tiv_m", "line"]].assign(category=None),
    }


def population(path: Path) -> Staged:
    """Rows for ``population``: those who lived there in the middle of a year; blanks are unknown.

    Beside states stand the World Bank's own sums for the world and the European Union of today.
    """
    table = Table(path, ("party", *_YEARS))
    table.text("party")
    table.unique("party")
    long = table.done().melt(["party", "line"], _YEARS, "year", "inhabitants")
    cells = Table.of(path, long[long["inhabitants"] != ""].reset_index(drop=True))
    cells.number("inhabitants")
    return {"population": cells.done().astype({"year": "int64"})}

"""The World Bank's series of inhabitants (SP.POP.TOTL), a row a party and a column a year."""

from pathlib import Path

from etl.sources import Staged
from etl.table import Table

YEARS = tuple(map(str, range(1960, 2025)))


def parse(path: Path) -> Staged:
    """Rows for ``population``: those who lived there in the middle of a year; blanks are unknown.

    Beside states stand the World Bank's own sums for the world and the European Union of today.
    """
    table = Table(path, ("party", *YEARS))
    table.text("party")
    table.unique("party")
    long = table.done().melt(["party", "line"], YEARS, "year", "inhabitants")
    cells = Table.of(path, long[long["inhabitants"] != ""].reset_index(drop=True))
    cells.number("inhabitants")
    return {"population": cells.done().astype({"year": "int64"})}

"""Yearly totals by country that the World Bank republishes from SIPRI (MS.MIL.XPRT/MPRT.KD)."""

from pathlib import Path

from etl.sources import Staged
from etl.table import Table

HEADER = ("iso3", "name", "role", "year", "tiv_m")
WORLD = "WLD"


def parse(path: Path) -> Staged:
    """Rows for ``country_total`` (``tiv_m`` in million TIV) and, for the world, ``world_total``.

    The World Bank's values are TIV times a million; the table holds them in millions. The role
    ``supplier`` is its series of exports, ``recipient`` its series of imports.
    """
    table = Table(path, HEADER)
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

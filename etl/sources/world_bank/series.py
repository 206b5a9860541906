"""The World Bank's own files of arms exports or imports: a row a country, a column a year."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from etl.common.errors import DataError
from etl.intake.recognise import Part, recognise, with_years
from etl.sources import Staged
from etl.sources.world_bank.totals import WORLD
from etl.table import Table

HEADER = ("Country Name", "Country Code", "Indicator Name", "Indicator Code")
# The World Bank's codes for groups of countries. A code is left out only if it stands here: another
# that is no country's stops the import.
AGGREGATES = frozenset(
    {
        "AFE", "AFW", "ARB", "CEB", "CSS", "EAP", "EAR", "EAS", "ECA", "ECS", "EMU", "EUU", "FCS",
        "HIC", "HPC", "IBD", "IBT", "IDA", "IDB", "IDX", "INX", "LAC", "LCN", "LDC", "LIC", "LMC",
        "LMY", "LTE", "MEA", "MIC", "MNA", "NAC", "OED", "OSS", "PRE", "PSS", "PST", "SAS", "SSA",
        "SSF", "SST", "TEA", "TEC", "TLA", "TMN", "TSA", "TSS", "UMC",
    }
)  # fmt: skip
ROLES = {"MS.MIL.XPRT.KD": "supplier", "MS.MIL.MPRT.KD": "recipient"}

_INSTEAD = (
    "Take the series as a CSV file: `arms-etl refresh world-bank`, or Download, CSV at"
    " https://data.worldbank.org/indicator/MS.MIL.XPRT.KD and …/MS.MIL.MPRT.KD."
)
# The same series as others hand it out, mostly a choice of countries and years.
OTHERS = (
    (r'^"indicator": \{\s*"id": ', "an answer of the World Bank's API in JSON", _INSTEAD),
    (r"^\W*(Country|Series) Name\W+(Country|Series) Code\W+(Country|Series) Name\W",
     "an export of the World Bank's DataBank", _INSTEAD),
    (r"^\W*Entity\W+Code\W+Year\W", "a file of Our World in Data", _INSTEAD),
)  # fmt: skip


def columns(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The names of the columns, if this is the header of a series."""
    return with_years(tuple(cells)) if tuple(cells[:4]) == HEADER else None


def parse(path: Path) -> Staged:
    """Rows for ``country_total`` (million TIV) and, from the imports, ``world_total``.

    The file counts single TIV. Its row of world exports has been seen shifted by ten years, so
    the world is taken from the imports only.
    """
    totals, worlds = [], []
    for part in recognise(path):
        rows = _rows(part)
        world = rows["iso3"] == WORLD
        totals.append(rows[~world & ~rows["iso3"].isin(AGGREGATES)])
        imports = rows[world & (rows["role"] == "recipient")]
        worlds.append(imports[["year", "tiv_m", "line"]].assign(category=None))
    staged = {"country_total": pd.concat(totals, ignore_index=True)}
    world_rows = pd.concat(worlds, ignore_index=True)
    return staged if world_rows.empty else staged | {"world_total": world_rows}


def _rows(part: Part) -> pd.DataFrame:
    name, code, _, indicator = HEADER
    years = [column for column in part.rows.columns if column.isdigit()]
    long = part.rows.melt(
        id_vars=[name, code, indicator, "line"], value_vars=years, var_name="year",
        value_name="tiv_m",
    ).rename(columns={name: "name", code: "iso3"})  # fmt: skip
    unknown = sorted(set(long[indicator]) - set(ROLES))
    if unknown:
        raise DataError.of(
            part.text.path,
            "this is another series of the World Bank's",
            f"Known are {' and '.join(ROLES)}.",
            column=indicator,
            value=unknown[0],
        )
    long["tiv_m"] = long["tiv_m"].str.strip()
    table = Table.of(part.text.path, long[long["tiv_m"] != ""].reset_index(drop=True))
    table.text("iso3", "name")
    table.tiv()
    table.unique("iso3", indicator, "year")
    rows = table.done().sort_values(["line", "year"], ignore_index=True)
    rows["role"] = rows[indicator].map(ROLES)
    rows["year"] = rows["year"].astype("int64")
    rows["tiv_m"] = rows["tiv_m"] / 1_000_000
    return rows.drop(columns=[indicator, "name"])

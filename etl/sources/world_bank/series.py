"""The World Bank's series of arms exports or imports, in the forms in which it is handed out.

The World Bank's own files and those of its DataBank have a row a country and a column a year, or a
row a country and year and a column a series, as those of Our World in Data do. Its API gives a row
a country, year and series. All count single TIV.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from etl.common.errors import DataError
from etl.intake.header import each_once
from etl.intake.recognise import Part, recognise, with_years
from etl.sources import Staged
from etl.sources.world_bank.bundled import WORLD
from etl.table import Table

_NAME, _CODE, _, _INDICATOR = HEADER = (
    "Country Name", "Country Code", "Indicator Name", "Indicator Code"
)  # fmt: skip
_YEAR, _VALUE = "year", "value"
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
# Codes of its own that Our World in Data has for what the World Bank has others for.
_OWID = {"OWID_WRL": WORLD, "OWID_KOS": "XKX", "OWID_EU27": "EUU"}
ROLES = {"MS.MIL.XPRT.KD": "supplier", "MS.MIL.MPRT.KD": "recipient"}
_ENTITY = "Entity"  # what Our World in Data calls a country
_SPELT = {
    "Series Name": HEADER[2], "Series Code": _INDICATOR, "Time": _YEAR,
    "country.value": _NAME, "countryiso3code": _CODE, "indicator.id": _INDICATOR,
    "indicator.value": HEADER[2], "date": _YEAR,
}  # fmt: skip
_SPELT_BY_OWID = {_ENTITY: _NAME, "Code": _CODE, "Year": _YEAR}
SPARE = (
    *ROLES, _YEAR, _VALUE, "Time Code", "country.id", "unit", "obs_status", "decimal",
)  # fmt: skip
# How DataBank names a year, and all of them a column that holds one series.
_YEAR_NAMED = re.compile(r"(\d{4}) \[YR\1\]")
_SERIES_NAMED = re.compile(
    r".*\[MS\.MIL\.([XM])PRT\.KD\]|ms_mil_([xm])prt_kd"
    r"|(?:volume of )?arms (ex|im)ports(?: \(.*)?",
    re.IGNORECASE,
)

_INSTEAD = (
    "Take the series as a CSV file: `arms-etl refresh world-bank`, or Download, CSV at"
    " https://data.worldbank.org/indicator/MS.MIL.XPRT.KD and …/MS.MIL.MPRT.KD."
)
OTHERS = (
    (r"^\W*(Country|Series) Name\W+(Country|Series) Code\W+(Country|Series|Time)\b",
     "another export of the World Bank's DataBank", _INSTEAD),
    (r"^\W*Entity\W+Code\W+Year\W",
     "a file of Our World in Data that is not this series", _INSTEAD),
)  # fmt: skip


def columns(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The names of the columns, if this is the header of such a series in one of its forms."""
    spelt = _SPELT_BY_OWID if _ENTITY in cells else _SPELT
    names = tuple(_name(spelt.get(cell, cell)) for cell in cells)
    if {*HEADER} <= {*names} and _VALUE not in names:
        return with_years(names)
    by_row = {_NAME, _CODE, _YEAR}
    whole = by_row | {_INDICATOR, _VALUE} <= {*names} or (
        by_row <= {*names} and not ROLES.keys().isdisjoint(names)
    )
    return names if whole and each_once(names) else None


def _name(cell: str) -> str:
    if year := _YEAR_NAMED.fullmatch(cell):
        return year[1]
    if series := _SERIES_NAMED.fullmatch(cell):
        return f"MS.MIL.{next(filter(None, series.groups()))[-1].upper()}PRT.KD"
    return cell


def is_owid(part: Part) -> bool:
    """Whether Our World in Data hands it out, which has processed it."""
    return _ENTITY in part.header


def is_choice(part: Part) -> bool:
    """Whether the form is one in which people save some countries and years."""
    return part.header[:4] != HEADER


def indicators(part: Part) -> set[str]:
    """The codes of the series in it."""
    if _INDICATOR in part.rows:
        return {*part.rows[_INDICATOR]}
    return {*ROLES} & {*part.rows.columns}


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
    path = part.text.path
    if unknown := sorted(indicators(part) - set(ROLES)):
        message = "this is another series of the World Bank's"
        fix = f"Known are {' and '.join(ROLES)}."
        raise DataError.of(path, message, fix, None, _INDICATOR, unknown[0])
    long = _long(part.rows).rename(columns={_NAME: "name", _CODE: "iso3", _VALUE: "tiv_m"})
    long["tiv_m"] = long["tiv_m"].str.strip().replace("..", "")
    long["iso3"] = long["iso3"].replace(_OWID)
    table = Table.of(path, long[long["tiv_m"] != ""].reset_index(drop=True))
    table.text("iso3", "name")
    table.year(_YEAR)
    table.tiv()
    if is_owid(part):
        message = "the World Bank counts whole millions of TIV, so this is another unit or series"
        table.refuse(table.rows["tiv_m"] % 1_000_000 > 0, "tiv_m", message, _INSTEAD)
    table.unique("iso3", _INDICATOR, _YEAR)
    rows = table.done().sort_values(["line", _YEAR], ignore_index=True)
    rows["role"] = rows[_INDICATOR].map(ROLES)
    rows["tiv_m"] = rows["tiv_m"] / 1_000_000
    return rows[["iso3", _YEAR, "tiv_m", "line", "role"]]


def _long(rows: pd.DataFrame) -> pd.DataFrame:
    """A row a country, year and series; of those by row, only the rows with a country's code."""
    if _YEAR not in rows:
        years = [column for column in rows.columns if column.isdigit()]
        return rows.melt([_NAME, _CODE, _INDICATOR, "line"], years, _YEAR, _VALUE)
    rows = rows[rows[_CODE] != ""]  # groups have none there
    if _VALUE in rows:
        return rows
    series = [column for column in rows.columns if column in ROLES]
    return rows.melt([_NAME, _CODE, _YEAR, "line"], series, _INDICATOR, _VALUE)

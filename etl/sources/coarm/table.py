"""CAAT's table of the European Union's annual reports: a row an exporter, destination and number.

It has no header. Its older form, an answer in JSON of what its site drew, has values of exports
alone and names countries by their ISO numbers; its cells are put in the same order.
"""

import csv
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from etl.common.errors import DataError
from etl.intake.recognise import Part, recognise
from etl.sources import Staged
from etl.sources.coarm.military_list import MILITARY_LIST
from etl.table import Table

_COLUMNS = (
    "year", "embargo", "supplier", "supplier_name", "recipient", "recipient_name", "region",
    "region_name", "ml", "category", "value",
)  # fmt: skip
# What the letters of the reports' columns count; the criteria of denials (e1 to e8) are left out.
_COUNTED = {"a": "licences", "b": "licensed_eur_m", "c": "exported_eur_m", "d": "denials"}
_CATEGORY = re.compile(r"[abcd]|e[1-8]")
_COUNTRY = re.compile(r"[A-Z]{2}|[0-9]{1,3}")
_ML = "|" + "|".join(MILITARY_LIST).replace("ML", "ML ?")
# Who reports, or did so as a member.
_EXPORTERS = (
    "AUT BEL BGR HRV CYP CZE DNK EST FIN FRA DEU GRC HUN IRL ITA LVA LTU LUX MLT NLD POL PRT ROU"
    " SVK SVN ESP SWE GBR"
)
_SINT_MAARTEN = "SXM"


@cache
def _codes() -> dict[str, str]:
    """The ISO 3166 alpha-3 code by the alpha-2 code and by the number."""
    with Path(__file__).with_name("codes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row[key]: row["iso3"] for row in rows for key in ("iso2", "number") if row[key]}


def columns(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The names of the cells, if this is a row of such a table."""
    if len(cells) != len(_COLUMNS):
        return None
    row = dict(zip(_COLUMNS, cells, strict=True))
    is_row = re.fullmatch(r"(19|20)\d\d", row["year"]) and _CATEGORY.fullmatch(row["category"])
    countries = (row["supplier"], row["recipient"])
    return _COLUMNS if is_row and all(map(_COUNTRY.fullmatch, countries)) else None


def flat(answer: Any) -> list[list[str]] | None:
    """The rows of the older form; None if an answer is another."""
    try:
        return [
            [year, "", exporter, "", row["country_id"], "", "", "", row["type"], "c", row["value"]]
            for year, countries in answer["years"].items()
            for exporter, trade in countries.items()
            for row in trade.get("exportDetails", ())
        ]
    except (AttributeError, KeyError, TypeError):
        return None


def card(
    path: Path, parts: list[Part], claims: list[dict[str, Any]], release: int | None
) -> dict[str, Any]:
    """The card of the table."""
    if release:
        raise DataError.of(path, "the table is of several editions", "Leave --release out.")
    rows = pd.concat([_cells(part) for part in parts])
    first, last = rows["year"].min(), rows["year"].max()
    strange = rows.loc[rows["supplier"] == _SINT_MAARTEN, "year"]
    left_out = (
        f" Left out are exports of {strange.min()}–{strange.max()} that it books under 534, the"
        " number of Sint Maarten, which reports none: Slovakia's (703) may be meant."
        if len(strange)
        else ""
    )
    return {
        "stem": f"coarm/exports_{first}-{last}",
        "publisher": "European Union, as compiled by the Campaign Against Arms Trade (CAAT)",
        "title": f"Arms exports and licences that EU states reported, {first}–{last}",
        "measures": "What each member state reported to the Union: licences, their value, and the"
        " value of actual exports, by destination and category of the military list. No state"
        " reports all of it in all years, and each counts in its own way, so what several reported"
        f" is no total.{left_out}",
        "unit": "million euros of the day, and licences",
        "release_label": f"editions {first}–{last}",
        "licence": "CAAT states no terms; reports of the Union may be used with its name",
        "licence_url": "https://eur-lex.europa.eu/eli/dec/2011/833/oj",
        "credit": f"EU annual reports on arms exports (COARM), compiled by CAAT, {first}–{last}",
        "url": "https://github.com/caatdata/eu-arms-export-data",
    }


def parse(path: Path) -> Staged:
    """Rows for ``licence_value``: a row an exporter, destination, year and category, if known."""
    return {"licence_value": pd.concat([_rows(part) for part in recognise(path)])}


def _cells(part: Part) -> pd.DataFrame:
    """The cells without blanks around them, countries by their alpha-3 codes."""
    if part.line > 1:
        message = "the line is not like those of CAAT's table, which has no header"
        fix = "Take it out, or save the table again."
        raise DataError([part.text.problem(message, fix, 1)])
    stripped = {name: part.rows[name].str.strip() for name in _COLUMNS}
    rows = part.rows.assign(**stripped)
    codes = {side: rows[side].replace(_codes()) for side in ("supplier", "recipient")}
    return rows.assign(**codes)


def _rows(part: Part) -> pd.DataFrame:
    rows = _cells(part)
    rows = rows[rows["supplier"] != _SINT_MAARTEN].reset_index(drop=True)
    table = Table.of(part.text.path, rows)
    table.year("year")
    table.number("value")
    known = rows["category"].str.fullmatch(_CATEGORY.pattern)
    fix = "Look for a shifted column; download the table again."
    table.refuse(~known, "category", "the letter is none of a, b, c, d and e1 to e8", fix)
    table.refuse(~rows["ml"].str.fullmatch(_ML), "ml", "not a category from ML 1 to ML 22", fix)
    message = "no state that reports to the European Union"
    table.refuse(~rows["supplier"].isin(_EXPORTERS.split()), "supplier", message, fix)
    table.unique("year", "supplier", "recipient", "ml", "category")
    rows = table.done()
    rows["ml"] = rows["ml"].str.replace(" ", "").where(rows["ml"] != "", None)
    rows["counted"] = rows["category"].map(_COUNTED)
    keys = ["supplier", "recipient", "year", "ml"]
    return _wide(rows.dropna(subset="counted"), keys)


def _wide(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """A column for each number that is counted, money in millions."""
    by_key = rows.groupby(keys, dropna=False, sort=False)
    wide = by_key["line"].min().to_frame()
    for name in _COUNTED.values():
        values = rows[rows["counted"] == name].groupby(keys, dropna=False)["value"].sum()
        wide[name] = values / 1e6 if name.endswith("eur_m") else values
    return wide.reset_index()

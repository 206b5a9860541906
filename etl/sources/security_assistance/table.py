"""The Monitor's table of US arms sales: a row a country, fiscal year and programme, as JSON.

What it counts is clear of one programme: deliveries of the government's own sales (Foreign Military
Sales), from the yearly book of the Defense Security Cooperation Agency. Commercial deliveries come
from several reports and leap from one year to the next, and licences are no trade, so they are left
out. Every number is filled in: of years that no book covers yet with zeros, which are not read.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from etl.common.errors import DataError
from etl.intake.header import each_once
from etl.intake.recognise import Part, recognise
from etl.sources import Staged
from etl.table import Table

_READ = ("year", "country", "program", "deliveries")
HEADER = ("key", *_READ[:3], "authorizations", _READ[3], "notifications", "footnote", "footnote2")
_PROGRAM = "Foreign Military Sales"
# Recipients that are no country, whose deliveries cannot be anybody's.
_NOBODY = ("Global", "International Organizations")
# A delivery beyond both, by the largest of the recipient's other years, is doubted.
_LEAP = 10
_MUCH_USD_M = 1_000


def columns(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The names of the columns, if this is the header of the table."""
    return tuple(cells) if {*_READ} <= {*cells} and each_once(cells) else None


def flat(answer: Any) -> list[Sequence[Any]] | None:
    """The columns that are read, below their names; None if an answer is another."""
    try:
        rows = [[row[name] for name in _READ] for row in answer]
    except (KeyError, TypeError):
        return None
    return [_READ, *rows] if rows else None


def card(
    path: Path, parts: list[Part], claims: list[dict[str, Any]], release: int | None
) -> dict[str, Any]:
    """The card of the table; its edition is told by the years of its deliveries."""
    if release:
        raise DataError.of(path, "its edition is told by its years", "Leave --release out.")
    rows = pd.concat([_deliveries(part) for part in parts])
    if rows.empty:
        message = f"the file has no deliveries under {_PROGRAM}"
        raise DataError.of(path, message, "Save the whole table again.")
    first, last = rows["fiscal_year"].min(), rows["fiscal_year"].max()
    nobody_usd_m = rows.loc[rows["recipient"].isin(_NOBODY), "delivered_usd_m"].sum()
    return {
        "stem": f"security_assistance/us_sales_{first}-{last}",
        "publisher": "Security Assistance Monitor",
        "title": f"Deliveries of the US government's own arms sales, fiscal years {first}–{last}",
        "measures": "What the US government delivered to other governments under Foreign Military "
        "Sales, with support and training, by fiscal year from October to September. Commercial "
        "sales and construction are not in it. Left out are "
        f"{nobody_usd_m:,.0f} million dollars to international organisations and to no "
        "country that is named.",
        "unit": "million US dollars of the day",
        "release_label": f"deliveries of fiscal years {first}–{last}",
        "licence": "The Security Assistance Monitor states no terms: for your own use",
        "credit": "Security Assistance Monitor, after the US Defense Security Cooperation Agency, "
        f"deliveries of fiscal years {first}–{last}",
        "url": "https://securityassistance.org/",
    }


def parse(path: Path) -> Staged:
    """Rows for ``fms_delivery`` (million dollars): a row a recipient and fiscal year.

    The same number that stands twice counts once. Notifications of a year may have a row of their
    own, without deliveries.
    """
    rows = pd.concat([_deliveries(part) for part in recognise(path)])
    rows = rows[~rows["recipient"].isin(_NOBODY)].reset_index(drop=True)
    usd_m = rows["delivered_usd_m"]
    # By the second largest of the recipient, which only the largest can leap beyond.
    second = usd_m.groupby(rows["recipient"]).transform(lambda own: own.nlargest(2).iloc[-1])
    told = (usd_m / second).map("{:.0f} times any other of its years".format)
    doubt = told.where((usd_m > _LEAP * second) & (usd_m > _MUCH_USD_M), None)
    return {"fms_delivery": rows.assign(doubt=doubt)}


def _deliveries(part: Part) -> pd.DataFrame:
    """The deliveries under the government's programme, each once."""
    stripped = {name: part.rows[name].str.strip() for name in _READ}
    rows = part.rows.assign(**stripped)
    table = Table.of(part.text.path, rows[rows["program"] == _PROGRAM].reset_index(drop=True))
    table.text("country")
    table.year("year")
    table.number("deliveries")
    table.rows = table.rows[table.rows["deliveries"] != 0].drop_duplicates(_READ)
    table.unique("year", "country")
    rows = table.done()
    return pd.DataFrame(
        {"recipient": rows["country"], "fiscal_year": rows["year"].astype("int64")}
        | {"delivered_usd_m": rows["deliveries"] / 1e6, "line": rows["line"]}
    )

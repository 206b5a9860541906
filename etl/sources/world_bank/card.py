"""The card of a file of the World Bank's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from etl.common.errors import DataError
from etl.intake.dated import generated_at
from etl.intake.recognise import Part
from etl.sources.world_bank.series import ROLES

COUNTRIES = 200  # the World Bank lists some 260 countries and groups, also those without a value
_UPDATED = (
    (re.compile(r"Last Updated Date[\",;\t]+(\d{4}-\d\d-\d\d)"), ("%Y-%m-%d",)),
)  # fmt: skip
_WORLD_BANK = {
    "publisher": "World Bank",
    "unit": "million TIV; the World Bank prints single TIV and once called them dollars, which they"
    " are not",
    "licence": "CC BY 4.0",
    "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    "url": "https://data.worldbank.org/indicator/MS.MIL.XPRT.KD",
}


def series(
    path: Path, parts: list[Part], claims: list[dict[str, Any]], release: int | None
) -> dict[str, Any]:
    """The card of a series; raises DataError if it is cut short, or does not say its day."""
    if claims:
        raise DataError.of(path, "this series covers no flows", "Leave --covers out.")
    generated = generated_at(path, parts, _UPDATED)
    year = release or (generated.year if generated else None)
    if year is None:
        raise DataError.of(
            path,
            "the file does not say when the World Bank updated it",
            "Give the year with --release.",
        )
    if min(len(part.rows) for part in parts) < COUNTRIES:
        raise DataError.of(
            path,
            f"the series has a row for fewer than {COUNTRIES} countries: it is cut short",
            "Download it again.",
        )
    codes = {code for part in parts for code in part.rows["Indicator Code"]}
    roles = [role for code, role in ROLES.items() if code in codes]
    label = (
        f"World Bank update of {generated.day} {generated:%B %Y}" if generated
        else f"World Bank file of {year}"
    )  # fmt: skip
    trade = " and ".join({"supplier": "exports", "recipient": "imports"}[role] for role in roles)
    return _WORLD_BANK | {
        "stem": "world_bank/arms_" + "_".join(trade.split(" and ")),
        "title": f"Arms {trade} of each country by year",
        "measures": "What each country supplied or received in each year, as the World Bank"
        " republishes it from SIPRI. Taiwan has no row, and former states are missing.",
        "release": year,
        "release_label": label,
        "generated": generated,
        "credit": f"World Bank, World Development Indicators (from SIPRI), {label[11:]}",
    }

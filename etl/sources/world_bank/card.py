"""The card of a file of the World Bank's."""

import re
from pathlib import Path
from typing import Any

from etl.common.errors import DataError
from etl.intake.dated import generated_at
from etl.intake.recognise import Part
from etl.sources.world_bank.series import ROLES, indicators, is_choice, is_owid

COUNTRIES = 200  # the World Bank lists some 260 countries and groups, also those without a value
_UPDATED = (
    (re.compile(r"(?:Last Updated Date|lastupdated)[\",;\t]+(\d{4}-\d\d-\d\d)"), ("%Y-%m-%d",)),
    # DataBank writes the month first.
    (re.compile(r"Last Updated: (\d\d/\d\d/\d{4})"), ("%m/%d/%Y",)),
)
_PAGES = re.compile(r"^page,(\d+)\npages,(?!\1$)(\d+)$", re.MULTILINE)
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
    generated = generated_at(path, parts, _UPDATED)
    year = release or (generated.year if generated else None)
    if year is None:
        message = "the file does not say when the World Bank updated it"
        raise DataError.of(path, message, "Give the year with --release.")
    chosen = [part for part in parts if is_choice(part)]
    if not chosen and min(len(part.rows) for part in parts) < COUNTRIES:
        message = f"the series has a row for fewer than {COUNTRIES} countries: it is cut short"
        raise DataError.of(path, message, "Download it again.")
    for part in parts:
        if page := _PAGES.search("\n".join(part.preamble)):
            message = f"this is page {page[1]} of {page[2]} of an answer of the World Bank's API"
            fix = "Ask for all of it in one page, with &per_page=20000 in the address."
            raise DataError.of(path, message, fix)
    codes = {code for part in parts for code in indicators(part)}
    roles = [role for code, role in ROLES.items() if code in codes]
    label = (
        f"World Bank update of {generated.day} {generated:%B %Y}" if generated
        else f"World Bank file of {year}"
    )  # fmt: skip
    processed = ", processed by Our World in Data" if any(map(is_owid, parts)) else ""
    trade = " and ".join({"supplier": "exports", "recipient": "imports"}[role] for role in roles)
    return _WORLD_BANK | {
        "stem": "world_bank/arms_" + "_".join(trade.split(" and ")),
        "title": f"Arms {trade} of {'some countries' if chosen else 'each country'} by year",
        "measures": "What each country supplied or received in each year, as the World Bank"
        f" republishes it from SIPRI{processed}. Taiwan has no row, and former states are missing."
        + (" Others may be left out." if chosen else ""),
        "release": year,
        "release_label": label,
        "generated": generated,
        "credit": f"World Bank, World Development Indicators (from SIPRI){processed}, {label[11:]}",
    }

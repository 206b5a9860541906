"""The card of a saved file, by the kind of table it is."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from etl import cards
from etl.cards import Card
from etl.common.errors import DataError, Problem
from etl.intake.covers import (
    FIRST_REGISTER_YEAR,
    asked_of,
    claim_of,
    claims_of,
    in_words,
    refuse_after_release,
    refuse_outside,
)
from etl.intake.dated import generated_at, release_of
from etl.recognise import Part, recognise
from etl.sources import sipri_tiv_table, world_bank_series

COUNTRIES = 200  # the World Bank lists some 260 countries and groups, also those without a value
_SIPRI = {
    "publisher": "Stockholm International Peace Research Institute (SIPRI)",
    "unit": "million TIV (SIPRI trend-indicator value), a volume of military capability and not"
    " money",
    "licence": "SIPRI's terms: non-commercial use with a reference to the source; less than a tenth"
    " of a data set may be reproduced",
    "licence_url": "https://www.sipri.org/about/terms-and-conditions",
    "url": "https://www.sipri.org/databases/armstransfers",
}
_WORLD_BANK = {
    "publisher": "World Bank",
    "unit": "million TIV; the World Bank prints single TIV and once called them dollars, which they"
    " are not",
    "licence": "CC BY 4.0",
    "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    "url": "https://data.worldbank.org/indicator/MS.MIL.XPRT.KD",
}


def card_for(
    path: Path,
    data: Path,
    *,
    covers: tuple[str, ...] = (),
    release: int | None = None,
    today: date,
    taken: Collection[Path] = (),
) -> Card:
    """The card of a saved file, which is to be stored under ``data``.

    Args:
        path: The file.
        data: The data folder.
        covers: What the file is complete for, if it does not say so: ``world 1995-2024``,
            ``recipient Ukraine 1992-2024`` or ``supplier Israel 2020-2024``.
        release: Year of the release, if the file does not say when it was generated.
        today: The day on which it is taken in.
        taken: Where the cards of other files that are taken in with it will stand.

    Raises:
        DataError: if the file is none of the tables known here, or does not say enough.
    """
    parts = recognise(path)
    if release is not None and not FIRST_REGISTER_YEAR <= release <= today.year + 1:
        raise DataError(
            [
                Problem(
                    path,
                    "--release is not the year of a release",
                    f"Give a year from {FIRST_REGISTER_YEAR} to {today.year + 1}.",
                    value=str(release),
                )
            ]
        )
    describe = {
        "sipri_deliveries": _register,
        "sipri_deals": _register,
        "sipri_tiv_table": _tiv_table,
        "world_bank_series": _world_bank,
    }[parts[0].source]
    claims = [claim_of(path, text) for text in covers]
    fields = describe(path, parts, claims, release)
    generated: datetime | None = fields["generated"]
    stamp = f"_{generated:%Y-%m-%d_%H%M%S}" if generated else f"_{fields['release']}"
    folder = "world_bank" if parts[0].source == "world_bank_series" else "sipri"
    checksum = cards.sha256(path)
    stem = f"{fields.pop('stem')}{stamp}"
    downloads = data / cards.DOWNLOADS
    target = downloads / folder / (stem + cards.SUFFIX)
    forgotten = downloads / cards.FORGOTTEN / folder / target.name
    # Another file of the same moment, or the same table saved again by another program.
    if target in taken or any(_is_another(card, checksum) for card in (target, forgotten)):
        stem = f"{stem}_{checksum[:6]}"
        target = target.with_name(stem + cards.SUFFIX)
    how = f"Taken in as it came from the file {path.name}."
    if generated is None:  # of two files of a release the newer one answers
        fields["generated"] = date(fields["release"], 3, 1)
        how += " It does not say when it was generated; 1 March of its release stands for that."
    fields |= {
        "source": parts[0].source,
        "retrieved": today,
        "sha256": checksum,
        "file": stem + _suffix(path),
        "how": how,
    }
    return cards.parse(target, cards.text_of(fields), path)


def _is_another(card: Path, checksum: str) -> bool:
    return card.exists() and checksum not in card.read_text(encoding="utf-8")


def _suffix(path: Path) -> str:
    """The ending of the stored file, by its content."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == b"PK\x03\x04":
        return ".zip"
    return ".json" if start.lstrip()[:1] == b"{" else ".csv"


def _register(
    path: Path, parts: list[Part], claims: list[dict[str, Any]], release: int | None
) -> dict[str, Any]:
    by_delivery = parts[0].source == "sipri_deliveries"
    generated = generated_at(path, parts)
    column = "Delivery year" if by_delivery else "Year(s) of delivery"
    rows = pd.concat([part.rows[[column, "line"]] for part in parts])
    # What is no year there is refused when the rows are typed.
    delivered = pd.to_numeric(rows[column].str.extract(r"([0-9]{4})$")[0]).max()
    if pd.isna(delivered):
        raise DataError(
            [Problem(path, "the register holds no deliveries", "Ask for other years or countries.")]
        )
    last_delivery = int(delivered)
    asked = asked_of(path, parts) if not claims else None
    # Whether the export would show deliveries of the newest year if there were any.
    whole = asked is not None and asked.suppliers is None and asked.recipients is None
    open_ended = whole and asked is not None and (asked.last is None or asked.last > last_delivery)
    released = release_of(path, generated, release, last_delivery, open_ended)
    if not claims and asked is not None:
        claims = claims_of(path, asked, released - 1)
    refuse_after_release(path, claims, released)
    refuse_outside(path, rows, column, claims)
    out = []
    for claim in claims:
        if by_delivery:
            out.append(claim | {"grain": "year", "by_category": True, "precision": "exact"})
        else:
            # Spread over its years a deal is approximate; over all of them together it is not.
            out.append(claim | {"grain": "year", "by_category": False, "precision": "split"})
            out.append(claim | {"grain": "window", "by_category": False, "precision": "exact"})
    words = "delivery" if by_delivery else "deal"
    whom = "; ".join(in_words(claim) for claim in claims)
    first, last = claims[0]["first_year"], claims[0]["last_year"]
    return _SIPRI | {
        "stem": f"{'deliveries' if by_delivery else 'deals'}_{first}-{last}",
        "title": f"Trade register by {words}, {whom}, {released} release",
        "measures": "What each supplier delivered to each recipient of each weapon, in each year."
        if by_delivery
        else "What each supplier delivered to each recipient of each weapon, with order and"
        " comment; one volume for all years of a deal.",
        "release": released,
        "release_label": f"{released} release",
        "generated": generated,
        "credit": f"Calculated from the SIPRI Arms Transfers Database, {released} release",
        "coverage": out,
    }


def _tiv_table(
    path: Path, parts: list[Part], claims: list[dict[str, Any]], release: int | None
) -> dict[str, Any]:
    generated = generated_at(path, parts)
    (part, *more) = parts
    if more:
        raise DataError(
            [Problem(path, "the zip holds several TIV tables", "Import them one by one.")]
        )
    scope = sipri_tiv_table.scope(part)
    columns = sipri_tiv_table.years(part)
    filled = [name for name in columns if (part.rows[name].str.strip() != "").any()]
    if not filled:
        raise DataError([Problem(path, "the TIV table has no numbers", "Download it again.")])
    first, last = int(columns[0]), int(filled[-1])
    released = release_of(path, generated, release, last, scope.partner_of is None)
    fields = _SIPRI | {
        "release": released,
        "release_label": f"{released} release",
        "generated": generated,
        "credit": f"SIPRI Arms Transfers Database, {released} release",
        "measures": "Yearly volumes in whole millions; 0 is under half a million.",
    }
    if scope.partner_of is None:
        if claims:
            raise DataError(
                [Problem(path, "a TIV table of all says whom it covers", "Leave --covers out.")]
            )
        return fields | {
            "stem": f"tiv-table_{scope.role}s_{first}-{last}",
            "title": f"TIV table of all {scope.role}s {first}–{last}, {released} release",
        }
    role = "supplier" if scope.role == "recipient" else "recipient"
    refuse_after_release(path, claims, released)
    # Years after the last number are empty because the release does not have them yet.
    claim = {
        "scope": role, "names": [scope.partner_of], "first_year": first,
        "last_year": min(int(columns[-1]), released - 1),
    }  # fmt: skip
    return fields | {
        "stem": f"tiv-table_{role}_{_slug(scope.partner_of)}_{first}-{claim['last_year']}",
        "title": f"TIV table of {scope.partner_of} as {role}, {released} release",
        "coverage": [
            c | {"grain": "year", "by_category": False, "precision": "rounded"}
            for c in claims or [claim]
        ],
    }


def _world_bank(
    path: Path, parts: list[Part], claims: list[dict[str, Any]], release: int | None
) -> dict[str, Any]:
    if claims:
        raise DataError([Problem(path, "this series covers no flows", "Leave --covers out.")])
    generated = generated_at(path, parts)
    year = release or (generated.year if generated else None)
    if year is None:
        raise DataError(
            [
                Problem(
                    path,
                    "the file does not say when the World Bank updated it",
                    "Give the year with --release.",
                )
            ]
        )
    if min(len(part.rows) for part in parts) < COUNTRIES:
        raise DataError(
            [
                Problem(
                    path,
                    f"the series has a row for fewer than {COUNTRIES} countries: it is cut short",
                    "Download it again.",
                )
            ]
        )
    codes = {code for part in parts for code in part.rows["Indicator Code"]}
    roles = [role for code, role in world_bank_series.ROLES.items() if code in codes]
    label = (
        f"World Bank update of {generated.day} {generated:%B %Y}" if generated
        else f"World Bank file of {year}"
    )  # fmt: skip
    trade = " and ".join({"supplier": "exports", "recipient": "imports"}[role] for role in roles)
    return _WORLD_BANK | {
        "stem": "arms_" + "_".join(trade.split(" and ")),
        "title": f"Arms {trade} of each country by year",
        "measures": "What each country supplied or received in each year, as the World Bank"
        " republishes it from SIPRI. Taiwan has no row, and former states are missing.",
        "release": year,
        "release_label": label,
        "generated": generated,
        "credit": f"World Bank, World Development Indicators (from SIPRI), {label[11:]}",
    }


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")

"""The cards of SIPRI's files: what each is, whom it covers, which release it is of."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from etl.common.errors import DataError
from etl.intake.covers import in_words, refuse_outside
from etl.intake.dated import generated_at
from etl.intake.recognise import Part
from etl.sources.sipri import tiv_table as table
from etl.sources.sipri.asked import asked_of, claims_of, likely

_GENERATED = (
    (re.compile(r"(?:Data g|G)enerated: (\d{1,2} \w{3,9} \d{4} \d{1,2}:\d\d:\d\d [AP]M)"),
     ("%d %b %Y %I:%M:%S %p", "%d %B %Y %I:%M:%S %p")),
    (re.compile(r"(?:Data g|G)enerated: (\d{1,2} \w{3,9} \d{4})"), ("%d %b %Y", "%d %B %Y")),
    (re.compile(r"created: (\d\d-\d\d-\d{4})"), ("%d-%m-%Y",)),
)  # fmt: skip
_SIPRI = {
    "publisher": "Stockholm International Peace Research Institute (SIPRI)",
    "unit": "million TIV (SIPRI trend-indicator value), a volume of military capability and not"
    " money",
    "licence": "SIPRI's terms: non-commercial use with a reference to the source; less than a tenth"
    " of a data set may be reproduced",
    "licence_url": "https://www.sipri.org/about/terms-and-conditions",
    "url": "https://www.sipri.org/databases/armstransfers",
}


def register(
    path: Path, parts: list[Part], claims: list[dict[str, Any]], release: int | None
) -> dict[str, Any]:
    """The card of a register by delivery or by deal; raises DataError if it says too little."""
    by_delivery = parts[0].source == "sipri_deliveries"
    generated = generated_at(path, parts, _GENERATED)
    column = "Delivery year" if by_delivery else "Year(s) of delivery"
    rows = pd.concat([part.rows[[column, "line"]] for part in parts])
    # Some programs write a year as 2000.0. What is no year is refused when the rows are typed.
    rows[column] = rows[column].str.strip().str.removesuffix(".0")
    delivered = pd.to_numeric(rows[column].str.extract(r"([0-9]{4})$")[0]).max()
    if pd.isna(delivered):
        raise DataError.of(
            path, "the register holds no deliveries", "Ask for other years or countries."
        )
    last_delivery = int(delivered)
    first_delivery = int(pd.to_numeric(rows[column].str.extract(r"([0-9]{4})")[0]).min())
    proposal = likely(parts, first_delivery, last_delivery, generated is not None)
    asked = asked_of(path, parts, proposal) if not claims else None
    # Whether the export would show deliveries of the newest year if there were any.
    whole = asked is not None and asked.suppliers is None and asked.recipients is None
    open_ended = whole and asked is not None and (asked.last is None or asked.last > last_delivery)
    released = _release_of(path, generated, release, last_delivery, open_ended)
    if not claims and asked is not None:
        claims = claims_of(path, asked, released - 1)
        for claim in claims:
            held = {name for part in parts for name in part.rows.get(claim["scope"].title(), ())}
            if not held.issuperset(claim.get("names", ())):  # nothing was delivered
                claim["empty_years"] = True
    for claim in claims:
        if claim["last_year"] > last_delivery:  # nothing since, as the file or its user says
            claim["empty_years"] = True
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
        "stem": f"sipri/{'deliveries' if by_delivery else 'deals'}_{first}-{last}",
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


def tiv_table(
    path: Path, parts: list[Part], claims: list[dict[str, Any]], release: int | None
) -> dict[str, Any]:
    """The card of a TIV table; raises DataError if it says too little."""
    generated = generated_at(path, parts, _GENERATED)
    (part, *more) = parts
    if more:
        raise DataError.of(path, "the zip holds several TIV tables", "Import them one by one.")
    scope = table.scope(part)
    columns = table.years(part)
    filled = [name for name in columns if (part.rows[name].str.strip() != "").any()]
    if not filled:
        raise DataError.of(path, "the TIV table has no numbers", "Download it again.")
    first, last = int(columns[0]), int(filled[-1])
    released = _release_of(path, generated, release, last, scope.partner_of is None)
    fields = _SIPRI | {
        "release": released,
        "release_label": f"{released} release",
        "generated": generated,
        "credit": f"SIPRI Arms Transfers Database, {released} release",
        "measures": "Yearly volumes in whole millions; 0 is under half a million.",
    }
    if scope.partner_of is None:
        if claims:
            raise DataError.of(
                path, "a TIV table of all says whom it covers", "Leave --covers out."
            )
        return fields | {
            "stem": f"sipri/tiv-table_{scope.role}s_{first}-{last}",
            "title": f"TIV table of all {scope.role}s {first}–{last}, {released} release",
        }
    role = "supplier" if scope.role == "recipient" else "recipient"
    if any(claim["scope"] != role for claim in claims):
        raise DataError.of(
            path,
            f"a TIV table of {scope.partner_of} as {role} holds nobody else's trade whole",
            f"Leave --covers out, or give its years: '{role} {scope.partner_of} {first}-{last}'.",
        )
    # Years after the last number are empty because the release does not have them yet.
    claim = {
        "scope": role, "names": [scope.partner_of], "first_year": first,
        "last_year": min(int(columns[-1]), released - 1),
    }  # fmt: skip
    return fields | {
        "stem": f"sipri/tiv-table_{role}_{_slug(scope.partner_of)}_{first}-{claim['last_year']}",
        "title": f"TIV table of {scope.partner_of} as {role}, {released} release",
        "coverage": [
            c | {"grain": "year", "by_category": False, "precision": "rounded"}
            for c in claims or [claim]
        ],
    }


def _release_of(
    path: Path, generated: datetime | None, given: int | None, last_year: int, open_ended: bool
) -> int:
    """The release that a table is of: SIPRI issues a year's data in March of the next.

    It was ``generated`` then, its user says it is of the ``given`` one, and numbers end with its
    ``last_year``. If it is ``open_ended``, it would hold the last year of a whole release.

    Raises:
        DataError: if it cannot be told.
    """
    if given is not None:
        if last_year >= given:
            held = "a release holds the years before its own"
            message = f"the file has deliveries in {last_year}, and {held}"
            fix = f"Give --release {last_year + 1} or later, or leave it out."
            raise DataError.of(path, message, fix, value=str(given))
        return given
    ask = "Say which release it is with --release YEAR."
    if generated is None:
        say = f"If its last deliveries, of {last_year}, are the release's last, say:"
        fix = f"{ask} {say} --release {last_year + 1}"
        raise DataError.of(path, "the file does not say when it was generated", fix)
    if generated.month == 3:  # on which day the release comes out differs
        likely = generated.year if last_year == generated.year - 1 else None
        if likely is None and open_ended and last_year == generated.year - 2:
            likely = generated.year - 1
    else:
        likely = generated.year if generated.month > 3 else generated.year - 1
    fits = likely is not None and (last_year == likely - 1 if open_ended else last_year < likely)
    if likely is None or not fits:
        message = (
            f"the file was generated on {generated:%d %B %Y}, and its last deliveries are"
            f" of {last_year}: which release this is cannot be told"
        )
        raise DataError.of(path, message, f"{ask} If the file was cut short, download it again.")
    return likely


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")

"""Taking in a file that a user saved: what it is, whom it covers, which release it is of.

A file is stored as it came under ``data/downloads/`` with a card that says all this, and from then
on it is a table like any other. Coverage decides which questions get a number, so it is read from
the file and never guessed: where the file cannot tell, the user is asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from etl import cards
from etl.cards import Card
from etl.errors import DataError, Problem
from etl.recognise import Part, recognise
from etl.sources import sipri_tiv_table, world_bank_series

FIRST_REGISTER_YEAR = 1950
ALL = "All countries"
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

_ASKED = re.compile(
    r"from (?P<supplier>.*?)\s+to (?P<recipient>.*?)\s*\.\s*"
    r"Deals with .*?year range '(?P<first>[^']*)' to '(?P<last>[^']*)'"
)
_ASKED_OLD = re.compile(
    r"for buyer '(?P<recipient>[^']*)' and seller\s+'(?P<supplier>[^']*)' and the years from "
    r"(?P<first>\d{4}) to (?P<last>\d{4})"
)
_GENERATED = (
    (re.compile(r"(?:Data g|G)enerated: (\d{1,2} \w{3,9} \d{4} \d{1,2}:\d\d:\d\d [AP]M)"),
     ("%d %b %Y %I:%M:%S %p", "%d %B %Y %I:%M:%S %p")),
    (re.compile(r"(?:Data g|G)enerated: (\d{1,2} \w{3,9} \d{4})"), ("%d %b %Y", "%d %B %Y")),
    (re.compile(r"created: (\d\d-\d\d-\d{4})"), ("%d-%m-%Y",)),
    (re.compile(r"Last Updated Date[\",;\t]+(\d{4}-\d\d-\d\d)"), ("%Y-%m-%d",)),
)  # fmt: skip
_YEARS: dict[str, int | None] = {"Not specified": None} | {str(y): y for y in range(1900, 2100)}
_COVERS = re.compile(
    r"(world|(?P<role>recipient|supplier) (?P<name>.+)) (?P<first>\d{4})-(?P<last>\d{4})"
)


@dataclass(frozen=True)
class Asked:
    """What a file was asked for: suppliers, recipients (None for all), and years.

    ``first`` and ``last`` are None where the file says that no years were specified.
    """

    suppliers: tuple[str, ...] | None
    recipients: tuple[str, ...] | None
    first: int | None
    last: int | None


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
    claims = [_claim(path, text) for text in covers]
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
    generated = _generated(path, parts)
    column = "Delivery year" if by_delivery else "Year(s) of delivery"
    rows = pd.concat([part.rows[[column, "line"]] for part in parts])
    # What is no year there is refused when the rows are typed.
    delivered = pd.to_numeric(rows[column].str.extract(r"([0-9]{4})$")[0]).max()
    if pd.isna(delivered):
        raise DataError(
            [Problem(path, "the register holds no deliveries", "Ask for other years or countries.")]
        )
    last_delivery = int(delivered)
    asked = _asked(path, parts) if not claims else None
    # Whether the export would show deliveries of the newest year if there were any.
    whole = asked is not None and asked.suppliers is None and asked.recipients is None
    open_ended = whole and asked is not None and (asked.last is None or asked.last > last_delivery)
    released = _release(path, generated, release, last_delivery, open_ended)
    if not claims and asked is not None:
        claims = _claims(path, asked, released - 1)
    _refuse_after_release(path, claims, released)
    _refuse_outside(path, rows, column, claims)
    out = []
    for claim in claims:
        if by_delivery:
            out.append(claim | {"grain": "year", "by_category": True, "precision": "exact"})
        else:
            # Spread over its years a deal is approximate; over all of them together it is not.
            out.append(claim | {"grain": "year", "by_category": False, "precision": "split"})
            out.append(claim | {"grain": "window", "by_category": False, "precision": "exact"})
    words = "delivery" if by_delivery else "deal"
    whom = "; ".join(_whom(claim) for claim in claims)
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
    generated = _generated(path, parts)
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
    released = _release(path, generated, release, last, scope.partner_of is None)
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
    _refuse_after_release(path, claims, released)
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
    generated = _generated(path, parts, needed=False)
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


def _generated(path: Path, parts: list[Part], *, needed: bool = True) -> datetime | None:
    """When the publisher generated the table; the earliest if it was downloaded in parts.

    Raises:
        DataError: if the parts are of different days, so that a release may lie between them.
    """
    found = [moment for part in parts if (moment := _moment(part)) is not None]
    if len({moment.date() for moment in found}) > 1:
        raise DataError(
            [
                Problem(
                    path,
                    "the parts of this download were generated on different days",
                    "Download it again, so that all of it is of one release.",
                )
            ]
        )
    return min(found, default=None)


def _moment(part: Part) -> datetime | None:
    text = "\n".join(part.preamble)
    for pattern, formats in _GENERATED:
        if match := pattern.search(text):
            for form in formats:
                try:
                    return datetime.strptime(match[1], form)
                except ValueError:
                    continue
    return None


def _release(
    path: Path, generated: datetime | None, given: int | None, last_year: int, open_ended: bool
) -> int:
    """The release that a table is of: SIPRI issues a year's data in March of the next.

    Args:
        path: The file.
        generated: When it was generated.
        given: What the user says.
        last_year: Last year in it that has a number.
        open_ended: Whether it would hold the release's last year, if it were a whole one.

    Raises:
        DataError: if it cannot be told.
    """
    if given is not None:
        if last_year >= given:
            raise DataError(
                [
                    Problem(
                        path,
                        f"the file has deliveries in {last_year}, and a release holds the years"
                        " before its own",
                        f"Give --release {last_year + 1} or later, or leave it out.",
                        value=str(given),
                    )
                ]
            )
        return given
    ask = "Say which release it is with --release YEAR."
    if generated is None:
        raise DataError([Problem(path, "the file does not say when it was generated", ask)])
    if generated.month == 3:  # on which day the release comes out differs
        likely = generated.year if last_year == generated.year - 1 else None
        if likely is None and open_ended and last_year == generated.year - 2:
            likely = generated.year - 1
    else:
        likely = generated.year if generated.month > 3 else generated.year - 1
    fits = likely is not None and (last_year == likely - 1 if open_ended else last_year < likely)
    if likely is None or not fits:
        raise DataError(
            [
                Problem(
                    path,
                    f"the file was generated on {generated:%d %B %Y}, and its last deliveries are"
                    f" of {last_year}: which release this is cannot be told",
                    f"{ask} If the file was cut short, download it again.",
                )
            ]
        )
    return likely


def _asked(path: Path, parts: list[Part]) -> Asked:
    """What the file was asked for; parts of a download together.

    Raises:
        DataError: if the preamble is missing or says something else.
    """
    found = [_asked_in(part) for part in parts]
    whom = {(asked.suppliers, asked.recipients) for asked in found if asked}
    if None in found or len(whom) != 1:
        raise DataError(
            [
                Problem(
                    path,
                    "the file does not say what was asked for: its first line is missing or"
                    " unusual",
                    "Say what it is complete for, such as --covers 'world 1995-2024' or"
                    " --covers 'recipient Ukraine 1992-2024'.",
                )
            ]
        )
    spans = sorted((asked.first or 0, asked.last or 0) for asked in found if asked)
    for (_, end), (start, _) in pairwise(spans):
        if start != end + 1:
            raise DataError(
                [
                    Problem(
                        path, f"the parts leave out or repeat years after {end}", "Download again."
                    )
                ]
            )
    (suppliers, recipients) = whom.pop()
    return Asked(suppliers, recipients, spans[0][0] or None, spans[-1][1] or None)


def _asked_in(part: Part) -> Asked | None:
    for line in part.preamble:
        if match := _ASKED.search(line) or _ASKED_OLD.search(line):
            years = match["first"], match["last"]
            if all(year in _YEARS for year in years):
                return Asked(
                    _parties(match["supplier"]), _parties(match["recipient"]),
                    _YEARS[match["first"]], _YEARS[match["last"]],
                )  # fmt: skip
    return None


def _parties(text: str) -> tuple[str, ...] | None:
    text = text.strip()
    if text.lower() == ALL.lower():
        return None
    return tuple(name.strip() for name in re.split(r"[;,]", text) if name.strip())


def _claims(path: Path, asked: Asked, data_year: int) -> list[dict[str, Any]]:
    """What is complete. No later than the release's data, however far the user asked."""
    years = {
        "first_year": max(asked.first or FIRST_REGISTER_YEAR, FIRST_REGISTER_YEAR),
        "last_year": min(asked.last or data_year, data_year),
    }
    if asked.suppliers is None and asked.recipients is None:
        return [{"scope": "world", **years}]
    if asked.suppliers is None and asked.recipients is not None:
        return [{"scope": "recipient", "names": [*asked.recipients], **years}]
    if asked.recipients is None and asked.suppliers is not None:
        return [{"scope": "supplier", "names": [*asked.suppliers], **years}]
    raise DataError(
        [
            Problem(
                path,
                "the file holds the trade between chosen suppliers and chosen recipients only,"
                " which is the whole trade of none of them: no share could be computed from it",
                "Download all that one side supplied or received.",
            )
        ]
    )


def _claim(path: Path, text: str) -> dict[str, Any]:
    """One --covers.

    Raises:
        DataError: if it is not of the form that is asked for.
    """
    match = _COVERS.fullmatch(text.strip())
    if match is None or not FIRST_REGISTER_YEAR <= int(match["first"]) <= int(match["last"]):
        raise DataError(
            [
                Problem(
                    path,
                    "--covers is not understood",
                    "Write 'world 1995-2024', 'recipient Ukraine 1992-2024' or"
                    " 'supplier Israel 2020-2024'.",
                    value=text,
                )
            ]
        )
    years = {"first_year": int(match["first"]), "last_year": int(match["last"])}
    if match["role"] is None:
        return {"scope": "world", **years}
    return {"scope": match["role"], "names": [match["name"]], **years}


def _refuse_after_release(path: Path, claims: list[dict[str, Any]], released: int) -> None:
    """A year that the release does not have yet would look like a year without deliveries."""
    for claim in claims:
        if not claim["first_year"] <= claim["last_year"] < released:
            raise DataError(
                [
                    Problem(
                        path,
                        f"the data of the {released} release end in {released - 1}",
                        "Check the years of --covers, of --release, and of the file's first line.",
                        value=_whom(claim),
                    )
                ]
            )


def _refuse_outside(
    path: Path, rows: pd.DataFrame, column: str, claims: list[dict[str, Any]]
) -> None:
    """Every delivery must lie inside what the file is said to cover."""
    first = min(claim["first_year"] for claim in claims)
    last = max(claim["last_year"] for claim in claims)
    years = rows[column]
    # The years ascend, so the first and last four digits are the earliest and the latest.
    outside = rows[
        years.str.fullmatch(r"[0-9]{4}(; [0-9]{4})*")
        & ((years.str[:4] < str(first)) | (years.str[-4:] > str(last)))
    ]
    if len(outside):
        raise DataError(
            [
                Problem(
                    path,
                    f"the file has deliveries outside {first}–{last}, the years that it covers",
                    "Check --covers, --release and the file's first line.",
                    int(outside["line"].iloc[0]),
                    column,
                    outside[column].iloc[0],
                )
            ]
        )


def _whom(claim: dict[str, Any]) -> str:
    years = f"{claim['first_year']}–{claim['last_year']}"
    if claim["scope"] == "world":
        return f"all suppliers and recipients {years}"
    trade = "imports of" if claim["scope"] == "recipient" else "exports of"
    return f"{trade} {', '.join(claim['names'])} {years}"


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")

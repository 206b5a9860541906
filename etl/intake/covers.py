"""Whom and which years a file covers: what it was asked for, or what its user says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from etl.common.errors import DataError, Problem
from etl.recognise import Part

FIRST_REGISTER_YEAR = 1950
ALL = "All countries"
_ASKED = re.compile(
    r"from (?P<supplier>.*?)\s+to (?P<recipient>.*?)\s*\.\s*"
    r"Deals with .*?year range '(?P<first>[^']*)' to '(?P<last>[^']*)'"
)
_ASKED_OLD = re.compile(
    r"for buyer '(?P<recipient>[^']*)' and seller\s+'(?P<supplier>[^']*)' and the years from "
    r"(?P<first>\d{4}) to (?P<last>\d{4})"
)
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


def asked_of(path: Path, parts: list[Part]) -> Asked:
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


def claims_of(path: Path, asked: Asked, data_year: int) -> list[dict[str, Any]]:
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


def claim_of(path: Path, text: str) -> dict[str, Any]:
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


def refuse_after_release(path: Path, claims: list[dict[str, Any]], released: int) -> None:
    """A year that the release does not have yet would look like a year without deliveries."""
    for claim in claims:
        if not claim["first_year"] <= claim["last_year"] < released:
            raise DataError(
                [
                    Problem(
                        path,
                        f"the data of the {released} release end in {released - 1}",
                        "Check the years of --covers, of --release, and of the file's first line.",
                        value=in_words(claim),
                    )
                ]
            )


def refuse_outside(
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


def in_words(claim: dict[str, Any]) -> str:
    """What is covered, in words for a title or a message."""
    years = f"{claim['first_year']}–{claim['last_year']}"
    if claim["scope"] == "world":
        return f"all suppliers and recipients {years}"
    trade = "imports of" if claim["scope"] == "recipient" else "exports of"
    return f"{trade} {', '.join(claim['names'])} {years}"

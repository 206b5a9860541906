"""What a file is complete for, as its user says with ``--covers``, and whether that can be."""

import re
from pathlib import Path
from typing import Any

import pandas as pd

from etl.common.errors import DataError
from etl.common.signs import with_hyphens
from etl.table import FIRST_YEAR

_COVERS = re.compile(
    r"(world|(?P<role>recipient|supplier) (?P<name>.+)) (?P<first>\d{4})[-–](?P<last>\d{4})"
)


def claim_of(path: Path, text: str) -> dict[str, Any]:
    """One --covers.

    Raises:
        DataError: if it is not of the form that is asked for.
    """
    match = _COVERS.fullmatch(with_hyphens(text.strip()))
    if match is None or not FIRST_YEAR <= int(match["first"]) <= int(match["last"]):
        fix = (
            "Write 'world 1995-2024', 'recipient Ukraine 1992-2024' or 'supplier Israel 2020-2024'."
        )
        raise DataError.of(path, "--covers is not understood", fix, value=text)
    years = {"first_year": int(match["first"]), "last_year": int(match["last"])}
    if match["role"] is None:
        return {"scope": "world", **years}
    return {"scope": match["role"], "names": [match["name"]], **years}


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
        message = f"the file has deliveries outside {first}–{last}, the years that it covers"
        fix = "Check --covers, --release and the file's first line."
        line, value = outside[["line", column]].iloc[0]
        raise DataError.of(path, message, fix, int(line), column, value)


def in_words(claim: dict[str, Any]) -> str:
    """What is covered, in words for a title or a message."""
    years = f"{claim['first_year']}–{claim['last_year']}"
    if claim["scope"] == "world":
        return f"all suppliers and recipients {years}"
    trade = "imports of" if claim["scope"] == "recipient" else "exports of"
    return f"{trade} {', '.join(claim['names'])} {years}"

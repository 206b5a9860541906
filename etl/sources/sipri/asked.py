"""What a file of SIPRI's was asked for, as its first lines say, and what it covers then."""

import re
import shlex
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from etl.common.errors import DataError
from etl.intake.recognise import Part
from etl.table import FIRST_YEAR

ALL = "All countries"
_WORLD = 30  # a choice of countries is seldom of so many
_ASKED = re.compile(
    r"from (?P<supplier>.*?)\s+to (?P<recipient>.*?)\s*\.\s*"
    r"Deals with .*?year range '(?P<first>[^']*)' to '(?P<last>[^']*)'"
)
_ASKED_OLD = re.compile(
    r"for buyer '(?P<recipient>[^']*)' and seller\s+'(?P<supplier>[^']*)' and the years from "
    r"(?P<first>\d{4}) to (?P<last>\d{4})"
)
_YEARS: dict[str, int | None] = {"Not specified": None} | {str(y): y for y in range(1900, 2100)}


@dataclass(frozen=True)
class Asked:
    """What a file was asked for: suppliers, recipients (None for all), and years.

    ``first`` and ``last`` are None where the file says that no years were specified.
    """

    suppliers: tuple[str, ...] | None
    recipients: tuple[str, ...] | None
    first: int | None
    last: int | None


def asked_of(path: Path, parts: list[Part], likely: str) -> Asked:
    """What the file was asked for; parts of a download together.

    ``likely`` is what to propose where it does not say, as :func:`likely` words it.

    Raises:
        DataError: if the preamble is missing or says something else.
    """
    found = [_asked_in(part) for part in parts]
    whom = {(asked.suppliers, asked.recipients) for asked in found if asked}
    if None in found or len(whom) != 1:
        message = "the file does not say what was asked for: its first line is missing or unusual"
        such = "--covers 'world 1995-2024' or --covers 'recipient Ukraine 1992-2024'"
        fix = f"Say what it is complete for, such as {such}. {likely}"
        raise DataError.of(path, message, fix)
    spans = sorted((asked.first or 0, asked.last or 0) for asked in found if asked)
    for (_, end), (start, _) in pairwise(spans):
        if start != end + 1:
            raise DataError.of(
                path, f"the parts leave out or repeat years after {end}", "Download again."
            )
    (suppliers, recipients) = whom.pop()
    return Asked(suppliers, recipients, spans[0][0] or None, spans[-1][1] or None)


def likely(parts: list[Part], first: int, last: int, dated: bool) -> str:
    """What a register without its first lines looks like, with the words to say so.

    It holds deliveries of the years ``first`` to ``last``. If it is ``dated``, it says when it was
    generated, from which its release follows.
    """
    suppliers, recipients = (
        {name for part in parts for name in part.rows[role].unique()}
        for role in ("Supplier", "Recipient")
    )
    counts = f"{len(suppliers)} suppliers, {len(recipients)} recipients"
    held = f"Its rows hold {counts} and the years {first}–{last}"
    if len(suppliers) >= _WORLD and len(recipients) >= _WORLD:
        whom = "world"
    elif len(suppliers) == 1 < len(recipients):
        whom = f"supplier {suppliers.pop()}"
    elif len(recipients) == 1 < len(suppliers):
        whom = f"recipient {recipients.pop()}"
    else:
        return f"{held}."
    release = "" if dated else f" --release {last + 1}"
    covers = shlex.quote(f"{whom} {first}-{last}")
    return f"{held}; if it is complete for those, say: --covers {covers}{release}"


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
    # One that is named twice is asked for once.
    return tuple(dict.fromkeys(name for each in re.split(r"[;,]", text) if (name := each.strip())))


def claims_of(path: Path, asked: Asked, data_year: int) -> list[dict[str, Any]]:
    """What is complete. No later than the release's data, however far the user asked."""
    years = {
        "first_year": max(asked.first or FIRST_YEAR, FIRST_YEAR),
        "last_year": min(asked.last or data_year, data_year),
    }
    match asked.suppliers, asked.recipients:
        case None, None:
            return [{"scope": "world", **years}]
        case None, [*names]:
            return [{"scope": "recipient", "names": names, **years}]
        case [*names], None:
            return [{"scope": "supplier", "names": names, **years}]
    raise DataError.of(
        path,
        "the file holds the trade between chosen suppliers and chosen recipients only,"
        " which is the whole trade of none of them: no share could be computed from it",
        "Download all that one side supplied or received.",
    )

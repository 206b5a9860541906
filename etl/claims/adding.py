"""A new row of the ledger: written below the others, and only if the whole table still reads.

Installed tables are never written to. What a user adds to them has a table and numbers of its own,
so that a newer installation brings its rows and keeps these.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from etl.cards import Card, card_path, load_cards, parse, seal, text_of
from etl.claims.dates import read_day, read_years
from etl.claims.fault import Fault
from etl.claims.metrics import unit_of
from etl.claims.numbers import Number, read_number
from etl.common.errors import DataError, Problem
from etl.common.files import write_whole
from etl.common.given import content_of
from etl.common.paths import completed
from etl.intake.journal import carry_out, made_ready
from etl.intake.keeping import undisturbed
from etl.sources.press import HEADER
from etl.stage import stage

DEFAULT_TABLE, OWN_TABLE = Path("cited/articles.csv"), Path("cited/own.csv")
_HEADER = ",".join(HEADER) + "\n"


def add(data: Path, fields: Mapping[str, str], *, today: date) -> str:
    """Add a claim, its cells by name of column, to the ledger and return its number.

    ``compared`` is the period that a change is against, in a cell for both of its columns.
    The table and its card are as before if the row is refused.

    Raises:
        DataError: naming the file, line and column of what is wrong.
        WarehouseError: if the user's own folder cannot be created, another change of the data runs,
            or this one cannot be completed; says whether anything was changed.
    """
    with undisturbed(data):
        cards = [one for one in load_cards(data) if one.source == "cited"]
        if not cards:
            raise DataError.of(data, "no card has the source 'cited'", "Restore data/cited.")
        table, series = (data / OWN_TABLE, "U") if completed(data) else (data / DEFAULT_TABLE, "C")
        claim_id = _next_number(series, [one.table_path for one in cards])
        try:
            text = content_of(table).decode().rstrip("\n") + "\n" if table.exists() else _HEADER
        except UnicodeDecodeError as error:
            raise DataError.of(table, "the file is not UTF-8", "Save it as UTF-8.") from error
        text += _line(_row(claim_id, fields, table, text.count("\n") + 1).values())
        card = (
            content_of(card_path(table)).decode() if table.exists() else _own_card(cards[0], today)
        )
        _put(data, table, text, card, claim_id, today)
    return claim_id


def _row(claim_id: str, fields: Mapping[str, str], table: Path, line: int) -> dict[str, str]:
    """The cells of a claim in the order of the table, in which it will be this line."""
    row = {name: fields.get(name, "").strip() for name in HEADER} | {"claim_id": claim_id}
    number = read_number(row["value"], row["metric"])
    published = row["published"] and read_day(row["published"])
    against = fields.get("compared", "").strip()
    compared = read_years(against, "compared") if against else ("", "")
    for fault in (number, published, compared):
        if isinstance(fault, Fault):
            why = fault.message
            raise DataError([Problem(table, why, "Nothing was added.", line, fault.field)])
    assert isinstance(number, Number) and isinstance(published, str)
    assert not isinstance(compared, Fault)
    row["compared_first_year"], row["compared_last_year"] = map(str, compared)
    row["published"], row["language"] = published, row["language"] or "en"
    row["value"] = number.text
    # The table has a column for the wording of a number, and none for the roundness of its words.
    is_round = number.tolerance or number.decimals < 0
    implied = number.comparison or ("about" if is_round else "")
    row["comparison"] = row["comparison"] or implied
    row["unit"] = row["unit"] or number.unit or unit_of(row["metric"])
    return row


def _put(data: Path, table: Path, text: str, card: str, claim_id: str, today: date) -> None:
    """Make table and card ready, and move them to their places if all tables still read."""
    with made_ready(data) as folder:
        fresh = folder / table.parent.name / table.name
        try:
            fresh.parent.mkdir(parents=True)
            write_whole(fresh, text.encode())
            write_whole(card_path(fresh), card.encode())
        except OSError as error:
            fix = "Check the folder's rights, or name another with --data."
            raise DataError.of(table, f"cannot be written: {error.strerror}", fix) from error
        try:
            sealed = parse(card_path(table), seal(fresh, today).read_text(encoding="utf-8"), fresh)
            stage(data, lambda step: None, also=[sealed], without=sealed.snapshot_id)
        except DataError as error:
            raise DataError(
                [
                    replace(problem, path=table.with_name(problem.path.name))
                    if problem.path.parent == fresh.parent
                    else problem
                    for problem in error.problems
                ]
            ) from error
        moves = [(path, table.with_name(path.name)) for path in (fresh, card_path(fresh))]
        carry_out(data, f"addition of {claim_id}", [], moves)


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _own_card(bundled: Card, today: date) -> str:
    """The card of what a user adds, on the terms of the bundled ledger."""
    return text_of(
        tomllib.loads(bundled.text)
        | {
            "title": "Figures quoted by articles, added here",
            "measures": "Statements on arms transfers in articles, as one user read them.",
            "release_label": f"since {today}",
            "retrieved": today,
            "how": "Added with arms-etl cite add.",
        }
    )


def _next_number(series: str, tables: list[Path]) -> str:
    """One more than the highest number given so far in this series."""
    given = [
        int(found)
        for table in tables
        for found in re.findall(rb"^%s([0-9]+)," % series.encode(), content_of(table), re.MULTILINE)
    ]
    return f"{series}{max(given, default=0) + 1:03}"

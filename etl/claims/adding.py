"""A new row of the ledger: written below the others, and only if the whole table still reads."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from etl.cards import load_cards, seal
from etl.claims.dates import read_day
from etl.claims.fault import Fault
from etl.claims.metrics import unit_of
from etl.claims.numbers import Number, read_number
from etl.common.errors import DataError, Problem
from etl.common.given import content_of
from etl.sources.press import HEADER
from etl.stage import stage

DEFAULT_TABLE = Path("cited/articles.csv")


def add(data: Path, fields: Mapping[str, str], *, today: date) -> str:
    """Add a claim, its cells by name of column, to the bundled table and return its number.

    The table and its card are as before if the row is refused.

    Raises:
        DataError: naming the file, line and column of what is wrong.
    """
    table = data / DEFAULT_TABLE
    card = table.with_suffix(".card.toml")
    cards = [one for one in load_cards(data) if one.source == "cited"]
    before = content_of(table), content_of(card)
    claim_id = _next_number([one.table_path for one in cards])
    try:
        text = before[0].decode()
    except UnicodeDecodeError as error:
        raise DataError.of(table, "the file is not UTF-8", "Save it as UTF-8.") from error
    out = io.StringIO()
    row = {name: fields.get(name, "").strip() for name in HEADER} | {"claim_id": claim_id}
    number = read_number(row["value"], row["metric"])
    published = row["published"] and read_day(row["published"])
    for fault in (number, published):
        if isinstance(fault, Fault):
            line = text.count("\n") + 1
            why = fault.message
            raise DataError([Problem(table, why, "Nothing was added.", line, fault.field)])
    assert isinstance(number, Number) and isinstance(published, str)
    row["published"] = published
    row["value"] = number.text
    # The table has a column for the wording of a number and none for the roundness of a word.
    implied = number.comparison or ("about" if number.tolerance else "")
    row["comparison"] = row["comparison"] or implied
    row["unit"] = row["unit"] or number.unit or unit_of(row["metric"])
    csv.DictWriter(out, HEADER, lineterminator="\n").writerow(row)
    try:
        table.write_text(text.rstrip("\n") + "\n" + out.getvalue(), encoding="utf-8")
        seal(table, today)
        stage(data, lambda step: None)
    except BaseException:
        table.write_bytes(before[0])
        card.write_bytes(before[1])
        raise
    return claim_id


def _next_number(tables: list[Path]) -> str:
    """One more than the highest number given so far."""
    given = [
        int(found)
        for table in tables
        for found in re.findall(rb"^C([0-9]+),", content_of(table), re.MULTILINE)
    ]
    return f"C{max(given, default=0) + 1:03}"

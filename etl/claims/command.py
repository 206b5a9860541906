"""``arms-etl cite``: check a list of figures, add one to the ledger; and the ledger's own check."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from etl.claims.metrics import METRICS
from etl.commands import PATH, places
from etl.common.errors import DataError
from etl.common.terminal import print_table, say, table_of

if TYPE_CHECKING:
    from etl.claims.batch import Row
    from etl.warehouse.read import Warehouse

# What a new row needs, and how it is asked for; the others may stay empty.
NEEDED = {
    "publisher": "Publisher",
    "title": "Title of the article",
    "url": "Address of the article",
    "statement": "The claim in a few words of your own",
    "metric": "Measure",
    "value": "Value as printed, such as 69 or 6.6",
    "last_year": "Last year of the period",
    "attributed_to": "Whom it credits",
}
OPTIONAL = {
    "author": "Author",
    "published": "Published on (YYYY-MM-DD, or as far as known)",
    "language": "Language, as ISO 639 has it (empty for en)",
    "supplier": "Supplier",
    "recipient": "Recipient",
    "other": "Whom a ratio is to, or the region or group that a share is of",
    "weapon": "What is counted, where items are",
    "first_year": "First year of the period",
    "compared": "Period that a change is against, of equal length (empty for the one before)",
    "comparison": "How the number is worded (empty for 'is')",
    "unit": "Unit (empty for that of the measure)",
    "stands_in": "Where in the text it stands",
    "reviewer": "Reviewer",
    "reviewed": "Reviewed on",
    "reviewer_status": "Reviewer's status",
    "reviewer_note": "Reviewer's note",
}
_SHOWN = 40  # rows of a list that are printed; the file holds all


@click.group(subcommand_metavar="PART ...")
def cite() -> None:
    """Check quoted figures, or add one to the ledger."""


@cite.command()
@click.argument("given", type=PATH, metavar="FILE.csv")
@click.option("--out", type=PATH, metavar="FILE", help="write the list with the answers")
@places
def check(given: Path, out: Path | None, data: Path, warehouse: Path) -> int:
    """Check a list of quoted figures.

    Checks every row of a CSV file with the columns metric, value, supplier, recipient, period (or
    first_year and last_year), and, if there are, other (whom a ratio is to, or the region or group
    that a share is of), weapon, comparison, unit, compared (the period that a change is against),
    published and attributed_to.
    Exit code 0 if every figure holds or cannot be computed, 1 if one does not hold or could not be
    understood.
    """
    from etl.claims.batch import check_file, refuse_unwritable, write
    from etl.claims.desk import Desk
    from etl.warehouse.read import Warehouse

    if out and out.resolve() == given.resolve():
        raise click.BadParameter(
            "it is the list itself, which it would replace. Name another file.", param_hint="--out"
        )
    desk = Desk.of(Warehouse(warehouse))
    if out:
        refuse_unwritable(out)
    header, rows = check_file(
        given, desk, lambda done, of: say(f"{done:,} of {of:,}", file=sys.stderr)
    )
    _print_rows(rows)
    for word, count in Counter(row.verdict for row in rows).most_common():
        say(f"{word}: {count:,}")
    if out:
        write(out, header, rows)
        say(f"Wrote {out}.")
    return 0 if all(_holds(row) for row in rows) else 1


@cite.command()
@click.argument("sentence")
@places
def read(sentence: str, data: Path, warehouse: Path) -> int:
    """Take a sentence apart that quotes a figure.

    Prints what a sentence says of each column of a list, as far as it is certain: best in English,
    and where it is simple in German, French, Spanish, Russian or Turkish.
    """
    from etl.claims.desk import Desk
    from etl.claims.sentence import propose
    from etl.warehouse.read import Warehouse

    known = Desk.of(Warehouse(warehouse)).known
    for field, text in propose(sentence, known.parties).items():
        say(f"{field}: {text}")
    return 0


def _holds(row: Row) -> bool:
    from etl.claims.verdict import HOLDS, UNKNOWN

    return row.verdict in (*HOLDS, UNKNOWN)


def _print_rows(rows: list[Row]) -> None:
    table = table_of("Line", "As printed", "Newest release", "Verdict", "Why, and what went wrong")
    apart = [row for row in rows if not _holds(row)]
    shown = (apart + [row for row in rows if _holds(row)])[:_SHOWN]
    for row in shown:
        checked = row.checked
        newest = checked.newest() if checked else None
        table.add_row(
            str(row.line),
            checked.printed() if checked else "",
            checked.computed(newest.release) if checked and newest else "",
            row.verdict,
            " ".join(filter(None, (row.why, row.diagnosis))),
        )
    print_table(table)
    if len(rows) > len(shown):
        say(f"… and {len(rows) - len(shown):,} more rows; --out writes all.")


def _cells(command: Callable[..., int]) -> Callable[..., int]:
    """An option for each cell of a new row."""
    for name, words in reversed((NEEDED | OPTIONAL).items()):
        needed = "" if name in NEEDED else " (may be left out)"
        option = f"--{name.replace('_', '-')}"
        command = click.option(option, name, metavar="TEXT", help=f"{words}{needed}")(command)
    return command


@cite.command(
    help="Add a figure to the ledger.\n\nAdds a row to data/cited/articles.csv. What is not given"
    f" is asked for on a terminal. Measures: {', '.join(METRICS)}."
)
@_cells
@places
def add(data: Path, warehouse: Path, **fields: str | None) -> int:
    """Write a row of the ledger; returns the exit code."""
    from etl.claims import adding

    if sys.stdin.isatty():
        for name, words in (NEEDED | OPTIONAL).items():
            while fields[name] is None:
                typed = input(f"{words}: ")
                fields[name] = typed if typed.strip() or name in OPTIONAL else None
    missing = [name for name in NEEDED if not fields[name]]
    if missing:
        flags = ", ".join(f"--{name.replace('_', '-')}" for name in missing)
        say(f"Nothing was added; missing: {flags}", file=sys.stderr)
        return 2
    try:
        claim_id = adding.add(
            data, {name: text or "" for name, text in fields.items()}, today=date.today()
        )
    except DataError:
        say("Nothing was added:", file=sys.stderr)
        raise
    say(f"Added {claim_id}. arms-etl build takes it into the warehouse.")
    return 0


def print_ledger_check(warehouse: Warehouse) -> None:
    """Hold the reviewer's status of each claim against its verdict, and print what disagrees."""
    from etl.claims.desk import Desk

    entries = Desk.of(warehouse).ledger
    table = table_of("Claim", "Statement", "Reviewer", "Verdict", "Disagreement")
    for entry in entries:
        if words := entry.against_reviewer():
            table.add_row(
                str(entry.row["claim_id"]), str(entry.row["statement"]),
                str(entry.row["reviewer_status"]).replace("_", " "), entry.verdict.word, words,
            )  # fmt: skip
    if table.row_count:
        print_table(table)
    reviewed = [entry for entry in entries if isinstance(entry.row["reviewer_status"], str)]
    say(
        f"Of {len(reviewed)} reviewed claims, {table.row_count} have a verdict that does not bear "
        "out the reviewer; look each up, and correct the row or its status."
    )

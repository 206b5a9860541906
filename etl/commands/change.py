"""Commands that build a warehouse, or change what the next one is built from."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from etl.commands import PATH, places
from etl.common.errors import DataError
from etl.common.terminal import print_checks, print_table, progress, say, table_of

if TYPE_CHECKING:
    from etl.intake.keeping import Changed


@click.command()
@click.option(
    "--if-changed", is_flag=True,
    help="only if tables or code are not those that the warehouse was built from",
)  # fmt: skip
@places
def build(data: Path, warehouse: Path, if_changed: bool) -> int:
    """Read all tables, check them, and replace the warehouse."""
    from etl.intake.keeping import is_current, rebuild

    if if_changed and is_current(data, warehouse):
        return 0
    return changed(warehouse, lambda report: rebuild(data, warehouse, report))


@click.command("import")
@click.argument("files", type=PATH, nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--covers",
    multiple=True,
    metavar="WHAT",
    help="what the file is complete for, if it does not say so: 'world 1995-2024',"
    " 'recipient Ukraine 1992-2024', 'supplier Israel 2020-2024'; may be repeated",
)
@click.option("--release", type=int, metavar="YEAR", help="its release, if the file cannot tell")
@places
def take_in(
    files: Sequence[Path], data: Path, warehouse: Path, covers: tuple[str, ...], release: int | None
) -> int:
    """Take in files saved from SIPRI and other publishers.

    Recognises each file by its content, stores it as it came under data/downloads, and builds the
    warehouse with it.
    """
    from etl.intake.keeping import import_files

    return changed(
        warehouse,
        lambda report: import_files(
            files, data, warehouse, report, covers=covers, release=release, today=date.today()
        ),
    )


@click.command()
@click.argument("snapshot", help="as `arms-etl releases` lists it")
@places
def forget(snapshot: str, data: Path, warehouse: Path) -> int:
    """Leave an imported snapshot out from now on.

    Builds the warehouse without a snapshot that was imported or downloaded. Its file moves to
    data/downloads/forgotten.
    """
    from etl.intake import keeping

    return changed(warehouse, lambda report: keeping.forget(snapshot, data, warehouse, report))


@click.command(short_help="Restore the warehouse before the last import, refresh or forget.")
@places
def rollback(data: Path, warehouse: Path) -> int:
    """Restore the warehouse before the last import, refresh or forget.

    Restores also the imported files that it was built from. A second rollback takes the first one
    back.
    """
    from etl.intake import keeping

    for sentence in keeping.rollback(data, warehouse):
        say(sentence)
    say(f"{warehouse} is the one before the last change. Take it back with another rollback.")
    return 0


@click.command()
@click.argument("table", type=PATH, help="the CSV file")
def card(table: Path) -> int:
    """Write a table's checksum into its card after an edit.

    A new table gets the card of its neighbour, to be edited.
    """
    from etl.cards import seal

    say(f"Wrote {seal(table, date.today())}. Read it once before you build.")
    return 0


def changed(warehouse: Path, change: Callable[[Callable[[str], None]], Changed]) -> int:
    """Make a change that builds a warehouse, and say what came of it; returns the exit code."""
    from etl.warehouse.build import ChecksFailedError, row_count

    started = perf_counter()
    seconds: dict[str, float] = {}
    with progress() as report:

        def timed(step: str) -> None:
            seconds[step] = perf_counter()
            report(step)

        try:
            done = change(timed)
        except DataError as error:
            say(error, file=sys.stderr)
            count = len(error.problems)
            say(
                f"\nThe data cannot be loaded: {count} problem{'s' if count > 1 else ''}. "
                "Nothing was changed; a warehouse that was there before is still in use.",
                file=sys.stderr,
            )
            return 1
        except ChecksFailedError as error:
            print_checks(error.results)
            say(error, file=sys.stderr)
            say(
                "\nThe new warehouse failed its checks and was thrown away. "
                "One that was there before is still in use.",
                file=sys.stderr,
            )
            return 1
    for problem in (*done.problems, *done.ignored):
        say(problem, file=sys.stderr)
    for path, known in done.known:
        say(f"{path} is loaded already, as {known.snapshot_id}.")
    if not done.loaded:
        say("Nothing was changed.")
        return 1 if done.problems else 0
    steps = list(seconds)
    table = table_of("Table", "Rows", "Release", "Seconds")
    for entry in done.loaded:
        name = entry.card.snapshot_id
        taken = seconds[steps[steps.index(name) + 1]] - seconds[name]
        table.add_row(name, f"{row_count(entry):,}", entry.card.release_label, f"{taken:.2f}")
    print_table(table)
    for card in done.cards:
        say(f"{'Took in' if card.path.exists() else 'Forgot'} {card.snapshot_id}: {card.title}.")
    say(
        f"Built {warehouse} in {perf_counter() - started:.1f} s; {len(done.results)} checks passed."
    )
    return 1 if done.problems else 0

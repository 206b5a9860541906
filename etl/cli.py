"""``arms-etl``: build the warehouse, say what is in it, check it.

Exit codes: 0 done; 1 the data or the machine stood in the way, nothing was changed; 2 the command
was not understood.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from etl.errors import DataError, WarehouseError
from etl.paths import data_dir, warehouse_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from etl.checks import CheckResult


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except (DataError, WarehouseError) as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted. Nothing was changed.", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="arms-etl", description="Loads arms-transfer tables into one DuckDB file."
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    files = argparse.ArgumentParser(add_help=False)
    files.add_argument(
        "--data",
        type=Path,
        default=data_dir(),
        metavar="DIR",
        help="folder of tables and cards (default: $ARMS_DATA, else data of the checkout)",
    )
    files.add_argument(
        "--warehouse",
        type=Path,
        default=None,
        metavar="FILE",
        help="the warehouse file (default: $ARMS_WAREHOUSE, else warehouse.duckdb in --data)",
    )
    for name, run, text in (
        ("build", _build, "read all tables, check them, and replace the warehouse"),
        ("status", _status, "say what is loaded: releases, coverage, ages"),
        ("check", _check, "run the checks on the warehouse again"),
    ):
        command = commands.add_parser(name, help=text, description=text, parents=[files])
        command.set_defaults(run=run)
    card = commands.add_parser(
        "card",
        help="write a table's checksum into its card after an edit",
        description="Writes the checksum of an edited table into its card; a new table gets the "
        "card of its neighbour, to be edited.",
    )
    card.add_argument("table", type=Path, help="the CSV file")
    card.set_defaults(run=_card)
    return parser


def _target(options: argparse.Namespace) -> Path:
    if options.warehouse is not None:
        return Path(options.warehouse)
    if options.data != data_dir():
        return Path(options.data) / "warehouse.duckdb"
    return warehouse_path()


def _build(options: argparse.Namespace) -> int:
    from etl.stage import stage
    from etl.warehouse.build import ChecksFailedError, build, row_count

    started = perf_counter()
    seconds: dict[str, float] = {}
    with _progress() as report:

        def timed(step: str) -> None:
            seconds[step] = perf_counter()
            report(step)

        try:
            loaded = stage(options.data, timed)
        except DataError as error:
            print(error, file=sys.stderr)
            count = len(error.problems)
            print(
                f"\nThe data cannot be loaded: {count} problem{'s' if count > 1 else ''}. "
                "Nothing was changed; a warehouse that was there before is still in use.",
                file=sys.stderr,
            )
            return 1
        ends = [*list(seconds.values())[1:], perf_counter()]
        try:
            results = build(loaded, _target(options), report)
        except ChecksFailedError as error:
            _print(_check_table(error.results))
            print(error, file=sys.stderr)
            print(
                "\nThe new warehouse failed its checks and was thrown away. "
                "One that was there before is still in use.",
                file=sys.stderr,
            )
            return 1
    table = _table("Table", "Rows", "Release", "Seconds")
    for entry, end in zip(loaded, ends, strict=False):  # the last step is harmonising
        card = entry.card
        taken = f"{end - seconds[card.snapshot_id]:.2f}"
        table.add_row(card.snapshot_id, f"{row_count(entry):,}", card.release_label, taken)
    _print(table)
    print(
        f"Built {_target(options)} in {perf_counter() - started:.1f} s; "
        f"{len(results)} checks passed."
    )
    return 0


def _status(options: argparse.Namespace) -> int:
    import pandas as pd

    from etl.questions import ask
    from etl.warehouse.read import Warehouse

    warehouse = Warehouse(_target(options))
    built = warehouse.query("SELECT built_at FROM warehouse")["built_at"][0]
    print(f"{warehouse.version.path}, built {built:%Y-%m-%d %H:%M} UTC")
    table = _table("Table", "Rows", "Release", "Generated", "Age in days", "Taken in")
    today = date.today()
    for row in ask(warehouse, "loaded").rows.to_dict("records"):
        generated = None if pd.isna(row["generated"]) else row["generated"].date()
        table.add_row(
            row["table_name"],
            f"{row['row_count']:,}",
            row["release_label"],
            str(generated or ""),
            str((today - generated).days) if generated else "",
            f"{row['retrieved']:%Y-%m-%d}",
        )
    _print(table)
    table = _table("Release", "Complete for", "Years", "Grain", "By category", "Precision")
    whom = {"world": "the world", "recipient": "imports of {}", "supplier": "exports of {}"}
    for row in ask(warehouse, "completeness").rows.to_dict("records"):
        table.add_row(
            row["release_label"],
            whom[row["scope"]].format(row["name"]),
            f"{row['first_year']}–{row['last_year']}",
            row["grain"],
            "yes" if row["by_category"] else "no",
            row["loaded_as"],
        )
    _print(table)
    return 0


def _check(options: argparse.Namespace) -> int:
    from etl.checks import run_checks
    from etl.warehouse.read import Warehouse

    results = run_checks(Warehouse(_target(options)).query)
    _print(_check_table(results))
    failed = [result for result in results if result.failed]
    for result in failed:
        print(f"{result.title}: {result.example}", file=sys.stderr)
    return 1 if failed else 0


def _card(options: argparse.Namespace) -> int:
    from etl.cards import seal

    print(f"Wrote {seal(options.table, date.today())}. Read it once before you build.")
    return 0


def _check_table(results: Sequence[CheckResult]) -> Table:
    table = _table("Check", "Examined", "Failed")
    for result in results:
        table.add_row(result.title, f"{result.examined:,}", f"{result.failed:,}")
    return table


def _table(*columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        right = column in ("Rows", "Seconds", "Examined", "Failed", "Age in days")
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    return table


def _print(table: Table) -> None:
    """On a terminal at its width; into a pipe wide enough that no cell is broken."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 160, highlight=False).print(table)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Reports steps: a moving line on a terminal, plain lines when piped."""
    if not sys.stderr.isatty():
        yield lambda step: print(step, file=sys.stderr, flush=True)
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading")
        yield lambda step: progress.update(task, description=step)


if __name__ == "__main__":
    sys.exit(main())

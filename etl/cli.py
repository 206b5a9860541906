"""``arms-etl``: fill the warehouse, say what is in it, check it.

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

from etl.claims.command import add_parser as add_cite_parser
from etl.common.errors import DataError, WarehouseError
from etl.common.paths import data_dir, warehouse_path
from etl.common.terminal import print_table as _print
from etl.common.terminal import table_of as _table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from etl.checks import CheckResult
    from etl.keeping import Changed


FIRST_YEAR = 1950
SERVICES = ("sipri", "world-bank")


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
        if name == "status":
            command.add_argument("--json", action="store_true", help="as JSON, for a monitor")
    brought = commands.add_parser(
        "import",
        help="take in files saved from SIPRI or the World Bank",
        description="Recognises each file by its content, stores it as it came under"
        " data/downloads, and builds the warehouse with it.",
        parents=[files],
    )
    brought.add_argument("files", type=Path, nargs="+", metavar="FILE")
    brought.add_argument(
        "--covers",
        action="append",
        default=[],
        metavar="WHAT",
        help="what the file is complete for, if it does not say so: 'world 1995-2024',"
        " 'recipient Ukraine 1992-2024', 'supplier Israel 2020-2024'; may be repeated",
    )
    brought.add_argument(
        "--release", type=int, metavar="YEAR", help="its release, if the file cannot tell"
    )
    brought.set_defaults(run=_import)
    refresh = commands.add_parser(
        "refresh",
        help="download the newest data and take them in",
        description="Downloads from every source that has a service, or from those named, and"
        " builds the warehouse with what came. An interrupted download is resumed by the next.",
        parents=[files],
    )
    refresh.add_argument(
        "sources", nargs="*", metavar="SOURCE", help=f"{' or '.join(SERVICES)} (default: all)"
    )
    refresh.add_argument(
        "--from", dest="first", type=int, default=FIRST_YEAR, metavar="YEAR",
        help=f"first year of delivery (default: {FIRST_YEAR})",
    )  # fmt: skip
    refresh.add_argument(
        "--to", dest="last", type=int, metavar="YEAR", help="last year (default: SIPRI's newest)"
    )
    for side in ("suppliers", "recipients"):
        refresh.add_argument(
            f"--{side}", nargs="+", default=[], metavar="NAME",
            help=f"only these {side}, by SIPRI's names (default: all)",
        )  # fmt: skip
    refresh.set_defaults(run=_refresh)
    releases = commands.add_parser(
        "releases",
        help="list the snapshots of SIPRI's data, by release",
        description="Lists every loaded snapshot of SIPRI's flows, newest release first.",
        parents=[files],
    )
    releases.set_defaults(run=_releases)
    diff = commands.add_parser(
        "diff",
        help="say what one release changed against another",
        description="Compares two releases wherever both are complete for a pair and year.",
        parents=[files],
    )
    diff.add_argument("old", type=int, help="a release, such as 2022")
    diff.add_argument("new", type=int, help="a later release, such as 2025")
    diff.add_argument("--rows", type=int, default=20, help="flows to list (default: 20)")
    diff.set_defaults(run=_diff)
    out = commands.add_parser(
        "forget",
        help="leave an imported snapshot out from now on",
        description="Builds the warehouse without a snapshot that was imported or downloaded. Its"
        " file moves to data/downloads/forgotten.",
        parents=[files],
    )
    out.add_argument("snapshot", help="as `arms-etl releases` lists it")
    out.set_defaults(run=_forget)
    back = commands.add_parser(
        "rollback",
        help="restore the warehouse before the last import, refresh or forget",
        description="Restores the warehouse before the last change, and the imported files that it"
        " was built from. A second rollback takes the first one back.",
        parents=[files],
    )
    back.set_defaults(run=_rollback)
    package = commands.add_parser(
        "export-data",
        help="write all tables as CSV and Parquet with a description",
        description="Writes a data package (Frictionless): the warehouse's tables as CSV and"
        " Parquet, and a datapackage.json with types, units, licences and sources. What SIPRI's"
        " terms do not allow passing on is left out.",
        parents=[files],
    )
    package.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
    package.add_argument(
        "--replace", action="store_true", help="replace the data package that stands there"
    )
    package.add_argument(
        "--register-for-own-use", action="store_true",
        help="also write the rows of SIPRI's register and tables that you downloaded or imported:"
        " for non-commercial use, with a reference to the source, and not to be passed on without"
        " SIPRI's permission",
    )  # fmt: skip
    package.set_defaults(run=_export_data)
    card = commands.add_parser(
        "card",
        help="write a table's checksum into its card after an edit",
        description="Writes the checksum of an edited table into its card; a new table gets the "
        "card of its neighbour, to be edited.",
    )
    card.add_argument("table", type=Path, help="the CSV file")
    card.set_defaults(run=_card)
    add_cite_parser(commands, files, _target)
    return parser


def _target(options: argparse.Namespace) -> Path:
    if options.warehouse is not None:
        return Path(options.warehouse)
    if options.data != data_dir():
        return Path(options.data) / "warehouse.duckdb"
    return warehouse_path()


def _build(options: argparse.Namespace) -> int:
    from etl.keeping import rebuild

    return _changed(options, lambda report: rebuild(options.data, _target(options), report))


def _import(options: argparse.Namespace) -> int:
    from etl.keeping import import_files

    return _changed(
        options,
        lambda report: import_files(
            options.files, options.data, _target(options), report,
            covers=tuple(options.covers), release=options.release, today=date.today(),
        ),
    )  # fmt: skip


def _refresh(options: argparse.Namespace) -> int:
    from etl.status import BEGUN, DONE, FAILED, note_refresh

    unknown = [name for name in options.sources if name not in SERVICES]
    if unknown:
        print(f"No source is named {unknown[0]!r}: {', '.join(SERVICES)}.", file=sys.stderr)
        return 2
    target = _target(options)
    note_refresh(target, BEGUN)
    messages: list[str] = []
    try:
        code = _refreshed(options, messages)
    except (DataError, WarehouseError) as error:
        note_refresh(target, FAILED, [*messages, str(error)])
        raise
    note_refresh(target, FAILED if code else DONE, messages)
    return code


def _refreshed(options: argparse.Namespace, messages: list[str]) -> int:
    """Download and take in; what failed on the way is added to the messages."""
    from etl.keeping import import_files
    from etl.refresh import download, download_report

    with download_report() as report:
        got = download(
            options.sources or SERVICES, options.data, (options.first, options.last),
            suppliers=options.suppliers, recipients=options.recipients, report=report,
        )  # fmt: skip
    for failure in got.failures:
        messages.append(str(failure))
        print(failure, file=sys.stderr)
    if not got.files:
        print("Nothing was changed; the data loaded before are still in use.", file=sys.stderr)
        return 1
    code = _changed(
        options,
        lambda report: import_files(
            got.files, options.data, _target(options), report, today=date.today()
        ),
    )
    if code == 0:
        for path in got.files:
            path.unlink()  # it lies among the imported files now
    else:
        messages.append("What was downloaded could not be taken in; run it again to read why.")
    return 1 if got.failures else code


def _forget(options: argparse.Namespace) -> int:
    from etl.keeping import forget

    return _changed(
        options, lambda report: forget(options.snapshot, options.data, _target(options), report)
    )


def _changed(
    options: argparse.Namespace, change: Callable[[Callable[[str], None]], Changed]
) -> int:
    """Make a change that builds a warehouse, and say what came of it."""
    from etl.warehouse.build import ChecksFailedError, row_count

    started = perf_counter()
    seconds: dict[str, float] = {}
    with _progress() as report:

        def timed(step: str) -> None:
            seconds[step] = perf_counter()
            report(step)

        try:
            done = change(timed)
        except DataError as error:
            print(error, file=sys.stderr)
            count = len(error.problems)
            print(
                f"\nThe data cannot be loaded: {count} problem{'s' if count > 1 else ''}. "
                "Nothing was changed; a warehouse that was there before is still in use.",
                file=sys.stderr,
            )
            return 1
        except ChecksFailedError as error:
            _print(_check_table(error.results))
            print(error, file=sys.stderr)
            print(
                "\nThe new warehouse failed its checks and was thrown away. "
                "One that was there before is still in use.",
                file=sys.stderr,
            )
            return 1
    for path, snapshot_id in done.known:
        print(f"{path} is loaded already, as {snapshot_id}.")
    if not done.loaded:
        print("Nothing was changed.")
        return 0
    steps = list(seconds)
    table = _table("Table", "Rows", "Release", "Seconds")
    for entry in done.loaded:
        card = entry.card
        step = steps.index(card.snapshot_id)
        taken = seconds[steps[step + 1]] - seconds[card.snapshot_id]
        table.add_row(card.snapshot_id, f"{row_count(entry):,}", card.release_label, f"{taken:.2f}")
    _print(table)
    for card in done.cards:
        print(f"{'Took in' if card.path.exists() else 'Forgot'} {card.snapshot_id}: {card.title}.")
    print(
        f"Built {_target(options)} in {perf_counter() - started:.1f} s; "
        f"{len(done.results)} checks passed."
    )
    return 0


def _rollback(options: argparse.Namespace) -> int:
    from etl.keeping import rollback

    for sentence in rollback(options.data, _target(options)):
        print(sentence)
    print(
        f"{_target(options)} is the one before the last change. Take it back with another rollback."
    )
    return 0


def _releases(options: argparse.Namespace) -> int:
    from etl.questions import ask
    from etl.warehouse.read import Warehouse

    table = _table("Release", "Snapshot", "Generated", "Rows", "Complete for")
    for row in ask(Warehouse(_target(options)), "releases").rows.to_dict("records"):
        table.add_row(
            str(row["release"]), row["snapshot"], f"{row['generated']:%Y-%m-%d %H:%M}",
            f"{row['row_count']:,}", row["complete_for"],
        )  # fmt: skip
    _print(table)
    return 0


def _diff(options: argparse.Namespace) -> int:
    from etl.questions import ask
    from etl.warehouse.read import Warehouse

    warehouse = Warehouse(_target(options))
    releases = {"old_release": options.old, "new_release": options.new}
    answers = [
        ask(warehouse, f"revised_{what}", **releases) for what in ("years", "flows", "parties")
    ]
    years, flows, parties = (answer.rows for answer in answers)
    if reason := answers[0].reason:
        print(f"{reason} See arms-etl releases.", file=sys.stderr)
        return 1
    table = _table(
        "Year", "Pairs", "Revised", f"TIV m {options.old}", f"TIV m {options.new}", "Change"
    )
    for row in years.to_dict("records"):
        table.add_row(
            str(row["year"]), f"{row['pairs']:,}", f"{row['revised']:,}",
            f"{row['old_tiv_m']:,.1f}", f"{row['new_tiv_m']:,.1f}", f"{row['change_tiv_m']:+,.1f}",
        )  # fmt: skip
    _print(table)
    table = _table(
        "Supplier", "Recipient", "Year", f"TIV m {options.old}", f"TIV m {options.new}", "Change"
    )
    for row in flows.head(options.rows).to_dict("records"):
        table.add_row(
            row["supplier_name"], row["recipient_name"], str(row["year"]),
            f"{row['old_tiv_m']:,.1f}", f"{row['new_tiv_m']:,.1f}", f"{row['change_tiv_m']:+,.1f}",
        )  # fmt: skip
    _print(table)
    for row in parties.to_dict("records"):
        print(f"{row['name']}: {row['what']}")
    for note in dict.fromkeys(answers[1].caveats):
        print(note)
    return 0


def _status(options: argparse.Namespace) -> int:
    import json

    import pandas as pd

    from etl.questions import ask
    from etl.status import FRESH_MONTHS, status
    from etl.warehouse.read import Warehouse

    warehouse = Warehouse(_target(options))
    found = status(warehouse, date.today())
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    built = ask(warehouse, "built").rows["built_at"].iloc[0]
    print(f"{warehouse.version.path}, built {built:%Y-%m-%d %H:%M} UTC")
    if refresh := found["last_refresh"]:
        print(" ".join([f"Last refresh: {refresh['at']}, {refresh['result']}.",
                        *refresh["messages"]]))  # fmt: skip
    if found["old"]:
        print(f"The data are older than {FRESH_MONTHS} months. Newer ones: arms-etl refresh")
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
    from etl.claims.command import print_ledger_check
    from etl.questions import ask
    from etl.warehouse.read import Warehouse

    warehouse = Warehouse(_target(options))
    results = run_checks(warehouse.query)
    _print(_check_table(results))
    table = _table(
        "Reconciliation", "Against", "Cells", "Exact", "Within rounding", "Off", "Largest"
    )
    for row in ask(warehouse, "reconciliation").rows.to_dict("records"):
        table.add_row(
            f"{row['what']} ({row['snapshot']})", row["against"],
            *(f"{row[name]:,}" for name in ("cells", "exact", "within_rounding", "off")),
            row["largest"] if isinstance(row["largest"], str) else "",
        )  # fmt: skip
    _print(table)
    print_ledger_check(warehouse)
    failed = [result for result in results if result.failed]
    for result in failed:
        print(f"{result.title}: {result.example}", file=sys.stderr)
    return 1 if failed else 0


def _export_data(options: argparse.Namespace) -> int:
    from etl.datapackage.describe import OWN_USE
    from etl.datapackage.write import export_data
    from etl.warehouse.read import Warehouse

    with _progress() as report:
        done = export_data(
            Warehouse(_target(options)), options.folder, report,
            register=options.register_for_own_use, replace=options.replace,
        )  # fmt: skip
    table = _table("Table", "Rows")
    for written in done.tables:
        table.add_row(written.name, f"{written.rows:,}")
    _print(table)
    for snapshot in done.left_out:
        print(f"Left out {snapshot}: SIPRI's terms do not allow passing it on.")
    if options.register_for_own_use:
        print(OWN_USE)
    print(f"Wrote {options.folder}.")
    return 0


def _card(options: argparse.Namespace) -> int:
    from etl.cards import seal

    print(f"Wrote {seal(options.table, date.today())}. Read it once before you build.")
    return 0


def _check_table(results: Sequence[CheckResult]) -> Table:
    table = _table("Check", "Examined", "Failed")
    for result in results:
        table.add_row(result.title, f"{result.examined:,}", f"{result.failed:,}")
    return table


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

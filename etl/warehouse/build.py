"""The only writer of the warehouse: builds beside the old file, checks it, then replaces it."""

import os
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from etl.checks import CheckResult, run_checks
from etl.claims.recompute import recompute_all
from etl.common.errors import DataError, Problem, WarehouseError, near
from etl.common.files import into_place, second_name, sync, sync_folder
from etl.common.locks import locked
from etl.common.words import with_article
from etl.sources import known
from etl.stage import Loaded
from etl.units import unit
from etl.warehouse import FINGERPRINT, SCHEMA_VERSION, SQL, made_of

# Written so that DuckDB 1.4 and later can read the file, not only the version that wrote it.
_STORAGE = "v1.4.0"
# Rows that become flows, those of a register by the SQL of this name, with deals and deliveries.
_FLOWS = ("flow", "delivery_row", "deal_row")
_REGISTERS = {"delivery_row": "by delivery", "deal_row": "by deal"}


class ChecksFailedError(Exception):
    """The new warehouse failed its checks and was not taken into use.

    What is loaded passed them before the files ``brought`` came: the fault is theirs.
    """

    def __init__(self, results: list[CheckResult], brought: Collection[Path] = ()) -> None:
        self.results = results
        told = [f"{result.title}: {result.example}" for result in results if result.failed]
        if brought:
            names = ", ".join(str(near(path)) for path in brought)
            which = names if len(brought) == 1 else f"one of {names}"
            told = [
                f"{which}: this does not agree with what is loaded. It may be cut short, changed,"
                " or not complete for what was said of it: download it again.",
                *(line.rpartition("; ")[0] or line for line in told),
            ]
        super().__init__("\n".join(told))


def previous_path(target: Path) -> Path:
    """Where the warehouse before the last change is kept."""
    return target.with_name(f"{target.stem}.previous{target.suffix}")


def build(loaded: list[Loaded], target: Path, report: Callable[[str], None]) -> list[CheckResult]:
    """Write the warehouse to ``target``, replacing the file that is there in one step.

    A build that fails, or is killed at any moment, leaves the old file as it was; what it wrote
    lies beside it under a name of its own and is removed by the next build.

    Raises:
        DataError: if a source gives rows that do not fit the tables.
        ChecksFailedError: if the new file contradicts itself or the published figures.
        WarehouseError: if the folder cannot be written, the disk is full, or another build runs.
    """
    with alone(target) as fresh:
        results = write(loaded, fresh, report)
        report("replacing the warehouse")
        with writing(target.parent):
            _drop_log(target)
            into_place(fresh, target)
    return results


def write(loaded: list[Loaded], fresh: Path, report: Callable[[str], None]) -> list[CheckResult]:
    """Write a warehouse to the path that :func:`alone` gave, and check it.

    Raises:
        DataError, ChecksFailedError, WarehouseError: as :func:`build`.
    """
    with writing(fresh.parent):
        results = _write(loaded, fresh, report)
    if any(result.failed for result in results):
        raise ChecksFailedError(results)
    return results


def taking_over(fresh: Path, target: Path) -> list[tuple[Path, Path]]:
    """The moves that put a finished warehouse into the target's place and then keep the old one.

    The first replaces the warehouse in use, by which it is always there. The second puts the old
    one, which has another name by now, at :func:`previous_path`. Call it under :func:`alone`.

    Raises:
        WarehouseError: if the folder cannot be written, or the disk is full.
    """
    new, old = (target.with_name(f".{target.name}.new-{name}") for name in ("next", "old"))
    with writing(target.parent):
        try:
            if target.exists():
                second_name(target, old)
            sync(fresh)
            fresh.replace(new)
            _drop_log(target)
            sync_folder(target.parent)
        except BaseException:
            _remove(target, "")
            raise
    return [(new, target)] + [(old, previous_path(target))] * old.exists()


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Says what can be done where the machine stands in the way of writing a warehouse.

    Raises:
        WarehouseError: for what it raises.
    """
    try:
        yield
    except (OSError, duckdb.IOException, duckdb.TransactionException) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise WarehouseError(
            f"The warehouse cannot be written to {folder}: {reason}. "
            "Free some space or check the folder's rights. "
            "A warehouse that was there before is still in use."
        ) from error


def _write(loaded: list[Loaded], fresh: Path, report: Callable[[str], None]) -> list[CheckResult]:
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(
            f"ATTACH $path AS warehouse (STORAGE_VERSION '{_STORAGE}')", {"path": str(fresh)}
        )
        connection.execute("USE warehouse")
        # One transaction: the file is nobody's yet, and each commit would wait for the disk.
        connection.execute("BEGIN")
        connection.execute(SQL["schema"])
        # One string: by themselves, 284 statements take four times as long.
        connection.execute(
            "".join(f"COMMENT ON {on} IS '{text}';" for on, text in _comments(SQL["schema"]))
        )
        built_at = datetime.now(UTC).replace(tzinfo=None)
        made = made_of(entry.card for entry in loaded)
        written = (SCHEMA_VERSION, FINGERPRINT, made, built_at)
        connection.execute("INSERT INTO warehouse VALUES (?, ?, ?, ?)", written)
        tables: dict[str, list[str]] = dict(connection.execute(SQL["tables"]).fetchall())
        keys = connection.execute(SQL["keys"]).fetchall()
        if problems := _strange_tables(loaded, tables) + _strange_keys(loaded, keys):
            raise DataError(problems)
        cards = _cards(loaded)
        sources = cards.drop_duplicates("source_id", keep="last")
        _insert(connection, "source", sources[tables["source"]])
        _insert(connection, "snapshot", cards[tables["snapshot"]])
        _insert(connection, "coverage", _coverage(loaded, tables["coverage"]))
        for table, columns in tables.items():
            for entry in loaded:
                if table in entry.tables and table not in _FLOWS:
                    rows = entry.tables[table]
                    if "snapshot_id" in columns:
                        report(f"writing {table}")
                        rows = rows.assign(snapshot_id=entry.card.snapshot_id)
                    if "line" not in columns:
                        rows = rows.drop(columns="line")
                    _insert(connection, table, rows)
        for kind in _FLOWS:
            for entry in loaded:
                if kind in entry.tables:
                    report(f"writing the flows of {entry.card.snapshot_id}")
                    rows = entry.tables[kind].assign(snapshot_id=entry.card.snapshot_id)
                    name = "incoming_flow" if kind == "flow" else "incoming"
                    connection.register(name, rows)
                    if entry.years is not None:
                        connection.register("incoming_year", entry.years)
                    for step in dict.fromkeys((kind, "flow")):
                        connection.execute(SQL[step])
                    connection.unregister(name)
        connection.execute(SQL["order_details"])
        connection.execute(SQL["measures"])
        report("working out what can be answered")
        connection.execute(SQL["membership"])
        connection.execute(SQL["together"])
        connection.execute(SQL["bounded_flow"])
        connection.create_function("with_article", with_article)  # of names in sentences
        connection.execute(SQL["answerable"])

        def query(sql: str, params: dict[str, Any]) -> pd.DataFrame:
            return connection.execute(sql, params).df()

        report("computing the published and cited figures again")
        _insert(connection, "recomputed_figure", recompute_all(query))
        report("checking")
        connection.execute(SQL["reconciliation"])
        results = run_checks(query)
        _insert(connection, "check_result", pd.DataFrame(results))
        connection.execute("COMMIT")
        # Detaching writes everything into the one file and leaves no log beside it.
        connection.execute("USE memory")
        connection.execute("DETACH warehouse")
    finally:
        connection.close()
    return results


def _strange_tables(loaded: list[Loaded], tables: Collection[str]) -> list[Problem]:
    """Rows for tables that the contract does not have."""
    fix = "Append it to etl/warehouse/schema.sql, with a comment behind it and each column."
    problems = []
    for entry in loaded:
        for name in sorted(entry.tables.keys() - {*tables, *_FLOWS}):
            message = (
                f"its source gives rows for a table {name!r}, which the warehouse does not have"
            )
            card = entry.card
            problems.append(Problem(card.path, message, fix, None, "source", card.source))
    return problems


def _strange_keys(
    loaded: list[Loaded], keys: list[tuple[str, str, str, list[str] | None]]
) -> list[Problem]:
    """Words that stand where the contract wants the id of a state: nobody has judged them."""
    problems = []
    given = [(entry, name, rows) for entry in loaded for name, rows in entry.tables.items()]
    for column, reference, key, apart in keys:
        ids = {word for _, name, rows in given if name == reference for word in rows[key]}
        for entry, name, rows in given:
            if column not in rows or name in (reference, *(apart or ())):
                continue
            strange = rows[rows[column].notna() & ~rows[column].isin(ids)]
            if len(strange):
                message = f"this is no {key} of the table {reference}, which {name} needs here"
                fix = (
                    "Declare the names of the column in etl/sources, such as"
                    f" Rows({{{column!r}: PARTY}}); if they are ids, as STATE_ID."
                )
                line, word = strange[["line", column]].iloc[0]
                path = entry.card.table_path
                problems.append(Problem(path, message, fix, int(line), column, str(word)))
    return problems


def _comments(schema: str) -> Iterator[tuple[str, str]]:
    """Each table and column, and what the contract says behind it, with its unit."""
    table = thing = measured = ""
    for line in schema.splitlines():
        definition, _, words = line.partition(" -- ")
        if found := re.match(r"CREATE TABLE (\w+)", definition):
            table, measured = found[1], ""
            thing = f"TABLE {table}"
        elif found := re.match(r'    "?([a-z]\w*)"? [A-Z]', definition):
            thing = f'COLUMN {table}."{found[1]}"'
            measured = unit(found[1]) if " DOUBLE" in definition else ""
        if words:
            text = f"{words} Unit: {measured}." if measured else words
            yield thing, text.replace("'", "''")


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    """Append a frame; a column that the contract does not know is refused by DuckDB."""
    connection.register("incoming", rows)
    connection.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM incoming')  # noqa: S608
    connection.unregister("incoming")


def _cards(loaded: list[Loaded]) -> pd.DataFrame:
    """What the cards say, under the names of the tables ``source`` and ``snapshot``."""
    return pd.DataFrame(
        [
            vars(card)
            | {
                "snapshot_id": card.snapshot_id,
                "source_id": card.source,
                "licence_url": card.licence_url or None,
                "generated": pd.Timestamp(card.generated) if card.generated else None,
                "register": next(
                    (_REGISTERS[name] for name in entry.tables if name in _REGISTERS), None
                ),
                "row_count": row_count(entry),
            }
            for entry in loaded
            for card in [entry.card]
        ]
    ).astype({"release": "Int64"})


def row_count(entry: Loaded) -> int:
    """Rows that a table brought, apart from those that it shares with others."""
    source = known()[entry.card.source]
    return sum(len(rows) for name, rows in entry.tables.items() if not source.rows(name).shared)


def _coverage(loaded: list[Loaded], columns: list[str]) -> pd.DataFrame:
    rows = [
        vars(claim) | {"snapshot_id": entry.card.snapshot_id, "state_id": state_id}
        for entry in loaded
        for claim, state_id in entry.coverage
    ]
    # Named, because without SIPRI's tables there is no row to take the names from.
    return pd.DataFrame(rows, columns=columns)


@contextmanager
def alone(target: Path) -> Iterator[Path]:
    """A path to build at, while no other build of the same warehouse runs."""
    if not target.parent.is_dir():
        raise WarehouseError(
            f"The warehouse cannot be written to {target.parent}: there is no such folder. "
            "Create it, or give another --warehouse."
        )
    if target.exists() and not target.is_file():
        what = "a folder" if target.is_dir() else "a pipe or device"
        raise WarehouseError(f"{target} is {what}. Give the path of a file as --warehouse.")
    try:
        str(target.absolute()).encode()
    except UnicodeEncodeError as error:
        raise WarehouseError(
            f"The path {target} is not UTF-8, and DuckDB opens no other. Give another --warehouse."
        ) from error
    busy = WarehouseError(f"Another build of {target} is running. Wait for it to end.")
    with ExitStack() as held:
        with writing(target.parent):
            held.enter_context(locked(target.parent, busy, file=f".{target.name}.lock"))
            if target.is_file():
                _refuse_others(target)
            # Nobody else is building, so whatever lies here is of a build that was killed.
            _remove(target, "")
        try:
            yield target.with_name(f".{target.name}.new-{os.getpid()}")
        finally:
            with suppress(OSError):
                _remove(target, str(os.getpid()))


def _refuse_others(target: Path) -> None:
    """A file that is neither a warehouse nor a damaged one is somebody's, and not replaced."""
    with target.open("rb") as file:
        start = file.read(12)
    others = bool(start) and target.suffix != ".duckdb"
    if start.endswith(b"DUCK"):
        with duckdb.connect(":memory:") as connection:
            try:
                connection.execute("ATTACH $path AS there (READ_ONLY)", {"path": str(target)})
                connection.execute("FROM there.warehouse LIMIT 0")
                others = False
            except duckdb.Error as error:  # if it is damaged, it may be ours
                others = isinstance(error, duckdb.CatalogException)
    if others:
        raise WarehouseError(
            f"{target} is not a warehouse, and is left as it is. Give another --warehouse, or move"
            " it away."
        )


def _drop_log(target: Path) -> None:
    """A log left by somebody who wrote into the old file would be played into the new one."""
    target.with_name(f"{target.name}.wal").unlink(missing_ok=True)


def _remove(target: Path, name: str) -> None:
    """Remove what was written beside a warehouse, under names that begin with this one."""
    for path in target.parent.iterdir():
        if path.name.startswith(f".{target.name}.new-{name}"):
            path.unlink()

"""The only writer of the warehouse: builds beside the old file, checks it, then replaces it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from etl.checks import CheckResult, run_checks
from etl.claims.recompute import recompute_all
from etl.common.errors import WarehouseError
from etl.stage import Loaded
from etl.units import unit
from etl.warehouse import FINGERPRINT, SCHEMA_VERSION, SQL

# Written so that DuckDB 1.4 and later can read the file, not only the version that wrote it.
_STORAGE = "v1.4.0"
_REFERENCE = ("state", "state_alias", "party_group", "group_member", "category")
_FACTS = (
    "world_total", "state_total", "country_total", "published_figure", "published_exception",
    "publication", "cited_figure",
)  # fmt: skip
# Rows that become flows, those of a register by the SQL of this name, with deals and deliveries.
_FLOWS = ("flow", "delivery_row", "deal_row")
_REGISTERS = {"delivery_row": "by delivery", "deal_row": "by deal"}


class ChecksFailedError(Exception):
    """The new warehouse failed its checks and was not taken into use."""

    def __init__(self, results: list[CheckResult]) -> None:
        self.results = results
        failed = [result for result in results if result.failed]
        super().__init__("\n".join(f"{r.title}: {r.example}" for r in failed))


def previous_path(target: Path) -> Path:
    """Where the warehouse before the last change is kept."""
    return target.with_name(f"{target.stem}.previous{target.suffix}")


def build(
    loaded: list[Loaded],
    target: Path,
    report: Callable[[str], None],
    *,
    keep_previous: bool = False,
) -> list[CheckResult]:
    """Write the warehouse to ``target``, replacing the file that is there in one step.

    With ``keep_previous`` the file that was there is kept at :func:`previous_path`.

    A build that fails, or is killed at any moment, leaves the old file as it was; what it wrote
    lies beside it under a name of its own and is removed by the next build.

    Raises:
        ChecksFailedError: if the new file contradicts itself or the published figures.
        WarehouseError: if the folder cannot be written, the disk is full, or another build runs.
    """
    try:
        with alone(target) as fresh:
            results = _write(loaded, fresh, report)
            if any(result.failed for result in results):
                raise ChecksFailedError(results)
            report("replacing the warehouse")
            if keep_previous and target.exists():
                _second_name(target, target, "previous").replace(previous_path(target))
            _into_place(fresh, target)
    except (OSError, duckdb.IOException, duckdb.TransactionException) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise WarehouseError(
            f"The warehouse cannot be written to {target.parent}: {reason}. "
            "Free some space or check the folder's rights. "
            "A warehouse that was there before is still in use."
        ) from error
    return results


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
        _comment_units(connection)
        _insert(
            connection,
            "warehouse",
            pd.DataFrame(
                {
                    "schema_version": [SCHEMA_VERSION],
                    "fingerprint": [FINGERPRINT],
                    "built_at": [datetime.now(UTC).replace(tzinfo=None)],
                }
            ),
        )
        unknown = {table for entry in loaded for table in entry.tables}
        unknown -= {*_REFERENCE, *_FACTS, *_FLOWS}
        assert not unknown, f"a source gives rows for tables that build does not write: {unknown}"
        for table in _REFERENCE:
            for entry in loaded:
                if table in entry.tables:
                    _insert(connection, table, entry.tables[table].drop(columns="line"))
        _insert(connection, "source", _sources(loaded))
        _insert(connection, "snapshot", _snapshots(loaded))
        _insert(connection, "coverage", _coverage(loaded))
        for table in _FACTS:
            for entry in loaded:
                if table in entry.tables:
                    report(f"writing {table}")
                    rows = entry.tables[table].assign(snapshot_id=entry.card.snapshot_id)
                    _insert(connection, table, rows)
        for kind in _FLOWS:
            for entry in loaded:
                if kind in entry.tables:
                    report(f"writing the flows of {entry.card.snapshot_id}")
                    rows = entry.tables[kind].assign(snapshot_id=entry.card.snapshot_id)
                    name = "incoming_flow" if kind == "flow" else "incoming"
                    connection.register(name, rows)
                    if kind != "flow":
                        connection.execute(SQL[kind])
                    connection.execute(SQL["flow"])
                    if kind != "flow":
                        connection.unregister(name)
        connection.execute(SQL["order_details"])
        connection.execute(SQL["measures"])
        report("working out what can be answered")
        connection.execute(SQL["answerable"])
        connection.execute("COMMIT")

        def query(sql: str, params: dict[str, Any]) -> pd.DataFrame:
            return connection.execute(sql, params).df()

        report("computing the published and cited figures again")
        _insert(connection, "recomputed_figure", recompute_all(query))
        report("checking")
        connection.execute(SQL["reconciliation"])
        results = run_checks(query)
        _insert(connection, "check_result", pd.DataFrame(results))
        # Detaching writes everything into the one file and leaves no log beside it.
        connection.execute("USE memory")
        connection.execute("DETACH warehouse")
    finally:
        connection.close()
    return results


def _comment_units(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the comment of each measured column name its unit."""
    columns = connection.execute(
        "SELECT table_name, column_name, comment FROM duckdb_columns()"
        " WHERE database_name = 'warehouse' AND data_type = 'DOUBLE'"
    ).fetchall()
    for table, column, comment in columns:
        if words := unit(column):
            text = f"{comment} Unit: {words}.".replace("'", "''")
            connection.execute(f'COMMENT ON COLUMN "{table}"."{column}" IS \'{text}\'')


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    """Append a frame; a column that the contract does not know is refused by DuckDB."""
    connection.register("incoming", rows)
    connection.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM incoming')  # noqa: S608
    connection.unregister("incoming")


def _sources(loaded: list[Loaded]) -> pd.DataFrame:
    cards = {entry.card.source: entry.card for entry in loaded}
    return pd.DataFrame(
        {
            "source_id": list(cards),
            "publisher": [card.publisher for card in cards.values()],
            "unit": [card.unit for card in cards.values()],
            "licence": [card.licence for card in cards.values()],
            "licence_url": [card.licence_url or None for card in cards.values()],
            "url": [card.url for card in cards.values()],
        }
    )


def _snapshots(loaded: list[Loaded]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "snapshot_id": entry.card.snapshot_id,
                "source_id": entry.card.source,
                "title": entry.card.title,
                "measures": entry.card.measures,
                "register": next(
                    (_REGISTERS[name] for name in entry.tables if name in _REGISTERS), None
                ),
                "release": entry.card.release,
                "release_label": entry.card.release_label,
                "generated": pd.Timestamp(entry.card.generated) if entry.card.generated else None,
                "retrieved": entry.card.retrieved,
                "credit": entry.card.credit,
                "sha256": entry.card.sha256,
                "how": entry.card.how,
                "row_count": row_count(entry),
            }
            for entry in loaded
        ]
    ).astype({"release": "Int64"})


def row_count(entry: Loaded) -> int:
    """Rows that a table brought; an article is counted by its claims."""
    return sum(len(rows) for name, rows in entry.tables.items() if name != "publication")


def _coverage(loaded: list[Loaded]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "snapshot_id": entry.card.snapshot_id,
                "scope": claim.scope,
                "state_id": state_id,
                "first_year": claim.first_year,
                "last_year": claim.last_year,
                "grain": claim.grain,
                "by_category": claim.by_category,
                "precision": claim.precision,
            }
            for entry in loaded
            for claim, state_id in entry.coverage
        ],
        # Named, because without SIPRI's tables there is no row to take the names from.
        columns=[
            "snapshot_id", "scope", "state_id", "first_year", "last_year", "grain", "by_category",
            "precision",
        ],
    )  # fmt: skip


@contextmanager
def alone(target: Path) -> Iterator[Path]:
    """A path to build at, while no other build of the same warehouse runs."""
    if not target.parent.is_dir():
        raise WarehouseError(
            f"The warehouse cannot be written to {target.parent}: there is no such folder. "
            "Create it, or give another --warehouse."
        )
    if target.is_dir():
        raise WarehouseError(f"{target} is a folder. Give the path of a file as --warehouse.")
    lock = target.with_name(f".{target.name}.lock")
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WarehouseError(
                f"Another build of {target} is running. Wait for it to end."
            ) from error
        prefix = f".{target.name}.new-"
        # Nobody else is building, so whatever lies here is of a build that was killed.
        _remove(target.parent, prefix)
        try:
            yield target.with_name(f"{prefix}{os.getpid()}")
        finally:
            _remove(target.parent, prefix)


def _remove(folder: Path, prefix: str) -> None:
    for path in folder.iterdir():
        if path.name.startswith(prefix):
            path.unlink()


def _second_name(path: Path, target: Path, name: str) -> Path:
    """Another name for a file, under which it stays when something else takes its place."""
    second = target.with_name(f".{target.name}.new-{name}")
    second.hardlink_to(path)
    return second


def swap(previous: Path, target: Path) -> None:
    """Put the previous warehouse into the target's place, and keep that one as the previous.

    Call it under :func:`alone`. Killed at any moment, it leaves a whole warehouse in place.
    """
    restored = _second_name(previous, target, "restored")
    replaced = _second_name(target, target, "replaced") if target.exists() else None
    _into_place(restored, target)
    if replaced is not None:
        replaced.replace(previous)


def _into_place(fresh: Path, target: Path) -> None:
    """Rename the finished file over the old one, both safely on disk."""
    with fresh.open("rb") as handle:
        os.fsync(handle.fileno())
    # A log left by somebody who wrote into the old file would be played into the new one.
    target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
    fresh.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

"""The only reader of the warehouse: read-only, locked down, one cursor a query at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any, TypeVar

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from etl.common.errors import WarehouseError
from etl.warehouse import FINGERPRINT, SCHEMA_VERSION

Params = dict[str, Any]
T = TypeVar("T")
_BUILD = "Build it with: arms-etl build"
# What DuckDB's errors tell of the file. A wrong checksum has no class of its own; an error in the
# SQL has. Each question is tried by tests, so a table that is missing was dropped from the file.
_TROUBLE = {
    duckdb.Error: "is damaged",
    duckdb.IOException: "is damaged",
    duckdb.FatalException: "is damaged",
    duckdb.CatalogException: "is not a warehouse that can be read",
}

# DuckDB 2.0 plans a measure anew each time it is asked, also a prepared one (its issue 17237). That
# is three quarters of an answer's time. These steps of its optimizer take a tenth of it, and gain
# nothing on plans that look up a few thousand rows.
_NEEDLESS = (
    "statistics_propagation,projection_pullup,projection_placement,common_subexpressions,"
    "common_subplan"
)


@dataclass(frozen=True)
class Version:
    """Which file stands at the path: it changes when a build replaces the warehouse."""

    path: Path
    inode: int
    modified_ns: int
    size_bytes: int


def version(path: Path) -> Version:
    """Identify the warehouse file.

    Raises:
        WarehouseError: if there is none.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise WarehouseError(f"There is no warehouse at {path}. {_BUILD}") from error
    if not S_ISREG(found.st_mode):  # a pipe would be waited for
        raise WarehouseError(f"{path} is not a warehouse that can be read. {_BUILD}")
    return Version(path, found.st_ino, found.st_mtime_ns, found.st_size)


class Warehouse:
    """An open warehouse. Safe to share between threads: no two queries use a cursor at a time.

    The file is attached to a connection in memory, and not opened by path, because a process that
    opens the path of a replaced file once more is handed the old one.
    """

    def __init__(self, path: Path) -> None:
        """Open the file at ``path``.

        Raises:
            WarehouseError: if there is no file, it is not a warehouse, or it was built by a
                version of this code with another contract.
        """
        self.version = version(path)
        self._kept: dict[str, Any] = {}
        # A new one costs as much as a small question, and a script of Streamlit's has a new thread.
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._connection = duckdb.connect(":memory:", config={"threads": 1})
        try:
            self._attach(path)
        except WarehouseError:
            self._connection.close()
            raise
        for setting in (
            "SET python_enable_replacements = false",
            "SET enable_external_access = false",
            f"SET disabled_optimizers = '{_NEEDLESS}'",
            "SET lock_configuration = true",
        ):
            self._connection.execute(setting)

    def _attach(self, path: Path) -> None:
        try:
            self._connection.execute("ATTACH $path AS warehouse (READ_ONLY)", {"path": str(path)})
            found = int(
                self.query("SELECT schema_version FROM warehouse")["schema_version"].iloc[0]
            )
            same = found != SCHEMA_VERSION or FINGERPRINT in set(
                self.query("SELECT fingerprint FROM warehouse")["fingerprint"]
            )
        except (duckdb.Error, IndexError, ValueError, TypeError, OverflowError) as error:
            # DuckDB 2.0 has no class of its own for a file that another program may write to.
            if "Could not set lock" in str(error):
                raise WarehouseError(
                    f"{path} is open for writing in another program, such as a DuckDB shell. Close"
                    f" it there, or open it there with: duckdb -readonly {path}\n({error})"
                ) from error
            raise WarehouseError(
                f"{path} is not a warehouse that can be read. {_BUILD}\n({error})"
            ) from error
        if found != SCHEMA_VERSION:
            raise WarehouseError(
                f"{path} was built by {'a newer' if found > SCHEMA_VERSION else 'an older'} version"
                f" of this software (contract {found}, expected {SCHEMA_VERSION}). {_BUILD}"
            )
        if not same:
            raise WarehouseError(
                f"{path} was built by another version of this software: its measures are not those "
                f"of this one. {_BUILD}"
            )

    def query(self, sql: str, params: Params | None = None) -> pd.DataFrame:
        """Run one SELECT with bound parameters and fetch all of its rows.

        Raises:
            WarehouseError: if the file is damaged where the rows lie.
        """
        return self._fetched(lambda cursor: _frame(cursor.execute(sql, params or {}).fetchnumpy()))

    def records(self, sql: str, params: Params | None = None) -> list[dict[str, Any]]:
        """The same for a few rows, each by its columns' names, with None where a value is missing.

        Raises:
            WarehouseError: if the file is damaged where the rows lie.
        """

        def fetch(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
            rows = cursor.execute(sql, params or {}).fetchall()
            names = [str(column[0]) for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in rows]

        return self._fetched(fetch)

    def table(self, sql: str, params: Params | None = None) -> pa.Table:
        """The same with the types of the file: whole numbers stay whole where some are missing.

        Raises:
            WarehouseError: if the file is damaged where the rows lie.
        """
        return self._fetched(lambda cursor: cursor.sql(sql, params=params or {}).to_arrow_table())

    def _fetched(self, fetch: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        cursor = self._cursor()
        try:
            fetched = fetch(cursor)
        except duckdb.Error as error:
            if words := _TROUBLE.get(type(error)):
                raise WarehouseError(f"{self.version.path} {words}. {_BUILD}\n({error})") from error
            raise
        self._idle.append(cursor)
        return fetched

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """One that is idle, or a new one; one that failed is not used again."""
        try:
            return self._idle.pop()
        except IndexError:
            cursor = self._connection.cursor()
            cursor.execute("USE warehouse")
            return cursor

    def once(self, name: str, make: Callable[[], T]) -> T:
        """The value of ``make``, called once for as long as this file is open.

        For small tables that every answer needs, such as the names of states. Two threads may
        both call it, which costs a query and changes nothing.
        """
        if name not in self._kept:
            self._kept[name] = make()
        kept: T = self._kept[name]
        return kept


def _frame(columns: Mapping[str, Any]) -> pd.DataFrame:
    """The frame that DuckDB's own ``df`` makes, which puts each missing number in by a mask."""
    return pd.DataFrame({name: _values(column) for name, column in columns.items()}, copy=False)


def _values(column: Any) -> Any:
    if not isinstance(column, np.ma.MaskedArray):
        return column
    values, missing = column.data, np.ma.getmaskarray(column)
    if values.dtype.kind in "iu":
        return pd.arrays.IntegerArray(values, missing)
    if values.dtype.kind == "b":
        return pd.arrays.BooleanArray(values, missing)
    values[missing] = {"f": np.nan, "M": np.datetime64("NaT")}.get(values.dtype.kind)
    return values

"""Writing the package: beside its place first, then moved there whole."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from etl.common.errors import DataError, Problem
from etl.common.locks import locked
from etl.common.sql import sql
from etl.datapackage.describe import File, Written, package, readme
from etl.questions import ask
from etl.sources import known
from etl.warehouse.read import Warehouse

DESCRIPTION = "datapackage.json"
_HELD = {DESCRIPTION, "README.md", "csv", "parquet"}


@dataclass(frozen=True)
class Exported:
    """What was written: tables with their rows, and the snapshots left out for their terms."""

    tables: tuple[Written, ...]
    left_out: tuple[str, ...]


def export_data(
    warehouse: Warehouse,
    folder: Path,
    report: Callable[[str], None],
    *,
    register: bool = False,
    replace: bool = False,
) -> Exported:
    """Write the tables of a warehouse into a folder; the same warehouse gives the same CSV.

    The folder may exist if it is empty, or holds a package and ``replace`` is said. Rows that
    publishers do not allow passing on are written only with ``register``.

    Raises:
        DataError: if the folder holds something, or cannot be written; it is as it was then.
    """
    folder = folder.absolute()
    fresh, old = (folder.with_name(f".{folder.name}.{name}") for name in ("new", "old"))
    busy = Problem(folder.parent, "another export is writing there", "Wait for it to end.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with locked(folder.parent, DataError([busy])):
            # Nobody else is writing: what lies here is of an export that was killed.
            shutil.rmtree(fresh, ignore_errors=True)
            if old.exists() and not folder.exists():
                old.replace(folder)
            shutil.rmtree(old, ignore_errors=True)
            _refuse_occupied(folder, replace)
            try:
                exported = _write(warehouse, fresh, report, register)
                _into_place(fresh, folder, old)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise DataError.of(
            folder,
            f"the package cannot be written: {error.strerror or error}",
            "Free some space or check the folder's rights. Nothing was changed.",
        ) from error
    return exported


def _refuse_occupied(folder: Path, replace: bool) -> None:
    """Nothing but a package may be replaced, so that a mistyped path costs nothing."""
    if not folder.exists() and not folder.is_symlink():
        return
    if not folder.is_dir() or folder.is_symlink():
        raise DataError.of(folder, "this is not a folder", "Give the path of a folder.")
    held = {path.name for path in folder.iterdir()}
    if not held or (replace and DESCRIPTION in held and held <= _HELD):
        return
    if replace:
        message, fix = "the folder holds something else than a data package", "Name another."
    else:
        message, fix = "the folder is not empty", "Name another, or replace it with --replace."
    raise DataError.of(folder, message, fix)


def _into_place(fresh: Path, folder: Path, old: Path) -> None:
    if folder.exists():
        folder.replace(old)
    try:
        fresh.replace(folder)
    except OSError:
        if old.exists():
            old.replace(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _write(
    warehouse: Warehouse, fresh: Path, report: Callable[[str], None], register: bool
) -> Exported:
    loaded = ask(warehouse, "loaded").rows
    passed_on = [name for name, source in known().items() if register or not source.own_use]
    kept = loaded[loaded["source_id"].isin(passed_on)]
    columns = warehouse.query(sql(__file__, "columns"))
    built_at = ask(warehouse, "built").rows["built_at"].iloc[0]
    for form in ("csv", "parquet"):
        (fresh / form).mkdir(parents=True)
    tables = []
    for name in columns["table_name"].unique():
        report(name)
        rows = warehouse.table(sql(__file__, "rows"), {"table": name})
        snapshots: tuple[str, ...] = ()
        if "snapshot_id" in rows.column_names:
            rows = rows.filter(pc.is_in(rows["snapshot_id"], pa.array(kept["table_name"])))
            snapshots = tuple(sorted(rows["snapshot_id"].unique().to_pylist()))
        csv, parquet = fresh / "csv" / f"{name}.csv", fresh / "parquet" / f"{name}.parquet"
        pyarrow.csv.write_csv(_as_text(rows), csv)
        pyarrow.parquet.write_table(rows, parquet)
        tables.append(
            Written(name, _file(csv, fresh), _file(parquet, fresh), rows.num_rows, snapshots)
        )
    left_out = sorted(set(loaded["table_name"]) - set(kept["table_name"]))
    keys = warehouse.query(sql(__file__, "keys"))
    described = package(tables, columns, keys, loaded, left_out, built_at)
    text = json.dumps(described, ensure_ascii=False, indent=2)
    (fresh / DESCRIPTION).write_text(text + "\n", encoding="utf-8")
    (fresh / "README.md").write_text(readme(described), encoding="utf-8")
    return Exported(tuple(tables), tuple(left_out))


def _as_text(rows: pa.Table) -> pa.Table:
    """Moments with the T that the standard asks for; the rest is written as it should be."""
    for at, column in enumerate(rows.schema):
        if pa.types.is_timestamp(column.type):
            text = pc.strftime(rows[column.name], format="%Y-%m-%dT%H:%M:%S")
            rows = rows.set_column(at, column.name, text)
    return rows


def _file(path: Path, root: Path) -> File:
    content = path.read_bytes()
    return File(path.relative_to(root).as_posix(), len(content), sha256(content).hexdigest())

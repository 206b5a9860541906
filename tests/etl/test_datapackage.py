"""The data package: what is in it is what is in the warehouse, and what may not be is not."""

from __future__ import annotations

import hashlib
import json
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet
import pytest

from etl.cli import main
from etl.common.errors import DataError
from etl.datapackage.write import export_data
from etl.warehouse.read import Warehouse
from tests.conftest import ROOT, quiet
from tests.etl import exports
from tests.etl.brought import opened, saved, small_data, take_in

TYPES = {"string", "integer", "number", "boolean", "date", "datetime"}


@pytest.fixture(scope="module")
def package(warehouse_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the bundled data; not to be changed."""
    folder = tmp_path_factory.mktemp("package") / "arms"
    export_data(Warehouse(warehouse_file), folder, quiet)
    return folder


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A warehouse of registers and tables that a user saved."""
    folder = tmp_path_factory.mktemp("imported")
    data = small_data(folder)
    files = {
        "deliveries.csv": exports.deliveries(), "deals.csv": exports.deals(),
        "table.csv": exports.tiv_table("supplier"), "bank.csv": exports.world_bank(),
    }  # fmt: skip
    take_in(data, *(saved(folder, content, name) for name, content in files.items()))
    return opened(data)


def described(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return content


def resources(folder: Path, form: str = "csv") -> list[dict[str, Any]]:
    return [entry for entry in described(folder)["resources"] if entry["format"] == form]


def held(warehouse: Warehouse, table: str) -> pd.DataFrame:
    return warehouse.query(f'FROM "{table}" ORDER BY ALL')


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_description_follows_the_standard(package: Path) -> None:
    content = described(package)
    assert content["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert re.fullmatch(r"[a-z0-9._/-]+", content["name"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", content["created"])
    for licence in content["licenses"]:
        assert licence["name"] or licence["path"]
    assert {"CC-BY-4.0", "MIT"} <= {licence["name"] for licence in content["licenses"]}
    assert all(source["title"] and source["path"] for source in content["sources"])
    names = [entry["name"] for entry in content["resources"]]
    assert len(set(names)) == len(names) > 40
    for entry in content["resources"]:
        path = package / entry["path"]
        assert not Path(entry["path"]).is_absolute() and ".." not in entry["path"]
        assert path.stat().st_size == entry["bytes"]
        assert entry["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        assert entry["type"] == "table" and entry["mediatype"] and entry["description"]
        schema = entry["schema"]
        fields = [field["name"] for field in schema["fields"]]
        assert len(set(fields)) == len(fields)
        assert {field["type"] for field in schema["fields"]} <= TYPES
        assert all(len(field["description"]) > 3 for field in schema["fields"])
        assert set(schema.get("primaryKey", [])) <= set(fields)
        for key in schema.get("foreignKeys", []):
            assert set(key["fields"]) <= set(fields)
            (other,) = (
                other for other in content["resources"]
                if other["name"] == key["reference"]["resource"]
            )  # fmt: skip
            there = {field["name"] for field in other["schema"]["fields"]}
            assert set(key["reference"]["fields"]) <= there
    listed = {entry["path"] for entry in content["resources"]} | {"README.md", "datapackage.json"}
    assert set(everything(package)) == listed


def test_volumes_say_that_they_are_no_money(package: Path) -> None:
    for entry in resources(package):
        for field in entry["schema"]["fields"]:
            if field["name"].startswith("tiv"):
                assert "million TIV" in field["unit"] and "not money" in field["unit"]
    text = (package / "README.md").read_text(encoding="utf-8")
    assert "never money" in text and "SIPRI's terms" in text


def test_other_tools_read_what_the_warehouse_holds(package: Path, warehouse: Warehouse) -> None:
    total = 0
    for entry in resources(package):
        table = entry["name"]
        expected = held(warehouse, table)
        total += len(expected)
        fields = {field["name"]: field["type"] for field in entry["schema"]["fields"]}
        assert list(fields) == list(expected.columns)
        # pandas, by the types of the description.
        read = pd.read_csv(
            package / entry["path"], keep_default_na=False, na_values=entry["schema"][
                "missingValues"],
            dtype={name: {"string": "str", "integer": "Int64", "number": "float64",
                          "boolean": "boolean"}.get(kind, "str") for name, kind in fields.items()},
            parse_dates=[name for name, kind in fields.items() if kind.startswith("date")],
        )  # fmt: skip
        pd.testing.assert_frame_equal(
            read, expected, check_dtype=False, check_exact=True, obj=table
        )
        # DuckDB, by its own guess of the Parquet file's types, that is the warehouse's.
        path = package / "parquet" / f"{table}.parquet"
        columns = duckdb.sql(f"FROM read_parquet('{path}')")
        assert [str(kind) for kind in columns.types] == [
            str(kind) for kind in duckdb_types(warehouse, table)
        ]
        pd.testing.assert_frame_equal(columns.df(), expected, check_exact=True, obj=table)
        assert entry["rows"] == len(expected) == pyarrow.parquet.read_metadata(path).num_rows
    assert total > 15_000


def duckdb_types(warehouse: Warehouse, table: str) -> list[str]:
    return list(
        warehouse.query(
            "SELECT data_type FROM duckdb_columns() WHERE table_name = $table"
            " AND database_name = 'warehouse' ORDER BY column_index",
            {"table": table},
        )["data_type"]
    )


def test_no_table_is_forgotten(package: Path, warehouse: Warehouse) -> None:
    tables = set(
        warehouse.query("FROM duckdb_tables() WHERE database_name = 'warehouse'")["table_name"]
    )
    inner = {"answering_snapshot", "complete_for", "trade"}
    assert {entry["name"] for entry in resources(package)} == tables - inner


def test_the_same_warehouse_gives_the_same_bytes(
    package: Path, warehouse: Warehouse, tmp_path: Path
) -> None:
    export_data(warehouse, tmp_path / "again", quiet)
    assert everything(tmp_path / "again") == everything(package)


def test_what_may_not_be_passed_on_is_left_out(imported: Warehouse, tmp_path: Path) -> None:
    done = export_data(imported, tmp_path / "open", quiet)
    assert len(done.left_out) == 3
    counts = {entry["name"]: entry["rows"] for entry in resources(tmp_path / "open")}
    assert counts["deal"] == counts["delivery"] == counts["flow"] == counts["state_total"] == 0
    assert counts["coverage"] == 0, "nothing is complete of what is not there"
    assert counts["country_total"] > 0, "the World Bank's licence allows it"
    for path, content in everything(tmp_path / "open").items():
        assert b"Delta" not in content and b"Charlie-30" not in content, path
    text = described(tmp_path / "open")["description"]
    assert all(snapshot in text for snapshot in done.left_out)


def test_for_own_use_all_of_it_is_written(imported: Warehouse, tmp_path: Path) -> None:
    done = export_data(imported, tmp_path / "own", quiet, register=True)
    assert done.left_out == ()
    for entry in resources(tmp_path / "own"):
        assert entry["rows"] == len(held(imported, entry["name"]))
    assert "do not pass them on" in described(tmp_path / "own")["description"]
    deals = next(entry for entry in resources(tmp_path / "own") if entry["name"] == "deal")
    assert [licence["title"][:13] for licence in deals["licenses"]] == ["SIPRI's terms"]
    read = pd.read_csv(tmp_path / "own/csv/deal.csv")
    assert "Delta" in set(read["designation"])


def test_the_command(
    warehouse_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "my data [1]"
    command = ["export-data", str(folder), "--warehouse", str(warehouse_file)]
    assert main(command) == 0
    assert "7,972" in capsys.readouterr().out
    before = everything(folder)
    assert main(command) == 1
    assert "the folder is not empty" in capsys.readouterr().err
    (folder / "README.md").write_text("changed", encoding="utf-8")
    assert main([*command, "--replace", "--register-for-own-use"]) == 0
    assert "do not pass them on without SIPRI's permission" in capsys.readouterr().out
    assert everything(folder) == before, "nothing was imported that could be left out"
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@pytest.mark.parametrize("replace", [False, True])
def test_what_is_no_package_is_never_replaced(
    warehouse: Warehouse, tmp_path: Path, replace: bool
) -> None:
    full, file, link = tmp_path / "full", tmp_path / "file", tmp_path / "link"
    full.mkdir()
    (full / "thesis.txt").write_text("years of work", encoding="utf-8")
    file.write_text("text", encoding="utf-8")
    link.symlink_to(full)
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "datapackage.json").write_text("{}", encoding="utf-8")
    (beside / "thesis.txt").write_text("years of work", encoding="utf-8")
    for target in (full, file, link, beside):
        with pytest.raises(DataError, match=r"not empty|something else|not a folder"):
            export_data(warehouse, target, quiet, replace=replace)
    with pytest.raises(DataError, match=r"cannot be written: (Not a directory|File exists)"):
        export_data(warehouse, file / "below", quiet, replace=replace)
    for kept in ("full", "beside"):
        assert everything(tmp_path)[f"{kept}/thesis.txt"] == b"years of work"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["beside", "file", "full", "link"]


def test_what_a_killed_export_left_is_put_right(warehouse: Warehouse, tmp_path: Path) -> None:
    folder, fresh, old = (tmp_path / name for name in ("arms", ".arms.new", ".arms.old"))
    export_data(warehouse, folder, quiet)
    before = everything(folder)
    # Killed between moving the old package aside and the new one to its place.
    folder.replace(old)
    (fresh / "csv").mkdir(parents=True)
    with pytest.raises(DataError, match="the folder is not empty"):
        export_data(warehouse, folder, quiet)
    assert everything(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["arms"]


def test_one_export_after_another(warehouse: Warehouse, tmp_path: Path) -> None:
    def meanwhile(table: str) -> None:
        with pytest.raises(DataError, match=r"another export is writing there\. Wait"):
            export_data(warehouse, tmp_path / "arms", quiet)

    export_data(warehouse, tmp_path / "arms", meanwhile)
    assert described(tmp_path / "arms")["resources"]


def test_an_empty_folder_is_filled(warehouse: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    export_data(warehouse, tmp_path / "empty", quiet)
    assert described(tmp_path / "empty")["resources"]


def test_a_full_disk(warehouse_file: Path, package: Path, tmp_path: Path) -> None:
    export_data(Warehouse(warehouse_file), tmp_path / "arms", quiet)
    before = everything(tmp_path)

    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(
        [sys.executable, "-m", "etl.cli", "export-data", str(tmp_path / "arms"), "--replace",
         "--warehouse", str(warehouse_file)],
        capture_output=True, text=True, cwd=ROOT, preexec_fn=small_files_only, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "the package cannot be written" in done.stderr and "Free some space" in done.stderr
    assert "Traceback" not in done.stderr
    assert everything(tmp_path) == before

"""The built packages: what they hold, and that they run in an empty folder without a network."""

from __future__ import annotations

import shutil
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from tests.conftest import DATA, ROOT, SUMMARY
from tests.installed.machine import Machine
from tests.ports import free_port

TABLES = {
    str(path.relative_to(DATA)) for path in DATA.glob("*/*") if path.parent.name != "downloads"
}


def test_the_wheel_holds_every_table_and_nothing_of_a_user(packages: Path) -> None:
    (wheel,) = (packages / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert "dashboard/static/map/world_50m.json" in names
    data = {name.removeprefix("etl/data/") for name in names if name.startswith("etl/data/")}
    assert data == TABLES | {"README.md"}
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        "etl", "dashboard", "arms_transfers_dashboard",
    }  # fmt: skip
    for folder in ("etl", "dashboard"):
        files = {str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*")
                 if path.is_file() and path.suffix != ".pyc"}  # fmt: skip
        assert files <= names
    (terms,) = (name for name in names if name.endswith("licenses/data/README.md"))
    assert not [name for name in names if "downloads" in name or "duckdb" in name] and terms


def test_the_source_package_is_a_checkout_without_what_git_ignores(packages: Path) -> None:
    (archive,) = (packages / "dist").glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    assert {f"data/{name}" for name in TABLES} | {"pyproject.toml", "README.md", "LICENSE"} <= names
    assert {"tests/conftest.py", "etl/cli.py", "dashboard/.streamlit/config.toml"} <= names
    assert not [name for name in names if "downloads" in name or "duckdb" in name]


def installed_files(machine: Machine) -> dict[Path, int]:
    (site,) = machine.bin.parent.glob("lib/python*/site-packages")
    return {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.suffix != ".pyc"
            and path.is_file()}  # fmt: skip


def test_in_an_empty_folder_it_shows_itself(
    machine: Machine, record_property: Callable[[str, object], None]
) -> None:
    before = installed_files(machine)
    absent = machine.run("arms-etl", "status")
    assert absent.returncode == 1 and "There is no warehouse at" in absent.stderr
    assert list(machine.home.iterdir()) == []
    took = []
    for _ in range(2):
        started = time.monotonic()
        with machine.shown() as address:
            took.append(time.monotonic() - started)
            assert "<title>" in httpx2.get(address).text
            ready = httpx2.get(f"{address}/readyz").json()
            assert ready["ready"] and ready["data"]["newest_release"] == 2026
            built = machine.warehouse.stat().st_mtime_ns
    assert machine.warehouse.stat().st_mtime_ns == built, "built once"
    record_property(SUMMARY, "first start {:.1f} s, second {:.1f} s".format(*took))
    status = machine.run("arms-etl", "status")
    assert status.returncode == 0 and "sipri/flows_2026" in status.stdout
    assert status.stdout.startswith(str(machine.warehouse))
    assert list(machine.here.iterdir()) == []
    done = machine.run(
        "arms-dashboard", "export", "country/shares", "--param", "country=AZE", "--format", "csv"
    )
    assert done.returncode == 0, done.stderr
    (taken,) = machine.here.iterdir()
    assert "Israel" in taken.read_text(encoding="utf-8-sig")
    assert installed_files(machine) == before, "an installation is only read"


def test_what_a_user_loads_is_shown_beside_the_installed_tables(machine: Machine) -> None:
    table = machine.here / "saved.csv"
    shutil.copy(ROOT / "tests/etl/cases/wb_databank.csv", table)
    done = machine.run("arms-etl", "import", "saved.csv")
    assert done.returncode == 0, done.stderr
    done = machine.run("arms-etl", "status")
    assert "sipri/flows_2026" in done.stdout and "world_bank/" in done.stdout
    assert list(machine.home.rglob("downloads/world_bank/*.csv"))
    with machine.shown() as address:
        assert httpx2.get(f"{address}/readyz").json()["ready"]


def test_what_another_project_has_in_the_folder_is_not_taken(machine: Machine) -> None:
    (machine.here / ".streamlit").mkdir()
    (machine.here / ".streamlit/config.toml").write_text("no settings of ours")
    for name in ("etl", "dashboard", "data"):
        (machine.here / name).mkdir()
        (machine.here / name / "__init__.py").write_text("raise SystemExit('not this one')\n")
    with machine.shown() as address:
        assert httpx2.get(f"{address}/readyz").json()["ready"]


def test_a_warehouse_that_is_named_is_served_and_not_replaced(
    machine: Machine, built: Path
) -> None:
    before = built.stat().st_mtime_ns
    with machine.shown(f"--warehouse={built}") as address:
        assert httpx2.get(f"{address}/readyz").json()["ready"]
    assert built.stat().st_mtime_ns == before
    assert list(machine.home.iterdir()) == []


def test_the_last_good_warehouse_is_shown_where_none_can_be_built(machine: Machine) -> None:
    assert machine.run("arms-etl", "build").returncode == 0
    (machine.warehouse.parent / "own").mkdir()
    (machine.warehouse.parent / "own/table.csv").write_text("a,b\n")
    with machine.shown() as address:
        assert httpx2.get(f"{address}/readyz").json()["ready"]
    machine.warehouse.unlink()
    done = machine.run("arms-transfers-dashboard", f"--port={free_port()}")
    assert done.returncode == 1
    assert "table.csv: the table has no card. Write one: arms-etl card" in done.stderr


def test_a_home_that_cannot_be_written_is_told_in_a_sentence(machine: Machine) -> None:
    machine.home.rmdir()
    machine.home.write_text("no folder")
    done = machine.run("arms-transfers-dashboard", f"--port={free_port()}")
    assert done.returncode == 1
    assert "cannot be created: Not a directory. Name a folder that you may write to" in done.stderr
    assert "Traceback" not in done.stderr
    named = machine.here / "data"
    named.mkdir()
    with machine.shown(f"--data={named}") as address:
        assert httpx2.get(f"{address}/readyz").json()["ready"]
    assert (named / "warehouse.duckdb").exists()


def test_a_user_without_a_home_is_told_and_may_name_a_folder(machine: Machine) -> None:
    (machine.here / "sitecustomize.py").write_text(
        "import pwd\ndef nobody(number): raise KeyError(number)\npwd.getpwuid = nobody\n"
    )
    del machine.environment["HOME"]
    machine.environment["PYTHONPATH"] = str(machine.here)
    done = machine.run("arms-transfers-dashboard", f"--port={free_port()}")
    assert (done.returncode, done.stderr) == (
        1, "No home folder of this user is known. Name a folder that you may write to with --data "
        "or $ARMS_DATA.\n",
    )  # fmt: skip
    (machine.here / "data").mkdir()
    with machine.shown("--data=data") as address:
        assert httpx2.get(f"{address}/readyz").json()["ready"]


@pytest.mark.parametrize("command", ["arms-transfers-dashboard", "arms-dashboard", "arms-etl"])
def test_every_command_explains_itself(machine: Machine, command: str) -> None:
    done = machine.run(command, "--help")
    assert done.returncode == 0 and done.stdout.startswith(f"Usage: {command} ")
    assert machine.run(command, "--nonsense").returncode == 2

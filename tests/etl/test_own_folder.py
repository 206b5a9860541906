"""Without a checkout: installed tables are only read, beside what lies in the user's own folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import platformdirs
import pytest

from etl.cards import load_cards, seal
from etl.claims.adding import add
from etl.claims.desk import Desk
from etl.cli import main
from etl.common import paths
from etl.common.errors import DataError, WarehouseError
from etl.intake.keeping import is_current, rebuild
from etl.stage import stage
from tests.claims.test_command import NEW
from tests.conftest import DATA, quiet
from tests.etl import exports
from tests.etl.brought import downloads, everything, opened, saved, take_in
from tests.etl.intake.test_refresh import answer
from tests.etl.stand_in import StandIn

CLAIM = {name.replace("-", "_"): text for name, text in NEW.items()}


@pytest.fixture
def installed(data_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tables of an installed package; it is no checkout's folder."""
    folder = data_copy.rename(tmp_path / "installed")
    monkeypatch.setattr(paths, "INSTALLED", folder)
    for name in ("ARMS_DATA", "ARMS_WAREHOUSE", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "hömé of a user"))
    return folder


@pytest.fixture
def own(installed: Path) -> Path:
    """The user's own folder, which is not there yet."""
    return Path(platformdirs.user_data_dir("arms-transfers-dashboard", appauthor=False))


def bundled() -> list[str]:
    return [card.snapshot_id for card in load_cards(DATA)]


def names(data: Path) -> list[str]:
    return [card.snapshot_id for card in load_cards(data)]


def test_the_user_has_a_folder_which_only_a_change_creates(own: Path) -> None:
    assert paths.data_dir() == own and paths.warehouse_path() == own / "warehouse.duckdb"
    assert names(own) == bundled()
    assert main(["status"]) == main(["releases"]) == 1
    assert not own.exists()
    assert main(["build"]) == 0
    assert main(["status"]) == main(["releases"]) == main(["check"]) == 0
    assert sorted(path.name for path in own.iterdir()) == [
        ".warehouse.duckdb.lock", "warehouse.duckdb",
    ]  # fmt: skip


def test_what_a_user_brought_in_is_read_after_the_installed_tables(
    installed: Path, own: Path
) -> None:
    before = everything(installed)
    own.mkdir(parents=True)
    take_in(own, saved(own.parent, exports.world_bank_zip("MS.MIL.XPRT.KD")))
    (taken,) = downloads(own)
    assert names(own) == [*bundled(), taken]
    assert main(["forget", taken]) == 0 and downloads(own) == []
    assert main(["rollback"]) == 0 and downloads(own) == [taken]
    assert is_current(own, own / "warehouse.duckdb")
    assert everything(installed) == before


def test_a_table_of_the_same_name_takes_the_place_of_the_installed_one(
    installed: Path, own: Path
) -> None:
    shutil.copytree(installed / "sipri", own / "sipri")
    (own / "sipri/flows_2022.csv").unlink()
    (own / "sipri/flows_2022.card.toml").unlink()
    assert sorted(names(own)) == sorted(bundled())
    of = {card.snapshot_id: card.path for card in load_cards(own)}
    assert of["sipri/flows_2025"].is_relative_to(own)
    assert of["sipri/flows_2022"].is_relative_to(installed)


def test_a_folder_with_all_reference_tables_is_whole_by_itself(
    installed: Path, tmp_path: Path
) -> None:
    named = tmp_path / "named"
    shutil.copytree(DATA / "reference", named / "reference")
    assert {name.partition("/")[0] for name in names(named)} == {"reference"}


def test_a_user_adds_a_name_without_a_checkout(
    installed: Path, own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(installed)
    table = exports.deliveries(supplier="China", generated="12 May 2021 2:29:20 PM")
    strange = saved(tmp_path, table.replace(b",Viet Nam,", b",Atlantis,"))
    assert main(["import", str(strange)]) == 1
    assert "Without a checkout, README says how." in capsys.readouterr().err
    aliases = own / "reference/aliases.csv"
    aliases.parent.mkdir(parents=True)
    for file in ("aliases.csv", "aliases.card.toml"):
        shutil.copy(installed / "reference" / file, aliases.with_name(file))
    with aliases.open("a", encoding="utf-8") as table:
        table.write("Atlantis,VNM,a test\n")
    assert main(["card", str(aliases)]) == 0
    assert main(["import", str(strange)]) == 0
    assert sorted(names(own)) == sorted([*bundled(), *downloads(own)])
    assert everything(installed) == before


def test_a_folder_that_somebody_names_must_be_there(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    named = tmp_path / "named"
    for command in (["build"], ["refresh"], ["import", "file.csv"], ["forget", "a/b"]):
        assert main([*command, "--data", str(named)]) == 1, command
        assert f"{named}: the data folder does not exist. Give --data" in capsys.readouterr().err
    monkeypatch.setenv("ARMS_DATA", str(named))
    assert main(["build"]) == 1 and not named.exists()
    named.mkdir()
    assert main(["build"]) == 0, "of the installed tables"


def test_refresh_needs_no_more_than_its_name(
    own: Path, server: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer = answer  # type: ignore[method-assign]
    monkeypatch.setenv("ARMS_SIPRI_URL", server.base)
    monkeypatch.setenv("ARMS_WORLD_BANK_URL", server.base)
    monkeypatch.setenv("ARMS_NOTIFICATIONS_URL", server.base)
    assert main(["refresh", "world-bank"]) == 0
    assert len(downloads(own)) == 2
    server.answer = lambda path, body: b"nonsense"  # type: ignore[assignment, method-assign]
    assert main(["refresh", "--check"]) == 1
    asked = len(server.asked)
    monkeypatch.setattr("etl.commands.refresh.services", lambda: [])
    assert main(["refresh"]) == 1, "from nobody nothing comes"
    assert len(server.asked) == asked


# A newer package.


def grown(installed: Path) -> None:
    """The tables as a newer package may bring them: with one more quoted figure."""
    table = installed / "cited/articles.csv"
    last = table.read_text(encoding="utf-8").splitlines()[-1]
    number = last.partition(",")[0]
    row = last.replace(number, f"{number[0]}{int(number[1:]) + 1}", 1).replace(
        "http", "http://new.example/"
    )
    table.write_text(table.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    seal(table, date(2026, 12, 1))


def test_a_newer_package_brings_its_tables_and_leaves_those_of_the_user(
    installed: Path, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse = own / "warehouse.duckdb"
    own.mkdir(parents=True)
    take_in(own, saved(own.parent, exports.world_bank_zip("MS.MIL.XPRT.KD")))
    assert add(own, CLAIM, today=date(2026, 11, 28)) == "U001"
    assert not is_current(own, warehouse), "of what was added it does not know yet"
    assert main(["build", "--if-changed"]) == 0 and is_current(own, warehouse)
    built = warehouse.stat().st_mtime_ns
    capsys.readouterr()
    assert main(["build", "--if-changed"]) == 0
    assert warehouse.stat().st_mtime_ns == built and capsys.readouterr().out == ""
    ledger = len(Desk.of(opened(own)).ledger)
    kept = everything(own)
    grown(installed)
    assert not is_current(own, warehouse)
    assert main(["build", "--if-changed"]) == 0
    entries = Desk.of(opened(own)).ledger
    assert len(entries) == ledger + 1
    assert "U001" in {entry.row["claim_id"] for entry in entries}
    assert {name for name, content in everything(own).items() if kept.get(name) != content} == {
        "warehouse.duckdb"
    }
    assert add(own, CLAIM | {"value": "23 %"}, today=date(2026, 12, 2)) == "U002"


def test_words_of_a_card_and_the_code_make_a_warehouse_old(
    data_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = data_copy / "warehouse.duckdb"
    assert not is_current(data_copy, warehouse)
    rebuild(data_copy, warehouse, quiet)
    assert is_current(data_copy, warehouse)
    card = data_copy / "sipri/flows_2022.card.toml"
    text = card.read_text(encoding="utf-8")
    card.write_text(text.replace("2022 release", "release of 2022"), encoding="utf-8")
    assert not is_current(data_copy, warehouse)
    card.write_text(text, encoding="utf-8")
    assert is_current(data_copy, warehouse), "as it was, whatever the file's time says"
    code = data_copy.parent / "other" / "etl" / "warehouse"
    code.mkdir(parents=True)
    (code / "__init__.py").write_text("pass\n", encoding="utf-8")
    monkeypatch.setattr("etl.warehouse.__file__", str(code / "__init__.py"))
    assert not is_current(data_copy, warehouse)


def test_a_damaged_warehouse_is_not_current(own: Path) -> None:
    assert main(["build"]) == 0
    (own / "warehouse.duckdb").write_bytes(b"DUCK" * 1000)
    assert main(["build", "--if-changed"]) == 0
    assert is_current(own, own / "warehouse.duckdb")


# What a user adds.


def test_what_a_user_adds_never_lies_among_the_installed_tables(installed: Path, own: Path) -> None:
    before = everything(installed)
    assert add(own, CLAIM, today=date(2026, 11, 28)) == "U001"
    assert add(own, CLAIM | {"value": "23 %"}, today=date(2026, 11, 29)) == "U002"
    assert everything(installed) == before
    assert list(everything(own)) == ["cited/own.card.toml", "cited/own.csv"]
    rows = [entry.tables["cited_figure"] for entry in stage(own, quiet)
            if "cited_figure" in entry.tables]  # fmt: skip
    added, installed_rows = sorted(rows, key=len)
    assert list(added["claim_id"]) == ["U001", "U002"] and len(installed_rows) == 196


def test_a_first_row_that_is_refused_leaves_no_table(own: Path) -> None:
    with pytest.raises(DataError, match=r"own\.csv, line 2, column metric"):
        add(own, CLAIM | {"metric": "share"}, today=date(2026, 11, 28))
    assert everything(own) == {}


# Folders that cannot be had.


def test_no_home_is_told(
    installed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unknown(number: int) -> None:
        raise KeyError(number)

    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for command in ("build", "status", "refresh"):
        assert main([command]) == 1
        told = capsys.readouterr().err
        assert told == (
            "No home folder of this user is known. Name a folder that you may write to with --data "
            "or $ARMS_DATA.\n"
        )
    with pytest.raises(WarehouseError, match="No home folder"):
        paths.warehouse_path()
    assert main(["status", "--data", str(installed)]) == 1, "another folder can be named"
    assert "There is no warehouse at" in capsys.readouterr().err


def test_a_home_that_is_no_folder_is_told(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    home = saved(tmp_path, b"", "home")
    monkeypatch.setenv("HOME", str(home))
    cells = [f"--{name}={text}" for name, text in NEW.items()]
    for command in (["build"], ["refresh"], ["import", "file.csv"], ["cite", "add", *cells]):
        assert main(command) == 1, command
        told = capsys.readouterr().err
        assert f"{paths.data_dir()} cannot be created: Not a directory. Name a folder" in told


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)


@pytest.mark.skipif(
    os.geteuid() == 0 and shutil.which("setpriv") is None,
    reason="rights do not bind root, and setpriv is not installed",
)
def test_a_folder_without_rights_is_told_before_the_network_is_asked(
    own: Path, server: StandIn, tmp_path: Path
) -> None:
    own.mkdir(parents=True)
    script = (
        "import sys; from pathlib import Path; from etl.common import paths; from etl import cli;"
        f"paths.INSTALLED = Path({str(paths.INSTALLED)!r}); sys.exit(cli.main(sys.argv[1:]))"
    )
    waived = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    command = [*(waived if os.geteuid() == 0 else []), sys.executable, "-c", script]
    names = ("SIPRI", "WORLD_BANK", "NOTIFICATIONS")
    services = {f"ARMS_{name}_URL": server.base for name in names}
    cells = [f"--{name}={text}" for name, text in NEW.items()]
    with read_only(own):
        for arguments in (["build"], ["refresh"], ["cite", "add", *cells]):
            done = subprocess.run(
                [*command, *arguments], capture_output=True, text=True, timeout=120,
                env=os.environ | services,
            )  # fmt: skip
            assert done.returncode == 1, arguments
            assert "Traceback" not in done.stderr
            assert "rights" in done.stderr and str(own) in done.stderr
    assert server.asked == [] and list(own.iterdir()) == []

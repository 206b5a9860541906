"""The command: what it prints, and the code it ends with."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from etl.cards import load_cards
from etl.cli import main
from etl.warehouse.read import Warehouse
from tests.conftest import DATA, ROOT, arms_etl


def test_building_tells_each_step_and_a_summary(tmp_path: Path) -> None:
    target = tmp_path / "warehouse.duckdb"
    # From another folder: the bundled data are found all the same.
    done = arms_etl("build", "--warehouse", target, cwd=tmp_path, PYTHONPATH=str(DATA.parent))
    assert done.returncode == 0, done.stderr
    names = [card.snapshot_id for card in load_cards(DATA)]
    steps = done.stderr.splitlines()
    assert steps[: len(names)] == names
    assert steps[-1] == "replacing the warehouse"
    assert "\x1b" not in done.stdout + done.stderr and "\r" not in done.stderr
    rows = {
        row["snapshot_id"]: row["row_count"]
        for row in Warehouse(target).query("FROM snapshot").to_dict("records")
    }
    for name in names:
        (line,) = re.findall(rf"^ *{name} +([0-9,]+) +(.+?) +([0-9.]+) *$", done.stdout, re.M)
        assert int(line[0].replace(",", "")) == rows[name]
    last = done.stdout.splitlines()[-1]
    assert re.fullmatch(rf"Built {re.escape(str(target))} in [0-9.]+ s; \d+ checks passed\.", last)


def test_environment_variables_name_the_places(data_copy: Path, tmp_path: Path) -> None:
    (data_copy / "sipri/flows_2025.csv").unlink()
    done = arms_etl("build", ARMS_DATA=str(data_copy), ARMS_WAREHOUSE=str(tmp_path / "w.duckdb"))
    assert done.returncode == 1
    assert "flows_2025.csv: the table is missing" in done.stderr
    assert "The data cannot be loaded: 1 problem. Nothing was changed" in done.stderr
    absent = arms_etl("status", ARMS_WAREHOUSE=str(tmp_path / "w.duckdb"))
    assert absent.returncode == 1
    assert absent.stderr.startswith(f"There is no warehouse at {tmp_path / 'w.duckdb'}. Build it")


def test_paths_are_told_from_the_current_folder(
    data_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (data_copy / "sipri/flows_2025.csv").unlink()
    monkeypatch.chdir(data_copy.parent)
    assert main(["build", "--data", str(data_copy)]) == 1
    assert capsys.readouterr().err.splitlines()[-3].startswith("data/sipri/flows_2025.csv: ")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["build", "--nonsense"],
        ["card"],
        ["status", "extra"],
        ["build", "--ware", "w.duckdb"],
        ["status", "--js"],
        ["diff", "2022", "new"],
        ["diff", "2022", "2025", "--rows", "-1"],
        ["refresh", "--suppliers"],
        ["refresh", "--suppliers", "--to", "2020"],
        ["cite"],
        ["cite", "check"],
    ],
)
def test_a_command_that_is_not_understood(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("Usage: arms-etl")


COMMANDS = (
    "build", "status", "check", "import", "refresh", "releases", "diff", "feed", "forget",
    "rollback", "export-data", "card", "cite",
)  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([name, "-h"])
    assert caught.value.code == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"Usage: arms-etl {name} ")
    assert name in ("card", "cite") or ("--data DIR" in shown and "$ARMS_WAREHOUSE" in shown)


def test_help_is_quick() -> None:
    """Nothing that reads data is loaded before a command needs it."""
    script = "import sys, etl.cli; print(sorted({'pandas', 'duckdb', 'httpx2'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr


def test_help_names_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    shown = capsys.readouterr().out
    assert all(re.search(rf"^ +{name} ", shown, re.M) for name in COMMANDS)
    assert "..." not in shown.partition("Commands:")[2], "no sentence is cut short"


def test_status(warehouse_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--warehouse", str(warehouse_file)]) == 0
    shown = capsys.readouterr().out
    assert re.match(
        rf"{re.escape(str(warehouse_file))}, built \d{{4}}-\d\d-\d\d \d\d:\d\d UTC", shown
    )
    assert re.search(r"sipri/flows_2025 +3,836 +2025 release +2026-02-12 +-?\d+ +2026", shown)
    assert re.search(r"sipri/flows_2026 +3,453 +2026 release +2026-05-18 +-?\d+ +2026", shown)
    assert re.search(r"cited/articles +196 +compiled in \w+ \d+ +20", shown), "no date, no age"
    assert re.search(r"2025 release +the world +2015–2019 +window +no +exact", shown)
    assert re.search(r"2026 release +the world +2021–2025 +window +no +exact", shown)
    assert re.search(r"2026 release +imports of Georgia +1995–2025 +year +no +exact", shown)
    assert re.search(r"2022 release +exports of Israel +1995–2021 +year +no +rounded", shown)
    assert re.search(r"2025 release +imports of Azerbaijan +1995–2024 +year +yes +exact", shown)


def test_check(warehouse_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--warehouse", str(warehouse_file)]) == 0
    shown = capsys.readouterr()
    lines = [line for line in shown.out.splitlines() if re.search(r" \d[0-9,]* +\d+ *$", line)]
    assert len(lines) == len(Warehouse(warehouse_file).query("FROM check_result"))
    assert all(re.search(r" [1-9][0-9,]* +0 *$", line) for line in lines), "examined, none failed"
    assert shown.err == ""


FLOW = (
    "INSERT INTO flow VALUES"
    " ('sipri/flows_2025', '{0}', '{1}', {2}, {3}, NULL, 0, 9999, '{0}', '{1}')"
)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            "UPDATE world_total SET tiv_m = tiv_m + 5 WHERE category = 'Ships' AND year = 2020",
            r"data/sipri/world_totals_2025\.csv, 2020: categories \d",
        ),
        (
            "UPDATE flow SET tiv_m = tiv_m + 50 WHERE supplier = 'USA' AND recipient = 'UKR'"
            " AND first_year = 2020",
            r"data/sipri/flows_2025\.csv, 2020–2024: flows \d+.*look for rows added",
        ),
        (
            "INSERT INTO flow SELECT * REPLACE (9999 AS line) FROM flow WHERE line = 2"
            " AND snapshot_id = 'sipri/flows_2025'",
            r"data/sipri/flows_2025\.csv: lines 2 and 9999 count the same deliveries; keep one",
        ),
        (
            FLOW.format("ALB", "PER", 2009, 2009),
            r"data/sipri/flows_2025\.csv, line 9999: no coverage entry of the card holds this row",
        ),
        (
            FLOW.format("USA", "AZE", 2000, 2001),
            r"data/sipri/flows_2025\.csv, line 9999: the row spans several years",
        ),
        (
            FLOW.format("SUN", "PER", 2020, 2024),
            r"data/sipri/flows_2025\.csv, line 9999: Soviet Union in 2020–2024; correct the row",
        ),
        (
            "UPDATE recomputed_figure SET value = value + 16"
            " WHERE figure_id = (SELECT min(r.figure_id) FROM recomputed_figure r"
            " JOIN published_figure p ON r.figure_id = p.snapshot_id || ':' || p.line"
            " WHERE p.edition = 2020 AND p.metric LIKE 'share%' AND r.value > p.value_number)",
            r"data/published/factsheet_cells\.csv, line \d+: printed .* in 2020, computed",
        ),
        (
            "DELETE FROM published_exception",
            r"data/published/factsheet_cells\.csv, line \d+: printed 64, computed 63\.39",
        ),
        (
            "UPDATE world_total SET tiv_m = tiv_m * 1.1 WHERE year = 2001"
            " AND snapshot_id LIKE 'world_bank%'",
            r"2001: World Bank \d",
        ),
    ],
)
def test_each_check_can_fail(
    warehouse_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: str,
    told: str,
) -> None:
    spoilt = Path(shutil.copy(warehouse_file, tmp_path))
    connection = duckdb.connect(str(spoilt))
    connection.execute(spoil)
    connection.close()
    assert main(["check", "--warehouse", str(spoilt)]) == 1
    shown = capsys.readouterr()
    assert re.search(told, shown.err), shown.err
    assert re.search(r" [1-9]\d* *$", shown.out, re.M)


def test_card(data_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = data_copy / "sipri/flows_2022.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace(",2005,2005,,20\n", ",2005,2005,,21\n", 1),
        encoding="utf-8",
    )
    with pytest.raises(Exception, match="is not the one its card describes"):
        load_cards(data_copy)
    assert main(["card", str(table)]) == 0
    assert "flows_2022.card.toml. Read it once before you build." in capsys.readouterr().out
    load_cards(data_copy)
    assert main(["card", str(table.with_name("absent.csv"))]) == 1
    told = capsys.readouterr().err
    assert "absent.csv: there is no such table" in told
    assert "warehouse" not in told

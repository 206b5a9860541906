"""The guide's examples of a figure and of a page, followed to the letter on a copy of the tree."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
START, END = GUIDE.index("## A new figure"), GUIDE.index("## A new source")
FILES = re.findall(r"^```\w+ (\S+)\n(.*?)^```$", GUIDE[START:END], re.MULTILINE | re.DOTALL)
((COMMAND),) = re.findall(r"^```sh\n(.*?)^```$", GUIDE[START:END], re.MULTILINE | re.DOTALL)
PAGE = """
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("dashboard/app.py", default_timeout=60)
app.switch_page("app_pages/buyers.py")
app.query_params["period"] = "2015-19"
app.run()
assert not app.exception, app.exception
print(app.title[0].value, app.markdown[0].value, len(app.get("plotly_chart")))
app.selectbox(key="period").set_value((2010, 2014)).run()
print(app.query_params["period"], app.markdown[0].value)
app = AppTest.from_file("dashboard/app.py", default_timeout=60).run()
print([link.proto.label for link in app.get("page_link")])
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the code with the guide's files in it."""
    unwanted = shutil.ignore_patterns("__pycache__")
    for folder in ("etl", "dashboard"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=unwanted)
    for path, text in FILES:
        target = tmp_path / path
        if target.exists():  # a line of a list, where the list ends
            before, end, after = target.read_text(encoding="utf-8").rpartition("\n)\n")
            text = f"{before}\n{text.rstrip()}{end}{after}"
        target.write_text(text, encoding="utf-8")
    return tmp_path


def run(house: Path, warehouse: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command with the code of the copy."""
    return subprocess.run(
        [sys.executable, *command], cwd=house, capture_output=True, text=True, timeout=120,
        env=os.environ | {"PYTHONPATH": str(house), "ARMS_WAREHOUSE": str(warehouse)},
    )  # fmt: skip


def test_a_figure_touches_two_files_and_a_page_two() -> None:
    paths = [path for path, _ in FILES]
    assert paths == [
        "etl/questions/most_suppliers.sql", "dashboard/figures/buyers.py",
        "dashboard/app_pages/buyers.py", "dashboard/navigation.py",
    ]  # fmt: skip


def test_the_figure_is_listed_and_exported(house: Path, warehouse_file: Path) -> None:
    name, *arguments = COMMAND.split()
    assert name == "arms-dashboard"
    done = run(house, warehouse_file, "-m", "dashboard.cli", *arguments, "--out", "out")
    assert (done.returncode, done.stderr) == (0, "")
    (file,) = (house / "out").iterdir()
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    counts = [int(row["suppliers"]) for row in rows]
    assert len(counts) == 10
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 10
    listed = run(house, warehouse_file, "-m", "dashboard.cli", "export", "--list")
    assert "buyers/most" in listed.stdout


def test_the_page_shows_it_and_keeps_its_state_in_the_address(
    house: Path, warehouse_file: Path
) -> None:
    done = run(house, warehouse_file, "-c", PAGE)
    assert done.returncode == 0, done.stderr
    opened, moved, links = done.stdout.splitlines()
    assert opened.startswith("Who buys from the most suppliers? In 2015–19 ")
    assert opened.endswith(" 1")
    assert moved.startswith("2010-14 In 2010–14 ")
    assert "**Buyers**: Who buys from the most suppliers?" in links

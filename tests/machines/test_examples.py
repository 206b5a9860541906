"""The examples of the page *For programs* run as they stand there, against a real server."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.conftest import ROOT
from tests.serving.running import Serving, serving

TEXT = (ROOT / "dashboard/app_pages/programs.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL))


@pytest.fixture(scope="module")
def server(warehouse_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(warehouse_file, tmp_path_factory.mktemp("examples") / "log") as started:
        yield started


def printed(command: list[str], example: str, server: Serving) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    code = EXAMPLES[example].replace("SITE", server.address)
    return subprocess.run([*command, code], check=True, capture_output=True, text=True).stdout


def test_python(server: Serving) -> None:
    text = printed([sys.executable, "-c"], "python", server)
    assert re.search(r"2016\s+2020\s+67\.7", text), text


def test_r(server: Serving) -> None:
    assert re.search(r"2016\s+2020\s+67\.7", printed(["Rscript", "-e"], "r", server))


def test_curl(server: Serving) -> None:
    text = printed(["sh", "-c"], "sh", server) if shutil.which("curl") else pytest.skip("no curl")
    assert "2016,2020,1,ISR,Israel" in text


def test_duckdb_on_the_same_rows(server: Serving, tmp_path: Path) -> None:
    """Its reader of addresses is an extension that is fetched; the rest holds for a file too."""
    import duckdb

    query = EXAMPLES["sql"]
    (address,) = re.findall(r"'SITE(/[^']+)'", query)
    file = tmp_path / "shares.csv"
    file.write_bytes(httpx2.get(f"{server.address}{address}").content)
    rows = duckdb.sql(query.replace(f"SITE{address}", str(file))).fetchall()
    assert any(row[:2] == (2016, 2020) and round(row[2], 1) == 67.7 for row in rows)


def test_every_address_of_the_page_answers(server: Serving) -> None:
    found = re.findall(r"`SITE(/[a-z][^`\s]*)`", TEXT)
    assert len(found) >= 6
    for path in (path for path in found if "NAME" not in path):
        assert httpx2.get(f"{server.address}{path}").status_code == 200, path

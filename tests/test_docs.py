"""What the documents promise: commands that exist, examples that give the app's answer."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from etl.questions import ask
from etl.warehouse.read import Warehouse
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DUCKDB = Path(sys.executable).with_name("duckdb")


def shell_examples() -> list[str]:
    return re.findall(r'^duckdb -readonly data/warehouse\.duckdb -c "(.+)"$', README, re.MULTILINE)


def test_the_readme_has_examples_for_the_shell() -> None:
    assert len(shell_examples()) == 2


@pytest.mark.parametrize(
    ("example", "release"), list(zip(shell_examples(), (None, 2022), strict=True))
)
def test_the_shell_gives_the_answer_of_the_app(
    warehouse: Warehouse, example: str, release: int | None
) -> None:
    if not DUCKDB.exists():
        pytest.skip("the DuckDB shell (duckdb-cli) is not installed beside this Python")
    shown = subprocess.run(
        [str(DUCKDB), "-readonly", "-csv", str(warehouse.version.path), "-c", example],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    header, first = shown[0].split(","), shown[1].split(",")
    answer = ask(warehouse, "import_shares", who="AZE", from_year=2016, to_year=2020,
                 in_release=release)  # fmt: skip
    row = dict(zip(header, first, strict=True))
    assert row["supplier"] == "ISR" == answer.rows["partner"][0]
    assert float(row["share_pct"]) == pytest.approx(answer.rows["share_pct"][0])
    assert len(shown) - 1 == len(answer.rows)


def test_every_macro_of_the_readme_exists(warehouse: Warehouse) -> None:
    named = set(re.findall(r"`(\w+)\(", README))
    known = set(
        warehouse.query("SELECT function_name FROM duckdb_functions() WHERE NOT internal")[
            "function_name"
        ]
    )
    assert len(named) > 8
    assert named <= known


def test_every_target_that_the_documents_name_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)", README + CONTRIBUTING))
    assert {"dashboard", "test", "bench"} <= named
    assert named <= targets


def test_every_path_that_the_documents_name_exists() -> None:
    named = re.findall(r"`((?:etl|dashboard|data|tests)/[\w/.]*)`", README + CONTRIBUTING)
    assert len(named) > 10
    made_by_the_build = {"data/warehouse.duckdb", "data/downloads/"}
    missing = [name for name in named if not (ROOT / name).exists()]
    assert set(missing) <= made_by_the_build


def test_the_pictures_of_the_readme_are_there_and_small() -> None:
    pictures = re.findall(r"!\[[^\]]{20,}\]\(([^)]+)\)", README)
    assert len(pictures) == 3
    for picture in pictures:
        content = (ROOT / picture).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) < 150_000


def test_the_commands_are_installed() -> None:
    for command in ("arms-etl", "arms-dashboard", "arms-transfers-dashboard"):
        path = Path(sys.executable).with_name(command)
        if not path.exists():
            found = shutil.which(command)
            assert found, command
            path = Path(found)
        shown = subprocess.run([str(path), "--help"], capture_output=True, text=True, check=True)
        assert command in shown.stdout


def test_every_dependency_is_explained() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text[text.index("dependencies = [") : text.index("[project.scripts]")]
    names = re.findall(r'^  "([a-z-]+)', block, flags=re.MULTILINE)
    assert len(names) > 8
    assert [name for name in names if name not in CONTRIBUTING] == []


def test_the_readme_tells_the_founding_figures_as_computed(warehouse: Warehouse) -> None:
    for release in (2022, 2025, 2026):
        answer = ask(warehouse, "import_shares", who="AZE", from_year=2016, to_year=2020,
                     in_release=release)  # fmt: skip
        share = answer.rows.set_index("partner")["share_pct"]["ISR"]
        assert f"In SIPRI's {release} release: {share:.1f} %" in README.replace(
            f"In the {release}", f"In SIPRI's {release}"
        )

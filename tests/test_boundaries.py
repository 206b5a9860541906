"""Arrows point one way: the dashboard asks the ETL, and two modules alone touch DuckDB."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.conftest import ROOT


def sources(folder: str) -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def imports(text: str) -> set[str]:
    """Top-level packages that a module imports anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(str(node.module).partition(".")[0])
    return found


def test_duckdb_is_opened_in_two_places() -> None:
    modules = sources("etl") | sources("dashboard")
    assert len(modules) > 25
    opening = [path for path, text in modules.items() if "duckdb.connect" in text]
    assert opening == ["etl/warehouse/build.py", "etl/warehouse/read.py"]
    importing = {path for path, text in modules.items() if "duckdb" in imports(text)}
    assert importing == set(opening)


def test_the_etl_knows_nothing_of_the_dashboard() -> None:
    for path, text in sources("etl").items():
        assert not imports(text) & {"streamlit", "plotly", "dashboard"}, path


def test_sql_stands_in_sql_files_only() -> None:
    allowed = {
        # Statements on the file itself, not questions of the data.
        str(Path("etl/warehouse/build.py")), str(Path("etl/warehouse/read.py")),
    }  # fmt: skip
    for path, text in (sources("etl") | sources("dashboard")).items():
        statements = [
            node.value
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value.lstrip().startswith(("SELECT ", "FROM ", "WITH "))
        ]
        assert path in allowed or statements == [], path

"""A figure's data without a browser, and how much of the house it takes to make them.

A country that was not asked before each time, in a warm process, beside ``SELECT 1``; the whole
command beside a process that imports the libraries it needs. Then what a reader goes through: the
files of the project that are entered between an address and one CSV, and all lines of the product.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from dashboard.figures import asked, drawing, named
from dashboard.takeaway import file
from etl.warehouse.read import Warehouse
from tests.bench.row import Row
from tests.bench.servers import built
from tests.conftest import ROOT

COUNTRIES = ("AZE", "IND", "PAK", "USA", "EGY", "SAU", "POL", "UKR", "QAT", "KOR", "JPN", "GRC")
RUNS = 5
_LIBRARIES = "import duckdb, pandas, plotly.graph_objects"


def measure(folder: Path) -> list[Row]:
    """Four rows; the last two count files and lines."""
    os.environ["ARMS_WAREHOUSE"] = str(built(folder))
    warehouse = Warehouse(Path(os.environ["ARMS_WAREHOUSE"]))
    csv(COUNTRIES[0])
    ours, floor = [], []
    for country in COUNTRIES[1:]:
        ours.append(_ms(csv, country))
        floor.append(_ms(warehouse.query, "SELECT 1"))
    commands, imports = [], []
    for turn in range(RUNS + 1):
        commands.append(_ms(_run, "-m", "dashboard.cli", "export", "country/shares", "--format",
                            "csv", "--out", str(folder / f"csv_{turn}")))  # fmt: skip
        imports.append(_ms(_run, "-c", _LIBRARIES))
    return [
        Row("country/shares as CSV, warm process (SELECT 1)", "ms", ours, floor, 50, absolute=True),
        Row("arms-dashboard export country/shares --format csv (the libraries' imports)", "ms",
            commands[1:], imports[1:], 1500, absolute=True),
        Row("files entered from an address to one CSV (1)", "files", [entered()], [1], 15,
            absolute=True),
        Row("lines of etl and dashboard with SQL (1)", "lines", [lines()], [1], 20_500,
            absolute=True),
    ]  # fmt: skip


def csv(country: str) -> bytes:
    """A country's import shares, as the address ``country/shares?country=…`` asks for them."""
    figure = named("country/shares")
    assert figure is not None
    values = asked(figure.parameters, {"country": [country]}).values
    return file(drawing(figure, values, "http://localhost:8501"), "csv")


def entered() -> int:
    """The files of the project in which a function is called on the way to one CSV."""
    found: set[str] = set()

    def note(frame: object, event: str, _: object) -> None:
        code = frame.f_code  # type: ignore[attr-defined]
        path = Path(code.co_filename)
        if event == "call" and code.co_name != "<module>" and path.is_relative_to(ROOT):
            found.add(path.relative_to(ROOT).as_posix())

    sys.setprofile(note)
    try:
        csv("ARE")
    finally:
        sys.setprofile(None)
    return sum(name.startswith(("etl/", "dashboard/")) for name in found)


def lines() -> int:
    """All lines of the product's code and SQL."""
    return sum(
        path.read_text(encoding="utf-8").count("\n")
        for folder in ("etl", "dashboard")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".sql")
    )


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT)


def _ms(call: object, *arguments: str) -> float:
    started = perf_counter()
    call(*arguments)  # type: ignore[operator]
    return 1000 * (perf_counter() - started)

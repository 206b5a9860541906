"""Every question of the open warehouse, against a SELECT of one constant through the same reader.

Asked from one thread, warm, without the cache that the pages put in front of it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from etl.questions import ask, questions
from etl.warehouse.read import Warehouse
from tests.bench.row import Row
from tests.bench.servers import built

CALLS = 40
WARM_UPS = 3
BY_NAME = {
    "from_year": 2020, "to_year": 2024, "first_year": 1995, "last_year": 2024, "years": 5,
    "old_release": 2022, "new_release": 2025, "category": "Ships",
    "from_whom": "ISR", "parties": ["AZE", "EU member states"],
}  # fmt: skip
BY_KIND = {
    "party": "AZE", "role": "recipient", "release": None, "flag": False, "any party": "AZE",
    "any text": None, "text": "", "number": 1,
}  # fmt: skip
WINDOWS = {"first_years": [2005, 2010, 2015, 2020], "last_years": [2009, 2014, 2019, 2024]}


def measure(folder: Path) -> list[Row]:
    """A row for each question."""
    warehouse = Warehouse(built(folder))
    rows = []
    for name in questions():
        values, floors = _in_turns(warehouse, name, params_of(name))
        rows.append(Row(f"question {name} (SELECT 1)", "ms", values, floors, 15, absolute=True))
    return rows


def params_of(name: str) -> dict[str, Any]:
    """What a question is asked here, by the names and kinds of its parameters."""
    return {
        param: WINDOWS[param] if kind == "years" else BY_NAME.get(param, BY_KIND.get(kind))
        for param, kind in questions()[name].params.items()
    }


def _in_turns(
    warehouse: Warehouse, name: str, params: dict[str, Any]
) -> tuple[list[float], list[float]]:
    values, floors = [], []
    for _ in range(WARM_UPS + CALLS):
        values.append(_ms(lambda: ask(warehouse, name, **params)))
        floors.append(_ms(lambda: warehouse.query("SELECT 1")))
    return values[WARM_UPS:], floors[WARM_UPS:]


def _ms(call: Callable[[], object]) -> float:
    started = perf_counter()
    call()
    return 1000 * (perf_counter() - started)

"""The fact-check desk on a whole register: one claim with its diagnosis, and a list of 1,000.

The register is made up, in SIPRI's layout and size (25,024 deliveries in 1950–79), and so are the
claims: true pairs and periods with numbers that do not hold, so that every mistake is tried.
"""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter

from etl.claims.batch import check_file
from etl.claims.claim import Claim
from etl.claims.desk import Desk
from etl.claims.reading import read
from etl.common.paths import data_dir
from etl.intake.keeping import import_files
from etl.warehouse.read import Warehouse
from tests.bench.imports import DELIVERIES
from tests.bench.registers import deliveries
from tests.bench.row import Row

CLAIMS, LISTED, RUNS = 40, 1_000, 3
_METRICS = (
    "share_of_recipient_imports", "share_of_supplier_exports", "rank_among_suppliers",
    "rank_among_recipients", "volume", "change_pct",
)  # fmt: skip


def measure(folder: Path) -> list[Row]:
    """A row for one claim, and one for the list."""
    data = folder / "desk"
    shutil.copytree(data_dir(), data, ignore=shutil.ignore_patterns("*.duckdb*", "downloads"))
    register = deliveries(folder / "desk_deliveries.csv", DELIVERIES)
    target = data / "warehouse.duckdb"
    import_files([register], data, target, lambda step: None, today=date.today())
    warehouse = Warehouse(target)
    desk = Desk.of(warehouse)
    claims = _claims(warehouse, CLAIMS + 1)
    values, floors = [], []
    for claim in claims:
        values.append(_ms(lambda claim=claim: _one(desk, claim)))  # type: ignore[misc]
        floors.append(_ms(lambda: warehouse.query("SELECT 1")))
    path = folder / "claims.csv"
    lists, floors_of_list = [], []
    for _ in range(RUNS):
        _write(path, _claims(warehouse, LISTED))
        lists.append(_ms(lambda: check_file(path, Desk(warehouse), lambda done, of: None)))
        floors_of_list.append(_ms(lambda: [warehouse.query("SELECT 1") for _ in range(LISTED)]))
    return [
        Row("a claim with its diagnosis (SELECT 1)", "ms", values[1:], floors[1:], 150,
            absolute=True),
        Row(f"a list of {LISTED:,} claims (as many SELECT 1)", "ms", lists, floors_of_list, 60_000,
            absolute=True),
    ]  # fmt: skip


def _one(desk: Desk, fields: dict[str, str]) -> None:
    claim = read(fields, desk.known)
    assert isinstance(claim, Claim), claim
    (checked,) = desk.check([claim])
    desk.diagnose(checked)


def _claims(warehouse: Warehouse, count: int) -> list[dict[str, str]]:
    draw = random.Random(count)
    known = sorted(set(Desk.of(warehouse).known.parties.values()))
    claims: list[dict[str, str]] = []
    while len(claims) < count:
        supplier, recipient = draw.sample(known, 2)
        first = draw.randint(1955, 1974)
        metric = draw.choice(_METRICS)
        claims.append(
            {
                "supplier": supplier, "recipient": recipient, "metric": metric,
                "value": str(draw.randint(2, 98)), "period": f"{first}–{first + 4}",
                "published": "2024-05-01",
            }
        )  # fmt: skip
    return claims


def _write(path: Path, claims: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(claims[0]))
        writer.writeheader()
        writer.writerows(claims)


def _ms(call: Callable[[], object]) -> float:
    started = perf_counter()
    call()
    return 1000 * (perf_counter() - started)

"""What a program waits for that asks by address, beside the smallest answer of the same server."""

from __future__ import annotations

import http.client
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from tests.bench.figures import COUNTRIES
from tests.bench.row import Row
from tests.bench.servers import Server, app

RUNS = 20
CLIENTS, ASKED_EACH = 8, 100
_FLOOR = "/healthz"
_CSV = "/figures/country/shares.csv?country={}"
_JSON = "/answers/import_shares.json?who={}&from_year=2016&to_year=2020"
_SVG = "/figures/country/shares.svg?country={}"


def measure(folder: Path) -> list[Row]:
    """Rows for CSV, JSON and SVG, asked before and not, and how many are answered a second."""
    with app(folder) as server:
        connection = _connection(server)
        times = {name: _first_and_again(connection, path) for name, path in
                 (("CSV", _CSV), ("JSON", _JSON), ("SVG", _SVG))}  # fmt: skip
        floor = [_ms(connection, _FLOOR) for _ in range(RUNS)]
        per_second = _per_second(server)
    most = {"CSV": (60, 10), "JSON": (60, 10), "SVG": (400, 10)}
    return [
        *(
            Row(f"{name} by address, {when} (/healthz)", "ms", values, floor, limit, absolute=True)
            for name, both in times.items()
            for when, values, limit in zip(
                ("not asked before", "asked before"), both, most[name], strict=True
            )
        ),
        Row(f"seconds for 1,000 CSVs, {CLIENTS} clients (1)", "s", [1_000 / per_second], [1],
            1_000 / 150, absolute=True),
    ]  # fmt: skip


def _first_and_again(
    connection: http.client.HTTPConnection, path: str
) -> tuple[list[float], list[float]]:
    _ms(connection, path.format("CHN"))  # what is loaded when it is first needed
    first = [_ms(connection, path.format(country)) for country in COUNTRIES]
    return first, [_ms(connection, path.format(country)) for country in COUNTRIES]


def _per_second(server: Server) -> float:
    def one(number: int) -> None:
        connection = _connection(server)
        for turn in range(ASKED_EACH):
            _ms(connection, _CSV.format(COUNTRIES[(number + turn) % len(COUNTRIES)]))

    begun = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(one, range(CLIENTS)))
    return CLIENTS * ASKED_EACH / (perf_counter() - begun)


def _connection(server: Server) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)


def _ms(connection: http.client.HTTPConnection, path: str) -> float:
    begun = perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    assert response.status == 200, f"{path}: {response.status}"
    return (perf_counter() - begun) * 1_000

"""A server on this machine that answers as SIPRI and the World Bank do, with faults on demand."""

from __future__ import annotations

import base64
import io
import json
import os
import socket
import struct
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from etl.common.http import Client, Limits

COUNTRIES = [
    {"EntityId": 1050426, "Name": "Israel", "CountryCode": "ISR", "deleted": False},
    {"EntityId": 1050337, "Name": "Azerbaijan", "CountryCode": "AZE", "deleted": False},
    {"EntityId": 1050001, "Name": "Israel", "CountryCode": "OLD", "deleted": True},
    {"EntityId": 1050002, "Name": "Hezbollah (Lebanon)*", "CountryCode": "", "deleted": False},
]
DELIVERIES = (
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,"
    "Order date is estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,"
    "Delivery year is estimate,Status,SIPRI estimate,TIV deal unit,TIV delivery values,"
    "Local production"
)
DEALS = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,"
    "Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,"
    "SIPRI TIV for total order,SIPRI TIV of delivered weapons"
)


class Handler(BaseHTTPRequestHandler):
    """One request: recorded, then answered, or spoilt if a fault is due."""

    server: Server

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, body: Any) -> None:
        stand_in = self.server.stand_in
        stand_in.asked.append((self.path, body))
        stand_in.agents.append(self.headers["User-Agent"])
        fault = stand_in.faults.pop(0) if stand_in.faults else None
        # A client that gave up has closed the connection.
        with suppress(ConnectionError):
            if fault:
                fault(self)
            else:
                self.send(stand_in.answer(self.path, body))

    def send(self, content: bytes, status: int = 200, **headers: str) -> None:
        """A whole answer; an underscore in a header's name stands for a dash."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Keeps the tests quiet."""


class Server(ThreadingHTTPServer):
    """Knows whose server it is."""

    stand_in: StandIn


Fault = Callable[[Handler], None]


class StandIn:
    """What was asked so far, what goes wrong next, and what SIPRI's answers say of their day."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.asked: list[tuple[str, Any]] = []
        self.agents: list[str] = []
        self.faults: list[Fault | None] = []
        self.generated = "18 May 2026 2:29:20 PM"
        self.slept: list[float] = []

    def service(self, **limits: float) -> Client:
        """A client that does not wait, but remembers how long it would have."""
        bounds = Limits(**{"spacing_s": 0, **limits})  # type: ignore[arg-type]
        return Client("Stand-in", self.base, limits=bounds, sleep=self.slept.append)

    def years(self) -> list[tuple[int, int]]:
        """The periods that the register was asked for, in order."""
        return [
            (body["filters"][0]["value1"], body["filters"][0]["value2"])
            for path, body in self.asked
            if path == "/trades/trade-register-csv/"
        ]

    def answer(self, path: str, body: Any) -> bytes:
        """What the real services answer, in small."""
        if path == "/trades/trade-register-csv/":
            return register(self.table(body))
        if path == "/trades/getMaxYear":
            return b"2025"
        if path == "/countries/getAllCountriesTrimmed":
            return json.dumps(COUNTRIES).encode()
        return world_bank(path.partition("?")[0].rpartition("/")[2])

    def table(self, body: Any) -> str:
        """The register, one row a year."""
        first, last = (body["filters"][0][f"value{at}"] for at in (1, 2))
        preamble = (
            f"Deals for the year range '{first}' to '{last}'\n\nData generated: {self.generated}\n"
        )
        if any(entry["field"] == "exportOption" for entry in body["filters"]):
            rows = [f"{year},Israel,Türkiye,X,x,Ships,{year},No,1,No,{year},No,New,1,1,1,No"
                    for year in range(first, last + 1)]  # fmt: skip
            return preamble + "\n".join([DELIVERIES, *rows]) + "\n"
        row = f"Peru,France,{first},,1,,X,ship,1,,{first}; {last},New,,1,1,1"
        return f"{preamble}{DEALS}\n{row}\n"


def register(table: str) -> bytes:
    """A table as SIPRI's backend wraps it."""
    return json.dumps({"bytes": base64.b64encode(table.encode("latin-1")).decode()}).encode()


def world_bank_table(series: str, updated: str = "2026-04-08") -> str:
    """A series in the World Bank's form."""
    return (
        '\ufeff"Data Source","World Development Indicators",\r\n\r\n'
        f'"Last Updated Date","{updated}",\r\n\r\n'
        '"Country Name","Country Code","Indicator Name","Indicator Code","1960",\r\n'
        f'"Aruba","ABW","Arms","{series}","",\r\n"Israel","ISR","Arms","{series}","5000000",\r\n'
    )


def world_bank(
    series: str, table: str | bytes | None = None, method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A series as the World Bank packs it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        name = f"API_{series}_DS2_en_csv_v2_175.csv"
        archive.writestr(name, world_bank_table(series) if table is None else table)
        archive.writestr(f"Metadata_Country_{name}", "")
    return content.getvalue()


@contextmanager
def running() -> Iterator[StandIn]:
    """A stand-in at a free port of this machine."""
    server = Server(("127.0.0.1", 0), Handler)
    server.stand_in = StandIn(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.stand_in
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# Faults.


def says(content: bytes, status: int = 200, **headers: str) -> Fault:
    """This answer instead."""
    return lambda handler: handler.send(content, status, **headers)


PAGE = says(b"<!DOCTYPE html><html><body>Maintenance</body></html>", Content_Type="text/html")
NOTHING = says(b"")


def hangs_up(handler: Handler) -> None:
    """No answer at all."""
    handler.close_connection = True


def resets(handler: Handler) -> None:
    """A connection that ends in the middle, without a farewell."""
    handler.send_response(200)
    handler.flush_headers()
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(handler.connection.detach())


def half(handler: Handler) -> None:
    """A body that ends before its announced length."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"{")
    handler.close_connection = True


def stalls(handler: Handler) -> None:
    """Headers, and silence after them for longer than a test waits."""
    handler.send_response(200)
    handler.end_headers()
    time.sleep(1)


def trickles(handler: Handler) -> None:
    """A body that comes byte by byte, each soon enough, for longer than a test waits."""
    handler.send_response(200)
    handler.end_headers()
    _drip(handler)


def trickles_headers(handler: Handler) -> None:
    """The same with headers that never end."""
    handler.send_response(200)
    handler.flush_headers()
    _drip(handler)


def _drip(handler: Handler) -> None:
    for _ in range(200):
        handler.wfile.write(b"x")
        time.sleep(0.02)

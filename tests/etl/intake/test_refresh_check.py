"""``arms-etl refresh --check``: whether the services still answer in a known form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from etl import sources
from etl.cli import main
from etl.common.http import Limits
from tests.conftest import ROOT
from tests.etl import exports
from tests.etl.printed import COLONS, REGISTER, federal_register, sale
from tests.etl.stand_in import PAGE, Fault, StandIn, says, stalls

FIRST = [replace(exports.DEALS[2], order_year=1949, delivered={1950: 4, 2020: 1})]
KNOWN = {
    "notifications": "Federal Register: the form of its answers is known (the list, a notice).",
    "sipri": "SIPRI: the form of its answers is known (deliveries, deals).",
    "world-bank": "World Bank: the form of its answers is known (MS.MIL.XPRT.KD, MS.MIL.MPRT.KD).",
}
NOTICES = federal_register(
    {"2011-19557": ("2011-08-03", sale("11-32", "Poland", COLONS, above=REGISTER))}
)
Spoil = Callable[[bytes], bytes]
series_table = cache(exports.world_bank)


def answering(server: StandIn, spoil: Spoil = lambda table: table) -> None:
    """Let the stand-in answer as the services do, its tables spoilt."""

    def answer(path: str, body: Any) -> bytes:
        if path.startswith(("/api/v1/documents.json", "/documents/")):
            return NOTICES(path, body)
        if body is None:
            series = path.partition("?")[0].rpartition("/")[2]
            return exports.zipped({f"API_{series}_DS2.csv": spoil(series_table(series))})
        first, last = (body["filters"][0][name] for name in ("value1", "value2"))
        by_delivery = any(entry["field"] == "exportOption" for entry in body["filters"])
        table = exports.deliveries if by_delivery else exports.deals
        return exports.answer(spoil(table(FIRST, first, last)))

    server.answer = answer  # type: ignore[method-assign]


@pytest.fixture
def check(
    tmp_path: Path, server: StandIn, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., tuple[int, str]]:  # fmt: skip
    """Runs the command in a folder without data; gives its exit code and all that it said."""
    monkeypatch.setenv("ARMS_SIPRI_URL", server.base)
    monkeypatch.setenv("ARMS_WORLD_BANK_URL", server.base)
    monkeypatch.setenv("ARMS_NOTIFICATIONS_URL", server.base)
    answering(server)

    def run(*names: str) -> tuple[int, str]:
        folder = tmp_path / "nothing"
        code = main(["refresh", "--check", *names, "--data", str(folder)])
        assert [*tmp_path.iterdir()] == [], "nothing is written, not even a lock"
        shown = capsys.readouterr()
        assert (shown.err == "") == (code == 0)
        return code, (shown.out + shown.err).strip()

    return run


Check = Callable[..., tuple[int, str]]


def test_forms_that_are_known(check: Check, server: StandIn) -> None:
    usual = [name for name in sources.services() if not sources.service(name).on_request]
    assert [*KNOWN] == usual, "each service is asked, but for one that states no terms"
    assert check() == (0, "\n".join(KNOWN.values()))
    register = {(body["filters"][0]["value1"], body["filters"][0]["value2"])
                for _, body in server.asked if body}  # fmt: skip
    assert register == {(1950, 1950)} and len(server.asked) == 6


@pytest.mark.parametrize("name", KNOWN)
def test_one_service_alone(check: Check, name: str) -> None:
    assert check(name) == (0, KNOWN[name])


def in_header(after: bytes, new: bytes, cell: bytes = b"1") -> Spoil:
    """A new column in a register by deal, behind another one."""

    def spoil(table: bytes) -> bytes:
        if after not in table:
            return table
        above, header, rows = table.partition(exports.DEALS_HEADER.encode())
        header = header.replace(after, after + b"," + new)
        whole = [row.replace(b",New,", b",New," + cell + b",") for row in rows.split(b"\n")]
        return above + header + b"\n".join(whole)

    return spoil


def replaced(old: bytes, new: bytes) -> Spoil:
    return lambda table: table.replace(old, new)


DIFFERENT: dict[str, tuple[str, Spoil, str]] = {
    "renamed": (
        "sipri", replaced(b"Number delivered, ,", b"Units, ,"),
        "SIPRI: deals: this looks like SIPRI's trade register by deal, but it lacks the columns"
        " Number delivered. 'Units' holds what 'Number delivered' held, and may be its new name.",
    ),
    "renamed series": (
        "world-bank", replaced(b'"Country Code"', b'"Code"'),
        "World Bank: MS.MIL.XPRT.KD: this looks like a World Bank series of arms exports or"
        " imports, but it lacks the columns Country Code.",
    ),
    "new column": (
        "sipri", in_header(b"status", b"Region"),
        "SIPRI: deals: a column 'Region' that is not known and would be ignored.",
    ),
    "new column of a series": (
        "world-bank", replaced(b'"Indicator Code",', b'"Indicator Code","Region",'),
        "World Bank: MS.MIL.XPRT.KD: a column 'Region' that is not known and would be ignored.",
    ),
    "other first line": (
        "sipri", replaced(b"Deals with", b"Contracts with"),
        "SIPRI: deliveries: the file does not say what was asked for: its first line is missing"
        " or unusual.",
    ),
    "no day": (
        "sipri", replaced(b"Data generated", b"Made"),
        "SIPRI: deliveries: it does not say when it was generated.",
    ),
    "no day of a series": (
        "world-bank", replaced(b"Last Updated Date", b"Updated"),
        "World Bank: MS.MIL.XPRT.KD: it does not say when it was generated.",
    ),
    "no data": (
        "sipri", lambda table: b"No data found" if b"year range" in table else table,
        "SIPRI: deliveries: the service found no data for what was asked.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DIFFERENT)
def test_what_is_different_is_said(check: Check, server: StandIn, case: str) -> None:
    name, spoil, words = DIFFERENT[case]
    answering(server, spoil)
    code, said = check()
    assert code == 1 and words in said and ".;" not in said
    assert all(KNOWN[other] in said for other in set(KNOWN) - {name})
    assert len(said.splitlines()) == len(KNOWN), "a line each"


FAULTS: dict[str, tuple[Fault, str]] = {
    "web page": (PAGE, "deliveries: a web page came instead of data (1 attempt)."),
    "500": (says(b"", 500), "deliveries: the server answered 500 Internal Server Error"),
    "time-out": (stalls, "deliveries: the server was silent for 0.5 s (1 attempt)."),
    "other answer": (says(b'{"rows": []}'), "deliveries: the answer lacks its text 'bytes'"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_service_that_cannot_be_asked_does_not_keep_back_the_other(
    check: Check, server: StandIn, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    for name in ("MS.MIL.XPRT.KD", "MS.MIL.MPRT.KD"):
        series_table(name)  # so that the stand-in is quick
    limits = Limits(between_bytes_s=0.5, answer_s=9, spacing_s=0, attempts=1)
    monkeypatch.setattr("etl.intake.refresh._PROMPT", limits)
    fault, words = FAULTS[case]
    server.faults = [fault]
    code, said = check("sipri", "world-bank")
    assert code == 1 and f"SIPRI: {words}" in said and KNOWN["world-bank"] in said
    assert len(server.asked) == 3, "once, and no second form of a service that is away"


def test_without_a_network(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_SIPRI_URL", "http://127.0.0.1:9")
    code, said = check("sipri")
    assert code == 1 and said.startswith("SIPRI: deliveries: http://127.0.0.1:9 cannot be reached")


def test_an_address_that_is_none(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_SIPRI_URL", "http://service.example")
    code, said = check("sipri")
    assert code == 1 and said.startswith("SIPRI: 'http://service.example' is not an https address")


EXPORTS = ROOT.parent / "shared" / "data"


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="no exports lie beside the checkout")
def test_forms_of_real_answers_are_known(check: Check, server: StandIn) -> None:
    recorded = EXPORTS / "sipri/api_trade-register-csv_deliveries-2000-2001_response.json"
    deals = (EXPORTS / "sipri/deals_1950-2025_generated-2026-05-18.csv").read_bytes()
    made_up = server.answer

    def answer(path: str, body: Any) -> bytes:
        if body is None:
            return made_up(path, body)
        by_delivery = any(entry["field"] == "exportOption" for entry in body["filters"])
        return recorded.read_bytes() if by_delivery else exports.answer(deals)

    server.answer = answer  # type: ignore[method-assign]
    assert check() == (0, "\n".join(KNOWN.values()))

"""The command refresh, against a stand-in for the services on this machine."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from etl.cards import load_cards
from etl.cli import main
from etl.common.http import Limits
from etl.intake.incoming import Report
from etl.intake.refresh import Downloaded
from etl.questions import ask
from etl.sources import Wanted
from etl.status import last_refresh
from tests.etl import exports
from tests.etl.brought import downloads, everything, opened, small_data
from tests.etl.stand_in import StandIn, says


def answer(path: str, body: Any) -> bytes:
    """The made-up register and series, as the services would give them."""
    if path == "/trades/trade-register-csv/":
        first, last = (body["filters"][0][name] for name in ("value1", "value2"))
        by_delivery = any(entry["field"] == "exportOption" for entry in body["filters"])
        table = exports.deliveries if by_delivery else exports.deals
        return exports.answer(table(exports.DEALS, first, last))
    if path == "/trades/getMaxYear":
        return b"2024"
    if path.startswith("/api/v1/documents.json"):
        return b'{"count": 0}'
    found = re.search(r"MS\.MIL\.[XM]PRT\.KD", path)
    assert found, path
    return exports.world_bank_zip(found[0])


@pytest.fixture
def data(tmp_path: Path, server: StandIn, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built data folder, and commands that ask the stand-in, without a pause between."""
    monkeypatch.setattr("etl.common.http.Limits", partial(Limits, spacing_s=0))
    server.answer = answer  # type: ignore[method-assign]
    monkeypatch.setenv("ARMS_SIPRI_URL", server.base)
    monkeypatch.setenv("ARMS_WORLD_BANK_URL", server.base)
    monkeypatch.setenv("ARMS_NOTIFICATIONS_URL", server.base)
    folder = small_data(tmp_path)
    assert main(["build", "--data", str(folder)]) == 0
    return folder


def refresh(data: Path, *arguments: str) -> int:
    return main(["refresh", *arguments, "--data", str(data)])


def test_all_sources_at_once(
    data: Path,
    capsys: pytest.CaptureFixture[str],
    server: StandIn,
) -> None:
    assert refresh(data, "--from", "2015", "--to", "2024") == 0
    shown = capsys.readouterr()
    assert "rows" in shown.err and "bytes" in shown.err, "progress in plain lines"
    assert shown.out.count("Took in") == 4
    sources = sorted(card.source for card in load_cards(data) if card.downloaded)
    assert sources == ["sipri_deals", "sipri_deliveries", *["world_bank_series"] * 2]
    warehouse = opened(data)
    total = ask(warehouse, "ranking", role="supplier", from_year=2020, to_year=2024,
                in_release=None)  # fmt: skip
    assert total.precision == "exact"
    assert total.rows["total_tiv_m"].iloc[0] == pytest.approx(
        exports.total(exports.DEALS, 2020, 2024)
    )
    assert ask(warehouse, "country_total", role="recipient", who="AZE").reason is None
    left = {path for path in everything(data) if "incoming" in path}
    assert not {path for path in left if not path.endswith(".lock")}, "nothing lies about"
    asked = len(server.asked)
    assert refresh(data, "world-bank") == 0
    assert len(server.asked) == asked + 2
    assert "loaded already" in capsys.readouterr().out
    noted = last_refresh(data / "warehouse.duckdb")
    assert noted and (noted.result, noted.messages) == ("done", ())


def test_raw_answers_are_kept_as_they_came(data: Path) -> None:
    assert refresh(data, "sipri", "--from", "2019", "--to", "2024") == 0
    (card,) = (card for card in load_cards(data) if card.source == "sipri_deliveries")
    with zipfile.ZipFile(card.table_path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert set(members.values()) == {
        exports.answer(exports.deliveries(exports.DEALS, first, last))
        for first, last in ((2019, 2023), (2024, 2024))
    }
    assert card.release == 2025
    assert [(c.scope, c.first_year, c.last_year) for c in card.coverage] == [("world", 2019, 2024)]


def test_one_that_fails_does_not_keep_the_others_back(
    data: Path,
    capsys: pytest.CaptureFixture[str],
    server: StandIn,
) -> None:
    server.faults = [*[None] * 5, says(b"", 404)]  # the notices of five years come before
    assert refresh(data, "--from", "2020", "--to", "2024") == 1
    assert "SIPRI" in capsys.readouterr().err
    noted = last_refresh(data / "warehouse.duckdb")
    assert noted and noted.result == "failed" and "404" in " ".join(noted.messages)
    assert {card.source for card in load_cards(data) if card.downloaded} == {"world_bank_series"}


@pytest.mark.parametrize("name", ["sipri", "world-bank"])
def test_without_a_network_the_old_data_stay(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = everything(data)
    monkeypatch.setenv("ARMS_SIPRI_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("ARMS_WORLD_BANK_URL", "http://127.0.0.1:9")
    capsys.readouterr()
    assert refresh(data, name, "--from", "2020", "--to", "2024") == 1
    shown = capsys.readouterr().err.strip().splitlines()
    said = [line for line in shown if " of " not in line or "rows" not in line]
    assert len(said) == 2
    assert "still in use" in said[-1]
    after = everything(data)
    assert {name: after.get(name) for name in before} == before
    assert downloads(data) == []


def test_an_option_takes_several_names(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Wanted] = []

    def download(names: Sequence[str], data: Path, wanted: Wanted, report: Report) -> Downloaded:
        asked.append(wanted)
        return Downloaded([], [])

    monkeypatch.setattr("etl.intake.refresh.download", download)
    refresh(data, "sipri", "--suppliers", "Israel", "United States", "--to", "2020",
            "--recipients", "India", "--suppliers=France")  # fmt: skip
    (wanted,) = asked
    assert (wanted.suppliers, wanted.recipients) == (
        ("Israel", "United States", "France"),
        ("India",),
    )
    assert wanted.years == (1950, 2020)


def test_an_unknown_source_is_no_command(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refresh(data, "cia") == 2
    assert "sipri, world-bank" in capsys.readouterr().err


def test_only_one_country(data: Path, server: StandIn) -> None:
    known = server.answer
    countries = b'[{"EntityId": 7, "Name": "Israel", "CountryCode": "", "deleted": false}]'

    def restricted(path: str, body: Any) -> bytes:
        if path == "/countries/getAllCountriesTrimmed":
            return countries
        if path == "/trades/trade-register-csv/":
            (entry,) = (e for e in body["filters"] if e["field"] == "Supplier")
            assert entry["listData"] == [7]
            first, last = (body["filters"][0][name] for name in ("value1", "value2"))
            by_delivery = any(e["field"] == "exportOption" for e in body["filters"])
            table = exports.deliveries if by_delivery else exports.deals
            return exports.answer(table(exports.DEALS, first, last, supplier="Israel"))
        return known(path, body)

    server.answer = restricted  # type: ignore[method-assign]
    assert refresh(data, "sipri", "--from", "2015", "--to", "2019", "--suppliers", "Israel") == 0
    (card,) = (card for card in load_cards(data) if card.source == "sipri_deliveries")
    assert [(c.scope, c.name) for c in card.coverage] == [("supplier", "Israel")]


def renamed(table: bytes) -> bytes:
    return table.replace(b"Number delivered, ,", b"Units, ,", 1)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (renamed, "it lacks the columns Number delivered. 'Units' holds what"),
        (lambda table: table.replace(b"India,Soviet Union", b"Atlantis,Soviet Union"), "Atlantis"),
        (lambda table: table.replace(b",New,", b",Fresh,"), "the word is not one of those known"),
    ],
    ids=["renamed column", "unknown name", "bad rows"],
)
def test_deals_that_cannot_be_read_do_not_keep_deliveries_back(
    data: Path,
    capsys: pytest.CaptureFixture[str],
    server: StandIn,
    spoil: Callable[[bytes], bytes],
    words: str,
) -> None:
    def spoilt(path: str, body: Any) -> bytes:
        first, last = (body["filters"][0][name] for name in ("value1", "value2"))
        if any(entry["field"] == "exportOption" for entry in body["filters"]):
            return answer(path, body)
        return exports.answer(spoil(exports.deals(exports.DEALS, first, last)))

    server.answer = spoilt  # type: ignore[method-assign]
    assert refresh(data, "sipri", "--from", "1988", "--to", "2024") == 1
    shown = capsys.readouterr()
    assert words in shown.err and "Took in sipri/deliveries_1988-2024" in shown.out
    assert {card.source for card in load_cards(data) if card.downloaded} == {"sipri_deliveries"}
    (left,) = (data / "downloads/incoming").glob("*.zip")
    assert f"{left} could not be taken in: import it to read why." in shown.err
    noted = last_refresh(data / "warehouse.duckdb")
    assert noted and noted.result == "failed" and left.name in " ".join(noted.messages)
    assert main(["import", str(left), "--data", str(data)]) == 1
    assert words in capsys.readouterr().err


def test_deals_that_cannot_be_had_do_not_keep_deliveries_back(
    data: Path, capsys: pytest.CaptureFixture[str], server: StandIn
) -> None:
    server.faults = [None, None, says(b"", 404)]  # two answers are the deliveries
    assert refresh(data, "sipri", "--from", "2015", "--to", "2024") == 1
    shown = capsys.readouterr()
    assert "SIPRI, deals 2015–2024: " in shown.err and "404" in shown.err
    assert {card.source for card in load_cards(data) if card.downloaded} == {"sipri_deliveries"}


def test_where_nothing_can_be_read_nothing_is_changed(
    data: Path, capsys: pytest.CaptureFixture[str], server: StandIn
) -> None:
    def spoilt(path: str, body: Any) -> bytes:
        first, last = (body["filters"][0][name] for name in ("value1", "value2"))
        if any(entry["field"] == "exportOption" for entry in body["filters"]):
            table = exports.deliveries(exports.DEALS, first, last)
            return exports.answer(table.replace(b"Armament category", b"Kind"))
        return exports.answer(renamed(exports.deals(exports.DEALS, first, last)))

    server.answer = spoilt  # type: ignore[method-assign]
    before = everything(data)
    assert refresh(data, "sipri", "--from", "1988", "--to", "2024") == 1
    shown = capsys.readouterr().err
    assert "'Kind' holds what 'Armament category' held" in shown and "'Units' holds" in shown
    assert "Nothing was changed; a warehouse that was there before is still in use." in shown
    after = everything(data)
    assert {name: after[name] for name in before} == before
    assert downloads(data) == []


@pytest.mark.parametrize("there", [False, True], ids=["no folder", "an empty one"])
def test_a_folder_without_data_is_told_first_and_left_alone(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], server: StandIn, there: bool
) -> None:
    empty = tmp_path / "empty"
    if there:
        empty.mkdir()
    assert refresh(empty, "--from", "2020") == 1
    assert "the data folder " in capsys.readouterr().err
    assert server.asked == []
    assert empty.exists() == there and not [*empty.rglob("*")]


def test_a_damaged_folder_is_a_refresh_that_failed(data: Path, server: StandIn) -> None:
    (data / "reference/states.csv").write_text("damaged", encoding="utf-8")
    assert refresh(data) == 1
    assert server.asked == []
    noted = last_refresh(data / "warehouse.duckdb")
    assert noted and noted.result == "failed" and "states" in " ".join(noted.messages)

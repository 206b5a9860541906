"""SIPRI's register, downloaded: what is asked for, what is believed, what is kept."""

from __future__ import annotations

import base64
import errno
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from etl.common.http import Client, ServiceError
from etl.intake.incoming import Progress, Report
from etl.sources import Wanted
from etl.sources.sipri import service as sipri
from tests.conftest import ROOT
from tests.etl.stand_in import (
    DELIVERIES,
    NOTHING,
    PAGE,
    Fault,
    Handler,
    StandIn,
    register,
    says,
)

REGISTER = "/trades/trade-register-csv/"
RECORDED = (
    ROOT.parent / "shared/data/sipri/api_trade-register-csv_deliveries-2000-2001_response.json"
)
# Ten years are two requests.
TEN = (2000, 2009)
FIRST, SECOND = (2000, 2004), (2005, 2009)


def quiet(progress: Progress) -> None:
    """For tests that do not look at the progress."""


def deliveries(
    server: StandIn, folder: Path, years: Any = TEN, report: Report = quiet, chunk: int = 5,
    **whom: list[str],
) -> Path:  # fmt: skip
    export = replace(sipri.DELIVERIES, chunk=chunk)
    return sipri.register(server.service(), folder, Wanted(years, **whom), report, export)


def deals(server: StandIn, folder: Path, years: tuple[int, int]) -> Path:
    return sipri.register(server.service(), folder, Wanted(years), quiet, sipri.DEALS)


def told(server: StandIn, folder: Path, years: Any = TEN, **options: Any) -> str:
    with pytest.raises(ServiceError) as caught:
        deliveries(server, folder, years, **options)
    return str(caught.value)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def left(folder: Path) -> list[str]:
    """All that lies in the folder but its lock."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".refresh.lock"
    )


def parts(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "parts").rglob("*") if path.is_file())


def test_deliveries_are_asked_for_in_parts(server: StandIn, tmp_path: Path) -> None:
    path = deliveries(server, tmp_path / "new" / "raw", (2000, 2011))
    assert server.years() == [FIRST, SECOND, (2010, 2011)]
    assert path == tmp_path / "new/raw/sipri-deliveries_2000-2011_2026-05-18.zip"
    assert members(path) == {
        f"{body['filters'][0]['value1']}-{body['filters'][0]['value2']}.json": server.answer(
            at, body
        )
        for at, body in server.asked
    }
    assert left(path.parent) == [path.name]
    assert not (path.parent / "parts").exists()


def test_deals_are_asked_for_at_once(server: StandIn, tmp_path: Path) -> None:
    path = deals(server, tmp_path, (1950, 2025))
    assert server.years() == [(1950, 2025)]
    assert path.name == "sipri-deals_1950-2025_2026-05-18.zip"
    assert list(members(path)) == ["1950-2025.json"]


def flag(field: str) -> dict[str, Any]:
    return {
        "field": field, "oldField": "", "condition": "", "value1": "", "value2": "", "listData": [],
    }  # fmt: skip


def test_the_request_is_the_one_that_sipri_answers(server: StandIn, tmp_path: Path) -> None:
    years = [
        flag("Delivery year") | {"condition": "contains", "value1": 2000, "value2": 2001},
        flag("Order year") | {"condition": "contains", "value1": 0, "value2": 2001},
        flag("opendeals"),
    ]
    whom = [
        flag("Supplier") | {"condition": "contains", "listData": [1050426]},
        flag("Recipient") | {"condition": "contains", "listData": [1050002, 1050337]},
    ]
    deliveries(server, tmp_path, (2000, 2001))
    deals(server, tmp_path, (2000, 2001))
    deliveries(
        server, tmp_path, (2000, 2001),
        suppliers=["israel"], recipients=["AZERBAIJAN", "Hezbollah (Lebanon)*"],
    )  # fmt: skip
    asked = [body for path, body in server.asked if path == REGISTER]
    assert asked == [
        {"filters": [*years, flag("exportOption")], "logic": "AND"},
        {"filters": years, "logic": "AND"},
        {"filters": [*years, flag("exportOption"), *whom], "logic": "AND"},
    ]


def test_a_choice_of_countries_does_not_replace_the_whole(server: StandIn, tmp_path: Path) -> None:
    whole = deliveries(server, tmp_path)
    of_israel = deliveries(server, tmp_path, suppliers=["Israel"])
    to_israel = deliveries(server, tmp_path, recipients=["Israel"])
    assert left(tmp_path) == sorted(path.name for path in (whole, of_israel, to_israel))
    assert re.fullmatch(
        r"sipri-deliveries_2000-2009_only-[0-9a-f]{8}_2026-05-18\.zip", of_israel.name
    )


def test_names_that_sipri_does_not_know(server: StandIn, tmp_path: Path) -> None:
    message = told(server, tmp_path, suppliers=["Izrael"], recipients=["Hezbollah", "Israel"])
    assert "the list of countries: it does not hold 'Izrael', 'Hezbollah'. Write each" in message
    assert server.years() == []


@pytest.mark.parametrize(
    "answer", [b"{}", b"[]", b"[5]", b'[{"Name": "Israel"}]', b'[{"EntityId": "5", "Name": ""}]']
)
def test_a_list_of_countries_that_is_none(server: StandIn, tmp_path: Path, answer: bytes) -> None:
    server.faults = [says(answer)]
    deliveries(server, tmp_path, suppliers=["Israel"])
    assert len(server.slept) == 1


@pytest.mark.parametrize("answer", [b"2025", b' "2025"\n'])
def test_the_last_year_is_asked_for(server: StandIn, tmp_path: Path, answer: bytes) -> None:
    server.faults = [says(answer)]
    assert "_2023-2025_" in deliveries(server, tmp_path, (2023, None)).name


@pytest.mark.parametrize("answer", [b"", b"true", b"null", b'"2O25"', b"1949", b"9999", b"2025.5"])
def test_a_last_year_that_is_none(server: StandIn, tmp_path: Path, answer: bytes) -> None:
    server.faults = [says(answer)] * 5
    assert "the last year: the answer is" in told(server, tmp_path, (2023, None))


@pytest.mark.parametrize("years", [(1949, 1960), (2010, 2009), (2026, None)])
def test_years_that_are_no_period(server: StandIn, tmp_path: Path, years: Any) -> None:
    assert "is no period of the register. Give years from 1950 on" in told(server, tmp_path, years)
    assert server.years() == []


# Answers that are not believed.


def table(change: Callable[[str], str]) -> Fault:
    """The right answer with its table changed."""

    def fault(handler: Handler) -> None:
        stand_in = handler.server.stand_in
        handler.send(register(change(stand_in.table(stand_in.asked[-1][1]))))

    return fault


def encoded(change: Callable[[str], str]) -> Fault:
    """The right answer with its base64 changed."""
    text = base64.b64encode(f"Data generated: 1 May 2026 1\n{DELIVERIES}\n1,\n".encode()).decode()
    return says(json.dumps({"bytes": change(text)}).encode())


BROKEN = {
    "web page": (PAGE, "a web page came instead of data"),
    "empty": (NOTHING, "empty, cut short or not JSON"),
    "cut short": (says(b'{"bytes": "VHJh'), "empty, cut short or not JSON"),
    "nested without end": (says(b"[" * 100_000), "empty, cut short or not JSON"),
    "no bytes": (says(b'{"result": "x"}'), "lacks its text 'bytes'"),
    "bytes of another kind": (says(b'{"bytes": [1]}'), "lacks its text 'bytes'"),
    "a list": (says(b"[]"), "lacks its text 'bytes'"),
    "half of the base64": (encoded(lambda text: text[: len(text) // 2 - 1]), "cut short"),
    "half, at a boundary": (encoded(lambda text: text[: -(len(text) // 2) // 4 * 4]), "table"),
    "not base64": (encoded(lambda text: text[:40] + "!!!!" + text[44:]), "cut short or damaged"),
    "not ASCII": (encoded(lambda text: "é" + text[1:]), "cut short or damaged"),
    "packed web page": (table(lambda text: "\n<html>" + text), "a web page came instead of data"),
    "nothing packed": (table(lambda text: ""), "has no header line"),
    "another header": (table(lambda text: text.replace("SIPRI AT", "AT")), "has no header line"),
    "no day": (table(lambda text: text.replace("Data generated", "")), "does not say when"),
    "no such day": (table(lambda text: text.replace("18 May", "31 Feb")), "31 Feb 2026' is no"),
    "no such month": (table(lambda text: text.replace("18 May", "18 Mai")), "is no date"),
    "half a row": (table(lambda text: text[:-5]), "the table in the answer is cut short"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_answer_is_asked_for_again(server: StandIn, tmp_path: Path, case: str) -> None:
    fault, _ = BROKEN[case]
    server.faults = [fault, None]
    deliveries(server, tmp_path)
    assert server.years() == [FIRST, FIRST, SECOND]


@pytest.mark.parametrize("case", BROKEN)
def test_an_answer_that_stays_broken(server: StandIn, tmp_path: Path, case: str) -> None:
    fault, words = BROKEN[case]
    server.faults = [None, *[fault] * 5]
    message = told(server, tmp_path)
    assert message.startswith("Stand-in, deliveries 2005–2009: ")
    assert words in message and "(5 attempts). Try again later" in message
    assert parts(tmp_path) == ["2000-2004.json"]


def test_deals_in_place_of_deliveries(server: StandIn, tmp_path: Path) -> None:
    def fault(handler: Handler) -> None:
        body = handler.server.stand_in.asked[-1][1]
        deals = {"filters": body["filters"][:3]}
        handler.send(handler.server.stand_in.answer(REGISTER, deals))

    server.faults = [fault] * 5
    assert "has no header line 'SIPRI AT Database ID,'" in told(server, tmp_path)


@pytest.mark.parametrize(
    "empty",
    [
        lambda text: "No data found",
        lambda text: text[: text.index(DELIVERIES)] + DELIVERIES + "\n",
        lambda text: text[: text.index(DELIVERIES)] + DELIVERIES,
    ],
    ids=["it says so", "a header", "a header that does not end"],
)
def test_a_period_without_data_is_kept(
    server: StandIn, tmp_path: Path, empty: Callable[[str], str]
) -> None:
    server.faults = [None, table(empty)]
    path = deliveries(server, tmp_path)
    assert server.years() == [FIRST, SECOND]
    assert list(members(path)) == ["2000-2004.json", "2005-2009.json"]


def test_nothing_in_any_period(server: StandIn, tmp_path: Path) -> None:
    server.faults = [table(lambda text: "No data found")] * 2
    assert "SIPRI has no data for this. Give other years or names." in told(server, tmp_path)
    # What says no day might be of any: it is asked for again.
    deliveries(server, tmp_path)
    assert server.years() == [FIRST, SECOND] * 2


@pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED.name} is not beside the checkout")
def test_an_answer_that_sipri_has_given(server: StandIn, tmp_path: Path) -> None:
    recorded = RECORDED.read_bytes()
    server.faults = [says(recorded)]
    told: list[Progress] = []
    path = deliveries(server, tmp_path, (2000, 2001), report=told.append)
    assert path.name == "sipri-deliveries_2000-2001_2025-02-10.zip"
    assert members(path) == {"2000-2001.json": recorded}
    assert told[-1] == Progress(f"{path.name} is complete", 1, 1, 1414, len(recorded))


def test_progress(server: StandIn, tmp_path: Path) -> None:
    told: list[Progress] = []
    path = deliveries(server, tmp_path, report=told.append)
    first, second = (len(content) for content in members(path).values())
    assert told == [
        Progress("deliveries 2000–2004", 0, 2, 0, 0),
        Progress("deliveries 2005–2009", 1, 2, 5, first),
        Progress(f"{path.name} is complete", 2, 2, 10, first + second),
    ]


def test_the_same_answers_give_the_same_bytes(server: StandIn, tmp_path: Path) -> None:
    first = deliveries(server, tmp_path / "a").read_bytes()
    time.sleep(0.01)
    assert deliveries(server, tmp_path / "b").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "b/sipri-deliveries_2000-2009_2026-05-18.zip") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_DEFLATED}


# Interruptions.


def interrupted(server: StandIn, folder: Path) -> Path:
    """A refresh that came through its first part; returns the part."""
    server.faults = [None, says(b"", 404)]
    told(server, folder)
    server.asked.clear()
    (part,) = (folder / "parts").rglob("*.json")
    return part


def test_an_interrupted_refresh_goes_on(server: StandIn, tmp_path: Path) -> None:
    part = interrupted(server, tmp_path)
    assert part.name == "2000-2004.json"
    told: list[Progress] = []
    path = deliveries(server, tmp_path, report=told.append)
    assert server.years() == [SECOND]
    assert (told[0].what, told[0].done, told[0].rows) == ("deliveries 2005–2009", 1, 5)
    assert list(members(path)) == ["2000-2004.json", "2005-2009.json"]
    assert left(tmp_path) == [path.name]


def test_a_part_serves_only_the_same_request(server: StandIn, tmp_path: Path) -> None:
    interrupted(server, tmp_path)
    deliveries(server, tmp_path, FIRST, recipients=["Israel"])
    deliveries(server, tmp_path, FIRST, chunk=3)
    deals(server, tmp_path, FIRST)
    assert server.years() == [FIRST, (2000, 2002), (2003, 2004), FIRST]
    assert parts(tmp_path) == ["2000-2004.json"]


def spoil(content: bytes) -> Callable[[Path], object]:
    return lambda part: part.write_bytes(content)


@pytest.mark.parametrize(
    "spoil",
    [spoil(b""), spoil(b'{"bytes": ""}'), spoil(register("No data found")), Path.unlink],
    ids=["empty", "no table", "of no day", "gone"],
)
def test_a_part_that_will_not_serve(
    server: StandIn, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(interrupted(server, tmp_path))
    deliveries(server, tmp_path)
    assert server.years() == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("hours", "again"), [(23.9, [SECOND]), (24.1, [FIRST, SECOND])], ids=["in a day", "later"]
)
def test_parts_are_kept_for_a_day(
    server: StandIn, tmp_path: Path, hours: float, again: list[tuple[int, int]]
) -> None:
    part = interrupted(server, tmp_path)
    written = time.time() - hours * 3600
    os.utime(part, (written, written))
    deliveries(server, tmp_path)
    assert server.years() == again


@pytest.mark.parametrize("day", ["19 May 2026 1:00:00 AM", "17 May 2026 11:00:00 PM"])
def test_parts_of_another_day_are_asked_for_again(
    server: StandIn, tmp_path: Path, day: str
) -> None:
    interrupted(server, tmp_path)
    server.generated = day
    path = deliveries(server, tmp_path)
    assert server.years() == [SECOND, FIRST]
    assert path.name == f"sipri-deliveries_2000-2009_2026-05-{day[:2]}.zip"
    assert all(day.encode() in base64.b64decode(json.loads(raw)["bytes"])
               for raw in members(path).values())  # fmt: skip


def test_the_day_changes_on_the_way(server: StandIn, tmp_path: Path) -> None:
    def midnight(handler: Handler) -> None:
        server.generated = "19 May 2026 12:00:01 AM"
        handler.send(server.answer(*server.asked[-1]))

    server.faults = [None, midnight]
    path = deliveries(server, tmp_path, (2000, 2014))
    assert server.years() == [FIRST, SECOND, (2010, 2014), FIRST]
    assert path.name == "sipri-deliveries_2000-2014_2026-05-19.zip"


def test_the_day_keeps_changing(server: StandIn, tmp_path: Path) -> None:
    days = iter(range(1, 9))

    def another_day(handler: Handler) -> None:
        server.generated = f"{next(days)} June 2026 1:00:00 AM"
        handler.send(server.answer(*server.asked[-1]))

    server.faults = [another_day] * 3
    message = told(server, tmp_path)
    assert "the answers are of different days, the last of 2026-06-03. SIPRI may be" in message
    assert server.years() == [FIRST, SECOND, FIRST]
    # The next refresh begins with what the last one has.
    server.asked.clear()
    assert deliveries(server, tmp_path).name == "sipri-deliveries_2000-2009_2026-06-03.zip"
    assert server.years() == [SECOND]


def test_two_refreshes_at_once(server: StandIn, tmp_path: Path) -> None:
    messages: list[str] = []

    def second(progress: Progress) -> None:
        messages.append(told(server, tmp_path))

    path = deliveries(server, tmp_path, report=second)
    assert set(messages) == {f"{tmp_path}: another refresh is running. Wait for it to end."}
    assert server.years() == [FIRST, SECOND]
    assert left(tmp_path) == [path.name]


def test_a_refresh_after_one_that_failed(server: StandIn, tmp_path: Path) -> None:
    interrupted(server, tmp_path)
    deliveries(server, tmp_path)  # and no lock is in its way


def test_a_killed_refresh_goes_on(server: StandIn, tmp_path: Path) -> None:
    came, go = threading.Event(), threading.Event()

    def waits(handler: Handler) -> None:
        came.set()
        go.wait(30)

    server.faults = [None, waits]
    code = (
        "import sys, pathlib\n"
        "from etl.sources import Wanted\n"
        "from etl.sources.sipri import service as sipri\n"
        "from etl.common.http import Limits, Client\n"
        "service = Client('Stand-in', sys.argv[1], limits=Limits(spacing_s=0))\n"
        "wanted = Wanted((2000, 2009))\n"
        "folder = pathlib.Path(sys.argv[2])\n"
        "sipri.register(service, folder, wanted, print, sipri.DELIVERIES)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, server.base, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        assert came.wait(30)
        assert "another refresh is running" in told(server, tmp_path)
        process.send_signal(signal.SIGKILL)
        assert process.wait(30) == -signal.SIGKILL
    finally:
        process.kill()
        go.set()
    assert left(tmp_path) == ["parts/deliveries_5-years/2000-2004.json"]
    server.asked.clear()
    path = deliveries(server, tmp_path)
    assert server.years() == [SECOND]
    assert left(tmp_path) == [path.name]


def test_what_a_killed_write_left_is_written_over(server: StandIn, tmp_path: Path) -> None:
    part = interrupted(server, tmp_path)
    (part.parent / f".{part.name}.7.part").write_bytes(b"half")
    (tmp_path / ".sipri-deliveries_2000-2009_2026-05-18.zip.7.part").write_bytes(b"half")
    path = deliveries(server, tmp_path)
    assert left(tmp_path) == [path.name]


# Folders that cannot be written.


def test_a_full_disk(server: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is written becomes safe with fsync; the second part is the one that does not fit.
    real, calls = os.fsync, iter([False, False, True])

    def full(descriptor: int) -> None:
        if next(calls):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        message = told(server, tmp_path)
    assert message.startswith(f"{tmp_path}/parts/deliveries_5-years: the folder cannot be written")
    assert "No space left on device. Free some space" in message
    assert left(tmp_path) == ["parts/deliveries_5-years/2000-2004.json"]
    server.asked.clear()
    deliveries(server, tmp_path)
    assert server.years() == [SECOND]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(server: StandIn, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        message = told(server, tmp_path)
    finally:
        tmp_path.chmod(0o700)
    assert f"{tmp_path}: the folder cannot be written: Permission denied. Free" in message
    assert server.asked == []


def test_a_file_in_place_of_the_folder(server: StandIn, tmp_path: Path) -> None:
    file = tmp_path / "raw"
    file.write_text("x", encoding="utf-8")
    assert f"{file}: the folder cannot be written: File exists" in told(server, file)
    assert file.read_text(encoding="utf-8") == "x"


def test_the_real_address_is_one_that_may_be_contacted() -> None:
    Client(sipri.SERVICE.publisher, sipri.SERVICE.base)

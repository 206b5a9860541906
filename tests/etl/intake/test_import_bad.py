"""Files that cannot be taken in: told with what to do, nothing stored, the old warehouse kept."""

from __future__ import annotations

import base64
import errno
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from etl.cli import main
from etl.common.errors import DataError
from etl.intake import keeping
from etl.intake.card import card_for
from etl.intake.recognise import recognise
from etl.questions import ask
from etl.sources import known
from etl.warehouse.read import Warehouse
from tests.conftest import DATA, ROOT, left_over, reseal
from tests.etl import exports
from tests.etl.brought import (
    TODAY,
    card_of,
    downloads,
    everything,
    opened,
    saved,
    small_data,
    stored,
    take_in,
)
from tests.etl.elsewhere import kiel_zip, us_sales

DELIVERIES, DEALS = exports.deliveries(), exports.deals()
TABLE = exports.tiv_table("supplier")


@pytest.fixture(scope="module")
def loaded_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one import in use; not to be changed."""
    folder = tmp_path_factory.mktemp("loaded")
    data = small_data(folder)
    take_in(data, saved(folder, DELIVERIES))
    return data


@pytest.fixture
def data(tmp_path: Path, loaded_data: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(loaded_data, tmp_path / "data"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A small data folder that nothing was brought into."""
    folder = tmp_path / "small"
    folder.mkdir()
    return small_data(folder)


def told_of(path: Path, data: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """What an import says that must fail and change nothing."""
    before = everything(data)
    assert main(["import", str(path), "--data", str(data), *options]) == 1
    shown = capsys.readouterr()
    assert everything(data) == before
    assert left_over(data / "warehouse.duckdb") == ["downloads", "reference"]
    assert "still in use" in shown.err
    return shown.err


def line_of(table: bytes, text: bytes) -> int:
    """The line on which a text stands first."""
    return table[: table.index(text)].count(b"\n") + 1


def swapped(table: bytes, at: int, other: int) -> bytes:
    """The table with two columns in each other's place."""
    head, header, rows = table.partition(b"SIPRI AT")
    lines = [line.split(b",") for line in (header + rows).splitlines()]
    for cells in lines:
        cells[at], cells[other] = cells[other], cells[at]
    return head + b"\n".join(map(b",".join, lines)) + b"\n"


LAST = DELIVERIES.count(b"\n")
ONLY_HEAD = DELIVERIES.partition(b"Local production\n")
ANSWER = exports.answer(DELIVERIES)
ENCODED = json.loads(ANSWER)["bytes"]
BAD: dict[str, tuple[bytes, list[str]]] = {
    "empty": (b"", ["bad.csv: the file is empty", "Download or save it again"]),
    "blank": (b" \r\n\n", ["bad.csv: the file is empty"]),
    "cut within a row": (
        DELIVERIES[: DELIVERIES.rindex(b",New,")],
        [f"bad.csv, line {LAST}: the row has 12 cells where the header has 17", "file cut short",
         "download the table again"],
    ),
    "cut within a word": (
        DELIVERIES[:-3],
        [f"bad.csv, line {LAST}, column Local production", "neither 'Yes' nor 'No'"],
    ),
    "deals cut within a row": (
        DEALS[: DEALS.rindex(b",France,") + 30],
        [f"bad.csv, line {line_of(DEALS, b'India,France')}: the row has ", "file cut short"],
    ),
    "deals cut within the last number": (
        exports.deals(exports.DEALS[:13], 1995, 2024)[:-2],
        ["bad.csv, line ", "column SIPRI TIV of delivered weapons",
         "a number was changed or cut short",
         "Download the table again"],
    ),
    "items of a deal that were changed": (
        DEALS.replace(b"tank,40,", b"tank,4,", 1),
        [f"bad.csv, line {line_of(DEALS, b'tank,40,')}, column SIPRI TIV of delivered weapons: "
         "the volume is not"
         " that of the items delivered", "(found '100')"],
    ),
    "a note below the table": (
        DELIVERIES + b"\n* including transfers by rebels\n",
        [f"bad.csv, line {LAST + 2}: the row has 1 cells where the header has 17",
         "If it is a note below the table, remove it"],
    ),
    "cut within a comment": (
        DEALS[: DEALS.index(b"For 2 ships") + 8],
        [f"bad.csv, line {line_of(DEALS, b'For 2 ships')}: the row has 13 cells"],
    ),
    "cut within the preamble": (
        DELIVERIES[:200], ["bad.csv: this is none of the tables known here", "Known are: SIPRI's"],
    ),
    "header only": (
        ONLY_HEAD[0] + ONLY_HEAD[1],
        ["bad.csv: the register holds no deliveries", "Ask for other years or countries"],
    ),
    "TIV table cut short": (
        TABLE[: TABLE.index(b"\nTotal")],
        ["bad.csv: this TIV table does not say whose trade it holds", "its last row with the total",
         "a file cut short has no last row"],
    ),
    "World Bank file cut short": (
        b"\n".join(exports.world_bank().split(b"\n")[:100]),
        ["bad.csv: the series has a row for fewer than 200 countries", "Download it again"],
    ),
    "World Bank file cut within quotation marks": (
        exports.world_bank()[:-3], ["bad.csv, line ", "the row is not CSV"],
    ),
    "another World Bank series": (
        exports.world_bank().replace(b"MS.MIL.MPRT.KD", b"NY.GDP.MKTP.CD"),
        ["bad.csv, column Indicator Code: this is another series of the World Bank's",
         "Known are MS.MIL.XPRT.KD and MS.MIL.MPRT.KD"],
    ),
    "half an answer": (
        ANSWER[: len(ANSWER) // 2],
        ["bad.csv: the JSON is cut short or damaged", "Download or save it again"],
    ),
    "half a list of rows": (
        b'[{"country": "Poland", "2015": "1,000"}, {"country": "Qa',
        ["bad.csv: the JSON is cut short or damaged", "Download or save it again"],
    ),
    "half the base64": (
        json.dumps({"bytes": ENCODED[: len(ENCODED) // 8 * 4 + 1]}).encode(),
        ["bad.csv: the table in the JSON is cut short", "Download or save it again"],
    ),
    "half the base64, at a limit of its groups": (
        json.dumps({"bytes": base64.b64encode(DELIVERIES[: -len(DELIVERIES) // 3]).decode()})
        .encode(),
        ["bad.csv, line ", "cells where the header has 17"],
    ),
    "letters that are not base64": (
        json.dumps({"bytes": "Ünïcode"}).encode(), ["the table in the JSON is cut short"],
    ),
    "JSON without bytes": (
        b'{"error": "timeout"}',
        ["bad.csv: the JSON is not an answer of SIPRI's service: it has no text 'bytes'",
         "Save the answer as it came"],
    ),
    "bytes that are no text": (b'{"bytes": [1, 2]}', ["it has no text 'bytes'"]),
    "half a letter in JSON": (
        b'{"result": "\\ud800"}', ["bad.csv: this is none of the tables known here"],
    ),
    "deep JSON": (b'{"a":' * 100_000, ["bad.csv: the JSON is cut short or damaged"]),
    "an empty table in JSON": (b'{"bytes": ""}', ["bad.csv: the table is empty"]),
    "web page": (
        b"\n<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>\n",
        ["bad.csv: this is a web page and not a table", "the service may have refused"],
    ),
    "web page in JSON": (
        exports.answer(b"<html><body>Error</body></html>"), ["this is a web page and not a table"],
    ),
    "no data": (
        b"No data found", ["bad.csv: the service found no data", "Ask for other years"],
    ),
    "no data in JSON": (
        exports.answer(b"No data found\n"), ["bad.csv: the service found no data"],
    ),
    "wrong delimiter": (
        DELIVERIES.replace(b",", b"|"), ["bad.csv: this is none of the tables known here"],
    ),
    "two delimiters": (
        DELIVERIES.replace(b",Russia,", b";Russia;"),
        [f"bad.csv, line {line_of(DELIVERIES, b'103,')}: the row has 15 cells where the header"
         " has 17", "another delimiter"],
    ),
    "wrong column order": (
        swapped(DELIVERIES, 1, 2),
        ["bad.csv, line 12: this looks like SIPRI's trade register by delivery, but its columns"
         " stand in another order, or one of them twice", "keep its columns"],
    ),
    "a column missing": (
        DELIVERIES.replace(b"Armament category,", b""),
        ["bad.csv, line 12: this looks like SIPRI's trade register by delivery, but it lacks the"
         " columns Armament category"],
    ),
    "deals without their comments": (
        DEALS.replace(b"Comments,", b""), ["by deal, but it lacks the columns Comments"],
    ),
    "a row of a TIV table lost": (
        re.sub(rb"\nRussia,.*", b"", TABLE),
        [f"bad.csv, line {TABLE.count(bytes([10])) - 1}, column 2000: the rows of 2000 add up to 0"
         " and not to the total", "(found '160')", "Download the table again"],
    ),
    "a year of a TIV table lost": (
        TABLE.replace(b",2001,2002,", b",2001,2003,"), ["bad.csv: this is none of the tables"],
    ),
    "a column twice": (
        TABLE.replace(b",1989,", b",1988,"), ["bad.csv: this is none of the tables known here"],
    ),
    "cells shifted": (
        DELIVERIES.replace(b"101,Soviet Union,India,", b"101,Soviet Union,India,,", 1)
        .replace(b",25,No\n", b",25\n", 1),
        ["bad.csv, line 13, column Designation: the cell is empty", "column Delivery year",
         "Look for a shifted column"],
    ),
    "a number with a thousands mark": (
        exports.resaved(DELIVERIES).replace(b",480,", b',"1.480,00",'),
        ["bad.csv, line ", "column TIV delivery values", "(found '1.480,00')"],
    ),
    "a number of 400 digits": (
        DELIVERIES.replace(b"\n101,", b"\n" + b"9" * 400 + b","),
        ["bad.csv, line 13, column SIPRI AT Database ID: not a number"],
    ),
    "half a number of a deal": (
        DELIVERIES.replace(b"\n101,", b"\n101.5,"),
        ["bad.csv, line 13, column SIPRI AT Database ID: not a whole number (found '101.5')"],
    ),
    "items with a mark for thousands": (
        re.sub(rb"(\n101,.*?,No,)\d+,", rb"\g<1>1.072,", DELIVERIES, count=1),
        ["bad.csv, line 13, column Numbers delivered: not a whole number (found '1.072')",
         "Write it without a mark for thousands"],
    ),
    "items of a deal with a mark for thousands": (
        DEALS.replace(b"tank,40,", b"tank,1.000,", 1),
        ["column Number delivered: not a whole number", "without a mark for thousands"],
    ),
    "years that are none": (
        DELIVERIES.replace(b",1988,No", b",soon,No"), ["bad.csv, line 13, column Delivery year"],
    ),
    "the same delivery twice": (
        DELIVERIES + DELIVERIES.splitlines()[-1] + b"\n",
        [f"bad.csv, line {LAST + 1}, column SIPRI AT Database ID / Delivery year: "
         f"the same row stands in line {LAST}",
         f"(found '{DELIVERIES.splitlines()[-1].partition(b',')[0].decode()} / "],
    ),
    "a line of 10 MB": (
        b"x" * 10_000_000,
        ["bad.csv, line 1: the line has 10,000,000 characters, so this is no such table"],
    ),
    "a line of 10 MB in a table": (
        DELIVERIES + b"1," * 5_000_000,
        [f"bad.csv, line {LAST + 1}: the line has 10,000,000 characters"],
    ),
    "NUL bytes": (
        DELIVERIES.replace(b"Charlie", b"Char\0lie", 1),
        [f"bad.csv, line {line_of(DELIVERIES, b'Charlie')}: the file holds a NUL character"],
    ),
    "nothing but NUL bytes": (bytes(100_000), ["bad.csv, line 1: the file holds a NUL character"]),
    "quotation marks that do not close": (
        DELIVERIES.replace(b",Delta,", b',"Delta,', 1), ["bad.csv, line ", "the row is not CSV"],
    ),
    "a spreadsheet's own format, damaged": (
        exports.zipped({"xl/workbook.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}),
        ["bad.csv: the workbook is damaged", "Save it again, or save it as .csv"],
    ),
    "a zip of something else": (
        exports.zipped({"photos/tank.raw": b"<a/>", "[Content_Types].xml": b"<a/>"}),
        ["bad.csv: the zip holds no .csv, .txt or .json file"],
    ),
    "a letter with a table": (
        exports.zipped({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}),
        ["bad.csv: this is a Word document (.docx). Give the table itself"],
    ),
    "half a zip": (
        exports.zipped({"a.csv": DELIVERIES})[:500], ["bad.csv: the zip is damaged"],
    ),
    "a zip of two kinds": (
        exports.zipped({"a.csv": DELIVERIES, "b.csv": DEALS}),
        ["bad.csv: the zip holds SIPRI's trade register by deal and SIPRI's trade register by",
         "Import them one by one"],
    ),
    "a zip of two TIV tables": (
        exports.zipped({"a.csv": TABLE, "b.csv": TABLE}), ["the zip holds several TIV tables"],
    ),
    "a zip of two registers by deal": (
        exports.zipped({"a.csv": exports.deals(first=1988, last=2010),
                        "b.csv": exports.deals(first=2011, last=2024)}),
        ["bad.csv: the zip holds several registers by deal"],
    ),
    "a bad table in a zip": (
        exports.zipped({"a.csv": DELIVERIES, "b.csv": b"<html>"}),
        ["bad.csv: b.csv: this is a web page"],
    ),
    "a zip bomb": (
        exports.zipped({"a.csv": b"0" * 300_000_000}),
        ["bad.csv: the file has 300 MB of text, and the whole register has about 10"],
    ),
    "a zip of very many files": (
        exports.zipped({f"{number}.csv": b"a,b\n" for number in range(1_001)}),
        ["bad.csv: the zip holds 1,001 tables"],
    ),
    "a picture": (
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ["bad.csv: this is a picture (.png)"],
    ),
    "a recording": (b"\x89\r\n\x1a\n" + bytes(range(256)), ["bad.csv, line ", "NUL character"]),
    "a letter": (b"Dear Sir or Madam,\nhere is the table.\n", ["bad.csv: this is none of the"]),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
def test_bad_files_are_refused_and_nothing_is_changed(
    data: Path, tmp_path: Path, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    content, words = BAD[fault]
    told = told_of(saved(tmp_path, content, "bad.csv"), data, capsys)
    for word in words:
        assert word in told
    assert "Traceback" not in told


def lying(claimed: int, content: bytes) -> bytes:
    """A zip whose member is larger than the zip says."""
    raw = bytearray(exports.zipped({"a.csv": content}))
    size = claimed.to_bytes(4, "little")
    directory = raw.index(b"PK\x01\x02")
    raw[22:26] = raw[directory + 24 : directory + 28] = size
    return bytes(raw)


def test_a_zip_that_lies_about_its_size(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bomb = saved(tmp_path, lying(1_000, b"0" * 200_000_000), "bad.csv")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "bad.csv: the zip is damaged: Bad CRC-32" in told_of(bomb, data, capsys)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100_000, "kilobytes"


def test_a_zip_with_a_password(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = bytearray(exports.zipped({"a.csv": DELIVERIES}))
    for flags in (6, raw.index(b"PK\x01\x02") + 8):
        raw[flags] |= 1
    told = told_of(saved(tmp_path, bytes(raw), "bad.csv"), data, capsys)
    assert "bad.csv: the zip is damaged" in told and "password" in told


def test_a_file_of_two_gigabytes_is_refused_at_once(data: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.write(DELIVERIES)
        file.truncate(2_000_000_000)
    before = everything(data)

    def little_memory_and_time() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
        resource.setrlimit(resource.RLIMIT_DATA, (600_000_000, 600_000_000))

    done = subprocess.run(
        [sys.executable, "-m", "etl.cli", "import", str(large), "--data", str(data)],
        capture_output=True, text=True, cwd=ROOT, timeout=60, preexec_fn=little_memory_and_time,
    )  # fmt: skip
    assert done.returncode == 1
    assert "large.csv: the file has 2,000 MB of text, and the whole register has" in done.stderr
    assert "split it by years if it is" in done.stderr
    assert everything(data) == before


def test_a_large_file_is_not_even_read(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(2_000_000_000)
    opened_paths: list[str] = []
    original = Path.open

    def watched(path: Path, *arguments: object, **options: object) -> object:
        opened_paths.append(path.name)
        return original(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", watched)
    with pytest.raises(DataError, match="2,000 MB"):
        take_in(data, large)
    assert "large.csv" not in opened_paths
    assert opened_paths, "the tables that lie there are read, to know them again"


def test_a_folder(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = told_of(tmp_path, data, capsys)
    assert f"{tmp_path}: this is a folder. Name the files inside it." in told


@pytest.mark.parametrize("name", ["absent.csv", "a" * 300, "bad.csv/inside"])
def test_a_path_that_leads_nowhere(
    data: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    saved(tmp_path, DELIVERIES, "bad.csv")
    told = told_of(tmp_path / name, data, capsys)
    assert name in told
    assert "there is no such file" in told or "the file cannot be read: File name too" in told


@pytest.mark.skipif(os.geteuid() == 0, reason="rights do not bind root")
def test_a_file_without_rights(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saved(tmp_path, DELIVERIES, "bad.csv")
    path.chmod(0)
    told = told_of(path, data, capsys)
    assert "bad.csv: the file cannot be read: Permission denied. Check its rights." in told


def test_a_file_that_fails_while_it_is_read(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    path = saved(tmp_path, DEALS, "bad.csv")
    original = Path.read_bytes

    def failing(of: Path) -> bytes:
        if of == path:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return original(of)

    before = everything(data)
    monkeypatch.setattr(Path, "read_bytes", failing)
    assert main(["import", str(path), "--data", str(data)]) == 1
    assert "bad.csv: the file cannot be read: Input/output error" in capsys.readouterr().err
    monkeypatch.undo()
    assert everything(data) == before


def no_space(*_: object, **__: object) -> object:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def half(path: Path, content: bytes) -> object:
    with path.open("wb") as file:
        file.write(content[:100])
    return no_space()


@pytest.mark.parametrize(
    ("where", "what"),
    [("pathlib.Path.write_bytes", no_space), ("pathlib.Path.write_bytes", half),
     ("os.fsync", no_space),
     ("pathlib.Path.mkdir", no_space), ("pathlib.Path.replace", no_space)],
)  # fmt: skip
def test_a_full_disk_while_storing(
    data: Path,
    tmp_path: Path,
    where: str,
    what: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = [saved(tmp_path, DEALS, "a.csv"), saved(tmp_path, TABLE, "b.csv")]
    before = everything(data)
    monkeypatch.setattr(where, what)
    assert main(["import", *map(str, files), "--data", str(data)]) == 1
    told = capsys.readouterr().err
    assert f"cannot be stored in {data / 'downloads/sipri'}: No space left on device" in told
    assert "Free some space or check the folder's rights. Nothing was changed." in told
    monkeypatch.undo()
    assert everything(data) == before
    assert main(["import", *map(str, files), "--data", str(data)]) == 0


def test_a_full_disk_while_building(data: Path, tmp_path: Path) -> None:
    before = everything(data)

    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    done = subprocess.run(
        [sys.executable, "-m", "etl.cli", "import", str(saved(tmp_path, DEALS)), "--data",
         str(data)],
        capture_output=True, text=True, cwd=ROOT, preexec_fn=small_files_only, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "The warehouse cannot be written" in done.stderr and "Free some space" in done.stderr
    assert "Traceback" not in done.stderr
    assert everything(data) == before


def test_an_import_that_fails_its_checks_is_not_stored(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # The register says that it is all of Israel's exports, and holds what others supplied.
    bare = exports.without_preamble(exports.deliveries(first=2016, last=2020))
    before = everything(data)
    options = ["--covers", "supplier Israel 2016-2020", "--release", "2025", "--data", str(data)]
    assert main(["import", str(saved(tmp_path, bare)), *options]) == 1
    told = capsys.readouterr().err
    assert "no coverage entry of the card holds this row" in told
    assert "failed its checks and was thrown away" in told
    assert everything(data) == before


def test_a_register_that_was_cut_short_between_rows_is_named(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (empty / "sipri").mkdir()
    shutil.copy(DATA / "sipri" / "world_totals_2025.card.toml", empty / "sipri")
    years: Counter[int] = Counter()
    for supplied in exports.yearly("supplier").values():
        years.update(supplied)
    lines = [f",{year},{round(years[year])}" for year in range(1950, 2025)]
    totals = empty / "sipri" / "world_totals_2025.csv"
    totals.write_text("\n".join(["category,year,tiv_m", *lines, ""]), encoding="utf-8")
    reseal(totals)
    before = everything(empty)
    cut = DELIVERIES[: DELIVERIES.rstrip().rfind(b"\n") + 1]
    assert main(["import", str(saved(tmp_path, cut, "cut.csv")), "--data", str(empty)]) == 1
    told = capsys.readouterr().err
    assert "cut.csv: this does not agree with what is loaded. It may be cut short" in told
    assert "world total of the 2025 release" in told
    assert "look for rows added" not in told  # what to do about a table of the project's
    assert everything(empty) == before
    assert main(["import", str(saved(tmp_path, DELIVERIES)), "--data", str(empty)]) == 0


def test_two_files_of_one_moment_that_differ_are_not_both_loaded(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = DELIVERIES[: DELIVERIES.rstrip().rfind(b"\n") + 1]
    take_in(empty, saved(tmp_path, cut))
    before = everything(empty)
    (known,) = downloads(empty)
    whole = str(saved(tmp_path, DELIVERIES, "whole.csv"))
    assert main(["import", whole, "--data", str(empty)]) == 1
    told = capsys.readouterr().err
    assert f"whole.csv: it holds other rows than {known}, of the same moment" in told
    assert f"arms-etl forget {known}" in told
    assert everything(empty) == before
    assert main(["forget", known, "--data", str(empty)]) == 0
    assert main(["import", whole, "--data", str(empty)]) == 0
    # The same rows once more, saved by another program, contradict nothing.
    resaved = saved(tmp_path, DELIVERIES.replace(b"\n", b"\r\n"), "resaved.csv")
    assert main(["import", str(resaved), "--data", str(empty)]) == 0


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ((b"to All countries .", b"to Ukrain ."), "unknown country name (found 'Ukrain')"),
        ((b"12 May 2025", b"12 May 2031"), "'release' is not a year from"),
    ],
)
def test_what_is_wrong_with_the_first_lines_is_told_of_the_file(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    spoilt: tuple[bytes, bytes], told: str,
) -> None:  # fmt: skip
    table = DELIVERIES.replace(*spoilt)
    assert table != DELIVERIES
    assert main(["import", str(saved(tmp_path, table, "bad.csv")), "--data", str(empty)]) == 1
    said = capsys.readouterr().err
    assert f"bad.csv: {told}" in said
    assert ".card.toml" not in said  # of a card that was thrown away


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("Query interrupted")])
def test_who_interrupts_an_import_is_told_that_nothing_was_changed(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, error: BaseException,
) -> None:  # fmt: skip
    def interrupted(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(keeping, "write", interrupted)
    assert main(["import", str(saved(tmp_path, DELIVERIES)), "--data", str(empty)]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("Interrupted. Nothing was changed")


# Killed on the way.


@pytest.mark.parametrize(
    "step", ["looking", "reference/states", "storing", "writing the flows", "checking", "replacing"]
)
def test_a_killed_import(data: Path, tmp_path: Path, step: str) -> None:
    file = saved(tmp_path, exports.deliveries(exports.NEXT_DEALS, last=2025,
                                              generated=exports.NEXT_GENERATED))  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "etl.cli", "import", str(file), "--data", str(data)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stderr is not None
    assert any(line.startswith(step) for line in process.stderr), f"it never came to {step!r}"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)

    def israel() -> float:
        rows = ask(opened(data), "import_shares", who="AZE", from_year=2016, to_year=2020,
                   in_release=None).rows  # fmt: skip
        return float(rows.loc[rows["partner"] == "ISR", "tiv_m"].item())

    assert israel() in ((63, 66) if step == "replacing" else (63,)), "a whole one is in use"
    take_in(data, file)
    assert israel() == 66
    assert len(downloads(data)) == 2
    parts = [name for name in stored(data) if name.endswith(".part")]
    assert parts == [] or step == "storing"
    assert set(left_over(data / "warehouse.duckdb")) == {
        "downloads", "reference", "warehouse.previous.duckdb"
    }  # fmt: skip


# Wild input.

_NUMBERS = count()


def refused_or_right(folder: Path, content: bytes) -> float | None:
    """The volume that is taken from a file, or None where it is refused as it should be."""
    # A name of its own for each, because the system's clock is coarse.
    path = saved(folder, content, f"wild{next(_NUMBERS)}.csv")
    try:
        card = card_for(path, folder / "data", today=TODAY)
        staged = known()[card.source].parse(path)
    except DataError as error:
        assert all(problem.path == path and problem.fix for problem in error.problems)
        return None
    finally:
        path.unlink()
    return sum(
        float(rows[column].sum())
        for rows in staged.values()
        for column in ("tiv_m", "tiv_delivered_m")
        if column in rows
    )


wild = settings(
    max_examples=60, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
STARTS = [b"", b"PK\x03\x04", b'{"bytes": "', b"\xff\xfe", b"\xef\xbb\xbf", DELIVERIES[:1500],
          exports.deals()[:1500], TABLE[:900], exports.world_bank()[:900]]  # fmt: skip


@wild
@given(st.sampled_from(STARTS), st.binary(max_size=300))
@example(b'{"result": "', b'"}')
@example(b"PK\x03\x04", bytes(22))
def test_random_bytes_are_refused(tmp_path: Path, start: bytes, rest: bytes) -> None:
    refused_or_right(tmp_path, start + rest)


@wild
@given(st.sampled_from([exports.zipped({"a.csv": DELIVERIES}), exports.world_bank_zip(), ANSWER]),
       st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1,
                max_size=4))  # fmt: skip
def test_spoilt_containers_are_refused_or_read_as_they_were(
    tmp_path: Path, content: bytes, changes: list[tuple[float, int]]
) -> None:
    raw = bytearray(content)
    for where, byte in changes:
        raw[int(where * len(raw))] = byte
    refused_or_right(tmp_path, bytes(raw))


CELLS = st.one_of(
    st.sampled_from(["", " ", "0", "-1", "1e9", "NaN", "inf", "9" * 30, "2024", "1949", "2099",
                     "2010; 2012", "²", "?", "Yes", '"', '"a', "a;b", "Total", "=1+1", "Atlantis",
                     "India", "\t", "\u2028", "é"]),
    st.text(st.characters(blacklist_characters=",\n\r\0", blacklist_categories=["Cs"]), max_size=9),
)  # fmt: skip


@wild
@given(
    st.sampled_from([DELIVERIES, DEALS, TABLE, exports.old_table("Israel")]),
    st.integers(0, 10_000),
    st.integers(0, 100),
    CELLS,
)
@example(DELIVERIES, 12, 10, "²")
@example(DELIVERIES, 0, 0, "from A to B . Deals with year range '²' to '9999'")
def test_a_changed_cell_is_refused_or_changes_the_sum_by_itself(
    tmp_path: Path, table: bytes, line: int, column: int, cell: str
) -> None:
    lines = table.decode("latin-1").split("\n")
    cells = lines[line % len(lines)].split(",")
    column %= len(cells)
    was, cells[column] = cells[column], cell
    lines[line % len(lines)] = ",".join(cells)
    whole = refused_or_right(tmp_path, table)
    assert whole
    found = refused_or_right(tmp_path, "\n".join(lines).encode("utf-8"))
    if found is None:
        return
    # What is taken differs by no more than the one cell.
    numbers = [float(text) for text in (was.strip(), cell.strip())
               if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text)]  # fmt: skip
    assert abs(found - whole) <= max(numbers, default=0) + 1e-6


@wild
@given(st.data())
def test_any_way_of_saving_gives_the_source_total(tmp_path: Path, data: st.DataObject) -> None:
    deals = data.draw(
        st.lists(st.sampled_from(exports.DEALS), min_size=1, unique_by=lambda deal: deal.number)
    )
    by_delivery = data.draw(st.booleans())
    if not any(deal.delivered for deal in deals):
        deals.append(exports.DEALS[1])
    make = exports.deliveries if by_delivery else exports.deals
    table = make(deals, 1988, 2024, recipient="India" if data.draw(st.booleans()) else exports.ALL)
    asked_for_india = b"to India" in table
    kept = [deal for deal in deals if not asked_for_india or deal.recipient == "India"]
    saving = data.draw(st.sampled_from([
        lambda text: text, lambda text: text.decode("latin-1").encode("utf-8-sig"),
        exports.resaved, lambda text: exports.resaved(text, ";"), exports.answer,
        lambda text: exports.resaved(text, "\t", everything=True),
        lambda text: text.replace(b"\n", b"\r\n"), lambda text: text.rstrip(b"\n"),
    ]))  # fmt: skip
    path = saved(tmp_path, saving(table), f"wild{next(_NUMBERS)}.csv")
    delivered = [deal for deal in kept if deal.delivered]
    if not delivered:
        with pytest.raises(DataError, match="the register holds no deliveries"):
            card_for(path, tmp_path / "data", today=TODAY)
        return
    (rows,) = known()[recognise(path)[0].source].parse(path).values()
    found = rows["tiv_m" if by_delivery else "tiv_delivered_m"].sum()
    assert found == pytest.approx(exports.total(delivered), abs=1e-6)


def test_cut_anywhere_a_file_is_refused_or_its_whole_rows_are_taken(tmp_path: Path) -> None:
    """Where a cut falls between two rows nothing can tell, but no row is ever half taken."""
    chance = random.Random(1)
    for table in (DELIVERIES, DEALS, TABLE, exports.old_table("Israel")):
        for _ in range(60):
            cut = table[: chance.randrange(1, len(table))]
            whole_rows = cut[: cut.rindex(b"\n") + 1] if b"\n" in cut else b""
            taken = refused_or_right(tmp_path, cut)
            if taken is None:
                continue
            if b"Total" in table:  # the last row of a TIV table tells that it is whole
                assert cut[: cut.rindex(b",")] == table[: table.rindex(b",")]
                continue
            line = cut[len(whole_rows) :]
            if line and line + b"\n" in table:
                whole_rows = cut  # only the line's end is missing
            expected = refused_or_right(tmp_path, whole_rows)
            assert expected is not None and taken == pytest.approx(expected)


def test_the_fixture_is_itself_accepted(data: Path, tmp_path: Path) -> None:
    """Without this a fault of the made-up files could pass for the fault that is tested."""
    for content in (DELIVERIES, DEALS, TABLE, exports.world_bank(), ANSWER):
        assert card_of(tmp_path, content).source
    with zipfile.ZipFile(saved(tmp_path, exports.zipped({"a.csv": DELIVERIES}))) as archive:
        assert archive.testzip() is None
    assert Warehouse(data / "warehouse.duckdb")


@pytest.mark.parametrize("content", [us_sales(), kiel_zip()], ids=["us sales", "kiel"])
def test_coverage_is_refused_for_a_table_without_flows(tmp_path: Path, content: bytes) -> None:
    assert card_of(tmp_path, content).coverage == ()
    with pytest.raises(DataError, match=r"no flows that it could be complete for.*Leave --covers"):
        card_of(tmp_path, content, "world 2013-2017")
    with pytest.raises(DataError, match="Leave --release out"):
        card_of(tmp_path, content, release=2017)

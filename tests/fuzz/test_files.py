"""Files: SIPRI's and the World Bank's layouts, spoilt in ways that people and programs spoil them.

Single changed cells, cut files and random bytes are tested with the import itself.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.cli import main
from etl.common.errors import DataError
from etl.intake.card import card_for
from etl.sources import known
from tests.etl import elsewhere, exports
from tests.etl.brought import TODAY, everything, saved, small_data
from tests.fuzz.cases import bounded, cases

BANK = exports.world_bank()
LAYOUTS = {
    "deliveries": exports.deliveries(),
    "deals": exports.deals(),
    "deals of a window": exports.deals(first=2016, last=2020),
    "suppliers": exports.tiv_table("supplier"),
    "recipients": exports.tiv_table("recipient"),
    "old table": exports.old_table("Israel"),
    "old text": exports.old_text("Israel", 2008, 2021),
    # Of the World Bank's rows no more than a card needs, because a case takes its time by the row.
    "World Bank": BANK,
    "by ;": exports.resaved(exports.deliveries(), ";"),
    "quoted": exports.resaved(exports.deals(), everything=True),
    "semicolons": exports.semicolons(exports.deliveries()),
}
CONTAINERS = {
    "answer": exports.answer(exports.deliveries()),
    "zip": exports.zipped({"a.csv": exports.deliveries()}),
    "packed": gzip.compress(exports.deliveries(), mtime=0),
    "parts": exports.in_parts(1988, 2001, 2011),
    "World Bank's zip": exports.world_bank_zip(),
    "US sales": elsewhere.us_sales(),
}
_NUMBERS = count()

WILD = st.one_of(
    st.sampled_from([
        "", " ", "0", "-0", "-1", "1e308", "1e999", "NaN", "inf", "9" * 400, "0x10", "1_000", "٣",
        "²", "2024", "1949", "2099", "0000", "2010; 2012", "2012; 2010", "2010;2012", "?", "Yes",
        "YES", '"', '""', '"a', "a;b", "a\tb", "Total", "Total world export", "=1+1", "@SUM(A1)",
        "Atlantis", "India", "india", "Russia*", "Côte d'Ivoire", "\u2028", "\u0085", "\x0b",
        "\x1c", "\ufeff", "\u202eabc", "\U0001f600", "<script>alert(1)</script>", "A" * 5000,
        "'; DROP TABLE flow; --", "None", "nan", "NULL", "True", "\\", "%s", "{0}",
    ]),
    st.text(max_size=12),
)  # fmt: skip

Lines = list[list[str]]


def _drop_line(rows: Lines, at: int, to: int, wild: str) -> None:
    del rows[at % len(rows)]


def _repeat_line(rows: Lines, at: int, to: int, wild: str) -> None:
    rows.insert(to % len(rows), list(rows[at % len(rows)]))


def _move_line(rows: Lines, at: int, to: int, wild: str) -> None:
    rows.insert(to % len(rows), rows.pop(at % len(rows)))


def _drop_cell(rows: Lines, at: int, to: int, wild: str) -> None:
    row = rows[at % len(rows)]
    if row:
        del row[to % len(row)]


def _add_cell(rows: Lines, at: int, to: int, wild: str) -> None:
    row = rows[at % len(rows)]
    row.insert(to % (len(row) + 1), wild)


def _change_cell(rows: Lines, at: int, to: int, wild: str) -> None:
    row = rows[at % len(rows)]
    if row:
        row[to % len(row)] = wild


def _drop_column(rows: Lines, at: int, to: int, wild: str) -> None:
    for row in rows:
        if to % 17 < len(row):
            del row[to % 17]


def _swap_columns(rows: Lines, at: int, to: int, wild: str) -> None:
    one, other = at % 17, to % 17
    for row in rows:
        if max(one, other) < len(row):
            row[one], row[other] = row[other], row[one]


def _fill_column(rows: Lines, at: int, to: int, wild: str) -> None:
    for row in rows[8:]:
        if to % 17 < len(row):
            row[to % 17] = wild


CHANGES: list[Callable[[Lines, int, int, str], None]] = [
    _drop_line, _repeat_line, _move_line, _drop_cell, _add_cell, _change_cell, _drop_column,
    _swap_columns, _fill_column,
]  # fmt: skip
ENCODINGS = ["utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-le", "cp1252"]
BREAKS = ["\n", "\r\n", "\r", "\n\n", ";\r\n", "\u2028"]


@st.composite
def spoilt_tables(draw: st.DrawFn) -> bytes:
    """A layout with some of its lines, cells and columns in disorder, saved in some way."""
    layout = draw(st.sampled_from(list(LAYOUTS)))
    text = LAYOUTS[layout].decode("utf-8-sig" if layout in ("World Bank", "by ;", "quoted")
                                  else "latin-1")  # fmt: skip
    delimiter = ";" if layout in ("by ;", "old text") else ","
    rows = [line.split(delimiter) for line in text.splitlines()]
    if layout == "World Bank" and draw(st.booleans()):
        del rows[20:]
    places = st.one_of(st.integers(0, 20), st.integers(0, 10_000))
    for change in draw(st.lists(st.sampled_from(CHANGES), max_size=5)):
        if rows:
            change(rows, draw(places), draw(places), draw(WILD))
    if draw(st.booleans()):
        delimiter = draw(st.sampled_from([",", ";", "\t", "|", ", "]))
    joined = draw(st.sampled_from(BREAKS)).join(delimiter.join(row) for row in rows)
    if draw(st.integers(0, 9)) == 0:
        joined += LAYOUTS[draw(st.sampled_from(list(LAYOUTS)))].decode("latin-1")
    return joined.encode(draw(st.sampled_from(ENCODINGS)), errors="replace")


@st.composite
def containers(draw: st.DrawFn) -> bytes:
    """A table, or what is none, in zips and JSON as nobody would pack it."""
    content = draw(st.one_of(spoilt_tables(), st.sampled_from(list(CONTAINERS.values())),
                             st.binary(max_size=40)))  # fmt: skip
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(["answer", "result", "zip", "json", "twice"]))
        if kind == "answer":
            content = exports.answer(content)
        elif kind == "result":
            content = json.dumps({"result": content.decode("latin-1")}).encode()
        elif kind == "json":
            value: Any = draw(
                st.recursive(
                    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda inner: (
                        st.lists(inner, max_size=3)
                        | st.dictionaries(st.sampled_from(["bytes", "result", "x"]), inner)
                    ),
                    max_leaves=8,
                )
            )
            content = json.dumps({"bytes": value}).encode()
        else:
            names = draw(st.lists(
                st.sampled_from(["a.csv", "b.TXT", "c.json", "../../up.csv", "/abs.csv", "d/",
                                 "Metadata_x.csv", "", "\u202e.csv", "a.csv\\..\\b.csv", "e.exe"]),
                min_size=1, max_size=3, unique=True))  # fmt: skip
            out = io.BytesIO()
            method = draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED,
                                           zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))  # fmt: skip
            with zipfile.ZipFile(out, "w") as archive:
                for name in names:
                    archive.writestr(zipfile.ZipInfo(name or "x"), content, method)
            content = out.getvalue() * (2 if kind == "twice" else 1)
    cut = draw(st.integers(0, 30))
    return content[: len(content) * cut // 10] if cut < 10 else content


def taken_or_refused(folder: Path, content: bytes, *covers: str, release: int | None) -> bool:
    """Whether a file is taken; refused it must be with words, and before anything is stored."""
    path = saved(folder, content, f"wild{next(_NUMBERS)}.csv")
    try:
        with bounded():
            card = card_for(path, folder / "data", covers=covers, release=release, today=TODAY)
            staged = known()[card.source].parse(path)
    except DataError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.path == path and problem.message and problem.fix
        assert len(str(error)) < 40_000, "it can be read"
        return False
    finally:
        path.unlink()
    for rows in staged.values():
        for column in ("tiv_m", "tiv_delivered_m", "tiv_unit"):
            if column in rows:
                assert (rows[column] >= 0).all() and (rows[column] < float("inf")).all()
    return True


COVERS = st.lists(
    st.one_of(
        st.sampled_from(["world 1988-2024", "recipient India 1990-2020", "supplier Israel 2020-1990"
                         , "world 0000-9999", "recipient  1990-2000", "World 1990–2020"]),
        st.text(max_size=20),
    ),
    max_size=2,
)  # fmt: skip
RELEASES = st.one_of(st.none(), st.sampled_from([2025, 2026, 1950, 0, -1, 10**30]))


@cases(130)
@given(spoilt_tables(), COVERS, RELEASES)
def test_spoilt_tables(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, covers: list[str], release: int | None
) -> None:
    taken_or_refused(tmp_path_factory.getbasetemp(), content, *covers, release=release)


@cases(40)
@given(containers())
def test_odd_containers(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    taken_or_refused(tmp_path_factory.getbasetemp(), content, release=None)


@pytest.mark.parametrize("layout", [*LAYOUTS, *CONTAINERS])
def test_the_layouts_are_taken_as_they_are(tmp_path: Path, layout: str) -> None:
    """Without this all cases could be refused for a fault of the made-up files."""
    assert taken_or_refused(tmp_path, (LAYOUTS | CONTAINERS)[layout], release=None)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose warehouse is built."""
    folder = small_data(tmp_path_factory.mktemp("whole"))
    assert main(["build", "--data", str(folder)]) == 0
    return folder


@cases(4)
@given(content=spoilt_tables())
def test_a_whole_import_ends_in_all_or_nothing(
    data: Path, tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = saved(tmp_path_factory.getbasetemp(), content, f"wild{next(_NUMBERS)}.csv")
    before = everything(data)
    with bounded():
        code = main(["import", str(path), "--data", str(data)])
    path.unlink()
    assert code in (0, 1)
    if code == 1:
        assert everything(data) == before


@cases(60)
@given(st.binary(max_size=60), st.sampled_from([b'{"bytes": "%s"}', b'{"result": "%s"}']))
def test_answers_of_a_service(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, form: bytes
) -> None:
    for inside in (content, base64.b64encode(content), content.hex().encode()):
        taken_or_refused(tmp_path_factory.getbasetemp(), form.replace(b"%s", inside), release=None)

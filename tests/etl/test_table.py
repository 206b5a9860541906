"""Reading a table strictly: what is accepted, and how each fault is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from etl.common.errors import DataError
from etl.sources import known, press
from etl.sources.sipri.bundled import FLOWS, flows
from etl.table import Table

HEADER = ("name", "year", "tiv_m")
NEXT_YEAR = date.today().year + 1
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def faults(path: Path, *steps: Callable[[Table], None], header: tuple[str, ...] = HEADER) -> str:
    """What a maintainer is told about a table that must be refused."""
    with pytest.raises(DataError) as caught:
        table = Table(path, header)
        for step in steps:
            step(table)
        table.done()
    return str(caught.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def test_rows_are_typed_and_know_their_line(path: Path) -> None:
    write(path, '\ufeffname,year,tiv_m\n"a, b",1950,0\n\n"two\nlines",2024,1.25\n')
    table = Table(path, HEADER)
    table.text("name")
    table.year("year")
    table.tiv()
    rows = table.done()
    assert rows["name"].tolist() == ["a, b", "two\nlines"]
    assert rows["year"].tolist() == [1950, 2024]
    assert rows["tiv_m"].tolist() == [0.0, 1.25]
    assert rows["line"].tolist() == [2, 5]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["the file is empty", "Restore"]),
        (b" \n\n", ["the file is empty"]),
        (b"name,year,tiv_m\n", ["a header and no rows"]),
        (b"name,tiv_m,year\na,1,2000\n", ["line 1", "the order differs", "name,year,tiv_m"]),
        (b"name,year,tiv,x\na,2000,1,2\n", ["line 1", "missing tiv_m", "unknown 'tiv', 'x'"]),
        (b"name,year,tiv_m\na,2000,1\nb,20\n", ["line 3", "2 fields", "header has 3"]),
        (b"name,year,tiv_m\na,2000,1\nb,2000,1,9\n", ["line 3", "4 fields"]),
        (b'name,year,tiv_m\na,2000,1\n"b,2000,1\n', ["not CSV", "quotation marks"]),
        (b"name,year,tiv_m\na,2000,1\nT\xfcrkiye,2000,1\n", ["line 3", "not UTF-8", "xfc"]),
        (b"name,year,tiv_m\na\0b,2000,1\n", ["line 2", "NUL"]),
        ("name,year,tiv_m\na,2000,1\n".encode("utf-16"), ["not UTF-8"]),
    ],
)
def test_a_file_that_is_not_the_table(path: Path, content: bytes, words: list[str]) -> None:
    told = faults(write(path, content))
    assert str(path) in told
    for word in words:
        assert word in told


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert "cannot be read" in faults(tmp_path / "absent.csv")
    assert "cannot be read" in faults(tmp_path)


@pytest.mark.parametrize(
    "cell", ["1949", str(NEXT_YEAR + 1), "2020.0", "20", "²020", "٢٠٢٠", "", "9" * 5000]
)
def test_not_a_year(path: Path, cell: str) -> None:
    told = faults(write(path, f"name,year,tiv_m\na,2000,1\nb,{cell},1\n"), lambda t: t.year("year"))
    assert "line 3, column year: not a year from 1950 to" in told
    assert f"found '{cell[:80]}'" in told
    assert "Correct the year" in told


def test_years_may_be_optional_and_reach_next_year(path: Path) -> None:
    table = Table(write(path, f"name,year,tiv_m\na,,1\nb,{NEXT_YEAR},1\n"), HEADER)
    table.year("year", optional=True)
    assert table.done()["year"].isna().tolist() == [True, False]
    assert table.rows["year"].iloc[1] == NEXT_YEAR


@pytest.mark.parametrize(
    "cell", ["-1", "-0.5", "", " 1", "1e3", "1e400", "nan", "inf", "1,5", "0x1", "٣", "9" * 400]
)
def test_not_a_volume(path: Path, cell: str) -> None:
    told = faults(write(path, f'name,year,tiv_m\na,2000,1\nb,2000,"{cell}"\n'), lambda t: t.tiv())
    assert "line 3, column tiv_m: not a volume" in told
    assert f"found '{cell[:80]}'" in told
    assert "Correct the number" in told


def test_text_may_not_be_empty_or_blank(path: Path) -> None:
    told = faults(write(path, "name,year,tiv_m\n,1,1\n  ,1,1\nx,1,1\n"), lambda t: t.text("name"))
    assert "line 2, column name: the cell is empty" in told
    assert "line 3, column name: the cell is empty" in told
    assert "line 4" not in told


def test_optional_text_becomes_missing(path: Path) -> None:
    table = Table(write(path, "name,year,tiv_m\n,1,1\nNA,1,1\n"), HEADER)
    table.optional_text("name")
    assert table.done()["name"].isna().tolist() == [True, False]
    assert table.rows["name"].iloc[1] == "NA"


def test_a_choice_names_the_words_allowed(path: Path) -> None:
    told = faults(
        write(path, "name,year,tiv_m\nbuyer,1,1\n"), lambda t: t.choice("name", ("", "supplier"))
    )
    assert "line 2, column name" in told
    assert "found 'buyer'" in told
    assert "'supplier'" in told


def test_a_window_may_not_run_backwards(path: Path) -> None:
    header = ("name", "first_year", "last_year")
    write(path, "name,first_year,last_year\na,2005,2004\nb,2005,2005\n")
    told = faults(path, lambda t: t.year(*header[1:]), Table.window, header=header)
    assert "line 2, column last_year: the period ends before it begins (found '2004')" in told
    assert "line 3" not in told


def test_printed_numbers_keep_their_digits(path: Path) -> None:
    table = Table(write(path, "name,year,tiv_m\na,1,69\nb,1,-9.30\n"), HEADER)
    table.printed("tiv_m")
    rows = table.done()
    assert rows["tiv_m"].tolist() == ["69", "-9.30"]
    assert rows["tiv_m_number"].tolist() == [69.0, -9.3]
    assert rows["tiv_m_decimals"].tolist() == [0, 2]
    told = faults(write(path, "name,year,tiv_m\na,1,69 %\n"), lambda t: t.printed("tiv_m"))
    assert "line 2, column tiv_m: not a number (found '69 %')" in told


@pytest.mark.parametrize("cell", ["", "2023", "2023-09", "2024-02-29"])
def test_dates_as_far_as_known(path: Path, cell: str) -> None:
    table = Table(write(path, f"name,year,tiv_m\na,{cell},1\n"), HEADER)
    table.published_on("year")
    assert table.done()["year"].tolist() == [cell]


@pytest.mark.parametrize("cell", ["2023-13", "2023-02-29", "7 September 2023", "23", "0000"])
def test_not_a_date(path: Path, cell: str) -> None:
    told = faults(write(path, f"name,year,tiv_m\na,{cell},1\n"), lambda t: t.published_on("year"))
    assert f"line 2, column year: not a date (found '{cell}')" in told


def test_a_key_stands_once(path: Path) -> None:
    write(path, "name,year,tiv_m\na,2000,1\na,2001,1\na,2000,2\n")
    told = faults(path, lambda t: t.year("year"), lambda t: t.unique("name", "year"))
    assert "line 4, column name / year" in told
    assert "stands in line 2 already" in told
    assert "found 'a / 2000'" in told
    assert "Keep one" in told


def test_many_faults_of_one_kind_are_counted(path: Path) -> None:
    write(path, "name,year,tiv_m\n" + "a,2000,-1\n" * 100)
    with pytest.raises(DataError) as caught:
        table = Table(path, HEADER)
        table.tiv()
        table.unique("name", "year")
        table.done()
    told = str(caught.value)
    assert "in 95 more rows" in told
    assert "94 more rows stand twice" in told
    assert len(told.splitlines()) == 12


def test_all_faults_of_a_file_are_told_at_once(path: Path) -> None:
    write(path, ",".join(FLOWS) + "\nA,B,1900,2000,,x\n,B,2000,1999,,1\n")
    with pytest.raises(DataError) as caught:
        flows(path)
    found = {(problem.line, problem.column) for problem in caught.value.problems}
    assert found >= {(2, "first_year"), (2, "tiv_m"), (3, "supplier"), (3, "last_year")}


def test_paths_are_told_from_the_current_folder(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    write(path, "")
    monkeypatch.chdir(path.parent.parent)
    assert faults(path).startswith(f"{path.parent.name}/table.csv: ")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert faults(path).startswith(f"{path}: ")


# Whatever a file holds, the reader takes it or says what is wrong with it.


@quick
@given(content=st.binary(max_size=300))
@example(content=b"supplier,recipient,first_year,last_year,category,tiv_m\nA,B,2000,2000,,\xb2\n")
def test_random_bytes_are_never_a_crash(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DataError):
        flows(write(tmp_path / "t.csv", content))


@quick
@given(
    source=st.sampled_from(["sipri_flows", "cited", "published", "states", "world_bank_totals"]),
    edits=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 12), st.text(max_size=6)),
        min_size=1,
        max_size=6,
    ),
)
def test_a_damaged_table_is_never_a_crash(
    tmp_path: Path, source: str, edits: list[tuple[float, int, str]]
) -> None:
    samples = {
        "sipri_flows": "sipri/flows_2022.csv",
        "cited": "cited/articles.csv",
        "published": "published/factsheet_cells.csv",
        "states": "reference/states.csv",
        "world_bank_totals": "world_bank/arms_totals_2026.csv",
    }
    data = Path(__file__).resolve().parents[2] / "data"
    lines = (data / samples[source]).read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(lines[:12])
    for where, removed, inserted in edits:
        at = int(where * len(text))
        text = text[:at] + inserted + text[at + removed :]
    table = write(tmp_path / "t.csv", text.encode("utf-8", "surrogatepass"))
    try:
        staged = known()[source].parse(table)
    except DataError as error:
        assert error.problems
    else:
        assert all("line" in rows for rows in staged.values())


cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cc"]), min_size=1
).filter(str.strip)
flow_rows = st.lists(
    st.tuples(
        cells,
        cells,
        st.integers(1950, 2025),
        st.integers(0, 4),
        st.one_of(st.just(""), cells),
        st.decimals(0, 100_000, places=2, allow_nan=False, allow_infinity=False),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: (row[0], row[1], row[2], row[3], row[4]),
)


@quick
@given(rows=flow_rows)
def test_a_valid_table_comes_back_as_written(
    tmp_path: Path, rows: list[tuple[object, ...]]
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FLOWS)
    expected = []
    for supplier, recipient, first, years, category, tiv in rows:
        assert isinstance(first, int) and isinstance(years, int)
        last = min(first + years, NEXT_YEAR)
        writer.writerow([supplier, recipient, first, last, category, tiv])
        expected.append((supplier, recipient, first, last, category or None, float(str(tiv))))
    keys = {row[:5] for row in expected}
    if len(keys) < len(expected):  # two windows cut to the same one
        return
    found = flows(write(tmp_path / "t.csv", out.getvalue()))["flow"]
    found["category"] = found["category"].astype("object").where(found["category"].notna(), None)
    assert list(found[list(FLOWS)].itertuples(index=False, name=None)) == expected


def test_a_share_lies_between_0_and_100(tmp_path: Path) -> None:
    row = (
        "X1,P,,T,http://a.example/1,,en,S,A,B,,,share_of_recipient_imports,,100.5,percent,"
        "2000,2004,,,P,,,,,"
    )
    told = ""
    with pytest.raises(DataError) as caught:
        press.parse(write(tmp_path / "t.csv", ",".join(press.HEADER) + "\n" + row + "\n"))
    told = str(caught.value)
    assert "line 2, column value: a share must lie between 0 and 100" in told
    assert "found '100.5'" in told

"""CSV, JSON and workbook, read back by independent readers: the numbers, and their source."""

from __future__ import annotations

import codecs
import csv
import io
import json
import math
import re
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import takeaway
from dashboard.figures import Drawing
from dashboard.takeaway.layout import laid_out
from dashboard.takeaway.looks import Look
from dashboard.takeaway.rows import credit, csv_file, terms, unit
from etl.questions import ask, ask_windows
from etl.units import is_year
from etl.warehouse.read import Warehouse
from tests.takeaway import drawings
from tests.takeaway.drawings import NASTY

CREDIT = "Calculated from the SIPRI Arms Transfers Database, 2025 release"
MAKERS = {
    "shares": drawings.shares, "map": drawings.world_map, "bands": drawings.bands,
    "nasty": lambda warehouse: drawings.nasty(),
}  # fmt: skip


@pytest.fixture(params=MAKERS)
def drawing(request: pytest.FixtureRequest, warehouse: Warehouse) -> Drawing:
    """Figures of several kinds in turn."""
    return MAKERS[request.param](warehouse)


def from_csv(content: bytes) -> tuple[list[str], list[list[str]]]:
    """The comment lines, and header and rows as the csv module reads them."""
    lines = io.StringIO(content.decode("utf-8-sig"), newline="")
    comments = []
    while (place := lines.tell()) >= 0 and (line := lines.readline()).startswith("#"):
        comments.append(line.rstrip("\r\n"))
    lines.seek(place)
    return comments, list(csv.reader(lines))


def same(found: Any, expected: Any) -> bool:
    """Whether a cell read back is the answer's: as text in a CSV, as a value elsewhere."""
    if expected is None or pd.isna(expected):
        return found in (None, "")
    if isinstance(expected, bool):
        return str(found) == str(expected)
    if isinstance(expected, pd.Timestamp):
        return str(found)[:10] == f"{expected:%Y-%m-%d}"
    if isinstance(expected, int | float):
        return math.isclose(float(found), expected, rel_tol=1e-9)
    return bool(found == expected)


def compare(found: list[list[Any]], drawing: Drawing) -> None:
    expected = drawing.answer.rows.astype("object").to_numpy().tolist()
    assert len(found) == len(expected) > 0
    for row, wanted in zip(found, expected, strict=True):
        assert all(map(same, row, wanted)), (row, wanted)


def test_csv(drawing: Drawing) -> None:
    comments, (header, *rows) = from_csv(takeaway.file(drawing, "csv"))
    assert header == list(drawing.answer.rows)
    compare([[cell.removeprefix("'") for cell in row] for row in rows], drawing)
    assert f"# source: {CREDIT}." in comments
    assert "# release: 2025 release" in comments
    assert f"# permalink: {drawing.permalink}" in comments
    assert f"# unit: {drawing.answer.unit}" in comments
    assert pd.read_csv(io.BytesIO(takeaway.file(drawing, "csv")), comment="#").shape[1] > 3


def test_what_has_no_numbers_is_told_wherever_the_figure_goes(warehouse: Warehouse) -> None:
    gap = "No loaded release is complete for Atlantis in 1950–54."
    made = drawings.shares(warehouse)
    made = replace(made, answer=replace(made.answer, gaps=(gap,)))
    assert credit(made).endswith(gap)
    file = takeaway.file(made, "html").decode()
    assert f"<p>Source: {credit(made)}</p>" in file
    (told,) = re.findall('<script type="application/ld\\+json">(.*?)</script>', file)
    numbers = json.loads(told)
    assert (numbers["@type"], numbers["name"]) == ("Dataset", made.title)
    assert numbers["description"] == made.sentence and numbers["license"]
    assert "url" not in numbers or numbers["url"] == made.permalink
    spec = laid_out(made, Look())
    assert "Atlantis" in " ".join(note["text"] for note in spec["layout"]["annotations"])
    assert f"# gap 1: {gap}" in from_csv(takeaway.file(made, "csv"))[0]


def test_a_yearly_file_names_its_years(warehouse: Warehouse) -> None:
    answer = ask(warehouse, "yearly_partners", role="recipient", who="AZE", in_release=2025)
    assert "# period: 1995–2024" in csv_file(answer).decode()


def test_json(drawing: Drawing) -> None:
    read = json.loads(takeaway.file(drawing, "json"))
    assert [column["name"] for column in read["columns"]] == list(drawing.answer.rows)
    compare([list(row.values()) for row in read["rows"]], drawing)
    assert read["credit"] == f"{CREDIT}."
    assert read["sources"][0]["url"].startswith("https://www.sipri.org")
    assert read["sources"][0]["licence"].startswith("SIPRI's terms")
    assert read["alt"] == drawing.alt
    assert read["permalink"] == drawing.permalink
    assert read["parameters"] == drawing.params
    units = {column["name"]: column["unit"] for column in read["columns"]}
    assert units["tiv_m"].startswith("million TIV")


def unified(value: Any) -> Any:
    """The value with one kind of line break."""
    return re.sub("_x000D_|\r", "\n", value) if isinstance(value, str) else value


def test_workbook(drawing: Drawing) -> None:
    book = openpyxl.load_workbook(io.BytesIO(takeaway.file(drawing, "xlsx")))
    header, *rows = book["Data"].iter_rows()
    # Each column's name, and its unit where it counts something.
    heads = [str(cell.value).partition(" (") for cell in header]
    assert [name for name, *_ in heads] == list(drawing.answer.rows)
    for name, _, words in heads:
        told = "" if is_year(name) else unit(name, drawing.answer)
        assert words == (f"{told.partition(' (')[0]})" if told else "")
    # Workbooks know only one kind of line break.
    compare(
        [[unified(cell.value) for cell in row] for row in rows],
        replace(drawing, answer=replace(drawing.answer, rows=drawing.answer.rows.map(unified))),
    )
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "b", "d"}
    about = dict(book["About"].iter_rows(values_only=True))
    assert about["source"] == f"{CREDIT}."
    assert about["release"] == "2025 release"
    assert about["permalink"] == drawing.permalink
    assert about["column tiv_m"].startswith("million TIV")
    assert {cell.data_type for row in book["About"].iter_rows() for cell in row} == {"s"}


def test_the_same_figure_gives_the_same_bytes(drawing: Drawing) -> None:
    for name in ("csv", "json", "xlsx", "html"):
        assert takeaway.file(drawing, name) == takeaway.file(drawing, name)


def test_numbers_stay_numbers_and_names_stay_text() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(takeaway.file(drawings.nasty(), "xlsx")))["Data"]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n", "n", "b", "d"]
    assert sheet["A2"].value == NASTY[0]
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_a_day_that_is_text_is_a_date_in_a_sheet_and_iso_elsewhere(warehouse: Warehouse) -> None:
    drawing = drawings.notices(warehouse)
    sheet = openpyxl.load_workbook(io.BytesIO(takeaway.file(drawing, "xlsx")))["Data"]
    head, *rows = sheet.iter_rows()
    column = [cell.value for cell in head].index("notified")
    days = [row[column] for row in rows]
    told = drawing.answer.rows["notified"].dropna().to_list()
    assert len(told) > 20 and [cell.value.date().isoformat() for cell in days if cell.value] == told
    assert {cell.number_format for cell in days if cell.value} == {"yyyy-mm-dd"}
    json_rows = json.loads(takeaway.file(drawing, "json"))["rows"]
    assert [row["notified"] for row in json_rows if row["notified"]] == told
    _, (header, *lines) = from_csv(takeaway.file(drawing, "csv"))
    assert [
        line[header.index("notified")] for line in lines if line[header.index("notified")]
    ] == told
    odd = replace(
        drawing.answer, rows=pd.DataFrame({"notified": ["2019-02-30", "2019-02", "1492-10-12"]})
    )
    sheet = openpyxl.load_workbook(io.BytesIO(takeaway.file(replace(drawing, answer=odd), "xlsx")))[
        "Data"
    ]
    assert [cell.value for cell in sheet["A"][1:]] == ["2019-02-30", "2019-02", "1492-10-12"]


def test_numbers_are_shown_as_what_they_count() -> None:
    drawing = drawings.nasty(1)
    rows = pd.DataFrame(
        {"last_year": [2024], "deals": [12_345], "tiv_m": [1234.5], "share_pct": [67.7],
         "release": [2026]}
    )  # fmt: skip
    drawing = replace(drawing, answer=replace(drawing.answer, rows=rows))
    book = openpyxl.load_workbook(io.BytesIO(takeaway.file(drawing, "xlsx")))
    head, cells = book["Data"].iter_rows()
    assert [cell.value for cell in head] == [
        "last_year", "deals", "tiv_m (million TIV)", "share_pct (per cent)", "release"
    ]  # fmt: skip
    # A year has no thousands; a share is shown with its sign and stays a number of per cent.
    assert [(cell.value, cell.number_format) for cell in cells] == [
        (2024, "0"), (12_345, "#,##0"), (1234.5, "#,##0.0#"), (67.7, '#,##0.0" %"'), (2026, "0")
    ]  # fmt: skip


def test_no_cell_of_a_csv_is_a_formula() -> None:
    _, (_, *rows) = from_csv(takeaway.file(drawings.nasty(), "csv"))
    assert [row[0] for row in rows[:6]] == [f"'{name}" for name in NASTY[:6]]
    assert rows[0][2] == "-0.5"  # a negative number is one still


def test_csv_for_excel_and_csv_for_programs(drawing: Drawing) -> None:
    with_notes, plain = (takeaway.file(drawing, name) for name in ("csv", "csv-plain"))
    # By this mark Excel on Windows knows UTF-8.
    assert with_notes.startswith(codecs.BOM_UTF8 + b"# ") and plain.startswith(codecs.BOM_UTF8)
    notes, rows = from_csv(with_notes)
    assert len(notes) > 3
    assert from_csv(plain) == ([], rows)
    assert pd.read_csv(io.BytesIO(plain)).columns.tolist() == rows[0]
    assert takeaway.file_name(drawing, "csv-plain").endswith("-plain.csv")


def test_what_stands_in_a_comment_cannot_end_it_or_become_a_cell() -> None:
    drawing = drawings.nasty()
    told = replace(drawing.answer, caveats=("One,=1+1\n2,=2+2",))
    comments, (header, *_) = from_csv(takeaway.file(replace(drawing, answer=told), "csv"))
    assert "# note 1: One, =1+1 2, =2+2" in comments
    assert header[0] == "designation"
    told = replace(told, caveats=('One,"=1+1" and;""@2',))
    comments, _ = from_csv(takeaway.file(replace(drawing, answer=told), "csv"))
    for mark in ",;":
        cells = [cell for row in csv.reader(comments, delimiter=mark) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@"))]


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1))
def test_any_text_comes_back(names: list[str]) -> None:
    drawing = drawings.nasty(1)
    rows = pd.DataFrame({"name": pd.Series(names, dtype="object")})
    drawing = replace(drawing, answer=replace(drawing.answer, rows=rows))
    _, (_, *read) = from_csv(takeaway.file(drawing, "csv"))
    cells = [row[0] if row else "" for row in read]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    led = [f"'{name}" if name[:1] in "=+-@\t\r" and name else name for name in names]
    assert cells == led
    assert [row["name"] for row in json.loads(takeaway.file(drawing, "json"))["rows"]] == names


@pytest.mark.parametrize("count", [1_000, 100_000])
def test_many_rows(count: int) -> None:
    drawing = drawings.nasty(count)
    _, (_, *rows) = from_csv(takeaway.file(drawing, "csv"))
    assert len(rows) == count
    assert len(json.loads(takeaway.file(drawing, "json"))["rows"]) == count
    with zipfile.ZipFile(io.BytesIO(takeaway.file(drawing, "xlsx"))) as book:
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == count + 1
    assert takeaway.file(drawing, "html").count(b"<tr>") == count + 1


def test_more_rows_than_a_sheet_holds_are_refused() -> None:
    drawing = drawings.nasty(1)
    rows = pd.DataFrame({"n": range(1_048_576)})
    with pytest.raises(ValueError, match="CSV and JSON hold them all"):
        takeaway.file(replace(drawing, answer=replace(drawing.answer, rows=rows)), "xlsx")


def test_terms_are_those_of_the_source_that_answered(warehouse: Warehouse) -> None:
    sipri = terms(ask(warehouse, "import_shares", who="AZE", from_year=2016, to_year=2020,
                      in_release=None))  # fmt: skip
    assert "non-commercial use" in sipri and "calculated from SIPRI's data" in sipri
    assert "Calculated from the SIPRI Arms Transfers Database, 2026 release." in sipri
    bank = terms(ask(warehouse, "country_total", role="recipient", who="AZE"))
    assert bank.startswith("Terms: World Bank: CC BY 4.0. ") and "non-commercial" not in bank
    assert "calculated" not in bank and "World Development Indicators (from SIPRI)" in bank
    assert terms(ask(warehouse, "import_shares", who="ZZZ", from_year=2016, to_year=2020,
                     in_release=None)) == ""  # fmt: skip


def test_what_is_not_covered_is_told_in_every_file(warehouse: Warehouse) -> None:
    answer = ask_windows(
        warehouse, "import_shares", [(2005, 2009), (2020, 2024)], who="AZE", in_release=2025
    )
    drawing = replace(drawings.nasty(1), answer=replace(answer, gaps=("Not 1990–94.",)))
    assert "# gap 1: Not 1990–94.\r\n" in takeaway.file(drawing, "csv").decode("utf-8")
    assert json.loads(takeaway.file(drawing, "json"))["gaps"] == ["Not 1990–94."]
    book = openpyxl.load_workbook(io.BytesIO(takeaway.file(drawing, "xlsx")))
    assert dict(book["About"].iter_rows(values_only=True))["gap 1"] == "Not 1990–94."


def test_every_measure_has_a_unit(drawing: Drawing) -> None:
    numbers = drawing.answer.rows.select_dtypes("float").columns
    without = [name for name in numbers if not unit(name, drawing.answer)]
    assert set(without) <= {"uncertainty"}

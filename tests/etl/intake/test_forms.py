"""Files as publishers hand them out: columns renamed or added, other forms and formats."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import shlex
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook
from pandas.testing import assert_frame_equal

from etl.cards import load_cards
from etl.cli import main
from etl.common.errors import DataError
from etl.intake.recognise import ignored, recognise
from etl.questions import ask
from etl.sources import known
from tests.etl import exports
from tests.etl.brought import card_of, opened, saved, small_data

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small data folder."""
    return small_data(tmp_path)


def rows_of(path: Path) -> list[dict[str, object]]:
    """The rows that are read from a register."""
    (rows,) = known()[recognise(path)[0].source].parse(path).values()
    # A missing cell is not itself: as an object it is.
    return rows.drop(columns="line").astype(object).where(rows.notna(), None).to_dict("records")


# Columns that were renamed or added.


@pytest.mark.parametrize("case", ["deal_header_2026.csv", "deal_header_2024_open_empty.csv"])
def test_deals_under_both_headers(data: Path, case: str) -> None:
    assert main(["import", str(CASES / case), "--data", str(data)]) == 0
    found = ask(opened(data), "export_shares", who="PRT", from_year=2000, to_year=2025,
                in_release=2026)  # fmt: skip
    assert dict(zip(found.rows["partner"], found.rows["tiv_m"], strict=True)) == {
        "AGO": 10, "MAR": 6,
    }  # fmt: skip
    rows = rows_of(CASES / case)
    assert [(row["recipient"], row["number_delivered"], row["years"]) for row in rows] == [
        ("Angola", 4, "2004; 2005"), ("Brazil", 0, ""), ("Morocco", 2, "2025"),
    ]  # fmt: skip


def test_spaces_that_do_not_break_are_spaces(tmp_path: Path) -> None:
    table = exports.deliveries().decode("latin-1")
    spaced = re.sub(r"(?<=,)([A-Z]\w+) (\w+)(?=,)", "\\1\u00a0\\2", table)
    assert spaced != table
    assert rows_of(saved(tmp_path, spaced.encode())) == rows_of(saved(tmp_path, table.encode()))


def test_whole_numbers_may_have_a_decimal_zero(tmp_path: Path) -> None:
    cells = re.compile(rb"(?m)^(\d+)(,(?:[^,]*,){7})(\d+)(,[^,]*,)(\d{4}),")
    table, count = cells.subn(rb"\1.0\2\3.0\4\5.0,", exports.deliveries())
    assert count > 5
    assert rows_of(saved(tmp_path, table)) == rows_of(saved(tmp_path, exports.deliveries()))
    card = card_of(tmp_path, table)
    assert [c.last_year for c in card.coverage] == [
        c.last_year for c in card_of(tmp_path, exports.deliveries()).coverage
    ]


@pytest.mark.parametrize("table", [exports.deliveries(), exports.deals(first=1995)])
def test_an_empty_row_that_was_filled_up_is_none(tmp_path: Path, table: bytes) -> None:
    first = table.index(b"\n", table.index(b"Supplier,")) + 1
    empty = table[:first] + b"," * 16 + b"\n" + table[first:]
    assert rows_of(saved(tmp_path, empty)) == rows_of(saved(tmp_path, table))


def test_a_sheet_of_notes_is_named(tmp_path: Path) -> None:
    book = saved(tmp_path, workbook(typed(WHOLE_DEALS), [["Call the ministry"]]), "book.xlsx")
    with pytest.raises(DataError, match=r"If Sheet1 stands beside one of these, remove it"):
        rows_of(book)


def test_a_number_may_be_empty_only_without_deliveries(tmp_path: Path) -> None:
    table = exports.deals().replace(b"tank,40,", b"tank,,", 1)
    with pytest.raises(DataError, match=r"line 13, column Number delivered: not a number of zero"):
        rows_of(saved(tmp_path, table))


def with_column(table: bytes, after: str, name: str, cell: str) -> bytes:
    """The table with a column more."""
    lines = table.decode("latin-1").split("\n")
    at = next(at for at, line in enumerate(lines) if f"{after}," in line and "Supplier" in line)
    place = lines[at].split(",").index(after) + 1
    for number in range(at, len(lines)):
        if lines[number]:
            cells = lines[number].split(",")
            cells.insert(place, name if number == at else cell)
            lines[number] = ",".join(cells)
    return "\n".join(lines).encode("latin-1")


WHOLE_DEALS = exports.deals(exports.DEALS[:12])  # none of them torn
TABLES = [
    (exports.deliveries(), "Status"), (exports.deliveries(), "SIPRI AT Database ID"),
    (WHOLE_DEALS, "status"), (WHOLE_DEALS, "Recipient"),
]  # fmt: skip


@pytest.mark.parametrize("form", ["as it came", "spreadsheet", "answers"])
@pytest.mark.parametrize(("table", "after"), TABLES)
def test_a_column_that_is_not_known_is_ignored_and_told(
    tmp_path: Path, table: bytes, after: str, form: str
) -> None:
    more = with_column(table, after, "Region", "Asia")
    if form == "spreadsheet":
        more = exports.resaved(more, ";")
    if form == "answers":
        more = exports.zipped({"a.json": exports.answer(more)})
    path = saved(tmp_path, more, "more.csv")
    assert rows_of(path) == rows_of(saved(tmp_path, table, "plain.csv"))
    (problem,) = ignored(recognise(path))
    assert str(problem).endswith(
        "more.csv, line 12: a column 'Region' that is not known: it is ignored."
        " All other columns are read as always."
    )


def test_torn_deals_with_a_column_that_is_not_known(tmp_path: Path) -> None:
    plain = exports.deals()
    header, torn = exports.DEALS_HEADER, exports.TORN.replace("\n", " ")
    whole = plain.decode("latin-1").replace(exports.TORN, torn)
    lines = [
        f"{line}{',Region' if line == header else ',Asia' if line.count(',') == 15 else ''}"
        for line in whole.split("\n")
    ]
    more = "\n".join(lines).replace(torn, exports.TORN).encode("latin-1")
    expected = rows_of(saved(tmp_path, plain, "plain.csv"))
    for name, table in {"torn": more, "spreadsheet": exports.resaved(more)}.items():
        assert rows_of(saved(tmp_path, table, f"{name}.csv")) == expected, name


def test_an_import_tells_what_it_ignores(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saved(tmp_path, with_column(exports.deliveries(), "Status", "Region", "x"), "more.csv")
    assert main(["import", str(path), "--data", str(data)]) == 0
    shown = capsys.readouterr()
    assert "more.csv, line 12: a column 'Region' that is not known: it is ignored." in shown.err
    assert "Took in sipri/deliveries" in shown.out


RENAMED = [
    (exports.deliveries(), "Numbers delivered", "Units"),
    (exports.deliveries(), "SIPRI AT Database ID", "Deal"),
    (exports.deliveries(), "Delivery year", "Year"),
    (exports.deliveries(), "Supplier", "Exporter"),
    (exports.deliveries(), "Local production", "Licence"),
    (exports.deals(), "Number delivered", "Units"),
    (exports.deals(), "Year(s) of delivery", "Delivered in"),
    (exports.deals(), "SIPRI TIV of delivered weapons", "TIV"),
]


@pytest.mark.parametrize(("table", "was", "now"), RENAMED)
def test_a_renamed_column_is_told_with_its_new_name(
    tmp_path: Path, table: bytes, was: str, now: str
) -> None:
    lines = table.decode("latin-1").split("\n")
    lines[11] = ",".join(now if cell == was else cell for cell in lines[11].split(","))
    path = saved(tmp_path, "\n".join(lines).encode("latin-1"), "new.csv")
    with pytest.raises(DataError) as caught:
        recognise(path)
    assert (
        f"but it lacks the columns {was}. {now!r} holds what {was!r} held, and may be its new name."
        f" If it is, write {was!r} for {now!r} in this line and import the file again."
    ) in str(caught.value)
    assert "new.csv, line 12: this looks like SIPRI's trade register" in str(caught.value)


def test_a_new_name_is_told_by_place_and_by_content(tmp_path: Path) -> None:
    table = exports.deliveries().decode("latin-1")
    # Two columns of numbers are new, and the one in place of the missing one is it.
    two = with_column(table.encode("latin-1"), "Status", "Rank", "7").decode("latin-1")
    two = two.replace("TIV deal unit", "Volume", 1)
    with pytest.raises(DataError, match="'Volume' holds what 'TIV deal unit' held"):
        recognise(saved(tmp_path, two.encode("latin-1"), "two.csv"))
    # A column of words does not stand for one of numbers: that file is damaged.
    lost = with_column(table.encode("latin-1"), "Status", "Remark", "none")
    lost = lost.replace(b",TIV deal unit,", b",", 1)
    with pytest.raises(DataError, match=r"it lacks the columns TIV deal unit\. Download the table"):
        recognise(saved(tmp_path, lost, "lost.csv"))


def test_the_card_of_a_form_that_is_known_is_as_before(tmp_path: Path) -> None:
    plain = card_of(tmp_path, exports.deals())
    more = card_of(tmp_path, with_column(WHOLE_DEALS, "status", "Region", "x"))
    assert (plain.title, plain.coverage) == (more.title, more.coverage)


# What spreadsheets and other sites make of the data.


def workbook(*sheets: list[list[object]]) -> bytes:
    """A spreadsheet's own file."""
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def typed(table: bytes) -> list[list[object]]:
    """A table as a spreadsheet takes it in: numbers are numbers."""
    number = re.compile(r"[0-9]+(\.[0-9]+)?")
    return [
        [None if cell == "" else float(cell) if number.fullmatch(cell) else cell
         for cell in line.split(",")]
        for line in table.decode("latin-1").rstrip("\n").split("\n")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "tiv", "last"),
    [
        ("register.xlsx", 16.0, ("Morocco", 6)),
        ("resave_ok.csv", 16.5, ("Namibia", 6.5)),
        ("resave_semicolon_decimalcomma.csv", 16.5, ("Namibia", 6.5)),
        ("resave_tab_decimalcomma.txt", 16.5, ("Namibia", 6.5)),
    ],
)
def test_what_a_spreadsheet_saved(
    data: Path, case: str, tiv: float, last: tuple[str, float]
) -> None:
    rows = rows_of(CASES / case)
    assert len(rows) == 3
    assert sum(float(str(row["tiv_delivered_m"])) for row in rows) == tiv
    assert (rows[2]["recipient"], rows[2]["tiv_delivered_m"]) == last
    assert main(["import", str(CASES / case), "--data", str(data)]) == 0
    found = ask(opened(data), "export_shares", who="PRT", from_year=2000, to_year=2025,
                in_release=2026)  # fmt: skip
    assert found.rows["tiv_m"].sum() == tiv
    (stored,) = (path for path in (data / "downloads/sipri").iterdir() if path.suffix != ".toml")
    assert stored.suffix == (".xlsx" if "xlsx" in case else ".csv")


@pytest.mark.parametrize(
    "table",
    [exports.deliveries(), exports.deals(), exports.tiv_table("supplier"), exports.world_bank()],
    ids=["deliveries", "deals", "TIV table", "World Bank"],
)
def test_a_workbook_of_a_known_form_gives_the_rows_of_its_csv(tmp_path: Path, table: bytes) -> None:
    plain = saved(tmp_path, table, "plain.csv")
    read = list(csv.reader(io.StringIO(table.decode("utf-8-sig", "replace"))))
    rows = read if table.startswith(b"\xef") else typed(table)
    book = saved(tmp_path, workbook(rows, []), "book.csv")
    source = recognise(plain)[0].source
    for name, expected in known()[source].parse(plain).items():
        found = known()[source].parse(book)[name]
        keep = [column for column in expected if column != "line"]
        assert_frame_equal(found[keep], expected[keep])


def test_a_fault_in_a_workbook_is_told_with_its_row(tmp_path: Path) -> None:
    rows = typed(WHOLE_DEALS)
    rows[14][8] = "many"
    with pytest.raises(DataError, match=r"book.xlsx, line 15, column Number delivered: not a num"):
        rows_of(saved(tmp_path, workbook(rows), "book.xlsx"))


OTHER_FORMATS = {
    "Excel 97": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
                 "this is a workbook of Excel 97 to 2003 (.xls). Open it in a spreadsheet and "),
    "OpenDocument": (exports.zipped({"mimetype": b"application", "content.xml": b"<a/>"}),
                     "this is an OpenDocument spreadsheet (.ods). Open it in a spreadsheet and"),
    "empty": (workbook([]), "the workbook is empty. Check that it is the one meant."),
    "notes": (workbook([["To do"], ["Call the ministry"]]), "this is none of the tables known"),
    "bomb": (exports.zipped({"xl/workbook.xml": b"0" * 300_000_000}), "the file has 300 MB"),
}  # fmt: skip


@pytest.mark.parametrize("form", OTHER_FORMATS)
def test_other_spreadsheets_are_named(tmp_path: Path, form: str) -> None:
    content, words = OTHER_FORMATS[form]
    with pytest.raises(DataError) as caught:
        recognise(saved(tmp_path, content, "book"))
    assert words in str(caught.value)


def test_spoilt_workbooks_are_refused_or_read_as_they_were(tmp_path: Path) -> None:
    whole = workbook(typed(WHOLE_DEALS))
    expected = rows_of(saved(tmp_path, whole, "whole.xlsx"))
    chance = random.Random(1)
    refused = 0
    for number in range(60):
        spoilt = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        try:
            assert rows_of(saved(tmp_path, bytes(spoilt), f"{number}.xlsx")) == expected
        except DataError as error:
            assert all(problem.fix for problem in error.problems)
            refused += 1
    assert refused > 30


@pytest.mark.parametrize("cells", ["1,480;2;3", "1,480;2.5;3", "1.480,25;2;3"])
def test_a_comma_that_may_mark_thousands_is_refused(tmp_path: Path, cells: str) -> None:
    table = (CASES / "resave_semicolon_decimalcomma.csv").read_text(encoding="utf-8")
    head, _, _ = table.partition("Brazil")
    table = re.sub("2,5;10;10$", cells, head.rstrip()) + "\n"
    with pytest.raises(DataError, match="line 7, column SIPRI TIV per unit: not a number"):
        rows_of(saved(tmp_path, table.encode()))


def test_a_decimal_comma_before_three_digits(tmp_path: Path) -> None:
    table = (CASES / "resave_semicolon_decimalcomma.csv").read_text(encoding="utf-8")
    rows = rows_of(saved(tmp_path, table.replace("1,5;9;0", "1,125;9;0").encode()))
    assert [row["tiv_unit"] for row in rows] == [2.5, 1.125, 3.25]


def test_an_old_table_of_what_one_country_received(data: Path) -> None:
    assert main(["import", str(CASES / "old_one_recipient.csv"), "--data", str(data)]) == 0
    found = ask(opened(data), "yearly_partners", role="recipient", who="AZE", in_release=2023)
    rows = found.rows.sort_values(["partner", "year"])
    assert [*zip(rows["partner"], rows["year"], rows["tiv_m"], strict=True)] == [
        ("ISR", 2020, 10), ("ISR", 2021, 20), ("ISR", 2022, 30),
        ("RUS", 2020, 30), ("RUS", 2021, 20), ("RUS", 2022, 10),
    ]  # fmt: skip


def test_an_old_table_of_nobody_alone_gets_no_harmful_advice(tmp_path: Path) -> None:
    table = (CASES / "old_one_recipient.csv").read_text(encoding="utf-8")
    for whom in ("all", "All countries", "the 50 largest exporters"):
        content = table.replace("Azerbaijan", whom).encode()
        with pytest.raises(DataError) as caught:
            card_of(tmp_path, content)
        assert "is of no single country" in str(caught.value) and "alias" not in str(caught.value)
        assert "load the trade register or a TIV table of https://armstr" in str(caught.value)
    untitled = "\n".join(table.splitlines()[1:]).encode()
    with pytest.raises(DataError, match=r"does not say whose trade.*The site that wrote it is go"):
        card_of(tmp_path, untitled)


# The World Bank's series as others hand it out, mostly a choice of countries and years.


def series_of(path: Path) -> list[tuple[object, ...]]:
    rows = known()["world_bank_series"].parse(path)["country_total"]
    return [*rows[["iso3", "role", "year", "tiv_m"]].itertuples(index=False, name=None)]


FRANCE = ("FRA", "supplier", 2024, 2272)
CHOICES: dict[str, tuple[list[tuple[object, ...]], str, str]] = {
    "wb_api.json": ([FRANCE], "World Bank update of 1 July 2026", ""),
    "wb_databank.csv": (
        [("FRA", "supplier", 2022, 3123)], "World Bank update of 1 July 2026", "",
    ),
    "owid_grapher.csv": (
        [("FRA", "supplier", 2023, 2150), FRANCE], "World Bank file of 2026",
        ", processed by Our World in Data",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CHOICES)
def test_the_series_as_others_hand_it_out_is_taken_in(data: Path, case: str) -> None:
    rows, label, processed = CHOICES[case]
    path = CASES / case
    assert series_of(path) == rows
    release = ["--release", "2026"] if processed else []
    if release:
        assert main(["import", str(path), "--data", str(data)]) == 1, "it has no day"
    assert main(["import", str(path), "--data", str(data), *release]) == 0
    (card,) = (card for card in load_cards(data) if card.downloaded)
    assert card.file.endswith(path.suffix)
    assert (card.release, card.release_label) == (2026, label)
    assert (card.publisher, card.licence) == ("World Bank", "CC BY 4.0")
    assert card.credit == (
        f"World Bank, World Development Indicators (from SIPRI){processed}, {label[11:]}"
    )
    assert "some countries" in card.title and processed in card.measures
    found = ask(opened(data), "country_total", role="supplier", who="FRA")
    assert [*zip(found.rows["year"], found.rows["tiv_m"], strict=True)] == [r[2:] for r in rows]
    assert ask(opened(data), "country_total", role="supplier", who="NAM").reason is not None


def test_an_answer_of_the_api_is_whole_or_refused(tmp_path: Path) -> None:
    page, rows = json.loads((CASES / "wb_api.json").read_text(encoding="utf-8"))
    many = [row | {"date": str(year)} for row in rows for year in range(1960, 2025)]
    group = {"id": "XD", "value": "High income"}
    many.append(rows[0] | {"country": group, "countryiso3code": ""})
    whole = saved(tmp_path, json.dumps([page, many]).encode(), "whole.json")
    assert {row[0] for row in series_of(whole)} == {"FRA"} and len(series_of(whole)) == 65
    one = json.dumps([page | {"page": 1, "pages": 6}, rows]).encode()
    with pytest.raises(DataError, match=r"is page 1 of 6 of an answer.*Ask for all of it in one p"):
        card_of(tmp_path, one)
    assert card_of(tmp_path, json.dumps([page, rows]).encode()).release == 2026
    message = b'[{"message": [{"id": "120", "key": "Invalid value", "value": "not valid"}]}]'
    with pytest.raises(DataError, match="this is none of the tables known here"):
        recognise(saved(tmp_path, message, "message.json"))


FRANCE_2024 = "2272000000"
OTHER_WAYS = {
    "DataBank, series first": (
        '"Series Name","Series Code","Country Name","Country Code","2024 [YR2024]"\n'
        f'"Arms exports","MS.MIL.XPRT.KD","France","FRA","{FRANCE_2024}"\n,,,,\n,,,,\n'
        "Data from database: World Development Indicators,,,,\nLast Updated: 07/01/2026,,,,\n"
    ),
    "DataBank, by row": (
        "Time,Time Code,Country Name,Country Code,Arms exports [MS.MIL.XPRT.KD]\n"
        f"2023,YR2023,France,FRA,..\n2024,YR2024,France,FRA,{FRANCE_2024}\n"
    ),
    "API as a table": (
        "Country Code;Country Name;Indicator Code;year;value\n"
        f"FRA;France;MS.MIL.XPRT.KD;2024;{FRANCE_2024}\n"
    ),
    "OWID, short name": (
        f"Entity,Code,Year,ms_mil_xprt_kd\nFrance,FRA,2024,{FRANCE_2024}\n"
        "High-income countries,,2024,1000000\nEuropean Union (27),OWID_EU27,2024,1000000\n"
    ),
    "OWID, another title": (
        "Entity,Code,Year,Arms exports (SIPRI trend indicator values),World region\n"
        f"France,FRA,2024,{FRANCE_2024},Europe\n"
    ),
}


@pytest.mark.parametrize("way", OTHER_WAYS)
def test_other_ways_of_the_same_series(tmp_path: Path, way: str) -> None:
    path = saved(tmp_path, OTHER_WAYS[way].encode(), "x.csv")
    assert series_of(path) == [FRANCE]
    assert [problem.message for problem in ignored(recognise(path))] == (
        ["a column 'World region' that is not known: it is ignored"] if "title" in way else []
    )


def test_a_zip_of_our_world_in_data(tmp_path: Path) -> None:
    table = (
        "Entity,Code,Year,Arms imports\nWorld,OWID_WRL,2024,28938000000\nPeru,PER,2024,1000000\n"
    )
    members = {"arms-imports.csv": table.encode(), "arms-imports.metadata.json": b"{}",
               "readme.md": b"# Arms imports"}  # fmt: skip
    path = saved(tmp_path, exports.zipped(members), "owid.zip")
    assert series_of(path) == [("PER", "recipient", 2024, 1)]
    world = known()["world_bank_series"].parse(path)["world_total"]
    assert [*zip(world["year"], world["tiv_m"], strict=True)] == [(2024, 28938)]


NOT_THIS_SERIES = {
    "another unit": (
        "Entity,Code,Year,Arms exports\nFrance,FRA,2023,0\nFrance,FRA,2024,2272\n",
        "x.csv, line 3, column tiv_m: the World Bank counts whole millions of TIV, so this is"
        " another unit or series (found '2272",
    ),
    "another series": (
        "Entity,Code,Year,Military expenditure\nFrance,FRA,2024,1\n",
        "x.csv: this is a file of Our World in Data that is not this series, which is not read",
    ),
    "another code": (
        "Country Name,Country Code,Series Name,Series Code,2023 [YR2023]\nPeru,PER,GDP,NY.GDP,1\n",
        "this is another series of the World Bank's (found 'NY.GDP')",
    ),
    "years with a gap": (
        "Country Name,Country Code,Series Name,Series Code,2020 [YR2020],2023 [YR2023]\n",
        "x.csv: this is another export of the World Bank's DataBank, which is not read here.",
    ),
}


@pytest.mark.parametrize("case", NOT_THIS_SERIES)
def test_what_is_not_this_series_is_named(tmp_path: Path, case: str) -> None:
    table, words = NOT_THIS_SERIES[case]
    with pytest.raises(DataError) as caught:
        series_of(saved(tmp_path, table.encode(), "x.csv"))
    assert words in str(caught.value)
    if case != "another code":
        assert "Take the series as a CSV file: `arms-etl refresh world-bank`" in str(caught.value)


def test_a_choice_does_not_hide_the_whole_series(data: Path, tmp_path: Path) -> None:
    whole = saved(tmp_path, exports.world_bank("MS.MIL.XPRT.KD"), "whole.csv")
    assert main(["import", str(whole), "--data", str(data)]) == 0
    before = ask(opened(data), "country_total", role="supplier", who="FRA").rows
    assert main(["import", str(CASES / "wb_api.json"), "--data", str(data)]) == 0
    assert_frame_equal(ask(opened(data), "country_total", role="supplier", who="FRA").rows, before)
    # A later one of all years answers for its country, and for no other.
    page, rows = json.loads((CASES / "wb_api.json").read_text(encoding="utf-8"))
    long = [rows[0] | {"date": str(year)} for year in range(1960, 2025)]
    newer = saved(tmp_path, json.dumps([page, long]).encode(), "newer.json")
    assert main(["import", str(newer), "--data", str(data)]) == 0
    assert len(ask(opened(data), "country_total", role="supplier", who="FRA").rows) == 65
    assert ask(opened(data), "country_total", role="supplier", who="ISR").reason is None


# A register without its first lines.


def bare(deals: list[exports.Deal]) -> bytes:
    return exports.without_preamble(exports.deliveries(deals))


STATES = [
    "Algeria", "Angola", "Argentina", "Australia", "Austria", "Belgium", "Benin", "Brazil",
    "Bulgaria", "Canada", "Chad", "Chile", "China", "Colombia", "Croatia", "Cuba", "Cyprus",
    "Denmark", "Ecuador", "Egypt", "Estonia", "Finland", "France", "Gabon", "Georgia", "Germany",
    "Ghana", "Greece", "Hungary", "India",
]  # fmt: skip
WORLDWIDE = [
    replace(exports.DEALS[1], number=number, supplier=supplier, recipient=recipient)
    for number, (supplier, recipient) in enumerate(pairwise([*STATES, STATES[0]]), start=1)
]
BARE = [
    (WORLDWIDE, "30 suppliers, 30 recipients and the years 2022–2024",
     "--covers 'world 2022-2024' --release 2025"),
    ([deal for deal in exports.DEALS if deal.recipient == "Ukraine"],
     "2 suppliers, 1 recipients and the years 2022–2024",
     "--covers 'recipient Ukraine 2022-2024' --release 2025"),
    ([deal for deal in exports.DEALS if deal.supplier == "Israel"],
     "1 suppliers, 2 recipients and the years 2016–2024",
     "--covers 'supplier Israel 2016-2024' --release 2025"),
    ([replace(deal, recipient="Cote d'Ivoire") for deal in exports.DEALS[:2]],
     "2 suppliers, 1 recipients and the years 1988–2024",
     """--covers 'recipient Cote d'"'"'Ivoire 1988-2024' --release 2025"""),
]  # fmt: skip


@pytest.mark.parametrize(("deals", "held", "say"), BARE)
def test_a_register_without_its_first_lines_proposes_what_it_is(
    data: Path, tmp_path: Path, deals: list[exports.Deal], held: str, say: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    file = str(saved(tmp_path, bare(deals)))
    assert main(["import", file, "--data", str(data)]) == 1
    told = capsys.readouterr().err
    assert f"Its rows hold {held}; if it is complete for those, say: {say}\n" in told
    assert main(["import", file, "--data", str(data), *shlex.split(say)]) == 0
    assert "2025 release" in capsys.readouterr().out


def test_of_a_few_countries_nothing_is_proposed(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        card_of(tmp_path, bare([*exports.DEALS]))
    assert str(caught.value).endswith("recipients and the years 1988–2024.")


def test_a_register_that_tells_its_day_needs_no_release(tmp_path: Path) -> None:
    content = b"Data generated: 12 May 2025 2:29:20 PM\n" + bare(WORLDWIDE)
    with pytest.raises(DataError, match=r"say: --covers 'world 2022-2024'$"):
        card_of(tmp_path, content)
    assert card_of(tmp_path, content, "world 2022-2024").release == 2025


def test_the_release_is_proposed_too(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"--release YEAR\. If its last.*, say: --release 2025$"):
        card_of(tmp_path, bare(WORLDWIDE), "world 2022-2024")

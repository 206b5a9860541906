"""Files as publishers hand them out: columns renamed or added, other forms and formats."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def test_a_number_may_be_empty_only_without_deliveries(tmp_path: Path) -> None:
    table = exports.deals().replace(b"tank,40,", b"tank,,", 1)
    with pytest.raises(DataError, match=r"line 13, column number_delivered: not a number of zero"):
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

"""``arms-etl cite``: a newsroom's list, and new rows of the ledger."""

from __future__ import annotations

import codecs
import csv
import errno
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from etl.claims.batch import ADDED, check_file, write
from etl.claims.claim import Subject, Value
from etl.claims.desk import Desk
from etl.claims.verdict import judge
from etl.cli import main
from etl.common.errors import DataError
from etl.intake import journal
from etl.stage import stage
from tests.conftest import quiet

HEADER = "id,supplier,recipient,metric,value,period,published,comment"
GOOD = "1,Israel,Azerbaijan,share_of_recipient_imports,69 %,2016–20,2023-09-07,seed"
SWAPPED = "2,Pakistan,China,share_of_recipient_imports,81.1,2020–24,,swapped"
UNCLEAR = '3,Israel,Azerbaijan,share_of_recipient_imports,"67.7 or so",2016–20,,=cmd|<b>x</b>'


def listed(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\n".join((header, *rows, "")), encoding="utf-8")
    return path


def answered(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_list_is_answered_row_by_row_and_nothing_is_lost(
    warehouse_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = listed(tmp_path / "list.csv", GOOD, SWAPPED, UNCLEAR)
    out = tmp_path / "out.csv"
    command = ["cite", "check", str(given), "--warehouse", str(warehouse_file), "--out", str(out)]
    assert main(command) == 1
    good, swapped, unclear = answered(out)
    assert good["verdict"] == "Agreed when written, revised since"
    assert "69 % (2021)" in good["fact_sheets"].replace("\N{NO-BREAK SPACE}", " ")
    assert good["comment"] == "seed" and good["value"] == "69 %"
    assert swapped["verdict"] == "Differs"
    assert swapped["diagnosis"].startswith("Importer and exporter swapped: China's share of")
    assert unclear["verdict"] == "Not understood" and "67.7" in unclear["why"]
    assert unclear["comment"] == "'=cmd|<b>x</b>"
    shown = capsys.readouterr().out
    assert "Not understood: 1" in shown and "Importer and exporter swapped" in shown


def test_numbers_with_a_sign_stay_numbers_and_a_spreadsheet_knows_the_encoding(
    desk: Desk, tmp_path: Path
) -> None:
    given = listed(tmp_path / "list.csv", GOOD)
    header, (row,) = check_file(given, desk, lambda done, of: None)
    signed = (
        "+29.1\N{NO-BREAK SPACE}%",
        "+1.3 points",
        "-2",
        "+5\N{NO-BREAK SPACE}% (2021), +6 % (2022)",
        "+5\N{NO-BREAK SPACE}%, approximate",
    )
    formulas = ("+A1", "-1+1", "+5 %+A1", "+5 % (2021)+1", "+5 (2021)", "=1", "@x", "\tx", "+1 A1")
    out = tmp_path / "out.csv"
    for cells, told in ((signed, signed), (formulas, tuple(f"'{cell}" for cell in formulas))):
        write(out, [str(at) for at in range(len(cells))], [replace(row, cells=cells)])
        assert tuple(answered(out)[0].values())[: len(cells)] == told
    assert out.read_bytes().startswith(codecs.BOM_UTF8)
    # What was written can be read again.
    write(out, header, [row])
    assert check_file(out, desk, lambda done, of: None)[1][0].verdict == row.verdict


def test_an_approximate_value_is_labelled_in_the_answers(desk: Desk, tmp_path: Path) -> None:
    _, (row,) = check_file(listed(tmp_path / "list.csv", GOOD), desk, lambda done, of: None)
    assert row.checked
    rounded = Value(2024, 40.0, 39.8, 40.2, precision="rounded")
    verdict = judge(row.checked.claim, [rounded], [])
    checked = replace(row.checked, values=(rounded,), cells=(), verdict=verdict)
    answers = dict(zip(ADDED, replace(row, checked=checked).answers(), strict=True))
    assert answers["newest_value"] == "40.0\N{NO-BREAK SPACE}%, approximate"
    assert answers["difference"].startswith("about ") and ", approximate." in answers["to_print"]


def test_a_list_that_holds_ends_with_nothing_to_say(warehouse_file: Path, tmp_path: Path) -> None:
    given = listed(tmp_path / "list.csv", GOOD)
    assert main(["cite", "check", str(given), "--warehouse", str(warehouse_file)]) == 0


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_list_may_be_separated_otherwise(desk: Desk, tmp_path: Path, separator: str) -> None:
    given = listed(
        tmp_path / "list.csv", GOOD.replace(",", separator), header=HEADER.replace(",", separator)
    )
    _, (row,) = check_file(given, desk, lambda done, of: None)
    assert row.verdict == "Agreed when written, revised since"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "a workbook"])
def test_a_list_may_come_as_spreadsheets_save_it(desk: Desk, tmp_path: Path, encoding: str) -> None:
    header = HEADER.replace("metric", "Metric ").replace("value", " Value")
    given = tmp_path / "list"
    if encoding == "a workbook":
        book = Workbook()
        for line in (header, GOOD):
            book.active.append(line.split(","))
        book.save(given)
    else:
        given.write_bytes(f"{header}\n{GOOD}\n".encode(encoding))
    _, (row,) = check_file(given, desk, lambda done, of: None)
    assert row.verdict == "Agreed when written, revised since"


def test_a_workbook_shows_per_cent_and_keeps_a_part_of_one(desk: Desk, tmp_path: Path) -> None:
    """A cell that is seen as 69 % is stored as 0.69, and was refuted as that."""
    book = Workbook()
    for line in (HEADER, GOOD):
        book.active.append(line.split(","))
    value = book.active.cell(2, HEADER.split(",").index("value") + 1)
    for stored, form, seen in ((0.69, "0%", "69 %"), (0.688, "0.0%", "68.8 %"), (69, "0", "69")):
        value.value, value.number_format = stored, form
        book.save(tmp_path / "list.xlsx")
        _, (row,) = check_file(tmp_path / "list.xlsx", desk, lambda done, of: None)
        assert seen in row.cells
        assert row.verdict == "Agreed when written, revised since"


def test_empty_columns_and_the_answers_of_an_earlier_check(desk: Desk, tmp_path: Path) -> None:
    given = listed(tmp_path / "list.csv", f"{GOOD},,", header=f"{HEADER},,")
    header, rows = check_file(given, desk, lambda done, of: None)
    out = tmp_path / "out.csv"
    write(out, header, rows)
    assert check_file(out, desk, lambda done, of: None)[0] == header


def test_a_workbook_of_several_sheets_is_no_list(desk: Desk, tmp_path: Path) -> None:
    book = Workbook()
    for sheet in (book.active, book.create_sheet("more")):
        sheet.append(HEADER.split(","))
    book.save(tmp_path / "list.xlsx")
    with pytest.raises(DataError, match=r"list\.xlsx: has 2 sheets.*Keep the list alone"):
        check_file(tmp_path / "list.xlsx", desk, lambda done, of: None)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"metric,value\n", "lacks the column period, supplier"),
        (b"metric,value,supplier,period\n", "has no rows"),
        (b"metric,value,value,supplier,period\na,b,c,d,e\n", "two columns of one name"),
        (b"metric,value,supplier,period\n\0", "line 2: the file holds a NUL character"),
        (b'metric,value,supplier,period\n"a', "is not CSV"),
    ],
)
def test_a_file_that_is_no_list(desk: Desk, tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"list\.csv") as caught:
        check_file(path, desk, lambda done, of: None)
    assert message in str(caught.value)


def test_a_list_is_not_replaced_by_its_answers(
    warehouse_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = listed(tmp_path / "list.csv", GOOD)
    before = given.read_bytes()
    (same := tmp_path / "same.csv").symlink_to(given)
    for out in (given, same):
        command = ["cite", "check", str(given), "--out", str(out)]
        with pytest.raises(SystemExit, match="2"):
            main([*command, "--warehouse", str(warehouse_file)])
        assert "it is the list itself" in " ".join(capsys.readouterr().err.split())
    assert given.read_bytes() == before


def test_answers_with_nowhere_to_go_are_told_before_the_work(
    warehouse_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = listed(tmp_path / "list.csv", GOOD)
    command = ["cite", "check", str(given), "--warehouse", str(warehouse_file), "--out"]
    for out, why in (
        (tmp_path, "Is a directory"),
        (tmp_path / "absent" / "out.csv", "No such file or directory"),
        (given / "out.csv", "Not a directory"),
    ):
        assert main([*command, str(out)]) == 1
        assert capsys.readouterr() == ("", f"{out}: cannot be written: {why}. Give another file.\n")
    given.write_text("no list", encoding="utf-8")
    assert main([*command, str(tmp_path / "out.csv")]) == 1
    assert not (tmp_path / "out.csv").exists()


def test_a_list_that_is_not_there(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no such file"):
        check_file(tmp_path / "absent.csv", desk, lambda done, of: None)
    with pytest.raises(DataError, match="cannot be written"):
        write(tmp_path / "absent" / "out.csv", ["a"], [])


def test_ten_thousand_rows(desk: Desk, tmp_path: Path) -> None:
    """Every row comes back in order; a broken one among them breaks nothing."""
    rows = [GOOD, UNCLEAR, SWAPPED, "4,too,few"] * 2_500
    given = listed(tmp_path / "list.csv", *rows)
    seen: list[int] = []
    header, found = check_file(given, desk, lambda done, of: seen.append(done))
    assert [row.line for row in found] == list(range(2, 10_002))
    assert seen[-1] == 10_000
    assert [row.verdict for row in found[:4]] == [
        "Agreed when written, revised since", "Not understood", "Differs", "Not understood",
    ]  # fmt: skip
    assert "has 3 cells where the header has 8" in found[3].why
    out = tmp_path / "out.csv"
    write(out, header, found)
    assert len(out.read_text(encoding="utf-8").splitlines()) == 10_001
    assert list(answered(out)[0]) == [*HEADER.split(","), *ADDED]


def test_a_sentence_is_taken_apart(
    warehouse_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence = "Israel made up nearly 70 % of Azerbaijan's arms imports in 2016–20, SIPRI says."
    assert main(["cite", "read", sentence, "--warehouse", str(warehouse_file)]) == 0
    assert sorted(capsys.readouterr().out.splitlines()) == [
        "attributed_to: SIPRI", "metric: share_of_recipient_imports", "period: 2016–20",
        "recipient: AZE", "supplier: ISR", "value: nearly 70 %",
    ]  # fmt: skip


NEW = {
    "publisher": "The Daily", "title": "A headline", "url": "https://daily.example/1",
    "statement": "Russia supplied 22 % of Azerbaijan's arms imports <b>in bold</b>",
    "supplier": "Russia", "recipient": "Azerbaijan", "metric": "share_of_recipient_imports",
    "value": "nearly 22 %", "first-year": "2017", "last-year": "2021", "attributed-to": "SIPRI",
    "stands-in": "second paragraph", "reviewer": "A. Reader", "reviewed": "2026-11",
}  # fmt: skip


def adding(data: Path, **other: str) -> int:
    flags = [f"--{name}={text}" for name, text in (NEW | other).items()]
    return main(["cite", "add", "--data", str(data), *flags])


def test_a_figure_is_added_below_the_others(
    data_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert adding(data_copy) == 0
    assert "Added C135" in capsys.readouterr().out
    row = answered(data_copy / "cited/articles.csv")[-1]
    assert (row["claim_id"], row["value"], row["comparison"], row["unit"]) == (
        "C135", "22", "nearly", "percent",
    )  # fmt: skip
    assert row["stands_in"] == "second paragraph" and row["statement"] == NEW["statement"]
    loaded = next(e for e in stage(data_copy, quiet) if "cited_figure" in e.tables)
    assert loaded.tables["cited_figure"]["claim_id"].iloc[-1] == "C135"


def test_a_figure_in_words_is_added_in_digits(data_copy: Path) -> None:
    assert adding(data_copy, value="a third", published="10 March 2025") == 0
    row = answered(data_copy / "cited/articles.csv")[-1]
    assert (row["value"], row["comparison"], row["unit"], row["published"]) == (
        "33.3", "about", "percent", "2025-03-10",
    )  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [
        {"metric": "ratio", "recipient": "", "other": "France", "value": "twice"},
        {"metric": "items", "weapon": "Tor-M1", "value": "8"},
        {"metric": "change_pct", "compared": "2008-12", "value": "fell by 4 %"},
        {"metric": "share_of_region_exports", "recipient": "", "other": "Europe"},
    ],
)
def test_what_a_measure_needs_is_written_in_its_columns(
    data_copy: Path, given: dict[str, str]
) -> None:
    assert adding(data_copy, language="de", **given) == 0
    row = answered(data_copy / "cited/articles.csv")[-1]
    assert (row["language"], row["other"]) == ("de", given.get("other", ""))
    assert row["weapon"] == given.get("weapon", "")
    years = ("2008", "2012") if "compared" in given else ("", "")
    assert (row["compared_first_year"], row["compared_last_year"]) == years
    loaded = next(e for e in stage(data_copy, quiet) if "cited_figure" in e.tables)
    subject = Subject.of(loaded.tables["cited_figure"].iloc[-1].to_dict())
    assert subject.compared == ((2008, 2012) if "compared" in given else None)
    assert bool(subject.other) == ("other" in given) and subject.weapon == given.get("weapon")


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("compared", "then", "SIPRI's volumes are by year"), ("other", "Atlantis", "column other"),
        ("metric", "ratio", "the measure needs another party"),
        ("metric", "items", "the measure needs a weapon"),
        ("metric", "share", "column metric"), ("supplier", "Atlantis", "unknown country name"),
        ("last-year", "1949", "column last_year"), ("first-year", "2022", "ends before it begins"),
        ("value", "sixty-nine", "in digits"), ("published", "some day", "write YYYY-MM-DD"),
        ("value", "690", "between 0 and 100"),
        ("supplier", "", "the measure needs a supplier"), ("reviewed", "yesterday", "not a date"),
        ("reviewer-status", "fine", "column reviewer_status"),
        ("comparison", "much", "column comparison"),
    ],
)  # fmt: skip
def test_a_row_that_is_refused_leaves_the_table_as_it_was(
    data_copy: Path, capsys: pytest.CaptureFixture[str], field: str, text: str, message: str
) -> None:
    table = data_copy / "cited/articles.csv"
    before = table.read_bytes(), table.with_suffix(".card.toml").read_bytes()
    assert adding(data_copy, **{field: text}) == 1
    told = capsys.readouterr().err
    assert message in told and "articles.csv, line 198" in told and "Nothing was added" in told
    assert (table.read_bytes(), table.with_suffix(".card.toml").read_bytes()) == before


@pytest.mark.parametrize("made", [0, 1])
def test_an_addition_that_is_killed_is_undone_or_finished(
    data_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], made: int
) -> None:
    """Before the table is in its place, or between it and its card."""
    moves = iter(range(9))
    move = journal._move

    def killed(source: Path, target: Path) -> None:
        if next(moves) == made:
            raise SystemExit
        move(source, target)

    monkeypatch.setattr(journal, "_move", killed)
    with pytest.raises(SystemExit):
        adding(data_copy)
    monkeypatch.undo()
    main(["status", "--data", str(data_copy)])
    how = "finished" if made else "undone: run it again"
    assert f"An interrupted addition of C135 has been {how}." in capsys.readouterr().err
    loaded = next(e for e in stage(data_copy, quiet) if "cited_figure" in e.tables)
    assert ("C135" in set(loaded.tables["cited_figure"]["claim_id"])) == bool(made)
    assert not list(data_copy.glob("downloads/.change*"))


def test_an_addition_that_finds_no_room_leaves_the_table_as_it_was(
    data_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = (data_copy / "cited/articles.csv").read_bytes()
    monkeypatch.setattr(journal, "_move", full)
    assert adding(data_copy) == 1
    assert "The addition of C135 could not be completed: No space" in capsys.readouterr().err
    monkeypatch.undo()
    assert adding(data_copy) == 0
    assert (data_copy / "cited/articles.csv").read_bytes().startswith(before)


def test_the_same_claim_is_not_added_twice(
    data_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert adding(data_copy) == 0
    assert adding(data_copy) == 1
    assert "the same row stands in line 198 already" in capsys.readouterr().err


def test_what_is_missing_is_named_where_nobody_can_be_asked(
    data_copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    assert main(["cite", "add", "--data", str(data_copy), "--publisher", "The Daily"]) == 2
    assert "missing: --title, --url, --statement, --metric" in capsys.readouterr().err


def test_what_is_missing_is_asked_for_on_a_terminal(
    data_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    answers = {name.replace("-", "_"): text for name, text in NEW.items()}
    asked = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return answers["title"] if prompt.startswith("Title") else ""

    monkeypatch.setattr("builtins.input", typed)
    flags = [f"--{name}={text}" for name, text in NEW.items() if name != "title"]
    assert main(["cite", "add", "--data", str(data_copy), *flags]) == 0
    assert asked[0] == "Title of the article: "
    assert "A headline" in (data_copy / "cited/articles.csv").read_text(encoding="utf-8")

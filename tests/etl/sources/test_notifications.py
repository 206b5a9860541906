"""US notices of arms sales: their layouts, the table of this project, and the service."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from etl.cards import load_cards
from etl.cli import main
from etl.common.errors import DataError
from etl.common.http import ServiceError
from etl.questions import ask
from etl.sources import Wanted
from etl.sources.notifications import table
from etl.sources.notifications.notice import notices
from etl.sources.notifications.service import SERVICE
from etl.warehouse.read import Warehouse
from tests.conftest import ROOT
from tests.etl.brought import opened, small_data
from tests.etl.printed import (
    CHANGE,
    COLONS,
    LABELS_FIRST,
    LEADERS,
    MANGLED,
    REGISTER,
    SPACED,
    STOPS,
    TECRO,
    federal_register,
    listed,
    sale,
)  # fmt: skip
from tests.etl.stand_in import NOTHING, PAGE, StandIn, half, says, stalls

PRINTED = ROOT.parent / "shared/data/other/fr36b"


@pytest.mark.parametrize(
    ("text", "purchaser", "amounts"),
    [
        (sale("11-32", "Poland", COLONS, above=REGISTER), "Poland", (45, 155, 200)),
        (sale("13-06", "North Atlantic Treaty Organization", LEADERS),
         "North Atlantic Treaty Organization", (0, 300, 300)),
        (sale("21-66", TECRO, SPACED), " ".join(TECRO.split()), (0, 100, 100)),
        (sale("22-22", TECRO, MANGLED), " ".join(TECRO.split()), (0, 120, 120)),
        (sale("22-44", TECRO, LABELS_FIRST), " ".join(TECRO.split()), (0, 665.4, 665.4)),
        (sale("24-12", "kingdom of Saudi Arabia.", STOPS).lower(),
         "kingdom of saudi arabia", (0, 250, 250)),
        (f"<html><pre>{sale('15-01', 'Iraq', COLONS.replace('$200 million', '$.2 billion'))}</pre>",
         "Iraq", (45, 155, 200)),
    ],
    ids=["colons", "leaders", "spaced", "mangled", "labels first", "full stops", "a page"],
)  # fmt: skip
def test_the_layouts(text: str, purchaser: str, amounts: tuple[float, ...]) -> None:
    (found,) = notices(text)
    assert found.purchaser == purchaser and not found.why_not
    assert tuple(map(float, (found.mde_usd_m, found.other_usd_m, found.total_usd_m))) == amounts
    assert found.kind == "36(b)(1)" and found.what == "radars"


@pytest.mark.skipif(not PRINTED.exists(), reason="the real texts are not there")
def test_real_texts() -> None:
    found = {}
    for path in PRINTED.glob("*_*.txt"):
        (one,) = notices(path.read_text(encoding="utf-8"))
        amounts = one.mde_usd_m, one.other_usd_m, one.total_usd_m
        found[one.transmittal] = one.purchaser, one.kind[-6:], *(amounts if any(amounts) else ())
    tecro = "Taipei Economic and Cultural Representative Office in the United States (TECRO)"
    assert found == {
        "11-32": ("Poland", "(b)(1)", "45", "155", "200"),
        "13-06": ("North Atlantic Treaty Organization", "(b)(1)", "0", "300", "300"),
        "21-66": (tecro, "(b)(1)", "0", "100", "100"),
        "22-22": (tecro, "(b)(1)", "0", "120", "120"),
        "22-44": (tecro, "(b)(1)", "0", "665.4", "665.4"),
        "24-12": ("Kingdom of Saudi Arabia", "(b)(1)", "0", "250", "250"),
        "17-0A": ("Australia", "(5)(C)"),
    }


def test_what_stands_around_the_amounts() -> None:
    told = "(viii) Date Report Delivered to Congress: July 25, 2011\n"
    (found,) = notices(sale("11-32", "Poland", COLONS, above=REGISTER, below=told))
    assert (found.document, found.published, found.notified, found.transmittal) == (
        "2011-19557", "2011-08-03", "2011-07-25", "11-32"
    )  # fmt: skip


def test_a_change_has_no_amount_and_says_of_what_it_is() -> None:
    (found,) = notices(CHANGE)
    assert (found.kind, found.transmittal, found.amends) == ("36(b)(5)(C)", "17-0A", "09-36")
    assert (found.purchaser, found.total_usd_m, found.why_not) == ("Australia", "", "")


@pytest.mark.parametrize(
    ("amounts", "why"),
    [
        (COLONS.replace("155", "165"), "do not add up: 45 and 165 are not 200 million."),
        (COLONS.replace("Other: $155 million", ""), "were expected, and 2 stand there."),
        ("to be determined", "were expected, and 0 stand there."),
        (COLONS.replace("$200", "$3 billion of $200"), "were expected, and 4 stand there."),
    ],
)  # fmt: skip
def test_amounts_that_cannot_be_trusted_are_refused(amounts: str, why: str) -> None:
    (found,) = notices(sale("11-32", "Poland", amounts))
    assert found.total_usd_m == "" and found.why_not.endswith(why)


def test_several_notices_in_a_text_keep_their_own_numbers() -> None:
    found = list(notices(sale("24-12", "Chad", STOPS) + CHANGE + sale("24-13", "Togo", MANGLED)))
    assert [(one.transmittal, one.purchaser, one.total_usd_m) for one in found] == [
        ("24-12", "Chad", "250"), ("17-0A", "Australia", ""), ("24-13", "Togo", "120")
    ]  # fmt: skip


# The table that comes with the project.


def test_known_sales_and_totals(warehouse: Warehouse) -> None:
    poland = ask(warehouse, "notified_sales", recipient="POL").rows
    by_year = poland.groupby("year")["total_usd_m"].sum()
    assert [by_year[year] for year in (2011, 2014, 2016, 2017, 2018, 2019)] == [
        200, 500, 200, 11_200, 655, 6_500
    ]  # fmt: skip
    years = ask(warehouse, "notified_years").rows.set_index("year")
    known = {2009: 38.6, 2010: 102.2, 2011: 25.2, 2013: 55.8, 2014: 39.1, 2015: 50.6, 2016: 62.8,
             2017: 62.9, 2018: 49.1, 2019: 69.8}  # fmt: skip
    assert {year: round(years["total_usd_m"][year] / 1000, 1) for year in known} == known
    assert set(years.loc[2009:2019, "coverage"]) == {"near complete"}
    assert years["coverage"][2026] == years["coverage"][2008] == "sample"
    assert "NATO" in years["note"][2013]


def test_changes_are_listed_and_never_added(warehouse: Warehouse) -> None:
    rows = ask(warehouse, "notified_sales", recipient="AUS").rows
    change = rows[rows["transmittal"] == "17-0A"].iloc[0]
    assert change["kind"] == "36(b)(5)(C)" and change["amends"] == "09-36"
    assert rows.loc[rows["kind"] != "36(b)(1)", "total_usd_m"].isna().all()


def test_nato_is_the_organisation_and_tecro_taiwan(warehouse: Warehouse) -> None:
    nato = ask(warehouse, "notified_sales", recipient="nato").rows.set_index("transmittal")
    assert nato["total_usd_m"]["13-06"] == 300 and "23-77" in nato.index
    taiwan = ask(warehouse, "notified_sales", recipient="TWN").rows.set_index("transmittal")
    assert taiwan["total_usd_m"][["21-66", "22-22", "22-44"]].to_list() == [100, 120, 665.4]
    both = ask(warehouse, "notified_sales", recipient="TWN+nato").rows
    assert len(both) == len(nato) + len(taiwan)


def test_an_address_that_nobody_opened_is_no_link(warehouse: Warehouse) -> None:
    rows = ask(warehouse, "notified_sales", recipient=None).rows
    assert len(rows) == 1_266
    linked = rows[rows["url"].notna()]
    assert set(linked["evidence"]) <= {
        "official or quoted text", "official or quoted text, confirmed"
    }  # fmt: skip
    assert len(linked) == 16 and not linked["url"].str.contains("defense.gov|dsca.mil").any()


def test_a_row_that_does_not_add_up_stops_the_build(data_copy: Path) -> None:
    path = data_copy / "notifications/us_notifications.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    parts = next(at for at, line in enumerate(lines) if ",22-44," in line)
    lines[parts] = lines[parts].replace("665.4,", "665.5,", 1)
    path.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match="do not add up to the total"):
        table.sales(path)


# Files that people save, and the service.


def printed_in(years: range, each: int = 3) -> dict[str, tuple[str, str]]:
    """Made-up notices of each year."""
    return {
        f"{year}-{10_000 + at}": (
            f"{year}-03-{at % 28 + 1:02}",
            sale(f"{year % 100:02}-{at:02}", "Poland", COLONS, below=(
                f"(viii) Date Report Delivered to Congress: {at % 28 + 1} January {year}\n")),
        )
        for year in years
        for at in range(each)
    }  # fmt: skip


def years(server: StandIn, folder: Path, first: int, last: int) -> list[Path]:
    wanted = Wanted((first, last))
    service = server.service(between_bytes_s=0.2, answer_s=0.5)
    return list(SERVICE.download(service, folder, wanted, lambda step: None))


def test_faults_are_asked_again_and_what_came_is_kept(server: StandIn, tmp_path: Path) -> None:
    server.answer = federal_register(printed_in(range(2011, 2012)))  # type: ignore[method-assign]
    busy = says(b"", 503), says(b"", 429, Retry_After="7")
    server.faults = [*busy, half, None, stalls, PAGE, None, NOTHING]
    (path,) = years(server, tmp_path / "incoming", 2011, 2011)
    assert 7.0 in server.slept
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    assert names == ["2011-10000.txt", "2011-10001.txt", "2011-10002.txt", "documents_1.json"]
    assert not (tmp_path / "incoming/parts").exists()


def test_an_interrupted_year_is_resumed(server: StandIn, tmp_path: Path) -> None:
    server.answer = federal_register(printed_in(range(2011, 2012)))  # type: ignore[method-assign]
    server.faults = [None, None, *[says(b"", 500)] * 5]
    with pytest.raises(ServiceError, match="the text of 2011-10001"):
        years(server, tmp_path / "incoming", 2011, 2011)
    before = len(server.asked)
    assert len(years(server, tmp_path / "incoming", 2011, 2011)) == 1
    assert len(server.asked) - before == 3, "the list, and the two texts that were missing"


def test_more_documents_than_a_query_gives_are_taken_apart(
    server: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, most in (("_WINDOW", 4), ("_PAGE", 2)):
        monkeypatch.setattr(f"etl.sources.notifications.service.{name}", most)
    answer = federal_register(printed_in(range(2011, 2012), each=11), window=4)
    server.answer = answer  # type: ignore[method-assign]
    (path,) = years(server, tmp_path, 2011, 2011)
    with zipfile.ZipFile(path) as archive:
        assert sum(name.endswith(".txt") for name in archive.namelist()) == 11


@pytest.mark.parametrize("field", ["document_number", "raw_text_url", "publication_date"])
def test_a_field_that_changed_is_told(server: StandIn, tmp_path: Path, field: str) -> None:
    known = federal_register(printed_in(range(2011, 2012)))
    server.answer = lambda path, body: known(path, body).replace(  # type: ignore[method-assign]
        field.encode(), b"other"
    )
    with pytest.raises(ServiceError, match=f"lacks its {field}"):
        years(server, tmp_path, 2011, 2011)


@pytest.fixture
def data(tmp_path: Path, server: StandIn, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ARMS_NOTIFICATIONS_URL", server.base)
    return small_data(tmp_path)


def imported(data: Path, *files: Path) -> int:
    return main(["import", *map(str, files), "--data", str(data)])


def rows_of(data: Path) -> Any:
    return ask(opened(data), "notified_sales", recipient=None).rows.set_index("transmittal")


def test_refresh_takes_years_in_and_asks_finished_ones_no_more(
    server: StandIn, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = printed_in(range(2010, 2012)) | {"2011-20000": ("2011-05-01", CHANGE)}
    server.answer = federal_register(printed)  # type: ignore[method-assign]
    arguments = ["refresh", "notifications", "--from", "2010", "--to", "2011", "--data", str(data)]
    assert main(arguments) == 0
    rows = rows_of(data)
    assert rows["total_usd_m"].sum() == 6 * 200 and len(rows) == 7
    shown = ["recipient", "notified", "published", "url", "evidence"]
    assert rows.loc["11-01", shown].to_list() == [
        "POL", "2011-01-02", "2011-03-02",
        "https://www.federalregister.gov/documents/2011-10001", "official text",
    ]  # fmt: skip
    labels = {card.release_label for card in load_cards(data) if card.downloaded}
    assert labels == {"as of 3 March 2010", "as of 1 May 2011"}
    before = len(server.asked)
    assert main(arguments) == 1  # nothing new came
    assert len(server.asked) == before
    capsys.readouterr()


def test_one_notice_in_two_files_counts_once_and_what_cannot_be_read_is_listed(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = "(viii) Date Report Delivered to Congress: July 25, 2011\n"
    register, record, bad = (tmp_path / f"{name}.txt" for name in ("register", "record", "bad"))
    register.write_text(sale("11-32", "Poland", COLONS, above=REGISTER), encoding="utf-8")
    record.write_text(sale("11-32", "Republic of Poland", STOPS.replace("$0", "$45").replace(
        "Other $250", "Other $155").replace("Total $250", "Total $200"), below=told),
        encoding="utf-8")  # fmt: skip
    bad.write_text(sale("12-01", "Chad", COLONS.replace("155", "1")), encoding="utf-8")
    listing = tmp_path / "documents.json"
    documents = [listed("2011-19557", "2011-08-03"), listed("2011-11111", "2011-02-01")]
    listing.write_text(json.dumps({"count": 2, "results": documents}), encoding="utf-8")
    assert imported(data, register, record, bad, listing) == 0
    shown = capsys.readouterr()
    assert "The amounts do not add up: 45 and 1 are not 200 million" in shown.err + shown.out
    assert "Its text is not among the files" in shown.err + shown.out
    rows = ask(opened(data), "notified_sales", recipient=None).rows
    assert rows["total_usd_m"].sum() == 200
    poland = rows[rows["recipient"] == "POL"]
    assert poland["notified"].to_list() == ["2011-07-25"]
    silent = rows[rows["why_not"].notna()]
    assert sorted(silent["document"].fillna("")) == ["", "2011-11111"]


def test_a_purchaser_that_nobody_knows_is_told(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "notice.txt"
    path.write_text(sale("11-32", "Kingdom of Narnia", COLONS), encoding="utf-8")
    assert imported(data, path) == 1
    assert "'Kingdom of Narnia'" in capsys.readouterr().err

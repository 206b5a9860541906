"""Files that users saved: told by content, covered by what they say, and never mixed."""

from __future__ import annotations

import errno
import fcntl
import io
import os
import re
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pandas.testing import assert_frame_equal

from etl.cards import text_of
from etl.cli import main
from etl.common.errors import DataError, WarehouseError
from etl.intake.keeping import forget, rebuild, rollback
from etl.intake.recognise import recognise
from etl.questions import ask
from etl.questions.answer import Answer
from etl.sources import known
from etl.stage import Loaded, stage
from etl.warehouse.build import previous_path
from tests.conftest import DATA, arms_etl, left_over, quiet, reseal
from tests.etl import exports
from tests.etl.brought import (
    card_of,
    claims,
    downloads,
    everything,
    opened,
    saved,
    small_data,
    stored,
    take_in,
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small data folder."""
    return small_data(tmp_path)


def volumes(path: Path) -> float:
    """The sum of all volumes that a parser reads from a register."""
    (part, *_) = recognise(path)
    (rows,) = known()[part.source].parse(path).values()
    column = "tiv_m" if "tiv_m" in rows else "tiv_delivered_m"
    return round(float(rows[column].sum()), 2)


def import_shares(
    data: Path, who: str, first: int, last: int, release: int | None = None
) -> Answer:
    return ask(
        opened(data), "import_shares", who=who, from_year=first, to_year=last, in_release=release
    )


# Told by content.

REBUILT = (
    "Rebuilt: the yearly volumes of deals that an older register by delivery knows are kept,"
    " and what has come since is put on the years it does not reach."
)
WHOLE = exports.total()
TIV_TABLE = exports.tiv_table("supplier")


@pytest.mark.parametrize("name", ["trade-register.csv", "noname", "import-export-values.xlsx"])
@pytest.mark.parametrize(
    ("content", "source"),
    [
        (exports.deliveries(), "sipri_deliveries"),
        (exports.answer(exports.deliveries()), "sipri_deliveries"),
        (exports.in_parts(1988, 2001, 2011), "sipri_deliveries"),
        (exports.old_text("Israel", 2008, 2021), "sipri_deliveries"),
        (exports.deals(), "sipri_deals"),
        (exports.answer(exports.deals()), "sipri_deals"),
        (TIV_TABLE, "sipri_tiv_table"),
        (exports.tiv_table("recipient"), "sipri_tiv_table"),
        (exports.resaved(TIV_TABLE, ";"), "sipri_tiv_table"),
        (exports.old_table("Israel"), "sipri_tiv_table"),
        (exports.world_bank(), "world_bank_series"),
        (exports.world_bank_zip("MS.MIL.XPRT.KD"), "world_bank_series"),
    ],
    ids=["deliveries", "answer", "zip of answers", "old text", "deals", "answer of deals",
         "suppliers", "recipients", "suppliers by ;", "old table", "World Bank", "its zip"],
)  # fmt: skip
def test_the_kind_is_told_from_the_content(
    tmp_path: Path, content: bytes, source: str, name: str
) -> None:
    card = card_of(tmp_path, content, name=name)
    assert card.source == source
    assert card.path.parent.name == ("world_bank" if "world" in source else "sipri")
    assert card.path.parent.parent == tmp_path / "data/downloads"
    assert name in card.how


DELIVERIES, DEALS = exports.deliveries(), exports.deals()
UTF_8 = DELIVERIES.decode("latin-1").encode()
VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "UTF-8": lambda table: table.decode("latin-1").encode(),
    "UTF-8 with a mark": lambda table: table.decode("latin-1").encode("utf-8-sig"),
    "UTF-16": lambda table: table.decode("latin-1").encode("utf-16"),
    "CRLF": lambda table: table.replace(b"\n", b"\r\n"),
    "CR": lambda table: table.replace(b"\n", b"\r"),
    "no last line end": lambda table: table.rstrip(b"\n"),
    "empty lines below": lambda table: table + b"\n\n",
    "spreadsheet, comma": exports.resaved,
    "spreadsheet, semicolon": lambda table: exports.resaved(table, ";"),
    "spreadsheet, tab": lambda table: exports.resaved(table, "\t"),
    "spreadsheet, all quoted": lambda table: exports.resaved(table, ";", everything=True),
    "answer of the service": exports.answer,
    "zip": lambda table: exports.zipped({"folder/trade-register.csv": table}),
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("table", [DELIVERIES, DEALS], ids=["deliveries", "deals"])
def test_every_way_of_saving_a_register_gives_the_same_rows(
    tmp_path: Path, table: bytes, variant: str
) -> None:
    plain = saved(tmp_path, table, "plain.csv")
    other = saved(tmp_path, VARIANTS[variant](table), "other.csv")
    source = recognise(plain)[0].source
    (expected,) = known()[source].parse(plain).values()
    (found,) = known()[source].parse(other).values()
    assert len(expected) == len(exports.DEALS) if table == DEALS else len(expected) > 15
    assert_frame_equal(found.drop(columns="line"), expected.drop(columns="line"))
    assert volumes(other) == pytest.approx(WHOLE)
    assert claims(card_of(tmp_path, other.read_bytes())) == claims(card_of(tmp_path, table))


@pytest.mark.parametrize(
    "variant",
    [exports.semicolons, lambda table: exports.semicolons(table).replace(b"\r", b"")],
    ids=["CRLF", "LF"],
)
def test_a_semicolon_behind_every_line(tmp_path: Path, variant: Callable[[bytes], bytes]) -> None:
    other = saved(tmp_path, variant(DELIVERIES))
    assert volumes(other) == pytest.approx(WHOLE)
    assert claims(card_of(tmp_path, other.read_bytes())) == [
        ("world", None, 1988, 2024, "year", "exact")
    ]


def test_letters_and_marks_come_through(tmp_path: Path) -> None:
    for name, content in (("a", DELIVERIES), ("b", UTF_8), ("c", exports.resaved(DELIVERIES))):
        rows = known()["sipri_deliveries"].parse(saved(tmp_path, content, name))["delivery_row"]
        assert list(rows.loc[rows["deal_no"] == 108, "designation"]) == ["Hôtel-2"]
        uncertain = rows[rows["deal_no"] == 107]
        assert uncertain["number_is_estimate"].all()
        assert uncertain["year_is_estimate"].isna().all(), "an empty flag is unknown"
        assert not rows.loc[rows["deal_no"] == 101, "number_is_estimate"].any()
    rows = known()["sipri_deals"].parse(saved(tmp_path, DEALS))["deal_row"].set_index("designation")
    assert "hôtel of the maker" in rows.loc["Hôtel-2", "comment"]
    assert rows.loc["Juliett", "number_delivered_is_estimate"]
    assert rows.loc["Juliett", "number_ordered"] != rows.loc["Juliett", "number_ordered"]
    assert rows.loc["November-M", ["years", "number_ordered", "tiv_delivered_m"]].tolist() == [
        "", 26, 0
    ]  # fmt: skip
    assert len(rows.loc[["Kilo"]]) == 2, "two deals that are alike are two deals"


def torn(table: bytes, line: bytes) -> bytes:
    """The register with a line break more in the comment of a deal."""
    assert table.count(line) == 1
    return table.replace(line, line.replace(b"; ", b"\n"))


@pytest.mark.parametrize(
    "table",
    [
        DEALS,
        torn(DEALS, b"Aid; from US inventory"),  # two in a row
        torn(DEALS, b"Modernized before delivery; named"),
        exports.resaved(DEALS),
        exports.resaved(torn(DEALS, b"Aid; from US inventory"), ";"),
        exports.resaved(torn(DEALS, b"Modernized before delivery; named"), "\t"),
    ],
)
def test_deals_torn_by_a_line_break_are_whole_again(tmp_path: Path, table: bytes) -> None:
    rows = known()["sipri_deals"].parse(saved(tmp_path, table))["deal_row"].set_index("designation")
    assert rows.loc["Lima", "comment"] == exports.TORN.replace("\n", " ")
    assert rows.loc["Lima", ["tiv_unit", "tiv_order_m", "tiv_delivered_m"]].tolist() == [
        12.5, 50, 50
    ]  # fmt: skip
    assert re.fullmatch(r"Aid;? from US inventory", rows.loc["Bravo 155mm", "comment"])
    assert len(rows) == len(exports.DEALS)
    assert rows["tiv_delivered_m"].sum() == pytest.approx(WHOLE)


def test_a_line_break_within_quotation_marks(tmp_path: Path) -> None:
    quoted = exports.TORN.encode()
    table = DEALS.replace(quoted, b'"' + quoted + b'"')
    rows = known()["sipri_deals"].parse(saved(tmp_path, table))["deal_row"].set_index("designation")
    assert rows.loc["Lima", "comment"] == exports.TORN.replace("\n", " ")


def test_a_delimiter_inside_a_text_of_the_old_site(tmp_path: Path) -> None:
    table = exports.old_text("Israel", 2008, 2021).replace(b";Delta;", b";Delta; early;")
    rows = known()["sipri_deliveries"].parse(saved(tmp_path, table))["delivery_row"]
    assert set(rows["designation"]) == {"Delta; early", "Lima"}
    assert rows["tiv_m"].sum() == pytest.approx(42 * 1.5 + 3 * 12.5)


def test_tiv_tables(tmp_path: Path) -> None:
    staged = known()["sipri_tiv_table"].parse(saved(tmp_path, exports.tiv_table("recipient")))
    rows = staged["state_total"].set_index(["name", "year"])
    assert rows.loc[("Houthi rebels (Yemen)*", 2018), "tiv_m"] == 0, "'0 ' is under half a million"
    assert rows.loc[("India", 2000), "tiv_m"] == 160
    assert ("India", 2001) not in rows.index, "an empty cell is no delivery"
    assert set(rows["role"]) == {"recipient"}
    world = staged["world_total"].set_index("year")["tiv_m"]
    assert world[2016] == round(exports.total(first=2016, last=2016))
    old = known()["sipri_tiv_table"].parse(saved(tmp_path, exports.old_table("Israel")))["flow"]
    assert old[["supplier", "recipient", "first_year", "tiv_m"]].values.tolist() == [
        ["Israel", "Azerbaijan", 2016, 15], ["Israel", "Azerbaijan", 2017, 3],
        ["Israel", "Azerbaijan", 2020, 45], ["Israel", "India", 2021, 38],
    ]  # fmt: skip


def test_world_bank_files(tmp_path: Path) -> None:
    for content in (exports.world_bank(), exports.world_bank_zip()):
        staged = known()["world_bank_series"].parse(saved(tmp_path, content))
        rows = staged["country_total"]
        assert not set(rows["iso3"]) & {"WLD", "EUU"}
        assert set(rows["role"]) == {"recipient"}
        assert rows.loc[(rows["iso3"] == "IND") & (rows["year"] == 2000), "tiv_m"].item() == 160
        assert len(staged["world_total"]) == len({y for d in exports.DEALS for y in d.delivered})
    card = card_of(tmp_path, exports.world_bank_zip("MS.MIL.XPRT.KD"))
    assert card.release_label == "World Bank update of 8 April 2026"
    assert card.coverage == ()
    assert card.file.endswith(".zip")


# What a file covers.

WORLD_TO_2024 = [("world", None, 1995, 2024, "year", "exact")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # Asked for a year that the release does not have: it is not a year without deliveries.
        (exports.deliveries(first=1995, last=2025), WORLD_TO_2024),
        (exports.deliveries(first=1995, last=2024), WORLD_TO_2024),
        (exports.deliveries(first=None, last=None),
         [("world", None, 1950, 2024, "year", "exact")]),
        (exports.deliveries(first=2000, last=2001),
         [("world", None, 2000, 2001, "year", "exact")]),
        (exports.deliveries(recipient="Ukraine", last=2025),
         [("recipient", "Ukraine", 1988, 2024, "year", "exact")]),
        (exports.deliveries(supplier="Israel", last=2025),
         [("supplier", "Israel", 1988, 2024, "year", "exact")]),
        (exports.deliveries(supplier="Israel").replace(b"Israel  to", b"Israel; Israel  to"),
         [("supplier", "Israel", 1988, 2024, "year", "exact")]),
        (exports.in_parts(1988, 2001, 2011), [("world", None, 1988, 2024, "year", "exact")]),
        (exports.old_text("Israel", 2008, 2021),
         [("supplier", "Israel", 2008, 2021, "year", "exact")]),
        (exports.deals(),
         [("world", None, 1950, 2024, "year", "split"),
          ("world", None, 1950, 2024, "window", "exact")]),
        (exports.deals(first=2020, last=2024),
         [("world", None, 2020, 2024, "year", "split"),
          ("world", None, 2020, 2024, "window", "exact")]),
        (exports.deals(first=2016, last=2016),
         [("world", None, 2016, 2016, "year", "split"),
          ("world", None, 2016, 2016, "window", "exact")]),
        (exports.old_table("Israel"), [("supplier", "Israel", 1988, 2021, "year", "rounded")]),
        (exports.tiv_table("supplier", last=2025), []),
    ],
    ids=["year too many", "years", "all years", "two years", "to one", "from one",
         "from one twice", "parts", "old text", "deals", "window of deals", "year of deals",
         "old table", "TIV table"],
)  # fmt: skip
def test_coverage(
    tmp_path: Path, content: bytes, expected: list[tuple[str, str | None, int, int, str, str]]
) -> None:
    card = card_of(tmp_path, content)
    assert claims(card) == expected


def test_the_years_of_a_tiv_table_end_where_its_numbers_do(tmp_path: Path) -> None:
    card = card_of(tmp_path, exports.tiv_table("supplier", last=2025))
    assert card.title == "TIV table of all suppliers 1988–2024, 2025 release"
    table = saved(tmp_path, exports.tiv_table("supplier", last=2025))
    staged = known()["sipri_tiv_table"].parse(table)
    assert staged["state_total"]["year"].max() == 2024


def test_several_parties(tmp_path: Path) -> None:
    table = exports.deliveries(last=2025).replace(
        b"All countries  to All", b"All countries  to Ukraine; India"
    )
    table = table.replace(b"Ukraine; India countries .", b"Ukraine; India  .")
    assert [claim[:2] for claim in claims(card_of(tmp_path, table))] == [
        ("recipient", "Ukraine"), ("recipient", "India"),
    ]  # fmt: skip


def test_said_by_the_user(tmp_path: Path) -> None:
    bare = exports.without_preamble(DELIVERIES)
    with pytest.raises(DataError, match=r"does not say what was asked for.*--covers 'world 1995-"):
        card_of(tmp_path, bare)
    with pytest.raises(DataError, match=r"does not say when it was generated.*--release YEAR"):
        card_of(tmp_path, bare, "world 1988-2024")
    with pytest.raises(DataError, match="does not say what was asked for"):
        card_of(tmp_path, bare, release=2025)
    card = card_of(tmp_path, bare, "world 1988-2024", release=2025)
    assert claims(card) == [("world", None, 1988, 2024, "year", "exact")]
    assert card.release == 2025
    assert "1 March of its release stands for that" in card.how
    one = exports.without_preamble(exports.deliveries(recipient="Ukraine"))
    card = card_of(tmp_path, one, "recipient Ukraine 2022–2023", "recipient Ukraine 2024‑2024",
                   release=2026)  # fmt: skip
    assert [claim[:4] for claim in claims(card)] == [
        ("recipient", "Ukraine", 2022, 2023), ("recipient", "Ukraine", 2024, 2024),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("covers", "words"),
    [
        ("everything", "--covers is not understood"),
        ("world 2024-1988", "--covers is not understood"),
        ("world 1900-2024", "--covers is not understood"),
        ("recipient 1988-2024", "--covers is not understood"),
        ("world 1995-2024", "deliveries outside 1995–2024"),
        ("world 1988-2025", "the data of the 2025 release end in 2024"),
    ],
)
def test_a_claim_that_cannot_be(tmp_path: Path, covers: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        card_of(tmp_path, exports.without_preamble(DELIVERIES), covers, release=2025)


def test_the_trade_of_a_pair_is_refused(tmp_path: Path) -> None:
    content = exports.deliveries(supplier="Israel", recipient="Azerbaijan", last=2025)
    with pytest.raises(DataError, match=r"no share could be computed.*all that one side supplied"):
        card_of(tmp_path, content)


def test_parts_must_follow_each_other(tmp_path: Path) -> None:
    gap = exports.zipped(
        {
            "1": exports.answer(exports.deliveries(first=1988, last=2000)),
            "2.json": exports.answer(exports.deliveries(first=1988, last=2000)),
            "3.json": exports.answer(exports.deliveries(first=2002, last=2024)),
        }
    )
    with pytest.raises(DataError, match="leave out or repeat years after 2000"):
        card_of(tmp_path, gap)
    days = exports.zipped(
        {
            "2.json": exports.answer(exports.deliveries(first=1988, last=2000)),
            "3.json": exports.answer(
                exports.deliveries(first=2001, last=2024, generated="18 May 2026 1:00:00 PM")
            ),
        }
    )
    with pytest.raises(DataError, match="generated on different days"):
        card_of(tmp_path, days)


def test_a_register_without_its_preamble_is_taken_in(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = exports.semicolons(exports.without_preamble(exports.deliveries(recipient="Ukraine")))
    options = ["--covers", "recipient Ukraine 1992-2024", "--release", "2025"]
    file = str(saved(tmp_path, bare))
    assert main(["import", file, "--data", str(data)]) == 1
    assert "--covers 'recipient Ukraine 1992-2024'" in capsys.readouterr().err
    assert main(["import", file, *options, "--data", str(data)]) == 0
    assert main(["releases", "--data", str(data)]) == 0
    assert "imports of Ukraine, each year 1992–2024" in capsys.readouterr().out
    answer = import_shares(data, "UKR", 2020, 2024)
    assert answer.rows["tiv_m"].sum() == pytest.approx(62 * 1.25 + 33)
    assert import_shares(data, "IND", 2020, 2024).reason is not None


# Which release it is.


@pytest.mark.parametrize(
    ("generated", "last", "release"),
    [
        ("12 Feb 2026 12:26:12 PM", 2025, 2025),  # before March: the release of last year
        ("12 Feb 2026 12:26:12 PM", 2001, 2025),
        ("5 Mar 2026 9:00:00 AM", 2025, 2025),  # in March, with the old release's data
        ("30 Mar 2025 9:00:00 AM", 2025, 2025),  # in March, with the new one's
        ("2 Apr 2025 9:00:00 AM", 2024, 2025),
        ("12 May 2025 2:29:20 PM", None, 2025),
        ("12 December 2025 2:29:20 PM", None, 2025),
        ("12 May 2026 2:29:20 PM", 2012, 2026),
    ],
)
def test_the_release_follows_from_the_day(
    tmp_path: Path, generated: str, last: int | None, release: int
) -> None:
    content = exports.deliveries(first=1988, last=last, generated=generated)
    card = card_of(tmp_path, content)
    assert card.release == release
    assert max(claim[3] for claim in claims(card)) == min(last or 9999, release - 1)
    assert card.generated is not None
    assert f"{card.generated:%Y-%m-%d_%H%M%S}" in card.snapshot_id


@pytest.mark.parametrize(
    ("generated", "last"),
    [
        ("12 May 2026 2:29:20 PM", 2026),  # asked to the end, and 2025 is missing
        ("12 May 2024 2:29:20 PM", 2024),  # deliveries of a year that was not over
        ("9 Mar 2026 9:00:00 AM", 2015),  # in March, and the years do not tell
        ("9 Mar 2027 9:00:00 AM", None),
    ],
)
def test_where_day_and_years_do_not_tell_the_user_is_asked(
    tmp_path: Path, generated: str, last: int | None
) -> None:
    content = exports.deliveries(first=1988, last=last, generated=generated)
    with pytest.raises(DataError, match=r"which release this is cannot be told.*--release YEAR"):
        card_of(tmp_path, content)
    assert card_of(tmp_path, content, release=2025).release == 2025


def test_a_release_without_its_own_years_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"has deliveries in 2024.*Give --release 2025 or later"):
        card_of(tmp_path, DELIVERIES, release=2024)
    for release in (0, 1949, 2028, 99_999):
        for content in (DELIVERIES, exports.world_bank(updated="once")):
            with pytest.raises(DataError, match="is not the year of a release"):
                card_of(tmp_path, content, release=release)


def test_a_world_bank_file_without_its_date(tmp_path: Path) -> None:
    content = exports.world_bank(updated="once")
    with pytest.raises(DataError, match="does not say when the World Bank updated it"):
        card_of(tmp_path, content)
    assert card_of(tmp_path, content, release=2026).release_label == "World Bank file of 2026"


# Taking in.


def test_an_import_in_the_terminal(data: Path, tmp_path: Path) -> None:
    file = saved(tmp_path, exports.deliveries(last=2025), "from a colleague")
    done = arms_etl("import", file, "--data", data)
    assert done.returncode == 0, done.stderr
    assert "Took in sipri/deliveries_1988-2024_2025-05-12_142920: Trade register" in done.stdout
    assert re.search(r"checks passed\.$", done.stdout.strip())
    table = data / "downloads/sipri/deliveries_1988-2024_2025-05-12_142920.csv"
    assert table.read_bytes() == file.read_bytes(), "stored as it came"
    assert left_over(data / "warehouse.duckdb") == ["downloads", "reference"]


def test_the_same_file_twice_changes_nothing(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = saved(tmp_path, DELIVERIES)
    assert main(["import", str(file), "--data", str(data)]) == 0
    before = everything(data)
    capsys.readouterr()
    copy = saved(tmp_path, DELIVERIES, "another name")
    assert main(["import", str(file), str(copy), "--data", str(data)]) == 0
    shown = capsys.readouterr().out
    assert f"{file} is loaded already, as sipri/deliveries_1988-2024" in shown
    assert f"{copy} is loaded already" in shown
    assert "Nothing was changed." in shown
    assert everything(data) == before


def test_one_file_under_two_names_is_taken_in_once(data: Path, tmp_path: Path) -> None:
    files = [saved(tmp_path, DELIVERIES, name) for name in ("a", "b")]
    done = take_in(data, *files)
    assert [card.source for card in done.cards] == ["sipri_deliveries"]
    assert [path for path, _ in done.known] == [files[1]]
    assert len(downloads(data)) == 1


def test_files_of_one_moment_are_told_apart(data: Path, tmp_path: Path) -> None:
    # The old site gave the day only, and a spreadsheet keeps the moment of what it saves again.
    files = [
        saved(tmp_path, exports.old_text("Israel", 2008, 2021), "a"),
        saved(tmp_path, exports.old_text("Russia", 2008, 2021), "b"),
        saved(tmp_path, DELIVERIES, "c"),
        saved(tmp_path, exports.resaved(DELIVERIES), "d"),
    ]
    assert len(take_in(data, *files).cards) == 4
    assert len(set(downloads(data))) == 4
    sizes = sorted(path.stat().st_size for path in (data / "downloads/sipri").glob("*.csv"))
    assert sizes == sorted(path.stat().st_size for path in files)
    answer = import_shares(data, "AZE", 2016, 2020, release=2022)
    assert answer.reason is not None, "two suppliers alone are not all imports"


def test_unknown_names_are_all_listed_and_nothing_is_stored(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take_in(data, saved(tmp_path, DELIVERIES, "good"))
    before = everything(data)
    strange = DEALS.replace(b"\nAzerbaijan,", b"\nAtlantis,").replace(b",Germany,", b",Prussia,")
    strange = strange.replace(b"Viet Nam,", b"VN,")
    good = saved(tmp_path, exports.tiv_table("supplier"), "table")
    assert main(["import", str(saved(tmp_path, strange)), str(good), "--data", str(data)]) == 1
    told = capsys.readouterr().err
    first = next(n for n, text in enumerate(strange.split(b"\n"), 1) if b"Atlantis" in text)
    assert (
        f"anything.xyz, line {first}, column recipient: unknown country name and in 2 more rows"
        " (found 'Atlantis')" in told
    )
    for name in ("Prussia", "VN"):
        assert f"(found {name!r})" in told
    assert "add it to data/reference/aliases.csv (alias,state_id,seen_in)" in told
    assert "3 problems. Nothing was changed" in told
    assert everything(data) == before, "the table that came with it is not stored either"
    aliases = data / "reference/aliases.csv"
    added = "Atlantis,AZE,a test\nPrussia,DEU,a test\nVN,VNM,a test\n"
    aliases.write_text(aliases.read_text("utf-8") + added, encoding="utf-8")
    reseal(aliases)
    assert main(["import", str(saved(tmp_path, strange)), str(good), "--data", str(data)]) == 0


def test_all_files_or_none(data: Path, tmp_path: Path) -> None:
    before = everything(data)
    good, bad = saved(tmp_path, DELIVERIES, "good"), saved(tmp_path, b"Dear reader,\n", "bad")
    with pytest.raises(DataError) as caught:
        take_in(data, good, bad, tmp_path / "absent")
    assert [problem.path.name for problem in caught.value.problems] == ["bad", "absent"]
    assert everything(data) == before


def test_an_import_that_was_not_taken_into_use_is_done_again(data: Path, tmp_path: Path) -> None:
    take_in(data, saved(tmp_path, TIV_TABLE, "table"))
    # What a killed import leaves: the table and its card are stored, the old warehouse is in use.
    old = (data / "warehouse.duckdb").read_bytes()
    file = saved(tmp_path, DELIVERIES)
    take_in(data, file)
    (data / "warehouse.duckdb").write_bytes(old)
    done = take_in(data, file)
    assert [card.source for card in done.cards] == ["sipri_deliveries"]
    assert import_shares(data, "AZE", 2016, 2020).reason is None


def test_one_import_after_another(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at once would each build a warehouse without what the other took in."""
    first, second = saved(tmp_path, DELIVERIES), saved(tmp_path, TIV_TABLE, "table.csv")
    refused = []

    def slow(*arguments: Any, **options: Any) -> list[Loaded]:
        monkeypatch.undo()
        for change in (
            lambda: take_in(data, second),
            lambda: rebuild(data, data / "warehouse.duckdb", quiet),
            lambda: rollback(data, data / "warehouse.duckdb"),
            lambda: forget("sipri/any", data, data / "warehouse.duckdb", quiet),
        ):
            with pytest.raises(WarehouseError, match=r"Another import.*Wait for it to end") as told:
                change()
            refused.append(told)
        return stage(*arguments, **options)

    rebuild(data, data / "warehouse.duckdb", quiet)
    take_in(data, first)
    monkeypatch.setattr("etl.intake.keeping.stage", slow)
    take_in(data, saved(tmp_path, DEALS, "deals.csv"))
    assert len(refused) == 4
    take_in(data, second)
    assert len(downloads(data)) == 3
    assert len(ask(opened(data), "releases").rows) == 2, "a TIV table of all has no flows"


def test_what_another_import_stored_meanwhile_stays(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the file system cannot lock a folder, two imports may run at once."""
    file = saved(tmp_path, DELIVERIES)

    def no_locks(handle: int, how: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EBADF, "Bad file descriptor")
        fcntl.flock(handle, how)

    def slow(*arguments: Any, **options: Any) -> list[Loaded]:
        monkeypatch.setattr("etl.intake.keeping.stage", stage)
        take_in(data, file)
        return stage(*arguments, **options)

    without = SimpleNamespace(flock=no_locks, LOCK_EX=fcntl.LOCK_EX, LOCK_NB=fcntl.LOCK_NB)
    monkeypatch.setattr("etl.common.locks.fcntl", without)
    monkeypatch.setattr("etl.intake.keeping.stage", slow)
    with pytest.raises(WarehouseError, match="Another import has stored sipri/deliveries"):
        take_in(data, file)
    assert len(downloads(data)) == 1
    assert take_in(data, file).loaded == (), "it is in use"


# Which snapshot answers.

SHIPPED = text_of(
    {
        "source": "sipri_flows", "publisher": "P", "title": "T", "measures": "M", "unit": "U",
        "release": 2025, "release_label": "2025 release", "licence": "L", "credit": "C",
        "url": "http://a.example/", "how": "H", "sha256": "0",
    }
)  # fmt: skip


def with_shipped_table(data: Path, tiv_m: float) -> None:
    """Add a table of the project's own: what Israel supplied in 2016–20, alone in the world."""
    table = data / "sipri/flows_2025.csv"
    table.parent.mkdir()
    table.write_text(
        "supplier,recipient,first_year,last_year,category,tiv_m\n"
        f"Israel,Azerbaijan,2016,2020,,{tiv_m}\n", encoding="utf-8",
    )  # fmt: skip
    table.with_suffix(".card.toml").write_text(
        SHIPPED + "retrieved = 2025-06-01\ngenerated = 2025-06-01\n\n[[coverage]]\n"
        'scope = "world"\nfirst_year = 2016\nlast_year = 2020\ngrain = "window"\n'
        'by_category = false\nprecision = "exact"\n', encoding="utf-8",
    )  # fmt: skip
    reseal(table)


def test_within_a_release_the_better_basis_answers(data: Path, tmp_path: Path) -> None:
    def answered(first: int, last: int) -> tuple[str, str, float]:
        answer = import_shares(data, "AZE", first, last)
        (snapshot,) = answer.snapshots  # one answers, never a mixture
        israel = answer.rows.loc[answer.rows["partner"] == "ISR", "tiv_m"].item()
        return snapshot.snapshot_id, answer.precision, round(float(israel), 2)

    split = "sipri/deals_1950-2024_2025-05-12_142920"
    window = "sipri/deals_2016-2020_2025-05-12_142920"
    by_delivery = "sipri/deliveries_1988-2024_2025-05-12_142920"
    with_shipped_table(data, 99)
    take_in(data, saved(tmp_path, DEALS))
    # Israel's 42 items came as 10, 2 and 30; evenly spread they are 14 a year.
    assert answered(2016, 2020) == ("sipri/flows_2025", "exact", 99)
    assert answered(2016, 2017) == (split, "split", 42)
    take_in(data, saved(tmp_path, exports.deals(first=2016, last=2020)))
    assert answered(2016, 2020) == (window, "exact", 63)
    assert answered(2016, 2017)[1:] == ("split", 42)
    take_in(data, saved(tmp_path, DELIVERIES))
    assert answered(2016, 2020) == (by_delivery, "exact", 63)
    assert answered(2016, 2017) == (by_delivery, "exact", 18)
    # A newer release by deal alone is exact for all of its years only, and does not step in.
    newer = exports.deals(exports.NEXT_DEALS, generated=exports.NEXT_GENERATED)
    take_in(data, saved(tmp_path, newer))
    assert answered(2016, 2020) == (by_delivery, "exact", 63)
    asked = import_shares(data, "AZE", 2016, 2020, release=2026)
    assert (asked.precision, asked.releases) == ("rebuilt", "2026 release")
    assert asked.caveats == (REBUILT,)
    assert asked.source_note.endswith(asked.caveats[0])
    assert "2026 release by deal, with the deliveries of the 2025 release." in asked.source_line
    # A newer exact one does.
    newest = exports.deliveries(exports.NEXT_DEALS, last=2025, generated=exports.NEXT_GENERATED)
    take_in(data, saved(tmp_path, newest))
    assert answered(2016, 2020)[1:] == ("exact", 66)
    assert import_shares(data, "AZE", 2016, 2020, release=2025).releases == "2025 release"


def test_what_is_split_is_marked_row_by_row(data: Path, tmp_path: Path) -> None:
    take_in(data, saved(tmp_path, DEALS))
    warehouse = opened(data)
    rows = warehouse.query(
        "SELECT d.designation, v.year, v.tiv_m, v.number, v.precision"
        " FROM delivery v JOIN deal d USING (snapshot_id, deal_no) ORDER BY ALL"
    )
    split = rows[rows["precision"] == "split"]
    assert set(split["designation"]) == {
        deal.named_otherwise or deal.designation
        for deal in exports.DEALS if len(deal.delivered) > 1
    }  # fmt: skip
    assert split["number"].isna().all()
    assert rows.loc[rows["designation"] == "Delta", "tiv_m"].tolist() == [21, 21, 21]
    kept = rows[rows["precision"] == "exact"]
    assert kept["number"].notna().all()
    assert rows["tiv_m"].sum() == pytest.approx(WHOLE)
    covered = warehouse.query("SELECT DISTINCT grain, precision FROM coverage ORDER BY ALL")
    assert covered.values.tolist() == [["window", "exact"], ["year", "split"]]
    assert ask(warehouse, "world_volume").reason is not None, "a series is not shown as exact"
    series = warehouse.query("SELECT DISTINCT precision FROM world_volume(in_release := 2025)")
    assert series["precision"].tolist() == ["split"]


def test_a_window_of_deals_is_exact_as_a_whole(data: Path, tmp_path: Path) -> None:
    take_in(
        data, saved(tmp_path, exports.deals(first=2016, last=2020), "window"),
        saved(tmp_path, exports.deals(first=2021, last=2021), "year"),
    )  # fmt: skip
    for first, last in ((2016, 2020), (2021, 2021)):
        answer = ask(opened(data), "ranking", role="recipient", from_year=first, to_year=last,
                     in_release=None)  # fmt: skip
        assert answer.precision == "exact"
        assert answer.rows["tiv_m"].sum() == pytest.approx(exports.total(first=first, last=last))
    assert import_shares(data, "AZE", 2016, 2017).precision == "split"
    across = import_shares(data, "AZE", 2017, 2021)
    assert across.precision == "split", "the files of one release answer together"
    assert {snapshot.release for snapshot in across.snapshots} == {2025}


def test_flows_are_exact_by_year_pair_and_category(data: Path, tmp_path: Path) -> None:
    take_in(data, saved(tmp_path, exports.in_parts(1988, 2001, 2011)))
    rows = opened(data).query(
        "SELECT s.sipri_name AS supplier, r.sipri_name AS recipient, f.first_year, f.category,"
        " f.tiv_m FROM flow f JOIN state s ON s.state_id = f.supplier"
        " JOIN state r ON r.state_id = f.recipient"
    )
    expected: dict[tuple[object, ...], float] = {}
    for deal in exports.DEALS:
        for year in deal.delivered:
            key = (deal.supplier, deal.recipient, year, deal.category)
            expected[key] = expected.get(key, 0) + deal.tiv(year)
    found = {tuple(row[:4]): row[4] for row in rows.itertuples(index=False, name=None)}
    assert found == pytest.approx(expected)


# Registers of one release are joined, and what they say is held against tables.


def test_comments_are_joined_where_there_is_one_counterpart(data: Path, tmp_path: Path) -> None:
    take_in(data, saved(tmp_path, DELIVERIES, "a"), saved(tmp_path, DEALS, "b"))
    warehouse = opened(data)
    rows = warehouse.query(
        "FROM deal WHERE snapshot_id LIKE '%deliveries%' ORDER BY deal_no"
    ).set_index("deal_no")
    joined = rows["order_details_from"].notna()
    alike = {111, 112}  # two deals of the same thing in the same years
    assert set(rows.index[~joined]) == alike
    for deal in exports.DEALS:
        if deal.number in rows.index and deal.number not in alike:
            row = rows.loc[deal.number]
            comment = deal.comment.replace("\n", " ") or None
            assert (row["comment"] or None) == comment or (comment is None)
            assert row["number_ordered"] == deal.ordered or deal.ordered is None
    assert rows.loc[105, "comment"] == "Probably second-hand", "by number and TIV of an item"
    assert rows.loc[105, "tiv_order_m"] == 20
    (line,) = reconciled(data, "Deals that found")
    assert (line["cells"], line["exact"], line["off"]) == (14, 12, 2)
    same = warehouse.query(
        "SELECT designation, tiv_unit FROM deal WHERE snapshot_id LIKE '%deals%'"
    ).set_index("designation")["tiv_unit"]
    assert same["Echo-72M"] == pytest.approx(2.5), "of a new one, in both registers"
    assert same["Hôtel-2"] == pytest.approx(10)


def test_registers_of_two_releases_are_not_joined(data: Path, tmp_path: Path) -> None:
    newer = exports.deals(exports.NEXT_DEALS, generated=exports.NEXT_GENERATED)
    take_in(data, saved(tmp_path, DELIVERIES, "a"), saved(tmp_path, newer, "b"))
    assert reconciled(data, "Deals that found") == []


def test_the_register_by_deal_that_has_most_is_joined(data: Path, tmp_path: Path) -> None:
    later = "20 Jun 2025 1:00:00 PM"
    take_in(
        data, saved(tmp_path, DELIVERIES, "a"), saved(tmp_path, DEALS, "b"),
        saved(tmp_path, exports.deals(first=2020, last=2024, generated=later), "c"),
        saved(tmp_path, exports.deals(recipient="India", generated=later), "d"),
    )  # fmt: skip
    (line,) = reconciled(data, "Deals that found")
    assert line["against"] == "sipri/deals_1950-2024_2025-05-12_142920"


def test_a_window_of_deals_is_joined_in_its_years(data: Path, tmp_path: Path) -> None:
    window = exports.deals(first=2020, last=2024)
    take_in(data, saved(tmp_path, DELIVERIES, "a"), saved(tmp_path, window, "b"))
    found = opened(data).query(
        "SELECT deal_no FROM deal WHERE order_details_from IS NOT NULL ORDER BY ALL"
    )
    assert found["deal_no"].tolist() == [102, 103, 104, 107, 108, 113]


def reconciled(data: Path, what: str) -> list[dict[str, object]]:
    rows = ask(opened(data), "reconciliation").rows
    return [
        {str(name): value for name, value in row.items()}
        for row in rows[rows["what"].str.startswith(what)].to_dict("records")
    ]


def test_figures_are_held_against_tables(data: Path, tmp_path: Path) -> None:
    take_in(
        data, saved(tmp_path, DELIVERIES, "a"), saved(tmp_path, TIV_TABLE, "b"),
        saved(tmp_path, exports.tiv_table("recipient"), "c"),
        saved(tmp_path, exports.world_bank(), "d"),
    )  # fmt: skip
    for role in ("supplier", "recipient"):
        (line,) = reconciled(data, f"Sums of each {role}")
        cells = [tiv for years in exports.yearly(role).values() for tiv in years.values()]
        assert line["cells"] == len(cells)
        assert line["exact"] == sum(abs(tiv - round(tiv)) < 0.005 for tiv in cells)
        assert line["within_rounding"] == sum(abs(tiv - round(tiv)) >= 0.005 for tiv in cells)
        assert line["off"] == 0
    (line,) = reconciled(data, "Volume of each delivery")
    assert line["cells"] == line["exact"] == sum(len(d.delivered) for d in exports.DEALS)
    (line,) = reconciled(data, "Yearly sums of countries")
    assert line["off"] == 0 and line["cells"]
    (line,) = reconciled(data, "Parties of each flow")
    assert line["off"] == 0 and line["cells"]


def test_what_does_not_fit_is_counted_and_named(data: Path, tmp_path: Path) -> None:
    table = exports.tiv_table("recipient", exports.NEXT_DEALS, last=2024)
    wrong = DELIVERIES.replace(b",5,5,20,", b",5,5,21,", 1)
    assert wrong != DELIVERIES
    take_in(
        data, saved(tmp_path, wrong, "a"), saved(tmp_path, table, "b"),
        saved(tmp_path, exports.world_bank(scale=2_000_000), "c"),
    )  # fmt: skip
    (line,) = reconciled(data, "Sums of each recipient")
    # Poland 2023, and what the release after has otherwise.
    assert line["off"] == 3
    assert line["largest"] == "India 2024: 12.5, table 52.0"
    (line,) = reconciled(data, "Volume of each delivery")
    assert (line["off"], line["largest"]) == (1, "deal 111 in 2023: 21.0, product 20.0")
    (line,) = reconciled(data, "Yearly sums of countries")
    assert line["off"]


def test_tables_of_another_release_are_not_compared(data: Path, tmp_path: Path) -> None:
    table = exports.tiv_table("supplier", generated="13 Oct 2026 12:33:29 PM", last=2024)
    card = card_of(tmp_path, DELIVERIES)
    take_in(data, saved(tmp_path, table), release=2026)
    take_in(data, saved(tmp_path, DELIVERIES))
    assert card.release == 2025
    assert reconciled(data, "Sums of each") == []


# Taking back.


def test_forget_and_take_in_again(data: Path, tmp_path: Path) -> None:
    file = saved(tmp_path, DELIVERIES)
    take_in(data, file, saved(tmp_path, DEALS, "b"))
    warehouse = data / "warehouse.duckdb"
    name = next(name for name in downloads(data) if "deliveries" in name)
    done = forget(name, data, warehouse, quiet)
    assert [card.snapshot_id for card in done.cards] == [name]
    assert not [other for other in downloads(data) if other == name]
    assert import_shares(data, "AZE", 2016, 2020).precision == "split"
    kept = data / f"downloads/forgotten/{name}.csv"
    assert kept.read_bytes() == file.read_bytes(), "nothing is deleted"
    assert [card.snapshot_id for card in take_in(data, file).cards] == [name]
    assert import_shares(data, "AZE", 2016, 2020).precision == "exact"


def test_what_was_forgotten_is_never_written_over(data: Path, tmp_path: Path) -> None:
    warehouse = data / "warehouse.duckdb"
    contents = [DELIVERIES, exports.resaved(DELIVERIES)]
    for content in contents:
        (card,) = take_in(data, saved(tmp_path, content)).cards
        forget(card.snapshot_id, data, warehouse, quiet)
    kept = (data / "downloads/forgotten/sipri").glob("*.csv")
    assert {path.read_bytes() for path in kept} == {*contents}


def test_rollback_there_and_back(data: Path, tmp_path: Path) -> None:
    warehouse = data / "warehouse.duckdb"
    with pytest.raises(WarehouseError, match="There is no earlier warehouse"):
        rollback(data, warehouse)
    take_in(data, saved(tmp_path, DELIVERIES))
    with pytest.raises(WarehouseError, match="There is no earlier warehouse"):
        rollback(data, warehouse)
    first = everything(data)
    newer = exports.deliveries(exports.NEXT_DEALS, last=2025, generated=exports.NEXT_GENERATED)
    take_in(data, saved(tmp_path, newer))
    (old, new) = downloads(data)
    assert import_shares(data, "AZE", 2016, 2020).releases == "2026 release"
    second = warehouse.read_bytes()
    assert previous_path(warehouse).read_bytes() == first["warehouse.duckdb"]

    assert rollback(data, warehouse) == [f"{new} is left out"]
    assert warehouse.read_bytes() == first["warehouse.duckdb"]
    assert previous_path(warehouse).read_bytes() == second
    assert downloads(data) == [old]
    assert import_shares(data, "AZE", 2016, 2020).releases == "2025 release"

    assert rollback(data, warehouse) == [f"{new} is back"]
    assert warehouse.read_bytes() == second
    assert downloads(data) == [old, new]
    assert left_over(warehouse) == ["downloads", "reference", "warehouse.previous.duckdb"]


def test_a_rolled_back_forget_brings_the_snapshot_back(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take_in(data, saved(tmp_path, DELIVERIES))
    (name,) = downloads(data)
    before = everything(data)
    assert main(["forget", name, "--data", str(data)]) == 0
    assert f"Forgot {name}: Trade register" in capsys.readouterr().out
    assert main(["rollback", "--data", str(data)]) == 0
    assert f"{name} is back" in capsys.readouterr().out
    after = everything(data)
    assert {path: after[path] for path in before} == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("reference/states", "it belongs to the project"),
        ("sipri/nothing", "there is no such snapshot"),
        ("../../states", "there is no such snapshot"),
    ],
)
def test_what_cannot_be_forgotten(
    data: Path, tmp_path: Path, name: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    take_in(data, saved(tmp_path, DELIVERIES))
    (there,) = downloads(data)
    before = everything(data)
    assert main(["forget", name, "--data", str(data)]) == 1
    told = capsys.readouterr().err
    assert words in told and f"Those that can be forgotten: {there}." in told
    assert everything(data) == before


def test_the_bundled_data_and_an_import_live_together(
    data_copy: Path, tmp_path: Path, warehouse_file: Path
) -> None:
    take_in(data_copy, saved(tmp_path, exports.deals(supplier="Israel"), "from Israel"))
    name = downloads(data_copy)[0]
    rows = ask(opened(data_copy), "releases").rows.set_index("snapshot")
    assert rows.loc[name, "complete_for"] == (
        "exports of Israel, 1950–2024; split: exports of Israel, each year 1950–2024"
    )
    # The bundled flows are exact and answer as before.
    answer = import_shares(data_copy, "AZE", 2016, 2020)
    assert answer.rows["share_pct"].max() == pytest.approx(66.6, abs=0.05)
    assert stored(data_copy)
    assert DATA not in data_copy.parents


def test_a_table_that_was_packed_anew_changes_nothing(tmp_path: Path) -> None:
    data = small_data(tmp_path)
    first, again = exports.world_bank_zip(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(first)) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2026, 5, 1, 12, 0, 0)), old.read(name))
    assert again.getvalue() != first
    take_in(data, saved(tmp_path, first, "first.zip"))
    before = everything(data)
    changed = take_in(data, saved(tmp_path, again.getvalue(), "again.zip"))
    assert not changed.cards and not changed.loaded
    assert [path.name for path, _ in changed.known] == ["again.zip"]
    assert everything(data) == before

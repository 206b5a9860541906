"""What is loaded answers: files of one release together, the best of them for each question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.cli import main
from etl.common.errors import DataError
from etl.questions import ask
from etl.questions.answer import Answer
from etl.warehouse.build import ChecksFailedError
from tests.conftest import ROOT
from tests.etl import exports
from tests.etl.brought import everything, opened, saved, small_data, take_in

CASES = ROOT / "tests" / "etl" / "cases"
SPLIT = (CASES / "split_a_2010-2012.csv", CASES / "split_b_2013-2014.csv")
REAL = ROOT.parent / "shared" / "data" / "sipri"
Rows = list[dict[str, Any]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small data folder."""
    return small_data(tmp_path)


@pytest.fixture
def given(data: Path, tmp_path: Path) -> Callable[..., Path]:
    """Takes in files by their content."""

    def take(*contents: bytes) -> Path:
        take_in(data, *(saved(tmp_path, content, f"{n}") for n, content in enumerate(contents)))
        return data

    return take


def found(data: Path, sql: str) -> Rows:
    return opened(data).query(sql).to_dict("records")  # type: ignore[return-value]


def row(data: Path, sql: str) -> dict[str, Any]:
    (only,) = found(data, sql)
    return only


def imports(data: Path, who: str, first: int, last: int, release: int | None = None) -> Answer:
    return ask(
        opened(data), "import_shares", who=who, from_year=first, to_year=last, in_release=release
    )


def shares(answer: Answer) -> dict[str, tuple[float, float]]:
    rows = answer.rows
    return {
        partner: (round(tiv, 2), round(share, 1))
        for partner, tiv, share in zip(
            rows["partner"], rows["tiv_m"], rows["share_pct"], strict=True
        )
    }


def changed(path: Path, *swaps: tuple[str, str]) -> bytes:
    text = path.read_text("utf-8")
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return text.encode("utf-8")


# One release in several files.


def test_a_release_saved_in_two_files_answers_as_one(data: Path) -> None:
    take_in(data, *SPLIT)
    answer = imports(data, "PRT", 2010, 2014)
    assert shares(answer) == {"FRA": (18, 52.9), "ITA": (16, 47.1)}
    assert (answer.precision, answer.releases) == ("exact", "2024 release")
    assert answer.source_line == "Calculated from the SIPRI Arms Transfers Database, 2024 release."
    yearly = ask(opened(data), "yearly_partners", role="recipient", who="PRT", in_release=None)
    assert dict(zip(yearly.rows["year"], yearly.rows["tiv_m"], strict=True)) == {
        2010: 6, 2011: 4, 2012: 5, 2013: 12, 2014: 7,
    }  # fmt: skip
    assert set(yearly.rows["covered_to"]) == {2014}
    # Within one of the files it answers alone.
    alone = imports(data, "PRT", 2010, 2012)
    assert [snapshot.snapshot_id for snapshot in alone.snapshots] == [
        "sipri/deliveries_2010-2012_2024-04-16_220518"
    ]
    any_of = dict.fromkeys(("supplier", "recipient", "category", "status", "text"))
    deals = ask(opened(data), "deals", in_release=None, first_year=2010, last_year=2014, **any_of)
    assert sorted(deals.rows["deal_no"]) == [1, 2, 3, 4, 5]
    reason = imports(data, "PRT", 2010, 2015).reason or ""
    assert "What is complete: 2024 release each year 2010–14." in reason
    # What was put together is no file that could be listed or forgotten.
    for question in ("loaded", "releases"):
        assert "together" not in ask(opened(data), question).rows.to_string()


def test_two_releases_never_answer_together(given: Callable[..., Path]) -> None:
    data = given(SPLIT[0].read_bytes(), changed(SPLIT[1], ("13 Apr 2024", "13 Apr 2025")))
    for release in (None, 2024, 2025):
        answer = imports(data, "PRT", 2010, 2014, release)
        assert answer.rows.empty and "complete for the arms imports of Portugal in 2010–14" in (
            answer.reason or ""
        )


OVERLAPPING = (
    ("'2013' to '2014'", "'2012' to '2014'"),
    ("13 Apr 2024", "20 Apr 2024"),
    ("Local production\n",
     "Local production\n3,France,Portugal,Design-3,patrol boat,Ships,2011,No,1,No,2012,No,New,"
     "5.5,5.5,5.5,No\n"),
)  # fmt: skip


def test_where_two_files_overlap_a_row_counts_once_and_the_newer_one_answers(
    given: Callable[..., Path],
) -> None:
    data = given(SPLIT[0].read_bytes(), changed(SPLIT[1], *OVERLAPPING))
    assert shares(imports(data, "PRT", 2010, 2014)) == {"FRA": (18.5, 53.6), "ITA": (16, 46.4)}
    rows = ask(opened(data), "reconciliation").rows
    (told,) = rows[rows["what"].str.startswith("Each pair")].to_dict("records")
    assert told["snapshot"] == "sipri/deliveries_2012-2014_2024-04-20_154454"
    assert told["against"] == "sipri/deliveries_2010-2012_2024-04-16_220518"
    assert (told["cells"], told["off"]) == (1, 1)
    assert told["largest"] == "France → Portugal 2012: 5.5, older file 5.0"
    deals = found(data, "SELECT deal_no, tiv_delivered_m FROM deal WHERE snapshot_id LIKE 'tog%'")
    assert [(deal["deal_no"], deal["tiv_delivered_m"]) for deal in deals] == [
        (1, 6), (2, 4), (3, 5.5), (4, 12), (5, 7),
    ]  # fmt: skip


def test_files_that_overlap_and_agree(given: Callable[..., Path]) -> None:
    data = given(exports.deliveries(last=2016), exports.deliveries(first=2010))
    whole = row(data, "FROM volume('world', NULL, 1988, 2024)")
    assert whole["tiv_m"] == pytest.approx(exports.total(first=1988))
    assert whole["precision"] == "exact"
    rows = ask(opened(data), "reconciliation").rows
    assert rows.loc[rows["what"].str.startswith("Each pair"), "off"].tolist() == [0]


def test_what_a_gap_between_files_hides_is_no_zero(given: Callable[..., Path]) -> None:
    data = given(exports.deliveries(first=1995, last=2005), exports.deliveries(first=2016))
    years = [one["year"] for one in found(data, "FROM moving_average('supplier', 'RUS')")]
    assert years == [*range(1995, 2006), *range(2016, 2025)]
    yearly = ask(opened(data), "yearly_partners", role="supplier", who="RUS", in_release=None)
    assert set(yearly.rows["covered_from"]) == {2016} and yearly.rows["year"].min() == 2016
    assert imports(data, "IND", 2003, 2017).reason is not None


def test_what_two_registers_by_deal_say_together_is_bounded(given: Callable[..., Path]) -> None:
    data = given(exports.deals(first=1988, last=2016), exports.deals(first=2017))
    answer = row(data, "FROM volume('recipient', 'IND', 2005, 2020)")
    assert answer["snapshot_id"].startswith("together/") and answer["precision"] == "split"
    right = sum(
        deal.tiv(year) for deal in exports.DEALS if deal.recipient == "India"
        for year in deal.delivered if 2005 <= year <= 2020
    )  # fmt: skip
    assert answer["tiv_low_m"] < answer["tiv_m"] < answer["tiv_high_m"]
    assert answer["tiv_low_m"] <= right <= answer["tiv_high_m"]
    any_of = dict.fromkeys(("supplier", "recipient", "category", "status", "text"))
    deals = ask(opened(data), "deals", in_release=None, first_year=1988, last_year=2024, **any_of)
    assert deals.rows["tiv_in_period_m"].sum() == pytest.approx(exports.total())


def test_registers_of_both_kinds_complete_each_other(given: Callable[..., Path]) -> None:
    data = given(exports.deals(first=1988, last=2016), exports.deliveries(first=2017))
    assert imports(data, "IND", 2018, 2022).precision == "exact"
    both = row(data, "FROM volume('recipient', 'IND', 2005, 2020)")
    assert both["precision"] == "split", "as good as the worse of the two"
    # Russia's 880 of 2000–16 in three equal parts, of which two since 2005; 80 in 2020.
    assert both["tiv_m"] == pytest.approx(2 * 880 / 3 + 80, abs=0.01)
    whole = row(data, "FROM volume('world', NULL, 1988, 2024)")
    assert whole["tiv_m"] == pytest.approx(exports.total())


# Tables of single suppliers.


def tables(*, but: str = "") -> list[bytes]:
    """A table of 2022 for each supplier that delivered anything by 2021."""
    delivered = {d.supplier for d in exports.DEALS if any(y <= 2021 for y in d.delivered)}
    return [exports.old_table(name) for name in sorted(delivered - {but})]


def all_suppliers(released: int) -> bytes:
    """The table of all suppliers of a release."""
    return exports.tiv_table(
        "supplier", [deal.within(1988, released - 1) for deal in exports.DEALS],
        last=released - 1, generated=f"28 Jul {released} 1:00:00 PM",
    )  # fmt: skip


def test_tables_of_all_suppliers_make_the_world(given: Callable[..., Path]) -> None:
    data = given(*tables(), all_suppliers(2022))
    # Russia 240 to India and 20 to Azerbaijan, Israel 15 and 3, somebody less than half a million.
    assert shares(imports(data, "AZE", 2016, 2018)) == {"RUS": (20, 52.6), "ISR": (18, 47.4)}
    pairs = ask(opened(data), "world_flows", from_year=2016, to_year=2018, in_release=None)
    assert (pairs.precision, pairs.rows["tiv_m"].sum()) == ("rounded", 278)
    series = found(data, "SELECT year, tiv_m FROM world_volume() WHERE year = 2016")
    assert series[0]["tiv_m"] == 275


def test_without_one_of_the_suppliers_they_do_not(given: Callable[..., Path]) -> None:
    data = given(*tables(but="Israel"), all_suppliers(2022))
    answer = imports(data, "AZE", 2016, 2018)
    assert answer.rows.empty and "the arms imports of Azerbaijan in 2016–18" in str(answer.reason)
    # Who supplied in a year counts, and Israel did not in 2012.
    assert shares(imports(data, "TUR", 2012, 2012)) == {"ITA": (4, 100)}


def test_without_any_list_of_suppliers_nobody_knows(given: Callable[..., Path]) -> None:
    data = given(*tables())
    assert imports(data, "TUR", 2012, 2012).reason is not None
    exported = row(data, "FROM volume('supplier', 'ITA', 2009, 2013)")
    assert (exported["tiv_m"], exported["precision"]) == (4, "rounded")


def test_one_table_is_not_the_world_whatever_is_said(data: Path, tmp_path: Path) -> None:
    table = saved(tmp_path, exports.old_table("Israel"))
    with pytest.raises(DataError, match="a TIV table of Israel as supplier holds nobody else's"):
        take_in(data, table, covers=("world 1988-2021",))
    # Said twice, it is said once.
    take_in(data, table, covers=("supplier Israel 2010-2021", " supplier Israel 2010-2021"))


def test_names_that_sipri_wrote_in_2022(given: Callable[..., Path]) -> None:
    table = exports.old_table("Italy").replace(b"\nTurkiye,", b"\nPKK (Turkey)*,")
    other = exports.old_table("China").replace(b"\nViet Nam,", b"\nUnknown rebel group*,")
    data = given(table, other)
    recipients = {one["recipient"] for one in found(data, "FROM flow")}
    assert recipients == {"pkk", "unknown-rebel-group"}


# Tables of totals.


@pytest.fixture
def totals(given: Callable[..., Path]) -> Path:
    """The two tables of totals of the 2025 release, and nothing else."""
    return given(exports.tiv_table("supplier"), exports.tiv_table("recipient"))


def test_totals_answer_for_countries_the_world_and_places(totals: Path) -> None:
    taken = row(totals, "FROM volume('recipient', 'IND', 2017, 2021)")
    # Russia 80 and 400, Israel 37.5.
    bounds = (taken["tiv_low_m"], taken["tiv_m"], taken["tiv_high_m"])
    assert (*bounds, taken["precision"]) == (517, 518, 519, "rounded")
    world = row(totals, "FROM volume('world', NULL, 2017, 2021)")
    assert world["tiv_m"] == pytest.approx(exports.total(first=2017, last=2021), abs=4)
    ranked = ask(opened(totals), "ranking", role="supplier", from_year=2017, to_year=2021,
                 in_release=2025)  # fmt: skip
    assert ranked.rows["state_id"].tolist()[:2] == ["RUS", "ISR"]
    assert ranked.rows["share_pct"].iloc[0] == pytest.approx(100 * 480 / 570, abs=0.5)
    assert (ranked.precision, ranked.releases) == ("rounded", "2025 release")
    assert ranked.rows["previous_tiv_m"].iloc[0] == 260
    change = ask(opened(totals), "world_change", from_year=2017, to_year=2021, in_release=None)
    assert change.rows["previous_tiv_m"].iloc[0] == 279
    regions = ask(opened(totals), "region_shares", role="recipient", from_year=2017, to_year=2021,
                  in_release=None)  # fmt: skip
    assert regions.rows["region"].iloc[0] == "Asia and Oceania"


def test_what_totals_are_complete_for_is_told(
    totals: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    places = ["--data", str(totals), "--warehouse", str(totals / "warehouse.duckdb")]
    assert main(["status", *places]) == 0
    told = capsys.readouterr().out
    assert "totals of all suppliers" in told and "totals of all recipients" in told
    reason = str(row(totals, "FROM volume('supplier', 'RUS', 1980, 1984)")["reason"])
    assert reason.endswith("What is complete: 2025 release each year 1988–2024.")


def test_totals_know_no_partners(totals: Path) -> None:
    for answer in (
        imports(totals, "IND", 2017, 2021),
        ask(opened(totals), "world_flows", from_year=2017, to_year=2021, in_release=None),
        ask(opened(totals), "world_map", role="recipient", from_year=2017, to_year=2021,
            in_release=None),
        ask(opened(totals), "yearly_partners", role="recipient", who="IND", in_release=None),
    ):  # fmt: skip
        assert answer.rows.empty and answer.reason
    pair = row(totals, "FROM volume('recipient', 'IND', 2017, 2021, with_whom := 'RUS')")
    assert pair["reason"] and pair["snapshot_id"] is None


def test_a_series_begins_where_the_party_does(totals: Path) -> None:
    lives = {"SUN": (1988, 1991), "RUS": (1992, 2024), "IND": (1988, 2024)}
    for party, (first, last) in lives.items():
        role = "recipient" if party == "IND" else "supplier"
        years = [one["year"] for one in found(totals, f"FROM moving_average('{role}', '{party}')")]
        assert years == [*range(first, last + 1)], party
    folded = found(totals, "FROM moving_average('supplier', 'RUS', fold := true)")
    assert folded[0]["year"] == 1988 and folded[0]["tiv_m"] == 25
    averages = {one["year"]: one["five_year_average_tiv_m"] for one in
                found(totals, "FROM moving_average('supplier', 'RUS') ORDER BY year")}  # fmt: skip
    assert averages[1995] != averages[1995] and averages[1996] == 0, "five years of its own"


def test_a_total_that_stands_in_two_tables_counts_once(data: Path, tmp_path: Path) -> None:
    files = []
    for first, last in ((1988, 2016), (2012, 2024)):
        deals = [deal.within(first, last) for deal in exports.DEALS]
        path = tmp_path / f"table_{first}.csv"
        path.write_bytes(exports.tiv_table("supplier", deals, first=first, last=last))
        files.append(path)
    take_in(data, *files, release=2025)
    # 20 and 240 in 2016 stand in both; 160 in 2000, 480 in 2005, 80 in 2020 in one.
    whole = row(data, "FROM volume('supplier', 'RUS', 1992, 2020)")
    assert (whole["tiv_m"], whole["precision"]) == (980, "rounded")


# Which of several answers.


def test_the_more_exact_answers_and_not_the_newer(given: Callable[..., Path]) -> None:
    data = given(
        exports.deals(),
        exports.tiv_table("recipient", generated="12 Apr 2025 1:00:00 PM"),
        exports.tiv_table("supplier", generated="12 Apr 2025 1:00:00 PM"),
    )
    total = row(data, "FROM volume('recipient', 'IND', 2017, 2021)")
    assert (total["tiv_m"], total["precision"]) == (518, "rounded"), "and not split"
    assert imports(data, "IND", 2017, 2021).precision == "split", "a table has no partners"
    # All years of the register together are not split.
    assert row(data, "FROM volume('world', NULL, 1950, 2024)")["precision"] == "exact"


def test_of_two_alike_the_one_generated_last_answers(given: Callable[..., Path]) -> None:
    data = given(
        exports.deliveries(generated="12 May 2025 1:00:00 PM"),
        exports.deliveries(generated="14 May 2025 1:00:00 PM"),
        exports.deliveries(generated="13 May 2025 1:00:00 PM"),
    )
    (snapshot,) = imports(data, "IND", 2017, 2021).snapshots
    assert snapshot.snapshot_id.endswith("2025-05-14_130000")


def test_an_extract_of_two_years_is_no_series(given: Callable[..., Path]) -> None:
    data = given(exports.deliveries(first=2020, last=2021), exports.tiv_table("supplier"))
    years = found(data, "FROM moving_average('supplier', 'RUS')")
    assert (len(years), years[0]["precision"]) == (33, "rounded")
    assert row(data, "FROM volume('supplier', 'RUS', 2020, 2021)")["precision"] == "exact"


def test_three_releases_answer_each_for_itself(given: Callable[..., Path]) -> None:
    data = given(
        exports.deliveries(exports.NEXT_DEALS, last=2025, generated=exports.NEXT_GENERATED),
        exports.deliveries(),
        *(exports.tiv_table(role, [deal.within(1988, 2023) for deal in exports.DEALS], last=2023,
                            generated="12 Apr 2024 1:00:00 PM")
          for role in ("supplier", "recipient")),
    )  # fmt: skip
    answers = {
        release: row(data, "FROM volume('recipient', 'AZE', 2016, 2020"
                     + (f", in_release := {release})" if release else ")"))
        for release in (None, 2024, 2025, 2026)
    }  # fmt: skip
    assert {r: (a["release"], a["precision"]) for r, a in answers.items()} == {
        None: (2026, "exact"), 2024: (2024, "rounded"), 2025: (2025, "exact"),
        2026: (2026, "exact"),
    }  # fmt: skip
    assert answers[2026]["tiv_m"] - answers[2025]["tiv_m"] == pytest.approx(3)
    assert answers[2024]["tiv_m"] == 86
    for release in (2025, 2026):
        assert {s.release for s in imports(data, "AZE", 2016, 2020, release).snapshots} == {release}
    assert imports(data, "AZE", 2016, 2020, 2024).reason is not None


# What is compared, and what is refused.


def test_nothing_is_compared_that_only_one_of_two_holds(data: Path) -> None:
    files = CASES / "world_1950-1951.csv", CASES / "tiv_suppliers_1960-1961.csv"
    take_in(data, *files, release=2024)
    rows = ask(opened(data), "reconciliation").rows
    assert not rows["what"].str.startswith("Sums").any()
    ranked = ask(opened(data), "ranking", role="supplier", from_year=1960, to_year=1961,
                 in_release=None)  # fmt: skip
    assert ranked.rows[["state_id", "tiv_m"]].to_dict("list") == {
        "state_id": ["FRA", "GBR"], "tiv_m": [11, 10],
    }  # fmt: skip


def test_a_table_is_compared_in_the_years_of_both(given: Callable[..., Path]) -> None:
    data = given(exports.deliveries(first=2016, last=2018), exports.tiv_table("supplier"))
    rows = ask(opened(data), "reconciliation").rows
    (sums,) = rows[rows["what"].str.startswith("Sums")].to_dict("records")
    # Russia and Israel in 2016, Israel in 2017, the unknown supplier in 2018.
    assert (sums["cells"], sums["off"]) == (4, 0)


HEADER, *ROWS = SPLIT[0].read_text("utf-8").splitlines()[5:]


@pytest.mark.parametrize(
    ("swaps", "error", "words"),
    [
        ([("2,Italy,Portugal", "2,Italy,Spain")], ChecksFailedError, "line 8: no coverage entry"),
        ([("to '2012'", "to '2011'")], DataError, "deliveries outside 2010–2011"),
        ([(line, ",".join([*line.split(",")[:-2], "", "No"])) for line in ROWS], DataError,
         r"line 7, column TIV delivery values: not a number of zero or more \(found ''\)"),
        ([(line, ",".join(reversed(line.split(",")))) for line in (HEADER, *ROWS)], DataError,
         "line 6: .* its columns stand in another order, or one of them twice"),
    ],
    ids=["party", "years", "empty column", "order"],
)  # fmt: skip
def test_a_register_that_contradicts_itself_leaves_all_as_it_was(
    data: Path, tmp_path: Path, swaps: list[tuple[str, str]], error: type[Exception], words: str
) -> None:
    take_in(data, SPLIT[1])
    before = everything(data)
    with pytest.raises(error, match=words):
        take_in(data, saved(tmp_path, changed(SPLIT[0], *swaps)))
    assert everything(data) == before
    assert shares(imports(data, "PRT", 2013, 2014)) == {"ITA": (12, 63.2), "FRA": (7, 36.8)}


@pytest.mark.skipif(not REAL.is_dir(), reason="no exports lie beside the checkout")
def test_sipris_tables_of_2024(data: Path) -> None:
    take_in(data, *REAL.glob("tiv-table_*_generated-2024-10-13.csv"))
    taken = row(data, "FROM volume('recipient', 'IND', 2019, 2023, in_release := 2024)")
    assert (taken["tiv_m"], taken["precision"], taken["release"]) == (13_753, "rounded", 2024)
    ranked = ask(opened(data), "ranking", role="supplier", from_year=2019, to_year=2023,
                 in_release=None)  # fmt: skip
    assert ranked.rows.iloc[0][["state_id", "rank"]].tolist() == ["USA", 1]
    assert round(ranked.rows["share_pct"].iloc[0], 1) == 41.7

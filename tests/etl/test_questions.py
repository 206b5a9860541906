"""Questions: every one answers, says what its numbers are, and refuses what it cannot be asked."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from etl.common.errors import UnanswerableError
from etl.common.words import PRECISIONS
from etl.questions import ask, ask_windows, questions
from etl.questions.answer import _KEPT, _PRECISION
from etl.units import unit
from etl.warehouse.read import Warehouse

SAMPLE: dict[str, Any] = {
    "who": "AZE", "role": "recipient", "from_year": 2020, "to_year": 2024, "in_release": None,
    "years": 5, "first_years": [2010, 2020], "last_years": [2014, 2024], "old_release": 2022,
    "new_release": 2025, "fold": False, "by_category": False, "supplier": None, "recipient": None,
    "category": "Ships",
    "parties": ["AZE", "EU member states"], "with_whom": "USA", "of_world": True,
    "of_inhabitants": True,
    "from_whom": "ISR", "to_whom": "AZE", "status": None, "text": None, "first_year": 1995,
    "last_year": 2024, "deal_no": 1, "table_name": "sipri/none", "country": None,
}  # fmt: skip
# What only an imported register can answer, or another table that is not shipped.
REGISTER = (
    "aid", "aid_mirrored", "aid_months", "category_contents", "category_leaders", "deal", "deals",
    "estimated_share", "exports_by_list", "exports_mirrored", "exports_reported", "fms_delivered",
    "fms_mirrored", "items_compared", "registers", "revised_causes", "revised_deals",
)  # fmt: skip


def test_precision_is_told_of_sipris_numbers_beside_another_source(warehouse: Warehouse) -> None:
    answer = ask(warehouse, "world_map_per_inhabitant", role="recipient", from_year=2021,
                 to_year=2025, in_release=None, fold=False)  # fmt: skip
    rebuilt = replace(answer, precision="rebuilt")
    assert rebuilt.origin == "SIPRI, 2026 release, rebuilt; World Bank, file of 2025"
    assert replace(rebuilt, snapshots=()).origin == "rebuilt"


def test_each_gap_is_told_once(warehouse: Warehouse) -> None:
    """Sixty years before a state's time are one line of a file."""
    answer = ask(warehouse, "compared", role="recipient", parties=["AZE", "ARM", "biafra"],
                 first_years=list(range(1950, 2000)), last_years=list(range(1950, 2000)),
                 in_release=2025, with_whom=None, of_world=False)  # fmt: skip
    assert len(answer.gaps) == len({gap.partition(" in ")[0] for gap in answer.gaps}) < 6
    assert any("1950–91" in gap or "1950–94" in gap for gap in answer.gaps)


@pytest.mark.parametrize(
    ("name", "asked", "title"),
    [
        ("import_shares", {"who": "USA"}, "Who supplied the arms imports of the United States in"),
        ("import_shares", {"who": "World"}, "Who supplied the arms imports of the world in"),
        ("notified_sales", {"recipient": None}, "Arms sales to anybody that the US government"),
    ],
)
def test_a_title_names_whom_it_is_of_as_a_sentence_does(
    warehouse: Warehouse, name: str, asked: dict[str, Any], title: str
) -> None:
    assert ask(warehouse, name, **sample(name, **asked)).title.startswith(title)


@pytest.mark.parametrize("missing", ["none", "some", "all"])
def test_rows_are_duckdbs_own_frame(warehouse: Warehouse, missing: str) -> None:
    """Missing values are put in by us: each type of the contract as DuckDB would."""
    numbers = {"none": "(1)", "some": "(1), (NULL)", "all": "(NULL::INTEGER)"}[missing]
    select = f"""SELECT v::INTEGER AS whole, v::BIGINT AS long, v::DOUBLE AS number,
                        v = 1 AS flag, 'text ' || v AS text, make_date(2020, 1, v) AS day,
                        make_timestamp(v) AS moment, v / 2 AS half
                 FROM (VALUES {numbers}) _ (v)"""
    pd.testing.assert_frame_equal(warehouse.query(select), duckdb.connect().execute(select).df())


def sample(name: str, **other: Any) -> dict[str, Any]:
    values = SAMPLE | ({"who": "ISR"} if name.startswith("export_shares") else {}) | other
    return {param: values[param] for param in questions()[name].params}


def measured(warehouse: Warehouse, call: str, **params: Any) -> list[dict[Hashable, Any]]:
    """The rows of a measure that no question asks."""
    return warehouse.query(f"FROM {call}", params).to_dict("records")


@pytest.mark.parametrize("name", [name for name in questions() if name not in REGISTER])
def test_every_question_answers(warehouse: Warehouse, name: str) -> None:
    answer = ask(warehouse, name, **sample(name))
    assert answer.reason is None
    assert len(answer.rows) > 0
    assert answer.title and "{" not in answer.title and "}" not in answer.title
    assert answer.unit
    assert not {"snapshot_id", "reason"} & set(answer.rows.columns)
    shares = [column for column in answer.rows if str(column).endswith("share_pct")]
    for column in shares:
        assert answer.rows[column].dropna().between(0, 100).all()
    if "tiv_m" in answer.rows or shares:
        assert answer.snapshots, "numbers without a source"
        assert "SIPRI" in answer.source_line or "World Bank" in answer.source_line
        assert answer.source_line.endswith(".") and "release" in answer.releases.lower() + "release"


@pytest.mark.parametrize("name", questions())
def test_every_parameter_is_needed(warehouse: Warehouse, name: str) -> None:
    with pytest.raises(UnanswerableError, match="there is no parameter 'other'"):
        ask(warehouse, name, **sample(name), other=1)
    for param, kind in questions()[name].params.items():
        if kind == "flag":
            continue
        params = sample(name)
        del params[param]
        with pytest.raises(UnanswerableError, match=f"the parameter '{param}' is missing"):
            ask(warehouse, name, **params)


def test_an_unknown_question_lists_those_there_are(warehouse: Warehouse) -> None:
    with pytest.raises(UnanswerableError, match=r"No question is named 'nonsense'.*import_shares"):
        ask(warehouse, "nonsense")


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("who", None), ("who", 4), ("who", "AZE\0"), ("who", "\ud800"),
        ("role", "importer"), ("role", None), ("role", "world"),
        ("from_year", "2020"), ("from_year", None), ("from_year", 2020.0), ("from_year", True),
        ("to_year", 10**30), ("to_year", -1), ("in_release", "2025"),
    ],
)  # fmt: skip
def test_a_parameter_of_the_wrong_kind(warehouse: Warehouse, param: str, value: object) -> None:
    with pytest.raises(UnanswerableError, match=f"^estimated_share: {param} must be"):
        ask(warehouse, "estimated_share", **sample("estimated_share", **{param: value}))


@pytest.mark.parametrize(
    "who", ["'; DROP TABLE flow; --", "AZE' OR '1'='1", '"', "$who", "%", "", "{period}", "aze"]
)
def test_text_that_looks_like_sql_is_only_text(warehouse: Warehouse, who: str) -> None:
    before = warehouse.query("SELECT count(*) AS n FROM flow")["n"][0]
    for name in ("import_shares", "export_shares", "yearly_partners", "country_total"):
        answer = ask(warehouse, name, **sample(name, who=who))
        assert answer.reason is not None and len(answer.rows) == 0
        assert answer.source_line == ""
    (row,) = measured(warehouse, "moving_average('recipient', $who)", who=who)
    assert row["reason"] is not None and pd.isna(row["tiv_m"]) and pd.isna(row["snapshot_id"])
    assert warehouse.query("SELECT count(*) AS n FROM flow")["n"][0] == before > 4_000
    assert ask(warehouse, "import_shares", **sample("import_shares", who=who)).reason == (
        f'No country or group in the data has the code "{who}".'
    )


def test_a_window_that_no_release_covers_gets_a_reason(warehouse: Warehouse) -> None:
    answer = ask(warehouse, "import_shares", who="IND", from_year=2017, to_year=2021,
                 in_release=None)  # fmt: skip
    assert answer.reason is not None
    assert answer.reason.startswith(
        "No loaded release is complete for the arms imports of India in 2017–21."
    )
    assert "2015–19" in answer.reason
    assert answer.rows.empty
    assert answer.title == "Who supplied the arms imports of India in 2017–21"
    assert answer.period == "2017–21"


@pytest.mark.parametrize("years", [(2024, 2020), (1, 2), (2000, 9999)])
def test_odd_windows_get_a_reason(warehouse: Warehouse, years: tuple[int, int]) -> None:
    for name in ("import_shares", "ranking", "region_shares"):
        answer = ask(warehouse, name, **sample(name, from_year=years[0], to_year=years[1]))
        assert answer.reason and answer.rows.empty
    for name, number in (("volume_change", "tiv_m"), ("concentration", "hhi_points")):
        (row,) = measured(
            warehouse, f"{name}('recipient', $who, $first, $last)", who="AZE", first=years[0],
            last=years[1],
        )  # fmt: skip
        assert row["reason"] and pd.isna(row[number])


def test_coverage_is_asked_once_for_a_trade_and_its_period(
    warehouse_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse, asked = Warehouse(warehouse_file), list[str]()
    records = warehouse.records
    monkeypatch.setattr(
        warehouse, "records", lambda sql, params=None: asked.append(sql) or records(sql, params)
    )
    of = {"from_year": 2020, "to_year": 2024, "in_release": None}
    first = ask(warehouse, "import_shares", who="ARM", **of)
    once = len(asked)
    again = ask(warehouse, "import_shares", who="ARM", **of)
    assert len(asked) == once
    assert again.rows.equals(first.rows) and again.gaps == first.gaps
    # Another party, and another period, are asked for themselves.
    ask(warehouse, "import_shares", who="AZE", **of)
    assert ask(warehouse, "import_shares", who="ARM", **of | {"from_year": 1800}).reason
    assert len(asked) == once + 2


def test_coverage_is_not_kept_without_end(
    warehouse_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _KEPT <= 200
    monkeypatch.setattr("etl.questions.answer._KEPT", 10)
    warehouse = Warehouse(warehouse_file)
    for year in range(1700, 1715):
        ask(warehouse, "import_shares", who="ARM", from_year=year, to_year=year, in_release=None)
    assert 0 < len(warehouse.once("coverage", dict[str, Any])) <= 10


def test_an_answer_carries_what_must_stand_beside_it(warehouse: Warehouse) -> None:
    exact = ask(warehouse, "import_shares", who="AZE", from_year=2016, to_year=2020,
                in_release=None)  # fmt: skip
    assert exact.precision == "exact" and exact.caveats == ()
    assert exact.releases == "2026 release"
    assert exact.source_line == "Calculated from the SIPRI Arms Transfers Database, 2026 release."
    israel = exact.rows.set_index("partner").loc["ISR"]
    assert israel["share_pct"] == pytest.approx(66.6, abs=0.05)
    rounded = ask(warehouse, "import_shares", who="AZE", from_year=2016, to_year=2020,
                  in_release=2022)  # fmt: skip
    assert rounded.precision == "rounded"
    assert any("rounded to whole millions" in caveat for caveat in rounded.caveats)
    assert rounded.rows.set_index("partner").loc["ISR"]["share_pct"] == pytest.approx(
        69.5, abs=0.05
    )


def test_a_caveat_begins_with_the_word_of_the_badge() -> None:
    for precision, word in PRECISIONS.items():
        if word:
            assert _PRECISION[precision].startswith(f"{word.capitalize()}: ")


def test_a_source_is_named_once_for_all_its_releases(warehouse: Warehouse) -> None:
    plain = ask(warehouse, "import_shares", who="AZE", from_year=2016, to_year=2020,
                in_release=None)  # fmt: skip
    (snapshot,) = plain.snapshots
    by_deal = f"{snapshot.credit} by deal, with the deliveries of the 2025 release"
    older = snapshot.credit.replace("2026", "2025")

    def credited(*credits: str) -> str:
        snapshots = tuple(replace(snapshot, credit=credit) for credit in credits)
        return replace(plain, snapshots=snapshots).source_line

    source = "Calculated from the SIPRI Arms Transfers Database"
    assert credited(snapshot.credit, older) == f"{source}, 2025 and 2026 releases."
    assert credited(by_deal, snapshot.credit) == (
        f"{source}, 2026 release and 2026 release by deal, with the deliveries of the 2025 release."
    )
    assert credited(older, "World Bank, update of 8 April 2026") == (
        f"{source}, 2025 release; World Bank, update of 8 April 2026."
    )


def test_several_windows_in_one_answer(warehouse: Warehouse) -> None:
    windows = [(2010, 2014), (2015, 2019), (2016, 2020), (2020, 2024)]
    answer = ask_windows(warehouse, "export_shares", windows, who="USA", in_release=2025)
    assert answer.reason is None
    found = answer.rows[["first_year", "last_year"]].drop_duplicates()
    assert [tuple(row) for row in found.to_numpy()] == [windows[0], windows[1], windows[3]]
    single = ask(warehouse, "export_shares", who="USA", from_year=2015, to_year=2019,
                 in_release=2025)  # fmt: skip
    part = answer.rows[answer.rows["first_year"] == 2015].drop(
        columns=["first_year", "last_year", "hhi_points"]
    )
    pd.testing.assert_frame_equal(part.reset_index(drop=True), single.rows, check_dtype=False)
    assert answer.period == "2010–24"
    assert answer.source_line == single.source_line


def test_a_window_asked_for_twice_counts_once(warehouse: Warehouse) -> None:
    once, twice = (
        ask_windows(warehouse, "import_shares", windows, who="AZE", in_release=2025)
        for windows in ([(2015, 2019)], [(2015, 2019), (2015, 2019)])
    )
    pd.testing.assert_frame_equal(once.rows, twice.rows)


def test_windows_that_none_can_answer_give_the_reason(warehouse: Warehouse) -> None:
    answer = ask_windows(warehouse, "export_shares", [(2011, 2012), (2016, 2020)], who="USA",
                         in_release=2025)  # fmt: skip
    assert answer.reason and "2016–20" in answer.reason
    with pytest.raises(UnanswerableError, match="not of one length"):
        ask(warehouse, "export_shares_by_window", who="USA", in_release=2025,
            first_years=[2010], last_years=[2014, 2019])  # fmt: skip
    with pytest.raises(UnanswerableError, match="no period is given"):
        ask_windows(warehouse, "export_shares", [], who="USA", in_release=2025)


def test_volumes_are_told_in_tiv_and_never_in_money(warehouse: Warehouse) -> None:
    for name, question in questions().items():
        words = " ".join([question.title, question.unit, *question.caveats])
        columns = " ".join(map(str, warehouse.query(question.sql, sample(name))))
        if "_usd_m" in columns:
            assert unit("usd_m") in question.unit and "TIV" not in words and "tiv" not in columns
            continue
        assert "$" not in words and "USD" not in words and "dollar" not in words
        if "tiv_m" in question.sql + columns and "share_pct" not in question.sql + columns:
            assert "TIV" in question.unit or "index" in question.unit


def test_the_reader_cannot_change_or_leave_the_file(warehouse: Warehouse) -> None:
    import duckdb

    for statement in (
        "DELETE FROM flow",
        "CREATE TABLE t (x INTEGER)",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY flow TO 'stolen.csv'",
        "ATTACH 'other.duckdb' AS other",
        "SET enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            warehouse.query(statement)

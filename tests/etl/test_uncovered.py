"""Coverage before numbers: every question, asked where nothing is complete, says so and no number.

The questions are those of the folder, and their parameters are filled by type, so a new ``.sql`` is
tried without a word here.
"""

from __future__ import annotations

import re
import shutil
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import etl.questions
from etl.common.errors import DataError
from etl.questions import Answer, questions
from etl.questions.answer import answered, period
from etl.questions.question import Question, read
from etl.stage import stage
from etl.units import is_year, unit
from etl.warehouse import SQL
from etl.warehouse.build import build
from etl.warehouse.read import Warehouse
from tests.conftest import quiet
from tests.etl import exports
from tests.etl.brought import opened, saved, small_data, take_in

# A value for a parameter of each type; years and releases are those that a test is about.
FILL: dict[str, Any] = {
    "role": "recipient", "party": "IND", "any party": None, "number": 1, "text": "", "flag": False,
    "any text": None, "parties": ["IND"], "release": None,
}  # fmt: skip
COVERED, UNCOVERED, BEFORE_DATA = (2015, 2019), (2017, 2021), (1900, 1904)
IS_TRADE = ("million TIV", "per cent", "points", "items")


def filled(question: Question, windows: list[tuple[int, int]], **by_type: Any) -> dict[str, Any]:
    """Parameters for a question: these periods, and values by type."""
    values = FILL | by_type
    params: dict[str, Any] = {}
    for name, kind in question.params.items():
        if kind in ("year", "years"):
            years = [window[question.years.index(name) % 2] for window in windows]
            params[name] = years if kind == "years" else years[0]
        elif kind in values:
            # Of two countries that are asked for, the second is another one.
            second = kind == "party" and kind in [question.params[given] for given in params]
            params[name] = "USA" if second else values[kind]
        else:
            pytest.fail(
                f"The question {question.name} has a parameter {name} of the type {kind!r}, which "
                "this test cannot fill: give FILL a value for it."
            )
    return params


def numbers(rows: pd.DataFrame) -> pd.DataFrame:
    """The numbers on trade in some rows, where there are any."""
    columns = [name for name in rows if any(word in unit(str(name)) for word in IS_TRADE)]
    return rows[columns].dropna(how="all")


def silent(answer: Answer) -> bool:
    """Whether an answer gives a reason and no number at all."""
    return numbers(answer.rows).empty and bool(answer.reason or answer.gaps)


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A warehouse of registers and tables that a user saved."""
    folder = tmp_path_factory.mktemp("registers")
    data = small_data(folder)
    files = {"deliveries.csv": exports.deliveries(), "deals.csv": exports.deals()}
    take_in(data, *(saved(folder, content, name) for name, content in files.items()))
    return opened(data)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A warehouse of names alone."""
    data = small_data(tmp_path_factory.mktemp("nothing"))
    build(stage(data, quiet), data / "warehouse.duckdb", quiet)
    return opened(data)


NAMES = list(questions())
WITH_PERIODS = [name for name, question in questions().items() if question.years]
WITH_RELEASE = [name for name, one in questions().items() if "release" in one.params.values()]
WITH_COUNTRY = [name for name, one in questions().items() if "party" in one.params.values()]


def test_the_questions_of_the_folder_are_all_tried() -> None:
    folder = Path(etl.questions.__file__).parent
    assert {path.stem for path in folder.glob("*.sql")} == set(NAMES)
    assert len(WITH_PERIODS) > 10 and len(WITH_RELEASE) > 15 and len(WITH_COUNTRY) > 8


@pytest.mark.parametrize("name", NAMES)
def test_where_nothing_is_loaded_there_is_no_number(nothing: Warehouse, name: str) -> None:
    question = questions()[name]
    answer = answered(nothing, question, filled(question, [COVERED]))
    assert numbers(answer.rows).empty
    assert answer.reason or len(answer.rows)  # names and categories there are


@pytest.mark.parametrize("name", WITH_PERIODS)
@pytest.mark.parametrize("window", [BEFORE_DATA, UNCOVERED], ids=str)
def test_a_period_that_is_not_covered(
    warehouse: Warehouse, registers: Warehouse, name: str, window: tuple[int, int]
) -> None:
    question = questions()[name]
    for role in ("supplier", "recipient"):
        answer = answered(warehouse, question, filled(question, [window], role=role))
        assert silent(answer), answer.rows
        assert period(*window) in f"{answer.reason} {answer.gaps}"
    answer = answered(registers, question, filled(question, [BEFORE_DATA]))
    assert silent(answer), answer.rows


@pytest.mark.parametrize("name", WITH_RELEASE)
def test_a_release_that_is_not_loaded_or_lacks_it(
    warehouse: Warehouse, registers: Warehouse, name: str
) -> None:
    question = questions()[name]
    for source in (warehouse, registers):
        answer = answered(source, question, filled(question, [COVERED], release=1999))
        assert silent(answer), answer.rows
    if WITH_PERIODS.count(name):
        # The 2022 release is complete for two countries alone, and India is neither.
        answer = answered(warehouse, question, filled(question, [COVERED], release=2022))
        assert silent(answer), answer.rows
        assert "2022 release" in f"{answer.reason} {answer.gaps}"


@pytest.mark.parametrize("name", WITH_COUNTRY)
def test_a_country_that_no_table_knows(
    warehouse: Warehouse, registers: Warehouse, name: str
) -> None:
    question = questions()[name]
    for source in (warehouse, registers):
        answer = answered(source, question, filled(question, [COVERED], party="ZZZ"))
        assert silent(answer), answer.rows


@pytest.mark.parametrize("name", [name for name in WITH_PERIODS if questions()[name].by_window])
@pytest.mark.parametrize("lost", [BEFORE_DATA, UNCOVERED], ids=str)
def test_one_period_of_several_that_is_not_covered(
    warehouse: Warehouse, name: str, lost: tuple[int, int]
) -> None:
    question = questions()[name]
    answer = answered(warehouse, question, filled(question, [lost, COVERED]))
    assert answer.reason is None
    of_lost = answer.rows["first_year"] == lost[0]
    assert numbers(answer.rows[of_lost]).empty
    assert not numbers(answer.rows[~of_lost]).empty
    assert any(period(*lost) in gap for gap in answer.gaps)
    assert not any(period(*COVERED) in gap.partition(" What is ")[0] for gap in answer.gaps)


@pytest.mark.parametrize("name", WITH_PERIODS)
def test_the_period_before_that_is_not_covered(warehouse: Warehouse, name: str) -> None:
    """2010–14 is loaded, 2005–09 is not: no change is given, and why."""
    question = questions()[name]
    answer = answered(warehouse, question, filled(question, [(2010, 2014)], release=2025))
    resting = [
        column
        for column in answer.rows.select_dtypes("number")
        if str(column).startswith(("previous_", "change_"))
    ]
    assert answer.rows[resting].dropna(how="all").empty
    if resting and answer.reason is None:
        assert any("2005–09" in gap for gap in answer.gaps)
        covered = answered(warehouse, question, filled(question, [COVERED], release=2025))
        assert not covered.gaps and len(covered.rows[resting].dropna(how="all"))


# The measures alone, as the DuckDB shell or a notebook asks them.
MEASURES = re.findall(r"CREATE MACRO (\w+)\(([^)]*)\) AS TABLE", SQL["measures"])
ARGUMENTS = {
    "role": "'recipient'", "who": "'IND'", "from_year": "2017", "to_year": "2021",
    "first_years": "[2017]", "last_years": "[2021]", "in_release": "NULL", "category": "'Ships'",
    "parties": "['IND', 'Europe']", "from_whom": "'USA'", "to_whom": "'IND'",
    "whole_role": "'supplier'", "whole_who": "'USA'",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "params"),
    # Of people, US sales and lives of states no release is complete: a source has what it has.
    [
        one
        for one in MEASURES
        if re.search("from_year|first_years", one[1])
        and not one[0].startswith(("inhabitants", "fms_", "living"))
    ],
)
def test_a_measure_of_a_period_that_is_not_covered(
    warehouse: Warehouse, name: str, params: str
) -> None:
    needed = [param.strip() for param in params.split(",") if ":=" not in param]
    unknown = set(needed) - ARGUMENTS.keys()
    assert not unknown, f"give ARGUMENTS a value for {unknown}, which {name} is asked"
    rows = warehouse.query(f"FROM {name}({', '.join(ARGUMENTS[param] for param in needed)})")
    assert numbers(rows).empty
    why = "reason" if "reason" in rows else "why_not"
    assert len(rows) and rows[why].notna().all()


# What is not covered has no say: rows of years that no release claims to be complete for change no
# answer, whatever a question or a measure in the file joins.


@pytest.fixture(scope="module")
def littered(warehouse_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The bundled data with huge flows in years that their snapshots do not cover."""
    target = tmp_path_factory.mktemp("littered") / "warehouse.duckdb"
    shutil.copy(warehouse_file, target)
    with duckdb.connect(str(target)) as connection:
        connection.execute("""
            INSERT INTO flow BY NAME
            SELECT DISTINCT f.* REPLACE (y.first AS first_year, y.last AS last_year, 9999 AS tiv_m)
            FROM flow f, (VALUES (2005, 2009), (2009, 2009), (1950, 1954)) y (first, last)
            WHERE NOT EXISTS (
                FROM coverage c
                WHERE c.snapshot_id = f.snapshot_id
                  AND c.first_year <= y.last AND c.last_year >= y.first
                  AND (c.scope = 'world' OR c.state_id IN (f.supplier, f.recipient)))
        """)
        connection.execute("DELETE FROM bounded_flow")
        connection.execute(SQL["bounded_flow"])
        (count,) = connection.execute("SELECT count(*) FROM flow WHERE tiv_m = 9999").fetchone()
        assert count > 1_000
    return Warehouse(target)


def differ(question: Question, one: Warehouse, other: Warehouse) -> bool:
    """Whether a question is answered otherwise by the second warehouse."""
    choices = product(
        ("supplier", "recipient"), ("IND", "AZE"), ((2010, 2014), COVERED), (None, 2025),
        (False, True),
    )  # fmt: skip
    asked = [
        filled(question, [window, UNCOVERED], role=role, state=state, release=release, flag=fold)
        for role, state, window, release, fold in choices
    ]
    for params in {repr(params): params for params in asked}.values():
        rows = [answered(source, question, params).rows for source in (one, other)]
        try:
            pd.testing.assert_frame_equal(*rows)  # but for the last digits, which order decides
        except AssertionError:
            return True
    return False


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_covered_has_no_say(
    warehouse: Warehouse, littered: Warehouse, name: str
) -> None:
    assert not differ(questions()[name], warehouse, littered)


# And questions that a careless hand might add.

HEAD = """\
-- title = "Suppliers of {who} in {period} that had not supplied it before"
-- unit = "million TIV"
-- [params]
-- who = "party"
"""
YEARS = '-- from_year = "year"\n-- to_year = "year"\n'
OTHERS = '-- then_from = "year"\n-- then_to = "year"\n'
WHOSE = HEAD.replace("-- [params]", '-- complete_for = "recipient who"\n-- [params]')
NEW = "SELECT n.supplier, n.tiv_m FROM import_shares($who, $from_year, $to_year) n\nANTI JOIN "


def written(folder: Path, *parts: str) -> Path:
    path = folder / "new_suppliers.sql"
    path.write_text("".join(parts), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ((HEAD, YEARS, NEW, "import_shares($who, $from_year, $to_year) b USING (supplier);"),
         "does not say whose trade must be complete"),
        ((WHOSE, YEARS, NEW,
          "import_shares($who, 2 * $from_year - $to_year - 1, $from_year - 1) b USING (supplier);"),
         "works out a period"),
        ((WHOSE, YEARS, NEW, "import_shares($who, 2005, 2009) b USING (supplier);"),
         "works out a period"),
        ((WHOSE, YEARS, NEW, "import_shares($who, (2005), (2009)) b USING (supplier);"),
         "works out a period"),
        ((WHOSE, YEARS, NEW, "(FROM flow f WHERE f.last_year < $from_year) b USING (supplier);"),
         "works out a period"),
        ((WHOSE, OTHERS.replace('"year"', '"years"'),
          "SELECT n.supplier FROM import_shares($who, $then_from[1], $then_to[1]) n;"),
         "works out a period"),
        ((WHOSE, '-- from_year = "year"\n', "SELECT 1;"), "do not come two by two"),
        ((WHOSE.replace("recipient who", "each row"), YEARS,
          "SELECT n.tiv_m FROM import_shares($who, $from_year, $to_year) n;"), "no such column"),
        ((WHOSE.replace("recipient who", "recipient whom"), YEARS, "SELECT 1;"),
         "does not say whose trade"),
        ((WHOSE, "SELECT n.tiv_m FROM flow n WHERE n.tiv_m > $least;"),
         "what its parameter 'least' is, is not said"),
    ],
)  # fmt: skip
def test_a_question_that_joins_periods_by_itself_is_refused(
    tmp_path: Path, parts: tuple[str, ...], message: str
) -> None:
    with pytest.raises(DataError, match=rf"new_suppliers\.sql: .*{message}"):
        read(written(tmp_path, *parts))


def test_a_question_of_two_periods_is_answered_where_both_are_covered(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    """India's new suppliers of 2010–14 are no numbers, because 2005–09 is not loaded."""
    join = "import_shares($who, $then_from, $then_to) b USING (supplier);"
    question = read(written(tmp_path, WHOSE, YEARS, OTHERS, NEW, join))
    years = {"from_year": 2010, "to_year": 2014, "then_from": 2005, "then_to": 2009}
    answer = answered(warehouse, question, {"who": "IND"} | years)
    assert silent(answer) and "imports of India in 2005–09" in str(answer.reason)
    years = {"from_year": 2015, "to_year": 2019, "then_from": 2010, "then_to": 2014}
    answer = answered(warehouse, question, {"who": "IND"} | years)
    assert answer.reason is None and not answer.gaps
    assert 0 < len(answer.rows) < 20 and "USA" not in set(answer.rows["supplier"])


def test_a_select_that_forgets_the_reason_gives_no_number_all_the_same(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    total = "SELECT coalesce(sum(f.tiv_m), 0) AS tiv_m FROM flow f WHERE f.recipient = $who"
    between = " AND f.first_year BETWEEN $from_year AND $to_year;"
    question = read(written(tmp_path, WHOSE, YEARS, total, between))
    answer = answered(warehouse, question, {"who": "IND", "from_year": 2017, "to_year": 2021})
    assert silent(answer) and "2017–21" in str(answer.reason)


def test_a_question_that_looks_where_nothing_is_covered_is_found(
    warehouse: Warehouse, littered: Warehouse, tmp_path: Path
) -> None:
    flows = "flow b ON b.supplier = n.supplier AND b.recipient = $who AND b.last_year < 2010;"
    question = read(written(tmp_path, WHOSE, YEARS, NEW, flows))
    assert differ(question, warehouse, littered)


def test_a_parameter_that_cannot_be_filled_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD, '-- mood = "mood"\n', "SELECT 1;")
    with pytest.raises(pytest.fail.Exception, match="new_suppliers has a parameter mood"):
        filled(read(path), [COVERED])


def test_years_are_no_numbers_on_trade() -> None:
    assert is_year("first_year") and numbers(pd.DataFrame({"first_year": [2010]})).empty
    assert len(numbers(pd.DataFrame({"tiv_m": [0.0]}))) == 1

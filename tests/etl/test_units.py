"""Units: every measured column has one, declared once, and it leaves the house in every file."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest

from dashboard import takeaway
from dashboard.takeaway.rows import csv_file
from etl.datapackage.write import export_data
from etl.questions import ask, questions
from etl.units import OF_THE_ROW, TIV, USD, unit
from etl.warehouse.read import Warehouse
from tests.conftest import quiet
from tests.etl.test_questions import REGISTER, sample
from tests.takeaway import drawings

# Whole numbers that number or count something.
KEYS_AND_COUNTS = {
    "cells", "deal_no", "exact", "examined", "failed", "found_as", "line", "off", "row_count",
    "schema_version", "value_decimals", "within_rounding",
}  # fmt: skip


def without_unit(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The columns of numbers that neither have a unit nor are known to need none."""
    columns = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        " AND data_type IN ('DOUBLE', 'FLOAT', 'DECIMAL', 'INTEGER', 'BIGINT', 'SMALLINT')"
    ).fetchall()
    return [
        f"{table}.{column}"
        for table, column in columns
        if not unit(column) and not OF_THE_ROW.fullmatch(column) and column not in KEYS_AND_COUNTS
    ]


def test_every_number_of_the_contract_has_a_unit(built: Path) -> None:
    with duckdb.connect(str(built)) as connection:
        assert without_unit(connection) == []
        connection.execute("CREATE TABLE budget (price DOUBLE, usd_m DOUBLE, soldiers BIGINT)")
        assert without_unit(connection) == ["budget.price", "budget.soldiers"]


def test_a_comment_names_the_declared_unit_and_no_other(built: Path) -> None:
    with duckdb.connect(str(built)) as connection:
        columns = connection.execute(
            "SELECT column_name, comment FROM duckdb_columns() WHERE data_type = 'DOUBLE'"
            " AND NOT internal"
        ).fetchall()
    assert len(columns) > 10
    for name, comment in columns:
        assert comment.endswith(f" Unit: {unit(name)}.") or not unit(name), name
        assert comment.count("TIV") == unit(name).count("TIV"), name


@pytest.mark.parametrize("name", [name for name in questions() if name not in REGISTER])
def test_every_measure_that_is_asked_for_has_a_unit(warehouse: Warehouse, name: str) -> None:
    measured = ask(warehouse, name, **sample(name)).rows.select_dtypes("float")
    whole = {column for column in measured if measured[column].dropna().mod(1).eq(0).all()}
    for column in map(str, measured):
        assert unit(column) or OF_THE_ROW.fullmatch(column) or column in whole, column


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("tiv_m", TIV), ("previous_tiv_m", TIV), ("five_year_average_tiv_m", TIV),
        ("tiv_in_period_m", TIV), ("tiv_unit", TIV), ("share_pct", "per cent"),
        ("hhi_points", "points of 10,000"), ("usd_m", "million US dollars of the day"),
        ("contract_usd_m", "million US dollars of the day"), ("eur_m", "million euros of the day"),
        ("number_ordered", "items"), ("items", "items"), ("delay_days", "days"),
        ("order_year", "year"), ("edition", "year of publication"), ("partners", ""), ("name", ""),
    ],
)  # fmt: skip
def test_a_name_says_the_unit(column: str, words: str) -> None:
    assert unit(column) == words


def test_money_leaves_every_file_with_its_unit(built: Path, tmp_path: Path) -> None:
    drawing = drawings.nasty(1)
    rows = pd.DataFrame({"name": ["one"], "usd_m": [1.5], "year": [2024]})
    drawing = replace(drawing, answer=replace(drawing.answer, rows=rows))
    text = csv_file(drawing.answer).decode("utf-8")
    assert "# columns: usd_m in million US dollars of the day\r\n" in text
    columns = json.loads(takeaway.file(drawing, "json"))["columns"]
    assert {"name": "usd_m", "unit": USD} in columns
    book = openpyxl.load_workbook(io.BytesIO(takeaway.file(drawing, "xlsx")))
    about = dict(book["About"].iter_rows(values_only=True))
    assert about["column usd_m"] == USD

    with duckdb.connect(str(built)) as connection:
        connection.execute("CREATE TABLE budget (usd_m DOUBLE)")
        connection.execute("COMMENT ON TABLE budget IS 'A row is a budget.'")
        connection.execute("COMMENT ON COLUMN budget.usd_m IS 'What it comes to.'")
    export_data(Warehouse(built), tmp_path / "package", quiet)
    content = json.loads((tmp_path / "package/datapackage.json").read_text(encoding="utf-8"))
    (budget,) = (entry for entry in content["resources"] if entry["name"] == "budget")
    assert budget["schema"]["fields"][0]["unit"] == USD

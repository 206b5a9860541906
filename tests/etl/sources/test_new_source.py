"""A new source is one folder and its table: the guide's example, followed to the letter."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import DATA, ROOT

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## A new source")[2]
FILES = re.findall(r"^```\w+ (\S+)\n(.*?)^```$", GUIDE, flags=re.MULTILINE | re.DOTALL)
(STEPS,) = re.findall(r"^```sh\n(.*?)^```$", GUIDE, flags=re.MULTILINE | re.DOTALL)
PACKAGE, SCHEMA, TABLE, CARD = (path for path, _ in FILES)


class House:
    """A copy of the tree, with the guide's files in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        unwanted = shutil.ignore_patterns("__pycache__", "downloads", "*.duckdb", ".*")
        shutil.copytree(ROOT / "etl", root / "etl", ignore=unwanted)
        shutil.copytree(DATA, root / "data", ignore=unwanted)
        for path, text in FILES:
            self.write(path, text)

    def write(self, path: str, text: str) -> None:
        """Add to a file, or begin it."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        with (self.root / path).open("a", encoding="utf-8") as file:
            file.write(text)

    def change(self, path: str, old: str, new: str) -> None:
        """Edit a file."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command with the code of the copy."""
        places = {"ARMS_DATA": "", "ARMS_WAREHOUSE": "", "PYTHONPATH": str(self.root)}
        return subprocess.run(
            [sys.executable, *command], cwd=self.root, env=os.environ | places,
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    def arms_etl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "etl.cli", *arguments)

    def follow(self) -> subprocess.CompletedProcess[str]:
        """The guide's commands, up to the first that fails."""
        for step in STEPS.splitlines():
            name, *arguments = step.split()
            assert name == "arms-etl"
            done = self.arms_etl(*arguments)
            if done.returncode:
                break
        return done

    def ask(self, sql: str) -> list[str]:
        """What the warehouse answers as CSV, read by the copy's own reader."""
        script = (
            "from etl.warehouse.read import Warehouse; import sys; from pathlib import Path;"
            "rows = Warehouse(Path('data/warehouse.duckdb')).query(sys.argv[1]);"
            "print(rows.to_csv(index=False))"
        )
        done = self.run("-c", script, sql)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_the_guides_example_is_loaded_with_its_unit(house: House) -> None:
    assert {path for path, _ in FILES if (ROOT / path).exists()} == {SCHEMA}, "no other is edited"
    done = house.follow()
    assert done.returncode == 0, done.stderr
    assert re.search(r"example/sales +2 +2026 edition", done.stdout)
    assert house.ask("SELECT * EXCLUDE (line) FROM example_sale ORDER BY line") == [
        "snapshot_id,seller,buyer,year,usd_m",
        "example/sales,ISR,AZE,2016,127.5",
        "example/sales,TUR,AZE,2020,41.0",
    ]
    unit = "SELECT unit FROM source JOIN snapshot USING (source_id) WHERE snapshot_id LIKE 'exam%'"
    assert " ".join(house.ask(unit)) == "unit million US dollars at current prices"
    meaning = "SELECT comment FROM duckdb_columns() WHERE column_name = 'usd_m'"
    assert "million US dollars, not TIV" in " ".join(house.ask(meaning))
    assert house.ask("SELECT count(*) FROM flow WHERE snapshot_id LIKE 'exam%'")[1] == "0"
    done = house.arms_etl("export-data", "package")
    assert done.returncode == 0, done.stderr
    assert (house.root / "package/csv/example_sale.csv").read_text("utf-8").count("example/") == 2


# Tables that nobody harmonises.


def says_nothing(house: House) -> None:
    house.change(SCHEMA, "-- state_id of the seller", "-- The seller")
    house.change(SCHEMA, "-- state_id of the buyer", "-- The buyer")


def bears_the_name_of_a_key(house: House) -> None:
    says_nothing(house)
    for path in (SCHEMA, PACKAGE, TABLE):
        house.change(path, "seller", "supplier")


def is_bound_by_a_foreign_key(house: House) -> None:
    says_nothing(house)
    house.change(SCHEMA, "seller VARCHAR", "seller VARCHAR REFERENCES state (state_id)")


def undeclared(house: House, declared: str = "{}") -> subprocess.CompletedProcess[str]:
    """Follow the guide, but declare no names."""
    house.write(PACKAGE, f"\nSOURCES = (Source('example_sales', parse, {declared}),)\n")
    done = house.follow()
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert not (house.root / "data/warehouse.duckdb").exists()
    return done


@pytest.mark.parametrize("declared", ["{'example_sale': Rows()}", "{}"])
def test_names_that_nobody_judges_are_refused_whatever_the_schema_says(
    house: House, declared: str
) -> None:
    says_nothing(house)
    told = undeclared(house, declared).stderr
    for line, column, name in ((2, "seller", "Israel"), (2, "buyer", "Azerbaijan")):
        assert f"data/example/sales.csv, line {line}, column {column}: these are names" in told
        assert f"(found '{name}'). Declare them in etl/sources" in told
        assert f"such as Rows({{'{column}': PARTY}})" in told


def test_one_name_is_enough_where_nothing_is_declared(house: House) -> None:
    says_nothing(house)
    house.change(TABLE, "Türkiye", "Lemuria")
    told = undeclared(house).stderr
    assert "data/example/sales.csv, line 2, column seller: these are names of parties" in told


KEYS: dict[str, Callable[[House], None]] = {
    "a comment": lambda house: None,
    "its name": bears_the_name_of_a_key,
    "a foreign key": is_bound_by_a_foreign_key,
}


@pytest.mark.parametrize("by", KEYS)
def test_what_the_schema_calls_a_key_holds_known_ids_alone(house: House, by: str) -> None:
    """Also where not one of the words is a name that is known."""
    KEYS[by](house)
    house.change(TABLE, "Israel", "Atlantis")
    house.change(TABLE, "Türkiye", "Lemuria")
    house.change(TABLE, "Azerbaijan", "AZE")
    told = undeclared(house).stderr
    column = "supplier" if by == "its name" else "seller"
    assert f"data/example/sales.csv, line 2, column {column}: this is no state_id" in told
    assert "(found 'Atlantis'). Declare the names of the column in etl/sources" in told
    assert f"such as Rows({{'{column}': PARTY}})" in told
    assert "column buyer" not in told


def test_a_column_of_words_may_hold_a_name_by_chance(house: House) -> None:
    """Ships are called Nigeria or Holland; most of the words of a column tell what it is."""
    house.change(TABLE, "usd_m\n", "usd_m,ship\n")
    house.change(TABLE, ",127.5\n", ",127.5,Nigeria\n")
    house.change(TABLE, ",41\n", ",41,Baku\n")
    house.change(PACKAGE, '"year", "usd_m")', '"year", "usd_m", "ship")')
    house.change(SCHEMA, "CHECK (usd_m >= 0)", "CHECK (usd_m >= 0), ship VARCHAR")
    done = house.follow()
    assert done.returncode == 0, done.stderr


def test_a_table_that_the_warehouse_does_not_have_is_told(house: House) -> None:
    house.change(PACKAGE, '{"example_sale"', '{"example_sail"')
    done = house.follow()
    assert done.returncode == 1
    assert "data/example/sales.card.toml, column source: " in done.stderr
    assert "'example_sail', which the warehouse does not have" in done.stderr
    assert "Append it to etl/warehouse/schema.sql" in done.stderr


# A source whose files are saved by users and downloaded.

FORM = """

from datetime import date

from etl.intake.recognise import recognise
from etl.sources import Form

HEADER = ("Who sold", "Who bought", "Year", "Million dollars")


def _columns(cells):
    return HEADER if tuple(cells) == HEADER else None


def _card(path, parts, claims, release):
    return {
        "stem": "example/sales", "title": "Sales", "measures": "Sales.", "release": 2026,
        "release_label": "2026 edition", "generated": date(2026, 3, 1), "unit": "USD",
        "publisher": "Example Institute", "licence": "CC BY 4.0", "url": "a page",
        "credit": "Example Institute",
    }


def _saved(path):
    (part,) = recognise(path)
    table = Table.of(path, part.rows.set_axis(["seller", "buyer", "year", "usd_m", "line"], axis=1))
    table.number("usd_m")
    return {"example_sale": table.done()}


SOURCES += (
    Source(
        "example_saved", _saved, SOURCES[0].tables,
        Form("sales of the Example Institute", _columns, _card, HEADER),
    ),
)
"""
SERVICE = """
from etl.sources import Service


def _download(client, folder, wanted, report):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sales.csv"
    path.write_text(
        f"From {client.name}\\nWho sold;Who bought;Year;Million dollars\\n"
        f"Israel;India;{wanted.years[1]};7\\n"
    )
    return [path]


def _sample(client):
    yield "sales", "Who sold,Who bought,Year,Million dollars\\nIsrael,India,2024,7\\n"


SERVICE = Service("Example Institute", "https://institute.example", _download, _sample)
"""


def test_a_form_and_a_service_stand_in_the_same_folder(house: House) -> None:
    house.write(PACKAGE, FORM)
    assert "example" not in house.arms_etl("refresh", "--help").stdout
    house.write("etl/sources/example/service.py", SERVICE)
    assert (
        "example or kiel or notifications or sipri or world-bank"
        in house.arms_etl("refresh", "--help").stdout
    )
    house.arms_etl("card", TABLE)
    done = house.arms_etl("refresh", "example", "--to", "2024")
    assert done.returncode == 0, done.stderr
    assert "Took in example/sales_2026-03-01_000000: Sales." in done.stdout
    rows = house.ask("SELECT seller, buyer, year, usd_m FROM example_sale WHERE year = 2024")
    assert rows[1:] == ["ISR,IND,2024,7.0"]
    told = house.arms_etl("refresh", "example", "--check").stdout
    assert told == "Example Institute: the form of its answers is known (sales).\n"
    house.write("other.csv", "Who sold,Who bought,Year,Million euros\nIsrael,India,2024,7\n")
    told = house.arms_etl("import", "other.csv").stderr
    assert (
        "this looks like sales of the Example Institute, but it lacks the columns Million" in told
    )

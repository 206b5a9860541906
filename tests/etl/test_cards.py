"""Cards: what they must say, and what they tell about the table beside them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from etl.cards import load_cards, readme, seal
from etl.cli import main
from etl.common.errors import DataError
from etl.stage import Loaded, stage
from tests.conftest import DATA, reseal


def told(data: Path) -> str:
    with pytest.raises(DataError) as caught:
        stage(data, lambda step: None)
    return str(caught.value)


def change(card: Path, pattern: str, replacement: str) -> None:
    text, count = re.subn(pattern, replacement, card.read_text(encoding="utf-8"), flags=re.M)
    assert count, f"{pattern} does not stand in {card.name}"
    card.write_text(text, encoding="utf-8")


def test_every_bundled_table_has_a_card_and_terms() -> None:
    cards = load_cards(DATA)
    assert {card.table_path for card in cards} == set(DATA.glob("*/*.csv"))
    assert all(card.licence and card.credit for card in cards)
    sipri = [card for card in cards if card.source.startswith("sipri_")]
    assert sipri and all("TIV" in card.unit and "not money" in card.unit for card in sipri)


def test_the_readme_is_the_one_written_from_the_cards() -> None:
    assert (DATA / "README.md").read_text(encoding="utf-8") == readme(load_cards(DATA))


@pytest.mark.parametrize(
    ("pattern", "replacement", "words"),
    [
        (r"^title = .*\n", "", ["lacks the text field 'title'", 'title = "…"']),
        (r"^title = .*", "title = 5", ["lacks the text field 'title'"]),
        (r"^release_label = .*\n", "", ["lacks the text field 'release_label'"]),
        (r"^credit = .*", 'credit = " "', ["lacks the text field 'credit'"]),
        (r"^release = .*", 'release = "2025"', ["'release' is not a year", "found '2025'"]),
        (r"^release = .*", "release = true", ["'release' is not a year"]),
        (r"^release = .*\n", "", ["lacks 'release' or 'generated'"]),
        (r"^generated = .*\n", "", ["lacks 'release' or 'generated'"]),
        (r"^generated = .*", "generated = 2025", ["'generated' is not a date", "YYYY-MM-DD"]),
        (r"^generated = .*", "generated = 2026-02-12T08:00:00Z", ["'generated' is not a date"]),
        (r"^retrieved = .*\n", "", ["'retrieved' is not a date"]),
        (r"^licence_url = .*", "licence_url = 1", ["'licence_url' is not text"]),
        (r"^how = ", 'hwo = "x"\nhow = ', ["unknown field 'hwo'"]),
        (r"^title = .*", "title = ", ["not valid TOML", "line 2"]),
        (r"^names = .*\n", "", ["coverage entry 4", "names None is not a list"]),
        (r"^names = .*", 'names = "Israel"', ["names 'Israel' is not a list"]),
        (r"^names = .*", "names = []", ["names [] is not a list"]),
        (r'^names = \["Israel"\]', 'names = ["Izrael"]', ["unknown country name", "Izrael"]),
        (r'^scope = "supplier"', 'scope = "seller"', ["coverage entry 5", "'seller' is none of"]),
        (r'^grain = "year"', 'grain = "month"', ["'month' is none of year, window"]),
        (r'^precision = "exact"', "precision = 1", ["precision 1 is none of"]),
        (r"^by_category = true", 'by_category = "yes"', ["'yes' is not true or false"]),
        (r"^first_year = 1995", 'first_year = "1995"', ["'1995' to 2024 is not a period"]),
        (r"^first_year = 1995", "first_year = 2030", ["2030 to 2024 is not a period"]),
        (r"^last_year = 2014\n", "", ["coverage entry 1: 2010 to 0 is not a period"]),
        (r"(?s)\[\[coverage\]\].*", "", ["flows without a [[coverage]] answer nothing"]),
        (r"(?s)\[\[coverage\]\].*", "coverage = 5\n", ["coverage entry 1: 5 is not a table"]),
        (r"^source = .*", 'source = "sipri_flow"', ["source is not known", "sipri_flows"]),
        (r"^unit = .*", 'unit = "USD"', ["unit is not that of flows_2022.card.toml"]),
    ],
)
def test_what_is_wrong_with_a_card(
    data_copy: Path, pattern: str, replacement: str, words: list[str]
) -> None:
    card = data_copy / "sipri/flows_2025.card.toml"
    change(card, pattern, replacement)
    message = told(data_copy)
    assert "flows_2025.card.toml" in message or "unit is not" in message
    for word in words:
        assert word in message


FLOWS = {year: f"sipri/flows_{year}.card.toml" for year in (2022, 2025, 2026)}
TOTALS = "sipri/world_totals_2025.card.toml"
UGANDA = """
[[coverage]]
scope = "recipient"
names = ["Uganda"]
first_year = 1996
last_year = 2010
grain = "year"
by_category = false
precision = "exact"
"""


@pytest.mark.parametrize(
    ("file", "changes", "words"),
    [
        # Years that the release does not have, or the table.
        (FLOWS[2022], {"^last_year = 2021": "last_year = 2025"},
         "column last_year: coverage entry 1: the data of the 2022 release end in 2021 (found"
         " '1995–2025'). Correct 'last_year', or 'release'"),
        (FLOWS[2025], {"^first_year = 2020\nlast_year = 2024": "first_year=2021\nlast_year=2025"},
         "column last_year: coverage entry 3: the data of the 2025 release end in 2024"),
        (FLOWS[2022], {"2022 r": "2026 r", "= 2022$": "= 2026", "^generated = 2022": "generated ="
         " 2026", "^last_year = 2021": "last_year = 2025"},
         "column coverage: coverage entry 1: it says 1995–2025, and its rows are of 1995–2021 only."
         " Correct it; if nothing was delivered there, add empty_years = true"),
        (FLOWS[2026], {r'(Georgia"\]\nfirst_year = )1995': r"\g<1>1980"},
         "coverage entry 4: it says 1980–2025, and its rows are of 1995–2025 only"),
        (FLOWS[2026], {r"^$(?!\n)\Z": UGANDA},
         "coverage entry 6: it says 1996–2010, and its rows are of 2002–2009 only"),
        # Parties, periods and categories that the table does not have.
        (FLOWS[2026], {'"Georgia"': '"Georgia", "Kiribati"'},
         "coverage entry 4: there is no row of 1995–2025 with Kiribati as recipient"),
        (FLOWS[2026], {"2011\nlast_year = 2015": "2006\nlast_year = 2010"},
         "coverage entry 1: no row is the sum of 2006–2010"),
        (FLOWS[2026], {"^by_category = false": "by_category = true"},
         "coverage entry 1: it says by_category, and its rows are of all categories together"),
        # A precision that is not that of the table.
        (FLOWS[2022], {"rounded": "exact"}, "it says 'exact', and all its volumes are whole"),
        (FLOWS[2022], {"rounded": "split"}, "by year such a table is not 'split'. Use one of"),
        # Coverage that contradicts itself or means nothing.
        (FLOWS[2026], {"^first_year = 2016\nlast_year = 2020": "first_year=2011\nlast_year=2015"},
         "column coverage: coverage entry 2: entry 1 speaks of the same. Keep one of the two"),
        (FLOWS[2026], {'"Georgia"': '"Georgia", "Armenia"'},
         "coverage entry 4: entry 4 speaks of the same (found 'Armenia')"),
        (FLOWS[2026], {"^precision": "precison = 1\nprecision"}, "'precison' means nothing"),
        (FLOWS[2026], {"^precision": "empty_years = 1\nprecision"}, "1 is not true or false"),
        # Releases and days that cannot be.
        (TOTALS, {"^release = 2025": "release = 2024", "2025 r": "2024 r"},
         "world_totals_2025.csv, line 31, column year: the data of the 2024 release end in 2023"
         " (found '2024'). Correct the year, or 'release' in "),
        (TOTALS, {"^release = 2025": "release = 2026", "2025 r": "2026 r"},
         "the table was generated on 2026-02-12, before the 2026 release. Correct 'release' or"),
        (TOTALS, {"^generated = .*": "generated = 2099-01-01"},
         "column generated: 2099-01-01 is in the future. Correct the card; or set this machine's"),
        (TOTALS, {"^retrieved = .*": "retrieved = 2099-01-01"},
         "column retrieved: 2099-01-01 is in the future"),
        (TOTALS, {"^retrieved = .*": "retrieved = 2026-01-01"},
         "column generated: the table was taken in on 2026-01-01, before it was generated"),
        # Rows of a day or year that is not over.
        ("cited/articles.csv", {"2023-09-07": "2099-09-07"},
         "articles.csv, line 2, column published: the date is in the future (found '2099-09-07')"),
        ("cited/articles.csv", {",2014,2018,": ",2014,2024,"},
         "articles.csv, line 2, column last_year: the article was published before this year"),
        ("published/factsheet_cells.csv", {"^2026,": f"{date.today().year + 1},"},
         "column edition: this edition is not out yet"),
        ("published/factsheet_cells.csv", {"^2026,(.*,20..),2025,": r"2025,\1,2025,"},
         "column last_year: an edition holds the years before its own"),
    ],
)  # fmt: skip
def test_what_cannot_be_true(
    data_copy: Path, file: str, changes: dict[str, str], words: str
) -> None:
    for pattern, replacement in changes.items():
        change(data_copy / file, pattern, replacement)
    if file.endswith(".csv"):
        reseal(data_copy / file)
    message = told(data_copy)
    assert Path(file).name.partition(".")[0] in message
    assert words in message


def test_a_card_that_is_not_true_leaves_the_old_warehouse(
    data_copy: Path, built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = built.read_bytes()
    change(data_copy / FLOWS[2022], "^last_year = 2021", "last_year = 2025")
    assert main(["build", "--data", str(data_copy), "--warehouse", str(built)]) == 1
    assert "a warehouse that was there before is still in use" in capsys.readouterr().err
    assert built.read_bytes() == before


def test_years_without_deliveries_may_be_declared(data_copy: Path) -> None:
    card = data_copy / FLOWS[2026]
    change(card, '"Georgia"', '"Georgia", "Kiribati"')
    change(card, r"^names = ", "empty_years = true\nnames = ")
    (entry,) = (one for one in stage(data_copy, lambda step: None) if one.card.path == card)
    assert "Kiribati" in {claim.name for claim, _ in entry.coverage}


def test_a_table_has_one_card_and_a_card_a_name_of_its_own(data_copy: Path) -> None:
    sipri = data_copy / "sipri"
    again = sipri / "flows_again.card.toml"
    again.write_bytes((sipri / "flows_2022.card.toml").read_bytes())
    change(again, "^how", 'file = "flows_2022.csv"\nhow')
    shutil.copytree(sipri, data_copy / "downloads/sipri")
    message = told(data_copy)
    assert "flows_again.card.toml: " in message
    assert "sipri/flows_2022.card.toml describes the same table. Keep one of the two." in message
    assert "downloads/sipri/flows_2025.card.toml: " in message
    assert "sipri/flows_2025.card.toml has the same folder and name. Rename one" in message


def test_coverage_belongs_to_flows_only(data_copy: Path) -> None:
    card = data_copy / "sipri/world_totals_2025.card.toml"
    flows = (data_copy / "sipri/flows_2025.card.toml").read_text(encoding="utf-8")
    coverage = flows[flows.index("[[coverage]]") :]
    card.write_text(card.read_text(encoding="utf-8") + coverage, encoding="utf-8")
    message = told(data_copy)
    assert "world_totals_2025.card.toml, column coverage: a [[coverage]] is for flows" in message


def test_a_card_that_is_not_text(data_copy: Path) -> None:
    (data_copy / "sipri/flows_2025.card.toml").write_bytes(b'source = "\xff"\n')
    assert "flows_2025.card.toml: the card is not valid TOML" in told(data_copy)


def test_an_editor_may_mark_a_card_as_utf_8(data_copy: Path) -> None:
    card = data_copy / "sipri/flows_2022.card.toml"
    card.write_bytes(b"\xef\xbb\xbf" + card.read_bytes())
    assert len(load_cards(data_copy)) == len(load_cards(DATA))


def test_a_folder_in_place_of_a_card(data_copy: Path) -> None:
    card = data_copy / "sipri/flows_2025.card.toml"
    card.unlink()
    card.mkdir()
    assert "flows_2025.card.toml: cannot be used: Is a directory" in told(data_copy)


def test_missing_and_empty_data_folders(tmp_path: Path) -> None:
    assert "the data folder does not exist. Give --data DIR" in told(tmp_path / "absent")
    assert "the data folder holds no cards" in told(tmp_path)


def test_a_table_without_a_card_and_a_card_without_a_table(data_copy: Path) -> None:
    (data_copy / "sipri/flows_2022.csv").rename(data_copy / "sipri/flows_2023.csv")
    message = told(data_copy)
    assert "flows_2022.csv: the table is missing. Restore it, or delete" in message
    assert "flows_2023.csv: the table has no card. Write one: arms-etl card" in message


def test_downloads_are_left_alone(data_copy: Path) -> None:
    (data_copy / "downloads").mkdir()
    (data_copy / "downloads/register.csv").write_text("anything", encoding="utf-8")
    assert len(load_cards(data_copy)) == len(load_cards(DATA))


def test_an_edited_table_is_noticed_until_it_is_sealed(data_copy: Path) -> None:
    table = data_copy / "sipri/flows_2022.csv"
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    message = told(data_copy)
    assert "flows_2022.csv: the table is not the one its card describes" in message
    assert f"arms-etl card {table}" in message
    assert seal(table, date(2026, 1, 1)) == table.with_name("flows_2022.card.toml")
    stage(data_copy, lambda step: None)


def test_a_new_table_gets_the_card_of_its_neighbour(data_copy: Path) -> None:
    table = data_copy / "cited/another-article.csv"
    table.write_text("anything", encoding="utf-8")
    seal(table, date(2026, 3, 9))
    new = next(card for card in load_cards(data_copy) if card.table_path == table)
    assert new.source == "cited"
    assert new.retrieved == date(2026, 3, 9)


def test_the_card_of_a_new_release_must_be_filled_in(data_copy: Path) -> None:
    table = data_copy / "sipri/flows_2027.csv"
    table.write_text("anything", encoding="utf-8")
    card = seal(table, date(2028, 3, 9))
    text = card.read_text(encoding="utf-8")
    assert 'source = "sipri_flows"' in text
    assert "2026 release" not in text.partition("release_label")[2].partition("\n")[0]
    assert "coverage" not in text and "generated =" not in text
    with pytest.raises(DataError, match=r"flows_2027.*lacks the text field 'release_label'"):
        load_cards(data_copy)


def test_a_table_unlike_its_neighbours_gets_no_card(data_copy: Path) -> None:
    table = data_copy / "sipri/deals_2026.csv"
    table.write_text("anything", encoding="utf-8")
    with pytest.raises(DataError, match=r"no card in the folder can serve as a model"):
        seal(table, date(2026, 1, 1))


@pytest.mark.parametrize("name", ["absent.csv", "flows_2025.card.toml"])
def test_only_tables_are_sealed(data_copy: Path, name: str) -> None:
    with pytest.raises(DataError, match=r"there is no such table\. Give the path of a CSV file"):
        seal(data_copy / "sipri" / name, date(2026, 1, 1))


# An article is added by adding rows, or a table with its card: no code.

NEW_CLAIM = (
    "N001,Caspian News,Yaver Kazimbeyli,Baku Hails Benefits of Defense Cooperation with Israel,"
    "https://www.caspiannews.com/news-detail/baku-hails-benefits-of-defense-cooperation-with-"
    "israel-2023-9-7-14/,2023-09-07,en,Another figure,Israel,Azerbaijan,,,"
    "share_of_recipient_imports,,68,percent,2016,2020,,,SIPRI,,,,,\n"
)


@pytest.fixture
def add_articles(data_copy: Path) -> Callable[[str], Path]:
    def add(rows: str) -> Path:
        header = (data_copy / "cited/articles.csv").read_text(encoding="utf-8").splitlines()[0]
        table = data_copy / "cited/more.csv"
        table.write_text(f"{header}\n{rows}", encoding="utf-8")
        reseal(table)
        return table

    return add


def test_a_second_file_may_quote_the_same_article(
    data_copy: Path, add_articles: Callable[[str], Path]
) -> None:
    before = stage(DATA, lambda step: None)
    add_articles(NEW_CLAIM)
    after = stage(data_copy, lambda step: None)

    def count(loaded: list[Loaded], table: str) -> int:
        return sum(len(entry.tables[table]) for entry in loaded if table in entry.tables)

    assert count(after, "cited_figure") == count(before, "cited_figure") + 1
    assert count(after, "publication") == count(before, "publication")


def test_a_second_file_must_describe_the_article_alike(
    data_copy: Path, add_articles: Callable[[str], Path]
) -> None:
    add_articles(NEW_CLAIM.replace("Yaver Kazimbeyli", "Y. Kazimbeyli"))
    message = told(data_copy)
    assert "cited/more.csv, line 2, column url" in message
    assert "cited/articles.csv, line 2" in message
    assert "Write publisher, author, title and date alike" in message


def test_one_file_must_describe_the_article_alike(data_copy: Path) -> None:
    table = data_copy / "cited/articles.csv"
    claim = NEW_CLAIM.replace("2023-09-07", "2023-09-08")
    table.write_text(table.read_text(encoding="utf-8") + claim, encoding="utf-8")
    reseal(table)
    assert "articles.csv, line 198, column url: the same stands already in" in told(data_copy)


def test_a_claim_number_is_given_once(data_copy: Path, add_articles: Callable[[str], Path]) -> None:
    add_articles(NEW_CLAIM.replace("N001", "C003"))
    message = told(data_copy)
    assert "cited/more.csv, line 2, column claim_id" in message
    assert "cited/articles.csv, line 4" in message
    assert "found 'C003'" in message
    assert "Give one of the two claims another number" in message


def test_a_published_cell_stands_in_one_file(data_copy: Path) -> None:
    cells = (data_copy / "published/factsheet_cells.csv").read_text(encoding="utf-8").splitlines()
    again = data_copy / "published/factsheet_more.csv"
    # The same cell, though the country is written another way.
    row = next(
        n for n, line in enumerate(cells, 1) if line.startswith("2025,Table 1,Turkey,,share")
    )
    again.write_text(
        f"{cells[0]}\n{cells[row - 1].replace('Turkey', 'Türkiye')}\n", encoding="utf-8"
    )
    reseal(again)
    message = told(data_copy)
    assert "published/factsheet_more.csv, line 2" in message
    assert f"published/factsheet_cells.csv, line {row}" in message


def test_reference_tables_come_in_one_file(data_copy: Path) -> None:
    for name in ("states.csv", "states.card.toml"):
        source = data_copy / "reference" / name
        (data_copy / "published" / name).write_bytes(source.read_bytes())
    message = told(data_copy)
    assert "reference/states.card.toml" in message
    assert "published/states.csv has this source already" in message

"""SIPRI's whole register against what SIPRI printed, with the exports beside the checkout."""

from __future__ import annotations

import base64
import csv
import json
import shutil
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard import data
from dashboard.figures import Figure, Made, asked, deals, every, named
from dashboard.figures.figure import settled
from dashboard.takeaway.rows import csv_file
from etl.cards import DOWNLOADS
from etl.claims.claim import Claim, Subject
from etl.claims.desk import Desk
from etl.claims.mistakes import UNIT
from etl.claims.reading import read
from etl.claims.recompute import recompute
from etl.claims.verdict import UNKNOWN
from etl.intake.keeping import Changed, import_files
from etl.questions import Answer, ask
from etl.questions.answer import FOLDED
from etl.warehouse.read import Warehouse
from tests.claims.must_show import CONFIRMED_AND_REVISED
from tests.claims.must_show import shown as shown_by_desk
from tests.conftest import DATA, ROOT, SUMMARY, quiet
from tests.published.test_published import as_printed

EXPORTS = ROOT.parent / "shared" / "data" / "sipri"
BY_DELIVERY = "sipri/deliveries_1995-2024_2026-02-12_122612"
TWO_YEARS = "sipri/deliveries_2000-2001_2025-02-10_105258"
MARCH_2025 = "sipri/deals_1950-2024_2025-03-13_100249"
MAY_2026 = "sipri/deals_1950-2025_2026-05-18_142920"

pytestmark = pytest.mark.skipif(not EXPORTS.is_dir(), reason="no exports lie beside the checkout")


@pytest.fixture(scope="module")
def register_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data folder without what somebody imported into it."""
    data = tmp_path_factory.mktemp("register") / "data"
    shutil.copytree(DATA, data, ignore=shutil.ignore_patterns(DOWNLOADS, "*.duckdb", ".*"))
    return data


@pytest.fixture(scope="module")
def done(register_data: Path) -> Changed:
    """What came of importing all exports in one go."""
    files = sorted(path for path in EXPORTS.iterdir() if path.suffix in (".csv", ".json"))
    target = register_data / "warehouse.duckdb"
    return import_files(files, register_data, target, quiet, today=date(2026, 11, 1))


@pytest.fixture(scope="module")
def register(done: Changed, register_data: Path) -> Warehouse:
    """The warehouse with all of it."""
    assert done.loaded
    return Warehouse(register_data / "warehouse.duckdb")


def shares(
    warehouse: Warehouse, name: str, key: str, in_release: int | None = None, **params: Any
) -> dict[str, float]:
    """Shares from the register by delivery, the best also where no release is named."""
    answer = ask(warehouse, name, in_release=in_release, **params)
    assert answer.reason is None and answer.precision == "exact" and answer.caveats == ()
    assert [snapshot.snapshot_id for snapshot in answer.snapshots] == [BY_DELIVERY]
    return dict(zip(answer.rows[key], answer.rows["share_pct"], strict=True))


def test_every_export_is_taken_in_for_what_it_is(done: Changed) -> None:
    assert done.known == ()
    assert {card.snapshot_id: card.release for card in done.cards} == {
        BY_DELIVERY: 2025,
        TWO_YEARS: 2024,
        MARCH_2025: 2025,
        MAY_2026: 2026,
        "sipri/tiv-table_supplier_israel_1950-2021_2022-07-28_000000": 2022,
        "sipri/tiv-table_recipients_1950-2023_2024-10-13_123329": 2024,
        "sipri/tiv-table_suppliers_1950-2023_2024-10-13_123353": 2024,
    }
    claimed = {
        card.snapshot_id: {(c.scope, c.first_year, c.last_year) for c in card.coverage}
        for card in done.cards
    }
    assert claimed[BY_DELIVERY] == {("world", 1995, 2024)}, "it was asked for 2025 too"
    assert claimed[TWO_YEARS] == {("world", 2000, 2001)}
    assert claimed[MARCH_2025] == {("world", 1950, 2024)}
    assert claimed[MAY_2026] == {("world", 1950, 2025)}
    assert [result.title for result in done.results if result.failed] == []


@pytest.mark.parametrize(
    ("role", "printed"),
    [
        ("supplier", {"USA": "42.6", "FRA": "9.6", "RUS": "7.8", "CHN": "5.9", "DEU": "5.6",
                      "ITA": "4.8"}),
        ("recipient", {"UKR": "8.8", "IND": "8.3", "QAT": "6.8"}),
    ],
)  # fmt: skip
def test_shares_of_the_world_in_2020_24(
    register: Warehouse, role: str, printed: dict[str, str]
) -> None:
    computed = shares(register, "ranking", "state_id", role=role, from_year=2020, to_year=2024)
    assert {k: computed[k] for k in printed if not as_printed(computed[k], printed[k])} == {}
    assert list(computed)[: len(printed)] == list(printed), "the order of the largest"


@pytest.mark.parametrize(
    ("table", "export"),
    [("sipri/flows_2025", BY_DELIVERY), ("sipri/flows_2026", MAY_2026)],
)
def test_every_flow_of_a_bundled_table_stands_in_the_register(
    register: Warehouse, table: str, export: str
) -> None:
    """Armed groups of two states once came as the states, too."""
    strange = register.query(
        """SELECT f.supplier, f.recipient, f.first_year FROM flow f
           ANTI JOIN (FROM flow WHERE snapshot_id = $export) r
             ON r.supplier = f.supplier AND r.recipient = f.recipient
            AND r.first_year <= f.last_year AND r.last_year >= f.first_year
           WHERE f.snapshot_id = $table""",
        {"table": table, "export": export},
    )
    assert strange.to_dict("records") == []


def test_who_supplied_india(register: Warehouse) -> None:
    computed = shares(register, "import_shares", "partner", who="IND", from_year=2020, to_year=2024)
    for supplier, printed in {"RUS": "36.0", "FRA": "33.0", "ISR": "12.6"}.items():
        assert as_printed(computed[supplier], printed), supplier


def test_what_azerbaijan_had_from_israel(register: Warehouse) -> None:
    window = {"who": "AZE", "from_year": 2016, "to_year": 2020}
    computed = shares(register, "import_shares", "partner", in_release=2025, **window)
    assert as_printed(computed["ISR"], "67.7")
    # Without a name the newest exact release answers, which is bundled.
    newest = ask(register, "import_shares", in_release=None, **window)
    assert (newest.precision, newest.releases) == ("exact", "2026 release")
    assert as_printed(newest.rows.set_index("partner")["share_pct"]["ISR"], "66.6")


def test_the_volume_of_the_world(register: Warehouse) -> None:
    (row,) = register.query("FROM volume('world', NULL, 1995, 2024)").to_dict("records")
    assert row["tiv_m"] == pytest.approx(769_810.94, abs=0.005)
    assert (row["release"], row["precision"], row["snapshot_id"]) == (2025, "exact", BY_DELIVERY)


def test_a_register_by_deal_answers_by_name_and_as_approximate(register: Warehouse) -> None:
    # 2025 stands by itself in no exact table of the whole world.
    window = {"role": "supplier", "from_year": 2022, "to_year": 2025}
    answer = ask(register, "ranking", in_release=2026, **window)
    assert (answer.precision, answer.releases) == ("rebuilt", "2026 release")
    (caveat,) = answer.caveats
    assert caveat.startswith("Rebuilt: the yearly volumes of deals that an older register")
    assert "Rebuilt" in answer.source_note
    # It steps in where no exact release covers the years.
    unnamed = ask(register, "ranking", in_release=None, **window)
    assert unnamed.precision == "rebuilt" and unnamed.caveats
    # Where one does, the bundled sums are the better answer, also by the release's name.
    for release in (2026, None):
        exact = ask(register, "ranking", role="supplier", from_year=2021, to_year=2025,
                    in_release=release)  # fmt: skip
        assert (exact.precision, exact.releases) == ("exact", "2026 release")
        assert [snapshot.snapshot_id for snapshot in exact.snapshots] == ["sipri/flows_2026"]
    (row,) = register.query("FROM volume('world', NULL, 1995, 2024, in_release := 2026)").to_dict(
        "records"
    )
    assert (row["release"], row["precision"]) == (2026, "rebuilt")
    (row,) = register.query("FROM volume('world', NULL, 1990, 2024, in_release := 2026)").to_dict(
        "records"
    )
    assert (row["release"], row["precision"]) == (2026, "split"), "older than the deliveries"
    # The sum over all of its years is not spread and is exact.
    (row,) = register.query("FROM volume('world', NULL, 1950, 2025)").to_dict("records")
    assert (row["snapshot_id"], row["precision"]) == (MAY_2026, "exact")


def test_the_register_by_deal_adds_up_to_what_its_file_says(register: Warehouse) -> None:
    for snapshot, name in (
        (MARCH_2025, "deals_1950-2024_generated-2025-03-13.csv"),
        (MAY_2026, "deals_1950-2025_generated-2026-05-18.csv"),
    ):
        text = (EXPORTS / name).read_text("latin-1")
        # The volume is the last cell of a line also where the deal is torn in two.
        lines = [line.split(",") for line in text.split("\n")[12:]]
        numbers = [float(cells[-1]) for cells in lines if len(cells) in (4, 16)]
        found = register.query(
            "SELECT count(*) AS deals, sum(tiv_delivered_m) AS tiv_m,"
            " (SELECT sum(tiv_m) FROM delivery WHERE snapshot_id = $id) AS by_year_m"
            " FROM deal WHERE snapshot_id = $id",
            {"id": snapshot},
        ).to_dict("records")[0]
        assert found["deals"] == len(numbers) > 29_000
        assert found["tiv_m"] == pytest.approx(sum(numbers), abs=0.01)
        assert found["by_year_m"] == pytest.approx(sum(numbers), abs=0.01)


def test_the_four_torn_deals_of_march_2025_are_whole(register: Warehouse) -> None:
    text = (EXPORTS / "deals_1950-2024_generated-2025-03-13.csv").read_text("latin-1")
    lines = text.split("\n")
    torn = [number for number in range(13, len(lines)) if lines[number - 1].count(",") == 12]
    assert len(torn) == 4
    for number in torn:
        first, rest = lines[number - 1].split(","), lines[number].split(",")
        (deal,) = register.query(
            "FROM deal WHERE snapshot_id = $id AND line = $line",
            {"id": MARCH_2025, "line": number},
        ).to_dict("records")
        assert deal["designation"] == first[6]
        assert deal["comment"].split() == f"{first[12]} {rest[0]}".split()
        assert deal["tiv_order_m"] == float(rest[2])
        assert deal["tiv_delivered_m"] == float(rest[3])


def cells(name: str) -> dict[tuple[str, str], int]:
    """A TIV table by name and year, read without the code under test."""
    with (EXPORTS / name).open(encoding="latin-1", newline="") as file:
        header, *rows = [row for row in csv.reader(file) if len(row) > 50]
    return {
        (row[0], year): int(cell)
        for row in rows
        if not row[0].startswith("Total")
        for year, cell in zip(header[1:], row[1:], strict=False)
        if year in ("2000", "2001") and cell.strip()
    }


@pytest.mark.parametrize(
    ("role", "column", "name"),
    [
        ("supplier", 1, "tiv-table_suppliers_1950-2024_generated-2024-10-13.csv"),
        ("recipient", 2, "tiv-table_recipients_1950-2024_generated-2024-10-13.csv"),
    ],
)
def test_deliveries_equal_every_cell_of_the_tiv_tables(
    register: Warehouse, role: str, column: int, name: str
) -> None:
    (answer,) = EXPORTS.glob("*.json")
    text = base64.b64decode(json.loads(answer.read_text("utf-8"))["bytes"]).decode("latin-1")
    sums: defaultdict[tuple[str, str], float] = defaultdict(float)
    for row in (line.split(",") for line in text.split("\n")[12:] if line):
        sums[row[column], row[10]] += float(row[15])
    printed = cells(name)
    assert sums.keys() == printed.keys() and len(printed) > 80
    assert {key: sums[key] for key in sums if abs(sums[key] - printed[key]) > 0.505} == {}
    # The build found the same.
    rows = ask(register, "reconciliation").rows
    (line,) = rows[
        (rows["snapshot"] == TWO_YEARS) & rows["what"].str.startswith(f"Sums of each {role}")
    ].to_dict("records")
    assert (line["cells"], line["off"]) == (len(printed), 0)
    assert line["exact"] + line["within_rounding"] == len(printed)


def test_volumes_follow_from_items_and_units(register: Warehouse) -> None:
    rows = ask(register, "reconciliation").rows
    rows = rows[rows["what"].str.startswith("Volume of each delivery")].set_index("snapshot")
    assert rows.loc[BY_DELIVERY, ["cells", "off"]].tolist() == [25_024, 0]
    assert rows.loc[BY_DELIVERY, "exact"] >= 25_020
    assert rows.loc[TWO_YEARS, ["cells", "off"]].tolist() == [1_414, 0]


def test_most_deals_carry_their_comments(register: Warehouse) -> None:
    rows = ask(register, "reconciliation").rows
    (line,) = rows[rows["what"].str.startswith("Deals that found")].to_dict("records")
    assert (line["snapshot"], line["against"]) == (BY_DELIVERY, MARCH_2025)
    assert line["cells"] == 12_571
    assert line["exact"] / line["cells"] > 0.97
    # Whatever is joined agrees in what both registers say.
    wrong = register.query(
        "SELECT count(*) AS n FROM deal d JOIN deal o ON o.snapshot_id = d.order_details_from"
        " AND o.supplier = d.supplier AND o.recipient = d.recipient"
        " AND o.order_year = d.order_year AND o.status = d.status"
        " AND o.comment IS NOT DISTINCT FROM d.comment"
        " AND o.number_ordered IS NOT DISTINCT FROM d.number_ordered"
        " WHERE d.snapshot_id = $id"
        " HAVING count(DISTINCT d.deal_no) < (SELECT count(order_details_from) FROM deal"
        " WHERE snapshot_id = $id)",
        {"id": BY_DELIVERY},
    )
    assert wrong.empty


def test_the_bundled_flows_are_those_of_the_register(register: Warehouse) -> None:
    """The extract that comes with the project is the register's, pair by pair."""
    rows = register.query(
        "WITH ours AS (SELECT supplier, recipient, sum(tiv_m) AS tiv_m FROM flow"
        " WHERE snapshot_id = 'sipri/flows_2025' AND first_year >= 2020 AND last_year <= 2024"
        " GROUP BY ALL), whole AS (SELECT supplier, recipient, sum(tiv_m) AS tiv_m FROM flow"
        " WHERE snapshot_id = $id AND first_year >= 2020 GROUP BY ALL)"
        " SELECT coalesce(o.tiv_m, 0) AS tiv_m, coalesce(w.tiv_m, 0) AS whole_m"
        " FROM ours o FULL JOIN whole w USING (supplier, recipient)",
        {"id": BY_DELIVERY},
    )
    assert len(rows) > 700
    assert (rows["tiv_m"] - rows["whole_m"]).abs().max() < 0.01


def of_file(name: str) -> list[tuple[str, str, float, list[int]]]:
    """A register by deal read without the code under test: parties, volume and years."""
    text = (EXPORTS / name).read_text(encoding="latin-1")
    body = text[text.index("\nRecipient,") + 1 :].rstrip("\n").split("\n")[1:]
    deals: list[list[str]] = []
    for line in body:
        cells = line.split(",")
        if len(deals) and len(deals[-1]) < 16:  # a comment that was torn in two
            deals[-1] = [*deals[-1][:-1], deals[-1][-1] + cells[0], *cells[1:]]
        else:
            deals.append(cells)
    return [(d[1], d[0], float(d[15]), [*map(int, filter(None, d[10].split("; ")))]) for d in deals]


@pytest.mark.parametrize("name", [None, "Ukraine", "Azerbaijan", "Libya"])
def test_what_2026_revised_deal_by_deal_adds_up(register: Warehouse, name: str | None) -> None:
    """The causes explain the whole difference of the two files of March 2025 and May 2026."""
    codes = ask(register, "states").rows.set_index("name")["state_id"]
    who = None if name is None else codes[name]
    answer = ask(register, "revised_causes", old_release=2025, new_release=2026, country=who)
    assert [s.snapshot_id for s in answer.snapshots] == [MARCH_2025, MAY_2026], "like for like"
    assert answer.precision == "exact"
    old, new = (
        [deal for deal in of_file(file) if name in (None, deal[0], deal[1])]
        for file in ("deals_1950-2024_generated-2025-03-13.csv",
                     "deals_1950-2025_generated-2026-05-18.csv")
    )  # fmt: skip
    counted = [deal for deal in new if deal[3] and deal[3][0] < 2025]
    totals = answer.rows.iloc[0]
    assert totals["old_total_tiv_m"] == pytest.approx(sum(deal[2] for deal in old))
    assert totals["new_total_tiv_m"] == pytest.approx(sum(deal[2] for deal in counted))
    assert answer.rows["change_tiv_m"].sum() == pytest.approx(
        totals["new_total_tiv_m"] - totals["old_total_tiv_m"]
    )
    # Most deals are as they were, and of those that delivered on nobody knows what was revised.
    assert 0 < totals["revised"] < 0.25 * totals["compared"]
    revisions = answer.rows[answer.rows["is_revision"]]
    within = sum(deal[2] for deal in counted if deal[3][-1] < 2025) - totals["old_total_tiv_m"]
    assert (answer.rows.set_index("cause")["change_tiv_m"]["edge"] > 0) == (name != "Libya")
    assert revisions["change_tiv_m"].sum() > within, "what delivered on stood in the older one too"


def test_deals_of_the_two_years_against_the_register_by_deal(register: Warehouse) -> None:
    """One register by delivery, of two years, and one by deal are compared by deal all the same."""
    answer = ask(register, "revised_causes", old_release=2024, new_release=2026, country=None)
    assert [s.snapshot_id for s in answer.snapshots] == [TWO_YEARS, MAY_2026]
    rows = answer.rows.set_index("cause")
    total = rows.iloc[0]
    assert (total["first_year"], total["last_year"]) == (2000, 2001)
    assert rows["change_tiv_m"].sum() == pytest.approx(
        total["new_total_tiv_m"] - total["old_total_tiv_m"]
    )
    assert rows["change_tiv_m"]["edge"] > 0.9 * rows["change_tiv_m"].sum(), "deals of more years"
    assert rows["deals"]["dropped"] < 0.05 * total["compared"]


def test_the_same_exports_again_change_nothing(done: Changed, register_data: Path) -> None:
    assert done.loaded
    before = (register_data / "warehouse.duckdb").stat()
    files = sorted(EXPORTS.glob("*.csv"))
    again = import_files(
        files, register_data, register_data / "warehouse.duckdb", quiet, today=date(2026, 11, 2)
    )
    assert (again.cards, again.loaded, len(again.known)) == ((), (), len(files))
    assert (register_data / "warehouse.duckdb").stat() == before


def test_the_desk_on_the_whole_register(
    register: Warehouse, record_property: Callable[[str, object], None]
) -> None:
    """What the fact-check desk must show, where nearly every claim can be decided."""
    found = shown_by_desk(Desk.of(register).ledger, Desk.of(register))
    record_property(SUMMARY, found.words)
    assert found.errors >= 9 and found.named_first >= 0.75 * found.errors
    assert found.confirmed >= 25 and set(found.apart) <= CONFIRMED_AND_REVISED


def test_a_volume_that_was_read_as_dollars_is_told_beside_notices(register: Warehouse) -> None:
    desk = Desk.of(register)
    given = {"supplier": "United States", "recipient": "Saudi Arabia", "value": "$6.5 billion",
             "metric": "volume", "period": "2012-16", "published": "2017-12-29"}  # fmt: skip
    claim = read(given, desk.known)
    assert isinstance(claim, Claim), claim
    (checked,) = desk.check([claim])
    assert checked.verdict.word == UNKNOWN and "notification 12-55" in checked.verdict.why
    (finding,) = desk.diagnose(checked)
    assert finding.kind == UNIT and 5_800 < finding.value < 6_000


# What pages and files say beside numbers of the whole register.


@pytest.fixture
def _shown(register: Warehouse, register_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(register_data / "warehouse.duckdb"))


def shown(name: str, **wanted: Any) -> Made:
    """A figure of the register, as an address asks for it."""
    figure = named(name)
    assert figure is not None
    query = {key: [value] if isinstance(value, str) else value for key, value in wanted.items()}
    told = asked(figure.parameters, query)
    assert not told.ignored
    return figure.made(told.values)


def searched(**wanted: str) -> tuple[Answer, str]:
    """The deals that an address of the page searches for, and its sentence."""
    told = asked(deals.PARAMETERS, {key: [value] for key, value in wanted.items()})
    assert not told.ignored
    found = deals.found(told.values)
    return found, deals.deals_sentence(found, told.values["years"]).replace("\xa0", " ")


@pytest.mark.usefixtures("_shown")
@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"supplier": "USA", "recipient": "JPN", "release": "2025", "years": "1995-2024"},
         "149 deals fit; 20,364 million TIV of them were delivered in 1995–2024 "
         "(SIPRI, 2025 release)."),
        ({"supplier": "USA", "recipient": "JPN", "release": "2025"},
         "349 deals fit; 66,734 million TIV of them were delivered in 1950–2024 "
         "(SIPRI, 2025 release)."),
        ({"supplier": "USA", "recipient": "JPN", "years": "1950-1980"},
         "delivered in 1950–80 (SIPRI, 2026 release, approximate)."),
        ({"words": "MiG-21", "release": "2026"},
         "232 deals fit; 66,539 million TIV of them were delivered in 1950–2025 "
         "(SIPRI, 2026 release)."),
        ({"supplier": "SUN", "recipient": "IND"},
         "162 deals fit; 42,502 million TIV of them were delivered in 1950–2025 "
         "(SIPRI, 2026 release)."),
        ({"words": "S-400"}, "deals fit; "),
        ({"supplier": "FRA", "recipient": "ARE", "words": "rafale", "years": "2021-2024"},
         "open order"),
    ],
)  # fmt: skip
def test_deals_name_the_years_that_they_sum(wanted: dict[str, str], said: str) -> None:
    found, sentence = searched(**wanted)
    assert said in sentence
    assert found.reason is None


@pytest.mark.usefixtures("_shown")
def test_orders_without_a_delivery_are_told_apart() -> None:
    found, sentence = searched(words="Rafale", release="2025", years="1995-2024")
    rows = found.rows
    orders = rows[rows["first_year"].isna() & rows["designation"].str.startswith("Rafale")]
    items = orders.groupby("recipient_name")["number_ordered"].sum().to_dict()
    assert {"United Arab Emirates": 80, "Indonesia": 42, "Egypt": 30}.items() <= items.items()
    delivered = rows[rows["first_year"].notna()]
    assert delivered["category"].notna().all(), "of the register by delivery"
    assert sentence.startswith(f"{len(delivered)} deals fit; ")
    count, items_ordered = (
        len(rows) - len(delivered),
        rows["number_ordered"][rows["first_year"].isna()].sum(),
    )
    assert f"There are {count} more orders without a delivery yet, for" in sentence
    assert f"{items_ordered:,.0f} items." in sentence


@pytest.mark.usefixtures("_shown")
def test_folded_deals_are_those_of_the_folded_chart() -> None:
    """What Russia delivered to India with the Soviet Union before it."""
    asked_for = {"supplier": "RUS", "recipient": "IND", "release": "2026", "fold": "true"}
    chart = shown("pair/volume", **asked_for).answer.rows["tiv_m"].sum()
    found = data.ask(
        "deals", supplier="RUS", recipient="IND", category=None, status=None, text=None,
        first_year=1950, last_year=2025, in_release=2026, fold=True,
    )  # fmt: skip
    assert found.rows["tiv_in_period_m"].sum() == pytest.approx(chart, abs=0.01)
    assert chart == pytest.approx(88_927, abs=0.5)
    by_name = shown("pair/volume", **asked_for | {"supplier": "SUN"})
    assert by_name.answer.rows["tiv_m"].sum() == pytest.approx(chart)
    assert by_name.sentence == shown("pair/volume", **asked_for).sentence
    assert "former states counted with their successors" in by_name.sentence


@pytest.mark.usefixtures("_shown")
def test_a_former_state_asked_for_by_name_is_folded() -> None:
    folded = {"release": "2026", "fold": "true", "direction": "exports"}
    soviet, russian = (
        shown("country/shares", country=who, period="1987-91", **folded) for who in ("SUN", "RUS")
    )
    assert "India received about 24\xa0% (9–46)" in soviet.sentence
    assert soviet.sentence == russian.sentence
    volume = "FROM volume('supplier', $who, 1980, 1984, in_release := 2026, fold := true)"
    sums = [data.warehouse().query(volume, {"who": who})["tiv_m"].item() for who in ("SUN", "RUS")]
    assert sums[0] == sums[1] > 80_000
    for own, party in ((["RUS", "SUN"], "RUS"), (["DEU", "DDR"], "DEU"), (["SUN"], "RUS")):
        rows = shown("compare/compared", parties=party, own=own, period="1980-84", **folded)
        values = rows.answer.rows[rows.answer.rows["last_year"] == 1984]["value"]
        # Folded, a group of a state and those before it is that state, and is shown once.
        alone = data.warehouse().query(volume, {"who": party})["tiv_m"].item()
        assert values.to_list() == [pytest.approx(alone)] and alone > 5_000


@pytest.mark.usefixtures("_shown")
@pytest.mark.parametrize(
    "figure",
    # Categories are told apart from 1995 on, where no former state is met.
    [one for one in every()
     if "fold" in [each.key for each in one.parameters] and one.key != "categories"],
    ids=lambda figure: figure.name,
)  # fmt: skip
def test_each_folded_figure_and_its_file_say_so(figure: Figure) -> None:
    wanted = {"country": "RUS", "supplier": "RUS", "recipient": "IND", "release": 2026,
              "period": (1981, 1985)}  # fmt: skip
    values = settled(figure.parameters, wanted)
    made = figure.made(values | {"fold": True})
    assert made.answer.reason is None
    assert "former states counted with their successors" in made.alt
    assert FOLDED in csv_file(made.answer).decode()
    assert made.draw is None or FOLDED in made.chart.layout.meta["source"]
    assert FOLDED not in csv_file(figure.made(values | {"fold": False}).answer).decode()


@pytest.mark.usefixtures("_shown")
def test_nothing_is_said_of_former_states_where_none_is_met() -> None:
    made = shown("country/shares", country="RUS", release="2026", period="2021-25", fold="true")
    assert "former states" not in made.alt + csv_file(made.answer).decode()


APPROXIMATE = {"release": "2026", "period": "1981-85"}


@pytest.mark.usefixtures("_shown")
@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("country/yearly", {"country": "IND"}), ("world/ranks", {}),
        ("pair/volume", {"supplier": "RUS", "recipient": "IND"}),
        ("world/regions", {}), ("flows/matrix", {}), ("flows/bands", {}), ("map/map", {}),
        ("country/concentration", {"country": "IND"}), ("country/shares", {"country": "IND"}),
        ("world/supplier", {}), ("compare/compared", {"parties": ["IND", "USA"]}),
    ],
)  # fmt: skip
def test_what_is_approximate_is_called_so_also_where_it_is_not_seen(
    name: str, wanted: dict[str, Any]
) -> None:
    figure = named(name)
    assert figure is not None
    keys = [parameter.key for parameter in figure.parameters]
    made = shown(name, **wanted, **{k: v for k, v in APPROXIMATE.items() if k in keys})
    assert made.answer.precision != "exact"
    assert "(SIPRI, 2026 release, approximate)" in made.alt


@pytest.mark.usefixtures("_shown")
def test_ranks_are_approximate_if_those_of_one_period_are() -> None:
    made = shown("world/ranks")
    assert set(made.answer.rows["precision"]) == {"split", "rebuilt", "exact"}
    assert "(SIPRI, 2026 release, approximate)" in made.alt


@pytest.mark.usefixtures("_shown")
def test_a_series_keeps_to_the_years_of_its_state() -> None:
    made = shown("country/yearly", country="SUN", direction="exports")
    assert made.answer.period == "1950–91"
    assert made.sentence.replace("\xa0", " ").endswith(
        "most in 1980, about 18,400 (3,701–82,859) million TIV; about 5,704 (2,309–20,668) in 1991"
        " (SIPRI, 2026 release, approximate)."
    )
    query = "FROM moving_average('supplier', 'RUS', in_release := 2026)"
    rows = data.warehouse().query(query).set_index("year")
    assert rows.index.min() == 1992
    assert rows["five_year_average_tiv_m"].first_valid_index() == 1996
    israel = shown("country/yearly", country="ISR", direction="exports", release="2022")
    assert israel.answer.period == "1950–2021"


@pytest.mark.usefixtures("_shown")
def test_no_deliveries_is_not_said_against_sipris_totals() -> None:
    """The register lists nothing for Kiribati, whose boat of 2021 the World Bank's series has."""
    for name in ("country/shares", "country/yearly"):
        text = shown(name, country="KIR", release="2025").sentence
        assert text.startswith("The 2025 release, as loaded, lacks the deliveries of major arms to")
        assert "records no deliveries" not in text


@pytest.mark.usefixtures("_shown")
def test_leaders_of_a_category_are_said_to_be_of_it_and_of_their_release() -> None:
    made = shown("weapons/leaders", category="Ships", release="2025")
    said = made.alt.replace("\xa0", " ")
    assert said.startswith("The largest recipient of ships in 2020–24 was Egypt, with 16.5 %")
    assert "of the category's volume (SIPRI, 2025 release)." in said


@pytest.mark.usefixtures("_shown")
def test_not_folded_may_be_asked_for_where_no_former_state_is_met() -> None:
    asked_for = {"release": "2025", "period": "2020-24"}
    apart, usual = (
        shown("world/supplier", fold="false", **asked_for),
        shown("world/supplier", **asked_for),
    )
    assert apart.sentence == usual.sentence and apart.answer.rows.equals(usual.answer.rows)


@pytest.mark.usefixtures("_shown")
def test_a_register_is_not_asked_for_where_one_is_loaded() -> None:
    made = shown("weapons/leaders", release="2026")
    assert made.sentence == (
        "The 2026 release is not loaded by armament category for the whole world."
    )


def test_equal_volumes_share_a_rank(register: Warehouse) -> None:
    rows = ask(register, "ranking", role="supplier", from_year=2011, to_year=2011,
               in_release=2025).rows.set_index("name")  # fmt: skip
    assert rows["rank"]["Norway"] == rows["rank"]["Saudi Arabia"] == 24
    assert rows["rank"]["Austria"] == 26


@pytest.mark.usefixtures("_shown")
def test_the_world_has_what_the_register_books_before_a_states_time() -> None:
    """Ukraine's delivery to Germany in 1956, 12 million TIV."""
    wanted = {"direction": "exports", "release": "2026", "period": "1955-59"}
    rows = shown("compare/compared", parties=["world", "UKR"], **wanted).answer.rows
    values = rows[rows["last_year"] == 1959].set_index("party")["value"]
    assert values["UKR"] == pytest.approx(12)
    flows = data.ask("world_flows", from_year=1955, to_year=1959, in_release=2026)
    assert values["World"] == pytest.approx(flows.rows["tiv_m"].sum())


@pytest.mark.parametrize(
    ("metric", "weapon", "supplier", "recipient", "years", "items"),
    [
        ("items", "J-10CE", "CHN", "PAK", (2020, 2024), 25),
        ("items", "Type 054A", "CHN", "PAK", (2020, 2024), 4),
        ("items", "tanks", "POL", "UKR", (2022, 2022), 260),
        ("items", "Rafale", "FRA", "EGY", (2013, 2017), 14),
        ("items", "tanks", "USA", None, (2020, 2024), 807),  # and 54,000 anti-tank missiles
        ("items", "K2", "KOR", "POL", (2020, 2024), 84),  # and 54 of K-239
        ("items", "Zarquon", "FRA", "EGY", (2013, 2017), None),
        ("items", "танк", "FRA", "EGY", (2013, 2017), None),
    ],
)
def test_items_are_counted_by_the_register(
    register: Warehouse, metric: str, weapon: str, supplier: str, recipient: str | None,
    years: tuple[int, int], items: float | None,
) -> None:  # fmt: skip
    subject = Subject(metric, supplier, recipient, years, weapon=weapon)
    (values,) = recompute(register.query, [subject])
    found = {one.release: one for one in values}[2025]
    assert found.value == items
    if items is None:
        assert found.reason is not None and "may be written otherwise there" in found.reason

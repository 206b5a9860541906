"""A newer register by deal rebuilt from an older one by delivery, against what is known exactly.

The deals are those of SIPRI's release of 2026, the deliveries those of 2025. What the bundled
tables say exactly of 2026 is held against what comes out, from the import to a page's sentence.
"""

import shutil

import pandas as pd
import pytest

from dashboard.figures import asked, named
from etl.cards import DOWNLOADS
from etl.claims.claim import Claim, Subject
from etl.claims.desk import Desk
from etl.claims.verdict import AGREES, DIFFERS, UNKNOWN
from etl.questions import Answer, ask
from etl.questions.answer import bounds
from etl.warehouse.read import Warehouse
from tests.conftest import DATA, ROOT
from tests.etl.brought import opened, small_data, take_in

EXPORTS = ROOT.parent / "shared" / "data" / "sipri"
DEALS = EXPORTS / "deals_1950-2025_generated-2026-05-18.csv"
DELIVERIES = EXPORTS / "deliveries_1995-2024_generated-2026-02-12.csv"
WINDOWS = ((2016, 2020), (2021, 2025))

pytestmark = pytest.mark.skipif(not EXPORTS.is_dir(), reason="no exports lie beside the checkout")


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The two registers without the tables of flows that are bundled."""
    data = tmp_path_factory.mktemp("rebuilt") / "data"
    left_out = shutil.ignore_patterns(DOWNLOADS, "*.duckdb*", ".*", "flows_*")
    shutil.copytree(DATA, data, ignore=left_out)
    take_in(data, DEALS, DELIVERIES)
    return opened(data)


@pytest.fixture(scope="module")
def split(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The register by deal alone."""
    data = small_data(tmp_path_factory.mktemp("split"))
    take_in(data, DEALS)
    return opened(data)


def answered(warehouse: Warehouse, name: str, window: tuple[int, int], **params: object) -> Answer:
    answer = ask(warehouse, name, from_year=window[0], to_year=window[1], in_release=2026, **params)
    assert answer.reason is None
    return answer


def beside(approximate: Answer, exact: Answer, keys: list[str], column: str) -> pd.DataFrame:
    """What both know, with the exact number in a column of its own."""
    known = exact.rows.set_index(keys)[column].rename("exact")
    return approximate.rows.set_index(keys).join(known, how="inner")


def inside(rows: pd.DataFrame, column: str, rounding: float) -> "pd.Series[bool]":
    low, high = bounds(rows, column)
    return rows["exact"].between(low - rounding, high + rounding)


def test_what_it_is_complete_for_and_how_precisely(rebuilt: Warehouse) -> None:
    claims = rebuilt.query(
        """SELECT c.scope, c.first_year, c.last_year, c.grain, c.precision
           FROM coverage c JOIN snapshot s ON s.snapshot_id = c.snapshot_id
           WHERE s.register = 'by deal' ORDER BY ALL"""
    )
    assert claims.to_numpy().tolist() == [
        ["world", 1950, 1994, "year", "split"], ["world", 1950, 2025, "window", "exact"],
        ["world", 1995, 2025, "year", "rebuilt"],
    ]  # fmt: skip
    answer = answered(rebuilt, "import_shares", (2021, 2025), who="CAN")
    assert (answer.precision, answer.releases) == ("rebuilt", "2026 release")
    assert "2026 release by deal, with the deliveries of the 2025 release." in answer.source_line
    assert answer.caveats[0].startswith("Rebuilt: the yearly volumes of deals that an older")
    # A period that begins before the deliveries do is no better than its worst year, and a period
    # of all years is exact.
    assert answered(rebuilt, "import_shares", (1993, 1997), who="CAN").precision == "split"
    whole = answered(rebuilt, "import_shares", (1950, 2025), who="CAN")
    assert whole.precision == "exact" and "share_low_pct" not in whole.rows


@pytest.mark.parametrize("window", WINDOWS)
def test_the_exact_number_lies_within_the_bounds(
    rebuilt: Warehouse, warehouse: Warehouse, window: tuple[int, int]
) -> None:
    pairs = beside(
        answered(rebuilt, "world_flows", window), answered(warehouse, "world_flows", window),
        ["supplier", "recipient"], "tiv_m",
    )  # fmt: skip
    assert len(pairs) > 850
    assert inside(pairs, "tiv_m", 0.1).mean() >= 0.99
    cells = []
    for role in ("supplier", "recipient"):
        ranked = [answered(of, "ranking", window, role=role) for of in (rebuilt, warehouse)]
        for column, rounding in (("tiv_m", 0.25), ("share_pct", 0.05), ("rank", 0)):
            # The exact tables know other parties and the smallest less well than the registers do.
            rows = beside(*ranked, ["state_id"], column).query("kind == 'state'")
            rows = rows.query("exact <= 50") if column == "rank" else rows
            cells.append(inside(rows, column, rounding))
        large = ranked[1].rows.query("tiv_m > 500")["state_id"]
        assert len(large) > 15
        name = "import_shares" if role == "recipient" else "export_shares"
        shares = pd.concat(
            beside(
                *(answered(of, name, window, who=who) for of in (rebuilt, warehouse)),
                ["partner"], "share_pct",
            )
            for who in large
        )  # fmt: skip
        assert inside(shares, "share_pct", 0.05).mean() >= 0.99
        assert (shares["share_high_pct"] - shares["share_low_pct"]).median() < 0.1
    assert pd.concat(cells).mean() >= 0.99


@pytest.mark.parametrize(
    ("who", "partner", "printed", "sentence"),
    [
        ("CAN", "USA", 32.1, "the United States supplied about 32 % (31–39) of Canada's"),
        ("IND", "RUS", 39.6, "Russia supplied about 40 % (38–44) of India's"),
        ("PAK", "CHN", 80.3, "China supplied about 80 % (78–82) of Pakistan's"),
    ],
)
def test_shares_that_sipri_printed_lie_in_the_interval_that_is_shown(
    rebuilt: Warehouse, monkeypatch: pytest.MonkeyPatch, who: str, partner: str, printed: float,
    sentence: str,
) -> None:  # fmt: skip
    answer = answered(rebuilt, "import_shares", (2021, 2025), who=who)
    row = answer.rows.set_index("partner").loc[partner]
    assert row["share_low_pct"] <= printed <= row["share_high_pct"]
    monkeypatch.setenv("ARMS_WAREHOUSE", str(rebuilt.version.path))
    figure = named("country/shares")
    assert figure is not None
    values = {"country": who, "direction": "recipient", "release": 2026, "period": (2021, 2025)}
    made = figure.made(asked(figure.parameters, {}).values | values)
    for words in (made.sentence, made.alt):
        assert sentence in words.replace("\N{NO-BREAK SPACE}", " ")
        assert "(SIPRI, 2026 release, rebuilt)" in words
    assert {"share_low_pct", "share_high_pct", "tiv_low_m"} <= set(made.answer.rows)
    assert "(31–39)" in made.table().to_string() or who != "CAN"


def test_cells_of_the_fact_sheet_of_2026(rebuilt: Warehouse) -> None:
    rows = ask(rebuilt, "published_compared").rows.query("edition == 2026 and release == 2026")
    rows = rows[rows["metric"].str.startswith("share") & rows["qualifier"].isna()]
    assert len(rows) >= 15
    rounding = 0.5 * 10.0 ** -rows["value_decimals"].astype(float)
    within = rows["value_number"].between(
        rows["computed_low"] - rounding, rows["computed_high"] + rounding
    )
    assert rows[~within].empty


def test_an_even_split_is_never_without_doubt(split: Warehouse, warehouse: Warehouse) -> None:
    asked_of = answered(split, "world_change", (2021, 2025))
    (row,) = asked_of.rows.to_dict("records")
    assert asked_of.precision == "split"
    assert row["change_low_pct"] < 9.2 < row["change_high_pct"]
    for role in ("supplier", "recipient"):
        ranked = [answered(of, "ranking", (2021, 2025), role=role) for of in (split, warehouse)]
        rows = beside(*ranked, ["state_id"], "share_pct")
        assert inside(rows, "share_pct", 0.05).mean() >= 0.99
        # The rest of the world is in doubt, also where a country's own deals are not.
        assert (rows["share_low_pct"] < rows["share_high_pct"]).all()
    imports = answered(split, "import_shares", (2021, 2025), who="CAN").rows.set_index("partner")
    assert imports["share_low_pct"]["USA"] < 32.1 < imports["share_high_pct"]["USA"]


@pytest.mark.parametrize(
    ("text", "value", "comparison", "word"),
    [
        ("39.6", 39.6, None, UNKNOWN),
        ("40", 40.0, None, UNKNOWN),
        ("30", 30.0, "at least", AGREES),
        ("55", 55.0, None, DIFFERS),
    ],
)
def test_the_desk_decides_only_what_the_bounds_do(
    rebuilt: Warehouse, text: str, value: float, comparison: str | None, word: str
) -> None:
    subject = Subject("share_of_recipient_imports", "RUS", "IND", (2021, 2025))
    decimals = len(text.partition(".")[2])
    claim = Claim(subject, text, value, decimals, comparison, "percent", "2026-11-01", "")
    (checked,) = Desk.of(rebuilt).check([claim])
    # The fact sheet of 2026 printed 40 for it.
    assert word in (checked.verdict.word, UNKNOWN) or checked.cells
    if not checked.cells:
        assert checked.verdict.word == word
    (found,) = (one for one in checked.values if one.release == 2026)
    assert found.precision == "rebuilt"
    assert found.bounds == pytest.approx((37.6, 44.5), abs=0.1)
    told = checked.computed(2026).replace("\N{NO-BREAK SPACE}", " ")
    assert told == "about 40 % (38–44), approximate"

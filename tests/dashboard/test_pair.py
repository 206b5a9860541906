"""The page Pair: its numbers against the flows themselves, its gaps, and what it says of deals."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.data.access import PERMISSION
from dashboard.figures import asked
from dashboard.figures.pair import categories, shares, volumes
from dashboard.words import percent, volume
from etl.warehouse.read import Warehouse
from tests.conftest import DATA
from tests.dashboard.pages import (
    annotations,
    figures,
    numbers,
    opened,
    plain,
    sentence,
    tables,
    texts,
    untouched,
)
from tests.etl import exports
from tests.etl.brought import saved, small_data, take_in

FLOWS = "SELECT * FROM flow WHERE snapshot_id = 'sipri/flows_2026'"
BY_CATEGORY = FLOWS.replace("2026", "2025")  # the newest release that tells categories apart


def pair(supplier: str, recipient: str, view: str = "Chart", **more: str) -> AppTest:
    return opened("pair", {"supplier": supplier, "recipient": recipient} | more, view)


def test_it_opens_on_the_founding_pair() -> None:
    app = opened("pair", {"period": "2016–20"})
    assert app.title[0].value == "What does Israel deliver to Azerbaijan?"
    text = sentence(app)
    assert text.startswith("In 2016–20 Israel delivered 697 million TIV to Azerbaijan: 66.6 % of")
    assert "of Azerbaijan's arms imports and 16.0 % of Israel's arms exports" in text
    assert text.endswith("(SIPRI, 2026 release).")


def test_figures_about_one_of_the_two_are_more_only_where_some_are_about_both() -> None:
    assert " more quoted figures about one of the two]" in " ".join(texts(opened("pair")))
    none = " ".join(texts(pair("AZE", "ISR")))
    assert " quoted figures about one of the two]" in none and "more quoted" not in none


def test_an_older_release_answers_when_asked_and_is_called_approximate() -> None:
    app = opened("pair", {"period": "2016–20", "release": "2022 release"})
    assert "69.5 % of Azerbaijan's arms imports" in sentence(app)
    assert sentence(app).endswith("(SIPRI, 2022 release, approximate).")
    for figure in figures(app):
        assert "Approximate: the rows of this release are rounded" in annotations(figure)


def test_years_in_figure_and_table_are_the_flows(warehouse: Warehouse) -> None:
    rows = warehouse.query(FLOWS + " AND supplier = 'ISR' AND recipient = 'AZE'")
    first = int(rows["first_year"].min())  # the axis begins with the first delivery
    assert first == 2006
    covered = rows.groupby("first_year")["tiv_m"].sum().reindex(range(1995, 2026), fill_value=0.0)
    expected = covered.loc[first:]
    app = untouched("pair")
    bars, average = figures(app)[0]["data"]
    assert numbers(bars["x"]) == list(range(first, 2026))
    assert numbers(bars["y"]) == pytest.approx(expected.tolist())
    # The average has no value before five years are covered, and is the mean of five after that.
    drawn = [None if value != value else value for value in numbers(average["y"])]
    assert drawn == pytest.approx(covered.rolling(5).mean().loc[first:].tolist())
    early = figures(opened("pair", {"recipient": "IND"}))[0]["data"][1]
    assert numbers(early["x"])[0] < 1999
    missing = [year for year, value in zip(numbers(early["x"]), numbers(early["y"]), strict=True)
               if value is None or value != value]  # fmt: skip
    assert missing == list(range(int(numbers(early["x"])[0]), 1999))
    table = tables(untouched("pair", view="Table"))[0].set_index("Year")
    for place, (year, tiv) in enumerate(expected.items()):
        assert table.loc[str(year), "Million TIV"] == volume(tiv)
        mean = float("nan") if drawn[place] is None else drawn[place]
        assert table.loc[str(year), "Five-year average"] == volume(mean)
    kinds = figures(app)[2]["data"]
    rows = warehouse.query(BY_CATEGORY + " AND supplier = 'ISR' AND recipient = 'AZE'")
    by_category = rows.groupby("category")["tiv_m"].sum()
    assert {trace["name"]: sum(numbers(trace["y"])) for trace in kinds} == pytest.approx(
        by_category.to_dict()
    )


def test_both_shares_are_the_flows(warehouse: Warehouse) -> None:
    app = pair("Israel", "Azerbaijan", period="2016–20")
    imports, exports_ = figures(app)[1]["data"]
    table = tables(pair("Israel", "Azerbaijan", "Table", period="2016–20"))[1]
    table = table.set_index("Period")
    for first, window in ((2016, "2016–20"), (2011, "2011–15"), (2006, "2006–10")):
        rows = warehouse.query(
            FLOWS + " AND first_year >= $first AND last_year <= $last",
            {"first": first, "last": first + 4},
        )
        both = rows[(rows["supplier"] == "ISR") & (rows["recipient"] == "AZE")]["tiv_m"].sum()
        for trace, side, who, column in (
            (imports, "recipient", "AZE", "Share of the recipient's imports"),
            (exports_, "supplier", "ISR", "Share of the supplier's exports"),
        ):
            share = 100 * both / rows[rows[side] == who]["tiv_m"].sum()
            drawn = numbers(trace["y"])[trace["x"].index(window)]
            assert drawn == pytest.approx(share)
            assert table.loc[window, column] == percent(share)


def test_a_share_without_its_denominator_is_a_gap_with_a_reason() -> None:
    # What Russia delivered to Azerbaijan is known; all that Russia exported in 2016–20 is not, in
    # the release of 2025.
    app = pair("Russia", "Azerbaijan", period="2016–20", release="2025")
    assert "of Azerbaijan's arms imports (SIPRI" in sentence(app)
    imports, exports_ = figures(app)[1]["data"]
    assert numbers(imports["y"])[-1] > 0
    assert numbers(exports_["y"])[-1] is None
    assert any(
        "not complete for the arms exports of Russia in 2016–20" in note.value
        for note in app.caption
    )


def test_without_yearly_rows_the_periods_stand_in(warehouse: Warehouse) -> None:
    app = pair("United States", "India")
    assert any("no yearly rows for this pair" in text.value for text in app.caption)
    by_period, both_shares, _notified = figures(app)
    assert tables(app)[-1]["Source"].tolist() == ["SIPRI", "US notices"]
    (bars,) = by_period["data"]
    assert bars["x"] == ["2011–15", "2016–20", "2021–25"]
    rows = warehouse.query(FLOWS + " AND supplier = 'USA' AND recipient = 'IND'")
    expected = rows.groupby("first_year")["tiv_m"].sum().sort_index()
    assert numbers(bars["y"]) == pytest.approx(expected.tolist())
    assert all(None not in numbers(trace["y"]) for trace in both_shares["data"])


def test_a_period_without_deliveries_says_none() -> None:
    told = asked(shares.parameters, {"supplier": ["ISR"], "recipient": ["AZE"]})
    for trace in shares.made(told.values).chart.data:
        texts = dict(zip(trace.x, trace.text, strict=True))
        assert texts["2001–05"] == "none" and texts["2016–20"].endswith("%")


def test_the_volume_made_alone_says_that_its_bars_are_periods() -> None:
    told = asked(volumes.parameters, {"supplier": ["USA"], "recipient": ["IND"]})
    made = volumes.made(told.values)
    assert made.chart is not None
    assert made.answer.rows["last_year"].tolist() == [2015, 2020, 2025]
    assert any("no yearly rows for this pair" in remark for remark in made.remarks)
    by_year = volumes.made(asked(volumes.parameters, {}).values)
    assert "year" in by_year.answer.rows and not by_year.remarks


def test_a_country_and_itself_have_no_figure_but_a_reason() -> None:
    given = {"supplier": ["AZE"], "recipient": ["AZE"]}
    for one in (volumes, shares):
        made = one.made(asked(one.parameters, given).values)
        assert made.draw is None
        assert made.sentence == "Choose two different parties."
    made = categories.made(asked(categories.parameters, given).values)
    assert made.draw is None and made.sentence


def test_nothing_delivered_is_said_and_not_drawn() -> None:
    app = pair("Azerbaijan", "Israel")
    assert sentence(app).startswith("No deliveries of major arms from Azerbaijan to Israel")
    assert not figures(app) and not app.exception


def test_events_are_offered_where_years_are_drawn() -> None:
    def offered(recipient: str) -> bool:
        return "Mark dated events" in [one.label for one in pair("Israel", recipient).toggle]

    # Israel's exports are known year by year: a year without a delivery is an answer, too.
    assert offered("Azerbaijan") and not offered("Aruba")


@pytest.mark.parametrize(
    ("supplier", "recipient", "says"),
    [
        ("Azerbaijan", "Azerbaijan", "Choose two different parties"),
        ("Israel", "Aruba", "are recorded in"),
        ("Unknown suppliers", "Azerbaijan", "2021–25"),
    ],
)
def test_odd_pairs_get_a_sentence(supplier: str, recipient: str, says: str) -> None:
    app = pair(supplier, recipient)
    assert not app.exception
    assert says in sentence(app)


def test_quoted_figures_about_the_pair_stand_with_their_verdicts() -> None:
    shown = " ".join(text.value for text in untouched("pair").markdown)
    assert "Israel supplied 69 % of Azerbaijan's arms imports in 2016–20" in shown
    assert "**Agreed when written, revised since.**" in shown
    assert "quoted figures about these two. Verdicts: agrees" in shown
    none = " ".join(text.value for text in pair("Aruba", "Israel").markdown)
    assert "None of the quoted figures" in none


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of a made-up register by delivery."""
    folder = tmp_path_factory.mktemp("register")
    data = small_data(folder)
    take_in(data, saved(folder, exports.deliveries(), "deliveries.csv"))
    return data / "warehouse.duckdb"


def test_deals_of_the_pair_are_listed_only_where_they_may_be(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(register))
    deal = next(deal for deal in exports.DEALS if deal.delivered and deal.supplier == "Israel")
    between = [
        d for d in exports.DEALS
        if d.delivered and (d.supplier, d.recipient) == ("Israel", deal.recipient)
    ]  # fmt: skip
    app = pair("Israel", deal.recipient)
    assert not app.exception
    (table,) = app.dataframe
    assert sorted(table.value["Designation"]) == sorted(d.designation for d in between)
    total = sum(d.tiv(year) for d in between for year in d.delivered)
    assert table.value["Million TIV in the period"].sum() == pytest.approx(total)
    assert sum(numbers(figures(app)[0]["data"][0]["y"])) == pytest.approx(total)
    monkeypatch.delenv(PERMISSION)
    hidden = pair("Israel", deal.recipient)
    assert not hidden.dataframe and hidden.get("plotly_chart")
    assert "SIPRI's terms do not allow" in plain(" ".join(texts(hidden)))
    assert not any(deal.designation in text for text in texts(hidden))


def test_where_a_release_lacks_deliveries_none_is_not_all_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIPRI's totals have two boats for Kiribati, the made-up register nothing."""
    data = small_data(tmp_path)
    shutil.copytree(DATA / "world_bank", data / "world_bank")
    take_in(data, saved(tmp_path, exports.deliveries(), "deliveries.csv"))
    monkeypatch.setenv("ARMS_WAREHOUSE", str(data / "warehouse.duckdb"))
    none = (
        "No deliveries from the United States to Kiribati are recorded in any year of 1988–2024 "
        "(SIPRI, 2025 release)."
    )
    lacks = (
        " The 2025 release, as loaded, lacks the deliveries of major arms to Kiribati in 1994 and "
        "2021. SIPRI's totals, as the World Bank republishes them, have some."
    )
    for figure in volumes, categories:
        values = asked(figure.parameters, {"supplier": ["USA"], "recipient": ["KIR"]}).values
        sentence = figure.made(values).sentence
        assert sentence.startswith(none) and sentence.endswith(lacks)

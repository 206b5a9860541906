"""What other publishers say on Country and Pair: numbers, units, gaps, credit, real files."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from dashboard.figures import named
from dashboard.figures.figure import Made, settled
from dashboard.takeaway.rows import csv_file
from dashboard.words import SPACE
from tests.conftest import DATA, ROOT
from tests.dashboard.pages import numbers, opened, plain
from tests.etl.brought import saved, take_in
from tests.etl.elsewhere import COMMIT, kiel_zip

SHARED = ROOT.parent / "shared/data"


@pytest.fixture
def made_up(made_up_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(made_up_file))


def made(name: str, **wanted: Any) -> Made:
    figure = named(name)
    assert figure is not None
    return figure.made(settled(figure.parameters, wanted))


@pytest.mark.usefixtures("made_up")
def test_items_stand_side_by_side_with_what_sets_them_apart() -> None:
    items = made("country/items", country="UKR")
    assert items.sentence.startswith(
        "Delivered to Ukraine of what was ordered since 2022 are 7 tanks by SIPRI's count; the Kiel"
        " Institute counts 12. Of 2 pairs of donor and kind 1 have both numbers"
    )
    table = items.table()
    rows = {(kind, who): row for kind, who, *row in table.itertuples(index=False, name=None)}
    assert rows["Tanks", "All"][:2] == ["7", "12"] and rows["Tanks", "Germany"][:2] == ["7", "9"]
    assert rows["Tanks", "Türkiye"][2].startswith("Paid for; booked by SIPRI where it came from")
    assert rows["Air Defense", "Germany"][:3] == [
        "–", "2", "Worth 4,500 euros each, which cannot be meant",
    ]  # fmt: skip
    drawn = [numbers(trace["x"]) for trace in items.chart.to_plotly_json()["data"]]
    assert drawn == [[7.0], [12.0]], "kinds that SIPRI counts otherwise are not drawn"
    assert (
        made("pair/items", supplier="DEU", recipient="UKR").table()["SIPRI, items"].to_list()[-1]
        == "7"
    )


@pytest.mark.usefixtures("made_up")
def test_aid_is_told_by_donor_and_month() -> None:
    aid = made("country/aid", country="UKR")
    # Two more, of which one gave money alone and the other nothing, stand in the table.
    assert len(aid.table()) == 4
    assert "2 donors allocated 1,950 million euros of military aid to Ukraine" in aid.sentence
    months = made("pair/aid", supplier="DEU", recipient="UKR")
    assert (
        "1,700 million euros" in months.sentence
        and "most in April 2024 with 1,500" in months.sentence
    )
    assert made("pair/aid", supplier="european-union", recipient="UKR").draw is None
    assert made("country/aid", country="AZE").draw is None
    shares = made("country/mirrored", country="UKR", period=(2020, 2024))
    assert "Germany had 87.2 % of the euros of military aid" in shares.sentence.replace(SPACE, " ")
    assert made("country/mirrored", country="AZE").draw is None


@pytest.mark.usefixtures("made_up")
def test_a_year_without_a_report_is_a_gap_and_said() -> None:
    chart = made("country/reported", country="DEU", direction="supplier").chart
    assert chart.data[0].y == (2.0, None, 4.0, None)
    assert chart.layout.meta["notes"] == ["No report for 2011 and 2013, which does not mean zero."]
    licensed = made("pair/reported", supplier="DEU", recipient="POL", counted="licensed")
    assert licensed.draw is None and "are not among what it reported" in licensed.sentence


@pytest.mark.usefixtures("made_up")
def test_exports_are_told_by_category_of_the_military_list() -> None:
    of_list = made("pair/listed", supplier="DEU", recipient="POL")
    (bars,) = of_list.chart.to_plotly_json()["data"]
    # Of 3 million of 2012 one is told apart: the other two have no category.
    assert dict(zip(bars["ids"], numbers(bars["x"]), strict=True)) == {
        "Bombs, rockets and missiles (ML4)": 2.5, "Not told apart": 2, "Ground vehicles (ML6)": 0.5,
    }  # fmt: skip
    assert "in 2010–12, in million euros by category" in of_list.sentence
    table = of_list.table().set_index(["Year", "Category"])["Exported, million euros"]
    assert table["2012", "Not told apart"] == "2"
    assert "no terms" in csv_file(of_list.answer).decode()
    assert made("pair/listed", supplier="DEU", recipient="POL", counted="licensed").draw is None
    assert made("pair/listed", supplier="FRA", recipient="POL").draw is None


@pytest.mark.usefixtures("made_up")
def test_each_source_has_a_row_with_its_own_unit_and_credit() -> None:
    others = made("country/others", country="DEU", direction="supplier", period=(2010, 2014))
    rows = others.answer.rows.set_index(["source", "counts"])
    assert rows.loc[("EU annual reports", "exported"), "when"] == "2010, 2012"
    assert rows.loc[("EU annual reports", "exported"), "value"] == 6.0
    assert rows.loc[("EU annual reports", "licensed"), "value"] == 9.0
    assert rows.loc[("Kiel Institute", "allocated as military aid"), "value"] == 1700
    assert set(rows["unit"]) == {"million TIV", "million euros"}
    assert all(words in others.answer.source_line for words in ("SIPRI", "COARM", COMMIT[:7]))
    assert "adds up" in others.chart.layout.meta["subtitle"]
    assert others.chart.data[0].mode == "text", "there is no scale"
    gap = made("country/others", country="DEU", direction="supplier", period=(2013, 2017))
    told = gap.table().set_index("What it counts").loc["exported"]
    assert told["Number"] == "–" and "a gap and no zero" in told["Why it differs"]
    file = csv_file(others.answer).decode()
    assert "million euros" in file and "CAAT states no terms" in file
    assert "The Kiel Institute states no terms" in file


@pytest.mark.usefixtures("made_up")
def test_what_is_known_of_other_years_or_of_members_is_no_lack_of_sources() -> None:
    years = made("pair/others", supplier="DEU", recipient="POL", period=(2016, 2020))
    assert years.draw is None and years.sentence.startswith(
        "Beside SIPRI's, no source that is loaded has an amount of money for what Germany sends to "
        "Poland in 2016–20; known of other years: EU annual reports (exported, 2010, 2012)"
    )
    members = {"supplier": "EU member states", "recipient": "UKR", "period": (2020, 2024)}
    assert made("pair/others", **members).sentence.startswith(
        "Beside SIPRI's, no source that is loaded has an amount of money for what the EU member "
        "states send to Ukraine in 2020–24; what they have of single countries is not added up here"
    )
    nothing = made("country/others", country="SWE", direction="supplier", period=(2016, 2020))
    assert "for Sweden's arms exports in 2016–20 or any other years (" in nothing.sentence


@pytest.mark.usefixtures("made_up")
def test_us_government_sales_have_a_row_of_their_own_with_the_years_that_are_known() -> None:
    counts = "delivered under US government-to-government sales"
    to_poland = {"supplier": "USA", "recipient": "POL"}
    pair = made("pair/others", **to_poland, period=(2014, 2018))
    row = pair.answer.rows.set_index("counts").loc[counts]
    assert (row["when"], row["value"]) == ("fiscal years 2014–17", 8.5)
    assert (row["unit"], row["edition"]) == (
        "million US dollars", "deliveries of fiscal years 2005–2017"
    )  # fmt: skip
    assert "no commercial sales" in row["why"] and "doubt" not in row["why"]
    assert "Security Assistance Monitor states no terms" in csv_file(pair.answer).decode()
    none = made("pair/others", **to_poland, period=(2006, 2010))
    assert counts not in set(none.answer.rows.get("counts", ())), "it received none"
    other = made("pair/others", supplier="FRA", recipient="POL", period=(2014, 2018))
    assert counts not in set(other.answer.rows.get("counts", ()))
    jordan = made("country/others", country="JOR", period=(2013, 2017)).answer.rows
    jordan = jordan.set_index("counts").loc[counts]
    assert jordan["value"] == 2008
    assert "In doubt: Jordan, 2017: 250 times any other of its years." in jordan["why"]
    usa = made("country/others", country="USA", direction="supplier", period=(2013, 2017))
    # 10 to Poland, 2008 to Jordan, 1 to DR Congo.
    assert usa.answer.rows.set_index("counts").loc[counts, "value"] == 2019


@pytest.mark.usefixtures("made_up")
def test_us_exports_are_mirrored_in_dollars_where_all_years_are_known() -> None:
    usa = {"country": "USA", "direction": "supplier"}
    shares = made("country/mirrored", **usa, period=(2013, 2017))
    rows = shares.answer.rows.set_index("recipient")
    assert rows.loc["JOR", "fms_share_pct"] == pytest.approx(100 * 2008 / 2019)
    assert "Jordan had 99.5 % of the dollars" in shares.sentence.replace(SPACE, " ")
    doubt = "In doubt: Jordan, 2017: 250 times any other of its years."
    assert shares.sentence.endswith(doubt) and doubt in shares.chart.layout.meta["source"]
    assert [*shares.table()] == ["Recipient", "Share of the dollars", "Share of the volume"]
    missing = made("country/mirrored", **usa, period=(2014, 2018))
    assert missing.draw is None and "is not known of all of 2014–18" in missing.sentence


def test_the_guide_works_out_its_examples_of_what_is_loaded_or_says_what_is_not() -> None:
    told = [plain(one.value) for one in opened("guide").markdown]
    notified = "US notices 18,555 million US dollars notified as a ceiling (2015–19)"
    assert any("[The same, 2015–19](pair?" in one and notified in one for one in told)
    missing = "**The United States and Poland, 2004–08.** Its years are not among what is loaded."
    assert f"- {missing}" in told
    of_2020 = "No loaded release is complete for the arms exports of South Africa in 2020."
    assert any(of_2020 in one for one in told)


@pytest.mark.skipif(
    not (SHARED / "other/sam").exists(), reason="the real file of US sales is not there"
)
def test_the_real_us_sales_stand_beside_the_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data, ignore=shutil.ignore_patterns("downloads", "*.duckdb", ".*"))
    take_in(
        data,
        SHARED / "other/sam/arms_sales_totals.json",
        SHARED / "sipri/deliveries_1995-2024_generated-2026-02-12.csv",
    )
    monkeypatch.setenv("ARMS_WAREHOUSE", str(data / "warehouse.duckdb"))
    usa = {"country": "USA", "direction": "supplier"}
    apart = {}
    for period in ((2003, 2007), (2008, 2012), (2013, 2017)):
        rows = made("country/mirrored", **usa, period=period).answer.rows
        apart[period] = round(rows["apart_pct"].iloc[0])
        ranks = rows[["fms_share_pct", "share_pct"]].fillna(0).rank()
        assert 0.7 < ranks.corr().iloc[0, 1] < 0.78
    assert apart == {(2003, 2007): 26, (2008, 2012): 33, (2013, 2017): 23}
    table = made("country/mirrored", **usa, period=(2013, 2017)).table().set_index("Recipient")
    table = table.replace(SPACE, " ", regex=True)
    # Of what went to countries; of all deliveries, organisations among them, it is 18.3 %.
    assert [*table.loc["Saudi Arabia"]] == ["18.4 %", "18.0 %"]
    assert [*table.loc["United Arab Emirates"]] == ["3.4 %", "7.3 %"]
    poland = made("pair/others", supplier="USA", recipient="POL", period=(2004, 2008))
    numbers_told = poland.table()["Number"].str.replace(SPACE, " ")
    assert [*numbers_told] == ["1,706 million TIV", "2,730 million US dollars"]


@pytest.mark.skipif(not (SHARED / "other/kiel").exists(), reason="the real files are not there")
def test_the_real_files_give_the_worked_examples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data, ignore=shutil.ignore_patterns("downloads", "*.duckdb", ".*"))
    kiel = {
        name: (SHARED / f"other/kiel/{name}.csv").read_text(encoding="utf-8")
        for name in ("data_explorer", "release_info", "total_allocations", "weapons")
    }
    take_in(
        data,
        saved(tmp_path, kiel_zip("ddf24c0" + "0" * 33, **kiel), "kiel.zip"),
        SHARED / "other/coarm/armstrade_2001-2012.json",
        SHARED / "sipri/deals_1950-2025_generated-2026-05-18.csv",
        SHARED / "sipri/deliveries_1995-2024_generated-2026-02-12.csv",
    )
    monkeypatch.setenv("ARMS_WAREHOUSE", str(data / "warehouse.duckdb"))
    items = made("country/items", country="UKR")
    assert "984 tanks, 1,300 howitzers, 1,517 infantry fighting vehicles and 144" in items.sentence
    assert "884, 977, 1,271 and 84. Of 67 pairs of donor and kind 43 have both" in items.sentence
    assert "16 are equal and 5 more within a tenth" in items.sentence
    in_words = {"Tanks", "Howitzers", "Infantry fighting vehicles", "Multiple rocket launchers"}
    drawn = {kind.replace("<br>", " ") for kind in items.chart.data[0].y}
    assert drawn == in_words < set(items.table()["Kind"]), "the tracker's letters are none"
    apart = {
        exporter: made("country/mirrored", country=exporter, direction="supplier",
                       period=(2008, 2012)).answer.rows["apart_pct"].iloc[0]
        for exporter in ("ESP", "FRA", "ITA", "SWE", "NLD")
    }  # fmt: skip
    expected = {"ESP": 51, "FRA": 47, "ITA": 46, "SWE": 42, "NLD": 39}
    assert {exporter: round(points) for exporter, points in apart.items()} == expected
    norway = made("country/mirrored", country="ESP", direction="supplier", period=(2008, 2012))
    donors = made("country/mirrored", country="UKR", period=(2021, 2025)).table()
    donors = donors.replace(SPACE, " ", regex=True).set_index("Supplier")["Share of the euros"]
    assert [donors[who] for who in ("United States", "Germany", "Poland", "Denmark")] == [
        "39.7 %", "12.3 %", "2.6 %", "6.1 %"
    ]  # fmt: skip
    told = norway.sentence.replace(SPACE, " ")
    assert "Norway had 11.8 % of the euros" in told and "and 42.7 % of their volume" in told

"""US arms sales notified to Congress, on the pages: ceilings in dollars, never drawn with TIV."""

from __future__ import annotations

from collections import defaultdict

import pytest

from dashboard.figures import Made, asked, named
from dashboard.table import html
from etl.questions import ask
from etl.warehouse.read import Warehouse
from tests.dashboard.pages import figures, numbers, opened, plain

HEADING = "What may the United States sell to it?"


@pytest.fixture(autouse=True)
def _answering(warehouse_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(warehouse_file))


def notified(country: str) -> Made:
    figure = named("country/notified")
    assert figure is not None
    return figure.made(asked(figure.parameters, {"country": [country]}).values)


def sums(made: Made) -> dict[int, float]:
    """What is drawn by year."""
    found: dict[int, float] = defaultdict(float)
    for trace in made.chart.to_dict()["data"]:
        for year, value in zip(numbers(trace["x"]), numbers(trace["y"]), strict=True):
            found[int(year)] += value
    return dict(found)


def test_bars_are_the_sales_of_each_year(warehouse: Warehouse) -> None:
    made = notified("POL")
    rows = ask(warehouse, "notified_sales", recipient="POL").rows
    assert sums(made) == pytest.approx(rows.groupby("year")["total_usd_m"].sum().to_dict())
    assert sums(made)[2017] == 11_200 and sums(made)[2019] == 6_500
    told = plain(made.sentence)
    assert "33 arms sales to Poland, for up to 89,389.8 million US dollars" in told
    assert "ceilings, no contracts and no deliveries" in told
    meta = made.chart.layout.meta
    assert meta["title"] == "Poland: US arms sales notified"
    assert "Up to so many million US dollars of the day" in meta["subtitle"]
    assert made.answer.snapshots[0].licence == "US government work, public domain"
    assert len(made.table()) == len(rows) == 34


def test_changes_are_listed_and_marked_and_in_no_bar() -> None:
    made = notified("AUS")
    table = made.table().set_index("Number")
    assert table.loc["17-0A", "Kind"] == "change to 09-36"
    assert table.loc["17-0A", "Up to, million US dollars"] == "–"
    assert any("change to an earlier one" in remark for remark in made.remarks)
    assert 2017 in sums(made), "for its sales alone"


def test_a_sample_is_hatched_and_said() -> None:
    made = notified("ISR")
    (bars,) = made.chart.to_dict()["data"]
    shapes = zip(numbers(bars["x"]), bars["marker"]["pattern"]["shape"], strict=True)
    hatched = {int(year) for year, shape in shapes if shape}
    assert hatched and hatched <= {2004, 2008, 2026}
    assert "Hatched: years of which a sample is loaded." in made.chart.layout.meta["notes"]
    assert not {*notified("TWN").chart.layout.meta["notes"]}


def test_edges_part_the_large_notices_only() -> None:
    """A stack of small ones would be made of its edges, which have the colour of the page."""
    made = notified("EU member states")
    (bars,) = made.chart.to_dict()["data"]
    least = 0.01 * max(sums(made).values())
    edged = [width > 0 for width in bars["marker"]["line"]["width"]]
    assert edged == [value >= least for value in numbers(bars["y"])]
    assert {*edged} == {True, False}


def test_what_sipri_counts_stands_beside_in_words() -> None:
    (remark,) = (text for text in notified("TWN").remarks if "SIPRI" in text)
    assert "in volumes and not in dollars" in remark and "TIV" in remark


def test_only_what_was_opened_is_a_link() -> None:
    table = notified("POL").table()
    linked = table[table["Read"].str.contains("https://", regex=False)]
    assert linked["Number"].to_list() == ["–"]
    page = html(table, "all")
    assert page.count('target="_blank" rel="noopener"') == 1
    assert "defense.gov" not in page


def test_pages_show_it_to_recipients_and_to_pairs_with_the_usa() -> None:
    def shown(page: str, **query: str) -> bool:
        app = opened(page, query)
        assert not app.exception
        drawn = [one["layout"]["meta"]["title"] for one in figures(app)]
        title = any("US arms sales notified" in one for one in drawn)
        assert title == (HEADING in [heading.value for heading in app.header])
        return title

    assert shown("country", country="POL") and shown("pair", supplier="USA", recipient="POL")
    assert not shown("country", country="POL", direction="exports")
    assert not shown("country", country="AZE")
    assert not shown("pair", supplier="FRA", recipient="POL")

"""Where the marks of charts lead: each figure's own marks, as plotly tells of them when touched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import pytest

from dashboard.data.offered import parties
from dashboard.figures import asked, named
from dashboard.figures.figure import Figure
from dashboard.figures.links import Onward, linked, onward
from dashboard.figures.shared import coded


def touched(name: str, mark: Mapping[str, Any], **query: str) -> tuple[str, list[Onward]]:
    figure = named(name)
    assert figure is not None
    values = asked(figure.parameters, {key: [text] for key, text in query.items()}).values
    return onward(figure, values, mark)


def marks(figure: Figure, **query: str) -> list[str]:
    """The ids of all marks of a figure's chart."""
    values = asked(figure.parameters, {key: [text] for key, text in query.items()}).values
    traces = figure.made(values).chart.to_dict()["data"]
    return [one for trace in traces for one in [*trace.get("ids", ()), *trace.get("locations", ())]]


def test_a_partner_leads_to_the_pair_and_to_itself() -> None:
    told, found = touched("country/shares", {"id": "FRA|2016–20", "x": "2016–20"}, country="IND")
    assert told == "France to India, 2016–20"
    assert [(one.label, one.page, one.query) for one in found] == [
        ("What France delivers to India", "pair",
         {"supplier": ["FRA"], "recipient": ["IND"], "period": ["2016-20"]}),
        ("France's arms exports", "country",
         {"country": ["FRA"], "direction": ["exports"], "period": ["2016-20"]}),
    ]  # fmt: skip


def test_a_customer_stands_on_the_other_side() -> None:
    told, (pair, country) = touched(
        "country/shares", {"id": "IND|2021–25"}, country="RUS", direction="exports"
    )
    assert told == "Russia to India, 2021–25"
    assert pair.query["supplier"] == ["RUS"]
    assert pair.query["recipient"] == ["IND"]
    assert country.label == "India's arms imports"
    assert "direction" not in country.query


def test_a_country_on_the_map_leads_to_its_page() -> None:
    told, found = touched("map/map", {"location": "IND"}, period="2016-20", release="2026")
    assert told == "India, 2016–20"
    assert [(one.page, one.query) for one in found] == [
        ("country", {"country": ["IND"], "release": ["2026"], "period": ["2016-20"]})
    ]
    told, found = touched("map/map", {"location": "FRA"}, country="IND")
    assert told.startswith("France to India")
    # The country itself is no partner of its own.
    assert touched("map/map", {"location": "IND"}, country="IND")[0].startswith("India, ")


def test_a_cell_leads_to_its_pair_and_both_sides() -> None:
    told, found = touched("flows/matrix", {"id": "USA to SAU"})
    assert told.startswith("United States to Saudi Arabia, ")
    assert [one.page for one in found] == ["pair", "country", "country"]
    # Of all others together only the other side is known.
    _, found = touched("flows/matrix", {"id": "others to SAU"})
    assert [one.query["country"] for one in found] == [["SAU"]]


def test_bands_and_parties_of_a_sankey_lead_to_what_they_stand_for() -> None:
    told, found = touched("flows/bands", {"id": "USA to SAU"}, period="2016-20")
    assert told == "United States to Saudi Arabia, 2016–20"
    assert [one.page for one in found] == ["pair", "country", "country"]
    exports, imports = "The United States' arms exports", "India's arms imports"
    for mark, whose in (("USA to ", exports), (" to IND", imports)):
        _, (party,) = touched("flows/bands", {"id": mark}, release="2026")
        assert party.label == whose and party.page == "country"
    figure = named("flows/bands")
    assert figure is not None
    made = figure.made(asked(figure.parameters, {}).values)
    (trace,) = made.chart.to_dict()["data"]
    bands, parties = trace["link"]["value"], trace["node"]["x"]
    assert len(trace["ids"]) == len(bands) + len(parties) == len({*trace["ids"]})
    rows = made.answer.rows.set_index(["supplier", "recipient"])["tiv_m"]
    assert bands[trace["ids"].index("USA to SAU")] == rows["USA", "SAU"]


def test_names_in_a_table_lead_where_their_marks_do() -> None:
    codes = {name: code for code, name in parties().items()}
    for name, query, place in (
        ("country/shares", {"country": "IND", "period": "2016-20"}, 0),
        ("world/supplier", {}, 0), ("flows/bands", {}, 3), ("flows/matrix", {}, 1),
        ("country/categories", {"country": "IND"}, 0), ("world/dependence", {"release": "2025"}, 2),
    ):  # fmt: skip
        figure = named(name)
        assert figure is not None and figure.leads is not None
        values = asked(figure.parameters, {key: [text] for key, text in query.items()}).values
        made = figure.made(values)
        table = made.table()
        # What else a page has chosen is about another figure of it.
        shown = linked(figure, {"country": "USA", **values}, table)
        (head,) = (head for head in table if not shown[head].equals(table[head]))
        link = re.fullmatch(r"\[(.*)\]\(/(.*)\?(.*)\)", shown[head].iloc[place])
        assert link, shown[head].iloc[place]
        text, page, told = link[1], link[2], parse_qs(link[3])
        assert text == table[head].iloc[place] and page in ("pair", "country", "weapons")
        sides = ("supplier", "recipient", "category", "country")
        meant = {told[side][0] for side in sides if side in told}
        assert codes.get(text, coded(text)) in meant
        if page == "pair" and "country" in query:
            assert meant == {codes[text], query["country"]}
            assert told["period"] == [query["period"]]
        # Sums stand for nobody.
        others = shown[head][table[head].str.startswith(("All", "Others", "The world"))]
        assert not others.str.contains("(/", regex=False).any()


def test_a_category_leads_to_who_leads_in_it() -> None:
    _, (found,) = touched("country/categories", {"id": "Missiles|2020"}, country="IND")
    assert (found.page, found.query["category"]) == ("weapons", ["missiles"])


@pytest.mark.parametrize("point", [{}, {"id": ""}, {"x": "2016–20", "y": 3}, {"id": "nobody|2020"},
                                   {"location": "ATA"}])  # fmt: skip
def test_what_is_nobody_leads_nowhere(point: Mapping[str, Any]) -> None:
    for name in ("country/shares", "map/map", "world/supplier"):
        assert touched(name, point)[1] == [], name


@pytest.mark.parametrize(
    ("name", "query"),
    [("country/shares", {}), ("country/yearly", {}), ("country/categories", {"country": "IND"}),
     ("world/supplier", {}), ("world/recipient", {}), ("world/side_by_side", {}),
     ("world/ranks", {}), ("map/map", {}), ("map/map", {"country": "IND"}), ("flows/matrix", {}),
     ("compare/compared", {}), ("start/leaders", {}), ("start/turn", {})],
)  # fmt: skip
def test_no_two_marks_of_a_trace_are_alike_and_each_leads_on(
    name: str, query: dict[str, str]
) -> None:
    figure = named(name)
    assert figure is not None
    values = asked(figure.parameters, {key: [text] for key, text in query.items()}).values
    for trace in figure.made(values).chart.to_dict()["data"]:
        ids = list(trace.get("ids") or ())
        # plotly would draw them as one.
        assert len(ids) == len(set(ids)), trace.get("name")
        for one in ids[:3]:
            told, found = onward(figure, values, {"id": one})
            assert found or one == "others to others", (one, told)
    assert marks(figure, **query)

"""Groups, regions, the world and several countries together, wherever a country may be chosen."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.data import ask
from dashboard.data.groups import absent
from dashboard.data.offered import labels, last_year_of, parties
from dashboard.figures import Made, asked, named
from dashboard.words import change, percent
from etl.warehouse.read import Warehouse
from tests.dashboard.pages import annotations, figures, ignored, opened, plain, sentence


def made(name: str, **address: str | list[str]) -> Made:
    """A figure as an address asks for it, all of which must be understood."""
    figure = named(name)
    assert figure is not None
    query = {key: [text] if isinstance(text, str) else text for key, text in address.items()}
    told = asked(figure.parameters, query)
    assert not told.ignored
    return figure.made(told.values)


def compared(party: str, period: str, **more: str) -> pd.DataFrame:
    rows = made("compare/compared", parties=party, period=period, **more).answer.rows
    return rows.set_index("last_year")["value"]


# What SIPRI printed, or what its release gives where it printed whole numbers.


@pytest.mark.parametrize(("period", "grown"), [("2020-24", "+155 %"), ("2021-25", "+210 %")])
def test_europes_imports_grew_as_sipri_says(period: str, grown: str) -> None:
    volumes = compared("europe", period)
    assert plain(change(100 * (volumes.iloc[-1] / volumes.iloc[-2] - 1))) == grown


@pytest.mark.parametrize(
    ("party", "direction", "period", "share"),
    [("EU", "exports", "2021-25", "27.7 %"), ("sub-Saharan Africa", "imports", "2020-24", "2.2 %")],
)
def test_shares_of_the_world(party: str, direction: str, period: str, share: str) -> None:
    shares = compared(party, period, direction=direction, measure="share")
    assert plain(percent(shares.iloc[-1])) == share


def test_who_supplies_nato_in_europe() -> None:
    found = made("country/shares", country="nato-europe", period="2020-24")
    assert plain(found.sentence).startswith(
        "In 2020–24 the United States supplied 63.4 % of NATO Europe's arms imports,"
    )
    assert "NATO Europe: 29 members at the end of 2024." in found.answer.caveats
    table = found.table().set_index("Supplier")
    assert plain(table.loc["United States", "2020–24"]) == "63.4 %"
    (bars,) = (trace for trace in found.chart.data if trace.name == "United States")
    shown = found.answer.rows.query("partner == 'USA'").set_index("last_year")["share_pct"]
    assert list(bars.y) == pytest.approx(shown.sort_index().tolist())


def test_where_italys_exports_go() -> None:
    found = made("pair/shares", supplier="ITA", recipient="middle-east", period="2020-24")
    assert "71.4 % of Italy's arms exports" in plain(found.sentence)
    assert "Trade within the Middle East counts." in found.answer.caveats


# Sums, both sides, and what is said


def test_several_countries_are_one_party(warehouse: Warehouse) -> None:
    rows = warehouse.query(
        "SELECT sum(tiv_m) AS tiv_m FROM flow WHERE snapshot_id = 'sipri/flows_2026'"
        " AND recipient IN ('EGY', 'QAT') AND first_year >= 2021"
    )
    expected = rows["tiv_m"].iloc[0]
    for address in ({"parties": ["EGY+QAT"]}, {"parties": "AZE", "own": ["EGY", "QAT"]}):
        found = made("compare/compared", **address).answer.rows
        one = found[(found["name"] == "Egypt and Qatar") & (found["last_year"] == 2025)]
        assert one["value"].tolist() == pytest.approx([expected])
    shares = made("country/shares", country="EGY+QAT").answer
    assert shares.rows["total_tiv_m"].iloc[-1] == pytest.approx(expected)
    assert "Trade between Egypt and Qatar counts." in shares.caveats


def test_who_stands_twice_in_a_sum_counts_once_and_that_is_said() -> None:
    said = "Germany stands in this sum more than once and counts once."
    for name, key in (("country/shares", "country"), ("compare/compared", "parties")):
        found = made(name, **{key: "eu-member-states+DEU"}).answer
        alone = made(name, **{key: "eu-member-states"}).answer
        assert said in found.caveats and said not in alone.caveats
        column = "value" if key == "parties" else "tiv_m"
        assert found.rows[column].sum() == pytest.approx(alone.rows[column].sum())


def test_the_members_of_a_group_are_outlined_on_its_map() -> None:
    (drawn,) = (one for one in made("map/map", country="baltic-states").chart.data
                if one.name == "outlined")  # fmt: skip
    assert set(drawn.locations) == {"EST", "LVA", "LTU"}
    for country in ("EST", "World"):
        assert "outlined" not in [one.name for one in made("map/map", country=country).chart.data]


@pytest.mark.parametrize(
    ("page", "key"),
    [("map", "country"), ("weapons", "country"), ("pair", "supplier"), ("pair", "recipient"),
     ("flows", "supplier")],
)  # fmt: skip
def test_sums_can_be_made_on_every_page(page: str, key: str) -> None:
    app = opened(page, {key: "USA"})
    app.multiselect(key=f"{key}_with").set_value(["DEU"]).run()
    assert not app.exception and app.query_params[key] == "USA+DEU"


@pytest.mark.parametrize("text", ["EGY+QAT", "EGY QAT", "Egypt + Qatar"])
def test_a_plus_that_became_a_space_is_understood(text: str) -> None:
    app = opened("country", {"country": text})
    assert app.title[0].value == "Who supplies Egypt and Qatar's arms?"
    assert ignored(app) == "" and app.selectbox(key="country").value == "EGY+QAT"


@pytest.mark.parametrize("text", ["EGY+", "+", "all+EGY", "EGY+Atlantis", "EGY Atlantis"])
def test_what_is_no_sum_of_parties_is_told(text: str) -> None:
    for page, key in (("country", "country"), ("map", "country"), ("compare", "parties")):
        assert ignored(opened(page, {key: text})) == f"Ignored in the address: {key}={text}."


def test_together_with_makes_a_sum_and_choosing_another_country_ends_it() -> None:
    app = opened("country", {"country": "EGY"})
    app.multiselect(key="country_with").set_value(["QAT", "Gulf states"]).run()
    assert app.query_params["country"] == "EGY+QAT+gulf-states"
    assert app.title[0].value == "Who supplies Egypt, Qatar and the Gulf states' arms?"
    app.selectbox(key="country").set_value("IND").run()
    assert app.query_params["country"] == "IND"
    assert app.multiselect(key="country_with").value == []


def test_who_stands_on_both_sides_is_said() -> None:
    one = made("pair/shares", supplier="FRA", recipient="eu-member-states")
    assert one.remarks == ("France belongs to both sides: trade within a group counts.",)
    many = made("pair/shares", supplier="eu-member-states", recipient="nato-europe")
    assert many.remarks == ("23 parties belong to both sides: trade within a group counts.",)
    same = made("pair/shares", supplier="europe", recipient="europe")
    assert same.remarks == ("Both sides are the same: this is the trade within it.",)
    title = opened("pair", {"supplier": "europe", "recipient": "europe"}).title[0].value
    assert title == "What is delivered within Europe?"
    none = made("pair/shares", supplier="FRA", recipient="FRA")
    assert none.draw is None and none.sentence == "Choose two different parties."


@pytest.mark.parametrize(
    ("country", "direction", "question"),
    [
        ("Africa", "imports", "Who supplies Africa's arms?"),
        ("EU", "exports", "Whom do the EU member states supply with arms?"),
        ("Middle East", "imports", "Who supplies the Middle East's arms?"),
        ("sub-Saharan Africa", "exports", "Whom does sub-Saharan Africa supply with arms?"),
        ("World", "imports", "Who supplies the world's arms?"),
        ("EGY+QAT", "exports", "Whom do Egypt and Qatar supply with arms?"),
        ("CAN+USA", "imports", "Who supplies Canada and the United States' arms?"),
        ("Warsaw Pact", "imports", "Who supplied the Warsaw Pact member states' arms?"),
    ],
)
def test_the_question_is_said_as_people_say_it(country: str, direction: str, question: str) -> None:
    app = opened("country", {"country": country, "direction": direction})
    assert not app.exception
    assert app.title[0].value == question
    assert ignored(app) == ""


def test_who_belongs_to_a_group_stands_in_the_note() -> None:
    about = made("country/shares", country="baltic-states").about
    assert "At the end of 2025: Estonia, Latvia and Lithuania." in about
    assert "Trade within a group counts" in about
    assert "Trade within a group counts" not in made("country/shares", country="EST").about
    assert last_year_of("Warsaw Pact member states") == 1990


# Map, flows, and pickers


@pytest.mark.parametrize("direction", ["imports", "exports"])
def test_a_regions_map_is_of_its_own(direction: str) -> None:
    whole = made("map/map", direction=direction)
    part = made("map/map", direction=direction, part="africa")
    inside = whole.answer.rows.query("region == 'Africa'")
    (shaded,) = (trace for trace in part.chart.data if trace.name == "shaded")
    drawn = dict(zip(shaded.locations, shaded.z, strict=True))
    known = inside[inside["state_id"].isin(drawn)]
    assert drawn == pytest.approx(dict(known[["state_id", "share_pct"]].to_numpy()))
    assert "EGY" not in drawn
    share, way = (
        percent(inside["share_pct"].sum()),
        "received" if direction == "imports" else "supplied",
    )
    assert part.sentence.startswith(
        f"In 2021–25 Africa {way} {share} of the world's major arms, led"
    )
    first = inside.iloc[0]["name"]
    assert f"led by {first} with {percent(inside.iloc[0]['share_pct'])}" in part.sentence
    assert any("rank 1 in Africa" in text for text in shaded.customdata)
    assert set(part.table()["Country"].str.removesuffix(" (not on the map)")) <= set(inside["name"])
    keys = [plain(" ".join(one.chart.layout.meta["key"])) for one in (whole, part)]
    assert "5 % and more" in keys[0] and " 5 % and more" not in keys[1], "its classes are finer"


def test_a_group_before_it_had_members_is_said_to_have_had_none() -> None:
    period, none = (
        (1950, 1954),
        "The EU member states did not exist, or had no members, in 1950–54.",
    )
    assert absent(("USA", "EU member states"), period) == none
    assert absent(("USA", "EU member states"), (1990, 1994)) is None
    assert absent(("", "EU member states+USA"), (1950, 1954)) is None, "one of them is there"


@pytest.mark.parametrize(
    "chosen",
    [{"supplier": "eu-member-states"}, {"recipient": "africa"},
     {"supplier": "USA+RUS", "recipient": "gulf-states"}],
)  # fmt: skip
def test_flows_of_a_party_are_its_own(warehouse: Warehouse, chosen: dict[str, str]) -> None:
    bands, matrix = made("flows/bands", **chosen), made("flows/matrix", **chosen)
    names = {
        "eu-member-states": "EU member states",
        "africa": "Africa",
        "gulf-states": "Gulf states",
    }
    rows = warehouse.query("SELECT * FROM flow WHERE snapshot_id = 'sipri/flows_2026'")
    rows = rows[rows["first_year"] >= 2021]
    for side, code in chosen.items():
        members = warehouse.query(
            "SELECT state_id FROM membership WHERE list_contains(string_split($who, '+'), party)"
            " AND NOT folded AND 2025 BETWEEN first_year AND last_year",
            {"who": names.get(code, code)},
        )
        rows = rows[rows[side].isin(members["state_id"])]
    expected = rows["tiv_m"].sum()
    assert bands.answer.rows["tiv_m"].sum() == pytest.approx(expected)
    assert bands.answer.rows["share_pct"].sum() == pytest.approx(100)
    # A row of the matrix is all that a recipient imported, from whomever.
    shares = matrix.answer.rows.groupby("recipient")["of_imports_pct"].sum()
    assert shares.tolist() == pytest.approx([100] * len(shares))
    assert "world" not in bands.sentence


def test_flows_between_two_that_trade_nothing_give_a_reason() -> None:
    app = opened("flows", {"supplier": "africa", "recipient": "ISR"})
    assert not app.exception and not figures(app)
    assert sentence(app).startswith(
        "No deliveries of major arms from Africa to Israel are recorded"
    )


def test_groups_stand_apart_and_first_in_every_picker() -> None:
    listed = list(labels(parties()))
    kinds = dict(ask("groups").rows[["group_name", "kind"]].to_numpy())
    groups = [code for code in listed if code in kinds]
    assert listed[: len(groups) - 1] == groups[:-1]
    assert groups[-1] == "South Caucasus", "behind the United States, for whoever types US"
    shown = labels(parties())
    for typed, code in {
        "EU": "EU member states", "NATO": "NATO member states", "Africa": "Africa",
        "Gulf": "Gulf states", "Europe": "Europe", "US": "USA", "UK": "GBR",
    }.items():  # fmt: skip
        assert next(one for one, label in shown.items() if typed.lower() in label.lower()) == code
    assert shown["nato"] == "NATO (organisation)"
    assert set(kinds) - set(groups) == {one for one, kind in kinds.items() if kind == "largest"}


def test_the_members_are_counted_under_the_chart() -> None:
    (figure, *_) = figures(opened("country", {"country": "nato-member-states"}))
    assert "NATO member states: 32 members at the end of 2025." in annotations(figure)
    assert "trade among them counts" in annotations(figure)

"""The page Compare: measures against the flows, groups, shapes, and odd addresses."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.charts.labels import apart
from dashboard.data.compared import MEASURES, trimmed
from dashboard.figures import asked, links
from dashboard.figures.compare import MOST, PARTIES, compared
from dashboard.figures.figure import spelled
from dashboard.figures.quoted import desk
from dashboard.words import percent, volume
from etl.claims.claim import Claim
from etl.claims.reading import read
from etl.questions import Answer, ask
from etl.warehouse.read import Warehouse
from tests.dashboard.pages import (
    annotations,
    figures,
    ignored,
    numbers,
    opened,
    plain,
    sentence,
    tables,
    untouched,
)

WINDOWS = ["2011–15", "2016–20", "2021–25"]


def compare(*parties: str, view: str = "Chart", **more: Any) -> AppTest:
    return opened("compare", {"parties": list(parties)} | more, view)


def drawn(app: AppTest) -> dict[str, list[float | None]]:
    """The numbers of each named line; a gap is None."""
    (figure,) = figures(app)
    return {
        trace["name"]: [
            None if value is None or math.isnan(value) else value for value in numbers(trace["y"])
        ]
        for trace in figure["data"]
        if trace.get("name")
    }


def flows(warehouse: Warehouse, first: int) -> pd.DataFrame:
    return warehouse.query(
        "SELECT * FROM flow WHERE snapshot_id = 'sipri/flows_2026' AND first_year >= $first"
        " AND last_year <= $last",
        {"first": first, "last": first + 4},
    )


def test_it_opens_with_six_and_says_all_of_them() -> None:
    text = sentence(untouched("compare"))
    assert text.startswith(
        "Volume of arms imports in 2021–25, million TIV: EU member states 26,729, Ukraine 14,909,"
    )
    assert text.endswith("and Azerbaijan 550 (SIPRI, 2026 release).")


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("direction", ["Imports", "Exports"])
def test_every_measure_is_what_the_flows_say(
    warehouse: Warehouse, measure: str, direction: str
) -> None:
    members = ask(warehouse, "group_members").rows
    known = ask(warehouse, "states").rows
    states = known.loc[known["kind"].isin(["state", "former state"]), "state_id"]
    side, other = ("recipient", "supplier") if direction == "Imports" else ("supplier", "recipient")
    given = {"measure": measure, "direction": direction, "partner": "DEU"}
    app = compare("India (IND)", "EU member states", **given)
    lines = drawn(app)
    table = tables(compare("India (IND)", "EU member states", view="Table", **given))[0]
    table = table.set_index(table.columns[0])
    for place, first in enumerate((2011, 2016, 2021)):
        rows = flows(warehouse, first)
        eu = members[
            (members["group_name"] == "EU member states")
            & (members["first_year"] <= first + 4)
            & (members["last_year"].fillna(9999) >= first + 4)
        ]["state_id"]
        for name, ids in (("India", ["IND"]), ("EU member states", list(eu))):
            own = rows[rows[side].isin(ids)]
            by_partner = own.groupby(other)["tiv_m"].sum()
            total = by_partner.sum()
            people = warehouse.query(
                "SELECT sum(m) AS m FROM (SELECT avg(inhabitants) / 1e6 AS m FROM population"
                " WHERE year BETWEEN $first AND $last AND list_contains($ids, party)"
                " GROUP BY party)",
                {"first": first, "last": first + 4, "ids": ids},
            )["m"].iloc[0]
            expected = {
                "inhabitants": total / people,
                "volume": total,
                "share": 100 * total / rows["tiv_m"].sum(),
                "concentration": ((100 * by_partner / total) ** 2).sum() if total else None,
                "partners": (by_partner[by_partner.index.isin(states)] > 0).sum(),
                "partner-share": 100 * by_partner.get("DEU", 0.0) / total if total else None,
            }[measure]
            value = lines[name][place]
            assert value == (None if expected is None else pytest.approx(expected)), (name, first)
            shown = "–" if value is None else MEASURES[measure].show(value)
            assert table.loc[WINDOWS[place], name] == shown


def test_partners_are_counted_as_by_the_desk() -> None:
    """Ukraine had 36 states as suppliers, and unknown ones, which are no partner to count."""
    (ukraine,) = drawn(compare("Ukraine", measure="Number of partners")).values()
    fields = {"metric": "number_of_suppliers", "recipient": "Ukraine", "value": "36",
              "period": "2021–25"}  # fmt: skip
    claim = read(fields, desk().known)
    assert isinstance(claim, Claim)
    newest = desk().look(claim).checked.newest()
    assert newest and newest.value == ukraine[-1]


def test_the_table_of_volumes_and_shares_is_written_as_everywhere() -> None:
    table = tables(compare("India", view="Table"))[0]
    assert table.columns.tolist() == ["Period, million TIV", "India"]
    assert table["India"].tolist()[0] == volume(12665.76)
    share = tables(compare("India", view="Table", measure="Share of the world"))[0]
    assert share["India"].tolist()[0] == percent(8.2159)


def test_an_index_starts_at_a_hundred() -> None:
    app = compare("India", "Poland", shape="Index", base="2016–20")
    lines = drawn(app)
    plain_lines = drawn(compare("India", "Poland"))
    for name, values in lines.items():
        base = plain_lines[name][1]
        assert base and values[1] == pytest.approx(100)
        assert values == pytest.approx([100 * (value or 0) / base for value in plain_lines[name]])
    assert "index, 2016–20 being 100" in sentence(app)
    assert figures(app)[0]["layout"]["shapes"][0]["y0"] == 100


def test_an_index_leaves_out_whom_it_cannot_divide() -> None:
    app = compare("India", "Aruba", shape="Index")
    assert set(drawn(app)) == {"India"}
    assert any("No index for Aruba" in note.value for note in app.caption)


def test_small_panels_share_one_scale_and_show_the_same_numbers() -> None:
    parties = ("India", "Poland", "EU member states")
    app = compare(*parties, shape="Small panels")
    assert drawn(app) == drawn(compare(*parties))
    layout = figures(app)[0]["layout"]
    scales = {tuple(layout[axis]["range"]) for axis in ("yaxis", "yaxis2", "yaxis3")}
    assert len(scales) == 1
    assert scales.pop()[0] == 0


def test_single_years_where_they_are_loaded_and_a_reason_where_not(warehouse: Warehouse) -> None:
    app = compare("Azerbaijan", "Armenia", "India", over="Single years")
    lines = drawn(app)
    rows = warehouse.query(
        "SELECT first_year, sum(tiv_m) AS tiv_m FROM flow WHERE recipient = 'AZE'"
        " AND snapshot_id = 'sipri/flows_2026' AND first_year = last_year GROUP BY ALL"
    ).set_index("first_year")["tiv_m"]
    years = range(1995, 2026)
    assert lines["Azerbaijan"] == pytest.approx(rows.reindex(years, fill_value=0.0).tolist())
    assert lines["India"] == [None] * len(years)
    assert any(
        note.value.startswith("No number for India: ") and "complete for" in note.value
        for note in app.caption
    )


def test_a_group_has_no_single_years_in_the_bundled_data() -> None:
    app = compare("EU member states", over="Single years")
    assert not app.exception and not figures(app)
    assert sentence(app).startswith("No loaded release has single years")


def test_a_group_of_ones_own(warehouse: Warehouse) -> None:
    app = compare("India", own=["Germany (DEU)", "Poland (POL)"])
    rows = flows(warehouse, 2021)
    expected = rows[rows["recipient"].isin(["DEU", "POL"])]["tiv_m"].sum()
    assert drawn(app)["Germany and Poland"][-1] == pytest.approx(expected)


def test_the_figure_says_how_groups_are_made_up_only_where_there_is_one() -> None:
    words = "made up of its members at the end of each period; trade among them counts"
    assert words in annotations(figures(compare("India", "EU member states"))[0])
    assert words not in annotations(figures(compare("India", "Poland"))[0])
    about = compare("India", "Europe", view="About this measure")
    shown = " ".join(text.value for text in about.markdown)
    assert "Trade within a group counts" in shown and "SIPRI's own five" in shown


def test_the_same_country_has_the_same_colour() -> None:
    def colour(app: AppTest, name: str) -> str:
        (figure,) = figures(app)
        return next(t["line"]["color"] for t in figure["data"] if t.get("name") == name)

    for name in ("Russia", "Israel", "France"):
        seen = {
            colour(compare(*who, direction="Exports"), name)
            for who in (("Russia", "Israel", "France"), ("France", "Israel", "Sweden", "Russia"))
        }
        assert len(seen) == 1


def test_more_than_eight_are_cut_and_named(warehouse: Warehouse) -> None:
    names = ask(warehouse, "states").rows["name"].tolist()
    for wanted in (names[: MOST + 2], names[:300]):
        app = compare(*wanted)
        assert not app.exception
        (note,) = [text.value for text in app.caption if "Left out" in text.value]
        assert note.startswith("Only the first 8 are compared. Left out: ")
        assert all(name in note for name in wanted[MOST:])
        assert not any(f" {name}," in note for name in wanted[:MOST])


@pytest.mark.parametrize(
    "bad", ["Nowhere", "x" * 20_000, "<script>alert(1)</script>", "'; DROP TABLE flow; --", "\x00",
            "-1", "[a](javascript:alert(1))", ["Nowhere", "Nix"]],
)  # fmt: skip
def test_an_address_of_unknown_parties_opens_as_usual(bad: str | list[str]) -> None:
    usual = untouched("compare")
    app = opened("compare", {"parties": bad, "own": bad})
    assert not app.exception
    assert (app.title[0].value, sentence(app)) == (usual.title[0].value, sentence(usual))


def test_an_address_may_name_parties_by_name_code_and_alias_and_says_what_it_ignores() -> None:
    app = compare("IND", "Turkey", "EU member states", "Nowhere", "Africa")
    assert list(drawn(app)) == ["India", "Türkiye", "EU member states", "Africa (region)"]
    assert ignored(app) == "Ignored in the address: parties=Nowhere."


def test_an_address_as_it_was_spelled_before_asks_for_the_same() -> None:
    before = {
        "who": ["India (IND)", "EU member states", "Europe", "Middle East (region)", "World"],
        "measure": ["Share of the world"], "direction": ["Exports"], "shape": ["Small panels"],
        "over": ["Five-year periods"], "period": ["2015–19"], "release": ["2025 release"],
    }  # fmt: skip
    now = {
        "parties": ["IND", "eu-member-states", "europe", "middle-east", "world"],
        "measure": ["share"], "direction": ["exports"], "shape": ["panels"], "over": ["periods"],
        "own": [""], "release": ["2025"], "period": ["2015-19"],
    }  # fmt: skip
    told = asked(compared.parameters, before)
    assert not told.ignored
    assert spelled(compared.parameters, told.values) == now
    again = asked(compared.parameters, now)
    assert (again.values, again.ignored) == (told.values, {})


def test_a_group_has_a_code_that_no_country_has(warehouse: Warehouse) -> None:
    """The organisation NATO is a recipient of its own and not its member states."""
    states = set(warehouse.query("SELECT state_id FROM state")["state_id"])
    labels = PARTIES.labels({})
    codes = [PARTIES.spelled(party) for party in labels]
    assert len(codes) == len(set(codes))
    groups = [code for party, code in zip(labels, codes, strict=True) if party not in states]
    assert len(groups) == 38
    assert not states & set(groups)


def test_what_changes_nothing_has_no_part_in_the_figure() -> None:
    given = {
        "partner": ["FRA"], "base": ["2016-20"], "period": ["2016-20"], "over": ["years"],
        "parties": ["AZE"],
    }  # fmt: skip
    told = asked(compared.parameters, given)
    assert told.ignored == {
        "partner": "partner=FRA", "base": "base=2016-20", "period": "period=2016-20",
    }  # fmt: skip
    assert not {"partner", "base", "period"} & set(spelled(compared.parameters, told.values))
    counts = {"partner": {"measure": ["partner-share"]}, "base": {"shape": ["index"]}}
    for key, more in counts.items():
        assert not asked(compared.parameters, {key: given[key]} | more).ignored


def test_a_link_remembers_the_numbers_of_the_last_period() -> None:
    made = compared.made(asked(compared.parameters, {"parties": ["IND", "POL"]}).values)
    _, *first = links.numbers(made).split(";")
    rows = made.answer.rows
    last = rows[rows["last_year"] == rows["last_year"].max()]
    assert first == [f"{value:,.1f}" for value in last["value"]]
    moved = rows.assign(value=[*rows["value"][:-1], rows["value"].iloc[-1] + 2])
    other = replace(made, answer=replace(made.answer, rows=moved))
    link = {
        "figure": ["compared"],
        "made": [made.answer.releases],
        "numbers": [links.numbers(made)],
    }
    assert "unchanged" in links.remark(compared, made, link)
    assert "unchanged" not in links.remark(compared, other, link)


def test_an_empty_choice_asks_for_one() -> None:
    app = opened("compare", {"parties": ""})
    assert sentence(app) == "Choose countries, groups or regions to compare."
    assert not app.exception and not figures(app)


LONG = (
    "United Arab Emirates", "Central African Republic", "Bosnia and Herzegovina", "World",
    "Asia and Oceania", "NATO member states", "Saint Vincent and the Grenadines", "Azerbaijan",
)  # fmt: skip


def test_a_scale_of_ratios_draws_the_same_numbers_and_nothing_for_zero() -> None:
    (plain_lines,), (ratios,) = (
        figures(compare("UKR", "AZE", "USA", shape=shape)) for shape in ("Lines", "Log scale")
    )
    for usual, trace in zip(plain_lines["data"][:3], ratios["data"][:3], strict=True):
        assert numbers(trace["y"]) == [value or None for value in numbers(usual["y"])]
    assert ratios["layout"]["yaxis"]["type"] == "log"
    low, high = ratios["layout"]["yaxis"]["range"]
    drawn = [value for trace in ratios["data"][:3] for value in numbers(trace["y"]) if value]
    assert 10**low <= min(drawn) and max(drawn) <= 10**high
    assert "nothing is drawn for 0" in ratios["layout"]["meta"]["subtitle"]


@pytest.mark.parametrize("shape", ["Lines", "Log scale", "Small panels", "Index"])
def test_the_figure_fits_a_phone_and_names_every_line(shape: str) -> None:
    (figure,) = figures(compare(*LONG, shape=shape))
    layout = figure["layout"]
    assert layout["margin"]["l"] + layout["margin"]["r"] < 200
    texts = [text for trace in figure["data"] for text in trace.get("text") or ()]
    words = plain(re.sub(r"<[^>]*>", " ", " ".join(texts))) + annotations(figure)
    named = [trace for trace in figure["data"] if trace.get("name")]
    assert len(named) >= 6
    for trace in named:
        assert trace["name"] in words
        for text in trace["customdata"]:
            assert "nan" not in text and "None" not in text


def test_labels_at_the_ends_of_lines_do_not_touch() -> None:
    heights = [10.0] * 4
    places = apart([50.0, 51.0, 52.0, 0.0], heights, 100.0)
    ordered = sorted(places)
    assert all(later - earlier >= 10 - 1e-9 for earlier, later in pairwise(ordered))
    # Those that would touch lie around their mean, and the lonely one at its own value.
    assert sum(places[:3]) / 3 == pytest.approx(51)
    assert places[3] == 0.0
    assert max(apart([100.0] * 4, heights, 100.0)) <= 100


@pytest.mark.parametrize("parties", [["AZE", "UKR"], ["UKR", "AZE"]])
def test_a_release_that_covers_all_who_are_compared_comes_first(parties: list[str]) -> None:
    """2020–24 is covered by the 2026 release for Azerbaijan alone, by that of 2025 for both."""
    told = asked(compared.parameters, {"parties": parties, "period": ["2020-24"]})
    made = compared.made(told.values)
    assert made.answer.releases == "2025 release"
    chosen = made.answer.rows[made.answer.rows["last_year"] == 2024]
    assert set(chosen["party"]) == set(parties) and chosen["value"].notna().all()
    alone = asked(compared.parameters, {"parties": ["AZE"], "period": ["2020-24"]})
    assert compared.made(alone.values).answer.releases == "2026 release"


def test_a_zero_is_not_told_against_sipris_totals() -> None:
    """The table of flows lists nothing for Kiribati, whose boat the World Bank's series has."""
    made = compared.made(asked(compared.parameters, {"parties": ["KIR", "TUV"]}).values)
    assert "Kiribati" not in made.sentence and "Tuvalu 0" in made.sentence
    assert any("lacks the deliveries of major arms to Kiribati" in gap for gap in made.answer.gaps)
    volume = "FROM volume('recipient', 'KIR', 2021, 2025)"
    row = data.warehouse().query(volume).iloc[0]
    assert math.isnan(row["tiv_m"]) and "lacks the deliveries" in row["reason"]


def test_parties_that_never_lived_together_are_shown_one_after_the_other(
    warehouse: Warehouse,
) -> None:
    rows = pd.DataFrame(
        {"party": ["A", "B"] * 2, "first_year": [1987] * 2 + [1992] * 2,
         "last_year": [1991] * 2 + [1996] * 2, "value": [1.0, None, None, 2.0]}
    )  # fmt: skip
    answer, spans = trimmed(replace(ask(warehouse, "states"), rows=rows))
    assert spans == [(1987, 1991), (1992, 1996)] and len(answer.rows) == 4


def test_a_base_where_there_is_no_index_is_to_be_left_out() -> None:
    values = asked(compared.parameters, {}).values
    base = next(one for one in compared.parameters if one.key == "base")
    assert base.possible(values) == "nothing: leave it out, as nothing depends on it here"


def test_the_sentence_says_how_precise_its_own_period_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The older periods of a chart may be rebuilt; an index rests on its base as well."""

    def mixed(name: str, **params: Any) -> Answer:
        answer = data.ask(name, **params)
        if name != "compared":
            return answer
        is_older = answer.rows["last_year"] < answer.rows["last_year"].max()
        precision = answer.rows["precision"].mask(is_older, "rebuilt")
        return replace(answer, precision="rebuilt", rows=answer.rows.assign(precision=precision))

    monkeypatch.setattr("dashboard.figures.compare.ask", mixed)
    values = asked(compared.parameters, {"parties": ["IND", "KIR", "POL"]}).values
    made = compared.made(values)
    assert made.answer.precision == "rebuilt" and "(SIPRI, 2026 release)" in made.sentence
    index = compared.made(values | {"shape": "index", "base": (2011, 2015)})
    assert "(SIPRI, 2026 release, rebuilt)" in index.sentence

"""The page Map: what is shaded, what the lines carry, and that nothing of the total is lost."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.charts.world_map import FLOWS, VIEWS, Classes, world_map
from dashboard.figures import asked
from dashboard.figures.figure import settled
from dashboard.figures.map import PART
from dashboard.figures.map import shaded as declared
from dashboard.figures.shading import OF_PARTNERS, OF_THE_WORLD, world_sentence
from dashboard.geography import OUTLINES, URL, places
from dashboard.takeaway.rows import csv_file
from dashboard.theme import DIVERGING, SEQUENTIAL
from dashboard.words import percent, volume
from etl.questions import Answer, ask
from etl.questions.answer import bound_columns
from etl.warehouse.read import Warehouse
from tests.conftest import ROOT
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
from tests.etl import exports
from tests.etl.brought import saved, small_data, take_in
from tests.tools import outlines as tool

FLOW_SQL = "SELECT f.supplier, f.recipient, f.first_year, f.last_year, f.tiv_m FROM flow f"
CLASSES = Classes((1, 10), " %")


def volumes(warehouse: Warehouse, role: str, first: int = 2021) -> pd.Series[float]:
    """Million TIV by party, out of the bundled flows of the 2026 release."""
    flows = warehouse.query(f"{FLOW_SQL} WHERE f.snapshot_id = 'sipri/flows_2026'")
    inside = flows[(flows["first_year"] >= first) & (flows["last_year"] <= first + 4)]
    return inside.groupby(role)["tiv_m"].sum()


def named(figure: dict[str, Any], name: str) -> dict[str, Any]:
    return next(trace for trace in figure["data"] if trace.get("name") == name)


def shaded(figure: dict[str, Any]) -> dict[str, float]:
    """The value of each shaded country."""
    trace = named(figure, "shaded")
    return dict(zip(trace["locations"], numbers(trace["z"]), strict=True))


def on_and_off(text: str) -> tuple[float, float, float, float]:
    """Share and volume on the map and off it, as the line under it says."""
    found = re.search(
        r"On the map: ([\d.]+) % \(([\d,.]+) million TIV\)\. "
        r"Not on the map: (?:< )?([\d.]+) % \(([\d,.]+) million TIV\)",
        text,
    )
    assert found, text
    a, b, c, d = (float(part.replace(",", "")) for part in found.groups())
    return a, b, c, d


@pytest.mark.parametrize(("direction", "role"), [("Imports", "recipient"), ("Exports", "supplier")])
def test_map_and_line_under_it_are_the_total(
    warehouse: Warehouse, direction: str, role: str
) -> None:
    sums = volumes(warehouse, role)
    (figure,) = figures(opened("map", {"direction": direction, "measure": "Volume"}))
    drawn = shaded(figure)
    on_map = sums[[state in places() for state in sums.index]]
    assert drawn == pytest.approx(on_map[on_map > 0].to_dict())
    share_on, tiv_on, share_off, tiv_off = on_and_off(annotations(figure))
    assert tiv_on == pytest.approx(on_map.sum(), abs=0.51)
    assert tiv_on + tiv_off == pytest.approx(sums.sum(), abs=1.1)
    assert share_on + share_off == pytest.approx(100, abs=0.11)


def test_figure_table_and_flows_hold_the_same_shares(warehouse: Warehouse) -> None:
    sums = volumes(warehouse, "recipient")
    expected = 100 * sums / sums.sum()
    (figure,) = figures(untouched("map"))
    drawn = shaded(figure)
    names = dict(ask(warehouse, "states").rows[["state_id", "name"]].to_numpy())
    table = tables(untouched("map", view="Table"))[0].set_index("Country")
    for state, share in drawn.items():
        assert share == pytest.approx(expected[state])
        assert table.loc[names[state], "Share of the world"] == percent(share)
        assert table.loc[names[state], "Million TIV"] == volume(sums[state])
    assert "NATO (organisation) (not on the map)" in table.index
    assert {name.removesuffix(" (not on the map)") for name in table.index} >= {
        names[state] for state in sums[sums > 0].index
    }


def test_the_change_is_against_the_period_before(warehouse: Warehouse) -> None:
    now, before = volumes(warehouse, "recipient"), volumes(warehouse, "recipient", 2016)
    (figure,) = figures(opened("map", {"measure": "Change"}))
    drawn = shaded(figure)
    assert drawn["SAU"] == pytest.approx(100 * (now["SAU"] / before["SAU"] - 1))
    gone = [state for state in before[before > 0].index if now.get(state, 0) == 0]
    assert gone and all(drawn[state] == -100 for state in gone if state in places())
    new = [state for state in now[now > 0].index if before.get(state, 0) == 0]
    assert new and not set(new) & set(drawn)


@pytest.mark.parametrize("measure", OF_THE_WORLD)
@pytest.mark.parametrize("direction", ["Imports", "Exports"])
def test_every_measure_has_its_map_and_its_words(measure: str, direction: str) -> None:
    app = opened("map", {"measure": measure, "direction": direction})
    assert not app.exception
    assert app.selectbox(key="measure").value == measure
    origin = "SIPRI, 2026 release" + "; World Bank, file of 2025" * (measure == "inhabitants")
    assert re.search(rf"\d.*\({origin}\)\.$", sentence(app))
    (figure,) = figures(app)
    assert len(shaded(figure)) > 20
    (chart,) = app.get("plotly_chart")
    assert plain(chart.proto.alt).startswith(sentence(app))
    assert "On the map: 9" in plain(chart.proto.alt)
    assert len(figure["layout"]["meta"]["key"]) in (5, 6)


def test_labels_of_old_addresses_and_codes_mean_the_same() -> None:
    def told(**texts: str) -> tuple[dict[str, Any], dict[str, str]]:
        found = asked(declared.parameters, {key: [text] for key, text in texts.items()})
        return dict(found.values), dict(found.ignored)

    usual, _ = told()
    for code, measure in OF_THE_WORLD.items():
        assert told(measure=measure.label) == told(measure=code) == ({**usual, "measure": code}, {})
    for code, measure in OF_PARTNERS.items():
        values, ignored = told(country="Russia", measure=measure.label)
        assert (values, ignored) == told(country="RUS", measure=code)
        assert (values["country"], values["measure"], ignored) == ("RUS", code, {})
    assert set(PART.labels({})) == set(VIEWS)
    for code, label in PART.labels({}).items():
        assert told(part=label) == told(part=code) == ({**usual, "part": code}, {})
    old = told(direction="Exports", window="2010–14", release="2025 release", folded="false")
    assert old == told(direction="exports", period="2010-14", release="2025", fold="false")
    assert old[0]["direction"] == "supplier" and old[0]["period"] == (2010, 2014)


def test_a_country_has_measures_of_its_own() -> None:
    app = opened("map", {"measure": "change", "country": "IND"})
    assert ignored(app) == "Ignored in the address: measure=change."
    assert app.selectbox(key="measure").value == "share"
    app = opened("map", {"measure": "change"})
    app.selectbox(key="country").set_value("IND").run()
    assert not app.exception
    assert ignored(app) == ""
    assert app.selectbox(key="measure").value == "share"
    assert figures(app) == figures(opened("map", {"country": "IND"}))
    assert "measure" not in app.query_params
    app.selectbox(key="measure").set_value("volume").run()
    app.selectbox(key="country").set_value("").run()
    assert app.selectbox(key="measure").value == "volume"
    assert figures(app) == figures(opened("map", {"measure": "volume"}))


def test_regions_are_those_of_the_question(warehouse: Warehouse) -> None:
    span = {"from_year": 2021, "to_year": 2025, "in_release": None}
    rows = ask(warehouse, "region_shares", role="recipient", **span).rows.set_index("region")
    app = opened("map", {"measure": "Share of the world, by region"})
    drawn = shaded(figures(app)[0])
    for state, region in {"TUR": "Middle East", "UKR": "Europe", "JPN": "Asia and Oceania"}.items():
        assert drawn[state] == pytest.approx(rows.loc[region, "share_pct"])
    changes = shaded(figures(opened("map", {"measure": "Change, by region"}))[0])
    assert changes["UKR"] == pytest.approx(rows.loc["Europe", "change_pct"])
    assert percent(rows.loc["Europe", "share_pct"]).replace("\xa0", " ") in sentence(app)


def test_a_countrys_partners_and_its_largest_flows(warehouse: Warehouse) -> None:
    span = {"from_year": 2021, "to_year": 2025, "in_release": None}
    rows = ask(warehouse, "export_shares", who="USA", **span).rows
    app = opened("map", {"country": "USA", "direction": "Exports", "measure": "Volume"})
    assert app.title[0].value == "Where do the United States' arms exports go?"
    (figure,) = figures(app)
    expected = rows[rows["partner"].isin(places().keys()) & (rows["tiv_m"] > 0)]
    assert shaded(figure) == pytest.approx(dict(expected[["partner", "tiv_m"]].to_numpy()))
    lines = [trace for trace in figure["data"] if trace.get("mode") == "lines"]
    assert [line["meta"] for line in lines] == expected["partner"].head(FLOWS).tolist()[::-1]
    widths = [line["line"]["width"] for line in lines]
    tiv = expected["tiv_m"].head(FLOWS).tolist()[::-1]
    assert [w / widths[-1] for w in widths] == pytest.approx([t / tiv[-1] for t in tiv])
    usa = places()["USA"]
    assert all(line["lon"][1] == usa.lon and line["lat"][1] == usa.lat for line in lines)
    _, tiv_on, _, tiv_off = on_and_off(annotations(figure))
    assert tiv_on + tiv_off == pytest.approx(rows["total_tiv_m"].iloc[0], abs=1.1)


def test_a_country_answers_for_a_period_of_its_own() -> None:
    app = opened("map", {"country": "AZE", "period": "2016–20"})
    assert sentence(app).startswith("In 2016–20 Israel supplied 66.6 % of Azerbaijan's arms")
    assert shaded(figures(app)[0])["ISR"] == pytest.approx(66.6, abs=0.05)
    rounded = opened("map", {"country": "AZE", "period": "2016–20", "release": "2022 release"})
    assert sentence(rounded).endswith("(SIPRI, 2022 release, approximate).")
    assert "Approximate" in annotations(figures(rounded)[0])


@pytest.mark.parametrize(
    ("measure", "part", "told"),
    [
        ("share", "world", "about 10\xa0% (5–15) of the world's"),
        ("volume", "world", "about 10 (5.0–15) million TIV"),
        ("region_share", "world", "about 10\xa0% (5–15)"),
        ("region_change", "world", "about +10\xa0% (+5.0 to +15)"),
        ("change", "world", "about +10\xa0% (+5.0 to +15)"),
        ("share", "europe", "with about 10\xa0% (5–15)"),
    ],
)
def test_what_is_approximate_is_told_with_its_bounds(measure: str, part: str, told: str) -> None:
    shade, region = OF_THE_WORLD[measure], "" if part == "world" else "Europe"
    answer = declared.made(settled(declared.parameters, {"measure": measure})).answer
    rows = answer.rows[answer.rows["region"] == "Europe"] if region else answer.rows
    for column in ("tiv_m", "share_pct", "change_pct"):
        low, high = bound_columns(column)
        rows = rows.assign(**{column: 10.0, low: 5.0, high: 15.0})
    approximate = replace(answer, rows=rows, precision="split")
    assert told in world_sentence(approximate, shade, "recipient", region)


def test_who_has_no_number_of_inhabitants_is_not_named() -> None:
    answer = declared.made(settled(declared.parameters, {"measure": "inhabitants"})).answer
    rows = answer.rows.assign(per_million_tiv_m=float("nan"))
    measure = OF_THE_WORLD["inhabitants"]
    none = world_sentence(replace(answer, rows=rows), measure, "recipient")
    assert "inhabitants countries had in 2021–25 is not known" in none
    rows.loc[rows["name"] == "France", "per_million_tiv_m"] = 1.5
    one = world_sentence(replace(answer, rows=rows), measure, "recipient")
    assert one.startswith("In 2021–25 France received 1.5 million TIV of major arms per million")
    assert "– " not in one.replace("2021–25", "")


def test_a_party_without_a_place_has_shades_and_no_lines() -> None:
    app = opened("map", {"country": "nato"})
    assert not app.exception
    (figure,) = figures(app)
    assert not any(trace.get("mode") == "lines" for trace in figure["data"])
    none = "No lines are drawn, because the map does not show NATO (organisation)."
    assert none in annotations(figure)


def test_a_country_that_never_traded_gets_a_reason_and_no_map() -> None:
    app = opened("map", {"country": "Aruba", "direction": "Exports"})
    assert not app.exception
    assert not app.get("plotly_chart")
    assert "no deliveries" in sentence(app).lower()


def test_the_first_covered_period_has_no_change() -> None:
    app = opened("map", {"measure": "Change", "period": "2010–14"})
    assert not app.get("plotly_chart")
    assert sentence(app) == (
        "No loaded release tells the period before 2010–14 apart, to compare with."
    )


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of a made-up register that goes back to the Soviet Union."""
    folder = tmp_path_factory.mktemp("register")
    data = small_data(folder)
    take_in(data, saved(folder, exports.deliveries(), "deliveries.csv"))
    return data / "warehouse.duckdb"


def test_russia_is_not_coloured_for_the_soviet_union(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(register))
    asked = {"direction": "Exports", "period": "1988–92", "measure": "Volume"}
    (apart,) = figures(opened("map", asked))
    delivered = sum(
        deal.tiv(year)
        for deal in exports.DEALS
        if deal.supplier == "Soviet Union"
        for year in deal.delivered
        if 1988 <= year <= 1992
    )
    assert delivered > 0
    assert "RUS" not in shaded(apart)
    _, _, _, tiv_off = on_and_off(annotations(apart))
    assert tiv_off == pytest.approx(delivered, abs=0.51)
    assert "Soviet Union" in annotations(apart)
    app = opened("map", asked | {"folded": "true"})
    (folded,) = figures(app)
    assert shaded(folded)["RUS"] == pytest.approx(delivered)
    assert "former states counted with their successors" in sentence(app)
    assert "Former states are counted with the states that followed" in annotations(folded)


def rows_of(**values: float | None) -> pd.DataFrame:
    return pd.DataFrame({"state_id": list(values), "value": list(values.values())}).assign(
        hover=lambda rows: rows["state_id"]
    )


def drawn(rows: pd.DataFrame, **other: Any) -> dict[str, Any]:
    answer = Answer("q", {}, "T", "per cent", other.pop("flows", rows))
    figure = world_map(
        answer, values=rows, classes=other.pop("classes", CLASSES), title="T",
        notes=["A note."], view=other.pop("view", "world"), **other,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(figure.to_json())
    return found


def test_zero_is_unshaded_and_missing_is_grey() -> None:
    figure = drawn(rows_of(IND=5.0, ISL=0.0, SSD=None))
    shade, empty, grey = figure["data"][:3]
    assert shade["locations"] == ["IND"]
    assert empty["locations"] == ["ISL"]
    assert empty["colorscale"][0][1] == "rgba(0, 0, 0, 0)"
    # Who is in no data at all is grey too, so that nobody is left unsaid.
    assert {"SSD", "GRL"} <= set(grey["locations"])
    assert grey["colorscale"][0][1] not in CLASSES.colours
    every = [place for trace in (shade, empty, grey) for place in trace["locations"]]
    assert sorted(every) == sorted(places())


def test_a_change_of_nothing_is_a_value() -> None:
    figure = drawn(rows_of(IND=0.0), classes=Classes((-50, -20, 0, 25, 100), diverging=True))
    assert shaded(figure) == {"IND": 0.0}


def test_a_country_whose_deliveries_are_lacking_is_grey(warehouse: Warehouse) -> None:
    """The table of flows lists nothing for Kiribati, whose boat SIPRI's totals have."""
    made = declared.made(asked(declared.parameters, {"view": ["share"]}).values)
    (row,) = made.answer.rows.query("state_id == 'KIR'").to_dict("records")
    assert pd.isna(row["tiv_m"]) and pd.isna(row["share_pct"]) and "lacks" in row["why_not"]
    hovers = {
        where: hover
        for trace in json.loads(made.chart.to_json())["data"] if trace["type"] == "choropleth"
        for where, hover in zip(trace["locations"], trace["customdata"], strict=True)
    }  # fmt: skip
    assert "Its deliveries are not loaded" in hovers["KIR"]
    assert "No imports" in hovers["TUV"] and made.answer.rows["why_not"].notna().sum() < 10


@pytest.mark.parametrize(
    ("value", "place"), [(0.01, 0), (0.99, 0), (1, 1), (9.9, 1), (10, 2), (100, 2)]
)
def test_a_class_takes_its_lower_limit(value: float, place: int) -> None:
    assert CLASSES.colour(value) == CLASSES.colours[place]
    assert list(CLASSES.key) == ["under 1 %", "1–10 %", "10 % and more"]
    assert list(CLASSES.key.values()) == list(CLASSES.colours)


@pytest.mark.parametrize("value", [-99.0, -50, -20.1, -0.1, 0, 24.9, 25, 100, 9_000])
def test_colour_scale_and_key_agree(value: float) -> None:
    classes = Classes((-50, -20, 0, 25, 100), diverging=True)
    scale, low, high = classes.steps
    place = (min(max(value, low), high) - low) / (high - low)
    # Where two steps meet, plotly takes the upper one.
    found = [colour for end, colour in scale[::2] if end <= place + 1e-12][-1]
    assert found == classes.colour(value)


def test_every_set_of_classes_has_a_colour_of_its_own() -> None:
    for measure in (*OF_THE_WORLD.values(), *OF_PARTNERS.values()):
        colours = measure.classes.colours
        assert len(set(colours)) == len(colours) == len(measure.classes.limits) + 1
        assert set(colours) <= {*SEQUENTIAL, *DIVERGING}
        assert 5 <= len(colours) <= 7
        if measure.classes.diverging:
            assert measure.classes.limits[len(colours) // 2 - 1] == 0


def test_small_countries_get_a_dot_of_their_class() -> None:
    figure = drawn(rows_of(SGP=5.0, BHR=50.0, MLT=0.0, IND=5.0))
    dots = named(figure, "dots")
    assert dots["customdata"] == ["SGP", "BHR"]
    assert dots["marker"]["color"] == [CLASSES.colours[1], CLASSES.colours[2]]


@pytest.mark.parametrize("view", VIEWS)
def test_every_part_of_the_world_can_be_shown(view: str) -> None:
    app = opened("map", {"part": view})
    geo = figures(app)[0]["layout"]["geo"]
    assert [*geo["lonaxis"]["range"], *geo["lataxis"]["range"]] == list(VIEWS[view])


def test_the_map_has_a_place_for_every_state(warehouse: Warehouse) -> None:
    rows = warehouse.query("SELECT s.state_id, s.kind FROM state s")
    assert set(rows.loc[rows["kind"] == "state", "state_id"]) <= places().keys()
    off = rows.loc[~rows["kind"].isin(["state", "territory"]), "state_id"]
    assert not set(off) & places().keys()
    for lon, lat, state in [(103.8, 1.4, "SGP"), (50.5, 26.1, "BHR"), (14.4, 35.9, "MLT"),
                            (20.9, 42.6, "kosovo"), (31, 49, "UKR")]:  # fmt: skip
        place = places()[state]
        assert (place.lon, place.lat) == pytest.approx((lon, lat), abs=0.6)
    assert places()["SGP"].tiny and not places()["UKR"].tiny


def test_the_outlines_are_small_and_come_from_this_server() -> None:
    assert OUTLINES.name == "world_50m.json"  # the name that plotly asks for
    assert OUTLINES.stat().st_size < 400_000
    assert Path(ROOT / "dashboard" / URL.removeprefix("app/")) == OUTLINES.parent
    assert "://" not in URL
    (chart,) = untouched("map").get("plotly_chart")
    assert json.loads(chart.proto.config)["topojsonURL"] == URL
    config = (ROOT / "dashboard" / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert re.search(r"^enableStaticServing = true$", config, re.MULTILINE)


def test_every_line_of_the_outlines_is_used_and_closed() -> None:
    outlines = json.loads(OUTLINES.read_text(encoding="utf-8"))
    used = set()
    for shape in outlines["objects"]["countries"]["geometries"]:
        for ring in (ring for polygon in shape["arcs"] for ring in polygon):
            used |= {max(number, ~number) for number in ring}
            ends = []
            for number in ring:
                arc = outlines["arcs"][max(number, ~number)]
                start = (arc[0][0], arc[0][1])
                stop = (sum(step[0] for step in arc), sum(step[1] for step in arc))
                ends.append((start, stop) if number >= 0 else (stop, start))
            for (_, stop), (start, _) in zip(ends, [*ends[1:], ends[0]], strict=True):
                assert start == stop, shape.get("id")
    assert used == set(range(len(outlines["arcs"])))


@pytest.mark.parametrize(
    ("point", "state"),
    [((34.1, 45.0), "UKR"), ((37.6, 55.7), "RUS"), ((44.06, 9.56), "SOM"), ((45.3, 3.0), "SOM"),
     ((21.1, 42.6), "kosovo"), ((121.0, 24.0), "TWN"), ((-53.0, 4.0), "FRA")],
)  # fmt: skip
def test_land_belongs_to_the_country_it_is_drawn_with(
    point: tuple[float, float], state: str
) -> None:
    outlines = json.loads(OUTLINES.read_text(encoding="utf-8"))
    (a, b), (c, d) = outlines["transform"]["scale"], outlines["transform"]["translate"]
    arcs = [tool._walked(arc) for arc in outlines["arcs"]]

    def covers(ring: list[int]) -> bool:
        parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
        return tool._inside(point, [(x * a + c, y * b + d) for part in parts for x, y in part])

    shapes = outlines["objects"]["countries"]["geometries"]
    found = [s.get("id") for s in shapes if any(covers(polygon[0]) for polygon in s["arcs"])]
    assert found == [state]


def test_pointing_at_a_country_tells_value_share_rank_and_release() -> None:
    trace = named(figures(untouched("map"))[0], "shaded")
    text = plain(trace["customdata"][trace["locations"].index("IND")])
    assert text.startswith("<b>India, 2021–25</b>")
    for part in ("8.2 % of the world's imports, rank 2", "12,666 million TIV", "−4.0 % against",
                 "16 suppliers; the largest, Russia, has 39.6 %", "2026 release"):  # fmt: skip
        assert part in text


def test_any_period_may_be_asked_for_and_gets_a_number_or_a_reason() -> None:
    covered = opened("map", {"country": "AZE", "period": "Another period", "from": "2017"})
    assert not covered.exception
    assert sentence(covered).startswith("In 2017–25 ")
    assert len(shaded(figures(covered)[0])) > 3
    for measure in OF_THE_WORLD:
        app = opened("map", {"period": "Another period", "from": "2017", "measure": measure})
        assert not app.exception
        assert not app.get("plotly_chart")
        assert sentence(app).startswith("No loaded release is complete for the whole world")


def test_a_map_says_the_unit_of_its_measure() -> None:
    made = declared.made(settled(declared.parameters, {"measure": "concentration"}))
    assert "# unit: Herfindahl–Hirschman index" in csv_file(made.answer).decode()

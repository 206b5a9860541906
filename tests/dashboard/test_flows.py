"""Flows: whatever is told apart, the bands and cells add up to what the flow table holds."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.charts.flow import flow_bands
from dashboard.charts.matrix import matrix_cells
from dashboard.data.flows import OTHERS, by_region, cells, largest_flows
from dashboard.figures import asked
from dashboard.figures import flows as declared
from dashboard.figures.flows import bands_sentence
from dashboard.theme import INK, PAGE, REGIONS, SEQUENTIAL
from dashboard.theme import OTHERS as GREY
from dashboard.words import percent, volume
from etl.questions import Answer, ask
from etl.stage import stage
from etl.warehouse.build import build
from etl.warehouse.read import Warehouse
from tests.conftest import quiet
from tests.dashboard.pages import (
    annotations,
    figures,
    ignored,
    matrix,
    numbers,
    opened,
    plain,
    sentence,
    tables,
    texts,
    unlinked,
    untouched,
)
from tests.dashboard.test_theme import contrast, themes
from tests.etl import exports
from tests.etl.brought import saved, small_data, take_in

Pair = tuple[str, str]


@pytest.fixture(scope="module")
def pairs(warehouse: Warehouse) -> pd.DataFrame:
    """Names, regions and million TIV of all pairs in 2021–25, straight from the flow table."""
    rows = warehouse.query(
        "SELECT s.name AS supplier, r.name AS recipient, s.region AS given_in, r.region AS"
        " taken_in, f.tiv_m FROM flow f JOIN state s ON s.state_id = f.supplier"
        " JOIN state r ON r.state_id = f.recipient"
        " WHERE f.first_year >= 2021 AND f.last_year <= 2025 AND f.snapshot_id = ("
        "   SELECT c.snapshot_id FROM coverage c WHERE c.scope = 'world' AND c.first_year = 2021)"
    )
    keys = ["supplier", "recipient", "given_in", "taken_in"]
    out: pd.DataFrame = rows.groupby(keys, dropna=False)["tiv_m"].sum().reset_index()
    return out.sort_values("tiv_m", ascending=False, ignore_index=True)


def bands(figure: dict[str, Any]) -> dict[Pair, float]:
    """The bands of a figure by the names at their ends, in million TIV."""
    (trace,) = figure["data"]
    names = [re.sub(r"\s(<\s)?[\d.]+\s%$", "", label) for label in trace["meta"]]
    link = trace["link"]
    ends = zip(numbers(link["source"]), numbers(link["target"]), strict=True)
    found = [(names[source], names[target]) for source, target in ends]
    assert len(found) == len(set(found))
    return dict(zip(found, numbers(link["value"]), strict=True))


def told_apart(figure: dict[str, Any]) -> set[Pair]:
    """The bands that are not pale."""
    colours = figure["data"][0]["link"]["color"]
    return {
        pair for pair, colour in zip(bands(figure), colours, strict=True) if "0.2)" not in colour
    }


def sums(values: dict[Pair, float], end: int) -> dict[str, float]:
    """The bands summed up at one end."""
    out: dict[str, float] = defaultdict(float)
    for pair, tiv_m in values.items():
        out[pair[end]] += tiv_m
    return out


@pytest.mark.parametrize("limit", [10, 30, 60])
def test_bands_are_the_largest_flows_and_complete(pairs: pd.DataFrame, limit: int) -> None:
    figure = figures(opened("flows", {"flows": str(limit)}))[0]
    drawn = bands(figure)
    assert sum(drawn.values()) == pytest.approx(pairs["tiv_m"].sum())
    top = pairs.head(limit)
    largest = dict(zip(zip(top["supplier"], top["recipient"], strict=True), top["tiv_m"],
                       strict=True))  # fmt: skip
    assert told_apart(figure) == set(largest)
    assert {pair: drawn[pair] for pair in largest} == pytest.approx(largest)
    # All that a party delivered or received stands at its end, also what is not told apart.
    for end, side in enumerate(("supplier", "recipient")):
        expected = pairs.groupby(side)["tiv_m"].sum()
        found = sums(drawn, end)
        others = found.pop("Others")
        assert set(found) == set(top[side])
        assert found == pytest.approx({name: expected[name] for name in found})
        assert others == pytest.approx(expected.sum() - sum(found.values()))


def test_the_sentence_and_the_table_hold_the_same_flows(pairs: pd.DataFrame) -> None:
    top, world = pairs.head(30), pairs["tiv_m"].sum()
    text = sentence(untouched("flows"))
    first = top.iloc[0]
    assert f"from the {first['supplier']} to {first['recipient']}" in text
    assert plain(percent(100 * first["tiv_m"] / world)) in text
    carried = percent(100 * top["tiv_m"].sum() / world)
    assert plain(f"the 30 largest together carried {carried}") in text
    table = unlinked(tables(untouched("flows", view="Table"))[0])
    assert table["Supplier"].tolist() == [*top["supplier"], "All other flows", "The world"]
    assert table["Recipient"].tolist()[:-2] == top["recipient"].tolist()
    volumes = [*top["tiv_m"], world - top["tiv_m"].sum(), world]
    assert table["Million TIV"].tolist() == [volume(tiv_m) for tiv_m in volumes]
    assert table["Share of the world"].tolist() == [
        percent(100 * tiv_m / world) for tiv_m in volumes
    ]


def test_a_state_that_is_both_stands_on_both_sides_in_one_colour() -> None:
    (trace,) = figures(untouched("flows"))[0]["data"]
    node = trace["node"]
    china = [at for at, label in enumerate(trace["meta"]) if label.startswith("China")]
    assert len(china) == 2
    left, right = (numbers(node["x"])[at] for at in china)
    assert left < 0.5 < right
    assert node["color"][china[0]] == node["color"][china[1]] != GREY


def test_others_are_grey_and_last_and_no_party_has_their_id(warehouse: Warehouse) -> None:
    assert OTHERS not in set(ask(warehouse, "states").rows["state_id"])
    (trace,) = figures(untouched("flows"))[0]["data"]
    node, xs = trace["node"], numbers(trace["node"]["x"])
    for side in (True, False):
        ids = [at for at, x in enumerate(xs) if (x < 0.5) is side]
        assert [trace["meta"][at].startswith("Others") for at in ids].index(True) == len(ids) - 1
        assert node["color"][ids[-1]] == GREY
        places = [numbers(node["y"])[at] for at in ids]
        assert places == sorted(places)
        assert all(0 < place < 1 for place in places)


@pytest.mark.parametrize("limit", [10, 30, 60])
def test_no_two_names_stand_on_each_other(limit: int) -> None:
    figure = figures(opened("flows", {"flows": str(limit)}))[0]
    layout, node = figure["layout"], figure["data"][0]["node"]
    plot_px = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    places = defaultdict(list)
    for x, y in zip(numbers(node["x"]), numbers(node["y"]), strict=True):
        places[x].append(y * plot_px)
    for column in places.values():
        assert min(low - high for high, low in pairwise(column)) >= 13
    for anchor in ("left", "right"):
        beside = [
            note for note in layout["annotations"]
            if note.get("xanchor") == anchor and note["font"]["size"] == 11 and not note.get("name")
        ]  # fmt: skip
        assert len(beside) == len(places[min(places) if anchor == "right" else max(places)])
        lines = [note["text"].count("<br>") + 1 for note in beside]
        middles = [(1 - note["y"]) * plot_px for note in beside]
        for at, (high, low) in enumerate(pairwise(middles)):
            assert low - high >= 13 * (lines[at] + lines[at + 1]) / 2 - 0.01


def test_regions_are_sipris_own(pairs: pd.DataFrame) -> None:
    app = opened("flows", {"between": "Regions"})
    figure = figures(app)[0]
    drawn = bands(figure)
    named = pairs.fillna({"given_in": "No region", "taken_in": "No region"})
    expected = named.groupby(["given_in", "taken_in"])["tiv_m"].sum()
    assert drawn == pytest.approx(expected.to_dict())
    assert set(sums(drawn, 0)) - {"No region"} == set(REGIONS)
    within = sum(tiv for (giver, taker), tiv in drawn.items() if giver == taker != "No region")
    share = percent(100 * within / pairs["tiv_m"].sum())
    assert plain(f"{share} stayed within a region") in sentence(app)
    assert "armed groups count in the region where they fight" in annotations(figure)
    assert [slider.key for slider in app.slider] == []


@pytest.mark.parametrize("cells", ["Share of imports", "Volume"])
def test_the_matrix_and_its_table_are_the_flows(pairs: pd.DataFrame, cells: str) -> None:
    asked = {"cells": cells, "recipients": "15"}
    trace = matrix(figures(opened("flows", asked))[1])
    suppliers, recipients = trace["x"], trace["y"]
    exports, imports = (
        pairs.groupby(side)["tiv_m"].sum().sort_values(ascending=False)
        for side in ("supplier", "recipient")
    )
    assert suppliers == [*exports.index[:9], "Others"]
    assert recipients == [*imports.index[:15], "Others"]
    expected: dict[Pair, float] = defaultdict(float)
    for row in pairs.to_dict("records"):
        pair = tuple(
            row[side] if row[side] in shown else "Others"
            for side, shown in (("recipient", recipients), ("supplier", suppliers))
        )
        expected[pair[0], pair[1]] += row["tiv_m"]
    table = unlinked(tables(opened("flows", asked, view="Table"))[1])
    unit = "share of imports" if "Share" in cells else "million TIV"
    assert plain(table.columns[0]) == f"Recipient, {unit}"
    table = table.set_index(table.columns[0])
    for at, recipient in enumerate(recipients):
        total = sum(expected.get((recipient, supplier), 0.0) for supplier in suppliers)
        for place, supplier in enumerate(suppliers):
            hover, text = trace["customdata"][at][place], trace["text"][at][place]
            printed = table.loc[recipient, supplier]
            tiv_m = expected.get((recipient, supplier))
            if tiv_m is None:
                assert trace["z"][at][place] is None
                assert hover == text == printed == ""
                continue
            assert trace["z"][at][place] is not None
            assert f"<b>{supplier} to {recipient}, 2021–25</b>" in hover
            assert f"{volume(tiv_m)}\N{NO-BREAK SPACE}million TIV" in hover
            assert f"<br>{percent(100 * tiv_m / total)} of the recipient" in hover
            shown = 100 * tiv_m / total if "Share" in cells else tiv_m / 1000
            decimals = 0 if "Share" in cells else 1
            if "<" in text:
                assert shown < (1 if "Share" in cells else 0.05)
            else:
                assert text == f"{shown:.{decimals}f}"
            assert printed == (percent(shown) if "Share" in cells else volume(tiv_m))


@pytest.mark.parametrize("cells", ["Share of imports", "Volume"])
def test_a_cell_has_the_colour_of_its_class(cells: str) -> None:
    figure = figures(opened("flows", {"cells": cells}))[1]
    trace = matrix(figure)
    key = "; ".join(figure["layout"]["meta"]["key"])
    limits = [float(low) for low in re.findall(r"; ([\d.]+)(?:–| and more)", key)]
    assert len(limits) == len(SEQUENTIAL) - 1 == trace["zmax"]
    assert [colour for _, colour in trace["colorscale"]] == list(SEQUENTIAL)
    found = set()
    for texts_, classes in zip(trace["text"], trace["z"], strict=True):
        for text, kind in zip(texts_, classes, strict=True):
            # Where rounding could have moved a number over a limit, either class is right.
            if text and "<" not in text and float(text) not in limits:
                assert kind == sum(float(text) >= limit for limit in limits)
                found.add(kind)
    assert len(found) >= 5


def test_old_keys_and_labels_mean_the_same() -> None:
    old = {"between": ["Regions"], "window": ["2010–14"], "folded": ["false"], "cells": ["Volume"]}
    new = {"between": ["regions"], "period": ["2010-14"], "fold": ["false"], "measure": ["volume"]}
    for figure in (declared.bands, declared.matrix):
        keys = {one.key for one in figure.parameters}
        told = asked(figure.parameters, {key: new[key] for key in new if key in keys})
        assert not told.ignored and told.values["period"] == (2010, 2014)
        assert told.values["between"] == "regions"
        assert {**asked(figure.parameters, old).values} == {**told.values}
    assert told.values["measure"] == "volume"


def test_between_regions_there_is_no_number_to_choose() -> None:
    app = opened("flows", {"between": "regions", "flows": "10", "recipients": "40"})
    assert ignored(app) == "Ignored in the address: flows=10; recipients=40."
    assert figures(app) == figures(opened("flows", {"between": "regions"}))


@pytest.mark.parametrize("page", ["light", "dark"])
def test_small_figures_can_be_read_on_every_class(page: str) -> None:
    # Numbers are in the strongest text colour on the first classes, in the page's on the others.
    config = themes()[page]
    half = len(SEQUENTIAL) // 2
    colours = config["chartSequentialColors"][: len(SEQUENTIAL)]
    for place, colour in enumerate(colours):
        text = config["textColor" if place < half else "backgroundColor"]
        assert contrast(text, colour) >= 4.5, colour
    prominence = [contrast(config["backgroundColor"], colour) for colour in colours]
    assert prominence == sorted(prominence)
    figure = figures(untouched("flows"))[1]
    for trace, colour, classes in zip(
        figure["data"][:2], (INK, PAGE), (range(half), range(half, 2 * half)), strict=True
    ):
        assert trace["textfont"]["color"] == colour
        assert {cell for line in trace["z"] for cell in line} <= {None, *classes}


def by_hand(*flows: tuple[str, str, float]) -> Answer:
    """An answer with these flows; a party's region is its first letter, and "-" is none."""
    rows = pd.DataFrame(flows, columns=["supplier", "recipient", "tiv_m"])
    for side in ("supplier", "recipient"):
        rows[f"{side}_name"] = rows[side]
        rows[f"{side}_region"] = [None if name[0] == "-" else name[0] for name in rows[side]]
    rows["total_tiv_m"] = rows["tiv_m"].sum()
    rows["share_pct"] = 100 * rows["tiv_m"] / rows["total_tiv_m"]
    rows["release"] = 2025
    return Answer("world_flows", {"fold": False}, "T", "million TIV", rows, period="2020–24")


def test_bands_lie_in_the_order_of_the_names_at_their_ends() -> None:
    flows = largest_flows(by_hand(("A", "Y", 50), ("B", "X", 40), ("A", "X", 20)), None)
    (trace,) = flow_bands(flows, title="T", regions=False).data
    # X received 60 and Y 50; A supplied 70 and B 40.
    assert [label.split()[0] for label in trace.meta] == ["A", "B", "X", "Y"]
    assert list(zip(trace.link.source, trace.link.target, strict=True)) == [(0, 2), (0, 3), (1, 2)]
    assert list(trace.link.value) == [20, 50, 40]
    assert trace.link.sort == trace.node.sort == "input"


def test_a_share_on_a_limit_belongs_to_the_class_above_it() -> None:
    flows = by_hand(("A", "X", 50), ("B", "X", 40), ("C", "X", 10), ("A", "Y", 5))
    shares = cells(flows, 9, 9)
    trace = matrix(
        matrix_cells(shares, title="T", column="of_imports_pct", everyone=flows.rows).to_dict()
    )
    assert trace["z"] == [[5, 4, 3], [5, None, None]]
    assert trace["text"] == [["50", "40", "10"], ["100", "", ""]]


def test_the_pointer_names_who_the_others_of_a_cell_are() -> None:
    flows = by_hand(("A", "X", 50), ("B", "X", 40), ("C", "X", 10), ("A", "Y", 5), ("A", "Z", 4))
    drawn = matrix_cells(
        cells(flows, 1, 1), title="T", column="of_imports_pct", everyone=flows.rows
    ).to_dict()
    *_, points = drawn["data"]
    told = dict(zip(points["ids"], map(plain, points["customdata"]), strict=True))
    assert "million TIV: B 40 and C 10 2025" in told["others to X"]
    assert "million TIV: Y 5.0 and Z 4.0 2025" in told["A to others"]
    assert "million TIV 2025" in told["A to X"]
    # In print nobody points: the note names them where they are over a third.
    assert drawn["layout"]["meta"]["notes"] == [
        "The largest of Others, by share of imports: X from B 40 % and C 10 %."
    ]
    # All cells are whole, and none is moved from its name.
    assert drawn["layout"]["xaxis"]["range"] == [-0.5, 1.5]
    assert drawn["layout"]["yaxis"]["range"] == [1.5, -0.5]


def test_what_has_no_region_stays_within_none() -> None:
    flows = largest_flows(by_region(by_hand(("Aa", "Ab", 30), ("-a", "-b", 60), ("Aa", "B", 10))),
                          None)  # fmt: skip
    assert dict(zip(zip(flows.rows["supplier"], flows.rows["recipient"], strict=True),
                    flows.rows["share_pct"], strict=True)) == {
        ("No region", "No region"): 60, ("A", "A"): 30, ("A", "B"): 10,
    }  # fmt: skip
    assert plain("30.0 % stayed within a region") in plain(bands_sentence(flows, True))


def test_one_flow_is_told_of_as_one() -> None:
    between = {"supplier": ["USA"], "recipient": ["UKR"]}
    made = declared.bands.made(asked(declared.bands.parameters, between).values)
    assert made.title == "The flow of arms from the United States to Ukraine, 2021–25"
    assert "others" not in made.detail and "largest together" not in made.sentence


def test_regions_lean_on_regions() -> None:
    values = asked(declared.matrix.parameters, {"between": ["regions"]}).values
    text = declared.matrix.made(values).sentence
    assert "leaned most on a single region in 2021–25" in text
    assert "of the arms imports" in text, "parties without a region are many"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of a made-up register, which knows a former state."""
    folder = tmp_path_factory.mktemp("flows")
    data = small_data(folder)
    take_in(data, saved(folder, exports.deliveries(), "deliveries.csv"))
    return data / "warehouse.duckdb"


def test_a_former_state_is_not_its_successor_until_it_is_folded(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(register))
    apart = opened("flows", {"window": "1988–92"})
    assert not apart.exception
    assert any("Soviet Union" in text for text in texts(apart))
    folded = opened("flows", {"window": "1988–92", "folded": "true"})
    assert "Soviet Union" not in str(figures(folded))
    assert "Russia" in str(figures(folded)[0])
    assert sentence(folded).endswith("former states counted with their successors).")
    words = "Former states are counted with the states that followed them."
    assert all(words in annotations(figure) for figure in figures(folded))
    assert not any(words in annotations(figure) for figure in figures(apart))
    # A period after them does not ask.
    shown = opened("flows", {"window": "2016–20", "folded": "true"}).toggle
    assert [switch.key for switch in shown] == ["time"]


def test_without_a_complete_release_there_is_a_reason_and_no_chart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(stage(small_data(tmp_path), quiet), tmp_path / "warehouse.duckdb", quiet)
    monkeypatch.setenv("ARMS_WAREHOUSE", str(tmp_path / "warehouse.duckdb"))
    app = opened("flows")
    assert not app.exception
    assert not app.get("plotly_chart")
    assert "No loaded release is complete for the whole world" in sentence(app)

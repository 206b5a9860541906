"""Figures made from answers, and the CSV that goes with them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.charts.quoted import cited_bars
from dashboard.charts.ranking import changed_bars, dependence_on_one, ranking_bars
from dashboard.charts.ranks import ranks_over_time, side_by_side
from dashboard.charts.shares import share_windows
from dashboard.charts.trend import (
    country_total_bars,
    pair_volume,
    volume_by_year,
    world_volume,
)
from dashboard.charts.windows import (
    DEPENDENCE,
    dependence_bars,
    pair_shares,
    pair_windows,
)
from dashboard.claims import by_release, founding_claim
from dashboard.figures.country import changes_by_partner, concentration_of, shares_of_years
from dashboard.figures.pair import totals
from dashboard.figures.shared import together
from dashboard.takeaway.rows import csv_file
from dashboard.theme import OTHERS, PARTIES
from etl.claims.desk import Desk
from etl.questions import Answer, ask, ask_windows
from etl.questions.answer import bound_columns
from etl.warehouse.read import Warehouse

WINDOWS = [(2005, 2009), (2010, 2014), (2015, 2019), (2020, 2024)]
PAIR = {"from_whom": "ISR", "to_whom": "AZE"}
WORLD = {"from_year": 2020, "to_year": 2024, "in_release": None}


def shares(warehouse: Warehouse, who: str = "AZE", release: int = 2025) -> Answer:
    windows = WINDOWS if who == "AZE" and release == 2025 else WINDOWS[1:]
    if release == 2022:
        windows = [(2007, 2011), (2012, 2016), (2017, 2021)]
    return ask_windows(warehouse, "import_shares", windows, who=who, in_release=release)


def rankings(warehouse: Warehouse) -> list[Answer]:
    """The leading suppliers in each five-year period of the bundled data, oldest first."""
    return [
        ask(warehouse, "ranking", role="supplier", from_year=first, to_year=last, in_release=2025)
        for first, last in WINDOWS[1:]
    ]


def pair(warehouse: Warehouse) -> Answer:
    return ask(
        warehouse, "pair_shares", first_years=[first for first, _ in WINDOWS],
        last_years=[last for _, last in WINDOWS], in_release=2025, **PAIR,
    )  # fmt: skip


def founding(warehouse: Warehouse) -> go.Figure:
    claim = founding_claim(Desk.of(warehouse).ledger)
    assert claim is not None
    answer = by_release(claim)
    assert answer is not None
    return cited_bars(answer, claim=claim, title="Israel's share")


def two_periods(answers: list[Answer]) -> go.Figure:
    then, now = answers[-2:]
    return side_by_side(together((then, now)), now=now, then=then, title="Two periods")


FIGURES: dict[str, Callable[[Warehouse], go.Figure]] = {
    "founding": founding,
    "shares": lambda w: share_windows(shares(w), title="Azerbaijan: arms imports"),
    "long name": lambda w: share_windows(
        shares(w, "CAF"), title="Central African Republic: arms imports by supplier"
    ),
    "partners": lambda w: volume_by_year(
        shares_of_years(ask(w, "yearly_partners", role="supplier", who="ISR", in_release=None)),
        by="partner",
        title="Israel: arms exports by year",
    ),
    "categories": lambda w: volume_by_year(
        ask(w, "world_categories", in_release=None),
        by="category",
        title="The world's arms transfers by category",
    ),
    "total": lambda w: country_total_bars(
        ask(w, "country_total", role="recipient", who="IND"), title="India: arms imports by year"
    ),
    **{
        measure.label: lambda w, measure=measure: dependence_bars(
            concentration_of(shares(w)), measure=measure, title="Azerbaijan's arms imports"
        )
        for measure in DEPENDENCE.values()
    },
    "relative": lambda w: volume_by_year(
        shares_of_years(ask(w, "yearly_partners", role="supplier", who="ISR", in_release=None)),
        by="partner",
        title="Israel: arms exports by year",
        relative=True,
    ),
    "ranks": lambda w: ranks_over_time(together(rankings(w)), title="Ranks"),
    "side by side": lambda w: two_periods(rankings(w)),
    "ranking": lambda w: ranking_bars(
        ask(w, "ranking", role="recipient", **WORLD), label="name", title="Largest recipients"
    ),
    "regions": lambda w: ranking_bars(
        ask(w, "region_shares", role="recipient", **WORLD), label="region", title="Regions"
    ),
    "world": lambda w: world_volume(ask(w, "world_volume"), title="The world"),
    "pair by year": lambda w: pair_volume(
        totals(ask(w, "pair_years", in_release=None, **PAIR)),
        supplier="ISR",
        title="Israel to Azerbaijan",
    ),
    "pair by period": lambda w: pair_windows(pair(w), supplier="ISR", title="Israel to Azerbaijan"),
    "pair, shares": lambda w: pair_shares(
        pair(w),
        supplier="Israel's",
        recipient="the United Arab Emirates'",
        title="Israel to Azerbaijan",
    ),
}


@pytest.fixture(params=FIGURES)
def figure(request: pytest.FixtureRequest, warehouse: Warehouse) -> go.Figure:
    """Each kind of figure in turn."""
    return FIGURES[request.param](warehouse)


def test_its_words_stand_beside_the_drawing(figure: go.Figure) -> None:
    """Where they fit every screen: plotly would not wrap them."""
    words = figure.layout.meta
    assert words["title"] and words["subtitle"] and words["source"].startswith("Source: ")
    assert not figure.layout.title.text
    said = {words["title"], words["subtitle"], words["source"], *words["key"], *words["notes"]}
    drawn = {note.text for note in figure.layout.annotations}
    assert not drawn & said
    # What stands beside the parts is short enough for the room that they leave.
    assert all(len(line) <= 44 for text in drawn for line in plain_lines(text))


def plain_lines(text: str) -> list[str]:
    """The lines of a label without its square."""
    return [re.sub("<[^>]*>|\N{BLACK SQUARE}", "", line).strip() for line in text.split("<br>")]


def test_bars_begin_at_zero(figure: go.Figure) -> None:
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert bars or all(trace.type == "scatter" for trace in figure.data)
    for trace in bars:
        axis = figure.layout.xaxis if trace.orientation == "h" else figure.layout.yaxis
        assert axis.rangemode == "tozero" or axis.range[0] == 0
        assert trace.base is None


def test_no_more_series_than_colours(figure: go.Figure) -> None:
    named = [trace for trace in figure.data if trace.name != "Others"]
    assert len(named) <= len(PARTIES)
    colours = [trace.marker.color for trace in figure.data if isinstance(trace.marker.color, str)]
    assert len(colours) == len(set(colours))
    for trace in figure.data:
        assert (trace.name == "Others") <= (trace.marker.color == OTHERS)


def test_the_key_names_every_series(figure: go.Figure) -> None:
    if len(figure.data) > 1:
        text = " ".join(note.text for note in figure.layout.annotations).replace("<br>", " ")
        text = re.sub(r"\s+", " ", " ".join([*figure.layout.meta["key"], text]))
        # A line may carry its name at its end instead.
        assert all(
            trace.name in text or trace.name in " ".join(trace.text or ()) for trace in figure.data
        )


def test_the_hover_text_is_written_out(figure: go.Figure) -> None:
    for trace in figure.data:
        for text in () if trace.customdata is None else trace.customdata:
            assert "nan" not in text
            assert "None" not in text


def uncertain(answer: Answer | None, *columns: str) -> Answer:
    """The same as if its numbers could be half as much or half as much again."""
    assert answer is not None
    rows = answer.rows
    for column in columns:
        low, high = bound_columns(column)
        rows = rows.assign(**{low: rows[column] / 2, high: rows[column] * 1.5})
    return replace(answer, rows=rows)


PAIR_COLUMNS = ("of_imports_pct", "of_exports_pct", "tiv_m")
UNCERTAIN: dict[str, Callable[[Warehouse], go.Figure]] = {
    "ranking": lambda w: ranking_bars(
        uncertain(ask(w, "ranking", role="recipient", **WORLD), "share_pct"),
        label="name", title="Largest recipients",
    ),
    "side by side": lambda w: two_periods([uncertain(a, "share_pct") for a in rankings(w)]),
    "one supplier": lambda w: dependence_on_one(
        uncertain(ask(w, "world_map", role="recipient", **WORLD), "largest_pct"),
        title="One supplier",
    ),
    "changed": lambda w: changed_bars(
        uncertain(changes_by_partner(shares(w), WINDOWS[3], WINDOWS[2]), "change_tiv_m"),
        title="What changed",
    ),
    "concentration": lambda w: dependence_bars(
        uncertain(concentration_of(shares(w)), "hhi_points"),
        measure=DEPENDENCE["index"], title="Concentration",
    ),
    "pair by period": lambda w: pair_windows(
        uncertain(pair(w), *PAIR_COLUMNS), supplier="ISR", title="Israel to Azerbaijan"
    ),
    "pair, shares": lambda w: pair_shares(
        uncertain(pair(w), *PAIR_COLUMNS),
        supplier="Israel's", recipient="Azerbaijan's", title="Israel to Azerbaijan",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNCERTAIN)
def test_a_bar_has_no_room_for_what_its_number_may_be(warehouse: Warehouse, name: str) -> None:
    figure = UNCERTAIN[name](warehouse)
    texts = [text for trace in figure.data for text in trace.text or ()]
    under = [text for axis in figure.select_xaxes() for text in axis.ticktext or ()]
    assert any("c. " in text for text in texts)
    assert not any("about" in text for text in (*texts, *under))
    assert any("about" in text for trace in figure.data for text in trace.customdata)


@pytest.mark.parametrize(("who", "release"), [("AZE", 2025), ("AZE", 2022), ("IND", 2025)])
def test_the_shares_of_a_window_add_up_to_a_hundred(
    warehouse: Warehouse, who: str, release: int
) -> None:
    figure = share_windows(shares(warehouse, who, release), title="Imports")
    windows = figure.data[0].x
    for position, window in enumerate(windows):
        assert sum(trace.y[position] for trace in figure.data) == pytest.approx(100), window


def test_a_window_without_a_partner_is_zero_and_not_a_gap(warehouse: Warehouse) -> None:
    figure = share_windows(shares(warehouse), title="Imports")
    italy = next(trace for trace in figure.data if trace.name == "Italy")
    assert list(italy.y)[:2] == [0.0, 0.0]
    assert list(italy.text)[:2] == ["", ""]


def test_a_state_has_one_colour_on_both_charts_of_a_page(warehouse: Warehouse) -> None:
    """The large suppliers; the others where no larger one has taken their colour."""
    yearly = ask(warehouse, "yearly_partners", role="recipient", who="AZE", in_release=None)
    one = share_windows(shares(warehouse), title="Shares")
    two = volume_by_year(yearly, by="partner", title="Years")
    first, second = ({t.name: t.marker.color for t in figure.data} for figure in (one, two))
    assert {"Russia", "Israel", "Others"} <= set(first) & set(second)
    for name in ("Russia", "Israel", "Others"):
        assert first[name] == second[name]


@pytest.mark.parametrize("name", ["partners", "categories", "relative"])
def test_each_part_of_a_stack_of_years_is_named_once_and_needs_no_key(
    name: str, warehouse: Warehouse
) -> None:
    figure = FIGURES[name](warehouse)
    if figure.layout.barmode != "stack":  # a row of bars each
        return
    told = sorted(re.sub("■|<[^>]*>|\N{NO-BREAK SPACE}", " ", note.text).split()
                  for note in figure.layout.annotations)  # fmt: skip
    assert told == sorted(trace.name.split() for trace in figure.data)
    assert figure.layout.meta["key"] == {}
    beside = [note for note in figure.layout.annotations if note.xref == "paper"]
    assert beside and figure.layout.margin.r > 60
    # From below as the parts are.
    order = [trace.name.split() for trace in figure.data]
    heights = sorted(beside, key=lambda note: note.y)
    places = [order.index(re.sub("■|<[^>]*>|\N{NO-BREAK SPACE}", " ", note.text).split())
              for note in heights]  # fmt: skip
    assert places == sorted(places)


def test_a_missing_year_of_the_world_bank_stays_empty(warehouse: Warehouse) -> None:
    answer = ask(warehouse, "country_total", role="supplier", who="NOR")
    figure = country_total_bars(answer, title="Norway: arms exports by year")
    values = dict(zip(figure.data[0].x, figure.data[0].y, strict=True))
    assert pd.isna(values[2010])
    assert values[2009] > 0


def test_releases_are_never_joined(warehouse: Warehouse) -> None:
    figure = FIGURES["world"](warehouse)
    lines = [trace for trace in figure.data if trace.type == "scatter"]
    years = [set(trace.x) for trace in lines]
    assert len(lines) == 2
    assert not years[0] & years[1]


@pytest.mark.parametrize(
    ("question", "params"),
    [
        ("import_shares", {"who": "AZE", "from_year": 2016, "to_year": 2020, "in_release": 2022}),
        ("import_shares", {"who": "AZE", "from_year": 2016, "to_year": 2020, "in_release": None}),
        ("ranking", {"role": "supplier", **WORLD}),
        ("country_total", {"role": "recipient", "who": "IND"}),
        ("yearly_categories", {"role": "recipient", "who": "AZE", "in_release": None}),
    ],
)
def test_the_csv_is_the_answer_with_its_source(
    warehouse: Warehouse, question: str, params: dict[str, Any]
) -> None:
    answer = ask(warehouse, question, **params)
    lines = csv_file(answer).decode("utf-8-sig").splitlines()
    notes = [line for line in lines if line.startswith("# ")]
    assert lines[: len(notes)] == notes
    header = dict(note.removeprefix("# ").split(": ", 1) for note in notes)
    assert header["title"] == answer.title
    assert header["unit"] == answer.unit
    assert header["release"] == answer.releases
    assert header["source"] == answer.source_line
    assert header["precision"] == answer.precision
    assert all(caveat in header.values() for caveat in answer.caveats)
    rows = list(csv.DictReader(lines[len(notes) :]))
    assert len(rows) == len(answer.rows)
    for row, expected in zip(rows, answer.rows.to_dict("records"), strict=True):
        for name, value in expected.items():
            if pd.isna(value):
                assert row[str(name)] == ""
            elif isinstance(value, float):
                assert float(row[str(name)]) == pytest.approx(value, rel=1e-9)
            else:
                assert row[str(name)] == str(value)


def test_no_cell_of_a_csv_is_run_by_a_spreadsheet() -> None:
    rows = pd.DataFrame({"name": ["=1+1", "+1", "-1", "@x", "a", None], "n": [-1.0] * 6})
    answer = Answer("q", {}, "A title", "per cent", rows)
    body = csv_file(answer).decode("utf-8-sig").split("\n", 3)[3]
    read = list(csv.reader(io.StringIO(body)))
    assert [row[0] for row in read[1:]] == ["'=1+1", "'+1", "'-1", "'@x", "a", ""]
    assert {row[1] for row in read[1:]} == {"-1"}


def test_concentration_out_of_shares_is_the_measure_s_own(warehouse: Warehouse) -> None:
    answer = concentration_of(shares(warehouse))
    assert len(answer.rows) > 2
    for row in answer.rows.to_dict("records"):
        single = warehouse.query(
            "FROM concentration('recipient', 'AZE', $first, $last, in_release := $release)",
            {"first": row["first_year"], "last": row["last_year"], "release": row["release"]},
        ).iloc[0]
        assert row["hhi_points"] == pytest.approx(single["hhi_points"])
        assert row["partners"] == single["partners"]
        assert row["largest_share_pct"] == pytest.approx(single["largest_share_pct"])


def test_relative_bars_add_up_to_a_hundred_where_anything_was_delivered(
    warehouse: Warehouse,
) -> None:
    figure = FIGURES["relative"](warehouse)
    rows = ask(warehouse, "yearly_partners", role="supplier", who="ISR", in_release=None).rows
    totals = rows.groupby("year")["tiv_m"].sum()
    for place, year in enumerate(figure.data[0].x):
        heights = [trace.y[place] for trace in figure.data]
        if totals.get(year, 0) > 0:
            assert sum(heights) == pytest.approx(100)
        else:
            assert all(height is None or height != height for height in heights)


def test_ranks_over_time_are_those_of_the_periods(warehouse: Warehouse) -> None:
    answers = rankings(warehouse)
    figure = ranks_over_time(together(answers), title="Ranks")
    assert [trace.name for trace in figure.data] == answers[-1].rows["name"].head(8).tolist()
    for trace in figure.data:
        for answer, place in zip(answers, trace.y, strict=True):
            volumes = answer.rows.set_index("name")["tiv_m"]
            assert place == 1 + (volumes > volumes[trace.name]).sum()


def test_two_periods_side_by_side_have_their_own_shares(warehouse: Warehouse) -> None:
    then, now = rankings(warehouse)[-2:]
    before, after = two_periods([then, now]).data
    shares_now = now.rows.set_index("name")["share_pct"]
    shares_then = then.rows.set_index("name")["share_pct"]
    for name, old, new in zip(after.y, before.x, after.x, strict=True):
        assert new == pytest.approx(shares_now[name])
        assert old == pytest.approx(shares_then.get(name, 0.0))
    assert "+21" in after.text[0].replace("\N{NARROW NO-BREAK SPACE}", " ")  # the United States

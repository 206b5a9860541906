"""Every figure's numbers as plotly will draw them, its table's, and the question's answer."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest

from dashboard.figures import asked, every, named
from dashboard.figures.links import linked
from dashboard.words import SPACE, percent, volume
from etl.questions import ask
from etl.questions.answer import period
from etl.warehouse.read import Warehouse
from tests.dashboard.pages import (
    FIGURES,
    figures,
    matrix,
    numbers,
    plain,
    tables,
    untouched,
)

# A number by what it is of: a series and its place, such as a supplier and a period.
Cells = dict[tuple[str, str], float]
# How tables write a year and a period.
YEARS, PERIODS = r"\d{4}", r"\d{4}–\d{2,4}"
NEWEST = {"in_release": None}
LAST = {"from_year": 2021, "to_year": 2025}
WINDOWS = ((2006, 2010), (2011, 2015), (2016, 2020), (2021, 2025))
SIX = ((1995, 1999), (2000, 2004), *WINDOWS)


@dataclass(frozen=True)
class Numbers:
    """How a figure's numbers are asked for, and read off the figure and off its table.

    ``written`` gives a number as the table writes it. ``labelled`` is the same for a figure that
    draws words and no numbers. ``largest_only`` says that the table leaves out what is small.
    """

    asked: Callable[[Warehouse], Cells]
    drawn: Callable[[Mapping[str, Any]], dict[tuple[str, str], Any]]
    shown: Callable[[pd.DataFrame], dict[tuple[str, str], str]]
    written: Callable[[float], str]
    labelled: Callable[[float], str] | None = None
    largest_only: bool = False


def cells(rows: pd.DataFrame, series: str, place: str, value: str) -> Cells:
    """Cells out of the columns of an answer; what is missing is left out."""
    rows = rows[rows[value].notna()]
    keys = zip(rows[series].astype("str"), rows[place].astype("str"), strict=True)
    return dict(zip(keys, rows[value].astype("float64"), strict=True))


def column(rows: pd.DataFrame, place: str, value: str, series: str = "") -> Cells:
    """Likewise where there is one series."""
    return cells(rows.assign(series=series), "series", place, value)


def by_window(
    warehouse: Warehouse, question: str, windows: tuple[tuple[int, int], ...], **params: Any
) -> pd.DataFrame:
    """A question asked for several periods, with the period in a column."""
    return pd.concat(
        ask(warehouse, question, from_year=first, to_year=last, **params).rows.assign(
            window=period(first, last)
        )
        for first, last in windows
    )


def windows_in(rows: pd.DataFrame) -> list[str]:
    spans = zip(rows["first_year"], rows["last_year"], strict=True)
    return [period(*span) for span in spans]


def traces(at: str = "x", value: str = "y") -> Callable[[Mapping[str, Any]], Cells]:
    """Reads a figure whose traces have names, places and numbers."""

    def read(figure: Mapping[str, Any]) -> Cells:
        return {
            (trace.get("name", ""), plain(str(place))): number
            for trace in figure["data"]
            for place, number in zip(numbers(trace[at]), numbers(trace[value]), strict=True)
            if number is not None and number == number
        }

    return read


def unnamed(read: Callable[[Mapping[str, Any]], Cells]) -> Callable[[Mapping[str, Any]], Cells]:
    """Reads a figure of one series, whatever its name is."""
    return lambda figure: {("", place): number for (_, place), number in read(figure).items()}


def wide(places: str = "") -> Callable[[pd.DataFrame], dict[tuple[str, str], str]]:
    """Reads a table with a row for each place and a column for each series.

    With ``places``, how they are written, it is turned round, and other columns are left aside.
    """

    def read(table: pd.DataFrame) -> dict[tuple[str, str], str]:
        rows = table.set_index(table.columns[0])
        return {
            (str(place), str(name)) if places else (str(name), str(place)): text
            for name in rows.columns
            if not places or re.fullmatch(places, name)
            for place, text in rows[name].items()
        }

    return read


def listed(place: str, value: str) -> Callable[[pd.DataFrame], dict[tuple[str, str], str]]:
    """Reads two columns of a table."""
    return lambda table: {
        ("", str(at)): text for at, text in zip(table[place], table[value], strict=True)
    }


# Home


def founding_asked(warehouse: Warehouse) -> Cells:
    claims = ask(warehouse, "claims").rows
    claims = claims[claims["url"].str.contains("baku-hails")]
    (claim,) = claims[claims["statement"].str.contains("Israel supplied 69")].to_dict("records")
    out = {("", f"As printed, {claim['published'][:4]}"): float(claim["value_number"])}
    for release in (2022, 2025, 2026):
        rows = ask(
            warehouse, "import_shares", who="AZE", from_year=2016, to_year=2020, in_release=release
        ).rows
        out["", f"{release} release"] = rows.set_index("partner").loc["ISR", "share_pct"]
    return out


def founding_drawn(figure: Mapping[str, Any]) -> Cells:
    bars = traces("y", "x")(figure)
    return {("", name.partition(" (")[0]): number for (_, name), number in bars.items()}


def founding_shown(table: pd.DataFrame) -> dict[tuple[str, str], str]:
    (row,) = table.to_dict("records")
    shown = {
        ("", str(name)): text.removesuffix(", approximate")
        for name, text in row.items()
        if str(name).endswith(" release")
    }
    printed = re.sub(r"\D", "", row["As printed"])
    return shown | {("", "As printed, 2023"): f"{printed}.0{SPACE}%"}


def leaders_asked(warehouse: Warehouse) -> Cells:
    rows = by_window(warehouse, "ranking", WINDOWS[2:], role="supplier", **NEWEST)
    return cells(rows, "window", "name", "share_pct")


def side_by_side_shown(table: pd.DataFrame) -> dict[tuple[str, str], str]:
    shares = {name: name[6:] for name in table.columns if name.startswith("Share ")}
    return {
        (window, who): text
        for name, window in shares.items()
        for who, text in zip(table.iloc[:, 1], table[name], strict=True)
    }


def turn_asked(warehouse: Warehouse) -> Cells:
    rows = by_window(warehouse, "import_shares", WINDOWS[1:], who="IND", **NEWEST)
    return cells(rows, "partner_name", "window", "share_pct")


# World


def volume_asked(warehouse: Warehouse) -> Cells:
    rows = ask(warehouse, "world_volume").rows
    year = cells(rows.assign(series="Year, " + rows["release_label"]), "series", "year", "tiv_m")
    rows = rows.assign(series="Five-year average, " + rows["release_label"])
    return year | cells(rows, "series", "year", "five_year_average_tiv_m")


def volume_drawn(figure: Mapping[str, Any]) -> Cells:
    return {
        (name.partition(" (")[0], year): number for (name, year), number in traces()(figure).items()
    }


def volume_shown(table: pd.DataFrame) -> dict[tuple[str, str], str]:
    return {
        (f"{what}, {row['Release']}", row["Year"]): row[name]
        for row in table.to_dict("records")
        for what, name in (("Year", "Million TIV"), ("Five-year average", "Five-year average"))
    }


def ranking_of(question: str, role: str, label: str, name: str) -> Numbers:
    return Numbers(
        asked=lambda warehouse: column(
            ask(warehouse, question, role=role, **LAST, **NEWEST).rows, name, "share_pct"
        ),
        drawn=traces("y", "x"),
        shown=listed(label, "Share of the world"),
        written=percent,
    )


def ranks_asked(warehouse: Warehouse) -> Cells:
    rows = by_window(warehouse, "ranking", WINDOWS[1:], role="supplier", **NEWEST)
    return cells(rows, "name", "window", "rank")


def categories_asked(warehouse: Warehouse) -> Cells:
    rows = ask(warehouse, "world_categories", **NEWEST).rows
    return cells(rows, "category", "year", "tiv_m")


WORLD_CATEGORIES = Numbers(categories_asked, traces(), wide(YEARS), volume)


# Country


def shares_asked(warehouse: Warehouse) -> Cells:
    rows = by_window(warehouse, "import_shares", WINDOWS, who="AZE", **NEWEST)
    return cells(rows, "partner_name", "window", "share_pct")


def yearly_asked(question: str, series: str) -> Callable[[Warehouse], Cells]:
    return lambda warehouse: cells(
        ask(warehouse, question, role="recipient", who="AZE", **NEWEST).rows,
        series, "year", "tiv_m",
    )  # fmt: skip


def changed_asked(warehouse: Warehouse) -> Cells:
    before, now = (
        column(
            ask(warehouse, "import_shares", who="AZE", from_year=first, to_year=last, **NEWEST)
            .rows, "partner_name", "tiv_m",
        )
        for first, last in ((2016, 2020), (2021, 2025))
    )  # fmt: skip
    return {name: now.get(name, 0.0) - before.get(name, 0.0) for name in now | before}


def dependence_asked(warehouse: Warehouse) -> Cells:
    rows = ask(warehouse, "world_map", role="recipient", **LAST, **NEWEST).rows
    rows = rows[(rows["largest_pct"] > 80) & (rows["tiv_m"] >= 50)]
    return column(rows, "name", "largest_pct")


def concentration_asked(warehouse: Warehouse) -> Cells:
    rows = pd.concat(
        warehouse.query(
            "FROM concentration('recipient', 'AZE', $first, $last, in_release := $in_release)",
            {"first": first, "last": last, **NEWEST},
        ).assign(window=period(first, last))
        for first, last in WINDOWS
    )
    return column(rows, "window", "hhi_points")


# Map and flows


def map_asked(warehouse: Warehouse) -> Cells:
    rows = ask(warehouse, "world_map", role="recipient", **LAST, **NEWEST).rows
    return column(rows[rows["share_pct"] > 0], "name", "share_pct")


def map_drawn(figure: Mapping[str, Any]) -> Cells:
    shaded = figure["data"][0]
    names = [re.findall(r"<b>(.*), 2021–25</b>", text)[0] for text in shaded["customdata"]]
    return {("", name): value for name, value in zip(names, numbers(shaded["z"]), strict=True)}


def map_shown(table: pd.DataFrame) -> dict[tuple[str, str], str]:
    names = table["Country"].str.removesuffix(" (not on the map)")
    return listed("Country", "Share of the world")(table.assign(Country=names))


def flows_asked(warehouse: Warehouse) -> Cells:
    rows = ask(warehouse, "world_flows", **LAST, **NEWEST).rows
    return column(rows.assign(way=rows["supplier_name"] + " to " + rows["recipient_name"]),
                  "way", "tiv_m")  # fmt: skip


def bands_drawn(figure: Mapping[str, Any]) -> Cells:
    """The bands by their ends; what involves any "Others" is left to :func:`test_bands_add_up`."""
    (trace,) = figure["data"]
    names = [re.sub(r" [\d.<]+ %$", "", plain(label)) for label in trace["meta"]]
    link = trace["link"]
    ends = zip(*(map(int, numbers(link[end])) for end in ("source", "target")), strict=True)
    return {
        ("", f"{names[supplier]} to {names[recipient]}"): tiv
        for (supplier, recipient), tiv in zip(ends, numbers(link["value"]), strict=True)
        if "Others" not in (names[supplier], names[recipient])
    }


def bands_shown(table: pd.DataFrame) -> dict[tuple[str, str], str]:
    rows = table[table["Rank"] != ""]
    return {
        ("", f"{row['Supplier']} to {row['Recipient']}"): row["Million TIV"]
        for row in rows.to_dict("records")
    }


def matrix_asked(warehouse: Warehouse) -> Cells:
    rows = ask(warehouse, "world_flows", **LAST, **NEWEST).rows
    imports = rows.groupby("recipient")["tiv_m"].transform("sum")
    rows = rows.assign(pct=100 * rows["tiv_m"] / imports)
    return cells(rows, "supplier_name", "recipient_name", "pct")


def matrix_drawn(figure: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    trace = matrix(figure)
    return {
        (supplier, recipient): text
        for recipient, line in zip(trace["y"], trace["text"], strict=True)
        for supplier, text in zip(trace["x"], line, strict=True)
        if text and "Others" not in (supplier, recipient)
    }


# Pair, Compare, Releases


def pair_years(warehouse: Warehouse, by_category: bool = False) -> pd.DataFrame:
    return ask(
        warehouse, "pair_years", from_whom="ISR", to_whom="AZE", by_category=by_category, **NEWEST
    ).rows


def pair_volume_asked(warehouse: Warehouse) -> Cells:
    sums = pair_years(warehouse).groupby("year", as_index=False)["tiv_m"].sum()
    return column(sums, "year", "tiv_m", "Each year")


def pair_volume_drawn(figure: Mapping[str, Any]) -> Cells:
    return {key: tiv for key, tiv in traces()(figure).items() if key[0] == "Each year"}


def pair_volume_shown(table: pd.DataFrame) -> dict[tuple[str, str], str]:
    of_years = listed("Year", "Million TIV")(table)
    return {("Each year", year): text for (_, year), text in of_years.items()}


def pair_shares_asked(warehouse: Warehouse) -> Cells:
    rows = ask(
        warehouse, "pair_shares", from_whom="ISR", to_whom="AZE",
        first_years=tuple(first for first, _ in SIX), last_years=tuple(last for _, last in SIX),
        **NEWEST,
    ).rows  # fmt: skip
    rows["window"] = [
        period(*span) for span in zip(rows["first_year"], rows["last_year"], strict=True)
    ]
    return column(rows, "window", "of_imports_pct", "imports") | column(
        rows, "window", "of_exports_pct", "exports"
    )


def pair_shares_drawn(figure: Mapping[str, Any]) -> Cells:
    imports, exports = figure["data"]
    return {
        (trade, window): number
        for trade, trace in (("imports", imports), ("exports", exports))
        for window, number in zip(trace["x"], numbers(trace["y"]), strict=True)
        if number is not None and number == number
    }


def pair_shares_shown(table: pd.DataFrame) -> dict[tuple[str, str], str]:
    columns = {
        "imports": "Share of the recipient's imports", "exports": "Share of the supplier's exports",
    }  # fmt: skip
    return {
        (trade, window): text
        for trade, name in columns.items()
        for window, text in zip(table["Period"], table[name], strict=True)
    }


def pair_categories_asked(warehouse: Warehouse) -> Cells:
    rows = pair_years(warehouse, by_category=True)
    return cells(rows[rows["category"].notna()], "category", "year", "tiv_m")


def compared_asked(warehouse: Warehouse) -> Cells:
    spans = WINDOWS[1:]
    rows = ask(
        warehouse, "compared", role="recipient", with_whom=None, of_world=False,
        parties=("UKR", "IND", "SAU", "POL", "AZE", "EU member states"),
        first_years=tuple(first for first, _ in spans),
        last_years=tuple(last for _, last in spans), **NEWEST,
    ).rows  # fmt: skip
    states = ask(warehouse, "states").rows
    names = dict(zip(states["state_id"], states["name"], strict=True))
    rows["name"] = [names.get(party, party) for party in rows["party"]]
    rows["window"] = [
        period(*span) for span in zip(rows["first_year"], rows["last_year"], strict=True)
    ]
    return cells(rows, "name", "window", "tiv_m")


def compared_drawn(figure: Mapping[str, Any]) -> Cells:
    return {key: number for key, number in traces()(figure).items() if key[0]}


def revised_asked(warehouse: Warehouse) -> Cells:
    rows = ask(warehouse, "revised_years", old_release=2025, new_release=2026).rows
    return column(rows, "year", "change_tiv_m")


# Cited figures: Israel's share of Azerbaijan's imports in all periods of five years


def checked_asked(warehouse: Warehouse) -> Cells:
    out: Cells = {}
    for release in (2022, 2025, 2026):
        for first in range(1995, 2022):
            answer = ask(
                warehouse, "import_shares", who="AZE", from_year=first, to_year=first + 4,
                in_release=release,
            )  # fmt: skip
            if answer.reason is None:
                shares = answer.rows.set_index("partner")["share_pct"]
                place = f"{release} release", period(first, first + 4)
                out[place] = float(shares.get("ISR", 0.0))
    return out


def checked_drawn(figure: Mapping[str, Any]) -> Cells:
    return {
        (release, period(int(last) - 4, int(last))): share
        for (release, last), share in traces()(figure).items()
        if release != "As printed"
    }


def checked_shown(table: pd.DataFrame) -> dict[tuple[str, str], str]:
    """What is not exact is labelled so at the head of its column, and is in whole per cent."""
    cells = wide()(table)
    for (label, _), text in cells.items():
        if text not in ("–", percent(0)):
            assert ("approximate" in label) == ("." not in text), (label, text)
    return {(label.removesuffix(", approximate"), place): text
            for (label, place), text in cells.items()}  # fmt: skip


CHECKED = Numbers(checked_asked, checked_drawn, checked_shown, percent)


def signed(tiv_m: float) -> str:
    return f"{tiv_m:+,.1f}".replace("-", "−")


NUMBERS: dict[str, Numbers] = {
    "start/founding": Numbers(
        founding_asked, founding_drawn, founding_shown, percent
    ),
    "start/leaders": Numbers(
        leaders_asked, traces("y", "x"), side_by_side_shown, percent
    ),
    "start/turn": Numbers(turn_asked, traces(), wide(PERIODS), percent),
    "world/volume": Numbers(volume_asked, volume_drawn, volume_shown, volume),
    "world/supplier": ranking_of("ranking", "supplier", "Supplier", "name"),
    "world/recipient": ranking_of("ranking", "recipient", "Recipient", "name"),
    "world/side_by_side": Numbers(
        leaders_asked, traces("y", "x"), side_by_side_shown, percent
    ),
    "world/ranks": Numbers(ranks_asked, traces(), wide(PERIODS), "{:.0f}".format),
    "world/regions": ranking_of("region_shares", "recipient", "Region", "region"),
    "world/dependence": Numbers(
        dependence_asked, traces("y", "x"), listed("Recipient", "Its share"), percent
    ),
    "world/categories": WORLD_CATEGORIES,
    "world/total": Numbers(
        lambda warehouse: column(
            ask(warehouse, "country_total", role="recipient", who="USA").rows, "year", "tiv_m"
        ),
        unnamed(traces()),
        listed("Year", "Million TIV"),
        volume,
    ),
    "country/shares": Numbers(shares_asked, traces(), wide(PERIODS), percent),
    "country/yearly": Numbers(
        yearly_asked("yearly_partners", "partner_name"), traces(), wide(YEARS), volume
    ),
    "country/changed": Numbers(
        changed_asked, traces("y", "x"), listed("Supplier", "Change, million TIV"), signed
    ),
    "country/concentration": Numbers(
        concentration_asked, traces(), listed("Period", "Index, points of 10,000"), "{:,.0f}".format
    ),
    "country/categories": Numbers(
        yearly_asked("yearly_categories", "category"), traces(), wide(YEARS), volume
    ),
    "map/map": Numbers(
        map_asked, map_drawn, map_shown, percent
    ),
    "flows/bands": Numbers(
        flows_asked, bands_drawn, bands_shown, volume, largest_only=True
    ),
    "flows/matrix": Numbers(
        matrix_asked, matrix_drawn, wide(), percent,
        lambda pct: f"{pct:.0f}" if pct >= 1 else "<1",
    ),
    "pair/volume": Numbers(
        pair_volume_asked, pair_volume_drawn, pair_volume_shown, volume
    ),
    "pair/shares": Numbers(
        pair_shares_asked, pair_shares_drawn, pair_shares_shown, percent
    ),
    "pair/categories": Numbers(pair_categories_asked, traces(), wide(YEARS), volume),
    "compare/compared": Numbers(compared_asked, compared_drawn, wide(), volume),
    "weapons/categories": WORLD_CATEGORIES,
    "cited/checked": CHECKED,
    "article/checked": CHECKED,
    "releases/revised": Numbers(
        revised_asked, traces(), listed("Year", "Change, million TIV"), signed
    ),
}  # fmt: skip


# They need what the bundled data lack, or stand in for one that the data have.
ELSEWHERE = {
    "weapons/leaders": "test_register_pages", "country/total": "as world/total",
    "releases/deals": "test_releases", "country/notified": "test_notified",
    **{
        f"{page}/{name}": "test_elsewhere"
        for page, names in {
            "country": ("items", "aid", "reported", "mirrored", "others"),
            "pair": ("items", "aid", "reported", "listed", "others"),
        }.items()
        for name in names
    },
}  # fmt: skip


def test_every_figure_is_compared() -> None:
    assert set(NUMBERS) | set(ELSEWHERE) == {figure.name for figure in every()}


@pytest.mark.parametrize("name", NUMBERS)
def test_figure_table_and_question_hold_the_same_numbers(name: str, warehouse: Warehouse) -> None:
    figure, of = named(name), NUMBERS[name]
    assert figure is not None
    made = figure.made(asked(figure.parameters, {}).values)
    wanted, table = of.asked(warehouse), made.table()
    drawn, shown = of.drawn(json.loads(made.chart.to_json())), of.shown(table)
    assert drawn
    compare_drawn(wanted, drawn, of.labelled)
    in_both = shown.keys() & wanted.keys()
    assert in_both
    for cell in in_both:
        fits = within(shown[cell], wanted[cell])
        assert fits or shown[cell] in {of.written(wanted[cell]), *small(wanted[cell])}, cell
    # What nobody asked for is a sum, or else blank, a dash or a zero.
    for cell in shown.keys() - in_both:
        is_sum = any(word.startswith(("All", "Others")) for word in cell)
        assert is_sum or not re.search("[1-9]", shown[cell]), cell
    if not of.largest_only:
        visible = {cell for cell, number in drawn.items() if number and cell[0] != "Others"}
        assert visible <= shown.keys()


@pytest.mark.parametrize("page", [page for page in FIGURES if FIGURES[page]])
def test_a_page_shows_its_figures_as_they_are_made(page: str) -> None:
    app = untouched(page)
    charts, others = figures(app), tables(app)
    # Some pages have tables beside those of their figures.
    shown = [table for table in tables(untouched(page, view="Table"))
             if not any(table.equals(other) for other in others)]  # fmt: skip
    assert len(charts) == len(shown) == len(FIGURES[page])
    for chart, table, key in zip(charts, shown, FIGURES[page], strict=True):
        figure = named(f"{page}/{key}")
        assert figure is not None
        values = asked(figure.parameters, {}).values
        made = figure.made(values)
        drawn, wanted = still(chart["data"]), still(json.loads(made.chart.to_json())["data"])
        assert drawn == wanted, key
        listed = linked(figure, values, made.table())
        assert table.to_csv(index=False) == listed.to_csv(index=False), key


def still(traces: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Traces without how their marks look while one of them is chosen."""
    return [{name: part for name, part in trace.items() if name not in ("selected", "unselected")}
            for trace in traces]  # fmt: skip


def within(text: str, number: float) -> bool:
    """Whether a number is what a cell says it is about, and lies within the bounds it gives."""
    found = re.fullmatch(r"(?:about )?(\d+)\W%(?: \((\d+)–(\d+)\))?", text)
    if found is None:
        return False
    about, low, high = (
        int(part) for part in (found[1], found[2] or found[1], found[3] or found[1])
    )
    return abs(number - about) <= 0.5 and low - 0.5 <= number <= high + 0.5


def compare_drawn(
    asked: Cells, drawn: dict[tuple[str, str], Any], labelled: Callable[[float], str] | None
) -> None:
    """What is drawn is what was asked for; the part of all others closes the gap to the whole."""
    with_others = {place for series, place in drawn if series == "Others"}
    whole: dict[str, float] = defaultdict(float)
    for (_, place), number in asked.items():
        whole[place] += number
    found: dict[str, float] = defaultdict(float)
    for (series, place), number in drawn.items():
        if place in with_others:
            found[place] += number
        if series == "Others":
            continue
        expected = asked.get((series, place), 0.0)
        if labelled is None:
            assert number == pytest.approx(expected), (series, place)
        else:
            assert number == labelled(expected), (series, place)
    for place in with_others:
        assert found[place] == pytest.approx(whole[place]), place


def small(number: float) -> set[str]:
    """How a table may write a number that rounds to nothing."""
    return {"under 0.5"} if number == 0 else set()


def test_the_bands_add_up_to_the_world(warehouse: Warehouse) -> None:
    (trace,) = figures(untouched("flows"))[0]["data"]
    world = sum(flows_asked(warehouse).values())
    assert sum(numbers(trace["link"]["value"])) == pytest.approx(world)

"""A cell of a figure: drawn at random, taken through every door, and computed from the file."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard import data
from dashboard.figures import Figure, Made, drawing, named
from dashboard.figures.figure import settled
from dashboard.takeaway import file
from etl.cards import Card
from etl.questions.answer import period
from tests.conftest import DATA
from tests.dashboard.pages import numbers
from tests.recompute import files

Row = pd.Series
REFERENCE = DATA / "reference"
_PARTIES = ("country", "supplier", "recipient")  # parameters in the place of which groups may stand


@dataclass(frozen=True)
class Kind:
    """A figure that cells are drawn of.

    Attributes:
        figure: Its name.
        wanted: Its parameters, by a row of the file: the rest stays at what it is at first.
        macro: The measure that gives the number, asked with the figure's parameters.
        of_row: Which rows of the answer, and of the measure, are the cell's: column and value.
        column: The column of the number.
        place: Series and place at which the chart has it.
        computed: The number by the file's rows.
    """

    figure: str
    wanted: Callable[[Row], dict[str, Any]]
    macro: str
    of_row: Callable[[Row, Mapping[str, Any]], dict[str, Any]]
    column: str
    place: Callable[[str, Mapping[str, Any], Row], tuple[str, str]]
    computed: Callable[[pd.DataFrame, Row, Mapping[str, Any]], float]


def _side(values: Mapping[str, Any]) -> tuple[str, str]:
    role = values["direction"]
    return role, "supplier" if role == "recipient" else "recipient"


def _inside(rows: pd.DataFrame, window: tuple[int, int]) -> pd.DataFrame:
    return rows[(rows["first_year"] >= window[0]) & (rows["last_year"] <= window[1])]


def _of(rows: pd.DataFrame, side: str, party: str, year: int) -> pd.DataFrame:
    return rows[rows[side].isin(files.members(REFERENCE, party, year))]


def _share(rows: pd.DataFrame, row: Row, values: Mapping[str, Any]) -> float:
    role, partner = _side(values)
    whole = _inside(_of(rows, role, values["country"], values["period"][1]), values["period"])
    part = whole[whole[partner] == row[partner]]
    return 100 * part["tiv_m"].sum() / whole["tiv_m"].sum()


def _year(rows: pd.DataFrame, row: Row, values: Mapping[str, Any]) -> float:
    role, partner = _side(values)
    same = _of(rows, role, values["country"], row["first_year"])
    same = same[same[partner] == row[partner]]
    return float(_inside(same, (row["first_year"], row["first_year"]))["tiv_m"].sum())


def _world(role: str) -> Callable[[pd.DataFrame, Row, Mapping[str, Any]], float]:
    def share(rows: pd.DataFrame, row: Row, values: Mapping[str, Any]) -> float:
        whole = _inside(rows, values["period"])
        return 100 * whole.loc[whole[role] == row[role], "tiv_m"].sum() / whole["tiv_m"].sum()

    return share


def _pair(rows: pd.DataFrame, row: Row, values: Mapping[str, Any]) -> float:
    last = values["period"][1]
    whole = _inside(_of(rows, "recipient", values["recipient"], last), values["period"])
    part = _of(whole, "supplier", values["supplier"], last)
    return 100 * part["tiv_m"].sum() / whole["tiv_m"].sum()


def _in_period(values: Mapping[str, Any]) -> dict[str, Any]:
    return dict(zip(("first_year", "last_year"), values["period"], strict=True))


def _country(role: str) -> Callable[[Row], dict[str, Any]]:
    return lambda row: {"country": row[role], "direction": role}


def _of_partner(row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"partner": row[_side(values)[1]]}


def _kinds() -> list[Kind]:
    kinds = []
    for role in ("recipient", "supplier"):
        kinds += [
            Kind(
                "country/shares", _country(role),
                f"FROM partner_shares('{role}', $country, $from, $to, in_release := $release)",
                lambda row, values: _of_partner(row, values) | _in_period(values), "share_pct",
                lambda name, values, row: (name, period(*values["period"])), _share,
            ),
            Kind(
                "country/yearly", _country(role),
                f"SELECT year, partner, sum(tiv_m) AS tiv_m FROM yearly_flows('{role}', $country,"
                " in_release := $release) WHERE $from <= $to GROUP BY ALL",
                lambda row, values: _of_partner(row, values) | {"year": int(row["first_year"])},
                "tiv_m", lambda name, values, row: (name, str(row["first_year"])), _year,
            ),
            Kind(
                f"world/{role}", lambda row: {},
                f"FROM ranking('{role}', $from, $to, in_release := $release)",
                lambda row, values, role=role: {"state_id": row[role]}, "share_pct",
                lambda name, values, row: ("", name), _world(role),
            ),
            Kind(
                "map/map", lambda row, role=role: {"measure": "share", "direction": role},
                f"FROM world_map('{role}', $from, $to, in_release := $release)",
                lambda row, values, role=role: {"state_id": row[role]}, "share_pct",
                lambda name, values, row, role=role: ("shaded", row[role]), _world(role),
            ),
            Kind(
                "pair/shares",
                lambda row: {"supplier": row["supplier"], "recipient": row["recipient"]},
                "SELECT * RENAME (from_year AS first_year, to_year AS last_year) FROM pair_shares("
                "$supplier, $recipient, [$from], [$to], in_release := $release)",
                lambda row, values: _in_period(values), "of_imports_pct",
                lambda name, values, row: ("imports", period(*values["period"])), _pair,
            ),
        ]  # fmt: skip
    return kinds


KINDS = _kinds()


@dataclass(frozen=True)
class Checked:
    """One cell: what it is, the number by the file, and by each door; the chart may not show it."""

    words: str
    snapshot: str
    computed: float
    doors: Mapping[str, float]

    @property
    def wrong(self) -> dict[str, float]:
        """The doors that give another number."""
        near = max(1e-9, 1e-8 * abs(self.computed))
        return {door: n for door, n in self.doors.items() if not abs(n - self.computed) <= near}


def drawn(draw: random.Random, cards: Mapping[str, Card], folder: Path) -> Checked | None:
    """A cell at random; None if no single file answers for what was drawn.

    Args:
        draw: Where chance comes from.
        cards: The flows' cards by snapshot.
        folder: The data folder.
    """
    card = cards[draw.choice(sorted(cards))]
    rows = files.flows(card.table_path, card.source, folder / "reference")
    row = rows.iloc[draw.randrange(len(rows))]
    kind = draw.choice(KINDS)
    figure = named(kind.figure)
    assert figure is not None
    wanted = _of_groups(draw, kind.wanted(row), row, rows)
    values = _values(draw, figure, wanted | {"release": card.release})
    if values is None:
        return None
    made = figure.made(values)
    answered = [snapshot.snapshot_id for snapshot in made.answer.snapshots]
    if made.draw is None or len(answered) != 1 or answered[0] not in cards:
        return None
    by = cards[answered[0]]
    if by.source == "sipri_deals" and made.answer.precision != "split":
        return None
    rows = files.flows(by.table_path, by.source, folder / "reference")
    of_row = kind.of_row(row, values)
    found = _number(made.answer.rows, of_row, kind.column)
    if found is None:
        return None
    doors = {"figure": found} | _other_doors(kind, figure, made, values, row, of_row)
    words = ", ".join(f"{key} {value}" for key, value in {**values, **of_row}.items())
    computed = kind.computed(rows, row, values)
    return Checked(f"{kind.figure}: {words}", answered[0], computed, doors)


def _of_groups(
    draw: random.Random, wanted: dict[str, Any], row: Row, rows: pd.DataFrame
) -> dict[str, Any]:
    """Every other party is a group that holds it, or one more party with it."""
    for key in [key for key in _PARTIES if key in wanted and draw.random() < 0.5]:
        groups = files.groups(REFERENCE, wanted[key], int(row["last_year"]))
        other = draw.choice([*groups, *rows["recipient"].unique()[:20]])
        is_alone = other in groups and draw.random() < 0.7
        wanted[key] = other if is_alone else f"{wanted[key]}+{other}"
    return wanted


def _values(
    draw: random.Random, figure: Figure, wanted: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The figure's parameters as wanted, with one of the periods that can be answered then."""
    values = settled(figure.parameters, wanted)
    if any(values[key] != value for key, value in wanted.items()):
        return None
    (one,) = (parameter for parameter in figure.parameters if parameter.key == "period")
    windows = [window for window in one.labels(values) if window]  # type: ignore[attr-defined]
    return (
        settled(figure.parameters, values | {"period": draw.choice(windows)}) if windows else None
    )


def _number(rows: pd.DataFrame, of_row: Mapping[str, Any], column: str) -> float | None:
    """The number of the one row that fits; none if there is no such row."""
    fits = rows
    for name, value in of_row.items():
        if name in rows:
            fits = fits[fits[name] == value]
    assert len(fits) <= 1, (of_row, fits)
    return None if fits.empty or pd.isna(fits[column].iloc[0]) else float(fits[column].iloc[0])


def _other_doors(
    kind: Kind, figure: Figure, made: Made, values: Mapping[str, Any], row: Row,
    of_row: Mapping[str, Any],
) -> dict[str, float]:  # fmt: skip
    """The number by the measure, in the CSV file and in the chart."""
    first, last = values["period"]
    given = {"country": "", **values, "from": first, "to": last}
    params = {name: given[name] for name in given if f"${name}" in kind.macro}
    by_macro = _number(data.warehouse().query(kind.macro, params), of_row, kind.column)
    csv = file(drawing(figure, values, "http://localhost"), "csv-plain").decode("utf-8-sig")
    by_file = _number(pd.read_csv(io.StringIO(csv), keep_default_na=False), of_row, kind.column)
    found = {"macro": by_macro, "CSV": by_file}
    assert None not in found.values(), (kind.figure, values, of_row, found)
    if (shown := _in_chart(kind, made, values, row, of_row)) is not None:
        found["chart"] = shown
    return {door: number for door, number in found.items() if number is not None}


def _in_chart(
    kind: Kind, made: Made, values: Mapping[str, Any], row: Row, of_row: Mapping[str, Any]
) -> float | None:
    """The number as the chart draws it; none if it is not drawn, or among others."""
    rows = made.answer.rows
    name = ""
    for code, label in (("partner", "partner_name"), ("state_id", "name")):
        if code in of_row:
            name = str(rows.loc[rows[code] == of_row[code], label].iloc[0])
    series, place = kind.place(name, values, row)
    for trace in json.loads(made.chart.to_json())["data"]:
        on, along = ("locations", "z") if trace["type"] == "choropleth" else ("x", "y")
        if trace.get("orientation") == "h":
            on, along = along, on
        if series and series not in str(trace.get("name")):
            continue
        shown = [str(one).replace("<br>", " ") for one in numbers(trace.get(on) or [])]
        if place in shown:
            number = numbers(trace[along])[shown.index(place)]
            return None if number is None else float(number)
    return None

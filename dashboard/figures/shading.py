"""What the map is shaded by: measures, each place's value in words, what they say together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.charts.world_map import Classes
from dashboard.data.flows import NO_REGION
from dashboard.figures.shared import other_side, trade
from dashboard.geography import places
from dashboard.words import (
    SPACE,
    change,
    listed,
    missing,
    percent,
    possessive,
    volume,
    with_article,
)
from etl.questions import Answer

_PERCENT = f"{SPACE}%"
_AT_LEAST_PCT = 1.0  # smaller traders swing too wildly to be named for their change
_HALF_PCT = 50.0
_DID = {"recipient": "received", "supplier": "supplied"}


@dataclass(frozen=True)
class Measure:
    """Something that countries can be shaded by.

    Attributes:
        label: What it is called.
        column: The column of the answer.
        classes: The classes of the shading.
        title: Title of the figure; ``{trade}`` stands for imports or exports, ``{partner}`` for
            supplier or recipient.
        unit: The unit in words, likewise.
        about: What it means.
        words: A value as text.
        by_region: Whether regions are shaded instead of countries.
    """

    label: str
    column: str
    classes: Classes
    title: str
    unit: str
    about: str
    words: Callable[[float | None], str]
    by_region: bool = False


def points(value: float | None) -> str:
    """Points of the index of concentration, or another plain number, as text."""
    return "–" if missing(value) else f"{value:,.0f}"


_SHARE = (
    "A country's **share** is its part of the world's volume (TIV) of major arms delivered in the "
    "period."
)
_CHANGE = (
    "The **change** compares the volume (not the share) with the period before, of equal "
    "length. Halved is −50 %, doubled is +100 %; small traders swing with a few deliveries."
)
_CHANGES = Classes((-50, -20, 0, 25, 100), _PERCENT, diverging=True)
OF_THE_WORLD = {
    "share": Measure(
        "Share of the world", "share_pct", Classes((0.1, 0.5, 1, 2.5, 5), _PERCENT),
        "Share of the world's arms {trade}", "per cent of the world's volume (TIV)", _SHARE,
        percent,
    ),
    "volume": Measure(
        "Volume", "tiv_m", Classes((100, 500, 1_000, 2_500, 5_000)),
        "Volume of arms {trade}", "million TIV in the whole period",
        "The **volume** of all major arms delivered in the period.", volume,
    ),
    "change": Measure(
        "Change", "change_pct", _CHANGES,
        "How the volume of arms {trade} changed",
        "per cent against the period before, of equal length", _CHANGE, change,
    ),
    "largest": Measure(
        "Share of the largest partner", "largest_pct", Classes((20, 40, 60, 80), _PERCENT),
        "How much of a country's arms {trade} lies with one {partner}",
        "share of the largest {partner} in the volume (TIV), per cent",
        "The **share of the largest partner** is the part of a country's imports that came from "
        "one supplier, or of its exports that went to one recipient.", percent,
    ),
    "concentration": Measure(
        "Concentration", "hhi_points", Classes((1_500, 2_500, 4_000, 6_000, 8_000)),
        "Concentration of arms {trade} on few {partner}s",
        "Herfindahl–Hirschman index, points of 10,000 (a single {partner})",
        "The **Herfindahl–Hirschman index** is the sum of the squared percentage shares of all "
        "partners: 10,000 is a single partner, two equal ones give 5,000.", points,
    ),
    "region_share": Measure(
        "Share of the world, by region", "share_pct", Classes((5, 10, 20, 30, 40), _PERCENT),
        "Share of the world's arms {trade} by region", "per cent of the world's volume (TIV)",
        _SHARE, percent, by_region=True,
    ),
    "region_change": Measure(
        "Change, by region", "change_pct", _CHANGES,
        "How the volume of a region's arms {trade} changed",
        "per cent against the period before, of equal length", _CHANGE, change, by_region=True,
    ),
}  # fmt: skip
OF_PARTNERS = {
    "share": Measure(
        "Share", "share_pct", Classes((1, 5, 10, 20, 40), _PERCENT),
        "{name}: arms {trade} by {partner}", "per cent of the volume (TIV) of its arms {trade}",
        "A partner's **share** is its part of all major arms that the country received (imports) "
        "or supplied (exports) in the period, by volume (TIV).", percent,
    ),
    "volume": Measure(
        "Volume", "tiv_m", Classes((10, 50, 200, 500, 1_000)),
        "{name}: volume of arms {trade} by {partner}", "million TIV in the whole period",
        "The **volume** of all major arms that went between the two in the period.", volume,
    ),
}  # fmt: skip


def country_values(answer: Answer, measure: Measure, role: str) -> pd.DataFrame:
    """A value and its words for each country, for the map: ``state_id``, ``value``, ``hover``."""
    what, partner = trade(role), other_side(role)
    ranks = answer.rows["tiv_m"].round(6).rank(method="min", ascending=False)

    def hover(row: Mapping[Hashable, Any], place: float) -> str:
        head = f"<b>{row['name']}, {answer.period}</b><br>"
        if missing(row["tiv_m"]):
            return f"{head}Not a state of its own then"
        if row["tiv_m"] == 0:
            before = row["previous_tiv_m"]
            gone = f", {volume(before)}{SPACE}million TIV in the period before"
            return f"{head}No {what} of major arms recorded{gone if before > 0 else ''}"
        moved = f", {change(row['change_pct'])} against the period before"
        return (
            f"{head}{percent(row['share_pct'])} of the world's {what}, rank {place:.0f}<br>"
            f"{volume(row['tiv_m'])}{SPACE}million TIV"
            f"{'' if missing(row['change_pct']) else moved}<br>"
            f"{row['partners']:.0f} {partner}{'s' if row['partners'] > 1 else ''}; the largest, "
            f"{row['largest_partner']}, has {percent(row['largest_pct'])}<br>"
            f"Concentration {points(row['hhi_points'])} of 10,000 points<br>"
            f"{row['release']:.0f} release"
        )

    return pd.DataFrame(
        {
            "state_id": answer.rows["state_id"],
            "value": _shown(answer.rows, measure.column),
            "hover": [
                hover(row, place)
                for row, place in zip(answer.rows.to_dict("records"), ranks, strict=True)
            ],
        }
    )


def region_values(countries: Answer, regions: Answer, measure: Measure, role: str) -> pd.DataFrame:
    """The value of its region for each country, for the map."""
    by_region = regions.rows.set_index("region")
    states = countries.rows.loc[
        (countries.rows["kind"] == "state") & countries.rows["region"].isin(by_region.index),
        ["state_id", "region"],
    ]
    words = {
        region: f"<b>{region}, {countries.period}</b><br>{percent(row['share_pct'])} of the "
        f"world's {trade(role)}<br>{volume(row['tiv_m'])}{SPACE}million TIV"
        + ("" if missing(row["change_pct"]) else f", {change(row['change_pct'])} against before")
        + f"<br>{row['release']:.0f} release"
        for region, row in by_region.to_dict("index").items()
    }
    return pd.DataFrame(
        {
            "state_id": states["state_id"],
            "value": states["region"].map(by_region[measure.column]),
            "hover": states["region"].map(words),
        }
    )


def partner_values(answer: Answer, measure: Measure, role: str, hub: str) -> pd.DataFrame:
    """A value and its words for each place on the map, as partner of a country."""
    rows = answer.rows
    values = pd.DataFrame(
        {
            "state_id": rows["state_id"],
            "value": rows[measure.column].astype("float64"),
            "hover": [
                f"<b>{row['name']}, {answer.period}</b><br>{percent(row['share_pct'])} of the "
                f"{trade(role)}, rank {row['rank']:.0f}<br>"
                f"{volume(row['tiv_m'])}{SPACE}million TIV<br>{row['release']:.0f} release"
                for row in rows.to_dict("records")
            ],
        }
    )
    rest = sorted(places().keys() - set(rows["state_id"]) - {hub})
    none = pd.DataFrame({"state_id": rest, "value": 0.0, "hover": "No deliveries recorded"})
    own = pd.DataFrame({"state_id": [hub], "value": [0.0], "hover": ["The country itself"]})
    return pd.concat([values, none, own], ignore_index=True)


def _shown(rows: pd.DataFrame, column: str) -> pd.Series[float]:
    """The values of a measure: 0 where a country had no deliveries, missing where none is known."""
    values = rows[column].astype("float64")
    if column == "change_pct":
        return values.where(rows["tiv_m"].notna())
    return values.where(rows["tiv_m"] > 0, rows["tiv_m"].where(rows["tiv_m"].isna(), 0.0))


def world_sentence(answer: Answer, measure: Measure, role: str) -> str:
    """What the map shows, in one sentence: the leaders, or how many stand out."""
    what, way, partner = trade(role), _DID[role], other_side(role)
    rows = answer.rows[answer.rows["tiv_m"] > 0]
    end = f"({answer.origin})."
    if measure.by_region:
        return _regions_sentence(rows, measure, answer, role, end)
    states = rows[rows["kind"] == "state"]
    if measure.column in ("share_pct", "tiv_m"):
        leaders = [
            f"{with_article(row['name'])} {measure.words(row[measure.column])}"
            for row in rows.head(3).to_dict("records")
        ]
        of_what = (
            "of the world's major arms" if measure.column == "share_pct" else
            "million TIV of major arms"
        )  # fmt: skip
        name, value = with_article(rows["name"].iloc[0]), rows[measure.column].iloc[0]
        start = f"In {answer.period} {name} {way} {measure.words(value)} {of_what}"
        return f"{', '.join([start, listed(leaders[1:])]) if leaders[1:] else start} {end}"
    if measure.column == "change_pct":
        return _change_sentence(answer, role, end)
    high = _HALF_PCT if measure.column == "largest_pct" else 5_000
    over = int((states[measure.column] > high).sum())
    if measure.column == "largest_pct":
        half = "received more than half from" if role == "recipient" else "sent more than half to"
        return (
            f"Of {len(states)} countries that {way} major arms in {answer.period}, {over} {half} "
            f"one {partner} {end}"
        )
    return (
        f"In {answer.period} the {what} of {over} of {len(states)} countries were concentrated "
        f"above 5,000 of 10,000 points, which is as much as two equal {partner}s give {end}"
    )


def _change_sentence(answer: Answer, role: str, end: str) -> str:
    total = answer.rows["total_tiv_m"].iloc[0]
    large = answer.rows[
        (answer.rows["kind"] == "state")
        & (answer.rows["previous_tiv_m"] >= _AT_LEAST_PCT / 100 * total)
    ].dropna(subset="change_pct")
    if large.empty:
        return f"No loaded release tells the period before {answer.period} apart, to compare with."
    up, down = large.loc[large["change_pct"].idxmax()], large.loc[large["change_pct"].idxmin()]
    parts = []
    if up["change_pct"] > 0:
        parts.append(f"{possessive(up['name'])} grew most ({change(up['change_pct'])})")
    if down["change_pct"] < 0:
        parts.append(f"{possessive(down['name'])} fell most ({change(down['change_pct'])})")
    return (
        f"In {answer.period}, of the {trade(role)} that were large in the period before, "
        f"{', and '.join(parts)} {end}"
    )


def _regions_sentence(
    rows: pd.DataFrame, measure: Measure, answer: Answer, role: str, end: str
) -> str:
    known = rows[rows["region"] != NO_REGION].dropna(subset=measure.column)
    if known.empty:
        return f"No loaded release tells the period before {answer.period} apart, to compare with."
    parts = [
        f"{'the ' if row['region'] in ('Americas', 'Middle East') else ''}{row['region']} "
        f"{measure.words(row[measure.column])}"
        for row in known.to_dict("records")
    ]
    what = (
        f"Regions' shares of the world's arms {trade(role)} in {answer.period}"
        if measure.column == "share_pct"
        else f"Change of arms {trade(role)} from the period before to {answer.period}"
    )
    return f"{what}: {listed(parts)} {end}"

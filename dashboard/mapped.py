"""What the page Map shows: its measures, what each says of a country, and what no map can show."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard.charts.world_map import FLOWS, Classes
from dashboard.geography import places
from dashboard.notes import TIV_NOTE
from dashboard.words import (
    SPACE,
    change,
    listed,
    missing,
    percent,
    possessive,
    source,
    volume,
    with_article,
)
from etl.questions import Answer

NO_REGION = "No region"
_PERCENT = f"{SPACE}%"
_NAMED = 4  # parties that the line under the map names
_AT_LEAST_PCT = 1.0  # smaller traders swing too wildly to be named for their change
_HALF_PCT = 50.0
_BORDERS = (
    "Outlines: Natural Earth, as it draws countries on the ground; Crimea is drawn with Ukraine, "
    "as the General Assembly of the United Nations holds. No outline is a judgement on a border. "
    "Countries too small to be seen have a dot. A former state is not drawn: its deliveries are "
    "counted under the map, unless former states are counted with their successors."
)


@dataclass(frozen=True)
class Measure:
    """Something that countries can be shaded by.

    Attributes:
        column: The column of the answer.
        classes: The classes of the shading.
        title: Title of the figure; ``{trade}`` stands for imports or exports, ``{partner}`` for
            supplier or recipient.
        unit: The unit in words, likewise.
        about: What it means.
        words: A value as text.
        by_region: Whether regions are shaded instead of countries.
    """

    column: str
    classes: Classes
    title: str
    unit: str
    about: str
    words: Callable[[float | None], str]
    by_region: bool = False


def _points(value: float | None) -> str:
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
MEASURES = {
    "Share of the world": Measure(
        "share_pct", Classes((0.1, 0.5, 1, 2.5, 5), _PERCENT),
        "Share of the world's arms {trade}", "per cent of the world's volume (TIV)", _SHARE,
        percent,
    ),
    "Volume": Measure(
        "tiv_m", Classes((100, 500, 1_000, 2_500, 5_000)),
        "Volume of arms {trade}", "million TIV in the whole period",
        "The **volume** of all major arms delivered in the period.", volume,
    ),
    "Change": Measure(
        "change_pct", _CHANGES,
        "How the volume of arms {trade} changed",
        "per cent against the period before, of equal length", _CHANGE, change,
    ),
    "Share of the largest partner": Measure(
        "largest_pct", Classes((20, 40, 60, 80), _PERCENT),
        "How much of a country's arms {trade} lies with one {partner}",
        "share of the largest {partner} in the volume (TIV), per cent",
        "The **share of the largest partner** is the part of a country's imports that came from "
        "one supplier, or of its exports that went to one recipient.", percent,
    ),
    "Concentration": Measure(
        "hhi_points", Classes((1_500, 2_500, 4_000, 6_000, 8_000)),
        "Concentration of arms {trade} on few {partner}s",
        "Herfindahl–Hirschman index, points of 10,000 (a single {partner})",
        "The **Herfindahl–Hirschman index** is the sum of the squared percentage shares of all "
        "partners: 10,000 is a single partner, two equal ones give 5,000.", _points,
    ),
    "Share of the world, by region": Measure(
        "share_pct", Classes((5, 10, 20, 30, 40), _PERCENT),
        "Share of the world's arms {trade} by region", "per cent of the world's volume (TIV)",
        _SHARE, percent, by_region=True,
    ),
    "Change, by region": Measure(
        "change_pct", _CHANGES,
        "How the volume of a region's arms {trade} changed",
        "per cent against the period before, of equal length", _CHANGE, change, by_region=True,
    ),
}  # fmt: skip
PARTNER_MEASURES = {
    "Share": Measure(
        "share_pct", Classes((1, 5, 10, 20, 40), _PERCENT),
        "{name}: arms {trade} by {partner}", "per cent of the volume (TIV) of its arms {trade}",
        "A partner's **share** is its part of all major arms that the country received (imports) "
        "or supplied (exports) in the period, by volume (TIV).", percent,
    ),
    "Volume": Measure(
        "tiv_m", Classes((10, 50, 200, 500, 1_000)),
        "{name}: volume of arms {trade} by {partner}", "million TIV in the whole period",
        "The **volume** of all major arms that went between the two in the period.", volume,
    ),
}  # fmt: skip


def about(measure: Measure) -> str:
    """What a measure means, and what the map does with borders."""
    regions = (
        " Regions are SIPRI's own five; armed groups and former states count in the region where "
        "they are."
        if measure.by_region
        else ""
    )
    return f"{measure.about}{regions}\n\n{_BORDERS}\n\n{TIV_NOTE}"


def regions_of(answer: Answer) -> Answer:
    """The regions' sums out of those of all parties (the question ``world_map``)."""
    rows = answer.rows[answer.rows["share_pct"].gt(0) | answer.rows["previous_tiv_m"].gt(0)]
    sums = rows.groupby(rows["region"].fillna(NO_REGION), as_index=False).agg(
        region=("region", lambda names: next(iter(names.dropna()), NO_REGION)),
        tiv_m=("tiv_m", "sum"),
        share_pct=("share_pct", "sum"),
        previous_tiv_m=("previous_tiv_m", lambda values: values.sum(min_count=1)),
        total_tiv_m=("total_tiv_m", "first"),
        release=("release", "first"),
    )
    before = sums["previous_tiv_m"].where(sums["previous_tiv_m"] > 0)
    sums["change_pct"] = 100 * (sums["tiv_m"] / before - 1)
    sums = sums.sort_values("tiv_m", ascending=False, ignore_index=True)
    return replace(answer, title=f"{answer.title}, by region", rows=sums)


def partners_of(shares: Answer) -> Answer:
    """The answer on a country's partners with the columns that the map knows."""
    names = {"partner": "state_id", "partner_name": "name"}
    return replace(shares, rows=shares.rows.rename(columns=names))


def country_values(answer: Answer, measure: Measure, role: str) -> pd.DataFrame:
    """A value and its words for each country, for the map: ``state_id``, ``value``, ``hover``."""
    trade, _, partner = _trade(role)
    ranks = answer.rows["tiv_m"].rank(method="min", ascending=False)

    def hover(row: Mapping[Hashable, Any], place: float) -> str:
        head = f"<b>{row['name']}, {answer.period}</b><br>"
        if missing(row["tiv_m"]):
            return f"{head}Not a state of its own then"
        if row["tiv_m"] == 0:
            before = row["previous_tiv_m"]
            gone = f", {volume(before)}{SPACE}million TIV in the period before"
            return f"{head}No {trade} of major arms recorded{gone if before > 0 else ''}"
        moved = f", {change(row['change_pct'])} against the period before"
        return (
            f"{head}{percent(row['share_pct'])} of the world's {trade}, rank {place:.0f}<br>"
            f"{volume(row['tiv_m'])}{SPACE}million TIV"
            f"{'' if missing(row['change_pct']) else moved}<br>"
            f"{row['partners']:.0f} {partner}{'s' if row['partners'] > 1 else ''}; the largest, "
            f"{row['largest_partner']}, has {percent(row['largest_pct'])}<br>"
            f"Concentration {_points(row['hhi_points'])} of 10,000 points<br>"
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
    trade, _, _ = _trade(role)
    by_region = regions.rows.set_index("region")
    states = countries.rows.loc[
        (countries.rows["kind"] == "state") & countries.rows["region"].isin(by_region.index),
        ["state_id", "region"],
    ]
    words = {
        region: f"<b>{region}, {countries.period}</b><br>{percent(row['share_pct'])} of the "
        f"world's {trade}<br>{volume(row['tiv_m'])}{SPACE}million TIV"
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
    trade, _, _ = _trade(role)
    rows = answer.rows
    values = pd.DataFrame(
        {
            "state_id": rows["state_id"],
            "value": rows[measure.column].astype("float64"),
            "hover": [
                f"<b>{row['name']}, {answer.period}</b><br>{percent(row['share_pct'])} of the "
                f"{trade}, rank {row['rank']:.0f}<br>{volume(row['tiv_m'])}{SPACE}million TIV<br>"
                f"{row['release']:.0f} release"
                for row in rows.to_dict("records")
            ],
        }
    )
    rest = sorted(places().keys() - set(rows["state_id"]) - {hub})
    none = pd.DataFrame({"state_id": rest, "value": 0.0, "hover": "No deliveries recorded"})
    own = pd.DataFrame({"state_id": [hub], "value": [0.0], "hover": ["The country itself"]})
    return pd.concat([values, none, own], ignore_index=True)


def notes(answer: Answer, measure: Measure, role: str, values: pd.DataFrame) -> list[str]:
    """What stands under the map: what its blanks mean, and who is counted but not drawn.

    Together with what is on the map, the volume in the second sentence is the total.
    """
    trade, _, _ = _trade(role)
    on_map = values[values["state_id"].isin(places().keys())]
    blanks = "Grey: no figure."
    if measure.column == "change_pct":
        blanks = f"Grey: no {trade} in the period before to compare with, or no figure at all."
    elif on_map["value"].isna().any():
        blanks = "Grey: not a state of its own then, or no figure."
    if (on_map["value"] == 0).any() and not measure.classes.diverging:
        blanks = f"Unshaded: no {trade} recorded. {blanks}"
    return [blanks, not_drawn(answer, by_region=measure.by_region)]


def partner_notes(answer: Answer, role: str, hub: str, name: str) -> list[str]:
    """The same for a country's partners and the lines to them."""
    _, _, partner = _trade(role)
    drawn = answer.rows[answer.rows["state_id"].isin(places().keys()) & (answer.rows["tiv_m"] > 0)]
    lines = f"The lines are the {min(len(drawn), FLOWS)} largest flows, as wide as their volume."
    if hub not in places():
        lines = f"{name} is not on the map, so no lines are drawn."
    return [f"Unshaded: no {partner} of it. {lines}", not_drawn(answer, by_region=False)]


def not_drawn(answer: Answer, *, by_region: bool) -> str:
    """Who is counted in the total but has no place on the map, with share and volume."""
    rows = answer.rows[answer.rows["tiv_m"] > 0]
    if by_region:
        off, named = rows[rows["region"] == NO_REGION], False
        what = "organisations and unknown parties, which belong to no region"
    else:
        off, named = rows[~rows["state_id"].isin(places().keys())], True
        what = listed(
            [
                f"{row['name']} {percent(row['share_pct'])}"
                for row in off.head(_NAMED).to_dict("records")
            ]
            + ([f"{len(off) - _NAMED} others"] if len(off) > _NAMED else [])
        )
    if off.empty:
        return "All of the volume is on the map."
    parts = [
        f"{percent(part['share_pct'].sum())} ({volume(float(part['tiv_m'].sum()))}{SPACE}million "
        "TIV)"
        for part in (rows.drop(index=off.index), off)
    ]
    return f"On the map: {parts[0]}. Not on the map: {parts[1]}{': ' if named else ', '}{what}."


def world_sentence(answer: Answer, measure: Measure, role: str) -> str:
    """What the map shows, in one sentence: the leaders, or how many stand out."""
    if answer.reason is not None:
        return answer.reason
    trade, way, partner = _trade(role)
    rows = answer.rows[answer.rows["tiv_m"] > 0]
    approximately = "" if answer.precision == "exact" else ", approximate"
    end = f"({source(answer)}{approximately})."
    if measure.by_region:
        return _regions_sentence(rows, measure, answer, role, end)
    states = rows[rows["kind"] == "state"]
    if measure.column in ("share_pct", "tiv_m"):
        leaders = [
            f"{with_article(row['name'])} {measure.words(row[measure.column])}"
            for row in rows.head(3).to_dict("records")
        ]
        what = (
            "of the world's major arms" if measure.column == "share_pct" else
            "million TIV of major arms"
        )  # fmt: skip
        name, value = with_article(rows["name"].iloc[0]), rows[measure.column].iloc[0]
        start = f"In {answer.period} {name} {way} {measure.words(value)} {what}"
        return f"{', '.join([start, listed(leaders[1:])]) if leaders[1:] else start} {end}"
    if measure.column == "change_pct":
        return _change_sentence(answer, states, trade, end)
    high = _HALF_PCT if measure.column == "largest_pct" else 5_000
    over = int((states[measure.column] > high).sum())
    if measure.column == "largest_pct":
        half = "received more than half from" if role == "recipient" else "sent more than half to"
        return (
            f"Of {len(states)} countries that {way} major arms in {answer.period}, {over} {half} "
            f"one {partner} {end}"
        )
    return (
        f"In {answer.period} the {trade} of {over} of {len(states)} countries were concentrated "
        f"above 5,000 of 10,000 points, which is as much as two equal {partner}s give {end}"
    )


def _change_sentence(answer: Answer, states: pd.DataFrame, trade: str, end: str) -> str:
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
        parts.append(f"{possessive(up['name'])} grew most, by {percent(up['change_pct'], 0)}")
    if down["change_pct"] < 0:
        parts.append(f"{possessive(down['name'])} fell most, by {percent(-down['change_pct'], 0)}")
    return (
        f"In {answer.period}, of the {trade} that were large in the period before, "
        f"{', and '.join(parts)} {end}"
    )


def _regions_sentence(
    rows: pd.DataFrame, measure: Measure, answer: Answer, role: str, end: str
) -> str:
    trade, _, _ = _trade(role)
    known = rows[rows["region"] != NO_REGION].dropna(subset=measure.column)
    if known.empty:
        return f"No loaded release tells the period before {answer.period} apart, to compare with."
    parts = [
        f"{'the ' if row['region'] in ('Americas', 'Middle East') else ''}{row['region']} "
        f"{measure.words(row[measure.column])}"
        for row in known.to_dict("records")
    ]
    what = (
        f"Regions' shares of the world's arms {trade} in {answer.period}"
        if measure.column == "share_pct"
        else f"Change of arms {trade} from the period before to {answer.period}"
    )
    return f"{what}: {listed(parts)} {end}"


def countries_table(answer: Answer, role: str) -> pd.DataFrame:
    """All measures of every party with deliveries in the period or the one before."""
    _, _, partner = _trade(role)
    rows = answer.rows
    rows = rows[(rows["tiv_m"] > 0) | (rows["previous_tiv_m"] > 0)]
    return pd.DataFrame(
        {
            "Country": _marked(rows),
            "Share of the world": [percent(share) for share in rows["share_pct"]],
            "Million TIV": [volume(tiv) for tiv in rows["tiv_m"].fillna(0.0)],
            "Million TIV, the period before": [volume(tiv) for tiv in rows["previous_tiv_m"]],
            "Change of the volume": [change(pct) for pct in rows["change_pct"]],
            f"{partner.capitalize()}s": [_points(count) for count in rows["partners"]],
            f"Largest {partner}": rows["largest_partner"].fillna("–"),
            "Its share": [percent(share) for share in rows["largest_pct"]],
            "Concentration, points of 10,000": [_points(value) for value in rows["hhi_points"]],
        }
    )


def regions_table(answer: Answer) -> pd.DataFrame:
    """Share, volume and change of each region."""
    rows = answer.rows
    return pd.DataFrame(
        {
            "Region": rows["region"].replace(NO_REGION, f"{NO_REGION} (not on the map)"),
            "Share of the world": [percent(share) for share in rows["share_pct"]],
            "Million TIV": [volume(tiv) for tiv in rows["tiv_m"]],
            "Million TIV, the period before": [volume(tiv) for tiv in rows["previous_tiv_m"]],
            "Change of the volume": [change(pct) for pct in rows["change_pct"]],
        }
    )


def partners_table(answer: Answer, role: str) -> pd.DataFrame:
    """Share and volume of each partner of a country."""
    trade, _, partner = _trade(role)
    rows = answer.rows
    return pd.DataFrame(
        {
            partner.capitalize(): _marked(rows),
            f"Share of the {trade}": [percent(share) for share in rows["share_pct"]],
            "Million TIV": [volume(tiv) for tiv in rows["tiv_m"]],
        }
    )


def heading(role: str, name: str) -> str:
    """The question that the page answers: for a country, or with an empty name for all."""
    if not name:
        return "Where do arms go, and where do they come from?"
    if role == "recipient":
        return f"Where do {possessive(name)} arms come from?"
    return f"Where do {possessive(name)} arms exports go?"


def title(measure: Measure, role: str, name: str = "") -> str:
    """The figure's title."""
    return _filled(measure.title, role, name)


def subtitle(measure: Measure, role: str, answer: Answer, *, folded: bool) -> str:
    """The figure's subtitle: unit and period."""
    unit = _filled(measure.unit, role)
    note = "; former states counted with their successors" if folded else ""
    return f"{unit[0].upper()}{unit[1:]}, {answer.period}{note}"


def alt(text: str, values: pd.DataFrame, measure: Measure, notes: list[str]) -> str:
    """The map in words: the sentence, how many countries each class has, and who is off it."""
    drawn = values.loc[values["state_id"].isin(places().keys()), "value"].dropna()
    shaded = drawn if measure.classes.diverging else drawn[drawn != 0]
    counts: dict[str, int] = {}
    for value in shaded:
        colour = measure.classes.colour(value)
        counts[colour] = counts.get(colour, 0) + 1
    parts = [f"{name}: {counts.get(colour, 0)}" for name, colour in measure.classes.key.items()]
    return (
        f"{text} World map of countries in {len(parts)} classes, with the number of countries in "
        f"each: {listed(parts)}. {notes[-1]}"
    )


def _filled(text: str, role: str, name: str = "") -> str:
    trade, _, partner = _trade(role)
    return text.format(trade=trade, partner=partner, name=name)


def _trade(role: str) -> tuple[str, str, str]:
    """Imports or exports, what a country does in them, and what its partners are."""
    if role == "recipient":
        return "imports", "received", "supplier"
    return "exports", "supplied", "recipient"


def _shown(rows: pd.DataFrame, column: str) -> pd.Series[float]:
    """The values of a measure: 0 where a country had no deliveries, missing where none is known."""
    values = rows[column].astype("float64")
    if column == "change_pct":
        return values.where(rows["tiv_m"].notna())
    return values.where(rows["tiv_m"] > 0, rows["tiv_m"].where(rows["tiv_m"].isna(), 0.0))


def _marked(rows: pd.DataFrame) -> list[str]:
    known = places().keys()
    return [
        name if state in known else f"{name} (not on the map)"
        for state, name in zip(rows["state_id"], rows["name"], strict=True)
    ]

"""What the map is shaded by: measures, each place's value in words, what they say together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from dashboard.charts.frame import RELEASE, TIV, told
from dashboard.charts.world_map import Classes
from dashboard.data.flows import NO_REGION
from dashboard.figures.shared import other_side, trade
from dashboard.geography import places
from dashboard.notes import INHABITANTS_NOTE
from dashboard.words import (
    SPACE,
    change,
    listed,
    million_tiv,
    missing,
    possessive,
    stated,
    summed,
    with_article,
)
from etl.questions import Answer

_PERCENT = f"{SPACE}%"
_AT_LEAST_PCT = 1.0  # smaller traders swing too wildly to be named for their change
_HALF_PCT = 50.0
_OF_WHAT = {
    "share_pct": "of the world's major arms",
    "tiv_m": "million TIV of major arms",
    "per_million_tiv_m": "million TIV of major arms per million inhabitants",
}
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
        by_region: Whether regions are shaded instead of countries.
    """

    label: str
    column: str
    classes: Classes
    title: str
    unit: str
    about: str
    by_region: bool = False

    def finer(self, most: float) -> Measure:
        """The same with classes for values up to this; those of a scale with an end stay."""
        has_end = self.classes.diverging or self.column in ("largest_pct", "hhi_points")
        return self if has_end else replace(self, classes=self.classes.finer(most))


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
    ),
    "volume": Measure(
        "Volume", "tiv_m", Classes((100, 500, 1_000, 2_500, 5_000)),
        "Volume of arms {trade}", "million TIV in the whole period",
        "The **volume** of all major arms delivered in the period.",
    ),
    "inhabitants": Measure(
        "Volume per million inhabitants", "per_million_tiv_m", Classes((1, 5, 20, 50, 150)),
        "Volume of arms {trade} per million inhabitants",
        "million TIV in the whole period per million inhabitants on average of its years",
        INHABITANTS_NOTE,
    ),
    "change": Measure(
        "Change", "change_pct", _CHANGES,
        "How the volume of arms {trade} changed",
        "per cent against the period before, of equal length", _CHANGE,
    ),
    "largest": Measure(
        "Share of the largest partner", "largest_pct", Classes((20, 40, 60, 80), _PERCENT),
        "How much of a country's arms {trade} lies with one {partner}",
        "share of the largest {partner} in the volume (TIV), per cent",
        "The **share of the largest partner** is the part of a country's imports that came from "
        "one supplier, or of its exports that went to one recipient.",
    ),
    "concentration": Measure(
        "Concentration", "hhi_points", Classes((1_500, 2_500, 4_000, 6_000, 8_000)),
        "Concentration of arms {trade} on few {partner}s",
        "Herfindahl–Hirschman index, points of 10,000 (a single {partner})",
        "The **Herfindahl–Hirschman index** is the sum of the squared percentage shares of all "
        "partners: 10,000 is a single partner, two equal ones give 5,000.",
    ),
    "region_share": Measure(
        "Share of the world, by region", "share_pct", Classes((5, 10, 20, 30, 40), _PERCENT),
        "Share of the world's arms {trade} by region", "per cent of the world's volume (TIV)",
        _SHARE, by_region=True,
    ),
    "region_change": Measure(
        "Change, by region", "change_pct", _CHANGES,
        "How the volume of a region's arms {trade} changed",
        "per cent against the period before, of equal length", _CHANGE, by_region=True,
    ),
}  # fmt: skip
OF_PARTNERS = {
    "share": Measure(
        "Share", "share_pct", Classes((1, 5, 10, 20, 40), _PERCENT),
        "{name}: arms {trade} by {partner}", "per cent of the volume (TIV) of its arms {trade}",
        "A partner's **share** is its part of all major arms that the country received (imports) "
        "or supplied (exports) in the period, by volume (TIV).",
    ),
    "volume": Measure(
        "Volume", "tiv_m", Classes((10, 50, 200, 500, 1_000)),
        "{name}: volume of arms {trade} by {partner}", "million TIV in the whole period",
        "The **volume** of all major arms that went between the two in the period.",
    ),
}  # fmt: skip


def country_values(answer: Answer, measure: Measure, role: str, region: str = "") -> pd.DataFrame:
    """A value and its words for each country, for the map: ``state_id``, ``value``, ``hover``.

    Ranks are those of the answer, which may hold a region only.
    """
    among = f" in {with_article(region)}" if region else ""
    what, rows = trade(role), answer.rows
    rows = rows.assign(
        place=rows["tiv_m"].round(6).rank(method="min", ascending=False),
        moved=_moved(rows, " against the period before"),
        s=["" if count == 1 else "s" for count in rows["partners"].fillna(0)],
        gone=[
            f", {million_tiv(tiv)} in the period before" if tiv > 0 else ""
            for tiv in rows["previous_tiv_m"]
        ],
    )
    head = f"{{name}}, {answer.period}"
    traded = told(
        rows,
        head,
        f"{{share_pct}} of the world's {what}, rank {{place}}{among}",
        f"{TIV}{{moved}}",
        *["{per_million_tiv_m} per million inhabitants"] * ("per_million_tiv_m" in rows),
        f"{{partners}} {other_side(role)}{{s}}; the largest, {{largest_partner}}, has "
        "{largest_pct}",
        "Concentration {hhi_points} of 10,000 points",
        RELEASE,
    )
    none = told(rows, head, f"No {what} of major arms recorded{{gone}}")
    unknown = [
        "Not a state of its own then" if missing(why) else "Its deliveries are not loaded"
        for why in rows["why_not"]
    ]
    nobody = told(rows.assign(why=unknown), head, "{why}")
    texts = zip(rows["tiv_m"], traded, none, nobody, strict=True)
    return pd.DataFrame(
        {
            "state_id": rows["state_id"],
            "value": _shown(rows, measure.column),
            "hover": [c if missing(tiv) else a if tiv else b for tiv, a, b, c in texts],
        }
    )


def region_values(countries: Answer, regions: Answer, measure: Measure, role: str) -> pd.DataFrame:
    """The value of its region for each country, for the map."""
    rows = regions.rows.assign(moved=_moved(regions.rows, " against before"))
    share = f"{{share_pct}} of the world's {trade(role)}"
    rows["hover"] = told(rows, f"{{region}}, {countries.period}", share, f"{TIV}{{moved}}", RELEASE)
    by_region = rows.set_index("region")
    states = countries.rows.loc[
        (countries.rows["kind"] == "state") & countries.rows["region"].isin(by_region.index),
        ["state_id", "region"],
    ]
    return pd.DataFrame(
        {
            "state_id": states["state_id"],
            "value": states["region"].map(by_region[measure.column]),
            "hover": states["region"].map(by_region["hover"]),
        }
    )


def _moved(rows: pd.DataFrame, against: str) -> list[str]:
    return ["" if missing(pct) else f", {change(pct)}{against}" for pct in rows["change_pct"]]


def partner_values(answer: Answer, measure: Measure, role: str, hub: str) -> pd.DataFrame:
    """A value and its words for each place on the map, as partner of a country."""
    rows = answer.rows
    values = pd.DataFrame(
        {
            "state_id": rows["state_id"],
            "value": rows[measure.column].astype("float64"),
            "hover": told(
                rows,
                f"{{name}}, {answer.period}",
                f"{{share_pct}} of the {trade(role)}, rank {{rank}}",
                TIV,
                RELEASE,
            ),
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


def world_sentence(answer: Answer, measure: Measure, role: str, region: str = "") -> str:
    """What the map shows of all parties or of a region's: the leaders, or how many stand out."""
    what, way, partner = trade(role), _DID[role], other_side(role)
    where = f" in {with_article(region)}" if region else ""
    rows = answer.rows[answer.rows["tiv_m"] > 0]
    end = f"({answer.origin})."
    if measure.by_region:
        return _regions_sentence(rows, measure, answer, role, end)
    states = rows[rows["kind"] == "state"]
    if measure.column in _OF_WHAT:
        known = rows.dropna(subset=measure.column)
        if known.empty:
            return f"How many inhabitants countries had in {answer.period} is not known {end}"
        three = [
            (with_article(row["name"]), stated(row, measure.column))
            for row in known.head(3).to_dict("records")
        ]
        leaders = [f"{name} {value}" for name, value in three]
        of_what = _OF_WHAT[measure.column]
        name, value = three[0]
        has_sum = measure.column != "per_million_tiv_m"
        of_whom = f", of the countries{where}," if region and not has_sum else ""
        start = f"In {answer.period}{of_whom} {name} {way} {value} {of_what}"
        if region and has_sum:
            whole = stated(summed(rows, measure.column), measure.column)
            start = f"In {answer.period} {with_article(region)} {way} {whole} {of_what}, led by "
            return f"{start}{listed([f'{name} with {value}' for name, value in three])} {end}"
        return f"{', '.join([start, listed(leaders[1:])]) if leaders[1:] else start} {end}"
    if measure.column == "change_pct":
        return _change_sentence(answer, role, where, end)
    high = _HALF_PCT if measure.column == "largest_pct" else 5_000
    over = int((states[measure.column] > high).sum())
    if measure.column == "largest_pct":
        half = "received more than half from" if role == "recipient" else "sent more than half to"
        return (
            f"Of {len(states)} countries{where} that {way} major arms in {answer.period}, {over} "
            f"{half} one {partner} {end}"
        )
    return (
        f"In {answer.period} the {what} of {over} of {len(states)} countries{where} were "
        f"concentrated above 5,000 of 10,000 points, which is as much as two equal {partner}s give "
        f"{end}"
    )


def _change_sentence(answer: Answer, role: str, where: str, end: str) -> str:
    total = answer.rows["tiv_m" if where else "total_tiv_m"].agg("sum" if where else "max")
    large = answer.rows[
        (answer.rows["kind"] == "state")
        & (answer.rows["previous_tiv_m"] >= _AT_LEAST_PCT / 100 * total)
    ].dropna(subset="change_pct")
    if large.empty:
        return f"No loaded release tells the period before {answer.period} apart, to compare with."
    up, down = large.loc[large["change_pct"].idxmax()], large.loc[large["change_pct"].idxmin()]
    parts = []
    if up["change_pct"] > 0:
        parts.append(f"{possessive(up['name'])} grew most, {stated(up, 'change_pct')}")
    if down["change_pct"] < 0:
        parts.append(f"{possessive(down['name'])} fell most, {stated(down, 'change_pct')}")
    return (
        f"In {answer.period}, of the {trade(role)}{where} that were large in the period before, "
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
        f"{stated(row, measure.column)}"
        for row in known.to_dict("records")
    ]
    what = (
        f"Regions' shares of the world's arms {trade(role)} in {answer.period}"
        if measure.column == "share_pct"
        else f"Change of arms {trade(role)} from the period before to {answer.period}"
    )
    return f"{what}: {listed(parts)} {end}"

"""The map: countries shaded by a measure, or one country's partners with the flows as lines."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial

import pandas as pd

from dashboard.charts.world_map import FLOWS, world_map
from dashboard.data import ask, ask_period, ask_windows, groups
from dashboard.data.flows import NO_REGION, changes_of, shares_of
from dashboard.data.offered import Window, counted_as, name_of, windows_of
from dashboard.figures import shared
from dashboard.figures.figure import Made, figure
from dashboard.figures.parameters import Choice, Values
from dashboard.figures.shading import (
    OF_PARTNERS,
    OF_THE_WORLD,
    Measure,
    country_values,
    partner_values,
    region_values,
    world_sentence,
)
from dashboard.figures.shared import ALL, DIRECTION, YEARS, other_side, trade
from dashboard.figures.tables import Column, columns
from dashboard.geography import places
from dashboard.notes import TIV_NOTE
from dashboard.words import (
    SPACE,
    capital,
    cells,
    listed,
    missing,
    possessive,
    stated,
    summed,
    with_article,
)
from etl.questions import Answer
from etl.questions.answer import with_bounds
from etl.sources.reference import is_group

_NAMED = 4  # parties that the line under the map names
_BORDERS = (
    "Outlines: Natural Earth, as it draws countries on the ground; Crimea is drawn with Ukraine, "
    "as the General Assembly of the United Nations holds. No outline is a judgement on a border. "
    "Countries too small to be seen have a dot. A former state is not drawn: its deliveries are "
    "counted under the map, unless former states are counted with their successors."
)


def _measures(country: str) -> Mapping[str, Measure]:
    """What can be shaded: all countries, or the partners of one."""
    return OF_PARTNERS if country else OF_THE_WORLD


def _windows(values: Values) -> pd.DataFrame:
    country = values["country"]
    scope = values["direction"] if country else "world"
    return windows_of(ask("answerable_windows", years=YEARS), scope, country)


COUNTRY = shared.party("country", "Country", or_all=True)
MEASURE = Choice(
    "measure",
    "Shaded by",
    lambda values: {code: measure.label for code, measure in _measures(values["country"]).items()},
)

PART = Choice(
    "part",
    "Part of the world",
    {
        "world": "World",
        "africa": "Africa",
        "americas": "Americas",
        "asia_oceania": "Asia and Oceania",
        "europe": "Europe",
        "middle_east": "Middle East",
    },
)
RELEASE = shared.release(_windows)
PERIOD = shared.period(_windows, any_years=True, label="Period")
FOLD = shared.folding(shared.first_year)
# The lines of one country's flows are others in each period.
TIME = shared.playing(lambda values: values["country"] == ALL)


def heading(country: str, direction: str, part: str) -> str:
    """The question that the page answers, for a country, for all, or for those of a region."""
    if country == ALL:
        if part != "world":
            where = with_article(PART.labels({})[part])
            return f"Who receives arms in {where}, and who supplies them?"
        return "Where do arms go, and where do they come from?"
    whose = possessive(name_of(country))
    if direction == "recipient":
        return f"Where do {whose} arms come from?"
    return f"Where do {whose} arms exports go?"


@figure(
    "map/map", COUNTRY, MEASURE, DIRECTION, PART, RELEASE, PERIOD, FOLD, TIME,
    leads=shared.partner, plays=partial(shared.through_time, _windows),
)  # fmt: skip
def shaded(
    country: str, measure: str, direction: str, part: str, release: int | None,
    period: Window | None, fold: bool,
) -> Made:  # fmt: skip
    """Countries shaded by a measure, or one country's partners with its largest flows."""
    if period is None:
        return shared.no_period(
            "The loaded releases hold no five-year period for this country."
            if country
            else "No loaded release is complete for the whole world, so no map can be drawn."
        )
    country = counted_as(country, fold)
    partner = other_side(direction)
    by, name = _measures(country)[measure], name_of(country) if country else ""
    members: Collection[str] = ()
    region = "" if country or by.by_region or part == "world" else PART.labels({})[part]
    if country:
        question = "import_shares" if direction == "recipient" else "export_shares"
        shares = ask_windows(question, [period], who=country, in_release=release, fold=fold)
        sentence = shared.shares_sentence(shares, period, name, direction)
        names = {"partner": "state_id", "partner_name": "name"}
        answer = replace(shares, rows=shares.rows.rename(columns=names))
        answer = groups.told_of(answer, [country], period[1])
    else:
        question = "world_map"
        if by.column == "per_million_tiv_m":
            question = "world_map_per_inhabitant"
        countries = answer = ask_period(question, period, release, role=direction, fold=fold)
        if by.by_region and countries.reason is None:
            answer = regions_of(countries)
        if answer.reason is None and not answer.rows["tiv_m"].gt(0).any():
            return Made(answer=answer, sentence=shared.nothing_traded(answer))
        within = _within(answer, region)
        if region and answer.reason is None and not within.rows["tiv_m"].gt(0).any():
            none = f"No deliveries in {with_article(region)} are recorded in {answer.period}"
            return Made(answer=answer, sentence=f"{none} ({answer.origin}).")
        sentence = answer.reason or world_sentence(within, by, direction, region)
    if answer.reason is not None or answer.rows[by.column].isna().all():
        return Made(answer=answer, sentence=sentence)
    if country:
        values = partner_values(answer, by, direction, country)
        if is_group(country) and country != groups.WORLD:
            members = groups.codes_of(country, period[1], fold)
        notes = _partner_notes(answer, direction, country, name, period[1])
        table = columns(
            {
                partner.capitalize(): _marked,
                f"Share of the {trade(direction)}": "share_pct",
                "Million TIV": "tiv_m",
            }
        )
    elif by.by_region:
        values = region_values(countries, answer, by, direction)
        notes = _notes(answer, by, direction, values)
        off = f"{NO_REGION} (not on the map)"
        table = columns(
            {"Region": lambda rows: rows["region"].replace(NO_REGION, off)} | _OF_BOTH_PERIODS
        )
    else:
        values = country_values(within, by, direction, region)
        if region:
            by = by.finer(values["value"].max())
            beyond = answer.rows.loc[answer.rows["region"] != region, ["state_id"]]
            beyond = beyond.assign(hover=f"Not in {with_article(region)}")
            values = pd.concat([values, beyond], ignore_index=True)
        notes = _notes(within, by, direction, values, region)
        table = partial(_countries_table, partner=partner, region=region)
    return Made(
        answer=replace(answer, unit=_filled(by.unit, direction, name)),
        sentence=sentence,
        title=capital(_filled(by.title, direction, name)),
        draw=partial(
            world_map,
            values=values,
            classes=by.classes,
            notes=notes,
            view=part,
            hub=country or None,
            outlined=members,
        ),
        tabulate=table,
        about=groups.about(_about(by), [country], period[1]),
        detail=_detail(values, by, notes),
        column=by.column,
    )


def regions_of(answer: Answer) -> Answer:
    """The regions' sums out of those of all parties (the question ``world_map``)."""
    rows = answer.rows[answer.rows["share_pct"].gt(0) | answer.rows["previous_tiv_m"].gt(0)]
    now, before, totals = (
        with_bounds(rows, name) for name in ("tiv_m", "previous_tiv_m", "total_tiv_m")
    )
    by_region = rows.groupby(rows["region"].fillna(NO_REGION))
    sums = by_region[[*now, *before]].sum(min_count=1)
    sums = sums.join(by_region[[*totals, "release"]].first()).reset_index()
    world = sums[totals].rename(columns=dict(zip(totals, now, strict=True)))
    sums = sums.assign(**shares_of("share_pct", sums, world), **changes_of(sums, "previous_tiv_m"))
    sums = sums.sort_values("tiv_m", ascending=False, ignore_index=True)
    return replace(answer, title=f"{answer.title}, by region", rows=sums)


def _within(answer: Answer, region: str) -> Answer:
    """Of all parties those of a region, if one is chosen."""
    rows = answer.rows
    return replace(answer, rows=rows[rows["region"] == region]) if region else answer


def _notes(
    answer: Answer, measure: Measure, role: str, values: pd.DataFrame, region: str = ""
) -> list[str]:
    """What stands under the map: what its blanks mean, and who is counted but not drawn.

    Together with what is on the map, the volume in the second sentence is the total.
    """
    on_map = values[values["state_id"].isin(places().keys())]
    blanks = "Grey: no figure."
    if measure.column == "change_pct":
        blanks = (
            f"Grey: no {trade(role)} in the period before to compare with, or no figure at all."
        )
    elif on_map["value"].isna().any():
        blanks = "Grey: not a state of its own then, or no figure."
    if region:
        blanks = f"Grey: not in {with_article(region)}, or no figure."
    if (on_map["value"] == 0).any() and not measure.classes.diverging:
        blanks = f"Unshaded: no {trade(role)} recorded. {blanks}"
    return [blanks, _not_drawn(answer, by_region=measure.by_region)]


def _partner_notes(answer: Answer, role: str, hub: str, name: str, year: int) -> list[str]:
    """The same for a country's partners and the lines to them."""
    drawn = answer.rows[answer.rows["state_id"].isin(places().keys()) & (answer.rows["tiv_m"] > 0)]
    lines = f"The lines are the {min(len(drawn), FLOWS)} largest flows, as wide as their volume."
    if hub not in places():
        lines = f"No lines are drawn, because the map does not show {with_article(name)}."
    if is_group(hub):
        lines = "Lines are drawn for a single country."
        if hub != groups.WORLD:
            lines = f"Outlined: who belongs to it at the end of {year}. {lines}"
    nothing = "delivered nothing to it" if role == "recipient" else "received nothing from it"
    return [f"Unshaded: {nothing}. {lines}", _not_drawn(answer, by_region=False)]


def _not_drawn(answer: Answer, *, by_region: bool) -> str:
    """Who is counted in the total but has no place on the map, with share and volume."""
    rows = answer.rows[answer.rows["tiv_m"] > 0]
    if by_region:
        off, named = rows[rows["region"] == NO_REGION], False
        what = "organisations and unknown parties, which belong to no region"
    else:
        off, named = rows[~rows["state_id"].isin(places().keys())], True
        what = listed(
            [
                f"{row['name']} {stated(row, 'share_pct')}"
                for row in off.head(_NAMED).to_dict("records")
            ]
            + ([f"{len(off) - _NAMED} others"] if len(off) > _NAMED else [])
        )
    if off.empty:
        return "All of the volume is on the map."
    parts = [
        f"{stated(summed(part, 'share_pct'), 'share_pct')} "
        f"({stated(summed(part, 'tiv_m'), 'tiv_m')}{SPACE}million TIV)"
        for part in (rows.drop(index=off.index), off)
    ]
    return f"On the map: {parts[0]}. Not on the map: {parts[1]}{': ' if named else ', '}{what}."


_OF_BOTH_PERIODS: dict[str, Column] = {
    "Share of the world": "share_pct",
    "Million TIV": lambda rows: cells(rows.fillna({"tiv_m": 0.0}), "tiv_m"),
    "Million TIV, the period before": "previous_tiv_m",
    "Change of the volume": "change_pct",
}


_PER_INHABITANT: dict[str, Column] = {
    "Million inhabitants": lambda rows: [
        "–" if missing(number) else f"{number:,.1f}" for number in rows["inhabitants_m"]
    ],
    "Million TIV per million inhabitants": "per_million_tiv_m",
}


def _countries_table(answer: Answer, partner: str, region: str) -> pd.DataFrame:
    """All measures of every party with deliveries in the period or the one before."""
    rows = _within(answer, region).rows
    table = columns(
        {
            "Country": _marked,
            **_OF_BOTH_PERIODS,
            **(_PER_INHABITANT if "inhabitants_m" in rows else {}),
            f"{partner.capitalize()}s": "partners",
            f"Largest {partner}": "largest_partner",
            "Its share": "largest_pct",
            "Concentration, points of 10,000": "hhi_points",
        }
    )
    return table(replace(answer, rows=rows[(rows["tiv_m"] > 0) | (rows["previous_tiv_m"] > 0)]))


def _detail(values: pd.DataFrame, measure: Measure, notes: list[str]) -> str:
    """How many countries each class has, and who is off the map."""
    drawn = values.loc[values["state_id"].isin(places().keys()), "value"].dropna()
    counts: dict[str, int] = {}
    for value in drawn if measure.classes.diverging else drawn[drawn != 0]:
        colour = measure.classes.colour(value)
        counts[colour] = counts.get(colour, 0) + 1
    parts = [f"{name}: {counts.get(colour, 0)}" for name, colour in measure.classes.key.items()]
    return (
        f"World map of countries in {len(parts)} classes, with the number of countries in each: "
        f"{listed(parts)}. {notes[-1]}"
    )


def _about(measure: Measure) -> str:
    """What a measure means, and what the map does with borders."""
    regions = (
        " Regions are SIPRI's own five; armed groups and former states count in the region where "
        "they are."
        if measure.by_region
        else ""
    )
    return f"{measure.about}{regions}\n\n{_BORDERS}\n\n{TIV_NOTE}"


def _filled(text: str, role: str, name: str = "") -> str:
    return text.format(trade=trade(role), partner=other_side(role), name=name)


def _marked(rows: pd.DataFrame) -> list[str]:
    known = places().keys()
    return [
        name if state in known else f"{name} (not on the map)"
        for state, name in zip(rows["state_id"], rows["name"], strict=True)
    ]

"""What other publishers say of a country or pair, each in its own unit, none beside TIV."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from dashboard.charts.elsewhere import euro_bars, in_words, item_bars, month_bars, year_bars
from dashboard.data import ask
from dashboard.data.offered import Window, name_of
from dashboard.figures.figure import Made
from dashboard.figures.parameters import Choice
from dashboard.figures.tables import columns
from dashboard.words import (
    SPACE,
    capital,
    cell,
    cells,
    counted,
    day,
    listed,
    missing,
    possessive,
    stated,
    stated_by,
    volume,
    with_article,
)
from etl.claims.notified import SELLER
from etl.questions import Answer
from etl.questions.answer import bounds, with_bounds
from etl.questions.answer import period as years_in_words
from etl.sources.coarm.military_list import MILITARY_LIST

UKRAINE = "UKR"  # whom the tracker follows
AID_NOTE = (
    "**Aid** is what governments allocated to Ukraine, as the Kiel Institute's Ukraine Support "
    "Tracker counts it: money, arms, ammunition and training that were promised for a purpose, in "
    "euros of the day, since January 2022. It is booked by who pays, in the month of the decision, "
    "and not all of it has arrived. It is no volume of arms, and shares no scale with TIV. "
    "The European Union's institutions are a donor of their own. The institute states no terms, so "
    "the tables are not shipped: `arms-etl refresh kiel` fetches them."
)
ITEMS_NOTE = (
    "**Items** are the one unit that SIPRI and the Kiel Institute share. SIPRI's are those "
    "delivered of what was ordered since 2022, booked where the weapons came from, bought or "
    "given; towed and self-propelled guns are howitzers here. The institute's are booked by who "
    "pays, given alone, and some are not delivered yet; a joint gift may stand at each of those "
    "who gave it. So tanks that Denmark paid for and Germany sent stand in two rows."
)
REPORTED_NOTE = (
    "States of the European Union report to it each year what they **licensed** and what they "
    "**exported**, in euros of the day, by category of the common military list: small arms, "
    "ammunition and parts too, and at their price. A licence holds for years, and much of it is "
    "never used. Each state counts in its own way, and several report no exports in some years, "
    "which is a gap and not a zero; so there is no sum of several. CAAT, which keeps the reports "
    "as a table, states no terms, so it is not shipped: save its file and `arms-etl import` it."
)
OTHERS_NOTE = (
    "Each source counts something else, at another moment: an order is **notified** or "
    "**licensed**, later **exported** or **delivered**; it is booked where the weapon comes from, "
    "or by who pays; bought and given alike, or given alone. Their numbers have units of their own "
    "and are neither added up nor drawn on one scale. [What each unit is](/guide)"
)
COUNTED = Choice(
    "counted", "Counted", {"exported": "Exported", "licensed": "Licensed"}, few=True,
    help="What left the country, or what was allowed to, as it reported to the European Union.",
)  # fmt: skip
_KINDS_OF_AID = {
    "Military, million euros": "military_eur_m",
    "Financial, million euros": "financial_eur_m",
    "Humanitarian, million euros": "humanitarian_eur_m",
}
_KINDS = {
    "Tanks": "tanks", "Howitzers": "howitzers", "IFV": "infantry fighting vehicles",
    "MLRS": "multiple rocket launchers",
}  # fmt: skip
_WHY = {
    "delivered": "What arrived, rated by what it can do, bought or given; booked where it came "
    "from.",
    "exported": "What left the country at its price, by its own office: parts and ammunition, too.",
    "notified as a ceiling": "What the US government may sell for at most, told before there is a "
    "contract; what comes of it arrives years later. Small and commercial sales are not in it.",
    "licensed": "What may leave the country, over years to come; much of it never does.",
    "allocated as military aid": "What was promised and budgeted, for training and ammunition, "
    "too; booked by who pays, and not all of it has arrived.",
}
_NONE_REPORTED = "It reported nothing of these years, which is a gap and no zero."
_SHOWN = 8  # partners whose shares are drawn
_UNLISTED = "Not told apart"


def aid(country: str) -> Made:
    """Who allocated military aid to a country."""
    answer = ask("aid", to_whom=country)
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    answer, whom = _until_month(answer), with_article(name_of(country))
    leaders = [
        f"{with_article(row['supplier_name'])} {cell('military_eur_m', row['military_eur_m'])}"
        for row in answer.rows.head(3).to_dict("records")
    ]
    total = cell("military_eur_m", answer.rows["military_eur_m"].sum())
    return Made(
        answer=answer,
        sentence=f"In {answer.period} {counted(len(answer.rows), 'donor')} allocated {total} "
        f"million euros of military aid to {whom}: {listed(leaders)} ({answer.origin}).",
        title=f"Military aid allocated to {whom}, by donor",
        draw=partial(euro_bars, column="military_eur_m", name="supplier_name", key="supplier"),
        tabulate=columns({"Donor": "supplier_name"} | _KINDS_OF_AID),
        about=AID_NOTE,
        column="military_eur_m",
    )


def aid_by_month(supplier: str, recipient: str) -> Made:
    """What a donor allocated to a recipient in each month."""
    answer = ask("aid_months", from_whom=supplier, to_whom=recipient)
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    answer = _until_month(answer)
    rows, donor, whom = answer.rows, name_of(supplier), with_article(name_of(recipient))
    if not rows["military_eur_m"].any():
        none = f"{capital(with_article(donor))} allocated no military aid to {whom}"
        return Made(answer=answer, sentence=f"{none} in {answer.period} ({answer.origin}).")
    most = rows.nlargest(1, "military_eur_m").iloc[0]
    told = [cell("military_eur_m", value) for value in
            (rows["military_eur_m"].sum(), most["military_eur_m"])]  # fmt: skip
    return Made(
        answer=answer,
        sentence=f"In {answer.period} {with_article(donor)} allocated {told[0]} million euros of "
        f"military aid to {whom}, most in {day(most['year_month'])} with {told[1]} "
        f"({answer.origin}).",
        title=f"{capital(donor)} to {name_of(recipient)}: military aid allocated, by month",
        draw=month_bars,
        tabulate=columns({"Month": "year_month"} | _KINDS_OF_AID, newest="year_month"),
        about=AID_NOTE,
        column="military_eur_m",
    )


def _until_month(answer: Answer) -> Answer:
    """With the period as the tracker has it, whose last year ends in some month."""
    months = answer.rows.filter(["year_month", "last_month"]).max(axis="columns")
    return replace(answer, period=f"January 2022 to {day(months.max())}")


def items(recipient: str, supplier: str | None, release: int | None) -> Made:
    """Arms of a kind that a recipient got, by SIPRI's count and by the Kiel Institute's."""
    answer = ask("items_compared", to_whom=recipient, supplier=supplier, in_release=release)
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    both = replace(answer, rows=answer.rows.dropna(subset="sipri_items"))
    if both.rows.empty:
        return Made(answer=answer, sentence=f"None of these kinds is counted ({answer.origin}).")
    whom, rows = with_article(name_of(recipient)), both.rows
    sums = rows.drop_duplicates("kind").set_index("kind")
    sums = sums.loc[[kind for kind in _KINDS if kind in sums.index]]
    known = rows[(rows["sipri_items"] > 0) & (rows["kiel_items"] > 0)]
    apart = (known["sipri_items"] / known["kiel_items"] - 1).abs()
    counts = dict(zip(sums.index, cells(sums, "all_sipri_items"), strict=True))
    ours = [f"{number} {_KINDS[str(kind)]}" for kind, number in counts.items()]
    donor = f" from {with_article(name_of(supplier))}" if supplier else ""
    pairs = (
        f". Of {len(rows)} pairs of donor and kind {len(known)} have both numbers, of which "
        f"{int((apart == 0).sum())} are equal and {int((apart.between(1e-9, 0.1)).sum())} more "
        "within a tenth"
    )
    return Made(
        answer=answer,
        sentence=f"Delivered to {whom}{donor} of what was ordered since 2022 are {listed(ours)} by "
        f"SIPRI's count; the Kiel Institute counts {listed(cells(sums, 'all_kiel_items'))}"
        f"{'' if supplier else pairs} ({answer.origin}).",
        title=f"Arms for {whom}{donor}: SIPRI's count and the Kiel Institute's",
        draw=lambda answer, *, title: item_bars(both, title=title),
        tabulate=_items_table,
        about=ITEMS_NOTE,
        column="kiel_items",
    )


def _items_table(answer: Answer) -> pd.DataFrame:
    """A row a kind and donor, and what sets the two numbers apart."""
    sums = answer.rows.drop_duplicates("kind")
    sums = sums[["kind"]].assign(
        sipri_items=sums["all_sipri_items"], kiel_items=sums["all_kiel_items"]
    )
    several = answer.rows["supplier"].nunique() > 1
    parts = [sums.assign(supplier_name="All"), answer.rows] if several else [answer.rows]
    rows = pd.concat(parts).fillna({"doubt": ""})
    rows = rows.sort_values("kind", kind="stable")
    return pd.DataFrame(
        {
            "Kind": list(rows["kind"]),
            "Donor or origin": list(rows["supplier_name"]),
            "SIPRI, items": cells(rows, "sipri_items"),
            "Kiel Institute, items": cells(rows, "kiel_items"),
            "Apart": [_apart(row) for row in rows.to_dict("records")],
            "Weapons, as the Kiel Institute names them": cells(rows, "weapons"),
        }
    )


def _apart(row: Mapping[Any, Any]) -> str:
    """What is to be said of two numbers of items, or of one that cannot be right."""
    if row["supplier_name"] == "All":
        return ""
    sipri, kiel = row["sipri_items"], row["kiel_items"]
    if row["doubt"]:
        return capital(row["doubt"])
    if missing(sipri):
        return "SIPRI counts these in other ways"
    if not sipri:
        return "Paid for; booked by SIPRI where it came from, or not delivered"
    if not kiel:
        return "Came from there; paid for by others, or sold"
    if sipri == kiel:
        return "Equal"
    return "Within a tenth" if abs(sipri / kiel - 1) <= 0.1 else ""


def reported(supplier: str, recipient: str | None, counted: str) -> Made:
    """What an exporter reported to the European Union, year by year."""
    answer = ask("exports_reported", from_whom=supplier, recipient=recipient)
    column = f"{counted}_eur_m"
    name = name_of(supplier)
    whose = f"{possessive(name)} arms exports"
    whom = f" to {with_article(name_of(recipient))}" if recipient else ""
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    known = answer.rows.dropna(subset=column)
    if known.empty or not known[column].any():
        none = f"{capital(whose)}{whom} as {counted} are not among what it reported"
        return Made(answer=answer, sentence=f"{none} ({answer.origin}).")
    most, last = known.nlargest(1, column).iloc[0], known.iloc[-1]
    does = "Exported" if counted == "exported" else "Licensed"
    return Made(
        answer=replace(answer, unit="million euros of the day"),
        sentence=f"{capital(whose)}{whom}, {counted} by its own reports: most in "
        f"{most['year']:.0f}, {cell(column, most[column])} million euros; "
        f"{cell(column, last[column])} in {last['year']:.0f} ({answer.origin}).",
        title=f"{capital(name)}{whom}: arms {counted}, as reported to the European Union",
        draw=partial(year_bars, column=column, subtitle=f"{does}, million euros of the day a year"),
        tabulate=columns(
            {
                "Year": "year",
                "Exported, million euros": "exported_eur_m",
                "Licensed, million euros": "licensed_eur_m",
                "Licences": "licences",
                "Denials": "denials",
            },
            newest="year",
        ),
        about=REPORTED_NOTE,
        column=column,
    )


def by_list(supplier: str, recipient: str, counted: str) -> Made:
    """What an exporter reported of a recipient, by category of the common military list."""
    answer = ask("exports_by_list", from_whom=supplier, to_whom=recipient)
    column, whose = f"{counted}_eur_m", f"{possessive(name_of(supplier))} arms exports"
    about = f"{whose} to {with_article(name_of(recipient))}"
    if answer.reason is not None or not answer.rows["ml"].notna().any():
        none = f"{capital(about)} were not reported by category of the military list."
        return Made(answer=answer, sentence=answer.reason or none)
    names = [_UNLISTED if missing(ml) else f"{MILITARY_LIST[ml]} ({ml})"
             for ml in answer.rows["ml"]]  # fmt: skip
    rows = answer.rows.assign(category_name=names)
    answer = replace(answer, unit="million euros of the day", rows=rows)
    sums = answer.rows.drop_duplicates("category_name").sort_values(
        f"all_{column}", ascending=False
    )
    sums = sums[sums[f"all_{column}"] > 0]
    if sums.empty:
        none = f"{capital(about)} as {counted} are not among what it reported"
        return Made(answer=answer, sentence=f"{none} ({answer.origin}).")
    told = [f"{row['category_name']} {cell(column, row[f'all_{column}'])}"
            for row in sums.head(3).to_dict("records")]  # fmt: skip
    return Made(
        answer=answer,
        sentence=f"{capital(about)} as {counted} in {answer.period}, in million euros by category "
        f"of the military list: {'; '.join(told)} ({answer.origin}).",
        title=f"{capital(name_of(supplier))} to {name_of(recipient)}: arms {counted}, by category "
        "of the military list",
        draw=lambda answer, *, title: euro_bars(
            replace(answer, rows=sums), column=f"all_{column}", name="category_name",
            key="category_name", title=title,
        ),
        tabulate=columns(
            {
                "Year": "year",
                "Category": "category_name",
                "Exported, million euros": "exported_eur_m",
                "Licensed, million euros": "licensed_eur_m",
                "Licences": "licences",
            }
        ),
        about=REPORTED_NOTE,
        column=f"all_{column}",
    )  # fmt: skip


def mirrored(country: str, direction: str, release: int | None, period: Window) -> Made:
    """A country's partners by euros and by SIPRI's volume.

    Of an exporter the euros are those that it reported as exported, of a recipient the military
    aid that donors allocated to it.
    """
    years = {"from_year": period[0], "to_year": period[1], "in_release": release}
    whose, when = possessive(name_of(country)), years_in_words(*period)
    if direction == "supplier":
        loaded = ask("exports_reported", from_whom=country, recipient=None)
        both = partial(ask, "exports_mirrored", from_whom=country, **years)
        partner, column, all_of = "recipient", "reported_share_pct", "recipients"
        none = f"It reported no exports of {when} to the European Union."
        euros, volume_of = f"{whose} reported arms exports", "their volume"
        title = f"{capital(whose)} arms exports by recipient: euros reported, volume by SIPRI"
        euros_are, note = "euros exported", REPORTED_NOTE
    else:
        loaded = ask("aid", to_whom=country)
        both = partial(ask, "aid_mirrored", to_whom=country, **years)
        partner, column, all_of = "supplier", "aid_share_pct", "donors"
        none = f"No military aid to it is known of {when}."
        euros = f"military aid allocated to {with_article(name_of(country))}"
        volume_of = "the volume of its arms imports"
        title = f"Arms for {name_of(country)} by donor: euros of military aid, volume by SIPRI"
        euros_are, note = "euros allocated", AID_NOTE
    if loaded.reason is not None:
        return Made(answer=loaded, sentence=loaded.reason)
    answer = both()
    if answer.reason is not None or answer.rows[column].isna().all():
        return Made(answer=answer, sentence=answer.reason or none)
    first = answer.rows.iloc[0]
    shares = [stated(first, name) for name in (column, "share_pct")]
    return Made(
        answer=answer,
        sentence=f"In {answer.period} {with_article(first[f'{partner}_name'])} had {shares[0]} of "
        f"the euros of {euros} and {shares[1]} of {volume_of}. All {all_of}' two shares are "
        f"{first['apart_pct']:.0f} points of a hundred apart ({answer.origin}).",
        title=title,
        draw=lambda answer, *, title: in_words(
            answer,
            [
                (
                    row[f"{partner}_name"],
                    f"{stated(row, column)} of the {euros_are}",
                    f"{stated(row, 'share_pct')} of the volume (TIV)",
                )
                for row in answer.rows.head(_SHOWN).to_dict("records")
            ],
            title=title,
            subtitle=f"Shares of each, {answer.period}; the {_SHOWN} largest",
        ),
        tabulate=columns(
            {
                capital(partner): f"{partner}_name",
                "Share of the euros": column,
                "Share of the volume": "share_pct",
            }
        ),
        about=note,
        column=column,
        tabular=True,
    )


def others(
    sipri: Made, column: str, about: str, supplier: str, recipient: str, period: Window | None
) -> Made:
    """What every loaded source says of a trade, a row each.

    Args:
        sipri: The figure whose last row has SIPRI's volume in the period.
        column: The column that it stands in.
        about: The trade in words, such as ``Poland's arms imports``.
        supplier: Whose exports these are; empty for those of all.
        recipient: Whose imports; likewise.
        period: The years meant.
    """
    answer = sipri.answer
    if sipri.draw is None or period is None:
        return Made(answer=answer, sentence=sipri.sentence)
    found = [
        row
        for told in (_of_notices, _of_reports, _of_aid)
        for row in told(supplier, recipient, period)
    ]  # fmt: skip
    if not found:
        none = f"Beside SIPRI's, no source is loaded that says anything of {about}"
        return Made(answer=answer, sentence=f"{none} ({answer.origin}).")
    last = answer.rows[answer.rows["last_year"] == period[1]].iloc[-1]
    low, high = bounds(last, column)
    rows = [
        _row(answer.snapshots[-1], "SIPRI", "delivered", years_in_words(*period), last[column],
             "million TIV") | {"value_low": low, "value_high": high},
        *(row for row, _ in found),
    ]  # fmt: skip
    snapshots = dict.fromkeys((*answer.snapshots, *(s for _, used in found for s in used)))
    table = pd.DataFrame(rows)
    if len(with_bounds(answer.rows, column)) == 1:
        table = table.drop(columns=["value_low", "value_high"])
    numbers = [_number(row) for row in table.to_dict("records")]
    told = [f"{row['source']} {number} {row['counts']} ({row['when']})"
            for row, number in zip(rows, numbers, strict=True)]  # fmt: skip
    answer = replace(
        answer, question="others", title=f"What other sources say of {about}",
        unit="each row's own, named beside its number", rows=table, period="",
        snapshots=tuple(snapshots),
    )  # fmt: skip
    return Made(
        answer=answer,
        sentence=f"Of {about}, each in its own unit: {'; '.join(told)}.",
        title=answer.title,
        draw=lambda answer, *, title: in_words(
            answer,
            [
                (number, f"{row['source']}: {row['counts']}, {row['when']}", row["why"])
                for number, row in zip(numbers, rows, strict=True)
            ],
            title=title,
            subtitle="Units differ: nothing here adds up, or stands on one scale",
        ),
        tabulate=columns(
            {
                "Source": "source",
                "What it counts": "counts",
                "Period": "when",
                "Number": lambda rows: [_number(row) for row in rows.to_dict("records")],
                "Edition": "edition",
                "Why it differs": "why",
            }
        ),
        about=OTHERS_NOTE,
        column="value",
    )


def _row(
    snapshot: Any, source: str, counts: str, when: str, value: float, unit: str, why: str = ""
) -> dict[str, Any]:
    return {
        "source": source, "counts": counts, "when": when, "value": value, "unit": unit,
        "edition": snapshot.release_label, "why": why or _WHY[counts],
    }  # fmt: skip


def _number(row: Mapping[Any, Any]) -> str:
    return "–" if missing(row["value"]) else f"{stated_by(volume, row)}{SPACE}{row['unit']}"


Told = Iterable[tuple[dict[str, Any], tuple[Any, ...]]]  # rows, each with its snapshots


def _of_notices(supplier: str, recipient: str, period: Window) -> Told:
    """Ceilings of the US notices of the years meant, to a purchaser or to all."""
    if supplier not in ("", SELLER):
        return
    answer = ask("notified_sales", recipient=recipient or None)
    rows = answer.rows
    if answer.reason is None and (rows := rows[rows["year"].between(*period)])["total_usd_m"].any():
        yield (
            _row(answer.snapshots[-1], "US notices", "notified as a ceiling",
                 years_in_words(*period), rows["total_usd_m"].sum(), "million US dollars"),
            answer.snapshots,
        )  # fmt: skip


def _of_reports(supplier: str, recipient: str, period: Window) -> Told:
    """What the exporter reported of the years meant; a gap where it reported nothing of them."""
    if not supplier:  # each exporter counts in its own way, so there is no sum of them
        return
    answer = ask("exports_reported", from_whom=supplier, recipient=recipient or None)
    if answer.reason is not None:
        return
    within = answer.rows[answer.rows["year"].between(*period)]
    for counts in ("exported", "licensed"):
        column = f"{counts}_eur_m"
        if answer.rows[column].isna().all() or within.empty:
            continue
        known = within.dropna(subset=column)
        when = _spans(known["year"]) or years_in_words(*period)
        total = known[column].sum() if len(known) else float("nan")
        why = "" if len(known) else _NONE_REPORTED
        yield (
            _row(answer.snapshots[-1], "EU annual reports", counts, when, total, "million euros",
                 why),
            answer.snapshots,
        )  # fmt: skip


def _of_aid(supplier: str, recipient: str, period: Window) -> Told:
    """Military aid from the supplier, or from all donors; of one country it is followed alone."""
    answer = ask("aid", to_whom=recipient or UKRAINE)
    if answer.reason is not None:
        return
    rows = answer.rows
    if supplier:
        rows = rows[rows["supplier"] == supplier]
    if rows["military_eur_m"].any():
        to_whom = "" if recipient else f", to {name_of(UKRAINE)} alone"
        yield (
            _row(answer.snapshots[-1], "Kiel Institute", "allocated as military aid",
                 _until_month(answer).period + to_whom, rows["military_eur_m"].sum(),
                 "million euros"),
            answer.snapshots,
        )  # fmt: skip


def _spans(years: Iterable[int]) -> str:
    """Years as periods: ``2001–03, 2005``."""
    spans: list[list[int]] = []
    for year in map(int, years):
        if spans and spans[-1][1] == year - 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(years_in_words(*span) for span in spans)

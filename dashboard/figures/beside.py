"""What other publishers say of a country or pair, each in its own unit, none beside TIV."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard.charts.elsewhere import in_words
from dashboard.data import ask, ask_period
from dashboard.data.offered import Window, groups, name_of
from dashboard.figures import eu_reports, kiel
from dashboard.figures.figure import Made
from dashboard.figures.tables import columns
from dashboard.words import (
    SPACE,
    capital,
    missing,
    possessive,
    stated,
    stated_by,
    volume,
    with_article,
)
from etl.claims.notified import SELLER
from etl.questions.answer import bounds, with_bounds
from etl.questions.answer import period as years_in_words

OTHERS_NOTE = (
    "Each source counts something else, at another moment: an order is **notified** or "
    "**licensed**, later **exported** or **delivered**; it is booked where the weapon comes from, "
    "or by who pays; bought and given alike, or given alone. Their numbers have units of their own "
    "and are neither added up nor drawn on one scale. [What each unit is](/guide)"
)
FMS_NOTE = (
    "**Foreign Military Sales** are arms that the US government sells to other governments itself, "
    "counted here when they are **delivered**, in dollars of the day, with support, training and "
    "ammunition, and by fiscal years, which begin in October. What US companies sell themselves is "
    "not in them, nor is here what went to international organisations. The Security Assistance "
    "Monitor, whose table has them by country from the yearly books of the Defense Security "
    "Cooperation Agency, states no terms, so it is not shipped: save its file and `arms-etl "
    "import` it."
)
_FMS = "delivered under US government-to-government sales"
_WHY = {
    "delivered": "What arrived, rated by what it can do, bought or given; booked where it came "
    "from.",
    "exported": "What left the country at its price, by its own office: parts and ammunition, too.",
    "notified as a ceiling": "What the US government may sell for at most, told before there is a "
    "contract; what comes of it arrives years later. Small and commercial sales are not in it.",
    _FMS: "What the US government delivered of its own sales, at its price: support and training, "
    "too, and no commercial sales. Fiscal years begin in October.",
    "licensed": "What may leave the country, over years to come; much of it never does.",
    "allocated as military aid": "What was promised and budgeted, for training and ammunition, "
    "too; booked by who pays, and not all of it has arrived.",
}
_NONE_REPORTED = "It reported nothing of these years, which is a gap and no zero."
_SHOWN = 8  # partners whose shares are drawn


def mirrored(country: str, direction: str, release: int | None, period: Window) -> Made:
    """A country's partners by money and by SIPRI's volume.

    The money is, of an exporter, the euros that it reported as exported, or, of the United States,
    the dollars of what its government's own sales delivered; of a recipient, the euros of military
    aid that donors allocated to it.
    """
    whose, when = possessive(name_of(country)), years_in_words(*period)
    currency, volume_of = "euros", "their volume"
    if direction == "recipient":
        loaded = ask("aid", to_whom=country)
        question, side = "aid_mirrored", {"to_whom": country}
        partner, column, all_of = "supplier", "aid_share_pct", "donors"
        none = f"No military aid to it is known of {when}."
        money = f"military aid allocated to {with_article(name_of(country))}"
        volume_of = "the volume of its arms imports"
        title = f"Arms for {name_of(country)} by donor: euros of military aid, volume by SIPRI"
        did, note = "allocated", kiel.AID_NOTE
    elif country == SELLER:
        loaded = ask("fms_delivered", recipient=None)
        question, side = "fms_mirrored", {"from_whom": country}
        partner, column, all_of = "recipient", "fms_share_pct", "recipients"
        none = f"What its government's own sales delivered is not known of all of {when}."
        money = "what the US government delivered under its own sales (fiscal years)"
        currency, volume_of = "dollars", "the volume of all US arms exports"
        title = "US arms exports by recipient: dollars of government sales, volume by SIPRI"
        did, note = "delivered", FMS_NOTE
    else:
        loaded = ask("exports_reported", from_whom=country, recipient=None)
        question, side = "exports_mirrored", {"from_whom": country}
        partner, column, all_of = "recipient", "reported_share_pct", "recipients"
        none = f"It reported no exports of {when} to the European Union."
        money = f"{whose} reported arms exports"
        title = f"{capital(whose)} arms exports by recipient: euros reported, volume by SIPRI"
        did, note = "exported", eu_reports.REPORTED_NOTE
    if loaded.reason is not None:
        return Made(answer=loaded, sentence=loaded.reason)
    answer = ask_period(question, period, release, **side)
    if answer.reason is not None or answer.rows[column].isna().all():
        return Made(answer=answer, sentence=answer.reason or none)
    first = answer.rows.iloc[0]
    shares = [stated(first, name) for name in (column, "share_pct")]
    doubted = _doubted(
        f"{row[f'{partner}_name']}, {row['doubt']}"
        for row in answer.rows.to_dict("records")
        if not missing(row.get("doubt"))
    )
    return Made(
        answer=replace(answer, caveats=(*answer.caveats, *doubted)),
        sentence=f"In {answer.period} {with_article(first[f'{partner}_name'])} had {shares[0]} of "
        f"the {currency} of {money} and {shares[1]} of {volume_of}. All {all_of}' two shares are "
        f"{first['apart_pct']:.0f} points of a hundred apart ({answer.origin})."
        + "".join(f" {doubt}" for doubt in doubted),
        title=title,
        draw=lambda answer, *, title: in_words(
            answer,
            [
                (
                    row[f"{partner}_name"],
                    f"{stated(row, column)} of the {currency} {did}",
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
                f"Share of the {currency}": column,
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
    found = _told(supplier, recipient, period)
    if not found:
        none = f"Beside SIPRI's, no source that is loaded has an amount of money for {about}"
        none = f"{none} in {years_in_words(*period)}{_at_other_times(supplier, recipient)}"
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
        tabular=True,
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
_EVER = (0, 9999)


def _told(supplier: str, recipient: str, period: Window) -> list[tuple[dict[str, Any], Any]]:
    """What every other source says of a trade in the years meant."""
    sources = (_of_notices, _of_deliveries, _of_reports, _of_aid)
    return [row for told in sources for row in told(supplier, recipient, period)]


def _at_other_times(supplier: str, recipient: str) -> str:
    """What is known of other years, or why nothing can be of a group."""
    known = [f"{row['source']} ({row['counts']}, {row['when']})"
             for row, _ in _told(supplier, recipient, _EVER)]  # fmt: skip
    if known:
        return f"; known of other years: {'; '.join(known)}"
    if any(one in groups() or "+" in one for one in (supplier, recipient)):
        return "; what they have of single countries is not added up here"
    return " or any other years"


def _of_notices(supplier: str, recipient: str, period: Window) -> Told:
    """Ceilings of the US notices of the years meant, to a purchaser or to all."""
    if supplier not in ("", SELLER):
        return
    answer = ask("notified_sales", recipient=recipient or None)
    rows = answer.rows
    if answer.reason is None and (rows := rows[rows["year"].between(*period)])["total_usd_m"].any():
        yield (
            _row(answer.snapshots[-1], "US notices", "notified as a ceiling",
                 years_in_words(*period) if period != _EVER else _spans(sorted({*rows["year"]})),
                 rows["total_usd_m"].sum(), "million US dollars"),
            answer.snapshots,
        )  # fmt: skip


def _of_deliveries(supplier: str, recipient: str, period: Window) -> Told:
    """What the US government's own sales delivered in the fiscal years meant that are loaded."""
    if supplier not in ("", SELLER):
        return
    answer = ask("fms_delivered", recipient=recipient or None)
    if answer.reason is not None:
        return
    rows = answer.rows[answer.rows["fiscal_year"].between(*period)]
    if rows["delivered_usd_m"].any():
        yield (
            _row(answer.snapshots[-1], "Security Assistance Monitor", _FMS,
                 f"fiscal years {_spans(rows['fiscal_year'])}", rows["delivered_usd_m"].sum(),
                 "million US dollars", " ".join((_WHY[_FMS], *_doubted(rows["doubt"].dropna())))),
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
    answer = ask("aid", to_whom=recipient or kiel.UKRAINE)
    if answer.reason is not None:
        return
    rows = answer.rows
    if supplier:
        rows = rows[rows["supplier"] == supplier]
    if rows["military_eur_m"].any():
        to_whom = "" if recipient else f", to {name_of(kiel.UKRAINE)} alone"
        yield (
            _row(answer.snapshots[-1], "Kiel Institute", "allocated as military aid",
                 kiel.until_month(answer).period + to_whom, rows["military_eur_m"].sum(),
                 "million euros"),
            answer.snapshots,
        )  # fmt: skip


def _doubted(doubts: Iterable[str]) -> tuple[str, ...]:
    """What of a source's numbers strikes as wrong, as one sentence; none where nothing does."""
    told = "; ".join(doubts)
    return (f"In doubt: {told}.",) if told else ()


def _spans(years: Iterable[int]) -> str:
    """Years as periods: ``2001–03, 2005``."""
    spans: list[list[int]] = []
    for year in map(int, years):
        if spans and spans[-1][1] == year - 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(years_in_words(*span) for span in spans)

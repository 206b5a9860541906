"""The Kiel Institute's aid to Ukraine, in euros, and its counted arms beside SIPRI's."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from dashboard.charts.elsewhere import euro_bars, item_bars, month_bars
from dashboard.data import ask
from dashboard.data.offered import name_of
from dashboard.figures.figure import Made
from dashboard.figures.tables import columns
from dashboard.words import (
    capital,
    cell,
    cells,
    counted,
    day,
    listed,
    missing,
    with_article,
)
from etl.questions import Answer

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
_KINDS_OF_AID = {
    "Military, million euros": "military_eur_m",
    "Financial, million euros": "financial_eur_m",
    "Humanitarian, million euros": "humanitarian_eur_m",
}
_KINDS = {
    "Tanks": "tanks", "Howitzers": "howitzers", "IFV": "infantry fighting vehicles",
    "MLRS": "multiple rocket launchers",
}  # fmt: skip


def aid(country: str) -> Made:
    """Who allocated military aid to a country."""
    answer = ask("aid", to_whom=country)
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    answer, whom = until_month(answer), with_article(name_of(country))
    donors = answer.rows[answer.rows["military_eur_m"] > 0]
    if donors.empty:
        none = f"No donor allocated military aid to {whom} from {answer.period}"
        return Made(answer=answer, sentence=f"{none} ({answer.origin}).")
    leaders = [
        f"{with_article(row['supplier_name'])} {cell('military_eur_m', row['military_eur_m'])}"
        for row in donors.head(3).to_dict("records")
    ]
    total = cell("military_eur_m", answer.rows["military_eur_m"].sum())
    return Made(
        answer=answer,
        sentence=f"From {answer.period} {counted(len(donors), 'donor')} allocated {total} "
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
    answer = until_month(answer)
    rows, donor, whom = answer.rows, name_of(supplier), with_article(name_of(recipient))
    if not rows["military_eur_m"].any():
        none = f"{capital(with_article(donor))} allocated no military aid to {whom}"
        return Made(answer=answer, sentence=f"{none} from {answer.period} ({answer.origin}).")
    most = rows.nlargest(1, "military_eur_m").iloc[0]
    told = [cell("military_eur_m", value) for value in
            (rows["military_eur_m"].sum(), most["military_eur_m"])]  # fmt: skip
    return Made(
        answer=answer,
        sentence=f"From {answer.period} {with_article(donor)} allocated {told[0]} million euros of "
        f"military aid to {whom}, most in {day(most['year_month'])} with {told[1]} "
        f"({answer.origin}).",
        title=f"{capital(donor)} to {name_of(recipient)}: military aid allocated, by month",
        draw=month_bars,
        tabulate=columns({"Month": "year_month"} | _KINDS_OF_AID, newest="year_month"),
        about=AID_NOTE,
        column="military_eur_m",
    )


def until_month(answer: Answer) -> Answer:
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
        draw=lambda answer, *, title: item_bars(
            replace(both, rows=rows.assign(kind=rows["kind"].map(_in_words))), title=title
        ),
        tabulate=_items_table,
        about=ITEMS_NOTE,
        column="kiel_items",
    )


def _in_words(kind: str) -> str:
    """A kind of arms as a reader may know it, where the tracker has letters alone."""
    return capital(_KINDS.get(kind, kind))


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
            "Kind": list(rows["kind"].map(_in_words)),
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

"""Deals: what SIPRI's register is searched for, and how the deals found are told."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from dashboard.data import ask, groups
from dashboard.data.offered import Window
from dashboard.figures.parameters import Choice, Several, Span, Text, Values
from dashboard.figures.shared import ALL, categories, coded, several
from dashboard.notes import TIV_NOTE
from dashboard.words import counted, million_tiv, missing, stated, volume
from etl.questions import Answer
from etl.questions.answer import period
from etl.sources.sipri.deliveries import STATUSES

DEALS_NOTE = (
    "A **deal** is an entry of SIPRI's register: a number of one weapon that a supplier agreed to "
    "deliver to a recipient. A question mark stands where SIPRI estimates. The volume in the "
    "period counts what was delivered in it; orders without deliveries count as nothing. The "
    "register answers that reaches most of the years. One by delivery tells categories apart and "
    "has no orders: these come from the register by deal of its release.\n\n" + TIV_NOTE
)


def _years(values: Values) -> Window:
    """The years of all registers that are loaded, of which there must be one."""
    rows = ask("registers").rows
    return int(rows["first_year"].min()), int(rows["last_year"].max())


def _registers(values: Values) -> Mapping[Any, str]:
    """The releases of which a register is loaded."""
    rows = ask("registers").rows
    labels = zip(rows["release"], rows["release_label"], strict=True)
    return {None: "Reaches most years", **{int(release): label for release, label in labels}}


def _labels_of_before(values: Values) -> Mapping[str, Any]:
    """What the choices were called before."""
    named = {label: release for release, label in _registers(values).items() if release}
    kinds = ("delivery", "deal")  # one register answered for each release
    before = {f"{label}, by {kind}": named[label] for label in named for kind in kinds}
    return {"Best loaded": None, **before}


SUPPLIER = several("supplier", "Suppliers")
RECIPIENT = several("recipient", "Recipients")
CATEGORY = Several("category", "Categories", categories, none="All", spelled=coded)
STATUS = Choice(
    "status", "Status", {ALL: "All"} | {status: status for status in STATUSES},
    spelled=coded,
)  # fmt: skip
WORDS = Text(key="words", label="Words in name, description or comment")
YEARS = Span("years", "Delivered or ordered in", bounds=_years)
RELEASE = Choice(
    "release", "Register", _registers, former=("register",), also=_labels_of_before,
    spelled=lambda year: "best" if year is None else str(year),
)  # fmt: skip
PARAMETERS = (SUPPLIER, RECIPIENT, CATEGORY, STATUS, WORDS, YEARS, RELEASE)


def years_of_register(rows: pd.DataFrame) -> Window:
    """The first and the last year with deliveries in the registers that rows come from."""
    known = ask("registers").rows
    known = known[known["table_name"].isin(rows["table_name"])]
    return int(known["first_year"].min()), int(known["last_year"].max())


def found(values: Values) -> Answer:
    """The deals that fit what is searched for."""
    first, last = values["years"]
    deals = ask(
        "deals", supplier="+".join(values["supplier"]) or None,
        recipient="+".join(values["recipient"]) or None,
        category="+".join(values["category"]) or None, status=values["status"] or None,
        text=values["words"] or None, first_year=first, last_year=last,
        in_release=values["release"],
    )  # fmt: skip
    return groups.told_of(deals, [*values["supplier"], *values["recipient"]], last)


def deals_sentence(answer: Answer, years: Window, fit: str = " fit") -> str:
    """How many deals there are, what was delivered of them in which years, and how many orders.

    The registers that answer may not reach all the years that were asked for.
    """
    if answer.reason is not None:
        return answer.reason
    is_open = answer.rows["first_year"].isna()
    delivered, orders = answer.rows[~is_open], answer.rows[is_open]
    texts = []
    if len(delivered):
        known = years_of_register(delivered)
        first, last = max(years[0], known[0]), min(years[1], known[1])
        texts.append(
            f"{counted(len(delivered), 'deal')}{fit}; "
            f"{million_tiv(delivered['tiv_in_period_m'].sum())} of them were delivered in "
            f"{period(first, last)} ({answer.origin})."
        )
    if len(orders):
        items = orders["number_ordered"]
        what = f"{'at least ' if items.isna().any() else ''}{counted(int(items.sum()), 'item')}"
        rest = f", for {what}" if items.notna().any() else ""
        if delivered.empty:
            rest = f"{fit}{rest} ({answer.origin})"
        start = counted(len(orders), "open order")
        if texts:
            what = counted(len(orders), "more order")
            start = f"There {'is' if len(orders) == 1 else 'are'} {what} without a delivery yet"
        texts.append(f"{start}{rest}.")
    return " ".join(texts)


def deals_table(answer: Answer) -> pd.DataFrame:
    """Deals as a sortable table; numbers stay numbers."""
    rows = answer.rows
    table = pd.DataFrame(
        {
            "Supplier": rows["supplier_name"],
            "Recipient": rows["recipient_name"],
            "Designation": rows["designation"],
            "Description": rows["description"].fillna(""),
            "Category": rows["category"].fillna(""),
            "Status": rows["status"],
            "Ordered": rows["order_year"],
            "Number delivered": rows["number_delivered"],
            "Delivered": [
                "not yet" if missing(first) else period(int(first), int(last))
                for first, last in zip(rows["first_year"], rows["last_year"], strict=True)
            ],
            "Million TIV in the period": rows["tiv_in_period_m"],
            "Comment": rows["comment"].fillna(""),
        }
    )
    # A register by deal tells no categories.
    return table if rows["category"].notna().any() else table.drop(columns="Category")


def deal_text(row: Mapping[Hashable, Any]) -> str:
    """One deal in words."""
    ordered = _about(row["number_ordered"], row["number_ordered_is_estimate"])
    delivered = _about(row["number_delivered"], row["number_delivered_is_estimate"])
    lines = [
        f"**{row['designation']}**, {row['description']}: {row['supplier_name']} to "
        f"{row['recipient_name']}",
        f"*Ordered:* {_about(row['order_year'], row['order_year_is_estimate'])}"
        + ("" if ordered == "–" else f", {ordered} items")
        + ("" if missing(row["tiv_order_m"]) else f", {volume(row['tiv_order_m'])} million TIV"),
        f"*Delivered:* {delivered} items, {volume(row['tiv_delivered_m'])} million TIV; a new one "
        f"counts {row['tiv_unit']:g} million",
        f"*Status:* {row['status']}"
        + ("" if missing(row["category"]) else f". *Category:* {row['category']}")
        + (". Produced under licence" if row["local_production"] is True else ""),
    ]
    if not missing(row["comment"]):
        lines.append(f"*SIPRI's comment:* {row['comment']}")
    return "  \n".join(lines)


def deliveries_table(answer: Answer) -> pd.DataFrame:
    """Deliveries of one deal by year."""
    return pd.DataFrame(
        [
            {
                "Year": _estimated(row["year"], row["year_is_estimate"]),
                "Items": _estimated(row["number"], row["number_is_estimate"]),
                "Million TIV": stated(row, "tiv_m")
                + (" (an equal part of the deal)" if row["precision"] == "split" else ""),
            }
            for row in answer.rows.to_dict("records")
        ]
    )


def marks_note(answer: Answer) -> str:
    """What *about* and a question mark say beside a deal and its deliveries by year."""
    estimates = "SIPRI estimates what has *about* or a question mark."
    if answer.reason is not None or (answer.rows["precision"] == "exact").all():
        return estimates
    return (
        f"{estimates} A year's volume with *about* is calculated here: SIPRI gives one for all "
        "years of a deal, and the brackets hold the least and the most that the year's can be."
    )


def _about(number: Any, is_estimate: object) -> str:
    """The same inside a sentence: ``about 36``."""
    text = _estimated(number, is_estimate)
    return f"about {text[:-1]}" if text.endswith("?") else text


def _estimated(number: Any, is_estimate: object) -> str:
    """A number of items or a year, with a question mark where SIPRI estimates it."""
    if missing(number):
        return "–"
    mark = "" if missing(is_estimate) or not is_estimate else "?"
    return f"{number:.0f}{mark}"

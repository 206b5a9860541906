"""What the United States notified to its Congress: dollars that sales may come to, never TIV."""

import pandas as pd

from dashboard.charts.elsewhere import ceilings_by_year
from dashboard.data import ask
from dashboard.data.offered import name_of
from dashboard.figures.figure import Made, named, settled
from dashboard.words import SPACE, capital, cell, cells, counted, day, missing, with_article
from etl.claims.notified import SELLER
from etl.questions import Answer
from etl.questions.answer import period
from etl.sources.notifications.notice import SALE
from etl.sources.reference import is_group

NOTE = (
    "Before the US government sells arms to another, it must tell Congress (Arms Export Control "
    "Act, section 36(b)) who may buy what for **up to how much**. Such a notice is no contract and "
    "no delivery: the sale may be smaller, come years later, or never. Small sales need no notice, "
    "and commercial sales, which firms make by themselves, have another one that is not loaded. A "
    "*change* to an earlier notice is listed, and never added to it.\n\n"
    "Dollars are those of the day, neither deflated nor converted, and cannot be compared with "
    "SIPRI's TIV, which measures capability and not money. Years are those in which Congress was "
    "told.\n\n"
    "The table of this project is near complete for 2009 to 2019, a few per cent short from 2020 "
    "to February 2026, and a sample before and after that; of changes it is a sample throughout. "
    "An address is given only where it was read."
)


def notified_sales(recipient: str) -> Made:
    """The arms sales to a party that Congress was told of, by year, with all notices as a list."""
    answer, name = ask("notified_sales", recipient=recipient), name_of(recipient)
    rows = answer.rows
    sales = rows[rows["total_usd_m"].notna()] if answer.reason is None else rows
    dated = sales[sales["year"].notna()] if len(sales) else sales
    if dated.empty:
        none = f"No dated US notice of an arms sale to {with_article(name)} is loaded."
        return Made(answer=answer, sentence=answer.reason or none)
    by_year = dated.groupby("year")["total_usd_m"].sum()
    most = f", the most in {by_year.idxmax():.0f}" if len(by_year) > 1 else ""
    apart = (
        (len(sales) - len(dated), "without a known day: in the table, and in no bar"),
        (
            int((rows["kind"] != SALE).sum()),
            "of a change to an earlier one: not added",
        ),
    )
    left_out = [f"{counted(count, 'notice')} {words}." for count, words in apart if count]
    return Made(
        answer=answer,
        sentence=f"In {period(int(by_year.index.min()), int(by_year.index.max()))} the US "
        f"government notified Congress of {counted(len(dated), 'arms sale')} to "
        f"{with_article(name)}, for up to {cell('total_usd_m', dated['total_usd_m'].sum())}{SPACE}"
        f"million US dollars together{most}: ceilings, no contracts and no deliveries "
        f"({answer.origin}).",
        title=f"{capital(name)}: US arms sales notified",
        draw=ceilings_by_year,
        tabulate=_list_of_buyers if is_group(recipient) else _list,
        about=NOTE,
        detail="Bars of the notices of each year; each notice stands in the table.",
        column="total_usd_m",
        remarks=(*left_out, _delivered(recipient)),
    )


def _delivered(recipient: str) -> str:
    """What SIPRI says of deliveries, which are another matter and in another unit."""
    figure = named("pair/shares")
    assert figure is not None
    values = settled(figure.parameters, {"supplier": SELLER, "recipient": recipient})
    if (values["supplier"], values["recipient"]) != (SELLER, recipient):
        return "What was delivered, SIPRI counts in volumes and not in dollars."
    told = figure.made(values).sentence
    return f"What was delivered, SIPRI counts in volumes and not in dollars. {told}"


def _list(answer: Answer) -> pd.DataFrame:
    """The notices, the newest first."""
    rows = answer.rows
    return pd.DataFrame(
        {
            "Notified": [day(text) or "not known" for text in rows["notified"]],
            "Number": rows["transmittal"].fillna("–"),
            "What": rows["what"].fillna(rows["why_not"]),
            "Up to, million US dollars": cells(rows, "total_usd_m"),
            "Kind": [_kind(row) for row in rows.to_dict("records")],
            "Read": [
                text if missing(url) else f"[{text}]({url})"
                for text, url in zip(rows["evidence"], rows["url"], strict=True)
            ],
        }
    )


def _list_of_buyers(answer: Answer) -> pd.DataFrame:
    """The same with who may buy."""
    table = _list(answer)
    table.insert(1, "Purchaser", answer.rows["recipient_name"].fillna("–"))
    return table


def _kind(row: dict[object, object]) -> str:
    if not missing(row["why_not"]):
        return f"no amount: {row['why_not']}"
    if row["kind"] == SALE:
        return "sale"
    return "change" if missing(row["amends"]) else f"change to {row['amends']}"

"""SIPRI's trade register by deal: one volume for all years of delivery, orders and comments."""

from datetime import date
from pathlib import Path

import pandas as pd

from etl.common.errors import DataError
from etl.intake.header import NUMBER, TEXT, UNCERTAIN, YEAR
from etl.intake.recognise import recognise
from etl.sources import Staged
from etl.sources.sipri.deliveries import FIRST_ORDER, STATUSES
from etl.table import FIRST_YEAR, Table

NAMES = {
    "Recipient": "recipient",
    "Supplier": "supplier",
    "Year of order": "order_year",
    "Year of order is uncertain": "order_year_is_estimate",
    "Number ordered": "number_ordered",
    "Number ordered is uncertain": "number_ordered_is_estimate",
    "Weapon designation": "designation",
    "Weapon description": "description",
    "Number delivered": "number_delivered",
    "Number delivered is uncertain": "number_delivered_is_estimate",
    "Year(s) of delivery": "years",
    "Status": "status",
    "Comments": "comment",
    "SIPRI TIV per unit": "tiv_unit",
    "SIPRI TIV for total order": "tiv_order_m",
    "SIPRI TIV of delivered weapons": "tiv_delivered_m",
}
HOLDS = {
    name: YEAR if name == "Year of order"
    else YEAR + "(; " + YEAR + ")*" if name == "Year(s) of delivery"
    else r"\?" if name.endswith(UNCERTAIN)
    else NUMBER if name.startswith(("Number", "SIPRI TIV"))
    else TEXT
    for name in NAMES
}  # fmt: skip
# Since July 2026 the number of items has another name.
SPELT = {"status": "Status", "Deliveries in the Year Range": "Number delivered"}
# Three columns have no name; each says whether the one before it is uncertain.
AS_WRITTEN = tuple(
    {"Status": "status"}.get(name, "" if name.endswith(UNCERTAIN) else name) for name in NAMES
)
COMMENTS = "Comments"


def healed(path: Path, rows: pd.DataFrame) -> pd.DataFrame:
    """Deals that a line break in their comment tore in two, put together again.

    The volumes of a deal are never empty. Where they are, a spreadsheet filled up the first half,
    and the row below begins with the rest of the comment and goes on with the volumes.
    """
    names = [name for name in rows.columns if name != "line"]
    comments = names.index(COMMENTS)
    below = names[comments + 1 :]
    volumes = [name for name in below if name in NAMES]
    torn = (rows[volumes] == "").all(axis="columns").to_numpy().nonzero()[0]
    if not len(torn):
        return rows
    cells = rows[names].to_numpy(dtype=object)
    drop: list[int] = []
    for at in map(int, torn):
        if at in drop[-1:]:  # it is the rest of the row above, and was put there
            continue
        rest = at + 1
        if rest >= len(rows) or any(cells[rest, len(below) + 1 :]):
            message = "the deal has no volumes, and the row below is not the rest of it"
            line = int(rows["line"].iloc[at])
            raise DataError.of(path, message, "Download the table again.", line, volumes[0])
        cells[at, comments] = f"{cells[at, comments]} {cells[rest, 0]}".strip()
        cells[at, comments + 1 :] = cells[rest, 1 : len(below) + 1]
        drop.append(rest)
    whole = pd.DataFrame(cells, columns=names, dtype="str").assign(line=rows["line"])
    return whole.drop(index=drop).reset_index(drop=True)


def parse(path: Path) -> Staged:
    """Rows for ``deal_row``: volumes in million TIV, ``years`` such as ``2010; 2012``.

    ``years`` is empty for an order without deliveries. Rows that are alike are deals of their own:
    the register has several orders of the same thing in a year.
    """
    (part, *more) = recognise(path)
    if more:
        message = "the zip holds several registers by deal, and a deal may stand in each of them"
        raise DataError.of(path, message, "Import them one by one.")
    table = Table.of(path, part.rows, NAMES)
    table.text("supplier", "recipient", "designation")
    table.choice("status", STATUSES)
    table.calendar_year("order_year", first=FIRST_ORDER, optional=True)
    table.count("number_ordered", optional=True)
    table.number("tiv_order_m", optional=True)
    years = table.rows["years"].str.strip()
    # Of an order without deliveries the number is 0 or, in exports of some years, empty.
    delivered = table.rows["number_delivered"]
    none_yet = (years == "") & (delivered.str.strip() == "")
    table.rows["number_delivered"] = delivered.mask(none_yet, "0")
    table.count("number_delivered")
    table.number("tiv_unit", "tiv_delivered_m")
    for flag in ("order_year", "number_ordered", "number_delivered"):
        table.flag(f"{flag}_is_estimate", "?", "")
    newest = date.today().year + 1
    # The years ascend, so the first and last four digits are the earliest and the latest.
    listed = years.where(years != "", f"{FIRST_YEAR}")
    outside = (listed.str[:4] < str(FIRST_YEAR)) | (listed.str[-4:] > str(newest))
    message = f"not a list of years from {FIRST_YEAR} to {newest} such as '2010; 2012'"
    fix = "Look for a shifted column or a file cut short."
    table.refuse(~listed.str.fullmatch(r"[0-9]{4}(; [0-9]{4})*") | outside, "years", message, fix)
    in_no_year = (years == "") & (table.rows["tiv_delivered_m"] > 0)
    fix = "Look for a shifted column."
    table.refuse(in_no_year, "years", "a volume was delivered, but in no year", fix)
    # A spreadsheet may have changed a number, and the last of a file that was cut short may look
    # like one still.
    items = table.rows["number_delivered"]
    rounding = 0.005 * items + 0.01
    other = (table.rows["tiv_delivered_m"] - items * table.rows["tiv_unit"]).abs() > rounding
    message = "the volume is not that of the items delivered: a number was changed or cut short"
    table.refuse(other, "tiv_delivered_m", message, "Download the table again.")
    table.optional_text("comment", "description")
    return {"deal_row": table.done()}

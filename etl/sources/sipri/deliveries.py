"""SIPRI's trade register by delivery: exact volumes, one row a deal and year of delivery."""

from pathlib import Path

import pandas as pd

from etl.intake.header import NUMBER, TEXT, YEAR
from etl.intake.recognise import recognise
from etl.sources import Staged
from etl.table import FIRST_YEAR, Table

NAMES = {
    "SIPRI AT Database ID": "deal_no",
    "Supplier": "supplier",
    "Recipient": "recipient",
    "Designation": "designation",
    "Description": "description",
    "Armament category": "category",
    "Order date": "order_year",
    "Order date is estimate": "order_year_is_estimate",
    "Numbers delivered": "number",
    "Numbers delivered is estimate": "number_is_estimate",
    "Delivery year": "year",
    "Delivery year is estimate": "year_is_estimate",
    "Status": "status",
    "SIPRI estimate": "tiv_unit",
    "TIV deal unit": "tiv_deal_unit",
    "TIV delivery values": "tiv_m",
    "Local production": "local_production",
}
HEADER = tuple(NAMES)
HOLDS = {
    name: YEAR if name in ("Order date", "Delivery year")
    else r"Yes|No" if name.endswith("is estimate") or name == "Local production"
    else NUMBER if name.startswith(("SIPRI", "Numbers", "TIV"))
    else TEXT
    for name in HEADER
}  # fmt: skip
# SIPRI's site until early 2024 wrote the same columns, three of them under other names.
SPELT = {"Deal ID": "SIPRI AT Database ID", "Seller": "Supplier", "Buyer": "Recipient"}
_CATEGORY = HEADER.index("Armament category")
STATUSES = ("New", "Second hand", "Second hand but modernized")
# An order may be older than the register, whose deliveries begin in 1950.
FIRST_ORDER = 1900


def rejoined(row: list[str]) -> list[str]:
    """A delivery whose designation or description holds a delimiter, in its 17 cells.

    All of the surplus goes to the designation: which of the two texts it belongs to cannot be told.
    """
    surplus = len(row) - len(HEADER)
    at = _CATEGORY - 2
    joined = "; ".join(cell.strip() for cell in row[at : at + surplus + 1])
    return [*row[:at], joined, *row[at + surplus + 1 :]]


def parse(path: Path) -> Staged:
    """Rows for ``delivery_row``: ``tiv_m`` in million TIV, ``tiv_unit`` in TIV of a new unit.

    The column "TIV deal unit" is left out: it is ``tiv_unit`` by status, rounded to two decimals,
    and a volume worked out from it would be off.
    """
    parts = [part.rows for part in recognise(path)]
    rows = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    table = Table.of(path, rows.drop(columns="TIV deal unit"), NAMES)
    table.text("supplier", "recipient", "designation", "category")
    table.choice("status", STATUSES)
    table.count("deal_no", "number")
    table.number("tiv_unit", "tiv_m")
    table.calendar_year("order_year", first=FIRST_ORDER, optional=True)
    table.calendar_year("year", first=FIRST_YEAR)
    for flag in ("order_year", "number", "year"):
        table.flag(f"{flag}_is_estimate", "Yes", "No")
    table.flag("local_production", "Yes", "No")
    table.unique("deal_no", "year")
    staged = table.done()
    return {"delivery_row": staged.assign(deal_no=staged["deal_no"].astype("int64"))}

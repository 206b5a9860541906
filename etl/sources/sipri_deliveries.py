"""SIPRI's trade register by delivery: exact volumes, one row a deal and year of delivery."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.recognise import recognise
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
    "TIV delivery values": "tiv_m",
    "Local production": "local_production",
}
STATUSES = ("New", "Second hand", "Second hand but modernized")
# An order may be older than the register, whose deliveries begin in 1950.
FIRST_ORDER = 1900


def parse(path: Path) -> Staged:
    """Rows for ``delivery_row``: ``tiv_m`` in million TIV, ``tiv_unit`` in TIV of a new unit.

    The column "TIV deal unit" is left out: it is ``tiv_unit`` by status, rounded to two decimals,
    and a volume worked out from it would be off.
    """
    parts = [part.rows for part in recognise(path)]
    rows = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    table = Table.of(path, rows.rename(columns=NAMES)[[*NAMES.values(), "line"]])
    table.text("supplier", "recipient", "designation", "category")
    table.choice("status", STATUSES)
    table.number("deal_no", "number", "tiv_unit", "tiv_m")
    table.refuse(table.rows["deal_no"] % 1 > 0, "deal_no", "not a whole number", "Correct it.")
    table.calendar_year("order_year", first=FIRST_ORDER, optional=True)
    table.calendar_year("year", first=FIRST_YEAR)
    for flag in ("order_year", "number", "year"):
        table.flag(f"{flag}_is_estimate", "Yes", "No")
    table.flag("local_production", "Yes", "No")
    table.unique("deal_no", "year")
    staged = table.done()
    return {"delivery_row": staged.assign(deal_no=staged["deal_no"].astype("int64"))}

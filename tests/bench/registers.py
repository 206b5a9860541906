"""Made-up registers in SIPRI's layout, as large as asked for."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from etl.common.paths import data_dir
from etl.sources.sipri.deliveries import HEADER

_PREAMBLE = """\
Transfers of major conventional arms from All countries  to All countries . Deals with deliveries \
made for the year range '{first}' to '{last}'
A '?' in a column indicates uncertain data.
An empty field for 'Number ordered' indicates that data is not yet available.
SIPRI trend-indicator values (TIVs) are in millions.
An empty field for 'SIPRI TIV for total order' indicates that data is not available.
A '0' indicates that the volume of deliveries is between 0 and 0.5 million SIPRI TIV.
Figures may not add up to stated totals due to the conventions of rounding.
For the method see sources-and-methods.

Source: made up for measuring.
Data generated: 12 Oct 2025 12:00:00 PM
"""
_DEALS = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,"
    "Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,"
    "SIPRI TIV for total order,SIPRI TIV of delivered weapons"
)
_COMMENTS = ("", "", "produced under licence", "second-hand; modernized before delivery")


def deliveries(path: Path, count: int) -> Path:
    """Write a register by delivery: two deliveries a deal, 1950–79.

    In later years a made-up register would rightly fail the checks against published shares.
    """
    draw, names = random.Random(1), _names()
    categories = _column("categories", "category")
    with path.open("w", encoding="latin-1", newline="\n") as file:
        file.write(_PREAMBLE.format(first=1950, last=1979) + ",".join(HEADER) + "\n")
        for number in range(count):
            deal = number // 2
            if number % 2 == 0:
                supplier, recipient = draw.sample(names, 2)
                year = 1950 + deal % 29
                weapon = f"Design {deal % 4_000}"
                category = categories[deal % len(categories)]
                unit = draw.randint(1, 4_000) / 100
            else:
                year += 1
            items = draw.randint(1, 40)
            file.write(
                f"{deal + 1},{supplier},{recipient},{weapon},kind {deal % 200},{category},"
                f"{year - 2},No,{items},No,{year},Yes,New,{unit},{unit},{items * unit:.2f},No\n"
            )
    return path


def deals(path: Path, count: int) -> Path:
    """Write a register by deal: one to five years of delivery each, 1950–2024."""
    draw, names = random.Random(2), _names()
    with path.open("w", encoding="latin-1", newline="\n") as file:
        file.write(_PREAMBLE.format(first="Not specified", last="Not specified") + _DEALS + "\n")
        for number in range(count):
            supplier, recipient = draw.sample(names, 2)
            first = 1950 + number % 71
            years = "; ".join(str(first + step) for step in range(draw.randint(1, 5)))
            items, unit = draw.randint(1, 90), draw.randint(1, 4_000) / 100
            file.write(
                f"{recipient},{supplier},{first},?,{items},,Design {number % 4_000},"
                f"kind {number % 200},{items},?,{years},New,{draw.choice(_COMMENTS)},{unit},"
                f"{items * unit:.2f},{items * unit:.2f}\n"
            )
    return path


def _names() -> list[str]:
    """States that exist in all years."""
    with (data_dir() / "reference" / "states.csv").open(encoding="utf-8") as file:
        return [
            row["sipri_name"]
            for row in csv.DictReader(file)
            if row["kind"] == "state"
            and not row["first_year"]
            and row["sipri_name"]
            and row["sipri_name"].isascii()
        ]


def _column(table: str, column: str) -> list[str]:
    with (data_dir() / "reference" / f"{table}.csv").open(encoding="utf-8") as file:
        return [row[column] for row in csv.DictReader(file)]

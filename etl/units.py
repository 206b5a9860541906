"""The unit of a column, which its name says: declared here, and read from here by every file.

The warehouse's comments, CSV, JSON, workbooks and the data package all take it from here.
"""

import re

TIV = "million TIV (SIPRI trend-indicator value), a volume and not money"
# Money as the document has it, of its own day: neither deflated nor converted, and never TIV.
USD = "million US dollars of the day"
EUR = "million euros of the day"
ITEMS = "items"  # weapons counted one by one, whatever each can do
PER_CENT = "per cent"
# By the whole name of a column.
_UNITS = {
    r"per_million_tiv(_.*)?": f"{TIV}, per million inhabitants",
    r"inhabitants": "inhabitants",
    r"inhabitants_m": "million inhabitants",
    r"(.*_)?tiv(_.*)?": TIV,
    r"(.*_)?usd_m": USD,
    r"(.*_)?eur_m": EUR,
    r"(.*_)?pct": PER_CENT,
    r"(.*_)?points": "points of 10,000",
    r"(.*_)?items|number(_ordered|_delivered)?": ITEMS,
    r"licences": "licences",
    r"denials": "denials",
    r"month": "month",
    r"(.*_)?days": "days",
    r"(.*_)?year|covered_(from|to)|opens|closes": "year",
    r"(.*_)?release|edition": "year of publication",
}
# Numbers that are in the unit of what they stand with, which a column beside them or the answer's
# own unit gives.
OF_THE_ROW = re.compile(r"value(_number|_low|_high)?|computed(_low|_high)?|difference")


def unit(column: str) -> str:
    """The unit of a column; empty for names, keys, counts and what is in the unit of its row."""
    return next((words for name, words in _UNITS.items() if re.fullmatch(name, column)), "")


def is_year(column: str) -> bool:
    """Whether a column's numbers are years, which count nothing."""
    return unit(column).startswith("year")

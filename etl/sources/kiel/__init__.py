"""Kiel Institute: its Ukraine Support Tracker, aid to Ukraine by donor and month, and its arms."""

from etl.harmonise import PARTY
from etl.sources import Form, Rows, Source
from etl.sources.kiel import tables

_PAIR = {"supplier": PARTY, "recipient": PARTY}

SOURCES = (
    Source(
        "kiel",
        tables.parse,
        {"aid_month": Rows(_PAIR), "item_count": Rows(_PAIR)},
        Form("the Ukraine Support Tracker", tables.columns, tables.card, tables.HEADER),
        own_use=True,
    ),
)

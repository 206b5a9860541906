"""SIPRI: its register by delivery and by deal, its TIV tables, and the cells of its fact sheets."""

from functools import partial

from etl.harmonise import CATEGORY, PARTY, PARTY_OR_GROUP
from etl.intake.header import by_name
from etl.sources import Form, Rows, Source
from etl.sources.sipri import bundled, card, deals, deliveries, published, tiv_table

_PAIR = {"supplier": PARTY, "recipient": PARTY}
_MARCH = 3


def _flow(*precisions: str) -> Rows:
    return Rows(_PAIR | {"category": CATEGORY}, _MARCH, precisions)


_WORLD = Rows({"category": CATEGORY}, _MARCH)
_CELL = (
    "edition", "supplier", "recipient", "metric", "first_year", "last_year",
)  # fmt: skip
_FIGURE = {"supplier": PARTY_OR_GROUP, "recipient": PARTY_OR_GROUP}

SOURCES = (
    Source(
        "sipri_deliveries",
        deliveries.parse,
        {"delivery_row": _flow("exact")},
        Form(
            "SIPRI's trade register by delivery",
            partial(by_name, needed=deliveries.HOLDS, spelt=deliveries.SPELT),
            card.register,
            deliveries.HEADER,
            deliveries.HOLDS,
            deliveries.SPELT,
            wide=deliveries.rejoined,
        ),
        own_use=True,
    ),
    Source(
        "sipri_deals",
        deals.parse,
        {"deal_row": Rows(_PAIR, _MARCH, ("split", "exact"))},
        Form(
            "SIPRI's trade register by deal",
            partial(by_name, needed=deals.HOLDS, spelt=deals.SPELT),
            card.register,
            deals.AS_WRITTEN,
            deals.HOLDS,
            deals.SPELT,
            torn=(deals.COMMENTS, deals.healed),
        ),
        own_use=True,
    ),
    Source(
        "sipri_tiv_table",
        tiv_table.parse,
        {
            "flow": _flow("rounded"),
            "state_total": Rows({"name": PARTY.into("state_id")}),
            "world_total": _WORLD,
        },
        Form("a TIV table of SIPRI's", tiv_table.columns, card.tiv_table),
        own_use=True,
    ),
    Source(
        "sipri_flows",
        bundled.flows,
        {"flow": _flow("exact", "rounded", "small pairs dropped")},
    ),
    Source("sipri_totals", bundled.totals, {"world_total": _WORLD}),
    Source(
        "published",
        published.parse,
        {"published_figure": Rows(_FIGURE, once=(*_CELL, "compared_first_year", "source_title"))},
    ),
    Source(
        "published_exceptions",
        published.exceptions,
        {"published_exception": Rows(_FIGURE, once=_CELL)},
    ),
)

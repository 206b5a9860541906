"""The World Bank: each country's yearly totals of arms exports and imports, taken from SIPRI."""

from etl.harmonise import CATEGORY, CODE
from etl.sources import Form, Rows, Source
from etl.sources.world_bank import card, series, totals

_TABLES = {
    "country_total": Rows({"iso3": CODE.into("state_id")}),
    "world_total": Rows({"category": CATEGORY}, released=1),
}

SOURCES = (
    Source(
        "world_bank_series",
        series.parse,
        _TABLES,
        Form(
            "a World Bank series of arms exports or imports",
            series.columns,
            card.series,
            series.HEADER,
            spare=series.SPARE,
            others=series.OTHERS,
        ),
    ),
    Source("world_bank_totals", totals.parse, _TABLES),
)

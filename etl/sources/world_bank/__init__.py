"""The World Bank: inhabitants, and yearly arms exports and imports, which it takes from SIPRI."""

from etl.harmonise import CATEGORY, CODE, PARTY_OR_GROUP
from etl.sources import Form, Rows, Source
from etl.sources.world_bank import bundled, card, series

_TABLES = {
    "country_total": Rows({"iso3": CODE.into("state_id")}),
    "world_total": Rows({"category": CATEGORY}, released=1),
}

SOURCES = (
    Source(
        "world_bank_population",
        bundled.population,
        {"population": Rows({"party": PARTY_OR_GROUP}, once=("party", "year"))},
    ),
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
    Source("world_bank_totals", bundled.totals, _TABLES),
)

"""Arms sales that the US government notified to Congress (Arms Export Control Act, section 36(b)).

A notice says what may be sold to whom for up to how much: no contract, and no delivery.
"""

from etl.harmonise import OFFICIAL
from etl.sources import Form, Rows, Source
from etl.sources.notifications import saved, table

_TABLES = {"notified_sale": Rows({"purchaser": OFFICIAL.into("recipient")})}

SOURCES = (
    Source("us_notifications", table.sales, _TABLES),
    Source("us_notification_years", table.years, {"notified_year": Rows(once=("year",))}),
    Source(
        "us_notices",
        saved.parse,
        _TABLES,
        Form(
            "notices of arms sales of the Federal Register or the Congressional Record",
            saved.columns,
            saved.card,
            tabled=saved.tabled,
        ),
    ),
)

"""The European Union's annual reports on arms exports (COARM), in the form that CAAT keeps."""

from etl.harmonise import CODE
from etl.sources import Form, Rows, Source
from etl.sources.coarm import table

SOURCES = (
    Source(
        "coarm",
        table.parse,
        {"licence_value": Rows({"supplier": CODE, "recipient": CODE})},
        Form(
            "the European Union's reports on arms exports as CAAT has them",
            table.columns,
            table.card,
            headless=True,
            flat=table.flat,
        ),
        own_use=True,
    ),
)

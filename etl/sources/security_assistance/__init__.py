"""The Security Assistance Monitor: US arms sales by country, fiscal year and programme."""

from etl.harmonise import PARTY
from etl.sources import Form, Rows, Source
from etl.sources.security_assistance import table

SOURCES = (
    Source(
        "security_assistance",
        table.parse,
        {"fms_delivery": Rows({"recipient": PARTY})},
        Form(
            "the Security Assistance Monitor's table of US arms sales",
            table.columns,
            table.card,
            table.HEADER,
            flat=table.flat,
        ),
        own_use=True,
    ),
)

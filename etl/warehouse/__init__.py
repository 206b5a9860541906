"""The warehouse: one DuckDB file. ``build`` is its only writer, ``read`` its only reader."""

import hashlib
from pathlib import Path

HERE = Path(__file__).parent
SQL = {
    name: (HERE / f"{name}.sql").read_text(encoding="utf-8")
    for name in (
        "schema", "measures", "delivery_row", "deal_row", "flow", "order_details", "answerable",
        "reconciliation",
    )
}  # fmt: skip
# Raised when the tables change, so that a file can be told to be older or newer. The fingerprint
# tells any other difference of tables or measures between the code and the file.
SCHEMA_VERSION = 7
FINGERPRINT = hashlib.sha256("".join(SQL.values()).encode()).hexdigest()[:16]

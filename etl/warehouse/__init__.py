"""The warehouse: one DuckDB file. ``build`` is its only writer, ``read`` its only reader."""

import hashlib

from etl.common.sql import all_sql

SQL = all_sql(__file__)
# Raised when the tables change, so that a file can be told to be older or newer. The fingerprint
# tells any other difference of tables or measures between the code and the file.
SCHEMA_VERSION = 9
FINGERPRINT = hashlib.sha256("".join(SQL.values()).encode()).hexdigest()[:16]

"""The warehouse: one DuckDB file. ``build`` is its only writer, ``read`` its only reader."""

from pathlib import Path

SCHEMA_VERSION = 1
HERE = Path(__file__).parent

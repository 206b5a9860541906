"""The package's description: types, units, meanings, keys, licences and sources of every table.

After the Data Package standard, version 2 (https://datapackage.org). Everything comes out of the
warehouse: meanings are its COMMENTs, terms are those of the snapshots that the rows came from.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.sources import known
from etl.units import unit

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
OWN_USE = (
    "SIPRI's terms allow non-commercial use with a reference to the source, and the reproduction of"
    " less than a tenth of a data set. Rows of its register and of its tables that were downloaded"
    " or imported are for the own use of whoever fetched them: do not pass them on without SIPRI's"
    " permission."
)
Row = Mapping[Hashable, Any]
_TYPES = {
    "VARCHAR": "string", "INTEGER": "integer", "BIGINT": "integer", "DOUBLE": "number",
    "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "datetime",
}  # fmt: skip
_LICENCE_NAMES = {"CC BY 4.0": "CC-BY-4.0", "MIT, as the code": "MIT"}


@dataclass(frozen=True)
class File:
    """A file of the package: its path in it, its size and checksum (SHA-256, hexadecimal)."""

    path: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Written:
    """A table of the package: its two files, its rows, and the snapshots that they came from."""

    name: str
    csv: File
    parquet: File
    rows: int
    snapshots: tuple[str, ...]


def package(
    tables: Iterable[Written],
    columns: pd.DataFrame,
    keys: pd.DataFrame,
    loaded: pd.DataFrame,
    left_out: Iterable[str],
    built_at: pd.Timestamp,
) -> dict[str, Any]:
    """The content of ``datapackage.json``, out of the answers of ``columns.sql`` and ``keys.sql``.

    ``loaded`` are the rows of the question of that name, a snapshot each, with licence and source;
    ``left_out`` the snapshots whose rows were left out; ``built_at`` is in UTC.
    """
    by_id: dict[str, Row] = {row["table_name"]: row for row in loaded.to_dict("records")}
    left_out = list(left_out)
    present = [row for name, row in by_id.items() if name not in left_out]
    description = (
        "Tables of an arms-transfer warehouse. Volumes are in million TIV, SIPRI's trend-indicator"
        " value: a volume of military capability, never money. Publishers revise all years with"
        " every release, so the rows of two snapshots must never be added up; the table coverage"
        " says for what a snapshot is complete. A missing value is not a zero. Figures worked out"
        " from these rows must be credited as calculated from SIPRI's data."
    )
    if left_out:
        names = ", ".join(left_out)
        description += f" Left out, because their publishers do not allow passing them on: {names}."
    elif any(known()[row["source_id"]].own_use for row in present):
        description += f" {OWN_USE}"
    resources = []
    for table in tables:
        own, bound = (rows[rows["table_name"] == table.name] for rows in (columns, keys))
        resources += _resources(table, own, bound, [by_id[name] for name in table.snapshots])
    return {
        "$schema": PROFILE,
        "name": "arms-transfers",
        "title": "Arms-transfer statistics, release by release",
        "description": description,
        "created": f"{built_at:%Y-%m-%dT%H:%M:%SZ}",
        "licenses": _licences(present),
        "sources": _sources(present),
        "resources": resources,
    }


def readme(package: Mapping[str, Any]) -> str:
    """The text of the package's ``README.md``."""
    tables = [entry for entry in package["resources"] if entry["format"] == "csv"]
    lines = [f"# {package['title']}", "", package["description"], "", "## Tables", ""]
    lines += ["| table | rows | what a row is |", "|---|---|---|"]
    for table in tables:
        text = table["description"].replace("|", "\\|")
        lines.append(f"| `{table['name']}` | {table['rows']:,} | {text} |")
    lines += [
        "", "Each table stands in `csv/` and in `parquet/`, with the same rows in the same order."
        " `datapackage.json` describes every column. A text in CSV is as the source has it: a"
        " spreadsheet may take one that begins with = for a formula, so import it as text.",
        "", "## Sources and terms", "",
    ]  # fmt: skip
    lines += [f"- {source['title']} <{source['path']}>" for source in package["sources"]]
    lines += ["", *(f"- {licence['title']}" for licence in package["licenses"]), ""]
    return "\n".join(lines)


def _resources(
    table: Written, columns: pd.DataFrame, keys: pd.DataFrame, snapshots: list[Row]
) -> list[dict[str, Any]]:
    common: dict[str, Any] = {
        "description": columns["table_comment"].iloc[0],
        "rows": table.rows,
        "schema": _schema(columns, keys),
    }
    if snapshots:
        common |= {"licenses": _licences(snapshots), "sources": _sources(snapshots)}
    files = (
        (table.name, table.csv, {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}),
        (f"{table.name}-parquet", table.parquet,
         {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}),
    )  # fmt: skip
    return [
        {"name": name, "type": "table", "path": file.path, **form, "bytes": file.size_bytes,
         "hash": f"sha256:{file.sha256}", **common}
        for name, file, form in files
    ]  # fmt: skip


def _schema(columns: pd.DataFrame, keys: pd.DataFrame) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in columns.to_dict("records")],
        "missingValues": [""],
    }
    for key in keys.to_dict("records"):
        fields = list(key["columns"])
        if key["is_primary"]:
            schema["primaryKey"] = fields
        else:
            referenced = list(key["referenced_column_names"])
            reference = {"resource": key["referenced_table"], "fields": referenced}
            bound = {"fields": fields, "reference": reference}
            schema.setdefault("foreignKeys", []).append(bound)
    return schema


def _field(column: Row) -> dict[str, Any]:
    name = str(column["column_name"])
    field: dict[str, Any] = {
        "name": name,
        "type": _TYPES[column["data_type"]],
        "description": column["column_comment"],
    }
    if column["data_type"] == "DOUBLE" and (words := unit(name)):
        field["unit"] = words
    if not column["is_nullable"]:
        field["constraints"] = {"required": True}
    return field


def _licences(snapshots: list[Row]) -> list[dict[str, str]]:
    found = {}
    for row in snapshots:
        licence = {"name": _LICENCE_NAMES.get(row["licence"], "other"), "title": row["licence"]}
        if isinstance(row["licence_url"], str):
            licence["path"] = row["licence_url"]
        found[row["licence"]] = licence
    return [found[title] for title in sorted(found)]


def _sources(snapshots: list[Row]) -> list[dict[str, str]]:
    found = {
        (row["credit"], row["url"]):
        {"title": row["credit"], "path": row["url"], "version": row["release_label"]}
        for row in snapshots
        if row["url"].startswith("http")  # the project's own tables have no address
    }  # fmt: skip
    return [found[key] for key in sorted(found)]

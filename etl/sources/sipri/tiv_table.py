"""SIPRI's TIV tables: whole millions by year, of all suppliers, all recipients, or one alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl.common.errors import DataError
from etl.intake.recognise import Part, recognise, with_years
from etl.sources import Staged
from etl.table import Table

_TITLE = re.compile(r"TIV of arms (exports from|exports to|imports (?:to|by|of)) (.+), \d{4}-\d{4}")
# What stands in a title of the old site where its table is of nobody alone.
_NOBODY = re.compile(r"all\b.*|(the )?(\d+|top|largest|world)\b.*", re.IGNORECASE)
_INSTEAD = (
    "The site that wrote it is gone: load the trade register or a TIV table of"
    " https://armstransfers.sipri.org instead."
)
_TOTAL = re.compile(r"Total (?:world )?(?:exports?|imports?)(?: (?:to|from|by|of|for) (.+))?")
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class Scope:
    """Whose trade a table holds: everybody's (``partner_of`` is None), or one party's by partner.

    Attributes:
        role: The role of the parties that have a row: ``supplier`` or ``recipient``.
        partner_of: The other party, if the table is about its trade alone.
    """

    role: str
    partner_of: str | None


def columns(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The names of the columns, if this is the header of such a table."""
    if cells and cells[0] in ("Recipient", "Exports by", "Supplier", ""):
        return with_years(("Name", *cells[1:]))
    return None


def scope(part: Part) -> Scope:
    """Read off a table whose trade it holds.

    Raises:
        DataError: if neither title, header nor last row say so.
    """
    title = next(filter(None, (_TITLE.match(line) for line in part.preamble)), None)
    last = str(part.rows["Name"].iloc[-1]).strip() if len(part.rows) else ""
    if title and last == "Total":
        # The old site: a title, an empty first cell, a last row "Total".
        if _NOBODY.fullmatch(title[2]):
            message = (
                "this table of SIPRI's old site is of no single country, and does not say whether"
                " its rows are suppliers or recipients"
            )
            raise DataError.of(part.text.path, message, _INSTEAD, value=title[0])
        return Scope("recipient" if title[1] == "exports from" else "supplier", title[2])
    first = part.header[0]
    total = _TOTAL.fullmatch(last)
    if first not in ("Recipient", "Exports by", "Supplier") or total is None:
        message = (
            "this TIV table does not say whose trade it holds: it needs its title, the name"
            " of its first column, and its last row with the total"
        )
        fix = "Download it again and keep them; a file cut short has no last row."
        if first == "":
            fix = f"Put them back; a file cut short has no last row. {_INSTEAD}"
        raise DataError.of(part.text.path, message, fix)
    return Scope("recipient" if first == "Recipient" else "supplier", total[1])


def years(part: Part) -> list[str]:
    """The columns that are years."""
    return [name for name in part.rows.columns if _YEAR.fullmatch(name)]


def parse(path: Path) -> Staged:
    """Rows for ``state_total`` and ``world_total``, or for ``flow``, in whole million TIV.

    0 is less than half a million; an empty cell is no delivery and has no row.
    """
    staged: dict[str, list[pd.DataFrame]] = {}
    for part in recognise(path):
        for table, rows in _part(part).items():
            staged.setdefault(table, []).append(rows)
    return {table: pd.concat(rows, ignore_index=True) for table, rows in staged.items()}


def _refuse_wrong_totals(path: Path, parties: pd.DataFrame, totals: pd.DataFrame) -> None:
    """The cells of a year must add up to the last row, as far as whole millions can."""
    sums = parties.groupby("year")["tiv_m"].agg(["sum", "size"])
    sums = sums.join(totals.set_index("year")[["tiv_m", "line"]], how="outer").fillna(0)
    wrong = sums[(sums["sum"] - sums["tiv_m"]).abs() > 0.5 * (sums["size"] + 1)]
    if len(wrong):
        year, row = wrong.index[0], wrong.iloc[0]
        sums_to = f"the rows of {year} add up to {row['sum']:,.0f} and not to the total"
        message, fix = f"{sums_to}, so a row is missing or changed", "Download the table again."
        line, total = int(row["line"]) or None, f"{row['tiv_m']:,.0f}"
        raise DataError.of(path, message, fix, line, str(year), total)


def _part(part: Part) -> Staged:
    of = scope(part)
    columns = years(part)
    wide = part.rows[["Name", *columns, "line"]]
    long = wide.melt(id_vars=["Name", "line"], var_name="year", value_name="tiv_m")
    long["tiv_m"] = long["tiv_m"].str.strip()
    table = Table.of(part.text.path, long[long["tiv_m"] != ""].reset_index(drop=True))
    table.text("Name")
    table.tiv()
    table.unique("Name", "year")
    rows = table.done().sort_values(["line", "year"], ignore_index=True)
    rows["year"] = rows["year"].astype("int64")
    rows["Name"] = rows["Name"].str.strip()
    is_total = rows["Name"].str.startswith("Total")
    parties, totals = rows[~is_total], rows[is_total]
    _refuse_wrong_totals(part.text.path, parties, totals)
    if of.partner_of is None:
        return {
            "state_total": parties.rename(columns={"Name": "name"}).assign(role=of.role),
            "world_total": totals.drop(columns="Name").assign(category=None),
        }
    other = "supplier" if of.role == "recipient" else "recipient"
    return {
        "flow": parties.rename(columns={"Name": of.role, "year": "first_year"}).assign(
            **{other: of.partner_of, "last_year": parties["year"], "category": None}
        )
    }

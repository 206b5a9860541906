"""Commands that read the warehouse and leave it as it is."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from etl.commands import PATH, places
from etl.common.sites import ADDRESS
from etl.common.terminal import print_checks, print_table, progress, say, table_of

if TYPE_CHECKING:
    from etl.questions import Answer

_YEAR = click.IntRange(1, 9999)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="as JSON, for a monitor")
@places
def status(as_json: bool, data: Path, warehouse: Path) -> int:
    """Say what is loaded: releases, coverage, ages."""
    import json

    from etl.questions import ask
    from etl.status import FRESH_MONTHS
    from etl.status import status as status_of
    from etl.warehouse.read import Warehouse

    opened = Warehouse(warehouse)
    found = status_of(opened, date.today())
    if as_json:
        say(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    say(f"{warehouse}, built {found['built_at'][:16].replace('T', ' ')} UTC")
    if refresh := found["last_refresh"]:
        say(f"Last refresh: {refresh['at']}, {refresh['result']}.", *refresh["messages"])
    if found["old"]:
        say(f"The data are older than {FRESH_MONTHS} months. Newer ones: arms-etl refresh")
    table = table_of("Table", "Rows", "Release", "Generated", "Age in days", "Taken in")
    for row in found["snapshots"]:
        age = row["age_days"]
        table.add_row(
            row["snapshot"], f"{row['rows']:,}", row["release_label"], row["generated"] or "",
            "" if age is None else str(age), row["taken_in"],
        )  # fmt: skip
    print_table(table)
    table = table_of("Release", "Complete for", "Years", "Grain", "By category", "Precision")
    whom = {
        "world": "the world", "recipient": "imports of {}", "supplier": "exports of {}",
        "recipients": "totals of all recipients", "suppliers": "totals of all suppliers",
    }  # fmt: skip
    for row in ask(opened, "completeness").rows.to_dict("records"):
        table.add_row(
            row["release_label"], whom[row["scope"]].format(row["name"]),
            f"{row['first_year']}–{row['last_year']}", row["grain"],
            "yes" if row["by_category"] else "no", row["loaded_as"],
        )  # fmt: skip
    print_table(table)
    return 0


@click.command()
@places
def check(data: Path, warehouse: Path) -> int:
    """Run the checks on the warehouse again."""
    from etl.checks import run_checks
    from etl.claims.command import print_ledger_check
    from etl.questions import ask
    from etl.warehouse.read import Warehouse

    opened = Warehouse(warehouse)
    results = run_checks(opened.query)
    print_checks(results)
    table = table_of(
        "Reconciliation", "Against", "Cells", "Exact", "Within rounding", "Off", "Largest"
    )
    for row in ask(opened, "reconciliation").rows.to_dict("records"):
        table.add_row(
            f"{row['what']} ({row['snapshot']})", row["against"],
            *(f"{row[name]:,}" for name in ("cells", "exact", "within_rounding", "off")),
            row["largest"] if isinstance(row["largest"], str) else "",
        )  # fmt: skip
    print_table(table)
    print_ledger_check(opened)
    failed = [result for result in results if result.failed]
    for result in failed:
        say(f"{result.title}: {result.example}", file=sys.stderr)
    return 1 if failed else 0


@click.command()
@places
def releases(data: Path, warehouse: Path) -> int:
    """List the snapshots of SIPRI's data, by release.

    Lists every loaded snapshot of SIPRI's flows, newest release first.
    """
    from etl.questions import ask
    from etl.warehouse.read import Warehouse

    table = table_of("Release", "Snapshot", "Generated", "Rows", "Complete for")
    for row in ask(Warehouse(warehouse), "releases").rows.to_dict("records"):
        table.add_row(
            str(row["release"]), row["snapshot"], f"{row['generated']:%Y-%m-%d %H:%M}",
            f"{row['row_count']:,}", row["complete_for"],
        )  # fmt: skip
    print_table(table)
    return 0


@click.command()
@click.argument("old", type=_YEAR, help="a release, such as 2022")
@click.argument("new", type=_YEAR, help="a later release, such as 2025")
@click.option(
    "--rows", type=click.IntRange(0), default=20,
    help="flows and deals to list (default: 20 of each)",
)  # fmt: skip
@click.option("--country", metavar="NAME", help="only what it supplied or received; name or code")
@places
def diff(old: int, new: int, rows: int, country: str | None, data: Path, warehouse: Path) -> int:
    """Say what one release changed against another.

    Compares two releases wherever both are complete for a pair and year, and deal by deal where
    registers of both are loaded.
    """
    from etl.claims.desk import Desk
    from etl.claims.reading import meant
    from etl.questions import ask
    from etl.warehouse.read import Warehouse

    opened = Warehouse(warehouse)
    parties = Desk.of(opened).known.parties
    who = parties.get(country) if country else None
    if country and who is None:
        told = f"nobody is named {country!r} here.{meant(country, parties)}"
        raise click.BadParameter(told, param_hint="--country")
    answers = [
        ask(opened, f"revised_{what}", old_release=old, new_release=new)
        for what in ("years", "flows", "parties")
    ]
    deals = [
        ask(opened, f"revised_{what}", old_release=old, new_release=new, country=who)
        for what in ("causes", "deals")
    ]
    reasons = [reason for reason in (answers[0].reason, deals[0].reason) if reason]
    for reason in reasons:
        say(f"{reason} See arms-etl releases.", file=sys.stderr)
    if not answers[0].reason:
        _print_flows(answers, old, new, rows, who)
    if not deals[0].reason:
        _print_deals(deals, old, new, rows)
    return 1 if len(reasons) == 2 else 0


def _print_flows(answers: list[Answer], old: int, new: int, limit: int, who: str | None) -> None:
    """The revised flows, of one country alone if it is named; else also the sums of years."""
    years, flows, parties = (answer.rows for answer in answers)
    table = table_of("Year", "Pairs", "Revised", f"TIV m {old}", f"TIV m {new}", "Change")
    for row in [] if who else years.to_dict("records"):
        table.add_row(
            str(row["year"]), f"{row['pairs']:,}", f"{row['revised']:,}",
            f"{row['old_tiv_m']:,.1f}", f"{row['new_tiv_m']:,.1f}", f"{row['change_tiv_m']:+,.1f}",
        )  # fmt: skip
    if not who:
        print_table(table)
    else:
        flows = flows[(flows["supplier"] == who) | (flows["recipient"] == who)]
    table = table_of("Supplier", "Recipient", "Year", f"TIV m {old}", f"TIV m {new}", "Change")
    for row in flows.head(limit).to_dict("records"):
        table.add_row(
            row["supplier_name"], row["recipient_name"], str(row["year"]),
            f"{row['old_tiv_m']:,.1f}", f"{row['new_tiv_m']:,.1f}", f"{row['change_tiv_m']:+,.1f}",
        )  # fmt: skip
    print_table(table)
    for row in [] if who else parties.to_dict("records"):
        say(f"{row['name']}: {row['what']}")
    for note in answers[1].caveats:
        say(note)


def _print_deals(answers: list[Answer], old: int, new: int, limit: int) -> None:
    """What the change of volume is made up of, and the deals that were revised most."""
    causes, deals = (answer.rows for answer in answers)
    total = causes.iloc[0]
    table = table_of("Deal by deal", "Deals", "Change")
    for row in causes.to_dict("records"):
        table.add_row(row["what"], f"{row['deals']:,}", f"{row['change_tiv_m']:+,.1f}")
    table.add_row(
        f"in all, of {total['compared']:,} with deliveries in {total['first_year']}–"
        f"{total['last_year']}", f"{total['revised']:,}",
        f"{total['new_total_tiv_m'] - total['old_total_tiv_m']:+,.1f}",
    )  # fmt: skip
    print_table(table)
    table = table_of(
        "Supplier", "Recipient", "Weapon", "What", f"TIV m {old}", f"TIV m {new}", "Revised by"
    )
    for row in deals.head(limit).to_dict("records"):
        table.add_row(
            row["supplier_name"], row["recipient_name"], row["designation"], row["what"],
            f"{row['old_tiv_m']:,.1f}", f"{row['new_tiv_m']:,.1f}", f"{row['change_tiv_m']:+,.1f}",
        )  # fmt: skip
    print_table(table)
    for note in answers[0].caveats:
        say(note)


@click.command()
@click.argument("file", type=PATH, help="its ending says which it is: .atom or .json")
@click.option(
    "--site", metavar="URL", type=ADDRESS,
    help="address at which others reach the dashboard, for the links (default: no links)",
)  # fmt: skip
@places
def feed(file: Path, site: str | None, data: Path, warehouse: Path) -> int:
    """Write what changed as a feed, for feed readers.

    Tables taken in, what a release revised most, quoted figures whose verdict it turned; as Atom or
    JSON Feed.
    """
    from etl.common.files import write_whole
    from etl.feed import atom, json_feed
    from etl.warehouse.read import Warehouse

    make = {".atom": atom, ".json": json_feed}.get(file.suffix)
    if make is None:
        raise click.BadParameter("it ends in .atom or .json.", param_hint="FILE")
    content = make(Warehouse(warehouse), site or "")
    try:
        write_whole(file, content)
    except OSError as error:
        say(f"{file}: cannot be written: {error.strerror}. Give another file.", file=sys.stderr)
        return 1
    say(f"Wrote {file}.")
    return 0


@click.command("export-data")
@click.argument("folder", type=PATH, metavar="DIR", help="a new or empty folder")
@click.option("--replace", is_flag=True, help="replace the data package that stands there")
@click.option(
    "--register-for-own-use",
    "register",
    is_flag=True,
    help="also write the rows of SIPRI's register and tables that you downloaded or imported: for"
    " non-commercial use, with a reference to the source, and not to be passed on without SIPRI's"
    " permission",
)
@places
def export_data(folder: Path, replace: bool, register: bool, data: Path, warehouse: Path) -> int:
    """Write all tables as CSV and Parquet with a description.

    Writes a data package (Frictionless): the warehouse's tables as CSV and Parquet, and a
    datapackage.json with types, units, licences and sources. What SIPRI's terms do not allow
    passing on is left out.
    """
    from etl.datapackage.describe import OWN_USE
    from etl.datapackage.write import export_data as write
    from etl.warehouse.read import Warehouse

    with progress() as report:
        done = write(Warehouse(warehouse), folder, report, register=register, replace=replace)
    table = table_of("Table", "Rows")
    for written in done.tables:
        table.add_row(written.name, f"{written.rows:,}")
    print_table(table)
    for snapshot in done.left_out:
        say(f"Left out {snapshot}: its publisher does not allow passing it on.")
    if register:
        say(OWN_USE)
    say(f"Wrote {folder}.")
    return 0

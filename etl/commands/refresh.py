"""The command that downloads the newest data."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from etl.commands import places
from etl.commands.change import changed
from etl.common.errors import DataError, WarehouseError, near
from etl.common.paths import make_own
from etl.common.terminal import say
from etl.sources import Wanted, service, services

if TYPE_CHECKING:
    from etl.intake.keeping import Changed

FIRST_YEAR = 1950
_LISTS = ("--suppliers", "--recipients")


class _Refresh(click.Command):
    """Takes several names behind an option, where click takes one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the option for each of its names."""
        out: list[str] = []
        option = ""
        for word, following in pairwise([*args, "-"]):
            if word in _LISTS:
                option = word
                if following.startswith("-"):
                    raise click.BadOptionUsage(word, f"Option {word!r} requires a name.", ctx)
            elif word.startswith("-"):
                option = ""
                out.append(word)
            else:
                out += [option, word] if option else [word]
        return super().parse_args(ctx, out)


def _only(side: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    text = f"only these {side}, by SIPRI's names (default: all)"
    return click.option(f"--{side}", multiple=True, metavar="NAME...", help=text)


@click.command(cls=_Refresh)
@click.argument(
    "names",
    nargs=-1,
    metavar="[SOURCE]...",
    help=f"{' or '.join(services())} (default: all but kiel)",
)
@click.option(
    "--from", "first", type=int, default=FIRST_YEAR, metavar="YEAR",
    help=f"first year of delivery (default: {FIRST_YEAR})",
)  # fmt: skip
@click.option("--to", "last", type=int, metavar="YEAR", help="last year (default: SIPRI's newest)")
@_only("suppliers")
@_only("recipients")
@click.option(
    "--check", is_flag=True,
    help="only ask whether the form of the services' answers is still known; changes nothing",
)  # fmt: skip
@places
def refresh(
    names: tuple[str, ...],
    first: int,
    last: int | None,
    suppliers: tuple[str, ...],
    recipients: tuple[str, ...],
    check: bool,
    data: Path,
    warehouse: Path,
) -> int:
    """Download the newest data and take them in.

    Downloads from every source that has a service and states its terms, or from those named, and
    builds the warehouse with what came and can be read. An interrupted download is resumed by the
    next.
    """
    from etl.cards import load_cards
    from etl.status import BEGUN, DONE, FAILED, note_refresh

    unknown = [name for name in names if name not in services()]
    if unknown:
        say(f"No source is named {unknown[0]!r}: {', '.join(services())}.", file=sys.stderr)
        return 2
    names = names or tuple(name for name in services() if not service(name).on_request)
    if check:
        return _checked(names)
    wanted = Wanted((first, last), suppliers, recipients)
    try:
        load_cards(data)  # a folder without data is told before it is written to or much is asked
    except DataError as error:
        if warehouse.exists():
            note_refresh(warehouse, FAILED, [str(error)])
        raise
    make_own(data)
    note_refresh(warehouse, BEGUN)
    messages: list[str] = []
    try:
        code = _refreshed(names, wanted, data, warehouse, messages)
    except (DataError, WarehouseError) as error:
        note_refresh(warehouse, FAILED, [*messages, str(error)])
        raise
    note_refresh(warehouse, FAILED if code else DONE, messages)
    return code


def _checked(names: Sequence[str]) -> int:
    """Say of each service whether its form is known; 1 if that is not so of all."""
    from etl.intake.refresh import looked_at

    code = 0
    for name in names:
        known, told = looked_at(name)
        say(told, file=None if known else sys.stderr)
        code = code if known else 1
    return code


def _refreshed(
    names: Sequence[str], wanted: Wanted, data: Path, warehouse: Path, messages: list[str]
) -> int:
    """Download and take in; what failed on the way is added to the messages."""
    from etl.intake.keeping import import_readable
    from etl.intake.refresh import download, download_report

    with download_report() as report:
        got = download(names, data, wanted, report)
    for failure in got.failures:
        messages.append(str(failure))
        say(failure, file=sys.stderr)
    if not got.files:
        say("Nothing was changed; the data loaded before are still in use.", file=sys.stderr)
        return 1
    taken: list[Changed] = []

    def take_in(report: Callable[[str], None]) -> Changed:
        taken.append(import_readable(got.files, data, warehouse, report, date.today()))
        return taken[0]

    code = changed(warehouse, take_in)
    if not taken:
        messages.append("What was downloaded could not be taken in; run it again to read why.")
        return 1
    refused = {problem.path for problem in taken[0].problems}
    for path in got.files:
        if path in refused:
            messages.append(f"{near(path)} could not be taken in: import it to read why.")
            say(messages[-1], file=sys.stderr)
        else:
            with suppress(OSError):  # it lies among the imported files now
                path.unlink()
    return 1 if got.failures else code

"""``arms-etl``: fill the warehouse, say what is in it, check it.

Exit codes: 0 done; 1 the data or the machine stood in the way, and nothing was changed but by what
``refresh`` could take in; 2 the command was not understood.
"""

import sys
from collections.abc import Sequence

import click

from etl.claims.command import cite
from etl.commands.change import build, card, forget, rollback, take_in
from etl.commands.refresh import refresh
from etl.commands.tell import check, diff, export_data, feed, releases, status
from etl.common.errors import DataError, WarehouseError
from etl.common.terminal import ended, misunderstood, say

_KEPT = "Nothing was changed, or all that was asked for: arms-etl status says what is loaded."


class _AsListed(click.Group):
    """Lists the commands as they stand here, the first needed first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=_AsListed,
    commands=(
        build, status, check, take_in, refresh, releases, diff, feed, forget, rollback, export_data,
        card, cite,
    ),
    subcommand_metavar="COMMAND ...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)  # fmt: skip
def arms_etl() -> None:
    """Loads arms-transfer tables into one DuckDB file."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code.

    Raises:
        SystemExit: with 2 if the command was not understood, with 0 after its help.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    return ended(lambda: _run(given), _KEPT)


def _run(given: list[str]) -> int:
    try:
        with arms_etl.make_context("arms-etl", given) as context:
            return int(arms_etl.invoke(context))
    except click.UsageError as error:
        misunderstood(error)
    except click.exceptions.Exit as done:
        raise SystemExit(done.exit_code) from done
    except (DataError, WarehouseError) as error:
        say(error, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

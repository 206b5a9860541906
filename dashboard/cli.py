"""``arms-dashboard``: serves the app, or exports its figures, from whatever folder it is called.

``arms-transfers-dashboard`` serves it with a warehouse that it builds where need be.

Exit codes: 0 done; 1 the data or the machine stood in the way; 2 the command was not understood.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import click

from etl.common.sites import ADDRESS, ORIGIN
from etl.common.terminal import ended, misunderstood, say

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(
    subcommand_metavar="COMMAND ...",
    context_settings=_CONTEXT,
)
def arms_dashboard() -> None:
    """The arms-transfer dashboard."""


def _use(context: click.Context, parameter: click.Parameter, path: Path | None) -> None:
    """Let this warehouse answer, or this data folder be used, if one is named."""
    if path is not None:
        os.environ[f"ARMS_{parameter.name}".upper()] = str(path.resolve())


_WAREHOUSE = click.option(
    "--warehouse", type=click.Path(path_type=Path), metavar="FILE", callback=_use,
    expose_value=False,
    help="the warehouse file (default: $ARMS_WAREHOUSE, else warehouse.duckdb in the data folder)",
)  # fmt: skip
_DATA = click.option(
    "--data", type=click.Path(path_type=Path), metavar="DIR", callback=_use, expose_value=False,
    help="the data folder (default: $ARMS_DATA, else data of the checkout; installed, a folder of "
    "your own)",
)  # fmt: skip


@arms_dashboard.command()
@_WAREHOUSE
@click.option("--port", type=click.IntRange(0, 65535), default=8501, help="port (default: 8501)")
@click.option("--host", default="localhost", help="address to listen at (default: localhost)")
@click.option(
    "--behind-proxy", is_flag=True,
    help="others reach this server by way of a proxy, although it listens to this machine only",
)  # fmt: skip
@click.option(
    "--site", "sites", multiple=True, metavar="URL", type=ADDRESS,
    help="an address that the server is reached at besides its own, such as that of the proxy "
    "before it, https://example.org or https://example.org/arms; may be given more than once, and "
    "the first stands in links where nobody else could follow a visitor's own address",
)  # fmt: skip
@click.option(
    "--embedder", "embedders", multiple=True, metavar="ORIGIN", type=ORIGIN,
    help="a site that may show the app in a frame, such as https://example.org; may be given "
    "more than once",
)  # fmt: skip
@click.option(
    "--access-log", is_flag=True,
    help="log each request as a line of JSON, without visitors' addresses and what they asked",
)  # fmt: skip
@click.option(
    "--register-permission", is_flag=True,
    help="state that SIPRI permits this server to show its register's rows to others",
)  # fmt: skip
@click.option(
    "--mcp", "models", is_flag=True,
    help="also answer language models, at /mcp (Model Context Protocol over HTTP)",
)  # fmt: skip
def serve(
    port: int, host: str, behind_proxy: bool, sites: tuple[str, ...], embedders: tuple[str, ...],
    access_log: bool, register_permission: bool, models: bool,
) -> int:  # fmt: skip
    """Serve the app until it is stopped."""
    if models and _without_mcp():
        return 1
    if register_permission:
        os.environ["ARMS_REGISTER_PERMISSION"] = "1"
    if behind_proxy:
        os.environ["ARMS_BEHIND_PROXY"] = "1"
    # Only now: what is set above is read when the libraries are loaded.
    from dashboard.serving import launch

    return launch.serve(
        host, port, sites=sites, embedders=embedders, access_log=access_log, models=models
    )


@click.command("arms-transfers-dashboard", params=[*serve.params], context_settings=_CONTEXT)
@_DATA
@click.pass_context
def arms_transfers_dashboard(context: click.Context, /, **options: object) -> int:
    """Show the arms-transfer dashboard.

    Builds the warehouse if there is none, or tables or code have changed since, and serves the app
    until it is stopped. One that was named is built only if it is not there.
    """
    return int(context.invoke(serve, **options)) if _built() else 1


def _built() -> bool:
    """Whether there is a warehouse to serve, after a build if that is due."""
    from etl.common.errors import WarehouseError
    from etl.common.paths import warehouse_path

    try:
        warehouse = warehouse_path()
    except WarehouseError as error:
        say(error, file=sys.stderr)
        return False
    if os.environ.get("ARMS_WAREHOUSE") and warehouse.exists():
        return True
    # In a process that gives back what a build takes; not with modules of the current folder (-P).
    build = (sys.executable, "-P", "-m", "etl.cli", "build", "--if-changed")
    if subprocess.run(build, check=False).returncode == 0:
        return True
    if warehouse.exists():
        say("Serving the warehouse that is there.", file=sys.stderr)
    return warehouse.exists()


@arms_dashboard.command()
@click.argument("figure", required=False)
@_WAREHOUSE
@click.option(
    "--figures", type=click.Path(path_type=Path), metavar="FILE",
    help="a TOML list: [[figure]] with name, params, formats, headline and note",
)  # fmt: skip
@click.option(
    "--list", "listed", is_flag=True, help="name all figures with what each depends on"
)  # fmt: skip
@click.option(
    "--param", "params", multiple=True, metavar="NAME=VALUE",
    help="set a parameter of the figure, as in its address; may be given more than once",
)  # fmt: skip
@click.option(
    "--format", "formats", default="svg,csv", metavar="LIST",
    help="formats with commas between them, such as svg, png-column, pdf-full-grey, csv; zip is "
    "all in one (default: svg,csv)",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path(), metavar="DIR",
    help="folder (default: this one)",
)  # fmt: skip
@click.option(
    "--site", metavar="URL", type=ADDRESS,
    help="address at which others reach the dashboard, for the links in the files (default: none, "
    "and figures are named instead)",
)  # fmt: skip
@click.option("--headline", default="", metavar="TEXT", help="your words in the place of the title")
@click.option(
    "--note", default="", metavar="TEXT", help="your words in the place of the line below the title"
)  # fmt: skip
@click.option(
    "--accessed", type=date.fromisoformat, metavar="DATE",
    help="the day that citations in a zip name, as 2026-11-23 (default: today)",
)  # fmt: skip
def export(
    figure: str | None, figures: Path | None, listed: bool, params: tuple[str, ...], formats: str,
    out: Path, site: str | None, headline: str, note: str, accessed: date | None,
) -> int:  # fmt: skip
    """Write figures as files, as a visitor takes them away.

    FIGURE is page and figure, such as country/shares.
    """
    if [figure is not None, figures is not None, listed].count(True) != 1:
        raise click.UsageError("One is needed, and only one: FIGURE, --figures or --list.")
    if figure is None:
        for option, given in (("param", params), ("headline", headline), ("note", note)):
            if given:
                raise click.UsageError(
                    f"--{option} goes with FIGURE, and not with --figures or --list."
                )
    from dashboard import export, takeaway
    from etl.common.errors import WarehouseError

    try:
        if listed:
            export.print_list()
            return 0
        wanted = [name.strip() for name in formats.split(",") if name.strip()]
        asked = (
            export.wanted_of(figures, wanted)
            if figures is not None
            else [export.Wanted(str(figure), export.params_of(params), wanted, headline, note)]
        )
        for path in export.write_all(asked, out, site=site or "", accessed=accessed):
            say(path)
    except export.ExportError as error:
        say(error, file=sys.stderr)
        return 2
    except (WarehouseError, takeaway.PictureError, takeaway.SaveError, ValueError) as error:
        say(error, file=sys.stderr)
        return 1
    finally:
        takeaway.close_browser()
    return 0


@arms_dashboard.command()
@_WAREHOUSE
def mcp() -> int:
    """Answer a language model over standard input and output.

    By the Model Context Protocol: whoever runs a model names this command to it as a server.
    """
    if _without_mcp():
        return 1
    os.environ["ARMS_HOST"] = "localhost"  # nobody but who started it can ask
    from dashboard.machines import tools

    tools.server().run()
    return 0


def _without_mcp() -> bool:
    """Whether the package that tools for models rest on is missing, which is told."""
    missing = find_spec("mcp") is None
    if missing:
        say(
            f"Tools for language models need one more package: {sys.executable} -m pip install "
            "'mcp>=2.3,<3'",
            file=sys.stderr,
        )
    return missing


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command of ``arms-dashboard``; returns the exit code.

    Raises:
        SystemExit: with 2 if the command was not understood.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    return ended(lambda: _run(arms_dashboard, given), "Files that were written are whole.")


def show() -> int:
    """Run ``arms-transfers-dashboard``, in the same way."""
    return ended(lambda: _run(arms_transfers_dashboard, sys.argv[1:]))


def _run(command: click.Command, given: list[str]) -> int:
    try:
        return int(command.main(given, command.name, standalone_mode=False) or 0)
    except click.UsageError as error:
        misunderstood(error)
    except click.Abort as error:  # as click says that it was interrupted
        raise KeyboardInterrupt from error


if __name__ == "__main__":
    sys.exit(main())

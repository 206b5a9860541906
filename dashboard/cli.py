"""``arms-dashboard``: serves the app, or exports its figures, from whatever folder it is called.

Exit codes: 0 done; 1 the data or the machine stood in the way; 2 the command was not understood.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.export import Wanted


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    return run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="arms-dashboard", description="The arms-transfer dashboard."
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    files = argparse.ArgumentParser(add_help=False)
    files.add_argument(
        "--warehouse", type=Path, metavar="FILE",
        help="the warehouse file (default: $ARMS_WAREHOUSE, else data/warehouse.duckdb)",
    )  # fmt: skip

    text = "serve the app until it is stopped"
    serve = commands.add_parser("serve", help=text, description=text, parents=[files])
    serve.set_defaults(run=_serve)
    serve.add_argument("--port", type=int, default=8501, help="port (default: 8501)")
    serve.add_argument(
        "--host", default="localhost", help="address to listen at (default: localhost)"
    )
    serve.add_argument(
        "--behind-proxy", action="store_true",
        help="others reach this server by way of a proxy, although it listens to this machine only",
    )  # fmt: skip
    serve.add_argument(
        "--site", type=_origin, action="append", default=[], metavar="ORIGIN",
        help="an address that the server is reached at besides its own, such as that of the proxy "
        "before it, https://example.org; may be given more than once",
    )  # fmt: skip
    serve.add_argument(
        "--embedder", type=_origin, action="append", default=[], metavar="ORIGIN",
        help="a site that may show the app in a frame, such as https://example.org; may be given "
        "more than once",
    )  # fmt: skip
    serve.add_argument(
        "--access-log", action="store_true",
        help="log each request as a line of JSON, without visitors' addresses and what they asked",
    )  # fmt: skip
    serve.add_argument(
        "--register-permission", action="store_true",
        help="state that SIPRI permits this server to show its register's rows to others",
    )  # fmt: skip

    text = "write figures as files, as a visitor takes them away"
    export = commands.add_parser("export", help=text, description=text, parents=[files])
    export.set_defaults(run=_export)
    what = export.add_mutually_exclusive_group(required=True)
    what.add_argument("figure", nargs="?", help="page and figure, such as country/shares")
    what.add_argument(
        "--figures", type=Path, metavar="FILE",
        help="a TOML list: [[figure]] with name, params and formats",
    )  # fmt: skip
    what.add_argument(
        "--list",
        action="store_true",
        help="name all figures with what each depends on",
    )
    export.add_argument(
        "--param", action="append", default=[], metavar="NAME=VALUE",
        help="set a parameter of the figure, as in its address; may be given more than once",
    )  # fmt: skip
    export.add_argument(
        "--format", default="svg,csv", metavar="LIST",
        help="formats with commas between them; zip is all of them in one (default: svg,csv)",
    )  # fmt: skip
    export.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="folder (default: this one)"
    )
    export.add_argument(
        "--site", default="http://localhost:8501", metavar="URL",
        help="address of the dashboard for the links in the files "
        "(default: http://localhost:8501)",
    )  # fmt: skip
    export.add_argument(
        "--accessed", type=date.fromisoformat, default=None, metavar="DATE",
        help="the day that citations in a zip name, as 2026-11-23 (default: today)",
    )  # fmt: skip
    return parser


def _serve(options: argparse.Namespace) -> int:
    if options.register_permission:
        os.environ["ARMS_REGISTER_PERMISSION"] = "1"
    if options.behind_proxy:
        os.environ["ARMS_BEHIND_PROXY"] = "1"
    _use(options.warehouse)
    # Only now: what is set above is read when the libraries are loaded.
    from dashboard.serving.launch import serve

    return serve(
        options.host, options.port, sites=options.site, embedders=options.embedder,
        access_log=options.access_log,
    )  # fmt: skip


def _origin(text: str) -> str:
    """A site as a browser names it, and nothing that could end the header it is written into."""
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d+)?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no origin such as https://example.org")
    return text


def _export(options: argparse.Namespace) -> int:
    _use(options.warehouse)
    from dashboard import export, takeaway
    from etl.common.errors import WarehouseError

    formats = [name.strip() for name in options.format.split(",") if name.strip()]
    try:
        if options.list:
            return _list_figures()
        if options.figures is not None:
            figures = export.wanted_of(options.figures, formats)
        else:
            figures = [export.Wanted(options.figure, _params(options.param), formats)]
        written = _write_all(figures, options)
    except export.ExportError as error:
        print(error, file=sys.stderr)
        return 2
    except (WarehouseError, takeaway.PictureError, takeaway.SaveError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        takeaway.close_browser()
    for path in written:
        print(path)
    return 0


def _write_all(figures: Sequence[Wanted], options: argparse.Namespace) -> list[Path]:
    from rich.console import Console
    from rich.progress import track

    from dashboard import export

    accessed = options.accessed or date.today()
    shown = track(
        figures, "Figures", console=Console(stderr=True), disable=len(figures) == 1, transient=True
    )
    return [
        path
        for figure in shown
        for path in export.write(figure, options.out, site=options.site, accessed=accessed)
    ]


def _list_figures() -> int:
    from rich.console import Console
    from rich.table import Table

    from dashboard.figures import asked, every

    table = Table("Figure and parameters", "Type", "Default", "May be", box=None, leading=0)
    for figure in every():
        table.add_row(f"[bold]{figure.name}[/bold]", "", "", figure.shows)
        values = asked(figure.parameters, {}).values
        for one in figure.parameters:
            default = ", ".join(one.spell(values[one.key]))
            table.add_row(f"  {one.key}", one.kind, default, one.allowed(values))
    Console().print(table)
    return 0


def _params(given: Sequence[str]) -> dict[str, list[str]]:
    """Parameters by name; one that is given more than once has several values."""
    from dashboard.export import ExportError

    params: dict[str, list[str]] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise ExportError(f"--param {text}: it must be NAME=VALUE, such as country=AZE.")
        params.setdefault(name, []).append(value)
    return params


def _use(warehouse: Path | None) -> None:
    """Let this warehouse answer, if one is named."""
    if warehouse is not None:
        os.environ["ARMS_WAREHOUSE"] = str(warehouse.resolve())


if __name__ == "__main__":
    sys.exit(main())

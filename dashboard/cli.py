"""``arms-dashboard``: serves the app, from whatever folder it is called."""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

_APP = Path(__file__).with_name("app.py")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the app until it is stopped."""
    parser = argparse.ArgumentParser(
        prog="arms-dashboard", description="Serves the arms-transfer dashboard."
    )
    parser.add_argument("--port", type=int, default=8501, help="port (default: 8501)")
    parser.add_argument(
        "--host", default="localhost", help="address to listen at (default: localhost)"
    )
    parser.add_argument(
        "--warehouse", type=Path, metavar="FILE",
        help="the warehouse file (default: $ARMS_WAREHOUSE, else data/warehouse.duckdb)",
    )  # fmt: skip
    parser.add_argument(
        "--register-permission", action="store_true",
        help="state that SIPRI permits this server to show its register's rows to others",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    if options.register_permission:
        os.environ["ARMS_REGISTER_PERMISSION"] = "1"
    if options.warehouse is not None:
        os.environ["ARMS_WAREHOUSE"] = str(options.warehouse.resolve())

    # Both libraries read these when they are loaded. Their own allocators keep memory back for work
    # that follows at once; a process that answers small questions now and then gives it back.
    os.environ.setdefault("DUCKDB_JE_MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0")
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    _share_one_heap()

    from streamlit.web import cli

    _settle_imports()
    print(f"The dashboard is at http://{options.host}:{options.port} (stop with Ctrl-C)")
    sys.argv = [
        "streamlit", "run", str(_APP),
        f"--server.port={options.port}", f"--server.address={options.host}",
    ]  # fmt: skip
    return int(cli.main() or 0)


def _share_one_heap() -> None:
    """Let all threads allocate from one heap, where the C library can be told so (glibc).

    It would keep a heap for each of the threads that run a visitor's script, one after the other.
    """
    arena_max = -8  # M_ARENA_MAX of malloc.h
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(arena_max, 1)


def _settle_imports() -> None:
    """Import what the pages use before the first visitor, and keep it out of garbage collection.

    The framework collects all garbage after every rerun; walking the objects of the imported
    libraries, which never become garbage, would take most of a rerun's time.
    """
    for module in ("dashboard.charts", "dashboard.tables", "etl.warehouse.read"):
        importlib.import_module(module)
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    sys.exit(main())

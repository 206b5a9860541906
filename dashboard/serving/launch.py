"""The launcher: settles the process, then serves the app until it is told to stop."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

from dashboard.serving import heap, limits
from etl.common.errors import WarehouseError
from etl.common.paths import warehouse_path
from etl.common.terminal import say

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

_STOP_WITHIN_S = 4
_PICTURES_WITHIN_S = 1
_PING_EVERY_S = 30
# By itself Python lets a thread compute for 5 ms before another may. A run of a page hands on what
# it has drawn a hundred times, and each time the two wait for each other so long.
_SWITCH_EVERY_S = 0.001


def serve(
    host: str,
    port: int,
    *,
    sites: Sequence[str] = (),
    embedders: Sequence[str] = (),
    access_log: bool = False,
    models: bool = False,
) -> int:
    """Serve the app at this address until it is stopped; returns the exit code.

    It is reached at the addresses ``sites`` besides, by way of a proxy or another name. The first
    stands in links where a visitor's own address leads nobody else there; those among
    ``embedders`` may show it in a frame. With ``models`` it answers language models, too.
    """
    if problem := _address_problem(host, port):
        say(problem, file=sys.stderr)
        return 1
    try:
        _leave_folders()
    except WarehouseError as error:
        say(error, file=sys.stderr)
        return 1
    # Both libraries read these when they are loaded. Their own allocators keep memory back for work
    # that follows at once; a process that answers small questions now and then gives it back.
    os.environ.setdefault("DUCKDB_JE_MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0")
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    heap.share_one()

    from dashboard.serving import logs
    from dashboard.serving.app import application
    from dashboard.takeaway import chrome

    logs.set_up(access=access_log)
    connections = limits.connections()

    def ready() -> None:
        with contextlib.suppress(OSError):  # whoever reads along may have gone
            say(f"The dashboard is at http://{host}:{port} (stop with Ctrl-C)")

    app = application(host, embedders, ready, sites, models=models)
    server = server_of(app, host, port, connections, chrome.stop)
    # The server catches both while it runs, ends what it has begun, and raises them again.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.setswitchinterval(_SWITCH_EVERY_S)
    server.run()
    return 0 if server.started else 1


def server_of(
    app: ASGIApp,
    host: str,
    port: int,
    connections: int = limits.CONNECTIONS,
    no_more_pictures: Callable[[], None] = lambda: None,
) -> uvicorn.Server:
    """The server of this app, which keeps so many connections, and gives up pictures at its end.

    It listens when the app's own start is over: until then no visitor is let in to wait. It opens
    its socket by itself, which is what makes it send small messages at once (TCP_NODELAY).
    """
    import uvicorn

    from dashboard.data import access
    from dashboard.serving.wire import bounded

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            """End what is asked for, pictures too if they come soon; nobody waits for others."""
            late = Timer(_PICTURES_WITHIN_S, no_more_pictures)
            late.start()
            await super().shutdown(sockets)
            late.cancel()
            no_more_pictures()

    proxy = access.behind_proxy()
    return Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            http=bounded(
                connections, connections if proxy else limits.CONNECTIONS_EACH, paced=not proxy
            ),
            proxy_headers=proxy,  # else anybody could say that he is another
            ws="websockets-sansio",
            ws_max_size=limits.MESSAGE_BYTES,
            ws_ping_interval=_PING_EVERY_S,
            ws_ping_timeout=_PING_EVERY_S,
            ws_per_message_deflate=False,  # its buffers would take 0.3 MB a visitor
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_STOP_WITHIN_S,
        )
    )


def _address_problem(host: str, port: int) -> str | None:
    """Why nothing can listen there, said before the start and not after it."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "this is no name of a machine"
        return f"Cannot listen at {host}, port {port}: {why}. Name another with --host or --port."
    return None


def _leave_folders() -> None:
    """Let Streamlit 1.67 (``config.py``, ``get_config_files``) find no settings but the app's own.

    It also takes those of the current folder, which may be another app's, and those of a home
    folder, without which it does not start.

    Raises:
        WarehouseError: if it is not known where the warehouse lies.
    """
    os.environ["ARMS_WAREHOUSE"] = str(warehouse_path().absolute())
    os.chdir(os.sep)
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = os.devnull

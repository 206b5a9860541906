"""The app as a web application: Streamlit's own, with what the open web needs around it."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp
from streamlit import config

from dashboard.data import access
from dashboard.serving import health, logs, warm
from dashboard.serving.assets import CompressedAssets
from dashboard.serving.headers import SecurityHeaders

SCRIPT = Path(__file__).parents[1] / "app.py"
_STREAMLIT = Path(streamlit.__file__).parent / "static"
_LOG = logging.getLogger("dashboard.errors")


def application(
    host: str, embedders: Sequence[str] = (), ready: Callable[[], None] = lambda: None
) -> ASGIApp:
    """The app, ready when its start is over: warmed up, with its logs and headers.

    It will be served at the address ``host``; origins among ``embedders`` may show it in a frame.
    ``ready`` is called just before visitors are let in.
    """

    @asynccontextmanager
    async def life(app: streamlit.App) -> AsyncIterator[None]:
        await asyncio.gather(_visit(app), asyncio.to_thread(assets.warm_up))
        logs.adopt()
        _settle()
        ready()
        yield
        gc.unfreeze()  # so that the libraries can clear up behind themselves

    app = streamlit.App(SCRIPT, lifespan=life, routes=health.routes(), on_script_error=logs.report)
    os.environ[access.HOST] = host  # by which pages learn whether others reach this server
    config.set_option("server.address", host)  # by which Streamlit tells its own origin
    # After every rerun Streamlit 1.67 would walk all objects there are to find garbage
    # (``ScriptRunner._on_script_finished``). Python's own
    # collector looks at the young ones first, and at all of them when many have come.
    config.set_option("runner.postScriptGC", False)
    logs.adopt()
    assets = CompressedAssets(GZipMiddleware(app), _STREAMLIT, SCRIPT.with_name("static"))
    return logs.AccessLog(SecurityHeaders(assets, _STREAMLIT, embedders))


async def _visit(app: ASGIApp) -> None:
    try:
        await warm.visit_all(app)
    except TimeoutError:
        _LOG.warning("the warm-up was given up: a page took too long")


def _settle() -> None:
    """Keep what is loaded by now out of garbage collection: libraries never become garbage."""
    gc.collect()
    gc.freeze()
    # The collector looks at all objects when a quarter more have come than it last found: few now.
    gc.collect()

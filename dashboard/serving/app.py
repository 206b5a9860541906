"""The app as a web application: Streamlit's own, with what the open web needs around it."""

import asyncio
import gc
import logging
import os
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit
from starlette.routing import Route
from starlette.types import ASGIApp
from streamlit import config

from dashboard import machines
from dashboard.data import access
from dashboard.serving import health, heap, kept, limits, logs, shell, warm
from dashboard.serving.assets import CompressedAssets, static_files
from dashboard.serving.edge import MODELS, Edge, Own
from dashboard.serving.headers import SecurityHeaders
from dashboard.serving.models import Calls
from dashboard.takeaway import chrome

SCRIPT = Path(__file__).parents[1] / "app.py"
_STREAMLIT = Path(streamlit.__file__).parent / "static"
_LOG = logging.getLogger("dashboard.errors")


def application(
    host: str,
    embedders: Sequence[str] = (),
    ready: Callable[[], None] = lambda: None,
    sites: Sequence[str] = (),
    *,
    models: bool = False,
) -> ASGIApp:
    """The app, ready when its start is over: warmed up, with its edge, logs and headers.

    It will be served at the address ``host``, and is reached at the addresses ``sites`` besides;
    those among ``embedders`` may show it in a frame. ``ready`` is called just before visitors are
    let in. With ``models`` it answers language models, too.
    """

    @asynccontextmanager
    async def life(app: streamlit.App) -> AsyncIterator[None]:
        # Streamlit 1.67 makes files there (``DeferredFileHandler``), of which asyncio has few.
        threads = ThreadPoolExecutor(chrome.PLACES + limits.DATA_THREADS)
        asyncio.get_running_loop().set_default_executor(threads)
        await asyncio.gather(_visit(app), asyncio.to_thread(assets.warm_up))
        logs.adopt()
        kept.few_sessions()
        _settle()
        ready()
        beside = [asyncio.create_task(go()) for go in (kept.watch_files, heap.watch, calls.answer)]
        yield
        for task in beside:
            task.cancel()
        gc.unfreeze()  # so that the libraries can clear up behind themselves

    routes, addresses = [*health.routes(), *shell.routes(_STREAMLIT)], machines.routes()
    calls = Calls()
    app = streamlit.App(
        SCRIPT,
        lifespan=life,
        routes=[*routes, *addresses, Route(MODELS, calls)],
        on_script_error=logs.report,
    )
    # By which pages learn whether and where others reach this server, and who may show figures.
    os.environ[access.HOST] = host
    os.environ[access.SITES] = " ".join(sites)
    os.environ[access.EMBEDDERS] = " ".join(embedders)
    config.set_option("server.address", host)  # by which Streamlit tells its own origin
    # After every rerun Streamlit 1.67 would walk all objects there are to find garbage
    # (``ScriptRunner._on_script_finished``). Python's own
    # collector looks at the young ones first, and at all of them when many have come.
    config.set_option("runner.postScriptGC", False)
    config.set_option("client.allowedOrigins", [])  # whose frames could tell the app what to do
    logs.adopt()
    static = static_files(_STREAMLIT, SCRIPT.with_name("static"))
    assets = CompressedAssets(app, static, _STREAMLIT / "index.html")
    own = Own(host, {*sites, *embedders}, behind_proxy=access.behind_proxy())
    edge = Edge(assets, own, static, routes, addresses, models=models)
    return logs.AccessLog(SecurityHeaders(edge, shell.shell(_STREAMLIT), embedders))


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
    heap.give_back()  # what compressing and the first visits took

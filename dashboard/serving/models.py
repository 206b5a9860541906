"""``/mcp``, where language models send their calls.

Its library takes 24 MB, and is loaded when the first of them comes: most servers get none.
"""

import asyncio
from importlib import import_module

from starlette.types import ASGIApp, Receive, Scope, Send


class Calls:
    """Takes calls; the edge says whether any come."""

    def __init__(self) -> None:
        self._called, self._loaded = asyncio.Event(), asyncio.Event()
        self._app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._called.set()
        await self._loaded.wait()
        await self._app(scope, receive, send)

    async def answer(self) -> None:
        """Answer them from the first one on, for as long as the server runs."""
        await self._called.wait()
        # In a thread, as it takes half a second.
        tools = await asyncio.to_thread(import_module, "dashboard.machines.tools")
        async with tools.over_http() as self._app:
            self._loaded.set()
            await asyncio.Event().wait()

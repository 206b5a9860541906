"""The first visit, made by the server itself before it listens.

It imports what pages import late, opens the warehouse, and fills the caches, so that no visitor
waits for that. It goes through the app's own entrance, as a browser does.
"""

import asyncio

from starlette.types import ASGIApp, Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_PAGE_WITHIN_S = 30


async def visit_all(app: ASGIApp) -> None:
    """Open a session on the first page, then on each other that its navigation names.

    Raises:
        TimeoutError: if a page is not drawn in time. The server can do without this visit.
    """
    drawn = await _visit(app, "")
    pages = [page.url_pathname for message in drawn for page in message.navigation.app_pages]
    for page in dict.fromkeys(pages):
        await _visit(app, page)


async def _visit(app: ASGIApp, page: str) -> list[ForwardMsg]:
    """What the app sends to a visitor who opens this page and leaves once it is drawn."""
    request = BackMsg()
    request.rerun_script.page_name = page
    to_app: asyncio.Queue[Message] = asyncio.Queue()
    to_app.put_nowait({"type": "websocket.connect"})
    to_app.put_nowait({"type": "websocket.receive", "bytes": request.SerializeToString()})
    drawn: list[ForwardMsg] = []

    async def take(message: Message) -> None:
        if payload := message.get("bytes"):
            drawn.append(ForwardMsg.FromString(payload))
            if ends(drawn[-1]):
                to_app.put_nowait({"type": "websocket.disconnect", "code": 1000})

    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "scheme": "ws",
        "path": "/_stcore/stream",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "subprotocols": ["streamlit"],
    }
    async with asyncio.timeout(_PAGE_WITHIN_S):
        await app(scope, to_app.get, take)
    return drawn


def ends(message: ForwardMsg) -> bool:
    """Whether the page is drawn: a run that stops early for another is followed by that one."""
    return (
        message.HasField("script_finished")
        and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
    )

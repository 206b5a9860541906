"""What is let in: reading, at known addresses, and the one websocket of this server's own pages.

Where the operator says so, language models may send calls of bounded size to one address more.

Streamlit 1.67 has options for a part of this. Its list of hosts (``server.allowedHosts``) guards
the websocket alone and knows no ports, and where an origin is not the host's it looks up its own
outside address over the network, in the event loop of all visitors
(``web/server/server_util.py``, ``is_url_from_allowed_origins``).
"""

import asyncio
import re
import socket
from collections.abc import Collection, Sequence
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from dashboard.line import VISITOR, FullError, client_of
from dashboard.machines.reply import busy
from dashboard.navigation import PAGES, START
from dashboard.serving import shell
from dashboard.serving.limits import (
    ADDRESSES,
    ADDRESSES_EACH,
    CALL_BYTES,
    DOWNLOADS,
    DOWNLOADS_EACH,
    SESSIONS,
    SESSIONS_EACH,
    Places,
)  # fmt: skip

_STREAM = "/_stcore/stream"
# The browser's script asks for both before it opens the websocket.
_PROBES = ("/_stcore/health", "/_stcore/host-config")
MODELS = "/mcp"
_FILE = re.compile(r"/media/[0-9a-f]{8,128}(\.\w{1,10})?")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::(\d{1,5}))?")
# Of an answer after which the connection ends, whatever else was being sent to it.
_LAST = {"Connection": "close", "Cache-Control": "no-store"}
_LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


class Own:
    """The names that this server goes by, as ``Host`` and ``Origin`` of a request tell them."""

    def __init__(self, host: str, named: Collection[str] = (), *, behind_proxy: bool) -> None:
        """Go by what is listened to.

        Args:
            host: The address that is listened at; if it is any, each address of the machine.
            named: Others, such as ``https://example.org`` or ``https://example.org/arms``.
            behind_proxy: Whether a proxy hands on requests that were made of another port.
        """
        name = f"[{host}]" if ":" in host else host.lower()
        self._any_address = _is_any(host)
        sites = [urlsplit(site) for site in named]
        self._named = {f"{site.scheme}://{site.netloc}".lower() for site in sites}
        self._hosts = {site.netloc.lower() for site in sites}
        self._bases = {(site.path, site.netloc.lower()) for site in sites if site.path}
        local = name in _LOOPBACK
        self._names = _LOOPBACK if local else {name, socket.gethostname().lower(), *_LOOPBACK}
        self._own_port = local and not behind_proxy

    def host(self, host: str, port: int | None) -> bool:
        """Whether a request was made of this server, which listens at ``port``.

        An address in digits is nobody else's: only a name can be made to lead here.
        """
        if host in self._hosts:
            return True
        if not (parts := _HOST.fullmatch(host)):
            return False
        name, told = parts.groups()
        if self._own_port and port is not None and int(told or 80) != port:
            return False
        return name in self._names or (self._any_address and _is_address(name))

    def origin(self, origin: str, host: str) -> bool:
        """Whether a page of this origin, asking this host, is this server's own or a named one."""
        return origin in self._named or origin in (f"http://{host}", f"https://{host}")

    def base(self, host: str) -> str:
        """What stands before all addresses of this server when it is asked by this name."""
        return next((base for base, at in self._bases if at == host), "")

    def below(self, path: str) -> str:
        """A path as it is without a base that this server goes by, which a proxy may leave on."""
        base = next((base for base, _ in self._bases if f"{path}/".startswith(f"{base}/")), "")
        return path.removeprefix(base)


def _is_address(name: str) -> bool:
    with suppress(ValueError):
        return bool(ip_address(name.strip("[]")))
    return False


def _is_any(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_unspecified
    return not host


class Edge:
    """Stands before the app and answers by itself what the app is not to be asked."""

    def __init__(
        self, app: ASGIApp, own: Own, files: Collection[str], routes: Sequence[Route],
        machines: Sequence[Route] = (), *, models: bool = False,
    ) -> None:  # fmt: skip
        """Let the pages, these files and these routes be asked for, by programs too.

        ``models`` is whether language models may call.
        """
        self._app, self._own = app, own
        pages = {f"/{page.name}" for page in PAGES if page is not START}
        self._moved = {f"{page}/": f"..{page}" for page in pages}
        self._known = {"/", *pages, *_PROBES, *files}
        self._known |= {route.path for route in routes}
        self._machines = [route.path_regex for route in machines]
        self._models = models
        self._sessions = Places(SESSIONS, SESSIONS_EACH)
        self._downloads = Places(DOWNLOADS, DOWNLOADS_EACH)
        self._addresses = Places(ADDRESSES, ADDRESSES_EACH)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        client = client_of((scope.get("client") or ("",))[0])
        scope = {**scope, "path": self._own.below(scope["path"])}
        try:
            if refused := self._refused(scope):
                await _refuse(refused, scope, receive, send)
            elif scope["type"] == "websocket":
                with self._sessions.one(client):
                    VISITOR.set(client)
                    await self._app(_judged(scope), *_in_step(receive, send))
            elif scope["path"].startswith("/media/"):
                with self._downloads.one(client):
                    await self._app(scope, receive, send)
            elif self._for_machines(scope["path"]) or scope["path"] == MODELS:
                with self._addresses.one(client):
                    VISITOR.set(client)
                    await self._app(scope, receive, send)
            else:
                await self._app(scope, receive, send)
        except FullError:
            full = "So much is not answered at once. Close other windows, or try again later."
            refused = busy() if self._for_machines(scope["path"]) else _refusal(503, full)
            await _refuse(refused, scope, receive, send)

    def _refused(self, scope: Scope) -> Response | None:
        """Why a request is not answered by the app, as a response; None if it is."""
        headers, path = Headers(scope=scope), scope["path"]
        host = headers.get("host", "").lower()
        if not self._own.host(host, (scope.get("server") or (None, None))[1]):
            return _refusal(
                421, "This server does not go by that name. Its operator can name it with --site."
            )
        if scope["type"] == "websocket":
            if path != _STREAM:
                return _refusal(404, "Not found")
            origins = headers.getlist("origin")
            if len(origins) != 1 or not self._own.origin(origins[0].lower(), host):
                return _refusal(403, "Only this server's own pages may ask that.")
            return None
        if self._models and path == MODELS:
            return self._call_refused(scope["method"], headers, host)
        if scope["method"] not in ("GET", "HEAD"):
            return _refusal(405, "Here things can only be read.", Allow="GET, HEAD")
        if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
            return _refusal(413, "Nothing is taken in here.")
        if to := self._elsewhere(scope):
            asked = scope["query_string"].decode("latin-1")
            return RedirectResponse(f"{to}?{asked}" if asked else to, 301)
        known = path in self._known or _FILE.fullmatch(path) or self._for_machines(path)
        return None if known else _nowhere(self._own.base(host), headers.get("accept", ""))

    def _call_refused(self, method: str, headers: Headers, host: str) -> Response | None:
        if method != "POST":
            return _refusal(405, "Language models send their calls here.", Allow="POST")
        if not all(self._own.origin(one.lower(), host) for one in headers.getlist("origin")):
            return _refusal(403, "Only this server's own pages may ask that.")
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit() and int(length) <= CALL_BYTES):
            return _refusal(413, f"A call tells its length, of {CALL_BYTES:,} bytes at most.")
        return None

    def _elsewhere(self, scope: Scope) -> str | None:
        """Where a page is, seen from an address at which what it names would not lie beside it."""
        path: str = scope["path"]
        if not path:  # the base itself
            return f"{scope['raw_path'].decode('latin-1').rpartition('/')[2]}/"
        return self._moved.get(path)

    def _for_machines(self, path: str) -> bool:
        return any(form.match(path) for form in self._machines)


def _nowhere(site: str, accepted: str) -> Response:
    """What is said where nothing is, to a browser by a page."""
    if "text/html" in accepted:
        return HTMLResponse(shell.nowhere(site), 404, _LAST)
    return _refusal(
        404, f"Nothing is here. {site}/programs says to people, and {site}/openapi.json to "
        "programs, what can be asked.",
    )  # fmt: skip


def _refusal(status: int, text: str, **headers: str) -> Response:
    return PlainTextResponse(f"{text}\n", status, _LAST | headers)


async def _refuse(refusal: Response, scope: Scope, receive: Receive, send: Send) -> None:
    # uvicorn 0.54 takes a response to a websocket, but logs it as the app's error
    # (``websockets_sansio_impl.py``, ``run_asgi``); closed before it was accepted, it is a 403.
    await (WebSocketClose() if scope["type"] == "websocket" else refusal)(scope, receive, send)


def _judged(scope: Scope) -> Scope:
    """The same with an origin of which Streamlit sees at once that it is the host's."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"origin"]
    host = next(value for name, value in headers if name == b"host")
    return {**scope, "headers": [*headers, (b"origin", b"http://" + host)]}


def _in_step(receive: Receive, send: Send) -> tuple[Receive, Send]:
    """Both, so that from a visitor who does not read what was sent nothing more is taken."""
    sending = asyncio.Lock()

    async def send_alone(message: Message) -> None:
        async with sending:
            await send(message)

    async def receive_when_sent() -> Message:
        async with sending:
            pass
        return await receive()

    return receive_when_sent, send_alone

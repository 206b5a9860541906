"""Connections, bounded in number, in what comes by them and in the time that they may be idle.

uvicorn 0.54 answers each one too many with an error and a line in the log (``limit_concurrency``),
counts nobody's apart, and waits for ever for the rest of a request's headers
(``protocols/http/h11_impl.py``: a timer runs between two requests only, and any byte stops it).
"""

import asyncio
import socket
from functools import lru_cache

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from dashboard.line import client_of
from dashboard.serving.limits import A_SESSION, HEADERS_S, UNREAD_S, Pace


def bounded(most: int, each: int, *, paced: bool) -> type[H11Protocol]:
    """uvicorn's protocol with so many connections at most, ``each`` of one client.

    If ``paced``, what clients ask is looked at no faster than their pace allows.
    """
    pace = lru_cache(maxsize=4_096)(lambda client: Pace())

    class Bounded(H11Protocol):
        _deadline: asyncio.TimerHandle | None = None
        _due: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            own = self._client(self)
            # Those that have become websockets are among them.
            if len(self.connections) > most or (
                len(self.connections) > each
                and sum(self._client(other) == own for other in self.connections) > each
            ):
                transport.abort()
                return
            if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
                wire = transport.get_extra_info("socket")
                wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_S * 1000)
            self._await_request()

        def handle_events(self) -> None:
            """Look at what has come, when it is its turn; nothing more is read until then."""
            if self._due is not None:
                return
            if paced and (wait_s := pace(self._client(self)).wait_s()):
                self.transport.pause_reading()
                self._due = self.loop.call_later(wait_s, self._go_on)
            else:
                super().handle_events()

        def _go_on(self) -> None:
            self._due = None
            if not self.transport.is_closing():
                self.transport.resume_reading()
                super().handle_events()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            self._await_request()

        def handle_websocket_upgrade(self, event: h11.Request) -> None:
            self._stop()
            pace(self._client(self)).wait_s(A_SESSION)
            super().handle_websocket_upgrade(event)

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            super().connection_lost(exc)

        def _await_request(self) -> None:
            self._stop()
            self._deadline = self.loop.call_later(HEADERS_S, self._too_late)

        def _too_late(self) -> None:
            if self.cycle is None or self.cycle.response_complete:
                self.transport.abort()

        def _stop(self) -> None:
            for timer in (self._deadline, self._due):
                if timer is not None:
                    timer.cancel()

        @staticmethod
        def _client(connection: object) -> str:
            return client_of((getattr(connection, "client", None) or ("",))[0])

    return Bounded

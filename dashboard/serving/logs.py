"""Logs as lines of JSON, bounded, without anything that tells who a visitor is.

No addresses of visitors, no query strings (they hold what a reader looked at), no session names.
Errors go to the standard error; requests, where they are asked for, to the standard output.
"""

import json
import logging
import sys
import time
from datetime import UTC, datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ACCESS = logging.getLogger("dashboard.access")
_ERRORS = logging.getLogger("dashboard.errors")
_LINES_A_MINUTE = 60  # of errors; of what comes besides, the number is told
_LONGEST = 8_000  # characters of a message or of a traceback
# Below other paths a name may be a session's.
_WHOLE_PATHS = ("/static/", "/app/static/")


class JsonLine(logging.Formatter):
    """One record as one line: when, how grave, what, and the fields given with it."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:_LONGEST],
        }
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)[-_LONGEST:]
        return json.dumps(line, ensure_ascii=False)


class Sparingly(logging.Filter):
    """Lets so many records pass a minute, whoever makes a server complain."""

    def __init__(self) -> None:
        super().__init__()
        self._minute, self._passed, self._left_out = 0, 0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may pass; the first of a minute tells how many were left out."""
        if (minute := int(record.created // 60)) != self._minute:
            if self._left_out:
                record.fields = {**getattr(record, "fields", {}), "left_out": self._left_out}
            self._minute, self._passed, self._left_out = minute, 0, 0
        self._passed += 1
        self._left_out += self._passed > _LINES_A_MINUTE
        return self._passed <= _LINES_A_MINUTE


def set_up(*, access: bool) -> None:
    """Open the two logs; with ``access``, every request gets a line besides the errors."""
    for logger, stream, level in (
        (_ACCESS, sys.stdout, logging.INFO if access else logging.CRITICAL),
        (_ERRORS, sys.stderr, logging.INFO),
        (logging.getLogger("asyncio"), sys.stderr, logging.WARNING),
    ):
        handler = logging.StreamHandler(stream)
        handler.setFormatter(JsonLine())
        if logger is not _ACCESS:
            handler.addFilter(_sparingly)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False


def adopt() -> None:
    """Let the loggers that Streamlit and its server have set up by now write JSON, too.

    Only warnings: below that, the server names each visitor's address.
    """
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("streamlit", "uvicorn"):
            logger = logging.getLogger(name)
            logger.setLevel(logging.WARNING)
            for handler in logger.handlers:
                handler.setFormatter(JsonLine())
                handler.addFilter(_sparingly)


_sparingly = Sparingly()  # one count for all loggers


def report(error: Exception) -> None:
    """A page's script failed: the visitor is told that, and the log is told why."""
    _ERRORS.error("a page failed", exc_info=error)


class AccessLog:
    """Writes a line for every request, and one for every session when it ends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not _ACCESS.isEnabledFor(logging.INFO):
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status, size = 0, 0

        async def counted(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body") or message.get("bytes") or b"")
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            seconds = time.perf_counter() - started
            fields: dict[str, object] = {"path": _shown(scope["path"]), "bytes": size}
            if scope["type"] == "http":
                fields |= {"method": scope["method"], "status": status}
            _ACCESS.info(
                "request" if scope["type"] == "http" else "session",
                extra={"fields": fields | {"seconds": round(seconds, 4)}},
            )


def _shown(path: str) -> str:
    """The path without what may be the name of a session or of a file made for one visitor."""
    if path.startswith(_WHOLE_PATHS):
        return path
    return "/".join(path.split("/")[:3])[:200]

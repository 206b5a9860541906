"""The framework's scripts and styles, compressed once and kept.

The framework sends them as they are, because it would compress them anew for every visitor. They
are 23 MB of text under names that hold a hash of their content: kept compressed they take 13 MB at
most, and a browser that has one need never ask for it again.
"""

from __future__ import annotations

import gzip
import mimetypes
import re
from functools import partial
from pathlib import Path

import brotli
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_PREFIX = "/static/"
_SUFFIXES = {".js", ".css", ".svg"}
_FOR_A_YEAR = "public, max-age=31536000, immutable"
# What the first page needs beyond the files that its HTML names.
_CHARTS = "plotly"


class CompressedAssets:
    """Answers requests for the files below ``/static/`` whose text compresses well.

    Anything else is left to the framework, also a name that is not among its files.
    """

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        """Serve the files of the framework's folder, which does not change while it runs."""
        self._app = app
        self._files = {
            f"{_PREFIX}{path.relative_to(folder / 'static').as_posix()}": path
            for path in (folder / "static").rglob("*")
            if path.suffix in _SUFFIXES
        }
        self._kept: dict[tuple[str, str], bytes] = {}
        index = (folder / "index.html").read_text(encoding="utf-8")
        self._first = [f"/{name}" for name in re.findall(r'(?:src|href)="\./([^"]+)"', index)]
        self._first += [name for name in self._files if _CHARTS in name.lower()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or path not in self._files or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        coding = _coding(Headers(scope=scope).get("accept-encoding", ""))
        if coding is None:
            await self._app(scope, receive, send)
            return
        body = self._kept.get((path, coding))
        if body is None:
            body = await to_thread.run_sync(partial(self._compressed, path, coding))
        await Response(
            body,
            media_type=mimetypes.guess_type(path)[0],
            headers={
                "Content-Encoding": coding,
                "Vary": "Accept-Encoding",
                "Cache-Control": _FOR_A_YEAR,
            },
        )(scope, receive, send)

    def warm_up(self) -> None:
        """Compress what the first visitor's browser asks for at once."""
        for path in self._first:
            if path in self._files:
                self._compressed(path, "br")

    def _compressed(self, path: str, coding: str) -> bytes:
        """The file's content, kept; two threads may both make it, which does no harm."""
        plain = self._files[path].read_bytes()
        body: bytes = (
            brotli.compress(plain, quality=5) if coding == "br" else gzip.compress(plain, 6)
        )
        self._kept[path, coding] = body
        return body


def _coding(accepted: str) -> str | None:
    """The best coding that the browser takes, of those that are made here."""
    taken = {
        name.strip().lower()
        for name, _, quality in (part.partition(";") for part in accepted.split(","))
        if quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    }
    return next((coding for coding in ("br", "gzip") if coding in taken), None)

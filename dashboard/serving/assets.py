"""Scripts, styles and outlines, compressed once and kept.

Streamlit 1.67 sends its own as they are, because it would compress them anew for every visitor.
They are 23 MB of text; kept compressed, all of them would take 13 MB.
"""

import asyncio
import gzip
import mimetypes
import re
from collections.abc import Mapping
from pathlib import Path

import brotli
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.request import coding_of

_SUFFIXES = {".css", ".js", ".json", ".svg"}
# Streamlit's names hold a hash of the content; ours stay when the content changes.
_CACHING = {
    "/static/": "public, max-age=31536000, immutable",
    "/app/static/": "public, max-age=86400",
}
# What the first page needs beyond the files that its HTML names.
_CHARTS = "plotly"


def static_files(streamlit: Path, own: Path) -> dict[str, Path]:
    """Streamlit's static files and our own by their addresses; they do not change meanwhile."""
    return {
        f"{prefix}{path.relative_to(folder).as_posix()}": path
        for prefix, folder in (("/", streamlit), ("/app/static/", own))
        for path in folder.rglob("*")
        if path.is_file()
    }


class CompressedAssets:
    """Answers requests for static files whose text compresses well; the app answers all others."""

    def __init__(self, app: ASGIApp, files: Mapping[str, Path], index: Path) -> None:
        """Serve these files by their addresses; ``index`` is the page that names the first."""
        self._app = app
        self._files = {
            name: path
            for name, path in files.items()
            if path.suffix in _SUFFIXES and name.startswith(tuple(_CACHING))
        }
        self._kept: dict[tuple[str, str], bytes] = {}
        names = re.findall(r'(?:src|href)="\./([^"]+)"', index.read_text(encoding="utf-8"))
        self._first = [f"/{name}" for name in names]
        self._first += [name for name in self._files if _CHARTS in name.lower()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or path not in self._files or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        coding = coding_of(Headers(scope=scope).get("accept-encoding", ""))
        if coding is None:
            await self._app(scope, receive, send)
            return
        body = self._kept.get((path, coding))
        if body is None:
            body = await asyncio.to_thread(self._compressed, path, coding)
        await Response(
            body,
            media_type=mimetypes.guess_type(path)[0],
            headers={
                "Content-Encoding": coding,
                "Vary": "Accept-Encoding",
                "Cache-Control": next(
                    _CACHING[start] for start in _CACHING if path.startswith(start)
                ),
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

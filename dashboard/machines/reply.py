"""What an address for programs is answered with: a file, or the problem that there is with it.

A file goes by a tag of the warehouse and of all that was asked for, so that whoever has it is told
so without its being made. Some are kept, bounded in what they take together.
"""

import asyncio
import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version as version_of
from typing import Any

import brotli
from starlette.requests import Request
from starlette.responses import Response

from dashboard.data import access
from dashboard.line import VISITOR, FullError, client_of
from dashboard.request import LongError, coding_of, query_of
from dashboard.takeaway.chrome import BusyError, PictureError
from dashboard.takeaway.rows import as_json
from etl.common.errors import WarehouseError
from etl.common.paths import warehouse_path
from etl.warehouse.read import version

MOST_BYTES = 20_000_000  # of a file
_KEPT_BYTES, _KEPT_EACH = 4_000_000, 600_000
_FRESH_S = 300  # SIPRI's data change once a year, and a correction is to be seen soon
_AGAIN_S = 10
_VARIES = {"Vary": "Accept-Encoding"}
# What others reach, scripts of other sites may read, too, with these headers.
_FOR_OTHERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Retry-After",
}
_WORTH_PACKING = 500  # bytes
_PACKED = (
    "text/", "application/json", "application/ld+json", "image/svg+xml", "application/atom+xml",
    "application/feed+json",
)  # fmt: skip
_ERRORS = logging.getLogger("dashboard.errors")
_SOFTWARE = version_of("arms-transfers-dashboard")
# A file of this origin that a browser opens does nothing here but show itself.
_APART = {
    "image/svg+xml": "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox",
    "text/html": "sandbox allow-scripts allow-popups",  # which ones, its own policy says
}


@dataclass(frozen=True)
class File:
    """What is sent: the content, its media type, and a name to save it by."""

    content: bytes
    mime: str
    name: str


class ProblemError(Exception):
    """Why something is not answered; ``more`` is told beside the words, for programs."""

    def __init__(self, status: int, title: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail, self.more = status, title, detail, more


@dataclass(frozen=True)
class Asked:
    """A request, taken apart.

    Attributes:
        path: The parts of the address.
        query: What stands behind its question mark.
        site: The address of the dashboard for others; empty if nobody else reaches it.
    """

    path: Mapping[str, str]
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    site: str = ""

    def split(self, endings: Sequence[str]) -> tuple[str, str]:
        """The name of the file that is asked for, and its ending.

        Raises:
            ProblemError: if it has none of the endings that there are.
        """
        name, _, ending = self.path["file"].partition(".")
        if ending not in endings:
            raise ProblemError(
                404, "No such format",
                f"There is no format {ending[:60]!r}. There are: {', '.join(endings)}.",
                formats=list(endings),
            )  # fmt: skip
        return name, ending


Make = Callable[[Asked], File]


def json_of(document: Mapping[str, Any], name: str) -> File:
    """A document as a file of JSON."""
    return File(as_json(document), "application/json", name)


class Replies:
    """Answers requests, and keeps of what it sent as much as may be kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[File, str]] = OrderedDict()

    def of(self, make: Make) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint that answers with what ``make`` makes."""

        async def answer(request: Request) -> Response:
            return await self._response(make, request)

        return answer

    async def _response(self, make: Make, request: Request) -> Response:
        try:
            return await self._file(make, request)
        except ProblemError as problem:
            return _told(problem)
        except LongError as error:
            return _told(ProblemError(414, "Too long", str(error)))
        except BusyError as error:
            return busy(str(error))
        except PictureError as error:
            return _told(ProblemError(501, "No pictures", str(error)))
        except FullError:
            return busy()
        except WarehouseError:
            text = "The data are not loaded. The operator of this server can build them."
            return _told(ProblemError(503, "No data", text), {"Retry-After": "60"})
        except Exception:
            _ERRORS.exception("an address for programs failed: %s", request.url.path)
            text = "Something went wrong here, and was written down for the operator."
            return _told(ProblemError(500, "Failed", text))

    async def _file(self, make: Make, request: Request) -> Response:
        query = query_of(request.url.query)
        site = access.public(f"{request.url.scheme}://{request.headers['host']}")
        tag = _tag(request.url.path, request.url.query, site)
        if tag.removeprefix("W/") in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=_headers(tag) | _VARIES)
        packs = coding_of(request.headers.get("accept-encoding", "")) == "br"
        coding = "br" if packs else ""
        if (kept := self._kept.get((tag, coding))) is None:
            VISITOR.set(client_of(request.client.host if request.client else ""))
            asked = Asked(request.path_params, query, site)
            kept = await asyncio.to_thread(_made, make, asked, coding)
            self._keep((tag, coding), kept)
        file, coding = kept
        headers = _headers(tag) | {
            "Content-Disposition": f'inline; filename="{file.name}"',
        }
        if coding:
            headers |= {"Content-Encoding": coding} | _VARIES
        if file.mime in _APART:
            headers["Content-Security-Policy"] = _APART[file.mime]
        return Response(file.content, media_type=file.mime, headers=headers)

    def _keep(self, key: tuple[str, str], kept: tuple[File, str]) -> None:
        if len(kept[0].content) > _KEPT_EACH:
            return
        self._kept[key] = kept
        while sum(len(file.content) for file, _ in self._kept.values()) > _KEPT_BYTES:
            self._kept.popitem(last=False)


def _made(make: Make, asked: Asked, coding: str) -> tuple[File, str]:
    """The file, packed where the asker takes that and it is worth it."""
    file = make(asked)
    if len(file.content) > MOST_BYTES:
        raise ProblemError(
            422, "Too much", f"The file is larger than {MOST_BYTES // 1_000_000} MB; ask for less."
        )
    if coding and len(file.content) > _WORTH_PACKING and file.mime.startswith(_PACKED):
        return File(brotli.compress(file.content, quality=4), file.mime, file.name), coding
    return file, ""


def _tag(*asked: str) -> str:
    """A name for what is sent for this with the warehouse that stands there now.

    It is a weak one: packed and unpacked, the bytes differ.

    Raises:
        WarehouseError: if there is none.
    """
    file = version(warehouse_path())
    text = repr((_SOFTWARE, file.inode, file.modified_ns, file.size_bytes, *asked))
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def _headers(tag: str) -> dict[str, str]:
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={_FRESH_S}"}
    # What is served to this machine alone is no other site's to read: it may hold a register.
    return headers if access.alone() else headers | _FOR_OTHERS


def busy(
    text: str = "So much is not answered at once. Ask for less at a time, or try again later.",
) -> Response:
    """The answer to who asks for more than is answered at once."""
    return _told(ProblemError(503, "Busy", text), {"Retry-After": str(_AGAIN_S)})


def _told(problem: ProblemError, more: Mapping[str, str] | None = None) -> Response:
    document = {
        "type": "about:blank", "title": problem.title, "status": problem.status,
        "detail": problem.detail, **problem.more,
    }  # fmt: skip
    headers = {"Cache-Control": "no-store", **(more or {})}
    if not access.alone():
        headers |= _FOR_OTHERS
    # What was asked comes back in it: as no browser could take it for a page.
    text = json.dumps(document, ensure_ascii=False, indent=1).replace("<", r"\u003c")
    return Response(f"{text}\n", problem.status, headers, "application/problem+json")


def wrong(name: str, given: Sequence[str], allowed: str) -> dict[str, Any]:
    """What a problem tells of a parameter that is of no use."""
    return {"name": name, "given": [text[:200] for text in given], "allowed": allowed}


def useless(refused: Sequence[Mapping[str, Any]]) -> ProblemError:
    """The problem with parameters, as :func:`wrong` tells of each."""
    detail = "; ".join(f"{one['name']} may be {one['allowed']}" for one in refused)
    return ProblemError(422, "A parameter is of no use", f"{detail}.", parameters=[*refused])

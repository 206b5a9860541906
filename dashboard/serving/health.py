"""Two addresses for those who watch the server, answered in JSON.

``/healthz``: the process answers; the status is 200 also while there are no data. ``/readyz``: it
can answer visitors; 503 where the warehouse is missing or cannot be read. Both say what is loaded,
how old it is, and how the last refresh went.
"""

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboard.data import warehouse
from etl.common.errors import WarehouseError
from etl.status import status

# The rest of the status is for those who may know where files lie and what each is called.
_TOLD = (
    "built_at", "newest_release", "generated", "age_days", "old", "checks_failed", "last_refresh",
)  # fmt: skip
_NOT_KEPT = {"Cache-Control": "no-store"}


def routes() -> list[Route]:
    """The routes of both."""
    return [Route("/healthz", _health), Route("/readyz", _readiness)]


def _health(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok", "data": _data()}, headers=_NOT_KEPT)


def _readiness(_: Request) -> JSONResponse:
    data = _data()
    return JSONResponse(
        {"ready": data is not None, "data": data},
        status_code=503 if data is None else 200,
        headers=_NOT_KEPT,
    )


def _data() -> dict[str, Any] | None:
    """What is loaded; None if no warehouse can be read. Why, the pages and ``arms-etl`` tell."""
    try:
        found = status(warehouse(), date.today())
    except WarehouseError:
        return None
    told = {name: found[name] for name in _TOLD}
    if told["last_refresh"]:
        told["last_refresh"] = {name: told["last_refresh"][name] for name in ("at", "result")}
    return told

"""Two addresses for those who watch the server, answered in JSON.

``/healthz``: the process answers; the status is 200 also while there are no data. ``/readyz``: it
can answer visitors; 503 where the warehouse is missing or cannot be read.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboard.data import ask, warehouse
from etl.errors import WarehouseError

_NOT_KEPT = {"Cache-Control": "no-store"}


def routes() -> list[Route]:
    """The routes of both."""
    return [Route("/healthz", _health), Route("/readyz", _readiness)]


def _health(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok", "data": _data()[0]}, headers=_NOT_KEPT)


def _readiness(_: Request) -> JSONResponse:
    data, reason = _data()
    return JSONResponse(
        {"ready": reason is None, "reason": reason, "data": data},
        status_code=200 if reason is None else 503,
        headers=_NOT_KEPT,
    )


def _data() -> tuple[dict[str, Any] | None, str | None]:
    """What is loaded, or why nothing is."""
    try:
        replaced = warehouse().version.modified_ns
        rows = ask("releases").rows
    except WarehouseError as error:
        return None, str(error).partition("\n")[0]
    newest = None if rows.empty else rows.iloc[0]
    generated = (
        None if newest is None or pd.isna(newest["generated"]) else newest["generated"].date()
    )
    return {
        "release": None if newest is None else int(newest["release"]),
        "generated": generated and generated.isoformat(),
        "age_days": generated and (date.today() - generated).days,
        "warehouse_replaced": datetime.fromtimestamp(replaced / 1e9, UTC).isoformat(
            timespec="seconds"
        ),
    }, None

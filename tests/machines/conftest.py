"""The addresses for programs on a warehouse in which every figure has something to show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from dashboard import machines
from tests.apart import run

SITE = "https://figures.example"
Get = Callable[..., httpx2.Response]


@pytest.fixture(autouse=True)
def _answering(made_up_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(made_up_file))
    monkeypatch.setenv("ARMS_HOST", "0.0.0.0")


def getter() -> Get:
    """Asks addresses as a program does."""
    app = Starlette(routes=machines.routes())

    def got(path: str, method: str = "GET", **headers: str) -> httpx2.Response:
        async def asked() -> httpx2.Response:
            transport = httpx2.ASGITransport(app)
            async with httpx2.AsyncClient(transport=transport, base_url=SITE) as client:
                return await client.request(method, path, headers=headers)

        return run(asked())

    return got


@pytest.fixture(scope="session")
def get() -> Get:
    return getter()

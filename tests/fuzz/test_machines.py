"""Addresses for programs: what their description allows, and what it does not."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dashboard.test_pages import BAD
from tests.fuzz.cases import bounded, cases
from tests.fuzz.test_addresses import KNOWN
from tests.machines.conftest import Get, getter

pytestmark = pytest.mark.usefixtures("served")

_WILD = st.one_of(st.sampled_from(KNOWN), st.sampled_from(list(BAD.values())), st.text(max_size=30))
_DATA = ("csv", "json", "csv-plain", "xlsx", "exe", "")  # pictures are tried where they are made


@pytest.fixture(scope="module")
def get(served: None) -> Get:
    return getter()


@pytest.fixture(scope="module")
def paths(get: Get) -> dict[str, list[dict[str, Any]]]:
    """The parameters of each address, as the description has them."""
    described = get("/openapi.json").json()["paths"]
    return {path: methods["get"]["parameters"] for path, methods in described.items()}


def _value(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    """A value that a schema allows."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "integer":
        return st.integers(schema.get("minimum", 1950), schema.get("maximum", 2030)).map(str)
    return st.sampled_from(KNOWN)


@cases(250)
@given(data=st.data())
def test_any_address(data: st.DataObject, get: Get, paths: dict[str, list[dict[str, Any]]]) -> None:
    path = data.draw(st.sampled_from(sorted(paths)))
    query: list[tuple[str, str]] = []
    for one in paths[path]:
        schema = one["schema"].get("items", one["schema"])
        if one["in"] == "path":
            path = path.replace("{format}", data.draw(st.sampled_from(_DATA)))
        elif one.get("required") or data.draw(st.booleans()):
            for _ in range(data.draw(st.integers(1, 2 if "items" in one["schema"] else 1))):
                query.append((one["name"], data.draw(_value(schema) | _WILD)))
    if data.draw(st.integers(0, 9)) == 0:
        query.append((data.draw(st.text(max_size=8)), data.draw(_WILD)))
    with bounded():
        sent = get(f"{path}?{urlencode(query)}")
    assert sent.status_code in (200, 403, 404, 414, 422), sent.text
    if sent.status_code != 200:
        assert sent.headers["content-type"] == "application/problem+json"
        assert sent.json()["detail"]
        assert "<" not in sent.text
    elif path.startswith("/figures/") and path.endswith(".json"):
        # What was asked is what was answered: a parameter that counts is in it as it was meant.
        told = sent.json()
        assert told["figure"] == path.removeprefix("/figures/").removesuffix(".json")
        keys = {one["name"] for one in paths[path.removesuffix("json") + "{format}"]}
        assert {key for key, _ in query} <= keys

"""A stand-in for the services, new for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.etl.stand_in import StandIn, running


@pytest.fixture
def server() -> Iterator[StandIn]:
    """The stand-in, running."""
    with running() as stand_in:
        yield stand_in

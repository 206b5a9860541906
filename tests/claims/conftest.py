"""The desk of the bundled data."""

from __future__ import annotations

import pytest

from etl.claims.desk import Desk
from etl.warehouse.read import Warehouse


@pytest.fixture(scope="session")
def desk(warehouse: Warehouse) -> Desk:
    """The desk of the bundled data, with what it has read so far."""
    return Desk.of(warehouse)

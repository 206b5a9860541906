"""What the doors lead to: a warehouse of the bundled data, shown as to its maintainer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def served(warehouse_file: Path) -> Iterator[None]:
    """The app and its commands answer from this warehouse."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARMS_WAREHOUSE", str(warehouse_file))
        patch.setenv("ARMS_REGISTER_PERMISSION", "1")
        yield

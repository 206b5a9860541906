"""The pages of the app on the bundled data."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _served(warehouse_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app reads the warehouse that was built for the tests."""
    monkeypatch.setenv("ARMS_WAREHOUSE", str(warehouse_file))
    # Run without a server, the app cannot tell that it listens to this machine only.
    monkeypatch.setenv("ARMS_REGISTER_PERMISSION", "1")

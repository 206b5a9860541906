"""Figures of the bundled data with a made-up register of the whole world beside them."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _answering(made_up_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this warehouse every figure has something to show."""
    monkeypatch.setenv("ARMS_WAREHOUSE", str(made_up_file))

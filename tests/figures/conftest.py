"""Figures of the bundled data with a made-up register of the whole world beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dashboard import worldwide


@pytest.fixture(scope="session")
def answering_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse in which every figure has something to show."""
    return worldwide.built(tmp_path_factory.mktemp("worldwide"))


@pytest.fixture(autouse=True)
def _answering(answering_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(answering_file))

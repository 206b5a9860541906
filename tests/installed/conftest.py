"""Packages built once for all test processes, and a machine with the wheel, new for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import made_once
from tests.installed.machine import UV, Machine, make


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel, a source package, and a Python that has the wheel installed."""
    if not UV.exists():
        pytest.skip("uv is not installed beside this Python")
    return made_once(tmp_path_factory, "packages", make)


@pytest.fixture
def machine(packages: Path, tmp_path: Path) -> Machine:
    """A machine without a checkout."""
    return Machine(packages, tmp_path)

"""Chrome for the tests that draw pictures: the one that the software itself finds."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from dashboard import takeaway


@pytest.fixture(scope="session")
def chrome() -> Iterator[None]:
    """Without one the tests are skipped, except where they must run."""
    if reason := takeaway.why_no_pictures():
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    yield
    takeaway.close_browser()

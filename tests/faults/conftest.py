"""The app reads the warehouse that was built for the tests, as in the tests of its pages."""

from tests.dashboard.conftest import _served  # noqa: F401, a fixture

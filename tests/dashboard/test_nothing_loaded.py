"""Every page opens where only the reference tables are loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.figures import asked
from dashboard.figures.pair import volumes
from etl.common.errors import WarehouseError
from etl.stage import stage
from etl.warehouse.build import build
from tests.conftest import quiet
from tests.dashboard.pages import PAGES, opened
from tests.etl import exports
from tests.etl.brought import saved, small_data, take_in


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse without any deliveries."""
    data = small_data(tmp_path_factory.mktemp("bare"))
    build(stage(data, quiet), data / "warehouse.duckdb", quiet)
    return data / "warehouse.duckdb"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_that_nothing_is_loaded(
    page: str, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(bare))
    app = opened(page)
    assert not app.exception
    assert app.markdown[0].value
    assert not app.get("plotly_chart")


def test_a_figure_of_countries_says_that_none_is_loaded(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(bare))
    with pytest.raises(WarehouseError, match="No table with suppliers and recipients is loaded"):
        asked(volumes.parameters, {})


@pytest.fixture(scope="module")
def totals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of SIPRI's tables of totals alone."""
    folder = tmp_path_factory.mktemp("totals")
    data = small_data(folder)
    roles = ("supplier", "recipient")
    take_in(data, *(saved(folder, exports.tiv_table(role), role) for role in roles))
    return data / "warehouse.duckdb"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_where_totals_alone_are_loaded(
    page: str, totals: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(totals))
    app = opened(page)
    assert not app.exception

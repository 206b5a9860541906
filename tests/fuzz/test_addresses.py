"""Addresses: every page opens under any parameters, and says something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dashboard.pages import PAGES, opened
from tests.dashboard.test_pages import BAD, PARAMETERS
from tests.fuzz.cases import bounded, cases

pytestmark = pytest.mark.usefixtures("served")

NAMES = sorted(
    {name for names in PARAMETERS.values() for name in names}
    | {"embed", "embed_options", "figure", "said", "made", "x", "_"}
)
KNOWN = (
    "AZE", "Azerbaijan", "Israel", "India", "SUN", "Soviet Union", "EU member states", "All",
    "Imports", "Exports", "2016–20", "2016-20", "2020–24", "1950–54", "Another period", "2025",
    "2022", "2025 release", "2022 release", "Newest exact", "Aircraft", "Ships", "true", "false",
    "1", "2", "0", "99", "2016", "2020", "1950", "2050", "Table", "Chart", "About this measure",
    "Agrees", "Differs", "share", "Europe", "New",
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(KNOWN),
    st.sampled_from(KNOWN),
    st.sampled_from(list(BAD.values())),
    st.text(max_size=30),
    st.lists(st.sampled_from(KNOWN) | st.text(max_size=5), max_size=4),
)


@st.composite
def addresses(draw: st.DrawFn) -> tuple[str, dict[str, str | list[str]]]:
    page = draw(st.sampled_from(PAGES))
    own = st.sampled_from(PARAMETERS.get(page, ("x",)))
    names = draw(st.lists(st.one_of(own, own, st.sampled_from(NAMES)), max_size=7, unique=True))
    return page, {name: draw(VALUES) for name in names}


@cases(12)
@given(addresses(), st.sampled_from(["Chart", "Table"]))
def test_any_address(address: tuple[str, dict[str, str | list[str]]], view: str) -> None:
    page, parameters = address
    with bounded():
        app = opened(page, parameters, view)
    assert not app.exception, app.exception[0].value
    assert not app.error
    assert app.title and app.title[0].value != "The data are not loaded"
    assert app.markdown and app.markdown[0].value.strip()

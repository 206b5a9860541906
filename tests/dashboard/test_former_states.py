"""Former states on the pages: past tense, their own periods, and apart from who followed them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from dashboard import data
from dashboard.data import offered
from dashboard.data.offered import while_existing
from dashboard.figures.country import country_question
from dashboard.figures.shared import counted_apart
from etl.questions import Answer

STATES = Answer(
    "states", {}, "", "parties",
    pd.DataFrame(
        {
            "state_id": ["AZE", "RUS", "SUN"],
            "name": ["Azerbaijan", "Russia", "Soviet Union"],
            "kind": ["state", "state", "former state"],
            "iso3": ["AZE", "RUS", None],
            "last_year": pd.array([None, None, 1991], dtype="Int64"),
            "successor": [None, None, "RUS"],
        }
    ),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _with_a_former_state(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The bundled data have none. What is made of them is kept neither before nor after."""
    monkeypatch.setattr(
        offered, "ask", lambda question: STATES if question == "states" else data.ask(question)
    )
    data._opened.cache_clear()
    yield
    data._opened.cache_clear()


def test_a_former_state_is_asked_about_in_the_past_tense() -> None:
    assert country_question("SUN", "supplier") == "Whom did the Soviet Union supply with arms?"
    assert country_question("SUN", "recipient") == "Who supplied the Soviet Union's arms?"
    assert country_question("AZE", "recipient") == "Who supplies Azerbaijan's arms?"


@pytest.mark.parametrize(("first_year", "said"), [(1985, True), (1991, True), (1992, False)])
def test_a_period_that_reaches_back_names_the_state_counted_apart(
    first_year: int, said: bool
) -> None:
    text = counted_apart(STATES, "RUS", first_year)
    assert bool(text) == said
    assert not said or text.startswith("The Soviet Union (until 1991) is counted apart here.")
    assert counted_apart(STATES, "AZE", first_year) == ""


def test_periods_after_the_end_of_a_former_state_are_left_out() -> None:
    windows = pd.DataFrame({"first_year": [1985, 1990, 1995], "last_year": [1989, 1994, 1999]})
    assert while_existing(windows, "AZE", "RUS")["first_year"].tolist() == [
        1985,
        1990,
        1995,
    ]
    assert while_existing(windows, "AZE", "SUN")["first_year"].tolist() == [1985]
    assert while_existing(windows.tail(2), "SUN")["first_year"].tolist() == [1990]

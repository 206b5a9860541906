"""Parameters of questions: an answer, a reason, or one clear refusal."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from etl.common.errors import UnanswerableError
from etl.questions import Answer, ask, questions
from etl.warehouse.read import Warehouse
from tests.fuzz.cases import bounded, cases

STATES = st.one_of(
    st.sampled_from(["AZE", "ISR", "USA", "RUS", "SUN", "aze", "Israel", "", "'", "%", "EU", "—"]),
    st.text(max_size=6),
)
YEARS = st.one_of(
    st.integers(1940, 2040), st.sampled_from([0, 1, 9999, 10_000, -1, 2**31, 2**63, 10**30])
)
WRONG = st.one_of(
    st.none(), st.booleans(), st.floats(), st.binary(max_size=3), st.just({}), st.just([]),
    st.text(max_size=5), st.integers(), st.just([None]), st.just([[]]),
)  # fmt: skip
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "state": STATES,
    "any state": st.none() | STATES,
    "any text": st.none() | st.text(max_size=20),
    "text": st.text(max_size=20),
    "parties": st.lists(STATES, max_size=5),
    "year": YEARS,
    "years": st.lists(YEARS, max_size=6),
    "release": st.none() | st.sampled_from([2022, 2025]) | YEARS,
    "number": st.integers(-5, 10) | YEARS,
    "flag": st.booleans(),
    "role": st.sampled_from(["supplier", "recipient", "world", ""]),
}


@st.composite
def asked(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    name = draw(st.sampled_from(sorted(questions())))
    kinds = questions()[name].params
    params = {param: draw(KINDS.get(kind, st.text(max_size=8))) for param, kind in kinds.items()}
    if "first_years" in params and draw(st.booleans()):
        params["last_years"] = [year + 4 for year in params["first_years"]]
    if "from_year" in params and draw(st.booleans()):
        params["to_year"] = params["from_year"] + draw(st.integers(0, 12))
    if params and draw(st.integers(0, 4)) == 0:
        params[draw(st.sampled_from(sorted(params)))] = draw(WRONG)
    return name, params


def fits(answer: Answer) -> bool:
    """Whether what must hold of every answer holds."""
    shares = [column for column in answer.rows if str(column).endswith("share_pct")]
    return (
        (answer.reason is None) == (len(answer.rows) > 0)
        and all(answer.rows[column].dropna().between(0, 100.000001).all() for column in shares)
        and (not shares or answer.reason is not None or bool(answer.source_line))
    )


@cases(100)
@given(asked())
@example(
    ("export_shares_by_window",
     {"who": "AZE", "first_years": True, "last_years": [], "in_release": None}),
)  # fmt: skip
def test_any_parameters(warehouse: Warehouse, question: tuple[str, dict[str, Any]]) -> None:
    name, params = question
    try:
        with bounded():
            answer = ask(warehouse, name, **params)
    except UnanswerableError as error:
        assert str(error).startswith(f"{name}: ") and len(str(error)) < 500
        return
    assert fits(answer), answer

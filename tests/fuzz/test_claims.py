"""Figures that somebody types in to be checked: a verdict, or a word on each unclear field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.cited import MEASURES
from etl.claims.claim import Claim
from etl.claims.desk import Desk
from etl.claims.metrics import COMPARISONS, METRICS
from etl.claims.reading import read
from etl.warehouse.read import Warehouse
from tests.dashboard.pages import opened, sentence
from tests.fuzz.cases import bounded, cases

WILD = st.text(max_size=12)
PARTIES = st.sampled_from(
    ["Israel", "Azerbaijan", "Russia", "Soviet Union", "India", "USA", "EU member states", "World",
     "", "Atlantis", "israel", "NATO", "unknown supplier(s)"]
)  # fmt: skip
VALUES = st.sampled_from(
    ["69", "67.7", "69 %", "69 per cent", "1,234", "1.234,5", "0", "-12", "−12", "100.0001", "1e5",
     "9" * 30, "second", "2nd", "top five", "more than 60", "nearly 70%", "a third", "½", "٦٩", "",
     "2.7 bn", "12 million", "0.0000000001", "more than", "1000000000000000"]
)  # fmt: skip
YEARS = st.sampled_from(
    ["2016", "2020", "1950", "1949", "2099", "16", "2016–20", "2016-2020", "2020-16", "2016/20",
     "2016 to 2020", "", "MMXVI", "99999", "2016-", "0000"]
)  # fmt: skip
FIELDS = {
    "supplier": PARTIES,
    "recipient": PARTIES,
    "metric": st.sampled_from([*METRICS, "", "share"]),
    "value": VALUES,
    "comparison": st.sampled_from(["", "", *COMPARISONS, "roughly"]),
    "unit": st.sampled_from(["", "", "percent", "rank", "million TIV", "USD bn", "items"]),
    "first_year": YEARS,
    "last_year": YEARS,
    "period": YEARS,
    "published": st.sampled_from(["", "2021", "2021-03", "2021-03-15", "2021-02-31", "yesterday"]),
    "attributed_to": st.sampled_from(["", "SIPRI", "somebody"]),
}


@st.composite
def typed(draw: st.DrawFn) -> dict[str, str]:
    fields = {}
    for name, usual in FIELDS.items():
        if draw(st.integers(0, 5)):
            fields[name] = draw(usual if draw(st.integers(0, 5)) else WILD)
    if draw(st.booleans()):  # most are about a share in a period that the data have
        fields |= {"metric": "share_of_recipient_imports", "supplier": "Israel",
                   "recipient": "Azerbaijan", "period": "2016-20"}  # fmt: skip
        fields = {name: text for name, text in fields.items() if not name.endswith("_year")}
    return fields


@cases(60)
@given(typed())
def test_any_figure(warehouse: Warehouse, fields: dict[str, str]) -> None:
    desk = Desk.of(warehouse)
    with bounded():
        found = read(fields, desk.known)
        if not isinstance(found, Claim):
            assert found and all(fault.field and 10 < len(str(fault)) < 2_000 for fault in found)
            return
        (checked,) = desk.check([found])
        desk.diagnose(checked)
    assert checked.verdict


FORM = st.fixed_dictionaries(
    {},
    optional={
        "measure": st.sampled_from([*MEASURES]) | WILD,
        "supplier": st.sampled_from(["ISR", "RUS", "SUN", "nobody", "EU member states"]) | PARTIES,
        "recipient": st.sampled_from(["AZE", "IND", "nobody", "NATO"]) | PARTIES | WILD,
        "period": YEARS | WILD,
        "value": VALUES | WILD,
        "published": FIELDS["published"] | WILD,
    },
)


@pytest.mark.usefixtures("served")
@cases(8)
@given(FORM)
def test_any_form(warehouse: Warehouse, form: dict[str, str]) -> None:
    """The page says the desk's verdict on what its fields hold, or what is unclear about them."""
    with bounded():
        app = opened("cited", form)
    assert not app.exception, app.exception[0].value
    desk = Desk.of(warehouse)
    held = {
        name: "".join(filter(str.isprintable, app.session_state[name])).strip()
        for name in ("measure", "value", "period", "published")
    }
    sides = {name: app.session_state[name] for name in ("supplier", "recipient")}
    found = read(
        {"metric": held["measure"], "value": held["value"], "period": held["period"],
         "published": held["published"]}
        | {name: "" if side == "nobody" else side for name, side in sides.items()},
        desk.known,
    )  # fmt: skip
    told = sentence(app)
    if isinstance(found, Claim):
        word = desk.check([found])[0].verdict.word
        assert told.endswith(f"Verdict: {word[0].lower()}{word[1:]}.")
    else:
        assert told == "The figure cannot be checked as it is written."

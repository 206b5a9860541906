"""Sentences that quote a figure: what is read out of them, and what is not guessed."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.claims.claim import Claim
from etl.claims.desk import Desk
from etl.claims.metrics import METRICS
from etl.claims.reading import read
from etl.claims.sentence import propose

FIELDS = (
    "metric", "supplier", "recipient", "other", "weapon", "value", "period", "compared",
    "attributed_to",
)  # fmt: skip


def proposed(desk: Desk, sentence: str) -> dict[str, str]:
    return propose(sentence, desk.known.parties)


# A sentence, and what is proposed for each field; nothing where it is not certain.
with Path(__file__).with_name("sentences.csv").open(encoding="utf-8", newline="") as file:
    SENTENCES = list(csv.DictReader(file))


@pytest.mark.parametrize("row", SENTENCES, ids=lambda row: row["sentence"])
def test_a_sentence_fills_what_it_says(desk: Desk, row: dict[str, str]) -> None:
    found = proposed(desk, row["sentence"])
    assert {name: found.get(name, "") for name in FIELDS} == {name: row[name] for name in FIELDS}
    assert set(found) <= {*FIELDS}


def test_sixty_sentences_are_tried_and_most_are_claims_as_they_stand(desk: Desk) -> None:
    assert len(SENTENCES) >= 60
    read_whole = 0
    for row in SENTENCES:
        found = proposed(desk, row["sentence"])
        claim = read({"period": "2020–24", **found}, desk.known)
        read_whole += isinstance(claim, Claim)
    assert read_whole >= 60


def test_what_is_of_a_party_that_is_not_placed_is_of_nobody(desk: Desk) -> None:
    """A change or a rank without its party would be judged as the world's."""
    for sentence in (
        "Moscow's arms exports fell by 64 %.", "Southern European imports doubled.",
        "Germany was, after France, the fifth-largest exporter.",
        "Exports by the EU and the United States rose by 10 %.",
        "US exports to Europe rose by 10 %, overtaking those to Japan.",
    ):  # fmt: skip
        assert "metric" not in proposed(desk, sentence), sentence


def test_a_long_text_is_left_alone(desk: Desk) -> None:
    start = time.perf_counter()
    assert proposed(desk, "Russia supplied 40 % of India's arms. " * 300) == {}
    for text in ("Russia, " * 120, "and " * 250, "1,234 " * 160, "‹0› ‹V› of ‹0›'s imports " * 30):
        proposed(desk, text)
    assert time.perf_counter() - start < 2


BITS = (
    "Russia India's German the EU Africa South supplied bought exports imports arms to from of"
    " and 40 % $5 billion doubled fell rose by up share world's largest supplier importer in"
    " 2016–20 2015 compared with against between half a third ‹0› ‹V› , ."
)
PIECES = st.lists(
    st.sampled_from(BITS.split()) | st.text(max_size=3),
    max_size=20,
)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300) | PIECES.map(" ".join))
def test_whatever_is_pasted_gives_fields_that_can_be_read(desk: Desk, text: str) -> None:
    found = proposed(desk, text)
    assert set(found) <= {*FIELDS}
    assert found.get("metric", "volume") in METRICS
    assert all(found.values())
    read(found, desk.known)

"""The bundled claims: a verdict for each, the reviewer's reason first, and what disagrees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from etl.claims.desk import Desk
from etl.claims.ledger import Entry
from etl.claims.verdict import (
    AGREED,
    AGREES,
    CLOSE,
    DIFFERS,
    HOLDS,
    REVISED,
    UNKNOWN,
    VERDICTS,
    Verdict,
)
from etl.cli import main
from etl.warehouse.read import Warehouse
from tests.claims.must_show import (
    CONFIRMED_AND_REVISED,
    NOT_SUCH_A_MISTAKE,
    REASONS,
    shown,
)
from tests.conftest import ROOT, SUMMARY


@pytest.fixture(scope="module")
def entries(warehouse: Warehouse) -> list[Entry]:
    return Desk.of(warehouse).ledger


def test_every_claim_has_a_verdict_and_a_reason(entries: list[Entry]) -> None:
    assert len(entries) == 114 + 82
    for entry in entries:
        assert entry.verdict.word in VERDICTS
        assert entry.verdict.why.endswith(".")
        assert entry.to_print().endswith(".")
        assert bool(entry.verdict.held_in) == (entry.verdict.word in (AGREED, REVISED))


def test_every_error_is_one_that_the_desk_looks_for_or_is_named_as_another(
    entries: list[Entry],
) -> None:
    errors = {
        str(entry.row["claim_id"])
        for entry in entries
        if entry.row["reviewer_status"] == "article_error"
    }
    assert errors == REASONS.keys() | NOT_SUCH_A_MISTAKE


def test_what_must_be_shown_on_the_bundled_data(
    entries: list[Entry], desk: Desk, record_property: Callable[[str, object], None]
) -> None:
    found = shown(entries, desk)
    record_property(SUMMARY, found.words)
    assert found.errors >= 5 and found.named_first >= 0.75 * found.errors
    assert found.confirmed >= 25 and set(found.apart) <= CONFIRMED_AND_REVISED


def test_the_desk_says_of_a_claim_what_the_build_said(entries: list[Entry], desk: Desk) -> None:
    """Values computed when the file was built, and computed now for the same claims."""
    for entry, checked in zip(entries, desk.check([entry.claim for entry in entries]), strict=True):
        assert checked.verdict == entry.verdict, entry.row["claim_id"]
        for now, built in zip(checked.values, entry.values, strict=True):
            assert replace(now, value=None, low=None, high=None) == replace(
                built, value=None, low=None, high=None
            )
            for number in ("value", "low", "high"):
                assert (getattr(now, number) or 0.0) == pytest.approx(getattr(built, number) or 0.0)


def test_the_claim_that_this_began_with(entries: list[Entry]) -> None:
    entry = next(entry for entry in entries if entry.row["claim_id"] == "C003")
    assert entry.verdict.word == REVISED
    assert entry.to_print().replace("\N{NO-BREAK SPACE}", " ") == (
        "Held in the 2021 fact sheet; 66.6 % in the 2026 release."
    )


@pytest.mark.parametrize(
    ("status", "word", "disagrees"),
    [
        ("confirmed", AGREES, False), ("confirmed", REVISED, False), ("confirmed", CLOSE, True),
        ("confirmed", DIFFERS, True), ("confirmed", UNKNOWN, False),
        ("article_error", DIFFERS, False), ("article_error", AGREES, True),
        ("article_error", UNKNOWN, False), ("vintage_dependent_not_verified", AGREES, True),
        ("confirmed_but_rounded", CLOSE, False), (None, DIFFERS, False),
    ],
)  # fmt: skip
def test_the_reviewer_is_held_against_the_verdict(
    entries: list[Entry], status: str | None, word: str, disagrees: bool
) -> None:
    entry = replace(
        entries[0],
        row=dict(entries[0].row) | {"reviewer_status": status},
        verdict=Verdict(word, "Because."),
    )
    assert (entry.against_reviewer() is not None) == disagrees


def test_the_check_lists_disagreements(
    warehouse: Warehouse, entries: list[Entry], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--warehouse", str(warehouse.version.path)]) == 0
    out = capsys.readouterr().out
    disagreeing = [entry for entry in entries if entry.against_reviewer()]
    assert disagreeing
    for entry in disagreeing:
        assert str(entry.row["claim_id"]) in out
    assert f"{len(disagreeing)} have a verdict that does not bear out the reviewer" in out


def test_the_readme_lists_the_confirmed_claims_that_do_not_hold(entries: list[Entry]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    apart = [
        entry
        for entry in entries
        if entry.row["reviewer_status"] == "confirmed"
        and entry.verdict.word not in (*HOLDS, UNKNOWN)
    ]
    assert apart
    for entry in apart:
        assert f"`{entry.row['claim_id']}`" in readme
    listed = readme.partition("confirmed by a reviewer and do not hold")[2].partition("\n\n")[0]
    assert listed.count("`C") == len(apart)

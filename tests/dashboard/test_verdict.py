"""The verdict on a claim, case by case."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.claims.checked import Checked
from etl.claims.claim import Claim, Printed, Subject, Value
from etl.claims.verdict import (
    AGREED,
    AGREES,
    CLOSE,
    DIFFERS,
    REVISED,
    UNKNOWN,
    judge,
    publication_year,
)

SHARE = Claim(
    Subject("share_of_recipient_imports", "ISR", "AZE", (2016, 2020)), "69", value=69.0,
    decimals=0, comparison=None, unit="percent", published="2023-09-07", attributed_to="SIPRI",
)  # fmt: skip


IMPORTS = "share_of_recipient_imports"


def of(claim: Claim, metric: str) -> Claim:
    """The same claim of another measure."""
    return replace(claim, subject=replace(claim.subject, metric=metric))


RANK = replace(of(SHARE, "rank_among_recipients"), value=2.0, unit="rank")


def found(release: int, value: float | None, uncertainty: float = 0.0) -> Value:
    if value is None:
        return Value(release, None, reason="Not covered.")
    return Value(release, value, value - uncertainty, value + uncertainty)


def word(claim: Claim, *values: Value, cells: tuple[Printed, ...] = ()) -> str:
    return judge(claim, values, cells).word


@pytest.mark.parametrize(
    ("value", "decimals", "computed", "agrees"),
    [
        (69.0, 0, 68.5, True), (69.0, 0, 69.5, True), (69.0, 0, 68.49, False),
        (69.0, 0, 69.51, False), (6.6, 1, 6.55, True), (6.6, 1, 6.65, True), (6.6, 1, 6.54, False),
        (6.6, 1, 6.66, False), (0.0, 0, 0.0, True), (-0.6, 1, -0.56, True), (-0.6, 1, 0.6, False),
    ],
)  # fmt: skip
def test_a_number_stands_for_what_rounds_to_it(
    value: float, decimals: int, computed: float, agrees: bool
) -> None:
    claim = replace(SHARE, value=value, decimals=decimals)
    apart = CLOSE if abs(value - computed) <= 1 else DIFFERS
    assert word(claim, found(2025, computed)) == (AGREES if agrees else apart)


@pytest.mark.parametrize(
    ("value", "computed", "verdict"),
    [
        (69.0, 68.0, CLOSE), (69.0, 70.0, CLOSE), (69.0, 67.9, DIFFERS), (69.0, 70.1, DIFFERS),
        (6.6, 5.7, CLOSE), (6.6, 5.5, DIFFERS),
    ],
)  # fmt: skip
def test_a_percentage_within_a_point_is_close(value: float, computed: float, verdict: str) -> None:
    claim = replace(SHARE, value=value, decimals=0 if value > 10 else 1)
    assert word(claim, found(2025, computed)) == verdict
    assert word(replace(of(claim, "volume"), unit="million TIV"), found(2025, computed)) == (
        DIFFERS
    )


@pytest.mark.parametrize(
    ("comparison", "value", "computed", "agrees"),
    [
        ("nearly", 70.0, 67.7, True), ("nearly", 70.0, 67.39, False), ("nearly", 70.0, 70.4, True),
        ("nearly", 70.0, 70.6, False), ("at most", 70.0, 12.0, True),
        ("at most", 70.0, 70.6, False), ("at least", 70.0, 99.0, True),
        ("at least", 70.0, 69.5, True), ("at least", 70.0, 69.4, False),
        ("more than", 70.0, 70.1, True), ("more than", 70.0, 70.0, False),
        ("more than", 70.0, 69.9, False), ("less than", 70.0, 69.9, True),
        ("less than", 70.0, 70.1, False),
    ],
)  # fmt: skip
def test_a_worded_number(comparison: str, value: float, computed: float, agrees: bool) -> None:
    claim = replace(SHARE, value=value, comparison=comparison)
    assert (word(claim, found(2025, computed)) == AGREES) == agrees


@pytest.mark.parametrize(
    ("comparison", "printed", "computed", "agrees"),
    [
        (None, 2, 2, True), (None, 2, 3, False), (None, 2, 1, False), ("at most", 8, 7, True),
        ("at most", 8, 8, True), ("at most", 8, 9, False), ("at least", 8, 7, True),
        ("at least", 8, 8, True), ("at least", 8, 9, False),
    ],
)  # fmt: skip
def test_a_rank_must_be_the_same(
    comparison: str | None, printed: int, computed: int, agrees: bool
) -> None:
    claim = replace(RANK, value=float(printed), comparison=comparison)
    assert word(claim, found(2025, float(computed))) == (AGREES if agrees else DIFFERS)


@pytest.mark.parametrize(
    ("newest", "of_its_time", "expected"),
    [
        (69.0, 69.0, AGREES), (69.0, 60.0, AGREES), (67.7, 69.4, REVISED), (67.7, 60.0, DIFFERS),
        (67.7, None, DIFFERS), (None, 69.0, AGREES), (None, None, UNKNOWN), (69.0, None, AGREES),
    ],
)  # fmt: skip
def test_the_newest_release_decides_today_and_that_of_its_time_decides_then(
    newest: float | None, of_its_time: float | None, expected: str
) -> None:
    assert word(SHARE, found(2025, newest), found(2022, of_its_time)) == expected
    assert word(SHARE, found(2022, of_its_time), found(2025, newest)) == expected


def test_a_release_after_the_article_cannot_have_been_its_source() -> None:
    early = replace(SHARE, published="2021-03-15")
    assert word(early, found(2025, 67.7), found(2022, 69.4)) == DIFFERS
    assert "open" in judge(early, [found(2025, 67.7), found(2022, 69.4)], []).why


def test_a_loaded_release_that_may_be_off_by_rounding_is_no_revision() -> None:
    # The newest release is rounded: its 68.2 may be 68.6, so nothing shows a revision.
    assert word(SHARE, found(2025, 68.2, uncertainty=0.4)) == AGREES
    assert word(SHARE, found(2025, 68.2, uncertainty=0.4), found(2022, 69.0)) == AGREES
    assert word(SHARE, found(2025, 68.2, uncertainty=0.1), found(2022, 69.0)) == REVISED


@given(
    st.floats(0, 100), st.floats(0, 100), st.floats(0, 3), st.sampled_from([None, 2021, 2023])
)  # fmt: skip
def test_within_rounding_and_uncertainty_is_never_called_a_difference(
    value: float, older: float, uncertainty: float, year: int | None
) -> None:
    printed = float(round(value))
    claim = replace(SHARE, value=printed, published=None if year is None else str(year))
    assert word(claim, found(2025, value, uncertainty), found(2022, older)) == AGREES


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((Printed(2021, 69.0, 0),), REVISED),
        ((Printed(2021, 69.4, 1),), REVISED),
        ((Printed(2021, 68.0, 0),), DIFFERS),
        ((Printed(2024, 69.0, 0),), DIFFERS),
        ((Printed(2021, 60.0, 0), Printed(2023, 69.0, 0)), REVISED),
        ((Printed(2021, 69.0, 0), Printed(2023, 60.0, 0)), DIFFERS),
    ],
)
def test_the_fact_sheet_of_its_time_speaks_where_no_release_does(
    cells: tuple[Printed, ...], expected: str
) -> None:
    assert word(SHARE, found(2025, 67.7), cells=cells) == expected


def test_a_fact_sheet_alone_says_what_held_when_written() -> None:
    verdict = judge(SHARE, [found(2025, None)], [Printed(2021, 69.0, 0)])
    assert verdict.word == AGREED
    assert verdict.held_in == "2021 fact sheet"
    assert "Not covered." in verdict.why
    other = judge(SHARE, [found(2025, None)], [Printed(2021, 61.0, 0)])
    assert other.word == DIFFERS and not other.held_in
    assert "2021 fact sheet printed 61" in other.why
    assert word(SHARE, found(2025, None), cells=(Printed(2021, 68.0, 0),)) == CLOSE


def test_the_edition_that_is_credited_decides_before_any_other() -> None:
    credited = replace(SHARE, attributed_to="SIPRI fact sheet (published 2021)")
    both = (Printed(2021, 60.0, 0), Printed(2023, 69.0, 0))
    assert word(SHARE, found(2025, 67.7), cells=both) == REVISED
    assert word(credited, found(2025, 67.7), cells=both) == DIFFERS
    # Where its cell is not on file, the newest loaded release of the article's time decides.
    later = (Printed(2023, 69.0, 0),)
    assert word(credited, found(2025, 67.7), found(2022, 60.0), cells=later) == DIFFERS
    assert word(credited, found(2025, 67.7), found(2022, 69.0), cells=later) == REVISED


def test_january_does_not_know_the_edition_of_its_year() -> None:
    january = replace(SHARE, published="2023-01-20")
    cells = (Printed(2023, 69.0, 0),)
    assert word(january, found(2025, 67.7), cells=cells) == DIFFERS
    assert word(replace(january, published="2023-03"), found(2025, 67.7), cells=cells) == REVISED


def test_a_fact_sheet_is_read_by_the_wording_of_the_claim() -> None:
    nearly = replace(SHARE, value=70.0, comparison="nearly")
    assert word(nearly, found(2025, None), cells=(Printed(2021, 69.0, 0),)) == AGREED
    assert word(nearly, found(2025, None), cells=(Printed(2021, 75.0, 0),)) == DIFFERS


@pytest.mark.parametrize(
    ("claim", "values", "cells", "said"),
    [
        (SHARE, (found(2025, 40.0), found(2022, 41.0)), (), "Does not hold: 40.0 % in the 2025"),
        (replace(SHARE, published="2021-09-07"), (found(2025, 40.0),), (),
         "Not so in the 2025 release: 40.0 %. Whether it held when it was written is open."),
        (SHARE, (), (Printed(2021, 40.0, 0),), "Does not hold: SIPRI printed 40 % (2021)."),
    ],
)  # fmt: skip
def test_does_not_hold_is_printed_only_where_that_is_proven(
    claim: Claim, values: tuple[Value, ...], cells: tuple[Printed, ...], said: str
) -> None:
    checked = Checked(claim, values, cells, judge(claim, values, cells))
    assert checked.to_print().replace("\N{NO-BREAK SPACE}", " ").startswith(said)


WORLD_SHARE = of(replace(SHARE, published="2015-05-01"), "share_of_world_exports")


@pytest.mark.parametrize(
    ("claim", "values", "cells", "said"),
    [
        # The number lies between what SIPRI gave before and gives now: one in between may have been
        # the article's source.
        (SHARE, (found(2022, 75.0), found(2025, 60.0)), (), "Not so in the 2025 release: 60.0 %."),
        (SHARE, (found(2025, 60.0),), (Printed(2021, 75.0, 0),),
         "Not so in the 2025 release: 60.0 %; SIPRI printed 75 % (2021)."),
        # It lies as near to them as SIPRI has moved it.
        (SHARE, (found(2022, 67.0), found(2025, 65.0)), (), "Not so in the 2025 release: 65.0 %."),
        # Or SIPRI moved it there and back: France's exports 2018–22 were +44, +47 and +44 %.
        (SHARE, (found(2022, 66.8), found(2025, 66.8)), (), "Not so in the 2025 release: 66.8 %."),
        (of(SHARE, "change_pct"), (), (Printed(2022, 44.0, 0),), "SIPRI printed +44 % (2022)."),
        # A release of its time is the release of its time, whatever came later.
        (SHARE, (found(2023, 66.0), found(2025, 60.0)), (), "Does not hold: 60.0 % in the 2025"),
        (replace(SHARE, published="2023-03"), (found(2023, 66.0), found(2025, 60.0)), (), "Not so"),
        (replace(SHARE, published="2023-03"), (found(2023, 66.0), found(2025, 60.0)),
         (Printed(2022, 66.0, 0),), "Does not hold: 60.0 % in the 2025 release; SIPRI printed"),
        # An older fact sheet gave it, a newer one does not.
        (SHARE, (found(2025, 60.0),), (Printed(2021, 69.0, 0), Printed(2023, 60.0, 0)),
         "Not so in the 2025 release: 60.0 %; SIPRI printed 69 % (2021), 60 % (2023)."),
        # A rounded release of its time may have given it.
        (SHARE, (found(2023, 68.2, uncertainty=0.4), found(2025, 60.0)), (), "Not so in the 2025"),
        # One newer release alone: a share of one country's trade may have been anything, a share
        # of the world's may not.
        (replace(SHARE, published="2015-05-01"), (found(2025, 10.0),), (), "Not so in the 2025"),
        (WORLD_SHARE, (found(2025, 66.0),), (), "Not so in the 2025 release: 66.0 %."),
        (WORLD_SHARE, (found(2025, 63.0),), (), "Does not hold: 63.0 % in the 2025 release."),
        (replace(WORLD_SHARE, subject=replace(WORLD_SHARE.subject, years=(2013, 2013))),
         (found(2025, 63.0),), (), "Not so in the 2025 release: 63.0 %."),
    ],
)  # fmt: skip
def test_what_was_true_once_is_never_said_not_to_hold(
    claim: Claim, values: tuple[Value, ...], cells: tuple[Printed, ...], said: str
) -> None:
    checked = Checked(claim, values, cells, judge(claim, values, cells))
    told = checked.to_print().replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith(said)
    is_open = not told.startswith("Does not hold")
    assert told.endswith("Whether it held when it was written is open.") == is_open


@given(
    st.sampled_from(
        [("share_of_recipient_imports", 20.0), ("share_of_world_exports", 4.0), ("volume", 1e3)]
    ),
    st.lists(st.floats(0, 1), min_size=6, max_size=6), st.sets(st.integers(0, 5), min_size=1),
    st.integers(0, 5), st.sampled_from(["", "-02", "-03", "-06"]),
)  # fmt: skip
def test_what_a_release_of_its_time_gave_is_never_said_not_to_hold(
    of_what: tuple[str, float], moved: list[float], loaded: set[int], at: int, month: str
) -> None:
    """Six releases that revise a figure to and fro, some of them loaded; a text prints one."""
    metric, by = of_what
    gave = [30 + by * one for one in moved]
    claim = of(
        replace(SHARE, value=float(round(gave[at])), published=f"{2021 + at}{month}"), metric
    )
    values = [found(2021 + year, gave[year]) for year in loaded]
    checked = Checked(claim, tuple(values), (), judge(claim, values, ()))
    assert not checked.to_print().startswith("Does not hold")


def test_an_approximate_value_is_never_shown_without_its_label() -> None:
    split = Value(2026, 5.7, 5.2, 6.2, precision="split")
    rounded = replace(found(2024, 66.4, uncertainty=0.2), precision="rounded")
    claim = replace(SHARE, value=24.0, published="2026-05-01")
    for value, told in (
        (split, "Does not hold: about 6 % (5–6) in the 2026 release (approximate)."),
        (rounded, "Not so in the 2024 release: 66.4 %, approximate."),
    ):
        checked = Checked(claim, (value,), (), judge(claim, [value], []))
        assert checked.to_print().replace("\N{NO-BREAK SPACE}", " ").startswith(told)
        assert checked.computed(value.release).endswith(", approximate")
        assert checked.difference().startswith("about ")


@pytest.mark.parametrize(
    ("values", "cells", "told"),
    [
        ((found(2025, None),), (Printed(2023, 69.0, 0),),
         "Held in the 2023 fact sheet; SIPRI printed 69 % (2023). Whether it still holds is open: "
         "Not covered."),
        ((Value(2026, 67.0, 64.0, 70.0, precision="split"),), (Printed(2023, 69.0, 0),),
         "Held in the 2023 fact sheet; SIPRI printed 69 % (2023). Whether it still holds is open: "
         "The 2026 release covers it, but as loaded it is approximate. It gives about 67 % "
         "(64–70), so whether the number holds is open."),
        ((found(2025, None),), (), "Cannot be checked: Not covered."),
        ((), (), "Cannot be checked: No release of SIPRI's flows is loaded."),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_said_with_its_reason(
    values: tuple[Value, ...], cells: tuple[Printed, ...], told: str
) -> None:
    checked = Checked(SHARE, values, cells, judge(SHARE, values, cells))
    assert checked.to_print().replace("\N{NO-BREAK SPACE}", " ") == told


def test_dollars_are_neither_confirmed_nor_refuted() -> None:
    claim = replace(of(SHARE, "contract_value"), unit="USD million", value=5000.0)
    verdict = judge(claim, [found(2025, 5000.0)], [])
    assert verdict.word == UNKNOWN
    assert "dollars" in verdict.why


@pytest.mark.parametrize(
    ("published", "attributed_to", "year"),
    [
        ("2023-09-07", "SIPRI", 2023),
        ("2016-12", "SIPRI", 2016),
        ("2021", "SIPRI", 2021),
        ("2021", "SIPRI fact sheet (published 2019)", 2021),
        (None, "SIPRI fact sheet (published 2019)", 2019),
        (None, "SIPRI", None),
        ("", "SIPRI topical backgrounder 2021", None),
    ],
)
def test_the_year_of_an_article(
    published: str | None, attributed_to: str, year: int | None
) -> None:
    claim = replace(SHARE, published=published, attributed_to=attributed_to)
    assert publication_year(claim) == year


def test_an_article_without_a_year_is_held_against_the_newest_fact_sheet() -> None:
    claim = replace(SHARE, published=None)
    cells = (Printed(2021, 69.0, 0), Printed(2024, 60.0, 0))
    assert word(claim, found(2025, 67.7), cells=cells) == DIFFERS
    assert word(claim, found(2025, 67.7), cells=cells[:1]) == REVISED


@pytest.mark.parametrize(
    ("comparison", "computed", "says"),
    [
        (None, 69.2, "gives the same within the printed rounding"),
        ("nearly", 68.0, 'fits the word "nearly"'),
        ("at most", 40.0, "gives no more than that"),
        ("at least", 80.0, "gives at least that"),
    ],
)
def test_the_reason_follows_the_wording(comparison: str | None, computed: float, says: str) -> None:
    verdict = judge(replace(SHARE, comparison=comparison), [found(2025, computed)], [])
    assert verdict.why == f"The 2025 release {says}."


def test_of_a_fall_more_is_less() -> None:
    for comparison, says in (
        ("less than", "gives a greater fall than that"), ("at most", "gives at least that fall"),
    ):  # fmt: skip
        fall = replace(of(SHARE, "change_pct"), value=-50.0, comparison=comparison)
        assert judge(fall, [found(2026, -64.5)], []).why == f"The 2026 release {says}."
    for comparison, says in (
        ("more than", "a smaller fall than that"), ("at least", "no greater fall than that"),
    ):  # fmt: skip
        fall = replace(of(SHARE, "change_pct"), value=-70.0, comparison=comparison)
        assert judge(fall, [found(2026, -64.5)], []).why == f"The 2026 release gives {says}."
        assert word(fall, found(2026, 157.3)) == DIFFERS, "a rise is no small fall"
    rise = replace(of(SHARE, "change_pct"), value=20.0, comparison="less than")
    assert word(rise, found(2026, 12.0)) == AGREES
    assert word(rise, found(2026, -64.5)) == DIFFERS, "a fall is no small rise"


@pytest.mark.parametrize(
    ("metric", "comparison", "value", "computed", "side"),
    [
        (IMPORTS, "at least", 67.0, 66.62, "under"), (IMPORTS, "at most", 66.0, 66.4, "over"),
        (IMPORTS, "nearly", 66.0, 66.4, "over"), ("change_pct", "at most", -65.0, -64.5, "under"),
        ("change_pct", "at least", -64.0, -64.5, "over"),
    ],
)  # fmt: skip
def test_a_bound_that_holds_by_rounding_alone_is_said_so(
    metric: str, comparison: str, value: float, computed: float, side: str
) -> None:
    claim = replace(of(SHARE, metric), value=value, comparison=comparison)
    verdict = judge(claim, [found(2026, computed)], [])
    printed = "which is the same within the printed rounding"
    assert verdict.why == f"The 2026 release gives just {side} that, {printed}."
    checked = Checked(claim, (found(2026, computed),), (), verdict)
    assert checked.to_print().startswith("Holds within the printed rounding: ")


@pytest.mark.parametrize(
    ("ratio", "told"), [(0.1618, "0.16"), (0.0618, "0.062"), (4.2749, "4.27"), (27.49, "27.5")]
)
def test_a_ratio_is_shown_as_finely_as_it_is_judged(ratio: float, told: str) -> None:
    claim = replace(of(SHARE, "ratio"), value=ratio, decimals=3, unit="times")
    checked = Checked(claim, (found(2026, ratio),), (), judge(claim, [found(2026, ratio)], []))
    assert checked.to_print() == f"Holds: {told} times in the 2026 release."


@pytest.mark.parametrize(
    ("claim", "computed"),
    [(replace(SHARE, comparison="more than"), 68.9), (SHARE, 68.4), (RANK, 3.0),
     (replace(RANK, comparison="at most"), 3.0)],
)  # fmt: skip
def test_what_rounded_values_allow_is_no_more_than_possible(claim: Claim, computed: float) -> None:
    values = (replace(found(2026, computed, uncertainty=1.0), precision="rounded"),)
    verdict = judge(claim, values, [])
    assert verdict.word == AGREES
    assert verdict.why == "The 2026 release is approximate, and may give that."
    assert Checked(claim, values, (), verdict).to_print().startswith("May hold: ")


def test_a_difference_too_small_to_print_is_not_said_to_be_none() -> None:
    claim = replace(SHARE, value=66.6, decimals=1, comparison="less than")
    assert "is less than 0.1 points" in judge(claim, [found(2026, 66.62)], []).why


def test_a_difference_too_small_to_print_has_no_sign() -> None:
    for value in (66.62, 66.58):
        values = (found(2026, value),)
        claim = replace(SHARE, text="66.6", value=66.6, decimals=1)
        assert Checked(claim, values, (), judge(claim, values, ())).difference() == "0.0 points"


def test_an_exact_release_decides_before_a_newer_approximate_one() -> None:
    exact = found(2025, 69.0)
    split = replace(found(2026, 75.0, uncertainty=8.0), precision="split")
    assert word(SHARE, exact, split) == AGREES
    unsure = replace(found(2025, 69.0, uncertainty=2.0), precision="split")
    assert word(SHARE, unsure, split) == UNKNOWN


@pytest.mark.parametrize("precision", ["rebuilt", "split"])
def test_an_approximate_release_decides_only_what_all_of_its_bounds_decide(precision: str) -> None:
    def within(low: float, high: float) -> Value:
        return Value(2026, (low + high) / 2, low, high, precision=precision)

    assert word(SHARE, within(68.6, 69.4)) == AGREES
    assert word(SHARE, within(68.6, 69.6)) == UNKNOWN
    assert word(SHARE, within(64.0, 68.6)) == UNKNOWN
    assert word(SHARE, within(64.0, 67.0)) == DIFFERS
    assert word(SHARE, within(64.0, 68.2)) == CLOSE
    at_least = replace(SHARE, comparison="at least")
    assert word(at_least, within(68.6, 90.0)) == AGREES
    assert word(at_least, within(60.0, 90.0)) == UNKNOWN
    assert word(RANK, replace(within(2.0, 3.0), value=2.0)) == UNKNOWN
    assert word(RANK, replace(within(3.0, 4.0), value=3.0)) == DIFFERS
    why = judge(SHARE, [within(64.0, 70.0)], []).why.replace("\N{NO-BREAK SPACE}", " ")
    assert "It gives about 67 % (64–70), so whether the number holds is open." in why


def test_a_release_that_agrees_is_named_though_it_decides_nothing() -> None:
    verdict = judge(SHARE, [found(2022, 71.0), found(2024, 69.0), found(2025, 72.0)], [])
    assert verdict.word == DIFFERS
    assert "2024" in verdict.why and "No loaded release gives this value" not in verdict.why


def test_a_release_that_may_give_a_number_is_not_said_to_give_it_or_not_to() -> None:
    rounded = replace(found(2022, 68.0, uncertainty=1.0), precision="rounded")
    rebuilt = replace(found(2026, 70.0, uncertainty=2.0), precision="rebuilt")
    no_more = "gives another value; the {} release is approximate, and may give this."
    for values, may in (
        ([rounded, found(2025, 72.0)], 2022), ([found(2025, 72.0), rebuilt], 2026),
        ([found(2024, 66.0), found(2025, 72.0), rebuilt], 2026),
    ):  # fmt: skip
        assert f"The 2025 release {no_more.format(may)}" in judge(SHARE, values, []).why


def test_a_rank_that_rounding_cannot_settle_does_not_differ() -> None:
    assert word(RANK, found(2022, 3.0, uncertainty=1.0)) == AGREES
    assert word(RANK, found(2022, 4.0, uncertainty=1.0)) == DIFFERS

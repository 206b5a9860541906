"""The world's page and figures: old addresses, a period to compare with, and figures made alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.figures import asked, named, world
from dashboard.figures.figure import Figure, settled
from etl.questions import ask
from etl.warehouse.read import Warehouse
from tests.dashboard.pages import (
    annotations,
    figures,
    ignored,
    numbers,
    opened,
    plain,
    sentence,
)
from tests.etl import exports
from tests.etl.brought import saved, small_data, take_in

COMPARING = (world.RELEASE, world.PERIOD, world.FOLD, world.COMPARED, world.ROLE)


def test_addresses_of_before_are_still_understood() -> None:
    old = {
        "window": "2015–19", "other": "2010–14", "followed": "Recipients", "total_of": "France",
        "direction": "Exports", "release": "2025 release",
    }  # fmt: skip
    new = {
        "period": "2015-19", "compared": "2010-14", "role": "recipient", "country": "FRA",
        "direction": "exports", "release": "2025",
    }  # fmt: skip
    before, now = opened("world", old), opened("world", new)
    assert ignored(before) == ignored(now) == ""
    assert sentence(before) == sentence(now)
    assert figures(before) == figures(now)
    shown = " ".join(figure["layout"]["meta"]["title"] for figure in figures(now))
    assert "Largest recipients, 2010–14 and 2015–19" in shown
    assert "France: arms exports by year" in shown


@pytest.mark.parametrize(
    ("period", "compared"), [("2020-24", (2015, 2019)), ("2010-14", (2020, 2024))]
)
def test_a_period_is_compared_with_the_one_before_or_else_with_the_newest(
    period: str, compared: tuple[int, int]
) -> None:
    values = asked(COMPARING, {"period": [period]}).values
    assert values["compared"] == compared


def test_a_period_is_never_compared_with_itself() -> None:
    told = asked(COMPARING, {"period": ["2015-19"], "compared": ["2015-19"]})
    assert told.ignored == {"compared": "compared=2015-19"}
    assert told.values["compared"] == (2010, 2014)
    # Where a control moves to the period that the other one stands at, that one gives way.
    values = settled(COMPARING, dict(told.values) | {"period": (2010, 2014)})
    assert values["compared"] == (2020, 2024)


def test_suppliers_and_recipients_are_drawn_on_one_scale_also_alone() -> None:
    asked_for = {"release": None, "period": (2020, 2024), "fold": False, "time": False}
    scales = [
        made.chart.layout.xaxis.range
        for made in (world.supplier.made(asked_for), world.recipient.made(asked_for))
        if made.chart is not None
    ]
    assert len(scales) == 2
    assert scales[0] == scales[1]


def test_a_country_that_the_world_bank_has_no_rows_of_is_told() -> None:
    app = opened("world", {"country": "TWN"})
    words = "The World Bank's series has no rows for this country and direction."
    assert [text.value for text in app.markdown].count(words) == 1
    assert "World Bank" not in annotations(figures(app)[-1])


def test_ranks_follow_the_release_that_answers_for_the_period(warehouse: Warehouse) -> None:
    app = opened("world", {"period": "2015-19", "role": "recipient"})
    ranks = next(
        figure for figure in figures(app)
        if figure["layout"]["meta"]["title"] == "The largest recipients' ranks"
    )  # fmt: skip
    assert ranks["data"][0]["x"] == ["2010–14", "2015–19"]
    for place, (first, last) in enumerate(((2010, 2014), (2015, 2019))):
        rows = ask(
            warehouse, "ranking", role="recipient", from_year=first, to_year=last, in_release=2025
        ).rows.set_index("name")
        for trace in ranks["data"]:
            assert numbers(trace["y"])[place] == rows["rank"][trace["name"]]


def test_every_figure_of_the_page_depends_on_what_it_shows_and_nothing_else() -> None:
    def keys(name: str) -> list[str]:
        found = named(f"world/{name}")
        assert isinstance(found, Figure)
        return [parameter.key for parameter in found.parameters]

    assert keys("volume") == ["events"]
    assert keys("categories") == ["release", "events"]
    assert keys("regions") == ["release", "period", "fold"]
    assert keys("supplier") == keys("recipient") == ["release", "period", "fold", "time"]
    assert keys("side_by_side") == ["release", "period", "fold", "compared", "role"]
    assert keys("ranks") == ["release", "period", "fold", "role"]
    assert keys("total") == ["country", "direction", "events"]


def test_only_periods_of_the_release_that_answers_are_offered_beside_it() -> None:
    for period, others in (
        ("2021-25", [(2016, 2020), (2011, 2015)]), ("2020-24", [(2015, 2019), (2010, 2014)]),
    ):  # fmt: skip
        values = asked(COMPARING, {"period": [period]}).values
        assert list(world.COMPARED.labels(values)) == others


def test_a_table_of_totals_alone_ranks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = small_data(tmp_path)
    take_in(data, saved(tmp_path, exports.tiv_table("supplier")))
    monkeypatch.setenv("ARMS_WAREHOUSE", str(data / "warehouse.duckdb"))
    values = asked(world.supplier.parameters, {"period": ["2017-21"]}).values
    assert values["period"] == (2017, 2021)
    made = world.supplier.made(values)
    assert "Russia supplied 84.1" in made.sentence and "approximate" in made.sentence
    assert made.chart is not None
    credit = "Calculated from the SIPRI Arms Transfers Database, 2025 release."
    assert made.answer.source_line == credit, "shares are none of SIPRI's own numbers"
    lacking = world.recipient.made(values)
    assert "not complete" in lacking.sentence or "No loaded release is complete" in lacking.sentence


def test_who_led_on_is_named_once() -> None:
    text = plain(world.ranks.made(asked(world.ranks.parameters, {}).values).sentence)
    expected = (
        "The largest supplier was the United States from 2011–15 (32.3 %) to 2021–25 (41.9 %)"
    )
    assert text.startswith(expected)
    changed = asked(world.ranks.parameters, {"role": ["recipient"]}).values
    text = plain(world.ranks.made(changed).sentence)
    assert "India in 2011–15 (13.8 %), Saudi Arabia in 2016–20 (10.6 %) and Ukraine in" in text


def test_who_had_nothing_in_a_later_period_is_not_called_new() -> None:
    values = asked(COMPARING, {"period": ["2011-15"], "compared": ["2021-25"]}).values
    chart = world.side_by_side.made(values).chart
    labels = [text for trace in chart.data for text in trace.text or ()]
    assert labels and not any("new" in text for text in labels)
    assert any("−" in text for text in labels)


def test_a_release_that_is_in_the_table_alone_is_said_to_be() -> None:
    words = world.volume.made({"events": False}).chart.layout.meta
    assert "In the table alone: 2025 release." in words["notes"]
    assert not any("2025 release" in name for name in words["key"])

"""Deals, Weapons, Country and World where a register is loaded, and what a public server hides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.data import access, ask
from dashboard.data.access import PERMISSION
from dashboard.figures import country, weapons
from dashboard.figures.deals import marks_note
from etl.questions.answer import FOLDED
from tests.dashboard.pages import ignored, opened, plain, sentence, tables, texts
from tests.etl import exports
from tests.etl.brought import saved, small_data, take_in


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of a made-up register by delivery, and one by deal with its comments."""
    folder = tmp_path_factory.mktemp("register")
    data = small_data(folder)
    take_in(
        data,
        saved(folder, exports.deliveries(), "deliveries.csv"),
        saved(folder, exports.deals(), "deals.csv"),
    )
    return data / "warehouse.duckdb"


@pytest.fixture(autouse=True)
def _of_register(_served: None, register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(register))


def deal_table(app: AppTest) -> list[dict[str, object]]:
    (table,) = app.dataframe
    rows: list[dict[str, object]] = table.value.to_dict("records")
    return rows


ALL = {"supplier": "All", "recipient": "All"}


def test_deals_lists_the_register() -> None:
    app = opened("deals", ALL)
    assert not app.exception
    rows = deal_table(app)
    delivered = [deal for deal in exports.DEALS if deal.delivered]
    # The orders without deliveries are those of the register by deal.
    orders = [deal for deal in exports.DEALS if not deal.delivered]
    assert len(rows) == len(delivered) + len(orders)
    total = sum(float(str(row["Million TIV in the period"])) for row in rows)
    assert total == pytest.approx(exports.total())
    assert f"{len(delivered)} deals fit" in sentence(app)
    assert f"{len(orders)} more order" in sentence(app)


@pytest.mark.parametrize("column", ["supplier", "recipient", "category"])
def test_deals_can_be_narrowed(column: str) -> None:
    deal = next(deal for deal in exports.DEALS if deal.delivered and deal.supplier == "Israel")
    value = getattr(deal, column)
    app = opened("deals", ALL | {column: value})
    expected = {d.designation for d in exports.DEALS if d.delivered and getattr(d, column) == value}
    assert {row["Designation"] for row in deal_table(app)} == expected


def test_deals_of_a_group_are_those_of_its_members() -> None:
    app = opened("deals", ALL | {"supplier": "ISR+TUR", "recipient": "europe"})
    wanted = [
        deal.designation
        for deal in exports.DEALS
        if deal.supplier in ("Israel", "Turkiye") and deal.recipient == "Azerbaijan"
    ]
    assert wanted and {row["Designation"] for row in deal_table(app)} == set(wanted)
    assert {row["Recipient"] for row in deal_table(app)} == {"Azerbaijan"}
    assert any("Europe: " in note.value for note in app.caption)


def test_several_suppliers_recipients_and_categories_are_searched_at_once() -> None:
    asked: dict[str, str | list[str]] = {
        "supplier": ["ISR", "TUR", "RUS"], "recipient": ["AZE", "IND"],
        "category": ["missiles", "aircraft"],
    }  # fmt: skip
    app = opened("deals", asked)
    assert ignored(app) == ""
    found = {row["Designation"] for row in deal_table(app)}
    assert found == {"Delta", "Golf-L", "Charlie-30"}


def test_the_page_as_it_opens_leaves_no_deal_out() -> None:
    """Whoever only types a weapon searches all deals."""
    deal = next(deal for deal in exports.DEALS if deal.delivered and deal.supplier != "Israel")
    app = opened("deals", {"words": deal.designation})
    assert deal.designation in {row["Designation"] for row in deal_table(app)}
    assert deal_table(opened("deals", {})) == deal_table(opened("deals", ALL))


def test_words_are_looked_for_in_comments_too() -> None:
    app = opened("deals", ALL | {"words": "TRAINING"})
    rows = deal_table(app)
    assert rows
    assert all("training" in str(row).lower() for row in rows)


def test_codes_and_the_labels_of_before_ask_for_the_same_deals() -> None:
    codes = {"status": "second-hand-but-modernized", "release": "2025", "years": "1990-2022"}
    labels = {
        "status": "Second hand but modernized", "register": "2025 release, by delivery",
        "years": ["1990", "2022"],
    }  # fmt: skip
    first, second = (opened("deals", ALL | given) for given in (codes, labels))
    assert ignored(first) == ignored(second) == ""
    assert deal_table(first) == deal_table(second)
    assert sentence(first) == sentence(second) != sentence(opened("deals", ALL))


def test_the_table_of_deals_is_told_to_those_who_do_not_see_it() -> None:
    app = opened("deals", ALL)
    (table,) = app.dataframe
    assert plain(table.proto.alt) == sentence(app)


def test_nothing_found_is_said() -> None:
    app = opened("deals", ALL | {"words": "no such weapon %_"})
    assert sentence(app) == "No deal in the loaded registers fits."
    assert not app.dataframe


def test_a_deal_shows_its_deliveries() -> None:
    app = opened("deals", ALL)
    largest = max(
        (deal for deal in exports.DEALS if deal.delivered),
        key=lambda deal: sum(deal.tiv(year) for year in deal.delivered),
    )
    (table,) = tables(app)
    assert [str(year).rstrip("?") for year in table["Year"]] == [
        str(year) for year in largest.delivered
    ]
    assert any(largest.designation in plain(text.value) for text in app.markdown)
    # Its register tells each delivery, so nothing of a year is calculated here.
    (note,) = (text.value for text in app.caption if "question mark" in text.value)
    assert "calculated here" not in note


def test_a_year_that_no_register_tells_apart_is_not_called_an_estimate_of_sipri() -> None:
    answer = ask("registers")
    rows = pd.DataFrame({"precision": ["rebuilt", "exact"]})
    assert "calculated here: SIPRI gives one" in marks_note(replace(answer, rows=rows))
    assert "calculated here" not in marks_note(replace(answer, rows=rows.tail(1)))


def test_a_server_for_others_shows_no_deals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PERMISSION)
    app = opened("deals", ALL)
    assert sentence(app) == "The deals themselves are not shown on this server."
    assert not app.dataframe and not app.get("download_button")
    named = {deal.designation for deal in exports.DEALS}
    assert not any(name in text for text in texts(app) for name in named)
    # Charts and figures stay.
    country = opened("country", {"country": "AZE"})
    assert country.get("plotly_chart")


@pytest.mark.parametrize(
    ("address", "alone"),
    [("localhost", True), ("127.0.0.1", True), ("127.0.0.2", True), ("::1", True), (None, False),
     ("0.0.0.0", False), ("192.168.1.5", False), ("example.org", False)],
)  # fmt: skip
def test_whom_an_address_lets_in(
    monkeypatch: pytest.MonkeyPatch, address: str | None, alone: bool
) -> None:
    monkeypatch.delenv(PERMISSION)
    monkeypatch.delenv(access.HOST, raising=False)
    if address is not None:
        monkeypatch.setenv(access.HOST, address)
    assert access.register_rows_allowed() is alone


def test_weapons_ranks_a_category_and_says_what_is_in_it() -> None:
    deal = next(deal for deal in exports.DEALS if any(year >= 2020 for year in deal.delivered))
    app = opened("weapons", {"category": deal.category})
    assert not app.exception
    assert len(app.get("plotly_chart")) == 2
    (contents,) = tables(app)
    assert deal.description in set(contents["Kind of weapon"])


def test_to_load_a_register_is_advised_only_where_none_is_loaded(
    warehouse_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"direction": "supplier", "release": None, "category": "Ships", "period": (1901, 1905)}
    advice = "Load SIPRI's register"
    assert advice not in weapons.leaders.made(asked).sentence
    monkeypatch.setenv("ARMS_WAREHOUSE", str(warehouse_file))
    assert advice in weapons.leaders.made(asked).sentence


def test_leaders_of_a_category_are_told_in_words_of_their_period(
    made_up_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"direction": "supplier", "release": 2025, "period": (2020, 2024)}
    none = weapons.leaders.made({**asked, "category": "Satellites"}).sentence
    assert "records no deliveries of the category Satellites in 2020–24." in none
    monkeypatch.setenv("ARMS_WAREHOUSE", str(made_up_file))
    other = weapons.leaders.made({**asked, "category": "Other"}).sentence
    assert other.startswith("The largest supplier of other arms in 2020–24 was ")


def test_former_states_are_shown_as_such_until_they_are_folded() -> None:
    names = {deal.supplier for deal in exports.DEALS}
    assert "Soviet Union" in names, "the made-up register must have a former state"
    apart = opened("world", {"period": "1988–92"})
    assert any("Soviet Union" in text for text in texts(apart))
    folded = opened("world", {"period": "1988–92", "fold": "true"})
    assert not any('"Soviet Union"' in text for text in texts(folded))
    assert any("Russia" in text for text in texts(folded))


def test_what_rests_on_estimates_is_told_of_the_last_period_that_a_register_tells() -> None:
    told = {period: plain(country.estimates_sentence("IND", "recipient", period, None))
            for period in ((2016, 2020), (2021, 2025), (1960, 1964))}  # fmt: skip
    assert told[2016, 2020] == (
        "0.0 % of the volume in 2016–20 rests on years of delivery that SIPRI estimates "
        "(of another 100.0 % it is not said), 100.0 % on estimated numbers (SIPRI, 2025 release)."
    )
    volumes = [
        (deal.tiv(year), deal.uncertain)
        for deal in exports.DEALS
        for year in deal.delivered
        if deal.recipient == "India" and 2020 <= year <= 2024
    ]
    pct = 100 * sum(tiv for tiv, uncertain in volumes if uncertain) / sum(t for t, _ in volumes)
    assert told[2021, 2025] == (
        "0.0 % of the volume in 2020–24 rests on years of delivery that SIPRI estimates "
        f"(of another {pct:.1f} % it is not said), {pct:.1f} % on estimated numbers "
        "(SIPRI, 2025 release). Of 2021–25 no loaded register tells it."
    )
    assert told[1960, 1964] == ""
    on_page = plain(" ".join(texts(opened("country", {"country": "IND"}))))
    assert told[2021, 2025].partition(" Of ")[0] in on_page


def test_what_changed_of_a_group_keeps_what_must_be_said_of_its_numbers(
    made_up_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(made_up_file))
    made = country.changed.made(
        {"country": "EU member states", "direction": "recipient", "release": None,
         "period": (1995, 1999), "fold": True}
    )  # fmt: skip
    assert made.draw is not None, made.sentence
    assert FOLDED in made.answer.caveats
    assert "The members at the end of 1999 are meant in both periods" in " ".join(
        made.answer.caveats
    )

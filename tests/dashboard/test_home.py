"""The start page: its stories are what the questions answer, and its links lead where they say."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

import pandas as pd
import pytest

from dashboard.figures import shared, start
from dashboard.words import percent, volume
from etl.questions import Answer, ask, ask_windows
from etl.warehouse.read import Warehouse
from tests.dashboard.pages import (
    PAGES,
    figures,
    ignored,
    numbers,
    opened,
    plain,
    sentence,
    tables,
    unlinked,
    untouched,
)

THEN, BEFORE, NOW = (2011, 2015), (2016, 2020), (2021, 2025)


def story(number: int) -> str:
    """What one of the three stories says, with plain spaces."""
    column = untouched().columns[2 + number]  # the first two hold the search and the link beside it
    return plain(" ".join(text.value for text in column.markdown))


def ranking(warehouse: Warehouse, window: tuple[int, int]) -> pd.DataFrame:
    rows = ask(
        warehouse, "ranking", role="supplier", from_year=window[0], to_year=window[1],
        in_release=2026,
    ).rows  # fmt: skip
    return rows.set_index("state_id")


def test_the_founding_story_comes_first() -> None:
    app = untouched()
    assert plain(app.header[0].value) == "Did Israel supply 69 % of Azerbaijan's arms imports?"
    text = story(0)
    for value in (
        "69 %", "69.5 % in the 2022 release (approximate)", "67.7 % in the 2025 release",
        "66.6 % in the 2026 release",
    ):  # fmt: skip
        assert value in text
    assert "Verdict: agreed when written, revised since." in text
    assert "second-largest buyer of Israeli arms in 2018–22: third in the 2025 and 2026" in text
    (bars,) = figures(app)[0]["data"]
    assert [plain(label) for label in bars["text"]] == ["69 %", "69.5 %", "67.7 %", "66.6 %"]
    assert [plain(label) for label in bars["y"][1:]] == [
        "2022 release (approximate)", "2025 release", "2026 release",
    ]  # fmt: skip
    assert [round(value, 1) for value in numbers(bars["x"])] == [69.0, 69.5, 67.7, 66.6]


def test_the_second_story_is_the_ranking_of_two_periods(warehouse: Warehouse) -> None:
    before, now = ranking(warehouse, BEFORE), ranking(warehouse, NOW)
    text = story(1)
    for share in (now["share_pct"]["USA"], before["share_pct"]["USA"]):
        assert plain(percent(share)) in text
    # Nobody but the leader may have moved further than the one that is named.
    moves = (now["share_pct"] - before["share_pct"].reindex(now.index).fillna(0)).drop("USA").abs()
    assert moves.idxmax() == "RUS"
    russia = [plain(percent(rows["share_pct"]["RUS"])) for rows in (before, now)]
    assert f"Of the others, Russia's share changed most: from {russia[0]} to {russia[1]}" in text
    then_bars, now_bars = figures(untouched())[1]["data"]
    largest = now.index[:8]
    assert numbers(now_bars["x"]) == pytest.approx(now["share_pct"][largest].tolist())
    assert numbers(then_bars["x"]) == pytest.approx(before["share_pct"][largest].tolist())


def test_the_third_story_is_of_a_large_recipient_that_turned_most(warehouse: Warehouse) -> None:
    shares = ask_windows(
        warehouse, "import_shares", [THEN, BEFORE, NOW], who="IND", in_release=2026
    ).rows
    assert (
        plain(untouched().header[2].value) == "How much of India's arms does Russia still supply?"
    )
    russia, france = (
        [
            plain(percent(float(rows.loc[rows["last_year"] == last, "share_pct"].iloc[0])))
            for last in (THEN[1], NOW[1])
        ]
        for rows in (shares[shares["partner"] == partner] for partner in ("RUS", "FRA"))
    )
    assert story(2).startswith(
        f"Russia supplied {russia[0]} of India's arms imports in 2011–15 and {russia[1]} in "
        f"2021–25. France's share grew most, from {france[0]} to {france[1]} (SIPRI, 2026 release)."
    )


def test_tables_hold_what_the_stories_figures_show(warehouse: Warehouse) -> None:
    shown = [unlinked(table) for table in tables(untouched(view="Table"))]
    now = ranking(warehouse, NOW)
    leaders = shown[1].set_index("Supplier")
    assert len(leaders) == 8
    for row in now.head(8).to_dict("records"):
        assert leaders.loc[row["name"], "Share 2021–25"] == percent(row["share_pct"])
        assert leaders.loc[row["name"], "Million TIV 2021–25"] == volume(row["tiv_m"])
    turn = shown[2].set_index("Supplier")
    for trace in figures(untouched())[2]["data"]:
        if trace["name"] != "Others":
            drawn = dict(zip(trace["x"], numbers(trace["y"]), strict=True))
            assert turn.loc[trace["name"], "2011–15"] in (percent(drawn["2011–15"]), "–")
            assert turn.loc[trace["name"], "2021–25"] in (percent(drawn["2021–25"]), "–")


def flows(*rows: tuple[str, str, float]) -> Answer:
    """A hand-made answer to ``world_flows``: recipient, supplier, million TIV."""
    return Answer(
        "world_flows", {}, "", "",
        pd.DataFrame(rows, columns=["recipient", "supplier", "tiv_m"]),
    )  # fmt: skip


def test_who_turned_away_is_decided_by_points_of_share_among_large_recipients() -> None:
    large = [(f"L{number}", "USA", 1_000.0) for number in range(9)]
    then = flows(*large, ("IND", "RUS", 800.0), ("IND", "FRA", 200.0), ("TINY", "RUS", 1.0))
    now = flows(*large, ("IND", "RUS", 300.0), ("IND", "FRA", 700.0), ("TINY", "FRA", 1.0))
    # TINY turned further, but is not among the ten largest.
    assert start.turned_away(now, then) == ("IND", "RUS")
    # Who stopped to deliver has no row, which is a zero in a covered period.
    gone = flows(*large, ("IND", "FRA", 700.0))
    assert start.turned_away(gone, then) == ("IND", "RUS")
    assert start.turned_away(then, then) is None


def test_who_leads_need_not_have_gained_and_a_newcomer_moves_from_zero() -> None:
    def ranked(*rows: tuple[str, float], period: str) -> Answer:
        frame = pd.DataFrame(rows, columns=["state_id", "share_pct"])
        frame["name"] = frame["state_id"]
        return replace(flows(), rows=frame, period=period)

    now = ranked(("A", 50.0), ("C", 30.0), ("B", 20.0), period="2020–24")
    then = ranked(("A", 60.0), ("B", 40.0), period="2015–19")
    assert plain(shared.moved_sentence(now, then, "supplier")).startswith(
        "In 2020–24 A supplied 50.0 % of the world's major arms, after 60.0 % in 2015–19. "
        "Of the others, C's share changed most: from 0.0 % to 30.0 %"
    )
    # A period may be set beside a later one: changes still go forward in time.
    assert plain(shared.moved_sentence(then, now, "recipient")).startswith(
        "In 2015–19 A received 60.0 % of the world's major arms, before 50.0 % in 2020–24. "
        "Of the others, C's share changed most: from 0.0 % to 30.0 %"
    )
    bounded = then.rows.assign(share_low_pct=30.0, share_high_pct=70.0)
    loose = shared.moved_sentence(now, replace(then, rows=bounded), "supplier")
    assert "after about 60 % (30–70) in 2015–19 (" in plain(loose), "who moved most is open"
    years = {"from_year": 2000, "to_year": 2004}
    gone = replace(ranked(("A", 100.0), period="2000–04"), params=years)
    for leader, said in (("RUS", "after 0.0 % in 2000–04"), ("SSD", "arms. Of the others")):
        first = ranked((leader, 60.0), ("A", 40.0), period="2020–24")
        assert said in plain(shared.moved_sentence(first, gone, "supplier")), "it was there, or not"
    alone = ranked(("A", 100.0), period="2015–19")
    assert "Of the others" not in shared.moved_sentence(alone, alone, "supplier")


def test_the_start_page_says_what_is_loaded() -> None:
    app = untouched()
    assert sentence(app).startswith("Every country's trade in major arms, 2010–25, and 1")
    loaded = next(
        plain(text.value) for text in app.markdown if text.value.startswith("Loaded for all")
    )
    assert "the five-year periods 2010–14 to 2021–25 (2025 and 2026 releases)." in loaded
    assert (
        "Year by year, 1995–2025: the imports of Armenia, Azerbaijan and Georgia and the exports "
        "of Israel." in loaded
    )


def test_approximate_releases_are_told_apart_from_exact_ones() -> None:
    windows = pd.DataFrame(
        [
            (2015, 2019, 2025, "2025 release", "exact"),
            (2020, 2024, 2025, "2025 release", "exact"),
            (2021, 2025, 2026, "2026 release", "split"),
        ],
        columns=["first_year", "last_year", "release", "release_label", "loaded_as"],
    )
    yearly = pd.DataFrame(
        [
            ("world", None, 1995, 2024, "year", "exact"),
            ("world", None, 1950, 2025, "year", "split"),
        ],
        columns=["scope", "name", "first_year", "last_year", "grain", "loaded_as"],
    )
    text = start.coverage_sentences(windows, replace(flows(), rows=yearly))
    assert text == (
        "Loaded for all countries: the five-year periods 2015–19 to 2020–24 (2025 release) and "
        "2021–25 (2026 release, approximate). Year by year, 1995–2024: the trade of all countries."
    )


def test_the_start_page_links_to_all_others() -> None:
    links = {link.proto.page for link in untouched().get("page_link")}
    assert links == set(PAGES) - {"start"}


def test_the_stories_links_open_what_they_are_about() -> None:
    links = {
        link.proto.label: (link.proto.page, dict(parse_qsl(link.proto.query_string)))
        for link in untouched().get("page_link")
        if link.proto.query_string
    }
    assert len(links) == 3
    for label, asked, words in (
        (
            "Azerbaijan's suppliers in 2016–20",
            {"country": "AZE", "period": "2016-20"},
            "In 2016–20 Israel supplied 66.6 %",
        ),
        (
            "All suppliers and recipients in 2021–25",
            {"period": "2021-25"},
            "In 2021–25 the United States supplied 41.9 %",
        ),
        (
            "What Russia delivers to India",
            {"supplier": "RUS", "recipient": "IND", "period": "2021-25"},
            "In 2021–25 Russia delivered",
        ),
    ):
        page, parameters = links[label]
        assert parameters == asked
        app = opened(page, parameters)
        assert ignored(app) == ""
        assert sentence(app).startswith(words)


def test_a_country_found_on_the_start_page_is_opened() -> None:
    app = opened()
    app.text_input(key="find").set_value("IND").run()
    assert not app.exception
    assert app.title[0].value == "Who supplies India's arms?"

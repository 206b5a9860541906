"""Dated events on figures of years: whose they are, where they stand, and that all words say so."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from dashboard.charts.labels import PHONE_PLOT_PX
from dashboard.data.events import events_of
from dashboard.figures import Drawing, asked, drawing, named
from dashboard.figures.figure import Made
from dashboard.takeaway.rows import csv_file
from tests.dashboard.pages import figures, opened


def made(name: str, **texts: str) -> Made:
    figure = named(name)
    assert figure is not None
    values = asked(figure.parameters, {key: [text] for key, text in texts.items()}).values
    return figure.made(values)


def numbers_of(chart: Any) -> list[Any]:
    return [note for note in chart.layout.annotations if note.text.isdigit()]


def test_events_are_the_party_s_own_the_world_s_and_none_of_a_member_s() -> None:
    texts = [event.text for event in events_of(["AZE"], 1990, 2025)]
    assert "Second Karabakh war" in texts and "End of the Soviet Union" in texts
    assert not any("Falklands" in text for text in texts)
    nato = [str(event) for event in events_of(["NATO member states"], 1995, 2025)]
    assert "2004, 7 members joined" in nato
    assert "1999, Czechia, Hungary and Poland joined" in nato
    assert "2023, Finland joined" in nato and "2024, Sweden joined" in nato
    assert not any("Karabakh" in text or "Crimea" in text for text in nato)
    assert any(event.text == "United Kingdom left" and event.when == "2020"
               for event in events_of(["EU member states"], 1995, 2025))  # fmt: skip


def test_a_date_stands_at_its_part_of_the_year_s_bar() -> None:
    ends = {event.text: (event.start, event.end) for event in events_of(["ARG"], 1950, 2025)}
    assert ends["End of the Soviet Union"][0] == pytest.approx(1991.48, abs=0.01)
    start, end = ends["Falklands War"]
    assert 1981.74 < start < 1981.77 and 1981.94 < end < 1981.96


def test_they_are_off_until_the_reader_switches_them_on() -> None:
    figure = named("country/yearly")
    assert figure is not None
    assert asked(figure.parameters, {}).values["events"] is False
    assert not numbers_of(made("country/yearly").chart)
    assert "Events marked" not in made("country/yearly").alt


@pytest.mark.parametrize("name", ["country/yearly", "country/categories", "pair/volume",
                                  "pair/categories"])  # fmt: skip
def test_each_mark_is_told_in_all_words_of_the_figure(name: str) -> None:
    figure = named(name)
    assert figure is not None
    shown = made(name, events="true")
    marks = [note.text for note in numbers_of(shown.chart)]
    assert marks == [str(n) for n in range(1, len(marks) + 1)] and "2" in marks
    told = "27 September 2020 to 10 November 2020, Second Karabakh war"
    values = asked(figure.parameters, {"events": ["true"]}).values
    taken: Drawing = drawing(figure, values, "https://arms.example")
    header = csv_file(taken.answer).decode("utf-8-sig").split("\n\n")[0]
    for words in (shown.alt, shown.chart.layout.meta["source"], header):
        assert told in words
        assert all(f"({mark}) " in words for mark in marks)
    assert "[SIPRI Yearbook 2021, chapter 5](https://www.sipri.org/yearbook/2021/05)" in shown.about
    assert shown.answer.rows.equals(made(name).answer.rows)


@pytest.mark.parametrize("who", ["IRQ", "IND", "EGY", "SRB", "AFG"])
def test_no_two_numbers_stand_on_each_other(who: str) -> None:
    chart = made("country/total", country=who, events="true").chart
    first, last = chart.layout.xaxis.range
    px = PHONE_PLOT_PX / (last - first)
    levels: dict[float, list[float]] = {}
    for note in numbers_of(chart):
        assert first <= note.x <= last
        levels.setdefault(note.yshift, []).append(px * note.x)
    assert len(chart.layout.shapes) >= sum(map(len, levels.values()))
    for places in levels.values():
        assert all(right - left >= 15.9 for left, right in pairwise(places))
    assert chart.layout.margin.t >= max(levels) + 7


def test_the_page_switches_them_on() -> None:
    app = opened("country", {"country": "AZE"})
    assert not numbers_in(figures(app)[1])
    app.toggle(key="events").set_value(True).run()
    assert not app.exception
    assert numbers_in(figures(app)[1]) and not numbers_in(figures(app)[0])
    assert app.query_params["events"] == "true"


def numbers_in(figure: dict[str, Any]) -> list[str]:
    return [
        note["text"] for note in figure["layout"].get("annotations", ()) if note["text"].isdigit()
    ]

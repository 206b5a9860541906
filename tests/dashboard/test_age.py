"""Old data are told to be old, on every page and calmly."""

from __future__ import annotations

from datetime import date

import pytest

from tests.dashboard.pages import opened


def captions(page: str) -> list[str]:
    app = opened(page)
    assert not app.exception
    return [caption.value for caption in app.caption if "newer figures" in caption.value]


def at(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    class Clock(date):
        @classmethod
        def today(cls) -> date:
            return day

    monkeypatch.setattr("dashboard.show.date", Clock)


@pytest.mark.parametrize("page", ["start", "country", "sources"])
def test_a_page_with_old_data_says_so(monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    at(monkeypatch, date(2027, 8, 18))
    (told,) = captions(page)
    assert told.startswith("The data loaded here are of 18 May 2026.")


@pytest.mark.parametrize("day", [date(2027, 8, 17), date(2000, 1, 1)])
def test_a_page_with_fresh_data_says_nothing(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    at(monkeypatch, day)
    assert captions("country") == []

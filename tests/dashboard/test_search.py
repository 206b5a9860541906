"""The one field of the start page: names, pairs, kinds of arms, weapons, pages and articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.search import answers
from tests.dashboard.pages import ignored, opened

# What is typed, the page that answers it, and its address there.
BEST = {
    "India": ("country", {"country": ["IND"]}),
    " turkey ": ("country", {"country": ["TUR"]}),
    "Deutschland": ("country", {"country": ["DEU"]}),
    "EU": ("country", {"country": ["eu-member-states"]}),
    "NATO": ("country", {"country": ["nato-member-states"]}),
    "Russia's exports": ("country", {"country": ["RUS"], "direction": ["exports"]}),
    "Poland 2021-25": ("country", {"country": ["POL"], "period": ["2021-25"]}),
    "Poland 2021‑25": ("country", {"country": ["POL"], "period": ["2021-25"]}),
    "USA Poland": ("pair", {"supplier": ["USA"], "recipient": ["POL"]}),
    "United States to Saudi Arabia": ("pair", {"supplier": ["USA"], "recipient": ["SAU"]}),
    "Poland from USA": ("pair", {"supplier": ["USA"], "recipient": ["POL"]}),
    "EU vs NATO": ("compare", {"parties": ["eu-member-states", "nato-member-states"]}),
    "India, Egypt and Qatar": ("compare", {"parties": ["IND", "EGY", "QAT"]}),
    "Poland notified": ("country", {"country": ["POL"], "direction": ["imports"]}),
    "US notifications to Taiwan": ("country", {"country": ["TWN"], "direction": ["imports"]}),
    "19-49": ("country", {"country": ["POL"]}),
    "IBCS phase two": ("country", {"country": ["POL"]}),
    "missiles": ("weapons", {"category": ["missiles"]}),
    "Releases": ("releases", {}),
    "Al Jazeera": ("article", {"article": ["C111"]}),
}


@pytest.mark.parametrize("text", BEST)
def test_what_is_meant_is_the_only_answer(text: str) -> None:
    (found,) = answers(text)
    assert (found.page, dict(found.query)) == BEST[text]


def test_an_answer_opens_its_page_whole() -> None:
    for text in ("Poland 2021-25", "USA Poland", "EU vs NATO", "missiles", "Al Jazeera"):
        app = opened()
        app.text_input(key="find").set_value(text).run()
        assert not app.exception
        assert app.title[0].value != "Who supplies arms to whom?", text
        assert ignored(app) == "", text


def test_what_may_mean_several_is_a_short_list() -> None:
    found = answers("Korea")
    assert [one.query.get("country") for one in found[:2]] == [["KOR"], ["PRK"]]
    app = opened()
    app.text_input(key="find").set_value("Korea").run()
    assert app.title[0].value == "Who supplies arms to whom?"
    links = [link.proto for link in app.get("page_link")]
    assert [link.query_string for link in links[:2]] == ["country=KOR", "country=PRK"]


def test_what_nobody_knows_is_told_with_what_can_be_found() -> None:
    assert answers("xyzzy") == answers("") == answers("  ") == answers("q") == []
    app = opened()
    app.text_input(key="find").set_value("xyzzy *bold*").run()
    said = " ".join(text.value for text in app.markdown)
    assert r"Nothing is known of *xyzzy \*bold\**" in said
    assert "USA Poland" in said


def test_weapons_are_found_where_a_register_is_loaded(
    made_up_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without a register, an article that speaks of it is what there is.
    assert [found.page for found in answers("Rafale")] == ["article"]
    monkeypatch.setenv("ARMS_WAREHOUSE", str(made_up_file))
    monkeypatch.setenv("ARMS_HOST", "localhost")
    (found,) = answers("design 7")
    assert (found.page, found.query) == ("deals", {"words": ["Design 7"]})
    # Who may not see deals is not led to them.
    monkeypatch.delenv("ARMS_REGISTER_PERMISSION")
    monkeypatch.setenv("ARMS_HOST", "0.0.0.0")
    assert answers("design 7") == []

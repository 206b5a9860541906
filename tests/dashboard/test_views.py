"""What the charts of a country show, walked through for every country that trades in earnest.

All whose imports or exports in the newest period of a release come to 100 million TIV, in both
directions and every release that is loaded: the headline's partners are drawn and named, no two
parties have one colour, and all can be read on the white and on the dark page, and in grey.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.data import ask
from dashboard.data.offered import while_existing, windows_of
from dashboard.figures import country
from dashboard.theme import INK, OTHERS
from tests.dashboard.test_theme import contrast, themes

LARGE_TIV_M = 100
NAMED = 3
LEGIBLE, VISIBLE = 4.5, 3.0


def views() -> Iterator[dict[str, Any]]:
    """The parameters of all such views, and of some that turn out smaller."""
    offered = ask("answerable_windows", years=5)
    for release in sorted({int(release) for release in offered.rows["release"]}):
        of_release = offered.rows[offered.rows["release"] == release]
        for role in ("recipient", "supplier"):
            parties = set(of_release.loc[of_release["scope"] == role, "state_id"])
            if len(world := of_release[of_release["scope"] == "world"]):
                last = world.nlargest(1, "last_year").iloc[0]
                years = {"from_year": int(last["first_year"]), "to_year": int(last["last_year"])}
                ranked = ask("ranking", role=role, in_release=release, **years)
                parties |= set(ranked.rows.loc[ranked.rows["tiv_m"] >= LARGE_TIV_M, "state_id"])
            for party in sorted(parties):
                windows = while_existing(windows_of(offered, role, party), party)
                windows = windows[windows["release"] == release]
                if len(windows):
                    newest = windows.nlargest(1, "last_year").iloc[0]
                    period = int(newest["first_year"]), int(newest["last_year"])
                    yield {"country": party, "direction": role, "release": release,
                           "period": period, "fold": False, "drawn": "volume",
                           "events": False}  # fmt: skip


def words(figure: go.Figure) -> str:
    """All that stands on a figure or beside its parts, but for what stands at the pointer."""
    texts = [*figure.layout.meta["key"], *(note.text for note in figure.layout.annotations)]
    texts += [str(text) for trace in figure.data for text in trace.text or ()]
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", " ".join(texts)).replace("&amp;", "&"))


def largest(rows: pd.DataFrame) -> list[str]:
    """The partners that a headline of these rows names."""
    sums = rows[rows["tiv_m"] > 0].groupby("partner_name")["tiv_m"].sum()
    return list(sums.sort_values(ascending=False, kind="stable").index[:NAMED])


def pairs_of_text(figure: go.Figure) -> set[tuple[str, str]]:
    """The colours of numbers inside parts and of these parts, where they are not pale."""
    return {
        (text, trace.marker.color)
        for trace in figure.data
        if trace.textposition == "inside"
        for text in trace.textfont.color
        if text != INK
    }


def test_every_view_of_a_country_shows_what_its_sentence_says() -> None:
    seen, marks, texts = 0, set(), set()
    for view in views():
        shares = country.shares.made(_own(country.shares, view))
        rows = shares.answer.rows
        if shares.draw is None or rows.empty:
            continue
        first, last = view["period"]
        headline = rows[rows["last_year"] == last]
        if headline["tiv_m"].sum() < LARGE_TIV_M:
            continue
        seen += 1
        charts = [(shares.chart, headline)]
        yearly = country.yearly.made(_own(country.yearly, view))
        if yearly.draw is not None:
            rows = yearly.answer.rows
            charts.append((yearly.chart, rows[rows["year"].between(first, last)]))
        for figure, of_headline in charts:
            drawn = {trace.name: trace.marker.color for trace in figure.data}
            assert set(largest(of_headline)) <= drawn.keys(), (view, drawn)
            parties = [colour for name, colour in drawn.items() if name != "Others"]
            assert len(parties) == len(set(parties)) and OTHERS not in parties, (view, drawn)
            # In grey every part is told by a name beside it or in it, or by the order of the key.
            text = words(figure)
            assert all(name in text for name in drawn), (view, drawn, text)
            marks |= set(drawn.values())
            texts |= pairs_of_text(figure)
    assert seen >= 234
    for page in themes().values():
        assert all(contrast(mark, page["backgroundColor"]) >= VISIBLE for mark in marks)
    assert texts and all(contrast(*pair) >= LEGIBLE for pair in texts)


def _own(figure: Any, view: Mapping[str, Any]) -> dict[str, Any]:
    return {parameter.key: view[parameter.key] for parameter in figure.parameters}

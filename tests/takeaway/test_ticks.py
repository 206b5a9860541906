"""Numbers at the axes as plotly draws them: each once, also where little is shown."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard import takeaway
from dashboard.charts.elsewhere import ceilings_by_year, year_bars
from dashboard.charts.trend import revised_years
from dashboard.words import number
from etl.questions import Answer, ask
from etl.warehouse.read import Warehouse
from tests.dashboard import test_charts
from tests.takeaway import drawings

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chrome")]
SVG = "{http://www.w3.org/2000/svg}"
WITH_YEARS = ("partners", "categories", "relative", "total", "world", "pair by year")
SPANS = (1, 2, 3, 5, 8)


def test_no_number_stands_twice_at_an_axis(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of one year to eight, with volumes from hundredths of a million TIV on."""
    # A chart may ask a question of its own, as on a page.
    monkeypatch.setenv("ARMS_WAREHOUSE", str(warehouse.version.path))
    drawn: dict[str, go.Figure] = {}
    for scale, years in zip((1e-5, 1e-4, 1e-3, 0.01, 0.1), SPANS, strict=True):

        def small(*asked: Any, scale: float = scale, years: int = years, **params: Any) -> Answer:
            return _smaller(ask(*asked, **params), scale, years)

        with monkeypatch.context() as patch:
            patch.setattr(test_charts, "ask", small)
            for name in WITH_YEARS:
                drawn[f"{name}, {years}"] = test_charts.FIGURES[name](warehouse)
        answer = ask(warehouse, "country_total", role="recipient", who="IND")
        for name, chart in _of_others(_smaller(answer, scale, years)).items():
            drawn[f"{name}, {years}"] = chart
    for name in test_charts.FIGURES.keys() - WITH_YEARS:
        drawn[name] = test_charts.FIGURES[name](warehouse)
    read = {name: _axes(warehouse, chart) for name, chart in drawn.items()}
    assert sum(map(len, read.values())) > len(read)
    for name, axes in read.items():
        for texts in axes:
            assert len({*texts}) == len(texts), (name, texts)
            values = [number(text) for text in texts if "–" not in text]
            _even(name, [value for value in values if value is not None])
    assert [text.isdigit() for text in read["total, 1"][0]] == [True]


def _even(name: str, values: list[float]) -> None:
    """Rounded ticks would stand at uneven steps."""
    steps = [after - before for before, after in pairwise(values)]
    assert not steps or max(steps) - min(steps) < 1e-3 * abs(max(steps, key=abs)), (name, values)


def _smaller(answer: Answer, scale: float, years: int) -> Answer:
    """The same answer with small volumes, of its last years only."""
    rows = answer.rows
    rows = rows[rows["tiv_m"] > 0] if "tiv_m" in rows else rows
    rows = rows[rows["year"] > rows["year"].max() - years]
    less = {name: scale * rows[name] for name in rows if "tiv_m" in name}
    return replace(answer, rows=rows.assign(**less))


def _of_others(answer: Answer) -> dict[str, go.Figure]:
    """Charts by year of other numbers, made of these volumes."""
    rows = answer.rows
    told = {"recipient_name": "India", "what": "", "coverage": "", "notified": "2020-01-01"}
    moved = {"old_tiv_m": 0.0, "new_tiv_m": 0.0, "revised": 1, "pairs": 2}
    notices = replace(answer, rows=rows.assign(total_usd_m=rows["tiv_m"], **told))
    changes = pd.concat([rows["tiv_m"][:1] * -1, rows["tiv_m"][1:]])
    revised = replace(answer, rows=rows.assign(change_tiv_m=changes, **moved))
    return {
        "reported": year_bars(answer, column="tiv_m", title="Reported", subtitle="Euros"),
        "notified": ceilings_by_year(notices, title="Notified"),
        "revised": revised_years(revised, title="Revised", old=2024, new=2025),
    }


def _axes(warehouse: Warehouse, chart: go.Figure) -> list[list[str]]:
    """What stands at each axis of a chart as it is drawn, an axis of x first."""
    drawing = drawings.titled(drawings.shares(warehouse), chart.layout.meta["title"])
    drawing = replace(drawing, draw=lambda answer, title: chart)
    root = ET.fromstring(takeaway.file(drawing, "svg"))
    axes = []
    for letter in "xy":
        for group in root.iter(f"{SVG}g"):
            ticks = [tick for tick in group if tick.get("class") == f"{letter}tick"]
            texts = ["".join(tick.itertext()) for tick in ticks]
            axes += [texts] if texts else []
    return axes

"""Charts that step through time: by the slider and the button, bounded, and quiet when asked."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.charts.play import MOST
from dashboard.figures import asked, named
from tests.browser.app import WIDE, settle, visit

pytestmark = pytest.mark.browser

MOST_BYTES = 1_000_000
CHARTS = {"map": "map", "flows": "bands", "world": "supplier"}


@pytest.mark.parametrize("path", CHARTS)
def test_nothing_plays_before_it_is_asked_and_then_all_periods_are_shown(
    page: Page, made_up: str, path: str
) -> None:
    key = CHARTS[path]
    visit(page, made_up, path, time="true")
    chart = page.locator(f".st-key-{key}_chart .js-plotly-plot")
    expect(chart.locator(".updatemenu-button")).to_be_visible()
    chart.evaluate("""chart => {
        window.frames_shown = [];
        chart.on('plotly_animatingframe', frame => window.frames_shown.push(frame.name));
    }""")
    page.wait_for_timeout(500)
    assert page.evaluate("window.frames_shown") == []
    names = chart.evaluate("chart => chart._transitionData._frames.map(frame => frame.name)")
    assert 2 < len(names) <= MOST
    chart.locator(".updatemenu-button").click()
    page.wait_for_function(f"window.frames_shown.length >= {len(names)}", timeout=60_000)
    assert page.evaluate("window.frames_shown") == names
    settle(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_switch_stands_in_the_address_and_back_undoes_it(page: Page, made_up: str) -> None:
    visit(page, made_up, "map")
    expect(page.locator(".slider-container")).to_have_count(0)
    page.get_by_role("switch", name="Play through time").press("Space")
    expect(page.locator(".slider-container")).to_have_count(1)
    settle(page)
    assert "time=true" in page.url
    page.go_back()
    expect(page.locator(".slider-container")).to_have_count(0)


def test_who_asked_for_less_motion_has_the_slider_alone(browser: Browser, made_up: str) -> None:
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    try:
        page = context.new_page()
        visit(page, made_up, "map", time="true")
        expect(page.locator(".slider-container")).to_be_visible()
        expect(page.locator(".updatemenu-container")).to_be_hidden()
    finally:
        context.close()


@pytest.mark.parametrize("path", CHARTS)
def test_a_chart_through_time_stays_small_and_steps_without_transition(
    made_up_file: object, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(made_up_file))
    figure = named(f"{path}/{CHARTS[path]}")
    assert figure is not None
    made = figure.made(asked(figure.parameters, {"time": ["true"]}).values)
    text = made.on_page.to_json()
    assert len(text) < MOST_BYTES
    layout = json.loads(text)["layout"]
    for step in layout["sliders"][0]["steps"]:
        assert step["args"][1]["transition"]["duration"] == 0
    # A file shows the chosen period alone.
    assert "sliders" not in made.chart.to_dict()["layout"]

"""What search engines and other sites ask for, read as they read it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlsplit
from urllib.robotparser import RobotFileParser

import pytest

from tests.machines.conftest import SITE, Get, getter

PAPER = "https://paper.example"


@pytest.fixture
def _embeddable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_EMBEDDERS", PAPER)


def test_search_engines_may_come_to_an_open_server_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for host, may in (("0.0.0.0", True), ("localhost", False)):
        monkeypatch.setenv("ARMS_HOST", host)
        get, robots = getter(), RobotFileParser()
        robots.parse(get("/robots.txt").text.splitlines())
        assert robots.can_fetch("any", f"{SITE}/country") is may
        assert bool(robots.site_maps()) is may
        assert get("/sitemap.xml").status_code == (200 if may else 404)


def test_the_map_leads_to_pages_countries_and_articles(get: Get) -> None:
    root = ET.fromstring(get("/sitemap.xml").content)
    places = [str(place.text) for place in root.findall("{*}url/{*}loc")]
    assert len(places) == len({*places})
    assert all(place.startswith(f"{SITE}/") for place in places)
    assert {f"{SITE}/", f"{SITE}/world", f"{SITE}/country?country=ISR"} <= {*places}
    assert f"{SITE}/article" not in places


@pytest.mark.usefixtures("_embeddable")
def test_a_link_is_shown_in_a_frame(get: Get) -> None:
    link = f"{SITE}/country?country=ISR&figure=yearly"
    told = get(f"/oembed?url={quote(link, safe='')}&maxwidth=500").json()
    assert (told["version"], told["type"]) == ("1.0", "rich")
    assert (told["width"], told["height"]) == (500, 640)
    assert "Israel" in told["title"]
    frames = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: frames.append((tag, dict(attrs)))  # type: ignore[method-assign]
    parser.feed(told["html"])
    ((tag, attributes),) = frames
    assert (tag, attributes["width"]) == ("iframe", "500")
    asked = parse_qs(urlsplit(str(attributes["src"])).query)
    assert str(attributes["src"]).startswith(f"{SITE}/country?")
    assert (asked["country"], asked["figure"]) == (["ISR"], ["yearly"])
    assert asked["embed"] == ["true"]


@pytest.mark.usefixtures("_embeddable")
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 404),
        ("url=https://elsewhere.example/country", 404),
        (f"url={SITE}.evil.example/country", 404),
        (f"url={SITE}@evil.example/country", 404),
        ("url=http://[", 404),
        (f"url={SITE}/nowhere", 404),
        (f"url={SITE}/guide", 404),
        (f"url={SITE}/country%3Fcountry%3DQQQ", 404),
        (f"url={SITE}/country%3Fcountry%3D", 404),
        (f"url={SITE}/country%3Ffigure%3Dnothing", 404),
        (f"url={SITE}/country%3F{'x%26' * 200}", 404),
        (f"url={SITE}/country&format=xml", 501),
        (f"url={SITE}/country&maxwidth=wide", 422),
        (f"url={SITE}/country&maxheight=0", 422),
    ],
)
def test_nothing_else_is_shown(get: Get, query: str, status: int) -> None:
    sent = get(f"/oembed?{query}")
    assert sent.status_code == status
    assert sent.headers["content-type"] == "application/problem+json"


def test_no_frame_where_no_site_may_show_one(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_EMBEDDERS", "")
    assert get(f"/oembed?url={SITE}/country").status_code == 403

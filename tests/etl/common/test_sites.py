"""Addresses of sites as options name them."""

from __future__ import annotations

import click
import pytest

from etl.common.sites import ADDRESS, ORIGIN


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("https://arms.example", "https://arms.example"),
        ("https://arms.example/", "https://arms.example"),
        ("http://localhost:8501", "http://localhost:8501"),
        ("https://news.example/data/arms/", "https://news.example/data/arms"),
    ],
)
def test_a_site_stands_without_a_slash_at_its_end(given: str, taken: str) -> None:
    assert ADDRESS.convert(given, None, None) == taken


@pytest.mark.parametrize(
    "given",
    ["arms.example", "ftp://arms.example", "javascript:alert(1)", "https://", "https://a b",
     "https://a/?x=1", "https://a\n", "https://a; script-src *", ""],
)  # fmt: skip
def test_what_could_not_stand_in_a_link_or_header_is_refused(given: str) -> None:
    for kind in (ADDRESS, ORIGIN):
        with pytest.raises(click.BadParameter, match="such as https"):
            kind.convert(given, None, None)


def test_an_origin_has_no_path() -> None:
    with pytest.raises(click.BadParameter, match="is no origin"):
        ORIGIN.convert("https://news.example/data", None, None)

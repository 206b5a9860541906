"""Quoted figures as ClaimReview: read again as plain JSON, with the fields that readers need."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.claims import Entry
from dashboard.takeaway.review import NOTIFIED, OPEN, SCALE, review, reviews
from etl.claims.desk import Desk
from etl.claims.verdict import DIFFERS, VERDICTS
from etl.warehouse.read import Warehouse

SITE, DAY = "https://arms.example/", date(2026, 11, 28)
# What schema.org and the search engines that read it ask of each thing.
NEEDED = {
    "ClaimReview": {"url", "claimReviewed", "reviewRating", "itemReviewed", "author",
                    "datePublished"},
    "Claim": {"author", "appearance"},
    "Rating": {"alternateName", "ratingExplanation"},
    "Organization": {"name"},
    "Article": {"headline", "url", "inLanguage"},
    "CreativeWork": {"url", "inLanguage"},
}  # fmt: skip


@pytest.fixture(scope="module")
def entries(warehouse: Warehouse) -> list[Entry]:
    return Desk.of(warehouse).ledger


def things(part: Any) -> list[dict[str, Any]]:
    """Everything in a document that has a type."""
    if isinstance(part, list):
        return [found for one in part for found in things(one)]
    if not isinstance(part, dict):
        return []
    own = [part] if "@type" in part else []
    return own + [found for one in part.values() for found in things(one)]


def test_each_claim_has_all_that_a_reader_of_claim_reviews_needs(entries: list[Entry]) -> None:
    document = json.loads(reviews(entries, SITE, DAY))
    assert document["@context"] == "https://schema.org"
    assert [one["@type"] for one in document["@graph"]] == ["ClaimReview"] * len(entries)
    seen = set()
    for thing in things(document):
        kind = thing["@type"]
        seen.add(kind)
        assert NEEDED[kind] <= thing.keys(), thing
        assert all(value not in ("", None) and value == value for value in thing.values()), thing
        for address in [thing["url"]] if "url" in thing else []:
            assert urlsplit(address).scheme in ("http", "https") and urlsplit(address).netloc
        for day in [thing["datePublished"]] if "datePublished" in thing else []:
            assert date.fromisoformat((day + "-01-01")[:10])
    assert seen == NEEDED.keys()


def test_a_review_says_the_verdict_and_leads_to_its_article(entries: list[Entry]) -> None:
    seen = set()
    for entry, one in zip(entries, json.loads(reviews(entries, SITE, DAY))["@graph"], strict=True):
        assert one["claimReviewed"] == entry.row["statement"]
        assert one["itemReviewed"]["appearance"]["url"] == entry.row["url"]
        assert parse_qs(urlsplit(one["url"]).query) == {"article": [entry.row["claim_id"]]}
        rating = one["reviewRating"]
        seen.add(rating["alternateName"])
        assert rating["ratingExplanation"].startswith(entry.to_print())
        number, _ = SCALE[rating["alternateName"]]
        assert rating.get("ratingValue") == number
        if number is not None:
            assert rating["worstRating"] <= number <= rating["bestRating"]
        is_denied = number == 1
        assert is_denied == (entry.verdict.word == DIFFERS and not entry.verdict.is_open)
    assert len(seen) > 4 and OPEN in seen


def test_the_scale_has_a_place_for_every_verdict() -> None:
    assert SCALE.keys() == {*VERDICTS, OPEN, NOTIFIED}


def test_an_article_is_reviewed_with_its_language_and_no_title_that_is_not_noted(
    entries: list[Entry],
) -> None:
    for entry, one in zip(entries, json.loads(reviews(entries, SITE, DAY))["@graph"], strict=True):
        article = one["itemReviewed"]["appearance"]
        assert article["inLanguage"] == entry.row["language"]
        untitled = str(entry.row["claim_id"]).startswith("P")
        assert ("headline" not in article) == untitled


def test_a_figure_of_the_form_is_reviewed_without_a_text(entries: list[Entry]) -> None:
    entry = next(one for one in entries if one.claim.published)
    (one,) = json.loads(review(entry, "Said so", f"{SITE}cited?x=1", SITE, DAY))["@graph"]
    assert one["claimReviewed"] == one["itemReviewed"]["name"] == "Said so"
    assert one["url"] == f"{SITE}cited?x=1" and one["reviewRating"]["alternateName"]
    assert one["itemReviewed"]["datePublished"] == entry.claim.published
    assert NEEDED["ClaimReview"] <= one.keys()

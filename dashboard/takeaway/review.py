"""Quoted figures as schema.org's ClaimReview, which search engines and fact checkers read.

The scale is neutral: it says how a number stands to SIPRI's data and nothing of who printed it.
Where the data do not tell, a review has words and no number.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboard.claims import Entry
from dashboard.takeaway.cite import DASHBOARD
from dashboard.words import missing
from etl.claims.checked import Checked
from etl.claims.verdict import AGREED, AGREES, CLOSE, DIFFERS, REVISED, UNKNOWN

MIME = "application/ld+json"
OPEN = "Differs today"
NOTIFIED = "Notified as a ceiling"
# What the words of a review mean, and their place on a scale from 1 to 5; None where it is open.
SCALE = {
    AGREES: (5, "the newest release that decides gives the number"),
    AGREED: (5, "SIPRI gave the number when it was written, and nothing newer is on file"),
    REVISED: (4, "SIPRI gave the number when it was written, and has revised it since"),
    CLOSE: (3, "the number is within one percentage point of what SIPRI gives"),
    DIFFERS: (1, "SIPRI gave another number, also when it was written"),
    OPEN: (None, "SIPRI gives another number today; whether it held when written is open"),
    UNKNOWN: (None, "the data on file do not tell"),
    NOTIFIED: (
        None,
        "a notification to Congress names the sum as a ceiling",
    ),
}


def reviews(claims: Sequence[Entry], site: str, on: date) -> bytes:
    """Claims as a JSON-LD document, reviewed on a day by the dashboard at an address."""
    return _document([_of_article(claim, site.rstrip("/"), on) for claim in claims])


def review(claim: Checked, said: str, page: str, site: str, on: date) -> bytes:
    """A claim of a text that is not known, in words, as the dashboard's page checks it."""
    item = {"@type": "Claim", "name": said}
    if claim.claim.published:
        item["datePublished"] = claim.claim.published
    return _document([_review(claim, said, item, page, site.rstrip("/"), on)])


def _document(graph: list[dict[str, Any]]) -> bytes:
    document = {"@context": "https://schema.org", "@graph": graph}
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def _of_article(claim: Entry, site: str, on: date) -> dict[str, Any]:
    row = claim.row
    article = {"@type": "CreativeWork", "url": row["url"], "inLanguage": row["language"]}
    if not missing(row["title"]):  # which an Article must have
        article |= {"@type": "Article", "headline": row["title"]}
    item = {
        "@type": "Claim",
        "author": {"@type": "Organization", "name": row["publisher"]},
        "appearance": article,
    }
    if not missing(row["published"]):
        item["datePublished"] = article["datePublished"] = row["published"]
    page = f"{site}/article?article={row['claim_id']}"
    return _review(claim, row["statement"], item, page, site, on)


def _review(
    claim: Checked, said: str, item: dict[str, Any], page: str, site: str, on: date
) -> dict[str, Any]:
    return {
        "@type": "ClaimReview",
        "url": page,
        "datePublished": on.isoformat(),
        "author": {"@type": "Organization", "name": DASHBOARD, "url": site},
        "claimReviewed": said,
        "itemReviewed": item,
        "reviewRating": _rating(claim),
    }


def _rating(claim: Checked) -> dict[str, Any]:
    verdict = claim.verdict
    word = OPEN if verdict.word == DIFFERS and verdict.is_open else verdict.word
    if word == AGREES and claim.claim.unit == "USD million":
        word = NOTIFIED
    number, meaning = SCALE[word]
    rating: dict[str, Any] = {
        "@type": "Rating",
        "alternateName": word,
        "ratingExplanation": f"{claim.to_print()} {word}: {meaning}.",
    }
    if number is not None:
        rating |= {"ratingValue": number, "worstRating": 1, "bestRating": 5}
    return rating

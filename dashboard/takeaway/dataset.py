"""Numbers as schema.org's Dataset, which search engines read, in pages and in files alike."""

import json
from typing import Any

from dashboard.figures.figure import Made
from dashboard.words import missing


def of_figure(made: Made, url: str) -> dict[str, Any]:
    """The numbers of a figure, which is at an address; an empty one stands nowhere."""
    sources = made.answer.snapshots
    told = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": made.title,
        "description": made.sentence,
        "creditText": made.answer.source_note,
        "license": "; ".join(dict.fromkeys(source.licence for source in sources)),
        "isBasedOn": list(dict.fromkeys(s.url for s in sources if s.url.startswith("http"))),
    }
    return told | ({"url": url} if url else {})


def of_table(row: dict[Any, Any]) -> dict[str, Any]:
    """A table that is loaded, as a row of the question ``loaded`` tells of it."""
    told = {
        "@type": "Dataset",
        "name": row["title"],
        "description": row["measures"],
        "version": row["release_label"],
        "creator": {"@type": "Organization", "name": row["publisher"]},
        "creditText": row["credit"],
        "license": row["licence"] if missing(row["licence_url"]) else row["licence_url"],
    }
    if not missing(row["generated"]):
        told["dateModified"] = f"{row['generated']:%Y-%m-%d}"
    return told | ({"url": row["url"]} if row["url"].startswith("http") else {})


def script(document: dict[str, Any] | bytes) -> str:
    """A document for a page of HTML, such that no text in it could end it."""
    if isinstance(document, dict):
        document = json.dumps(document, ensure_ascii=False).encode()
    text = document.decode().replace("<", r"\u003c")
    return f'<script type="application/ld+json">{text}</script>'

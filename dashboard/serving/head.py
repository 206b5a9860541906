"""What a page says before the app runs: to other sites in its head, to readers in its body.

Both are of the address that is asked for, and nothing of the address itself stands in them.
"""

import json
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

from dashboard.data import access, ask
from dashboard.figures import article
from dashboard.figures.figure import Made
from dashboard.figures.opened import Opened, address, opened
from dashboard.figures.parameters import Query
from dashboard.navigation import PAGES, SITE, Listed
from dashboard.table import html
from dashboard.takeaway import FORMATS, why_no_pictures
from dashboard.takeaway.looks import CARD
from dashboard.takeaway.review import reviews
from dashboard.words import missing

_ROWS = 10  # of a table
_CARD_PX = CARD.png_px, round(CARD.png_px / CARD.ratio)


def parts(page: Listed, query: Query, site: str) -> tuple[str, str]:
    """The lines of the head, and the body, for an address of a page on the dashboard at ``site``.

    A frame on another site has no body: it is as high as its figure.

    Raises:
        WarehouseError: if no data are loaded.
    """
    shown, public = opened(page, query), access.public(site).rstrip("/")
    return _head(shown, public), "" if "embed" in query else _body(shown)


def _head(shown: Opened, site: str) -> str:
    """Title and description, and for others the one address, a picture and what search engines
    read; these only where the address leads others here."""
    lines = [
        f"<title>{escape(shown.title)}</title>",
        _line("meta", name="description", content=shown.sentence),
    ]
    graph = {"title": shown.title, "description": shown.sentence, "type": "website",
             "site_name": SITE, "locale": "en_GB"}  # fmt: skip
    has_card = bool(site) and shown.has_picture and why_no_pictures() is None
    if site:
        own = graph["url"] = shown.address(site)
        lines.append(_line("link", rel="canonical", href=own))
        if access.embedders() and shown.has_picture:
            lines.append(
                _line("link", rel="alternate", type="application/json+oembed", title=shown.title,
                      href=f"{site}/oembed?{urlencode({'url': own})}")
            )  # fmt: skip
        lines += map(_data, _documents(shown, site))
    if has_card:
        width, height = map(str, _CARD_PX)
        graph |= {"image": shown.file(site, "png-card"), "image:width": width,
                  "image:height": height, "image:alt": shown.sentence}  # fmt: skip
    lines += [_line("meta", property=f"og:{name}", content=text) for name, text in graph.items()]
    card = "summary_large_image" if has_card else "summary"
    return "".join([*lines, _line("meta", name="twitter:card", content=card)])


def _line(tag: str, **attributes: str) -> str:
    told = "".join(f' {name}="{escape(text)}"' for name, text in attributes.items())
    return f"<{tag}{told}>"


def _data(document: bytes) -> str:
    # As no text in it could end it.
    text = document.decode().replace("<", r"\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def _documents(shown: Opened, site: str) -> list[bytes]:
    """What schema.org has a form for: the tables that are loaded, an article's checked figures, and
    else the numbers of the figure, where they can be had."""
    if shown.page.name == "sources":
        tables = [_dataset(row) for row in ask("loaded").rows.to_dict("records")]
        document = {"@context": "https://schema.org", "@graph": tables}
        return [json.dumps(document, ensure_ascii=False).encode()]
    if shown.page.name == "article" and (code := (shown.values or {}).get("article")):
        return [reviews(article.articles()[code], site, date.today())]
    if shown.made is None or not shown.has_picture:
        return []
    document = {"@context": "https://schema.org", **_numbers(shown, shown.made, site)}
    return [json.dumps(document, ensure_ascii=False).encode()]


def _numbers(shown: Opened, made: Made, site: str) -> dict[str, Any]:
    sources = made.answer.snapshots
    return {
        "@type": "Dataset",
        "name": made.title,
        "description": made.sentence,
        "url": shown.address(site),
        "creator": {"@type": "Organization", "name": SITE, "url": site},
        "creditText": made.answer.source_note,
        "license": "; ".join(dict.fromkeys(source.licence for source in sources)),
        "isBasedOn": list(dict.fromkeys(s.url for s in sources if s.url.startswith("http"))),
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": FORMATS[ending].mime,
                "contentUrl": shown.file(site, ending),
            }
            for ending in ("csv", "json")
        ],
    }


def _dataset(row: dict[Any, Any]) -> dict[str, Any]:
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


def _body(shown: Opened) -> str:
    """Question, answer and the first rows of the table with their source, and all pages."""
    lines = [
        f'<div class="question" role="heading" aria-level="1">{escape(shown.question)}</div>',
        f"<p>{escape(shown.sentence)}</p>",
    ]
    if shown.made is not None and shown.has_picture:
        table = shown.made.table()
        more = f" The first {_ROWS} of {len(table):,} rows." if len(table) > _ROWS else ""
        lines += [
            f"<h2>{escape(shown.made.title)}</h2>",
            html(table.head(_ROWS), shown.made.title),
            f"<p>{escape(shown.made.answer.source_note)}{more}</p>",
        ]
    pages = (
        f'<a href="{address(".", page, {})}">{escape(page.title)}</a>'
        for page in PAGES
        if not page.hidden
    )
    lines.append(f'<nav aria-label="Pages">{" ".join(pages)}</nav>')
    return f'<main id="before">{"".join(lines)}</main>'

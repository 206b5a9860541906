"""What a page says before the app runs: to other sites in its head, to readers in its body.

Both are of the address that is asked for, and nothing of the address itself stands in them.
"""

from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

from dashboard.data import access, ask
from dashboard.figures import article
from dashboard.figures.opened import Opened, address, opened
from dashboard.figures.parameters import Query
from dashboard.navigation import PAGES, SITE, Listed
from dashboard.table import html
from dashboard.takeaway import FORMATS, dataset, why_no_pictures
from dashboard.takeaway.looks import CARD
from dashboard.takeaway.review import reviews

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
        lines += map(dataset.script, _documents(shown, site))
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


def _documents(shown: Opened, site: str) -> list[dict[str, Any] | bytes]:
    """What schema.org has a form for: the tables that are loaded, an article's checked figures, and
    else the numbers of the figure, where they can be had."""
    if shown.page.name == "sources":
        tables = [dataset.of_table(row) for row in ask("loaded").rows.to_dict("records")]
        return [{"@context": "https://schema.org", "@graph": tables}]
    if shown.page.name == "article" and (code := (shown.values or {}).get("article")):
        return [reviews(article.articles()[code], site, date.today())]
    if shown.made is None or not shown.has_picture:
        return []
    files = [
        {
            "@type": "DataDownload",
            "encodingFormat": FORMATS[ending].mime,
            "contentUrl": shown.file(site, ending),
        }
        for ending in ("csv", "json")
    ]
    creator = {"@type": "Organization", "name": SITE, "url": site}
    told = dataset.of_figure(shown.made, shown.address(site))
    return [told | {"creator": creator, "distribution": files}]


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
    return _main(*lines, site=".")


def nowhere(site: str) -> tuple[str, str]:
    """Head and body of the page for an address at which nothing is, which leads on from there."""
    icon = _line("link", rel="icon", href=f"{site}/favicon.png")
    return f"<title>Nothing is here – {SITE}</title>{icon}", _main(
        '<div class="question" role="heading" aria-level="1">Nothing is at this address</div>',
        "<p>It may have been cut short or mistyped. These pages are there:</p>",
        site=site,
    )


def _main(*lines: str, site: str) -> str:
    """These lines and links to all pages of the dashboard at ``site``."""
    pages = (
        f'<a href="{escape(address(site, page, {}))}">{escape(page.title)}</a>'
        for page in PAGES
        if not page.hidden
    )
    nav = f'<nav aria-label="Pages">{" ".join(pages)}</nav>'
    return f'<main id="before">{"".join(lines)}{nav}</main>'

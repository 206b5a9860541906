"""What search engines, other sites and feed readers ask for: what there is, and what changed."""

from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from dashboard.data import access, run, warehouse
from dashboard.figures import article, country, links
from dashboard.figures.opened import address, opened
from dashboard.figures.parameters import Query
from dashboard.machines.reply import Asked, File, ProblemError, json_of, useless, wrong
from dashboard.navigation import PAGES, SITE, START, Listed
from dashboard.request import query_of
from etl import feed

_BY_NAME = {page.name: page for page in PAGES}
_BY_PATH = {"": START, **_BY_NAME}
_WIDE_PX, _HIGH_PX = 800, 640
ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"


def robots(request: Asked) -> File:
    """Whether search engines may come: to a server that others reach, everywhere."""
    if access.alone():
        lines = "User-agent: *\nDisallow: /\n"
    else:
        site = _public(request)
        lines = f"User-agent: *\nAllow: {urlsplit(site).path}/\nSitemap: {site}/sitemap.xml\n"
    return File(lines.encode(), "text/plain", "robots.txt")


def sitemap(request: Asked) -> File:
    """The addresses of all pages, and of each country and article.

    Raises:
        ProblemError: if nobody else reaches this server.
    """
    if access.alone():
        raise ProblemError(404, "No map", "Nobody else reaches this server.")
    with run():
        countries = country.COUNTRY.labels({})
        pages: list[tuple[Listed, Query]] = [(page, {}) for page in PAGES if not page.hidden]
        pages += [(_BY_NAME["country"], {"country": [code]}) for code in countries]
        pages += [(_BY_NAME["article"], {"article": [code]}) for code in article.articles()]
    listed = "".join(
        f"<url><loc>{escape(address(_public(request), page, query))}</loc></url>\n"
        for page, query in pages
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</urlset>\n'
    )
    return File(text.encode(), "application/xml", "sitemap.xml")


def atom(request: Asked) -> File:
    """What changed, as Atom."""
    with run():
        return File(feed.atom(warehouse(), request.site), ATOM, "feed.atom")


def json_feed(request: Asked) -> File:
    """The same as JSON Feed."""
    with run():
        return File(feed.json_feed(warehouse(), request.site), JSON_FEED, "feed.json")


def oembed(request: Asked) -> File:
    """How another site shows the figure at an address of this dashboard in a frame (oEmbed 1.0).

    Raises:
        ProblemError: if no site may, the address is another's or has no figure, or a parameter is
            of no use.
    """
    if not access.embedders():
        raise ProblemError(403, "Not allowed", "No other site may show figures of this server.")
    told = {name: texts[-1] for name, texts in request.query.items()}
    if told.get("format", "json") != "json":
        raise ProblemError(501, "No such format", "Only JSON is given.")
    sizes = {}
    for name, most in (("maxwidth", _WIDE_PX), ("maxheight", _HIGH_PX)):
        text = told.get(name, str(most))
        if not (text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text)):
            raise useless([wrong(name, [text], "a number of pixels")])
        sizes[name] = min(most, int(text))
    unknown = ProblemError(404, "No such address", "This server has no figure at that address.")
    try:
        parts = urlsplit(told.get("url", ""))
        query = query_of(parts.query)
    except ValueError:
        raise unknown from None
    where, own = f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/"), _public(request)
    page = _BY_PATH.get(where.removeprefix(own).removeprefix("/"))
    if page is None or not f"{where}/".startswith(f"{own}/"):
        raise unknown
    with run():
        shown = opened(page, query)
        made = shown.made
        if made is None or shown.figure is None or not shown.has_picture or shown.amiss:
            raise unknown
        link = links.permalink(shown.figure, shown.values or {}, made, own)
    width, height = sizes.values()
    document = {
        "version": "1.0", "type": "rich", "title": made.title, "provider_name": SITE,
        "provider_url": own, "width": width, "height": height,
        "html": links.frame_code(f"{link}&embed=true", made.title, width, height),
    }  # fmt: skip
    return json_of(document, "oembed.json")


def _public(request: Asked) -> str:
    """The address of the dashboard for others, or else the one it was asked by."""
    return (access.public(request.site) or request.site).rstrip("/")

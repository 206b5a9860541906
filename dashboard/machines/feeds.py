"""``/feed.atom`` and ``/feed.json``: what changed, for feed readers."""

from dashboard.data import run, warehouse
from dashboard.machines.reply import Asked, File
from etl import feed

ATOM, JSON = "application/atom+xml", "application/feed+json"


def as_atom(request: Asked) -> File:
    """The feed as Atom."""
    with run():
        return File(feed.atom(warehouse(), request.site), ATOM, "feed.atom")


def as_json(request: Asked) -> File:
    """The feed as JSON Feed."""
    with run():
        return File(feed.json_feed(warehouse(), request.site), JSON, "feed.json")

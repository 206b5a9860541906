"""What changed, as entries of a feed: tables taken in, what a release revised, verdicts it turned.

All of it comes from the warehouse, dates too, so that the same warehouse gives the same bytes.
Atom is RFC 4287, JSON Feed version 1.1.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

import pandas as pd

from etl.claims.desk import Desk
from etl.claims.ledger import Entry as Quoted
from etl.claims.verdict import agrees, decides
from etl.common.given import harmless
from etl.common.words import SPACE, volume, with_article
from etl.questions import Answer, ask
from etl.warehouse.read import Warehouse

TITLE = "Arms transfers: what changed"
AUTHOR = "Arms transfers dashboard"


@dataclass(frozen=True)
class Change:
    """An entry.

    Attributes:
        key: What it goes by for ever, of which its identifier is made.
        title, text: What changed, in words.
        updated: The day on which it was taken in, as RFC 3339 writes a moment.
        page: The page of the dashboard that shows it.
    """

    key: str
    title: str
    text: str
    updated: str
    page: str


def changes(warehouse: Warehouse) -> list[Change]:
    """All changes that a warehouse knows of, newest first."""
    loaded = ask(warehouse, "loaded").rows.set_index("table_name", drop=False)
    found = [*_tables(loaded), *_revisions(warehouse, loaded["retrieved"])]
    return sorted(found, key=lambda change: change.updated, reverse=True)


def atom(warehouse: Warehouse, site: str = "") -> bytes:
    """The feed as Atom; with links, if the dashboard's address is told."""
    entries = changes(warehouse)
    feed = ElementTree.Element("feed", xmlns="http://www.w3.org/2005/Atom")

    def add(to: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> None:
        ElementTree.SubElement(to, tag, attributes).text = harmless(text) or None

    add(feed, "id", _identifier(f"feed {site}"))
    add(feed, "title", TITLE)
    add(feed, "updated", entries[0].updated)
    add(ElementTree.SubElement(feed, "author"), "name", AUTHOR)
    if site:
        add(feed, "link", rel="self", href=f"{site}/feed.atom", type="application/atom+xml")
        add(feed, "link", rel="alternate", href=f"{site}/releases", type="text/html")
    for change in entries:
        entry = ElementTree.SubElement(feed, "entry")
        add(entry, "id", _identifier(change.key))
        add(entry, "title", change.title)
        add(entry, "updated", change.updated)
        if site:
            add(entry, "link", rel="alternate", href=f"{site}/{change.page}", type="text/html")
        add(entry, "content", change.text, type="text")
    ElementTree.indent(feed)
    return b"%s\n" % ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)


def json_feed(warehouse: Warehouse, site: str = "") -> bytes:
    """The same as JSON Feed."""
    addresses = {"home_page_url": f"{site}/releases", "feed_url": f"{site}/feed.json"}
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        **(addresses if site else {}),
        "authors": [{"name": AUTHOR}],
        "language": "en",
        "items": [
            {
                "id": _identifier(change.key),
                "title": change.title,
                "content_text": change.text,
                "date_modified": change.updated,
                **({"url": f"{site}/{change.page}"} if site else {}),
            }
            for change in changes(warehouse)
        ],
    }
    return f"{json.dumps(feed, ensure_ascii=False, indent=1)}\n".encode()


def revision_sentence(years: Answer, flows: Answer, old: int, new: int) -> str:
    """How much a release changed against another, and where most."""
    rows = years.rows
    pairs, revised = int(rows["pairs"].sum()), int(rows["revised"].sum())
    text = (
        f"The {new} release revised {revised:,} of the {pairs:,} yearly flows that it shares with "
        f"the {old} release"
    )
    if flows.reason is not None:
        return f"{text}."
    top = flows.rows.iloc[0]
    return (
        f"{text}, most of all what {with_article(top['supplier_name'])} delivered to "
        f"{with_article(top['recipient_name'])} in {top['year']}: from {volume(top['old_tiv_m'])} "
        f"to {volume(top['new_tiv_m'])}{SPACE}million TIV."
    )


def _tables(loaded: pd.DataFrame) -> Iterator[Change]:
    for row in loaded.to_dict("records"):
        generated = row["generated"]
        made = "" if pd.isna(generated) else f", generated on {generated:%Y-%m-%d}"
        yield Change(
            f"table {row['table_name']}",
            f"{row['title']}: taken in",
            f"{row['publisher']}, {row['release_label']}{made}: {row['row_count']:,} rows. "
            f"{row['measures']}",
            _moment(row["retrieved"]),
            "sources",
        )


def _revisions(warehouse: Warehouse, taken_in: pd.Series) -> Iterator[Change]:
    """What each release changed against the one before it, where both can be compared."""
    flows_of = ask(warehouse, "releases").rows.groupby("release")["snapshot"].agg(list)
    desk = Desk.of(warehouse)
    for old, new in pairwise(map(int, flows_of.index)):
        updated = _moment(taken_in[[*flows_of[old], *flows_of[new]]].max())
        params = {"old_release": old, "new_release": new}
        years = ask(warehouse, "revised_years", **params)
        if years.reason is None:
            flows = ask(warehouse, "revised_flows", **params)
            told = (revision_sentence(years, flows, old, new), years.source_line, *years.caveats)
            yield Change(
                f"revisions {old} {new}", f"What the {new} release revised", " ".join(told),
                updated, f"releases?old={old}&new={new}",
            )  # fmt: skip
        if turned := list(dict.fromkeys(_turned(desk.ledger, old, new))):
            cited = [one.snapshot_id for one in ask(warehouse, "claims").snapshots]
            yield Change(
                f"verdicts {old} {new}",
                f"Quoted figures that the {new} release turned: {len(turned)}",
                "\n".join(turned),
                max(updated, _moment(taken_in[cited].max())),
                "cited",
            )


def _turned(ledger: list[Quoted], old: int, new: int) -> Iterator[str]:
    """The quoted figures that one of two releases gives and the other does not."""
    for entry in ledger:
        gives = {
            found.release: agrees(entry.claim, found)
            for found in entry.values
            if found.value is not None and decides(entry.claim, found)
        }
        if {old, new} <= gives.keys() and gives[old] != gives[new]:
            yield (
                f"{entry.row['statement']} ({entry.row['publisher']}): "
                f"{'no longer' if gives[old] else 'now'} as printed. {old} release: "
                f"{entry.computed(old)}; {new} release: {entry.computed(new)}."
            )


def _identifier(key: str) -> str:
    return uuid5(NAMESPACE_URL, f"arms-transfers {key}").urn


def _moment(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%dT%H:%M:%SZ}"

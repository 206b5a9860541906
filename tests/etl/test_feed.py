"""The feed of what changed: what the two standards ask for, and what the entries say."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dashboard.navigation import PAGES
from etl.cli import main
from etl.feed import Change, atom, changes, json_feed
from etl.questions import ask
from etl.warehouse.read import Warehouse

SITE = "https://arms.example"
NAME = "{http://www.w3.org/2005/Atom}"
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@pytest.fixture(scope="module")
def warehouse(warehouse_file: Path) -> Warehouse:
    return Warehouse(warehouse_file)


def test_atom_has_what_the_standard_asks_for(warehouse: Warehouse) -> None:
    feed = ElementTree.fromstring(atom(warehouse, SITE))
    assert feed.tag == f"{NAME}feed"
    entries = feed.findall(f"{NAME}entry")
    for one in (feed, *entries):
        for tag in ("id", "title", "updated"):
            (found,) = one.findall(f"{NAME}{tag}")
            assert found.text
    assert feed.findtext(f"{NAME}author/{NAME}name")
    days = [datetime.strptime(one.findtext(f"{NAME}updated") or "", MOMENT) for one in entries]
    assert days == sorted(days, reverse=True)
    assert feed.findtext(f"{NAME}updated") == entries[0].findtext(f"{NAME}updated")
    identifiers = [one.findtext(f"{NAME}id") or "" for one in (feed, *entries)]
    assert len({*identifiers}) == len(identifiers) > 10
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one) for one in identifiers)
    rels = {link.get("rel"): link.get("href") for link in feed.findall(f"{NAME}link")}
    assert rels["self"] == f"{SITE}/feed.atom"
    for one in entries:
        (content,) = one.findall(f"{NAME}content")
        assert (content.get("type"), bool(content.text)) == ("text", True)
        (link,) = one.findall(f"{NAME}link")
        assert (link.get("href") or "").startswith(f"{SITE}/")


def test_json_says_the_same(warehouse: Warehouse) -> None:
    told = json.loads(json_feed(warehouse, SITE))
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == f"{SITE}/feed.json"
    entries = ElementTree.fromstring(atom(warehouse, SITE)).findall(f"{NAME}entry")
    keys = {"id": "id", "title": "title", "content_text": "content", "date_modified": "updated"}
    assert [{key: item[key] for key in keys} for item in told["items"]] == [
        {key: one.findtext(f"{NAME}{tag}") for key, tag in keys.items()} for one in entries
    ]


def test_the_same_warehouse_gives_the_same_bytes(warehouse_file: Path) -> None:
    for make in (atom, json_feed):
        assert make(Warehouse(warehouse_file)) == make(Warehouse(warehouse_file))
        assert b"://arms" not in make(Warehouse(warehouse_file))


def test_days_are_those_of_the_data(warehouse: Warehouse) -> None:
    days = {f"{day:%Y-%m-%d}" for day in ask(warehouse, "loaded").rows["retrieved"]}
    assert {change.updated[:10] for change in changes(warehouse)} <= days


def test_it_tells_of_tables_revisions_and_verdicts(warehouse: Warehouse) -> None:
    found = {change.key: change for change in changes(warehouse)}
    for table in ask(warehouse, "loaded").rows["table_name"]:
        assert f"table {table}" in found
    revised = ask(warehouse, "revised_flows", old_release=2025, new_release=2026)
    text = found["revisions 2025 2026"].text
    assert text.startswith(f"The 2026 release revised {len(revised.rows)} of the ")
    assert "Calculated from the SIPRI" in text
    assert "what Israel delivered to India in 2018" in found["revisions 2022 2025"].text
    turned = found["verdicts 2022 2025"]
    assert f": {len(turned.text.splitlines())}" in turned.title
    line = "Israel supplied 69 % of Azerbaijan's arms imports in 2016–20 (Caspian News): no longer"
    assert line in turned.text.replace("\N{NO-BREAK SPACE}", " ")


def test_its_pages_exist(warehouse: Warehouse) -> None:
    pages = {page.name for page in PAGES}
    assert {change.page.partition("?")[0] for change in changes(warehouse)} <= pages


def test_controls_do_not_spoil_the_file(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt = Change("table x", "a\x0bb & <c>", "]]>", "2026-11-28T00:00:00Z", "sources")
    monkeypatch.setattr("etl.feed.changes", lambda _: [spoilt])
    feed = ElementTree.fromstring(atom(warehouse))
    assert feed.findtext(f"{NAME}entry/{NAME}title") == "a\\x0bb & <c>"


def test_the_command_writes_it(
    warehouse_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--warehouse", str(warehouse_file)]
    for make, name in ((atom, "changed.atom"), (json_feed, "changed.json")):
        assert main(["feed", str(tmp_path / name), "--site", f"{SITE}/", *where]) == 0
        assert (tmp_path / name).read_bytes() == make(Warehouse(warehouse_file), SITE)
    with pytest.raises(SystemExit) as caught:
        main(["feed", str(tmp_path / "changed.rss"), *where])
    assert caught.value.code == 2
    assert ".atom or .json" in capsys.readouterr().err
    file = tmp_path / "nowhere" / "changed.atom"
    assert main(["feed", str(file), *where]) == 1
    told = f"{file}: cannot be written: No such file or directory. Give another file.\n"
    assert capsys.readouterr().err == told

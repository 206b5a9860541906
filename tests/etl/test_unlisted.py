"""Parties of which SIPRI has nothing: there for other publishers, and nowhere among SIPRI's."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.figures.links import carried
from etl.claims.desk import Desk
from etl.questions import ask
from etl.stage import stage
from etl.warehouse.build import build
from etl.warehouse.read import Warehouse
from tests.conftest import quiet, reseal

COARM = {
    "AND", "BMU", "DMA", "FLK", "GIB", "GRL", "HKG", "LCA", "LIE", "MAC", "MCO", "NCL", "NRU",
    "SMR", "STP", "VAT", "VGB",
}  # fmt: skip


def test_they_are_parties_with_a_kind(warehouse: Warehouse) -> None:
    rows = warehouse.query("SELECT state_id, kind FROM state WHERE sipri_name IS NULL", {})
    assert set(rows["state_id"]) == COARM
    territories = set(rows.loc[rows["kind"] == "territory", "state_id"])
    assert territories == {"BMU", "FLK", "GIB", "GRL", "HKG", "MAC", "NCL", "VGB"}
    assert set(rows["kind"]) == {"state", "territory"}


def test_no_figure_of_sipris_offers_them(warehouse: Warehouse) -> None:
    assert not COARM & set(ask(warehouse, "states").rows["state_id"])
    assert not COARM & set(ask(warehouse, "group_members").rows["state_id"])
    world = ask(warehouse, "world_map", role="recipient", from_year=2020, to_year=2024,
                in_release=2025)  # fmt: skip
    assert len(world.rows) > 150 and not COARM & set(world.rows["state_id"])
    known = Desk(warehouse).known.parties
    assert "Poland" in known and not {"Monaco", "Hong Kong", "GRL", "Macau"} & set(known)


def test_an_edition_need_not_be_the_release_of_a_year(data_copy: Path, tmp_path: Path) -> None:
    card = data_copy / "reference/events.card.toml"
    text = card.read_text(encoding="utf-8")
    label = text.partition('release_label = "')[2].partition('"')[0]
    card.write_text(text.replace(label, "Release 29 (04/2026)"), encoding="utf-8")
    reseal(data_copy / "reference/events.csv")
    build(stage(data_copy, quiet), tmp_path / "w.duckdb", quiet)
    loaded = Warehouse(tmp_path / "w.duckdb").query(
        "SELECT release, release_label FROM snapshot WHERE snapshot_id = 'reference/events'", {}
    )
    assert loaded["release"].isna().all()
    assert loaded["release_label"].to_list() == ["Release 29 (04/2026)"]


@pytest.mark.parametrize(
    "label",
    [
        "Release 29 (04/2026)",
        "as of 1 April 2026",
        "commit 1a2b3c4d of 19 June 2026",
        "edition not stated",
        "of an unknown day",
        "deliveries of fiscal years 2001–2017",
    ],
)
def test_a_link_may_carry_such_an_edition(label: str) -> None:
    assert carried("made", [label])
    assert not carried("made", [f"{label} <b>"])

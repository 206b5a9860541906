"""Names: every name that a table uses leads to one party, and never to a likely-looking one."""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Hashable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from etl.cards import load_cards
from etl.common.errors import DataError
from etl.harmonise import OFFICIAL, PARTY, Names, harmonised
from etl.sources import known
from etl.stage import Loaded, stage
from tests.conftest import DATA, ROOT, reseal

EXPORTS = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="module")
def loaded() -> list[Loaded]:
    return stage(DATA, lambda step: None)


def table(loaded: list[Loaded], name: str) -> list[dict[Hashable, object]]:
    return [
        row
        for entry in loaded
        if name in entry.tables
        for row in entry.tables[name].to_dict("records")
    ]


@pytest.fixture(scope="module")
def names(loaded: list[Loaded]) -> Names:
    found = {name: rows for entry in loaded for name, rows in entry.tables.items()}
    return Names.from_reference(found)


@pytest.mark.parametrize(
    ("name", "state_id"),
    [
        ("Russia", "RUS"), ("Turkey", "TUR"), ("Turkiye", "TUR"), ("Türkiye", "TUR"),
        ("UAE", "ARE"), ("United Arab Emirates", "ARE"), ("Cote d'Ivoire", "CIV"),
        ("eSwatini", "SWZ"), ("Viet Nam", "VNM"), ("Taiwan", "TWN"), ("Kosovo", "kosovo"),
    ],
)  # fmt: skip
def test_names_of_states(names: Names, name: str, state_id: str) -> None:
    assert names.states[name] == state_id


@pytest.mark.parametrize(
    ("name", "state_id"),
    [
        ("Kingdom of Saudi Arabia", "SAU"), ("Poland", "POL"), ("the Government of Estonia", "EST"),
        ("Government of the Kingdom of the Netherlands", "NLD"), ("Republic of Korea", "KOR"),
        ("Republic of China", "TWN"), ("Hashemite Kingdom of Jordan", "JOR"),
        ("Democratic Republic of the Congo", "COD"), ("Iran, Islamic Republic of", "IRN"),
        ("Taipei Economic and Cultural Representative Office in the United States (TECRO)", "TWN"),
        ("NATO Support and Procurement Agency (NSPA)", "nato"), ("Hong Kong", "HKG"),
        ("Kingdom of Narnia", None), ("Republic of Somaliland", None), ("Kingdom Poland", None),
        ("Islamic State of Iraq", None), ("Saudi Kingdom of Poland", None),
    ],
)  # fmt: skip
def test_a_style_is_dropped_only_where_a_known_name_is_left(
    names: Names, name: str, state_id: str | None
) -> None:
    rows = pd.DataFrame({"purchaser": [name], "line": [7]})
    declared = {"purchaser": OFFICIAL.into("recipient")}
    path = Path("notices.csv")
    if state_id:
        assert harmonised(path, rows, declared, names)["recipient"].to_list() == [state_id]
        return
    with pytest.raises(DataError, match=r"notices\.csv, line 7, column purchaser: unknown country"):
        harmonised(path, rows, declared, names)


def test_only_official_names_have_a_style(names: Names) -> None:
    rows = pd.DataFrame({"supplier": ["Kingdom of Saudi Arabia"], "line": [7]})
    with pytest.raises(DataError, match="unknown country name"):
        harmonised(Path("flows.csv"), rows, {"supplier": PARTY}, names)


@pytest.mark.parametrize(
    ("former", "states_of_today"),
    [
        ("Soviet Union", {"RUS", "UKR"}),
        ("Yugoslavia", {"SRB", "HRV"}),
        ("Czechoslovakia", {"CZE", "SVK"}),
        ("East Germany (GDR)", {"DEU"}),
        ("South Yemen", {"YEM"}),
        ("North Yemen", {"YEM"}),
        ("South Vietnam", {"VNM"}),
    ],
)
def test_former_states_are_not_their_successors(
    loaded: list[Loaded], names: Names, former: str, states_of_today: set[str]
) -> None:
    state_id = names.states[former]
    assert state_id not in states_of_today
    row = next(row for row in table(loaded, "state") if row["state_id"] == state_id)
    assert row["kind"] == "former state"
    assert row["last_year"] is not None


def test_armed_groups_are_not_the_states_they_fight_in(loaded: list[Loaded], names: Names) -> None:
    kinds = {row["state_id"]: row["kind"] for row in table(loaded, "state")}
    groups = [row for row in table(loaded, "state") if row["kind"] == "armed group"]
    assert len(groups) > 30
    # SIPRI marks an armed group with one asterisk and an organisation with two.
    for row in table(loaded, "state"):
        sipri_name = row["sipri_name"]
        if not isinstance(sipri_name, str):
            assert row["kind"] in ("state", "territory") and not isinstance(row["region"], str)
            continue
        stars = len(sipri_name) - len(sipri_name.rstrip("*"))
        expected = {0: {"state", "former state", "unknown"}, 1: {"armed group", "unknown"},
                    2: {"organisation"}}[stars]  # fmt: skip
        assert row["kind"] in expected, sipri_name
    for name, state_id in names.states.items():
        if name.endswith("*"):
            assert kinds[state_id] in ("armed group", "organisation", "unknown"), name
    assert kinds[names.states["Houthi rebels (Yemen)*"]] == "armed group"
    assert names.states["Houthi rebels (Yemen)*"] != names.states["Yemen"]
    assert not [row for row in groups if row["iso3"] == row["iso3"] and row["iso3"] is not None]


def test_no_name_leads_to_two_parties(loaded: list[Loaded]) -> None:
    leads: dict[object, set[object]] = {}
    for row in table(loaded, "state"):
        for name in (row["name"], row["sipri_name"]):
            if isinstance(name, str):
                leads.setdefault(name, set()).add(row["state_id"])
    for row in table(loaded, "state_alias"):
        leads.setdefault(row["alias"], set()).add(row["state_id"])
    assert {name: ids for name, ids in leads.items() if len(ids) > 1} == {}
    groups = {row["written_as"] for row in table(loaded, "group_alias")}
    assert groups & leads.keys() == set()


def test_every_name_of_every_bundled_table_resolves(names: Names) -> None:
    seen = 0
    for card in load_cards(DATA):
        for rows in known()[card.source].parse(card.table_path).values():
            for column in {"supplier", "recipient"} & set(rows.columns):
                for name in rows[column].dropna():
                    seen += 1
                    assert name in names.states or all(
                        part in names.parties for part in name.split(" + ")
                    ), f"{card.path}: {name}"
            if "iso3" in rows.columns and card.source == "world_bank_totals":
                assert set(rows["iso3"]) <= names.iso3.keys()
    assert seen > 9_000


@pytest.mark.parametrize("name", ["israel", "Israel ", "Isreal", "Russian", "Houthi rebels"])
def test_a_likely_looking_name_is_refused(data_copy: Path, name: str) -> None:
    table = data_copy / "sipri/flows_2022.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[1] = lines[1].replace("Belarus", name)
    lines[9] = lines[9].replace(lines[9].split(",")[0], name, 1)
    table.write_text("".join(lines), encoding="utf-8")
    reseal(table)
    with pytest.raises(DataError) as caught:
        stage(data_copy, lambda step: None)
    told = str(caught.value)
    assert "flows_2022.csv, line 2, column supplier: unknown country name and in 1 more row" in told
    assert f"found {name!r}" in told
    assert "data/reference/aliases.csv" in told


def test_unknown_categories_are_refused(data_copy: Path) -> None:
    table = data_copy / "sipri/flows_2022.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("2007,2007,,1", "2007,2007,Tanks,1", 1), encoding="utf-8")
    reseal(table)
    with pytest.raises(DataError, match=r"line 2, column category: unknown armament category"):
        stage(data_copy, lambda step: None)


def test_figures_may_be_of_groups(names: Names, tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    header = (DATA / "published/factsheet_cells.csv").read_text(encoding="utf-8").splitlines()[0]
    path.write_text(
        f"{header}\n2025,Text,United States,Middle East,share_of_supplier_exports,2020,2024,33,,"
        "percent,,,T,http://a.example/,press_report,\n",
        encoding="utf-8",
    )
    source = known()["published"]
    rows = source.parse(path)["published_figure"]
    declared = source.tables["published_figure"].names
    row = harmonised(path, rows, declared, names).to_dict("records")[0]
    assert (row["supplier"], row["recipient"]) == ("USA", "Middle East")


@pytest.mark.parametrize(
    ("addition", "words"),
    [
        ("Persia,PER-SIA,common name\n", "column state_id: no state has this id"),
        ("France,DEU,common name\n", "column alias: the alias is the name of FRA already"),
    ],
)
def test_aliases_that_lead_astray(data_copy: Path, addition: str, words: str) -> None:
    table = data_copy / "reference/aliases.csv"
    text = table.read_text(encoding="utf-8") + addition
    table.write_text(text, encoding="utf-8")
    reseal(table)
    with pytest.raises(DataError) as caught:
        stage(data_copy, lambda step: None)
    assert f"aliases.csv, line {text.count(chr(10))}, {words}" in str(caught.value)


@pytest.mark.parametrize(
    ("addition", "words"),
    [
        ("XX1,New,France,state,,Europe,,,\n", "column sipri_name"),
        ("XX1,New,New,state,FRA,Europe,,,\n", "column iso3: another state has this code"),
        ("XX1,New,New,state,,Europe,,,NOBODY\n", "column successor: no state has this id"),
        ("XX1,New,New,former state,,Europe,,1991,XX1\n", "column successor: the state is not"),
        ("XX1,New,New,former state,,Europe,,1950,SUN\n", "column successor: this state has ended"),
        ("XX1,New,New,state,,Europe,,,FRA\n", "column successor: the state exists today"),
        ("XX1,New,New,state,,Europe,,1991,\n", "column last_year: a former state has a last year"),
        ("XX1,New,New,former state,,Europe,,,\n", "column last_year: a former state has a last"),
        ("XX1,New,New,country,,Europe,,,\n", "column kind"),
        ("XX1,New,New,state,,Atlantis,,,\n", "column region"),
    ],
)
def test_states_that_contradict_the_table(data_copy: Path, addition: str, words: str) -> None:
    table = data_copy / "reference/states.csv"
    table.write_text(table.read_text(encoding="utf-8") + addition, encoding="utf-8")
    reseal(table)
    with pytest.raises(DataError) as caught:
        stage(data_copy, lambda step: None)
    assert f"states.csv, line 283, {words}" in str(caught.value)


def test_flows_keep_all_their_rows(names: Names) -> None:
    path = DATA / "sipri/flows_2025.csv"
    source = known()["sipri_flows"]
    rows = source.parse(path)["flow"]
    mapped = harmonised(path, rows, source.tables["flow"].names, names)
    assert len(mapped) == len(rows)
    assert mapped["tiv_m"].sum() == rows["tiv_m"].sum()
    assert mapped[["supplier", "recipient"]].notna().all(axis=None)


# Real exports, where a checkout has them beside it: names that no bundled table needs yet.


def whole_rows(lines: Iterator[str], fields: int) -> Iterator[list[str]]:
    """Rows of an export that quotes nothing: a line too short is broken and goes on in the next."""
    text = ""
    for line in lines:
        text += line.rstrip("\r\n")
        if text.count(",") >= fields - 1:
            yield text.split(",")
            text = ""


def export_names(path: Path) -> set[str]:
    """The suppliers and recipients in an export, by the layout that its header tells."""
    with path.open(encoding="latin-1", newline="\n") as handle:
        for line in handle:
            cells = [cell.strip('"') for cell in line.rstrip("\r\n;").split(",")]
            if {"Supplier", "Recipient"} <= set(cells):
                at = cells.index("Supplier"), cells.index("Recipient")
                rows = whole_rows(handle, len(cells))
                return {row[column] for row in rows for column in at}
            if cells[0] in ("Recipient", "Exports by", "Supplier") and "1950" in cells:
                break
            if cells[0] == "" and "1950" in cells:
                break
        firsts = {row[0] for row in csv.reader(handle) if row and row[0]}
    return {
        name for name in firsts if not name.lower().startswith(("total", "source", "generated"))
    }


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="no exports lie beside the checkout")
@pytest.mark.parametrize(
    "path", sorted(EXPORTS.glob("sipri/*.csv")), ids=lambda path: str(path.name)[:40]
)
def test_every_name_of_a_real_export_resolves(names: Names, path: Path) -> None:
    found = export_names(path)
    assert len(found) > 30
    assert found - names.states.keys() == set()


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="no exports lie beside the checkout")
def test_every_name_of_a_recorded_answer_resolves(names: Names, tmp_path: Path) -> None:
    (answer,) = EXPORTS.glob("sipri/*.json")
    register = tmp_path / "deliveries.csv"
    register.write_bytes(base64.b64decode(json.loads(answer.read_text("utf-8"))["bytes"]))
    found = export_names(register)
    assert len(found) > 100
    assert found - names.states.keys() == set()


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="no exports lie beside the checkout")
def test_every_country_of_the_world_bank_resolves(names: Names) -> None:
    seen = set()
    for path in EXPORTS.glob("world_bank/*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.reader(handle))[4:]
        seen |= {tuple(row[:2]) for row in rows[1:] if len(row) > 4 and any(row[4:])}
    assert len(seen) > 150
    unknown = {(name, code) for name, code in seen if code not in names.iso3}
    # What is left are the aggregates, whose values are sums of countries' values.
    words = ("income", "IDA", "IBRD", "World", "states", "Asia", "Africa", "Europe", "America",
             "dividend", "situations", "HIPC", "OECD", "Euro", "UN classification", "members",
             "Baltics", "Caribbean")  # fmt: skip
    assert {name for name, _ in unknown if not any(word in name for word in words)} == set()

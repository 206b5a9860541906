"""The Kiel Institute's tracker: its forms, its editions, its faults, and its service."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from etl.cards import load_cards
from etl.cli import main
from etl.common.errors import DataError
from etl.questions import ask
from tests.conftest import ROOT
from tests.etl.brought import opened, saved, small_data, take_in
from tests.etl.elsewhere import AID, ARMS, COMMIT, RELEASE, SUMS, TABLES, kiel_zip
from tests.etl.stand_in import PAGE, StandIn, half

COLOURED = ARMS.replace("weapons_list", 'weapons_list","colour').replace(')"\n', ')","x"\n')
REAL = ROOT.parent / "shared/data/other/kiel"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return small_data(tmp_path)


def test_an_edition_is_a_commit_and_says_its_day(data: Path, tmp_path: Path) -> None:
    take_in(data, saved(tmp_path, kiel_zip()))
    (card,) = (card for card in load_cards(data) if card.downloaded)
    assert card.release_label == "Release 29 (04/2026), commit 0123456 of 4 August 2026"
    assert str(card.generated) == "2026-08-04 10:00:00" and "no terms" in card.licence
    answer = ask(opened(data), "aid", to_whom="UKR")
    by_donor = answer.rows.set_index("supplier")["military_eur_m"].to_dict()
    # The Union's institutions are a donor of their own, and gave no arms.
    assert by_donor == {"DEU": 1700, "ISR": 250, "european-union": 0, "HUN": 0}
    assert (answer.unit, answer.period) == ("million euros of the day", "2022–24")
    months = ask(opened(data), "aid_months", from_whom="DEU", to_whom="UKR").rows
    assert dict(zip(months["year_month"], months["military_eur_m"], strict=True)) == {
        "2022-02": 200, "2022-03": 0, "2024-04": 1500,
    }  # fmt: skip
    items = opened(data).query("SELECT supplier, kind, items, doubt FROM item_count ORDER BY line")
    assert items["items"].to_list() == [2, 9, 3] and items["supplier"].to_list()[2] == "TUR"
    assert items["doubt"].iloc[0] == "worth 4,500 euros each, which cannot be meant"
    assert items["doubt"].iloc[1:].isna().all()


def test_the_newest_commit_answers_whatever_its_label_says(data: Path, tmp_path: Path) -> None:
    """A label that stays while the numbers move is two editions, and they are not added up."""
    moved = AID.replace("2024,4,1.5,0,0,1.5", "2024,4,2.5,0,0,2.5")
    sums = SUMS.replace("2024,4,1.5,1.5", "2024,4,2.5,2.5")
    newer = kiel_zip("f" * 40, data_explorer=moved, total_allocations=sums)
    later = newer.replace(b"\x00P\x04]", b"\x00P\x05]")  # a day later, in its members' heads
    take_in(data, saved(tmp_path, kiel_zip(), "a"))
    take_in(data, saved(tmp_path, later, "b"))
    assert len({card.release_label for card in load_cards(data) if card.downloaded}) == 2
    rows = ask(opened(data), "aid", to_whom="UKR").rows
    assert rows.set_index("supplier").loc["DEU", "military_eur_m"] == 2700


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"weapons": COLOURED},
         "weapons.csv: a column 'colour' that is not known: the tracker has changed its table"),
        ({"data_explorer": AID.replace("0.3,0,0.1", "0.35,0,0.1")},
         "line 3, column total: the total is not what military, financial and humanitarian aid"),
        ({"total_allocations": SUMS.replace("0.45", "0.46")},
         "military aid of 2022-02 is not what the donors' adds up to"),
        ({"weapons": ARMS.replace('"Tanks",9', '"Tanks",8')},
         "line 3, column number_of_weapons: the number is not what the weapons listed beside it"),
        ({"data_explorer": AID.replace("2022,3", "2022,13")}, "not a month from 1 to 12"),
        ({"data_explorer": AID.replace("Israel", "Isreal")}, "unknown country name"),
        ({"data_explorer": AID.replace('"Israel","ISR"', '"Germany","DEU"')},
         "the same row stands in line 3 already"),
    ],
    ids=["column", "total", "sums", "items", "month", "name", "twice"],
)  # fmt: skip
def test_a_table_that_contradicts_itself_is_refused(
    data: Path, tmp_path: Path, changed: dict[str, str], words: str
) -> None:
    with pytest.raises(DataError, match=words.replace("(", r"\(")):
        take_in(data, saved(tmp_path, kiel_zip(**changed)))


def test_columns_may_be_missing_and_one_table_be_alone(data: Path, tmp_path: Path) -> None:
    take_in(data, saved(tmp_path, AID.replace(',"commitments"', ',"to_be_allocated"').encode()))
    (card,) = (card for card in load_cards(data) if card.downloaded)
    assert card.generated is None and card.release_label == "edition not stated"
    query = "SELECT count(committed_eur_m) AS known, count(*) AS n FROM aid_month"
    assert opened(data).query(query).to_dict("records") == [{"known": 0, "n": 5}]
    with pytest.raises(DataError, match="the file holds neither aid by month nor arms"):
        take_in(data, saved(tmp_path, RELEASE.encode()))


def github(path: str, body: Any) -> bytes:
    """What GitHub answers of the repository."""
    if "/commits?" in path:
        told = {"sha": COMMIT, "commit": {"committer": {"date": "2026-08-04T10:00:00Z"}}}
        return json.dumps([told]).encode()
    assert path.endswith(f"ref={COMMIT}")
    content = TABLES[path.rpartition("/")[2].partition(".")[0]].encode()
    sha = hashlib.sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()
    coded = base64.encodebytes(content).decode()  # over several lines, as there
    return json.dumps({"encoding": "base64", "content": coded, "sha": sha}).encode()


def test_the_service_is_asked_where_it_is_named(
    data: Path, server: StandIn, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answer = github  # type: ignore[method-assign]
    monkeypatch.setenv("ARMS_KIEL_URL", server.base)
    monkeypatch.setattr("etl.common.http.Limits.spacing_s", 0)
    assert main(["refresh", "kiel", "--check", "--data", str(data)]) == 0
    assert "Kiel Institute: the form of its answers is known" in capsys.readouterr().out
    server.faults = [PAGE, half]
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    assert main(["build", "--data", str(data)]) == 0
    assert main(["refresh", "kiel", "--data", str(data)]) == 0, capsys.readouterr().err
    (card,) = (card for card in load_cards(data) if card.downloaded)
    assert "commit 0123456" in card.release_label
    assert opened(data).query("SELECT sum(items) AS n FROM item_count")["n"].iloc[0] == 14


@pytest.mark.skipif(not REAL.exists(), reason="the tracker's files are not there")
def test_the_real_tables_add_up_to_what_the_institute_says(data: Path, tmp_path: Path) -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in REAL.glob("*.csv")}
    assert len(texts) > len(TABLES), "those that are not read lie beside the others"
    take_in(data, saved(tmp_path, kiel_zip("ddf24c0" + "0" * 33, **texts)))
    rows = ask(opened(data), "aid", to_whom="UKR").rows
    kinds = ("military", "financial", "humanitarian")
    sums = {kind: round(rows[f"{kind}_eur_m"].sum() / 1000, 6) for kind in kinds}
    assert sums == {"military": 172.992996, "financial": 159.684195, "humanitarian": 25.722310}
    assert round(sum(sums.values()), 6) == 358.399501 and len(rows) == 42
    by_kind = "SELECT kind, sum(items) AS n FROM item_count GROUP BY ALL"
    items = opened(data).query(by_kind).set_index("kind")["n"].to_dict()
    assert items == {"Tanks": 884, "Howitzers": 977, "IFV": 1271, "MLRS": 84, "Air Defense": 111}
    doubts = opened(data).query("SELECT supplier FROM item_count WHERE doubt IS NOT NULL")
    assert doubts["supplier"].to_list() == ["GBR"]

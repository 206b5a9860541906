"""The table of dated events: what it refuses, and that what it says can be held against others."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from etl.common.errors import DataError
from etl.sources import known
from etl.stage import stage
from etl.warehouse.read import Warehouse
from tests.conftest import DATA, reseal

HEADER = "date,until,parties,text,source_title,source_url"
SOUND = "1992,1994-05,Armenia + Azerbaijan,War,UN,https://un.example/822"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("1992-02-30,,Iraq,War,UN,https://un.example", "column date: not a date"),
        (",,Iraq,War,UN,https://un.example", "column date: the cell is empty"),
        ("1949,,Iraq,War,UN,https://un.example", "column date: the date is before 1950"),
        ("2100,,Iraq,War,UN,https://un.example", "column date: the date is in the future"),
        ("1992-03,1992-02-28,Iraq,War,UN,https://un.example", "column until: the event ends"),
        ("1992,1991,Iraq,War,UN,https://un.example", "column until: the event ends before"),
        ("1992,,Iraq,War,,https://un.example", "column source_title: the cell is empty"),
        ("1992,,Iraq,War,UN,", "column source_url: the cell is empty"),
        ("1992,,Iraq,War,UN,un.example", "column source_url: not an address"),
        (f"1992,,Iraq,{'w' * 41},UN,https://un.example", "column text: longer than 40 letters"),
        (SOUND, "the same row stands in line 2 already"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, row: str, told: str) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"{HEADER}\n{SOUND}\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        known()["events"].parse(path)
    assert "events.csv, line 3" in str(caught.value)
    assert told in str(caught.value)


def test_an_unknown_party_is_refused(data_copy: Path) -> None:
    table = data_copy / "reference/events.csv"
    text = table.read_text(encoding="utf-8").replace(
        "Armenia + Azerbaijan", "Armenia + Azerbajan", 1
    )
    table.write_text(text, encoding="utf-8")
    reseal(table)
    with pytest.raises(DataError) as caught:
        stage(data_copy, lambda step: None)
    told = str(caught.value)
    assert "events.csv, line" in told and "column parties: unknown country name" in told
    assert "data/reference/aliases.csv" in told


def test_the_bundled_events_are_those_of_the_file(warehouse: Warehouse) -> None:
    rows = pd.read_csv(DATA / "reference/events.csv", dtype="str", keep_default_na=False)
    loaded = warehouse.query("SELECT date, text, parties FROM event")
    assert sorted(zip(rows["date"], rows["text"], strict=True)) == sorted(
        zip(loaded["date"], loaded["text"], strict=True)
    )
    assert "ARM+AZE" in set(loaded["parties"])


def test_an_embargo_of_the_united_nations_cites_its_own_resolution() -> None:
    rows = pd.read_csv(DATA / "reference/events.csv", dtype="str", keep_default_na=False)
    numbers = rows["text"].str.extract(r"\(Res\. (\d+)\)")[0]
    embargoes = rows[numbers.notna()]
    assert len(embargoes) > 15
    for row, number in zip(embargoes.to_dict("records"), numbers.dropna(), strict=True):
        year = row["date"][:4]
        assert row["source_title"] == f"UN Security Council Resolution {number} ({year})"
        assert row["source_url"] == f"https://undocs.org/S/RES/{number}({year})"

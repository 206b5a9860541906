"""Names of files, writing them, and citations."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import takeaway
from dashboard.charts.trend import country_total_bars
from dashboard.takeaway import FORMATS, SaveError
from etl.questions import ask
from etl.warehouse.read import Warehouse
from tests.conftest import ROOT
from tests.takeaway import drawings

ACCESSED = date(2026, 11, 23)
RESERVED = {"con", "prn", "aux", "nul"} | {f"{p}{n}" for p in ("com", "lpt") for n in range(10)}
TITLES = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=400),
    st.sampled_from(sorted(RESERVED)).map(str.upper),
    st.sampled_from(["../../etc/passwd", 'a/b\\c:d*e?f"g<h>i|j', "…", "صاروخ", " . ", "-x-"]),
)
NASTY = drawings.nasty()


def called(title: str, **params: str) -> str:
    return takeaway.file_name(replace(NASTY, title=title, params=params), "svg")


@settings(deadline=None, max_examples=50)
@given(TITLES)
def test_every_system_takes_the_name(title: str) -> None:
    name = called(title)
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*\.svg", name)
    assert len(name) <= 120
    assert name.partition(".")[0] not in RESERVED


def test_a_period_keeps_its_dash() -> None:
    name = called("Largest suppliers, 2015–19 and 2020–24")
    assert name.startswith("largest-suppliers-2015-19-and-2020-24-")
    assert called("Israel’s exports").startswith("israels-exports-")


def test_names_of_one_title_keep_apart() -> None:
    assert called("A", release="2022") != called("A", release="2025")
    assert called("A", release="2022") == called("A", release="2022")
    assert len({takeaway.file_name(NASTY, name) for name in FORMATS}) == len(FORMATS)


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = takeaway.save(b"one", tmp_path / "new" / "folder", "a.csv")
    takeaway.save(b"two", path.parent, "a.csv")
    assert path.read_bytes() == b"two"
    assert [file.name for file in path.parent.iterdir()] == ["a.csv"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file" / "folder", Path("/proc/nowhere")):
        with pytest.raises(SaveError, match=re.escape(f"{folder / 'a.csv'} cannot be written")):
            takeaway.save(b"one", folder, "a.csv")


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    """The system refuses to let a file grow, as it does when no room is left."""
    (tmp_path / "a.csv").write_bytes(b"old")
    script = (
        "import resource, signal, sys; from pathlib import Path;"
        "from dashboard.takeaway import SaveError, save;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: save(b'x' * 5000, Path(sys.argv[1]), 'a.csv')\n"
        "except SaveError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "a.csv cannot be written: File too large" in done.stdout
    assert "half-written" in done.stdout
    assert (tmp_path / "a.csv").read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def test_a_citation_names_release_day_and_address(warehouse: Warehouse) -> None:
    drawing = drawings.shares(warehouse)
    cited = takeaway.citation(drawing, ACCESSED)
    figure, data = cited.text.strip().split("\n\n")
    assert figure == (
        "Arms-transfer statistics. (2026). AZE: arms imports by supplier. Per cent of the volume "
        "(TIV) of arms imports, five-year periods [Figure]. Calculated from the SIPRI Arms "
        "Transfers Database, 2025 release. Retrieved 23 November 2026, from " + drawing.permalink
    )
    assert data == (
        "Stockholm International Peace Research Institute (SIPRI). (2025). SIPRI Arms Transfers "
        "Database, 2025 release [Data set]. Retrieved 23 November 2026, from "
        "https://www.sipri.org/databases/armstransfers"
    )
    for text in (cited.bibtex, cited.ris):
        assert "Calculated from the SIPRI Arms Transfers Database, 2025 release" in text
        assert drawing.permalink in text
        assert "SIPRI Arms Transfers Database, 2025 release" in text
    assert takeaway.citation(drawing, ACCESSED) == cited
    assert "urldate = {2026-11-23}" in cited.bibtex and "Y2  - 2026/11/23" in cited.ris


def test_figures_of_two_countries_have_keys_of_their_own(warehouse: Warehouse) -> None:
    bibtex = [
        takeaway.citation(drawings.shares(warehouse, who), ACCESSED).bibtex
        for who in ("AZE", "POL")
    ]
    keys = [re.findall(r"@misc{([a-z0-9-]+),", text) for text in bibtex]
    figures, sources = zip(*keys, strict=True)
    assert figures[0] != figures[1] and sources[0] == sources[1]
    assert figures[0].startswith("aze-arms-imports-by-supplier-2025-release-")


def test_what_is_calculated_is_never_attributed_to_sipri(warehouse: Warehouse) -> None:
    cited = takeaway.citation(drawings.shares(warehouse), ACCESSED)
    assert not cited.text.startswith("Stockholm")
    first = cited.bibtex.partition("\n\n")[0]
    assert "author = {{Arms-transfer statistics}}" in first
    assert cited.ris.startswith("TY  - FIGURE\r\n")


def test_the_world_banks_table_is_cited_as_its_own(warehouse: Warehouse) -> None:
    answer = ask(warehouse, "country_total", role="recipient", who="IND")
    drawing = replace(drawings.shares(warehouse), answer=answer, draw=country_total_bars)
    text = takeaway.citation(drawing, ACCESSED).text
    assert "World Bank. (2026). World Bank, World Development Indicators (from SIPRI)" in text


def test_an_edition_without_a_release_is_cited_by_the_year_of_its_day(warehouse: Warehouse) -> None:
    drawing = drawings.shares(warehouse)
    label = "Release 29 (04/2026), commit ddf24c0 of 4 August 2026"
    snapshots = tuple(
        replace(drawing.answer.snapshots[0], release=None, release_label=each, credit=each)
        for each in (label, "editions 2001–2012")
    )
    drawing = replace(drawing, answer=replace(drawing.answer, snapshots=snapshots))
    bibtex = takeaway.citation(drawing, ACCESSED).bibtex
    assert re.findall("year = {(.+)}", bibtex)[1:] == ["2026", "n.d."]


def test_no_value_breaks_out_of_its_field() -> None:
    drawing = replace(NASTY, permalink="https://x.example/?a={b}\\c\nER  - ")
    drawing = replace(drawing, title="50 % of {A} & B_c \\ d}\nER  - \nTY  - X")
    cited = takeaway.citation(drawing, ACCESSED)
    for entry in cited.bibtex.strip().split("\n\n"):
        bare = re.sub(r"\\[{}\\]|\\text\w+\{\}", "", entry)
        assert bare.count("{") == bare.count("}")
        assert bare.endswith("\n}") and bare.count("\n}") == 1
    assert r"50 \% of \{A\} \& B\_c \textbackslash{} d\}" in cited.bibtex
    lines = cited.ris.split("\r\n")
    assert lines.count("ER  - ") == 2
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines if line)

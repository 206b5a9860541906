"""``arms-dashboard export``: figures as files, without a browser of the reader's."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.figures import every
from tests.conftest import ROOT
from tests.dashboard.pages import opened, sentence

DATA = "csv,json,xlsx"


def export(out: Path, *arguments: str, code: int = 0) -> list[Path]:
    """Run the command and give the files of its folder."""
    assert main(["export", *arguments, "--out", str(out)]) == code
    return sorted(out.iterdir()) if out.exists() else []


def only(files: list[Path], ending: str) -> Path:
    """The one file that ends so."""
    (file,) = [file for file in files if file.suffix == ending]
    return file


def test_it_writes_what_the_page_shows(tmp_path: Path) -> None:
    files = export(
        tmp_path, "country/shares", "--param", "country=IND", "--param", "period=2021-25",
        "--format", DATA,
    )  # fmt: skip
    assert [file.suffix for file in files] == [".csv", ".json", ".xlsx"]
    document = json.loads(only(files, ".json").read_text(encoding="utf-8"))
    assert document["alt"].startswith(sentence(opened("country", {"country": "IND"}))[:20])
    assert document["release"] == "2026 release"
    lines = only(files, ".csv").read_text(encoding="utf-8-sig").splitlines()
    body = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert len(body) == len(document["rows"])
    assert [float(row["share_pct"]) for row in body] == [
        row["share_pct"] for row in document["rows"]
    ]
    # Nobody else is led there by an address of this machine.
    assert document["permalink"].startswith("/country?country=IND&")


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    asked = ("pair/shares", "--param", "supplier=FRA", "--param", "recipient=IND")
    first = export(tmp_path / "a", *asked, "--format", DATA)
    again = export(tmp_path / "b", *asked, "--format", DATA)
    assert [file.name for file in first] == [file.name for file in again]
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in again]


def test_pictures_are_the_same_too(tmp_path: Path) -> None:
    asked = ("country/shares", "--param", "country=IND", "--format", "png,svg")
    first = export(tmp_path / "a", *asked)
    again = export(tmp_path / "b", *asked)
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in again]
    assert "India" in only(first, ".svg").read_text(encoding="utf-8")


def test_a_pack_names_the_day_it_was_told(tmp_path: Path) -> None:
    files = export(
        tmp_path, "releases/revised", "--format", "zip", "--accessed", "2026-03-31",
        "--site", "https://arms.example/",
    )  # fmt: skip
    with zipfile.ZipFile(only(files, ".zip")) as pack:
        assert "31 March 2026" in pack.read("citation.txt").decode()
        assert "https://arms.example/releases?" in pack.read("README.txt").decode()


def test_pictures_leave_in_any_size_and_under_own_words(tmp_path: Path) -> None:
    listed = tmp_path / "figures.toml"
    listed.write_text(
        '[[figure]]\nname = "world/regions"\nheadline = "My <own> words"\n'
        'formats = ["svg-slide-grey"]\n',
        encoding="utf-8",
    )
    by_list = export(tmp_path / "list", "--figures", str(listed))
    by_name = export(
        tmp_path / "name", "world/regions", "--headline", "My <own> words",
        "--format", "svg-slide-grey,png-column-grey-plain",
    )  # fmt: skip
    drawing = only(by_list, ".svg")
    assert drawing.name.endswith("-slide-grey.svg")
    assert drawing.read_bytes() == only(by_name, ".svg").read_bytes()
    assert "My &lt;own&gt; words" in drawing.read_text(encoding="utf-8")
    assert only(by_name, ".png").name.endswith("-column-grey-plain.png")


def test_a_list_of_figures_is_exported_in_one_call(tmp_path: Path) -> None:
    listed = tmp_path / "figures.toml"
    listed.write_text(
        '[[figure]]\nname = "country/shares"\nformats = ["json"]\nparams = {country = "IND"}\n'
        '[[figure]]\nname = "compare/compared"\n'
        'params = {who = ["IND", "PAK"], measure = "Concentration"}\n'
        '[[figure]]\nname = "flows/bands"\nparams = {flows = 20}\n',
        encoding="utf-8",
    )
    files = export(tmp_path / "out", "--figures", str(listed), "--format", "csv")
    assert [file.suffix for file in files].count(".csv") == 2
    assert "India" in only(files, ".json").read_text(encoding="utf-8")


def test_the_list_names_every_figure_that_the_pages_open_with(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert main(["export", "--list"]) == 0
    told = capsys.readouterr().out
    for figure in every():
        assert figure.name in told
        assert figure.shows in told
        for parameter in figure.parameters:
            assert f"  {parameter.key} " in told
    assert re.search(r"country +party +AZE +world, africa, ", told)
    assert re.search(r"direction +choice +imports +imports, exports", told)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["country/shares", "--param", "country=Atlantis"], "country=Atlantis"),
        (["country/shares", "--param", "release=1999"], "release=1999"),
        (["flows/bands", "--param", "flows=7000"], "flows=7000"),
        (["country/shares", "--param", "colour=red"], "colour=red"),
        (["country/shares", "--param", "country"], "NAME=VALUE"),
        (["country/nothing"], "country/shares"),
        (["nowhere/shares"], "export --list"),
        (["country"], "export --list"),
        (["../../etc/passwd"], "export --list"),
        (["country/shares", "--format", "bmp"], "There are: svg"),
        (["country/shares", "--format", ","], "There are: svg"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(tmp_path, *arguments, code=2) == []
    error = capsys.readouterr().err.strip()
    assert told in error
    assert "\n" not in error


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "One is needed"),
        (["country/shares", "--list"], "only one"),
        (["--list", "--param", "country=IND"], "--param goes with FIGURE"),
        (["--figures", "figures.toml", "--param", "country=IND"], "--param goes with FIGURE"),
        (["--figures", "figures.toml", "--headline", "Mine"], "--headline goes with FIGURE"),
        (["--list", "--note", "Mine"], "--note goes with FIGURE"),
    ],
)
def test_a_figure_a_list_or_all_that_there_are(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        export(tmp_path, *arguments)
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("figure = 1", "[[figure]]"),
        ("figure = [1]", "[[figure]]"),
        ("[[figure]]\nname = 1", "figure 1: name"),
        (
            '[[figure]]\nname = "country/shares"\nheadline = ["x"]',
            "figure 1: name, headline and note",
        ),
        ('[[figure]]\nname = "country/shares"\nnote = 1', "figure 1: name, headline and note"),
        ('[[figure]]\nname = "country/shares"\ncolour = "red"', "figure 1: 'colour'"),
        ('[[figure]]\nname = "country/shares"\nformats = "svg"', "figure 1: formats"),
        ('[[figure]]\nname = "nowhere/x"', "figure 1: There is no figure"),
        ("[[figure", "figures.toml"),
        (None, "figures.toml"),
    ],
)
def test_a_list_that_is_none_is_refused_with_its_place(
    text: str | None, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "figures.toml"
    if text is not None:
        listed.write_text(text, encoding="utf-8")
    assert export(tmp_path / "out", "--figures", str(listed), code=2) == []
    assert told in capsys.readouterr().err


def test_without_a_warehouse_it_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "gone.duckdb"
    assert export(tmp_path / "out", "country/shares", "--warehouse", str(gone), code=1) == []
    assert "arms-etl build" in capsys.readouterr().err


def test_it_runs_as_a_command_and_says_nothing_but_the_files(
    tmp_path: Path, warehouse_file: Path
) -> None:
    done = subprocess.run(
        [
            sys.executable, "-m", "dashboard.cli", "export", "world/supplier", "--format", "csv",
            "--out", str(tmp_path), "--warehouse", str(warehouse_file),
        ],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert [Path(line) for line in done.stdout.splitlines()] == list(tmp_path.iterdir())

"""What the export command is told: its files stand in its folder, or it says what is wrong."""

from __future__ import annotations

import csv
import io
import json
import logging
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.cli import main
from dashboard.figures import every, named
from tests.fuzz.cases import bounded, cases
from tests.fuzz.test_addresses import VALUES

pytestmark = pytest.mark.usefixtures("served")

NAMES = [figure.name for figure in every()]
WILD_NAMES = st.text(max_size=20) | st.sampled_from(
    ["", "/", "country", "country/", "/shares", "../../etc/passwd", "country/../../x", "country/x",
     "COUNTRY/SHARES", "sources/x", "country/shares/csv", "--list", "-", "\x00"]
)  # fmt: skip
# Pictures are drawn by Chromium, which takes a second each; these are not.
FORMATS = st.lists(
    st.sampled_from(["csv", "csv-plain", "json", "xlsx"]), min_size=1, max_size=3
).map(",".join)
WILD_FORMATS = st.text(max_size=10) | st.sampled_from([",,", " csv , json ", "CSV", "../csv"])


@pytest.fixture(autouse=True, scope="module")
def logged_again() -> Iterator[None]:
    """The command quiets the log of its process, which is the other tests' as well."""
    yield
    logging.disable(logging.NOTSET)


@st.composite
def commands(draw: st.DrawFn) -> list[str]:
    """A figure's name, parameters, formats and site; usually right, and wild one at a time."""
    wild = draw(st.sampled_from(["", "", "", "name", "parameter", "format", "site"]))
    name = draw(WILD_NAMES if wild == "name" else st.sampled_from(NAMES))
    figure = named(name)
    own = [one.key for one in figure.parameters] if figure else ["country"]
    command = [name, "--format", draw(WILD_FORMATS if wild == "format" else FORMATS)]
    for key in draw(st.lists(st.sampled_from(own), max_size=3)) if own else []:
        value = draw(VALUES)
        for text in value if isinstance(value, list) else [value]:
            command += ["--param", f"{key}={text}"]
    if wild == "parameter":
        command += ["--param", draw(st.text(max_size=20))]
    if wild == "site":
        command += ["--site", draw(st.text(max_size=30))]
    return command


def run(*command: str) -> tuple[int, str, str]:
    """Run the command as its shell would: exit code, and what it printed and complained."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(["export", *command])
        except SystemExit as end:  # the parser of arguments ends so
            code = int(str(end.code))
    return code, out.getvalue(), err.getvalue()


@cases(12)
@given(commands())
def test_any_command(command: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        around = Path(name).resolve()
        folder = around / "out"
        with bounded():
            code, told, complained = run(*command, "--out", str(folder))
        written = {path for path in around.rglob("*") if path.is_file()}
        assert code in (0, 2), complained
        if command[0].startswith("-"):  # an option instead of a name: help, the list, or nothing
            assert not written
            return
        assert set(map(Path, told.splitlines())) == written
        assert all(path.parent == folder for path in written)
        assert (code == 0) == bool(written) or not command[2].strip(" ,")
        if code:
            assert complained.strip() and "Traceback" not in complained
        for path in written:
            is_whole(path)


def is_whole(path: Path) -> None:
    """A file that its reader can read, and that has rows."""
    match path.suffix:
        case ".csv":
            lines = path.read_text(encoding="utf-8-sig").splitlines()
            header, *body = csv.reader(line for line in lines if not line.startswith("#"))
            assert body and all(len(row) == len(header) for row in body)
        case ".json":
            assert json.loads(path.read_text(encoding="utf-8"))["rows"]
        case ".xlsx":
            assert path.read_bytes().startswith(b"PK")
        case _:
            raise AssertionError(f"nobody asked for {path.name}")


@cases(20)
@given(st.text(max_size=200) | st.sampled_from(["figure = []", "[[figure]]", "figure = [1]"]))
def test_any_list(text: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        listed = Path(name) / "figures.toml"
        listed.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
        with bounded():
            code, told, complained = run("--figures", str(listed), "--out", str(Path(name, "out")))
        assert code == 2 and not told
        assert str(listed) in complained and "Traceback" not in complained

"""Whatever a command is given, and wherever its output goes: it ends with words and a code."""

from __future__ import annotations

import gzip
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shlex import quote

import duckdb
import pytest

from dashboard import export
from dashboard.cli import main as dashboard
from etl.cli import main
from etl.common.errors import DataError, WarehouseError
from etl.common.forms import refuse_other_form
from etl.common.terminal import print_table, progress, table_of
from etl.warehouse.read import Warehouse
from tests.conftest import DATA, ROOT
from tests.etl import exports
from tests.etl.brought import downloads, saved, small_data, take_in

LIST = "metric,value,supplier,recipient,period\n{},69,Israel,{},2016-20\n"
ESCAPE = "\x1b[31m"


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch, warehouse_file: Path, tmp_path: Path) -> Path:
    """A folder to work in, with the bundled data's warehouse behind the commands."""
    monkeypatch.setenv("ARMS_DATA", str(DATA))
    monkeypatch.setenv("ARMS_WAREHOUSE", str(warehouse_file))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def command(module: str, *words: str | bytes | Path, output: int) -> tuple[int, str]:
    """Code and complaints of a real command whose output goes there."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        stdout=output, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=60,
    )  # fmt: skip
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize(
    ("module", "words"),
    [("etl.cli", ["status"]), ("etl.cli", ["--help"]), ("dashboard.cli", ["export", "--list"])],
)
def test_output_with_nowhere_to_go(places: Path, module: str, words: list[str]) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    code, told = command(module, *words, output=full)
    os.close(full)
    assert (code, told.count("\n")) == (1, 1)
    assert told.startswith("The output cannot be written: No space left on device. Free some")
    reader, writer = os.pipe()
    os.close(reader)
    assert command(module, *words, output=writer) == (1, "")
    os.close(writer)


def test_output_that_is_closed(places: Path) -> None:
    shell = f"exec {quote(sys.executable)} -m etl.cli status >&-"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, cwd=ROOT, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "words",
    ["etl.cli status", "etl.cli import x.csv", "etl.cli card x.csv", "dashboard.cli export --list",
     "dashboard.cli serve --port 0"],
)  # fmt: skip
def test_a_current_folder_that_is_gone(places: Path, words: str) -> None:
    (gone := places / "gone").mkdir()
    shell = f"cd {quote(str(gone))} && rmdir {quote(str(gone))} && exec {quote(sys.executable)} -m"
    done = subprocess.run(
        ["sh", "-c", f"{shell} {words}"], capture_output=True, text=True, timeout=60,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    told = "The folder that this was called from is no longer there. Call it from another.\n"
    assert (done.returncode, done.stderr) == (1, told)


def test_files_that_are_none_are_told_at_once(places: Path) -> None:
    data = small_data(places)
    os.mkfifo(places / "pipe.csv")
    (places / "folder.csv").mkdir()
    with (places / "sparse.csv").open("wb") as file:
        file.truncate(10_000_000_000)
    strange = [b"bytes\xff.csv", f"{ESCAPE}red\n.csv".encode()]
    for name in strange:
        Path(os.fsdecode(name)).write_text("anything\n", encoding="utf-8")
    files = ["pipe.csv", "folder.csv", "sparse.csv", "/dev/zero", *strange]
    code, told = command("etl.cli", "import", *files, "--data", data, output=subprocess.DEVNULL)
    assert code == 1
    assert "Traceback" not in told and ESCAPE not in told
    for words in (
        "pipe.csv: this is a pipe or device. Save what it gives as a file.",
        "folder.csv: this is a folder. Name the files inside it.",
        "sparse.csv: the file has 10,000 MB of text",
        "/dev/zero: this is a pipe or device",
        r"bytes\udcff.csv: this is none of the tables known here",
        r"\x1b[31mred\n.csv: this is none of the tables known here",
    ):
        assert words in told


def test_lists_that_are_none(places: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(places / "pipe")
    with (places / "sparse").open("wb") as file:
        file.truncate(10_000_000_000)
    for file, of_claims, of_figures in (
        ("pipe", "this is a pipe or device", "it is a pipe or device and no file"),
        ("/dev/zero", "this is a pipe or device", "it is a pipe or device and no file"),
        ("sparse", "the file has 10,000 MB", "it is larger than 1"),
        (".", "this is a folder", "Is a directory"),
        ("absent\udcff", "there is no such file", "No such file or directory"),
    ):
        assert main(["cite", "check", file]) == 1
        assert of_claims in capsys.readouterr().err
        assert dashboard(["export", "--figures", file]) == 2
        assert of_figures in capsys.readouterr().err


@pytest.mark.parametrize("text", ["a=" + "[" * 100_000, "a=\0", "a=" + "9" * 10_000])
def test_toml_that_cannot_be_read(
    places: Path, data_copy: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    card = data_copy / "sipri/flows_2022.card.toml"
    card.write_text(text, encoding="utf-8")
    assert main(["build", "--data", str(data_copy)]) == 1
    assert "flows_2022.card.toml: the card is not valid TOML: " in capsys.readouterr().err
    assert dashboard(["export", "--figures", str(card)]) == 2
    assert "flows_2022.card.toml: " in capsys.readouterr().err


@pytest.mark.parametrize("name", ["flows_2022.card.toml", "flows_2022.csv"])
def test_a_pipe_among_the_data(
    data_copy: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = data_copy / "sipri" / name
    path.unlink()
    os.mkfifo(path)
    assert main(["build", "--data", str(data_copy)]) == 1
    assert f"{name}: cannot be used: it is a pipe or device and no file" in capsys.readouterr().err
    assert main(["card", str(data_copy / "sipri/flows_2022.csv")]) == 1


def test_json_that_is_nested_without_end(tmp_path: Path) -> None:
    for content in (b'{"bytes":' + b"[" * 200_000, b"[" * 200_000, b'{"a":' * 100_000):
        with pytest.raises(DataError):
            take_in(small_data(tmp_path), saved(tmp_path, content))
        (tmp_path / "data").rename(tmp_path / f"data_{len(content)}")


@pytest.mark.parametrize(
    "values", ["NULL::INTEGER", "NULL::VARCHAR", "'four'", "'inf'::DOUBLE", "now()", "[1]"]
)
def test_a_version_that_is_no_number(tmp_path: Path, values: str) -> None:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE TABLE warehouse AS SELECT {values} AS schema_version")
    with pytest.raises(WarehouseError, match=r"is not a warehouse that can be read\. Build it"):
        Warehouse(path)


def test_a_table_that_was_dropped(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with duckdb.connect(str(built)) as connection:
        connection.execute("DROP TABLE coverage")
    assert main(["status", "--warehouse", str(built)]) == 1
    assert f"{built} is not a warehouse that can be read. Build it" in capsys.readouterr().err


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_warehouse_that_is_no_file(
    tmp_path: Path, make: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "warehouse"
    make(path)
    assert main(["status", "--warehouse", str(path)]) == 1
    assert "is not a warehouse that can be read" in capsys.readouterr().err
    data = small_data(tmp_path)
    assert main(["build", "--data", str(data), "--warehouse", str(path)]) == 1
    assert "Give the path of a file as --warehouse" in capsys.readouterr().err
    assert main(["build", "--data", str(data), "--warehouse", f"{path}\udcff"]) == 1
    assert r"\udcff is not UTF-8, and DuckDB opens no other" in capsys.readouterr().err


def test_a_file_whose_name_is_no_text_is_taken_in(tmp_path: Path) -> None:
    data = small_data(tmp_path)
    take_in(data, saved(tmp_path, exports.deliveries(), f"{ESCAPE}bytes\udcff.csv"))
    (name,) = downloads(data)
    card = (data / f"downloads/{name}.card.toml").read_text(encoding="utf-8")
    assert r"from the file \\x1b[31mbytes\\udcff.csv" in card


def test_a_ledger_takes_only_text(data_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (data_copy / "cited/articles.csv").read_bytes()
    words = {
        "publisher": "A paper", "title": "A title \udcff", "url": "https://paper.example",
        "statement": "A claim", "metric": "share_of_recipient_imports", "value": "69",
        "last-year": "2020", "attributed-to": "SIPRI", "supplier": "ISR", "recipient": "AZE",
    }  # fmt: skip
    options = [word for name, text in words.items() for word in (f"--{name}", text)]
    assert main(["cite", "add", "--data", str(data_copy), *options]) == 1
    assert r"A title \udcff" in capsys.readouterr().err
    assert (data_copy / "cited/articles.csv").read_bytes() == before
    shutil.rmtree(data_copy / "cited")
    assert main(["cite", "add", "--data", str(data_copy), *options]) == 1
    assert "no card has the source 'cited'. Restore data/cited." in capsys.readouterr().err


def test_refresh_without_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_DATA", str(tmp_path / "absent"))
    assert main(["refresh"]) == 1  # because there are no data, and not for want of words


@pytest.mark.parametrize(
    "words", [["diff", "0", "9" * 20], ["diff", "2025", "\x1b"], [ESCAPE], ["status", ESCAPE]]
)
def test_words_that_are_not_understood(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
    assert "\x1b" not in capsys.readouterr().err


def test_an_export_that_cannot_be_written(
    places: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = ["export", "country/shares", "--format", "csv"]
    (places / "file").touch()
    for folder in ("/proc/absent", "file"):
        assert dashboard([*shares, "--out", folder]) == 1
        assert folder in capsys.readouterr().err
    for host in ("\udcff", "a" * 300, ESCAPE):
        assert dashboard(["serve", "--host", host]) == 1
        assert "\x1b" not in (told := capsys.readouterr().err) and "Cannot listen at" in told

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(export, "write_all", interrupted)
    assert dashboard(shares) == 1
    told = capsys.readouterr().err.strip()
    assert told == "Interrupted. Files that were written are whole."


# What stands in a cell or a name is a text, and neither a mark nor a command to the terminal.


def test_cells_are_printed_as_they_are(
    places: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table = table_of("Claim")
    table.add_row(f"[/x] :smile: {ESCAPE}red\u202e")
    print_table(table)
    assert r"[/x] :smile: \x1b[31mred\u202e" in capsys.readouterr().out
    (places / "list.csv").write_text(LIST.format(f"{ESCAPE}share", "[/x]"), encoding="utf-8")
    assert main(["cite", "check", "list.csv"]) == 1
    assert "\x1b" not in (told := capsys.readouterr()).out + told.err

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    with progress() as report:
        report(f"looking at [/x]{ESCAPE}")
    assert r"looking at [/x]\x1b[31m" in shown.getvalue()


def test_commands_say_and_do_not_print() -> None:
    files = [
        *ROOT.glob("etl/commands/*.py"),
        *ROOT.glob("*/cli.py"),
        ROOT / "etl/claims/command.py",
    ]
    assert len(files) == 7
    for path in files:
        assert not re.search(r"(?<![\w.])print\(", path.read_text(encoding="utf-8")), path


# Packed files and other forms.


def test_a_packed_table_is_read_and_kept_as_it_came(tmp_path: Path) -> None:
    data = small_data(tmp_path)
    packed = gzip.compress(exports.deliveries(), mtime=0)
    take_in(data, saved(tmp_path, packed, "register.csv.gz"))
    (stored,) = (data / "downloads").rglob("*.gz")
    assert stored.read_bytes() == packed
    again = take_in(data, saved(tmp_path, gzip.compress(exports.deliveries(), mtime=1), "b.gz"))
    assert [card.snapshot_id for _, card in again.known] == downloads(data)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (gzip.compress(exports.deliveries())[:-99], "the .gz is damaged"),
        (gzip.compress(b"," * 50_000_000), "MB of text, and the whole register has about 10"),
        (gzip.compress(gzip.compress(b"a,b")), "this is a file packed with gzip"),
        (gzip.compress(exports.zipped({"a.csv": b"a,b"})), "this is a zip inside another file"),
        (exports.zipped({"word/document.xml": b"<"}), "this is a Word document (.docx)"),
        (b"<!DOCTYPE html><table>", "this is a web page and not a table"),
    ],
    # Packed bytes hold the time, and every process must call a test the same.
    ids=["damaged", "large", "packed twice", "a zip inside", "a document", "a page"],
)
def test_packed_files_that_are_not_read(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(DataError) as caught:
        take_in(small_data(tmp_path), saved(tmp_path, content, "x.csv.gz"))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"BZh91AY", "bzip2 (.bz2). Unpack it"), (b"\xfd7zXZ\0", "xz (.xz). Unpack it"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip archive (.7z). Unpack it"),
        (b"Rar!\x1a\x07\x01", "RAR archive (.rar). Unpack it"),
        (b"(\xb5/\xfd", "Zstandard (.zst). Unpack it"),
        (b"a".ljust(257, b"\0") + b"ustar", "tar archive (.tar). Unpack it"),
        (b"%PDF-1.7", "PDF document (.pdf). Give the table itself"),
        (b"\x89PNG\r\n", "picture (.png). Give the table itself"),
        (b"PAR1", "Parquet file (.parquet). Write its table as .csv"),
        (b"SQLite format 3\0", "SQLite database. Write its table as .csv"),
        (b"12345678DUCK", "DuckDB database. Write its table as .csv"),
        (b"\xd0\xcf\x11\xe0", "workbook of Excel 97 to 2003 (.xls). Open it in a spreadsheet"),
    ],
)  # fmt: skip
def test_other_forms_are_named(start: bytes, words: str) -> None:
    with pytest.raises(DataError) as caught:
        refuse_other_form(Path("x"), start + os.urandom(64))
    assert words in str(caught.value)


def test_a_list_of_another_form(places: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (places / "list.csv").write_bytes(b"PAR1" + bytes(64))
    assert main(["cite", "check", "list.csv"]) == 1
    assert "list.csv: this is a Parquet file (.parquet)" in capsys.readouterr().err

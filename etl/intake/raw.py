"""The text inside a file that somebody saved: CSV, JSON answer, workbook or zip, however encoded.

SIPRI writes ISO-8859-1, spreadsheets write UTF-8 with or without a byte-order mark, and its service
wraps a table in base64 inside JSON. Nothing here looks at what the text says.
"""

import base64
import binascii
import csv
import gzip
import io
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from etl.common.errors import DataError, Problem
from etl.common.forms import refuse_other_form
from etl.common.given import MAX_BYTES, content_of
from etl.intake.workbook import sheets
from etl.sources import known

_MAX_LINE = 100_000
_MAX_MEMBERS = 1_000
_MAX_RATIO = 200  # a table is a tenth to a thirtieth of its size in a zip
_AGAIN = "Download or save it again."
# Spaces that do not break, which spreadsheets and web pages put into names and numbers.
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f"), " ")
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
# What the readers of zips raise at bytes that make no sense, or need a password.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, RuntimeError,
    ValueError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True)
class Text:
    """One table as text.

    Attributes:
        path: The file that it was read from.
        name: Name of the zip's member or the workbook's sheet, or empty.
        lines: Its lines without their ends; trailing empty ones are left off.
    """

    path: Path
    name: str
    lines: list[str]

    def problem(self, message: str, fix: str, line: int | None = None) -> Problem:
        """What is wrong with the table; the message says in which member or sheet it stands."""
        within = f"{self.name}: " if self.name else ""
        return Problem(self.path, f"{within}{message}", fix, line)


def texts(path: Path) -> list[Text]:
    """The tables in a file: one, the sheets of a workbook, or those of a zip in order of name.

    Raises:
        DataError: if the file cannot be read, is too large, is damaged, or holds no text.
    """
    content = _content(path)
    if content.startswith(_GZIP):
        content = _ungzipped(path)
    elif content.startswith(_ZIP):
        if is_workbook(path):
            _refuse_bomb(path, _entries(path))
            return [_text(path, name, sheet) for name, sheet in sheets(path)]
        refuse_other_form(path, content, {entry.filename for entry in _entries(path)})
        return [_text(path, name, _unwrapped(path, member)) for name, member in _members(path)]
    refuse_other_form(path, content)
    return [_text(path, "", _unwrapped(path, content))]


def is_workbook(path: Path) -> bool:
    """Whether a zip is a workbook of Excel since 2007 (.xlsx)."""
    return any(entry.filename == "xl/workbook.xml" for entry in _entries(path))


def _entries(path: Path) -> list[zipfile.ZipInfo]:
    """What a zip says that it holds; nothing of one that is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.infolist()
    except _DAMAGED:
        return []


def refuse_unreadable(path: Path) -> None:
    """Make sure, without reading it, that this is a file of a size that can be read.

    Raises:
        DataError: if it is not.
    """
    try:
        if path.is_dir():
            raise DataError.of(path, "this is a folder", "Name the files inside it.")
        if path.exists() and not path.is_file():
            raise DataError.of(path, "this is a pipe or device", "Save what it gives as a file.")
        if not path.is_file():
            raise DataError.of(path, "there is no such file", "Check the path.")
        if (size := path.stat().st_size) > MAX_BYTES:
            raise DataError([_too_large(path, size)])
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> DataError:
    """That the machine cannot read a file."""
    return DataError.of(path, f"the file cannot be read: {error.strerror}", "Check its rights.")


def _content(path: Path) -> bytes:
    refuse_unreadable(path)
    try:
        content = content_of(path)
    except OSError as error:
        raise unreadable(path, error) from error
    if not content.strip():
        raise DataError.of(path, "the file is empty", _AGAIN)
    return content


def _too_large(path: Path, size: int) -> Problem:
    message = f"the file has {size / 1e6:,.0f} MB of text, and the whole register has about 10"
    fix = "Check that it is a table of arms transfers; split it by years if it is."
    return Problem(path, message, fix)


def _ungzipped(path: Path) -> bytes:
    """What is packed in a .gz, as far as it is no more than can be read."""
    most = min(MAX_BYTES, _MAX_RATIO * path.stat().st_size)
    try:
        with gzip.open(path) as file:
            content = file.read(most + 1)
    except _DAMAGED as error:
        raise DataError.of(path, f"the .gz is damaged: {error}", _AGAIN) from error
    if len(content) > most:
        raise DataError([_too_large(path, len(content))])
    return content


def _members(path: Path) -> list[tuple[str, bytes]]:
    """The tables in a zip; what describes them is left out."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [
                entry
                for entry in archive.infolist()
                if entry.filename.lower().endswith((".csv", ".txt", ".json"))
                and not Path(entry.filename).name.startswith((".", "__"))
                and "metadata" not in entry.filename.lower()
            ]
            if not entries:
                raise DataError.of(path, "the zip holds no .csv, .txt or .json file", "Check it.")
            # What the directory of the zip says is checked before, what comes out while reading.
            _refuse_bomb(path, entries)
            if len(entries) > _MAX_MEMBERS:
                raise DataError.of(path, f"the zip holds {len(entries):,} tables", "Check it.")
            out = []
            for entry in sorted(entries, key=lambda entry: entry.filename):
                with archive.open(entry) as member:
                    # Read without a limit, a member that is longer would be unpacked as a whole
                    # before its checksum tells.
                    out.append((entry.filename, member.read(entry.file_size + 1)))
            return out
    except _DAMAGED as error:
        raise DataError.of(path, f"the zip is damaged: {error}", _AGAIN) from error


def _refuse_bomb(path: Path, entries: Sequence[zipfile.ZipInfo]) -> None:
    size = sum(entry.file_size for entry in entries)
    if size > min(MAX_BYTES, _MAX_RATIO * path.stat().st_size):
        raise DataError([_too_large(path, size)])


def _unwrapped(path: Path, content: bytes) -> bytes:
    """The table inside an answer of a service, or the content itself."""
    if not (start := re.match(rb"\s*(?:\{|(\[)\s*\{)", content)):
        return content
    is_list = bool(start[1])
    as_written = str if is_list else None
    try:
        answer = json.loads(content, parse_int=as_written, parse_float=as_written)
    except (ValueError, RecursionError) as error:
        raise DataError.of(path, f"the JSON is cut short or damaged: {error}", _AGAIN) from error
    if is_list:
        return _flat(answer) or _as_csv(answer) or content
    if rows := _flat(answer):
        return rows
    if isinstance(answer.get("results"), list) and (listed := _as_csv([{}, answer["results"]])):
        return listed
    if isinstance(answer.get("result"), str):
        text: str = answer["result"]
        return text.encode("utf-8", errors="replace")
    if not isinstance(answer.get("bytes"), str):
        message = "the JSON is not an answer of SIPRI's service: it has no text 'bytes'"
        raise DataError.of(path, message, "Save the answer as it came.")
    try:
        return base64.b64decode(answer["bytes"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise DataError.of(path, f"the table in the JSON is cut short: {error}", _AGAIN) from error


def _flat(answer: Any) -> bytes:
    """The rows of a table that a source finds in an answer, as lines; nothing where none does."""
    for source in known().values():
        if source.form and source.form.flat and (rows := source.form.flat(answer)):
            return "\n".join("; ".join(map(str, row)) for row in rows).encode()
    return b""


def _as_csv(answer: Any) -> bytes:
    """A list of what is said of some rows and of these rows, as lines of CSV; else nothing."""
    match answer:
        case [{**about}, [{}, *_] as rows] if all(isinstance(row, dict) for row in rows):
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerows(about.items())
            pd.json_normalize(rows).to_csv(out, index=False, lineterminator="\n")
            return out.getvalue().encode("utf-8", errors="replace")
    return b""


def _western(content: bytes) -> str:
    """As Windows writes it, which says the same as ISO-8859-1 and has dashes and quotes besides."""
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _text(path: Path, name: str, content: bytes) -> Text:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = _western(content)
    text = text.translate(_SPACES)
    # Only these end a line: str.splitlines would break one at characters inside a comment.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    found = Text(path, name, lines)
    if not lines:
        raise DataError([found.problem("the table is empty", _AGAIN)])
    for number, line in enumerate(lines, start=1):
        if "\0" in line:
            raise DataError([found.problem("the file holds a NUL character", _AGAIN, number)])
        if len(line) > _MAX_LINE:
            message = f"the line has {len(line):,} characters, so this is no such table"
            fix = "Check that the file is the one meant."
            raise DataError([found.problem(message, fix, number)])
    return found

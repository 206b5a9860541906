"""Forms of files that are not read here, told by how they begin, with what to do instead."""

from collections.abc import Collection
from pathlib import Path

from etl.common.errors import DataError

_SAVE = "Open it in a spreadsheet and save it as .xlsx or .csv."
_UNPACK = "Unpack it, and give what is inside."
_TABLE = "Give the table itself, as its publisher offers it, or copy it into a spreadsheet."
_WRITE = "Write its table as .csv, with a program that reads it."
_BEGINS = {
    b"\xd0\xcf\x11\xe0": ("a workbook of Excel 97 to 2003 (.xls)", _SAVE),
    b"PK\x03\x04": ("a zip inside another file", _UNPACK),
    b"\x1f\x8b": ("a file packed with gzip (.gz)", _UNPACK),
    b"BZh": ("a file packed with bzip2 (.bz2)", _UNPACK),
    b"\xfd7zXZ\0": ("a file packed with xz (.xz)", _UNPACK),
    b"(\xb5/\xfd": ("a file packed with Zstandard (.zst)", _UNPACK),
    b"7z\xbc\xaf\x27\x1c": ("a 7-Zip archive (.7z)", _UNPACK),
    b"Rar!\x1a\x07": ("a RAR archive (.rar)", _UNPACK),
    b"%PDF": ("a PDF document (.pdf)", _TABLE),
    b"{\\rtf": ("a text document (.rtf)", _TABLE),
    b"\x89PNG": ("a picture (.png)", _TABLE),
    b"\xff\xd8\xff": ("a picture (.jpg)", _TABLE),
    b"GIF8": ("a picture (.gif)", _TABLE),
    b"PAR1": ("a Parquet file (.parquet)", _WRITE),
    b"ARROW1": ("an Arrow file (.arrow, .feather)", _WRITE),
    b"\x89HDF": ("an HDF5 file (.h5)", _WRITE),
    b"SQLite format 3\0": ("a SQLite database", _WRITE),
    b"<stata_dta>": ("a Stata file (.dta)", _WRITE),
    b"$FL2": ("an SPSS file (.sav)", _WRITE),
    b"RDX": ("a file of R (.rda)", _WRITE),
}
# What begins elsewhere: after this many bytes.
_LATER = {
    (257, b"ustar"): ("a tar archive (.tar)", _UNPACK),
    (8, b"DUCK"): ("a DuckDB database", _WRITE),
}
# A member of a zip, by which documents are told.
_MEMBERS = {
    "content.xml": ("an OpenDocument spreadsheet (.ods)", _SAVE),
    "xl/workbook.bin": ("a binary workbook of Excel (.xlsb)", _SAVE),
    "word/document.xml": ("a Word document (.docx)", _TABLE),
    "ppt/presentation.xml": ("a PowerPoint document (.pptx)", _TABLE),
    "Index/Document.iwa": ("a Numbers spreadsheet (.numbers)", _SAVE),
}


def refuse_other_form(path: Path, content: bytes, members: Collection[str] | None = None) -> None:
    """Name a file for what it is, if it is of a form that is not read.

    ``members`` are the names inside, if the file is a zip.

    Raises:
        DataError: saying what to do instead.
    """
    if members is not None:
        found = [form for name, form in _MEMBERS.items() if name in members]
    else:
        found = [form for start, form in _BEGINS.items() if content.startswith(start)]
        found += [form for (at, start), form in _LATER.items() if content.startswith(start, at)]
    for words, instead in found[:1]:
        raise DataError.of(path, f"this is {words}", instead)

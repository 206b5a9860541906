"""The formats that a figure can be taken away in, a file of each, and all of them in one zip."""

import os
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

from dashboard.figures.links import Drawing
from dashboard.takeaway.chrome import BusyError, PictureError
from dashboard.takeaway.cite import Citation, citation
from dashboard.takeaway.looks import CARD, SIZES, Look
from dashboard.takeaway.markdown import markdown_file
from dashboard.takeaway.page import html_file
from dashboard.takeaway.pictures import pictures
from dashboard.takeaway.rows import (
    credit,
    csv_file,
    json_file,
    made_at,
    notes,
    plain_csv_file,
    stem,
    subtitle,
    words,
    workbook,
)
from etl.common.files import write_whole, zipped

PACK = "zip"
_README = textwrap.TextWrapper(80, break_long_words=False, break_on_hyphens=False)


class SaveError(Exception):
    """A file cannot be written; the message says which, why, and what to do."""


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes:
        label: Its name for readers.
        use: What it is for.
        ending: What stands behind the dot.
        mime: Its media type.
        look: How a picture looks; None for what is none, and needs no Chrome.
        png_px: Width of a PNG.
    """

    label: str
    use: str
    ending: str
    mime: str
    look: Look | None = None
    png_px: int = 0


_SVG, _PNG, _PDF = "image/svg+xml", "image/png", "application/pdf"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _pictures(name: str, look: Look) -> dict[str, Format]:
    """The formats of a picture that looks so, by name: ``png-column-grey-plain``."""
    size = look.size
    words = {size.label: name, "in greys": look.grey, "without title and link": look.plain}
    about = "".join(f"; {text}" for text, is_so in words.items() if is_so)
    tail = f"{'-grey' * look.grey}{'-plain' * look.plain}"

    def picture(label: str, use: str, ending: str, mime: str, px: int = 0) -> Format:
        wide = f", {px} pixels wide" if px else ""
        return Format(label, f"{use}{wide}{about}", ending, mime, look, px)

    fine = 2 * size.png_px
    made = {
        "svg": picture("SVG", "drawing with real text, to edit", "svg", _SVG),
        "png": picture("PNG", "picture", "png", _PNG, size.png_px),
        "png-2x": picture(f"PNG {fine}", "picture for fine screens", "png", _PNG, fine),
        "pdf": picture("PDF", "page with real text", "pdf", _PDF),
    }
    if name:
        del made["png-2x"]
    return {f"{kind}{f'-{name}' if name else ''}{tail}": made[kind] for kind in made}


FORMATS = {
    format: kind
    for grey, plain in product((False, True), repeat=2)
    for name, size in SIZES.items()
    for format, kind in _pictures(name, Look(size, grey, plain)).items()
} | {
    "png-card": Format("Card", "picture of a link, 1,200 by 630 pixels", "png", _PNG, Look(CARD),
                       CARD.png_px),
    "html": Format("HTML", "chart, table and sources as a page, also offline", "html", "text/html"),
    "csv": Format("CSV", "the numbers, below lines on their source", "csv", "text/csv"),
    "csv-plain": Format("CSV, plain", "the numbers without those lines, for programs", "csv",
                        "text/csv"),
    "xlsx": Format("Excel", "the numbers, and a sheet on their source", "xlsx", _XLSX),
    "json": Format("JSON", "the numbers with units and sources", "json", "application/json"),
    "md": Format("Markdown", "title, answer, table and source as text", "md", "text/markdown"),
    PACK: Format("Everything in one file (ZIP)", "pictures of every size and all data, with a note "
                 "on their source, citations, and words for those who do not see the picture",
                 "zip", "application/zip"),
}  # fmt: skip
# What a pack holds; all else is a variant of one of these.
PACKED = (
    "svg", "png", "png-2x", "pdf", "svg-plain", "png-2x-plain", "png-column", "pdf-column",
    "png-full", "pdf-full", "png-slide", "png-square", "html", "md", "csv", "csv-plain",
    "xlsx", "json",
)  # fmt: skip


def file(drawing: Drawing, format: str, accessed: date | None = None) -> bytes:
    """One file of a figure, in one of the ``FORMATS``; the same figure gives the same bytes.

    The citations of a pack name the day ``accessed``, or else today.

    Raises:
        KeyError: if there is no such format.
        dashboard.takeaway.chrome.PictureError: if a picture cannot be made.
        ValueError: if a sheet cannot hold the rows.
    """
    return files(drawing, [format], accessed)[0]


def files(drawing: Drawing, formats: Sequence[str], accessed: date | None = None) -> list[bytes]:
    """Several files of a figure, in the order given; its pictures are drawn in one go.

    Raises: as :func:`file`.
    """
    wanted = {
        name: (kind.ending, kind.look, kind.png_px)
        for name in formats
        if (kind := FORMATS[name]).look is not None
    }
    # First: where they cannot be made, the rest of a pack may be work for nothing.
    drawn = pictures(drawing, list(wanted.values())) if wanted else ()
    made = dict(zip(wanted, drawn, strict=True))
    made |= {
        name: pack(drawing, accessed or date.today()) if name == PACK else _data(drawing, name)
        for name in formats
        if name not in made
    }
    return [made[name] for name in formats]


def file_name(drawing: Drawing, format: str) -> str:
    """A name for the file that every system takes, of its own for each figure and format."""
    kind = FORMATS[format]
    variant = format.removeprefix(kind.ending)
    return f"{stem(drawing)}{variant}.{kind.ending}"


def save(content: bytes, folder: Path, name: str) -> Path:
    """Write a file into a folder, whole or not at all, and give its path.

    Raises:
        SaveError: if the folder or the file cannot be written, or the disk is full.
    """
    target = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise SaveError(
            f"{target} cannot be written: {reason}. Nothing was left half-written; make room or "
            "name another folder, and repeat."
        ) from error
    return target


def _data(drawing: Drawing, name: str) -> bytes:
    if name == "csv":
        return csv_file(drawing.answer, words(drawing))
    if name == "csv-plain":
        return plain_csv_file(drawing.answer)
    return {"html": html_file, "md": markdown_file, "xlsx": workbook, "json": json_file}[name](
        drawing
    )


def pack(drawing: Drawing, accessed: date) -> bytes:
    """Every other file in one zip, with a README, citations and alternative text.

    Where pictures cannot be made, its README says why, and all else is in it. The citations name
    the day on which it was taken away.
    """
    wanted = list(PACKED)
    try:
        contents, missing = files(drawing, wanted), ""
    except BusyError:
        raise  # a pack without pictures would be work, too
    except PictureError as error:
        wanted = [name for name in wanted if FORMATS[name].look is None]
        contents, missing = files(drawing, wanted), str(error)
    cited = citation(drawing, accessed)
    texts = {
        "README.txt": _readme(drawing, cited, wanted, missing),
        "alt.txt": f"{drawing.alt}\n",
        "citation.txt": cited.text,
        "citation.bib": cited.bibtex,
        "citation.ris": cited.ris,
    }
    named = {name: text.encode() for name, text in texts.items()}
    named |= zip((file_name(drawing, name) for name in wanted), contents, strict=True)
    return zipped(named, made_at(drawing.answer).timetuple()[:6])


def _readme(drawing: Drawing, cited: Citation, formats: Sequence[str], missing: str) -> str:
    told = words(drawing)
    beside = notes(drawing.answer)
    parts = [
        f"{told['title']}\n{subtitle(drawing)}",
        drawing.alt,
        f"Release: {beside.get('release', 'none')}",
        f"Source: {credit(drawing)}",
        f"Terms: {beside.get('terms', 'none')}",
        f"This figure with all that it was asked for: {told['permalink']}",
        "To cite it (the same stands in citation.bib and citation.ris):",
        *cited.text.split("\n\n"),
        missing,
        "Files:",
    ]
    wrapped = [
        "\n".join(line for text in part.splitlines() for line in _README.wrap(text))
        for part in parts
        if part.strip()
    ]
    listed = [
        f"{file_name(drawing, name)}\n    {FORMATS[name].label}: {FORMATS[name].use}"
        for name in formats
    ]
    return "\n\n".join(wrapped) + "\n" + "\n".join(listed) + "\n"

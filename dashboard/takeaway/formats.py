"""The formats that a figure can be taken away in, and a file of each."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.figures.links import Drawing
from dashboard.takeaway.layout import WIDTH_PX
from dashboard.takeaway.page import html_file
from dashboard.takeaway.pictures import pictures
from dashboard.takeaway.rows import csv_file, json_file, plain_csv_file, words, workbook
from etl.common.files import write_whole


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
        width_px: Width of a picture; 0 for what is none.
        plain: Whether a picture goes without title, source and address.
    """

    label: str
    use: str
    ending: str
    mime: str
    width_px: int = 0
    plain: bool = False

    @property
    def picture(self) -> bool:
        """Whether it needs Chrome."""
        return self.width_px > 0


_SVG, _PNG = "image/svg+xml", "image/png"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "svg": Format("SVG", "drawing with real text, to edit", "svg", _SVG, WIDTH_PX),
    "png": Format("PNG", "picture, 800 pixels wide", "png", _PNG, WIDTH_PX),
    "png-2x": Format("PNG 1600", "picture for fine screens, 1600 pixels wide", "png", _PNG,
                     2 * WIDTH_PX),
    "png-web": Format("PNG 1200 for the web", "picture, 1200 pixels wide", "png", _PNG, 1200),
    "png-print": Format("PNG 2400 for print", "picture, 2400 pixels wide", "png", _PNG, 2400),
    "pdf": Format("PDF", "page with real text, for print", "pdf", "application/pdf", WIDTH_PX),
    "svg-plain": Format("SVG, plain", "the drawing without title, source and address", "svg", _SVG,
                        WIDTH_PX, plain=True),
    "png-plain": Format("PNG, plain", "the picture without them, 1600 pixels wide", "png", _PNG,
                        2 * WIDTH_PX, plain=True),
    "html": Format("HTML", "chart, table and sources as a page, also offline", "html", "text/html"),
    "csv": Format("CSV", "the numbers, below lines on their source", "csv", "text/csv"),
    "csv-plain": Format("CSV, plain", "the numbers without those lines, for programs", "csv",
                        "text/csv"),
    "xlsx": Format("Excel", "the numbers, and a sheet on their source", "xlsx", _XLSX),
    "json": Format("JSON", "the numbers with units and sources", "json", "application/json"),
}  # fmt: skip


def file(drawing: Drawing, format: str) -> bytes:
    """One file of a figure; the same figure gives the same bytes.

    Args:
        drawing: The figure.
        format: A key of ``FORMATS``.

    Raises:
        KeyError: if there is no such format.
        dashboard.takeaway.chrome.PictureError: if a picture cannot be made.
        ValueError: if a sheet cannot hold the rows.
    """
    return files(drawing, [format])[0]


def files(drawing: Drawing, formats: Sequence[str]) -> list[bytes]:
    """Several files of a figure, in the order given; its pictures are drawn in one go.

    Raises: as :func:`file`.
    """
    drawn = [name for name in formats if FORMATS[name].picture]
    wanted = [(FORMATS[name].ending, FORMATS[name].width_px, FORMATS[name].plain) for name in drawn]
    # First: where they cannot be made, the rest of a pack may be work for nothing.
    made = dict(zip(drawn, pictures(drawing, wanted) if wanted else (), strict=True))
    made |= {name: _data(drawing, name) for name in formats if name not in made}
    return [made[name] for name in formats]


def file_name(drawing: Drawing, format: str) -> str:
    """A name for the file that every system takes: the figure's title, release and a number.

    The number is worked out from all parameters, so that figures of one title keep apart.
    """
    title = re.sub("['’]", "", words(drawing)["title"]).replace("–", "-")
    text = unicodedata.normalize("NFKD", title)
    title = re.sub(r"[^a-z0-9]+", "-", text.encode("ascii", "ignore").decode().lower())
    release = re.sub(r"[^a-z0-9]+", "-", drawing.answer.releases.lower())
    asked = repr((drawing.name, sorted(drawing.params.items()))).encode()
    parts = [title.strip("-")[:60].strip("-") or drawing.name, release.strip("-")[:30].strip("-")]
    parts.append(hashlib.sha256(asked).hexdigest()[:6])
    kind = FORMATS[format]
    parts += [part for part in [format.removeprefix(kind.ending).strip("-")] if part]
    return f"{'-'.join(part for part in parts if part)}.{kind.ending}"


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
    return {"html": html_file, "xlsx": workbook, "json": json_file}[name](drawing)

"""The pack: every file of a figure in one zip, with a README, citations and alternative text."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Sequence
from datetime import date

from dashboard.figures.links import Drawing
from dashboard.takeaway.chrome import BusyError, PictureError
from dashboard.takeaway.cite import Citation, citation
from dashboard.takeaway.formats import FORMATS, file_name, files
from dashboard.takeaway.rows import credit, made_at, notes, subtitle, words

_CHARS = 80


def pack(drawing: Drawing, accessed: date) -> bytes:
    """The zip. Where pictures cannot be made, its README says why, and all else is in it.

    Args:
        drawing: The figure.
        accessed: The day for the citations.

    Raises:
        dashboard.takeaway.chrome.BusyError: if too many pictures are asked for at once.
    """
    wanted = list(FORMATS)
    try:
        contents = files(drawing, wanted)
        missing = ""
    except BusyError:
        raise  # a pack without pictures would be work, too
    except PictureError as error:
        wanted = [name for name, kind in FORMATS.items() if not kind.picture]
        contents = files(drawing, wanted)
        missing = str(error)
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
    out = io.BytesIO()
    moment = made_at(drawing.answer).timetuple()[:6]
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in named.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.external_attr = 0o644 << 16
            stored = name.endswith(".png")  # compressed already
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


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
    wrapped = ["\n".join(_wrapped(part)) for part in parts if part.strip()]
    listed = [
        f"{file_name(drawing, name)}\n    {FORMATS[name].label}: {FORMATS[name].use}"
        for name in formats
    ]
    return "\n\n".join(wrapped) + "\n" + "\n".join(listed) + "\n"


def _wrapped(text: str) -> list[str]:
    return [
        part
        for line in text.splitlines()
        for part in textwrap.wrap(line, _CHARS, break_long_words=False, break_on_hyphens=False)
    ]

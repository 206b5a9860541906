"""How to cite a figure and the data behind it: as text, for BibTeX and for reference managers.

SIPRI's terms: what is calculated here is *calculated from* its data and not attributed to it. So
the figure has this dashboard for a publisher, and the database is an entry of its own.
"""

import re
from dataclasses import dataclass
from datetime import date

from dashboard.figures.links import Drawing
from dashboard.takeaway.rows import credit, stem, subtitle, words
from dashboard.words import day
from etl.questions.answer import Snapshot

DASHBOARD = "Arms-transfer statistics"
_DATA = "Data set"


@dataclass(frozen=True)
class Citation:
    """The figure and its sources, each as an entry.

    Attributes:
        text: In the manner of the APA, a paragraph each.
        bibtex: For BibTeX.
        ris: In the RIS format.
    """

    text: str
    bibtex: str
    ris: str


def citation(drawing: Drawing, accessed: date) -> Citation:
    """How to cite a figure that was taken away on this day."""
    entries = _entries(drawing, accessed)
    return Citation(
        text="\n".join(f"{_apa(entry, accessed)}\n" for entry in entries),
        bibtex="\n".join(_bibtex(entry, accessed) for entry in entries),
        ris="\r\n".join(_ris(entry, accessed) for entry in entries),
    )


@dataclass(frozen=True)
class _Entry:
    """A thing to cite: who, when, what, which kind, where, and what to add."""

    key: str
    author: str
    year: str
    title: str
    kind: str
    url: str
    note: str


def _entries(drawing: Drawing, accessed: date) -> list[_Entry]:
    answer = drawing.answer
    told = words(drawing)
    figure = _Entry(
        key=stem(drawing),
        author=DASHBOARD,
        year=str(accessed.year),  # it is drawn when it is asked for
        title=f"{told['title']}. {subtitle(drawing)}",
        # Named where no address leads others there.
        kind="Figure" if drawing.short else f"Figure {drawing.name}",
        url=told["permalink"] if drawing.short else "",
        note=credit(drawing),
    )
    sources = {source.credit: source for source in answer.snapshots}
    return [
        figure,
        *(
            _Entry(
                key=re.sub(r"[^A-Za-z0-9]+", "-", source.snapshot_id).strip("-").lower(),
                author=source.publisher,
                year=_year(source),
                title=re.sub("^Calculated from (the )?", "", credit),
                kind=_DATA,
                url=source.url,
                note=source.licence,
            )
            for credit, source in sources.items()
        ),
    ]


def _year(source: Snapshot) -> str:
    """The year of its release, or of the month that its edition names."""
    dated = re.search(r"[A-Z][a-z]+ (\d{4})$", source.release_label)
    return str(source.release or (dated[1] if dated else "n.d."))


def _apa(entry: _Entry, accessed: date) -> str:
    note = f" {_line(entry.note)}" if entry.kind != _DATA and entry.note else ""
    url = f", from {_line(entry.url)}" if entry.url else ""
    return (
        f"{_line(entry.author)}. ({entry.year}). {_line(entry.title)} [{entry.kind}].{note} "
        f"Retrieved {day(accessed)}{url}"
    )


def _bibtex(entry: _Entry, accessed: date) -> str:
    fields = {
        # Braces keep the name of an institution in one piece.
        "author": f"{{{_tex(entry.author)}}}",
        "title": f"{{{_tex(entry.title)}}}",
        "year": entry.year,
        "howpublished": entry.kind,
        "url": _in_braces(entry.url),
        "urldate": accessed.isoformat(),
        "note": _tex(entry.note),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@misc{{{entry.key},\n{''.join(lines)}}}\n"


def _ris(entry: _Entry, accessed: date) -> str:
    fields = {
        "TY": "DATA" if entry.kind == _DATA else "FIGURE",
        "ID": entry.key,
        "AU": f"{_line(entry.author)},",  # behind the comma would stand a first name
        "TI": _line(entry.title),
        "PY": entry.year,
        "PB": _line(entry.author),
        "M3": entry.kind,
        "UR": _line(entry.url),
        "Y2": f"{accessed:%Y/%m/%d}",
        "N1": _line(entry.note),
    }
    lines = [f"{tag}  - {value}\r\n" for tag, value in fields.items() if value]
    return f"{''.join(lines)}ER  - \r\n"


def _line(text: str) -> str:
    """In one line, so that no value can end its field."""
    return " ".join(text.split())


def _tex(text: str) -> str:
    """With TeX's own characters as text."""
    special = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
               "^": r"\textasciicircum{}", **{mark: f"\\{mark}" for mark in "&%$#_"}}  # fmt: skip
    return "".join(special.get(mark, mark) for mark in _line(text))


def _in_braces(url: str) -> str:
    """An address inside braces, where only braces and backslashes do harm."""
    return _line(url).replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")

"""A figure as Markdown: what it says, its table and its source, for texts and for programs."""

import re

from dashboard.figures.links import Drawing
from dashboard.takeaway.rows import credit, notes, subtitle, words


def markdown_file(drawing: Drawing) -> bytes:
    """The figure in words and numbers, as GitHub's Markdown has tables."""
    told = words(drawing)
    table = drawing.table()
    rows = [[str(name) for name in table], ["---"] * len(table.columns)]
    rows += [[_cell(cell) for cell in row] for row in table.itertuples(index=False, name=None)]
    rows[0] = [_cell(name) for name in rows[0]]
    parts = [
        f"# {_plain(told['title'])}",
        _plain(subtitle(drawing)),
        _plain(told["alt"]),
        "\n".join(f"| {' | '.join(row)} |" for row in rows),
        f"Source: {_plain(credit(drawing))}",
        f"Terms: {_plain(notes(drawing.answer).get('terms', 'none'))}",
        told["permalink"] and f"<{told['permalink']}>",
    ]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _plain(text: str) -> str:
    """Text that means nothing but itself."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(text.split()))


def _cell(value: object) -> str:
    """A cell's text; links lead to the app's own pages, which are not here."""
    return _plain(re.sub(r"\[([^\]]*)\]\(/[^)]*\)", r"\1", str(value)))

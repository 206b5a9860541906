"""A reader's table as HTML, to sort, narrow and take along: on pages, and in files for elsewhere.

Not ``st.dataframe`` (Streamlit 1.67), which draws on a canvas: a screen reader and a printer get
the rows that are in view, without units, and its headings cannot be reached by the keyboard.
``static/table.js`` does what a reader asks for; without it the table is whole.
"""

import re
from collections.abc import Sequence
from html import escape
from itertools import chain
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from dashboard.figures.tables import ALL, Trend
from dashboard.theme import ACCENT
from dashboard.words import number
from etl.common.words import SPACE

SCRIPT = Path(__file__).with_name("static") / "table.js"
STYLE = Path(__file__).with_name("table.css")
_NONE = ("", "–")  # cells without a value
_FEW = 8  # so many rows are seen at a glance and need no filter
_SENTENCE = 50  # letters; where it is narrow, a few rows with such cells stand one below the other
_LINK = re.compile(r"\[([^\]]*)\]\(/([^)]*)\)")
_OUT = re.compile(r"\[([^\]]*)\]\((https://[^\s()\"'&<>]+)\)")  # to elsewhere
_TREND_PX = (96, 20)


def html(
    table: pd.DataFrame, alt: str, *, name: str = "", source: str = "", linked: bool = True
) -> str:
    """The table with its rows in their order, and its last one below if that is a sum of them.

    Args:
        table: Cells as words of :mod:`dashboard.words`; a number is told from other words by them.
        alt: What it is, for those who do not see it.
        name: What the file is called that takes it along; without one there is none.
        source: The credit line in that file.
        linked: Whether the cells' links to the app's pages lead there.
    """
    texts = [[str(cell) for cell in table[column]] for column in table]
    foot = int(any(re.fullmatch(f"{ALL}(,.*)?", text) for column in texts for text in column[-1:]))
    last = len(table) - foot
    numbers = [_numbers(column[:last]) for column in texts]
    # What a row is called: its first words, or else its first number.
    label = next((place for place, known in enumerate(numbers) if known is None), 0)
    shares = [known is not None and _are_shares(column[:last])
              for column, known in zip(texts, numbers, strict=True)]  # fmt: skip
    wordy = len(table) <= _FEW and any(
        len(_text(text, linked=False)) > _SENTENCE for text in chain(*texts)
    )
    trends = [any(isinstance(cell, Trend) for cell in table[column]) for column in table]
    head = "".join(
        _heading(str(column), is_label=place == label, is_number=known is not None, fixed=trend)
        for place, (column, known, trend) in enumerate(zip(table, numbers, trends, strict=True))
    )
    rows = []
    for row, cells in enumerate(table.itertuples(index=False, name=None)):
        parts = []
        for place, (column, cell) in enumerate(zip(table, cells, strict=True)):
            known = numbers[place]
            value = known[row] if known is not None and row < last else None
            inside = _trend(cell) if isinstance(cell, Trend) else _text(str(cell), linked=linked)
            look = _value(str(cell), value, bar=shares[place])
            if place == label:
                parts.append(f'<th scope="row"{look}>{inside}</th>')
            else:
                words = ' class="words"' if known is None else ""
                of = f' data-column="{escape(str(column))}"' if wordy else ""
                parts.append(f"<td{words}{of}{look}>{inside}</td>")
        rows.append(f"<tr>{''.join(parts)}</tr>")
    below = f"<tfoot>{rows[-1]}</tfoot>" if foot else ""
    told, kinds = escape(alt), "data-table wordy" if wordy else "data-table"
    return (
        f'<div class="{kinds}" data-name="{escape(name)}" data-source="{escape(source)}">'
        f"{_tools(len(rows)) if name else ''}"
        f'<div class="scroll" role="region" aria-label="{told}" tabindex="0">'
        f'<table aria-label="{told}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows[:last])}</tbody>{below}</table></div></div>"
    )


def _tools(rows: int) -> str:
    narrow = (
        '<label>Rows with <input type="search" placeholder="a name, or &gt; 80" '
        'aria-description="Words, or a limit for the numbers of the column sorted by"></label>'
    )
    return (
        f'<div class="tools">{narrow if rows > _FEW else ""}'
        '<output aria-live="polite"></output>'
        '<button type="button" data-take="copy">Copy</button>'
        '<button type="button" data-take="csv">CSV as shown</button></div>'
    )


def _heading(text: str, *, is_label: bool, is_number: bool, fixed: bool) -> str:
    kinds = " ".join(["label"] * is_label + ["number"] * is_number)
    kind, sort = kinds and f' class="{kinds}"', "" if fixed else ' aria-sort="none"'
    inside = escape(text) if fixed else f'<button type="button">{escape(text)}</button>'
    return f'<th scope="col"{kind}{sort}>{inside}</th>'


def _value(text: str, value: float | None, *, bar: bool) -> str:
    """What a cell is sorted by, where it is not just what it says, and how long its bar is."""
    if value is None or (not bar and re.fullmatch(r"[\d,.]+", text)):
        return ""
    return f' data-value="{value:g}"' + (f' style="--share: {value:g}%"' if bar else "")


def _text(text: str, *, linked: bool) -> str:
    # A link leads from any page to its neighbour, also where the app has a path of its own.
    link = r'<a href="\2" target="_self">\1</a>' if linked else r"\1"
    out = r'<a href="\2" target="_blank" rel="noopener">\1</a>' if linked else r"\1"
    return _OUT.sub(out, _LINK.sub(link, escape(text, quote=False)))


def _trend(trend: Trend) -> str:
    """A line through the numbers, from nothing to the most."""
    width, height = _TREND_PX
    step = (width - 4) / max(1, len(trend.numbers) - 1)
    scale = (height - 4) / (max(trend.numbers) or 1)
    points = " ".join(
        f"{2 + place * step:.1f},{height - 2 - scale * number:.1f}"
        for place, number in enumerate(trend.numbers)
    )
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<polyline fill="none" stroke="{ACCENT}" stroke-width="1.5" points="{points}"/></svg>'
    )
    source = f"data:image/svg+xml,{quote(drawing)}"
    return f'<img alt="{escape(trend)}" src="{source}" width="{width}" height="{height}">'


def _numbers(texts: Sequence[str]) -> list[float | None] | None:
    """What the cells say, where none says anything but a number; some may say nothing, or all."""
    known = [None if text in _NONE else number(text) for text in texts]
    is_wordy = any(
        one is None and text not in _NONE for one, text in zip(known, texts, strict=True)
    )
    return None if is_wordy else known


def _are_shares(texts: Sequence[str]) -> bool:
    """Whether the cells are parts of a whole, which a bar in each can show."""
    said = [text for text in texts if text not in _NONE]
    return all(re.fullmatch(rf"[^+−]*{SPACE}%.*", text) for text in said)

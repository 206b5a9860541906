"""The numbers of a figure as files: CSV, JSON and a workbook, each with its sources inside it.

All three hold the same values: those of the answer, without the noise of binary fractions. The same
figure gives the same bytes; no date is the clock's.
"""

import csv
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pandas as pd

from dashboard.figures.links import Drawing
from dashboard.words import listed
from etl import units
from etl.questions import Answer
from etl.units import OF_THE_ROW, is_year

# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DAY = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")  # a sheet's days begin in 1900
# As RFC 4180 has it; with another end the csv module leaves a return inside a cell unquoted.
_END = "\r\n"
_ROWS_OF_A_SHEET = 1_048_576 - 1


def csv_file(answer: Answer, more: Mapping[str, str] | None = None) -> bytes:
    """The answer's rows as CSV, below comment lines with all that must stand beside them.

    ``more`` are further comment lines, or other words for those there are. A cell that a
    spreadsheet would take for a formula is led by an apostrophe.
    """
    lines = []
    for name, text in (notes(answer) | _columns(answer) | dict(more or {})).items():
        # A spreadsheet breaks comment lines at commas too, and takes quotes off what follows one.
        text = re.sub(r"([,;])(?=\"*[=+@-])", r"\1 ", " ".join(text.split()))
        lines.append(f"# {name}: {text}{_END}")
    return _encoded("".join(lines) + _table(answer))


def plain_csv_file(answer: Answer) -> bytes:
    """The same without the comment lines, for programs that take the first line for the header."""
    return _encoded(_table(answer))


def json_file(drawing: Drawing) -> bytes:
    """The rows as JSON, with the unit of each column, the sources and their terms."""
    told = {
        **words(drawing),
        "subtitle": subtitle(drawing),
        "figure": drawing.name,
        "parameters": dict(drawing.params),
        **document(drawing.answer),
    }
    return as_json(told)


def as_json(told: Mapping[str, Any]) -> bytes:
    """A file of JSON, with days and moments as ISO 8601 writes them."""
    text = json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False, default=_iso)
    return f"{text}\n".encode()


def document(answer: Answer) -> dict[str, Any]:
    """The rows with the unit of each column, and what must stand beside them."""
    names = [str(column) for column in answer.rows]
    return {
        "unit": answer.unit,
        "period": answer.period,
        "release": answer.releases,
        "precision": answer.precision,
        "caveats": list(answer.caveats),
        "gaps": list(answer.gaps),
        "reason_without_numbers": answer.reason,
        "credit": answer.source_line,
        "sources": [
            {
                "publisher": source.publisher,
                "release": source.release_label,
                "credit": source.credit,
                "licence": source.licence,
                "url": source.url,
            }
            for source in answer.snapshots
        ],
        "columns": [{"name": name, "unit": unit(name, answer)} for name in names],
        "rows": [dict(zip(names, row, strict=True)) for row in _rows(answer)],
    }


def workbook(drawing: Drawing) -> bytes:
    """A workbook of two sheets: the rows in typed cells, and what must stand beside them.

    Raises:
        ValueError: if there are more rows than a sheet holds.
    """
    import xlsxwriter

    answer = drawing.answer
    if len(answer.rows) > _ROWS_OF_A_SHEET:
        raise ValueError(
            f"A sheet holds {_ROWS_OF_A_SHEET:,} rows, and these are {len(answer.rows):,}. "
            "CSV and JSON hold them all."
        )
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    told = words(drawing)
    book.set_properties(
        {"title": told["title"], "comments": answer.source_note, "created": made_at(answer)}
    )
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    data = book.add_worksheet("Data")
    data.freeze_panes(1, 0)
    numbers = []
    for column, (name, kind) in enumerate(answer.rows.dtypes.items()):
        data.write_string(0, column, _head(str(name), answer), bold)
        shown = _number_format(str(name), whole=pd.api.types.is_integer_dtype(kind))
        numbers.append(book.add_format({"num_format": shown}))
    for place, row in enumerate(_rows(answer), start=1):
        for column, value in enumerate(row):
            if isinstance(value, bool):
                data.write_boolean(place, column, value)
            elif isinstance(value, int | float):
                data.write_number(place, column, value, numbers[column])
            elif on := _day(value):
                data.write_datetime(place, column, on, day)
            elif value is not None:
                # Never a formula or a link, whatever it begins with.
                data.write_string(place, column, value)
    data.autofit(300)
    about = book.add_worksheet("About")
    lines = notes(answer) | told | {"subtitle": subtitle(drawing), "figure": drawing.name}
    lines |= {f"asked for {name}": text for name, text in drawing.params.items()}
    lines |= {f"column {name}": unit(str(name), answer) for name in answer.rows}
    for place, (name, text) in enumerate((name, text) for name, text in lines.items() if text):
        about.write_string(place, 0, name, bold)
        about.write_string(place, 1, text)
    about.set_column(0, 0, 24)
    about.set_column(1, 1, 100)
    book.close()
    return out.getvalue()


def _head(column: str, answer: Answer) -> str:
    """The head of a column of a sheet: its name, and its unit in short unless it is a year."""
    words = unit(column, answer).partition(" (")[0]
    return f"{column} ({words})" if words and not is_year(column) else column


def _number_format(column: str, *, whole: bool) -> str:
    """How a sheet shows the numbers of a column, which stay what they are."""
    if is_year(column):
        return "0"
    if units.unit(column) == units.PER_CENT:
        return '#,##0.0" %"'  # the sign bare would show the hundredfold
    return "#,##0" if whole else "#,##0.0#"


def words(drawing: Drawing) -> dict[str, str]:
    """The figure's own words: title, alternative text and address."""
    return {"title": drawing.title, "alt": drawing.alt, "permalink": drawing.permalink}


def subtitle(drawing: Drawing) -> str:
    """What stands below the title where the figure is drawn: unit and period."""
    text: str = drawing.chart.layout.meta["subtitle"]
    return text


def about_file(drawing: Drawing) -> dict[str, str]:
    """What a picture's file says of it, where picture desks look.

    Words that are not the figure's own are marked as such.
    """
    lines = {
        "Title": drawing.headline or drawing.title,
        "Description": drawing.alt,
        "Source": f"{credit(drawing)} {drawing.permalink}",
        "Copyright": notes(drawing.answer).get("terms", ""),
    }
    lines["Comment"] = own_words(drawing)
    return {name: text for name, text in lines.items() if text}


def own_words(drawing: Drawing) -> str:
    """Which words are those of who took the figure away, and what it says itself, if any are."""
    words = [word for word in ("headline", "note") if getattr(drawing, word)]
    if not words:
        return ""
    return (
        f"The user's own words: {listed(words)}. The figure's: {drawing.title}. "
        f"{subtitle(drawing)}."
    )


def stem(drawing: Drawing) -> str:
    """A name for the figure that every system takes: its title, release and a number.

    The number is worked out from all parameters, so that figures of one title keep apart.
    """
    title = re.sub("['’]", "", drawing.title).replace("–", "-")
    text = unicodedata.normalize("NFKD", title)
    title = re.sub(r"[^a-z0-9]+", "-", text.encode("ascii", "ignore").decode().lower())
    release = re.sub(r"[^a-z0-9]+", "-", drawing.answer.releases.lower())
    own = [words for words in (drawing.headline, drawing.note) if words]
    asked = repr((drawing.name, sorted(drawing.params.items()), *own)).encode()
    parts = [title.strip("-")[:60].strip("-") or drawing.name, release.strip("-")[:30].strip("-")]
    parts.append(hashlib.sha256(asked).hexdigest()[:6])
    return "-".join(part for part in parts if part)


def credit(drawing: Drawing) -> str:
    """What stands under the figure: its source line, with each credit, caveat and gap it lacks."""
    line = drawing.chart.layout.meta["source"].removeprefix("Source: ")
    needed = (drawing.answer.source_line, *drawing.answer.caveats, *drawing.answer.gaps)
    return " ".join((line, *(sentence for sentence in needed if sentence not in line)))


def notes(answer: Answer) -> dict[str, str]:
    """What must stand beside the numbers, each in one line; what there is none of is left out."""
    terms = dict.fromkeys(f"{source.publisher}: {source.licence}" for source in answer.snapshots)
    lines = {
        "title": answer.title,
        "unit": answer.unit,
        "period": answer.period,
        "release": answer.releases,
        "precision": answer.precision,
        "source": answer.source_line,
        "terms": "; ".join(terms),
        **{f"note {number}": caveat for number, caveat in enumerate(answer.caveats, start=1)},
        **{f"gap {number}": gap for number, gap in enumerate(answer.gaps, start=1)},
        "no numbers": answer.reason or "",
    }
    return {name: " ".join(text.split()) for name, text in lines.items() if text}


def terms(answer: Answer) -> str:
    """The terms of the sources that answered, with the credit line; empty if none did."""
    if not answer.snapshots:
        return ""
    told = (
        f"Terms: {notes(answer)['terms']}. Every file holds the credit line: {answer.source_line}"
    )
    if any(source.credit.startswith("Calculated from") for source in answer.snapshots):
        told += " What is computed here is calculated from SIPRI's data and no figure of its own."
    return told


def unit(column: str, answer: Answer) -> str:
    """The unit of a column; empty for names and counts."""
    return answer.unit if OF_THE_ROW.fullmatch(column) else units.unit(column)


def _table(answer: Answer) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=_END)
    writer.writerow(answer.rows.columns)
    for row in _rows(answer):
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def _encoded(text: str) -> bytes:
    """UTF-8 with its mark, without which Excel on Windows takes it for another encoding."""
    return text.encode("utf-8-sig")


def _columns(answer: Answer) -> dict[str, str]:
    """The measured columns with their units, in one line; nothing where there are none."""
    names = [str(name) for name in answer.rows.select_dtypes("number") if not is_year(str(name))]
    measured = [f"{name} in {words}" for name in names if (words := unit(name, answer))]
    return {"columns": "; ".join(measured)} if measured else {}


def made_at(answer: Answer) -> datetime:
    """A date for files that must have one: the first day of the year of the newest release."""
    years = [source.release for source in answer.snapshots if source.release is not None]
    return datetime(max(years, default=1980), 1, 1)


def _rows(answer: Answer) -> Iterator[list[Any]]:
    for row in answer.rows.itertuples(index=False, name=None):
        yield [_plain(value) for value in row]


def _plain(value: Any) -> Any:
    """A cell as one of Python's own: text, number, truth value, date, or None."""
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return None
    if isinstance(value, datetime):
        return value if value.time() != datetime.min.time() else value.date()
    value = value.item() if hasattr(value, "item") else value
    return float(f"{value:.10g}") if isinstance(value, float) else value


def _day(value: Any) -> date | None:
    """The day that a cell is, also where it is written out; None if it is no whole day."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    return value if isinstance(value, date) else None


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    if isinstance(value, float):
        return f"{value:.10g}"
    return _iso(value) if isinstance(value, date) else value


def _iso(value: Any) -> str:
    return str(value.isoformat())

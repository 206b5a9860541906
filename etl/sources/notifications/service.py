"""The Federal Register's service: its notices of arms sales, by year, kept as they were answered.

A query gives no more than 2,000 documents, so one that finds more is taken apart by days. The texts
are asked for one by one into ``parts/`` of the folder: what is there is not asked for again, for
what was printed stays as it is. Then the lists and texts of a year become one zip.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pandas as pd

from etl.cards import brought_in
from etl.common.errors import DataError
from etl.common.files import zipped
from etl.common.http import BrokenAnswerError, Client, Limits
from etl.intake.incoming import Progress, Report, alone, keep, let_go
from etl.sources import Service, Wanted
from etl.sources.notifications.saved import LISTED, TITLE
from etl.table import FIRST_YEAR

_PATH = "/api/v1/documents.json"
_FIELDS = (*LISTED, "raw_text_url")
_WINDOW = 2_000  # documents that a query can be paged through
_PAGE = 1_000
_SINCE = 2020  # the table that comes with this project is checked up to the year before
_EARLIEST = 1994  # the service has no texts of years before
_DOCUMENT = re.compile(r"[0-9A-Z]{1,6}-\d{1,6}")
_IS_NOTICE = re.compile(rb"Transmittal (No|\d\d-)", re.IGNORECASE)
_YEAR = re.compile(r"notices_(\d{4})_.*")
_Documents = list[dict[str, Any]]


def _years(client: Client, folder: Path, wanted: Wanted, report: Report) -> Iterator[Path]:
    """A zip a year, ``us-notices_<year>_<day of the newest>.zip``; years that are in are left out.

    Without a first year they begin with 2020.

    Raises:
        ServiceError: if a year cannot be had now; the texts that came are kept.
    """
    first = _SINCE if wanted.years[0] == FIRST_YEAR else max(wanted.years[0], _EARLIEST)
    last = min(wanted.years[1] or date.today().year, date.today().year)
    done = _finished(folder.parent.parent)
    for year in range(first, last + 1):
        if year not in done and (path := _year(client, folder, year, report)):
            yield path


def _finished(data: Path) -> set[int]:
    """The years that were taken in whole when they were over."""
    with suppress(DataError):  # told when the cards are read for the build
        found = [(card, _YEAR.fullmatch(card.path.stem)) for card in brought_in(data)]
        return {int(of[1]) for card, of in found if of and card.retrieved.year > int(of[1])}
    return set()


def _year(client: Client, folder: Path, year: int, report: Report) -> Path | None:
    """The notices of a year, if there are any."""
    with alone(folder):
        report(Progress(f"the notices of {year}", 0, 1, 0, 0))
        lists = list(_lists(client, date(year, 1, 1), date(year, 12, 31)))
        documents = {
            document["document_number"]: document
            for raw in lists
            for document in _listed(raw)
            if TITLE.search(document["title"])
        }
        if not documents:
            return None
        parts = folder / "parts" / f"notices_{year}"
        size = 0
        for at, (number, document) in enumerate(documents.items()):
            report(Progress(f"{year}, {number}", at, len(documents), at, size))
            if not (text := parts / f"{number}.txt").exists():
                path = urlsplit(document["raw_text_url"]).path
                keep(text, client.ask(path, f"the text of {number}", _text))
            size += text.stat().st_size
        newest = max(document["publication_date"] for document in documents.values())
        target = folder / f"us-notices_{year}_{newest}.zip"
        members = {f"documents_{at}.json": raw for at, raw in enumerate(lists, start=1)}
        members |= {f"{number}.txt": (parts / f"{number}.txt").read_bytes() for number in documents}
        keep(target, zipped(dict(sorted(members.items()))))
        report(Progress(f"{target.name} is complete", len(documents), len(documents), at + 1, size))
        let_go(parts)
    return target


def _lists(client: Client, first: date, last: date) -> Iterator[bytes]:
    """The lists of documents that were printed from a day to another, as they were answered."""
    what = f"the list of {first} to {last}"
    raw = client.ask(_query(first, last), what, _checked)
    count = json.loads(raw)["count"]
    if count > _WINDOW and first < last:
        middle = first + (last - first) // 2
        yield from _lists(client, first, middle)
        yield from _lists(client, middle + timedelta(1), last)
        return
    yield raw
    for page in range(2, -(-min(count, _WINDOW) // _PAGE) + 1):
        yield client.ask(_query(first, last, page), f"{what}, page {page}", _checked)


def _query(first: date, last: date, page: int = 1, per_page: int = _PAGE) -> str:
    asked = [
        ("conditions[term]", '"arms sales notification"'),
        ("conditions[agencies][]", "defense-department"),
        ("conditions[type][]", "NOTICE"),
        ("conditions[publication_date][gte]", f"{first}"),
        ("conditions[publication_date][lte]", f"{last}"),
        ("per_page", f"{per_page}"), ("page", f"{page}"), ("order", "oldest"),
        *(("fields[]", field) for field in _FIELDS),
    ]  # fmt: skip
    return f"{_PATH}?{urlencode(asked)}"


def _checked(raw: bytes) -> bytes:
    """The same list, if it is whole; raises BrokenAnswerError if it is not."""
    _listed(raw)
    return raw


def _listed(raw: bytes) -> _Documents:
    """The documents of a list.

    Raises:
        BrokenAnswerError: if the answer is cut short, no list, or one of its entries lacks a field.
    """
    try:
        answer = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BrokenAnswerError("the answer is empty, cut short or not JSON") from error
    match answer:
        case {"count": 0}:
            return []
        case {"count": int(), "results": [*documents]}:
            for document in documents:
                missing = [field for field in _FIELDS if not _has(document, field)]
                if missing:
                    raise BrokenAnswerError(f"an entry of the list lacks its {missing[0]}")
            return documents
    raise BrokenAnswerError("the answer is not a list of documents with its count")


def _has(document: object, field: str) -> bool:
    text = document.get(field) if isinstance(document, dict) else None
    is_text = isinstance(text, str) and bool(text)
    return is_text and (field != "document_number" or bool(_DOCUMENT.fullmatch(str(text))))


def _text(raw: bytes) -> bytes:
    if not _IS_NOTICE.search(raw):
        raise BrokenAnswerError("the answer is not the text of a notice")
    return raw


def _samples(client: Client) -> Iterator[tuple[str, str]]:
    """A list and a text of one day long past, which will not change."""
    day = date(2011, 8, 3)
    documents = _listed(client.ask(_query(day, day, per_page=20), "the list of a day", _checked))
    yield "the list", pd.DataFrame(documents, columns=list(_FIELDS)).to_csv(index=False)
    for document in documents[:1]:
        path = urlsplit(document["raw_text_url"]).path
        yield "a notice", client.ask(path, "a notice", _text).decode("utf-8", errors="replace")


SERVICE = Service(
    "Federal Register", "https://www.federalregister.gov", _years, _samples, Limits(spacing_s=0.05)
)

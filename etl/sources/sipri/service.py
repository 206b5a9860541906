"""SIPRI's arms-transfers backend: its register, downloaded in parts and kept as it was answered.

The backend is slow (half a minute for an answer is usual) and not documented. What is asked of it
stands in ``_body``, what an answer must look like in ``_read``. A register is downloaded into
``parts/`` of its folder, one answer a file, so that a refresh that was interrupted asks only for
what is missing; then the parts become one zip. SIPRI revises all years at once, so parts of
different days are not mixed.
"""

import base64
import hashlib
import json
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etl.common.files import zipped
from etl.common.http import BrokenAnswerError, Client, ServiceError
from etl.intake.incoming import Progress, Report, alone, keep, let_go
from etl.sources import Service, Wanted
from etl.table import FIRST_YEAR

_REGISTER = "/trades/trade-register-csv/"
_KEPT_S = 24 * 3600
_GENERATED = re.compile(r"^Data generated: (\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4})\b", re.MULTILINE)
# Not strptime, whose names of months follow the locale.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Export:
    """A form of the register.

    Attributes:
        name: What it is called here.
        flags: How it is asked for.
        header: How its header line begins.
        last_column: How that ends.
        chunk: Years in one request; None for all of them.
    """

    name: str
    flags: tuple[str, ...]
    header: str
    last_column: str
    chunk: int | None


DELIVERIES = Export(
    "deliveries", ("opendeals", "exportOption"), "SIPRI AT Database ID,", "Local production", 5
)
# One request, because the register counts of a deal only what was delivered in the years asked for.
DEALS = Export(
    "deals", ("opendeals",), "Recipient,Supplier,Year of order", "SIPRI TIV of delivered weapons",
    None,
)  # fmt: skip


@dataclass(frozen=True)
class _Period:
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


@dataclass(frozen=True)
class _Answer:
    """One answer as it came, the day on which its data were generated, and its table rows."""

    raw: bytes
    day: date | None
    rows: int


@dataclass(frozen=True)
class _Download:
    """What is asked for, apart from the years, and where the answers are kept meanwhile."""

    client: Client
    export: Export
    suppliers: list[int]
    recipients: list[int]
    parts: Path

    def part(self, period: _Period) -> Path:
        """The file of one answer."""
        return self.parts / f"{period.first}-{period.last}.json"

    def ask(self, period: _Period) -> _Answer:
        """Have one period answered, and keep the answer."""
        answer = self.client.ask(
            _REGISTER,
            f"{self.export.name} {period}",
            lambda raw: _read(raw, self.export),
            _body(self.export, period, self.suppliers, self.recipients),
        )
        keep(self.part(period), answer.raw)
        return answer

    def kept(self, periods: list[_Period]) -> dict[_Period, _Answer]:
        """The answers that an interrupted refresh left and that may still serve, oldest first."""
        found: list[tuple[float, _Period, _Answer]] = []
        for period in periods:
            # A part that is missing or damaged is asked for again.
            with suppress(OSError, BrokenAnswerError):
                written = self.part(period).stat().st_mtime
                answer = _read(self.part(period).read_bytes(), self.export)
                if answer.day is not None and time.time() - written <= _KEPT_S:
                    found.append((written, period, answer))
        return {period: answer for _, period, answer in sorted(found, key=lambda part: part[0])}


def register(client: Client, folder: Path, wanted: Wanted, report: Report, export: Export) -> Path:
    """Download one form of the register for these years of delivery and names of SIPRI's.

    Puts ``sipri-<export>_<first>-<last>_<day of generation>.zip`` into the folder, with every
    answer as it came, ``<first>-<last>.json``. If names were given, ``_only-`` and a word for them
    follow the years. Reports what is asked for next, and the end.

    Raises:
        ServiceError: if it cannot be had now; what was finished is kept for a day.
    """
    asked = f"{client.name}, {export.name}"
    with alone(folder):
        first, newest = wanted.years
        last = _last_year(client) if newest is None else newest
        if not FIRST_YEAR <= first <= last:
            fix = f"Give years from {FIRST_YEAR} on, the earlier one first."
            raise ServiceError(asked, f"{first} to {last} is no period of the register", fix)
        from_whom, to_whom = _entities(client, wanted.suppliers, wanted.recipients)
        only = _only(from_whom, to_whom)
        size = export.chunk or last - first + 1
        parts = folder / "parts" / f"{export.name}_{size}-years{only}"
        periods = [_Period(at, min(at + size - 1, last)) for at in range(first, last + 1, size)]
        download = _Download(client, export, from_whom, to_whom, parts)
        day, answers = _complete(download, periods, asked, report)
        target = folder / f"sipri-{export.name}_{first}-{last}{only}_{day}.zip"
        keep(target, zipped({download.part(p).name: answers[p].raw for p in periods}))
        report(_progress(f"{target.name} is complete", answers, len(periods)))
        let_go(parts)
    return target


def _complete(
    download: _Download, periods: list[_Period], asked: str, report: Report
) -> tuple[date, dict[_Period, _Answer]]:
    """Answers for all periods, generated on one day, and that day."""
    answers = download.kept(periods)
    for _ in range(2):  # the second time, what is of another day than the newest answer
        for period in periods:
            if period not in answers:
                report(_progress(f"{download.export.name} {period}", answers, len(periods)))
                answers[period] = download.ask(period)
        days = [answer.day for answer in answers.values() if answer.day]
        if not days:
            raise ServiceError(asked, "SIPRI has no data for this", "Give other years or names.")
        other = [period for period in answers if answers[period].day not in (None, days[-1])]
        if not other:
            return days[-1], answers
        for period in other:
            del answers[period]
    happened = f"the answers are of different days, the last of {days[-1]}"
    raise ServiceError(asked, happened, "SIPRI may be updating its data: try again later.")


def _body(
    export: Export, period: _Period, suppliers: list[int], recipients: list[int]
) -> dict[str, object]:
    """The request as SIPRI's own site makes it; it is not documented."""

    def condition(
        field: str,
        word: str = "",
        low: int | str = "",
        high: int | str = "",
        ids: Sequence[int] = (),
    ) -> dict[str, object]:
        return {
            "field": field, "oldField": "", "condition": word, "value1": low, "value2": high,
            "listData": list(ids),
        }  # fmt: skip

    filters = [
        condition("Delivery year", "contains", period.first, period.last),
        condition("Order year", "contains", 0, period.last),
        *(condition(flag) for flag in export.flags),
    ]
    if suppliers:
        filters.append(condition("Supplier", "contains", ids=suppliers))
    if recipients:
        filters.append(condition("Recipient", "contains", ids=recipients))
    return {"filters": filters, "logic": "AND"}


def _read(raw: bytes, export: Export) -> _Answer:
    """Look at an answer: whether it is whole and what was asked for, its day and its rows.

    Raises:
        BrokenAnswerError: if it is not.
    """
    text = _table(raw)
    generated = _GENERATED.search(text)
    day = _day(generated) if generated else None
    lines = text.split("\n")
    at = next((at for at, line in enumerate(lines) if line.startswith(export.header)), None)
    if at is None:
        if "No data found" in text:
            return _Answer(raw, day, 0)
        raise BrokenAnswerError(f"the answer has no header line {export.header!r}")
    if day is None:
        raise BrokenAnswerError("the answer does not say when its data were generated")
    # SIPRI ends every row with its line; a header without rows may be the end.
    if not text.endswith(("\n", export.last_column)):
        raise BrokenAnswerError("the table in the answer is cut short")
    return _Answer(raw, day, sum(1 for line in lines[at + 1 :] if line.strip()))


def _table(raw: bytes) -> str:
    """The table inside an answer, whatever it is; raises BrokenAnswerError if there is none."""
    content = _json(raw)
    encoded = content.get("bytes") if isinstance(content, dict) else None
    if not isinstance(encoded, str):
        raise BrokenAnswerError("the answer lacks its text 'bytes'")
    try:
        text = base64.b64decode(encoded, validate=True).decode("latin-1")
    except ValueError as error:
        raise BrokenAnswerError("the table in the answer is cut short or damaged") from error
    _no_page(text)
    return text


def _day(generated: re.Match[str]) -> date:
    day, month, year = generated.groups()
    try:
        return date(int(year), _MONTHS.index(month) + 1, int(day))
    except ValueError as error:
        raise BrokenAnswerError(f"{generated.group()!r} is no date") from error


def _json(raw: bytes) -> object:
    _no_page(raw[:100].decode("latin-1"))
    try:
        content: object = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BrokenAnswerError("the answer is empty, cut short or not JSON") from error
    return content


def _no_page(text: str) -> None:
    if text.lstrip().startswith("<"):
        raise BrokenAnswerError("a web page came instead of data")


def _last_year(client: Client) -> int:
    """The last year that SIPRI has data of."""

    def read(raw: bytes) -> int:
        year = _json(raw)
        year = int(year) if isinstance(year, str) and year.isdecimal() else year
        if not isinstance(year, int) or not FIRST_YEAR <= year <= date.today().year:
            raise BrokenAnswerError("the answer is not a year")
        return year

    return client.ask("/trades/getMaxYear", "the last year", read)


def _entities(
    client: Client, suppliers: Sequence[str], recipients: Sequence[str]
) -> tuple[list[int], list[int]]:
    """SIPRI's numbers of the suppliers and of the recipients, sorted.

    Names are compared letter by letter but for case: a likely-looking match would hand a rebel
    group's arms to the state it fights.
    """
    if not (suppliers or recipients):
        return [], []
    known = client.ask("/countries/getAllCountriesTrimmed", "the list of countries", _names)
    missing = [name for name in (*suppliers, *recipients) if _folded(name) not in known]
    if missing:
        lacks = f"it does not hold {', '.join(map(repr, missing))}"
        asked = f"{client.name}, the list of countries"
        raise ServiceError(asked, lacks, "Write each name as SIPRI does.")
    from_whom, to_whom = (
        sorted({number for name in names for number in known[_folded(name)]})
        for names in (suppliers, recipients)
    )
    return from_whom, to_whom


def _names(raw: bytes) -> dict[str, list[int]]:
    """Names in SIPRI's list of countries with their numbers, apart from deleted entries."""
    entries = _json(raw)
    names: dict[str, list[int]] = {}
    for entry in entries if isinstance(entries, list) else []:
        match entry:
            case {"deleted": True}:
                continue
            case {"EntityId": int(number), "Name": str(name)}:
                names.setdefault(_folded(name), []).append(number)
            case _:
                raise BrokenAnswerError("an entry lacks its EntityId or its Name")
    if not names:
        raise BrokenAnswerError("the answer is not a list of countries")
    return names


def _folded(name: str) -> str:
    return name.strip().casefold()


def _only(suppliers: list[int], recipients: list[int]) -> str:
    """A word for a choice of countries, short however many they are; empty for all."""
    if not (suppliers or recipients):
        return ""
    chosen = json.dumps([suppliers, recipients]).encode()
    return f"_only-{hashlib.sha256(chosen).hexdigest()[:8]}"


def _progress(what: str, answers: dict[_Period, _Answer], of: int) -> Progress:
    rows = sum(answer.rows for answer in answers.values())
    size = sum(len(answer.raw) for answer in answers.values())
    return Progress(what, len(answers), of, rows, size)


def _registers(client: Client, folder: Path, wanted: Wanted, report: Report) -> Iterator[Path]:
    for export in (DELIVERIES, DEALS):
        yield register(client, folder, wanted, report, export)


def _samples(client: Client) -> Iterator[tuple[str, str]]:
    """A year of both forms, the first, which is among the shortest and will not change much."""
    year = _Period(FIRST_YEAR, FIRST_YEAR)
    for export in (DELIVERIES, DEALS):
        body = _body(export, year, [], [])
        yield export.name, client.ask(_REGISTER, export.name, _table, body)


SERVICE = Service("SIPRI", "https://atbackend.sipri.org/api/p", _registers, _samples)

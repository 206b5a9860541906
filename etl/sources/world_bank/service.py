"""The World Bank's series of arms transfers, downloaded whole and kept as they were answered."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from etl.common.http import BrokenAnswerError, Client
from etl.intake.incoming import Progress, Report, alone, keep
from etl.sources import Service
from etl.sources.world_bank.series import ROLES

_PATH = "/v2/en/indicator/{}?downloadformat=csv"
_UNPACKED_BYTES = 50_000_000  # fifty times what the members of one series take


@dataclass(frozen=True)
class _Answer:
    """One zip as it came, the day of its last update, and the rows of its table."""

    raw: bytes
    updated: date
    rows: int


def totals(client: Client, folder: Path, report: Report) -> list[Path]:
    """Download both series, exports and imports of each country and year, whole.

    Puts ``<series>_<day of last update>.zip`` for each of ``ROLES`` into the folder, as it was
    answered. The World Bank has no choice of years or countries. Reports what is asked for next.

    Raises:
        ServiceError: if a series cannot be had now; one that was finished is kept.
    """
    paths: list[Path] = []
    rows = size = 0
    with alone(folder):
        for series in ROLES:
            report(Progress(series, len(paths), len(ROLES), rows, size))
            answer = client.ask(_PATH.format(series), series, partial(_read, series=series))
            paths.append(folder / f"{series}_{answer.updated}.zip")
            keep(paths[-1], answer.raw)
            rows += answer.rows
            size += len(answer.raw)
        report(Progress("both series are complete", len(paths), len(ROLES), rows, size))
    return paths


def _read(raw: bytes, series: str) -> _Answer:
    """Look at an answer: whether it is a whole zip with the table of the series in it.

    Raises:
        BrokenAnswerError: if it is not.
    """
    try:
        lines = list(csv.reader(io.StringIO(_unpacked(raw, series))))
    except csv.Error as error:
        raise BrokenAnswerError(f"the table is not CSV: {error}") from error
    updated: date | None = None
    for at, line in enumerate(lines):
        match line:
            case ["Last Updated Date", day, *_]:
                updated = _day(day)
            case ["Country Name", "Country Code", "Indicator Name", "Indicator Code", *_]:
                rows = [row for row in lines[at + 1 :] if row]
                break
    else:
        raise BrokenAnswerError("the table has no header line")
    if updated is None:
        raise BrokenAnswerError("the table does not say when it was updated")
    if not rows or any(row[3:4] != [series] for row in rows):
        raise BrokenAnswerError(f"the table is not one of {series}")
    return _Answer(raw, updated, len(rows))


def _unpacked(raw: bytes, series: str) -> str:
    """The table in an answer, whatever it holds; raises BrokenAnswerError if there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _table(archive, series)
    # What the libraries raise for damage, encryption, unknown methods and odd bytes.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise BrokenAnswerError(f"the answer is not a zip with a table: {error}") from error


def _table(archive: zipfile.ZipFile, series: str) -> str:
    """The text of the one table of the series, unpacked within bounds."""
    if sum(member.file_size for member in archive.infolist()) > _UNPACKED_BYTES:
        raise BrokenAnswerError(f"the zip unpacks to more than {_UNPACKED_BYTES / 1e6:g} MB")
    tables = [
        member for member in archive.infolist() if member.filename.startswith(f"API_{series}_")
    ]
    if len(tables) != 1 or not tables[0].filename.endswith(".csv"):
        raise BrokenAnswerError(f"the zip does not hold one table of {series}")
    if tables[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BrokenAnswerError("the zip is packed in an unusual way")
    with archive.open(tables[0]) as unpacked:
        # Unpacks no more than declared; a member that holds more fails its checksum.
        content = unpacked.read(tables[0].file_size)
    return content.decode("utf-8-sig")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BrokenAnswerError(f"the date of the last update is {text!r}") from error


def _samples(client: Client) -> Iterator[tuple[str, str]]:
    """Both series, because the World Bank hands out no part of one in this form."""
    for series in ROLES:
        yield series, client.ask(_PATH.format(series), series, partial(_unpacked, series=series))


SERVICE = Service(
    "World Bank", "https://api.worldbank.org",
    lambda client, folder, wanted, report: totals(client, folder, report), _samples,
)  # fmt: skip

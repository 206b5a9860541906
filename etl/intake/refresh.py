"""Downloading the newest data of every source that has a service."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etl import cards, sources
from etl.common.errors import DataError
from etl.common.http import Client, Limits, ServiceError
from etl.common.terminal import console, say
from etl.intake.incoming import Report
from etl.intake.raw import Text
from etl.intake.recognise import part_of
from etl.sources import Service, Wanted

_PROMPT = Limits(between_bytes_s=60, answer_s=60, attempts=1)


@dataclass(frozen=True)
class Downloaded:
    """Files that came, and what went wrong with the others in a line each."""

    files: list[Path]
    failures: list[ServiceError]


def download(names: Sequence[str], data: Path, wanted: Wanted, report: Report) -> Downloaded:
    """Download from the services named; one that fails does not keep the others back.

    The answers lie below ``downloads`` of the data folder until they are taken in. A mirror, or a
    test, says where it stands: ``ARMS_SIPRI_URL``, ``ARMS_WORLD_BANK_URL`` and so on. Reports
    before each request and at the end of each download.
    """
    files: list[Path] = []
    failures: list[ServiceError] = []
    for name in names:
        service = sources.service(name)
        try:
            client = _client(name, service)
            # One by one: a register that cannot be had does not keep back one that came.
            for path in service.download(
                client, data / cards.DOWNLOADS / "incoming", wanted, report
            ):
                files.append(path)
        except ServiceError as error:
            failures.append(error)
    return Downloaded(files, failures)


def _client(name: str, service: Service, limits: Limits | None = None) -> Client:
    mirror = os.environ.get(f"ARMS_{name.replace('-', '_').upper()}_URL")
    return Client(service.publisher, mirror or service.base, limits=limits or service.limits)


def looked_at(name: str) -> tuple[bool, str]:
    """Whether the form of a service's smallest answers is known, and a line that says so.

    It asks once and waits no longer than a minute for an answer. Nothing is written.

    Args:
        name: One of :func:`etl.sources.services`.
    """
    service = sources.service(name)
    seen: list[str] = []
    different: list[str] = []
    try:
        for what, table in service.sample(_client(name, service, _PROMPT)):
            seen.append(what)
            different += [f"{what}: {found}" for found in _different(what, table)]
    except ServiceError as error:
        different.append(str(error).removeprefix(service.publisher).lstrip(",: "))
    told = " ".join(different) or f"the form of its answers is known ({', '.join(seen)})."
    return not different, f"{service.publisher}: {told}"


def _different(what: str, table: str) -> list[str]:
    """What a table has, in its columns or in the lines above, that no form here knows."""
    text = Text(Path(what), "", table.replace("\r\n", "\n").rstrip("\n").split("\n"))
    try:
        part = part_of(text)
        new = [
            f"a column {name!r} that is not known and would be ignored." for name in part.unknown
        ]
        if not any(rows.released for rows in sources.known()[part.source].tables.values()):
            return new
        # Which release it is of, a part of the register cannot always tell.
        card = part.form.card(text.path, [part], [], date.today().year + 1)
    except DataError as error:
        return [f"{problem.message}." for problem in error.problems]
    return new if card["generated"] else [*new, "it does not say when it was generated."]


@contextmanager
def download_report() -> Iterator[Report]:
    """Shows progress: a bar with rows, bytes and time left, or plain lines when piped."""
    if not sys.stderr.isatty():
        yield lambda step: say(
            f"{step.what}: {step.done} of {step.of}, {step.rows:,} rows, {step.bytes:,} bytes",
            file=sys.stderr,
        )
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[megabytes]:.1f} MB"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Bars(*columns, console=console(stderr=True), transient=True) as bars:
        task = bars.add_task("asking", total=None, rows=0, megabytes=0.0)
        yield lambda step: bars.update(
            task, description=step.what, completed=step.done, total=step.of, rows=step.rows,
            megabytes=step.bytes / 1e6,
        )  # fmt: skip

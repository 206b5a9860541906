"""Downloading the newest data of every source that has a service."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from etl import cards, sources
from etl.common.http import Client, ServiceError
from etl.intake.incoming import Report
from etl.sources import Wanted


@dataclass(frozen=True)
class Downloaded:
    """Files that came, and what went wrong with the others in a line each."""

    files: list[Path]
    failures: list[ServiceError]


def download(names: Sequence[str], data: Path, wanted: Wanted, report: Report) -> Downloaded:
    """Download from the services named; one that fails does not keep the others back.

    The answers lie below ``downloads`` of the data folder until they are taken in. A mirror, or a
    test, says where it stands: ``ARMS_SIPRI_URL``, ``ARMS_WORLD_BANK_URL``. Reports before each
    request and at the end of each download.
    """
    files: list[Path] = []
    failures: list[ServiceError] = []
    for name in names:
        service = sources.service(name)
        mirror = os.environ.get(f"ARMS_{name.replace('-', '_').upper()}_URL")
        try:
            client = Client(service.publisher, mirror or service.base)
            # One by one: a register that cannot be had does not keep back one that came.
            for path in service.download(
                client, data / cards.DOWNLOADS / "incoming", wanted, report
            ):
                files.append(path)
        except ServiceError as error:
            failures.append(error)
    return Downloaded(files, failures)


@contextmanager
def download_report() -> Iterator[Report]:
    """Shows progress: a bar with rows, bytes and time left, or plain lines when piped."""
    if not sys.stderr.isatty():
        yield lambda step: print(
            f"{step.what}: {step.done} of {step.of}, {step.rows:,} rows, {step.bytes:,} bytes",
            file=sys.stderr, flush=True,
        )  # fmt: skip
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[megabytes]:.1f} MB"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("asking", total=None, rows=0, megabytes=0.0)
        yield lambda step: bars.update(
            task, description=step.what, completed=step.done, total=step.of, rows=step.rows,
            megabytes=step.bytes / 1e6,
        )  # fmt: skip

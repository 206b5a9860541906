"""Downloading the newest data of every source that has a service."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from etl import cards
from etl.services import Progress, ServiceError

# Where a mirror, or a test, says that it stands.
SIPRI_URL = "ARMS_SIPRI_URL"
WORLD_BANK_URL = "ARMS_WORLD_BANK_URL"
_INCOMING = "incoming"

Report = Callable[[Progress], None]


@dataclass(frozen=True)
class Downloaded:
    """Files that came, and what went wrong with the others in a line each."""

    files: list[Path]
    failures: list[ServiceError]


def download(
    names: Sequence[str],
    data: Path,
    years: tuple[int, int | None],
    *,
    suppliers: Sequence[str] = (),
    recipients: Sequence[str] = (),
    report: Report,
) -> Downloaded:
    """Download from the services named; one that fails does not keep the others back.

    Args:
        names: ``sipri``, ``world-bank``.
        data: The data folder; the answers lie below its ``downloads`` until they are taken in.
        years: First and last year of delivery; None for SIPRI's newest.
        suppliers: SIPRI's names of suppliers, or none for all.
        recipients: SIPRI's names of recipients, or none for all.
        report: Called before each request and at the end of each download.
    """
    files: list[Path] = []
    failures: list[ServiceError] = []
    folder = data / cards.DOWNLOADS / _INCOMING
    for name in names:
        try:
            if name == "sipri":
                files += _sipri(folder, years, suppliers, recipients, report)
            else:
                files += _world_bank(folder, report)
        except ServiceError as error:
            failures.append(error)
    return Downloaded(files, failures)


def _sipri(
    folder: Path,
    years: tuple[int, int | None],
    suppliers: Sequence[str],
    recipients: Sequence[str],
    report: Report,
) -> list[Path]:
    from etl.services import sipri
    from etl.services.http import Service

    service = Service(sipri.NAME, os.environ.get(SIPRI_URL) or sipri.BASE)
    return [
        ask(service, years, suppliers=suppliers, recipients=recipients, folder=folder,
            report=report)
        for ask in (sipri.deliveries, sipri.deals)
    ]  # fmt: skip


def _world_bank(folder: Path, report: Report) -> list[Path]:
    from etl.services import world_bank
    from etl.services.http import Service

    base = os.environ.get(WORLD_BANK_URL) or world_bank.BASE
    return world_bank.totals(Service(world_bank.NAME, base), folder, report)


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

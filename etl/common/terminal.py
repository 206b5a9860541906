"""What commands say on the terminal: sentences, tables and progress, alike for all of them."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

import click

from etl.common.given import harmless

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

    from etl.checks import CheckResult

_NUMBERS = {
    "Rows", "Seconds", "Examined", "Failed", "Age in days", "Pairs", "Revised", "Change", "Cells",
    "Deals", "Revised by",
    "Exact", "Within rounding", "Off", "Line",
}  # fmt: skip


def ended(command: Callable[[], int], kept: str = "Nothing was changed.") -> int:
    """The exit code of a command, which ends without a traceback whatever the machine does.

    Its output may go to a full disk, to a reader that has gone away, such as `head`, or nowhere.
    ``kept`` is what to say of its work where somebody interrupts it.
    """
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # its caller closed it
            setattr(sys, name, Path(os.devnull).open("r+", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace" if name == "stdin" else "backslashreplace")
    told = ""
    try:
        Path.cwd()  # of a folder that is gone each library would complain in its own words
    except FileNotFoundError:
        command = _called_from_nowhere
    try:
        code = command()
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        pass
    except OSError as error:
        what = f"{error.filename} cannot be read or written" if error.filename else (
            "The output cannot be written"
        )  # fmt: skip
        told = f"{what}: {error.strerror}. Free some space, or check its rights."
    except UnicodeEncodeError as error:
        part = error.object[max(error.start - 40, 0) : error.end + 40]
        told = f"This is not UTF-8: {part}. Rename it, or write it anew."
    except MemoryError:
        told = "There is not enough memory. Close other programs, or give less at once."
    except (KeyboardInterrupt, EOFError, RuntimeError) as error:
        # As DuckDB 2.0 hands on a KeyboardInterrupt.
        if isinstance(error, RuntimeError) and str(error) != "Query interrupted":
            raise
        told = f"Interrupted. {kept}"
    with suppress(OSError):
        if told:
            say(told, file=sys.stderr)
    _drop_output()
    return 1


def _called_from_nowhere() -> int:
    told = "The folder that this was called from is no longer there. Call it from another."
    say(told, file=sys.stderr)
    return 1


def _drop_output() -> None:
    """Let what could not be written go, which Python tries again at its end."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def misunderstood(error: click.UsageError) -> NoReturn:
    """Say what is wrong with a command's words, and end with 2."""
    click.UsageError(harmless(error.format_message()), error.ctx).show()
    raise SystemExit(error.exit_code) from error


def say(*words: object, file: IO[str] | None = None) -> None:
    """Print at once, with whatever could steer the terminal spelled out."""
    print(*map(harmless, words), file=file, flush=True)


def console(*, stderr: bool = False, width: int | None = None) -> Console:
    """A terminal to which a text is a text: brackets and colons in it mean nothing."""
    from rich.console import Console

    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


def table_of(*columns: str) -> Table:
    """An empty table with these columns; those of numbers are set to the right."""
    from rich import box
    from rich.table import Table

    class Harmless(Table):
        def add_row(self, *cells: RenderableType | None, **options: Any) -> None:
            super().add_row(
                *(harmless(cell) if isinstance(cell, str) else cell for cell in cells), **options
            )

    table = Harmless(box=box.SIMPLE_HEAD)
    for column in columns:
        right = column in _NUMBERS or column.startswith("TIV m")
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    return table


def print_table(table: Table) -> None:
    """On a terminal at its width; into a pipe wide enough that no cell is broken."""
    console(width=None if sys.stdout.isatty() else 160).print(table)


def print_checks(results: Sequence[CheckResult]) -> None:
    """What each check examined, and how much of it failed."""
    table = table_of("Check", "Examined", "Failed")
    for result in results:
        table.add_row(result.title, f"{result.examined:,}", f"{result.failed:,}")
    print_table(table)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Reports steps: a moving line on a terminal, plain lines when piped."""
    if not sys.stderr.isatty():
        yield lambda step: say(step, file=sys.stderr)
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    words = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), words, TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading")
        yield lambda step: progress.update(task, description=harmless(step))

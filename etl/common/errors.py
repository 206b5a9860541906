"""What can be wrong with the data, said so that a maintainer can act on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from etl.common.given import harmless

_SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One fault in one file: where it stands, what was found, what to do about it."""

    path: Path
    message: str
    fix: str
    line: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        where = str(near(self.path))
        if self.line is not None:
            where += f", line {self.line}"
        if self.column is not None:
            where += f", column {self.column}"
        found = f" (found {self.value!r})" if self.value is not None else ""
        return harmless(f"{where}: {self.message}{found}. {self.fix}".replace("\n", r"\n"))


def near(path: Path) -> Path:
    """The path as seen from the current folder, if it lies inside it."""
    absolute, here = path.absolute(), Path.cwd()
    return absolute.relative_to(here) if absolute.is_relative_to(here) else path


class DataError(Exception):
    """The data cannot be loaded; carries every problem found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        lines = [str(problem) for problem in problems[:_SHOWN]]
        if len(problems) > _SHOWN:
            lines.append(f"… and {len(problems) - _SHOWN} more problems.")
        super().__init__("\n".join(lines))

    @classmethod
    def of(
        cls,
        path: Path,
        message: str,
        fix: str,
        line: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> DataError:
        """The error of a single problem."""
        return cls([Problem(path, message, fix, line, column, value)])


class WarehouseError(Exception):
    """The warehouse file cannot be used; the message says why and what to do."""


class UnanswerableError(Exception):
    """A question was asked with a name or parameter that does not exist."""

"""Cards: what each data file is, where it came from and on what terms.

Every table under ``data/`` has a card beside it, ``<table>.card.toml``. The card names the
parser (``source``), says in words what the table measures, and carries the checksum that tells
a damaged or edited file from the one that was taken in.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from etl.errors import DataError, Problem

SUFFIX = ".card.toml"
PRECISIONS = ("exact", "rounded", "small pairs dropped", "split")
_TEXTS = (
    "source", "publisher", "title", "measures", "unit", "release_label",
    "licence", "credit", "url", "sha256", "how",
)  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """One statement of completeness: for whom and for which years the table leaves nothing out."""

    scope: str
    name: str | None
    first_year: int
    last_year: int
    grain: str
    by_category: bool
    precision: str


@dataclass(frozen=True)
class Card:
    """The description of one data file; field meanings stand in ``data/README.md``."""

    path: Path
    source: str
    publisher: str
    title: str
    measures: str
    unit: str
    release: int | None
    release_label: str
    generated: date | None
    retrieved: date
    licence: str
    licence_url: str
    credit: str
    url: str
    sha256: str
    how: str
    coverage: tuple[Coverage, ...]

    @property
    def table_path(self) -> Path:
        """The CSV file that the card describes."""
        return self.path.with_name(self.path.name.removesuffix(SUFFIX) + ".csv")

    @property
    def snapshot_id(self) -> str:
        """Stable name of this edition of the table: folder and file stem."""
        return f"{self.path.parent.name}/{self.table_path.stem}"


def card_path(table: Path) -> Path:
    """Where the card of a CSV file stands."""
    return table.with_name(table.stem + SUFFIX)


def load_cards(data: Path) -> list[Card]:
    """Read every card below ``data``, in order of path.

    Raises:
        DataError: for a missing folder, a card that is not valid, a table without a card, a card
            without a table, or a table whose bytes are not those of its card.
    """
    if not data.is_dir():
        raise DataError([Problem(data, "the data folder does not exist", "Give --data DIR.")])
    problems: list[Problem] = []
    cards: list[Card] = []
    paths = sorted(_inside(data, f"*{SUFFIX}"))
    if not paths:
        raise DataError([Problem(data, "the data folder holds no cards", "Give --data DIR.")])
    for path in paths:
        try:
            card = _read(path)
        except DataError as error:
            problems += error.problems
            continue
        problems += _table_problems(card)
        cards.append(card)
    described = {path.name.removesuffix(SUFFIX) for path in paths}
    problems += [
        Problem(table, "the table has no card", f"Write one: arms-etl card {table.name}")
        for table in sorted(_inside(data, "*.csv"))
        if table.stem not in described or not card_path(table).exists()
    ]
    if problems:
        raise DataError(problems)
    return cards


def _inside(data: Path, pattern: str) -> list[Path]:
    """Files one folder deep; downloads keep cards of their own kind and are left out."""
    return [path for path in data.glob(f"*/{pattern}") if path.parent.name != "downloads"]


def _read(path: Path) -> Card:
    """One card, or a DataError that names every field that is missing or wrong."""
    try:
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(
            [Problem(path, f"the card is not valid TOML: {error}", "Correct the line it names.")]
        ) from error
    problems = [
        Problem(path, f"the card lacks the text field {name!r}", f'Add a line {name} = "…".')
        for name in _TEXTS
        if not (isinstance(fields.get(name), str) and fields[name].strip())
    ]
    if not isinstance(fields.get("retrieved"), date):
        problems.append(
            Problem(path, "the card lacks the date 'retrieved'", "Add retrieved = YYYY-MM-DD.")
        )
    if not isinstance(fields.get("release", 0), int):
        problems.append(
            Problem(path, "'release' is not a year", "Write it as a whole number, such as 2025.")
        )
    coverage: list[Coverage] = []
    for number, entry in enumerate(fields.get("coverage", []), start=1):
        try:
            coverage += _coverage(entry)
        except (KeyError, TypeError, ValueError) as error:
            problems.append(
                Problem(
                    path,
                    f"coverage entry {number} is not complete: {error}",
                    "Give scope, first_year, last_year, grain, by_category, precision, and names"
                    " unless the scope is the world.",
                )
            )
    if problems:
        raise DataError(problems)
    return Card(
        path=path,
        release=fields.get("release"),
        generated=fields.get("generated"),
        retrieved=fields["retrieved"],
        licence_url=fields.get("licence_url", ""),
        coverage=tuple(coverage),
        **{name: fields[name] for name in _TEXTS},
    )


def _coverage(entry: dict[str, Any]) -> list[Coverage]:
    scope, grain, precision = entry["scope"], entry["grain"], entry["precision"]
    if scope not in ("world", "recipient", "supplier"):
        raise ValueError(f"scope {scope!r} is not world, recipient or supplier")
    if grain not in ("year", "window"):
        raise ValueError(f"grain {grain!r} is not year or window")
    if precision not in PRECISIONS:
        raise ValueError(f"precision {precision!r} is none of {', '.join(PRECISIONS)}")
    first, last = int(entry["first_year"]), int(entry["last_year"])
    if first > last:
        raise ValueError(f"{first} comes after {last}")
    names = [None] if scope == "world" else entry["names"]
    return [
        Coverage(scope, name, first, last, grain, bool(entry["by_category"]), precision)
        for name in names
    ]


def _table_problems(card: Card) -> list[Problem]:
    """Whether the table is there and still the one that the card was written for."""
    table = card.table_path
    try:
        found = sha256(table)
    except FileNotFoundError:
        return [Problem(table, "the table is missing", f"Restore it, or delete {card.path.name}.")]
    except OSError as error:
        return [Problem(table, f"the table cannot be read: {error.strerror}", "Check its rights.")]
    if found != card.sha256:
        return [
            Problem(
                table,
                "the table is not the one its card describes: truncated, damaged or edited",
                f"Restore it; if the change is meant, run: arms-etl card {table}",
            )
        ]
    return []


def sha256(path: Path) -> str:
    """Checksum of a file's bytes, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def seal(table: Path, today: date) -> Path:
    """Write the checksum of an edited table into its card; a new table gets a card.

    The card of a new table copies the words of the other card in its folder, which must be the
    only one or of the same name up to the first underscore, and says when it was taken in.

    Raises:
        DataError: if the table does not exist, or no card can serve as the model.
    """
    if not table.is_file():
        raise DataError([Problem(table, "there is no such table", "Give the path of a CSV file.")])
    path = card_path(table)
    if not path.exists():
        models = sorted(table.parent.glob(f"*{SUFFIX}"))
        alike = [model for model in models if len(models) == 1 or _stem(model) == _stem(table)]
        if len(alike) != 1:
            raise DataError(
                [
                    Problem(
                        table,
                        "no single card in the folder can serve as a model",
                        f"Copy the card of a similar table to {path.name} and edit it.",
                    )
                ]
            )
        text = _replace(alike[0].read_text(encoding="utf-8"), "retrieved", today.isoformat())
    else:
        text = path.read_text(encoding="utf-8")
    path.write_text(_replace(text, "sha256", f'"{sha256(table)}"'), encoding="utf-8")
    return path


def _stem(path: Path) -> str:
    return path.name.split(".")[0].split("_")[0]


def _replace(text: str, field: str, value: str) -> str:
    """The card's text with the value of one top-level line exchanged."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.startswith(f"{field} ="):
            lines[number] = f"{field} = {value}"
            break
    else:
        lines.insert(0, f"{field} = {value}")
    return "\n".join(lines) + "\n"


def readme(cards: list[Card]) -> str:
    """The text of ``data/README.md``: every table with its meaning, release and terms."""
    parts = [
        "# The data",
        "",
        "Written from the cards by `make data-readme`; edit a card, not this file.",
        "Each table has its card beside it: `<table>.card.toml`.",
        "",
    ]
    for card in cards:
        generated = card.generated.isoformat() if card.generated else "not stated by the publisher"
        parts += [
            f"## {card.snapshot_id}.csv: {card.title}",
            "",
            card.measures,
            "",
            f"- Unit: {card.unit}",
            f"- Publisher: {card.publisher}, <{card.url}>"
            if card.url.startswith("http")
            else f"- Publisher: {card.publisher}",
            f"- Release: {card.release_label}; generated {generated}; taken in {card.retrieved}",
            f"- Licence: {card.licence}" + (f" (<{card.licence_url}>)" if card.licence_url else ""),
            f"- Credit line: {card.credit}",
            f"- How it came here: {card.how}",
            f"- sha256: `{card.sha256}`",
            "",
        ]
    return "\n".join(parts)


if __name__ == "__main__":
    from etl.paths import data_dir

    (data_dir() / "README.md").write_text(readme(load_cards(data_dir())), encoding="utf-8")

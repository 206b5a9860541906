"""Cards: what each data file is, where it came from and on what terms.

Every table under ``data/`` has a card beside it, ``<table>.card.toml``. The card names the
parser (``source``), says in words what the table measures, and carries the checksum that tells
a damaged or edited file from the one that was taken in. What a user imported or downloaded lies
under ``data/downloads/`` as it came, and its card says in ``file`` how it is called.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from etl.common import paths
from etl.common.errors import DataError, Problem, near
from etl.common.files import write_whole
from etl.common.given import content_of, toml_of
from etl.table import FIRST_YEAR

SUFFIX = ".card.toml"
DOWNLOADS = "downloads"
FORGOTTEN = "forgotten"  # what `arms-etl forget` took out lies there until it is deleted
SCOPES = ("world", "recipient", "supplier")
GRAINS = ("year", "window")
PRECISIONS = ("exact", "rounded", "small pairs dropped", "split")
_MAX_BYTES = 10_000_000
_TEXTS = (
    "source", "publisher", "title", "measures", "unit", "release_label",
    "licence", "credit", "url", "sha256", "how",
)  # fmt: skip
_COVERAGE = (
    "Give a [[coverage]] with scope, first_year, last_year, grain, by_category, precision, and"
    " names unless the scope is the world."
)
_COVERAGE_FIELDS = {
    "scope", "names", "first_year", "last_year", "grain", "by_category", "precision", "empty_years",
}  # fmt: skip
_FIELDS = {*_TEXTS, "release", "generated", "retrieved", "licence_url", "file", "coverage"}


@dataclass(frozen=True)
class Coverage:
    """One statement of completeness: for whom and for which years the table leaves nothing out.

    ``entry`` is the number of the ``[[coverage]]`` that says so. ``empty_years`` says that there
    may be no rows in the first or last of its years, or of a party at all: nothing was delivered.
    """

    entry: int
    scope: str
    name: str | None
    first_year: int
    last_year: int
    grain: str
    by_category: bool
    precision: str
    empty_years: bool


@dataclass(frozen=True)
class Card:
    """The description of one data file; field meanings stand in ``data/README.md``."""

    path: Path
    file: str
    table_path: Path
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
    text: str

    @property
    def snapshot_id(self) -> str:
        """Stable name of this edition of the table: folder and name of the card."""
        return f"{self.path.parent.name}/{self.path.name.removesuffix(SUFFIX)}"

    @property
    def downloaded(self) -> bool:
        """Whether a user brought the table in, and it can be forgotten again."""
        return self.path.parent.parent.name == DOWNLOADS


def card_path(table: Path) -> Path:
    """Where the card of a CSV file stands."""
    return table.with_name(table.stem + SUFFIX)


def load_cards(data: Path) -> list[Card]:
    """Read every card below ``data``, in order of path.

    Where :func:`etl.common.paths.completed` says so, the installed tables come first, but for those
    that ``data`` has under the same name.

    Raises:
        DataError: for a missing folder, a card that is not valid, a table without a card, a card
            without a table, a table with two cards, two cards of one name, or a table whose bytes
            are not those of its card.
    """
    if not data.is_dir() and not paths.is_own(data):
        raise DataError.of(data, "the data folder does not exist", "Give --data DIR.")
    problems: list[Problem] = []
    cards: list[Card] = []
    found = _inside(data, SUFFIX) + _inside(data / DOWNLOADS, SUFFIX)
    if paths.completed(data):
        named = {path.relative_to(data) for path in found}
        bundled = _inside(paths.INSTALLED, SUFFIX)
        found = [path for path in bundled if path.relative_to(paths.INSTALLED) not in named] + found
    if not found:
        raise DataError.of(data, "the data folder holds no cards", "Give --data DIR.")
    for path in found:
        try:
            cards.append(_read(path))
            _refuse_another_table(cards[-1])
        except DataError as error:
            problems += error.problems
    problems += _again(cards)
    for table in _inside(data, ".csv"):
        if not card_path(table).exists():
            fix = f"Write one: arms-etl card {near(table)}"
            problems.append(Problem(table, "the table has no card", fix))
    if problems:
        raise DataError(problems)
    return cards


def _again(cards: list[Card]) -> list[Problem]:
    """Cards of a table that has one already, or with the name of another."""
    problems = []
    first: dict[object, Card] = {}
    for card in cards:
        for key, message, fix in (
            (card.table_path, "{} describes the same table", "Keep one of the two."),
            (card.snapshot_id, "{} has the same folder and name", "Rename one with its table."),
        ):
            other = first.setdefault(key, card)
            if other is not card:
                problems.append(Problem(card.path, message.format(near(other.path)), fix))
    return problems


def _inside(data: Path, suffix: str) -> list[Path]:
    """Files one folder deep; downloads are looked for one folder deeper, if there are any."""
    if not data.is_dir():
        return []
    try:
        folders = [path for path in data.iterdir() if path.is_dir() and path.name != DOWNLOADS]
        files = [path for folder in folders for path in folder.iterdir()]
    except OSError as error:
        raise DataError([_unusable(Path(error.filename or data), error)]) from error
    return sorted(path for path in files if path.name.endswith(suffix))


def brought_in(data: Path, *, forgotten: bool = False) -> list[Card]:
    """The cards of what was imported or downloaded, or of what was forgotten of it.

    A file without a card was not taken in.

    Raises:
        DataError: if a card is not valid.
    """
    folder = data / DOWNLOADS / FORGOTTEN if forgotten else data / DOWNLOADS
    return [_read(path) for path in _inside(folder, SUFFIX)]


def _unusable(path: Path, error: OSError) -> Problem:
    return Problem(path, f"cannot be used: {error.strerror}", "Check its rights, or restore it.")


def _read(path: Path) -> Card:
    try:
        return parse(path, content_of(path, _MAX_BYTES).decode())
    except OSError as error:
        raise DataError([_unusable(path, error)]) from error
    except UnicodeDecodeError as error:
        raise DataError([_not_toml(path, error)]) from error


def _not_toml(path: Path, error: Exception) -> Problem:
    return Problem(path, f"the card is not valid TOML: {error}", "Correct the line it names.")


def parse(path: Path, text: str, table_path: Path | None = None) -> Card:
    """A card from its TOML; ``table_path`` is the table, if it does not lie beside the card yet.

    Raises:
        DataError: naming every field that is missing or wrong.
    """
    try:
        fields = toml_of(text)
    except ValueError as error:
        raise DataError([_not_toml(path, error)]) from error
    problems: list[Problem] = []

    def wrong(message: str, fix: str, column: str | None = None, value: str | None = None) -> None:
        problems.append(Problem(path, message, fix, None, column, value))

    for name in _TEXTS:
        if not (isinstance(fields.get(name), str) and fields[name].strip()):
            wrong(f"the card lacks the text field {name!r}", f'Add a line {name} = "…".')
    for name in (name for name in fields if name not in _FIELDS):
        wrong(f"the card has an unknown field {name!r}", "Correct its name, or drop it.")
    # A date with a time of day is meant only where publishers give one.
    if type(fields.get("retrieved")) is not date:
        wrong("'retrieved' is not a date", "Write retrieved = YYYY-MM-DD.", "retrieved")
    generated = fields.get("generated", date.today())
    if not (type(generated) is date or _is_local_time(generated)):
        wrong("'generated' is not a date", "Write generated = YYYY-MM-DD.", "generated")
    if "release" in fields and not _is_year(fields["release"]):
        message = f"'release' is not a year from {FIRST_YEAR} to {_newest_year()}"
        fix = "Write it as a whole number, such as 2025; or set this machine's clock."
        wrong(message, fix, "release", str(fields["release"]))
    if not isinstance(fields.get("licence_url", ""), str):
        wrong("'licence_url' is not text", "Write it in quotation marks.")
    file = fields.get("file", path.name.removesuffix(SUFFIX) + ".csv")
    if not (isinstance(file, str) and file and Path(file).name == file):
        wrong("'file' is not the name of a file beside the card", "Correct it.")
    coverage: list[Coverage] = []
    entries = fields.get("coverage", [])
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries], start=1):
        try:
            coverage += _coverage(number, entry)
        except ValueError as error:
            wrong(f"coverage entry {number}: {error}", _COVERAGE, "coverage")
    problems += _after_release(path, table_path, fields.get("release"), coverage)
    first: dict[object, int] = {}
    for claim in coverage:
        key = (claim.scope, claim.name, claim.first_year, claim.last_year, claim.grain)
        if key in first:
            message = f"coverage entry {claim.entry}: entry {first[key]} speaks of the same"
            wrong(message, "Keep one of the two.", "coverage", claim.name)
        first.setdefault(key, claim.entry)
    if problems:
        raise DataError(problems)
    return Card(
        path=path,
        file=file,
        table_path=table_path or path.with_name(file),
        release=fields.get("release"),
        generated=fields.get("generated"),
        retrieved=fields["retrieved"],
        licence_url=fields.get("licence_url", ""),
        coverage=tuple(coverage),
        text=text,
        **{name: fields[name] for name in _TEXTS},
    )


def _after_release(
    path: Path, table_path: Path | None, release: Any, coverage: list[Coverage]
) -> list[Problem]:
    """A year that the release does not have yet would look like a year without deliveries."""
    late = [claim for claim in coverage if _is_year(release) and claim.last_year >= release]
    found = []
    for claim in late:
        message = f"the data of the {release} release end in {release - 1}"
        years = f"{claim.first_year}–{claim.last_year}"
        if table_path:  # it is taken in, with the coverage that its user or it says
            fix = "Check the years of --covers, of --release, and of the file's first line."
            found.append(Problem(table_path, message, fix, value=years))
        else:
            message = f"coverage entry {claim.entry}: {message}"
            fix = "Correct 'last_year', or 'release'."
            found.append(Problem(path, message, fix, None, "last_year", years))
    return list(dict.fromkeys(found))


def _coverage(number: int, entry: Any) -> list[Coverage]:
    """One ``[[coverage]]``, as a statement for each of its names.

    Raises:
        ValueError: saying what is wrong with it.
    """
    if not isinstance(entry, dict):
        raise ValueError(f"{entry!r} is not a table")
    for name, allowed in (("scope", SCOPES), ("grain", GRAINS), ("precision", PRECISIONS)):
        if entry.get(name) not in allowed:
            raise ValueError(f"{name} {entry.get(name)!r} is none of {', '.join(allowed)}")
    first, last = entry.get("first_year", 0), entry.get("last_year", 0)
    if not (_is_year(first) and _is_year(last) and first <= last):
        raise ValueError(f"{first!r} to {last!r} is not a period")
    empty_years = entry.get("empty_years", False)
    for name, flag in (("by_category", entry.get("by_category")), ("empty_years", empty_years)):
        if not isinstance(flag, bool):
            raise ValueError(f"{name} {flag!r} is not true or false")
    if unknown := sorted(entry.keys() - _COVERAGE_FIELDS):
        raise ValueError(f"{unknown[0]!r} means nothing")
    names = [None] if entry["scope"] == "world" else entry.get("names")
    if not (isinstance(names, list) and names and all(isinstance(n, str | None) for n in names)):
        raise ValueError(f"names {names!r} is not a list of names")
    said = {field: value for field, value in entry.items() if field != "names"}
    said |= {"entry": number, "empty_years": empty_years}
    return [Coverage(name=name, **said) for name in names]


def _is_local_time(value: object) -> bool:
    return isinstance(value, datetime) and value.tzinfo is None


def _is_year(value: object) -> bool:
    return type(value) is int and FIRST_YEAR <= value <= _newest_year()


def _newest_year() -> int:
    """The release of next year's spring is the newest that there can be."""
    return date.today().year + 1


def _refuse_another_table(card: Card) -> None:
    """Make sure that the table is there, and still the one that the card was written for."""
    table = card.table_path
    try:
        found = sha256(table)
    except FileNotFoundError as error:
        fix = f"Restore it, or delete {card.path.name}."
        raise DataError.of(table, "the table is missing", fix) from error
    except OSError as error:
        raise DataError([_unusable(table, error)]) from error
    if found != card.sha256:
        message = "the table is not the one its card describes: truncated, damaged or edited"
        fix = f"Restore it; if the change is meant, run: arms-etl card {near(table)}"
        raise DataError.of(table, message, fix)


def sha256(path: Path) -> str:
    """Checksum of a file's bytes, in hexadecimal."""
    return hashlib.sha256(content_of(path)).hexdigest()


def text_of(fields: dict[str, Any]) -> str:
    """A card's text: a line a field, and a ``[[coverage]]`` for each entry under that name."""
    plain = {name: value for name, value in fields.items() if name != "coverage"}
    entries = (f"\n[[coverage]]\n{_lines(entry)}" for entry in fields.get("coverage", []))
    return _lines(plain) + "".join(entries)


def _lines(fields: dict[str, Any]) -> str:
    """A line for each field that is given; what JSON writes of other things, TOML does too."""
    return "".join(
        f"{name} = "
        + (value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False))
        + "\n"
        for name, value in fields.items()
        if value is not None
    )


def seal(table: Path, today: date) -> Path:
    """Write the checksum of an edited table into its card; a new table gets a card.

    The card of a new table copies the words of the only other card in its folder, or of the last
    one of the same name up to the first underscore, and says when it was taken in. If that one is
    of a release, the copy lacks release, dates and coverage, and is refused until they are given.

    Raises:
        DataError: if the table does not exist, no card can serve as the model, or the folder
            cannot be written.
    """
    if not (table.is_file() and table.suffix == ".csv"):
        raise DataError.of(table, "there is no such table", "Give the path of a CSV file.")
    try:
        return _sealed(table, card_path(table), today)
    except OSError as error:
        raise DataError([_unusable(Path(error.filename or table), error)]) from error
    except UnicodeDecodeError as error:
        raise DataError.of(card_path(table), "not UTF-8", "Save it as UTF-8.") from error


def _sealed(table: Path, path: Path, today: date) -> Path:
    if not path.exists():
        models = sorted(table.parent.glob(f"*{SUFFIX}"))
        alike = [model for model in models if len(models) == 1 or _stem(model) == _stem(table)]
        if not alike:
            fix = f"Copy the card of a similar table to {path.name} and edit it."
            raise DataError.of(table, "no card in the folder can serve as a model", fix)
        text = _replace(_unreleased(alike[-1]), "retrieved", today.isoformat())
    else:
        text = content_of(path, _MAX_BYTES).decode()
    write_whole(path, _replace(text, "sha256", f'"{sha256(table)}"').encode())
    return path


def _unreleased(card: Path) -> str:
    """A card's text; if it is of a release, without what another release must say anew."""
    text = content_of(card, _MAX_BYTES).decode()
    if not re.search(r"^release\s*=", text, flags=re.MULTILINE):
        return text
    text = text.partition("[[coverage]]")[0].rstrip() + "\n"
    text = re.sub(r"^(release|generated)\s*=.*\n", "", text, flags=re.MULTILINE)
    return _replace(text, "release_label", '""')


def _stem(path: Path) -> str:
    return path.name.split(".")[0].split("_")[0]


def _replace(text: str, field: str, value: str) -> str:
    """The card's text with the value of one top-level line exchanged."""
    line = f"{field} = {value}\n"
    found = re.search(rf"^{field}\s*=.*\n?", text, flags=re.MULTILINE)
    return text[: found.start()] + line + text[found.end() :] if found else line + text


def readme(cards: list[Card]) -> str:
    """The text of ``data/README.md``: every table with its meaning, release and terms."""
    parts = [
        "# The data\n\nWritten from the cards by `make data-readme`; edit a card, not this file.\n"
        "Each table has its card beside it: `<table>.card.toml`.\n"
    ]
    for card in (card for card in cards if not card.downloaded):
        generated = card.generated.isoformat() if card.generated else "not stated by the publisher"
        address = f", <{card.url}>" if card.url.startswith("http") else ""
        terms = f" (<{card.licence_url}>)" if card.licence_url else ""
        parts.append(f"""## {card.snapshot_id}.csv: {card.title}

{card.measures}

- Unit: {card.unit}
- Publisher: {card.publisher}{address}
- Release: {card.release_label}; generated {generated}; taken in {card.retrieved}
- Licence: {card.licence}{terms}
- Credit line: {card.credit}
- How it came here: {card.how}
- sha256: `{card.sha256}`
""")
    return "\n".join(parts)


if __name__ == "__main__":
    data = paths.data_dir()
    (data / "README.md").write_text(readme(load_cards(data)), encoding="utf-8")

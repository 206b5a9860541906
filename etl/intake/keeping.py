"""What users brought in: taking files in, forgetting a snapshot, and one step back.

Every change builds a whole new warehouse beside the old one, and keeps the old one as
``warehouse.previous.duckdb``; :mod:`etl.intake.journal` puts it in place together with the files.
Nothing is deleted: what is forgotten moves to ``data/downloads/forgotten/``.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from pathlib import Path

from etl import cards
from etl.cards import Card
from etl.checks import CheckResult
from etl.common.errors import DataError, Problem, WarehouseError
from etl.common.files import second_name, write_whole
from etl.common.locks import locked
from etl.common.paths import make_own
from etl.intake.card import card_for
from etl.intake.journal import Move, carry_out, made_ready, settle
from etl.intake.raw import refuse_unreadable, texts, unreadable
from etl.intake.recognise import ignored, recognise
from etl.questions import ask
from etl.stage import Loaded, stage
from etl.warehouse import made_of
from etl.warehouse.build import (
    ChecksFailedError,
    alone,
    build,
    previous_path,
    taking_over,
    write,
    writing,
)
from etl.warehouse.read import Warehouse


@dataclass(frozen=True)
class Changed:
    """What a change did.

    Attributes:
        cards: Tables that were taken in or forgotten.
        known: Files that were loaded already, with the cards that they have.
        loaded: All tables that the new warehouse was built from; empty if nothing changed.
        results: What its checks found.
        ignored: Columns of these files that no form knows, which were left out.
        problems: Why other files were not taken in.
    """

    cards: tuple[Card, ...] = ()
    known: tuple[tuple[Path, Card], ...] = ()
    loaded: tuple[Loaded, ...] = ()
    results: tuple[CheckResult, ...] = ()
    ignored: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()


def rebuild(data: Path, warehouse: Path, report: Callable[[str], None]) -> Changed:
    """Read all tables again and build the warehouse from them.

    Raises:
        DataError: with all problems of all tables; nothing is changed.
        ChecksFailedError, WarehouseError: as :func:`etl.warehouse.build.build`.
    """
    with undisturbed(data, shared=True):
        loaded = stage(data, report)
        return Changed(loaded=tuple(loaded), results=tuple(build(loaded, warehouse, report)))


def is_current(data: Path, warehouse: Path) -> bool:
    """Whether the warehouse was built by this code from the tables that are there now.

    Raises:
        DataError: with all problems of all cards.
    """
    try:
        built = ask(Warehouse(warehouse), "built").rows
    except WarehouseError:  # there is none, or one of another version
        return False
    return bool(built["made_of"].iloc[0] == made_of(cards.load_cards(data)))


@contextmanager
def undisturbed(data: Path, *, shared: bool = False) -> Iterator[None]:
    """No other change of the data folder runs meanwhile.

    A build reads the tables first and replaces the warehouse at its end; what another one took in
    between the two would be missing from it. Builds alone may share a folder. A change that was
    interrupted is finished or undone first.

    Raises:
        WarehouseError: if another one runs, or the user's own folder cannot be created.
    """
    make_own(data)
    busy = WarehouseError(
        f"Another import, refresh, forget, rollback or build is using {data}. Nothing was changed."
        " Wait for it to end."
    )
    with locked(data, busy, shared=shared):
        settle(data)
        yield


def import_files(
    files: Sequence[Path],
    data: Path,
    warehouse: Path,
    report: Callable[[str], None],
    *,
    covers: tuple[str, ...] = (),
    release: int | None = None,
    today: date,
) -> Changed:
    """Take files in and build the warehouse with them; all of them or none.

    They are tables that a user saved, or answers that were downloaded. What ``covers`` and
    ``release`` add to what they say themselves stands in :func:`etl.intake.card.card_for`.

    Raises:
        DataError: with all problems of all files; nothing is changed.
        ChecksFailedError, WarehouseError: as :func:`etl.warehouse.build.build`; also if another
            change of the data folder is running.
    """
    with undisturbed(data):
        present = {card.sha256: card for card in cards.load_cards(data)}
        new: list[Card] = []
        known: dict[Path, Card] = {}
        left_out: list[Problem] = []
        problems: list[Problem] = []
        for path in files:
            report(f"looking at {path.name}")
            try:
                refuse_unreadable(path)
                if card := present.get(cards.sha256(path)):
                    known[path] = card
                    continue
                card = card_for(
                    path, data, covers=covers, release=release, today=today,
                    taken=[other.path for other in new],
                )  # fmt: skip
                if same := _repacked(card, present.values()):
                    known[path] = same
                    continue
                present[card.sha256] = card
                new.append(card)
                left_out += ignored(recognise(path))
            except OSError as error:
                problems += unreadable(path, error).problems
            except DataError as error:
                problems += error.problems
        if problems:
            raise DataError(problems)
        stored_only = _not_in_use((card for card in known.values() if card not in new), warehouse)
        if not new and not stored_only:
            return Changed(known=tuple(known.items()))
        try:
            loaded = stage(data, report, also=new)
        except DataError as error:
            raise DataError([_of_file(one, new) for one in error.problems]) from error
        if problems := _contradicting(loaded, new):
            raise DataError(problems)
        left_out += [one for entry in loaded if entry.card in new for one in _unread(entry)]
        with alone(warehouse) as fresh, made_ready(data) as folder:
            moves: list[Move] = []
            for card in new:
                report(f"storing {card.snapshot_id}")
                moves += _stored(card, folder)
            try:
                results = write(loaded, fresh, report)
            except ChecksFailedError as error:
                brought = [card.table_path for card in (*new, *stored_only)]
                raise ChecksFailedError(error.results, brought) from error
            report("replacing the warehouse")
            names = [card.snapshot_id for card in (*stored_only, *new)]
            what = f"import of {', '.join(names)}"
            carry_out(data, what, moves, taking_over(fresh, warehouse))
        there = tuple((path, card) for path, card in known.items() if card not in stored_only)
        cards_now = (*stored_only, *new)
        return Changed(cards_now, there, tuple(loaded), tuple(results), tuple(left_out))


def import_readable(
    files: Sequence[Path], data: Path, warehouse: Path, report: Callable[[str], None], today: date
) -> Changed:
    """Take in those of the files that can be, and say in ``problems`` why the others cannot.

    Raises:
        DataError: if none can, or what is wrong lies in none of the files.
        ChecksFailedError, WarehouseError: as :func:`import_files`.
    """
    problems: list[Problem] = []
    while True:
        try:
            done = import_files(files, data, warehouse, report, today=today)
        except DataError as error:
            problems += error.problems
            faulty = {problem.path for problem in error.problems}
            if not 0 < len(faulty.intersection(files)) < len(files):
                raise DataError(problems) from error
            files = [path for path in files if path not in faulty]
        else:
            return replace(done, problems=tuple(problems))


def _of_file(problem: Problem, new: Iterable[Card]) -> Problem:
    """A fault of a card that is not there yet, told of the file that it would be of."""
    table = next((card.table_path for card in new if card.path == problem.path), None)
    return replace(problem, path=table, column=None) if table else problem


def _contradicting(loaded: Iterable[Loaded], new: Sequence[Card]) -> list[Problem]:
    """New tables of whose moment and trade another is loaded that holds other rows.

    One of the two was cut short or changed, and neither would say which of them answers.
    """
    problems = []
    of_one = attrgetter("card.source", "card.generated", "card.coverage")
    entries = [entry for entry in loaded if entry.card.generated and entry.card.coverage]
    for entry in entries:
        for other in entries:
            if entry.card in new and other.card not in new and of_one(entry) == of_one(other):
                if _rows(entry) == _rows(other):
                    continue
                known = other.card.snapshot_id
                message = f"it holds other rows than {known}, of the same moment, which is loaded"
                fix = (
                    "One of them was cut short or changed. If it is that one, leave it out first:"
                    f" arms-etl forget {known}"
                )
                problems.append(Problem(entry.card.table_path, message, fix))
    return problems


def _rows(entry: Loaded) -> dict[str, list[str]]:
    """What a table's rows say, in whatever order they and their lines came."""
    return {
        name: sorted(rows.drop(columns="line", errors="ignore").to_csv(index=False).splitlines())
        for name, rows in entry.tables.items()
    }


def _unread(entry: Loaded) -> list[Problem]:
    """The rows of a table that say themselves why they have no number."""
    path, fix = entry.card.table_path, "It is listed without a number."
    said = [rows for rows in entry.tables.values() if "why_not" in rows]
    return [
        Problem(path, row["why_not"].rstrip("."), fix, None, None, row["transmittal"] or "")
        for rows in said
        for row in rows[rows["why_not"].notna()].to_dict("records")
    ]


def _repacked(card: Card, present: Iterable[Card]) -> Card | None:
    """The loaded table that holds the same text: services pack it anew for every download."""
    edition = attrgetter("source", "generated", "release")
    for other in present:
        if edition(other) == edition(card):
            there, here = texts(other.table_path), texts(card.table_path)
            if [text.lines for text in there] == [text.lines for text in here]:
                return other
    return None


def _not_in_use(known: Iterable[Card], warehouse: Path) -> list[Card]:
    """Tables that lie in the data folder and not in this warehouse, such as one newly named."""
    try:
        in_use = set(ask(Warehouse(warehouse), "loaded").rows["sha256"])
    except WarehouseError:  # there is none, or one of another version
        in_use = set()
    return [card for card in dict.fromkeys(known) if card.sha256 not in in_use]


def _stored(card: Card, folder: Path) -> list[Move]:
    """Copy a table into the folder and write its card beside it; the moves to their places."""
    table = card.path.with_name(card.file)
    if card.path.exists():
        raise WarehouseError(
            f"Another import has stored {card.snapshot_id} meanwhile. Nothing was changed; run the"
            " import again."
        )
    ready = folder / card.path.parent.name
    try:
        ready.mkdir(parents=True, exist_ok=True)
        write_whole(ready / table.name, card.table_path.read_bytes())
        write_whole(ready / card.path.name, card.text.encode())
    except OSError as error:
        raise WarehouseError(
            f"The table cannot be stored in {table.parent}: {error.strerror}. Free some space or"
            " check the folder's rights. Nothing was changed."
        ) from error
    # The table first: a card never stands without it.
    return [(ready / path.name, path) for path in (table, card.path)]


def forget(snapshot_id: str, data: Path, warehouse: Path, report: Callable[[str], None]) -> Changed:
    """Leave a snapshot out from now on.

    Raises:
        DataError: if there is no such snapshot, or it belongs to the project.
        ChecksFailedError, WarehouseError: as :func:`etl.warehouse.build.build`.
    """
    with undisturbed(data):
        present = {card.snapshot_id: card for card in cards.load_cards(data)}
        card = present.get(snapshot_id)
        brought = [name for name, card in present.items() if card.downloaded]
        if card is None or not card.downloaded:
            what = "there is no such snapshot" if card is None else "it belongs to the project"
            those = "Those that can be forgotten: " + ", ".join(brought) if brought else (
                "None was imported that could be forgotten"
            )  # fmt: skip
            raise DataError.of(data, what, f"{those}.", value=snapshot_id)
        loaded = stage(data, report, without=snapshot_id)
        moves = _moves(card, data / cards.DOWNLOADS, data / cards.DOWNLOADS / cards.FORGOTTEN)
        with alone(warehouse) as fresh, made_ready(data):
            results = write(loaded, fresh, report)
            report("replacing the warehouse")
            carry_out(data, f"forget of {snapshot_id}", moves, taking_over(fresh, warehouse))
        return Changed(cards=(card,), loaded=tuple(loaded), results=tuple(results))


def rollback(data: Path, warehouse: Path) -> list[str]:
    """Restore the warehouse before the last change, and the downloads that it was built from.

    A second rollback takes the first one back.

    Returns:
        What moved: a sentence for each snapshot that went or came back.

    Raises:
        WarehouseError: if none is kept, it cannot be read by this version of the code, or a folder
            cannot be written.
    """
    previous = previous_path(warehouse)
    downloads = data / cards.DOWNLOADS
    forgotten = downloads / cards.FORGOTTEN
    with undisturbed(data):
        if not previous.exists():
            raise WarehouseError(
                f"There is no earlier warehouse at {previous}. One is kept by import, refresh and"
                " forget."
            )
        rows = ask(Warehouse(previous), "loaded").rows
        wanted = set(zip(rows["table_name"], rows["sha256"], strict=True))
        present = {(card.snapshot_id, card.sha256): card for card in cards.brought_in(data)}
        moves: list[Move] = []
        told = []
        for edition, card in present.items():
            if edition not in wanted:
                moves += _moves(card, downloads, forgotten)
                told.append(f"{card.snapshot_id} is left out")
        for card in cards.brought_in(data, forgotten=True):
            if (card.snapshot_id, card.sha256) in wanted - present.keys():
                moves += _moves(card, forgotten, downloads)
                told.append(f"{card.snapshot_id} is back")
        with alone(warehouse) as fresh, made_ready(data):
            with writing(warehouse.parent):
                second_name(previous, fresh)
            carry_out(data, "rollback", moves, taking_over(fresh, warehouse))
    return told


def _moves(card: Card, start: Path, end: Path) -> list[Move]:
    target = end / card.path.relative_to(start).parent
    return [(path, target / path.name) for path in (card.path, card.table_path)]

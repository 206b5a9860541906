"""The publishers, each whole: a folder here says all that is known of one, and nothing else does.

``SOURCES`` in the folder's ``__init__`` declares the kinds of tables that the publisher issues. A
module ``service`` in it, if there is one, declares as ``SERVICE`` where they are downloaded from.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

    from etl.common.http import Client, Limits
    from etl.harmonise import Name
    from etl.intake.incoming import Report
    from etl.intake.raw import Text
    from etl.intake.recognise import Part

Staged: TypeAlias = "dict[str, pd.DataFrame]"
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Rows:
    """The rows that a source gives for a table of the warehouse.

    Attributes:
        names: The columns that name parties, groups or categories in the source's own words, each
            with what :mod:`etl.harmonise` makes of them.
        released: If a reader asks for them by release, so that the card must state it: the month
            of its year in which one is out; else 0.
        covered: If they are flows, so that the card must say what it is complete for: how precise
            they can be.
        once: Columns that only one row may share, also of rows in several files.
        again: What to do about a second such row.
        shared: Whether several files may give a row in the same words, which then counts once.
    """

    names: Mapping[str, Name] = field(default_factory=dict)
    released: int = 0
    covered: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    again: str = "Keep one of the two."
    shared: bool = False


@dataclass(frozen=True)
class Form:
    """What a table looks like that people save from the publisher's site.

    Attributes:
        words: What it is called in messages.
        columns: The names of its columns, by the cells of a header; None if the header is another.
        card: The fields of a saved file's card, by its path, its parts, and what its user says of
            it: coverage and release. ``stem`` among them is its place below the downloads.
        header: Its header as the publisher writes it, if that is always the same.
        needed: The columns that its rows are read from, each with a pattern of what it holds;
            any other is reported and left out. If it is empty, all are read.
        spelt: Other names under which the publisher has written these columns.
        spare: Columns beside those of ``header`` that are known, whether they are read or not.
        torn: Name of a text that a line break may tear in two, and what mends such rows.
        wide: Brings a row back to its width if a delimiter stands inside a text of it.
        tabled: Brings a document that is no table into the lines of one; None if it is another's.
        others: Forms of the same data that are not read: a pattern of their first lines, what they
            are called in messages, and how to come by one that is read.
        headless: Whether there is no header, so that ``columns`` knows a row by its cells.
        flat: The rows of the table in an answer in JSON; None if the answer is another.
    """

    words: str
    columns: Callable[[Sequence[str]], tuple[str, ...] | None]
    card: Callable[[Path, list[Part], list[dict[str, Any]], int | None], dict[str, Any]]
    header: tuple[str, ...] = ()
    needed: Mapping[str, str] = field(default_factory=dict)
    spelt: Mapping[str, str] = field(default_factory=dict)
    spare: tuple[str, ...] = ()
    torn: tuple[str, Callable[[Path, pd.DataFrame], pd.DataFrame]] | None = None
    wide: Callable[[list[str]], list[str]] | None = None
    tabled: Callable[[Text], list[str] | None] | None = None
    others: tuple[tuple[str, str, str], ...] = ()
    headless: bool = False
    flat: Callable[[Any], Iterable[Sequence[str]] | None] | None = None


@dataclass(frozen=True)
class Source:
    """A kind of table that a publisher issues.

    Attributes:
        name: What the card calls it in ``source``.
        parse: Types a file's rows, by the tables of the warehouse that they go to. It is pure: it
            keeps the source's own names, and leaves judgement to :mod:`etl.harmonise`.
        tables: What must be known of the rows of those tables; nothing, if it is not said.
        form: How saved files look; None if the tables are kept by hand.
        reference: Whether its table says what the names of all others mean: there must be one.
        own_use: Whether its terms let each user fetch the rows, and nobody pass them on.
    """

    name: str
    parse: Callable[[Path], Staged]
    tables: Mapping[str, Rows]
    form: Form | None = None
    reference: bool = False
    own_use: bool = False

    def rows(self, table: str) -> Rows:
        """What is declared of a table's rows."""
        return self.tables.get(table, Rows())


@dataclass(frozen=True)
class Wanted:
    """What to download: first and last year of delivery (None for the newest), and of whom.

    Suppliers and recipients are named as the publisher does; none means all.
    """

    years: tuple[int, int | None]
    suppliers: Sequence[str] = ()
    recipients: Sequence[str] = ()


@dataclass(frozen=True)
class Service:
    """Where a publisher's tables are downloaded from.

    Attributes:
        publisher: What it is called in messages.
        base: Its address.
        download: Puts what is wanted into a folder and gives the files, as they were answered,
            one by one; raises ServiceError at the first that cannot be had.
        sample: Gives the tables inside the smallest answers, each with what it is called, and keeps
            nothing; raises ServiceError as well.
        limits: What it may be asked for, where that is not the usual.
        on_request: Whether it is asked only where it is named, because it states no terms.
    """

    publisher: str
    base: str
    download: Callable[[Client, Path, Wanted, Report], Iterable[Path]]
    sample: Callable[[Client], Iterable[tuple[str, str]]]
    limits: Limits | None = None
    on_request: bool = False


@cache
def known() -> Mapping[str, Source]:
    """The sources that a card may name."""
    folders = sorted(path.parent.name for path in _HERE.glob("*/__init__.py"))
    modules = [importlib.import_module(f"{__name__}.{folder}") for folder in folders]
    return {source.name: source for module in modules for source in module.SOURCES}


def services() -> list[str]:
    """The services that can be asked, found without loading anything."""
    return sorted(path.parent.name.replace("_", "-") for path in _HERE.glob("*/service.py"))


def service(name: str) -> Service:
    """One of the services."""
    module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}.service")
    found: Service = module.SERVICE
    return found

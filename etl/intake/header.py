"""A header read by name, so that a column renamed or added is told from a damaged file.

Publishers rename columns and add new ones. Columns that are needed may be spelt in several ways and
stand in their order, others may stand among them. What a column that is missing is called now is
told from where a new one stands, and from what it holds.
"""

import re
from collections.abc import Mapping, Sequence

# What the cells of a column look like.
NUMBER = r"[0-9]+(\.[0-9]+)?"
YEAR = r"(19|20)[0-9]{2}"
TEXT = r"(?s).*[^\W\d_].*"
# The end of the name of a column that has none, and says whether the one before it is uncertain.
UNCERTAIN = " is uncertain"


def named(
    cells: Sequence[str], needed: Mapping[str, str], spelt: Mapping[str, str]
) -> tuple[str, ...]:
    """A name for each cell of a header: the one in ``needed`` if it is one of those."""
    names: list[str] = []
    for at, cell in enumerate(cells, start=1):
        name = spelt.get(cell, cell)
        if not name:
            name = f"{names[-1]}{UNCERTAIN}" if names else ""
            name = name if name in needed else f"column {at}, which has no name"
        names.append(name)
    return tuple(names)


def by_name(
    cells: Sequence[str], needed: Mapping[str, str], spelt: Mapping[str, str]
) -> tuple[str, ...] | None:
    """The names of a header's columns, if all that are needed are there, in their order.

    ``needed`` has those names, each with a pattern of what it holds; ``spelt`` others for them.
    """
    names = named(cells, needed, spelt)
    whole = [name for name in names if name in needed] == [*needed]
    return names if whole and each_once(names) else None


def each_once(names: Sequence[str]) -> bool:
    """Whether no column has the name of another, nor that which the rows get for their line."""
    return len({*names, "line"}) == len(names) + 1


def missing(names: Sequence[str], needed: Mapping[str, str]) -> list[str]:
    """The columns that are needed and not there; without the flags that go with another one."""
    lacking = [name for name in needed if name not in names]
    return [name for name in lacking if name.removesuffix(UNCERTAIN) not in set(lacking) - {name}]


def renamed(
    names: Sequence[str], needed: Mapping[str, str], rows: Sequence[Sequence[str]]
) -> dict[str, str]:
    """What columns that are missing seem to be called now: by old name the new one.

    A new column can be it if all its cells look like those of the missing one, and the first of
    several is the one that stands where the missing one stood. ``rows`` are some below the header,
    as wide as it.
    """
    order = [*needed]
    found: dict[str, str] = {}
    for lost in missing(names, needed):
        before = order[order.index(lost) - 1] if lost != order[0] else None
        likely = [
            (names[at - 1] != before if at else before is not None, at)
            for at, name in enumerate(names)
            if name not in needed and name not in found.values() and not name.startswith("column ")
            if _holds(needed[lost], [row[at].strip() for row in rows])
        ]
        if likely:
            found[lost] = names[min(likely)[1]]
    return found


def _holds(pattern: str, cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(re.fullmatch(pattern, cell) for cell in filled)

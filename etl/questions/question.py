"""A question as its file has it.

A question is a ``.sql`` file of this folder. Its leading comment is TOML: ``title`` (with the
parameters' names in braces), ``unit``, ``caveats`` and ``none`` (what to say where no row comes
back). Its parameters are those that the SELECT below names. What is asked for under a name is the
same in every question, and stands in :data:`TYPES`; another name gets its type in a table
``[params]``. A ``flag`` may be left out, is false then, and what begins with ``any`` may be None.
The SELECT may return columns for the book-keeping, which are taken off the rows: ``snapshot_id``,
or several that end so (where a row came from), and ``reason`` (why there is no number).

Coverage comes before numbers. Parameters of the type ``year`` are, two by two, the first and last
year of a period; of the type ``years``, those of several periods. Who asks for a period says whose
trade must be complete in it: ``complete_for`` is ``world``, or a role and the parameter that names
the party, such as ``recipient who`` (``role who`` takes the role from a parameter, too). Whatever
the SELECT returns, numbers are given only where a release is complete: if one period is not
covered, there are none at all, and of ``years`` none for that period. With ``totals``, the totals
of all suppliers or recipients (of the parameter ``role``, or else of either) will do. With ``each
row`` the rows say themselves, in ``reason`` or ``why_not``, why they have no number, or in
``imports_reason`` why the columns on imports have none. Columns that begin with ``previous_`` or
``change_`` rest on the period of equal length before, and are empty where the release that answers
does not cover it. So a question must not work out a period by itself: it hands its parameters to a
measure as they are.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.common.errors import DataError
from etl.warehouse import SQL
from etl.warehouse.read import Params

_MEASURES = "|".join(re.findall(r"CREATE MACRO (\w+)\([^)]*\) AS TABLE", SQL["measures"]))
_PLAIN = r"(?:[a-z_]+ := )?(?:\$?[a-z_]+|'[a-z]+'|NULL)"
_CALL = re.compile(rf"\b(?:{_MEASURES})\((?:{_PLAIN}(?:,\s*{_PLAIN})*)?\)")
_WHOSE = re.compile(r"world|each row|(?:(role)|supplier|recipient) (\w+)")
# The type of a parameter by its name.
TYPES = {
    "role": "role", "who": "party", "from_whom": "party", "to_whom": "party",
    "with_whom": "any party", "country": "any party",
    "supplier": "any party", "recipient": "any party",
    "parties": "parties",
    "from_year": "year", "to_year": "year", "first_years": "years", "last_years": "years",
    "in_release": "release", "old_release": "release", "new_release": "release",
    "category": "any text", "status": "any text", "text": "any text", "deal_no": "number",
    "table_name": "text",
    "fold": "flag", "by_category": "flag", "of_world": "flag",
    "of_inhabitants": "flag",
}  # fmt: skip
# What a parameter of each type must be, and whether a value is that.
KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "year": ("a year", lambda value: _is_whole(value) and 0 < value < 10_000),
    "number": ("a whole number", lambda value: _is_whole(value) and abs(value) < 2**62),
    "flag": ("true or false", lambda value: isinstance(value, bool)),
    "role": ("supplier or recipient", lambda value: value in ("supplier", "recipient")),
    "text": ("text", lambda value: isinstance(value, str) and value.isprintable()),
}
KINDS["release"] = KINDS["year"]
KINDS["party"] = ("the code of a country or group", KINDS["text"][1])
LISTS = {"years": ("years", "year"), "parties": ("a list of codes of countries or groups", "party")}


def may_be_none(kind: str) -> bool:
    """Whether a parameter of this type may be None: any release, any party."""
    return kind == "release" or kind.startswith("any ")


def kind_of(kind: str) -> tuple[str, str]:
    """What a parameter of this type must be, in words, and the type of each value of a list."""
    if kind in LISTS:
        return LISTS[kind]
    each = kind.removeprefix("any ")
    return KINDS[each][0], each


def _is_whole(value: object) -> bool:
    return type(value) is int


@dataclass(frozen=True)
class Question:
    """A question's file, read: its words, its parameters by name and type, and its SQL."""

    name: str
    title: str
    unit: str
    params: Mapping[str, str]
    complete_for: str
    of_totals: bool
    caveats: tuple[str, ...]
    none: str
    lists_deals: bool
    sql: str

    @property
    def years(self) -> list[str]:
        """The parameters that are the first and last years of periods, in turn."""
        return [name for name, kind in self.params.items() if kind in ("year", "years")]

    @property
    def by_window(self) -> bool:
        """Whether its rows stand for one of several periods each."""
        return "years" in self.params.values()

    def totals(self, params: Params) -> str:
        """Which totals answer it as well as flows do, in the measures' words."""
        whose = f"{params['role']}s" if "role" in self.params else "totals"
        return f" or {whose}" if self.of_totals else ""

    def windows(self, params: Params) -> list[tuple[int, int]]:
        """The periods that it is asked of; none if it has no such parameter."""
        years = [params[name] if self.by_window else [params[name]] for name in self.years]
        return [
            window
            for first_years, last_years in zip(years[::2], years[1::2], strict=True)
            for window in zip(first_years, last_years, strict=True)
        ]

    def problem(self, params: Params) -> str | None:
        """What is wrong with the parameters that it is asked with, if anything."""
        if missing := [name for name in self.params if name not in params]:
            return f"the parameter {missing[0]!r} is missing"
        for name, value in params.items():
            kind = self.params.get(name)
            if kind is None:
                return f"there is no parameter {name!r}; there are {', '.join(self.params)}"
            if value is None and may_be_none(kind):
                continue
            what, each = kind_of(kind)
            if kind in LISTS:
                fits = isinstance(value, list | tuple) and all(map(KINDS[each][1], value))
            else:
                fits = KINDS[each][1](value)
            if not fits:
                return f"{name} must be {what}, not {value!r}"
            if kind == "years" and not value:
                return f"no period is given in {name}"
        if len({len(params[name]) for name in self.years if self.by_window}) > 1:
            return f"{' and '.join(self.years)} are not of one length"
        return None


def read(path: Path) -> Question:
    """Read a question's file.

    Raises:
        DataError: if it asks for periods without saying whose trade must be complete in them, or
            works out periods by itself.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    length = next(at for at, line in enumerate(lines) if not line.startswith("--"))
    fields = tomllib.loads("\n".join(line.removeprefix("--").strip() for line in lines[:length]))
    sql = re.sub(r"--[^\n]*", "", text)
    types = TYPES | fields.get("params", {})
    named = dict.fromkeys([*fields.get("params", {}), *re.findall(r"\$(\w+)", sql)])
    if unknown := [name for name in named if name not in types]:
        message = f"what its parameter {unknown[0]!r} is, is not said"
        raise DataError.of(path, message, "Give its type below [params] in the head.")
    question = Question(
        name=path.stem,
        title=fields["title"],
        unit=fields["unit"],
        params={name: types[name] for name in named},
        complete_for=fields.get("complete_for", ""),
        of_totals=fields.get("totals", False),
        caveats=tuple(fields.get("caveats", ())),
        none=fields.get("none", "The loaded data hold no rows for this."),
        lists_deals=fields.get("lists_deals", False),
        sql=text,
    )
    if problem := _coverage_problem(question, sql):
        raise DataError.of(path, *problem)
    return question


def _coverage_problem(question: Question, sql: str) -> tuple[str, str] | None:
    """What would let a number escape that no release answers for, and the remedy."""
    years, whose = question.years, _WHOSE.fullmatch(question.complete_for)
    if len(years) % 2:
        return "its years do not come two by two", "Give the first and last year of each period."
    if years and not (whose and {*filter(None, whose.groups())} <= {*question.params}):
        return (
            "it does not say whose trade must be complete in its periods",
            'Add complete_for = "world", "recipient who" or the like to its head.',
        )
    if question.complete_for == "each row" and not re.search(r"\b(why_not|\w+_reason)\b", sql):
        return (
            "its rows are to say why they have no number, and it has no such column",
            "Give a column why_not, or name in complete_for whose trade must be complete.",
        )
    rest = re.sub(r"\bBETWEEN \$\w+ AND \$\w+", "", _CALL.sub("", sql))
    if re.search("|".join((rf"\b(?:{_MEASURES})\(", *(rf"\${year}\b" for year in years))), rest):
        return (
            "it works out a period, or something else that a measure is asked, by itself",
            "Hand parameters on as they are; what joins periods is a measure in measures.sql.",
        )
    return None

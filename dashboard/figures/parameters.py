"""What a figure can be asked for: parameters that know their spelling, choices and default.

A parameter is declared once. The page's control, the address, links, the command line and its list
all follow from it. Parameters stand in an order: what one may be can depend on those before it, as
the periods of a country depend on the country.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar

from dashboard.data.offered import Window
from etl.common.signs import with_hyphens
from etl.questions.answer import period as in_words

Values = Mapping[str, Any]  # of the parameters before it, by key
Query = Mapping[str, Sequence[str]]  # an address, taken apart
UNSET = object()  # what a text gives that is of no use
ANOTHER = "another"  # of a period: none of those offered
_ANOTHER_OF_OLD = "Another period"  # as addresses spelled it, with keys of their own for the years
_LISTED = 12  # so many choices are named where one is refused
_SHOWN_CHARS = 60
_WHOLE = re.compile(r"[0-9]{1,4}")
_WINDOW = re.compile(r"(\d{4})(?:[-–—](\d{4}|\d{2}))?")


def always(values: Values) -> bool:
    """The condition of a parameter that always counts."""
    return True


@dataclass(frozen=True)
class Reading:
    """What an address gave for a parameter.

    Attributes:
        value: What it stands for, or the default.
        used: The keys of the address that were looked at.
        ignored: What was of no use, as ``key=text``.
        remark: What the reader must know of how it was read.
    """

    value: Any
    used: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True, eq=False)
class Parameter(ABC):
    """Something that a figure depends on.

    Attributes:
        key: Its name in an address, and of its control.
        label: Its name for readers.
        help: What a reader may want to know.
        former: Names that addresses gave it before.
        moving: Whether its default moves with other parameters or with the data, so that an
            address spells it as soon as it says anything.
        when: Whether it counts, given those before it.
    """

    kind: ClassVar[str]
    key: str
    label: str
    _: KW_ONLY
    help: str | None = None
    former: tuple[str, ...] = ()
    moving: bool = False
    when: Callable[[Values], bool] = always

    @abstractmethod
    def default(self, values: Values) -> Any:
        """What it is where nobody says anything."""

    @abstractmethod
    def take(self, texts: Sequence[str], values: Values) -> tuple[Any, list[str]]:
        """What texts of an address stand for, or ``UNSET``, and which of them are of no use."""

    @abstractmethod
    def fits(self, value: Any, values: Values) -> bool:
        """Whether it may have this value."""

    @abstractmethod
    def allowed(self, values: Values) -> str:
        """What it may be, in words."""

    def possible(self, values: Values) -> str:
        """The same given those before it: where it does not count, its default alone."""
        if self.when(values):
            return self.allowed(values)
        default = ", ".join(self.spell(self.default(values)))
        alone = f"{default} alone" if default else "nothing: leave it out"
        return f"{alone}, as nothing depends on it here"

    def spell(self, value: Any) -> list[str]:
        """How addresses name a value."""
        return [str(value)]

    def read(self, query: Query, values: Values) -> Reading:
        """What an address says of it; where it says nothing that can be meant, the default."""
        default = self.default(values)
        key = next((key for key in (self.key, *self.former) if query.get(key)), None)
        if key is None:
            return Reading(default)
        if not self.when(values):
            # A value that changes nothing may be said where nothing depends on it.
            same = list(query[key]) == self.spell(default)
            return Reading(default, (key,), () if same else (told(key, query[key]),))
        value, useless = self.take(query[key], values)
        ignored = (told(key, useless),) if useless else ()
        return Reading(default if value is UNSET else value, (key,), ignored)


@dataclass(frozen=True, eq=False)
class Choice(Parameter):
    """One out of several.

    Attributes:
        options: Labels by value, in order.
        usual: The default, if it is among them; else the first is.
        spelled: How addresses name a value.
        also: What else an address may say, with the value meant.
        few: Whether two or three choices stand side by side.
    """

    kind = "choice"
    options: Mapping[Any, str] | Callable[[Values], Mapping[Any, str]]
    _: KW_ONLY
    usual: Any | Callable[[Values], Any] = None
    spelled: Callable[[Any], str] = str
    also: Mapping[str, Any] | Callable[[Values], Mapping[str, Any]] = field(default_factory=dict)
    few: bool = False

    def labels(self, values: Values) -> Mapping[Any, str]:
        """The choices with their labels."""
        return self.options(values) if callable(self.options) else self.options

    def default(self, values: Values) -> Any:
        labels, usual = self.labels(values), self._usual(values)
        return usual if usual in labels else next(iter(labels), None)

    def take(self, texts: Sequence[str], values: Values) -> tuple[Any, list[str]]:
        """The last text counts: a spelling, a label, or another word for one."""
        known = self._words(values)
        if texts[-1] not in known:
            return UNSET, [texts[-1]]
        return known[texts[-1]], list(texts[:-1])

    def fits(self, value: Any, values: Values) -> bool:
        return isinstance(value, Hashable) and value in self.labels(values)

    def spell(self, value: Any) -> list[str]:
        return [self.spelled(value)]

    def allowed(self, values: Values) -> str:
        return _some(self.spelled(value) for value in self.labels(values))

    def _usual(self, values: Values) -> Any:
        return self.usual(values) if callable(self.usual) else self.usual

    def _words(self, values: Values) -> dict[str, Any]:
        labels = self.labels(values)
        also = self.also(values) if callable(self.also) else self.also
        words = {text: value for text, value in also.items() if value in labels}
        words |= {label: value for value, label in labels.items()}
        return words | {self.spelled(value): value for value in labels}


@dataclass(frozen=True, eq=False)
class Party(Choice):
    """A supplier or recipient, by its code; or several taken as one, with a plus between.

    Addresses named it by its label before, with all its other names in brackets; these have become
    more since, so what stands before them counts. ``nobody`` is the choice that names no party.
    """

    kind = "party"
    _: KW_ONLY
    nobody: str = ""

    def take(self, texts: Sequence[str], values: Values) -> tuple[Any, list[str]]:
        """The last text counts: a code, a name, or a name with others behind it."""
        value = self._one(texts[-1], self._words(values))
        return (UNSET, [texts[-1]]) if value is UNSET else (value, list(texts[:-1]))

    def fits(self, value: Any, values: Values) -> bool:
        return self._is_one(value, self.labels(values))

    def spell(self, value: Any) -> list[str]:
        return ["+".join(self.spelled(part) for part in value.split("+"))]

    def shown(self, value: Any, values: Values) -> Mapping[Any, str]:
        """The choices with their labels, and that of several taken as one if these are chosen."""
        labels = self.labels(values)
        if value in labels:
            return labels
        return {value: " + ".join(labels.get(part, part) for part in value.split("+")), **labels}

    def _is_one(self, value: Any, labels: Mapping[Any, str]) -> bool:
        parts = value.split("+") if isinstance(value, str) else ()
        if len(parts) > 1 and len({*parts, self.nobody}) <= len(parts):  # one twice, or nobody
            return False
        return bool(parts) and all(part in labels for part in parts)

    def _one(self, text: str, known: Mapping[str, Any]) -> Any:
        """The party that a text stands for, or several with a plus between their names."""
        name, bracket = text, " ("
        while bracket and name not in known:  # a name may have brackets of its own
            name, bracket, _ = name.rpartition(" (") if text.endswith(")") else ("", "", "")
        if name in known and (name or not text):
            return known[name]
        # The plus of an address that somebody typed is a space.
        parts = [part.strip() for part in re.split(r"\+" if "+" in text else " ", text)]
        codes = [str(known[part]) for part in parts if known.get(part)]
        return together(codes) if len(codes) == len(parts) > 1 else UNSET


@dataclass(frozen=True, eq=False)
class Several(Party):
    """Several parties or other things, in the order in which they are chosen, each once.

    ``usual`` is a sequence of values.

    Attributes:
        none: What stands where none is chosen.
    """

    kind = "several"
    _: KW_ONLY
    none: str = "Choose countries, groups or regions"

    def default(self, values: Values) -> Any:
        labels = self.labels(values)
        return tuple(value for value in self._usual(values) or () if value in labels)

    def take(self, texts: Sequence[str], values: Values) -> tuple[Any, list[str]]:
        """Every text that can be meant; an empty one, or *all*, says that none is chosen."""
        known = self._words(values)
        texts = [text for text in texts if text.lower() not in ("", "all")]
        found = {text: self._one(text, known) for text in texts}
        useless = [text for text in texts if found[text] is UNSET]
        wanted = tuple(dict.fromkeys(value for value in found.values() if value is not UNSET))
        return (UNSET if found and not wanted else wanted), useless

    def fits(self, value: Any, values: Values) -> bool:
        labels = self.labels(values)
        return isinstance(value, list | tuple) and all(self._is_one(one, labels) for one in value)

    def spell(self, value: Any) -> list[str]:
        return [text for one in value for text in super(Several, self).spell(one)] or [""]


@dataclass(frozen=True, eq=False)
class Period(Choice):
    """Years from first to last: one of the periods offered or, if ``any_years``, any within them.

    ``options`` are labels by window.
    """

    kind = "period"
    _: KW_ONLY
    moving: bool = True
    any_years: bool = False

    def span(self, values: Values) -> Window:
        """The first and the last year of all periods offered."""
        windows = list(self.labels(values))
        return min(first for first, _ in windows), max(last for _, last in windows)

    def fits(self, value: Any, values: Values) -> bool:
        if super().fits(value, values):
            return True
        if not (self.any_years and self.labels(values) and isinstance(value, tuple)):
            return False
        first, last = self.span(values)
        return bool(first <= value[0] <= value[1] <= last)

    def read(self, query: Query, values: Values) -> Reading:
        """As any choice; a period turned round is read in order, and said to be."""
        key = next((key for key in (self.key, *self.former) if query.get(key)), self.key)
        texts = list(query.get(key, ()))
        if texts[-1:] == [_ANOTHER_OF_OLD] and self.any_years and self.labels(values):
            return self._in_two_parts(query, values)
        turned = window_of(texts[-1]) if texts else None
        if turned and turned[0] > turned[1]:
            turned = turned[1], turned[0]
            if self.fits(turned, values):
                return Reading(turned, (key,), (), _read_as(turned))
        return super().read(query, values)

    def take(self, texts: Sequence[str], values: Values) -> tuple[Any, list[str]]:
        """The last text counts: ``2016-20``, ``2016–20``, ``2016-2020``, or a single year."""
        window = window_of(texts[-1])
        if window is not None and self.fits(window, values):
            return window, list(texts[:-1])
        return UNSET, [texts[-1]]

    def spell(self, value: Any) -> list[str]:
        return [] if value is None else [typed(value)]

    def allowed(self, values: Values) -> str:
        offered = _some(typed(window) for window in self.labels(values))
        if not offered:
            return "nothing: no loaded release covers any"
        first, last = self.span(values)
        return f"{offered}, or any years of {first}-{last}" if self.any_years else offered

    def _in_two_parts(self, query: Query, values: Values) -> Reading:
        years, ignored = list(self.default(values)), []
        low, high = self.span(values)
        for place, key in enumerate(("from", "to")):
            for text in query.get(key, ())[-1:]:
                if _WHOLE.fullmatch(text) and low <= int(text) <= high:
                    years[place] = int(text)
                else:
                    ignored.append(told(key, [text]))
        first, last = sorted(years)
        remark = _read_as((first, last)) if years[0] > years[1] else ""
        return Reading((first, last), (self.key, "from", "to"), tuple(ignored), remark)


@dataclass(frozen=True, eq=False)
class Number(Parameter):
    """A whole number within bounds."""

    kind = "number"
    _: KW_ONLY
    low: int
    high: int
    usual: int
    step: int = 1

    def default(self, values: Values) -> int:
        return self.usual

    def take(self, texts: Sequence[str], values: Values) -> tuple[Any, list[str]]:
        """One number."""
        if len(texts) == 1 and _WHOLE.fullmatch(texts[0]) and self.fits(int(texts[0]), values):
            return int(texts[0]), []
        return UNSET, list(texts)

    def fits(self, value: Any, values: Values) -> bool:
        return type(value) is int and self.low <= value <= self.high

    def allowed(self, values: Values) -> str:
        return f"{self.low} to {self.high}"


@dataclass(frozen=True, eq=False)
class Span(Parameter):
    """First and last of some years; all of them if nothing else is said."""

    kind = "span"
    _: KW_ONLY
    moving: bool = True
    bounds: Callable[[Values], Window]

    def default(self, values: Values) -> Window:
        return self.bounds(values)

    def take(self, texts: Sequence[str], values: Values) -> tuple[Any, list[str]]:
        """``2016-20``, or the first and the last year apart, as addresses spelled it before."""
        window = window_of(texts[0]) if len(texts) == 1 else None
        if len(texts) == 2 and all(re.fullmatch(r"\d{4}", text) for text in texts):
            window = int(texts[0]), int(texts[1])
        if window is not None and self.fits(window, values):
            return window, []
        return UNSET, list(texts)

    def fits(self, value: Any, values: Values) -> bool:
        first, last = self.bounds(values)
        return isinstance(value, tuple) and first <= value[0] <= value[1] <= last

    def spell(self, value: Any) -> list[str]:
        return [typed(value)]

    def allowed(self, values: Values) -> str:
        return "years of {}-{}".format(*self.bounds(values))


@dataclass(frozen=True, eq=False)
class Flag(Parameter):
    """A switch, off before it is touched."""

    kind = "switch"

    def default(self, values: Values) -> bool:
        return False

    def take(self, texts: Sequence[str], values: Values) -> tuple[Any, list[str]]:
        """True or false."""
        if len(texts) == 1 and texts[0].lower() in ("true", "false"):
            return texts[0].lower() == "true", []
        return UNSET, list(texts)

    def fits(self, value: Any, values: Values) -> bool:
        return isinstance(value, bool)

    def spell(self, value: Any) -> list[str]:
        return [str(value).lower()]

    def allowed(self, values: Values) -> str:
        return "true, false"


@dataclass(frozen=True, eq=False)
class Text(Parameter):
    """Words of the reader's own, without what cannot be printed."""

    kind = "text"
    _: KW_ONLY
    usual: str = ""

    def default(self, values: Values) -> str:
        return self.usual

    def take(self, texts: Sequence[str], values: Values) -> tuple[Any, list[str]]:
        """The last text."""
        return "".join(filter(str.isprintable, texts[-1])).strip(), []

    def fits(self, value: Any, values: Values) -> bool:
        return isinstance(value, str) and value.isprintable()

    def allowed(self, values: Values) -> str:
        return "any words"


def together(parties: Iterable[str]) -> str:
    """The code of several parties that are taken as one."""
    return "+".join(dict.fromkeys("+".join(parties).split("+")))


def window_of(text: str) -> Window | None:
    """The years of a period as people write it: ``2016–20``, ``2016-2020``, ``2016``.

    They are given as they are written, also if the last one comes first.
    """
    found = _WINDOW.fullmatch(with_hyphens(text.strip()))
    if found is None:
        return None
    first, last = found[1], found[2] or found[1]
    return int(first), int(last if len(last) == 4 else first[:2] + last)


def typed(window: Window) -> str:
    """A period as it is typed: ``2016-20``."""
    return in_words(*window).replace("–", "-")


def told(key: str, texts: Iterable[str]) -> str:
    """A part of an address that was of no use, cut to a length that a line can bear."""
    text = ", ".join(
        f"{text[:_SHOWN_CHARS]}{'…' if len(text) > _SHOWN_CHARS else ''}" for text in texts
    )
    return f"{key}={text[: 5 * _SHOWN_CHARS]}"


def _some(spelled: Iterable[str]) -> str:
    """Choices in a line, or so many of them as a reader will look at."""
    texts = list(spelled)
    more = [f"… ({len(texts)} in all)"] if len(texts) > _LISTED else []
    return ", ".join([*texts[:_LISTED], *more])


def _read_as(window: Window) -> str:
    return f"Read as {in_words(*window)}."

"""The unit of the house: a figure, declared by its name and parameters, made by a plain function.

Everything that shows, lists, links, exports or embeds a figure works from its declaration; making
one needs a warehouse and nothing else.
"""

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import data
from dashboard.figures.parameters import Parameter, Query, Values, told
from etl.questions import Answer

# What a mark of a chart stands for, as values of parameters: given those of its figure, and its id.
Leads = Callable[[Values, str], Mapping[str, Any]]
Play = Callable[[], go.Figure]


@dataclass(frozen=True, kw_only=True)
class Made:
    """A figure's content under certain parameters.

    Attributes:
        answer: The numbers, with unit, period, release, sources and caveats.
        sentence: What they say, with numbers: the answer to the figure's question, or why there is
            none.
        title: What it shows, and of whom.
        draw: Draws the answer under a title; None where there is nothing to draw, and ``sentence``
            says why.
        tabulate: Makes a reader's table of the answer, columns named with units: see
            :func:`dashboard.figures.tables.columns`.
        about: Markdown on what the measure means.
        detail: What the chart shows besides, for those who do not see it.
        column: The column whose first numbers a link remembers.
        remarks: What must be said beside the figure, a paragraph each.
        play: Draws it with a slider through time, for pages; files show what ``draw`` draws.
        tabular: Whether its table says it best, so that a page opens with that.
    """

    answer: Answer
    sentence: str
    title: str = ""
    draw: Callable[..., go.Figure] | None = None
    tabulate: Callable[[Answer], pd.DataFrame] = lambda answer: answer.rows
    about: str = ""
    detail: str = ""
    column: str = "tiv_m"
    remarks: tuple[str, ...] = ()
    play: Play | None = None
    tabular: bool = False

    @cached_property
    def on_page(self) -> go.Figure:
        """The chart as a page shows it."""
        return self.play() if self.play else self.chart

    @cached_property
    def chart(self) -> go.Figure:
        """The numbers drawn, where there are any."""
        assert self.draw is not None, self.sentence
        return self.draw(self.answer, title=self.title)

    def table(self) -> pd.DataFrame:
        """The same numbers as a reader's table."""
        return self.tabulate(self.answer)

    @property
    def alt(self) -> str:
        """The figure in words."""
        return f"{self.sentence} {self.detail}".strip()


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure as declared.

    Attributes:
        name: Page and name, such as ``country/shares``.
        shows: What it shows, for lists of figures.
        parameters: What it depends on, in order.
        make: Makes its content out of the parameters' values by key.
        leads: What a mark of its chart stands for, where one leads on to the next question. Marks
            have plotly's ``ids`` or are places of a map; one with neither, such as all others, has
            an empty id.
    """

    name: str
    shows: str
    parameters: tuple[Parameter, ...]
    make: Callable[..., Made] = field(repr=False)
    leads: Leads | None = field(default=None, repr=False)

    @property
    def page(self) -> str:
        """The page that shows it, as addresses name it."""
        return self.name.partition("/")[0]

    @property
    def key(self) -> str:
        """Its name on that page."""
        return self.name.partition("/")[2]

    def __call__(self, *values: Any) -> Made:
        """Its content under these values, in the order of its parameters."""
        keys = (parameter.key for parameter in self.parameters)
        return self.made(dict(zip(keys, values, strict=True)))

    def made(self, values: Mapping[str, Any]) -> Made:
        """Its content under these values by key; kept for the next who asks the same."""
        own = tuple((parameter.key, values[parameter.key]) for parameter in self.parameters)
        return data.kept_figure(self.make, own)


def named(name: str) -> Figure | None:
    """The figure of this name, if there is one."""
    subject = name.partition("/")[0]
    return _of(subject).get(name) if subject in _subjects() else None


def every() -> list[Figure]:
    """All figures, by subject and in the order in which they are declared."""
    return [figure for subject in _subjects() for figure in _of(subject).values()]


def _subjects() -> list[str]:
    return [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]


def _of(subject: str) -> dict[str, Figure]:
    module = import_module(f"{__package__}.{subject}")
    found = (thing for thing in vars(module).values() if isinstance(thing, Figure))
    return {figure.name: figure for figure in found if figure.page == subject}


def figure(
    name: str,
    *parameters: Parameter,
    leads: Leads | None = None,
    plays: Callable[[Figure, Values], Play | None] | None = None,
) -> Callable[[Callable[..., Made]], Figure]:
    """Declare a figure: stands above the function that makes it from its parameters by key.

    What it shows is the first line of that function's docstring. Where it ``plays``, its last
    parameter says whether it does so, which the function is not told.
    """

    def declared(make: Callable[..., Made]) -> Figure:
        def playing(*, time: bool, **values: Any) -> Made:
            made = make(**values)
            return replace(made, play=plays(found, values)) if plays and time else made

        shows = (make.__doc__ or "").partition("\n")[0].rstrip(".")
        found = Figure(name, shows, parameters, playing if plays else make, leads)
        return found

    return declared


@dataclass(frozen=True)
class Asked:
    """What an address asks of some parameters.

    Attributes:
        values: Their values by key.
        ignored: What of the address was of no use, by key of parameter, or else of the address.
        remarks: What must be said of how it was read.
    """

    values: Mapping[str, Any]
    ignored: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def asked(parameters: Sequence[Parameter], query: Query) -> Asked:
    """The values that an address gives to parameters; what it does not say is at its default."""
    values: dict[str, Any] = {}
    ignored: dict[str, str] = {}
    used: set[str] = set()
    remarks = []
    for parameter in parameters:
        reading = parameter.read(query, values)
        values[parameter.key] = reading.value
        used.update(reading.used)
        if reading.ignored:
            ignored[parameter.key] = "; ".join(reading.ignored)
        if reading.remark:
            remarks.append(reading.remark)
    ignored |= {key: told(key, texts) for key, texts in query.items() if key not in used}
    return Asked(values, ignored, tuple(remarks))


def settled(parameters: Sequence[Parameter], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Values that fit each other: those wanted where they may be, else the defaults."""
    values: dict[str, Any] = {}
    for parameter in parameters:
        value = wanted.get(parameter.key)
        fits = parameter.when(values) and parameter.key in wanted and parameter.fits(value, values)
        values[parameter.key] = value if fits else parameter.default(values)
    return values


def spelled(parameters: Sequence[Parameter], values: Mapping[str, Any]) -> dict[str, list[str]]:
    """All parameters that count, as an address spells them."""
    return {
        parameter.key: texts
        for parameter in parameters
        if parameter.when(values) and (texts := parameter.spell(values[parameter.key]))
    }


def shortest(parameters: Sequence[Parameter], values: Mapping[str, Any]) -> dict[str, list[str]]:
    """The least that an address must say to reopen these values, today and after a refresh.

    A default that moves with another parameter is spelled as soon as anything else is.
    """
    usual = settled(parameters, {})
    if all(values[parameter.key] == usual[parameter.key] for parameter in parameters):
        return {}
    full = spelled(parameters, values)
    return {
        parameter.key: full[parameter.key]
        for parameter in parameters
        if parameter.key in full
        and (parameter.moving or values[parameter.key] != usual[parameter.key])
    }

"""What the address of a page opens: a question, its answer, and the figure that gives it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from dashboard.data import ask
from dashboard.figures import article, country, map, pair, start
from dashboard.figures.figure import Figure, Made, asked, every, named
from dashboard.figures.links import FIGURE
from dashboard.figures.parameters import Query
from dashboard.navigation import SITE, START, Listed
from dashboard.words import loaded_sentence

# The questions of pages that have others than the start page says, by what they were asked for.
_QUESTIONS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "start": lambda values: start.QUESTION,
    "article": lambda values: article.QUESTION,
    "country": lambda values: country.country_question(values["country"], values["direction"]),
    "map": lambda values: map.heading(values["country"], values["direction"], values["part"]),
    "pair": lambda values: pair.question(values["supplier"], values["recipient"]),
}


@dataclass(frozen=True)
class Opened:
    """What an address opens.

    Attributes:
        page: The page.
        question: What the page answers.
        sentence: The answer.
        figure, values, made: The figure that the address names, or else the first that the page
            has; None and nothing where it has none.
        alone: Whether the address names the figure.
        amiss: Whether it asks for another figure, which there is not.
    """

    page: Listed
    question: str
    sentence: str
    figure: Figure | None = None
    values: Mapping[str, Any] | None = None
    made: Made | None = None
    alone: bool = False
    amiss: bool = False

    @property
    def title(self) -> str:
        """What the address is called: after its figure where it names one."""
        title = self.made.title if self.made and self.alone else ""
        return f"{title or self.question} – {SITE}"

    @property
    def query(self) -> dict[str, list[str]]:
        """The least that the figure must be told today to be the same."""
        values = self.values or {}
        return {
            one.key: one.spell(values[one.key])
            for one in (self.figure.parameters if self.figure else ())
            if one.when(values) and values[one.key] != one.default(values)
        }

    def address(self, site: str) -> str:
        """The one address of all those that open the same, on the dashboard at ``site``."""
        own = {FIGURE: [self.figure.key]} if self.figure and self.alone else {}
        return address(site, self.page, self.query | own)

    def file(self, site: str, format: str) -> str:
        """The address of the figure as a file, there."""
        assert self.figure is not None
        told = urlencode(self.query, doseq=True)
        return f"{site}/figures/{self.figure.name}.{format}{f'?{told}' if told else ''}"

    @property
    def has_picture(self) -> bool:
        """Whether there is anything to draw."""
        return self.made is not None and self.made.draw is not None


def address(site: str, page: Listed, query: Mapping[str, Sequence[str]]) -> str:
    """The address of a page on the dashboard at ``site``, asked so."""
    told = urlencode(query, doseq=True)
    return f"{site}/{'' if page is START else page.name}{f'?{told}' if told else ''}"


def opened(page: Listed, query: Query) -> Opened:
    """What the address of a page opens; what of it is of no use is left aside, as on the page.

    Raises:
        WarehouseError: if no data are loaded.
    """
    first = next((one for one in every() if one.page == page.name), None)
    if first is None:
        return Opened(page, page.question or page.title, loaded_sentence(ask("loaded")))
    named_one = named(f"{page.name}/{''.join([*query.get(FIGURE, ())][-1:])}")
    figure = named_one or first
    told = asked(figure.parameters, query)
    amiss = any(one.key in told.ignored for one in figure.parameters)
    amiss |= FIGURE in query and named_one is None
    values, made = told.values, figure.made(told.values)
    question = page.question
    if worded := _QUESTIONS.get(page.name):
        question = worded(asked(first.parameters, query).values)
    alone = named_one is not None
    return Opened(page, question, made.sentence, figure, values, made, alone, amiss)

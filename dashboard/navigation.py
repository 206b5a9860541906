"""The pages and the question that each answers, in the order of the navigation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Listed:
    """A page: a file of ``app_pages``, named in addresses as it is named there.

    Attributes:
        name: Its name.
        title: Its title in the navigation.
        question: What it answers; empty for a page that the start page does not list.
        hidden: Whether the navigation leaves it out.
    """

    name: str
    title: str
    question: str = ""
    hidden: bool = False


SITE = "Arms transfers"
START = Listed("start", "Start")
PAGES = (
    START,
    Listed("world", "World", "How much is traded, and by whom?"),
    Listed("country", "Country", "Who supplies it, and whom does it supply?"),
    Listed("map", "Map", "Where do arms go, and where do they come from?"),
    Listed("flows", "Flows", "Which deliveries are the largest?"),
    Listed("pair", "Pair", "What does one country deliver to another?"),
    Listed("compare", "Compare", "How do countries, regions, the EU or NATO compare?"),
    Listed("weapons", "Weapons", "What kinds of arms are traded?"),
    Listed("deals", "Deals", "Which orders stand behind the figures?"),
    Listed("cited", "Cited figures", "Is a quoted figure right?"),
    Listed("article", "Article", hidden=True),
    Listed("releases", "Releases", "What did a release revise?"),
    Listed("sources", "Data & sources", "What are the figures made of?"),
    Listed("guide", "Guide"),
    Listed("programs", "For programs"),
)

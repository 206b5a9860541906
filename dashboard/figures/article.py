"""One article: how its figures fare, and one of them over time."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.claims import Entry, founding_claim, ledger
from dashboard.data import ask
from dashboard.figures.figure import Made, figure
from dashboard.figures.parameters import Choice, Values
from dashboard.figures.quoted import desk, over_time
from dashboard.words import day, language, literal, missing
from etl.claims.checked import listed_releases
from etl.claims.verdict import CLOSE, DIFFERS, HOLDS, UNKNOWN
from etl.questions.answer import period

QUESTION = "Are the article's figures right?"


def articles() -> dict[str, list[Entry]]:
    """The claims of each article in order of claim, by the code of the first of them."""
    by_url: dict[str, list[Entry]] = {}
    for claim in ledger():
        by_url.setdefault(str(claim.row["url"]), []).append(claim)
    return {str(claims[0].row["claim_id"]): claims for claims in by_url.values()}


def article_label(claims: Sequence[Entry]) -> str:
    """An article in a list: publisher, date, title, and the claims, so that no two are alike."""
    row = claims[0].row
    date = "" if missing(row["published"]) else f", {day(row['published'])}"
    title = "" if missing(row["title"]) else f": {row['title']}"
    return f"{row['publisher']}{date}{title} ({row['claim_id']})"


def _first_of(values: Values) -> Mapping[str, str]:
    """The code of each claim's article."""
    return {
        str(claim.row["claim_id"]): code for code, claims in articles().items() for claim in claims
    }


def _founding(values: Values) -> Any:
    claim = founding_claim(ledger())
    return claim and _first_of(values)[str(claim.row["claim_id"])]


ARTICLE = Choice(
    "article",
    "Article",
    lambda values: {code: article_label(claims) for code, claims in articles().items()},
    also=_first_of,
    usual=_founding,
)


@figure("article/checked", ARTICLE)
def checked(article: str | None) -> Made:
    """A figure of an article beside its measure in all periods of its length."""
    if article is None:
        return Made(
            answer=ask("claims"),
            sentence="No quoted figures are loaded; `arms-etl build` reads those under "
            "`data/cited`.",
        )
    claim = drawn(articles()[article])
    if claim is None:
        return Made(
            answer=ask("claims"),
            sentence="No loaded release gives a value for any figure of this article.",
        )
    return over_time(claim, desk().look(claim.claim).windows)


def drawn(claims: Sequence[Entry]) -> Entry | None:
    """The figure of an article that is drawn: the founding one, or the first with a value."""
    claim = founding_claim(claims) or next((c for c in claims if c.newest() is not None), None)
    return claim if claim and claim.claim.subject.years else None


def article_sentence(claims: Sequence[Entry]) -> str:
    """How an article's figures fare, in one sentence."""
    count = len(claims)
    if count == 1:
        return claims[0].to_print()
    words = [claim.verdict.word for claim in claims]
    hold, close, unknown = sum(word in HOLDS for word in words), *map(words.count, (CLOSE, UNKNOWN))
    is_open = sum(claim.verdict.is_open and claim.verdict.word == DIFFERS for claim in claims)
    parts = [f"{hold} hold{'s' if hold == 1 else ''} or held when the article was written"]
    if close:
        parts.append(f"{close} {'is' if close == 1 else 'are'} close")
    if is_open:
        parts.append(f"{is_open} {'differs' if is_open == 1 else 'differ'} today and may have held")
    if apart := count - hold - close - unknown - is_open:
        parts.append(f"{apart} {'does' if apart == 1 else 'do'} not")
    if unknown:
        parts.append(f"{unknown} cannot be checked with these data")
    return f"Of {count} figures in this article, {', '.join(parts)}."


def byline(claim: Entry) -> str:
    """Who published the article, when and in what language, with its address."""
    row = claim.row
    author = "" if missing(row["author"]) else f", {literal(str(row['author']))}"
    date = "" if missing(row["published"]) else f", {day(row['published'])}"
    title = "The article" if missing(row["title"]) else literal(str(row["title"]))
    publisher = literal(str(row["publisher"]))
    return f"[{title}]({row['url']}) · {publisher}{author}{date} · in {language(row['language'])}"


def reasoning(claim: Entry) -> str:
    """What was printed and credited, what the data say, and the reviewer's note."""
    row, figure = claim.row, claim.claim.subject
    when = f"for {period(*figure.years)}" if figure.years else f"up to {int(row['last_year'])}"
    where = "" if missing(row["stands_in"]) else f" ({row['stands_in']})"
    lines = [
        f"*The article:* {claim.printed()}, {when}; it credits {row['attributed_to']}{where}.",
        f"*The data:* {listed_releases(claim) or 'no loaded release gives a value'}"
        + (f"; fact sheets: {claim.fact_sheets()}" if claim.cells else "")
        + f". {claim.verdict.why}",
    ]
    if not missing(row["reviewer_note"]):
        who = "" if missing(row["reviewer"]) else f" ({row['reviewer']})"
        lines.append(f"*Reviewer{who}:* {row['reviewer_note']}")
    # The marks of emphasis are ours; whatever a source wrote stays as it is.
    return "  \n".join(f"*{name}:*{literal(rest)}" for name, _, rest in
                       (text[1:].partition(":*") for text in lines))  # fmt: skip

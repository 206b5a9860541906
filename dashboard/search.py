"""What a visitor types on the start page, and the pages that answer it, the best first.

Names are compared letter by letter but for capitals. Parties that are named in full answer alone,
else all that has the words as a whole, else what holds them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from dashboard.data import ask, kept
from dashboard.data.access import register_rows_allowed
from dashboard.data.groups import WORLD
from dashboard.data.offered import code_of, labels, name_of, parties
from dashboard.figures import article
from dashboard.figures.links import Onward
from dashboard.figures.parameters import typed, window_of
from dashboard.figures.quoted import desk
from dashboard.figures.shared import coded, trade
from dashboard.navigation import PAGES
from dashboard.words import capital, possessive, with_article
from etl.claims.notified import SELLER

MOST = 8  # answers that are listed
KNOWN = (
    "a country or group (*India*, *EU*), a pair (*USA Poland*), several (*India, Egypt, Qatar*), "
    "with a year or period if you like, a kind of arms (*missiles*), a weapon of SIPRI's register "
    "(*Rafale*, *S-400*), US sales notified (*Poland notified*), a page (*Releases*), or an "
    "article by its publisher or title."
)
Holds = Callable[[str], re.Match[str] | None]  # whether a text has what was typed
_APART = re.compile(r"[\s,;&+/>→]+")
_SMALL = {"and", "to", "in", "vs", "versus", "against", "arms", "the", "-", "–"}
_BESIDE = {"vs", "versus", "against"}
_NOTIFIED = {"notified", "notification", "notifications"}
_ROLES = {"exports": "supplier", "imports": "recipient"}
_FROM = re.compile(r"^(.+?) (?:imports )?from (.+)$", re.IGNORECASE)
_LEAST_CHARS = 3  # of a word that is looked for in names and titles


def answers(text: str) -> list[Onward]:
    """The pages that answer what was typed, the best first; none if nothing is known of it."""
    text = " ".join(text.split())
    if (of_parties := _of_parties(text)) is not None:
        return [of_parties]
    if len(text) < _LEAST_CHARS:
        return []
    words = re.escape(text)
    whole, part = (re.compile(form, re.IGNORECASE).search for form in (rf"\b{words}\b", words))
    found = _holding(whole) or _holding(part)
    return (found or list(_articles(part, "title", "statement")) or list(_notices(part)))[:MOST]


def _of_parties(text: str) -> Onward | None:
    """One party, a pair, or several, where nothing is left over but a period and a direction."""
    turned = _FROM.match(text)
    named, rest = _taken_apart(f"{turned[2]} {turned[1]}" if turned else text)
    windows = [typed(window) for word in rest if (window := window_of(word))]
    roles = [_ROLES[word] for word in rest if word in _ROLES]
    beside = len(named) > 2 or bool(_BESIDE.intersection(rest))
    if notified := _NOTIFIED.intersection(rest):
        named, roles = [party for party in named if party != SELLER], ["recipient"]
    counted = [word for word in rest if word not in _SMALL | notified]
    if not named or len(windows) + len(roles) - bool(notified) < len(counted):
        return None
    when, codes = windows[:1], [code_of(party) for party in named]
    names = [with_article(name_of(party)) for party in named]
    if len(named) == 1:
        role = roles[0] if roles else "recipient"
        label = (
            f"US arms sales to {names[0]}, as notified to Congress" if notified
            else f"{capital(possessive(name_of(named[0])))} arms {trade(role)}"
        )  # fmt: skip
        way = [trade(role)] if roles else []
        return Onward(label, "country", _query(country=codes, direction=way, period=when))
    if beside:
        return Onward("Compare them", "compare", _query(parties=codes))
    return Onward(
        f"What {names[0]} delivers to {names[1]}", "pair",
        _query(supplier=codes[:1], recipient=codes[1:], period=when),
    )  # fmt: skip


def _taken_apart(text: str) -> tuple[list[str], list[str]]:
    """The parties that a text names, the longest names first, and its other words."""
    known = _known(desk().known.parties)
    words = [word for word in _APART.split(text.casefold()) if word]
    found, rest = [], []
    while words:
        for length in range(len(words), 0, -1):
            name = " ".join(words[:length])
            if party := known.get(name) or known.get(re.sub("['’]s?$", "", name)):
                found.append(party)
                break
        else:
            length = 1
            rest.append(words[0])
        words = words[length:]
    return list(dict.fromkeys(found)), rest


@kept
def _known(names: Mapping[str, str]) -> dict[str, str]:
    """The party that each name means, in small letters; a code counts where no name is alike."""
    known = sorted([*names.items(), (WORLD, WORLD)], key=lambda each: each[0] != each[1])
    return {name.casefold(): party for name, party in known}


def _holding(holds: Holds) -> list[Onward]:
    return [*_named(holds), *_articles(holds, "publisher")]


def _named(holds: Holds) -> Iterator[Onward]:
    """Categories, pages, parties and weapons by a part of their names."""
    for name in ask("categories").rows["category"]:
        if holds(name):
            yield Onward(f"{name}: who leads", "weapons", _query(category=[coded(name)]))
    for page in PAGES:
        if not page.hidden and holds(page.title):
            yield Onward(f"The page {page.title}", page.name, {})
    for party, label in labels(parties(or_none=True)).items():
        if holds(label):
            yield Onward(label, "country", _query(country=[code_of(party)]))
    if register_rows_allowed() and ask("registers").reason is None:
        found = [found for name in desk().known.weapons if (found := holds(name))]
        if found:
            text = found[0].group()
            yield Onward(f"Deals with “{text}”", "deals", _query(words=[text]))


def _articles(holds: Holds, *columns: str) -> Iterator[Onward]:
    for code, claims in article.articles().items():
        if any(holds(str(claim.row[column])) for claim in claims for column in columns):
            yield Onward(article.article_label(claims), "article", _query(article=[code]))


def _notices(holds: Holds) -> Iterator[Onward]:
    """Who may buy what was typed, by the US notices that name it or have its number."""
    answer = ask("notified_sales", recipient=None)
    if answer.reason is None:
        rows = answer.rows.dropna(subset=["recipient", "total_usd_m"])
        words = rows["transmittal"].fillna("") + " " + rows["what"].fillna("")
        rows = rows[[holds(text) is not None for text in words]]
        for row in rows.drop_duplicates("recipient").to_dict("records"):
            label = f"US notice on {with_article(row['recipient_name'])}: {row['what']}"
            yield Onward(label, "country", _query(country=[code_of(row["recipient"])]))


def _query(**texts: Sequence[str]) -> dict[str, list[str]]:
    return {key: list(given) for key, given in texts.items() if given}

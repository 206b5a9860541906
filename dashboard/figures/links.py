"""A figure to take away or to link to: what it spells out, and what is said where it has changed;
and where its marks lead.

A link names the page, every parameter of the figure, the release that answered, and the first
numbers with a check sum of all rows. So it can be opened after a newer release has come, and the
reader sees the same figure, or reads plainly what is shown instead.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard.charts.frame import TO, WHEN
from dashboard.data import access, ask
from dashboard.data.access import register_rows_allowed
from dashboard.data.flows import SIDES
from dashboard.data.offered import Window, code_of, name_of, parties
from dashboard.figures import deals
from dashboard.figures.figure import Figure, Made, named, settled, shortest, spelled
from dashboard.figures.parameters import Parameter, Query, Values, window_of
from dashboard.figures.shared import categories, coded, trade
from dashboard.navigation import START
from dashboard.words import capital, listed, possessive, with_article
from etl.questions.answer import period

FIGURE, MADE, NUMBERS, SAID = "figure", "made", "numbers", "said"
# Keys of an address that are no parameters; ``said`` held words of the figure in older links.
OWN = (FIGURE, MADE, NUMBERS, SAID)
_NAMED = ("Supplier", "Recipient", "Category")  # columns of a table whose names lead on
_VALUES = 4  # so many of a figure's numbers are carried along
_RELEASE = (
    r"(\d{4} release|World Bank (update of \d{1,2} [A-Z][a-z]{2,8}|file of) \d{4}"
    r"|Release \d{1,3} \(\d\d/\d{4}\)"
    r"|(as of|commit [0-9a-f]{7,12} of) \d{1,2} [A-Z][a-z]{2,8} \d{4}"
    r"|compiled in [A-Z][a-z]{2,8} \d{4}|(editions|deliveries of fiscal years) \d{4}–\d{4}"
    r"|edition not stated|of an unknown day)"
)
# What a link may carry, which the page repeats as its own words.
_FORMS = {
    FIGURE: "[a-z_]{1,40}",
    MADE: f"{_RELEASE}(, {_RELEASE}){{0,9}}",
    NUMBERS: r"[0-9a-f]{8}(;-?\d{1,3}(,\d{3}){0,4}\.\d){0,4}",
    SAID: "[a-z0-9;,.−-]{0,100}",
}


@dataclass(frozen=True, kw_only=True)
class Drawing(Made):
    """A figure to take away: what every file is written from.

    Attributes:
        name: Its name, such as ``country/shares``.
        params: What it was asked for, as an address spells it, with the release that answered.
        permalink: Address of the page that shows it, with all parameters; without the dashboard's
            own where that leads nobody else there.
        short: The same as short as it can be printed; empty where it would lead nobody there.
        headline, note: The words of who takes it away, in the place of its title and of the line
            below that; empty for its own.
    """

    name: str
    params: Mapping[str, str]
    permalink: str
    short: str = ""
    headline: str = ""
    note: str = ""


@dataclass(frozen=True)
class Onward:
    """A next question: what it is about, the page that answers it, and its parameters there."""

    label: str
    page: str
    query: Mapping[str, list[str]]


class NoFigureError(Exception):
    """There is nothing to draw under these parameters; the message says why."""


def drawing(figure: Figure, values: Mapping[str, Any], site: str) -> Drawing:
    """A figure to take away; the address of the dashboard goes into its link, if others reach it.

    Raises:
        NoFigureError: if there are no numbers to draw.
    """
    made = figure.made(values)
    if made.draw is None:
        raise NoFigureError(made.sentence)
    query = parameters(figure, values, made)
    site = site if access.is_public(site) else ""
    own = {one.name: getattr(made, one.name) for one in fields(made)}
    return Drawing(
        **own
        | {
            "answer": replace(made.answer, caveats=(*made.answer.caveats, *made.remarks)),
            "draw": lambda answer, title: made.chart,  # with the words of the page
        },
        name=figure.name,
        params={key: ", ".join(texts) for key, texts in query.items()},
        permalink=permalink(figure, values, made, site),
        short=_short(figure, values, query, site),
    )


def parameters(figure: Figure, values: Mapping[str, Any], made: Made) -> dict[str, list[str]]:
    """Every parameter of a figure, spelled out, with the release that did answer."""
    releases = {snapshot.release for snapshot in made.answer.snapshots}
    if "release" in values and len(releases) == 1:
        answered = {**values, "release": releases.pop()}
        fitting = settled(figure.parameters, answered)
        # Not one that the rest, such as the period, cannot be chosen from. A page has more values.
        if all(answered.get(key) == value for key, value in fitting.items()):
            values = answered
    return spelled(figure.parameters, values)


def permalink(figure: Figure, values: Mapping[str, Any], made: Made, site: str) -> str:
    """The address of a figure with all that it depends on, on the dashboard at ``site``."""
    own = {FIGURE: [figure.key], MADE: [made.answer.releases], NUMBERS: [numbers(made)]}
    return f"{_page(figure, site)}?{urlencode(parameters(figure, values, made) | own, doseq=True)}"


def _short(
    figure: Figure, values: Mapping[str, Any], query: Mapping[str, Sequence[str]], site: str
) -> str:
    """The page with the least that shows the figure there, and always its release."""
    if not site:
        return ""
    usual = settled(figure.parameters, {})
    least = {
        one.key: query[one.key]
        for one in figure.parameters
        if one.key in query
        and (one.key == "release" or one.moving or values[one.key] != usual[one.key])
    }
    page = _page(figure, site).partition("://")[2]
    return f"{page}?{urlencode(least, doseq=True, safe=',:')}" if least else page


def _page(figure: Figure, site: str) -> str:
    return f"{site.rstrip('/')}/{'' if figure.page == START.name else figure.page}"


def frame_code(link: str, title: str, width: int | str = "100%", height: int = 640) -> str:
    """What another site puts into its page to show the figure at its address for embedding."""
    return (
        f'<iframe src="{escape(link)}" title="{escape(title)}" width="{width}" height="{height}" '
        'style="border:0" loading="lazy"></iframe>'
    )


def onward(
    figure: Figure, values: Mapping[str, Any], point: Mapping[str, Any]
) -> tuple[str, list[Onward]]:
    """What a mark of a figure's chart stands for, and the questions that it leads to.

    plotly tells of the ``point`` by its ``id``, or by its ``location`` on a map.
    """
    values = _own(figure, values)
    mark, _, when = str(point.get("id") or point.get("location") or "").partition(WHEN)
    stands = dict(figure.leads(values, mark)) if figure.leads else {}
    if not stands:
        return "", []
    years = window_of(when or str(point.get("x"))) or values.get("period")
    sides = (name_of(stands[role]) for role in SIDES if role in stands)
    names = [" to ".join(sides), stands.get("category")]
    told = ", ".join(filter(None, [*names, period(*years) if years else ""]))
    return told, [
        Onward(label, page, shortest(parameters, found))
        for label, page, parameters, found in _questions(values, stands, years)
    ]


def linked(figure: Figure, values: Mapping[str, Any], table: pd.DataFrame) -> pd.DataFrame:
    """A figure's table, where names lead to the first question that marks of them lead to.

    What else that question depends on is settled once, by the first name.
    """
    values = _own(figure, values)
    heads = [str(head) for head in table if str(head).partition(",")[0] in _NAMED]
    codes = {name: code for code, name in parties().items()} | {c: c for c in categories()}
    if figure.leads is None or not heads:
        return table
    asked: dict[str, list[str]] = {}
    page, links = "", []
    for names in zip(*(table[head] for head in heads), strict=True):
        known = [codes[name] for name in names if name in codes]
        if len(known) < len(heads):  # such as the sum of all
            links.append(names[0])
            continue
        stands = figure.leads(values, TO.join(known))
        own = {key: code_of(one) if key in SIDES else coded(one) for key, one in stands.items()}
        if not page:
            first = next(_questions(values, stands, values.get("period")), None)
            if first is None:
                return table
            _, page, parameters, settled_to = first
            asked = spelled(parameters, settled_to)
            place = {key: role for key, texts in asked.items()
                     for role, text in own.items()
                     if texts == [text] and (key == role or key not in own)}  # fmt: skip
        query = asked | {key: [own[role]] for key, role in place.items()}
        links.append(f"[{names[0]}](/{page}?{urlencode(query, doseq=True)})")
    return table.assign(**{heads[0]: links})


def _own(figure: Figure, values: Mapping[str, Any]) -> Values:
    """The values that a figure depends on; others of its page are about something else."""
    return {one.key: values[one.key] for one in figure.parameters}


def _questions(
    values: Mapping[str, Any], stands: Mapping[str, Any], years: Window | None
) -> Iterator[tuple[str, str, Sequence[Parameter], Values]]:
    """The questions that something of a figure leads to, the nearest first.

    Each with its label, its page, and that page's parameters with their values.
    """
    beside = {key: values[key] for key in ("release", "fold") if key in values}
    beside |= {"period": years, "years": years}
    sides = {role: stands[role] for role in SIDES if role in stands}
    wanted: list[tuple[str, str, Sequence[Parameter], dict[str, Any]]] = []
    if len(sides) == 2:
        one, other = (with_article(name_of(party)) for party in sides.values())
        wanted += [(f"What {one} delivers to {other}", "pair", _of("pair/shares"), sides)]
    wanted += [
        (f"{capital(possessive(name_of(party)))} arms {trade(role)}", "country",
         _of("country/shares"), {"country": party, "direction": role})
        for role, party in sides.items()
        if party != values.get("country")
    ]  # fmt: skip
    if "category" in stands:
        kind = {"category": stands["category"]}
        wanted += [("Who leads in it", "weapons", _of("weapons/leaders"), kind)]
    if register_rows_allowed() and ask("registers").reason is None:
        each = {key: (value,) for key, value in stands.items()}
        wanted += [("The deals", "deals", deals.PARAMETERS, each)]
    for label, page, parameters, what in wanted:
        if all(settled(parameters, what)[key] == value for key, value in what.items()):
            yield label, page, parameters, settled(parameters, beside | what)


def _of(name: str) -> Sequence[Parameter]:
    figure = named(name)
    assert figure is not None, name
    return figure.parameters


def numbers(made: Made) -> str:
    """What a link remembers of a figure: a check sum of its rows, then its first numbers.

    The numbers are those of the last period or year, as far as the figure has any, with one
    decimal: ``3f2a9c1d;58.8;21.4;15.8``.
    """
    rows = made.answer.rows
    for last in ("last_year", "year"):
        if last in rows:
            latest = rows[rows[last] == rows[last].max()]
            break
    else:
        latest = rows
    first = latest[made.column].dropna().head(_VALUES) if made.column in rows else ()
    # Nine digits, because sums differ in the last ones from machine to machine.
    text = rows.to_csv(index=False, float_format="%.9g")
    return ";".join([hashlib.sha256(text.encode()).hexdigest()[:8], *(f"{x:,.1f}" for x in first)])


def carried(key: str, texts: Sequence[str]) -> bool:
    """Whether a part of an address is what a link carries, in the form that links have it."""
    form = re.compile(_FORMS.get(key, r"(?!)"), re.ASCII)
    return all(form.fullmatch(text) for text in texts)


def remark(figure: Figure, made: Made, query: Query) -> str:
    """What a visitor whose address is a link to this figure must know; empty for anybody else."""
    if figure.key not in query.get(FIGURE, ()):
        return ""
    then, releases = (
        query[key][-1] if query.get(key) and carried(key, query[key]) else ""
        for key in (NUMBERS, MADE)
    )
    now = numbers(made)
    if releases == made.answer.releases and then == now:
        return f"The figure of the link, unchanged ({releases})."
    parts = [f"The link to this figure was made from: {releases}." if releases else ""]
    if releases != made.answer.releases:
        parts.append(f"Shown now: {made.answer.releases}.")
    parts.append(_compared(then, now))
    return " ".join(part for part in parts if part)


def _compared(then: str, now: str) -> str:
    if not then:
        return "Its numbers are not in it as links carry them, so nothing was compared."
    if then == now:
        return "Its numbers are the same."
    was, is_now = (text.split(";")[1:] for text in (then, now))
    if was == is_now:
        return "Its first numbers are the same, and others of its rows have changed."
    return f"Its first numbers were {_listed(was)} then and are {_listed(is_now)} now."


def _listed(texts: list[str]) -> str:
    return listed(texts) or "missing"

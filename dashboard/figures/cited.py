"""Cited figures: a form that checks a figure, and the list of figures that articles quote."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard.claims import Entry, ledger
from dashboard.data.offered import groups, labels, meant, parties
from dashboard.figures import shared
from dashboard.figures.figure import Made, figure
from dashboard.figures.parameters import Choice, Party, Text, Values, always, typed
from dashboard.figures.quoted import desk, over_time
from dashboard.figures.shared import ALL
from dashboard.words import language, missing
from etl.claims.checked import NO_VALUE, Checked
from etl.claims.claim import Claim, Value
from etl.claims.desk import Looked
from etl.claims.fault import Fault
from etl.claims.metrics import METRICS, Metric
from etl.claims.reading import read
from etl.claims.sentence import propose
from etl.claims.verdict import VERDICTS, agrees, decides
from etl.claims.words import shown, shown_within
from etl.common.words import PRECISIONS
from etl.questions import Answer

MEASURES = {
    "share_of_recipient_imports": "Supplier's share of a country's imports",
    "share_of_supplier_exports": "Recipient's share of a country's exports",
    "share_of_world_exports": "Share of the world's exports",
    "share_of_world_imports": "Share of the world's imports",
    "share_of_region_imports": "Share of a region's or group's imports",
    "share_of_region_exports": "Share of a region's or group's exports",
    "rank_among_suppliers": "Rank among suppliers",
    "rank_among_recipients": "Rank among recipients",
    "change_pct": "Change against another period",
    "volume": "Volume",
    "ratio": "How many times another party's volume",
    "number_of_suppliers": "Number of suppliers",
    "number_of_recipients": "Number of recipients",
    "items": "Items delivered",
    "items_ordered": "Items ordered",
}
UNSAID = "choose"
NOBODY = "nobody"
UNCLEAR = "The figure cannot be checked as it is written"
ON_A_PAGE = 20  # quoted figures
RULES = """\
- **Agrees**: the newest exact release that covers the figure gives it within the rounding it was
  printed with. 69 stands for 68.5 to 69.5, and 6.6 for 6.55 to 6.65; a rank must be the same;
  *about* allows five per cent to either side, *nearly* three per cent less, *top eight* anything up
  to eight. *A third* may be two points off, *half* three; *doubled* and other multiples five per
  cent. *Tripled*, *threefold* and *by three times* all lead to three times what was before.
- **Agreed when written**: SIPRI's fact sheet that the text credits printed it; where that edition
  is not on file, the newest loaded release of its time gives it. If the newest release gives
  another value, it was **revised since**.
- **Close**: a percentage within one point of the newest release's.
- **Differs**: by more than that. *Does not hold* is said only where the fact sheet or release of
  its time shows it, or a share lies so far from all that is on file that no revision explains it:
  five points for shares of the world's trade, ten of a region's, 25 of a country's. Otherwise it is
  *not so* in a release, and whether it held when it was written is open.
- **Cannot be computed**: the figure is in money, or is of a party or period that the loaded data
  do not cover. Dollars of US sales are held against what was notified to Congress, which is a
  ceiling, not a contract, not a delivery: they agree with one notification or with the sum of all
  in the period, or nothing is decided. Where a weapon is named and no seller, the United States is
  assumed if it notified such a sale, and that is said. Items are counted by SIPRI's
  register of deals, once one is loaded.

A number that does not hold is tried against the usual mistakes. A mistake that gives the number
is no proof: the more figures share a number, the more of them fit by chance, so the most specific
mistake comes first, with the count of other figures that fit too. It never changes the verdict.
"""


def _metric(values: Values) -> Metric:
    """The measure that is chosen; one that leaves all open while none is."""
    return METRICS.get(values.get("measure", UNSAID), Metric())


def _sides(values: Values) -> Mapping[Any, str]:
    largest = [name for name, kind in groups().items() if kind == "largest"]
    return {NOBODY: "Nobody in particular", **labels(parties()), **{name: name for name in largest}}


def _side(key: str, label: str, usual: str, when: Callable[[Values], bool] = always) -> Party:
    """A state, a group, or nobody in particular."""
    return replace(
        shared.party(key, label, when=when),
        usual=lambda values: usual if when(values) else NOBODY,
        options=_sides,
        nobody=NOBODY,
        also=lambda values: meant(_sides(values)),
        help="Leave it at nobody where the figure is of one country and the world.",
    )


# The form

MEASURE = Choice(
    "measure", "Measure", {UNSAID: "Choose a measure", **MEASURES},
    usual="share_of_recipient_imports",
)  # fmt: skip
SUPPLIER = _side(
    "supplier", "Supplier", "ISR", lambda values: _metric(values).supplier is not False
)
RECIPIENT = _side(
    "recipient", "Recipient", "AZE",
    # A ratio is of two suppliers, or of two recipients.
    lambda values: _metric(values).recipient is not False
    and not (_metric(values).other and values["supplier"] != NOBODY),
)  # fmt: skip
OTHER = replace(
    _side("other", "Other party", NOBODY, lambda values: _metric(values).other is not False),
    help="Whom a ratio is to, or the region or group that a share is of; a share left at nobody is "
    "of the party's own region.",
)
WEAPON = Text(
    "weapon", "Weapon",
    when=lambda values: _metric(values).weapon or values["measure"] == "volume",
    help="Its designation or kind as SIPRI has it, such as Rafale or tank; of a volume, what "
    "dollars are paid for.",
)  # fmt: skip
VALUE = Text(
    "value", "Value as printed", usual="69 %",
    help="As the text words it: 6.6 %, nearly 70 %, a third, more than doubled, fell by 64 %, "
    "5.28 billion, second-largest, top eight.",
)  # fmt: skip
PERIOD = Text("period", "Period", usual="2016-20", former=("when",))
COMPARED = Text(
    "compared", "Compared with",
    when=lambda values: values["measure"] in (UNSAID, "change_pct"),
    help="The period that a change is against, of equal length; empty for the one before.",
)  # fmt: skip
PUBLISHED = Text(
    "published", "Published on, if known", usual="2023-09-07",
    help="Such as 10 March 2025, 2025-03 or 2025; it tells which fact sheet and release were out.",
)  # fmt: skip


@figure(
    "cited/checked",
    MEASURE, SUPPLIER, RECIPIENT, OTHER, WEAPON, VALUE, PERIOD, COMPARED, PUBLISHED,
)  # fmt: skip
def checked(**form: Any) -> Made:
    """A quoted figure beside its measure in all periods of the same length."""
    found = looked(form)
    if isinstance(found, Looked):
        return over_time(found.checked, found.windows)
    reason = f"{UNCLEAR}: {' '.join(map(str, found))}"
    return Made(
        answer=Answer("checked_figure", {}, "A quoted figure", "", pd.DataFrame(), reason=reason),
        sentence=reason,
    )


def looked(form: Values) -> Looked | list[Fault]:
    """All that the desk says of the figure that the form holds, or what is unclear about it."""
    counts = (SUPPLIER, RECIPIENT, OTHER, WEAPON, VALUE, PERIOD, COMPARED, PUBLISHED)
    written = {one.key: form[one.key] for one in counts if one.when(form)}
    written = {name: text for name, text in written.items() if text != NOBODY}
    if form["measure"] != UNSAID:
        written["metric"] = form["measure"]
    found = read(written, desk().known)
    return desk().look(found) if isinstance(found, Claim) else [_on_the_form(one) for one in found]


def _on_the_form(fault: Fault) -> Fault:
    """What is unclear, with the measures as the form calls them and not as lists do."""
    if fault.field == "metric":
        return Fault("measure", "choose one.")
    codes = "|".join(name for name in MEASURES if "_" in name)
    named = re.sub(rf"\b(?:{codes})\b", lambda code: f"“{MEASURES[code[0]]}”", fault.message)
    return replace(fault, message=named)


def proposed(sentence: str) -> Values:
    """What the form is to hold for a sentence, by key; empty where nothing is certain."""
    known = desk().known
    told = propose(sentence, known.parties)
    sides = {one.key: told.get(one.key, NOBODY) for one in (SUPPLIER, RECIPIENT, OTHER)}
    written = (WEAPON, VALUE, PERIOD, COMPARED, PUBLISHED)
    texts = {one.key: told.get(one.key, "") for one in written}
    return {"measure": told.get("metric", UNSAID), **sides, **texts}


def values_table(checked: Checked) -> pd.DataFrame:
    """What fact sheets printed and what each release gives, and by how much the text differs."""
    claim = checked.claim
    rows = [
        {
            "By": f"SIPRI's {cell.edition} fact sheet, as printed",
            "Value": shown(claim.metric, cell.value, cell.decimals),
            "Same as quoted": _same(checked, Value(cell.edition, cell.value)),
        }
        for cell in checked.cells
    ]
    for found in sorted(checked.values, key=lambda found: found.release, reverse=True):
        precision = PRECISIONS[found.precision] if found.value is not None else ""
        rows.append(
            {
                "By": f"{found.release} release" + (precision and f", {precision}"),
                "Value": NO_VALUE if found.value is None else shown_within(claim.metric, found),
                "Same as quoted": "–" if found.value is None else _same(checked, found),
            }
        )
    return pd.DataFrame(rows, columns=["By", "Value", "Same as quoted"])


def _same(checked: Checked, found: Value) -> str:
    if checked.claim.unit == "USD million":
        return "not comparable"
    if not decides(checked.claim, found):
        return "open"
    return "yes" if agrees(checked.claim, found) else "no"


def form_address(claim: Entry) -> str:
    """The address of the form filled in with a claim of the ledger."""
    figure = claim.claim.subject
    wording = f"{claim.claim.comparison} " if claim.claim.comparison else ""
    unit = " million dollars" if claim.claim.unit == "USD million" else ""
    fields = {
        MEASURE.key: figure.metric,
        SUPPLIER.key: SUPPLIER.spell(figure.supplier or NOBODY)[0],
        RECIPIENT.key: RECIPIENT.spell(figure.recipient or NOBODY)[0],
        OTHER.key: OTHER.spell(figure.other)[0] if figure.other else "",
        WEAPON.key: figure.weapon or "",
        PERIOD.key: typed(figure.years) if figure.years else "",
        COMPARED.key: typed(figure.compared) if figure.compared else "",
        VALUE.key: wording + claim.claim.text + unit,
        PUBLISHED.key: claim.claim.published or "",
    }  # fmt: skip
    return f"/cited?{urlencode({name: text for name, text in fields.items() if text})}"


# The list


def year_of(claim: Entry) -> str:
    """The year in which an article appeared."""
    published = claim.row["published"]
    return "unknown" if missing(published) else str(published)[:4]


_KINDS = {
    "percent": "Shares", "change": "Changes", "rank": "Ranks", "million TIV": "Volumes",
    "times": "Ratios", "number": "Numbers", "USD million": "Money",
}  # fmt: skip


def kind_of(claim: Entry) -> str:
    """Of what kind a quoted figure is: the unit that it is in, or that it is a change or count."""
    if claim.claim.metric == "change_pct":
        return "change"
    return "number" if claim.claim.unit in ("states", "items") else claim.claim.unit


def _apart(claim: Entry) -> float:
    """How far a number is from the newest value; nothing where it has none."""
    newest = claim.newest()
    if newest is None or claim.claim.unit == "USD million":
        return -1.0
    assert newest.value is not None
    return abs(claim.claim.value - newest.value)


# How the list is sorted: the label, by what, and whether the last comes first.
ORDERS: Mapping[str, tuple[str, Callable[[Entry], Any], bool]] = {
    "claim": ("Claim", lambda claim: 0, False),
    "newest": ("Newest article", lambda claim: str(claim.row["published"] or ""), True),
    "oldest": ("Oldest article", lambda claim: str(claim.row["published"] or "9999"), False),
    "publisher": ("Publisher", lambda claim: str(claim.row["publisher"]).casefold(), False),
    "verdict": ("Verdict", lambda claim: VERDICTS.index(claim.verdict.word), False),
    "difference": ("Largest difference", _apart, True),
}
_WORDS = dict(
    zip(("agrees", "agreed", "revised", "close", "differs", "unknown"), VERDICTS, strict=True)
)


def _named(claim: Entry) -> set[str]:
    """The parties that a quoted figure is about, each by itself."""
    subject = claim.claim.subject
    sides = (subject.supplier, subject.recipient, subject.other)
    return {one for who in sides if who for one in who.split("+")}


def _countries(values: Values) -> Mapping[Any, str]:
    named = {party for claim in ledger() for party in _named(claim)}
    return {ALL: "All countries", **labels(party for party in parties() if party in named)}


def _publishers(values: Values) -> Mapping[Any, str]:
    names = {str(claim.row["publisher"]) for claim in ledger()}
    return {ALL: "All", **{name: name for name in sorted(names, key=str.casefold)}}


def _years(values: Values) -> Mapping[Any, str]:
    years = sorted({year_of(claim) for claim in ledger()}, reverse=True)
    return {ALL: "All", **{year: year for year in years}}


def _languages(values: Values) -> Mapping[Any, str]:
    found = Counter(str(claim.row["language"]) for claim in ledger())
    names = {code: f"{language(code)} ({count})" for code, count in found.most_common()}
    return {ALL: "All languages", **names}


def _kinds(values: Values) -> Mapping[Any, str]:
    found = Counter(kind_of(claim) for claim in ledger())
    return {ALL: "All kinds", **{k: f"{word} ({found[k]})" for k, word in _KINDS.items()}}


def _pages(values: Values) -> Mapping[Any, str]:
    last = max(1, -(-len(chosen(values)) // ON_A_PAGE))
    return {number: str(number) for number in range(1, last + 1)}


COUNTRY = replace(
    shared.party("country", "Country", or_all=True, former=("about",)), options=_countries
)
VERDICT = Choice(
    "verdict", "Verdict", {ALL: "All verdicts", **_WORDS}, spelled=lambda code: code or "all"
)
PUBLISHER = Choice("publisher", "Publisher", _publishers, spelled=lambda name: name or "all")
YEAR = Choice("year", "Year", _years, spelled=lambda year: year or "all")
LANGUAGE = Choice("language", "Language", _languages, spelled=lambda code: code or "all")
KIND = Choice("kind", "Kind", _kinds, spelled=lambda kind: _KINDS.get(kind, "all").lower())
ORDER = Choice("order", "Sorted by", {code: label for code, (label, *_) in ORDERS.items()})
PAGE = Choice("page", "Page", _pages)


def chosen(values: Values) -> Sequence[Entry]:
    """The quoted figures that pass the filters, in order."""
    country, verdict = values["country"], _WORDS.get(values["verdict"])
    publisher, year = values["publisher"], values["year"]
    spoken, kind = values["language"], values["kind"]
    found = [
        claim
        for claim in ledger()
        if (not country or set(country.split("+")) <= _named(claim))
        and verdict in (None, claim.verdict.word)
        and publisher in (ALL, claim.row["publisher"])
        and year in (ALL, year_of(claim))
        and spoken in (ALL, claim.row["language"])
        and kind in (ALL, kind_of(claim))
    ]
    _, by, reverse = ORDERS[values["order"]]
    return sorted(found, key=by, reverse=reverse)

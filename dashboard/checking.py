"""Words and tables of the fact-check desk: what was asked, what was found, what may be wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

import pandas as pd

from dashboard.claims import Entry
from dashboard.words import day, literal, missing
from etl.claims.checked import Checked, listed_releases
from etl.claims.claim import Value
from etl.claims.desk import NO_MISTAKE
from etl.claims.mistakes import Finding
from etl.claims.verdict import HOLDS, UNKNOWN, VERDICTS, agrees
from etl.claims.words import described, shown
from etl.common.words import PRECISIONS
from etl.questions.answer import period

# The measures as a reader chooses them.
MEASURES = {
    "share_of_recipient_imports": "Supplier's share of a country's imports",
    "share_of_supplier_exports": "Recipient's share of a country's exports",
    "share_of_world_exports": "Share of the world's exports",
    "share_of_world_imports": "Share of the world's imports",
    "share_of_region_imports": "Share of the region's imports",
    "rank_among_suppliers": "Rank among suppliers",
    "rank_among_recipients": "Rank among recipients",
    "change_pct": "Change against the period before",
    "volume": "Volume",
}
NOBODY = "nobody"
_SHOWN = 4  # mistakes that are told; those after them fit many numbers
ABOUT = (
    "The line is the measure in every period of the same length, by each loaded release that is "
    "not approximate; a gap is a period that the release does not cover. The diamond is the "
    "number as printed. SIPRI revises all years every March, so a figure can have been right when "
    "it was written and differ today."
)
RULES = """\
- **Agrees**: the newest exact release that covers the figure gives it within the rounding it was
  printed with. 69 stands for 68.5 to 69.5, and 6.6 for 6.55 to 6.65; a rank must be the same;
  *nearly* allows three per cent less, *top eight* anything up to eight.
- **Agreed when written**: SIPRI's fact sheet that the text credits printed it; where that edition
  is not on file, the newest loaded release of its time gives it. If the newest release gives
  another value, it was **revised since**.
- **Close**: a percentage within one point of the newest release's.
- **Differs**: by more than that.
- **Cannot be computed**: the figure is in money, counts items, or is of a group or period that
  the loaded data do not cover.

A number that does not hold is tried against the usual mistakes. A mistake that gives the number
is no proof: the more figures share a number, the more of them fit by chance, so the most specific
mistake comes first, with the count of other figures that fit too. It never changes the verdict.
"""


def answer_sentence(checked: Checked, names: Mapping[str, str]) -> str:
    """What was asked and what the data say, in one sentence."""
    subject = checked.claim.subject
    when = f" in {period(*subject.years)}" if subject.years else ""
    found = listed_releases(checked) or "no loaded release covers it"
    word = checked.verdict.word
    return (
        f"{described(subject, names)}{when}: printed {checked.printed()}; {found}. "
        f"Verdict: {word[0].lower()}{word[1:]}."
    )


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
                "Value": checked.computed(found.release),
                "Same as quoted": "–" if found.value is None else _same(checked, found),
            }
        )
    return pd.DataFrame(rows, columns=["By", "Value", "Same as quoted"])


def _same(checked: Checked, found: Value) -> str:
    if checked.claim.unit == "USD million":
        return "not comparable"
    return "yes" if agrees(checked.claim, found) else "no"


def diagnosis_text(checked: Checked, findings: Sequence[Finding]) -> str:
    """What may have gone wrong, as a list; empty where nothing was looked for."""
    if not checked.asks_for_diagnosis:
        return ""
    if not findings:
        return NO_MISTAKE
    lines = [f"{n}. {literal(f.sentence)}" for n, f in enumerate(findings[:_SHOWN], start=1)]
    if len(findings) > _SHOWN:
        lines.append(f"\n{len(findings) - _SHOWN} less specific ones fit too.")
    return "\n".join(lines)


def windows_sentence(checked: Checked, names: Mapping[str, str], values: pd.DataFrame) -> str:
    """The chart in words: the printed number, and the lowest and highest of the newest release."""
    text = answer_sentence(checked, names)
    if values.empty:
        return text
    newest = values[values["release"] == values["release"].max()]
    low, high = (newest.loc[newest["value"].agg(how)] for how in ("idxmin", "idxmax"))
    metric = checked.claim.metric
    parts = [
        f"{shown(metric, row['value'])} in {period(int(row['first_year']), int(row['last_year']))}"
        for row in (low, high)
    ]
    return f"{text} Over all periods of this length it ran from {parts[0]} to {parts[1]}."


def windows_table(checked: Checked, values: pd.DataFrame) -> pd.DataFrame:
    """The measure by period, newest first, a column a release."""
    metric = checked.claim.metric
    years = zip(values["first_year"], values["last_year"], strict=True)
    wide = values.assign(Period=[period(int(first), int(last)) for first, last in years])
    wide = wide.pivot_table(index=["last_year", "Period"], columns="release_label", values="value")
    wide = wide.sort_index(ascending=False).droplevel("last_year")
    table = wide.map(lambda value: "–" if missing(value) else shown(metric, float(value)))
    return table.rename_axis(columns=None).reset_index()


def form_address(claim: Entry) -> str:
    """The address of the form filled in with a claim of the ledger."""
    row, subject = claim.row, claim.claim.subject
    wording = {"nearly": "nearly ", "at most": "at most ", "at least": "at least "}
    unit = " million dollars" if claim.claim.unit == "USD million" else ""
    fields = {
        "measure": subject.metric,
        "supplier": subject.supplier or _text(row["supplier_group"]) or NOBODY,
        "recipient": subject.recipient or _text(row["recipient_group"]) or NOBODY,
        "when": period(*subject.years).replace("–", "-") if subject.years else "",
        "value": wording.get(claim.claim.comparison or "", "") + claim.claim.text + unit,
        "published": _text(row["published"]),
    }
    return f"/cited?{urlencode({name: text for name, text in fields.items() if text})}"


def article_sentence(claims: Sequence[Entry]) -> str:
    """How an article's figures fare, in one sentence."""
    count = len(claims)
    hold = sum(claim.verdict.word in HOLDS for claim in claims)
    unknown = sum(claim.verdict.word == UNKNOWN for claim in claims)
    if count == 1:
        return claims[0].to_print()
    parts = [f"{hold} hold{'s' if hold == 1 else ''} or held when the article was written"]
    if apart := count - hold - unknown:
        parts.append(f"{apart} {'does' if apart == 1 else 'do'} not")
    if unknown:
        parts.append(f"{unknown} cannot be checked with these data")
    return f"Of {count} figures in this article, {', '.join(parts)}."


def by_article(claims: Sequence[Entry]) -> dict[str, list[Entry]]:
    """The claims of each article, by its address, in order of claim."""
    articles: dict[str, list[Entry]] = {}
    for claim in claims:
        articles.setdefault(str(claim.row["url"]), []).append(claim)
    return articles


def article_label(claims: Sequence[Entry]) -> str:
    """An article in a list: publisher, date, title, and the claims, so that no two are alike."""
    row = claims[0].row
    date = "" if missing(row["published"]) else f", {day(row['published'])}"
    return f"{row['publisher']}{date}: {row['title']} ({row['claim_id']})"


def reasoning(claim: Entry) -> str:
    """What was printed and credited, what the data say, and the reviewer's note."""
    row, subject = claim.row, claim.claim.subject
    when = f"for {period(*subject.years)}" if subject.years else f"up to {int(row['last_year'])}"
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


def year_of(claim: Entry) -> str:
    """The year in which an article appeared."""
    published = claim.row["published"]
    return "unknown" if missing(published) else str(published)[:4]


def _apart(claim: Entry) -> float:
    """How far a number is from the newest value; nothing where it has none."""
    newest = claim.newest()
    if newest is None or claim.claim.unit == "USD million":
        return -1.0
    assert newest.value is not None
    return abs(claim.claim.value - newest.value)


Order = Callable[[list[Entry]], list[Entry]]
ORDERS: dict[str, Order] = {
    "Claim": lambda claims: claims,
    "Newest article": lambda claims: sorted(
        claims, key=lambda claim: str(claim.row["published"] or ""), reverse=True
    ),
    "Oldest article": lambda claims: sorted(
        claims, key=lambda claim: str(claim.row["published"] or "9999")
    ),
    "Publisher": lambda claims: sorted(
        claims, key=lambda claim: str(claim.row["publisher"]).casefold()
    ),
    "Verdict": lambda claims: sorted(claims, key=lambda claim: VERDICTS.index(claim.verdict.word)),
    "Largest difference": lambda claims: sorted(claims, key=_apart, reverse=True),
}


def byline(claim: Entry) -> str:
    """Who published the article and when, with its address."""
    row = claim.row
    author = "" if missing(row["author"]) else f", {literal(str(row['author']))}"
    date = "" if missing(row["published"]) else f", {day(row['published'])}"
    title = f"[{literal(str(row['title']))}]({row['url']})"
    return f"{title} · {literal(str(row['publisher']))}{author}{date}"


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) and cell != "World" else ""

"""A notice's text: who may buy what for up to how much, in the layouts in which it is printed.

The Federal Register has set the amounts with colons, with leaders and rules, with the three labels
before the three amounts, and the Congressional Record with full stops. So the amounts are taken in
order between (ii) and (iii), and a text is refused whose first two do not add up to the third.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.claims.dates import read_day

SALE = "36(b)(1)"
CHANGES = ("36(b)(5)(A)", "36(b)(5)(C)")
_LONGEST = 300  # characters of a description
_DAY = r"(\d{1,2} [A-Z][a-z]+,? \d{4}|[A-Z][a-z]+ \d{1,2}, \d{4})"
_BEGIN = re.compile(r"\(i\) ?(?:Prospective )?Purchaser:? ", re.IGNORECASE)
_NUMBER = r"([0-9A-Z]{2}-[0-9A-Z]{2,3})\b"
_TRANSMITTAL = re.compile(rf"Transmittal (?:Nos?\.?:? )?{_NUMBER}", re.IGNORECASE)
_AMENDED = re.compile(rf"Transmittal No\.?:? ?{_NUMBER}", re.IGNORECASE)
_DOCUMENT = re.compile(r"\[?FR Doc(?: No:|\.) ?([0-9A-Z]{2,4}-\d+)")
_PUBLISHED = re.compile(rf"\[Federal Register Volume [^\]]*?\([A-Z][a-z]+day, {_DAY}\)\]")
_NOTIFIED = re.compile(rf"Date Report Delivered to Congress:? ?{_DAY}", re.IGNORECASE)
_CHANGE = re.compile(r"36\(b\)\(5\)\(([AC])\)", re.IGNORECASE)
_AMOUNT = re.compile(r"\$ ?([\d,]*\.?\d+) ?(million|billion)", re.IGNORECASE)
_WHAT = re.compile(
    r"Description(?: and Quantity or Quantities of Articles or Services under Consideration for "
    r"Purchase)?: (.+?)(?: \(iv\) |$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Notice:
    """What a text says; empty where it does not, with ``why_not`` where it has no amount.

    Days are ``YYYY-MM-DD``, amounts in million US dollars as text.
    """

    document: str
    published: str
    notified: str
    transmittal: str
    kind: str
    amends: str
    purchaser: str
    mde_usd_m: str
    other_usd_m: str
    total_usd_m: str
    what: str
    why_not: str


def notices(text: str) -> Iterator[Notice]:
    """The notices in a text, which may be several; one that cannot be read says so."""
    text = " ".join(re.sub(r"<[^<>]+>", " ", text).split())
    begins = [found.start() for found in _BEGIN.finditer(text)] or [len(text)]
    for before, begin, end in zip([0, *begins], begins, [*begins[1:], len(text)], strict=False):
        yield _notice(text[before:begin], text[begin:end], text[: begins[0]])


def _notice(above: str, below: str, heading: str) -> Notice:
    items = re.split(r"\((?=(?:ii|iii|iv)\))", below, maxsplit=3)
    purchaser = _BEGIN.sub("", items[0]).strip(" .")
    values = items[1] if len(items) > 1 else ""
    change = None if "estimated value" in values.lower() else _CHANGE.search(above + below)
    kind = f"36(b)(5)({change[1].upper()})" if change else SALE
    mde, other, total, why_not = ("", "", "", "") if change else _amounts(values)
    if not purchaser:
        why_not = "No purchaser stands in the text."
    numbers = _TRANSMITTAL.findall(above)
    amended = _AMENDED.search(values) if change else None
    what = _WHAT.search(below)
    return Notice(
        document=_first(_DOCUMENT, heading),
        published=_day(_PUBLISHED, heading),
        notified=_day(_NOTIFIED, below),
        transmittal=numbers[-1].upper() if numbers else "",
        kind=kind,
        amends=amended[1].upper() if amended else "",
        purchaser=purchaser,
        mde_usd_m=mde,
        other_usd_m=other,
        total_usd_m=total,
        what=_short(what[1]) if what else "",
        why_not=why_not,
    )


def _amounts(text: str) -> tuple[str, str, str, str]:
    """The three amounts in million US dollars, and why there are none."""
    found = [
        (float(digits.replace(",", "")) * scale, 0.5 * scale * 10.0**-decimals)
        for digits, word in _AMOUNT.findall(text)
        for scale in [1000.0 if word.lower() == "billion" else 1.0]
        for decimals in [len(digits.partition(".")[2])]
    ]
    if len(found) != 3:
        return "", "", "", f"Three amounts were expected, and {len(found)} stand there."
    (mde, fine), (other, finer), (total, coarse) = found
    # Billions may be rounded more coarsely than the millions that they are made up of.
    slack = coarse if coarse > max(fine, finer) else 1e-6
    if abs(mde + other - total) > slack + 1e-9:
        why = f"The amounts do not add up: {mde:,g} and {other:,g} are not {total:,g} million."
        return "", "", "", why
    return f"{mde:.10g}", f"{other:.10g}", f"{total:.10g}", ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def _day(pattern: re.Pattern[str], text: str) -> str:
    day = read_day(_first(pattern, text))
    return day if isinstance(day, str) else ""


def _short(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rpartition(" ")[0] + " …"

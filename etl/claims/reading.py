"""A claim as somebody wrote it down, read strictly: a message for each thing unclear.

Used for the form, for a newsroom's own list, and for new rows of the ledger. Nothing is guessed:
a name must be one that the reference tables know, letter by letter.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from etl.claims.claim import Claim, Subject, Years
from etl.claims.metrics import COMPARISONS, COMPUTED, METRICS, RANKS, SHARES, SIDES, unit_of
from etl.common.words import SPACE, listed
from etl.table import FIRST_YEAR

_ORDINALS = (
    "largest", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth",
)  # fmt: skip
_IN_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip
# How a text leads up to a number, and the comparison meant.
_LEADS = {
    "nearly": "nearly", "almost": "nearly", "close to": "nearly", "just under": "nearly",
    "more than": "more than", "over": "more than", "above": "more than",
    "at least": "at least", "less than": "less than", "under": "less than", "below": "less than",
    "at most": "at most", "up to": "at most", "among the top": "at most", "top": "at most",
}  # fmt: skip
# How a unit stands beside a number.
_UNITS = (
    (r"(.+?) ?(?:%|per cent|percent|pct|p\.c\.)", "percent"),
    (r"(?:usd|us\$|\$) ?(.+?)(?: ?(?:m|mn|million))?", "USD million"),
    (r"(.+?) ?(?:m|mn|million)? ?(?:usd|us dollars|dollars)", "USD million"),
    (r"(.+?) ?(?:m|mn|million)? ?tivs?", "million TIV"),
)
_NUMBER = re.compile(r"[-−+]?[0-9]{1,15}(\.[0-9]{1,10})?")
_PERIOD = re.compile(r"([0-9]{4})(?:\s*(?:-|–|—|/|to)\s*([0-9]{2}|[0-9]{4}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?|.*[A-Za-z]{3,}.*")
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


@dataclass(frozen=True)
class Fault:
    """What is unclear about one field: what was found, and what to write."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


@dataclass(frozen=True)
class Known:
    """The names that may stand in a claim, each with the code of the party that it means."""

    parties: Mapping[str, str]


@dataclass(frozen=True)
class Number:
    """A number as printed, with the comparison and the unit that its words imply, if any."""

    text: str
    value: float
    decimals: int
    comparison: str | None
    unit: str | None


def read(fields: Mapping[str, str], known: Known) -> Claim | list[Fault]:
    """A claim out of what was typed, or everything that is unclear about it.

    Args:
        fields: ``supplier``, ``recipient``, ``metric``, ``value``, ``comparison``, ``unit``,
            ``first_year``, ``last_year`` or ``period``, ``published``, ``attributed_to``; what is
            missing counts as empty.
        known: The names of parties.
    """
    given = {field: text.strip() for field, text in fields.items()}
    faults: list[Fault] = []
    metric = given.get("metric", "")
    if metric not in METRICS:
        faults.append(Fault("metric", f"{_found(metric)}; use one of: {', '.join(COMPUTED)}."))
    parties = [_party(side, given.get(side, ""), known, faults) for side in SIDES]
    if not faults:
        faults += _party_faults(metric, parties)
    number = read_number(given.get("value", ""), ranks=metric in RANKS)
    unit = given.get("unit", "")
    if isinstance(number, Fault):
        faults.append(number)
    else:
        unit = unit or number.unit or unit_of(metric)
        faults += _value_faults(metric, number, unit)
    comparison = given.get("comparison", "")
    if comparison not in ("", *COMPARISONS):
        words = f"leave it empty or use one of: {', '.join(COMPARISONS)}."
        faults.append(Fault("comparison", f"{_found(comparison)}; {words}"))
    years = _years(given, faults)
    published = given.get("published", "")
    if published and not _DATE.fullmatch(published):
        words = f"{_found(published)}; write YYYY-MM-DD, YYYY-MM or YYYY."
        faults.append(Fault("published", words))
    if faults or isinstance(number, Fault):
        return faults
    supplier, recipient = parties
    return Claim(
        Subject(metric, supplier, recipient, years), number.text, number.value,
        number.decimals, comparison or number.comparison, unit, published or None,
        given.get("attributed_to", "") or "SIPRI",
    )  # fmt: skip


def read_number(text: str, *, ranks: bool = False) -> Number | Fault:
    """A number as an article prints it: ``69``, ``6.6 %``, ``nearly 70 %``, ``second-largest``."""
    words = re.sub(rf"[\s{SPACE}\u2009\u202f]+", " ", text).strip().lower()
    if not words:
        return Fault("value", "it is empty; write the number as printed, such as 69 or 6.6.")
    comparison = None
    for lead in sorted(_LEADS, key=len, reverse=True):
        if words.startswith(f"{lead} "):
            comparison, words = _LEADS[lead], words.removeprefix(lead).strip()
            break
    if (place := _place(words, counted=comparison is not None)) and ranks:
        return Number(str(place), float(place), 0, comparison, "rank")
    words, unit = _unit(words)
    words = re.sub(r"(?<=\d) (?=\d{3}\b)", "", words)
    if _NUMBER.fullmatch(words):
        digits = words.replace("−", "-").removeprefix("+")
        return Number(digits, float(digits), len(digits.partition(".")[2]), comparison, unit)
    whole, point = words.replace(",", ""), words.replace(",", ".")
    if re.fullmatch(r"[-−]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", words):
        remedy = (
            f": with a comma it can be read in two ways; write {whole} without a thousands mark, "
            f"or {point} with a point."
        )
    elif re.fullmatch(r"[-−]?[0-9]+,[0-9]+", words):
        remedy = f": write decimals with a point, {point}."
    elif re.search(r"\b(bn|billion|m|mn|million|thousand|k)\b", words):
        remedy = ": write the number in millions, in digits alone."
    elif re.search(r"[0-9]", words) is None:
        remedy = ": write the number in digits, such as 69 or 6.6."
    else:
        remedy = " is not a number; write it as printed, such as 69 or 6.6."
    return Fault("value", f"{_found(text)}{remedy}")


def _unit(words: str) -> tuple[str, str | None]:
    """The number without the sign or word for its unit."""
    for form, unit in _UNITS:
        if found := re.fullmatch(form, words):
            return found[1], unit
    return words, None


def _place(words: str, *, counted: bool) -> int | None:
    """A rank in words: ``second-largest``, ``8th``; after ``top`` also ``eight``."""
    first = re.split(r"[- ]", words)[0]
    if first in _ORDINALS:
        return _ORDINALS.index(first) + 1
    if first == "first":
        return 1
    if found := re.fullmatch(r"([0-9]{1,3})(st|nd|rd|th)", first):
        return int(found[1])
    return _IN_WORDS.index(first) if counted and first in _IN_WORDS[1:] else None


def _party(side: str, text: str, known: Known, faults: list[Fault]) -> str | None:
    """The code of the party that a name means, or of several with a plus between their names."""
    if not text or text == "World":
        return None
    codes = []
    for name in (text,) if text in known.parties else re.split(r"\s*\+\s*", text):
        if name in known.parties:
            codes.append(known.parties[name])
            continue
        near = difflib.get_close_matches(name, known.parties, 3, 0.7)
        hint = f" Did you mean {listed(near)}?" if near else ""
        words = "is no name of a country or group that is known here, letter by letter."
        faults.append(Fault(side, f"{_found(name)} {words}{hint}"))
    if len(set(codes)) < len(codes):
        faults.append(Fault(side, f"{_found(text)}: the same party stands there twice."))
    return "+".join(codes) or None


def _party_faults(metric: str, parties: list[str | None]) -> list[Fault]:
    supplier, recipient = parties
    if supplier and supplier == recipient:
        return [Fault("recipient", "the same party stands on both sides.")]
    if not supplier and not recipient and not METRICS[metric].of_world:
        return [Fault("supplier", "name a supplier or a recipient, or both.")]
    faults = []
    for side, party in zip(SIDES, parties, strict=True):
        wanted = getattr(METRICS[metric], side)
        if wanted and not party:
            faults.append(Fault(side, f"{metric} needs a {side}."))
        if wanted is False and party:
            faults.append(Fault(side, f"{metric} is of one party alone; leave the {side} empty."))
    return faults


def _value_faults(metric: str, number: Number, unit: str) -> list[Fault]:
    shown = f"{number.text}: "
    if unit_of(metric) in ("percent", "rank") and unit != unit_of(metric):
        return [Fault("unit", f"{metric} is in {unit_of(metric)}, not in {unit}.")]
    if metric in SHARES and not 0 <= number.value <= 100:
        return [Fault("value", f"{shown}a share lies between 0 and 100 per cent.")]
    if metric in RANKS and (number.value < 1 or number.value % 1):
        return [Fault("value", f"{shown}a rank is a whole number from 1.")]
    if metric == "change_pct" and number.value < -100:
        return [Fault("value", f"{shown}nothing can fall by more than 100 per cent.")]
    if metric == "volume" and number.value < 0:
        return [Fault("value", f"{shown}a volume is not negative.")]
    return []


def _years(given: Mapping[str, str], faults: list[Fault]) -> Years | None:
    """The years of the period, typed as one text or as two."""
    first, last = given.get("first_year", ""), given.get("last_year", "")
    text = given.get("period", "") or (first if first == last else f"{first}–{last}".strip("–"))
    found = _PERIOD.fullmatch(text)
    begins = int(found[1]) if found else 0
    ends = int(found[2] or begins) if found else 0
    is_short = ends < 100
    ends += begins // 100 * 100 if is_short else 0
    if not text:
        remedy = "; give years, such as 2016–20."
    elif found is None and _DAY.fullmatch(text):
        remedy = ": SIPRI's volumes are by year; give the years that it lies in, such as 2016–20."
    elif found is None:
        remedy = ": give one year or two, such as 2020 or 2016–20."
    elif ends < begins and is_short and "-" in text and 1 <= ends % 100 <= 12:
        remedy = ": a month cannot be checked, SIPRI's volumes are by year."
    elif ends < begins:
        remedy = f": it ends before it begins; write {ends}–{begins} if that is meant."
    elif begins < FIRST_YEAR:
        remedy = f": SIPRI's data begin in {FIRST_YEAR}."
    elif ends > date.today().year:
        remedy = ": it lies in the future."
    else:
        return begins, ends
    faults.append(Fault("period", f"{_found(text)}{remedy}"))
    return None


def _found(text: str) -> str:
    """What was typed, as a message shows it."""
    return f"found “{text[:60]}”" if text else "it is empty"

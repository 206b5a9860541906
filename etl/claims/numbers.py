"""A number as a text words it: ``6,633``, ``nearly 70 %``, ``more than doubled``, ``top eight``.

Numbers may be written as in English, German, French, Spanish, Italian, Russian or Turkish. Where
words can be understood in two ways, these rules decide, and what they cannot decide is refused:

- Three digits behind one comma or point are decimals in a share and before *billion*, thousands in
  a volume or a rank; anywhere else both can be meant.
- *Tripled*, *threefold* and *three times* lead to three times what was before: +200 %. So does
  *by three times*, though some mean four times by it; :attr:`Number.other_reading` keeps that.
- *To* gives a level and *by* a change: a share does not rise *by*, and a change is not *to* a
  percentage, unless that is above the whole of before (*rose to 250 %* is +150 %).
- A fall is negative: to fall by more than 20 % is less than -20 %.
- A word is rounder than a number: a fraction may be off by the points that stand in ``_PARTS``, a
  multiple of whole numbers by five per cent of it, so *doubled* is +90 to +110 %.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from math import log10

from etl.claims.fault import Fault, found
from etl.claims.metrics import RANKS, SHARES
from etl.common.signs import with_hyphens

_LONGEST = 100  # characters
_LEADS = {
    "about": "about|around|roughly|approximately|approx.|some|an estimated|circa|ca.|~|≈|rund|etwa"
    "|ungefähr|environ|alrededor de|aproximadamente|около|примерно|yaklaşık",
    "nearly": "nearly|almost|just under|just below|close to|fast|knapp|près de|presque|casi"
    "|cerca de|quasi|почти|neredeyse",
    "more than": "more than|just over|over|above|exceeding|>|mehr als|über|plus de|más de|oltre"
    "|più di|более|больше|свыше",
    "less than": "less than|fewer than|under|below|<|weniger als|unter|moins de|menos de|meno di"
    "|менее|меньше",
    "at least": "at least|no less than|≥|mindestens|au moins|al menos|almeno|не менее|en az",
    "at most": "at most|up to|no more than|≤|höchstens|bis zu|au plus|jusqu'à|hasta|fino a"
    "|не более|en fazla",
}  # fmt: skip
_COMPARISONS = {lead: word for word, leads in _LEADS.items() for lead in leads.split("|")}
LEADS = "|".join(
    re.escape(lead) + ("(?= )" if lead[0].isalpha() else "")
    for lead in sorted(_COMPARISONS, key=len, reverse=True)
)
_LEAD = re.compile(LEADS)
_TURNED = {"more than": "less than", "less than": "more than",
           "at least": "at most", "at most": "at least"}  # fmt: skip
UP = (
    "rose|rise|risen|rising|increased?|grew|grown|growth|up|climbed|jump(?:ed)?|surged?|soared"
    "|gained|raised|plus"
)
DOWN = (
    "fell|fall(?:en)?|falling|dropp?(?:ed)?|declined?|decreased?|down|sank|shrank|shrunk|plunged?"
    "|slump(?:ed)?|plummeted|reduced|reduction|cut|minus"
)
_MOVE = re.compile(rf"(?:an? )?(?:({UP})|({DOWN}))\b(?: (by|of|to)\b)?")
_MOVED = re.compile(
    r" (?:(higher|more|larger|greater|bigger|increase|rise|growth)"
    r"|(?:lower|less|smaller|fewer|decrease|fall|drop|decline|cut))(?: than\b.*)?$"
)

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
          "eleven", "twelve")  # fmt: skip
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
)  # fmt: skip
# A part: into how many, and by how many points it may be off.
_PARTS = {
    "half": (2, 3.0), "third": (3, 2.0), "quarter": (4, 2.0), "fourth": (4, 2.0),
    "fifth": (5, 1.5), "sixth": (6, 1.0), "seventh": (7, 1.0), "eighth": (8, 1.0),
    "ninth": (9, 1.0), "tenth": (10, 1.0),
}  # fmt: skip
_MULTIPLES = {
    "doubled": 2.0, "double": 2.0, "twice": 2.0, "tripled": 3.0, "trebled": 3.0, "triple": 3.0,
    "quadrupled": 4.0, "quadruple": 4.0, "quintupled": 5.0, "halved": 0.5, "doubling": 2.0,
    "tripling": 3.0, "halving": 0.5, "hundredfold": 100.0,
}  # fmt: skip
_OFF = 0.05  # the part by which a multiple in whole numbers may be off

_COUNT = rf"([0-9]{{1,4}}|{'|'.join(WORDS)})"
_FRACTION = re.compile(
    rf"(?:(an?|[0-9]{{1,2}}|{'|'.join(WORDS[1:])})[- ])?({'|'.join(_PARTS)}|halve)s?"
    r"(?: of\b.*)?"
)
_ONE_IN = re.compile(rf"{_COUNT} (?:in|of|out of)(?: every)? {_COUNT}|([0-9])[⁄/]([0-9]{{1,2}})")
_TIMES = re.compile(
    rf"(?:([0-9]{{1,5}}(?:[.,][0-9]{{1,2}})?|{'|'.join(WORDS)})(?:(-?fold)| ?times| ?x| ?×)"
    rf"|({'|'.join(_MULTIPLES)}))(?: (?:as (?:many|much|large|big|high)(?: as\b.*)?"
    r"|(more|larger|higher|greater|bigger)(?: than\b.*)?|(?:the|that of)\b.*))?"
)
_LARGEST = "(?:largest|biggest|greatest|top|leading|main)"
_AFTER = "(?:place|position|rank|supplier|exporter|importer|recipient|customer|buyer)s?"
_AMONG = re.compile(
    r"(?:(?:among|one of) )?(?:the )?(?:world's )?"
    rf"(?:top {_COUNT}|{_COUNT} {_LARGEST})(?: {_AFTER})?"
)
_PLACE = re.compile(
    rf"(?:the )?(?:(?:world's )?(?:({'|'.join(_ORDINALS)})|([0-9]{{1,3}})(?:st|nd|rd|th|\.|º|ª|e))?"
    rf"[- ]?{_LARGEST}?|(?:no\.?|nr\.?|number|rank|place|#) ?{_COUNT})(?: {_AFTER})?"
)

_PERCENT = r"%|per cent|percent|pct|p\.c\.|prozent|pour cent|por ciento|per cento|процент\w*"
_IN_PERCENT = re.compile(rf"(?:%|yüzde) ?(.+)|(.+?) ?(?:{_PERCENT})")
_POINTS = re.compile(r"(?:percentage |prozent|%-?)?(?:points?|punkte|pp)$")
_DOLLARS = r"us ?\$|usd|\$|(?:us[- ])?(?:dollar[si]?|dólares|dolar)|долл\w*\.?"
_OTHER_MONEY = re.compile(r"€|£|¥|₽|₺|\b(?:eur|euros?|gbp|pounds?|roubles?|rubles?|lira)\b")
_MONEY = re.compile(rf"(?:{_DOLLARS}) ?(.+)|(.+?) ?(?:{_DOLLARS})")
_TIV = re.compile(r"(.+?) ?tivs?")
# What a number of millions is multiplied by.
_SCALES = {
    1e3: r"bn|billions?|mrd\.?|milliarden?|milliards?|mil millones|miliard[oi]|млрд\.?|миллиард\w*"
    r"|milyar",
    1.0: r"m|mn|mln\.?|millions?|mio\.?|millionen|millones|milion[ei]|млн\.?|миллион\w*|milyon",
    1e-3: r"k|thousand|tsd\.?|tausend|mille|mila|тыс\.?|bin",
}  # fmt: skip
_SCALED = {factor: re.compile(rf"(.+?) ?(?:{words})") for factor, words in _SCALES.items()}

# A sign and digits with the marks of thousands and decimals in all usual ways.
_SIGNED = re.compile(r"([-+]?) ?([0-9].*)")
_PLAIN = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{1,10})?")
_GROUPED = (
    re.compile(r"[0-9]{1,3}(?:[ '][0-9]{3}){1,4}(?:[.,][0-9]{1,10})?"),
    re.compile(r"[0-9]{1,3}(?:(?:,[0-9]{3}){2,4}|,[0-9]{3}(?=\.))(?:\.[0-9]{1,10})?"),
    re.compile(r"[0-9]{1,3}(?:(?:\.[0-9]{3}){2,4}|\.[0-9]{3}(?=,))(?:,[0-9]{1,10})?"),
)
_OPEN = re.compile(r"([1-9][0-9]{0,2})[.,]([0-9]{3})")


@dataclass(frozen=True)
class Number:
    """A number as printed, with what its words say of it.

    Attributes:
        text: Its digits; ``wording`` is the text itself where it is worded another way.
        value: The same as a number.
        decimals: Its decimals; negative where it is rounded to tens or more.
        comparison: A word of ``COMPARISONS``, if the words imply one.
        unit: The unit that they imply.
        tolerance: By how much more than its rounding it may be off, as a word is rounder.
        other_reading: What else the same words can mean.
        wording: The text as printed, if it is more than digits, comparison and unit.
    """

    text: str
    value: float
    decimals: int
    comparison: str | None
    unit: str | None
    tolerance: float = 0.0
    other_reading: float | None = None
    wording: str = ""


class _UnclearError(ValueError):
    """What stands behind "found …" in the message."""


def read_number(text: str, metric: str = "") -> Number | Fault:
    """A number as an article words it, read by the rules at the head of this module.

    The measure that it is of decides between readings where it can.
    """
    if not text.strip():
        return Fault("value", "it is empty; write the number as printed, such as 69 or 6.6.")
    if len(text) > _LONGEST:
        message = f"it has {len(text):,} characters; write the number alone, such as 69 or 6.6."
        return Fault("value", message)
    try:
        number = _read(_plain(text), metric)
    except _UnclearError as unclear:
        return Fault("value", f"{found(text)}{unclear}")
    return replace(number, wording=number.wording and " ".join(text.split()))


def _plain(text: str) -> str:
    """Small letters, and one sign for each of spaces, apostrophes and minus signs."""
    words = unicodedata.normalize("NFKC", with_hyphens(text)).lower().replace("i̇", "i")
    words = re.sub("[’‘′ʼ]", "'", re.sub("[−–—]", "-", words))
    return " ".join(words.split()).strip('“”„«»"()')


def _read(words: str, metric: str) -> Number:
    rest, comparison, way, level = _opening(words)
    if metric in RANKS and (ranked := _place(rest)):
        place, is_most = ranked
        return replace(place, comparison="at most" if is_most else comparison)
    if _POINTS.search(rest):
        raise _UnclearError(
            ": points are not per cent; write the share, or by how many per cent it changed."
        )
    ended = None if _TIMES.fullmatch(rest) else _MOVED.search(rest)
    if ended:
        way = _one_way(way, 1 if ended[1] else -1)
        rest = rest[: ended.start()]
    if not _FRACTION.fullmatch(rest):
        rest = re.sub("^an? ", "", rest)
    is_change = metric in ("change_pct", "")
    if way and not level and not is_change and not (ended and metric == "ratio"):
        raise _UnclearError(f" is a change, and {metric} is none; its measure is change_pct.")
    rest = re.sub("^factor of (.+)", r"\1-fold", rest)
    number = _multiple(rest, way, level, metric)
    if number is None:
        number = _fraction(rest) or _digits(rest, way, metric)
        if metric == "ratio" and number.unit == "percent":
            turned = _TURNED.get(comparison or "", comparison) if way < 0 else comparison
            return replace(_part_of_other(number, way, words), comparison=turned)
        if level and is_change:
            number = _led_to(number, way)
            comparison = "about" if comparison == "nearly" and way < 0 else comparison
        elif way < 0 and not level:
            number = replace(number, text=f"-{number.text}", value=-number.value)
    if number.value < 0 and not level and (way or number.tolerance):  # in words, not by a sign
        comparison = _TURNED.get(comparison or "", comparison)
    return replace(number, comparison=comparison)


def _opening(words: str) -> tuple[str, str | None, int, bool]:
    """What stands before the number: the rest, the comparison, the way it moved, whether *to*."""
    comparison, way, level = None, 0, False
    while True:
        if lead := _LEAD.match(words):
            if comparison:
                both = f"“{comparison}” and “{lead[0]}” say two things; keep one of them."
                raise _UnclearError(f": {both}")
            comparison = _COMPARISONS[lead[0]]
            words = words[lead.end() :].strip()
        elif moved := _MOVE.match(words):
            way = _one_way(way, 1 if moved[1] else -1)
            level = moved[3] == "to"
            words = words[moved.end() :].strip()
        elif way and not level and (by := re.match("(by|of|to) ", words)):
            level = by[1] == "to"
            words = words[by.end() :]
        else:
            return words, comparison, way, level


def _one_way(before: int, now: int) -> int:
    if before * now < 0:
        raise _UnclearError(": it says a rise and a fall at once; keep one of them.")
    return now


def _place(words: str) -> tuple[Number, bool] | None:
    """A rank in words: ``second-largest``, ``8th``, ``No. 1``; and whether *among* so many."""
    if among := _AMONG.fullmatch(words):
        number = _counted(among[1] or among[2])
    elif words and (place := _PLACE.fullmatch(words)):
        ordinal, digits, count = place.groups()
        number = _ORDINALS.index(ordinal) + 1 if ordinal else _counted(digits or count or "1")
    else:
        return None
    return Number(str(number), float(number), 0, None, "rank"), bool(among)


def _multiple(words: str, way: int, level: bool, metric: str) -> Number | None:
    """``doubled``, ``100-fold``, ``2.5 times as many``: a ratio, or the change that leads to it."""
    times = _TIMES.fullmatch(words)
    if not times:
        return None
    count, fold, named, more = times.groups()
    if metric not in ("change_pct", "ratio", ""):
        raise _UnclearError(f" is a multiple, and {metric} is none; its measure is change_pct.")
    text = str(_counted(count)) if count in WORDS else (count or "").replace(",", ".")
    factor = _MULTIPLES[named] if named else float(text)
    if named and way and metric == "change_pct":
        way = _one_way(way, 1 if factor > 1 else -1)
    decimals = len(text.partition(".")[2])
    off = 0.0 if decimals else _OFF * factor
    if metric == "ratio":
        return Number(_written(factor), factor, decimals, None, "times", off, wording=words)
    if way < 0 and factor >= 1:  # to fall threefold leaves a third
        factor, off, decimals = 1 / factor, _OFF / factor, 0
    is_certain = fold or named or level or way < 0 or not (way or more)
    change = round(100 * (factor - 1), 1)
    if change < -100 or not factor:
        raise _UnclearError(": nothing is left of it; write the change in per cent.")
    return Number(
        _written(change), change, decimals - 2 if decimals else 0, None, "percent", 100 * off,
        None if is_certain else 100 * factor, words,
    )  # fmt: skip


def _part_of_other(number: Number, way: int, words: str) -> Number:
    """A ratio in per cent, or by how many it is larger or smaller, as so many times."""
    value = (1 + way * number.value / 100) if way else number.value / 100
    if value <= 0:
        raise _UnclearError(": nothing is left of it; write how many times the other's it is.")
    decimals = number.decimals + 2
    return replace(
        number, text=f"{value:.{decimals}f}", value=round(value, decimals), decimals=decimals,
        unit="times", tolerance=number.tolerance / 100, wording=words,
    )  # fmt: skip


def _fraction(words: str) -> Number | None:
    """``a third``, ``two thirds of``, ``one in three``, as per cent."""
    if part := _FRACTION.fullmatch(words):
        count, name = part.groups()
        if count is None and name != "half":
            return None
        of, off = _PARTS["half" if name == "halve" else name]
        parts = 1 if count in (None, "a", "an") else _counted(count)
    elif one_in := _ONE_IN.fullmatch(words):
        parts, of = (_counted(one) for one in (one_in[1] or one_in[3], one_in[2] or one_in[4]))
        off = dict(_PARTS.values()).get(of, 1.0)
    else:
        return None
    if not 0 < parts < of:
        raise _UnclearError(" is no part of a whole; write it in per cent.")
    value = 100 * parts / of
    decimals = 1 if value % 1 else 0
    return Number(_written(value), value, decimals, None, "percent", off, wording=words)


def _digits(words: str, way: int, metric: str) -> Number:
    """A number in digits, or a count in a word, with its unit and scale."""
    body, unit, scale = _unit(words)
    signed = _SIGNED.fullmatch(str(WORDS.index(body)) if body in WORDS else body)
    if signed is None:
        raise _UnclearError(_not_a_number(words))
    sign, digits = signed.groups()
    if sign and way and (sign == "-" or way < 0):
        remedy = f"write {sign}{digits} alone, or the word without the sign"
        raise _UnclearError(f": its word and its sign both say which way it went; {remedy}.")
    text = _with_point(digits, metric, scale)
    if text is None:
        raise _UnclearError(_not_a_number(words))
    value = float(text) * (scale or 1.0)
    decimals = len(text.partition(".")[2]) - round(log10(scale or 1.0))
    if sign == "-":
        value, text = -value, f"-{text}"
    if scale not in (None, 1.0):
        text = f"{value:.{max(decimals, 0)}f}"
    is_plain = not way and scale in (None, 1.0) and "," not in digits
    return Number(text, value, decimals, None, unit, wording="" if is_plain else words)


def _unit(words: str) -> tuple[str, str | None, float | None]:
    """The number without signs and words for its unit and its scale."""
    if found_one := _IN_PERCENT.fullmatch(words):
        return found_one[1] or found_one[2], "percent", None
    if _OTHER_MONEY.search(words):
        raise _UnclearError(
            ": only dollars are read, as some take TIV for them; no sum of money can be checked, "
            "as SIPRI measures volumes (TIV), not prices."
        )
    unit = None
    if money := _MONEY.fullmatch(words):
        words, unit = money[1] or money[2], "USD million"
    elif tiv := _TIV.fullmatch(words):
        words, unit = tiv[1], "million TIV"
    for factor, form in _SCALED.items():
        if scaled := form.fullmatch(words):
            return scaled[1], unit or "million TIV", factor
    return words, unit, None


def _with_point(digits: str, metric: str, scale: float | None) -> str | None:
    """Digits without marks of thousands and with a point for decimals; None if they are none."""
    if is_open := _OPEN.fullmatch(digits):
        whole, point = "".join(is_open.groups()), ".".join(is_open.groups())
        if metric in SHARES or scale == 1e3:
            return point
        if metric == "volume" or metric in RANKS:
            return whole
        raise _UnclearError(
            f": it can be read in two ways, as {whole} or as {point}; write {whole} without a "
            f"mark, or {float(point):.2f} with two decimals."
        )
    if _PLAIN.fullmatch(digits):
        return digits.replace(",", ".")
    for form, marks in zip(_GROUPED, (" '", ",", "."), strict=True):
        if form.fullmatch(digits):
            return re.sub(f"[{marks}](?=[0-9]{{3}}(?![0-9]))", "", digits).replace(",", ".")
    return None


def _led_to(number: Number, way: int) -> Number:
    """The change that leads to a part or a multiple of what was before."""
    is_part = number.tolerance > 0
    if is_part != (way < 0) or (number.value <= 100) != is_part or number.unit != "percent":
        raise _UnclearError(
            " is a level and no change; write by how much it rose or fell, or take the measure "
            "of the level."
        )
    change = number.value - 100
    return replace(number, text=f"{change:.{number.decimals}f}", value=change)


def _not_a_number(words: str) -> str:
    """Why a text is no number, and what to write."""
    if re.search(r"[0-9]", words) is None:
        return ": write the number in digits, such as 69 or 6.6."
    if re.search(r"\b(trillions?|billones|lakh|crore)\b", words):
        return ": write the number in millions, in digits alone."
    body, _, _ = _unit(words)
    strange = re.findall(r"[^\W\d_]{2,}", body)
    told = f", as “{strange[0][:20]}” is not understood" if strange else ""
    return f" is not a number{told}; write it as printed, such as 69 or 6.6."


def _counted(text: str) -> int:
    """A count in digits or in a word."""
    return WORDS.index(text) if text in WORDS else int(text)


def _written(value: float) -> str:
    """A value that was said in words, in digits."""
    return f"{value:.1f}".removesuffix(".0")

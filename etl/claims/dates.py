"""Periods and days of publication as people write them."""

import re
import unicodedata
from datetime import date

from etl.claims.claim import Years
from etl.claims.fault import Fault, found
from etl.common.signs import with_hyphens
from etl.table import FIRST_YEAR

_YEARS = r"([0-9]{4})\s*(?:%s)\s*([0-9]{4}|[0-9]{2})"
_PERIOD = re.compile(
    r"(?:(?:in|during|from|the (?:years|period)|von|de|dal|с)\s+)*"
    rf"(?:{_YEARS % '-|–|—|/|to|until|through|bis|à|a|al|по'}|([0-9]{{4}}))"
    rf"|(?:between|zwischen|entre|tra|между) {_YEARS % '-|–|and|und|et|y|e|и'}",
    re.IGNORECASE,
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?|.*[A-Za-z]{3,}.*")
# The months in English, German, French, Spanish, Italian, Russian and Turkish; also three or four
# letters of a name are read.
_MONTHS = tuple(
    names.split()
    for names in (
        "january januar jänner janvier enero gennaio январь января ocak",
        "february februar février febrero febbraio февраль февраля şubat",
        "march märz mars marzo март марта mart",
        "april avril abril aprile апрель апреля nisan",
        "may mai mayo maggio май мая mayıs",
        "june juni juin junio giugno июнь июня haziran",
        "july juli juillet julio luglio июль июля temmuz",
        "august août agosto август августа ağustos",
        "september septembre septiembre settembre сентябрь сентября eylül",
        "october oktober octobre octubre ottobre октябрь октября ekim",
        "november novembre noviembre ноябрь ноября kasım",
        "december dezember décembre diciembre dicembre декабрь декабря aralık",
    )
)
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[t ][0-9:.,+\-z ]{4,40})?)?)?")
_IN_NUMBERS = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})\2([0-9]{4})")
_MONTH = r"([^\W\d_]{3,12})\.?"
_IN_WORDS = re.compile(
    rf"(?:([0-9]{{1,2}})(?:st|nd|rd|th|\.|º|er)? (?:of |de )?)?{_MONTH},?(?: de)? ([0-9]{{4}})"
    r"(?: г\.?)?"
)
_MONTH_FIRST = re.compile(rf"{_MONTH} ([0-9]{{1,2}})(?:st|nd|rd|th)?,? ([0-9]{{4}})")
_REMEDY = "write YYYY-MM-DD, YYYY-MM or YYYY."


def read_years(text: str, field: str = "period") -> Years | Fault:
    """The first and the last year of a period: ``2016–20``, ``between 2016 and 2020``, ``2020``."""
    plain = with_hyphens(text)
    stated = _PERIOD.fullmatch(plain)
    years = [int(year) for year in stated.groups() if year] if stated else [0]
    begins, ends = years[0], years[-1]
    is_short = ends < 100
    ends += begins // 100 * 100 if is_short else 0
    if not text:
        remedy = "; give years, such as 2016–20."
    elif stated is None and _DAY.fullmatch(plain):
        remedy = ": SIPRI's volumes are by year; give the years that it lies in, such as 2016–20."
    elif stated is None:
        remedy = ": give one year or two, such as 2020 or 2016–20."
    elif ends < begins and is_short and "-" in plain and 1 <= ends % 100 <= 12:
        remedy = ": a month cannot be checked, SIPRI's volumes are by year."
    elif ends < begins:
        remedy = f": it ends before it begins; write {ends}–{begins} if that is meant."
    elif begins < FIRST_YEAR:
        remedy = f": SIPRI's data begin in {FIRST_YEAR}."
    elif ends > date.today().year:
        remedy = ": it lies in the future."
    else:
        return begins, ends
    return Fault(field, f"{found(text)}{remedy}")


def read_day(text: str) -> str | Fault:
    """A day of publication, as far as it is told, as YYYY-MM-DD, YYYY-MM or YYYY.

    Days in numbers have the day first, as in ``10.03.2025``; with strokes they are read only where
    no month can be meant.
    """
    words = " ".join(unicodedata.normalize("NFC", with_hyphens(text[:100])).lower().split())
    day: str | int | None
    if iso := _ISO.fullmatch(words):
        year, month, day = iso.groups()
    elif numbers := _IN_NUMBERS.fullmatch(words):
        day, stroke, month, year = numbers.groups()
        if stroke == "/" and int(day) <= 12 and int(month) <= 12 and day != month:
            both = f"{year}-{int(month):02}-{int(day):02} or {year}-{int(day):02}-{int(month):02}"
            return Fault("published", f"{found(text)}: it can be read in two ways; write {both}.")
        if stroke == "/" and int(month) > 12:
            day, month = month, day
    elif spelled := _IN_WORDS.fullmatch(words):
        day, month, year = spelled[1], _month(spelled[2]), spelled[3]
    elif spelled := _MONTH_FIRST.fullmatch(words):
        day, month, year = spelled[2], _month(spelled[1]), spelled[3]
    else:
        return Fault("published", f"{found(text)}; {_REMEDY}")
    parts = [int(part) for part in (year, month, day) if part is not None]
    try:
        date(*parts, *[1] * (3 - len(parts)))
    except ValueError:
        return Fault("published", f"{found(text)} is no day of the calendar; {_REMEDY}")
    return "-".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])])


def _month(word: str) -> str:
    """The number of a month by its name; 0 where it is none."""
    named = (
        number
        for number, names in enumerate(_MONTHS, start=1)
        if word in names or (len(word) < 5 and any(name.startswith(word) for name in names))
    )
    return str(next(named, 0))

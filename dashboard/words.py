"""Numbers, lists and sentences as a newspaper would print them."""

import calendar
import math
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pandas as pd

from etl.common.words import (
    SPACE,
    listed,
    percent,
    percents,
    possessive,
    rank,
    volume,
    with_article,
    within,
)
from etl.questions import Answer
from etl.questions.answer import Row, bounds, period, with_bounds

# Those of the ETL are offered here too, so that a page has one module for its words.
__all__ = ["SPACE", "listed", "percent", "possessive", "rank", "volume", "with_article"]


def money(value: float) -> str:
    """Millions of a currency, to a decimal where there is one: ``6,500``, ``219.1``."""
    return f"{value:,.1f}".removesuffix(".0")


def signed(tiv_m: float) -> str:
    """A change of a volume, in million TIV: ``+12.0``, ``−0.4``."""
    return f"{tiv_m:+z,.1f}".replace("-", "−")


def roughly_signed(tiv_m: float) -> str:
    """The same of what is uncertain: ``−0.4``, ``+6,400``."""
    return signed(tiv_m) if abs(tiv_m) < 10 else signed(round(tiv_m)).removesuffix(".0")


def gained(tiv_m: float) -> str:
    """The same in a sentence, rounded as volumes are: ``+6,400``."""
    return f"{'−' if tiv_m < 0 else '+'}{volume(abs(tiv_m))}"


def change(value: float | None) -> str:
    """A change: ``+155 %``, with one decimal below ten; ``97 times`` from tenfold on."""
    if value is None or math.isnan(value):
        return "–"
    if value >= 900:
        return f"{1 + value / 100:,.0f}{SPACE}times"
    decimals = 1 if abs(value) < 10 else 0
    text = f"{value:+z,.{decimals}f}{SPACE}%"
    return text.replace("-", "−")


def counted(number: int, what: str) -> str:
    """``1 deal``, ``2,000 deals``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def capital(text: str) -> str:
    """The text as a sentence begins."""
    return text[:1].upper() + text[1:]


def million_tiv(tiv_m: float | None) -> str:
    """A volume with its unit."""
    return f"{volume(tiv_m)}{SPACE}million TIV"


def cell(column: str, value: Any) -> str:
    """A cell of an answer as tables print it, by what its column's name says that it counts."""
    if missing(value) or isinstance(value, str):
        return "–" if missing(value) else value
    written = next(write for name, write in _WRITTEN.items() if re.fullmatch(name, column))
    return written(value)


def stated(row: Row, column: str) -> str:
    """A number of a row, likewise, as finely as its bounds allow: ``about 40 % (38–45)``."""
    if column == "change_tiv_m":
        return stated_by(signed, row, column)
    is_share = column.endswith("pct") and not column.endswith("change_pct")
    return stated_by(percent if is_share else partial(cell, column), row, column)


def stated_by(show: Callable[[Any], str], row: Row, column: str = "value") -> str:
    """The same of a number that is written otherwise than its column's name says."""
    value: Any = row[column]
    low, high = bounds(row, column)
    if missing(value):
        return "–"
    # Whole millions leave so little doubt that the mark beside the figure says enough.
    is_rounded = "precision" in row and row["precision"] == "rounded"
    if low == high or missing(low) or missing(high) or is_rounded:
        return show(value)
    if show is percent:
        return within(value, low, high, *percents(high))
    return within(value, low, high, show, *((roughly_signed,) if show is signed else ()))


def roughly(text: str) -> str:
    """A number in words without its bounds, where these have no room: ``c. 40 %``."""
    return text.partition(" (")[0].replace("about ", "c. ")


def number(text: str) -> float | None:
    """The number that a cell says, however it is written; None where it says none.

    One that is less than can be written counts as half of that, a period as its first year.
    """
    found = _NUMBER.fullmatch(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text))
    if found is None:
        return None
    value = float(found["digits"].replace(",", "").replace("−", "-"))
    if found["least"]:
        return value / 2
    return 100 * (value - 1) if found["unit"] == "times" else value


def cells(rows: pd.DataFrame, column: str) -> list[str]:
    """A column of the rows in words; ``period`` are the years from first to last."""
    if column == "period":
        years = zip(rows["first_year"], rows["last_year"], strict=True)
        return [period(int(first), int(last)) for first, last in years]
    if len(with_bounds(rows, column)) > 1:
        return [stated(row, column) for row in rows.to_dict("records")]
    return [cell(column, value) for value in rows[column]]


def summed(rows: pd.DataFrame, column: str) -> dict[str, float]:
    """A column of volumes or shares added up with its bounds; see :func:`stated`."""
    sums = {name: float(rows[name].sum()) for name in with_bounds(rows, column)}
    return {n: min(s, 100.0) for n, s in sums.items()} if column.endswith("pct") else sums


def lengths(windows: Sequence[tuple[int, int]]) -> str:
    """What periods of this length are called: ``five-year periods``, ``3-year periods``."""
    years = max((last - first + 1 for first, last in windows), default=5)
    return {1: "single years", 5: "five-year periods"}.get(years, f"{years}-year periods")


def literal(text: str) -> str:
    """A source's own words inside markdown: shown as they stand, whatever marks they hold."""
    return re.sub(r"([\\`*_{}\[\]<>$#|~:])", r"\\\1", text)


def missing(value: object) -> bool:
    """Whether a cell of an answer is empty."""
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]


LANGUAGES = {
    "ar": "Arabic", "az": "Azerbaijani", "de": "German", "en": "English", "es": "Spanish",
    "fr": "French", "it": "Italian", "lb": "Luxembourgish", "pl": "Polish", "ru": "Russian",
    "tr": "Turkish", "uk": "Ukrainian",
}  # fmt: skip


def language(code: object) -> str:
    """The name of a language by its ISO 639 code; the code of one that is not named here."""
    return LANGUAGES.get(str(code), str(code))


def day(text: object) -> str:
    """A date as far as it is known: ``7 September 2023``, ``March 2019``, ``2021`` or nothing."""
    if missing(text):
        return ""
    parts = [int(part) for part in str(text)[:10].split("-")]
    words = [str(parts[0])]
    if len(parts) > 1:
        words.insert(0, calendar.month_name[parts[1]])
    if len(parts) > 2:
        words.insert(0, str(parts[2]))
    return " ".join(words)


def loaded_sentence(loaded: Answer) -> str:
    """How much is loaded, in one sentence, out of the answer to ``loaded``."""
    rows = loaded.rows
    labels = rows.loc[rows["publisher"].str.contains("SIPRI"), "release_label"]
    releases = sorted({label.split()[0] for label in labels if label.endswith(" release")})
    sipri = f", among them SIPRI's {listed(releases)} releases" if releases else ""
    return f"{len(rows)} tables with {rows['row_count'].sum():,} rows are loaded{sipri}."


_NUMBER = re.compile(
    r"(?:about )?(?P<least>under |<\s?)?(?P<digits>[+−]?[\d,]+(?:\.\d+)?)"
    r"(?:\s?(?P<unit>%|times))?(?:\?|–\d{2,4})?(?: \(.*\))?"
)
# How numbers are written, by the whole name of their column; the first that fits.
_WRITTEN: dict[str, Callable[[Any], str]] = {
    "change_tiv_m": signed,
    "change_pct": change,
    "(.*_)?pct": percent,
    "(.*_)?tiv(_.*)?": volume,
    "(.*_)?(usd|eur)_m": money,
    "(.*_)?(year|release)": "{:.0f}".format,
    ".*": "{:,.0f}".format,
}

"""Numbers, names and lists as a newspaper would print them."""

from __future__ import annotations

import math
from collections.abc import Sequence

SPACE = "\N{NO-BREAK SPACE}"
# What a number is called beside it, by the precision of its rows; an exact one needs no word.
PRECISIONS = {
    "exact": "", "rounded": "approximate", "split": "approximate", "small pairs dropped": "partial",
}  # fmt: skip
_ORDINALS = ("", "", "second-", "third-", "fourth-", "fifth-", "sixth-", "seventh-", "eighth-")


def percent(value: float | None, decimals: int = 1) -> str:
    """A share or change: ``67.7 %``; a small one ``< 0.1 %``; a missing one a dash."""
    if value is None or math.isnan(value):
        return "–"
    if 0 < value < 0.05 and decimals == 1:
        return f"<{SPACE}0.1{SPACE}%"
    return f"{value:,.{decimals}f}{SPACE}%".replace("-", "−")


def volume(tiv_m: float | None) -> str:
    """A volume in million TIV: ``1,030``; below ten with a decimal; under a half ``< 0.5``."""
    if tiv_m is None or math.isnan(tiv_m):
        return "–"
    if 0 < tiv_m < 0.5:
        return f"<{SPACE}0.5"
    return f"{tiv_m:,.1f}" if 0 < tiv_m < 10 else f"{tiv_m:,.0f}"


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def possessive(name: str) -> str:
    """``Azerbaijan's``, ``the United States'``."""
    name = with_article(name)
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def with_article(name: str) -> str:
    """The name inside a sentence: some countries take an article."""
    plural = name.startswith(("United ", "Soviet ")) or name in (
        "Netherlands", "Philippines", "Bahamas", "Maldives", "Comoros", "Solomon Islands",
        "Marshall Islands", "Seychelles", "DR Congo", "Republic of the Congo", "Gambia",
        "Central African Republic", "Dominican Republic", "European Union", "African Union",
    )  # fmt: skip
    return f"the {name}" if plural else name


def rank(place: int) -> str:
    """``largest``, ``second-largest`` … ``12th-largest``."""
    if place < len(_ORDINALS):
        return f"{_ORDINALS[place]}largest"
    ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}-largest"

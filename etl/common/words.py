"""Numbers, names and lists as a newspaper would print them."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

SPACE = "\N{NO-BREAK SPACE}"
# What a number is called beside it, by the precision of its rows; an exact one needs no word. The
# best stands first.
PRECISIONS = {
    "exact": "", "small pairs dropped": "partial", "rounded": "approximate", "rebuilt": "rebuilt",
    "split": "approximate",
}  # fmt: skip
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def percent(value: float | None, decimals: int = 1) -> str:
    """A share or change: ``67.7 %``; a small one ``< 0.1 %``; a missing one a dash."""
    if value is None or math.isnan(value):
        return "–"
    if 0 < value < 0.05 and decimals == 1:
        return f"<{SPACE}0.1{SPACE}%"
    return f"{value:z,.{decimals}f}{SPACE}%".replace("-", "−")


def volume(tiv_m: float | None) -> str:
    """A volume in million TIV: ``1,030``; below ten with a decimal; under a half ``< 0.5``."""
    if tiv_m is None or math.isnan(tiv_m):
        return "–"
    if 0 < tiv_m < 0.5:
        return f"<{SPACE}0.5"
    return f"{tiv_m:,.1f}" if 0 < tiv_m < 10 else f"{tiv_m:,.0f}"


def within(value: float, low: float, high: float, *writers: Callable[[float], str]) -> str:
    """A number as finely as its bounds allow: ``32.1 %``, ``32 %``, ``about 40 % (38–45)``.

    The writers are ways to write it, the finest first; the last is that of what is uncertain.
    """
    for write in writers:
        if write(low) == write(high):
            return write(value)
    *_, write = writers
    least, most = (write(bound).removesuffix(f"{SPACE}%") for bound in (low, high))
    between = " to " if any(mark in least + most for mark in "+−<" + SPACE) else "–"
    return f"about {write(value)} ({least}{between}{most})"


def percents(high: float) -> tuple[Callable[[float], str], ...]:
    """How percentages up to this are written, the finest first: without decimals from 1 on."""
    return (percent,) if abs(high) < 1 else (percent, partial(percent, decimals=0))


def place_within(number: int, best: int, worst: int) -> str:
    """A place in the same way: ``third``, ``third (second to fifth)``."""
    ends = "" if best == worst else f" ({place(best)} to {place(worst)})"
    return place(number) + ends


def worst(precisions: Iterable[str]) -> str:
    """The worst of several precisions; exact if there is none."""
    return max(precisions, key=list(PRECISIONS).index, default="exact")


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def party_name(code: str, names: Mapping[str, str]) -> str:
    """A party's name by its code; of several with a plus between, the names as a list."""
    parts = [names.get(one, one) for one in code.split("+")]
    return listed(list(map(with_article, parts))) if len(parts) > 1 else parts[0]


def counted_once(
    code: str, members: Callable[[str], Iterable[str]], names: Mapping[str, str]
) -> str:
    """Who stands more than once among several with a plus between, as a sentence; empty if none.

    ``members`` gives the codes of all that a party is made up of.
    """
    times = Counter(state for one in code.split("+") for state in members(one))
    twice = sorted(with_article(names[state]) for state, count in times.items() if count > 1)
    if not twice:
        return ""
    more = [f"{len(twice) - 3} others"] if len(twice) > 4 else []
    who = listed([*twice[: 3 if more else 4], *more])
    stands, counts = ("stands", "counts") if len(twice) == 1 else ("stand", "count")
    return f"{who[0].upper()}{who[1:]} {stands} in this sum more than once and {counts} once."


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
        "Middle East", "Americas", "Western Balkans", "South Caucasus", "Visegrad Group",
        "European Union (organisation)", "Regional Security System", "Yemen Arab Republic",
    ) or name.endswith((" states", " members", " countries", " largest suppliers",
                        " largest recipients"))  # fmt: skip
    if name == "World":
        return "the world"
    if name.startswith("Unknown "):  # a description, and no name
        return name.lower()
    # Of several, each has its own already; no country with an *and* in its name takes one.
    return f"the {name}" if plural and " and " not in name else name


def place(number: int) -> str:
    """``first``, ``second`` … ``12th``."""
    if number < len(_ORDINALS):
        return _ORDINALS[number]
    teens = 10 <= number % 100 <= 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def rank(number: int) -> str:
    """``largest``, ``second-largest`` … ``12th-largest``."""
    return "largest" if number == 1 else f"{place(number)}-largest"

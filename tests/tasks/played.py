"""The tasks, each a function of a visitor that gives the answer it found."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from tests.tasks import known
from tests.tasks.visitor import FailedError, Visitor, told

MOST_CLICKS = 5
_NUMBER = r"(-?[\d,]+(?:\.\d+)?)"


@dataclass(frozen=True)
class Task:
    """A question of an analyst.

    Attributes:
        asks: The question.
        play: Answers it.
        needs_register: Whether SIPRI's register must be loaded.
    """

    asks: str
    play: Callable[[Visitor], str] = field(repr=False)
    needs_register: bool = False


TASKS: list[Task] = []


def task(asks: str, *, needs_register: bool = False) -> Callable[..., Callable[[Visitor], str]]:
    """Add a task to the list, in order."""

    def added(play: Callable[[Visitor], str]) -> Callable[[Visitor], str]:
        TASKS.append(Task(asks, play, needs_register))
        return play

    return added


def same(found: str, right: float | str, within: float = 0.05) -> None:
    """Hold what was read against what is right.

    Raises:
        FailedError: if it is another number or word.
    """
    if isinstance(right, str):
        agrees = found == right
    else:
        read = re.search(r"-?[\d,]+(\.\d+)?", found.replace("−", "-"))
        agrees = read is not None and abs(float(read[0].replace(",", "")) - right) <= within
    if not agrees:
        raise FailedError(f"found {found!r}, right is {right!r}")


def share(text: str, name: str) -> str:
    """The share that stands behind a name in a sentence."""
    return told(text, rf"{re.escape(name)}(?: supplied| received)? {_NUMBER} %")


@task("Poland's suppliers now and over fifteen years")
def poland(visitor: Visitor) -> str:
    visitor.search("Poland")
    now = share(visitor.text(), "South Korea")
    same(now, known.shares("recipient", "Poland")["South Korea"])
    visitor.press("Table")
    then = visitor.row("Germany")["2011–15"]
    same(then, known.shares("recipient", "Poland", (2011, 2015))["Germany"])
    return f"South Korea {now} % now; in 2011–15 Germany led with {then}"


@task("The EU against NATO")
def eu_and_nato(visitor: Visitor) -> str:
    visitor.search("EU vs NATO")
    visitor.press("Table")
    row = {**visitor.row("2021–25")}
    found = []
    for group in ("EU member states", "NATO member states"):
        value = row.get(group, "")
        same(value, float(known.volumes("recipient", known.members(group), known.NEWEST).sum()), 1)
        found.append(f"{group} {value}")
    return " and ".join(found) + " million TIV of imports in 2021–25"


@task("What drives Qatar's imports")
def qatar(visitor: Visitor) -> str:
    visitor.search("Qatar")
    text = visitor.text()
    right = known.shares("recipient", "Qatar")
    found = {name: share(text, name) for name in ("United States", "Italy", "United Kingdom")}
    for name, value in found.items():
        same(value, right[name])
    return ", ".join(f"{name} {value} %" for name, value in found.items())


@task("How much of India's imports rests on estimates", needs_register=True)
def estimates(visitor: Visitor) -> str:
    visitor.search("India")
    found = told(visitor.text(), rf"{_NUMBER} % of the volume in \S+ rests on years of delivery")
    if not 0 <= float(found) <= 100:
        raise FailedError(f"{found} % is no part")
    return f"{found} % rests on estimated years"


@task("South Korea's exports as a picture for a slide")
def slide(visitor: Visitor) -> str:
    visitor.search("South Korea exports")
    visitor.press("Take away")
    visitor.press("Slide, 16:9")
    picture = visitor.download("PNG")
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    if abs(width / height - 16 / 9) > 0.01:
        raise FailedError(f"{width} × {height} pixels are not 16:9")
    return f"a PNG of {width} × {height} pixels"


@task("Russia's exports as one CSV")
def russia_csv(visitor: Visitor) -> str:
    visitor.search("Russia exports")
    visitor.press("Take away")
    file = visitor.download("CSV").decode("utf-8-sig")
    lines = [line for line in file.splitlines() if line and not line.startswith("#")]
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    (india,) = [row for row in rows if "India" in row.values() and "2025" in row.values()]
    same(india["share_pct"], known.shares("supplier", "Russia")["India"])
    return f"{len(rows)} rows; India {float(india['share_pct']):.1f} %"


@task("The world's volume in 2023")
def world_2023(visitor: Visitor) -> str:
    visitor.go("World")
    visitor.press("Table")
    found = next(row[2] for row in visitor.rows() if row[:2] == ["2023", "2026 release"])
    same(found, known.world(2023), 1)
    return f"{found} million TIV"


@task("How to cite a figure")
def cite(visitor: Visitor) -> str:
    visitor.search("India")
    visitor.press("Take away")
    text = visitor.text()
    found = told(text, r"(SIPRI Arms Transfers Database[^.]*)\.")
    today = date.today()
    if f"{today.day} {today:%B %Y}" not in text or "2026 release" not in text:
        raise FailedError("the citation lacks the day or the release")
    return found


@task("Two countries beside each other")
def two(visitor: Visitor) -> str:
    visitor.search("India vs Pakistan")
    visitor.press("Table")
    row = visitor.row("2021–25")
    for name in ("India", "Pakistan"):
        same(row.get(name, ""), float(known.volumes("recipient", name, known.NEWEST).sum()), 1)
    return f"India {row['India']}, Pakistan {row['Pakistan']} million TIV in 2021–25"


@task("What is loaded, and how old it is")
def loaded(visitor: Visitor) -> str:
    visitor.go("Data & sources")
    text = visitor.text()
    found = told(text, r"(2026 release)")
    day = told(text, r"(\d{1,2} [A-Z][a-z]+ 2026)")
    return f"{found}, {day}"


@task("Who depends on one supplier for more than 80 %")
def dependent(visitor: Visitor) -> str:
    visitor.go("World")
    text = visitor.text()
    found = told(text, rf"{_NUMBER} recipients of at least 50 million TIV got more than 80 %")
    same(found, known.depending(80, 50), 0)
    return f"{found} recipients of at least 50 million TIV"


@task("Germany's recipients in 2015–24 by year", needs_register=True)
def germany(visitor: Visitor) -> str:
    visitor.search("Germany exports 2015-24")
    visitor.press("Table", place=1)
    heads = visitor.heads(0)
    years = [head for head in heads if re.fullmatch(r"20\d\d", head)]
    wanted = [str(year) for year in range(2024, 2014, -1)]
    if not set(wanted) <= set(years):
        raise FailedError(f"the table's columns are {heads[:6]}")
    return f"{len(wanted)} columns of years, {len(visitor.rows()) - 1} recipients"


@task("All deals of the Rafale", needs_register=True)
def rafale(visitor: Visitor) -> str:
    visitor.search("Rafale")
    text = visitor.text()
    deals = told(text, rf"{_NUMBER} deals fit")
    orders = told(text, rf"{_NUMBER} more orders? without a delivery")
    return f"{deals} deals, {orders} orders"


@task("What the 2026 release revised for Ukraine", needs_register=True)
def revised(visitor: Visitor) -> str:
    visitor.go("Releases")
    visitor.choose("Country", "Ukraine")
    return told(visitor.text(), r"([^.]*Ukraine[^.]* \d[^.]*\.)")[:90]


@task("Israel's growing customers")
def growing(visitor: Visitor) -> str:
    visitor.search("Israel exports")
    visitor.press("Table")
    row = visitor.row("Germany")
    heads = [head for head in row if head.startswith("Change")]
    if not heads:
        raise FailedError(f"no column of changes among {list(row)}")
    now, before = (known.volumes("supplier", "Israel", years)["Germany"]
                   for years in (known.NEWEST, known.BEFORE))  # fmt: skip
    same(row[heads[0]], now / before, 0.5)
    return f"Germany {row[heads[0]]} against 2016–20"


@task("Who supplies Africa")
def africa(visitor: Visitor) -> str:
    visitor.search("Africa")
    text = visitor.text()
    right = known.shares("recipient", known.region("Africa"))
    first = next(iter(right))
    found = share(text, first)
    same(found, right[first])
    return f"{first} {found} %"


@task("All deals of the S-400", needs_register=True)
def s400(visitor: Visitor) -> str:
    visitor.search("S-400")
    return told(visitor.text(), rf"{_NUMBER} deals fit") + " deals"


@task("Ukraine in the newest window")
def newest(visitor: Visitor) -> str:
    visitor.search("Ukraine")
    text = visitor.text()
    told(text, r"In (2021–25)")
    found = share(text, "the United States")
    same(found, known.shares("recipient", "Ukraine")["United States"])
    return f"2021–25: the United States {found} %"


@task("A link to this view")
def link(visitor: Visitor) -> str:
    visitor.search("India")
    visitor.press("Exports")
    seen, address = visitor.text(), visitor.address
    visitor.open(address)
    if visitor.text() != seen:
        raise FailedError(f"{address} shows something else")
    return address.partition("/country")[2]


@task("Back and forward")
def back(visitor: Visitor) -> str:
    visitor.search("India")
    first = visitor.title()
    visitor.press("Exports")
    second = visitor.title()
    visitor.back()
    same(visitor.title(), first)
    visitor.forward()
    same(visitor.title(), second)
    return f"{second} and back"

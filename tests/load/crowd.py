"""Visitors that act, and what they saw: times, errors, and answers from the wrong release."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.load import releases
from tests.load.visitor import Reply, Visitor, visitor

# Labels of the picker begin so; all of them have figures in the bundled tables.
COUNTRIES = (
    "Algeria", "Armenia", "Australia", "Azerbaijan", "Brazil", "Canada", "China", "Egypt", "France",
    "Georgia", "Germany", "Greece", "India", "Indonesia", "Iraq", "Israel", "Italy", "Japan",
    "Morocco", "Netherlands", "Norway", "Pakistan", "Philippines", "Poland", "Qatar", "Saudi",
    "Singapore", "South Korea", "Spain", "Sweden", "Thailand", "Ukraine", "United Kingdom",
)  # fmt: skip


@dataclass
class Seen:
    """What a crowd saw.

    Attributes:
        seconds: From a change of a control to the end of the run, for each.
        figure_seconds: From a change of a control to the first new figure, for each.
        errors: What went wrong: exceptions on the page, lost sessions, runs without a figure.
        stale: Answers from a release that had been replaced when they were asked for.
        mixed: Answers from two releases on one page.
        noticed_s: From a replacement to the end of the first run that showed it.
    """

    seconds: list[float] = field(default_factory=list)
    figure_seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    stale: int = 0
    mixed: int = 0
    noticed_s: list[float] = field(default_factory=list)


class Served:
    """The warehouse that is served, which release it is, and when it was replaced."""

    def __init__(self, path: Path, made: Sequence[Path]) -> None:
        self.path = path
        self._made = made
        self.swapped_at: list[float] = []
        releases.swap(made[0], path)

    @property
    def swaps(self) -> int:
        """How often it has been replaced so far."""
        return len(self.swapped_at)

    def release(self, swaps: int) -> int:
        """The release that stood there after so many replacements; they come in turn."""
        return releases.FIRST + swaps % len(self._made)

    async def swap(self) -> None:
        """Put the next release in its place."""
        made = self._made[(self.swaps + 1) % len(self._made)]
        await asyncio.to_thread(releases.swap, made, self.path)
        self.swapped_at.append(time.perf_counter())


class Crowd:
    """Visitors of one server."""

    def __init__(self, address: str, served: Served) -> None:
        self._address = address
        self._served = served
        self._noticed = served.swaps
        self.seen = Seen()

    async def act_at_leisure(self, sessions: int, every_s: float, seconds: float) -> Seen:
        """Each opens the page and changes the country every so often, not all at once."""
        ends = time.perf_counter() + seconds
        await asyncio.gather(
            *(self._one(number, ends, every_s, every_s * number / sessions)
              for number in range(sessions))
        )  # fmt: skip
        return self.seen

    async def act_at_once(self, sessions: int, *, reruns: int = 0, seconds: float = 600) -> Seen:
        """Each changes the country as soon as the last answer is there.

        Args:
            sessions: How many visitors.
            reruns: End after so many changes in all; 0 for when the time is up.
            seconds: End after this time.
        """
        ends = time.perf_counter() + seconds
        await asyncio.gather(*(self._one(number, ends, 0, 0, reruns) for number in range(sessions)))
        return self.seen

    async def _one(
        self, number: int, ends: float, every_s: float, wait_s: float, reruns: int = 0
    ) -> None:
        choose = random.Random(number)
        await asyncio.sleep(wait_s)
        try:
            # On the open web each has an address of his own.
            source = f"127.0.{1 + number // 250}.{1 + number % 250}"
            async with visitor(self._address, "country", source=source) as somebody:
                self._look(await somebody.run(), self._noticed, "")
                options = _options(somebody)
                due = time.perf_counter() + every_s
                while due < ends and not (reruns and len(self.seen.seconds) >= reruns):
                    await asyncio.sleep(max(0.0, due - time.perf_counter()))
                    before = self._served.swaps
                    option = choose.choice(options)
                    reply = await somebody.pick("country", option)
                    self._look(reply, before, option.partition(" (")[0])
                    self.seen.seconds.append(reply.seconds)
                    self.seen.figure_seconds.append(reply.figure_seconds or reply.seconds)
                    due = max(due + every_s, time.perf_counter())
        except Exception as error:  # a lost session is a finding, not the end of the test
            self.seen.errors.append(f"{type(error).__name__}: {error}")

    def _look(self, reply: Reply, before: int, name: str) -> None:
        """Judge a reply about the country of this name.

        ``before`` is how often the file had been replaced when it was asked for; what replaces it
        while the page is computed may or may not be seen by it.
        """
        self.seen.errors += reply.errors()
        if not any(name in str(heading) for heading in reply.elements("heading")):
            self.seen.errors.append(f"a page that is not about {name}")
        if reply.figure_seconds is None:
            self.seen.errors.append("a run without a figure")
        told = releases.told(reply.raw)
        self.seen.mixed += len(told) != 1
        served = self._served
        possible = [n for n in range(before, served.swaps + 1) if served.release(n) in told]
        self.seen.stale += not possible
        while self._noticed < max(possible, default=0):
            swapped_at = served.swapped_at[self._noticed]
            self.seen.noticed_s.append(time.perf_counter() - swapped_at)
            self._noticed += 1


def _options(somebody: Visitor) -> list[str]:
    """The options of the picker that all visitors choose from."""
    _, options = somebody.pickers["country"]
    return [option for option in options if option.startswith(COUNTRIES)]

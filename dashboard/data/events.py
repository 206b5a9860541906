"""Dated events that may stand beside yearly figures: of whom, when, and in what words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.data import ask
from dashboard.data.groups import WORLD
from dashboard.data.offered import groups
from dashboard.words import day, listed, missing
from etl.questions import Answer
from etl.sources.reference import EVENT_CHARS


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Attributes:
        start: When, on an axis of years whose bars stand around their year.
        end: When it was over; the same for a moment.
        when: The same in words.
        text: What it was.
        source: Who says so, in Markdown.
    """

    start: float
    end: float
    when: str
    text: str
    source: str

    def __str__(self) -> str:
        return f"{self.when}, {self.text}"


def events_of(parties: Sequence[str], first_year: int, last_year: int) -> list[Event]:
    """What concerned one of the parties, or the world, in these years, the earliest first.

    Of groups also who joined and left, but no event of a single member.
    """
    wanted = {one for party in parties for one in party.split("+")} | {WORLD}
    found = [*_known(ask("events"), wanted), *_memberships(wanted)]
    within = (event for event in found if first_year - 0.5 <= event.end <= last_year + 0.5)
    return sorted(within, key=lambda event: (event.start, event.text))


def _known(events: Answer, wanted: set[str]) -> Iterator[Event]:
    for row in events.rows.to_dict("records"):
        if wanted & set(row["parties"].split("+")):
            until = None if missing(row["until"]) else row["until"]
            yield Event(
                _place(row["date"]),
                _place(until or row["date"]),
                f"{day(row['date'])} to {day(until)}" if until else day(row["date"]),
                row["text"],
                f"[{row['source_title']}]({row['source_url']})",
            )


def _memberships(wanted: set[str]) -> Iterator[Event]:
    """Who joined a group at once, and who left it."""
    given, references = ask("group_members").rows, ask("groups").rows
    for group in sorted(wanted & groups().keys()):
        if groups()[group] != "members":
            continue
        members = given[given["group_name"] == group]
        reference = references.loc[references["group_name"] == group, "reference"].iloc[0]
        for column, verb, later in (("first_year", "joined", 0), ("last_year", "left", 1)):
            for year, names in members.dropna(subset=column).groupby(column)["name"]:
                who = listed(list(names))
                text = f"{who} {verb}"
                if len(text) > EVENT_CHARS:
                    text = f"{len(names)} members {verb}"
                place = int(str(year).partition(".")[0]) + later
                yield Event(place, place, str(place), text, f"[{group}]({reference})")


def _place(when: str) -> float:
    """Where a date stands on an axis of years, as far as it is known."""
    parts = [int(part) for part in when.split("-")]
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        return parts[0] - 0.5 + (parts[1] - 0.5) / 12
    return parts[0] - 0.5 + date(*parts).timetuple().tm_yday / 366

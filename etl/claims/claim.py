"""Subject, claim, value and printed cell: what all of this package is about."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from etl.claims.metrics import METRICS

Years = tuple[int, int]


@dataclass(frozen=True)
class Subject:
    """What a number is said of.

    Attributes:
        metric: The measure, a word of :mod:`etl.claims.metrics`.
        supplier: Code of the party that delivers, None for the world.
        recipient: Code of the party that receives, None for the world.
        years: The period, first and last year; None where none is stated.
        compared: The period that a change is against; None for the one of equal length before.
        other: Code of another party on the same side: whom a ratio is to, or the group that a share
            is of; None for the region of the party.
        weapon: What is counted, in the words of the text.
    """

    metric: str
    supplier: str | None
    recipient: str | None
    years: Years | None
    compared: Years | None = None
    other: str | None = None
    weapon: str | None = None

    @classmethod
    def of(cls, row: Mapping[Hashable, Any]) -> Subject:
        """The subject of a row of ``cited_figure`` or ``published_figure``."""
        return cls(
            str(row["metric"]), _party(row["supplier"]), _party(row["recipient"]),
            _years(row["first_year"], row["last_year"]),
            _years(row.get("compared_first_year"), row.get("compared_last_year")),
            text(row.get("other")), text(row.get("weapon")),
        )  # fmt: skip

    @property
    def before(self) -> Years:
        """The period that a change is against."""
        assert self.years
        return self.compared or (2 * self.years[0] - self.years[1] - 1, self.years[0] - 1)

    @property
    def is_pair(self) -> bool:
        """Whether it names a supplier and a recipient."""
        return bool(self.supplier and self.recipient)

    @property
    def is_of_largest(self) -> bool:
        """Whether it is about so many of the largest, whoever they are."""
        named = (self.supplier, self.recipient, self.other)
        return any(" largest " in (who or "") for who in named)

    @property
    def parties(self) -> list[str]:
        """The codes of all whom it names."""
        return [who for who in (self.supplier, self.recipient, self.other) if who]

    @property
    def side(self) -> str:
        """Whether it is about a supplier among suppliers, or a recipient among recipients."""
        return METRICS[self.metric].about or ("supplier" if self.supplier else "recipient")

    @cached_property
    def whole(self) -> tuple[str, str | None]:
        """The role and party whose trade must be known as a whole to give the number."""
        named = ((side, getattr(self, side)) for side in METRICS[self.metric].wholes)
        return next((one for one in named if one[1]), ("world", None))

    @cached_property
    def totals(self) -> str:
        """Which totals give the number as well as flows do, in the measures' words."""
        alone = ("volume", "change_pct", "ratio")
        of_partners = self.metric not in alone and (
            self.whole[0] != "world" or METRICS[self.metric].unit == "states"
        )
        return "" if self.is_pair or of_partners else f" or {self.side}s"


@dataclass(frozen=True)
class Claim:
    """A quoted figure: its subject, and the number as printed and worded.

    Attributes:
        subject: What it says the number of.
        text: The number as printed.
        value: The same as a number.
        decimals: Its decimals, which are its precision.
        comparison: How it is worded, a word of ``COMPARISONS``; None for "is".
        unit: A word of ``UNITS``.
        published: When, as far as known: YYYY-MM-DD, YYYY-MM or YYYY.
        attributed_to: Whom the text credits.
        tolerance: By how much more than its rounding it may be off, as a word is rounder.
        other_reading: The number that its words can mean as well, if there is one.
        wording: The number as the text words it, where that is more than digits.
    """

    subject: Subject
    text: str
    value: float
    decimals: int
    comparison: str | None
    unit: str
    published: str | None
    attributed_to: str
    tolerance: float = 0.0
    other_reading: float | None = None
    wording: str = ""

    @classmethod
    def of(cls, row: Mapping[Hashable, Any]) -> Claim:
        """The claim of a row of the question ``claims``."""
        return cls(
            Subject.of(row), str(row["value"]), float(row["value_number"]),
            int(row["value_decimals"]), text(row["comparison"]), str(row["unit"]),
            text(row["published"]), str(row["attributed_to"]),
        )  # fmt: skip

    @property
    def metric(self) -> str:
        """The measure of its subject."""
        return self.subject.metric

    @property
    def rounding(self) -> float:
        """How far a value may lie from the number and still round to it."""
        return float(0.5 * 10.0**-self.decimals + 1e-9)


@dataclass(frozen=True)
class Value:
    """What a release gives for a subject, in the subject's unit, or the reason why nothing.

    It lies between ``low`` and ``high``, which are the value itself where it is exact.
    ``snapshot_id`` is None where the release does not cover the subject and was not asked.
    """

    release: int
    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str | None = None
    precision: str = "exact"
    snapshot_id: str | None = field(default=None, compare=False)

    @property
    def bounds(self) -> tuple[float, float]:
        """Between what it lies."""
        assert self.value is not None
        return (
            self.value if self.low is None else self.low,
            self.value if self.high is None else self.high,
        )


@dataclass(frozen=True)
class Printed:
    """A number that SIPRI's fact sheet of an edition printed for a subject."""

    edition: int
    value: float
    decimals: int

    @property
    def text(self) -> str:
        """The number as printed."""
        return f"{self.value:.{self.decimals}f}"


def records(rows: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """The rows one by one; a missing cell is None."""
    cells = rows.astype(object)
    return cells.where(cells.notna(), None).to_dict("records")


def text(cell: object) -> str | None:
    """A cell of text, None where it is empty."""
    return cell if isinstance(cell, str) else None


def _party(cell: object) -> str | None:
    return None if cell == "World" else text(cell)


def _years(first_year: Any, last_year: Any) -> Years | None:
    return None if pd.isna(first_year) or pd.isna(last_year) else (int(first_year), int(last_year))

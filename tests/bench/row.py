"""A row of the table: what was measured, its median, the floor's, and the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One measurement and its floor, repeated in turns.

    Attributes:
        what: What was measured, and in brackets what the floor is.
        unit: Unit of the values: ``ms`` or ``MB``.
        values: The measured values.
        floors: The floor's.
        at_most: Target: the ratio of the medians, or the median itself if ``absolute``.
        absolute: Whether the target is a median and not a ratio.
        why_not: Why nothing was measured, or None.
    """

    what: str
    unit: str
    values: Sequence[float]
    floors: Sequence[float]
    at_most: float
    absolute: bool = False
    why_not: str | None = None

    def cells(self) -> tuple[str, ...]:
        """The row's cells as text."""
        target = f"≤ {self.at_most:g} {self.unit}" if self.absolute else f"≤ {self.at_most:g}×"
        if self.why_not is not None:
            return (f"{self.what}: not measured, {self.why_not}", "–", "–", "–", target, "–", "0")
        value, floor = median(self.values), median(self.floors)
        met = (value if self.absolute else value / floor) <= self.at_most
        return (
            self.what,
            self._shown(value),
            self._shown(floor),
            f"{value / floor:.2f}×",
            target,
            "yes" if met else "no",
            str(len(self.values)),
        )

    def _shown(self, value: float) -> str:
        return f"{value:.1f} {self.unit}" if value < 100 else f"{value:,.0f} {self.unit}"

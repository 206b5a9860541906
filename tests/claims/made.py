"""Quoted figures made for tests."""

from __future__ import annotations

from etl.claims.quoted import UNIT_OF, Quoted
from etl.claims.recompute import Figure, Years
from etl.claims.verdict import Claim


def figure(metric: str, supplier: str | None, recipient: str | None, years: Years) -> Figure:
    return Figure("cited", "made", metric, supplier, recipient, None, years, None)


def quoted(about: Figure, printed: str, unit: str | None = None) -> Quoted:
    """A claim that prints this number for this figure."""
    decimals = len(printed.partition(".")[2])
    unit = unit or UNIT_OF.get(about.metric, "million TIV")
    return Quoted(
        about, Claim(float(printed), decimals, about.metric, None, unit, None, "SIPRI"), printed
    )


def printed(value: float, decimals: int) -> str:
    """A value rounded as an article would."""
    return f"{value:.{decimals}f}"

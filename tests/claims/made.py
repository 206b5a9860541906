"""Subjects and claims made for tests."""

from __future__ import annotations

from etl.claims.claim import Claim, Subject, Years
from etl.claims.metrics import unit_of


def subject(metric: str, supplier: str | None, recipient: str | None, years: Years) -> Subject:
    return Subject(metric, supplier, recipient, years)


def claimed(about: Subject, printed: str, unit: str | None = None) -> Claim:
    """A claim that prints this number for this subject."""
    decimals = len(printed.partition(".")[2])
    unit = unit or unit_of(about.metric)
    return Claim(about, printed, float(printed), decimals, None, unit, None, "SIPRI")


def printed(value: float, decimals: int) -> str:
    """A value rounded as an article would."""
    return f"{value:.{decimals}f}"

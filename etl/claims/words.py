"""Subjects and their values in words."""

from collections.abc import Callable, Mapping
from functools import partial

from etl.claims.claim import Subject, Value
from etl.claims.metrics import METRICS, RANKS, SHARES
from etl.common.words import (
    SPACE,
    party_name,
    percent,
    percents,
    place,
    place_within,
    possessive,
    volume,
    with_article,
    within,
)


def described(subject: Subject, names: Mapping[str, str]) -> str:
    """A subject without its period, as a sentence begins: ``Israel's share of Azerbaijan's …``."""
    supplier, recipient = (
        party_name(who, names) if who else "" for who in (subject.supplier, subject.recipient)
    )
    text = _described(subject, supplier, recipient, party_name(subject.other or "", names))
    return text[0].upper() + text[1:]


def _described(subject: Subject, supplier: str, recipient: str, other: str) -> str:
    metric = subject.metric
    if words := METRICS[metric].words:
        whose = [possessive(name) if name else "the world's" for name in (supplier, recipient)]
        of = possessive(other) if other else "its region's"
        return words.format(supplier=whose[0], recipient=whose[1], other=of)
    if METRICS[metric].weapon:
        verb, end = ("ordered", "by") if metric == "items_ordered" else ("delivered", "to")
        ends = (("from", supplier), (end, recipient))
        pair = "".join(f" {word} {with_article(name)}" for word, name in ends if name)
        return f"number of items ({subject.weapon}) {verb}{pair}"
    if metric == "contract_value" and subject.weapon:
        return f"the price of {subject.weapon} for {with_article(recipient)}"
    if metric == "ratio":
        what = "exports" if supplier else "imports"
        return (
            f"{possessive(supplier or recipient)} arms {what} as a multiple of {possessive(other)}"
        )
    if supplier and recipient:
        what = f"volume of arms from {with_article(supplier)} to {with_article(recipient)}"
    elif supplier or recipient:
        what = f"volume of {possessive(supplier or recipient)} arms "
        what += "exports" if supplier else "imports"
    else:
        what = "volume of the world's arms transfers"
    return f"the change of the {what}" if metric == "change_pct" else f"the {what}"


def shown(metric: str, value: float, decimals: int = 1) -> str:
    """A value with its unit: ``67.7 %``, ``second``, ``151 million TIV``.

    ``decimals`` are those of a percentage that was printed.
    """
    if metric in RANKS:
        return place(int(value))
    if metric in SHARES:
        return percent(value, decimals)
    if metric == "change_pct":
        return ("+" if value > 0 else "") + percent(value, decimals)
    if metric == "ratio":
        return f"{value:.{_decimals_of_ratio(value)}f} times"
    if metric.startswith("number_of_"):
        return f"{value:.0f} state{'' if value == 1 else 's'}"
    if METRICS[metric].weapon:
        return f"{value:,.0f} item{'' if value == 1 else 's'}"
    return f"{volume(value)}{SPACE}million TIV"


def _decimals_of_ratio(value: float) -> int:
    """So many that a part of the other is told as finely as a multiple: ``0.16``, ``4.27``."""
    return 3 if 0 < value < 0.095 else 2 if value < 10 else 1


def shown_within(metric: str, found: Value) -> str:
    """What a release gives, as finely as its bounds allow: ``about 40 % (38–45)``."""
    low, high = found.bounds
    assert found.value is not None
    if found.precision not in ("rebuilt", "split"):
        return shown(metric, found.value)
    if metric in RANKS:
        return place_within(int(found.value), int(low), int(high))
    if metric in SHARES:
        return within(found.value, low, high, *percents(high))
    if metric == "change_pct":
        return within(found.value, low, high, *(partial(_signed, write=w) for w in percents(high)))
    if METRICS[metric].unit in ("times", "states", "items"):
        ends = [shown(metric, end).split()[0] for end in (low, high)]
        if ends[0] == ends[1]:
            return shown(metric, found.value)
        return f"about {shown(metric, found.value)} ({'–'.join(ends)})"
    return f"{within(found.value, low, high, volume)}{SPACE}million TIV"


def _signed(value: float, write: Callable[[float], str]) -> str:
    return ("+" if value > 0 else "") + write(value)

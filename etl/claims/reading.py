"""A claim as somebody wrote it down, read strictly: a message for each thing unclear.

Used for the form, for a newsroom's own list, and for new rows of the ledger. Nothing is guessed:
a name must be one that the reference tables know, letter by letter.
"""

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from etl.claims.claim import Claim, Subject, Years
from etl.claims.dates import read_day, read_years
from etl.claims.fault import Fault, found
from etl.claims.metrics import (
    COMPARISONS,
    COMPUTED,
    METRICS,
    OF_REGION,
    RANKS,
    SHARES,
    SIDES,
    Metric,
    unit_of,
)
from etl.claims.numbers import Number, read_number
from etl.claims.sentence import designation, propose
from etl.common.words import listed
from etl.sources.reference import is_group

_LONGEST_WEAPON = 100  # characters
_TOLD = 5  # faults after which no more names are looked at
_ABOVE = ("at least", "more than")
_BELOW = ("at most", "less than")


@dataclass(frozen=True)
class Known:
    """What may be named in a claim.

    Attributes:
        parties: Names, each with the code of the party that it means.
        weapons: Designations and kinds of weapons in the registers of deals.
    """

    parties: Mapping[str, str]
    weapons: Collection[str] = ()


def read(fields: Mapping[str, str], known: Known) -> Claim | list[Fault]:
    """A claim out of what was typed, or everything that is unclear about it.

    Args:
        fields: ``supplier``, ``recipient``, ``metric``, ``value``, ``comparison``, ``unit``,
            ``first_year``, ``last_year`` or ``period``, ``compared`` (the period that a change is
            against), ``other`` (the party that a ratio is to, or the group that a share is of),
            ``weapon``, ``published``, ``attributed_to``; what is missing counts as empty. A weapon,
            and the period that a change is against, are looked for in ``statement`` if not given.
            Dollars that a recipient pays for a weapon need no period.
        known: The names that may stand in it.
    """
    given = {field: text.strip() for field, text in fields.items()}
    faults: list[Fault] = []
    metric = _metric(given)
    if metric not in METRICS:
        faults.append(Fault("metric", f"{found(metric)}; use one of: {', '.join(COMPUTED)}."))
    parties = [_party(side, given.get(side, ""), known, faults) for side in SIDES]
    other = _party("other", given.get("other", ""), known, faults)
    if METRICS.get(metric, Metric()).other and not other:
        # Lists of old have no column for it: both parties stand side by side.
        other, parties = parties[1], [parties[0], None]
    if not faults:
        faults += _party_faults(metric, parties, other)
    number = read_number(given.get("value", ""), metric)
    unit = given.get("unit", "")
    if isinstance(number, Fault):
        faults.append(number)
    else:
        unit = unit or number.unit or unit_of(metric)
        faults += _value_faults(metric, number, unit)
    comparison = given.get("comparison", "")
    if comparison not in ("", *COMPARISONS):
        words = f"leave it empty or use one of: {', '.join(COMPARISONS)}."
        faults.append(Fault("comparison", f"{found(comparison)}; {words}"))
    own = "" if isinstance(number, Fault) else number.comparison
    if (comparison in _ABOVE and own in _BELOW) or (comparison in _BELOW and own in _ABOVE):
        faults.append(Fault("comparison", f"{found(comparison)}, but the value says “{own}”."))
    first, last = given.get("first_year", ""), given.get("last_year", "")
    written = given.get("period", "") or (first if first == last else f"{first}–{last}".strip("–"))
    years: Years | Fault | None = read_years(written)
    published = given.get("published", "") and read_day(given["published"])
    compared = None
    if against := given.get("compared", "") or _compared_with(metric, given, known):
        compared = read_years(against, "compared")
        if metric != "change_pct":
            compared = Fault("compared", f"{metric} is of one period; leave it empty.")
    weapon: str | Fault | None = None
    if METRICS.get(metric, Metric()).weapon:
        weapon = _weapon(given, known)
    elif unit == "USD million" and parties[1] and not parties[0] and (priced := _priced(given)):
        # Notices of US sales may tell the price of a weapon, of whatever year.
        metric, weapon, years = "contract_value", priced, years if written else None
    faults += [one for one in (years, compared, published, weapon) if isinstance(one, Fault)]
    if faults or isinstance(number, Fault):
        return faults
    assert not isinstance(years, Fault) and not isinstance(compared, Fault)
    assert not isinstance(published, Fault) and not isinstance(weapon, Fault)
    supplier, recipient = parties
    subject = Subject(metric, supplier, recipient, years, other=other, weapon=weapon)
    if years and compared != subject.before:
        subject = replace(subject, compared=compared)
    return Claim(
        subject, number.text, number.value,
        number.decimals, comparison or number.comparison, unit, published or None,
        given.get("attributed_to", "") or "SIPRI", number.tolerance, number.other_reading,
        number.wording if comparison in ("", number.comparison) else "",
    )  # fmt: skip


def _party(side: str, text: str, known: Known, faults: list[Fault]) -> str | None:
    """The code of the party that a name means, or of several with a plus between their names."""
    if not text or (_is_world(text) and side != "other"):
        return None
    codes = []
    names = (text,) if text in known.parties else re.split(r"\s*\+\s*", text)
    if "" in names:
        faults.append(Fault(side, f"{found(text)}: a plus stands between two names."))
        return None
    for name in names:
        if _is_world(name):
            faults.append(Fault(side, "the world holds all others; it cannot be named here."))
            return None
        if name in known.parties:
            codes.append(known.parties[name])
            continue
        words = "is no name of a country or group that is known here, letter by letter."
        faults.append(Fault(side, f"{found(name)} {words}{meant(name, known.parties)}"))
        if len(faults) > _TOLD:
            return None
    if len(set(codes)) < len(codes):
        faults.append(Fault(side, f"{found(text)}: the same party stands there twice."))
    return "+".join(codes) or None


def meant(name: str, names: Collection[str]) -> str:
    """The question whether one of these names was meant, or nothing where none is like it."""
    near = [one for one in names if one.lower() == name.lower()]
    near = near[:3] or difflib.get_close_matches(name, names, 3, 0.7)
    return f" Did you mean {listed(near)}?" if near else ""


def _is_world(name: str) -> bool:
    return name.lower().removeprefix("the ") == "world"


def _metric(given: Mapping[str, str]) -> str:
    """The measure; "value" is what older lists call a volume, or money."""
    metric = given.get("metric", "")
    if metric != "value":
        return metric
    number = read_number(given.get("value", ""), "volume")
    unit = given.get("unit", "") or (number.unit if isinstance(number, Number) else None)
    return "contract_value" if unit == "USD million" else "volume"


def _compared_with(metric: str, given: Mapping[str, str], known: Known) -> str:
    """The period that a change is against, if the statement names one."""
    statement = given.get("statement", "") if metric == "change_pct" else ""
    return propose(statement, known.parties).get("compared", "")


def _weapon(given: Mapping[str, str], known: Known) -> str | Fault:
    """What is counted, as given; else the longest name of a weapon that the statement holds."""
    if written := given.get("weapon", ""):
        if len(written) > _LONGEST_WEAPON:
            return Fault("weapon", f"{found(written)}: it is too long; name the weapon alone.")
        return written
    words = f" {' '.join(re.findall('[a-z0-9]+', given.get('statement', '').lower()))} "
    run = words.replace(" ", "")
    said = [
        name
        for name in known.weapons
        if (plain := re.sub("[^a-z0-9]", "", name.lower()))
        and (f" {name.lower()} " in words or f" {name.lower()}s " in words
             or (any(map(str.isdigit, plain)) and len(plain) > 2 and plain in run))
    ]  # fmt: skip
    if said:
        return max(said, key=len)
    return Fault("weapon", "it is empty; name the weapon as SIPRI does, such as Rafale or tank.")


def _priced(given: Mapping[str, str]) -> str:
    """The weapon that money is for, as given or designated in the statement; empty if none is."""
    return (given.get("weapon") or designation(given.get("statement", "")))[:_LONGEST_WEAPON]


def _party_faults(metric: str, parties: list[str | None], other: str | None) -> list[Fault]:
    supplier, recipient = parties
    if supplier and supplier == recipient and not is_group(supplier):
        return [Fault("recipient", "the same party stands on both sides.")]
    if not supplier and not recipient and not METRICS[metric].of_world:
        return [Fault("supplier", "name a supplier or a recipient, or both.")]
    faults = []
    if METRICS[metric].other and not other:
        faults.append(Fault("other", f"{metric} is of two parties; name the second here."))
    elif METRICS[metric].other and supplier and recipient:
        message = f"{metric} is of two suppliers or two recipients; leave one side empty."
        faults.append(Fault("recipient", message))
    if METRICS[metric].other is False and other:
        faults.append(Fault("other", f"{metric} is of no other party; leave it empty."))
    named = supplier or recipient
    if metric in OF_REGION and not other and named and is_group(named):
        faults.append(Fault("other", "a group has no region of its own; name whose share it is."))
    if other and other in parties:
        faults.append(Fault("other", "it is the same party."))
    for side, party in zip(SIDES, parties, strict=True):
        wanted = getattr(METRICS[metric], side)
        if wanted and not party:
            faults.append(Fault(side, f"{metric} needs a {side}."))
        if wanted is False and party:
            faults.append(Fault(side, f"{metric} is of one party alone; leave the {side} empty."))
    return faults


def _value_faults(metric: str, number: Number, unit: str) -> list[Fault]:
    shown = f"{number.text}: "
    if unit_of(metric) in ("percent", "rank") and unit != unit_of(metric):
        return [Fault("unit", f"{metric} is in {unit_of(metric)}, not in {unit}.")]
    if metric == "volume" and unit not in ("million TIV", "USD million"):
        return [Fault("unit", f"a volume is in million TIV, not in {unit}.")]
    if metric in SHARES and not 0 <= number.value <= 100:
        return [Fault("value", f"{shown}a share lies between 0 and 100 per cent.")]
    if metric in RANKS and (number.value < 1 or number.value % 1):
        return [Fault("value", f"{shown}a rank is a whole number from 1.")]
    if metric == "change_pct" and number.value < -100:
        return [Fault("value", f"{shown}nothing can fall by more than 100 per cent.")]
    if metric == "volume" and number.value < 0:
        return [Fault("value", f"{shown}a volume is not negative.")]
    return []

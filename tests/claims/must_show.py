"""What the desk must show on the ledger, counted alike on any data."""

from __future__ import annotations

from dataclasses import dataclass

from etl.claims import mistakes
from etl.claims.desk import Desk
from etl.claims.ledger import Entry
from etl.claims.verdict import HOLDS, UNKNOWN

# What went wrong in the claims marked as an error, where it is a mistake that the desk looks for,
# by the reviewer's note. The others err in wording or scope (C014, C033, C072, C074), print a
# number that disagrees with other reports without a mistake of this kind (C057, C085, C133, P074,
# P097, P115), or take what was ordered for what was delivered (P056, P098).
REASONS = {
    "C027": {mistakes.POINT},
    "C048": {mistakes.UNIT},
    "C050": {mistakes.UNIT},
    "C090": {mistakes.DENOMINATOR},
    "C110": {mistakes.SWAPPED},
    "C111": {mistakes.BOUNDS},
    "C126": {mistakes.MEMBER},
    "C127": {mistakes.PARTY},
    "C128": {mistakes.AFTER},
    "P054": {mistakes.OTHER_SHARE},
    "P055": {mistakes.UNIT},
    "P061": {mistakes.OTHER_SHARE},
    "P063": {mistakes.GROUP},
    "P065": {mistakes.PARTY},
    "P075": {mistakes.AFTER},
    "P085": {mistakes.AFTER, mistakes.LATER},
    "P091": {mistakes.FACTOR},
    "P112": {mistakes.UNIT},
}
# Confirmed with a text of 2021: no release of that time is loaded, the next ones still agree, and
# SIPRI has revised the figure since. The README tells of each.
CONFIRMED_AND_REVISED = {"C038", "C039", "C040"}
NOT_SUCH_A_MISTAKE = {
    "C014", "C033", "C057", "C072", "C074", "C085", "C133", "P056", "P074", "P097", "P098", "P115",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """The counts: errors that the data can decide and how many are named first, and so on."""

    errors: int
    named_first: int
    confirmed: int
    held: int
    apart: tuple[str, ...]
    words: str


def shown(entries: list[Entry], desk: Desk) -> Shown:
    """Count, and say it in words.

    A release can decide an error if it does not say that the number holds, and the figure can be
    computed, or fact sheets print it, or the mistake is one of unit or group.
    """
    lines, errors, first = [], 0, 0
    for entry in entries:
        reason = REASONS.get(str(entry.row["claim_id"]))
        if reason is None or not entry.asks_for_diagnosis:
            continue
        findings = desk.diagnose(entry)
        errors += 1
        named = findings[0].kind if findings else "no mistake"
        first += named in reason
        lines.append(f"{entry.row['claim_id']}: {named} (reviewer: {', '.join(reason)})")
    confirmed = [
        entry
        for entry in entries
        if entry.row["reviewer_status"] == "confirmed" and entry.verdict.word != UNKNOWN
    ]
    apart = [entry for entry in confirmed if entry.verdict.word not in HOLDS]
    held = len(confirmed) - len(apart)
    lines.insert(0, f"Of {errors} errors that the data can decide, {first} are named first:")
    lines.append(f"Of {len(confirmed)} confirmed claims that the data can decide, {held} hold.")
    lines += [
        f"{entry.row['claim_id']}: {entry.verdict.word}. {entry.verdict.why}" for entry in apart
    ]
    return Shown(
        errors, first, len(confirmed), held,
        tuple(str(entry.row["claim_id"]) for entry in apart), "\n".join(lines),
    )  # fmt: skip

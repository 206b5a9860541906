"""Which register by delivery helps a register by deal, and what the latter is complete for then."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from etl.cards import Card, Coverage
from etl.rebuild.volumes import yearly

Claim = tuple[Coverage, str | None]
# A card with its rows as harmonised, and what it is complete for.
Register = tuple[Card, pd.DataFrame, Sequence[Claim]]


def rebuilt(
    card: Card, deals: pd.DataFrame, claims: Sequence[Claim], by_delivery: Iterable[Register]
) -> tuple[pd.DataFrame, list[Claim]]:
    """The deliveries of a register by deal, as :func:`yearly`, and what it is complete for.

    The deliveries that help are those of the same release, else of the nearest older one, else of
    the nearest newer one; never of two. ``rebuilt_from`` is the snapshot that a deal was found in.
    From the year on in which they begin for all whom a claim is about, it is rebuilt, not split.
    """
    chosen = _chosen(card, by_delivery)
    if not chosen:
        return yearly(deals).assign(rebuilt_from=None), list(claims)
    # Parts of a release, saved one by one, share the numbers of their deals.
    known = pd.concat([rows.assign(snapshot_id=of.snapshot_id) for of, rows, _ in chosen])
    known = known.drop_duplicates(["deal_no", "year"])
    found_in = known.drop_duplicates("deal_no").set_index("deal_no")["snapshot_id"]
    rows = yearly(deals, known.drop(columns="snapshot_id"))
    covered = [claim for _, _, of_part in chosen for claim in of_part]
    return (
        rows.assign(rebuilt_from=rows["found_as"].map(found_in)),
        [part for claim in claims for part in _divided(claim, covered)],
    )


def _chosen(card: Card, by_delivery: Iterable[Register]) -> list[Register]:
    """The parts of the release that is nearest, the newest first."""

    def apart(release: int) -> tuple[bool, int]:
        assert card.release  # a register's card has one
        return release > card.release, abs(release - card.release)

    parts = [part for part in by_delivery if part[0].release]
    nearest = min((part[0].release or 0 for part in parts), key=apart, default=None)
    of_it = [part for part in parts if part[0].release == nearest]
    return sorted(of_it, key=lambda part: str(part[0].generated), reverse=True)


def _divided(claim: Claim, covered: Sequence[Claim]) -> list[Claim]:
    """A claim of split years, cut where the deliveries of those whom it is about begin."""
    entry, state_id = claim
    begins = [
        of.first_year
        for of, whom in covered
        if of.scope == "world" or (of.scope, whom) == (entry.scope, state_id)
    ]
    first = max(min(begins, default=entry.last_year + 1), entry.first_year)
    if entry.precision != "split" or first > entry.last_year:
        return [claim]
    after = replace(entry, first_year=first, precision="rebuilt")
    before = replace(entry, last_year=first - 1)
    return [(part, state_id) for part in (before, after) if part.first_year <= part.last_year]

"""How far SIPRI moves a share that its fact sheets print: less than leaves no doubt."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from etl.claims.checked import Checked
from etl.claims.desk import Desk
from etl.claims.recompute import recompute
from etl.claims.verdict import DIFFERS, NO_DOUBT, judge
from etl.warehouse.read import Warehouse
from tests.claims.made import claimed


def test_no_share_was_moved_half_as_far_as_leaves_no_doubt(
    warehouse: Warehouse, desk: Desk
) -> None:
    """Every printed cell against every release, and the releases against each other."""
    subjects = [one for one in desk.cells if one.metric in NO_DOUBT and one.years]
    seen: dict[str, list[float]] = defaultdict(list)
    for one, values in zip(subjects, recompute(warehouse.query, subjects), strict=True):
        assert one.years
        if one.years[1] - one.years[0] < 4:
            continue
        known = [cell.value for cell in desk.cells[one]]
        known += [
            found.value
            for found in values
            if found.value is not None and found.precision in ("exact", "rounded")
        ]
        seen[one.metric].append(max(known) - min(known))
    assert seen.keys() == NO_DOUBT.keys()
    assert sum(map(len, seen.values())) > 100
    for metric, moved in seen.items():
        assert max(moved) < NO_DOUBT[metric] / 2, metric


def test_what_a_fact_sheet_printed_is_never_said_not_to_hold_once_its_edition_is_lost(
    warehouse: Warehouse, desk: Desk
) -> None:
    """Each cell quoted in its year, by all that is on file but its own edition."""
    subjects = [one for one in desk.cells if one.years]
    told = 0
    for one, values in zip(subjects, recompute(warehouse.query, subjects), strict=True):
        for cell in desk.cells[one]:
            others = tuple(other for other in desk.cells[one] if other.edition != cell.edition)
            known = tuple(found for found in values if found.release != cell.edition)
            for published in (f"{cell.edition}-05-01", f"{cell.edition}-03", f"{cell.edition}"):
                claim = replace(claimed(one, cell.text), published=published)
                checked = Checked(claim, known, others, judge(claim, known, others))
                assert not checked.to_print().startswith("Does not hold"), claim
                told += checked.verdict.word == DIFFERS
    assert told > 100

"""Quoted figures of the ledger with their verdicts, for the pages."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from dashboard.data import ask_period, warehouse
from etl.claims.desk import Desk
from etl.claims.ledger import Entry
from etl.common.words import worst
from etl.questions import Answer

__all__ = ["Entry", "by_release", "founding_claim", "ledger"]

# The claim this project began with: Israel's share of Azerbaijan's arms imports, 2016–20.
FOUNDING = "C003"


def ledger() -> list[Entry]:
    """The claims of the present warehouse's ledger, each with its verdict."""
    return Desk.of(warehouse()).ledger


def founding_claim(claims: Sequence[Entry]) -> Entry | None:
    """The claim that the project began with, if the loaded data still hold it."""
    return next((claim for claim in claims if claim.row["claim_id"] == FOUNDING), None)


def by_release(claim: Entry) -> Answer | None:
    """A claim on a supplier's share of imports, asked of every release that can answer.

    The answer has a row a release, oldest first.
    """
    row, rows, answers = claim.row, [], []
    years = int(row["first_year"]), int(row["last_year"])
    for found in claim.values:
        if found.value is None:
            continue
        answer = ask_period("import_shares", years, found.release, who=row["recipient"])
        part = answer.rows[answer.rows["partner"] == row["supplier"]]
        rows.append(part.assign(loaded_as=answer.precision))
        answers.append(answer)
    if not answers:
        return None
    return replace(
        answers[-1],
        title=str(row["statement"]),
        rows=pd.concat(rows, ignore_index=True),
        snapshots=tuple(snapshot for answer in answers for snapshot in answer.snapshots),
        precision=worst(answer.precision for answer in answers),
        caveats=tuple(
            f"{answer.releases[0].upper()}{answer.releases[1:]}: {caveat}"
            for answer in answers
            for caveat in answer.caveats
        ),
    )

"""The ledger: the claims of articles that are bundled, judged, and held against their reviewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.claims.checked import Checked
from etl.claims.claim import Claim, Printed, Subject, Value, text
from etl.claims.verdict import AGREES, CLOSE, DIFFERS, HOLDS, UNKNOWN, VERDICTS, judge
from etl.questions import Answer

QUESTIONS = ("claims", "claims_recomputed", "claims_published")
# The verdicts that bear out what a reviewer found.
_BORNE_OUT = {
    "confirmed": HOLDS,
    "confirmed_but_rounded": (*HOLDS, CLOSE),
    "imprecise": VERDICTS,
    "vintage_dependent_not_verified": tuple(word for word in VERDICTS if word != AGREES),
    "article_error": (CLOSE, DIFFERS),
}


@dataclass(frozen=True)
class Entry(Checked):
    """A claim of the ledger with its row, checked."""

    row: Mapping[Hashable, Any]

    def against_reviewer(self) -> str | None:
        """In what the computed verdict and the reviewer's status disagree; None if in nothing."""
        status = self.row["reviewer_status"]
        if pd.isna(status) or self.verdict.word == UNKNOWN:
            return None
        if self.verdict.word in _BORNE_OUT[str(status)]:
            return None
        if status == "article_error":
            return "the number holds, so the error can only be one of wording or scope"
        return f"the reviewer says {str(status).replace('_', ' ')}"


def judged(claims: Answer, recomputed: Answer, published: Answer) -> list[Entry]:
    """Every claim with its verdict, in order of claim; the answers to :data:`QUESTIONS`."""
    values: dict[str, list[Value]] = defaultdict(list)
    for row in _records(recomputed):
        values[row["claim_id"]].append(
            Value(row["release"], row["value"], row["value_low"], row["value_high"],
                  row["why_not"], row["loaded_as"] or "exact")
        )  # fmt: skip
    cells: dict[str, list[Printed]] = defaultdict(list)
    for row in _records(published):
        cells[row["claim_id"]].append(
            Printed(row["edition"], row["value_number"], row["value_decimals"])
        )
    out = []
    for row in claims.rows.to_dict("records"):
        claim = Claim(
            Subject.of(row), str(row["value"]), float(row["value_number"]),
            int(row["value_decimals"]), text(row["comparison"]), str(row["unit"]),
            text(row["published"]), str(row["attributed_to"]),
        )  # fmt: skip
        found, printed = tuple(values[row["claim_id"]]), tuple(cells[row["claim_id"]])
        out.append(Entry(claim, found, printed, judge(claim, found, printed), row))
    return out


def _records(answer: Answer) -> list[dict[Hashable, Any]]:
    """The rows; a missing cell is None."""
    cells = answer.rows.astype(object)
    return cells.where(cells.notna(), None).to_dict("records")

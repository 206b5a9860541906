"""The ledger: the quoted figures that are bundled, judged, and held against their reviewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.claims.checked import Checked
from etl.claims.quoted import Quoted
from etl.claims.recompute import Figure
from etl.claims.verdict import (
    AGREES,
    CLOSE,
    DIFFERS,
    HOLDS,
    UNKNOWN,
    VERDICTS,
    Claim,
    Published,
    Recomputed,
    judge,
)
from etl.questions import Answer

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
    """A figure of the ledger: its row, and what the desk says of it."""

    row: Mapping[Hashable, Any]

    def against_reviewer(self) -> str | None:
        """In what the computed verdict and the reviewer's status disagree; None if in nothing."""
        status = self.row["reviewer_status"]
        if _missing(status) or self.verdict.word == UNKNOWN:
            return None
        if self.verdict.word in _BORNE_OUT[str(status)]:
            return None
        if status == "article_error":
            return "the number holds, so the error can only be one of wording or scope"
        return f"the reviewer says {str(status).replace('_', ' ')}"


def judged(claims: Answer, recomputed: Answer, published: Answer) -> list[Entry]:
    """Every claim with its verdict, in order of claim; the three answers of these names."""
    values: dict[str, list[Recomputed]] = defaultdict(list)
    for row in recomputed.rows.to_dict("records"):
        values[row["claim_id"]].append(
            Recomputed(
                int(row["release"]),
                None if _missing(row["value"]) else float(row["value"]),
                0.0 if _missing(row["uncertainty"]) else float(row["uncertainty"]),
                None if _missing(row["why_not"]) else str(row["why_not"]),
                "exact" if _missing(row["loaded_as"]) else str(row["loaded_as"]),
            )
        )
    cells: dict[str, list[Published]] = defaultdict(list)
    for row in published.rows.to_dict("records"):
        cells[row["claim_id"]].append(
            Published(
                int(row["edition"]), str(row["value"]), float(row["value_number"]),
                int(row["value_decimals"]),
            )
        )  # fmt: skip
    out = []
    for row in claims.rows.to_dict("records"):
        quoted = _quoted(row)
        found, printed = tuple(values[row["claim_id"]]), tuple(cells[row["claim_id"]])
        out.append(Entry(quoted, found, printed, judge(quoted.claim, found, printed), row))
    return out


def _quoted(row: Mapping[Hashable, Any]) -> Quoted:
    first, last = row["first_year"], row["last_year"]
    groups = (_text(row["supplier_group"]), _text(row["recipient_group"]))
    group = next((name for name in groups if name and name != "World"), None)
    return Quoted(
        Figure(
            "cited", str(row["claim_id"]), str(row["metric"]), _text(row["supplier"]),
            _text(row["recipient"]), group,
            None if _missing(first) or _missing(last) else (int(first), int(last)), None,
        ),
        Claim(
            float(row["value_number"]), int(row["value_decimals"]), str(row["metric"]),
            _text(row["comparison"]), str(row["unit"]), _text(row["published"]),
            str(row["attributed_to"]),
        ),
        str(row["value"]),
    )  # fmt: skip


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None


def _missing(value: object) -> bool:
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]

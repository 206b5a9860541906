"""The ledger's entries: claims of articles that are bundled, held against their reviewer."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.claims.checked import Checked
from etl.claims.verdict import AGREES, CLOSE, DIFFERS, HOLDS, UNKNOWN, VERDICTS

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

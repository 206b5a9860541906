"""Checks that a warehouse must pass before it is used; one ``.sql`` a check.

A check is a SELECT of one row: ``examined`` (cases looked at), ``failed`` (of them), ``example``
(the first failure in words). Its first line, a comment, is its title.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from etl.common.sql import all_sql


@dataclass(frozen=True)
class CheckResult:
    """What a check found; ``example`` is None where nothing failed."""

    check_id: str
    title: str
    examined: int
    failed: int
    example: str | None


def run_checks(query: Callable[[str, dict[str, object]], pd.DataFrame]) -> list[CheckResult]:
    """Run every check of this folder, in order of name."""
    results = []
    for check_id, sql in all_sql(__file__).items():
        row = query(sql, {}).iloc[0]
        example = row["example"]
        title = sql.partition("\n")[0].removeprefix("--").strip()
        counts = int(row["examined"]), int(row["failed"])
        words = example if isinstance(example, str) else None
        results.append(CheckResult(check_id, title, *counts, words))
    return results

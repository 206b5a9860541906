"""What is loaded of each release, and what changed from one to another."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard.words import day, listed, volume, with_article
from etl.questions import Answer


def releases(answer: Answer) -> pd.DataFrame:
    """Loaded snapshots with what each is complete for."""
    return pd.DataFrame(
        [
            {
                "Release": f"[{row['release']}](/country?release={row['release']}+release)",
                "Table": row["title"],
                "Generated": day(row["generated"]),
                "Rows": f"{row['row_count']:,}",
                "Complete for": _complete(row["complete_for"]),
            }
            for row in answer.rows.to_dict("records")
        ]
    )


def is_approximate(releases: Answer, year: int) -> bool:
    """Whether nothing of a release is loaded exactly, year by year or by window."""
    words = releases.rows.loc[releases.rows["release"] == year, "complete_for"]
    return all(text.startswith("split: ") for text in words)


def _complete(text: str) -> str:
    """What a release is complete for, its precision behind what is not exact."""
    parts = text.split("; ")
    for mark, words in (("split: ", "approximately"), ("rounded: ", "in whole millions")):
        parts = [
            f"{part.removeprefix(mark)} ({words})" if part.startswith(mark) else part
            for part in parts
        ]
    return "; ".join(parts)


def revised_years(answer: Answer, old: int, new: int) -> pd.DataFrame:
    """Volumes of two releases by year, newest first."""
    rows = answer.rows.sort_values("year", ascending=False)
    return pd.DataFrame(
        {
            "Year": rows["year"].astype("str"),
            f"{old} release, million TIV": [volume(tiv) for tiv in rows["old_tiv_m"]],
            f"{new} release, million TIV": [volume(tiv) for tiv in rows["new_tiv_m"]],
            "Change, million TIV": [_signed(tiv) for tiv in rows["change_tiv_m"]],
            "Flows compared": [f"{count:,}" for count in rows["pairs"]],
            "Flows revised": [f"{count:,}" for count in rows["revised"]],
        }
    )


def revised_flows(answer: Answer, old: int, new: int, *, limit: int) -> pd.DataFrame:
    """The flows that were revised most."""
    rows = answer.rows.head(limit)
    return pd.DataFrame(
        {
            # The link also lets the keyboard scroll a table that is wider than a phone.
            "Flow": [
                f"[{row['supplier_name']} to {row['recipient_name']}](/pair?{_pair(row)})"
                for row in rows.to_dict("records")
            ],
            "Year": rows["year"].astype("str"),
            f"{old} release, million TIV": [volume(tiv) for tiv in rows["old_tiv_m"]],
            f"{new} release, million TIV": [volume(tiv) for tiv in rows["new_tiv_m"]],
            "Change, million TIV": [_signed(tiv) for tiv in rows["change_tiv_m"]],
        }
    )


def _pair(row: Mapping[Hashable, Any]) -> str:
    return urlencode({"supplier": row["supplier"], "recipient": row["recipient"]})


def _signed(tiv_m: float) -> str:
    return f"{tiv_m:+,.1f}".replace("-", "−")


def came_and_went(answer: Answer, old: int, new: int) -> str:
    """Parties that only one of two releases names, in words."""
    rows = answer.rows
    parts = []
    for what, words in (
        ("came", f"Only in the {new} release"), ("went", f"Only in the {old} release"),
    ):  # fmt: skip
        names = [with_article(name) for name in rows.loc[rows["what"] == what, "name"]]
        if names:
            parts.append(f"**{words}:** {listed(names)}.")
    return "  \n".join(parts)

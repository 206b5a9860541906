"""Which tables are loaded, what they are complete for, and how they were checked."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from dashboard.words import SPACE, day, missing, percent, with_article
from etl.questions import Answer
from etl.questions.answer import period


def table_text(row: Mapping[Hashable, Any]) -> str:
    """One loaded table as a paragraph: what it says, unit, release, dates, terms, origin."""
    generated = "" if missing(row["generated"]) else f", generated {day(row['generated'])}"
    licence = row["licence"]
    if not missing(row["licence_url"]):
        licence = f"[{licence}]({row['licence_url']})"
    publisher = row["publisher"]
    if row["url"].startswith("http"):
        publisher = f"[{publisher}]({row['url']})"
    lines = [
        f"**{row['title']}** · {row['row_count']:,} rows · {row['release_label']}{generated}, "
        f"taken in {day(row['retrieved'])}",
        row["measures"],
        f"*Unit:* {row['unit']}.",
        f"*Publisher:* {publisher}. *Licence:* {licence}. *Credit line:* {row['credit']}.",
        f"*How it came here:* {row['how']}",
    ]
    return "  \n".join(lines)


def completeness(answer: Answer) -> pd.DataFrame:
    """For whom and for when each release is complete, in words."""
    return pd.DataFrame(
        [
            {
                "Release": f"[{row['release_label']}](/releases)",
                "Complete for": {
                    "world": "the whole world",
                    "recipient": f"imports of {row['name']}",
                    "supplier": f"exports of {row['name']}",
                }[row["scope"]],
                "Years": period(row["first_year"], row["last_year"]),
                "As": "each year" if row["grain"] == "year" else "one sum",
                "By category": "yes" if row["by_category"] else "no",
                "Precision": {
                    "rounded": "whole millions",
                    "split": "approximate: deals spread over their years",
                }.get(row["loaded_as"], row["loaded_as"]),
            }
            for row in answer.rows.to_dict("records")
        ]
    )


def checks(answer: Answer) -> pd.DataFrame:
    """Checks with the number of cases."""
    return pd.DataFrame(
        {
            "Check": answer.rows["title"],
            "Cases": [f"{count:,}" for count in answer.rows["examined"]],
            "Failed": [f"{count:,}" for count in answer.rows["failed"]],
        }
    )


def reconciliation(answer: Answer) -> pd.DataFrame:
    """Comparisons with the number of cells that are alike, and the largest difference."""
    return pd.DataFrame(
        [
            {
                "Compared": f"{row['what']} ({row['snapshot']})",
                "Against": f"[{row['against']}](/guide)",
                "Cells": f"{row['cells']:,}",
                "Exact": f"{row['exact']:,}",
                "Within rounding": f"{row['within_rounding']:,}",
                "Off": f"{row['off']:,}",
                "Largest difference": "–" if missing(row["largest"]) else row["largest"],
            }
            for row in answer.rows.to_dict("records")
        ]
    )


def compared_sentence(answer: Answer) -> str:
    """How many printed shares the newest release gives again, of its own edition and of others."""
    rows = _shares_in_newest(answer)
    own = rows[rows["edition"] == rows["release"]]
    other = rows[rows["edition"] != rows["release"]]
    apart = other.loc[~other["same"], "difference"].abs()
    text = (
        f"Of {len(own)} shares printed in the fact sheet of the newest loaded release that it "
        f"covers, {int(own['same'].sum())} come out again within the printed rounding. Of "
        f"{len(other)} shares from other editions, {int(other['same'].sum())} do."
    )
    if apart.empty:
        return text
    return (
        f"{text} The other {len(apart)} differ by {apart.median():.1f} points in the median and "
        f"{apart.max():.1f} at most, because SIPRI has revised its data or, here and there, "
        "because a press report misprinted them. The ten largest differences:"
    )


def largest_revisions(answer: Answer) -> pd.DataFrame:
    """The ten printed shares of other editions that differ most from the newest release."""
    rows = _shares_in_newest(answer)
    rows = rows[rows["edition"] != rows["release"]]
    rows = rows.reindex(rows["difference"].abs().sort_values(ascending=False).index).head(10)
    return pd.DataFrame(
        {
            "Share": [
                f"{row['supplier']} in the imports of {with_article(row['recipient'])}"
                if row["metric"] == "share_of_recipient_imports"
                else f"{row['recipient']} in the exports of {with_article(row['supplier'])}"
                if row["metric"] == "share_of_supplier_exports"
                else f"{row['supplier'] if isinstance(row['supplier'], str) else row['recipient']} "
                "in the world"
                for row in rows.to_dict("records")
            ],
            "Period": [
                period(first, last)
                for first, last in zip(rows["first_year"], rows["last_year"], strict=True)
            ],
            "Printed": [
                f"{value}{SPACE}% ({edition})"
                for value, edition in zip(rows["value"], rows["edition"], strict=True)
            ],
            "Computed": [percent(value) for value in rows["computed"]],
        }
    )


def _shares_in_newest(answer: Answer) -> pd.DataFrame:
    rows = answer.rows
    rows = rows.loc[rows["metric"].str.startswith("share") & rows["qualifier"].isna()]
    rows = rows.loc[rows["release"] == rows["release"].max()]
    slack = 0.5 * 10.0 ** -rows["value_decimals"].astype("float64") + rows["uncertainty"] + 1e-9
    out: pd.DataFrame = rows.assign(same=rows["difference"].abs() <= slack)
    return out

"""Which tables are loaded, what they are complete for, and how they were checked."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard.figures.tables import columns
from dashboard.words import SPACE, counted, day, missing, percent, with_article
from etl.questions import Answer


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
        f"**{row['title']}** · {counted(row['row_count'], 'row')} · {row['release_label']}"
        f"{generated}, taken in {day(row['retrieved'])}",
        row["measures"],
        f"*Unit:* {row['unit']}.",
        f"*Publisher:* {publisher}. *Licence:* {licence}. *Credit line:* {row['credit']}.",
        f"*How it came here:* {row['how']}",
    ]
    return "  \n".join(lines)


_SCOPES = {
    "world": "the whole world", "recipient": "imports of {}", "supplier": "exports of {}",
    "recipients": "totals of all recipients", "suppliers": "totals of all suppliers",
}  # fmt: skip
_PRECISIONS = {
    "rounded": "whole millions",
    "rebuilt": "rebuilt: years of deals as an older register by delivery knows them",
    "split": "approximate: deals spread over their years",
}
# For whom and for when each release is complete.
completeness = columns(
    {
        "Release": lambda rows: [f"[{label}](/releases)" for label in rows["release_label"]],
        "Complete for": lambda rows: [
            _SCOPES[scope].format(name)
            for scope, name in zip(rows["scope"], rows["name"], strict=True)
        ],
        "Years": "period",
        "As": lambda rows: ["each year" if x == "year" else "one sum" for x in rows["grain"]],
        "By category": lambda rows: ["yes" if known else "no" for known in rows["by_category"]],
        "Precision": lambda rows: rows["loaded_as"].replace(_PRECISIONS),
    }
)
checks = columns({"Check": "title", "Cases": "examined", "Failed": "failed"})
# Comparisons with the number of cells that are alike, and the largest difference.
reconciliation = columns(
    {
        "Compared": lambda rows: rows["what"] + " (" + rows["snapshot"] + ")",
        "Against": lambda rows: [f"[{what}](/guide)" for what in rows["against"]],
        "Cells": "cells",
        "Exact": "exact",
        "Within rounding": "within_rounding",
        "Off": "off",
        "Largest difference": "largest",
    }
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
    apart = rows["difference"].abs().sort_values(ascending=False)
    table = columns(
        {
            "Share": lambda rows: map(_share, rows.to_dict("records")),
            "Period": "period",
            "Printed": lambda rows: [
                f"{value}{SPACE}% ({edition})"
                for value, edition in zip(rows["value"], rows["edition"], strict=True)
            ],
            "Computed": lambda rows: map(percent, rows["computed"]),
        },
        most=10,
    )
    return table(replace(answer, rows=rows.reindex(apart.index)))


def _share(row: Mapping[Hashable, Any]) -> str:
    """What of whom a printed share is."""
    supplier, recipient = row["supplier"], row["recipient"]
    if row["metric"] == "share_of_recipient_imports":
        return f"{supplier} in the imports of {with_article(recipient)}"
    if row["metric"] == "share_of_supplier_exports":
        return f"{recipient} in the exports of {with_article(supplier)}"
    return f"{supplier if isinstance(supplier, str) else recipient} in the world"


def _shares_in_newest(answer: Answer) -> pd.DataFrame:
    rows = answer.rows
    rows = rows.loc[rows["metric"].str.startswith("share") & rows["qualifier"].isna()]
    rows = rows.loc[rows["release"] == rows["release"].max()]
    slack = 0.5 * 10.0 ** -rows["value_decimals"].astype("float64") + 1e-9
    printed, low, high = (rows[n] for n in ("value_number", "computed_low", "computed_high"))
    out: pd.DataFrame = rows.assign(same=printed.between(low - slack, high + slack))
    return out

"""Articles that quote figures of arms transfers: one row a claim, with the article it stands in."""

from pathlib import Path

from etl.claims.metrics import COMPARISONS, METRICS, SHARES, UNITS
from etl.harmonise import PARTY_OR_GROUP
from etl.sources import Rows, Source, Staged
from etl.table import Table

ARTICLE = ("publisher", "author", "title", "url", "published", "language")
HEADER = (
    "claim_id", *ARTICLE, "statement", "supplier", "recipient", "other", "weapon", "metric",
    "comparison", "value", "unit", "first_year", "last_year", "compared_first_year",
    "compared_last_year", "attributed_to", "stands_in", "reviewer_status",
    "reviewer_note", "reviewer", "reviewed",
)  # fmt: skip
_OPTIONAL = (
    "author", "title", "published", "supplier", "recipient", "other", "weapon", "comparison",
    "stands_in", "reviewer_status", "reviewer_note", "reviewer", "reviewed",
)  # fmt: skip
_NEEDED = {
    "supplier": "a supplier", "recipient": "a recipient", "other": "another party",
    "weapon": "a weapon",
}  # fmt: skip
STATUSES = (
    "", "confirmed", "confirmed_but_rounded", "imprecise", "vintage_dependent_not_verified",
    "article_error",
)  # fmt: skip


def parse(path: Path) -> Staged:
    """Rows for ``publication`` (one a description of an article) and ``cited_figure``.

    ``comparison`` says how the article words the number: empty for "is", ``about`` (also for words
    such as "a third" or "doubled"), ``nearly`` (also "close to"), ``at most`` (also "among the top
    …"), ``at least``, ``less than`` or ``more than``.
    ``first_year`` may be empty where the article gives a sum "so far".
    """
    table = Table(path, HEADER)
    table.text("claim_id", "publisher", "url", "language", "statement", "attributed_to")
    table.published_on("published")
    table.published_on("reviewed")
    table.choice("metric", METRICS)
    table.choice("unit", UNITS)
    table.choice("comparison", ("", *COMPARISONS))
    table.choice("reviewer_status", STATUSES)
    table.year("first_year", "compared_first_year", "compared_last_year", optional=True)
    table.year("last_year")
    table.window()
    told = table.rows["published"].str[:4].where(table.rows["published"] != "", "9999")
    later = (table.rows["last_year"].astype(str) > told) & table.rows["last_year"].notna()
    fix = "Correct the year, or the day of publication."
    table.refuse(later, "last_year", "the article was published before this year", fix)
    table.printed()
    table.share(table.rows["metric"].isin(SHARES), "Compare it with the article.")
    neither = (table.rows["supplier"] == "") & (table.rows["recipient"] == "")
    neither &= ~table.rows["metric"].isin([name for name, one in METRICS.items() if one.of_world])
    message = "the claim names neither a supplier nor a recipient"
    table.refuse(neither, "recipient", message, "Name at least one.")
    for column, words in _NEEDED.items():
        needing = [name for name, metric in METRICS.items() if getattr(metric, column)]
        wrong = table.rows["metric"].isin(needing) & (table.rows[column] == "")
        fix = "Name it, or use another metric."
        table.refuse(wrong, column, f"the measure needs {words}", fix)
    table.unique("claim_id")
    table.unique(
        "url", "supplier", "recipient", "other", "weapon", "metric", "comparison", "value",
        "first_year", "last_year", "compared_first_year",
    )  # fmt: skip
    table.optional_text(*_OPTIONAL)
    rows = table.done()
    claims = rows.rename(columns={"url": "publication_url"})
    return {
        "publication": rows.drop_duplicates(list(ARTICLE))[[*ARTICLE, "line"]],
        "cited_figure": claims.drop(
            columns=["publisher", "author", "title", "published", "language"]
        ),
    }


SOURCES = (
    Source(
        "cited",
        parse,
        {
            "publication": Rows(
                once=("url",),
                again="Write publisher, author, title and date alike in both rows.",
                shared=True,
            ),
            "cited_figure": Rows(
                dict.fromkeys(("supplier", "recipient", "other"), PARTY_OR_GROUP),
                once=("claim_id",),
                again="Give one of the two claims another number.",
            ),
        },
    ),
)

"""What a card says of its table, held against the clock and the table's rows."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

import pandas as pd

from etl.cards import Card, Coverage
from etl.common.errors import Problem, near
from etl.common.words import listed
from etl.sources import Source, Staged

Claims = list[tuple[Coverage, str | None]]
_MANY = 100
_AGREE = "Correct the card; or set this machine's clock, if that is wrong."


def broken_promises(card: Card, source: Source, tables: Staged, claims: Claims) -> list[Problem]:
    """What a card must say of the tables it brings, or must not.

    ``tables`` and ``claims``, the card's coverage with the state that each speaks of, are
    harmonised.
    """
    given = [source.rows(table) for table in tables]
    flows = any(rows.covered for rows in given)
    released = max((rows.released for rows in given), default=0)
    found = list(_dates(card, released or 1))
    if released and not (card.release and card.generated):
        fix = "Add both: readers ask for a release by its year, and the newest one answers."
        found.append(("release", "the card lacks 'release' or 'generated'", fix))
    if flows and not card.coverage:
        fix = "Say for whom and for which years the table leaves nothing out."
        found.append(("coverage", "flows without a [[coverage]] answer nothing", fix))
    if card.coverage and not flows:
        message = "a [[coverage]] is for flows, and the table has none"
        found.append(("coverage", message, "Drop it."))
    spans = {table: _spans(rows) for table, rows in tables.items()} if released else {}
    for table, rows in spans.items():
        if precisions := source.rows(table).covered:
            found += _uncovered(card, rows, claims, precisions)
    if not card.path.exists():  # its table is being taken in
        fix = "Check --covers, --release and the file's first line."
        problems = [Problem(card.table_path, message, fix) for _, message, _ in found]
    else:
        problems = [Problem(card.path, message, fix, None, key) for key, message, fix in found]
    if card.release:
        for rows in spans.values():
            problems += _after_release(card, card.release, rows)
    return problems


def _dates(card: Card, month: int) -> Iterator[tuple[str, str, str]]:
    """Days that cannot be: of the future by more than a time zone, or in the wrong order.

    ``month`` is that of its year in which a release comes out.
    """
    tomorrow = date.today() + timedelta(1)
    generated = None
    if card.generated:
        generated = date(card.generated.year, card.generated.month, card.generated.day)
    for key, day in ("retrieved", card.retrieved), ("generated", generated):
        if day and day > tomorrow:
            yield key, f"{day} is in the future", _AGREE
    if generated and generated > card.retrieved + timedelta(1):
        message = f"the table was taken in on {card.retrieved}, before it was generated"
        yield "generated", message, _AGREE
    if generated and card.release and generated < date(card.release, month, 1):
        message = f"the table was generated on {generated}, before the {card.release} release"
        yield "release", message, "Correct 'release' or 'generated'."


def _spans(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the first and last year of each; of a deal those of its deliveries, if any."""
    if "years" in rows:
        years = rows["years"].where(rows["years"] != "")
        ends = {"first_year": years.str[:4], "last_year": years.str[-4:]}
        rows = rows.assign(**{name: pd.to_numeric(end) for name, end in ends.items()})
    elif "year" in rows:
        rows = rows.assign(first_year=rows["year"], last_year=rows["year"])
    return rows[rows["first_year"].notna()] if "first_year" in rows else rows.head(0)


def _after_release(card: Card, release: int, rows: pd.DataFrame) -> list[Problem]:
    """Rows of years that the release does not have yet."""
    late = rows[rows["last_year"] >= release].head(1) if len(rows) else rows
    message = f"the data of the {release} release end in {release - 1}"
    fix = f"Correct the year, or 'release' in {near(card.path)}."
    return [
        Problem(card.table_path, message, fix, int(row["line"]), "year", str(int(row["last_year"])))
        for row in late.to_dict("records")
    ]


def _uncovered(
    card: Card, rows: pd.DataFrame, claims: Claims, precisions: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    """Statements of completeness that the rows do not bear out."""
    for number, group in groupby(claims, key=lambda claim: claim[0].entry):
        entry = list(group)
        claim = entry[0][0]
        inside = rows[
            (rows["first_year"] >= claim.first_year) & (rows["last_year"] <= claim.last_year)
        ]
        names = {state_id: str(one.name) for one, state_id in entry if state_id}
        if names:
            inside = inside[inside[claim.scope].isin(names)]
        found = [*_empty(card, inside, claim, names)]
        if not found and len(inside):
            found = [*_unlike(inside, claim, precisions, kept_by_hand=not card.downloaded)]
        for message, fix in found:
            yield "coverage", f"coverage entry {number}: {message}", fix


def _empty(
    card: Card, inside: pd.DataFrame, claim: Coverage, names: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """Years and parties without a row, unless the card says that nothing was delivered.

    A table that was brought in says itself from which year on it was asked; of a party's trade it
    may hold nothing of the last years either.
    """
    years = f"{claim.first_year}–{claim.last_year}"
    fix = "Correct it; if nothing was delivered there, add empty_years = true."
    absent = [names[key] for key in names if key not in set(inside[claim.scope])]
    if claim.empty_years:
        return
    if absent or inside.empty:
        whom = f" with {listed(absent)} as {claim.scope}" if absent else ""
        yield f"there is no row of {years}{whom}", fix
        return
    first, last = int(inside["first_year"].min()), int(inside["last_year"].max())
    if (last < claim.last_year and not (card.downloaded and names)) or (
        first > claim.first_year and not card.downloaded
    ):
        yield f"it says {years}, and its rows are of {first}–{last} only", fix


def _unlike(
    inside: pd.DataFrame, claim: Coverage, precisions: Sequence[str], *, kept_by_hand: bool
) -> Iterator[tuple[str, str]]:
    """Grain, categories and precision that are not those of the rows."""
    by_deal = "years" in inside
    ends = inside[["first_year", "last_year"]].eq([claim.first_year, claim.last_year])
    if claim.grain == "window" and not by_deal and not ends.all(axis="columns").any():
        years = f"{claim.first_year}–{claim.last_year}"
        yield f"no row is the sum of {years}", "Correct its years, or its grain."
    if claim.by_category and ("category" not in inside or inside["category"].isna().any()):
        message = "it says by_category, and its rows are of all categories together"
        yield message, "Write by_category = false."
    mixed_up = by_deal and (claim.precision == "exact") != (claim.grain == "window")
    if claim.precision not in precisions or mixed_up:
        message = f"by {claim.grain} such a table is not {claim.precision!r}"
        yield message, f"Use one of: {', '.join(precisions)}."
    elif claim.precision == "exact" and kept_by_hand and not by_deal and _whole(inside):
        message = "it says 'exact', and all its volumes are whole millions"
        yield message, 'Write precision = "rounded".'


def _whole(rows: pd.DataFrame) -> bool:
    """Whether all volumes are whole millions, and too many for chance."""
    return len(rows) >= _MANY and not (rows["tiv_m"] % 1).any()

"""What EU states reported of their arms exports, in euros, by year and by military list."""

from dataclasses import replace
from functools import partial

from dashboard.charts.elsewhere import euro_bars, year_bars
from dashboard.data import ask
from dashboard.data.offered import name_of
from dashboard.figures.figure import Made
from dashboard.figures.parameters import Choice
from dashboard.figures.tables import columns
from dashboard.words import (
    capital,
    cell,
    missing,
    possessive,
    with_article,
)
from etl.sources.coarm.military_list import MILITARY_LIST

REPORTED_NOTE = (
    "States of the European Union report to it each year what they **licensed** and what they "
    "**exported**, in euros of the day, by category of the common military list: small arms, "
    "ammunition and parts too, and at their price. A licence holds for years, and much of it is "
    "never used. Each state counts in its own way, and several report no exports in some years, "
    "which is a gap and not a zero; so there is no sum of several. CAAT, which keeps the reports "
    "as a table, states no terms, so it is not shipped: save its file and `arms-etl import` it."
)
COUNTED = Choice(
    "counted", "Counted", {"exported": "Exported", "licensed": "Licensed"}, few=True,
    help="What left the country, or what was allowed to, as it reported to the European Union.",
)  # fmt: skip
_UNLISTED = "Not told apart"


def reported(supplier: str, recipient: str | None, counted: str) -> Made:
    """What an exporter reported to the European Union, year by year."""
    answer = ask("exports_reported", from_whom=supplier, recipient=recipient)
    column = f"{counted}_eur_m"
    name = name_of(supplier)
    whose = f"{possessive(name)} arms exports"
    whom = f" to {with_article(name_of(recipient))}" if recipient else ""
    if answer.reason is not None:
        return Made(answer=answer, sentence=answer.reason)
    known = answer.rows.dropna(subset=column)
    if known.empty or not known[column].any():
        none = f"{capital(whose)}{whom} as {counted} are not among what it reported"
        return Made(answer=answer, sentence=f"{none} ({answer.origin}).")
    most, last = known.nlargest(1, column).iloc[0], known.iloc[-1]
    does = "Exported" if counted == "exported" else "Licensed"
    return Made(
        answer=replace(answer, unit="million euros of the day"),
        sentence=f"{capital(whose)}{whom}, {counted} by its own reports: most in "
        f"{most['year']:.0f}, {cell(column, most[column])} million euros; "
        f"{cell(column, last[column])} in {last['year']:.0f} ({answer.origin}).",
        title=f"{capital(name)}{whom}: arms {counted}, as reported to the European Union",
        draw=partial(year_bars, column=column, subtitle=f"{does}, million euros of the day a year"),
        tabulate=columns(
            {
                "Year": "year",
                "Exported, million euros": "exported_eur_m",
                "Licensed, million euros": "licensed_eur_m",
                "Licences": "licences",
                "Denials": "denials",
            },
            newest="year",
        ),
        about=REPORTED_NOTE,
        column=column,
    )


def by_list(supplier: str, recipient: str, counted: str) -> Made:
    """What an exporter reported of a recipient, by category of the common military list."""
    answer = ask("exports_by_list", from_whom=supplier, to_whom=recipient)
    column, whose = f"{counted}_eur_m", f"{possessive(name_of(supplier))} arms exports"
    about = f"{whose} to {with_article(name_of(recipient))}"
    if answer.reason is not None or not answer.rows["ml"].notna().any():
        none = f"{capital(about)} were not reported by category of the military list."
        return Made(answer=answer, sentence=answer.reason or none)
    names = [_UNLISTED if missing(ml) else f"{MILITARY_LIST[ml]} ({ml})"
             for ml in answer.rows["ml"]]  # fmt: skip
    rows = answer.rows.assign(category_name=names)
    answer = replace(answer, unit="million euros of the day", rows=rows)
    sums = answer.rows.drop_duplicates("category_name").sort_values(
        f"all_{column}", ascending=False
    )
    sums = sums[sums[f"all_{column}"] > 0]
    if sums.empty:
        none = f"{capital(about)} as {counted} are not among what it reported"
        return Made(answer=answer, sentence=f"{none} ({answer.origin}).")
    told = [f"{row['category_name']} {cell(column, row[f'all_{column}'])}"
            for row in sums.head(3).to_dict("records")]  # fmt: skip
    return Made(
        answer=answer,
        sentence=f"{capital(about)} as {counted} in {answer.period}, in million euros by category "
        f"of the military list: {'; '.join(told)} ({answer.origin}).",
        title=f"{capital(name_of(supplier))} to {name_of(recipient)}: arms {counted}, by category "
        "of the military list",
        draw=lambda answer, *, title: euro_bars(
            replace(answer, rows=sums), column=f"all_{column}", name="category_name",
            key="category_name", title=title,
        ),
        tabulate=columns(
            {
                "Year": "year",
                "Category": "category_name",
                "Exported, million euros": "exported_eur_m",
                "Licensed, million euros": "licensed_eur_m",
                "Licences": "licences",
            }
        ),
        about=REPORTED_NOTE,
        column=f"all_{column}",
    )  # fmt: skip

"""One supplier and one recipient: what was delivered, and what that is for either of them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from dashboard.charts.trend import pair_volume
from dashboard.charts.windows import pair_shares, pair_windows
from dashboard.claims import Entry
from dashboard.data import ask, groups, kept
from dashboard.data.offered import (
    Window,
    counted_as,
    is_plural,
    last_year_of,
    name_of,
    of_several,
    up_to,
    while_existing,
    windows_of,
)
from dashboard.figures import beside, eu_reports, kiel, shared
from dashboard.figures.figure import Made, figure
from dashboard.figures.parameters import Values
from dashboard.figures.shared import EVENTS, YEARS
from dashboard.figures.tables import columns
from dashboard.notes import TIV_NOTE
from dashboard.words import SPACE, capital, missing, possessive, stated, with_article
from etl.questions import Answer
from etl.questions.answer import period as in_words
from etl.questions.answer import with_bounds
from etl.sources.reference import is_group

SHOWN_WINDOWS = 6
YEARS_OF_AVERAGE = 5
SHARES_NOTE = (
    "The same deliveries measured twice: as a part of everything the recipient imported, and as a "
    "part of everything the supplier exported. A large part for one can be a small one for the "
    "other. Each share needs figures that leave nothing out of its own whole; where they are not "
    "loaded there is a gap and no number.\n\n" + TIV_NOTE
)
PAIR_NOTE = (
    "What was delivered from one to the other, by volume. Known where the loaded release is "
    "complete for the recipient's imports, for the supplier's exports, or for the world. A year "
    "without a bar is one without recorded deliveries; years in which one of the two did not exist "
    "are left out.\n\n" + TIV_NOTE
)


def _windows(values: Values) -> pd.DataFrame:
    return _offered(values["supplier"], values["recipient"])


@kept
def _offered(supplier: str, recipient: str) -> pd.DataFrame:
    """The periods for which the recipient's imports or the supplier's exports are covered.

    Periods that begin after a former state's end are left out.
    """
    windows = ask("answerable_windows", years=YEARS)
    sides = [windows_of(windows, "recipient", recipient), windows_of(windows, "supplier", supplier)]
    return while_existing(of_several(sides), supplier, recipient)


SUPPLIER = shared.party("supplier", "Supplier", usual="ISR")
RECIPIENT = shared.party("recipient", "Recipient", usual="AZE")
RELEASE = shared.release(_windows)
PERIOD = shared.period(_windows)
FOLD = shared.folding(shared.first_offered(_windows))


def _the_pair(values: Values, mark: str) -> dict[str, str]:
    return {side: values[side] for side in ("supplier", "recipient")}


@figure("pair/volume", SUPPLIER, RECIPIENT, RELEASE, PERIOD, FOLD, EVENTS, leads=_the_pair)
def volumes(
    supplier: str, recipient: str, release: int | None, period: Window | None, fold: bool,
    events: bool,
) -> Made:  # fmt: skip
    """What one supplier delivered to one recipient, by year or else by period."""
    supplier, recipient = counted_as(supplier, fold), counted_as(recipient, fold)
    one, other = name_of(supplier), name_of(recipient)
    title = f"{capital(one)} to {other}: deliveries of major arms"
    years = _years(supplier, recipient, release, fold)
    if years.reason is None and years.rows["tiv_m"].any():
        answer = _told_of(totals(years), supplier, recipient, each="year")
        made = Made(
            answer=answer,
            sentence=shared.years_sentence(answer, _deliveries(one, other)),
            title=title,
            draw=partial(pair_volume, supplier=supplier),
            tabulate=columns(
                {"Year": "year", "Million TIV": "tiv_m",
                 "Five-year average": "five_year_average_tiv_m"},
                newest="year",
            ),
            about=_about(PAIR_NOTE, answer, supplier, recipient),
            remarks=both_sides(supplier, recipient, int(answer.rows["year"].max()), fold),
        )  # fmt: skip
        return shared.with_events(made, [supplier, recipient]) if events else made
    if years.reason is None:
        return Made(answer=years, sentence=_nothing(years))
    beside = shares(supplier, recipient, release, period, fold)
    if beside.draw is None:
        return Made(answer=years, sentence=beside.sentence)
    return Made(
        answer=beside.answer,
        sentence=beside.sentence,
        title=title,
        draw=partial(pair_windows, supplier=supplier),
        tabulate=beside.tabulate,
        about=_about(PAIR_NOTE, beside.answer, supplier, recipient),
        remarks=(f"{years.reason} The bars are sums of five years.",),
    )


@figure("pair/shares", SUPPLIER, RECIPIENT, RELEASE, PERIOD, FOLD, leads=_the_pair)
def shares(
    supplier: str, recipient: str, release: int | None, period: Window | None, fold: bool
) -> Made:
    """What one country's deliveries are for the recipient's imports and the supplier's exports."""
    is_same = supplier == recipient and not is_group(supplier)
    if is_same or period is None:
        same = "Choose two different parties."
        none = "The loaded releases hold no five-year period for these two."
        years = _years(supplier, recipient, release, fold)
        return Made(answer=years, sentence=same if is_same else none)
    one, other = name_of(supplier), name_of(recipient)
    windows = shared.of_release(_offered(supplier, recipient), release)
    best, spans = up_to(windows, period)
    spans = spans[-SHOWN_WINDOWS:]
    answer = ask(
        "pair_shares", first_years=tuple(first for first, _ in spans),
        last_years=tuple(last for _, last in spans), in_release=best or release,
        from_whom=supplier, to_whom=recipient, fold=fold,
    )  # fmt: skip
    answer = _told_of(answer, supplier, recipient)
    text = groups.absent((supplier, recipient), period, fold) or _sentence(
        answer, period, one, other
    )
    if answer.reason is not None or not answer.rows["tiv_m"].any():
        return Made(answer=answer, sentence=text)
    return Made(
        answer=answer,
        sentence=text,
        title=f"{capital(one)} to {other}: shares of either side's arms trade",
        draw=partial(pair_shares, supplier=possessive(one), recipient=possessive(other)),
        tabulate=columns(
            {"Period": "period", "Million TIV": "tiv_m",
             "Share of the recipient's imports": "of_imports_pct",
             "Recipient's imports, million TIV": "imports_tiv_m",
             "Share of the supplier's exports": "of_exports_pct",
             "Supplier's exports, million TIV": "exports_tiv_m"},
            newest="first_year",
        ),
        about=_about(SHARES_NOTE, answer, supplier, recipient),
        detail="Bars by period; the numbers stand in the table.",
        remarks=(*both_sides(supplier, recipient, period[1], fold), *_unknown_shares(answer)),
    )  # fmt: skip


@figure("pair/categories", SUPPLIER, RECIPIENT, RELEASE, FOLD, EVENTS, leads=shared.kind_of_arms)
def categories(
    supplier: str, recipient: str, release: int | None, fold: bool, events: bool
) -> Made:
    """What kinds of arms one supplier delivered to one recipient, year by year."""
    supplier, recipient = counted_as(supplier, fold), counted_as(recipient, fold)
    one, other = name_of(supplier), name_of(recipient)
    years = _years(supplier, recipient, release, fold, by_category=True)
    if years.reason is not None:
        return Made(answer=years, sentence=years.reason)
    rows = years.rows
    if not rows["tiv_m"].any():
        return Made(answer=years, sentence=_nothing(years))
    if not rows["by_category"].all():
        return Made(
            answer=years,
            sentence=f"{capital(_deliveries(one, other))} are not told apart by category "
            f"({years.origin}).",
        )
    made = shared.by_category(
        replace(
            years,
            rows=rows[rows["category"].notna()].assign(
                covered_from=rows["year"].min(), covered_to=rows["year"].max()
            ),
        ),
        [supplier, recipient],
        title=f"{capital(one)} to {other}: deliveries by category",
        what=_deliveries(one, other),
    )
    return shared.with_events(made, [supplier, recipient]) if events else made


@figure("pair/items", SUPPLIER, RECIPIENT, RELEASE)
def items(supplier: str, recipient: str, release: int | None) -> Made:
    """Arms of a kind from one to the other, by SIPRI's count and by the Kiel Institute's."""
    return kiel.items(recipient, supplier, release)


@figure("pair/aid", SUPPLIER, RECIPIENT)
def aid(supplier: str, recipient: str) -> Made:
    """Military aid that a donor allocated to a recipient, by month."""
    return kiel.aid_by_month(supplier, recipient)


@figure("pair/reported", SUPPLIER, RECIPIENT, eu_reports.COUNTED)
def reported(supplier: str, recipient: str, counted: str) -> Made:
    """What the supplier reported to the European Union of its exports to the recipient."""
    return eu_reports.reported(supplier, recipient, counted)


@figure("pair/listed", SUPPLIER, RECIPIENT, eu_reports.COUNTED)
def listed(supplier: str, recipient: str, counted: str) -> Made:
    """The same by category of the common military list."""
    return eu_reports.by_list(supplier, recipient, counted)


@figure("pair/others", SUPPLIER, RECIPIENT, RELEASE, PERIOD, FOLD)
def others(
    supplier: str, recipient: str, release: int | None, period: Window | None, fold: bool
) -> Made:
    """What each loaded source says of what went from one to the other, in its own unit."""
    sipri = shares(supplier, recipient, release, period, fold)
    does = "send" if is_plural(supplier) else "sends"
    about = f"what {with_article(name_of(supplier))} {does} to {with_article(name_of(recipient))}"
    return beside.others(sipri, "tiv_m", about, supplier, recipient, period)


def _years(
    supplier: str, recipient: str, release: int | None, fold: bool, by_category: bool = False
) -> Answer:
    return ask(
        "pair_years", from_whom=supplier, to_whom=recipient, in_release=release, fold=fold,
        by_category=by_category,
    )  # fmt: skip


def _deliveries(supplier: str, recipient: str) -> str:
    return f"{possessive(supplier)} deliveries to {with_article(recipient)}"


def _told_of(answer: Answer, supplier: str, recipient: str, each: str = "period") -> Answer:
    return groups.told_of(answer, [supplier, recipient], _last_year(answer), each)


def _about(note: str, answer: Answer, supplier: str, recipient: str) -> str:
    return groups.about(note, [supplier, recipient], _last_year(answer))


def _last_year(answer: Answer) -> int:
    years = answer.rows["last_year" if "last_year" in answer.rows else "year"]
    return int(years.max()) if len(years) else max(answer.params["last_years"])


def both_sides(supplier: str, recipient: str, year: int, fold: bool) -> tuple[str, ...]:
    """That some stand on both sides, where a group is one of these, and what that means."""
    if not (is_group(supplier) or is_group(recipient)):
        return ()
    if supplier == recipient:
        return ("Both sides are the same: this is the trade within it.",)
    both = groups.codes_of(supplier, year, fold) & groups.codes_of(recipient, year, fold)
    if not both or groups.WORLD in (supplier, recipient):
        return ()
    who = name_of(min(both)) if len(both) == 1 else f"{len(both)} parties"
    belong = "belongs" if len(both) == 1 else "belong"
    return (f"{capital(with_article(who))} {belong} to both sides: trade within a group counts.",)


def question(supplier: str, recipient: str) -> str:
    """The page's title, in the past tense where one of the two is no more."""
    one, other = with_article(name_of(supplier)), with_article(name_of(recipient))
    is_past = last_year_of(supplier) is not None or last_year_of(recipient) is not None
    if supplier == recipient and is_group(supplier):
        way = "between" if "+" in supplier else "within"
        return f"What {'was' if is_past else 'is'} delivered {way} {one}?"
    does = "did" if is_past else "do" if is_plural(supplier) else "does"
    return f"What {does} {one} deliver to {other}?"


def _nothing(years: Answer) -> str:
    """That years are covered and that nothing was delivered in them, but for what is lacking."""
    spans = tuple(years.rows["year"].tolist())
    sides = {"supplier": years.params["from_whom"], "recipient": years.params["to_whom"]}

    def of_side(role: str, years_asked: tuple[int, ...]) -> Answer:
        return ask(
            "compared", role=role, parties=(sides[role],), first_years=years_asked,
            last_years=years_asked, in_release=int(years.rows["release"].iloc[0]), with_whom=None,
            of_world=False, of_inhabitants=False, fold=years.params["fold"],
        )  # fmt: skip

    lacking: list[str] = []
    for role in sides:
        rows = of_side(role, spans).rows
        of_none = rows.loc[rows["tiv_m"].isna() & rows["release"].notna(), "first_year"]
        if len(of_none):
            lacking += of_side(role, tuple(of_none.tolist())).gaps
    one, other = (with_article(name_of(who)) for who in sides.values())
    none = (
        f"No deliveries from {one} to {other} are recorded in any year of "
        f"{in_words(min(spans), max(spans))} ({years.origin})."
    )
    return " ".join((none, *lacking))


def register_of(registers: Answer, volumes: Answer) -> int | None:
    """The release of the volumes, if a register of deals of it is loaded; else the best."""
    if volumes.reason is not None:
        return None
    release = int(volumes.rows["release"].iloc[0])
    return release if release in set(registers.rows["release"]) else None


def totals(years: Answer) -> Answer:
    """All categories together by year, with the average of each year and the four before it.

    The average is missing where one of the five years is not covered.
    """
    sums = years.rows.groupby("year")[with_bounds(years.rows, "tiv_m")].sum().sort_index()
    spread = range(int(sums.index.min()), int(sums.index.max()) + 1)
    averages = sums.reindex(spread).rolling(YEARS_OF_AVERAGE).mean().reindex(sums.index)
    return replace(
        years,
        title=years.title.removesuffix(" and armament category"),
        rows=sums.join(averages.add_prefix("five_year_average_"))
        .reset_index()
        .astype({"year": "int64"})
        .assign(release=years.rows["release"].iloc[0]),
    )


def _sentence(shares: Answer, window: Window, supplier: str, recipient: str) -> str:
    """What was delivered in a period, and which part of either side's trade that is."""
    rows = shares.rows[shares.rows["last_year"] == window[1]]
    if shares.reason is not None or rows.empty:
        return shares.reason or f"No loaded release covers this pair in {in_words(*window)}."
    row = rows.iloc[0]
    if missing(row["tiv_m"]):
        return _unknown_shares(replace(shares, rows=rows))[0]
    if not row["tiv_m"]:
        return (
            f"No deliveries of major arms from {with_article(supplier)} to "
            f"{with_article(recipient)} are recorded in {in_words(*window)} "
            f"({shares.origin})."
        )
    parts = [
        f"{stated(row, f'of_{trade}_pct')} of {possessive(whose)} arms {trade}"
        for trade, whose in (("imports", recipient), ("exports", supplier))
        if not missing(row[f"of_{trade}_pct"])
    ]
    return (
        f"In {in_words(*window)} {with_article(supplier)} delivered {stated(row, 'tiv_m')}"
        f"{SPACE}million TIV to {with_article(recipient)}: {' and '.join(parts)} ({shares.origin})."
    )


def _unknown_shares(shares: Answer) -> tuple[str, ...]:
    """Why a share is missing: the reason of the last period without one, for either side."""
    sides = (shares.rows[side].dropna() for side in ("imports_reason", "exports_reason"))
    return tuple(str(reasons.iloc[-1]) for reasons in sides if len(reasons))


def claims_about(
    claims: Sequence[Entry], supplier: str, recipient: str
) -> tuple[list[Entry], list[Entry]]:
    """The quoted figures about the pair itself, and those about one of the two."""
    both = {supplier, recipient}
    pair, one = [], []
    for claim in claims:
        named = (claim.row["supplier"], claim.row["recipient"])
        if named == (supplier, recipient):
            pair.append(claim)
        elif both & set(named):
            one.append(claim)
    return pair, one

"""The start page's stories, chosen and told from whatever is loaded, and what that is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from dashboard.charts.quoted import cited_bars
from dashboard.charts.shares import share_windows
from dashboard.claims import Entry, by_release, founding_claim, ledger
from dashboard.data import ask, ask_period, ask_windows, kept
from dashboard.data.offered import Window, name_of, newest_exact, up_to
from dashboard.figures import shared
from dashboard.figures.figure import Made, figure
from dashboard.figures.parameters import Values
from dashboard.figures.quoted import claim_sentence, claim_table, releases_of
from dashboard.figures.tables import share_table
from dashboard.notes import SHARE_NOTE
from dashboard.words import capital, listed, possessive, with_article
from etl.questions import Answer
from etl.questions.answer import in_a_row
from etl.questions.answer import period as in_words

QUESTION = "Who supplies arms to whom?"
# What the founding article says besides: Azerbaijan's rank among Israel's customers, 2018–22.
SECOND = "C002"
SHOWN_WINDOWS = 3
SHOWN_LEADERS = 8
_LARGEST = 10  # so many recipients are looked at for a change of suppliers
_NAMED = 5  # countries that a sentence lists one by one
_TOO_FEW = "No loaded release covers two five-year periods of the whole world."


@figure("start/founding")
def founding() -> Made:
    """A share that an article printed, beside what each release gives."""
    claim = founding_claim(ledger())
    if claim is None:
        return Made(answer=ask("claims"), sentence="The founding article's figure is not loaded.")
    answer = by_release(claim)
    if answer is None:
        return Made(answer=ask("claims"), sentence=claim_sentence(claim))
    supplier, recipient = (name_of(claim.row[side]) for side in ("supplier", "recipient"))
    years = in_words(int(claim.row["first_year"]), int(claim.row["last_year"]))
    return Made(
        answer=answer,
        sentence=claim_sentence(claim),
        title=f"{possessive(supplier)} share of {possessive(recipient)} arms imports, {years}",
        draw=partial(cited_bars, claim=claim),
        tabulate=lambda _: claim_table(claim, releases_of([claim])),
        about=SHARE_NOTE,
        column="share_pct",
    )


@figure("start/leaders", leads=shared.as_supplier)
def leaders() -> Made:
    """Who leads the world's arms exports, and who led before."""
    spans, release = periods()
    if len(spans) < 2:
        return shared.no_period(_TOO_FEW)
    then, now = (ask_period("ranking", span, release, role="supplier") for span in spans[-2:])
    return shared.two_periods(now, then, "supplier", drawn=SHOWN_LEADERS, listed=SHOWN_LEADERS)


def _turned(_: Values, mark: str) -> dict[str, str]:
    """A supplier with the recipient that turned."""
    turned = who_turned()
    return {"supplier": mark, "recipient": turned[0]} if mark and turned else {}


@figure("start/turn", leads=_turned)
def turn() -> Made:
    """The large recipient that turned most from one supplier."""
    spans, release = periods()
    if len(spans) < 2:
        return shared.no_period(_TOO_FEW)
    turned = who_turned()
    if turned is None:
        return shared.no_period(
            "No large recipient has less of its arms from any supplier than before."
        )
    recipient, supplier = turned
    name = name_of(recipient)
    answer = ask_windows("import_shares", spans, who=recipient, in_release=release, fold=False)
    return Made(
        answer=answer,
        sentence=turn_sentence(answer, name, supplier),
        title=f"{name}: arms imports by supplier",
        draw=share_windows,
        tabulate=partial(share_table, partner="Supplier"),
        about=SHARE_NOTE,
        column="share_pct",
    )


def second_claim(claims: Sequence[Entry]) -> Entry | None:
    """The founding article's other claim that a release can answer, if it is still loaded."""
    return next((claim for claim in claims if claim.row["claim_id"] == SECOND), None)


def periods() -> tuple[list[Window], int | None]:
    """The newest five-year periods of the whole world, oldest first, and their release."""
    windows = shared.world_windows()
    if windows.empty:
        return [], None
    release, spans = up_to(windows, newest_exact(windows))
    return spans[-SHOWN_WINDOWS:], release


def who_turned() -> tuple[str, str] | None:
    """The large recipient that turned most from one supplier, and that supplier, if any did."""
    spans, release = periods()
    if len(spans) < 2:
        return None
    then, now = (ask_period("world_flows", span, release) for span in (spans[0], spans[-1]))
    return turned_away(now, then)


@kept
def turned_away(now: Answer, then: Answer) -> tuple[str, str] | None:
    """Which large recipient turned most from which supplier, or None if no share fell.

    Looked at are the countries among the ten largest recipients of both periods, answers to
    ``world_flows`` of one release; the flow whose share of the recipient's imports fell by the most
    points is the one.
    """
    totals = [answer.rows.groupby("recipient")["tiv_m"].sum() for answer in (now, then)]
    large = set.intersection(*(set(total.nlargest(_LARGEST).index) for total in totals))
    shares = []
    for answer, total in zip((now, then), totals, strict=True):
        rows = answer.rows[answer.rows["recipient"].isin(large)]
        tiv_m = rows.set_index(["recipient", "supplier"])["tiv_m"]
        shares.append(100 * tiv_m / total.reindex(tiv_m.index, level="recipient"))
    both = _beside(*shares)
    changes = both["now"] - both["then"]
    if changes.empty or changes.min() >= 0:
        return None
    recipient, supplier = changes.sort_values().index.tolist()[0]
    return recipient, supplier


def turn_sentence(shares: Answer, name: str, supplier: str) -> str:
    """How much a supplier's share of a country's imports fell, and whose grew most.

    The first and the last period of its import shares are compared.
    """
    rows = shares.rows.sort_values("first_year")
    spans = [
        (int(row["first_year"]), int(row["last_year"]))
        for row in (rows.iloc[0].to_dict(), rows.iloc[-1].to_dict())
    ]
    then, now = (rows[rows["last_year"] == last].set_index("partner") for _, last in spans)
    both = _beside(now["share_pct"], then["share_pct"])
    grew = str((both["now"] - both["then"]).idxmax())
    names = dict(zip(rows["partner"], rows["partner_name"], strict=True))
    return (
        f"{capital(with_article(names[supplier]))} supplied {shared.share_in(then, supplier)} of "
        f"{possessive(name)} arms imports in {in_words(*spans[0])} and "
        f"{shared.share_in(now, supplier)} in {in_words(*spans[1])}. "
        f"{capital(possessive(names[grew]))} share grew most, from {shared.share_in(then, grew)} "
        f"to {shared.share_in(now, grew)} ({shares.origin})."
    )


def welcome(windows: pd.DataFrame, claims: Sequence[Entry]) -> str:
    """What the app holds: the world's five-year periods and the quoted figures, in one sentence."""
    if windows.empty:
        return "No table of all countries' arms trade is loaded."
    years = in_words(int(windows["first_year"].min()), int(windows["last_year"].max()))
    return (
        f"Every country's trade in major arms, {years}, and {len(claims):,} quoted figures held "
        "against it: calculated from the tables of SIPRI, the Stockholm International Peace "
        "Research Institute, with the release beside each number."
    )


def coverage_sentences(windows: pd.DataFrame, completeness: Answer) -> str:
    """Which periods are loaded for all countries, and whose trade year by year."""
    exact = windows[windows["loaded_as"] == "exact"] if len(windows) else windows
    rough = windows.drop(exact.index)
    parts = [
        f"{_reach(some)} ({in_a_row(set(some['release_label']))}{note})"
        for some, note in ((exact, ""), (rough, ", approximate"))
        if len(some)
    ]
    if not parts:
        return "No loaded release is complete for the whole world."
    text = f"Loaded for all countries: the five-year periods {listed(parts)}."
    rows = completeness.rows
    yearly = rows[(rows["grain"] == "year") & (rows["loaded_as"] == "exact")]
    world = yearly[yearly["scope"] == "world"]
    trades = ["the trade of all countries"]
    if world.empty:
        by_scope = yearly.groupby("scope")["name"].agg(lambda names: sorted(set(names)))
        trades = [
            f"the {trade} of {listed(names) if len(names) <= _NAMED else f'{len(names)} countries'}"
            for scope, trade in (("recipient", "imports"), ("supplier", "exports"))
            if (names := by_scope.get(scope))
        ]
    if not trades:
        return text
    of = yearly if world.empty else world
    years = in_words(int(of["first_year"].min()), int(of["last_year"].max()))
    return f"{text} Year by year, {years}: {' and '.join(trades)}."


def _reach(windows: pd.DataFrame) -> str:
    """The first and the last of some periods."""
    spans = sorted(zip(windows["first_year"], windows["last_year"], strict=True))
    first, last = in_words(*spans[0]), in_words(*spans[-1])
    return first if first == last else f"{first} to {last}"


def _beside(now: pd.Series[float], then: pd.Series[float]) -> pd.DataFrame:
    """Shares of two covered periods; who delivered nothing in one of them has a zero there."""
    return pd.concat([now.rename("now"), then.rename("then")], axis=1).fillna(0.0)

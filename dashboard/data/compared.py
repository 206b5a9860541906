"""What can be compared of whom: parties, measures, and the rows of one measure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from dashboard.data import kept
from dashboard.data.offered import Window, name_of, of_several, windows_of
from dashboard.notes import CONCENTRATION_NOTE, INHABITANTS_NOTE, TIV_NOTE
from dashboard.words import SPACE, capital, percent, volume
from etl.common.words import worst
from etl.questions import Answer
from etl.questions.answer import bound_columns, period, with_bounds
from etl.sources.reference import REGIONS, is_group


@dataclass(frozen=True)
class Measure:
    """One thing to compare: its name for choosing, its column in the answer, and its words.

    ``unit`` and ``name`` may hold {trade} (imports or exports), {partners} (suppliers or
    recipients) and {partner} (the one chosen). ``short`` is the unit that stands beside a number
    which ``show`` writes without one.
    """

    label: str
    column: str
    name: str
    unit: str
    show: Callable[[float], str]
    note: str
    short: str = ""
    suffix: str = ""


def whole(value: float) -> str:
    """A number without decimals, such as points of an index."""
    return f"{value:,.0f}"


MEASURES = {
    "volume": Measure(
        "Volume", "tiv_m", "volume of arms {trade}", "million TIV", volume, TIV_NOTE, "million TIV"
    ),
    "share": Measure(
        "Share of the world",
        "share_of_world_pct",
        "share of the world's arms {trade}",
        "per cent of the world's volume (TIV) of arms transfers",
        percent,
        "A part of the volume of all transfers in the world in the same period.\n\n" + TIV_NOTE,
        suffix=f"{SPACE}%",
    ),
    "inhabitants": Measure(
        "Volume per million inhabitants",
        "per_million_tiv_m",
        "volume of arms {trade} per million inhabitants",
        "million TIV per million inhabitants on average of the period's years",
        volume,
        INHABITANTS_NOTE + "\n\n" + TIV_NOTE,
        "million TIV per million inhabitants",
    ),
    "concentration": Measure(
        "Concentration",
        "hhi_points",
        "concentration of arms {trade}",
        "points of 10,000: Herfindahl–Hirschman index of the {partners}' shares",
        whole,
        CONCENTRATION_NOTE,
        "points of 10,000",
    ),
    "partners": Measure(
        "Number of partners",
        "partners",
        "number of {partners}",
        "{partners} with deliveries in the period",
        whole,
        "States that delivered, or received, anything in the period; armed groups, organisations "
        "and unknown parties are not counted, as SIPRI does not. A group's partners may be its "
        "own members.",
    ),
    "partner-share": Measure(
        "Share of one partner",
        "share_of_partner_pct",
        "share of arms {trade} {direction} {partner}",
        "per cent of the volume (TIV) of arms {trade}",
        percent,
        "The part of the party's own imports that came from the chosen supplier, or of its exports "
        "that went to the chosen recipient. Where a party traded nothing there is no share.\n\n"
        + TIV_NOTE,
        suffix=f"{SPACE}%",
    ),
}
INDEX = "index, {base} being 100"


def party_label(party: str) -> str:
    """A party's name on a chart and in a sentence; a region of SIPRI's is called one."""
    if party == "World":
        return "The world"
    return f"{party} (region)" if party in REGIONS else capital(name_of(party))


@kept
def offered_windows(
    windows: Answer, role: str, parties: Sequence[str], *, of_world: bool
) -> pd.DataFrame:
    """The periods that can be answered for at least one of the parties.

    Some measures need the whole world in any case (``of_world``).
    """
    if of_world:
        return windows_of(windows, "world", "")
    trades = [windows_of(windows, role, party) for party in parties]
    return of_several(trades) if trades else windows.rows.iloc[:0]


def known_words(role: str, partner: str) -> dict[str, str]:
    """The words of a measure's name and unit for imports or exports."""
    imports = role == "recipient"
    return {
        "trade": "imports" if imports else "exports",
        "partners": "suppliers" if imports else "recipients",
        "direction": "from" if imports else "to",
        "partner": partner,
    }


@kept
def measured(answer: Answer, measure: Measure, words: dict[str, str]) -> Answer:
    """One measure of the answer in a column ``value``, with the unit and title that it has."""
    columns = with_bounds(answer.rows, measure.column)
    values = ["value", *bound_columns("value")][: len(columns)]
    rows = answer.rows.rename(columns=dict(zip(columns, values, strict=True)))
    rows = rows[["party", "first_year", "last_year", *values, "release", "precision", "why_not"]]
    rows = rows.astype(dict.fromkeys(values, "float64"))
    rows.insert(1, "name", [party_label(party) for party in rows["party"]])
    name = measure.name.format_map(words)
    return replace(
        answer,
        title=f"{name[0].upper()}{name[1:]}",
        unit=measure.unit.format_map(words),
        rows=rows,
        # Without a group there is nothing to say of groups.
        caveats=answer.caveats if any(map(is_group, rows["party"])) else answer.caveats[1:],
    )


@kept
def trimmed(answer: Answer) -> tuple[Answer, list[Window]]:
    """The answer from the first period on that has two parties, or else one, and its periods."""
    rows = answer.rows
    spans = rows[["first_year", "last_year"]].drop_duplicates().sort_values("first_year")
    known = rows[rows["value"].notna()]
    parties = known.groupby("first_year")["party"].nunique()
    compared = parties.index[parties >= min(2, parties.max())]
    first = compared.min() if len(compared) else spans["first_year"].min()
    shown = spans[spans["first_year"] >= first].astype("int64")
    return (
        replace(answer, rows=rows[rows["first_year"] >= first]),
        list(shown.itertuples(index=False, name=None)),
    )


@kept
def bases(answer: Answer) -> list[Window]:
    """The periods that an index can start from: those with the most parties first."""
    known = answer.rows[answer.rows["value"] > 0]
    counts = known.groupby(["first_year", "last_year"])["party"].nunique()
    return [
        (int(first), int(last))
        for first, last in sorted(counts.index, key=lambda span: (-counts[span], span))
    ]


def indexed(answer: Answer, base: Window) -> Answer:
    """Each party's values as per cent of its own in one period; without one there it drops out."""
    rows = answer.rows
    at_base = rows[(rows["first_year"] == base[0]) & (rows["last_year"] == base[1])]
    known = at_base[at_base["value"] > 0].set_index("party")
    rows = rows[rows["party"].isin(known.index)]
    names = with_bounds(rows, "value")
    # The less the base is, the more is what stands against it; the base itself is 100.
    against = dict(zip(names, [*names[:1], *names[:0:-1]], strict=True))
    of_base = {name: rows["party"].map(known[name]).astype("float64") for name in names}
    is_base = (rows["first_year"] == base[0]) & (rows["last_year"] == base[1])
    both = zip(rows["precision"], rows["party"].map(known["precision"]), strict=True)
    return replace(
        answer,
        unit=INDEX.format(base=period(*base)),
        rows=rows.assign(
            precision=[worst(filter(pd.notna, pair)) for pair in both],
            **{
                name: (100 * rows[name] / of_base[other]).mask(is_base, 100.0)
                for name, other in against.items()
            },
        ),
    )


def without_numbers(answer: Answer) -> dict[str, str]:
    """Those of whom no period has a number, with the reason of the last one."""
    out = {}
    for name, rows in answer.rows.groupby("name", sort=False):
        if rows["value"].isna().all():
            reasons = rows["why_not"].dropna()
            out[str(name)] = str(reasons.iloc[-1]) if len(reasons) else "it traded nothing."
    return out

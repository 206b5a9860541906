"""Flows: who supplies whom in a five-year period, by country or by region."""

from dataclasses import replace
from functools import partial

import pandas as pd

from dashboard.charts.flow import WORLD, flow_bands
from dashboard.charts.frame import TO
from dashboard.charts.matrix import matrix_cells
from dashboard.data import ask, ask_period, groups
from dashboard.data.flows import (
    NO_REGION,
    OTHERS,
    SIDES,
    between,
    by_region,
    cells,
    in_order,
    largest_flows,
)
from dashboard.data.offered import Window, name_of
from dashboard.figures import shared
from dashboard.figures.figure import Made, figure
from dashboard.figures.parameters import Choice, Number, Values
from dashboard.figures.shared import ALL, YEARS
from dashboard.figures.tables import columns, headed
from dashboard.notes import REGION_NOTE, TIV_NOTE
from dashboard.words import SPACE, listed, possessive, stated, summed, with_article
from etl.questions import Answer

_SUPPLIERS = 9  # columns of the matrix that a phone has room for, beside that of the others
_COLUMNS = {"share": "of_imports_pct", "volume": "tiv_m"}  # what its cells show, by measure
_FLOWS_NOTE = (
    "Each band is what one supplier delivered to one recipient in the period; its width is the "
    "volume. Suppliers stand on the left, recipients on the right, and whoever is both stands on "
    "both sides. Coloured bands, and darker grey ones, are the largest flows; pale ones are the "
    "smaller flows between those named, and **Others** is everybody else, so that all bands "
    "together are the world's volume. The share behind a name is its part of the world's exports "
    "(left) or imports (right)."
)
_MATRIX_NOTE = (
    "A row is a recipient, a column a supplier, both in order of their volume in the period. The "
    "**share of imports** is the part of a recipient's imports, by volume (TIV), that came from "
    "that supplier: each row adds up to 100. An empty cell is no delivery at all, not a small "
    "one. **Others** are those that are not told apart."
)


def _between_countries(values: Values) -> bool:
    return bool(values["between"] == "countries")


RELEASE = shared.release(shared.world_windows)
PERIOD = shared.period(shared.world_windows)
FOLD = shared.folding(shared.first_year)
SUPPLIER = shared.party("supplier", "From", or_all=True)
RECIPIENT = shared.party("recipient", "To", or_all=True)
BETWEEN = Choice("between", "Between", {"countries": "Countries", "regions": "Regions"}, few=True)
TIME = shared.playing()
FLOWS = Number(
    "flows", "Number of flows", low=10, high=60, usual=30, step=5,
    when=_between_countries,
)  # fmt: skip
MEASURE = Choice(
    "measure",
    "Cells show",
    {"share": "Share of imports", "volume": "Volume"},
    former=("cells",),
    few=True,
)
RECIPIENTS = Number(
    "recipients", "Number of recipients", low=10, high=40, usual=20, step=5,
    when=_between_countries,
)  # fmt: skip


def _sides(_: Values, mark: str) -> dict[str, str]:
    """The two parties of a band or cell, or a recipient; nobody in particular is left out."""
    sides = zip(SIDES, mark.rpartition(TO)[::2], strict=True)
    return {side: party for side, party in sides if party not in ("", OTHERS)}


@figure(
    "flows/bands", RELEASE, PERIOD, FOLD, SUPPLIER, RECIPIENT, BETWEEN, FLOWS, TIME, leads=_sides,
    plays=partial(shared.through_time, shared.world_windows),
)  # fmt: skip
def bands(
    release: int | None, period: Window | None, fold: bool, supplier: str, recipient: str,
    between: str, flows: int,
) -> Made:  # fmt: skip
    """The largest flows of arms in a period, from supplier to recipient."""
    regions, whole = between == "regions", _whole(supplier, recipient)
    pairs = _pairs(release, period, fold, supplier, recipient, regions)
    if pairs.reason is not None:
        return Made(answer=pairs, sentence=pairs.reason)
    answer = largest_flows(pairs, None if regions else flows)
    told_apart = int(answer.rows["is_largest"].sum())
    what = "Flows of arms between regions" if regions else f"The {told_apart} largest flows of arms"
    what = "The flow of arms" if told_apart == 1 else what
    return Made(
        answer=answer,
        sentence=bands_sentence(answer, regions, whole),
        title=f"{what}{_way(supplier, recipient)}, {answer.period}",
        draw=partial(flow_bands, regions=regions, whole=whole),
        tabulate=partial(_bands_table, whole=whole),
        about=_about(_FLOWS_NOTE, regions, supplier, recipient, period),
        detail=_bands_detail(answer),
    )


@figure(
    "flows/matrix", RELEASE, PERIOD, FOLD, SUPPLIER, RECIPIENT, BETWEEN, MEASURE, RECIPIENTS,
    leads=_sides,
)  # fmt: skip
def matrix(
    release: int | None, period: Window | None, fold: bool, supplier: str, recipient: str,
    between: str, measure: str, recipients: int,
) -> Made:  # fmt: skip
    """Where the arms of the largest recipients came from in a period."""
    regions, column = between == "regions", _COLUMNS[measure]
    chosen = _pairs(release, period, fold, supplier, recipient, regions)
    if chosen.reason is not None:
        return Made(answer=chosen, sentence=chosen.reason)
    # Of what a recipient imported from others than those chosen, the sum.
    pairs = _pairs(release, period, fold, ALL, recipient, regions)
    # Regions are fewer than either number, so none of them is left to the others.
    answer = cells(replace(chosen, rows=pairs.rows), _SUPPLIERS, recipients, chosen.rows)
    one = f"a single {'region' if regions else 'supplier'}"
    whose, way = "regions" if regions else "the largest recipients", _way(supplier, recipient)
    return Made(
        answer=answer,
        sentence=_matrix_sentence(answer, regions, "one of these suppliers" if supplier else one),
        title=f"Where the arms of {whose} came from{way and f': deliveries{way}'}, {answer.period}",
        draw=partial(matrix_cells, column=column, everyone=pairs.rows),
        tabulate=partial(_matrix_table, column=column),
        about=_about(_MATRIX_NOTE, regions, supplier, recipient, period),
        column=column,
    )


def _pairs(
    release: int | None, period: Window | None, fold: bool, supplier: str, recipient: str,
    regions: bool,
) -> Answer:  # fmt: skip
    """The flows of the period from a supplier to a recipient, between countries or regions."""
    if period is None:
        return replace(
            ask("answerable_windows", years=YEARS),
            reason="No loaded release is complete for the whole world, so its flows cannot be "
            "compared.",
        )
    pairs = ask_period("world_flows", period, release, fold=fold)
    if pairs.reason is not None:
        return pairs
    sides = (
        groups.codes_of(who, period[1], fold) if who else None for who in (supplier, recipient)
    )
    pairs = groups.told_of(between(pairs, *sides), [supplier, recipient], period[1])
    if pairs.rows.empty:
        none = f"No deliveries of major arms{_way(supplier, recipient)} are recorded in"
        none = f"{none} {pairs.period} ({pairs.origin})."
        return replace(pairs, reason=groups.absent((supplier, recipient), period, fold) or none)
    return by_region(pairs) if regions else pairs


def _way(supplier: str, recipient: str) -> str:
    """From whom to whom, where that is chosen."""
    sides = (("from", supplier), ("to", recipient))
    return "".join(f" {word} {with_article(name_of(who))}" for word, who in sides if who)


def _whole(supplier: str, recipient: str) -> str:
    """What the flows add up to."""
    if supplier and recipient:
        return f"the deliveries{_way(supplier, recipient)}"
    if supplier:
        return f"{possessive(name_of(supplier))} arms exports"
    return f"{possessive(name_of(recipient))} arms imports" if recipient else WORLD


def _about(note: str, regions: bool, supplier: str, recipient: str, period: Window | None) -> str:
    note = f"{note}\n\n{REGION_NOTE if regions else TIV_NOTE}"
    return groups.about(note, [supplier, recipient], period[1] if period else 0)


def bands_sentence(flows: Answer, regions: bool, whole: str = WORLD) -> str:
    """The largest flow of :func:`largest_flows` and what the largest carry together."""
    rows = flows.rows[flows.rows["is_largest"]]
    first = rows.iloc[0]
    giver, taker = (_in_words(first[f"{side}_name"], regions) for side in SIDES)
    way = f"was within {giver}" if giver == taker else f"went from {giver} to {taker}"
    text = (
        f"In {flows.period} the largest flow of major arms {way}, {stated(first, 'share_pct')} of "
        f"{whole}"
    )
    if regions:
        inside = (rows["supplier"] == rows["recipient"]) & (rows["supplier"] != NO_REGION)
        within = stated(summed(rows.loc[inside], "share_pct"), "share_pct")
        text += f"; {within} stayed within a region"
    elif len(rows) > 1:
        carried = stated(summed(rows, "share_pct"), "share_pct")
        text += f"; the {len(rows)} largest together carried {carried}"
    return f"{text} ({flows.origin})."


def _bands_detail(flows: Answer) -> str:
    """The five largest flows with their volumes."""
    largest = flows.rows[flows.rows["is_largest"]].head(5).to_dict("records")
    parts = [
        f"{row['supplier_name']} to {row['recipient_name']} {stated(row, 'tiv_m')}"
        for row in largest
    ]
    others = "; the others stand in the table" if len(flows.rows) > len(parts) else ""
    return f"Bands from suppliers to recipients, in million TIV: {listed(parts)}{others}."


def _bands_table(flows: Answer, whole: str) -> pd.DataFrame:
    """The largest flows by rank, then all others and the whole, so that the column adds up."""
    rows = flows.rows
    largest = rows[rows["is_largest"]]
    largest = largest.assign(rank=[f"{n}" for n in range(1, 1 + len(largest))])
    parts = {
        "All other flows": rows[~rows["is_largest"]],
        "The world" if whole == WORLD else "All": rows,
    }
    sums = [
        dict(rank="", supplier_name=what, recipient_name="", **summed(part, "tiv_m"),
             **summed(part, "share_pct"))
        for what, part in parts.items()
        if part["tiv_m"].sum() > 0
    ]  # fmt: skip
    table = columns({"Rank": "rank", "Supplier": "supplier_name", "Recipient": "recipient_name",
                     "Million TIV": "tiv_m",
                     "Share of the world" if whole == WORLD else "Share": "share_pct"})  # fmt: skip
    return table(replace(flows, rows=pd.concat([largest, pd.DataFrame(sums)])))


def _matrix_table(cells: Answer, column: str) -> pd.DataFrame:
    """Recipients by suppliers: ``of_imports_pct`` or ``tiv_m``; an empty cell is no delivery."""
    rows = cells.rows
    texts = [stated(row, column) for row in rows.to_dict("records")]
    wide = rows.assign(text=texts).pivot(index="recipient", columns="supplier", values="text")
    wide = wide.loc[in_order(rows, "recipient"), in_order(rows, "supplier")]
    names = {side: dict(zip(rows[side], rows[f"{side}_name"], strict=True)) for side in SIDES}
    table = wide.fillna("").replace("–", "")
    unit = "share of imports" if column == "of_imports_pct" else f"million{SPACE}TIV"
    return headed(
        table.rename(index=names["recipient"], columns=names["supplier"]), f"Recipient, {unit}"
    )


def _matrix_sentence(cells: Answer, regions: bool, one: str) -> str:
    """Which recipient of those shown leaned most on one supplier."""
    rows = cells.rows[(cells.rows["supplier"] != OTHERS) & (cells.rows["recipient"] != OTHERS)]
    top = rows.nlargest(1, "of_imports_pct").iloc[0]
    giver, taker = (_in_words(top[f"{side}_name"], regions) for side in SIDES)
    return (
        f"Of the recipients shown, {taker} leaned most on {one} in {cells.period}: "
        f"{stated(top, 'of_imports_pct')} of the arms imports, by volume, came from {giver} "
        f"({cells.origin})."
    )


def _in_words(name: str, region: bool) -> str:
    """A country or region inside a sentence."""
    if not region:
        return with_article(name)
    if name == NO_REGION:
        return "parties without a region"
    return f"the {name}" if name in ("Americas", "Middle East") else name

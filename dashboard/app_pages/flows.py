"""Flows: who supplies whom in a five-year period, by country or by region."""

from functools import partial

import streamlit as st

from dashboard.charts import flow_bands, matrix_cells
from dashboard.controls import (
    choose_number,
    choose_of_few,
    pick_folding,
    pick_release,
    pick_window,
)
from dashboard.data import ask
from dashboard.data.derived import newest_exact, windows_of
from dashboard.flows import (
    FLOWS_NOTE,
    MATRIX_NOTE,
    by_region,
    flows_alt,
    flows_sentence,
    flows_table,
    largest_flows,
    matrix,
    matrix_sentence,
    matrix_table,
    told_as_folded,
)
from dashboard.notes import REGION_NOTE, TIV_NOTE
from dashboard.show import figure_block
from etl.questions import Answer

YEARS = 5
SUPPLIERS = 9  # columns of the matrix that a phone has room for, beside that of the others
CELLS = {"Share of imports": "of_imports_pct", "Volume": "tiv_m"}


def _matrix(pairs: Answer, regions: bool) -> None:
    """The second chart: how the largest suppliers and recipients depend on each other."""
    st.header("Supplier by recipient")
    st.markdown(
        "Read along a row to see where a recipient's arms came from, down a column to see whom a "
        "supplier serves."
    )
    left, right, _ = st.columns([3, 4, 4], vertical_alignment="bottom")
    with left:
        column = CELLS[choose_of_few("Cells show", list(CELLS), key="cells")]
    shown = len(pairs.rows)
    if not regions:
        with right:
            shown = choose_number("Number of recipients", (10, 40), 20, step=5, key="recipients")
    cells = matrix(pairs, SUPPLIERS, shown)
    whose = "regions" if regions else "the largest recipients"
    figure_block(
        matrix_cells(
            cells, title=f"Where the arms of {whose} came from, {cells.period}", column=column
        ),
        cells,
        partial(matrix_table, cells, column),
        key="matrix",
        alt=matrix_sentence(cells, regions),
        about=f"{MATRIX_NOTE}\n\n{REGION_NOTE if regions else TIV_NOTE}",
    )


st.title("Who supplies whom?")
sentence = st.empty()

windows = windows_of(ask("answerable_windows", years=YEARS), "world", "")
if windows.empty:
    sentence.markdown(
        "#### No loaded release is complete for the whole world, so its flows cannot be compared."
    )
else:
    columns = st.columns([3, 3, 3, 4], vertical_alignment="bottom")
    with columns[2]:
        windows, asked_release = pick_release(windows)
    with columns[0]:
        regions = choose_of_few("Between", ["Countries", "Regions"], key="between") == "Regions"
    with columns[1]:
        offered = list(dict.fromkeys(zip(windows["first_year"], windows["last_year"], strict=True)))
        window = pick_window(offered, default=newest_exact(windows), key="window")
    limit = None
    if not regions:
        with columns[3]:
            limit = choose_number("Number of flows", (10, 60), 30, step=5, key="flows")
    folded = pick_folding(window[0])
    span = {"from_year": window[0], "to_year": window[1], "in_release": asked_release}
    pairs = ask("world_flows", fold=folded, **span)
    if pairs.reason is not None:
        sentence.markdown(f"#### {pairs.reason}")
    else:
        pairs = told_as_folded(by_region(pairs) if regions else pairs)
        flows = largest_flows(pairs, limit)
        sentence.markdown(f"#### {flows_sentence(flows, regions)}")
        told_apart = int(flows.rows["is_largest"].sum())
        what = "Flows of arms between regions"
        if not regions:
            what = f"The {told_apart} largest flows of arms"
        figure_block(
            flow_bands(flows, title=f"{what}, {flows.period}", regions=regions),
            flows,
            partial(flows_table, flows),
            key="bands",
            alt=flows_alt(flows, regions),
            about=f"{FLOWS_NOTE}\n\n{REGION_NOTE if regions else TIV_NOTE}",
        )
        _matrix(pairs, regions)

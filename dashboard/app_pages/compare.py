"""Compare: up to eight countries or groups beside each other by one measure."""

import streamlit as st

from dashboard.controls import filters, row, show, values_of
from dashboard.figures import compare
from dashboard.figures.shared import DIRECTION
from dashboard.show import figure_block, opening

values = values_of(compare.compared)
compared = compare.compared.made(values)

opening("How do countries compare?", compared.sentence)
with filters(values):
    show(compare.PARTIES, values)
    row(values, (compare.MEASURE, 3), (DIRECTION, 3), (compare.SHAPE, 6), (compare.OVER, 5))
    if compare.PARTNER.when(values):
        row(
            values,
            (compare.MEMBERS, 4), (compare.PARTNER, 4), (compare.PERIOD, 5), (compare.RELEASE, 5),
        )  # fmt: skip
    else:
        row(values, (compare.MEMBERS, 8), (compare.PERIOD, 5), (compare.RELEASE, 5))

    # A part that may be empty keeps its place, so that what is below it is not drawn anew.
    with st.container():
        show(compare.FOLD, values)
        if compare.BASE.when(values):
            row(values, (compare.BASE, 4), rest=14)

if compared.draw is not None:
    figure_block(compare.compared, values)
else:
    for remark in compared.remarks:
        st.caption(remark)

"""Flows: who supplies whom in a five-year period, by country or by region."""

import streamlit as st

from dashboard.controls import filters, row, together, values_of
from dashboard.figures import flows
from dashboard.show import figure_block, opening

values = values_of(flows.bands, flows.matrix)
bands = flows.bands.made(values)

opening("Who supplies whom?", bands.sentence)

if values["period"] is not None:
    with filters(values):
        row(values, (flows.SUPPLIER, 4), (flows.RECIPIENT, 4), (flows.BETWEEN, 4))
        together(values, flows.SUPPLIER, flows.RECIPIENT)
        row(values, (flows.PERIOD, 4), (flows.RELEASE, 4), (flows.FLOWS, 4))
        row(values, (flows.TIME, 3), (flows.FOLD, 5), rest=4)

if bands.draw is not None:
    figure_block(flows.bands, values)
    st.header("Supplier by recipient")
    st.markdown(
        "Read along a row to see where a recipient's arms came from, down a column to see whom a "
        "supplier serves."
    )
    row(values, (flows.MEASURE, 3), (flows.RECIPIENTS, 4), rest=4)
    figure_block(flows.matrix, values)

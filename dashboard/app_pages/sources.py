"""What is loaded, how complete it is, on what terms, and what TIV is."""

import streamlit as st

from dashboard.data import ask
from dashboard.figures import sources
from dashboard.notes import TIV_NOTE
from dashboard.show import opening, table
from dashboard.words import loaded_sentence

loaded = ask("loaded")
opening("What are the figures made of?", loaded_sentence(loaded))

st.header("What TIV is, and is not")
st.markdown(TIV_NOTE)
st.markdown(
    "Every computed figure here is **calculated from** SIPRI's data; it is not a figure of "
    "SIPRI's own. SIPRI revises all years with every release, which is why the release stands "
    "beside each number and older releases are kept."
)

st.header("The tables, their releases and their terms")
st.markdown(
    "The licence of this software does not cover the data. Whoever takes figures away takes the "
    "publisher's terms along."
)
with st.container(key="tables"):
    for row in loaded.rows.to_dict("records"):
        with st.container(border=True):
            st.markdown(sources.table_text(row))

complete = ask("completeness")
if complete.reason is None:
    st.header("What the releases are complete for")
    st.markdown(
        "A share is computed only where the loaded rows leave nothing out of its denominator. "
        "Where they do, the page gives a reason and no number."
    )
    table(sources.completeness(complete), "For whom and for which years each release is complete.")

st.header("Checks that this warehouse passed")
table(sources.checks(ask("checks")), "Checks with cases examined and failed.")

reconciled = ask("reconciliation")
if reconciled.reason is None:
    st.header("How the figures agree with others that should say the same")
    st.markdown(
        "Sums of the loaded rows are held against tables that SIPRI and the World Bank published. "
        "A register by deal is approximate within its years, and is expected to be off."
    )
    table(
        sources.reconciliation(reconciled),
        "Comparisons with cells that are exact, within rounding, or off.",
    )

compared = ask("published_compared")
if compared.reason is None:
    st.header("How SIPRI's own fact sheets compare")
    st.markdown(sources.compared_sentence(compared))
    table(
        sources.largest_revisions(compared),
        "The ten shares that SIPRI revised most since it printed them.",
    )
    st.caption(compared.source_line)

"""Check a figure that a text quotes; and the ledger of figures that articles quote."""

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard.claims import ledger
from dashboard.controls import row, values_of
from dashboard.data import ask
from dashboard.figures import cited, quoted
from dashboard.show import figure_block, table
from dashboard.takeaway.rows import csv_file
from dashboard.words import literal
from etl.claims.desk import Looked

values = values_of(
    cited.checked,
    cited.COUNTRY, cited.VERDICT, cited.PUBLISHER, cited.YEAR, cited.ORDER, cited.PAGE,
)  # fmt: skip
found = cited.looked(values)

st.title("Is the figure right?")
if isinstance(found, Looked):
    st.markdown(f"#### {literal(quoted.answer_sentence(found.checked))}")
else:
    st.markdown(f"#### {cited.UNCLEAR}.")
row(values, (cited.MEASURE, 4), (cited.SUPPLIER, 3), (cited.RECIPIENT, 3))
row(values, (cited.VALUE, 4), (cited.PERIOD, 3), (cited.PUBLISHED, 3))

# A part that may be empty keeps its place, so that what is below it is not drawn anew.
with st.container():
    if isinstance(found, Looked):
        st.markdown(f"**{found.checked.verdict.word}.** {literal(found.checked.verdict.why)}")
        st.markdown(f"*To print:* {literal(found.checked.to_print())}")
        table(
            cited.values_table(found.checked),
            "The figure as fact sheets printed it and as each loaded release gives it.",
        )
        if text := quoted.diagnosis_text(found.checked, found.findings):
            st.markdown("##### What may have gone wrong")
            st.markdown(text)
        if found.windows.reason is None:
            figure_block(cited.checked, values)
    else:
        st.markdown("\n".join(f"- {literal(str(fault))}" for fault in found))
with st.expander("How the verdict is reached"):
    st.markdown(cited.RULES)

claims, listed = ledger(), cited.chosen(values)
releases = quoted.releases_of(claims)
st.header("Figures that articles quote")
row(
    values,
    (cited.COUNTRY, 1), (cited.VERDICT, 1), (cited.PUBLISHER, 1), (cited.YEAR, 1), (cited.ORDER, 1),
)  # fmt: skip
st.markdown(f"{len(listed)} of {len(claims)} figures, {cited.ON_A_PAGE} a page.")
with st.container():
    first = (values["page"] - 1) * cited.ON_A_PAGE
    for claim in listed[first : first + cited.ON_A_PAGE]:
        with st.container(border=True):
            st.markdown(quoted.claim_text(claim, releases))
            st.markdown(
                f"[The article's figures](/article?article={claim.row['claim_id']}) · "
                f"[Check it in the form]({cited.form_address(claim)})"
            )
st.pagination(len(cited.PAGE.labels(values)), key=cited.PAGE.key)
shown = replace(
    ask("claims"),
    rows=quoted.claims_table(listed, releases),
    caveats=(quoted.claims_credit(claims),),
)
st.download_button(
    f"Download these {len(listed)} figures as CSV",
    partial(csv_file, shown),
    file_name="quoted-figures.csv",
    mime="text/csv",
    on_click="ignore",
)
st.caption(quoted.claims_credit(claims))

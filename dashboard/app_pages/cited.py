"""Check a figure that a text quotes; and the ledger of figures that articles quote."""

from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from dashboard.behind import claim_reviews
from dashboard.claims import ledger
from dashboard.controls import filters, row, together, values_of
from dashboard.controls.address import STATE, site
from dashboard.data import ask
from dashboard.figures import cited, quoted
from dashboard.figures.links import permalink
from dashboard.show import figure_block, opening, table
from dashboard.takeaway.review import MIME, review
from dashboard.takeaway.rows import csv_file
from dashboard.words import literal
from etl.claims.desk import Looked

# The sentence that a reader pastes, and the visit in which it fills the form, not yet checked.
SENTENCE, FILLED = "sentence", "filled_in"


def fill_in() -> None:
    """Let the form hold what the sentence says, for the reader to correct."""
    st.session_state.update(cited.proposed(st.session_state[SENTENCE]))
    st.session_state[FILLED] = st.session_state[STATE]


def check() -> None:
    """Judge what the form holds."""
    del st.session_state[FILLED]


values = values_of(
    cited.checked,
    cited.COUNTRY, cited.KIND, cited.VERDICT, cited.LANGUAGE, cited.PUBLISHER, cited.YEAR,
    cited.ORDER, cited.PAGE,
)  # fmt: skip
filled = st.session_state.get(FILLED) is st.session_state[STATE]
found = None if filled else cited.looked(values)

if found is None:
    answer = "Correct what is wrong and fill in what is missing, then check the figure."
elif isinstance(found, Looked):
    answer = literal(quoted.answer_sentence(found.checked))
else:
    answer = f"{cited.UNCLEAR}."
opening("Is the figure right?", answer)
with st.expander("Paste a sentence that quotes the figure"):
    st.text_area(
        "The sentence", key=SENTENCE, height=80, max_chars=1_000,
        placeholder="Russia supplied 40 % of Africa's arms in 2018–22, SIPRI says.",
        help="Its words fill the fields below as far as they are certain; nothing is judged yet. "
        "English is read best, and simple sentences in German, French, Spanish, Russian, Turkish.",
    )  # fmt: skip
    st.button("Fill in the form", on_click=fill_in)
asked_too = [(one, 2) for one in (cited.OTHER, cited.WEAPON, cited.COMPARED) if one.when(values)]
with filters(values):
    row(values, (cited.MEASURE, 4), (cited.SUPPLIER, 3), (cited.RECIPIENT, 3))
    together(values, cited.SUPPLIER, cited.RECIPIENT)
    row(
        values,
        (cited.VALUE, 3), (cited.PERIOD, 2), (cited.PUBLISHED, 3), *asked_too,
        rest=0 if asked_too else 2,
    )  # fmt: skip
if filled:
    st.button("Check the figure", type="primary", on_click=check)

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
            st.markdown("**What may have gone wrong**")
            st.markdown(text)
        if found.windows.reason is None:
            figure_block(cited.checked, values)
        made = cited.checked.made(values)
        st.download_button(
            "This figure as ClaimReview",
            partial(
                review, found.checked, quoted.claimed(found.checked),
                permalink(cited.checked, values, made, site()), site(), date.today(),
            ),
            file_name="claim-review.jsonld",
            mime=MIME,
            on_click="ignore",
            help="The verdict in schema.org's form. Add the text and its author to it.",
        )  # fmt: skip
    elif found is not None:
        st.markdown("\n".join(f"- {literal(str(fault))}" for fault in found))
with st.expander("How the verdict is reached"):
    st.markdown(cited.RULES)

claims, listed = ledger(), cited.chosen(values)
releases = quoted.releases_of(claims)
st.header("Figures that articles quote")
row(values, (cited.COUNTRY, 1), (cited.KIND, 1), (cited.VERDICT, 1), (cited.ORDER, 1))
row(values, (cited.LANGUAGE, 1), (cited.PUBLISHER, 1), (cited.YEAR, 1), rest=1)
st.markdown(f"{len(listed)} of {len(claims)} figures, {cited.ON_A_PAGE} a page.")
with st.container(key="claims"):
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
with st.container(horizontal=True):
    st.download_button(
        f"Download these {len(listed)} figures as CSV",
        partial(csv_file, shown),
        file_name="quoted-figures.csv",
        mime="text/csv",
        on_click="ignore",
    )
    claim_reviews("As ClaimReview", listed, "quoted-figures")
st.caption(quoted.claims_credit(claims))

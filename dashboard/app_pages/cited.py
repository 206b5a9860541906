"""Figures that articles quote, held against what each loaded release gives."""

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard import tables
from dashboard.claims import JudgedClaim, founding_claim, judged
from dashboard.controls import pick_party
from dashboard.data import ask
from dashboard.takeaway.rows import csv_file
from dashboard.words import day
from etl.figures.verdict import VERDICTS

ON_A_PAGE = 20

claims = judged(ask("claims"), ask("claims_recomputed"), ask("claims_published"))
releases = sorted({found.release for claim in claims for found in claim.recomputed})
founding = founding_claim(claims)
seed = [claim for claim in claims if founding and claim.row["url"] == founding.row["url"]]


def show_claim(claim: JudgedClaim) -> None:
    """One claim in full: as printed, as computed, verdict, note, article."""
    with st.container(border=True):
        st.markdown(tables.claim_text(claim, releases))


st.title("Is the figure right?")
if founding:
    st.markdown(f"#### {tables.claim_sentence(founding, releases)}")
st.markdown(
    "Articles quote shares and ranks of the arms trade; SIPRI revises all years every March. Here "
    "each quoted figure stands beside what the loaded releases give, with a verdict: "
    "*agrees* within the rounding it was printed with; *agreed when written*, by the release or "
    "fact sheet of its time, and revised since; *differs*; or *cannot be computed*, and why."
)

if founding:
    article = founding.row
    st.header("The article this began with")
    st.markdown(
        f"[{article['title']}]({article['url']}), {article['publisher']}, "
        f"{day(article['published'])}. Its {len(seed)} claims:"
    )
    for claim in seed:
        show_claim(claim)

st.header("Figures from other articles")
others = [claim for claim in claims if claim not in seed]
names = {"": "All countries"} | tables.parties_of(others, ask("states"))
columns = st.columns([3, 3, 2], vertical_alignment="bottom")
with columns[0]:
    country = pick_party("Country", default="", key="about", names=names)
with columns[1]:
    word = st.selectbox(
        "Verdict", ["All verdicts", *VERDICTS], key="verdict", bind="query-params", filter_mode=None
    )
chosen = [
    claim
    for claim in others
    if (not country or country in (claim.row["supplier"], claim.row["recipient"]))
    and word in ("All verdicts", claim.verdict.word)
]
st.markdown(f"{len(chosen)} of {len(others)} figures, {ON_A_PAGE} a page.")
listing = st.container()
number = st.pagination(max(1, -(-len(chosen) // ON_A_PAGE)), key="page", bind="query-params")
with listing:
    for claim in chosen[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]:
        show_claim(claim)
ledger = replace(
    ask("claims"), rows=tables.claims(claims, releases), caveats=(tables.claims_credit(claims),)
)
st.download_button(
    f"Download all {len(claims)} quoted figures as CSV",
    partial(csv_file, ledger),
    file_name="quoted-figures.csv",
    mime="text/csv",
    on_click="ignore",
)
st.caption(tables.claims_credit(claims))

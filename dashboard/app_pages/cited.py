"""Figures that articles quote, held against what each loaded release gives."""

import streamlit as st

from dashboard import tables
from dashboard.claims import JudgedClaim, judged
from dashboard.controls import pick_party
from dashboard.data import ask
from dashboard.words import missing
from etl.figures.verdict import VERDICTS

SEED = [f"C00{number}" for number in range(1, 6)]

claims = judged(ask("claims"), ask("claims_recomputed"), ask("claims_published"))
releases = sorted({found.release for claim in claims for found in claim.recomputed}, reverse=True)
seed = [claim for claim in claims if claim.row["claim_id"] in SEED]
founding = next(claim for claim in seed if claim.row["claim_id"] == "C003")


def show_claim(claim: JudgedClaim) -> None:
    """One claim in full: as printed, as computed, verdict, note."""
    row = claim.row
    st.markdown(f"**{row['statement']}**")
    st.markdown(f"**{claim.verdict.word}.** {claim.verdict.why}")
    st.table(
        tables.claim(claim, releases), border="horizontal", hide_index=True,
        alt=f"{row['statement']}: printed {claim.printed()}, "
        + ", ".join(f"{claim.computed(release)} in the {release} release" for release in releases),
    )  # fmt: skip
    if not missing(row["reviewer_note"]):
        st.markdown(f"Reviewer's note: {row['reviewer_note']}")


st.title("Is the figure right?")
st.markdown(f"#### {tables.founding_sentence(founding, releases)}")
st.markdown(
    "Articles quote shares and ranks of the arms trade; SIPRI revises all years every March. Here "
    "each quoted figure stands beside what the loaded releases give, with a verdict: "
    "*agrees* within the rounding it was printed with; *agreed when written*, by the release or "
    "fact sheet of its time, and revised since; *differs*; or *cannot be computed*, and why."
)

st.header("The article this began with")
article = seed[0].row
st.markdown(
    f"[{article['title']}]({article['url']}), {article['publisher']}, "
    f"{article['published']}. Its five claims:"
)
for claim in seed:
    with st.container(border=True):
        show_claim(claim)

st.header("All quoted figures")
names = {"": "All countries"} | tables.parties_of(claims, ask("states"))
columns = st.columns([2, 2, 3], vertical_alignment="bottom")
with columns[0]:
    country = pick_party("Country", default="", key="country", names=names)
with columns[1]:
    word = st.selectbox(
        "Verdict", ["All verdicts", *VERDICTS], key="verdict", bind="query-params", filter_mode=None
    )
chosen = [
    claim
    for claim in claims
    if (not country or country in (claim.row["supplier"], claim.row["recipient"]))
    and word in ("All verdicts", claim.verdict.word)
]
st.markdown(f"{len(chosen)} of {len(claims)} quoted figures.")
if chosen:
    st.table(
        tables.claims(chosen, releases), border="horizontal", hide_index=True,
        alt="Quoted figures with the value as printed, the value each release gives, the verdict, "
        "the reviewer's note and a link to the article.",
    )  # fmt: skip
st.caption(
    "Computed values: calculated from the SIPRI Arms Transfers Database, "
    f"{' and '.join(f'{release} release' for release in releases)}; shares by volume (TIV). "
    "The 2022 release is loaded in whole millions of TIV, so its values are approximate."
)

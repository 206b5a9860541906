"""Releases: which are loaded, and what one revised against another."""

from functools import partial

import streamlit as st

from dashboard import tables
from dashboard.charts import revised_years
from dashboard.claims import founding_claim, ledger
from dashboard.controls import choose
from dashboard.data import ask
from dashboard.notes import RELEASES_NOTE
from dashboard.show import figure_block
from dashboard.words import revision_sentence

st.title("What did a release revise?")
sentence = st.empty()
st.markdown(
    "SIPRI publishes its data anew every March and revises all years, back to 1950. It keeps no "
    "older release; this dashboard keeps each one that was loaded, and never mixes two."
)

loaded = ask("releases")
years = sorted(set(loaded.rows["release"])) if loaded.reason is None else []
if len(years) > 1:
    columns = st.columns(2)
    with columns[0]:
        old = choose("Older release", years[:-1], key="old")
    later = [year for year in years if year > old]
    exact = [year for year in later if not tables.is_approximate(loaded, year)]
    with columns[1]:
        new = choose("Newer release", later, key="new", default=max(exact or later))
    span = {"old_release": old, "new_release": new}
    by_year, flows, parties = (
        ask(f"revised_{what}", **span) for what in ("years", "flows", "parties")
    )
    sentence.markdown(f"#### {revision_sentence(by_year, flows, old, new)}")
    if by_year.reason is None:
        figure_block(
            revised_years(by_year, old=old, new=new),
            by_year,
            partial(tables.revised_years, by_year, old, new),
            key="revised",
            alt=revision_sentence(by_year, flows, old, new),
            about=RELEASES_NOTE,
        )
    if flows.reason is None:
        st.header("The largest revisions")
        st.table(tables.revised_flows(flows, old, new, limit=20), border="horizontal",
                 hide_index=True, alt="The flows that were revised most.")  # fmt: skip
        st.caption(flows.source_note)
    if parties.reason is None:
        st.header("Who came and who went")
        st.markdown(tables.came_and_went(parties, old, new))
else:
    sentence.markdown("#### Only one release is loaded, so there is nothing to compare.")

founding = founding_claim(ledger())
if founding is not None:
    st.header("The claim this began with, release by release")
    claimed = sorted({found.release for found in founding.values})
    st.markdown(tables.claim_sentence(founding, claimed))
    st.table(tables.claim(founding, claimed), border="horizontal", hide_index=True,
             alt="The founding claim by release.")  # fmt: skip
    st.caption(tables.claims_credit([founding]))

st.header("What is loaded")
st.table(tables.releases(loaded), border="horizontal", hide_index=True,
         alt="Snapshots of SIPRI's flows with what each is complete for.")  # fmt: skip
st.markdown("A maintainer loads a release with `arms-etl refresh sipri` or `arms-etl import FILE`.")

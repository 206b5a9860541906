"""Releases: which are loaded, and what one revised against another."""

import streamlit as st

from dashboard.claims import founding_claim, ledger
from dashboard.controls import filters, row, values_of
from dashboard.data import ask
from dashboard.data.access import register_rows_allowed
from dashboard.figures import quoted, releases
from dashboard.show import figure_block, opening, table

values = values_of(releases.revised, releases.deals)
old, new = values["old"], values["new"]
revised, by_deal = releases.revised.made(values), releases.deals.made(values)
are_matched = by_deal.answer.reason is None

opening("What did a release revise?", (by_deal if are_matched else revised).sentence)
st.markdown(
    "SIPRI publishes its data anew every March and revises all years, back to 1950. It keeps no "
    "older release; this dashboard keeps each one that was loaded, and never mixes two."
)
if new is not None:
    with filters(values):
        row(values, (releases.OLD, 1), (releases.NEW, 1), (releases.COUNTRY, 1))
    if by_deal.draw is not None:
        st.header("Deal by deal")
        figure_block(releases.deals, values)
        if register_rows_allowed():
            most = ask(
                "revised_deals", old_release=old, new_release=new, country=values["country"] or None
            )
            if most.reason is None:
                listed = releases.deals_table(most, old, new)
                table(listed, "The deals that were revised most.")
                st.caption(most.source_note)
    if are_matched:
        st.header("Year by year")
        st.markdown(revised.sentence)
    if revised.draw is not None:
        figure_block(releases.revised, values)
    flows, parties = (
        ask(f"revised_{what}", old_release=old, new_release=new) for what in ("flows", "parties")
    )
    if flows.reason is None:
        st.header("The largest revisions")
        table(releases.flows_table(flows, old, new), "The flows that were revised most.")
        st.caption(flows.source_note)
    if parties.reason is None:
        st.header("Who came and who went")
        st.markdown(releases.came_and_went(parties, old, new))
    if not are_matched:
        st.header("Deal by deal")
        st.markdown(by_deal.sentence)

founding = founding_claim(ledger())
if founding is not None:
    st.header("The claim this began with, release by release")
    st.markdown(quoted.claim_sentence(founding))
    table(
        quoted.claim_table(founding, quoted.releases_of([founding])),
        "The founding claim by release.",
    )
    st.caption(quoted.claims_credit([founding]))

st.header("What is loaded")
table(
    releases.loaded_table(ask("releases")),
    "Snapshots of SIPRI's flows with what each is complete for.",
)
st.markdown("A maintainer loads a release with `arms-etl refresh sipri` or `arms-etl import FILE`.")

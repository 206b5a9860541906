"""Pair: what one supplier delivered to one recipient, and what that is for either of them."""

from urllib.parse import urlencode

import streamlit as st

from dashboard.claims import ledger
from dashboard.controls import filters, row, show, together, values_of
from dashboard.data import ask
from dashboard.data.access import register_rows_allowed
from dashboard.figures import pair
from dashboard.figures.deals import deals_sentence, deals_table
from dashboard.figures.figure import spelled
from dashboard.figures.quoted import claim_text, claims_credit
from dashboard.figures.shared import EVENTS
from dashboard.show import deals_list, figure_block, opening, part
from etl.sources.reference import is_group

SHOWN_DEALS = 200
SHOWN_CLAIMS = 5

values = values_of(pair.volumes, pair.shares, pair.categories)
supplier, recipient = values["supplier"], values["recipient"]
volumes, shares = pair.volumes.made(values), pair.shares.made(values)

opening(pair.question(supplier, recipient), shares.sentence)
with filters(values):
    row(values, (pair.SUPPLIER, 5), (pair.RECIPIENT, 5), (pair.PERIOD, 4), (pair.RELEASE, 4))
    together(values, pair.SUPPLIER, pair.RECIPIENT)
    show(pair.FOLD, values)

# A part that may be empty keeps its place, so that what is below it is not drawn anew.
with st.container():
    # Where neither years nor periods are known, the answer above has said so.
    if volumes.draw is not None or volumes.answer.reason is None:
        if "year" in volumes.answer.rows:
            show(EVENTS, values)
        figure_block(pair.volumes, values)

part(pair.shares, values, "How much is it for each of the two?")
part(pair.categories, values, "What kinds of arms?")

st.header("Which deals?")
registers = ask("registers")
if supplier == recipient and not is_group(supplier):
    st.markdown("None: a deal has two sides.")
elif not register_rows_allowed():
    st.markdown(
        "SIPRI's terms do not allow a server that others can reach to list the deals of its "
        "register. They are at [SIPRI](https://www.sipri.org/databases/armstransfers)."
    )
elif registers.reason is not None:
    st.markdown(
        "No register of deals is loaded. The page *Deals* says how to load SIPRI's: "
        "`arms-etl refresh sipri`."
    )
else:
    first, last = (int(registers.rows[column].agg(how)) for column, how in
                   (("first_year", "min"), ("last_year", "max")))  # fmt: skip
    deals = ask(
        "deals", supplier=supplier, recipient=recipient, category=None, status=None, text=None,
        first_year=first, last_year=last, in_release=pair.register_of(registers, volumes.answer),
        fold=values["fold"],
    )  # fmt: skip
    if deals.reason is not None:
        st.markdown("The loaded registers have no deal between these two.")
    else:
        text = deals_sentence(deals, (first, last), fit="")
        st.markdown(text)
        sides = [] if is_group(supplier) or is_group(recipient) else ["Supplier", "Recipient"]
        deals_list(deals_table(deals).head(SHOWN_DEALS).drop(columns=sides), text)
        listed = (
            f" The {SHOWN_DEALS} with the largest volume." if len(deals.rows) > SHOWN_DEALS else ""
        )
        st.caption(f"{deals.source_note}{listed}")
        release = int(deals.rows["release"].iloc[0])
        who = spelled((pair.SUPPLIER, pair.RECIPIENT), values)
        address = urlencode(who | {"release": release}, doseq=True)
        if not values["fold"]:  # the page of deals tells former states apart
            st.markdown(f"[Search these deals, with every delivery](deals?{address})")

st.header("What do articles say?")
claims = ledger()
about_pair, about_one = pair.claims_about(claims, supplier, recipient)
releases = sorted({found.release for claim in claims for found in claim.values})
if not about_pair:
    st.markdown("None of the quoted figures collected here is about these two.")
else:
    st.markdown(pair.verdicts(about_pair))
for claim in about_pair[:SHOWN_CLAIMS]:
    with st.container(border=True):
        st.markdown(claim_text(claim, releases))
if len(about_pair) > SHOWN_CLAIMS:
    with st.expander(f"The other {len(about_pair) - SHOWN_CLAIMS}"):
        for claim in about_pair[SHOWN_CLAIMS:]:
            st.markdown(claim_text(claim, releases))
if any(found.value is not None for claim in about_pair for found in claim.values):
    st.caption(claims_credit(about_pair))
if about_one:
    st.markdown(f"[{len(about_one)} more quoted figures name one of the two](cited)")

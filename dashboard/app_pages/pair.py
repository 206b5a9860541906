"""Pair: what one supplier delivered to one recipient, and what that is for either of them."""

import streamlit as st

from dashboard.behind import deals_between, quoted_figures
from dashboard.claims import ledger
from dashboard.controls import filters, row, show, together, values_of
from dashboard.figures import country, eu_reports, pair
from dashboard.figures.shared import EVENTS
from dashboard.show import figure_block, opening, part
from dashboard.words import counted
from etl.claims.notified import SELLER

values = values_of(
    pair.volumes,
    pair.shares,
    pair.categories,
    pair.items,
    pair.aid,
    pair.reported,
    pair.listed,
    pair.others,
)
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
        if volumes.draw is not None and "year" in volumes.answer.rows:
            show(EVENTS, values)
        figure_block(pair.volumes, values)

part(pair.shares, values, "How much is it for each of the two?")
part(pair.categories, values, "What kinds of arms?")
if supplier == SELLER:
    heading = "What may the United States sell to it?"
    part(country.notified, {"country": recipient}, heading, told=True)

part(pair.others, values, "What do other sources say?")
part(pair.items, values, "How many, by two counts?")
part(pair.aid, values, "Military aid, month by month")
if pair.reported.made(values).draw is not None:
    st.header("What did the exporter report?")
    show(eu_reports.COUNTED, values)
    figure_block(pair.reported, values)
    part(pair.listed, values)

st.header("Which deals?")
deals_between(supplier, recipient, volumes.answer, fold=values["fold"])

st.header("What do articles say?")
claims = ledger()
about_pair, about_one = pair.claims_about(claims, supplier, recipient)
quoted_figures(about_pair, claims, "these two")
if about_one:
    more = "more " if about_pair else ""
    number = counted(len(about_one), f"{more}quoted figure")
    st.markdown(f"[{number} about one of the two](cited)")

"""One country: who supplies it, or whom it supplies, by five-year period and by year."""

from urllib.parse import urlencode

import streamlit as st

from dashboard.behind import deals_between, quoted_figures
from dashboard.claims import ledger
from dashboard.controls import filters, row, show, together, values_of
from dashboard.data import ask
from dashboard.data.offered import code_of, name_of
from dashboard.figures import country, eu_reports, quoted
from dashboard.figures.shared import DIRECTION, EVENTS, counted_apart, other_side
from dashboard.show import figure_block, opening, part
from dashboard.words import with_article
from etl.questions.answer import period as in_words
from etl.sources.reference import is_group

values = values_of(
    country.shares, country.yearly, country.total, country.changed, country.concentration,
    country.categories, country.notified, country.items, country.aid, country.reported,
    country.mirrored, country.others, country.BESIDE, country.VERSUS, country.PARTNER,
)  # fmt: skip
who, role, period = values["country"], values["direction"], values["period"]
shares, yearly = country.shares.made(values), country.yearly.made(values)

opening(country.country_question(who, role), shares.sentence)
with filters(values):
    row(
        values,
        (country.COUNTRY, 5), (DIRECTION, 4), (country.PERIOD, 4), (country.RELEASE, 4),
    )  # fmt: skip
    together(values, country.COUNTRY)
    show(country.FOLD, values)

# A part that may be empty keeps its place, so that what is below it is not drawn anew.
with st.container():
    if not values["fold"] and shares.draw is not None:
        first = int(shares.answer.params["first_years"][0])
        if remark := counted_apart(ask("states"), who, first):
            st.caption(remark)
    if shares.draw is not None:
        if other := country.set_beside(values):
            left, right = st.columns(2)
            with left:
                figure_block(country.shares, values)
            with right:
                figure_block(country.shares, other, beside="_beside")
                st.markdown(country.shares.made(other).sentence)
        else:
            figure_block(country.shares, values)
        row(values, (country.BESIDE, 5), (country.VERSUS, 4), rest=8)
        changed = country.changed.made(values)
        if changed.draw is not None:
            st.markdown(changed.sentence)
        told = country.estimates_sentence(who, role, period, values["release"])
        if told and not values["fold"]:
            st.markdown(told)

with st.container():
    st.header("Year by year")
    if yearly.draw is not None:
        st.markdown(f"What was delivered in each year, by {other_side(role)}.")
        row(values, (country.DRAWN, 6), (EVENTS, 6))
        figure_block(country.yearly, values)
    elif country.total.made(values).draw is not None:
        st.markdown(
            "Yearly volumes by partner are loaded for few countries. This is the yearly total "
            "that the World Bank republishes from SIPRI; a gap is unknown or no deliveries."
        )
        show(EVENTS, values)
        figure_block(country.total, values)
    else:
        series = "the World Bank's series does not either."
        if is_group(who):
            series = "those of several countries together need SIPRI's register."
        st.markdown(f"No loaded release tells its single years, and {series}")

part(country.changed, values, "What changed?")

with st.container():
    if shares.draw is not None:
        st.header("How dependent on few partners?")
        st.markdown(
            "The more of the trade lies with one partner, the higher the index: 10,000 is a single "
            "partner, 1,000 would be ten equal ones."
        )
        st.markdown(country.concentration.made(values).sentence)
        show(country.MEASURE, values)
        figure_block(country.concentration, values)

part(country.categories, values, "What kinds of arms?")
if role == "recipient":
    part(country.notified, values, "What may the United States sell to it?", told=True)

part(country.others, values, "What do other sources say?")
if role == "recipient":
    part(country.items, values, "How many, by two counts?")
    part(country.aid, values, "Who gave military aid?")
elif country.reported.made(values).draw is not None:
    st.header("What did it report itself?")
    show(eu_reports.COUNTED, values)
    figure_block(country.reported, values)
part(country.mirrored, values)

with st.container():
    if shares.draw is not None:
        st.header(f"Which deals stand behind {in_words(*period)}?")
        row(values, (country.PARTNER, 5), rest=8)
        if partner := values["partner"]:
            sides = (partner, who) if role == "recipient" else (who, partner)
            deals_between(*sides, shares.answer, fold=values["fold"], years=period)

st.header("What do articles say?")
claims = ledger()
quoted_figures(
    quoted.claims_of(claims, who), claims, with_article(name_of(who)),
    rest=f"cited?{urlencode({'country': code_of(who)})}",
)  # fmt: skip

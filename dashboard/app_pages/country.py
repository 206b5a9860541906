"""One country: who supplies it, or whom it supplies, by five-year period and by year."""

import streamlit as st

from dashboard.controls import filters, row, show, together, values_of
from dashboard.data import ask
from dashboard.figures import country
from dashboard.figures.shared import DIRECTION, EVENTS, counted_apart, other_side
from dashboard.show import figure_block, opening, part
from etl.sources.reference import is_group

values = values_of(
    country.shares, country.yearly, country.total, country.concentration, country.categories
)
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
        figure_block(country.shares, values)
        estimates = ask(
            "estimated_share", role=role, who=who, from_year=period[0], to_year=period[1],
            in_release=values["release"],
        )  # fmt: skip
        if estimates.reason is None and not values["fold"]:
            st.markdown(country.estimates_sentence(estimates))

with st.container():
    st.header("Year by year")
    if yearly.draw is not None:
        st.markdown(f"What was delivered in each year, by {other_side(role)}.")
        row(values, (country.DRAWN, 6), (EVENTS, 6))
        figure_block(country.yearly, values)
    elif country.total.made(values).draw is not None:
        st.markdown(
            "Yearly rows by partner are loaded for few countries. This is the yearly total "
            "that the World Bank republishes from SIPRI; a gap is unknown or no deliveries."
        )
        show(EVENTS, values)
        figure_block(country.total, values)
    else:
        series = "the World Bank's series has none either."
        if is_group(who):
            series = "those of several countries together need SIPRI's register."
        st.markdown(f"No loaded release has yearly rows for it, and {series}")

with st.container():
    if shares.draw is not None:
        st.header("How dependent on few partners?")
        st.markdown(
            "The more of the trade lies with one partner, the higher the index: 10,000 is a single "
            "partner, 1,000 would be ten equal ones."
        )
        show(country.MEASURE, values)
        figure_block(country.concentration, values)

part(country.categories, values, "What kinds of arms?")

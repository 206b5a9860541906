"""Weapons: armament categories over time, who leads in each, and what each contains."""

import streamlit as st

from dashboard.controls import filters, row, together, values_of
from dashboard.data import ask
from dashboard.figures import weapons
from dashboard.figures.deals import years_of_register
from dashboard.figures.shared import DIRECTION
from dashboard.show import figure_block, opening, table
from etl.questions.answer import period

values = values_of(weapons.categories, weapons.leaders)
category = values["category"]
categories = weapons.categories.made(values)

opening("What kinds of arms are traded?", categories.sentence)
with filters(values):
    row(values, (weapons.COUNTRY, 4), (DIRECTION, 3), (weapons.RELEASE, 4))
    together(values, weapons.COUNTRY)
# A part that may be empty keeps its place, so that what is below it is not drawn anew.
with st.container():
    if categories.draw is not None:
        figure_block(weapons.categories, values)

st.header("One category")
row(values, (weapons.CATEGORY, 4), (weapons.PERIOD, 4), rest=3)
known = ask("categories").rows
contains = known.loc[known["category"] == category, "contains"].iloc[0]
st.markdown(f"**{category}:** {contains[0].lower()}{contains[1:]}.")
figure_block(weapons.leaders, values)

contents = ask("category_contents", category=category, in_release=values["release"])
if contents.reason is None:
    st.header("What it contains")
    table(weapons.contents_table(contents), f"Kinds of weapon in the category {category}.")
    years = years_of_register(contents.rows)
    st.caption(f"All deals with deliveries in {period(*years)}. {contents.source_note}")
